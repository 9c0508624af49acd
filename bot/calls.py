"""What the desk does with its lists: calls ticked, complaints taken and closed, what failed sent once more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, func, or_, update
from sqlmodel import Session, col, select

from bot import (
    audience,
    decisions,
    events,
    listed,
    outbox,
    poster,
    postings,
    questions,
    roster,
    seats,
    settled,
    waiting,
)
from bot.app import Here
from bot.errors import Refused
from bot.models import (
    ON_AIR,
    Call,
    Complaint,
    ComplaintState,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Due,
    Person,
    Posting,
    PostingDay,
    QuestionState,
    Signup,
    SignupState,
)
from bot.people import Sender
from nlp.types import PendingKind

OUTCOMES = ("yes", "no", "no_answer")
OVER = "calls_over"
NOTE_MOST = 500


def tick(session: Session, now: datetime, here: Here, *, sender: Sender, call_id: int, outcome: str) -> None:
    """去, 不去, 没接: what came of a call. A no about a seat gives it back; a yes answers what was asked."""
    desk = decisions.of_desk(session, now, here, sender)
    row = session.get(Call, call_id, with_for_update=True)
    if row is None or row.county_id != here.county_id or outcome not in OUTCOMES:
        raise Refused("desk.unknown")
    if row.outcome in ("yes", "no", "over"):
        raise Refused("web.call_over")
    row.outcome, row.called_at, row.called_by_id = outcome, now, desk.id
    session.add(row)
    read = listed.read_out(session, here, row) if outcome != "no_answer" else {}
    events.note(session, now, here, "call.tick", "call", row.id, after={"outcome": outcome, **read})
    signup = session.get(Signup, row.signup_id) if row.signup_id is not None else None
    person = session.get(Person, row.person_id) if row.person_id is not None else None
    if signup is None or person is None or person.id is None or outcome == "no_answer":
        return
    asked = [
        each
        for each in questions.of_person(session, here, person.id, signup.posting_id)
        if each.state == QuestionState.OPEN and each.kind in (PendingKind.STILL, PendingKind.OFFER, PendingKind.PART)
    ]
    if asked:
        settled.answer(session, now, here, asked[0], person, yes=outcome == "yes", group_id=None)
    elif outcome == "no" and signup.state in (SignupState.ACTIVE, SignupState.LEAD):
        roster.leave(session, now, here, posting_id=signup.posting_id, person=person, quiet=True)
    session.refresh(signup)
    if signup.unconfirmed:
        signup.unconfirmed = False
        session.add(signup)


def over(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act, once a day: calls about a day that went by are taken off the list. Late it is made good.

    A call without a day of its own is about its posting: of use until the last day of work (an endless one: while it
    is on air). One about neither stays until somebody ticks it.
    """
    today = here.today(now)
    last = (
        select(func.max(PostingDay.day))
        .where(PostingDay.county_id == Call.county_id, PostingDay.posting_id == Call.posting_id)
        .scalar_subquery()
    )
    dayless = and_(last.is_(None), col(Posting.status).not_in([each.value for each in ON_AIR]))
    ids = session.exec(
        select(Call.id)
        .outerjoin(Posting, (col(Posting.id) == Call.posting_id) & (col(Posting.county_id) == Call.county_id))
        .where(
            Call.county_id == here.county_id,
            col(Call.outcome).in_(("", "no_answer")),
            or_(
                col(Call.day) < today,
                and_(col(Call.day).is_(None), col(Call.posting_id).is_not(None), or_(last < today, dayless)),
            ),
        )
    ).all()
    for start in range(0, len(ids), 500):
        some = (col(Call.county_id) == here.county_id, col(Call.id).in_(ids[start : start + 500]))
        session.execute(update(Call).where(*some).values(outcome="over").execution_options(synchronize_session=False))
    if ids:
        events.note(session, now, here, "call.over", "county", here.county_id, after={"calls": len(ids)})
    return None if ids else "no call is about a day that went by"


