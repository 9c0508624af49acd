"""What a poster (or the desk) does with a posting that is out: seats and closing at once, other terms by the desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot import (
    amendments,
    another_day,
    calloffs,
    cards,
    day_seats,
    employers,
    enough,
    fields,
    freshen,
    inbox,
    outbox,
    parts,
    people,
    postings,
    review,
    roster_days,
    seats,
    talk,
    terms,
    turns,
    wording,
)
from bot.app import Here
from bot.enough import CANCEL, ENOUGH
from bot.errors import Refused
from bot.models import ON_AIR, Person, Posting, PostingStatus, Priority
from bot.people import DESK_ROLES, Sender
from bot.texts import say
from nlp import answer, denied, on_list
from nlp import order as orders
from nlp.order import Order
from nlp.types import Act

ACTS = frozenset({"still", "seats", "close", "cancel", "enough", "stop", "again", "roster", "reopen", "where"})


def may(session: Session, here: Here, person: Person, posting: Posting) -> None:
    """Refused unless the posting is this person's own, or lies in the part of the county that they see at the desk."""
    if posting.poster_id != person.id and person.role not in DESK_ROLES:
        raise Refused("employer.not_yours", code=posting.code or "")
    parts.must_see(session, here, person, posting)


def hear(
    session: Session, now: datetime, here: Here, person: Person, posting: Posting, text: str, order: Order
) -> bool:
    """Take a turn about a posting that was sent in; False where the turn says nothing about it."""
    may(session, here, person, posting)
    if posting.asked in enough.ASKED and order.no:
        enough.keep(session, now, here, person, posting)
        return True
    if posting.asked == CANCEL and (order.yes or orders.sure(order.rest)):
        call_off(session, now, here, person, posting)
        return True
    if posting.asked == ENOUGH and (order.yes or order.act == ENOUGH):
        do(session, now, here, person, posting, "close")
        return True
    if order.phone is not None and posting.status in (*ON_AIR, PostingStatus.REVIEW):
        _show_phone(session, now, here, person, posting, order.phone)
        return True
    if another_day.hear(session, now, here, person, posting, text, order):
        return True
    day, read = order.day, answer.read(text, now, terms.as_draft(posting), None, here.gazetteer)
    if read.act is Act.STOP or order.act == "stop":
        said = read.changes.get("day") if read.act is Act.STOP else None
        day = date.fromisoformat(said) if said else day
        do(session, now, here, person, posting, "stop", day=day, text=text)
        return True
    if order.act == "more" and posting.status == PostingStatus.CLOSED:
        do(session, now, here, person, posting, "still", number=order.number)
        return True
    if day_seats.hear(session, now, here, person, posting, order, read.changes):
        return True
    if order.act in ACTS:
        do(session, now, here, person, posting, order.act or "", number=order.number, day=day, text=text)
        return True
    if read.act is Act.CANCEL and posting.status in ON_AIR and on_list.puts_off(order.rest):
        return False  # 这两天不摘了，过几天再说: `list_said` asks until when
    if posting.pending_changes and (read.act is Act.CANCEL or orders.stays(text)):
        amendments.take_back(session, now, here, person, posting)
        return True
    if read.act is Act.CANCEL and calloffs.reaches(session, now, here, posting):
        enough.ask(session, now, here, person, posting)  # 算了 may be said of anything: asked in any case
        return True
    if read.act is Act.CANCEL:
        do(session, now, here, person, posting, CANCEL, text=text)
        return True
    if read.act in (Act.SET, Act.OTHER) and (kinds := denied.read(text)):
        read = replace(read, act=Act.SET, changes={**read.changes, "denied": list(kinds)})
    if read.act is Act.SET and read.changes and not _idle(now, here, posting, read.changes, order):
        take(session, now, here, person, posting, dict(read.changes), text)
        return True
    return False


def _idle(now: datetime, here: Here, posting: Posting, changes: dict[str, Any], order: Order) -> bool:
    """Whether a text only seems to change the day (今天天气不错): nothing says so, and the day would be over."""
    if order.corrects or set(changes) - {"start", "begin_time"}:
        return False
    new, _ = amendments.preview(posting, changes)
    return postings.holds_until(now, here, new) <= now


