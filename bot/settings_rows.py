"""What the desk set in place of the config: one row a value, checked as the config checks it, each change in the book.

`SETTINGS` says which values a station may set. `laid_over` lays the rows over the config; the head of a station never
opens a file.
"""

from __future__ import annotations

import json
import string
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, select

from bot import decisions, events
from bot.app import Here
from bot.config import CountySettings
from bot.errors import Refused
from bot.models import Person, Role, Setting
from bot.people import Sender
from bot.texts import say, table

TEXT_MOST = 200
OWN_TEXTS = ("evening", "arrivals", "feedback", "expiry", "regular", "digest", "notice", "calloff")
"""Families of sentences that go to people by the clock: those a county may say in its own words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A value that may be set: `section` of the county's config (empty: the county itself), its name, its kind.

    Kinds: time, number, text, switch, words (a list with spaces or lines between). Numbers lie in `least` to `most`.
    """

    section: str
    name: str
    kind: str
    least: float = 0
    most: float = 100_000

    @property
    def key(self) -> str:
        """How it is called in the rows: times.duty_from, station."""
        return f"{self.section}.{self.name}" if self.section else self.name


SETTINGS: dict[str, tuple[Entry, ...]] = {
    "station": (Entry("", "station", "text"), Entry("", "duty_phone", "text")),
    "duty": (
        Entry("times", "duty_from", "time"),
        Entry("times", "duty_to", "time"),
        Entry("times", "quiet_from", "time"),
        Entry("times", "quiet_to", "time"),
        Entry("times", "review_minutes", "number", 1, 240),
    ),
    "waves": (
        Entry("times", "wave_minutes", "number", 1, 240),
        Entry("times", "all_at_once_hours", "number", 0, 240),
        Entry("rules", "large_headcount", "number", 1, 10_000),
        Entry("rules", "singles_per_evening", "number", 1, 60),
        Entry("rules", "open_ceiling", "number", 1, 1_000),
    ),
    "roster": (
        Entry("times", "offer_minutes", "number", 1, 240),
        Entry("times", "rush_hours", "number", 0, 72),
        Entry("times", "reask_minutes", "number", 1, 240),
        Entry("times", "evening_ask", "time"),
        Entry("times", "evening_list", "time"),
        Entry("times", "morning_list", "time"),
        Entry("times", "digest", "time"),
        Entry("clock", "evening_ask", "switch"),
        Entry("clock", "digest", "switch"),
        Entry("clock", "after_work", "switch"),
    ),
    "rules": (
        Entry("rules", "day_wage_minimum", "number"),
        Entry("rules", "hour_wage_minimum", "number"),
        Entry("rules", "month_wage_minimum", "number"),
        Entry("rules", "age_prompt", "number", 16, 100),
        Entry("rules", "complaints_to_pause", "number", 1, 100),
        Entry("times", "file_months", "number", 1, 24),
        Entry("times", "silent_days", "number", 1, 365),
        Entry("", "stop_words", "words"),
    ),
}
BY_KEY = {entry.key: entry for group in SETTINGS.values() for entry in group}


def rows(session: Session, county_id: int) -> dict[str, Setting]:
    """The county's rows by key."""
    found = session.exec(select(Setting).where(Setting.county_id == county_id))
    return {row.key: row for row in found}


def values(session: Session, county_id: int) -> dict[str, Any]:
    """What the county's rows say, by key."""
    found = session.exec(select(Setting.key, Setting.value).where(Setting.county_id == county_id))
    return dict(found.all())


def laid_over(settings: CountySettings, given: dict[str, Any]) -> CountySettings:
    """The settings with these values put in, each checked as the config checks it; one it no longer takes is passed by.

    The same values over the same settings are worked out once.
    """
    key = (id(settings), json.dumps(given, sort_keys=True, ensure_ascii=False))
    known = _LAID.get(key)
    if known is not None and known[0] is settings:
        return known[1]
    made = _laid_over(settings, given)
    if len(_LAID) > 200:
        _LAID.clear()
    _LAID[key] = (settings, made)
    return made


_LAID: dict[tuple[int, str], tuple[CountySettings, CountySettings]] = {}


def _laid_over(settings: CountySettings, given: dict[str, Any]) -> CountySettings:
    for key, value in given.items():
        try:
            settings = _with(settings, key, value)
        except (ValidationError, ValueError, KeyError):
            continue
    return settings


