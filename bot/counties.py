"""The counties of a configuration, and the one reading of the time: what tools need that start no messenger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import county
from bot.app import Here
from bot.config import BotSettings, Config
from bot.db import Store, one_at_a_time
from bot.errors import ConfigError
from bot.trees import tree


@dataclass(slots=True)
class Clock:
    """The one reading of the time. A demo may set it apart from the world's and move it on."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC) + self.ahead

    def set(self, moment: datetime) -> None:
        """Let it be `moment` now; time goes on from there."""
        self.ahead = moment - datetime.now(UTC)


def bot_id(bot: BotSettings) -> int:
    """The account that a token is for; ConfigError where it is none."""
    head = bot.token.get_secret_value().partition(":")[0]
    if not head.isdecimal():
        raise ConfigError("A bot's token has the form 123456789:AA…: copy it from BotFather once more.")
    return int(head)


def counties_of(config: Config, store: Store, now: datetime) -> dict[str, Here]:
    """The config's counties with their trees, their rows made or brought up to date."""
    made = {}
    for settings in config.counties:
        found = tree(settings.slug)
        with store.writing() as session:
            one_at_a_time(session)
            county_id = county.ensure(session, now, settings, found)
        first = settings.bots[0]
        zone = ZoneInfo(settings.zone)
        made[settings.slug] = Here(county_id, settings, found, zone, first.messenger, bot_id(first))
    return made
