"""What is said in a group, or by a worker in private: heard, read, and acted on. Doubt signs nobody up.

`hear` takes a group's message, `hear_private` one to the bot itself, `press` a button; `settle` is the desk's word on
an unclear one. Alarms come before all else; then the question that this person was asked; then what the text means.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from bot import (
    alarms,
    answers,
    blocks,
    edits,
    events,
    guests,
    inbox,
    lists,
    outbox,
    people,
    poster,
    questions,
    reply_context,
    roster,
    seats,
    settled,
    waiting,
    wording,
)
from bot import asked as asks
from bot.app import Here
from bot.models import ON_AIR, Group, Person, Posting, PostingStatus, Question, Role
from bot.people import Sender
from bot.reply_context import Shown
from bot.roster import Wish
from bot.settled import export, press, press_join, press_leave, settle, unclear_waiting
from bot.texts import say
from nlp import alarm as nlp_alarm
from nlp import hints, people_list
from nlp import reply as nlp_reply
from nlp.types import Alarm, Certainty, Intent, PendingKind, Reply

__all__ = [
    "Heard",
    "export",
    "hear",
    "hear_private",
    "press",
    "press_join",
    "press_leave",
    "settle",
    "unclear_waiting",
    "which",
    "wish_of",
]

SILENT = "silent"
MOST_CHOICES = 4
HEARD_EVERY = timedelta(minutes=10)
BLOCK_FROM = 3
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

    def posting(self, code: str | None) -> Posting | None:
        """The posting of this code among those it may be about."""
        return next((each.posting for each in (*self.shown, *self.signed) if each.posting.code == code), None)


def hear(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender | None,
    chat_id: int,
    message_id: int,
    text: str,
    reply_to_message_id: int | None = None,
    edited: bool = False,
) -> str:
    """A message in a group. What came of it in one word; "silent" where it is none of our business.

    Without a sender (an anonymous admin, a channel, a bot) it is nobody's signup. An edited message takes back what
    it did, if the person said nothing later about that posting, and is read anew.
    """
    group = reply_context.group_of(session, here, chat_id)
    if group is None:
        return SILENT
    if group.last_heard_at is None or now - group.last_heard_at > HEARD_EVERY:
        reply_context.mark_heard(session, now, group)
    if sender is None or not text.strip():
        return SILENT
    text = text[: here.settings.rules.text_most]
    quoted = _quoted(session, now, here, chat_id, reply_to_message_id)
    person = people.find(session, here, sender.user_id)
    heard = _heard(session, now, here, sender, person, message_id, text, group, quoted)
    alarm = nlp_alarm.read(text)
    if alarm is not None and not edited:
        return _alarmed(session, now, here, heard, alarm)
    if edited:
        done = edits.take_back(session, now, here, heard, _read)
        if done is not None:
            return done
    pending = _pending(session, here, heard, quoted_key=_key(session, here, chat_id, reply_to_message_id))
    if pending is None and not heard.shown and not heard.signed and not hints.codes(text):
        return SILENT
    reply = _read(session, now, here, heard, pending)
    before = edits.standing(heard)
    outcome = _answered(session, now, here, heard, reply, pending) or _act(session, now, here, heard, reply)
    if outcome != SILENT:
        edits.note(session, now, here, heard, reply, before)
    return outcome


def hear_private(
    session: Session,
    now: datetime,
    here: Here,
    *,
    person: Person,
    chat_id: int,
    text: str,
    quoting: int | None = None,
    asked: bool = False,
) -> bool:
    """A worker's words to the bot itself: an answer to a question, their signups, a posting named by its code.

    `quoting` is the id of the message they quote; `asked` tells that a question to them is open.
    False where it is about none of these, and somebody else must read it (a need, say).
    """
    text = text[: here.settings.rules.text_most]
    if not text.strip():
        return False
    assert person.id is not None
    key = _key(session, here, chat_id, quoting)
    relayed = asks.open_for(session, here, person.id, key)
    if relayed is not None:
        asks.come_back(session, now, here, relayed, text)
        return True
    quoted = _quoted(session, now, here, chat_id, quoting)
    heard = _heard(session, now, here, None, person, 0, text, None, quoted)
    pending = _pending(session, here, heard, quoted_key=key)
    if hints.mine(text) and (heard.signed or not _posts(session, here, person)):
        _say_mine(session, now, here, person, heard)
        return True
    named = [posting for posting in _named(session, here, text) if posting.poster_id != person.id]
    if quoted is not None and quoted.poster_id == person.id and pending is None:
        return False
    if pending is None and not heard.signed and not named and quoted is None:
        return False
    alarm = nlp_alarm.read(text)
    if alarm is not None and heard.signed:
        alarms.sound(session, now, here, alarm, person, text, posting=_alarm_posting(heard))
        return True
    own = tuple(each for each in heard.signed if each.posting.poster_id != person.id)
    shown = {each.posting.id: each for each in own}
    shown.update({posting.id: Shown(posting, now) for posting in named})
    if quoted is not None:
        shown[quoted.id] = Shown(quoted, now)
    heard = replace(heard, shown=tuple(shown.values()), signed=own)
    reply = _read(session, now, here, heard, pending)
    if _answered(session, now, here, heard, reply, pending):
        return True
    if reply.intent in (Intent.CHAT, Intent.REFER, Intent.DECLINE) or reply.posting is None:
        return False
    if reply.intent == Intent.JOIN and not named and quoted is None and not heard.signed:
        return False
    return _act(session, now, here, heard, reply) != SILENT


def _posts(session: Session, here: Here, person: Person) -> bool:
    from bot import postings

    assert person.id is not None
    return bool(postings.of_poster(session, here, person.id))


def _say_mine(session: Session, now: datetime, here: Here, person: Person, heard: Heard) -> None:
    language = people.language_of(here, person)
    said = []
    assert person.id is not None
    for each in heard.signed:
        signup = seats.find(session, here, each.posting, person.id)
        if signup is None:
            continue
        rows = seats.rows_of(session, signup)
        number = max((row.seats for row, _ in rows), default=0)
        name = wording.named(each.posting)
        if number or each.posting.kind == "longterm":
            when = wording.when(each.posting, now.astimezone(here.zone).date(), language)
            said.append(say("roster.mine_seats", language, posting=name, count=number or 1, when=when))
        else:
            place = waiting.position(session, here, signup)
            said.append(say("roster.mine_waiting", language, posting=name, place=place))
    listed = say("list.comma", language).join(said)
    text = say("roster.mine", language, list=listed) if said else say("roster.mine_none", language)
    outbox.tell_person(session, now, here, person.id, text, key=f"mine:{here.inbox_id}:{person.id}")


def _quoted(session: Session, now: datetime, here: Here, chat_id: int, message_id: int | None) -> Posting | None:
    """The one posting that a quoted message of ours speaks of; a quote also proves that the message arrived."""
    if message_id is None:
        return None
    ids = outbox.postings_of_message(session, here, chat_id, message_id)
    return session.get(Posting, ids[0]) if len(ids) == 1 else None


def _key(session: Session, here: Here, chat_id: int, message_id: int | None) -> str | None:
    row = outbox.by_message(session, here, chat_id, message_id) if message_id is not None else None
    return row.dedupe_key if row is not None else None


def _named(session: Session, here: Here, text: str) -> list[Posting]:
    found = (reply_context.by_code(session, here, code) for code in hints.codes(text))
    return [posting for posting in found if posting is not None]


def _heard(
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
    shown = reply_context.shown_in(session, here, group) if group is not None else []
    known = {each.posting.id for each in shown}
    for posting in (*_named(session, here, text), *((quoted,) if quoted is not None else ())):
        if posting.id not in known and posting.status in ON_AIR:
            shown.append(Shown(posting, posting.published_at or now))
            known.add(posting.id)
    signed = reply_context.standing_on(session, now, here, person.id if person is not None else None)
    return Heard(text, message_id, sender, person, group, tuple(shown), tuple(signed), quoted)


def _pending(session: Session, here: Here, heard: Heard, quoted_key: str | None) -> Question | None:
    """The question this person is asked: the one they quote, else the newest. A poster's own are answered by quote."""
    if heard.person is None or heard.person.id is None:
        return None
    found = [each for each in questions.open_of(session, here, heard.person.id) if each.kind != questions.RELAY]
    if heard.quoted is not None:
        about = [each for each in found if heard.quoted.id in each.posting_ids]
        found = about if quoted_key is None or not quoted_key.startswith("ask:") else found
    quoted = [each for each in found if quoted_key is not None and quoted_key.startswith(f"ask:{each.id}:")]
    chosen = next(iter((*quoted, *found)), None)
    if chosen is not None and chosen.kind == PendingKind.FILL:  # a seat is free by now: that is what is to be said
        seat = (PendingKind.OFFER, PendingKind.PART)
        return next((each for each in found if each.kind in seat and each.posting_ids == chosen.posting_ids), chosen)
    return chosen


