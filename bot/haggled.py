"""Who haggled was promised word of what came of it: told when the terms change, and how to take them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session, col, select

from bot import answers, events, outbox, people, postings
from bot.app import Here
from bot.models import Event, Person, Posting, PostingStatus
from bot.texts import say

BARGAIN, CHANGED = "reply.bargain", "posting.change"


def note(session: Session, now: datetime, here: Here, posting: Posting, person: Person, group_id: int | None) -> None:
    """Keep that somebody wants other terms, and where they said so."""
    after = {"person": person.id, "group": group_id}
    events.note(session, now, here, BARGAIN, "posting", posting.id, after=after)


def tell(session: Session, now: datetime, here: Here, posting: Posting, change: Callable[[str], str]) -> None:
    """Tell those who haggled since the last change, and did not sign up: in private, else where they said it.

    `change` gives what changed, in a language. While no seat is free nobody is told.
    """
    if posting.status != PostingStatus.OPEN:
        return
    on = {signup.person_id for signup in postings.signups_on(session, posting)}
    by_group: dict[int, list[Person]] = {}
    for person_id, group_id in _since_changed(session, here, posting).items():
        person = session.get(Person, person_id) if person_id not in on else None
        if person is None:
            continue
        text = _words(posting, change, people.language_of(here, person))
        key = f"haggled:{posting.id}:{posting.version}:{person_id}"
        if outbox.tell_person(session, now, here, person_id, text, key=key, about=[posting.id or 0]) is not None:
            continue
        if group_id is not None:
            by_group.setdefault(group_id, []).append(person)
    most = here.settings.rules.names_in_answer
    for group_id, found in by_group.items():
        names = say("list.pause", here.language).join(answers.public_name(here, each) for each in found[:most])
        text = say("roster.to_many", here.language, names=names, text=_words(posting, change, here.language))
        key = f"haggled:{posting.id}:{posting.version}:in:{group_id}"
        answers.line(session, now, here, group_id, text, key=key, posting=posting)


def _words(posting: Posting, change: Callable[[str], str], language: str) -> str:
    return say("changes.haggled", language, code=posting.code or "", change=change(language))


def _since_changed(session: Session, here: Here, posting: Posting) -> dict[int, int | None]:
    """Who haggled since the terms changed last, in their order, with the group in which they did."""
    rows = session.exec(
        select(Event)
        .where(
            Event.county_id == here.county_id,
            Event.subject == "posting",
            Event.subject_id == posting.id,
            col(Event.act).in_([BARGAIN, CHANGED]),
        )
        .order_by(col(Event.id))
    )
    found: dict[int, int | None] = {}
    for event in rows:
        if event.act == CHANGED:
            found = {}
        else:
            found[int(event.after["person"])] = event.after.get("group")
    return found