def do(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    posting: Posting,
    act: str,
    *,
    number: int | None = None,
    day: date | None = None,
    text: str = "",
) -> None:
    """One order about one posting: seats, close, call off, stop a day, repeat, roster, reopen, where it stands."""
    from bot import rests

    may(session, here, person, posting)
    language = people.language_of(here, person)
    name = wording.named(posting)
    if act == "where":
        talk.reply(session, now, here, person, _where(session, now, here, posting, language), about=[posting])
    elif act == "again":
        new = postings.repeat(session, now, here, posting, day)
        _said_too(session, now, here, new, text, number)
        if number is not None:  # 明天再来5个: five then, not five more than there were
            terms.apply(new, {"headcount": [number, number]})
        talk.go_on(session, now, here, person, [new], say("employer.again", language, name=name))
    elif posting.status == PostingStatus.REVIEW and act in (CANCEL, "close"):
        _take_back(session, now, here, person, posting)
    elif posting.status == PostingStatus.REVIEW and act in ("still", "seats") and number is not None:
        take(session, now, here, person, posting, {"headcount": [number, number]}, "")
    elif act == "roster":
        _roster(session, now, here, person, posting)
    elif act in ("close", ENOUGH) and posting.status == PostingStatus.CLOSED:
        answered(session, now, here, person, posting, "employer.closed", taken=postings.taken(session, posting))
    elif act == "reopen" or (posting.status == PostingStatus.CLOSED and act == "still"):
        postings.reopen(session, now, here, posting)
        if number is not None:
            wanted = postings.still_wanted(session, now, here, posting, number)
            roster_days.set_wanted(session, now, here, posting, wanted)
        answered(
            session, now, here, person, posting, "employer.reopened", free=postings.free(session, now, here, posting)
        )
    elif posting.status not in ON_AIR and not (
        act in (CANCEL, "stop") and calloffs.reaches(session, now, here, posting)
    ):
        raise Refused("employer.off_air", name=name, stands=say(f"status.{posting.status}", language))
    elif act in ("still", "seats"):
        _seats(session, now, here, person, posting, act, number)
    elif act == "close":
        postings.end(session, now, here, posting, PostingStatus.CLOSED)
        answered(session, now, here, person, posting, "employer.closed", taken=postings.taken(session, posting))
    elif act == CANCEL and postings.people_on(session, posting) == 0:
        call_off(session, now, here, person, posting)
    elif act in (CANCEL, ENOUGH):
        enough.ask(session, now, here, person, posting, sure=act == CANCEL and not orders.soft(text))
    elif act == "stop":
        rests.order(session, now, here, person, posting, day, text)


def _said_too(session: Session, now: datetime, here: Here, new: Posting, text: str, number: int | None) -> None:
    """再来一次，下周一，要10个人: what the text says of the new time stands in its draft, with its words."""
    if not text:
        return
    begin, end = (orders.also_wanted(text) if number is not None else None) or (0, 0)
    read = answer.read(text[:begin] + text[end:], now, terms.as_draft(new), "start", here.gazetteer)
    turns.take(session, here, new, dict(read.changes) if read.act is Act.SET else {}, text)


def answered(
    session: Session, now: datetime, here: Here, person: Person, posting: Posting, key: str, **values: Any
) -> None:
    """Answer who ordered it; where the desk did it for a poster, the poster hears the same."""
    language = people.language_of(here, person)
    if values.get("people") == 0:
        key = f"{key}_nobody"
    values = {"name": wording.named(posting), "code": posting.code or "", **values}
    buttons = cards.own_buttons(posting, language)
    talk.reply(session, now, here, person, say(key, language, **values), buttons=buttons, about=[posting])
    if posting.poster_id != person.id:
        poster = session.get(Person, posting.poster_id)
        outbox.tell_person(
            session,
            now,
            here,
            posting.poster_id,
            say(key, people.language_of(here, poster), **values),
            key=f"desk_did:{here.inbox_id}:{posting.id}",
            about=[posting.id or 0],
        )


def _where(session: Session, now: datetime, here: Here, posting: Posting, language: str) -> str:
    if posting.status == PostingStatus.REVIEW:
        return review.where(session, now, here, posting, language)
    if posting.status == PostingStatus.REJECTED:
        values = {"reason": posting.reason, "work": posting.work or "", "phone": here.settings.duty_phone}
        return say("review.rejected", language, **values)
    return cards.own_line(posting, postings.taken(session, posting), here.today(now), language)


def _seats(
    session: Session, now: datetime, here: Here, person: Person, posting: Posting, act: str, number: int | None
) -> None:
    if number is None:
        raise Refused("employer.how_many", code=posting.code or "")
    if posting.kind == fields.LONGTERM:
        posting.headcount_min = posting.headcount_max = number
        posting.version += 1
        session.add(posting)
        freshen.mark_stale(session, now, here, posting.id or 0)
        answered(session, now, here, person, posting, "employer.seats", wanted=number, free=number)
        return
    wanted = postings.still_wanted(session, now, here, posting, number) if act == "still" else number
    roster_days.set_wanted(session, now, here, posting, wanted)
    if posting.pending_changes:
        review.refresh(session, now, here, posting)
    answered(
        session,
        now,
        here,
        person,
        posting,
        "employer.seats",
        wanted=wanted,
        free=postings.free(session, now, here, posting),
    )


def _roster(session: Session, now: datetime, here: Here, person: Person, posting: Posting) -> None:
    from bot import roster_card

    language = people.language_of(here, person)
    text = roster_card.card(session, now, here, posting, full=True, language=language)
    talk.reply(session, now, here, person, f"{wording.named(posting)}\n{text}", about=[posting])


