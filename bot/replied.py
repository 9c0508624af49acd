"""What a message that was understood does: somebody joins, changes, cancels, asks or haggles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlmodel import Session

from bot import (
    answers,
    blocks,
    copies,
    days_asked,
    guests,
    haggled,
    inbox,
    lists,
    outbox,
    poster,
    questions,
    reply_context,
    roster,
    seats,
    some_days,
    waiting,
    wording,
)
from bot import asked as asks
from bot import heard as heard_as
from bot.app import Here
from bot.heard import REPLAN, SILENT, Heard
from bot.models import ON_AIR, Person, Posting, PostingStatus, Role, Signup
from bot.reply_context import Shown
from bot.texts import say
from bot.wishes import wish_of
from nlp import hints, people_list, swap
from nlp import order as orders
from nlp.normalise import plain
from nlp.reply_choice import is_code
from nlp.reply_days import half_a_day
from nlp.types import Certainty, Intent, PendingKind, Reply

MOST_CHOICES = 4


BLOCK_FROM = 3

_OF_PAY = re.compile(
    r"[钱价元块资薪]|[涨加]|(?<!\d)\d{2,4}(?![\d:：点岁号月日个人])|[一二两三四五六七八九]百|高[点些]|[少低便]"
)


def act(session: Session, now: datetime, here: Here, heard: Heard, reply: Reply) -> str:
    """Do what a message means."""
    unknown = _unknown_code(session, now, here, heard, reply)
    if unknown is not None:
        return unknown
    listed = people_list.read(heard.text) if people_list.looks_like(heard.text) else None
    is_list = listed is not None and listed.chain and len(listed.lines) > 1
    if listed is not None and is_list and reply.intent == Intent.JOIN and (posting := heard.posting(reply.posting)):
        return lists.chain(session, now, here, posting, listed, heard)
    if reply.intent in (Intent.JOIN, Intent.ASK) and hints.young(heard.text) and reply.posting is not None:
        return _young(session, now, here, heard, reply)
    if reply.intent == Intent.JOIN:
        return _join(session, now, here, heard, reply)
    if reply.intent in REPLAN:
        return _replan(session, now, here, heard, reply)
    if reply.intent == Intent.ASK and reply.ask is not None and reply.posting is not None:
        about = _about(heard, reply)
        person = heard.who(session, now, here)
        topics = heard_as.topics(session, now, here, heard, reply)
        asks.answer(session, now, here, about, topics, person, heard.text, heard.group_id)
        return "answered"
    if reply.intent == Intent.BARGAIN and (posting := heard.posting(reply.posting)) is not None:
        return _bargain(session, now, here, heard, posting)
    if reply.intent == Intent.CHAT and reply.certainty == Certainty.DOUBTFUL and heard.shown:
        person = heard.who(session, now, here)
        assert person.id is not None
        ids = [each.posting.id for each in heard.shown if each.posting.id is not None]
        questions.to_desk(session, now, here, person.id, here.inbox_id, heard.group_id, ids)
        return "desk"
    return SILENT


def _about(heard: Heard, reply: Reply) -> list[Posting]:
    posting = heard.posting(reply.posting)
    if posting is not None:
        return [posting]
    return [each.posting for each in heard.shown[:3]]


def _unknown_code(session: Session, now: datetime, here: Here, heard: Heard, reply: Reply) -> str | None:
    """Somebody named a code that is not open: they are told, and put nowhere else instead. None: not that."""
    codes = hints.codes(heard.text)
    if not codes or any(heard.posting(code) is not None for code in codes):
        return None
    known = reply_context.by_code(session, here, codes[0])
    # Read as if it were open: is it that they want to come?
    meant = known or Posting(county_id=here.county_id, poster_id=0, code=codes[0], status=PostingStatus.OPEN)
    shown = (*heard.shown, Shown(meant, meant.published_at or now))
    reply = heard_as.read(session, now, here, replace(heard, shown=shown), None)
    if reply.intent not in (Intent.JOIN, *REPLAN, Intent.ASK):
        return None
    if known is None and reply.intent == Intent.ASK and not hints.of_a_code(heard.text):
        return SILENT  # A4纸还有吗, 维生素B2多少钱
    person = heard.who(session, now, here)
    if known is not None and known.status not in (PostingStatus.DRAFT, PostingStatus.REVIEW):
        text = copies.over(session, now, here, known, here.language)
    else:
        text = say("roster.no_such_code", here.language, code=codes[0])
    names = [wording.named(each.posting) for each in heard.shown if each.posting.status == PostingStatus.OPEN]
    if names:
        text += say("roster.open_now", here.language, names=say("list.pause", here.language).join(names[:MOST_CHOICES]))
    key = f"code:{here.inbox_id}"
    if heard.group_id is not None:
        answers.line(session, now, here, heard.group_id, answers.addressed(here, person, text), key=key)
    elif person.id is not None:
        outbox.tell_person(session, now, here, person.id, text, key=key)
    return "answered"


def _join(session: Session, now: datetime, here: Here, heard: Heard, reply: Reply) -> str:
    person = heard.who(session, now, here)
    assert person.id is not None
    posting = heard.posting(reply.posting)
    if posting is None or posting.id is None:
        return which(session, now, here, heard, person)
    if half_a_day(plain(heard.text)):
        return _bargain(session, now, here, heard, posting)  # whether half a day will do, its poster says
    if reply.certainty == Certainty.DOUBTFUL:
        questions.to_desk(session, now, here, person.id, here.inbox_id, heard.group_id, [posting.id])
        return "desk"
    if reply.certainty == Certainty.LIKELY and posting.status in ON_AIR and not _borne_out(heard, reply):
        _confirm(session, now, here, heard, person, posting, reply)
        return "asked"
    some = some_days.unsettled(session, now, here, heard.text, posting, reply)
    if some is not None:
        return days_asked.ask(session, now, here, posting, person, some, heard.group_id)
    # A signup of their own is among what they are signed for: nothing to look up for who joins the first time.
    held = blocks.of(session, here, posting, person) if heard.is_on(posting) or person.role != Role.NONE else None
    if held is not None:
        blocks.turn(session, now, here, posting, person, held, reply, heard.text, heard.group_id)
        return "block"
    number = blocks.number_of(heard.text, reply) if person.role == Role.BROKER and not reply.names else None
    if number is not None and (number >= BLOCK_FROM or hints.led(heard.text) is not None):
        blocks.hold(session, now, here, posting, person, number, adds=reply.adds, group_id=heard.group_id)
        return "block"
    return roster.join(
        session,
        now,
        here,
        posting_id=posting.id,
        person=person,
        wish=wish_of(reply, heard.text),
        group_id=heard.group_id,
    ).what


def _borne_out(heard: Heard, reply: Reply) -> bool:
    """Whether something beside the words bears out a likely join: a quote, a code, a number, a name or a phone.

    A code and no more (A12) tells which posting, not that they come.
    """
    if is_code(heard.text):
        return False
    said = reply.number_said or reply.names or reply.phones
    return bool(said or heard.quoted is not None or hints.codes(heard.text))


def which(
    session: Session, now: datetime, here: Here, heard: Heard, person: Person, *, about: Intent = Intent.JOIN
) -> str:
    """Ask which of the postings is meant; nobody is signed up, changed or taken off (`about`) before the answer."""
    assert person.id is not None
    choices = [each.posting for each in heard.shown if each.posting.status in ON_AIR][:MOST_CHOICES]
    if not choices:
        return SILENT
    text = _which_text(here, choices, about)
    questions.ask(
        session,
        now,
        here,
        PendingKind.WHICH,
        person.id,
        choices,
        text,
        group_id=heard.group_id,
        details={"message": heard.message_id, **({"leaves": True} if about == Intent.CANCEL else {})},
        again=True,
        choices=True,
    )
    return "asked"


_ASKED_ABOUT: Final = {Intent.CANCEL: "roster.which_leaves", Intent.CHANGE: "roster.which_changes"}


def _which_text(here: Here, choices: Sequence[Posting], about: Intent) -> str:
    works = [posting.work or "" for posting in choices]
    plain = len(set(works)) == len(works)
    names = [
        work if plain else wording.named(each) + wording.place(each, short=True)
        for work, each in zip(works, choices, strict=True)
    ]
    key = _ASKED_ABOUT.get(about, "roster.which")
    return say(key, here.language, choices=say(f"{key}_or", here.language).join(names))


def _confirm(
    session: Session, now: datetime, here: Here, heard: Heard, person: Person, posting: Posting, reply: Reply
) -> None:
    assert person.id is not None
    text = say("roster.confirm", here.language, posting=wording.named(posting), count=reply.count or 1)
    questions.ask(
        session,
        now,
        here,
        PendingKind.WHICH,
        person.id,
        [posting],
        text,
        group_id=heard.group_id,
        details={"message": heard.message_id},
        again=True,
    )


def nod(session: Session, now: datetime, here: Here, heard: Heard, quoted_key: str | None) -> str:
    """中, 嗯 and no more, in answer to a posting's own copy: likely a yes to it, so they are asked."""
    posting = heard.quoted
    if posting is None or posting.status not in ON_AIR or heard.is_on(posting):
        return SILENT
    if not (quoted_key or "").startswith(f"copy:{posting.id}:") or not orders.read(heard.text, now).yes:
        return SILENT
    person = heard.who(session, now, here)
    _confirm(session, now, here, heard, person, posting, Reply(Intent.JOIN, posting.code, 1))
    return "asked"


