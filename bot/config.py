"""Configuration as frozen values: every section, key, default and what a value may be.

What each key is for stands in `config.example.toml`; a test holds the two together. `bot/config_file.py` reads them.
"""

from __future__ import annotations

from datetime import time
from typing import Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)


class Section(BaseModel):
    """A part of the configuration: unknown keys are refused, values cannot change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Database(Section):
    """Where the rows live: a SQLite file or a PostgreSQL database (psycopg 3)."""

    url: str = "sqlite:///data/dalaba.sqlite3"
    backups: str = "backups"
    backup_days: int = 14
    lease_seconds: float = Field(default=6.0, gt=0.0)
    lease_renew_seconds: float = Field(default=2.0, gt=0.0)
    lease_look_seconds: float = Field(default=1.0, gt=0.0)

    @model_validator(mode="after")
    def _renewed_in_time(self) -> Self:
        if 2 * self.lease_renew_seconds > self.lease_seconds:
            raise ValueError("lease_renew_seconds may be half of lease_seconds at most, so that one miss loses nothing")
        return self


class Web(Section):
    """Where the pages are served, and the webhook where one is used.

    `only`: this process does nothing else; others on the same PostgreSQL work off, send and tick.
    """

    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    only: bool = False
    trusted_proxies: tuple[str, ...] = ("127.0.0.1",)


class Log(Section):
    """How much is logged; lines are JSON and carry ids only."""

    level: Literal["debug", "info", "warning", "error"] = "info"


class Alert(Section):
    """Who is told, beside the bots, that messages do not get out."""

    url: SecretStr = SecretStr("")


class LocalChat(Section):
    """The built-in local messenger, for trying out and training."""

    port: int = 8081
    path: str = "data/localchat.sqlite3"
    limits: bool = True


class ModelSettings(Section):
    """The language model behind the rules; without a key it is off."""

    api_key: SecretStr = SecretStr("")
    base_url: str = ""
    model: str = "gpt-4o-mini"
    audio_model: str = ""
    timeout_seconds: float = 4.0
    calls_per_day: int = 200


class Pace(Section):
    """What a messenger bears: calls a second for a bot, seconds between calls to one chat, calls a minute to a group.

    Telegram names about 30 a second, 1 a second to one chat and 20 a minute to one group
    (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this); the defaults keep below, also
    where `aside_per_second` comes on top: what a process calls past the pump while another one sends for the bot.
    """

    per_second: float = Field(default=25.0, gt=0.0)
    chat_seconds: float = Field(default=1.0, ge=0.0)
    group_per_minute: int = Field(default=18, ge=1)
    kept_for_answers: float = Field(default=0.33, ge=0.0, lt=1.0)
    kept_for_each: float = Field(default=0.1, ge=0.0, le=0.2)
    catch_up_seconds: float = Field(default=0.5, ge=0.0)
    slack_seconds: float = Field(default=0.02, ge=0.0, le=0.05)
    connections: int = Field(default=4, ge=1)
    aside_per_second: float = Field(default=4.0, gt=0.0)


class BotSettings(Section):
    """One bot account of a county. `token` empty is only possible for the local messenger."""

    messenger: Literal["telegram", "local"] = "telegram"
    token: SecretStr = SecretStr("")
    api_base: str = ""
    webhook_path: str = ""
    webhook_secret: SecretStr = SecretStr("")
    pace: Pace = Pace()


class Robot(Section):
    """A group robot that takes postings by POST: which group it speaks in (a region's code or name, or a trade).

    `key` is the end of its address, `secret` signs where the robot has one; `base` stands for the provider's address.
    `qr` puts the QR code to sign up beside the text, where the provider's robots take a picture by its address.
    """

    kind: Literal["wecom", "dingtalk", "feishu"]
    group: str
    key: SecretStr
    secret: SecretStr = SecretStr("")
    base: str = ""
    qr: bool = False


class Times(Section):
    """When things happen, in the county's zone, and how long they wait."""

    quiet_from: time = time(22, 0)
    quiet_to: time = time(5, 30)
    duty_from: time = time(7, 0)
    duty_to: time = time(22, 0)
    wave_minutes: int = 20
    all_at_once_hours: int = 24
    offer_minutes: int = 15
    rush_hours: int = 12
    review_minutes: int = 10
    reask_minutes: int = 5
    change_ask_minutes: int = 60
    notices_late_minutes: int = 120
    complaint_due_hours: int = 24
    hold_minutes: int = 10
    grow_minutes: int = 10
    draft_hours: int = 12
    ended_minutes: int = 60
    counts_minutes: int = 10
    gather_seconds: float = 4.0
    names_due: time = time(20, 0)
    names_call_minutes: int = Field(default=60, ge=2)
    code_rest_days: int = 30
    undated_days: int = 7
    file_months: int = 6
    raw_text_days: int = 90
    record_days: int = 1096
    evening_ask: time = time(19, 30)
    fresh_minutes: int = 30
    evening_list: time = time(21, 0)
    late_list_minutes: int = 60
    morning_list: time = time(5, 30)
    early_list_minutes: int = 60
    assumed_begin: time = time(7, 0)
    noon: time = time(12, 0)
    arrivals_minutes: int = 30
    arrivals: time = time(12, 0)
    arrivals_days: int = 2
    after_minutes: int = 30
    after_work: time = time(19, 0)
    late_from: time = time(20, 0)
    warn_hours: int = 3
    warn_evening: time = time(20, 30)
    digest: time = time(18, 0)
    late_digest: time = time(20, 30)
    late_digest_minutes: int = Field(default=30, ge=1)
    livestream_weekday: int = Field(default=2, ge=1, le=7)
    livestream: time = time(14, 30)
    livestream_lead_minutes: int = 30
    summary: time = time(20, 0)
    week_weekday: int = Field(default=5, ge=1, le=7)
    week: time = time(17, 0)
    regulars_weekday: int = Field(default=1, ge=1, le=7)
    regulars: time = time(9, 0)
    visits_day: int = Field(default=1, ge=1, le=28)
    visits: time = time(8, 30)
    desk_morning: time = time(8, 0)
    silent_days: int = 14
    relay_news: tuple[time, ...] = (time(12, 0), time(18, 30), time(20, 30))
    relay_remind_minutes: int = 30
    undelivered_minutes: int = 10
    feedback_days: int = 2
    retention: time = time(3, 30)
    backup: time = time(3, 0)


class Clock(Section):
    """What of that which happens by time is switched on in a county."""

    waves: bool = True
    offers: bool = True
    review_turns: bool = True
    relay_news: bool = True
    reask: bool = True
    change_ask: bool = True
    notices: bool = True
    complaint_due: bool = True
    evening_ask: bool = True
    evening_list: bool = True
    morning_list: bool = True
    forwarder_list: bool = True
    arrivals: bool = True
    after_work: bool = True
    expiry_warning: bool = True
    digest: bool = True
    livestream: bool = True
    summary: bool = True
    week: bool = True
    regulars: bool = True
    visits: bool = True
    desk_morning: bool = True
    retention: bool = True
    backup: bool = True


class Rules(Section):
    """Numbers that decide: how large is large, how many is too many."""

    large_headcount: int = 50
    open_ceiling: int = 50
    singles_per_evening: int = 6
    singles_kept: int = 2
    names_in_answer: int = 20
    complaints_to_pause: int = 3
    age_minimum: int = 16
    age_prompt: int = 60
    day_wage_minimum: float = 0.0
    hour_wage_minimum: float = 0.0
    month_wage_minimum: float = 0.0
    wage_far_off: float = 0.4
    text_most: int = 4000
    digest_most: int = 1200
    digest_parts: int = 4
    replies_per_phone: int = 6
    replies_per_address: int = 60
    uncertain_answers_again: bool = True
    uncertain_copies_again: bool = False
    uncertain_tries: int = 5
    outbox_late_seconds: int = 600
    send_tries: int = Field(default=20, ge=1)
    send_again_seconds: float = 2.0
    send_again_most_seconds: float = 300.0


class CountySettings(Section):
    """A county: its slug names the tree in `nlp/regions/`, its desk and its bots."""

    slug: str
    station: str = ""
    duty_phone: str = ""
    language: Literal["zh", "en"] = "zh"
    zone: str = "Asia/Shanghai"
    desk: tuple[int, ...] = ()
    operators: tuple[int, ...] = ()
    bots: tuple[BotSettings, ...] = ()
    robots: tuple[Robot, ...] = ()
    robot_bases: dict[Literal["wecom", "dingtalk", "feishu"], str] = Field(default_factory=dict)
    times: Times = Times()
    clock: Clock = Clock()
    texts: dict[str, str] = Field(default_factory=dict)
    stop_words: tuple[str, ...] = ()
    rules: Rules = Rules()

    @field_validator("texts")
    @classmethod
    def _texts_fit(cls, value: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        from bot import own_words
        from bot.texts import misfit, say

        for key, sentence in value.items():
            wrong = misfit(key, sentence)
            found = None if wrong else own_words.fault(key, sentence, info.data.get("language", "zh"))
            if found is not None:
                wrong = f"{key}: {say(found[0], 'en', **found[1])}"
            if wrong:
                raise ValueError(wrong)
        return value

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"there is no time zone {value!r}") from error
        return value


class Config(Section):
    """The whole configuration. Without a county it is the try-out: 万荣 on the local messenger."""

    database: Database = Database()
    web: Web = Web()
    log: Log = Log()
    alert: Alert = Alert()
    localchat: LocalChat = LocalChat()
    model: ModelSettings = ModelSettings()
    counties: tuple[CountySettings, ...] = Field(default=())

    def needs_localchat(self) -> bool:
        """Whether any bot talks to the built-in local messenger."""
        return any(b.messenger == "local" and not b.api_base for c in self.counties for b in c.bots)


TRY_OUT = CountySettings(
    slug="wanrong",
    station="万荣零工市场",
    duty_phone="0359-4520000",
    bots=(BotSettings(messenger="local", token=SecretStr("4294967400:local-try-out-of-dalaba-wanrong-000")),),
    # Whoever tries it out at night wants to see it go on: the desk never sleeps and no hour is quiet.
    times=Times(quiet_from=time(0), quiet_to=time(0), duty_from=time(0), duty_to=time(23, 59, 59)),
)
"""The county that runs where nothing is configured: no account, no file. The phone is a made-up one."""
