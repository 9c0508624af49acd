"""What the desk set in place of the config: one row a value, checked as the config checks it, each change in the book.

`SETTINGS` says which values a station may set. `laid_over` lays the rows over the config; the head of a station never
opens a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from pydantic import ValidationError
from sqlmodel import Session, select

from bot import decisions, events, hours_set, own_words
from bot.app import Here
from bot.config import Clock, CountySettings, Robot, Times
from bot.errors import Refused
from bot.models import Person, Role, Setting
from bot.people import Sender
from bot.texts import LANGUAGES, misfit, table

TEXT_MOST = 200
ROBOTS = "robots"
"""The key of the row that holds the desk's own group robots; see `bot/robot_rows.py`."""
WORDS, LANGUAGE = "texts.", "language"
"""How the keys of own words begin, and the key of the language whose own words hold."""
PHONE = re.compile(r"\+?[0-9][0-9 ()-]*[0-9]")
TIMES_MOST = 12


@dataclass(frozen=True, slots=True)
class Entry:
    """A value that may be set: `section` of the county's config (empty: the county itself), its name, its kind.

    Kinds: time, times (several with spaces between), weekday, number, text, phone, switch, language, words (a list with
    spaces or lines between). Numbers lie in `least` to `most`. `under` is the switch that a value belongs to.
    """

    section: str
    name: str
    kind: str
    least: float = 0
    most: float = 100_000
    under: str = ""

    @property
    def key(self) -> str:
        """How it is called in the rows: times.duty_from, station."""
        return f"{self.section}.{self.name}" if self.section else self.name


_FIXED: dict[str, tuple[Entry, ...]] = {
    "station": (Entry("", "station", "text"), Entry("", "duty_phone", "phone"), Entry("", "language", "language")),
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
        Entry("rules", "singles_kept", "number", 0, 60),
        Entry("rules", "open_ceiling", "number", 1, 1_000),
    ),
    "roster": (
        Entry("times", "offer_minutes", "number", 1, 240),
        Entry("times", "rush_hours", "number", 0, 72),
        Entry("times", "reask_minutes", "number", 1, 240),
        Entry("times", "hold_minutes", "number", 1, 240),
        Entry("times", "ended_minutes", "number", 1, 1440),
        Entry("times", "names_due", "time"),
        Entry("times", "names_call_minutes", "number", 10, 600),
        Entry("times", "late_from", "time"),
        Entry("times", "fresh_minutes", "number", 1, 600),
        Entry("times", "feedback_days", "number", 1, 30),
        Entry("times", "arrivals_days", "number", 0, 30),
        Entry("times", "counts_minutes", "number", 0, 240),
        Entry("times", "late_list_minutes", "number", 0, 600),
        Entry("times", "late_digest_minutes", "number", 5, 240),
    ),
    "limits": (
        Entry("times", "grow_minutes", "number", 0, 120),
        Entry("times", "draft_hours", "number", 1, 168),
        Entry("times", "undated_days", "number", 1, 60),
        Entry("times", "code_rest_days", "number", 1, 365),
        Entry("rules", "digest_most", "number", 300, 4_000),
        Entry("rules", "digest_parts", "number", 1, 20),
        Entry("rules", "names_in_answer", "number", 1, 60),
        Entry("rules", "replies_per_phone", "number", 1, 100),
        Entry("rules", "replies_per_address", "number", 1, 10_000),
        Entry("times", "raw_text_days", "number", 1, 3_660),
        Entry("times", "record_days", "number", 365, 3_660),
    ),
    "rules": (
        Entry("rules", "day_wage_minimum", "number"),
        Entry("rules", "hour_wage_minimum", "number"),
        Entry("rules", "month_wage_minimum", "number"),
        Entry("rules", "wage_far_off", "number", 0.05, 1),
        Entry("rules", "age_prompt", "number", 16, 100),
        Entry("rules", "complaints_to_pause", "number", 1, 100),
        Entry("times", "file_months", "number", 1, 24),
        Entry("times", "silent_days", "number", 1, 365),
        Entry("", "stop_words", "words"),
    ),
}
_ALSO_UNDER = {"expiry_warning": ("warn",), "after_work": ("after",), "regulars": ("regular",), "visits": ("visit",)}
_BOUNDS = {"minutes": (1, 1_440), "hours": (0, 240), "days": (1, 3_660), "weekday": (1, 7), "day": (1, 28)}