def _replan(session: Session, now: datetime, here: Here, heard: Heard, reply: Reply) -> str:
    """Somebody cancels, or says another number."""
    person = heard.who(session, now, here)
    assert person.id is not None
    posting = heard.posting(reply.posting)
    if posting is None or posting.id is None:
        mine = [each for each in heard.signed if each.posting.id is not None]
        if not mine:
            return SILENT
        if len(mine) > 1 and reply.intent == Intent.CANCEL and _EVERY.search(heard.text) and not reply.days_refused:
            return _leave_all(session, now, here, [each.posting for each in mine], person, heard.group_id)
        if len(mine) > 1:
            return which(session, now, here, replace(heard, shown=tuple(mine)), person, about=reply.intent)
        posting = mine[0].posting
        assert posting.id is not None
    number = some_days.unsettled(session, now, here, heard.text, posting, reply)
    if number is not None:
        return days_asked.ask(session, now, here, posting, person, number, heard.group_id)
    signup = seats.find(session, here, posting, person.id)
    reply = _somebody_away(session, here, signup, reply, heard.text)
    held = blocks.held(signup)
    if held is not None and reply.intent == Intent.CHANGE:
        blocks.turn(session, now, here, posting, person, held, reply, heard.text, heard.group_id)
        return "block"
    if reply.intent == Intent.CHANGE and reply.count is not None and not reply.days and not reply.days_refused:
        return roster.change(
            session,
            now,
            here,
            posting_id=posting.id,
            person=person,
            people=reply.count,
            group_id=heard.group_id,
        ).what
    if reply.intent == Intent.CHANGE:
        wish = wish_of(reply, heard.text)
        return roster.join(
            session, now, here, posting_id=posting.id, person=person, wish=wish, group_id=heard.group_id
        ).what
    names = _away(session, here, signup, person, reply, heard.text) if signup is not None else ()
    if names and signup is not None and len(guests.named(session, here, signup, names)) == signup.people == 1:
        names = ()  # the one who was put down was all there was
    if names and signup is not None and signup.people == 1:  # somebody else does not come: who is that?
        questions.to_desk(session, now, here, person.id, here.inbox_id, heard.group_id, [posting.id])
        return "desk"
    return roster.leave(
        session,
        now,
        here,
        posting_id=posting.id,
        person=person,
        group_id=heard.group_id,
        days=reply.days or reply.days_refused,
        names=names,
    ).what


