"""The exchange format of the corpora: a `Need` as a JSON object, and back.

The format holds less than the value (no readings, no open headcount); what it lacks comes back as the default.
"""

from __future__ import annotations

from datetime import date, time
from typing import Any

from nlp.types import (
    Benefit,
    Contact,
    Gender,
    Kind,
    Need,
    PayWhen,
    Place,
    Requires,
    Trade,
    Wage,
    WageUnit,
)


def need_to_json(need: Need) -> dict[str, Any]:
    """The posting as the corpora write it: plain JSON values, every key present, null where nothing was told."""
    wage = need.wage
    return {
        "kind": need.kind.value,
        "work": need.work,
        "trade": need.trade.value,
        "headcount": list(need.headcount) if need.headcount else None,
        "wage": wage and {"min": _plain(wage.min), "max": _plain(wage.max), "unit": wage.unit.value, "per": wage.per},
        "pay_when": need.pay_when and need.pay_when.value,
        "start": need.start and need.start.isoformat(),
        "end": need.end and need.end.isoformat(),
        "days": need.days,
        "begin_time": need.begin_time and f"{need.begin_time:%H:%M}",
        "end_time": need.end_time and f"{need.end_time:%H:%M}",
        "place": {
            "township": need.place.township,
            "village": need.place.village,
            "detail": need.place.detail,
        },
        "origin": need.origin,
        "benefits": [benefit.value for benefit in need.benefits],
        "requires": {
            "gender": need.requires.gender and need.requires.gender.value,
            "age_min": need.requires.age_min,
            "age_max": need.requires.age_max,
        },
        "contact": {"name": need.contact.name, "phones": list(need.contact.phones)},
        "urgent": need.urgent,
    }


def need_from_json(data: dict[str, Any]) -> Need:
    """The value that `data` (a posting of the corpora) stands for. Absent keys count as null.

    Raises ValueError where a value is none of the format's (an unknown trade, a date that is none).
    """
    head, wage, place = data.get("headcount"), data.get("wage"), data.get("place") or {}
    requires, contact = data.get("requires") or {}, data.get("contact") or {}
    gender = requires.get("gender")
    return Need(
        kind=Kind(data.get("kind") or "gig"),
        work=data.get("work"),
        trade=Trade(data.get("trade") or "other"),
        headcount=(int(head[0]), int(head[1])) if head else None,
        wage=Wage(float(wage["min"]), float(wage["max"]), WageUnit(wage["unit"]), wage.get("per")) if wage else None,
        pay_when=PayWhen(data["pay_when"]) if data.get("pay_when") else None,
        start=_date(data.get("start")),
        end=_date(data.get("end")),
        days=data.get("days"),
        begin_time=_time(data.get("begin_time")),
        end_time=_time(data.get("end_time")),
        place=Place(place.get("township"), place.get("village"), place.get("detail")),
        origin=data.get("origin"),
        benefits=tuple(Benefit(name) for name in data.get("benefits") or ()),
        requires=Requires(Gender(gender) if gender else None, requires.get("age_min"), requires.get("age_max")),
        contact=Contact(contact.get("name"), tuple(contact.get("phones") or ())),
        urgent=bool(data.get("urgent")),
    )


def _plain(number: float) -> float | int:
    return int(number) if number == int(number) else round(number, 4)


def _date(words: str | None) -> date | None:
    return date.fromisoformat(words) if words else None


def _time(words: str | None) -> time | None:
    return time.fromisoformat(words) if words else None
