"""A posting's terms between the row, the values of `nlp` and the exchange format of its changes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time
from typing import Any

from bot.models import Posting
from nlp import denied, exchange, prompt, screen
from nlp.types import Need

TERMS = (
    "kind",
    "work",
    "trade",
    "headcount_min",
    "headcount_max",
    "headcount_open",
    "wage_min",
    "wage_max",
    "wage_unit",
    "wage_per",
    "wage_floor",
    "wage_by_sex",
    "negotiable",
    "pay_when",
    "start",
    "end",
    "days",
    "days_named",
    "any_day",
    "begin_time",
    "end_time",
    "township",
    "village",
    "detail",
    "origin",
    "benefits",
    "denied",
    "gender",
    "neutral",
    "age_min",
    "age_max",
    "contact_name",
    "phones",
    "phone_public",
    "urgent",
    "hires",
    "broker_paid_by",
)
"""The columns that say what is wanted; a repeated posting takes them over."""

MEALS = frozenset({"breakfast", "lunch", "dinner", "meals"})
HEADS = frozenset({"headcount", "headcount_open", "urgent"})
"""Changes that take effect at once after publishing; all others wait for the desk."""


def fill(posting: Posting, need: Need) -> None:
    """Put what a need tells into the row's columns. What it does not tell stays empty."""
    posting.kind, posting.work, posting.trade = need.kind.value, screen.plain_work(need.work), need.trade.value
    if need.headcount is not None:
        posting.headcount_min, posting.headcount_max = need.headcount
    posting.headcount_open = need.headcount_open
    if need.wage is not None:
        wage = need.wage
        posting.wage_min, posting.wage_max = wage.min, wage.max
        posting.wage_unit, posting.wage_per, posting.wage_floor = wage.unit.value, wage.per, wage.floor
        posting.wage_by_sex = list(wage.by_sex) if wage.by_sex else None
    posting.negotiable = need.negotiable
    posting.pay_when = need.pay_when.value if need.pay_when else None
    posting.start, posting.end, posting.days = need.start, need.end, need.days
    posting.days_named = [day.isoformat() for day in need.days_named]
    posting.begin_time, posting.end_time = need.begin_time, need.end_time
    posting.township, posting.village, posting.detail = need.place.township, need.place.village, need.place.detail
    _end_after_begin(posting)
    posting.origin = need.origin
    posting.benefits = [benefit.value for benefit in need.benefits]
    posting.gender = need.requires.gender.value if need.requires.gender else None
    posting.age_min, posting.age_max = need.requires.age_min, need.requires.age_max
    posting.contact_name, posting.phones = need.contact.name, list(need.contact.phones)
    posting.urgent = need.urgent
    posting.hires, posting.broker_paid_by = need.employer or _firm(need.place.detail), need.broker_paid_by
    posting.readings = [
        {"field": one.field, "start": one.start, "end": one.end, "rule": one.rule, "certainty": one.certainty.value}
        for one in need.readings
    ]


_VILLAGE = re.compile(r"^[\u4e00-\u9fa5]{1,5}[村庄寨屯]$")
_FIRM = re.compile(r"(?:.*[村镇乡]的?)?(?P<firm>[\u4e00-\u9fa5]{2,16}(?:合作(?:联)?社|公司|集团))")


def _firm(detail: str | None) -> str | None:
    """The co-operative or firm that is named where the work is: it hires, unless somebody else is said to."""
    found = _FIRM.fullmatch(detail or "")
    return found["firm"] if found else None


def _end_after_begin(posting: Posting) -> None:
    """A bare 干到6点 is the first six o'clock after the start of a day's work, never one twelve hours earlier."""
    begins, ends = posting.begin_time, posting.end_time
    if begins is None or ends is None or ends > begins or begins.hour >= 12 or ends.hour >= 12:
        return
    later = ends.replace(hour=ends.hour + 12)
    if later > begins:
        posting.end_time = later


def given_kinds(posting: Posting) -> set[str]:
    """What is given, all meals as one kind, as it may be denied (`nlp.denied.KINDS`)."""
    return {"meals" if each in MEALS else each for each in posting.benefits}


