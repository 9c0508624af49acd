"""A poster's turn while drafts are open: an answer to what was asked, a correction, a need of its own, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot import cards, events, fields, inbox, people, postings, talk, terms
from bot.app import Here
from bot.errors import Refused
from bot.models import Person, Posting, Role
from bot.texts import say
from nlp import answer, request, screen
from nlp.order import Order
from nlp.types import Act, Need

CORE_TO_BE_NEW = 3
"""A text that tells so many main things of another work is a new need, not a correction."""


def hear(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    text: str,
    order: Order,
) -> bool:
    """Take a poster's turn while drafts are open; False where the turn has nothing to do with them."""
    focus = _focus(batch, text)
    asked = next((each.asked for each in batch if each.asked), None)
    if asked in (talk.CONFIRM, None) and order.yes:
        talk.confirm(session, now, here, person, batch)
        return True
    if asked is not None and asked != talk.CONFIRM and _small_answer(session, now, here, person, batch, asked, order):
        return True
    if _is_new(text, now, here, batch, order):
        return False
    told = "extras" if asked == "extras" else asked
    read = answer.read(text, now, terms.as_draft(focus), _format_name(focus, told), here.gazetteer)
    if read.act is Act.CONFIRM:
        talk.confirm(session, now, here, person, batch)
        return True
    if read.act is Act.CANCEL:
        talk.give_up(session, now, here, person, batch)
        return True
    changes = dict(read.changes) if read.act is Act.SET else {}
    if not changes:
        changes = _from_request(text, now, here, asked, order)
    if order.floor is not None and (asked == "wage" or "wage" in changes):
        changes["wage"] = _floor(focus, changes.get("wage"), order.floor)
    if read.act is Act.STOP and _day_off(focus, read.changes):
        changes = changes or {"days_named": focus.days_named}
    if not changes:
        return False
    _take(session, now, here, person, batch, focus, asked, changes, text)
    return True


def _floor(posting: Posting, wage: dict[str, Any] | None, least: float) -> dict[str, Any]:
    """A sum said to be the least: by the draft's unit where the words name none."""
    if wage is not None:
        return {**wage, "floor": True}
    unit = posting.wage_unit or ("month" if posting.kind == fields.LONGTERM else "day")
    return {"min": least, "max": least, "unit": unit, "per": posting.wage_per, "floor": True}


def _format_name(posting: Posting, asked: str | None) -> str | None:
    """What the parser is told was asked. Of several things asked at once, the one a bare word would answer."""
    if asked in (None, talk.CONFIRM, "phone_public", "broker_paid_by"):
        return None
    if asked == "extras":
        return "end_time" if posting.end_time is None and posting.kind == fields.GIG else "benefits"
    return asked


def _focus(batch: Sequence[Posting], text: str) -> Posting:
    named = [each for each in batch if each.work and each.work in text]
    if len(named) == 1:
        return named[0]
    return next((each for each in batch if each.asked not in (None, talk.CONFIRM)), batch[0])


def _small_answer(
    session: Session, now: datetime, here: Here, person: Person, batch: Sequence[Posting], asked: str, order: Order
) -> bool:
    """Yes, no, 没有 and the like, where they answer what was asked."""
    asked_rows = [each for each in batch if each.asked == asked]
    if asked == "phone_public" and (order.yes or order.no or order.skip):
        set_value(session, now, here, person, asked_rows, "phone_public", "yes" if order.yes else "no")
    elif asked == "broker_paid_by" and order.paid_by:
        set_value(session, now, here, person, asked_rows, "broker_paid_by", order.paid_by)
    elif asked == "headcount" and order.open:
        for each in asked_rows:
            terms.apply(each, {"headcount_open": True})
    elif (order.skip or order.no) and all(each.kind not in fields.BY_NAME[asked].needed for each in asked_rows):
        pass  # it stays empty, and is not asked again
    else:
        return False
    for each in asked_rows:
        each.asked = None
        session.add(each)
    talk.go_on(session, now, here, person, batch, "")
    return True


def set_value(
    session: Session, now: datetime, here: Here, person: Person, rows: Sequence[Posting], name: str, value: str
) -> None:
    """Set one of the fields that buttons answer. A value of no button of ours is Refused."""
    field = fields.BY_NAME.get(name)
    if field is None or (value and value not in {each for each, _ in field.choices}):
        raise Refused("employer.old_button")
    for posting in rows:
        if not value:
            posting.asked_once = list(dict.fromkeys([*posting.asked_once, name]))
        elif name == "phone_public":
            posting.phone_public = value == "yes"
            if person.role == Role.NONE:
                person.phone_public = posting.phone_public
                session.add(person)
        else:
            setattr(posting, name, value)
        session.add(posting)