def _clock() -> tuple[Entry, ...]:
    """Every switch of the config's clock, each with the times called after it: what is new appears by itself."""
    taken = {entry.name for group in _FIXED.values() for entry in group if entry.section == "times"}
    made: list[Entry] = []
    for switch in Clock.model_fields:
        made.append(Entry("clock", switch, "switch"))
        heads = (switch, *_ALSO_UNDER.get(switch, ()))
        for name in sorted(Times.model_fields, key=lambda each: each != switch):
            if name not in taken and any(name == head or name.startswith(f"{head}_") for head in heads):
                taken.add(name)
                made.append(_time_entry(name, Times.model_fields[name].annotation, f"clock.{switch}"))
    rest = [name for name in Times.model_fields if name not in taken and name != "gather_seconds"]
    return (*made, *(_time_entry(name, Times.model_fields[name].annotation, "") for name in rest))


def _time_entry(name: str, annotation: Any, under: str) -> Entry:
    """The entry of one of the config's times, its kind by its type and the end of its name."""
    if annotation is time:
        return Entry("times", name, "time", under=under)
    if annotation not in (int, float):
        return Entry("times", name, "times", under=under)
    unit = name.rpartition("_")[2]
    least, most = _BOUNDS.get(unit, (0, 100_000))
    return Entry("times", name, "weekday" if unit == "weekday" else "number", least, most, under)


SETTINGS = {
    **{tab: _FIXED[tab] for tab in ("station", "duty", "waves", "roster")},
    "clock": _clock(),
    **{tab: _FIXED[tab] for tab in ("rules", "limits")},
}
"""Which values a station may set, by tab of the page."""
BY_KEY = {entry.key: entry for group in SETTINGS.values() for entry in group}


def row_key(here: Here, key: str) -> str:
    """Under which key a value's row stands: own words under the language that they are in, `texts.zh.copy.full`."""
    return f"{WORDS}{here.settings.language}.{key.removeprefix(WORDS)}" if key.startswith(WORDS) else key


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
    for key, value in sorted(given.items(), key=lambda each: each[0] != LANGUAGE):  # it decides whose words hold
        try:
            settings = _with(settings, key, value)
        except (ValidationError, ValueError, KeyError):
            continue
    return settings


def _with(settings: CountySettings, key: str, value: Any) -> CountySettings:
    if key.startswith(WORDS):
        language, _, sentence = key.removeprefix(WORDS).partition(".")
        if language != settings.language:
            return settings
        if misfit(sentence, str(value)) or own_words.fault(sentence, str(value), language):  # the original has changed
            raise ValueError(key)
        return settings.model_copy(update={"texts": {**settings.texts, sentence: str(value)}})
    if key == ROBOTS:
        return settings.model_copy(update={"robots": (*settings.robots, *robots_of(settings, value))})
    entry = BY_KEY[key]
    if key == LANGUAGE and value != settings.language:  # the config's own words are of the config's language
        settings = settings.model_copy(update={"texts": {}})
    if not entry.section:
        checked = CountySettings.model_validate({**settings.model_dump(), entry.name: value})
        return settings.model_copy(update={entry.name: getattr(checked, entry.name)})
    part = getattr(settings, entry.section)
    checked_part = type(part).model_validate({**part.model_dump(), entry.name: value})
    return settings.model_copy(update={entry.section: checked_part})


def robots_of(settings: CountySettings, rows: Iterable[dict[str, Any]]) -> tuple[Robot, ...]:
    """Group robots as they stand in the row, each with the base address that the config has for its kind."""
    bases: dict[str, str] = {str(kind): base for kind, base in settings.robot_bases.items()}
    return tuple(Robot.model_validate({**row, "base": bases.get(str(row.get("kind")), "")}) for row in rows)


def value_of(settings: CountySettings, key: str) -> Any:
    """What is in force under this key."""
    if key.startswith(WORDS):
        name = key.removeprefix(WORDS)
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
    return " ".join(shown(each) for each in value) if isinstance(value, tuple | list) else str(value)