_EVERY = re.compile(
    r"都(?:不|取消|退|[去来]不)|(?:全部?|全都|一个都?|一家都?|哪个都?|哪家都?|统统)(?:取消|退|不|[去来]不)"
)


def _leave_all(
    session: Session, now: datetime, here: Here, mine: Sequence[Posting], person: Person, group_id: int | None
) -> str:
    """都不去了: off every posting that they are on."""
    what = SILENT
    for posting in mine:
        if posting.id is not None:
            what = roster.leave(session, now, here, posting_id=posting.id, person=person, group_id=group_id).what
    return what


def _somebody_away(session: Session, here: Here, signup: Signup | None, reply: Reply, text: str) -> Reply:
    """李四也不去了 is no number of people, though a numeral stands in the name: it takes 李四 off."""
    if reply.intent != Intent.CHANGE or signup is None:
        return reply
    away = guests.stay_away(session, here, signup, text)
    if not away or not swap.names_only_away(text, away):
        return reply
    return replace(reply, intent=Intent.CANCEL, count=None, names=away)


def _away(session: Session, here: Here, signup: Signup, person: Person, reply: Reply, text: str) -> tuple[str, ...]:
    """Those of a person's party of whom the words say that they do not come; empty where it is about themselves."""
    names = reply.names or guests.stay_away(session, here, signup, text)
    return () if any(person.name and (name in person.name or person.name in name) for name in names) else names


def _young(session: Session, now: datetime, here: Here, heard: Heard, reply: Reply) -> str:
    """Somebody may be under the age of work: no seat before a person has looked."""
    person = heard.who(session, now, here)
    assert person.id is not None
    ids = [posting.id for posting in _about(heard, reply) if posting.id is not None]
    questions.to_desk(session, now, here, person.id, here.inbox_id, heard.group_id, ids)
    text = say("roster.young", here.language)
    posting = _about(heard, reply)[0]
    waiting.say_to(session, now, here, posting, person, text, heard.group_id, key=f"young:{here.inbox_id}")
    return "desk"


def _bargain(session: Session, now: datetime, here: Here, heard: Heard, posting: Posting) -> str:
    """Haggling goes to the poster and signs up nobody."""
    person = heard.who(session, now, here)
    inbox.keep(session, here)
    place = reply_context.place_of(session, heard.group) if heard.group is not None else ""
    poster.tell(
        session,
        now,
        here,
        posting,
        f"bargain:{here.inbox_id}",
        "poster.bargain",
        group=place,
        name=answers.public_name(here, person),
        words=heard.text[:120],
    )
    # Who speaks of an hour, a meal, a day is not told what is paid: that is not what they asked.
    key = "asked.bargain" if _OF_PAY.search(heard.text) else "asked.bargain_other"
    terms = wording.wage(posting, here.language)
    text = say(key, here.language, code=posting.code or "", terms=terms)
    waiting.say_to(session, now, here, posting, person, text, heard.group_id, key=f"haggle:{here.inbox_id}")
    haggled.note(session, now, here, posting, person, heard.group_id)
    return "answered"
