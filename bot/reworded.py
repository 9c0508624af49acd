"""The message that a need came with was changed: what differs from its former words changes in its postings.

Only that: what was said since in other words (160一天) stands, though the changed message still says 150.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from bot import changes, growing, inbox, people, postings, talk, terms, turns
from bot.app import Here
from bot.models import ON_AIR, Inbox, Person, Posting, PostingStatus
from bot.texts import say
from bot.which import Part
from nlp import answer, request
from nlp.types import Act, Need

TOGETHER = (
    ("township", "village", "detail"),
    ("start", "end", "days", "days_named"),
    ("work", "trade"),
    ("headcount", "headcount_open"),
    ("wage", "negotiable"),
)
"""Keys that are told anew together where one of them differs."""
DAYS = frozenset(TOGETHER[1])
ASKED = (
    None, "wage", "headcount", "start", "begin_time", "place", "contact", "pay_when", "work", "days", "end", "end_time",
    "requires", "benefits",
)  # fmt: skip
"""What a bit may have answered, what is clear by itself first."""


def hear(session: Session, now: datetime, here: Here, person: Person, text: str) -> bool:
    """Take a changed message; False where no posting stands on it, or it tells another number of needs."""
    came_with = _former(session, here, person)
    if came_with is None:
        return _hear_bit(session, now, here, person, text)
    found, former, said_at = came_with
    was, told = (turns.worth_a_draft(request.read(each, said_at, here.gazetteer).needs) for each in (former, text))
    fresh = turns.worth_a_draft(request.read(text, now, here.gazetteer).needs)
    if not len(was) == len(told) == len(fresh) == len(found):
        return False
    made = [difference(*needs) for needs in zip(was, told, fresh, strict=True)]
    drafts = [posting for posting in found if posting.status == PostingStatus.DRAFT]
    if not any(made):  # a full stop more: what was said since stands
        _nothing_new(session, now, here, person, drafts if len(drafts) == len(found) else [])
        return True
    for posting, differs in zip(found, made, strict=True):
        if differs and posting in drafts:
            turns.take(session, here, posting, differs, text)
        elif differs:
            changes.take(session, now, here, person, posting, differs, text)
    inbox.keep(session, here)
    if len(drafts) == len(found):
        talk.go_on(session, now, here, person, found, say("talk.reread", people.language_of(here, person)))
    return True


def _nothing_new(session: Session, now: datetime, here: Here, person: Person, drafts: Sequence[Posting]) -> None:
    if drafts:
        talk.go_on(session, now, here, person, drafts, "")
    else:
        talk.reply(session, now, here, person, say("employer.edited", people.language_of(here, person)))


def _hear_bit(session: Session, now: datetime, here: Here, person: Person, text: str) -> bool:
    """Take a changed answer (160 that is 170 now) for what it answered; False where it stands in no posting."""
    own = postings.of_poster(session, here, person.id or 0, PostingStatus.DRAFT, PostingStatus.REVIEW, *ON_AIR)
    said = _said_before(session, here, own)
    if said is None:
        return False
    former, said_at = said
    found = [each for each in own if former and former in (each.raw_text or "").splitlines()]
    if len(found) != 1:
        return False
    posting = found[0]
    asked = _answered(here, posting, former, said_at)
    read = answer.read(text, now, terms.as_draft(posting), asked[0], here.gazetteer) if asked else None
    if read is None or read.act is not Act.SET:
        _nothing_new(session, now, here, person, [posting] if posting.status == PostingStatus.DRAFT else [])
    elif posting.status == PostingStatus.DRAFT:
        turns.put(session, now, here, person, [posting], [Part((posting,), dict(read.changes))], text)
    else:
        changes.take(session, now, here, person, posting, dict(read.changes), text)
        inbox.keep(session, here)
    return True


def _answered(here: Here, posting: Posting, former: str, said_at: datetime) -> tuple[str | None] | None:
    """What was asked when the former words were said, by what they put into the posting; None where nobody can tell."""
    draft = terms.as_draft(posting)
    for asked in ASKED:
        read = answer.read(former, said_at, {"kind": posting.kind}, asked, here.gazetteer)
        if read.act is Act.SET and all(_stands(draft, key, value) for key, value in read.changes.items()):
            return (asked,)
    return None


def _stands(draft: dict[str, Any], key: str, value: Any) -> bool:
    """Whether a change stands in the draft as it is now."""
    if key == "benefits_add":
        return set(value) <= set(draft["benefits"])
    if key in ("contact_name", "phones"):
        return bool(draft["contact"]["name" if key == "contact_name" else "phones"] == value)
    for part in ("place", "requires"):
        if key in draft[part]:
            return bool(draft[part][key] == value)
    return bool(draft.get(key) == value)


def difference(was: Need, told: Need, fresh: Need) -> dict[str, Any]:
    """What a need tells that its former words did not, as changes; days as they are meant now (`fresh`)."""
    before, after, meant_now = _changes(was), _changes(told), _changes(fresh)
    keys = {key for key, value in after.items() if key != "benefits_add" and before.get(key) != value}
    for group in TOGETHER:
        if keys & set(group):
            keys |= set(group) & set(after)
    made = {key: (meant_now if key in DAYS else after).get(key) for key in keys}
    given, given_before = after.get("benefits_add", ()), before.get("benefits_add", ())
    if gone := [each for each in given_before if each not in given]:
        made["benefits_remove"] = gone
    if new := [each for each in given if each not in given_before]:
        made["benefits_add"] = new
    return {key: value for key, value in made.items() if value is not None}


def _changes(need: Need) -> dict[str, Any]:
    named = {"days_named": [day.isoformat() for day in need.days_named]} if need.days_named else {}
    return {**terms.changes_of(need), **named}


def _former(session: Session, here: Here, person: Person) -> tuple[Sequence[Posting], str, datetime] | None:
    """The postings that came with the message now changed, its words before this change, and when it was first said.

    None where nothing came with it.
    """
    own = [each for each in postings.of_poster(session, here, person.id or 0) if each.batch is not None]
    versions = _versions(session, here, col(Inbox.id).in_({each.batch for each in own}))
    if not versions:
        return None
    first = versions[-1][0]
    found = sorted((each for each in own if each.batch == first.id), key=lambda each: each.id or 0)
    later = _versions(session, here, col(Inbox.id) >= first.id)
    return found, later[0][1], first.received_at.astimezone(here.zone)


def _said_before(session: Session, here: Here, own: Sequence[Posting]) -> tuple[str, datetime] | None:
    """The words of the message before this change, and when they were said; None where it is not known.

    Looked for from as far before these postings as a draft takes up what was told bit by bit.
    """
    batches = [each.batch for each in own if each.batch is not None]
    if not batches:
        return None
    versions = _versions(session, here, col(Inbox.id) > min(batches) - growing.LOOKED_AT)
    return (versions[0][1].strip(), versions[-1][0].received_at.astimezone(here.zone)) if versions else None


def _versions(session: Session, here: Here, among: ColumnElement[bool]) -> list[tuple[Inbox, str]]:
    """The updates `among` these that held this message before, with its words then, the newest first."""
    row = session.get(Inbox, here.inbox_id)
    current = _message(row) if row is not None else None
    if row is None or current is None:
        return []
    before = session.exec(
        select(Inbox)
        .where(
            Inbox.county_id == here.county_id,
            col(Inbox.id) < row.id,
            among,
            col(Inbox.body).contains(f'"message_id":{current[1]},'),
        )
        .order_by(col(Inbox.id).desc())
    )
    return [(each, said[2]) for each in before if (said := _message(each)) is not None and said[:2] == current[:2]]


def _message(row: Inbox) -> tuple[int, int, str] | None:
    """Chat, number and words of the message that an update holds, changed or not."""
    message = inbox.message_in(row.body)
    words = message.get("text") or message.get("caption") or ""
    try:
        return int(message["chat"]["id"]), int(message["message_id"]), str(words)
    except (ValueError, KeyError, TypeError):
        return None
