"""One evening and morning in a county, played through the real parts and printed as it happens.

The people of `demo.toml` speak over the local messenger's people's side, as the chat page does; everything else is the
program itself: receiver, inbox, dispatcher, acts, pump, limits. Only the clock is moved from scene to scene.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import func
from sqlmodel import Session, col, select

from bot.app import App, Here
from bot.config import TRY_OUT, Config, Database, LocalChat, Web
from bot.models import Delivery, DeliveryKind, DeliveryState, Posting, PostingDay, PostingStatus, Signup, SignupState
from bot.texts import say

PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 0.1
LANGUAGE = "zh"


class Unexpected(Exception):
    """The demo waited for words that did not come."""


@contextmanager
def folder() -> Iterator[Path]:
    """A folder of this play alone, so that each play begins anew."""
    with tempfile.TemporaryDirectory(prefix="dalaba-demo-") as path:
        yield Path(path)


def configuration(path: Path) -> Config:
    """The try-out county on free ports and databases of its own, with the messenger's limits on."""
    return Config(
        database=Database(url=f"sqlite:///{path}/demo.sqlite3"),
        localchat=LocalChat(port=0, path=f"{path}/localchat.sqlite3", limits=True),
        web=Web(port=0),
        counties=(TRY_OUT,),
    )


def script() -> list[dict[str, Any]]:
    """The steps in order. Keys of a step stand at the head of `demo.toml`."""
    text = (Path(__file__).parent / "demo.toml").read_text(encoding="utf-8")
    steps: list[dict[str, Any]] = tomllib.loads(text)["step"]
    return steps


@dataclass
class Play:
    """The people, what was printed so far of each chat, and the codes that the postings were given."""

    app: App
    here: Here
    clock: Any
    session: aiohttp.ClientSession
    people: dict[str, int] = field(default_factory=dict)
    groups: dict[str, Any] = field(default_factory=dict)
    printed: dict[tuple[str, int], str] = field(default_factory=dict)
    last_said: dict[tuple[str, str], int] = field(default_factory=dict)
    before: set[tuple[str, int, str]] = field(default_factory=set)  # what stood there before the current step

    async def get(self, path: str, **query: Any) -> Any:
        async with self.session.get(f"/sim{path}", params=query) as response:
            response.raise_for_status()
            return await response.json()

    async def post(self, path: str, body: Any) -> Any:
        async with self.session.post(f"/sim{path}", json=body) as response:
            if response.status >= 400:
                raise Unexpected(f"{path}: {await response.text()}")
            return await response.json()

    async def begin(self) -> None:
        """Learn who there is and which groups."""
        self.people = {person["first_name"]: person["id"] for person in await self.get("/people")}
        chats = await self.get("/chats", person=next(iter(self.people.values())))
        self.groups = {chat["title"].removesuffix("用工群"): chat["id"] for chat in chats if chat["type"] != "private"}

    async def person(self, name: str) -> int:
        """The id of a person; somebody new gets a telephone."""
        if name not in self.people:
            self.people[name] = (await self.post("/people", {"first_name": name, "note": "零工"}))["id"]
        return self.people[name]

    async def chat(self, step: dict[str, Any]) -> str:
        """The chat of a step: a group by its region, else the speaker's private one with the bot."""
        if "group" in step:
            return str(self.groups[step["group"]])
        return f"p{await self.person(step['who'])}b{self.here.bot}"

    async def messages(self, chat: str, person: int) -> list[dict[str, Any]]:
        """The newest messages of a chat, oldest first."""
        found: list[dict[str, Any]] = await self.get(f"/chats/{chat}/messages", person=person, limit=40)
        return found

    def line(self, left: str, text: str, where: str = "") -> None:
        """Print one line of the play."""
        stamp = self.clock().astimezone(self.here.zone).strftime("%H:%M")
        place = f"[{where}] " if where else ""
        body = text.replace("\n", "\n" + " " * 8)
        print(f"{stamp}  {place}{left}：{body}", flush=True)

    async def show(self, chat: str, person: int, where: str, quiet: bool = False) -> list[dict[str, Any]]:
        """Print what the bot wrote or changed in a chat since last time; the chat's messages."""
        messages = await self.messages(chat, person)
        for message in messages:
            key = (chat, message["id"])
            text = message["text"] or ""
            if self.printed.get(key) == text or not message["from"]["is_bot"]:
                continue
            edited = key in self.printed
            self.printed[key] = text
            if not quiet:
                self.line("大喇叭" + (say("demo.edited", LANGUAGE) if edited else ""), text, where)
        return messages


