"""The frozen bag of what the program runs with, and the one way an act is run.

An act is a plain function `(session, now, here, **values)`: it neither sends nor commits. `App.act` runs it in a
worker thread in its own transaction; what must leave is written there as Delivery rows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from bot import db
from bot.bell import Bell
from bot.config import Config, CountySettings
from bot.db import Store
from bot.messengers import Messenger
from bot.pace import Gate
from bot.texts import spoken
from nlp.gazetteer import Gazetteer

P = ParamSpec("P")
Value = TypeVar("Value")
TRIES = 6


@dataclass(frozen=True, slots=True)
class Here:
    """Where an act happens: the county, its rules and tree, and the update (if one) that set it off.

    `settings.times` and `settings.rules` hold every limit; `zone` is the county's. `messenger` and `bot` say through
    which account the update came, or the county's first account where the clock acts.
    """

    county_id: int
    settings: CountySettings
    gazetteer: Gazetteer
    zone: ZoneInfo
    messenger: str
    bot: int
    inbox_id: int | None = None
    actor_id: int | None = None

    @property
    def language(self) -> str:
        """The county's language, in its own words: that of the groups, and of everybody who chose none."""
        return spoken(self.settings.language, self.settings.texts)

    def spoken(self, language: str) -> str:
        """A language that somebody chose, as this county speaks it; the county's where none was."""
        return self.language if language in ("", self.settings.language) else language

    @property
    def station(self) -> str:
        """How the station is called: as it calls itself, else by its county."""
        return self.settings.station or self.gazetteer.name

    def today(self, now: datetime) -> Any:
        """The county's date at `now`."""
        return now.astimezone(self.zone).date()


@dataclass(slots=True)
class Wake:
    """Tells the pumps and the consumers of this process that there are new rows."""

    outbox: Bell = field(default_factory=Bell)
    inbox: Bell = field(default_factory=Bell)


@dataclass(frozen=True, slots=True)
class App:
    """One of each: configuration, store, the counties by slug, the messengers by (messenger, bot), the clock."""

    config: Config
    store: Store
    counties: Mapping[str, Here]
    messengers: Mapping[tuple[str, int], Messenger]
    clock: Callable[[], datetime]
    wake: Wake = field(default_factory=Wake)
    gates: dict[tuple[str, int], Gate] = field(default_factory=dict)  # the pace of each bot, see `gate`
    model: Any = None  # bot.model.Model, where one is configured
    ticked: dict[int, datetime] = field(default_factory=dict)  # by county: the hour of the clock's last tick
    set_by_desk: dict[int, dict[str, Any]] = field(default_factory=dict)  # by county, see `at`

    def gate(self, key: tuple[str, int]) -> Gate:
        """The pace of one bot's calls: its pump's, and those that go past the pump."""
        if key not in self.gates:
            self.gates[key] = Gate(self.messengers[key].pace)
        return self.gates[key]

    async def act(
        self,
        function: Callable[Concatenate[Session, datetime, Here, P], Value],
        here: Here,
        /,
        *args: P.args,
        **values: P.kwargs,
    ) -> Value:
        """Run `function` in its own transaction, and wake the pump. Errors roll everything back and pass on."""
        value = await self.step(function, here, *args, **values)
        self.wake.outbox.set(here.county_id)
        return value

    async def step(
        self,
        function: Callable[Concatenate[Session, datetime, Here, P], Value],
        here: Here,
        /,
        *args: P.args,
        **values: P.kwargs,
    ) -> Value:
        """The same without waking the pump: for the pump's own steps."""
        return await _in_thread(self.store.writers, partial(self.act_now, function, here, *args, **values))

    def act_now(
        self,
        function: Callable[Concatenate[Session, datetime, Here, P], Value],
        here: Here,
        /,
        *args: P.args,
        **values: P.kwargs,
    ) -> Value:
        """The same in this very thread. `now` has the county's zone, so that 明天 is the county's tomorrow.

        An act that the database broke off so that another could end (a deadlock) has done nothing and is done again.
        """
        for tries_left in range(TRIES - 1, -1, -1):
            try:
                with self.store.writing(here.county_id) as session:
                    now = self.clock().astimezone(here.zone)
                    return function(session, now, self.at(here, session), *args, **values)
            except OperationalError as error:
                if tries_left == 0 or not db.gave_way(error):
                    raise
        raise AssertionError

    def at(self, here: Here, session: Session) -> Here:
        """The place with what the desk set over its config. One process on SQLite reads the rows when they changed."""
        from bot import settings_rows

        known = self.set_by_desk.get(here.county_id) if self.store.is_sqlite else None
        if known is None:
            known = settings_rows.values(session, here.county_id)
            self.set_by_desk[here.county_id] = known
        return replace(here, settings=settings_rows.laid_over(here.settings, known)) if known else here

    def last_known(self, here: Here) -> CountySettings:
        """The settings in force as they were last read by `at`: for what shows them and reads no rows itself."""
        from bot import settings_rows

        known = self.set_by_desk.get(here.county_id)
        return settings_rows.laid_over(here.settings, known) if known else here.settings

    async def read(self, function: Callable[..., Value], /, *args: Any, **values: Any) -> Value:
        """`function(session, …)` on the reading side, in a thread."""
        return await _in_thread(self.store.readers, partial(self.store.read, function, *args, **values))

    def here_of(self, county_id: int) -> Here:
        """The county with this id. Raises KeyError where it is not served here."""
        for here in self.counties.values():
            if here.county_id == county_id:
                return here
        raise KeyError(county_id)


async def _in_thread(executor: Executor, call: Callable[[], Value]) -> Value:
    return await asyncio.get_running_loop().run_in_executor(executor, call)
