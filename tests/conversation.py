"""People who say, press, quote and edit, with the real dispatcher, acts, database and pump steps in between.

Only the messenger's wire is not there: `Wire` keeps every message by chat, as the messenger would show it. The whole
way over HTTP, with the messenger's strictness, is walked in `test_flow_wire.py`.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import Bot, Dispatcher
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import TelegramMethod
from aiogram.types import ChatMemberMember, ChatMemberOwner, User
from pydantic import SecretStr
from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import county, inbox, outbox, pump_rows, pump_steps
from bot.app import App, Here
from bot.config import BotSettings, Config, CountySettings, Database, Pace
from bot.db import Store, migrate
from bot.errors import SendError
from bot.making import Outgoing
from bot.messengers import Account, Buttons
from bot.models import County, Delivery, DeliveryState, Due, DueState, Group, GroupAddress, GroupState, Region
from handlers import routers
from handlers.consumer import Consumer
from nlp import gazetteer
from scheduler import jobs
from tests import postgres

ZONE = ZoneInfo("Asia/Shanghai")
EVENING = datetime(2026, 10, 14, 18, 30, tzinfo=ZONE)
TOKEN = "4294967400:local-try-out-of-dalaba-wanrong-000"
DESK_USER = 6_000_000_001


@dataclass
class Message:
    """A message of the bot as it stands in a chat now."""

    chat_id: int
    message_id: int
    text: str
    buttons: Buttons
    edits: int = 0

    def button(self, words: str) -> dict[str, str]:
        """The button whose text holds `words`."""
        found = [each for row in self.buttons for each in row if words in each["text"]]
        assert found, f"no button {words!r} under {self.text!r}: {self.buttons}"
        return found[0]


@dataclass
class Wire:
    """What the messenger shows: every message by chat. `refuse`: how the next calls fail (None: one passes)."""

    name: str = "local"
    bot: int = 4294967400
    pace: Pace = field(default_factory=Pace)
    chats: dict[int, list[Message]] = field(default_factory=dict)
    refuse: list[SendError | None] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: count(10_001))

    async def send(self, chat_id: int, text: str, buttons: Buttons, reply_to: int | None) -> int:
        self._fail()
        assert text
        message = Message(chat_id, next(self.numbers), text, buttons)
        self.chats.setdefault(chat_id, []).append(message)
        return message.message_id

    async def edit(self, chat_id: int, message_id: int, text: str, buttons: Buttons) -> None:
        self._fail()
        message = next(each for each in self.chats[chat_id] if each.message_id == message_id)
        message.text, message.buttons, message.edits = text, buttons, message.edits + 1

    def _fail(self) -> None:
        if self.refuse and (error := self.refuse.pop(0)) is not None:
            raise error

    async def account(self) -> Account:
        return Account(self.bot, "dalaba_bot", True)

    async def close(self) -> None:
        return None


class Popups(BaseSession):
    """Stands where aiogram's own calls go: the small answers to pressed buttons, reactions."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[str] = []
        self.member = "creator"  # what who asks is in every group; "unknown" where the messenger does not say
        self.hears_all = True  # privacy mode is off

    async def make_request(self, bot: Bot, method: TelegramMethod[Any], timeout: int | None = None) -> Any:
        if method.__api_method__ == "answerCallbackQuery":
            self.answers.append(getattr(method, "text", None) or "")
        if method.__api_method__ == "getChatMember":
            return self._member(method)
        if method.__api_method__ == "getMe":
            return User(id=bot.id, is_bot=True, first_name="大喇叭", can_read_all_group_messages=self.hears_all)
        return True

    def _member(self, method: TelegramMethod[Any]) -> Any:
        user = User(id=1, is_bot=False, first_name="x")
        if self.member == "unknown":
            raise TelegramBadRequest(method=method, message="Bad Request: member not found")
        if self.member == "member":
            return ChatMemberMember(user=user)
        return ChatMemberOwner(user=user, is_anonymous=False)

    async def close(self) -> None:
        return None

    async def stream_content(self, *args: Any, **kwargs: Any) -> AsyncIterator[bytes]:  # type: ignore[override]
        yield b""