async def play(app: App, clock: Any, url: str) -> int:
    """Play every step; 0, or 1 with a sentence where something expected did not come."""
    here = next(iter(app.counties.values()))
    begun = time.monotonic()
    async with aiohttp.ClientSession(url) as session:
        stage = Play(app, here, clock, session)
        await stage.begin()
        try:
            for step in script():
                await one(stage, step)
        except Unexpected as error:
            print(say("demo.unexpected", LANGUAGE, error=error), file=sys.stderr)
            return 1
    await summary(app, here, time.monotonic() - begun)
    return 0


async def one(stage: Play, step: dict[str, Any]) -> None:
    """One step: a heading, the clock, or somebody who says, presses or edits; then what must be seen."""
    if "scene" in step:
        print(f"\n== {step['scene']} ==", flush=True)
    if "clock" in step:
        stage.clock.set(datetime.fromisoformat(step["clock"]).replace(tzinfo=stage.here.zone))
    stage.before.clear()
    if "says" in step or "presses" in step or "edits" in step:
        for look in step.get("hears", []):
            await note_before(stage, step, look)
        await act(stage, step)
    for look in step.get("hears", []):
        await hear(stage, step, look)
    if "all_groups" in step:
        await everywhere(stage, step["all_groups"])


async def act(stage: Play, step: dict[str, Any]) -> None:
    """Somebody does something in a chat."""
    person, chat = await stage.person(step["who"]), await stage.chat(step)
    where = step.get("group", "")
    if "says" in step:
        body: dict[str, Any] = {"person": person, "text": step["says"]}
        if "quotes" in step:
            body["reply_to"] = await find(stage, chat, person, step["quotes"])
        stage.line(step["who"], step["says"], where)
        said = await stage.post(f"/chats/{chat}/messages", body)
        stage.last_said[(chat, step["who"])] = said["id"]
    elif "edits" in step:
        mine = stage.last_said[(chat, step["who"])]
        stage.line(step["who"] + say("demo.edited", LANGUAGE), step["edits"], where)
        await stage.post(f"/chats/{chat}/messages/{mine}/edit", {"person": person, "text": step["edits"]})
    else:
        await press(stage, step, chat, person, where)


async def press(stage: Play, step: dict[str, Any], chat: str, person: int, where: str) -> None:
    """Press the newest button with these words, under a message with the words of `under` where they are given."""
    for _ in range(int(PATIENCE_SECONDS / LOOK_SECONDS)):
        for message in reversed(await stage.show(chat, person, where)):
            if step.get("under", "") not in (message["text"] or ""):
                continue
            for button in (button for row in message["buttons"] or [] for button in row):
                if step["presses"] in button["text"]:
                    stage.line(step["who"], say("demo.presses", LANGUAGE, words=button["text"]), where)
                    path = f"/chats/{chat}/messages/{message['id']}/press"
                    await stage.post(path, {"person": person, "data": button["data"]})
                    return
        await asyncio.sleep(LOOK_SECONDS)
    raise Unexpected(f"{step['who']}: no button {step['presses']!r}")


async def find(stage: Play, chat: str, person: int, words: str) -> int:
    """The newest message with these words."""
    for _ in range(int(PATIENCE_SECONDS / LOOK_SECONDS)):
        for message in reversed(await stage.messages(chat, person)):
            if words in (message["text"] or ""):
                return int(message["id"])
        await asyncio.sleep(LOOK_SECONDS)
    raise Unexpected(f"no message with {words!r}")


async def place(stage: Play, step: dict[str, Any], look: dict[str, Any]) -> tuple[str, int, str]:
    """Where to look: the chat, somebody who sees it, and how it is called in print."""
    where = look.get("group", "" if "who" in look else step.get("group", ""))
    who = look.get("who", step.get("who", ""))
    person = await stage.person(who) if who else next(iter(stage.people.values()))
    chat = await stage.chat({"who": who, **({"group": where} if where else {})})
    return chat, person, where or (who if who != step.get("who") else "")


async def note_before(stage: Play, step: dict[str, Any], look: dict[str, Any]) -> None:
    """Remember what stands in a chat already, so that only what the step brings about counts."""
    chat, person, label = await place(stage, step, look)
    for message in await stage.show(chat, person, label, quiet=bool(look.get("quiet"))):
        stage.before.add((chat, message["id"], message["text"] or ""))


