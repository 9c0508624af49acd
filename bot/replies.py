"""What is said in a group, or by a worker in private: heard, read, and acted on. Doubt signs nobody up.

`hear` takes a group's message, `hear_private` one to the bot itself, `press` a button; `settle` is the desk's word on
an unclear one. Alarms come before all else; then the question that this person was asked; then what the text means.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from bot import (
    alarms,
    coming,
    counters,
    days_asked,
    edits,
    ended,
    feedback,
    ladder,
    outbox,
    overheard,
    people,
    questions,
    replied,
    reply_context,
    seats,
    settled,
    some_days,
    swaps,
    waiting,
    wording,
)
from bot import asked as asks
from bot import heard as heard_as
from bot.app import Here
from bot.heard import SILENT, Heard
from bot.models import Person, Posting, Question
from bot.people import Sender
from bot.replied import which
from bot.reply_context import Shown
from bot.settled import export, press, press_join, press_leave, settle, unclear_waiting
from bot.texts import say
from bot.wishes import wish_of
from nlp import alarm as nlp_alarm
from nlp import hints
from nlp.reply_pending import whose
from nlp.types import Alarm, Intent, PendingKind, Reply

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

HEARD_EVERY = timedelta(minutes=10)


@counters.replies("group")
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
    quoted = heard_as.quoted_posting(session, now, here, chat_id, reply_to_message_id)
    person = people.find(session, here, sender.user_id)
    heard = heard_as.listen(session, now, here, sender, person, message_id, text, group, quoted)
    alarm = nlp_alarm.read(text)
    if alarm is not None and not edited:
        return _alarmed(session, now, here, heard, alarm)
    if edited:
        raised = alarm is not None and not overheard.told_before(session, here, alarm, person, text)
        if alarm is not None and raised:
            _alarmed(session, now, here, heard, alarm, edited=True)
        done = edits.take_back(session, now, here, heard, heard_as.read)
        if done is not None or raised:
            return "alarm" if raised or done is None else done
    key = heard_as.quoted_key(session, here, chat_id, reply_to_message_id)
    pending = _pending(session, here, heard, quoted_key=key)
    if pending is not None and pending.kind == questions.DAYS:
        said = days_asked.hear(session, now, here, pending, heard.who(session, now, here), text, group.id)
        if said is not None:
            return said
        pending = None
    if ended.answer(session, now, here, heard, pending):
        return "answered"
    if pending is None and not heard.shown and not heard.signed and not hints.codes(text):
        return SILENT
    swapped = swaps.hear(session, now, here, heard)
    if swapped is not None:
        return swapped
    if pending is None and heard.signed and hints.mine(text):
        _say_mine(session, now, here, heard.who(session, now, here), heard)
        return "answered"
    reply = heard_as.read(session, now, here, heard, pending)
    before = edits.standing(heard)
    outcome = _answered(session, now, here, heard, reply, pending) or replied.act(session, now, here, heard, reply)
    if outcome == SILENT and pending is None and reply.intent == Intent.CHAT:
        outcome = replied.nod(session, now, here, heard, key)
    if outcome != SILENT:
        edits.note(session, now, here, heard, reply, before)
    return outcome


@counters.replies("private")
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
    key = heard_as.quoted_key(session, here, chat_id, quoting)
    if asks.answers_quoted(session, now, here, person, key, text):
        return True
    quoted = heard_as.quoted_posting(session, now, here, chat_id, quoting)
    heard = heard_as.listen(session, now, here, None, person, 0, text, None, quoted)
    pending = _pending(session, here, heard, quoted_key=key)
    if pending is not None and pending.kind == questions.DAYS:
        if days_asked.hear(session, now, here, pending, person, text, None) is not None:
            return True
        pending = None
    if hints.mine(text) and (heard.signed or not _posts(session, here, person)):
        _say_mine(session, now, here, person, heard)
        return True
    named = [posting for posting in heard_as.named(session, here, text) if posting.poster_id != person.id]
    if quoted is not None and quoted.poster_id == person.id and pending is None:
        return False
    if _alarmed_private(session, now, here, person, heard, next(iter(named), None)):
        return True
    left = None
    if pending is None and not heard.signed and not named and quoted is None:
        quoted = left = coming.just_left(session, now, here, person)
        if left is None:
            return False
    if swaps.hear(session, now, here, heard) is not None:
        return True
    own = tuple(each for each in heard.signed if each.posting.poster_id != person.id)
    shown = {each.posting.id: each for each in own}
    shown.update({posting.id: Shown(posting, now) for posting in named})
    if pending is not None:  # asked in the group, answered here
        for posting_id in pending.posting_ids:
            asked_about = session.get(Posting, posting_id)
            if asked_about is not None and posting_id not in shown:
                shown[posting_id] = Shown(asked_about, pending.asked_at)
    if quoted is not None:
        shown[quoted.id] = Shown(quoted, now)
    heard = replace(heard, shown=tuple(shown.values()), signed=own)
    reply = heard_as.read(session, now, here, heard, pending)
    if _answered(session, now, here, heard, reply, pending):
        return True
    if pending is None and hints.only_a_code(text):
        return False  # what it is, is told; nobody is asked whether they come
    if named and pending is None and reply.intent in (Intent.CANCEL, Intent.DECLINE) and not heard.is_on(named[0]):
        text = say("roster.not_on", people.language_of(here, person), code=named[0].code or "")
        outbox.tell_person(session, now, here, person.id, text, key=f"not_on:{here.inbox_id}:{person.id}")
        return True
    if reply.intent in (Intent.CHAT, Intent.REFER, Intent.DECLINE) or reply.posting is None:
        return False
    if left is not None and reply.intent != Intent.JOIN:
        return False
    if reply.intent == Intent.CANCEL and not named and feedback.is_over(session, now, here, person, reply.posting):
        return False
    if reply.intent == Intent.JOIN and not named and quoted is None and not heard.signed:
        return False
    return replied.act(session, now, here, heard, reply) != SILENT


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
            when = some_days.when(session, now, here, each.posting, signup, language)
            said.append(say("roster.mine_seats", language, posting=name, count=number or 1, when=when))
        else:
            place = waiting.position(session, here, signup)
            said.append(say("roster.mine_waiting", language, posting=name, place=place))
    listed = say("list.comma", language).join(said)
    text = say("roster.mine", language, list=listed) if said else say("roster.mine_none", language)
    key = f"mine:{here.inbox_id}:{person.id}"
    if heard.group_id is None:
        outbox.tell_person(session, now, here, person.id, text, key=key)
    else:
        ladder.say(session, now, here, person.id, text, key=key, group_id=heard.group_id)


def say_mine(session: Session, now: datetime, here: Here, person: Person) -> bool:
    """What somebody is signed up for, told them in private; False, and nothing said, where that is nothing."""
    heard = heard_as.listen(session, now, here, None, person, 0, "", None, None)
    if heard.signed:
        _say_mine(session, now, here, person, heard)
    return bool(heard.signed)


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


def _alarmed(session: Session, now: datetime, here: Here, heard: Heard, alarm: Alarm, *, edited: bool = False) -> str:
    """Sound an alarm said in a group; what it says of going is done, in an edit by what takes the edit back."""
    person = heard.who(session, now, here)
    _sound(session, now, here, heard, alarm, person, _alarm_posting(heard), named=_names_one(heard))
    if heard.signed and not edited:
        reply = heard_as.read(session, now, here, heard, None)
        if reply.intent == Intent.CANCEL:
            replied.act(session, now, here, heard, reply)
    return "alarm"


def _alarmed_private(
    session: Session, now: datetime, here: Here, person: Person, heard: Heard, named: Posting | None
) -> bool:
    """Sound an alarm told in private, by somebody signed on open work or, the work being over, by anybody."""
    alarm = nlp_alarm.read(heard.text)
    if alarm is None:
        return False
    posting = _alarm_posting(heard)
    if not heard.signed:
        last = overheard.last_work(session, here, person)
        if not overheard.in_private(session, now, here, alarm, person, heard.text, last):
            return False
        posting = posting or named or last
    again = overheard.is_edit(session, here) and overheard.told_before(session, here, alarm, person, heard.text)
    if not again:
        _sound(session, now, here, heard, alarm, person, posting, named=_names_one(heard) or named is not None)
    return True


def _sound(
    session: Session,
    now: datetime,
    here: Here,
    heard: Heard,
    alarm: Alarm,
    person: Person,
    posting: Posting | None,
    *,
    named: bool,
) -> None:
    """Sound it. A complaint of who was just asked how the work was is about that work, and answers the question."""
    asked = feedback.asked(session, now, here, person) if alarm == Alarm.COMPLAINT else None
    about = feedback.posting_of(session, asked) if asked is not None else None
    if about is not None and not named:
        posting = about
    complaint = alarms.sound(session, now, here, alarm, person, heard.text, group=heard.group, posting=posting)
    if asked is not None and about is not None and posting is not None and posting.id == about.id:
        feedback.complained(session, now, here, complaint, person, asked, heard.text)


def _names_one(heard: Heard) -> bool:
    """Whether a text quotes a posting or names it by its code."""
    return heard.quoted is not None or bool(hints.codes(heard.text))


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
    person = heard.who(session, now, here)
    number = coming.hear_number(session, now, here, pending, person, heard.text, heard.group_id, reply)
    if number is not None:
        return number
    reply = _leaves_which(session, now, here, heard, pending, reply) or _by_intent(pending, reply)
    if reply.yes is None and reply.answered is None:
        return _still_open(session, now, here, heard, reply, pending)
    fewer = reply.intent == Intent.CHANGE and pending.kind in (PendingKind.OFFER, PendingKind.PART)
    counted = pending.kind == PendingKind.WHICH and reply.intent == Intent.JOIN and reply.number_said
    return settled.answer(
        session,
        now,
        here,
        pending,
        person,
        yes=reply.yes,
        code=reply.answered,
        group_id=heard.group_id,
        people=(reply.count or 0) if fewer else reply.count if counted else None,
    )


def _still_open(
    session: Session, now: datetime, here: Here, heard: Heard, reply: Reply, pending: Question
) -> str | None:
    """A bare 去 after "which one", 我的 after any question: they are asked once more, not passed by; else None."""
    if whose(heard.text):
        return questions.again(session, now, here, pending)
    choice = pending.kind in (PendingKind.WHICH, PendingKind.CLASH) and len(pending.posting_ids) > 1
    if not choice or reply.intent != Intent.JOIN or reply.number_said or reply.adds:
        return None
    return questions.again(session, now, here, pending) if heard.posting(reply.posting) is None else None


def _leaves_which(
    session: Session, now: datetime, here: Here, heard: Heard, pending: Question, reply: Reply
) -> Reply | None:
    """苹果照去, 套袋不去了, after "which do you leave": the one that is left, though the other is named as well."""
    if pending.kind != PendingKind.WHICH or not pending.details.get("leaves"):
        return None
    plain = heard_as.read(session, now, here, heard, None)
    left = heard.posting(plain.posting) if plain.intent == Intent.CANCEL else None
    return replace(reply, answered=left.code) if left is not None and left.id in pending.posting_ids else None


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
