"""What the desk decides about a posting that waits: publish, send back, reject. The first press counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from bot import cards, employers, events, going_out, inbox, outbox, parts, people, postings, review, talk
from bot.app import Here
from bot.errors import Refused
from bot.models import Employer, Person, Posting, PostingStatus
from bot.people import Sender
from bot.texts import say

REASONS = ("sex", "pay", "place", "phone", "copy", "fee", "fraud")
"""Ready-made reasons; each has a sentence `review.why_…`. Anything else is said in words."""


def of_desk(session: Session, now: datetime, here: Here, sender: Sender) -> Person:
    """The person, who must be of the desk. Refused for anybody else."""
    person = people.meet(session, now, here, sender)
    if person.role not in people.DESK_ROLES:
        raise Refused("desk.only")
    return person


def _decide(
    session: Session,
    now: datetime,
    here: Here,
    desk: Person,
    posting: Posting,
    version: int,
    to: PostingStatus,
    **values: Any,
) -> None:
    """Move a waiting posting on by one conditional UPDATE. Refused, naming who was first, where it no longer waits."""
    session.flush()
    done = session.connection().execute(
        update(Posting)
        .where(
            col(Posting.county_id) == here.county_id,
            col(Posting.id) == posting.id,
            col(Posting.status) == PostingStatus.REVIEW.value,
            col(Posting.version) == version,
        )
        .values(status=to.value, reviewed_by_id=desk.id, reviewed_at=now, **values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(posting)
    if done.rowcount == 1:
        after = {"status": to.value, "version": version}
        events.note(session, now, here, "posting.decide", "posting", posting.id, after=after)
        return
    raise _too_late(session, here, desk, posting)


def _too_late(session: Session, here: Here, desk: Person, posting: Posting) -> Refused:
    language = people.language_of(here, desk)
    if posting.status == PostingStatus.REVIEW:
        return Refused("desk.changed_since", number=posting.id)
    who = session.get(Person, posting.reviewed_by_id) if posting.reviewed_by_id is not None else None
    name = who.name if who is not None and who.name else say("desk.somebody", language)
    return Refused("desk.too_late", who=name, what=say(f"status.{posting.status}", language))


def publish(session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int, version: int) -> str:
    """发布: it gets its code and goes out. Refused while the phone is unchecked or something stops it."""
    desk = of_desk(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    parts.must_see(session, here, desk, posting)
    language = people.language_of(here, desk)
    if posting.status == PostingStatus.REVIEW:
        file = session.get(Employer, posting.employer_id) if posting.employer_id is not None else None
        if not employers.phone_checked(now, file):
            raise Refused("desk.phone_first", phone=(posting.phones or ["—"])[0])
        if any(hit.get("stops") and not hit.get("cleared") for hit in posting.hits):
            raise Refused("desk.stopped")
        if postings.holds_until(now, here, posting) <= now:
            raise Refused("desk.begun")
    _decide(session, now, here, desk, posting, version, PostingStatus.OPEN)
    postings.publish(session, now, here, posting)
    going_out.tell_poster(session, now, here, posting)
    review.settle_cards(session, now, here, posting, desk.name, "review.did_publish")
    out = going_out.groups_words(session, now, here, posting, language)
    return say("desk.published", language, code=posting.code or "", out=out)


def ask_reason(
    session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int, version: int, act: str
) -> str:
    """退回 or 不行: the reason is asked for, ready-made or in words; the next text of this person is it."""
    desk = of_desk(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    parts.must_see(session, here, desk, posting)
    if posting.status != PostingStatus.REVIEW or posting.version != version:
        raise _too_late(session, here, desk, posting)
    desk.doing = {"act": act, "posting": posting_id, "version": version}
    session.add(desk)
    language = people.language_of(here, desk)
    fitting = [name for name in REASONS if name != "sex" or (posting.gender and posting.neutral)]
    row = [
        cards.button(f"review.why_{name}_short", language, f"dwhy:{posting_id}:{version}:{act}:{name}")
        for name in fitting
    ]
    key = "desk.why_back" if act == "back" else "desk.why_reject"
    outbox.tell_person(
        session,
        now,
        here,
        desk.id or 0,
        say(key, language, number=posting_id),
        key=f"why:{here.inbox_id}",
        buttons=[row[at : at + 3] for at in range(0, len(row), 3)],
        about=[posting_id],
    )
    return ""


def decide_with(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    posting_id: int,
    version: int,
    act: str,
    reason: str,
) -> str:
    """Send back or reject with one of the ready-made reasons, or with the words given."""
    desk = of_desk(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    parts.must_see(session, here, desk, posting)
    desk.doing = {}
    session.add(desk)
    if act == "back":
        return _send_back(session, now, here, desk, posting, version, reason)
    return _reject(session, now, here, desk, posting, version, reason)


def _in_words(posting: Posting, reason: str, language: str) -> str:
    if reason not in REASONS:
        return reason.strip().rstrip("。.")
    words = say(f"talk.only_{posting.gender}", language) if posting.gender else ""
    return say(f"review.why_{reason}", language, words=words, neutral=posting.neutral or "")


def _send_back(
    session: Session, now: datetime, here: Here, desk: Person, posting: Posting, version: int, reason: str
) -> str:
    _decide(session, now, here, desk, posting, version, PostingStatus.DRAFT)
    poster = session.get(Person, posting.poster_id)
    language = people.language_of(here, poster)
    posting.reason = _in_words(posting, reason, language)
    posting.batch, posting.asked = here.inbox_id, talk.CONFIRM
    session.add(posting)
    inbox.keep(session, here)
    outbox.tell_person(
        session,
        now,
        here,
        posting.poster_id,
        say("review.sent_back", language, reason=posting.reason, work=posting.work or ""),
        key=f"back:{posting.id}:{here.inbox_id}",
        buttons=cards.confirm_buttons(posting, language),
        about=[posting.id or 0],
    )
    review.settle_cards(session, now, here, posting, desk.name, "review.did_send_back")
    return say("desk.sent_back", people.language_of(here, desk))


def _reject(
    session: Session, now: datetime, here: Here, desk: Person, posting: Posting, version: int, reason: str
) -> str:
    _decide(session, now, here, desk, posting, version, PostingStatus.REJECTED)
    poster = session.get(Person, posting.poster_id)
    language = people.language_of(here, poster)
    posting.reason = _in_words(posting, reason, language)
    posting.closed_at = now
    session.add(posting)
    inbox.keep(session, here)
    text = say(
        "review.rejected",
        language,
        reason=posting.reason,
        work=posting.work or "",
        phone=here.settings.duty_phone,
    )
    outbox.tell_person(
        session, now, here, posting.poster_id, text, key=f"rejected:{posting.id}", about=[posting.id or 0]
    )
    review.settle_cards(session, now, here, posting, desk.name, "review.did_reject")
    return say("desk.rejected", people.language_of(here, desk))


def phoned(session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int) -> str:
    """已打电话核实: ticked in the employer's file; the card may be published then."""
    desk = of_desk(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    parts.must_see(session, here, desk, posting)
    file = session.get(Employer, posting.employer_id) if posting.employer_id is not None else None
    if file is None:
        raise Refused("desk.no_file")
    employers.note_phone(session, now, here, file, desk)
    for other in employers.on_air(session, here, file):
        if other.status == PostingStatus.REVIEW:
            review.refresh(session, now, here, other)
    return say("desk.phone_noted", people.language_of(here, desk))


def clear(session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int, version: int) -> str:
    """看过了，不是这回事: what stopped the posting was looked at by a person and is not so."""
    desk = of_desk(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    parts.must_see(session, here, desk, posting)
    if posting.status != PostingStatus.REVIEW or posting.version != version:
        raise _too_late(session, here, desk, posting)
    if not all(cards.can_clear(hit) for hit in posting.hits):
        raise Refused("desk.stopped")
    posting.hits = [{**hit, "cleared": True} if hit.get("stops") else hit for hit in posting.hits]
    session.add(posting)
    rules = [str(hit["rule"]) for hit in posting.hits if hit.get("cleared")]
    events.note(session, now, here, "posting.cleared", "posting", posting.id, after={"rules": rules})
    review.refresh(session, now, here, posting)
    return say("desk.cleared", people.language_of(here, desk))