async def hear(stage: Play, step: dict[str, Any], look: dict[str, Any]) -> None:
    """Wait until a new message with all the words stands in a chat, printing what comes meanwhile."""
    chat, person, label = await place(stage, step, look)
    for _ in range(int(PATIENCE_SECONDS / LOOK_SECONDS)):
        messages = await stage.show(chat, person, label, quiet=bool(look.get("quiet")))
        found = [(chat, message["id"], message["text"] or "") for message in messages if message["from"]["is_bot"]]
        fresh = [key[2] for key in found if key not in stage.before]
        if any(all(word in text for word in look["words"]) for text in fresh):
            return
        await asyncio.sleep(LOOK_SECONDS)
    raise Unexpected(f"{label or step.get('who', '')}: {'、'.join(look['words'])}")


async def everywhere(stage: Play, look: dict[str, Any]) -> None:
    """Wait until every copy of a posting shows these words; say in how many groups and how long it took."""
    begun = time.monotonic()
    while True:
        counts = await stage.app.read(copies_of, stage.here, look["work"])
        if counts["waiting"] == 0 and counts["sent"] >= look.get("least", 1):
            break
        if time.monotonic() - begun > PATIENCE_SECONDS:
            raise Unexpected(f"{look['work']}: {counts}")
        await asyncio.sleep(LOOK_SECONDS)
    spent = time.monotonic() - begun
    print(say("demo.everywhere", LANGUAGE, seconds=f"{spent:.1f}", **counts), flush=True)


def copies_of(session: Session, here: Here, work: str) -> dict[str, Any]:
    """How many copies of the newest posting of this work were sent, edited, and wait; its code."""
    posting = session.exec(
        select(Posting)
        .where(Posting.county_id == here.county_id, Posting.work == work, col(Posting.code).is_not(None))
        .order_by(col(Posting.id).desc())
    ).first()
    rows = session.exec(
        select(Delivery.kind, Delivery.state, func.count())
        .where(Delivery.county_id == here.county_id, Delivery.posting_id == (posting.id if posting else -1))
        .group_by(col(Delivery.kind), col(Delivery.state))
    ).all()
    sent = sum(count for kind, state, count in rows if kind == DeliveryKind.SEND and state == DeliveryState.SENT)
    edited = sum(count for kind, state, count in rows if kind == DeliveryKind.EDIT and state == DeliveryState.SENT)
    on_the_way = (DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING)
    waiting = sum(count for _, state, count in rows if state in on_the_way)
    return {"code": posting.code if posting else "", "sent": sent, "edited": edited, "waiting": waiting}


async def summary(app: App, here: Here, seconds: float) -> None:
    """What went where, and how long it took."""
    print(f"\n== {say('demo.summary', LANGUAGE)} ==")
    for line in await app.read(books, here):
        print(line)
    print(say("demo.took", LANGUAGE, seconds=f"{seconds:.1f}"))


def books(session: Session, here: Here) -> list[str]:
    """A line for each posting, and one for what was sent."""
    lines = []
    postings = session.exec(select(Posting).where(Posting.county_id == here.county_id).order_by(col(Posting.id))).all()
    for posting in postings:
        if posting.status == PostingStatus.DRAFT:
            continue
        days = session.exec(
            select(PostingDay).where(PostingDay.county_id == here.county_id, PostingDay.posting_id == posting.id)
        ).all()
        people = session.exec(
            select(func.count())
            .select_from(Signup)
            .where(
                Signup.county_id == here.county_id,
                Signup.posting_id == posting.id,
                Signup.state == SignupState.ACTIVE,
            )
        ).one()
        counts = copies_of_id(session, here, posting.id or 0)
        lines.append(
            say(
                "demo.posting",
                LANGUAGE,
                name=f"{posting.code or '--'} {posting.work or ''}",
                status=say(f"demo.status_{posting.status}", LANGUAGE),
                wanted=sum(day.wanted for day in days),
                taken=sum(day.taken for day in days),
                people=people,
                sent=counts[0],
                edited=counts[1],
            )
        )
    states = session.exec(
        select(Delivery.state, func.count()).where(Delivery.county_id == here.county_id).group_by(col(Delivery.state))
    ).all()
    listed = say("list.pause", LANGUAGE).join(
        f"{say(f'demo.delivery_{state}', LANGUAGE)}{count}" for state, count in states
    )
    lines.append(say("demo.deliveries", LANGUAGE, listed=listed))
    return lines


def copies_of_id(session: Session, here: Here, posting_id: int) -> tuple[int, int]:
    """Copies sent and edits made of one posting."""
    rows = session.exec(
        select(Delivery.kind, func.count())
        .where(
            Delivery.county_id == here.county_id,
            Delivery.posting_id == posting_id,
            Delivery.state == DeliveryState.SENT,
        )
        .group_by(col(Delivery.kind))
    ).all()
    counts = dict(rows)
    return counts.get(DeliveryKind.SEND, 0), counts.get(DeliveryKind.EDIT, 0)