def take_complaint(session: Session, now: datetime, here: Here, *, sender: Sender, complaint_id: int) -> None:
    """我来办: a complaint gets another owner."""
    desk = decisions.of_desk(session, now, here, sender)
    row = _open(session, here, complaint_id)
    before, row.owner_id = row.owner_id, desk.id
    session.add(row)
    after = {"owner": desk.id}
    events.note(session, now, here, "complaint.take", "complaint", row.id, before={"owner": before}, after=after)


def close_complaint(
    session: Session, now: datetime, here: Here, *, sender: Sender, complaint_id: int, note: str
) -> None:
    """办结: with a sentence on how it was settled."""
    decisions.of_desk(session, now, here, sender)
    row = _open(session, here, complaint_id)
    if not note.strip():
        raise Refused("web.note_first")
    row.state, row.closed_at, row.note = ComplaintState.CLOSED, now, note.strip()[:NOTE_MOST]
    session.add(row)
    events.note(session, now, here, "complaint.close", "complaint", row.id)


def _open(session: Session, here: Here, complaint_id: int) -> Complaint:
    row = session.get(Complaint, complaint_id, with_for_update=True)
    if row is None or row.county_id != here.county_id:
        raise Refused("desk.unknown")
    if row.state != ComplaintState.OPEN:
        raise Refused("web.complaint_over")
    return row


def pause(session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int) -> None:
    """先停一停: nobody can sign up until it goes on; what has not gone out waits."""
    decisions.of_desk(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    if posting.paused_at is not None:
        return
    posting.paused_at = now
    session.add(posting)
    events.note(session, now, here, "posting.pause", "posting", posting.id)
    audience.hold(session, now, here, posting)
    poster.tell(session, now, here, posting, f"paused:{posting.id}:{now.timestamp():.0f}", "poster.paused")


def go_on(session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int) -> None:
    """接着发: what was paused was checked and goes on; seats that came free meanwhile go to the line."""
    decisions.of_desk(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    seats.lock(session, here, posting_id)
    if posting.paused_at is None:
        raise Refused("web.not_paused", code=posting.code or "")
    posting.paused_at = None
    session.add(posting)
    session.flush()
    events.note(session, now, here, "posting.go_on", "posting", posting.id)
    waiting.hand_on(session, now, here, posting, freed=True)
    audience.go_on(session, now, here, posting)


def failed(session: Session, here: Here, since: datetime) -> list[Delivery]:
    """Messages that did not get out since then, and that somebody may want to send once more."""
    rows = session.exec(
        select(Delivery)
        .where(
            Delivery.county_id == here.county_id,
            Delivery.kind == DeliveryKind.SEND,
            col(Delivery.state).in_([DeliveryState.GIVEN_UP.value, DeliveryState.UNCERTAIN.value]),
            col(Delivery.due_at) >= since,
            col(Delivery.attempts) > 0,
        )
        .order_by(col(Delivery.id).desc())
        .limit(100)
    )
    posting: dict[int, Posting | None] = {}
    found = []
    for row in rows:
        if row.posting_id is not None:
            if row.posting_id not in posting:
                posting[row.posting_id] = session.get(Posting, row.posting_id)
            about = posting[row.posting_id]
            if about is None or about.status != "open":
                continue
        found.append(row)
    return found


def send_again(session: Session, now: datetime, here: Here, *, sender: Sender, delivery_id: int) -> None:
    """再发一次: a message that was given up, or of which nobody knows whether it went out, goes out once more."""
    decisions.of_desk(session, now, here, sender)
    row = session.get(Delivery, delivery_id, with_for_update=True)
    if row is None or row.county_id != here.county_id or row.kind != DeliveryKind.SEND:
        raise Refused("desk.unknown")
    if row.state not in (DeliveryState.GIVEN_UP, DeliveryState.UNCERTAIN) or row.message_id is not None:
        raise Refused("web.not_failed")
    address = outbox.group_address(session, here, row.group_id) if row.group_id is not None else None
    if address is not None:
        row.messenger, row.bot = address.messenger, address.bot
    row.state, row.error, row.due_at, row.attempts = DeliveryState.DUE, "", now, 0
    row.claimed_by = row.claimed_at = None
    session.add(row)
    events.note(session, now, here, "delivery.again", "delivery", row.id)
