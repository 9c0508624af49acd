"""The work of a posting begins while nobody has read it: its poster hears so, and may name another day.

It is a draft again, without its day, as one that is sent back; whoever has no messenger is rung up.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot import dues, ladder, outbox, people, postings, seats, talk, wording
from bot.app import Here
from bot.models import Call, Due, DueState, Person, Posting, PostingStatus
from bot.texts import say

LAPSE = "review_lapse"


def plan(session: Session, now: datetime, here: Here, posting: Posting, *, not_before: datetime) -> None:
    """Plan the end of a review with the start of the work; none for work without a day.

    The desk has had its minutes first (`not_before`), where the posting was sent in while it slept.
    """
    if posting.start is None or posting.id is None:
        return
    at = max(postings.holds_until(now, here, posting), not_before)
    key = f"{LAPSE}:{posting.id}:{(posting.submitted_at or now).isoformat(timespec='seconds')}"
    dues.plan(session, now, here, LAPSE, posting.id, at, key=key)


def _is_of(due: Due, posting: Posting) -> bool:
    """Whether the row is of this sending-in, and of none before it."""
    sent_in = datetime.fromisoformat(due.dedupe_key.split(":", 2)[2])
    return posting.submitted_at is not None and abs(posting.submitted_at - sent_in) < timedelta(seconds=1)


def _days(posting: Posting) -> dict[str, Any]:
    """The days that a posting was for, as its row keeps them once they are taken out."""
    start, end = (each.isoformat() if each is not None else None for each in (posting.start, posting.end))
    return {"start": start, "end": end, "named": list(posting.days_named)}


def over(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: nobody decided before the work began. Late it is made good; nobody is woken for it."""
    from bot import review

    posting = session.get(Posting, due.subject_id)
    if posting is None or posting.status != PostingStatus.REVIEW:
        return "decided"
    ends = postings.holds_until(now, here, posting)
    at = ends if ends > now else ladder.speaks_at(now, here)
    if at > now:  # another day was said meanwhile, or it is night
        due.due_at = at
        session.add(due)
        return None
    seats.step(session, now, here, posting, PostingStatus.DRAFT)
    poster = session.get(Person, posting.poster_id)
    lead = say("review.lapsed", people.language_of(here, poster), work=posting.work or "")
    review.settle_cards(session, now, here, posting, here.station, "review.did_lapse")
    due.details = {**due.details, "was": _days(posting)}
    posting.start, posting.end, posting.days_named, posting.asked, posting.reason = None, None, [], None, ""
    session.add_all((posting, due))
    if poster is None or poster.id is None:
        return None
    if people.reachable(session, here, poster.id) is None:
        key = f"{LAPSE}:{posting.id}"
        ladder.call(session, now, here, poster.id, key=key, what="call_clock.lapsed", posting=posting)
        return None
    talk.go_on(session, now, here, poster, [posting], lead)
    return None


def take_back(session: Session, now: datetime, here: Here) -> int:
    """Reviews that a clock which ran ahead ended before the work began wait again, with their days; how many.

    Not where the poster named another day meanwhile, or wants nothing any more.
    """
    from bot import review

    done = 0
    for due in session.exec(
        select(Due)
        .where(
            Due.county_id == here.county_id,
            Due.kind == LAPSE,
            Due.state == DueState.DONE,
            Due.due_at > now,
            col(Due.done_at) > now,
        )
        .order_by(col(Due.id))
    ).all():
        posting, was = seats.lock(session, here, due.subject_id or 0), due.details.get("was")
        if posting is None or was is None or not _is_of(due, posting):
            continue
        if posting.status != PostingStatus.DRAFT or posting.start is not None:
            continue
        posting.start, posting.end = (date.fromisoformat(was[each]) if was[each] else None for each in ("start", "end"))
        posting.days_named, posting.asked = list(was["named"]), None
        due.state, due.reason, due.done_at = DueState.DUE, "", None
        session.add_all((posting, due))
        seats.step(session, now, here, posting, PostingStatus.REVIEW)
        session.flush()
        review.refresh(session, now, here, posting)  # the desk's cards have their buttons again
        begins = review.reads_from(session, now, here) or now
        turn = begins + timedelta(minutes=here.settings.times.review_minutes)
        key = review.turn_key(posting)
        had = dues.find(session, here, key)  # who was called on, so that a word is said anew
        details = had.details if had is not None else {}
        dues.plan(session, now, here, review.WAITS, posting.id, turn, key=key, details=details, revive=True)
        _told_back(session, now, here, posting, due)
        done += 1
    return done


def _told_back(session: Session, now: datetime, here: Here, posting: Posting, due: Due) -> None:
    """The poster hears that nothing was lost; who was to be rung up need not be any more."""
    call = session.exec(
        select(Call).where(Call.county_id == here.county_id, Call.dedupe_key == f"{LAPSE}:{posting.id}")
    ).first()
    if call is not None and call.outcome in ("", "no_answer"):
        call.outcome = "over"
        session.add(call)
    language = people.language_of(here, session.get(Person, posting.poster_id))
    text = say(
        "review.lapsed_back", language, work=posting.work or "", when=wording.when(posting, here.today(now), language)
    )
    key, at = f"{due.dedupe_key}:back:{now.isoformat(timespec='seconds')}", ladder.speaks_at(now, here)
    outbox.tell_person(session, now, here, posting.poster_id, text, key=key, about=[posting.id or 0], due_at=at)