def deny(posting: Posting, kinds: Iterable[str]) -> None:
    """Keep what the poster said is not given. What is given is not denied, whatever was said before."""
    said = {*posting.denied, *kinds} - given_kinds(posting)
    posting.denied = [each for each in denied.KINDS if each in said]


def as_draft(posting: Posting) -> dict[str, Any]:
    """The row in the exchange format's posting form, as `nlp.answer.read` takes it."""
    wage = None
    if posting.wage_min is not None:
        wage = {
            "min": posting.wage_min,
            "max": posting.wage_max,
            "unit": posting.wage_unit,
            "per": posting.wage_per,
        }
    least = posting.headcount_min if posting.headcount_min is not None else posting.headcount_max
    return {
        "kind": posting.kind,
        "work": posting.work,
        "trade": posting.trade,
        "headcount": [least, posting.headcount_max] if posting.headcount_max is not None else None,
        "wage": wage,
        "pay_when": posting.pay_when,
        "start": posting.start.isoformat() if posting.start else None,
        "end": posting.end.isoformat() if posting.end else None,
        "days": posting.days,
        "begin_time": f"{posting.begin_time:%H:%M}" if posting.begin_time else None,
        "end_time": f"{posting.end_time:%H:%M}" if posting.end_time else None,
        "place": {"township": posting.township, "village": posting.village, "detail": posting.detail},
        "origin": posting.origin,
        "benefits": list(posting.benefits),
        "requires": {"gender": posting.gender, "age_min": posting.age_min, "age_max": posting.age_max},
        "contact": {"name": posting.contact_name, "phones": list(posting.phones)},
        "urgent": posting.urgent,
    }


def as_need(posting: Posting) -> Need:
    """The row as the value the screening reads."""
    need = exchange.need_from_json(as_draft(posting))
    if need.wage is not None and posting.wage_by_sex:
        men, women = posting.wage_by_sex
        need = replace(need, wage=replace(need.wage, by_sex=(men, women), floor=posting.wage_floor))
    return need


def changes_of(need: Need) -> dict[str, Any]:
    """What a need tells, as changes to a draft: for a text that says a term again in a whole sentence."""
    told = exchange.need_to_json(need)
    place, requires, contact = told["place"], told["requires"], told["contact"]
    changes = {
        key: told[key]
        for key in (
            "work",
            "headcount",
            "wage",
            "pay_when",
            "start",
            "end",
            "days",
            "begin_time",
            "end_time",
            "origin",
        )
        if told[key] is not None
    }
    if need.work is not None:
        changes["trade"] = told["trade"]
    changes |= {key: value for key, value in (*place.items(), *requires.items()) if value is not None}
    if contact["name"]:
        changes["contact_name"] = contact["name"]
    if contact["phones"]:
        changes["phones"] = contact["phones"]
    if told["benefits"]:
        changes["benefits_add"] = told["benefits"]
    if need.negotiable and need.wage is None:
        changes["negotiable"] = True
    if need.headcount_open:
        changes["headcount_open"] = True
    if need.wage is not None and need.wage.floor:
        changes["wage"] = {**changes["wage"], "floor": True}
    if need.urgent:
        changes["urgent"] = True
    if need.employer:
        changes["hires"] = need.employer
    if need.broker_paid_by:
        changes["broker_paid_by"] = need.broker_paid_by
    return changes


