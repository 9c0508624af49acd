"""The message that a need came with was changed: what differs from its former words changes in its postings.

Only that: what was said since in other words (160一天) stands, though the changed message still says 150.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot import changes, inbox, people, postings, talk, terms, turns
from bot.app import Here
from bot.models import Inbox, Person, Posting, PostingStatus
from bot.texts import say
from nlp import request
from nlp.types import Need

TOGETHER = (
    ("township", "village", "detail"),
    ("start", "end", "days", "days_named"),
    ("work", "trade"),
    ("headcount", "headcount_open"),
    ("wage", "negotiable"),
)
"""Keys that are told anew together where one of them differs."""
DAYS = frozenset(TOGETHER[1])


def hear(session: Session, now: datetime, here: Here, person: Person, text: str) -> bool:
    """Take a changed message; False where no posting came with it, or it tells another number of needs."""
    came_with = _former(session, here, person)
    if came_with is None:
        return False
    found, former, said_at = came_with
    was, told = (turns.worth_a_draft(request.read(each, said_at, here.gazetteer).needs) for each in (former, text))
    fresh = turns.worth_a_draft(request.read(text, now, here.gazetteer).needs)
    if not len(was) == len(told) == len(fresh) == len(found):
        return False
    made = [difference(*needs) for needs in zip(was, told, fresh, strict=True)]
    if not any(made):
        return False
    drafts = [posting for posting in found if posting.status == PostingStatus.DRAFT]
    for posting, differs in zip(found, made, strict=True):
        if differs and posting in drafts:
            turns.take(session, here, posting, differs, text)
        elif differs:
            changes.take(session, now, here, person, posting, differs, text)
    inbox.keep(session, here)
    if len(drafts) == len(found):
        talk.go_on(session, now, here, person, found, say("talk.reread", people.language_of(here, person)))
    return True


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
    row = session.get(Inbox, here.inbox_id)
    current = _message(row) if row is not None else None
    if row is None or current is None:
        return None
    own = [each for each in postings.of_poster(session, here, person.id or 0) if each.batch is not None]
    of_message = Inbox.county_id == here.county_id, col(Inbox.body).contains(f'"message_id":{current[1]},')
    rows = session.exec(select(Inbox).where(*of_message, col(Inbox.id).in_({each.batch for each in own})))
    first = next((each for each in rows if (said := _message(each)) is not None and said[:2] == current[:2]), None)
    if first is None:
        return None
    between = session.exec(
        select(Inbox)
        .where(*of_message, col(Inbox.id) >= first.id, col(Inbox.id) < row.id)
        .order_by(col(Inbox.id).desc())
    )
    versions = (said for each in between if (said := _message(each)) is not None and said[:2] == current[:2])
    former = next(versions, None)
    found = sorted((each for each in own if each.batch == first.id), key=lambda each: each.id or 0)
    return found, former[2] if former is not None else "", first.received_at.astimezone(here.zone)


def _message(row: Inbox) -> tuple[int, int, str] | None:
    """Chat, number and words of the message that an update holds, changed or not."""
    message = inbox.message_in(row.body)
    words = message.get("text") or message.get("caption") or ""
    try:
        return int(message["chat"]["id"]), int(message["message_id"]), str(words)
    except (ValueError, KeyError, TypeError):
        return None
