"""The talk about a draft: card, what is missing one question at a time, answers and corrections in words, confirmed.

The drafts of one message are one batch: one card each, confirmed together. What was asked stands in the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot import cards, employers, events, fields, inbox, outbox, people, postings, seats, terms
from bot.app import Here
from bot.errors import Refused
from bot.messengers import Buttons
from bot.models import Person, Posting, PostingStatus, Role
from bot.texts import say
from nlp import answer, request, screen
from nlp.order import Order
from nlp.types import Act, Need

CONFIRM = "confirm"
CORE_TO_BE_NEW = 3  # a text that tells so many main things of another work is a new need, not a correction
RAW_MOST = 6000


def reply(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    text: str,
    *,
    part: str = "",
    buttons: Buttons | None = None,
    about: Sequence[Posting] = (),
) -> None:
    """Answer the person in private; `part` tells several answers to one message apart, else they are numbered."""
    assert person.id is not None
    key, number = f"talk:{here.inbox_id}:{person.id}:{part}", 1
    while outbox.by_key(session, here, key) is not None:
        number += 1
        key = f"talk:{here.inbox_id}:{person.id}:{part}{number}"
    outbox.tell_person(
        session,
        now,
        here,
        person.id,
        text,
        key=key,
        buttons=buttons,
        about=[posting.id for posting in about if posting.id is not None],
    )


def batch_of(session: Session, here: Here, person: Person) -> list[Posting]:
    """The drafts being talked about: those of the newest message that still has any, in their order."""
    assert person.id is not None
    drafts = postings.of_poster(session, here, person.id, PostingStatus.DRAFT)
    if not drafts:
        return []
    newest = max(posting.batch or 0 for posting in drafts)
    return sorted((posting for posting in drafts if (posting.batch or 0) == newest), key=lambda each: each.id or 0)


def begin(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    text: str,
    needs: Sequence[Need],
    *,
    order: Order,
    entered_by: Person | None = None,
) -> list[Posting]:
    """Make a draft of each need, show what is understood, and ask for what is missing."""
    assert person.id is not None
    batch = []
    for need in needs:
        posting = Posting(county_id=here.county_id, poster_id=person.id, raw_text=text[:RAW_MOST], made_at=now)
        terms.fill(posting, need)
        posting.batch = here.inbox_id
        posting.entered_by_id = entered_by.id if entered_by is not None else None
        if posting.gender:
            posting.neutral = screen.neutral(need)
        if order.for_other and not posting.hires and person.role in (Role.BROKER, Role.DESK, Role.HEAD):
            posting.hires = order.for_other
        _from_file(session, here, person, posting)
        posting.region_id = postings.region_of(session, here, posting)
        session.add(posting)
        session.flush()
        events.note(session, now, here, "posting.draft", "posting", posting.id, after={"kind": posting.kind})
        batch.append(posting)
    inbox.keep(session, here)
    language = people.language_of(here, person)
    if len(batch) == 1:
        today = now.astimezone(here.zone).date()
        whole = fields.missing(batch[0], today, broker=person.role == Role.BROKER) is None
        noted = say("talk.noted", language, summary=cards.summary(batch[0], language))
        go_on(session, now, here, person, batch, "" if whole else noted)
        return batch
    lines = [
        say("talk.noted_one", language, number=number, summary=cards.summary(posting, language))
        for number, posting in enumerate(batch, start=1)
    ]
    reply(session, now, here, person, say("talk.noted_many", language, count=len(batch)), part="head")
    for number, (line, posting) in enumerate(zip(lines, batch, strict=True)):
        reply(session, now, here, person, line, part=f"card{number}", about=[posting])
    go_on(session, now, here, person, batch, "")
    return batch


def _from_file(session: Session, here: Here, person: Person, posting: Posting) -> None:
    """What the poster's own file tells: their phone and name, and whether the phone may be shown."""
    if person.role in (Role.BROKER, Role.DESK, Role.HEAD):
        return
    file = employers.of_person(session, here, person)
    if file is not None and not posting.phones and file.phone:
        posting.phones = [file.phone]
        if not (posting.contact_name or posting.hires):
            posting.contact_name = file.name or None
    if file is not None and posting.phones and posting.phones[0] == file.phone:
        posting.phone_public = person.phone_public
        if not (posting.contact_name or posting.hires):
            posting.contact_name = file.name or None


def go_on(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    lead: str,
) -> None:
    """Say `lead` and the next question; or, where all is told, show the cards and ask whether to send them in."""
    language = people.language_of(here, person)
    today = now.astimezone(here.zone).date()
    broker = person.role == Role.BROKER
    for posting in batch:
        field = fields.missing(posting, today, broker=broker)
        if field is None:
            continue
        _ask(session, now, here, person, batch, posting, field, lead)
        return
    _show(session, now, here, person, batch, lead, language, today)


def _ask(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    posting: Posting,
    field: fields.Field,
    lead: str,
) -> None:
    language = people.language_of(here, person)
    today = now.astimezone(here.zone).date()
    alike = [each for each in batch if not field.told(each, today)] if field.shared else [posting]
    for each in batch:
        each.asked = None
        session.add(each)
    for each in alike:
        each.asked = field.name
        each.asked_once = list(dict.fromkeys([*each.asked_once, field.name]))
        session.add(each)
    words = fields.question(field, posting, today, language)
    if len(batch) > 1:
        named = say("list.pause", language).join(each.work or say("need.nameless", language) for each in alike)
        words = say("talk.question_for", language, works=named, question=words)
    text = say("talk.lead", language, lead=lead, question=words) if lead else words
    buttons = cards.choice_buttons(field, posting, language)
    reply(session, now, here, person, text, buttons=buttons, about=alike)