@dataclass
class Person:
    """Somebody with a telephone. What they do is worked off and sent before the call returns."""

    town: Town
    user_id: int
    name: str

    @property
    def inbox(self) -> list[Message]:
        """What the bot wrote to them in private, oldest first."""
        return self.town.wire.chats.get(self.user_id, [])

    @property
    def last(self) -> str:
        """The newest message that the bot wrote to them."""
        assert self.inbox, f"nothing was written to {self.name}"
        return self.inbox[-1].text

    def was_told(self, *words: str) -> bool:
        """Whether one message to them holds all of these words."""
        return any(all(word in message.text for word in words) for message in self.inbox)

    async def says(
        self, text: str, *, group: str | None = None, quoting: Message | None = None, pump: bool = True
    ) -> int:
        """Write in private, or in a group by its region's name; the message's id."""
        message_id: int = next(self.town.message_ids)
        message = self.town.message(self, text, group, message_id, quoting)
        await self.town.hand_over({"message": message}, pump=pump)
        return message_id

    async def edits(self, message_id: int, text: str, *, group: str | None = None) -> None:
        """Change a message of their own."""
        message = self.town.message(self, text, group, message_id, None)
        message["edit_date"] = int(self.town.now.timestamp())
        await self.town.hand_over({"edited_message": message})

    async def sends(self, *, group: str | None = None, **content: Any) -> None:
        """Send something that is no text: `sticker={…}`, `voice={…}`."""
        message = self.town.message(self, "", group, next(self.town.message_ids), None)
        del message["text"]
        await self.town.hand_over({"message": {**message, **content}})

    async def presses(self, words: str, *, group: str | None = None, message: Message | None = None) -> str:
        """Press the newest button with these words; what popped up."""
        chat_id = self.town.chat_id(group) if group else self.user_id
        if message is None:
            held = [each for each in self.town.wire.chats.get(chat_id, []) if has_button(each, words)]
            assert held, f"no button {words!r} for {self.name}: {[m.text for m in self.inbox[-3:]]}"
            message = held[-1]
        return await self.press_data(message.button(words)["data"], message, group)

    async def press_data(self, data: str, message: Message, group: str | None = None) -> str:
        """Press with this very data, as a button of an old message or a forged one would."""
        before = len(self.town.popups.answers)
        await self.town.hand_over(self.pressing(data, message, group))
        return "".join(self.town.popups.answers[before:])

    def pressing(self, data: str, message: Message, group: str | None = None) -> dict[str, Any]:
        """The update that such a press is."""
        return {
            "callback_query": {
                "id": str(next(self.town.update_ids)),
                "from": self.town.user(self),
                "chat_instance": "1",
                "data": data,
                "message": {
                    "message_id": message.message_id,
                    "date": int(self.town.now.timestamp()),
                    "chat": self.town.chat(self, group),
                    "from": {"id": self.town.wire.bot, "is_bot": True, "first_name": "大喇叭"},
                    "text": message.text,
                },
            }
        }


def has_button(message: Message, words: str) -> bool:
    return any(words in each["text"] for row in message.buttons for each in row)


@dataclass
class GroupChat:
    """A group as its members see it."""

    town: Town
    chat_id: int
    title: str

    @property
    def messages(self) -> list[Message]:
        return self.town.wire.chats.get(self.chat_id, [])

    @property
    def last(self) -> str:
        assert self.messages, f"nothing was written in {self.title}"
        return self.messages[-1].text

    def copy(self, code: str) -> Message:
        """The copy of a posting that stands here."""
        found = [message for message in self.messages if code in message.text]
        assert found, f"no copy of {code} in {self.title}"
        return found[0]


