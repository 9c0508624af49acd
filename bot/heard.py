"""A message as it was heard: who wrote it, where, against which postings; and how it reads against them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot import (
    counters,
    guests,
    outbox,
    people,
    questions,
    reply_context,
    some_days,
)
from bot.app import Here
from bot.models import ON_AIR, Group, Person, Posting, Question
from bot.people import Sender
from bot.reply_context import Shown
from nlp import hints
from nlp import reply as nlp_reply
from nlp.types import Ask, Intent, Reply, ReplyContext

SILENT = counters.SILENT
REPLAN = (Intent.CANCEL, Intent.CHANGE)


@dataclass(frozen=True, slots=True)
class Heard:
    """A message as it was heard: who, where, against which postings, and which of them it quotes."""

    text: str
    message_id: int
    sender: Sender | None
    person: Person | None
    group: Group | None
    shown: tuple[Shown, ...]
    signed: tuple[Shown, ...]
    quoted: Posting | None = None

    @property
    def group_id(self) -> int | None:
        """Where to answer: the group, or None for in private."""
        return self.group.id if self.group is not None else None

    def who(self, session: Session, now: datetime, here: Here) -> Person:
        """The person who wrote; met now where they never were. Who only chats is never written down."""
        if self.sender is not None:
            return people.meet(session, now, here, self.sender)
        assert self.person is not None
        return self.person

    def is_on(self, posting: Posting) -> bool:
        """Whether the person is signed up for this posting."""
        return any(each.posting.id == posting.id for each in self.signed)

    def posting(self, code: str | None) -> Posting | None:
        """The posting of this code among those it may be about."""
        return next((each.posting for each in (*self.shown, *self.signed) if each.posting.code == code), None)


def quoted_posting(session: Session, now: datetime, here: Here, chat_id: int, message_id: int | None) -> Posting | None:
    """The one posting that a quoted message of ours speaks of; a quote also proves that the message arrived."""
    if message_id is None:
        return None
    ids = outbox.postings_of_message(session, here, chat_id, message_id)
    return session.get(Posting, ids[0]) if len(ids) == 1 else None


def quoted_key(session: Session, here: Here, chat_id: int, message_id: int | None) -> str | None:
    """The key of the message of ours that is quoted; None where none is."""
    row = outbox.by_message(session, here, chat_id, message_id) if message_id is not None else None
    return row.dedupe_key if row is not None else None


def named(session: Session, here: Here, text: str) -> list[Posting]:
    """The postings whose codes stand in the text."""
    found = (reply_context.by_code(session, here, code) for code in hints.codes(text))
    return [posting for posting in found if posting is not None]


def listen(
    session: Session,
    now: datetime,
    here: Here,
    sender: Sender | None,
    person: Person | None,
    message_id: int,
    text: str,
    group: Group | None,
    quoted: Posting | None,
) -> Heard:
    """Put together what a message may be about: what its group shows, what it names or quotes, what its sender has."""
    shown = reply_context.shown_in(session, here, group) if group is not None else []
    known = {each.posting.id for each in shown}
    for posting in (*named(session, here, text), *((quoted,) if quoted is not None else ())):
        if posting.id not in known and posting.status in ON_AIR:
            shown.append(Shown(posting, posting.published_at or now))
            known.add(posting.id)
    signed = reply_context.standing_on(session, now, here, person.id if person is not None else None)
    return Heard(text, message_id, sender, person, group, tuple(shown), tuple(signed), quoted)


_CLAUSE = re.compile(r"[?？,，。;；!！\s]+")
_MOST_TOPICS = 3


def topics(session: Session, now: datetime, here: Here, heard: Heard, reply: Reply) -> list[Ask]:
    """What a question asks about, in its order: 还要人不？管饭不？ asks two things, of which `reply` holds one."""
    assert reply.ask is not None
    clauses = [clause for clause in _CLAUSE.split(heard.text) if len(clause) > 1]
    code = reply.posting if heard.posting(reply.posting) is not None else None
    found: list[Ask] = []
    for clause in clauses if len(clauses) > 1 else ():
        part = read(session, now, here, replace(heard, text=clause), None, code)
        if part.intent == Intent.ASK and part.ask is not None and part.ask != Ask.OTHER:
            found.append(part.ask)
    return list(dict.fromkeys(found or [reply.ask]))[:_MOST_TOPICS]


def _of_code(heard: Heard, context: ReplyContext) -> ReplyContext:
    """Where a text names one posting by its code it is about that one: B2 我带8个人 changes nothing on A12."""
    codes = hints.codes(heard.text)
    if len(codes) != 1 or heard.posting(codes[0]) is None or context.pending is not None:
        return context
    signed = tuple(code for code in context.signed_up if code in codes)
    return replace(context, signed_up=signed) if signed != context.signed_up else context


def read(
    session: Session,
    now: datetime,
    here: Here,
    heard: Heard,
    pending: Question | None,
    reply_to: str | None = None,
) -> Reply:
    """The reading of a message; once more with the sender's other signups where it may be about one of those."""
    quoted = heard.quoted
    if reply_to is None and quoted is not None and quoted.code:
        reply_to = quoted.code
    asked_of = questions.pending(session, here, pending) if pending is not None else None
    context = reply_context.build(
        session, now, here, list(heard.shown), list(heard.signed), reply_to=reply_to, pending=asked_of
    )
    about = [each.posting for each in (*heard.shown, *heard.signed)]
    context = _of_code(heard, context)
    reply = nlp_reply.read(heard.text, context)
    reply = some_days.read(session, now, here, heard.text, context, reply, about)
    known = {each.posting.id for each in heard.shown}
    signed = list(heard.signed)
    if reply.intent == Intent.DECLINE:  # a guest who does not come takes back what somebody else said for them
        name = people.clean_name(heard.sender.name) if heard.sender is not None else ""
        person_id = heard.person.id if heard.person is not None else None
        on = {each.posting.id for each in signed}
        signed += [
            Shown(each, each.published_at or now)
            for each in guests.hosted(session, here, person_id, name)
            if each.id not in on and (heard.group is None or each.id in known)
        ]
    others = [each for each in signed if each.posting.id not in known]
    others += [each for each in signed if each.posting.id in known and each not in heard.signed]
    if others and reply.intent in (Intent.CHAT, Intent.DECLINE, *REPLAN) and reply.yes is None:
        shown = [*heard.shown, *(each for each in others if each.posting.id not in known)]
        context = reply_context.build(session, now, here, shown, signed, reply_to=reply_to, pending=asked_of)
        wider = nlp_reply.read(heard.text, context)
        wider = some_days.read(session, now, here, heard.text, context, wider, about)
        if wider.intent in REPLAN or wider.yes is not None:
            return wider
    return reply