def _read(
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
    reply = nlp_reply.read(heard.text, context)
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
        if wider.intent in REPLAN or wider.yes is not None:
            return wider
    return reply


def _alarmed(session: Session, now: datetime, here: Here, heard: Heard, alarm: Alarm) -> str:
    person = heard.who(session, now, here)
    alarms.sound(session, now, here, alarm, person, heard.text, group=heard.group, posting=_alarm_posting(heard))
    if heard.signed:
        reply = _read(session, now, here, heard, None)
        if reply.intent == Intent.CANCEL:
            _act(session, now, here, heard, reply)
    return "alarm"


def _alarm_posting(heard: Heard) -> Posting | None:
    """The posting an alarm is about: quoted, named, the one the person is on, else the only one here."""
    if heard.quoted is not None:
        return heard.quoted
    codes = hints.codes(heard.text)
    named = heard.posting(codes[0]) if codes else None
    if named is not None:
        return named
    if heard.signed:
        return heard.signed[0].posting
    return heard.shown[0].posting if len(heard.shown) == 1 else None


def _answered(
    session: Session, now: datetime, here: Here, heard: Heard, reply: Reply, pending: Question | None
) -> str | None:
    """What an answer to the pending question did; None where the message answers none."""
    if pending is None:
        return None
    reply = _by_intent(pending, reply)
    if reply.yes is None and reply.answered is None:
        return _still_open(session, now, here, heard, reply, pending)
    person = heard.who(session, now, here)
    return settled.answer(
        session, now, here, pending, person, yes=reply.yes, code=reply.answered, group_id=heard.group_id
    )


def _still_open(
    session: Session, now: datetime, here: Here, heard: Heard, reply: Reply, pending: Question
) -> str | None:
    """A bare 去 after "which one": they are asked once more, not passed by in silence; None where it was not that."""
    choice = pending.kind in (PendingKind.WHICH, PendingKind.CLASH) and len(pending.posting_ids) > 1
    if not choice or reply.intent != Intent.JOIN or reply.number_said or reply.adds:
        return None
    return questions.again(session, now, here, pending) if heard.posting(reply.posting) is None else None


def _by_intent(pending: Question, reply: Reply) -> Reply:
    """An answer told by what the message means: 去 and 不去 after 去不去, the work named after which one."""
    if reply.yes is not None or reply.answered is not None:
        return reply
    if pending.kind in (PendingKind.OFFER, PendingKind.PART, PendingKind.STILL) and not reply.number_said:
        if reply.intent == Intent.JOIN and not reply.adds:
            return replace(reply, yes=True)
        if reply.intent in (Intent.CANCEL, Intent.DECLINE):
            return replace(reply, yes=False)
    return reply


def _act(session: Session, now: datetime, here: Here, heard: Heard, reply: Reply) -> str:
    """Do what a message means."""
    if _unknown_code(session, now, here, heard, reply):
        return "answered"
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
        asks.answer(session, now, here, about, reply.ask, person, heard.text, heard.group_id)
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


def _unknown_code(session: Session, now: datetime, here: Here, heard: Heard, reply: Reply) -> bool:
    """Somebody named a code that is not open: they are told, and nobody is put anywhere else instead."""
    codes = hints.codes(heard.text)
    if not codes or any(heard.posting(code) is not None for code in codes):
        return False
    known = reply_context.by_code(session, here, codes[0])
    if known is not None:  # read as if it were still open: is it that they want to come?
        shown = (Shown(known, known.published_at or now),)
        reply = _read(session, now, here, replace(heard, shown=shown), None)
    if reply.intent not in (Intent.JOIN, *REPLAN, Intent.ASK):
        return False
    person = heard.who(session, now, here)
    if known is not None and known.status not in (PostingStatus.DRAFT, PostingStatus.REVIEW):
        text = say(f"copy.{known.status}", here.language, name=wording.named(known), code=known.code or "")
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
    return True


def wish_of(reply: Reply, text: str) -> Wish:
    """What a reading says of coming."""
    return Wish(
        people=reply.count or 1,
        said=reply.number_said,
        adds=reply.adds,
        names=reply.names,
        phones=reply.phones,
        children=reply.children,
        days=reply.days,
        days_refused=reply.days_refused,
        self_included=reply.self_included,
        couple=hints.couple(text),
    )


def _join(session: Session, now: datetime, here: Here, heard: Heard, reply: Reply) -> str:
    person = heard.who(session, now, here)
    assert person.id is not None
    posting = heard.posting(reply.posting)
    if posting is None or posting.id is None:
        return which(session, now, here, heard, person)
    if reply.certainty == Certainty.DOUBTFUL:
        questions.to_desk(session, now, here, person.id, here.inbox_id, heard.group_id, [posting.id])
        return "desk"
    if reply.certainty == Certainty.LIKELY and not _borne_out(heard, reply):
        _confirm(session, now, here, heard, person, posting, reply)
        return "asked"
    if person.role == Role.BROKER and not reply.names and (reply.count or 1) >= BLOCK_FROM:
        blocks.hold(session, now, here, posting, person, reply.count or 1, group_id=heard.group_id)
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
    """Whether something beside the words bears out a likely join: a quote, a code, a number, a name or a phone."""
    said = reply.number_said or reply.names or reply.phones
    return bool(said or heard.quoted is not None or hints.codes(heard.text))


def which(session: Session, now: datetime, here: Here, heard: Heard, person: Person) -> str:
    """Ask which of the postings is meant; nobody is signed up before the answer."""
    assert person.id is not None
    choices = [each.posting for each in heard.shown if each.posting.status in ON_AIR][:MOST_CHOICES]
    if not choices:
        return SILENT
    text = _which_text(here, choices)
    questions.ask(
        session,
        now,
        here,
        PendingKind.WHICH,
        person.id,
        choices,
        text,
        group_id=heard.group_id,
        details={"message": heard.message_id},
        again=True,
        choices=True,
    )
    return "asked"


def _which_text(here: Here, choices: Sequence[Posting]) -> str:
    works = [posting.work or "" for posting in choices]
    plain = len(set(works)) == len(works)
    names = [
        work if plain else wording.named(each) + wording.place(each, short=True)
        for work, each in zip(works, choices, strict=True)
    ]
    return say("roster.which", here.language, choices=say("roster.which_or", here.language).join(names))


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


def _replan(session: Session, now: datetime, here: Here, heard: Heard, reply: Reply) -> str:
    """Somebody cancels, or says another number."""
    person = heard.who(session, now, here)
    assert person.id is not None
    posting = heard.posting(reply.posting)
    if posting is None or posting.id is None:
        mine = [each for each in heard.signed if each.posting.id is not None]
        if not mine:
            return SILENT
        if len(mine) > 1:
            return which(session, now, here, replace(heard, shown=tuple(mine)), person)
        posting = mine[0].posting
        assert posting.id is not None
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
    return roster.leave(
        session,
        now,
        here,
        posting_id=posting.id,
        person=person,
        group_id=heard.group_id,
        days=reply.days or reply.days_refused,
        names=reply.names,
    ).what


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
    terms = wording.wage(posting, here.language)
    text = say("asked.bargain", here.language, code=posting.code or "", terms=terms)
    waiting.say_to(session, now, here, posting, person, text, heard.group_id, key=f"haggle:{here.inbox_id}")
    events.note(session, now, here, "reply.bargain", "posting", posting.id, after={"person": person.id})
    return "answered"