def _with(settings: CountySettings, key: str, value: Any) -> CountySettings:
    if key.startswith("texts."):
        return settings.model_copy(update={"texts": {**settings.texts, key.removeprefix("texts."): str(value)}})
    entry = BY_KEY[key]
    if not entry.section:
        checked = CountySettings.model_validate({**settings.model_dump(), entry.name: value})
        return settings.model_copy(update={entry.name: getattr(checked, entry.name)})
    part = getattr(settings, entry.section)
    checked_part = type(part).model_validate({**part.model_dump(), entry.name: value})
    return settings.model_copy(update={entry.section: checked_part})


def value_of(settings: CountySettings, key: str) -> Any:
    """What is in force under this key."""
    if key.startswith("texts."):
        name = key.removeprefix("texts.")
        return settings.texts.get(name) or table(settings.language)[name]
    entry = BY_KEY[key]
    return getattr(getattr(settings, entry.section) if entry.section else settings, entry.name)


def shown(value: Any) -> str:
    """A value as it stands in its field."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | int):
        return f"{value:g}"
    return " ".join(value) if isinstance(value, tuple | list) else str(value)


def own_texts() -> list[str]:
    """Keys of the sentences that a county may say in its own words."""
    return sorted(key for key in table("zh") if key.partition(".")[0] in OWN_TEXTS)


def put(session: Session, now: datetime, here: Here, *, sender: Sender, key: str, value: str) -> None:
    """Set one value; an empty text for a sentence takes the county's own words back. Heads only.

    Refused, in words for who typed it, where the value does not do.
    """
    head = _head(session, now, here, sender)
    if key.startswith("texts."):
        checked: Any = _text(here, key.removeprefix("texts."), value)
    else:
        checked = _value(key, value, here.language)
    row = rows(session, here.county_id).get(key)
    before = row.value if row is not None else None
    if row is None:
        row = Setting(county_id=here.county_id, key=key, changed_at=now)
    if checked is None:
        if row.id is not None:
            session.delete(row)
    else:
        try:
            _with(here.settings, key, checked)
        except (ValidationError, ValueError):
            raise _wrong(value, "web.setting_range", here.language) from None
        row.value, row.changed_at, row.changed_by_id = checked, now, head.id
        session.add(row)
    session.flush()
    # What is set is no person's words but for the station's own sentences: those stand in the row, not in the book.
    told = {} if key.startswith("texts.") else {"value": checked}
    was = {} if key.startswith("texts.") else {"value": before}
    events.note(session, now, here, f"setting.{key}", "setting", row.id, before=was, after=told)


def back(session: Session, now: datetime, here: Here, *, sender: Sender, key: str) -> None:
    """The config's own value again."""
    _head(session, now, here, sender)
    row = rows(session, here.county_id).get(key)
    if row is not None:
        session.delete(row)
        events.note(session, now, here, f"setting.{key}", "setting", row.id, after={"back": True})


def _head(session: Session, now: datetime, here: Here, sender: Sender) -> Person:
    person = decisions.of_desk(session, now, here, sender)
    if person.role != Role.HEAD:
        raise Refused("web.head_only")
    return person


def _wrong(value: str, key: str, language: str, **values: Any) -> Refused:
    given = {"least": "—", "most": "—", **values}
    return Refused("web.setting_wrong", value=value[:40], why=say(key, language, **given))


def _value(key: str, value: str, language: str) -> Any:
    entry = BY_KEY.get(key)
    if entry is None:
        raise Refused("web.setting_unknown")
    value = value.strip()
    if entry.kind == "switch":
        return value == "yes"
    if entry.kind == "words":
        return list(dict.fromkeys(value.replace("，", " ").replace("、", " ").split()))[:200]
    if entry.kind == "time":
        try:
            return f"{time.fromisoformat(value):%H:%M}"
        except ValueError:
            raise _wrong(value, "web.setting_time", language) from None
    if entry.kind == "number":
        try:
            number = float(value)
        except ValueError:
            raise _wrong(value, "web.setting_number", language) from None
        if not entry.least <= number <= entry.most:
            raise _wrong(value, "web.setting_range", language, least=f"{entry.least:g}", most=f"{entry.most:g}")
        return int(number) if number == int(number) else number
    if not value or len(value) > TEXT_MOST:
        raise _wrong(value, "web.setting_text", language, most=TEXT_MOST)
    return value


def _text(here: Here, key: str, value: str) -> str | None:
    if key not in own_texts():
        raise Refused("web.setting_unknown")
    value = value.strip()
    original = table(here.language)[key]
    if not value or value == original:
        return None
    wanted = _places(original)
    try:
        given = _places(value)
    except ValueError:
        given = set()
    if given - wanted:
        places = " ".join(f"{{{each}}}" for each in sorted(wanted)) or "—"
        raise _wrong(value, "web.setting_places", here.language, places=places)
    return value


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
