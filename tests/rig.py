"""A county as it really runs, for the tests that kill and the benches that count: the judge is a process of its own.

The judge is the local messenger with its limits on; it counts what arrives and offers the program no look-up.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import audience, county, freshen
from bot.app import App, Here
from bot.config import BotSettings, Config, CountySettings, Database, Pace
from bot.db import Store, migrate
from bot.messengers import Messenger
from bot.models import (
    Delivery,
    DeliveryState,
    Group,
    GroupAddress,
    GroupState,
    Person,
    Posting,
    PostingDay,
    PostingStatus,
    Region,
)
from nlp import gazetteer

ROOT = Path(__file__).parent.parent
GROUPS = 228
GOING = (DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING)


def token(number: int) -> str:
    """The token of the bot of county `number`."""
    return f"{7_100_000_000 + number}:a-secret-of-the-local-messenger-{number:04d}"


class Judge:
    """The local messenger in its own process."""

    def __init__(self, folder: Path, *, limits: bool = True, bots: int = 1) -> None:
        command = [sys.executable, "-m", "bot.localchat", "--port", "0", "--db", str(folder / "judge.sqlite3")]
        for number in range(bots):
            command += ["--bot", f"{token(number)}:dalaba{number}_bot"]
        self.process = subprocess.Popen(
            command + (["--limits"] if limits else []), cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("http"), "the judge did not start"

    def sim(self, verb: str, path: str, body: Any = None) -> Any:
        """Ask the people's side."""
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(
            f"{self.url}/sim{path}", data, {"Content-Type": "application/json"}, method=verb
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def end(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()


@contextmanager
def judge(folder: Path, *, limits: bool = True, bots: int = 1) -> Iterator[Judge]:
    """A judge for as long as the block runs."""
    made = Judge(folder, limits=limits, bots=bots)
    try:
        yield made
    finally:
        made.end()


def settings(number: int, api_base: str, pace: Pace, *, name: str = "local") -> CountySettings:
    """County `number`: 万荣 under its own slug, with one bot."""
    bot = BotSettings(messenger=name, token=SecretStr(token(number)), api_base=api_base, pace=pace)
    return CountySettings(slug="wanrong", station="万荣零工市场", duty_phone="0359-4520000", bots=(bot,))


def place(store: Store, number: int, api_base: str, pace: Pace) -> Here:
    """County `number` in the books; the second and later ones under a slug of their own."""
    found = settings(number, api_base, pace)
    tree = gazetteer.load(found.slug)
    own = found if number == 0 else found.model_copy(update={"slug": f"wanrong{number}"})
    with store.writing() as session:
        county_id = county.ensure(session, datetime.now(UTC), own, tree)
    bot_id = int(token(number).partition(":")[0])
    return Here(county_id, own, tree, ZoneInfo(own.zone), "local", bot_id)


def chat_of(number: int, region: int) -> int:
    """The chat of the group of region `region` (0 to 227) of county `number`."""
    return -1_003_000_000_000 - number * 1000 - region


def furnish(store: Store, here: Here, number: int, messenger: Judge | None = None) -> None:
    """A bound group for each region, at the judge too where there is one."""
    now = datetime.now(UTC)
    if messenger is not None:
        chats = [
            {"id": chat_of(number, each), "title": f"{each}号用工群", "bots": [here.bot], "quiet": True}
            for each in range(GROUPS)
        ]
        messenger.sim("POST", "/chats/bulk", chats)
    with store.writing() as session:
        regions = session.exec(select(Region).where(Region.county_id == here.county_id).order_by(col(Region.id))).all()
        assert len(regions) == GROUPS
        groups = [Group(county_id=here.county_id, region_id=row.id, state=GroupState.BOUND) for row in regions]
        session.add_all(groups)
        session.flush()
        session.add_all(
            GroupAddress(
                county_id=here.county_id,
                group_id=group.id or 0,
                messenger=here.messenger,
                bot=here.bot,
                chat_id=chat_of(number, each),
                since=now,
            )
            for each, group in enumerate(groups)
        )


def left(session: Session, here: Here) -> int:
    """How many messages have not gone out."""
    return session.exec(
        select(func.count())
        .select_from(Delivery)
        .where(Delivery.county_id == here.county_id, col(Delivery.state).in_(GOING))
    ).one()


LEFT_OUT = "left out"


def leave_out(session: Session, here: Here, posting_id: int, keep: int) -> None:
    """Let a posting's copies go to so many groups only; the others are given up."""
    for row in freshen.copies(session, here, posting_id)[keep:]:
        row.state, row.error = DeliveryState.GIVEN_UP, LEFT_OUT
        session.add(row)


def publish(session: Session, now: datetime, here: Here, code: str, wanted: int = 20, *, singles: int = 10_000) -> int:
    """An open posting with this code, on its way to all groups of the county that did not have `singles` yet."""
    poster = Person(county_id=here.county_id, name="王师傅")
    session.add(poster)
    session.flush()
    region = session.exec(
        select(Region).where(Region.county_id == here.county_id, Region.level == "village").limit(1)
    ).one()
    day: date = now.astimezone(here.zone).date() + timedelta(days=1)
    posting = Posting(
        county_id=here.county_id,
        poster_id=poster.id or 0,
        code=code,
        status=PostingStatus.OPEN,
        work="摘苹果",
        trade="picking",
        headcount_min=wanted,
        headcount_max=wanted,
        wage_min=150,
        wage_max=150,
        wage_unit="day",
        pay_when="daily",
        start=day,
        region_id=region.id,
        village=region.name,
        benefits=["lunch"],
        urgent=True,
        published_at=now,
        valid_until=now + timedelta(hours=30),
    )
    session.add(posting)
    session.flush()
    session.add(PostingDay(county_id=here.county_id, posting_id=posting.id or 0, day=day, wanted=wanted))
    # In quiet hours too: a bench is run at any hour.
    times = here.settings.times.model_copy(update={"quiet_from": time(0, 0, 1), "quiet_to": time(0, 0, 2)})
    rules = here.settings.rules.model_copy(update={"singles_per_evening": singles, "singles_kept": 0})
    awake = replace(here, settings=here.settings.model_copy(update={"times": times, "rules": rules}))
    audience.start(session, now, awake, posting)
    return posting.id or 0


def books(url: str) -> Store:
    """A store whose tables are there."""
    store = Store(url)
    migrate(store)
    return store


def application(store: Store, places: Sequence[Here], messengers: Sequence[Messenger]) -> App:
    """What runs in this very process, where the bench looks at one part alone."""
    return App(
        config=Config(database=Database(url="sqlite://"), counties=tuple(here.settings for here in places)),
        store=store,
        counties={here.settings.slug: here for here in places},
        messengers={(each.name, each.bot): each for each in messengers},
        clock=lambda: datetime.now(UTC),
    )


@dataclass
class Program:
    """The whole program as a process of its own."""

    process: subprocess.Popen[str]
    log: Path
    url: str = ""  # of its pages

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait()
        self._close()

    def end(self) -> None:
        """Ctrl+C."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(30)
        self._close()

    def _close(self) -> None:
        assert self.process.stdout is not None
        self.process.stdout.close()


def configure(file: Path, database: str, api_base: str, numbers: Sequence[int], pace: Pace, more: str = "") -> None:
    """Write a config for counties `numbers`."""
    lines = [f'[database]\nurl = "{database}"', "[web]\nport = 0", '[log]\nlevel = "warning"']
    for number in numbers:
        lines.append(
            f'[[counties]]\nslug = "wanrong"\nstation = "万荣零工市场"\nduty_phone = "0359-4520000"\n'
            f'[counties.times]\nquiet_from = "00:00:01"\nquiet_to = "00:00:02"\n{more}\n'
            f'[[counties.bots]]\nmessenger = "local"\ntoken = "{token(number)}"\napi_base = "{api_base}"\n'
            f"[counties.bots.pace]\nper_second = {pace.per_second}\ngroup_per_minute = {pace.group_per_minute}\n"
            f"connections = {pace.connections}\n"
        )
    file.write_text("\n".join(lines), encoding="utf-8")


def start(config: Path, log: Path) -> Program:
    """Start `python -m bot run` with this config; back once it runs."""
    with log.open("a", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "--config", str(config), "run"],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "is running" in line, f"ended with {process.wait(30)}: {log.read_text(encoding='utf-8')[-3000:]}"
    return Program(process, log, next((each.rstrip(".") for each in line.split() if each.startswith("http")), ""))
