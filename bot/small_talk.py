"""Small talk in private: a greeting, somebody who looks for work, what it costs, how it goes, thanks."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot import people, postings, screening_words, talk, wording
from bot.app import Here
from bot.models import Person
from bot.people import DESK_ROLES
from bot.texts import say
from nlp.order import Order

SMALL = frozenset({"greet", "seek", "fee", "help", "human", "thanks", "ask"})
LISTED = 5


def hear(session: Session, now: datetime, here: Here, person: Person, text: str, order: Order) -> bool:
    """A greeting, somebody who looks for work, what it costs, thanks; or a text that asks workers for money."""
    language = people.language_of(here, person)
    stopped = screening_words.stops(text, language)
    if stopped:
        words, rule = stopped[0].words, stopped[0].rule
        talk.reply(session, now, here, person, say("employer.forbidden", language, words=words, rule=rule))
        return True
    if order.act not in SMALL:
        return False
    if order.act == "seek":
        talk.reply(session, now, here, person, _open_now(session, here, language))
        return True
    values = {
        "phone": here.settings.duty_phone,
        "station": here.station,
        "place": here.gazetteer.example_place(),
    }
    asks_help = order.act == "help" or (order.act == "greet" and person.role in DESK_ROLES)
    key = help_key(person) if asks_help else f"employer.{order.act}"
    talk.reply(session, now, here, person, say(key, language, **values))
    return True


def help_key(person: Person) -> str:
    """What this person can say and press, by their role."""
    return "desk.help" if person.role in DESK_ROLES else f"employer.help_{person.role or 'poster'}"


def _open_now(session: Session, here: Here, language: str) -> str:
    rows = [each for each in postings.newest_open(session, here, LISTED) if each.code]
    if not rows:
        return say("employer.seek_none", language)
    lines = [
        say(
            "employer.seek_line",
            language,
            name=wording.named(each),
            pay=wording.wage(each, language),
            place=wording.place(each, short=True),
            day=wording.day(each.start, language) if each.start else "",
        )
        for each in rows
    ]
    return say("employer.seek", language, lines="\n".join(lines))
