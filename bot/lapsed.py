"""The work of a posting begins while nobody has read it: its poster hears so, and may name another day.

It is a draft again, without its day, as one that is sent back; whoever has no messenger is rung up.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot import dues, ladder, people, postings, seats, talk
from bot.app import Here
from bot.models import Due, Person, Posting, PostingStatus
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
    review.settle_cards(session, now, here, posting, here.settings.station or here.gazetteer.name, "review.did_lapse")
    posting.start, posting.end, posting.days_named, posting.asked, posting.reason = None, None, [], None, ""
    session.add(posting)
    if poster is None or poster.id is None:
        return None
    if people.reachable(session, here, poster.id) is None:
        key = f"{LAPSE}:{posting.id}"
        ladder.call(session, now, here, poster.id, key=key, what="call_clock.lapsed", posting=posting)
        return None
    talk.go_on(session, now, here, poster, [posting], lead)
    return None