def put(
    session: Session, now: datetime, here: Here, *, sender: Sender, key: str, value: str, language: str = ""
) -> None:
    """Set one value; an empty text for a sentence takes the county's own words back. Heads only.

    Refused, in words for who typed it (in `language`), where the value does not do.
    """
    head = head_of_desk(session, now, here, sender)
    language = language or here.language
    if key.startswith(WORDS):
        checked: Any = own_words.checked(here, key.removeprefix(WORDS), value, language)
    else:
        checked = _value(key, value, language)
    stored = row_key(here, key)
    row = rows(session, here.county_id).get(stored)
    before = row.value if row is not None else None
    if row is None:
        row = Setting(county_id=here.county_id, key=stored, changed_at=now)
    if checked is None:
        if row.id is not None:
            session.delete(row)
    else:
        try:
            _with(here.settings, stored, checked)
        except (ValidationError, ValueError):
            raise own_words.wrong(value, "web.setting_range", language) from None
        row.value, row.changed_at, row.changed_by_id = checked, now, head.id
        session.add(row)
    session.flush()
    # What is set is no person's words but for the station's own sentences: those stand in the row, not in the book.
    told = {} if key.startswith(WORDS) else {"value": checked}
    was = {} if key.startswith(WORDS) else {"value": before}
    events.note(session, now, here, f"setting.{key}", "setting", row.id, before=was, after=told)
    if checked is not None:
        _follow(session, now, here, key, _with(here.settings, stored, checked))


def _follow(session: Session, now: datetime, here: Here, key: str, settings: CountySettings) -> None:
    """What the clock still has before it today goes by the new value."""
    if key.startswith(("clock.", "times.")):
        hours_set.follow(session, now, replace(here, settings=settings))


def back(
    session: Session, now: datetime, here: Here, *, sender: Sender, key: str, given: CountySettings | None = None
) -> None:
    """The config's own value again. `given` is the config itself, by which the clock's day goes on."""
    head_of_desk(session, now, here, sender)
    if key not in BY_KEY and not key.startswith(WORDS):
        raise Refused("web.setting_unknown")
    row = rows(session, here.county_id).get(row_key(here, key))
    if row is not None:
        session.delete(row)
        events.note(session, now, here, f"setting.{key}", "setting", row.id, after={"back": True})
        session.flush()
        if given is not None and not key.startswith(WORDS):
            _follow(session, now, here, key, _with(here.settings, key, value_of(given, key)))


def head_of_desk(session: Session, now: datetime, here: Here, sender: Sender) -> Person:
    """Who speaks, where they are a head of the desk; Refused for everybody else."""
    person = decisions.of_desk(session, now, here, sender)
    if person.role != Role.HEAD:
        raise Refused("web.head_only")
    return person


def _value(key: str, value: str, language: str) -> Any:
    entry = BY_KEY.get(key)
    if entry is None:
        raise Refused("web.setting_unknown")
    value = value.strip()
    if entry.kind == "switch":
        return value == "yes"
    if entry.kind == "language":
        if value not in LANGUAGES:
            raise Refused("web.setting_unknown")
        return value
    if entry.kind == "words":
        return list(dict.fromkeys(value.replace("，", " ").replace("、", " ").split()))[:200]
    if entry.kind in ("time", "times"):
        parts = value.replace("，", " ").replace("、", " ").split() if entry.kind == "times" else [value]
        try:
            hours = [f"{time.fromisoformat(each.replace('：', ':').zfill(5)):%H:%M}" for each in parts]
        except ValueError:
            raise own_words.wrong(value, "web.setting_time", language) from None
        if not 1 <= len(hours) <= TIMES_MOST:
            raise own_words.wrong(value, "web.setting_time", language)
        return sorted(set(hours)) if entry.kind == "times" else hours[0]
    if entry.kind in ("number", "weekday"):
        try:
            number = float(value)
        except ValueError:
            raise own_words.wrong(value, "web.setting_number", language) from None
        if not entry.least <= number <= entry.most:
            raise own_words.wrong(
                value, "web.setting_range", language, least=f"{entry.least:g}", most=f"{entry.most:g}"
            )
        return int(number) if number == int(number) else number
    if entry.kind == "phone":
        if not PHONE.fullmatch(value) or not 5 <= sum(each.isdigit() for each in value) <= 15:
            raise own_words.wrong(value, "web.setting_phone", language)
        return value
    if not value or len(value) > TEXT_MOST:
        raise own_words.wrong(value, "web.setting_text", language, most=TEXT_MOST)
    return value