@dataclass
class Town:
    """A county with its groups, on a database of its own, at a moment that the test moves."""

    app: App
    here: Here
    consumer: Consumer
    wire: Wire
    popups: Popups
    moment: list[datetime]
    people: dict[str, Person] = field(default_factory=dict)
    update_ids: Any = field(default_factory=lambda: count(1))
    message_ids: Any = field(default_factory=lambda: count(1))
    _chats: dict[str, int] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.moment[0]

    def at(self, moment: str) -> None:
        """Move the clock to this local time."""
        self.moment[0] = datetime.fromisoformat(moment).replace(tzinfo=ZONE)

    async def later(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Let time pass: what fell due on the way is done, what it wrote is sent."""
        end = self.moment[0] + timedelta(minutes=minutes, hours=hours, days=days)
        while self.moment[0] < end:
            self.moment[0] = min(end, self.moment[0] + timedelta(minutes=1))
            await self.settle()

    async def leap(self, to: str = "", *, hours: float = 0, days: float = 0) -> None:
        """Let time pass faster: from one thing that is due to the next, each at its moment; to a local time, or by."""
        end = datetime.fromisoformat(to).replace(tzinfo=ZONE) if to else self.moment[0]
        end += timedelta(hours=hours, days=days)
        await self.settle()
        while self.moment[0] < end:
            self.moment[0] = min(end, self.app.store.read(_next_due, self.here, self.moment[0]))
            await self.settle()

    def person(self, name: str) -> Person:
        """The person of this name; met for the first time, they get a telephone of their own."""
        if name not in self.people:
            self.people[name] = Person(self, 5_000_000_000 + len(self.people), name)
        return self.people[name]

    @property
    def desk(self) -> Person:
        """The head of the desk."""
        if "驿站小李" not in self.people:
            self.people["驿站小李"] = Person(self, DESK_USER, "驿站小李")
        return self.people["驿站小李"]

    def group(self, region: str) -> GroupChat:
        """The group bound to the region of this name."""
        return GroupChat(self, self.chat_id(region), region)

    @property
    def in_groups(self) -> list[Message]:
        """All that stands in groups, group by group."""
        return [message for chat, sent in self.wire.chats.items() if chat < 0 for message in sent]

    def chat_id(self, region: str) -> int:
        if region not in self._chats:
            self._chats[region] = self.app.store.read(_chat_of, self.here, region)
        return self._chats[region]

    def chat(self, person: Person, group: str | None) -> dict[str, Any]:
        if group is None:
            return {"id": person.user_id, "type": "private", "first_name": person.name}
        return {"id": self.chat_id(group), "type": "supergroup", "title": f"{group}用工群"}

    def user(self, person: Person) -> dict[str, Any]:
        return {"id": person.user_id, "is_bot": False, "first_name": person.name}

    def message(
        self, person: Person, text: str, group: str | None, message_id: int, quoting: Message | None
    ) -> dict[str, Any]:
        made: dict[str, Any] = {
            "message_id": message_id,
            "date": int(self.now.timestamp()),
            "chat": self.chat(person, group),
            "from": self.user(person),
            "text": text,
        }
        if text.startswith("/"):
            made["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
        if quoting is not None:
            made["reply_to_message"] = {
                "message_id": quoting.message_id,
                "date": int(self.now.timestamp()),
                "chat": self.chat(person, group),
                "from": {"id": self.wire.bot, "is_bot": True, "first_name": "大喇叭"},
                "text": quoting.text,
            }
        return made

    async def hand_over(self, update: dict[str, Any], *, pump: bool = True) -> None:
        """Hand an update over as the messenger would; worked off and answered unless `pump` is off."""
        body = {"update_id": next(self.update_ids), **update}
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))  # without spaces, as receivers write it down
        handed = inbox.Update(body["update_id"], text)
        await self.app.act(inbox.write_down, self.here, [handed])
        if pump:
            await self.settle()
        else:
            await self.consumer.work_off()

    async def settle(self) -> None:
        """Work off updates and dues, and send what is due, until nothing is left for this moment."""
        for _ in range(20):
            worked = await self.consumer.work_off()
            for here in self.app.counties.values():
                worked += await jobs.fire_county(self.app, here)  # raises what `fire_due` logs
            worked += await self.pump(again=False)  # what comes of it is the next round's
            if worked == 0:
                return

    async def pump(self, *, again: bool = True) -> int:
        """Send everything due at this moment, without the wait between calls; what comes of it too, with `again`."""
        sent = 0
        while again or sent == 0:
            ids = await self.app.step(pump_steps.claim, self.here, worker="test", most=500)
            if not ids:
                return sent
            asked = [pump_rows.Begin(each) for each in ids]
            begun = await self.app.step(pump_rows.begin, self.here, asked)
            done: list[pump_rows.Sent] = []
            try:
                for out in (begun[each] for each in ids):
                    if out is not None:
                        sent += 1
                        done.append(await self._send(out))
            finally:
                await self.app.step(pump_rows.sent, self.here, done)
        return sent

    async def _send(self, out: Outgoing) -> pump_rows.Sent:
        if out.message_id is None:
            message_id = await self.wire.send(out.chat_id, out.text, out.buttons, out.reply_to)
            return pump_rows.Sent(out.delivery_id, message_id, out.fingerprint)
        await self.wire.edit(out.chat_id, out.message_id, out.text, out.buttons)
        return pump_rows.Sent(out.delivery_id, None, out.fingerprint)

    def read(self, function: Any, *args: Any, **values: Any) -> Any:
        """Look something up: `function(session, …)`."""
        return self.app.store.read(function, *args, **values)

    def rows(self, table: Any) -> list[Any]:
        """All rows of a table, oldest first."""
        return list(self.app.store.read(lambda session: session.exec(select(table).order_by(table.id)).all()))


def _next_due(session: Session, here: Here, now: datetime) -> datetime:
    """The next moment after `now` at which something is due: a row of the clock, a message, a new day."""
    midnight = datetime.combine(now.astimezone(ZONE).date() + timedelta(days=1), datetime.min.time(), ZONE)
    found = [midnight]
    for table, state in ((Due, Due.state == DueState.DUE), (Delivery, Delivery.state == DeliveryState.DUE)):
        at = session.exec(
            select(func.min(table.due_at)).where(table.county_id == here.county_id, state, table.due_at > now)
        ).one()
        if at is not None:
            found.append(at)
    return min(found)


def _chat_of(session: Session, here: Here, region: str) -> int:
    row = session.exec(
        select(Region).where(Region.county_id == here.county_id, Region.name == region).order_by(col(Region.id))
    ).first()
    assert row is not None, f"no region {region}"
    group = session.exec(select(Group).where(Group.county_id == here.county_id, Group.region_id == row.id)).first()
    assert group is not None
    assert group.id is not None
    address = outbox.group_address(session, here, group.id)
    assert address is not None
    return address.chat_id


def _bind_all(session: Session, now: datetime, here: Here) -> None:
    regions = session.exec(select(Region).where(Region.county_id == here.county_id).order_by(col(Region.id))).all()
    made = [
        Group(county_id=here.county_id, title=f"{row.name}用工群", region_id=row.id, state=GroupState.BOUND)
        for row in regions
    ]
    session.add_all(made)
    session.flush()
    session.add_all(
        GroupAddress(
            county_id=here.county_id,
            group_id=group.id or 0,
            messenger=here.messenger,
            bot=here.bot,
            chat_id=-1_002_000_000_000 - number,
            since=now,
        )
        for number, group in enumerate(made)
    )


SETTINGS = CountySettings(
    slug="wanrong",
    station="万荣零工市场",
    duty_phone="0359-4520000",
    desk=(DESK_USER,),
    bots=(BotSettings(messenger="local", token=SecretStr(TOKEN)),),
)


def _furnish(store: Store, settings: CountySettings) -> int:
    """Tables, the county with its tree, a group for each region; the county's id. The same again changes nothing."""
    migrate(store)
    tree = gazetteer.load(settings.slug)
    with store.writing() as session:
        county_id = county.ensure(session, EVENING, settings, tree)
        wire = Wire()
        here = Here(county_id, settings, tree, ZoneInfo(settings.zone), wire.name, wire.bot)
        if session.exec(select(Group.id).where(Group.county_id == county_id).limit(1)).first() is None:
            _bind_all(session, EVENING, here)
    return county_id


def _only_county(session: Session) -> int:
    return session.exec(select(County.id)).one() or 0


@cache
def _built(slug: str) -> Path:
    """A furnished county's database, built once for this process; each test works on a copy."""
    folder = Path(tempfile.mkdtemp(prefix="dalaba-town-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    store = Store(f"sqlite:///{folder}/{slug}.sqlite3")
    _furnish(store, SETTINGS.model_copy(update={"slug": slug}))
    store.close()
    return folder / f"{slug}.sqlite3"


@cache
def dispatcher() -> Dispatcher:
    """The program's routers, which keep nothing: built once for this process, not for each of a thousand towns."""
    return routers.build()


@asynccontextmanager
async def town(path: Path, *, settings: CountySettings = SETTINGS, url: str | None = None) -> AsyncIterator[Town]:
    """A county on a new database, every region with a group of its own, on the evening of 2026-10-14."""
    own = SETTINGS.model_copy(update={"slug": settings.slug})
    for cluster in postgres.RUNNING if url is None else ():
        cluster.furnished(f"sqlite:///{path}/town.sqlite3", settings.slug, lambda store: _furnish(store, own))
    if url is None and not postgres.RUNNING:
        shutil.copyfile(_built(settings.slug), path / "town.sqlite3")
    store = Store(url or f"sqlite:///{path}/town.sqlite3")
    moment = [EVENING]
    tree = gazetteer.load(settings.slug)
    county_id = store.read(_only_county) if url is None else _furnish(store, settings)
    wire, popups = Wire(), Popups()
    here = Here(county_id, settings, tree, ZoneInfo(settings.zone), wire.name, wire.bot)
    app = App(
        config=Config(database=Database(url=str(store.url)), counties=(settings,)),
        store=store,
        counties={settings.slug: here},
        messengers={(wire.name, wire.bot): wire},
        clock=lambda: moment[0],
    )
    bot = Bot(TOKEN, session=popups)
    consumer = Consumer(app, here, dispatcher(), {(wire.name, wire.bot): bot})
    try:
        yield Town(app, here, consumer, wire, popups, moment)
    finally:
        await asyncio.get_running_loop().run_in_executor(None, store.close)


def of_county(town: Town, settings: CountySettings) -> Here:
    """The same town's place with other settings."""
    return replace(town.here, settings=settings)
