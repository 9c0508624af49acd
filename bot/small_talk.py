"""Small talk in private: a greeting, somebody who looks for work, what it costs, how it goes, thanks."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot import cards, people, postings, screening_words, talk, wording
from bot import heard as heard_as
from bot.app import Here
from bot.models import Person, Posting
from bot.people import DESK_ROLES
from bot.reply_context import Shown
from bot.texts import say
from nlp.order import Order
from nlp.types import Intent

SMALL = frozenset({"greet", "seek", "fee", "help", "human", "thanks", "ask"})
LISTED = 5
ENGLISH = "en"
_LATIN = re.compile(r"(?=(?:[^A-Za-z]*[A-Za-z]){3})[^\u3400-\u9fff]*")
"""At least three Latin letters, and none of Chinese."""
_ASKS = re.compile("收不收|要不要|交不交|扣不扣|[吗么不][?？。!！ ]*$|[?？]$")
"""Somebody asks whether workers pay: said of no work of theirs."""


def hear(session: Session, now: datetime, here: Here, person: Person, text: str, order: Order) -> bool:
    """A greeting, somebody who looks for work, what it costs, thanks; or a text that asks workers for money."""
    language = people.language_of(here, person)
    stopped = screening_words.stops(text, language)
    if stopped and _ASKS.search(text.strip()):
        told = say("employer.no_money", language, rule=stopped[0].rule, phone=here.settings.duty_phone)
        talk.reply(session, now, here, person, told)
        return True
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
    answer(session, now, here, person, text, help_key(person) if asks_help else f"employer.{order.act}", **values)
    return True


def answer(session: Session, now: datetime, here: Here, person: Person, text: str, key: str, **values: Any) -> None:
    """Answer in the person's language; to a text in Latin letters of somebody who chose none in English too."""
    language = people.language_of(here, person)
    said, buttons = say(key, language, **values), None
    if not person.language and language != ENGLISH and _LATIN.fullmatch(text.strip()):
        said = f"{say(key, ENGLISH, **values)}\n{said}"
        buttons = [[cards.button(f"button.lang_{ENGLISH}", ENGLISH, f"lang:0:{ENGLISH}")]]
    talk.reply(session, now, here, person, said, buttons=buttons)


def help_key(person: Person) -> str:
    """What this person can say and press, by their role."""
    return "desk.help" if person.role in DESK_ROLES else f"employer.help_{person.role or 'poster'}"


def of_a_worker(session: Session, now: datetime, here: Here, person: Person, text: str) -> bool:
    """去, 多少钱一天, from somebody who never hired and is on no list: what is open now, and how to sign up."""
    assert person.id is not None
    if person.role or postings.of_poster(session, here, person.id):
        return False
    shown = tuple(Shown(each, now) for each in postings.newest_open(session, here, LISTED) if each.code)
    heard = heard_as.listen(session, now, here, None, person, 0, text, None, None)
    reply = heard_as.read(session, now, here, replace(heard, shown=shown), None)
    language = people.language_of(here, person)
    if reply.intent in (Intent.JOIN, Intent.ASK, Intent.CHANGE):
        talk.reply(session, now, here, person, _open_now(session, here, language))
    elif reply.intent is Intent.CANCEL:
        talk.reply(session, now, here, person, say("roster.mine_none", language))
    else:
        return False
    return True


def one_open(session: Session, now: datetime, here: Here, person: Person, posting: Posting) -> None:
    """A code alone, of somebody else's posting: what it is, and how to sign up."""
    language = people.language_of(here, person)
    line = _line(posting, language)
    text = say("employer.one_open", language, line=line, code=posting.code or "")
    talk.reply(session, now, here, person, text, about=[posting])


def _line(posting: Posting, language: str) -> str:
    return say(
        "employer.seek_line",
        language,
        name=wording.named(posting),
        pay=wording.wage(posting, language),
        place=wording.place(posting, short=True),
        day=wording.day(posting.start, language) if posting.start else "",
    )


def _open_now(session: Session, here: Here, language: str) -> str:
    rows = [each for each in postings.newest_open(session, here, LISTED) if each.code]
    if not rows:
        return say("employer.seek_none", language)
    lines = [_line(each, language) for each in rows]
    return say("employer.seek", language, lines="\n".join(lines))