def apply(posting: Posting, changes: dict[str, Any]) -> set[str]:
    """Put changes (keys and values of the exchange format) into the row; the names of those that changed anything."""
    before = {column: getattr(posting, column) for column in TERMS}
    _apply_pay_and_people(posting, changes)
    _apply_days(posting, changes)
    _apply_place(posting, changes)
    for key in ("work", "trade", "origin", "gender", "age_min", "age_max", "contact_name", "hires", "broker_paid_by"):
        if key in changes:
            setattr(posting, key, screen.plain_work(changes[key]) if key == "work" else changes[key])
    if "gender" in changes and changes["gender"] is None:
        posting.neutral = None
    if changes.get("phones"):
        posting.phones = [str(phone) for phone in changes["phones"]]
    if "pay_when" in changes:
        posting.pay_when = changes["pay_when"]
    if "urgent" in changes:
        posting.urgent = bool(changes["urgent"])
    for clock in ("begin_time", "end_time"):
        if clock in changes:
            setattr(posting, clock, time.fromisoformat(changes[clock]) if changes[clock] else None)
    if "end_time" in changes:
        _end_after_begin(posting)
    kept = [one for one in posting.benefits if one not in set(changes.get("benefits_remove") or ())]
    posting.benefits = list(dict.fromkeys([*kept, *(changes.get("benefits_add") or ())]))
    deny(posting, changes.get("denied") or ())
    return {column for column in TERMS if getattr(posting, column) != before[column]}


def _apply_pay_and_people(posting: Posting, changes: dict[str, Any]) -> None:
    if changes.get("headcount"):
        posting.headcount_min, posting.headcount_max = (int(each) for each in changes["headcount"])
        posting.headcount_open = False
    if changes.get("headcount_open"):
        posting.headcount_min, posting.headcount_max, posting.headcount_open = None, None, True
    wage = changes.get("wage")
    if wage:
        posting.wage_min, posting.wage_max = float(wage["min"]), float(wage["max"])
        posting.wage_unit, posting.wage_per = wage.get("unit"), wage.get("per")
        posting.wage_floor, posting.wage_by_sex = bool(wage.get("floor")), None
        posting.negotiable = False
    elif changes.get("negotiable"):
        posting.negotiable = True
        posting.wage_min = posting.wage_max = None
        posting.wage_unit = posting.wage_per = None
        posting.wage_floor, posting.wage_by_sex = False, None


def _apply_days(posting: Posting, changes: dict[str, Any]) -> None:
    if changes.get("any_day"):
        posting.start = posting.end = posting.days = None
        posting.days_named, posting.any_day = [], True
    elif changes.get("start") or changes.get("days_named"):
        posting.any_day = False
    if "start" in changes:
        posting.start = date.fromisoformat(changes["start"]) if changes["start"] else None
        posting.days_named = []
    if "end" in changes:
        posting.end = date.fromisoformat(changes["end"]) if changes["end"] else None
        if "days" not in changes:
            posting.days = None
        posting.days_named = []
    if "days" in changes:
        posting.days = changes["days"]
        posting.days_named = []
        if "end" not in changes:
            posting.end = None
    if posting.end is not None and posting.start is not None and posting.end < posting.start:
        posting.end = None
    if changes.get("days_named"):
        posting.days_named = list(changes["days_named"])
        posting.start = date.fromisoformat(min(posting.days_named))
        posting.end = posting.days = None


def _apply_place(posting: Posting, changes: dict[str, Any]) -> None:
    moved = "township" in changes or "village" in changes
    if moved:
        known = bool(posting.township or posting.village)  # else the rest of the place was said before its township
        posting.township = changes.get("township", posting.township if "village" in changes else None)
        posting.village = changes.get("village")
        posting.detail = None if known else posting.detail
    if "detail" in changes:
        posting.detail = changes["detail"]
        if not moved and _VILLAGE.search(posting.detail or "") and posting.village not in (None, posting.detail):
            posting.village = None  # 地方换到东解村: another village, though the county's list has none of the name


def copied(posting: Posting) -> Posting:
    """A new row of the same terms, without code, days of seats or people: for repeating an old one."""
    new = Posting(county_id=posting.county_id, poster_id=posting.poster_id)
    for column in TERMS:
        value = getattr(posting, column)
        setattr(new, column, list(value) if isinstance(value, list) else value)
    new.employer_id, new.region_id = posting.employer_id, posting.region_id
    new.raw_text = posting.raw_text
    return new


def guessed(posting: Posting) -> list[str]:
    """The poster's words that only the model could read, in their order."""
    spans = sorted({(one["start"], one["end"]) for one in posting.readings if one.get("rule") == prompt.RULE})
    return [words for start, end in spans if (words := posting.raw_text[start:end].strip())]
