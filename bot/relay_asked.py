"""Questions in a talk that was brought back: what to say to them, as the bot says it where it sits in the group itself.

Nothing is sent: whoever carries for the group copies it there. What the one posting meant does not say goes to its
poster once the table is applied, and what they say comes back as a ready text for the group (`bot/asked.py`); until
then the phone that is answered stands beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session

from bot import asked, heard, reply_context, wording
from bot.app import Here
from bot.models import Group, Person, Posting
from bot.people import clean_name
from bot.relay_rows import Row
from bot.reply_context import Shown
from bot.texts import say
from nlp import hints
from nlp.types import Ask, Intent, Reply

POSTINGS_MOST = 3
"""So many postings one answer speaks of, where the question names none."""


def topics(
    session: Session,
    now: datetime,
    here: Here,
    text: str,
    reply: Reply,
    group: Group,
    person: Person | None,
    shown: Sequence[Shown],
    signed: Sequence[Shown],
) -> tuple[Ask, ...]:
    """What a message of the talk asks about; empty where it asks nothing of a posting."""
    if reply.intent == Intent.BARGAIN:
        return (Ask.WAGE, Ask.CONTACT)
    if reply.intent != Intent.ASK or reply.ask is None or reply.posting is None:
        return ()
    quoted = next((each.posting for each in shown if each.posting.code == reply.posting), None)
    said = heard.Heard(text, 0, None, person, group, tuple(shown), tuple(signed), quoted)
    return tuple(heard.topics(session, now, here, said, reply))


def answer(session: Session, now: datetime, here: Here, row: Row, codes: Iterable[str], *, passed: bool = False) -> str:
    """What to say to a line that asks, by its name; empty where it asks nothing. `codes` stand in the group.

    `passed`: what the posting does not say was passed on to its poster.
    """
    about = _about(session, here, row, codes)
    if not row.topics or not about:
        return ""
    text = _said(session, now, here, row, about, passed)
    who = clean_name(row.who)
    return say("roster.addressed", here.language, name=who, text=text) if who else text


def _about(session: Session, here: Here, row: Row, codes: Iterable[str]) -> list[Posting]:
    wanted = [row.code] if row.code else list(codes)[:POSTINGS_MOST]
    found = [reply_context.by_code(session, here, code) for code in wanted]
    return [each for each in found if each is not None]


def to_poster(
    session: Session, now: datetime, here: Here, row: Row, codes: Iterable[str]
) -> tuple[Posting, Ask] | None:
    """What of a question goes to the poster: the one posting meant, and what it does not say. None: nothing."""
    about = _about(session, here, row, codes)
    if len(about) != 1 or not row.topics or not row.who or hints.young(row.said):
        return None
    _, unknown = asked.facts(session, now, here, about, row.topics, row.said, here.language)
    return (about[0], unknown[0]) if unknown else None


def _said(session: Session, now: datetime, here: Here, row: Row, about: list[Posting], passed: bool) -> str:
    if hints.young(row.said):  # whether somebody may go who is under age is no matter of what the posting says
        phone = here.settings.duty_phone
        return say("roster.ask_station", here.language, posting=wording.named(about[0]), phone=phone)
    said, unknown = asked.facts(session, now, here, about, row.topics, row.said, here.language)
    if passed and unknown:
        key = "asked.rest_passed_on" if said else "asked.passed_on"
        said = [*said, say(key, here.language, posting=wording.named(about[0]))]
    elif unknown or not said:
        contact = asked.fact(session, now, here, about[0], Ask.CONTACT, here.language)
        said = [*said, *([contact] if contact and contact not in said else [])]
    return asked.together(said, about, here.language)