def _show(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    lead: str,
    language: str,
    today: date,
) -> None:
    for posting in batch:
        posting.asked = CONFIRM
        session.add(posting)
    if len(batch) == 1:
        text = cards.card(batch[0], today, language) + "\n" + _sentence(batch, language)
        if lead:
            text = f"{lead}\n{text}"
        reply(session, now, here, person, text, buttons=cards.confirm_buttons(batch[0], language), about=batch)
        return
    for number, posting in enumerate(batch, start=1):
        text = say("talk.card_number", language, number=number) + cards.card(posting, today, language)
        reply(session, now, here, person, text, part=f"show{number}", about=[posting])
    text = _sentence(batch, language)
    reply(session, now, here, person, text, buttons=cards.confirm_buttons(batch[0], language), about=batch)


def _sentence(batch: Sequence[Posting], language: str) -> str:
    for posting in batch:
        if posting.gender and posting.neutral:
            words = say(f"talk.only_{posting.gender}", language)
            return say("talk.neutral", language, words=words, neutral=posting.neutral)
    if len(batch) > 1:
        return say("talk.confirm_many", language, count=len(batch))
    return say("talk.confirm", language)


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
    if asked in (CONFIRM, None) and order.yes:
        confirm(session, now, here, person, batch)
        return True
    if asked is not None and asked != CONFIRM and _small_answer(session, now, here, person, batch, asked, order):
        return True
    if _is_new(text, now, here, batch, order):
        return False
    told = "extras" if asked == "extras" else asked
    read = answer.read(text, now, terms.as_draft(focus), _format_name(focus, told), here.gazetteer)
    if read.act is Act.CONFIRM:
        confirm(session, now, here, person, batch)
        return True
    if read.act is Act.CANCEL:
        give_up(session, now, here, person, batch)
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
    if asked in (None, CONFIRM, "phone_public", "broker_paid_by"):
        return None
    if asked == "extras":
        return "end_time" if posting.end_time is None and posting.kind == fields.GIG else "benefits"
    return asked


def _focus(batch: Sequence[Posting], text: str) -> Posting:
    named = [each for each in batch if each.work and each.work in text]
    if len(named) == 1:
        return named[0]
    return next((each for each in batch if each.asked not in (None, CONFIRM)), batch[0])


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
    go_on(session, now, here, person, batch, "")
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
    if core(needs[0]) == 0 and asked in (None, CONFIRM):
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
    if asked not in (None, CONFIRM) and focus.asked == asked and fields.BY_NAME[asked].shared:
        rows = [each for each in batch if each.asked == asked]
    changed: set[str] = set()
    for posting in rows:
        changed |= take(session, here, posting, changes, text)
        posting.asked = None
    inbox.keep(session, here)
    events.note(session, now, here, "posting.answer", "posting", focus.id, after={"fields": sorted(changed)})
    language = people.language_of(here, person)
    lead = say("talk.taken", language, what=_echo(focus, changed, language)) if changed else ""
    go_on(session, now, here, person, batch, lead)


def take(session: Session, here: Here, posting: Posting, changes: dict[str, Any], text: str) -> set[str]:
    """Put changes into one draft, with the words they stand on; the columns that changed."""
    changed = terms.apply(posting, changes)
    if changed & {"township", "village", "detail"}:
        posting.region_id = postings.region_of(session, here, posting)
    if "gender" in changed and posting.gender:
        posting.neutral = screen.neutral(terms.as_need(posting))
    posting.raw_text = f"{posting.raw_text}\n{text}".strip()[:RAW_MOST]
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


def confirm(session: Session, now: datetime, here: Here, person: Person, batch: Sequence[Posting]) -> None:
    """行: send the drafts in, where nothing needed is missing; else ask for that."""
    from bot import review

    today = now.astimezone(here.zone).date()
    broker = person.role == Role.BROKER
    lacking = [each for each in batch if _lacks(each, today, broker=broker)]
    if lacking:
        language = people.language_of(here, person)
        go_on(session, now, here, person, batch, say("talk.one_more", language))
        return
    late = [each for each in batch if postings.holds_until(now, here, each) <= now]
    if late:
        for posting in late:
            posting.start, posting.asked = None, None
            session.add(posting)
        go_on(session, now, here, person, batch, say("talk.begun", people.language_of(here, person)))
        return
    review.submit(session, now, here, person, list(batch))
    _back_to_older(session, now, here, person)


def _back_to_older(session: Session, now: datetime, here: Here, person: Person) -> None:
    """A need that was begun before and is not finished comes up again."""
    older = batch_of(session, here, person)
    if older:
        language = people.language_of(here, person)
        lead = say("talk.older", language, summary=cards.summary(older[0], language))
        go_on(session, now, here, person, older, lead)


def _lacks(posting: Posting, today: date, *, broker: bool) -> bool:
    field = fields.missing(posting, today, broker=broker)
    return field is not None and posting.kind in field.needed


def give_up(session: Session, now: datetime, here: Here, person: Person, batch: Sequence[Posting]) -> None:
    """算了不要了: the drafts are kept as called off."""
    for posting in batch:
        seats.step(session, now, here, posting, PostingStatus.CANCELLED)
        posting.asked, posting.closed_at = None, now
        session.add(posting)
    reply(session, now, here, person, say("talk.given_up", people.language_of(here, person)), part="given_up")
    _back_to_older(session, now, here, person)


def not_understood(session: Session, now: datetime, here: Here, person: Person, batch: Sequence[Posting]) -> None:
    """The turn told nothing about the drafts: the question once more, in its own words."""
    language = people.language_of(here, person)
    go_on(session, now, here, person, batch, say("talk.not_got", language))
