"""How the open postings of a carried group stand, for its forwarder: what is missing, and who of the group is on."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot import answers, forwarders, people, postings, relay, talk, wording
from bot.app import Here
from bot.models import ON_AIR, Group, Person, Posting, Signup, SignupState
from bot.texts import say

POSTINGS_MOST = 5


def tell(session: Session, now: datetime, here: Here, person: Person) -> bool:
    """Answer 现在都有谁, 还差几个 of somebody who carries for a group; False where nothing open stands there."""
    language = people.language_of(here, person)
    lines: list[str] = []
    about: list[Posting] = []
    for group in forwarders.groups_of(session, here, person.id or 0):
        for posting, _ in relay.shown_in(session, now, here, group):
            if posting.status in ON_AIR and len(lines) < POSTINGS_MOST:
                lines.append(_line(session, now, here, group, posting, language))
                about.append(posting)
    if lines:
        talk.reply(session, now, here, person, "\n".join(lines), about=about)
    return bool(lines)


def _line(session: Session, now: datetime, here: Here, group: Group, posting: Posting, language: str) -> str:
    rows = session.exec(
        select(Signup)
        .where(
            Signup.county_id == here.county_id,
            Signup.posting_id == posting.id,
            Signup.group_id == group.id,
            Signup.state == SignupState.ACTIVE,
        )
        .order_by(col(Signup.inbox_id), col(Signup.id))
    )
    most = here.settings.rules.names_in_answer
    named = [
        wording.counted(answers.public_name(here, session.get(Person, row.person_id)), row.people, language)
        for row in rows
    ]
    free = postings.free(session, now, here, posting)
    names = say("list.pause", language).join(named[:most])
    key = "relay.stands" if named else "relay.stands_nobody"
    return say(key, language, posting=wording.named(posting), free=free, title=group.title, names=names)