def _is_new(text: str, now: datetime, here: Here, batch: Sequence[Posting], order: Order) -> bool:
    """Whether the text is a need of its own rather than an answer or a correction."""
    if order.corrects:
        return False
    works = [each.work for each in batch if each.work]
    for need in request.read(text, now, here.gazetteer).needs:
        same = any(need.work and (need.work in work or work in need.work) for work in works)
        if need.work and not same and works and core(need) >= CORE_TO_BE_NEW:
            return True
    return False


def core(need: Need) -> int:
    """How many of the main things a need tells: work, people, day, pay, place, phone."""
    return sum(
        (
            need.work is not None,
            need.headcount is not None or need.headcount_open,
            need.start is not None,
            need.wage is not None or need.negotiable,
            bool(need.place.township or need.place.village or need.place.detail),
            bool(need.contact.phones),
        )
    )


def _from_request(text: str, now: datetime, here: Here, asked: str | None, order: Order) -> dict[str, Any]:
    """What a text tells that the reading of answers passed by, read as a request."""
    needs = request.read(text, now, here.gazetteer).needs
    if len(needs) != 1:
        return {}
    changes = terms.changes_of(needs[0])
    if core(needs[0]) == 0 and asked in (None, talk.CONFIRM):
        return {}
    return changes


def _day_off(posting: Posting, changes: dict[str, Any]) -> bool:
    """A day without work inside a draft's run: the other days are named instead."""
    if not changes.get("day"):
        return False
    off = date.fromisoformat(changes["day"])
    days = postings.days_of(posting)
    if off not in days or len(days) < 2:
        return False
    posting.days_named = [day.isoformat() for day in days if day != off]
    posting.start, posting.end, posting.days = date.fromisoformat(posting.days_named[0]), None, None
    return True


def _take(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    focus: Posting,
    asked: str | None,
    changes: dict[str, Any],
    text: str,
) -> None:
    """Put changes into the draft they are for, and into those that were asked the same."""
    rows = [focus]
    if asked not in (None, talk.CONFIRM) and focus.asked == asked and fields.BY_NAME[asked].shared:
        rows = [each for each in batch if each.asked == asked]
    changed: set[str] = set()
    for posting in rows:
        changed |= take(session, here, posting, changes, text)
        posting.asked = None
    inbox.keep(session, here)
    events.note(session, now, here, "posting.answer", "posting", focus.id, after={"fields": sorted(changed)})
    language = people.language_of(here, person)
    lead = say("talk.taken", language, what=_echo(focus, changed, language)) if changed else ""
    talk.go_on(session, now, here, person, batch, lead)


def take(session: Session, here: Here, posting: Posting, changes: dict[str, Any], text: str) -> set[str]:
    """Put changes into one draft, with the words they stand on; the columns that changed."""
    changed = terms.apply(posting, changes)
    if changed & {"township", "village", "detail"}:
        posting.region_id = postings.region_of(session, here, posting)
    if "gender" in changed and posting.gender:
        posting.neutral = screen.neutral(terms.as_need(posting))
    posting.raw_text = f"{posting.raw_text}\n{text}".strip()[: talk.RAW_MOST]
    posting.version += 1
    session.add(posting)
    session.flush()
    return changed


def _echo(posting: Posting, changed: set[str], language: str) -> str:
    """The fields that changed, as they stand now."""
    columns = {
        "work": {"work"},
        "headcount": {"headcount_min", "headcount_max", "headcount_open"},
        "start": {"start", "end", "days", "days_named", "begin_time", "end_time"},
        "place": {"township", "village", "detail", "origin"},
        "wage": {"wage_min", "wage_max", "wage_unit", "wage_per", "negotiable"},
        "pay_when": {"pay_when"},
        "extras": {"benefits"},
        "contact": {"contact_name", "phones", "hires"},
        "broker_paid_by": {"broker_paid_by"},
    }
    parts = [
        fields.BY_NAME[name].shown(posting, cards.FAR, language) for name, behind in columns.items() if behind & changed
    ]
    return say("list.comma", language).join(part for part in parts if part)