def _show_phone(session: Session, now: datetime, here: Here, person: Person, posting: Posting, show: bool) -> None:
    """写我的, 写驿站的: whose phone the copies carry is the poster's own to say, and holds at once."""
    posting.phone_public = show and bool(posting.phones)
    session.add(posting)
    session.flush()
    if posting.status == PostingStatus.REVIEW:
        review.refresh(session, now, here, posting)
    else:
        freshen.mark_stale(session, now, here, posting.id or 0, Priority.CLOSING)
    language = people.language_of(here, person)
    key = "employer.phone_shown" if posting.phone_public else "employer.phone_kept"
    phone = posting.phones[0] if posting.phones else here.settings.duty_phone
    talk.reply(session, now, here, person, say(key, language, phone=phone), about=[posting])


def keep_on(session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int) -> str:
    """不取消: what was asked about calling off is answered with no."""
    person = people.meet(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    may(session, here, person, posting)
    enough.keep(session, now, here, person, posting)
    return ""


def press_call_off(session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int) -> str:
    """取消, pressed a second time: it is called off."""
    call_off(session, now, here, people.meet(session, now, here, sender), postings.get(session, here, posting_id))
    return ""


def call_off(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    posting: Posting,
    to: PostingStatus = PostingStatus.CANCELLED,
) -> None:
    """Cancelled by the poster or withdrawn by the desk: off the air, everybody on it is told, the roster is kept."""
    may(session, here, person, posting)
    if not calloffs.reaches(session, now, here, posting):
        language = people.language_of(here, person)
        raise Refused("employer.off_air", name=wording.named(posting), stands=say(f"status.{posting.status}", language))
    touched, worked = postings.people_on(session, posting), roster_days.end_today(session, now, here, posting)
    if person.role not in DESK_ROLES and (first := calloffs.first_day(session, now, here, posting)) is not None:
        calloffs.count_late(session, now, here, posting, first, touched)
    postings.end(session, now, here, posting, to)
    off = "roster.called_off_rest" if worked else "roster.called_off"
    key = off if to == PostingStatus.CANCELLED else "changes.withdrawn"
    roster_days.close_all(session, now, here, posting, key)
    told = "employer.cancelled" if to == PostingStatus.CANCELLED else "employer.withdrawn"
    answered(session, now, here, person, posting, told, people=touched)


def _take_back(session: Session, now: datetime, here: Here, person: Person, posting: Posting) -> None:
    """A posting that waits for the desk is taken back by its poster."""
    seats.step(session, now, here, posting, PostingStatus.CANCELLED)
    posting.closed_at = now
    session.add(posting)
    review.settle_cards(session, now, here, posting, person.name, "review.did_take_back")
    language = people.language_of(here, person)
    others = postings.of_poster(session, here, posting.poster_id, PostingStatus.REVIEW)
    told = say("talk.dropped", language, names=posting.work) if others and posting.work else ""
    talk.reply(session, now, here, person, told or say("talk.given_up", language))


def stop_day(session: Session, now: datetime, here: Here, posting: Posting, day: date, why: str = "") -> int:
    """停工 of one day: everybody on it is told, the copies say so. With no day left at all the posting closes."""
    touched = roster_days.stop_day(session, now, here, posting, day, why=why)
    row = next((each for each in seats.days(session, here, posting) if each.day == day), None)
    if row is not None and row.stopped_at == now:
        calloffs.spread(session, now, here, posting, row, why)
    posting.version += 1
    session.add(posting)
    if posting.status == PostingStatus.CLOSED:
        return touched
    if not seats.days_ahead(session, now, here, posting):
        postings.end(session, now, here, posting, PostingStatus.CLOSED)
    else:
        seats.refresh(session, now, here, posting)
    return touched


def take(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    posting: Posting,
    changes: dict[str, Any],
    text: str,
) -> None:
    """Other terms: in the draft of a posting that waits at once, of one that is out by the desk."""
    if posting.status == PostingStatus.REVIEW:
        _in_review(session, now, here, person, posting, changes, text)
        return
    if posting.status not in ON_AIR:
        language = people.language_of(here, person)
        raise Refused("employer.off_air", name=wording.named(posting), stands=say(f"status.{posting.status}", language))
    if changes.get("headcount"):
        _seats(session, now, here, person, posting, "seats", int(changes.pop("headcount")[1]))
    if changes.pop("urgent", None) and not posting.urgent:
        posting.urgent = True
        session.add(posting)
        talk.reply(session, now, here, person, say("employer.urgent", people.language_of(here, person)), part="urgent")
    if changes:
        amendments.to_desk(session, now, here, person, posting, changes, text)


def _in_review(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    posting: Posting,
    changes: dict[str, Any],
    text: str,
) -> None:
    from bot import screening

    poster = session.get(Person, posting.poster_id) or person
    turns.take(session, here, posting, changes, text)
    employers.open_for(session, now, here, posting, poster)
    posting.hits = screening.read(session, now, here, posting, poster)
    session.add(posting)
    session.flush()
    inbox.keep(session, here)
    review.refresh(session, now, here, posting)
    language = people.language_of(here, person)
    text = say("employer.changed_in_review", language, card=cards.card(posting, here.today(now), language))
    talk.reply(session, now, here, person, text, about=[posting])
