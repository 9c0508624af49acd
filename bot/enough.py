"""够了, 不要人了: is it closed with those who are on, or called off? The poster is asked."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot import cards, people, postings, talk, wording
from bot.app import Here
from bot.models import ON_AIR, Person, Posting
from bot.texts import say

CANCEL, ENOUGH = "cancel", "enough"
ASKED = (CANCEL, ENOUGH)
"""What `Posting.asked` holds while the poster is asked: 取消, and everybody is told; or 够了, which may mean either."""


def ask(session: Session, now: datetime, here: Here, person: Person, posting: Posting, *, sure: bool = False) -> None:
    """Ask whether it is called off (`sure`: they said so), or whether no more people are taken and the list stands."""
    touched = postings.people_on(session, posting)
    language = people.language_of(here, person)
    off = cards.button("button.cancel_sure", language, f"cancel2:{posting.id}")
    if sure or touched == 0 or posting.status not in ON_AIR:
        posting.asked = CANCEL
        rows = [[off, cards.button("button.cancel_not", language, f"keep:{posting.id}")]]
        key = "employer.cancel_sure" if touched else "employer.cancel_sure_nobody"
    else:
        posting.asked = ENOUGH
        rows = [
            [cards.button("button.enough", language, f"close:{posting.id}")],
            [off, cards.button("button.enough_not", language, f"keep:{posting.id}")],
        ]
        key = "employer.enough"
    session.add(posting)
    text = say(key, language, name=wording.named(posting), people=touched)
    talk.reply(session, now, here, person, text, buttons=rows, about=[posting])


def keep(session: Session, now: datetime, here: Here, person: Person, posting: Posting) -> None:
    """Neither: it goes on as before."""
    key = "employer.goes_on" if posting.asked == ENOUGH else "employer.kept"
    posting.asked = None
    session.add(posting)
    talk.reply(session, now, here, person, say(key, people.language_of(here, person), code=posting.code))
