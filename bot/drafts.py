"""What somebody writes to the bot in private: a need, an answer, an order about a posting, or small talk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from bot import (
    another_day,
    asked,
    calloffs,
    cards,
    changes,
    copies,
    enough,
    forwarders,
    growing,
    heard,
    list_said,
    obstacles,
    outbox,
    parts,
    people,
    postings,
    questions,
    relay_standing,
    reply_context,
    reworded,
    small_talk,
    talk,
    told,
    turns,
    which,
    wording,
)
from bot.app import Here
from bot.errors import Refused
from bot.messengers import Buttons
from bot.models import ON_AIR, OVER, Person, Posting, PostingStatus
from bot.people import DESK_ROLES, Sender
from bot.texts import say
from nlp import on_list, request
from nlp import order as orders
from nlp.order import Order
from nlp.types import Need

WAITS = (PostingStatus.REVIEW,)
ONLY_ON_AIR = frozenset({"close", "enough", "still", "reopen", "roster", "again"})
LISTED = 5
CODE_ALONE = 12
"""A text with so few letters beside a code is about that code; in a longer one C1 may be a driving licence."""


def hear(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    text: str,
    quoting: int | None = None,
    edited: bool = False,
) -> bool:
    """Take any text somebody wrote in private; `quoting` is the message of ours they quoted, `edited` a changed one.

    False where a question is open about a draft and the text was not understood.
    """
    person = people.meet(session, now, here, sender)
    return listen(session, now, here, person, sender, text, quoting=quoting, edited=edited)


def listen(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    sender: Sender,
    text: str,
    *,
    quoting: int | None = None,
    edited: bool = False,
) -> bool:
    """The same for a person who was met already."""
    text = text.strip()[: here.settings.rules.text_most]
    order = orders.read(text, now.astimezone(here.zone).date())
    target = _target(session, here, person, sender, order, quoting)
    if not edited and told.hear(session, now, here, person=person, text=text, quoted=target):
        return True
    if edited and target is None and reworded.hear(session, now, here, person, text):
        return True
    if target is None and not edited and quoting is None and _stopped(session, now, here, person, text, order):
        return True
    quoted = None if edited or order.act else heard.quoted_key(session, here, sender.chat_id, quoting)
    answered = asked.answers_quoted(session, now, here, person, quoted, text)
    if target is not None and _of_own(session, now, here, person, target, text, order):
        return True
    if answered or _of_others(session, now, here, person, sender, text, quoting):
        return True
    batch = talk.batch_of(session, here, person)
    passed_on = quoting is None and not batch and asked.answers_unquoted(session, now, here, person, text)
    if batch and _of_drafts(session, now, here, person, batch, text, order, edited=edited):
        return True
    if edited and not batch:
        return _edited(session, now, here, person)
    if _of_current(session, now, here, person, text, order, has_batch=bool(batch)):
        return True
    needs = growing.needs_of(text, now, here, order)
    if needs:
        text, needs, who = growing.with_bits(session, now, here, person, sender.chat_id, text, needs)
        talk.begin(session, now, here, person, text, needs, order=order, entered_by=_desk(person), who=who)
        return True
    if small_talk.hear(session, now, here, person, text, order):
        talk.ask_again(session, now, here, person, batch)
        return True
    if batch:
        talk.not_understood(session, now, here, person, batch)
        return False
    if _asked_again(session, now, here, person, order) or list_said.hear(session, now, here, person, text):
        return True
    if growing.hear(session, now, here, person, sender.chat_id, text, order):
        return True
    if target is not None and order.code is not None and target.poster_id != person.id:
        if order.act is None and target.status in OVER:
            over = copies.over(session, now, here, target, people.language_of(here, person))
            talk.reply(session, now, here, person, over, about=[target])
            return True
        if order.act is not None or target.status != PostingStatus.OPEN:
            raise Refused("employer.not_yours", code=order.code)
        small_talk.one_open(session, now, here, person, target)
        return True
    if small_talk.of_a_worker(session, now, here, person, text):
        return True
    if not passed_on and not told.ask_again(session, now, here, person):
        key = "desk.not_understood" if person.role in DESK_ROLES else "employer.not_understood"
        small_talk.answer(session, now, here, person, text, key)
    return True


def _stopped(session: Session, now: datetime, here: Here, person: Person, text: str, order: Order) -> bool:
    """A text with words that may not go out, where a draft is open or a need stands beside them."""
    if order.code is not None or not text:
        return False
    return obstacles.hear(session, now, here, person, text)


def _asked_again(session: Session, now: datetime, here: Here, person: Person, order: Order) -> bool:
    """Who was asked which work they mean, or brings news of a group, and was not understood: told how to say it."""
    language = people.language_of(here, person)
    asked = questions.open_of(session, here, person.id or 0)
    which_one = next((each for each in asked if each.kind == "which"), None)
    if which_one is not None:
        found = [session.get(Posting, posting_id) for posting_id in which_one.posting_ids]
        names = say("list.pause", language).join(wording.named(each) for each in found if each is not None)
        talk.reply(session, now, here, person, say("employer.which_work", language, names=names))
        return True
    if any(each.kind == questions.RELAY for each in asked):
        talk.reply(session, now, here, person, say("employer.which_question", language))
        return True
    if carried := forwarders.groups_of(session, here, person.id or 0):
        if order.act in ("roster", "where") and relay_standing.tell(session, now, here, person):
            return True
        village = reply_context.place_of(session, carried[0]) or here.gazetteer.example_village()
        talk.reply(session, now, here, person, say("relay.unread_or_need", language, village=village))
        return True
    return False


def _desk(person: Person) -> Person | None:
    return person if person.role in DESK_ROLES else None


def _needs(text: str, now: datetime, here: Here) -> tuple[Need, ...]:
    """The needs a text tells: each with its work, or at least two main things of one."""
    found = request.read(text, now, here.gazetteer).needs
    return turns.worth_a_draft(found)


def _target(
    session: Session, here: Here, person: Person, sender: Sender, order: Order, quoting: int | None
) -> Posting | None:
    """The posting meant by its code, or by the message quoted; Refused for a code that nobody ever gave."""
    if order.code is not None:
        found = postings.by_code(session, here, order.code)
        if found is None and len(order.rest) <= CODE_ALONE:
            posts = order.act in changes.ACTS or person.role or postings.of_poster(session, here, person.id or 0)
            raise Refused("employer.no_such_code" if posts else "employer.no_such_posting", code=order.code)
        if found is not None:
            return found
    if quoting is None:
        return None
    about = outbox.postings_of_message(session, here, sender.chat_id, quoting)
    return session.get(Posting, about[0]) if len(about) == 1 else None


def _of_own(
    session: Session, now: datetime, here: Here, person: Person, target: Posting, text: str, order: Order
) -> bool:
    """A turn about one posting of one's own (of anybody's, for the desk). False where it is somebody else's."""
    if target.poster_id != person.id and person.role not in DESK_ROLES:
        return False
    parts.must_see(session, here, person, target)
    if target.status == PostingStatus.DRAFT:
        batch = [each for each in talk.batch_of(session, here, person) if each.batch == target.batch] or [target]
        return turns.hear(session, now, here, person, batch, text, order)
    if which.of_draft_or_card(session, now, here, person, target, text, order):
        return True
    if changes.hear(session, now, here, person, target, text, order):
        return True
    if list_said.hear(session, now, here, person, order.rest, target):
        return True
    if order.code is None:
        return False
    language = people.language_of(here, person)
    text = say("employer.about", language, name=wording.named(target), code=target.code or "")
    talk.reply(session, now, here, person, text, buttons=cards.own_buttons(target, language), about=[target])
    return True


def _of_others(
    session: Session, now: datetime, here: Here, person: Person, sender: Sender, text: str, quoting: int | None
) -> bool:
    """A turn of somebody who signed up or was asked something: read as a reply, which is the roster's."""
    from bot import replies

    assert person.id is not None
    asked = bool(questions.open_of(session, here, person.id))
    return replies.hear_private(
        session, now, here, person=person, chat_id=sender.chat_id, text=text, quoting=quoting, asked=asked
    )


def _of_drafts(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    text: str,
    order: Order,
    *,
    edited: bool,
) -> bool:
    if edited and _reread(session, now, here, person, batch, text):
        return True
    if edited and (order.yes or order.no or order.skip or order.done or order.any_day):
        return _edited(session, now, here, person)  # an older answer: to what it was one nobody can tell
    if order.act in ONLY_ON_AIR and order.code is None and not order.later:
        return False
    if order.act == "cancel":
        everyone = which.open_drafts(session, here, person, batch)
        turns.drop(session, now, here, person, batch, which.chosen(batch, everyone, text, order))
        return True
    return turns.hear(session, now, here, person, batch, text, order)


def _edited(session: Session, now: datetime, here: Here, person: Person) -> bool:
    talk.reply(session, now, here, person, say("employer.edited", people.language_of(here, person)))
    return True


def _reread(session: Session, now: datetime, here: Here, person: Person, batch: Sequence[Posting], text: str) -> bool:
    """The need's own message was changed: what it tells now goes into the drafts, in their order."""
    needs = _needs(text, now, here)
    if len(needs) != len(batch):
        return False
    for posting, need in zip(batch, needs, strict=True):
        from bot import terms

        turns.take(session, here, posting, terms.changes_of(need), text)
    talk.go_on(session, now, here, person, batch, say("talk.reread", people.language_of(here, person)))
    return True


def _of_current(
    session: Session, now: datetime, here: Here, person: Person, text: str, order: Order, *, has_batch: bool
) -> bool:
    """A turn about what the person has out or in review, without a code: the one named, the only one, or which?"""
    assert person.id is not None
    current = postings.of_poster(session, here, person.id, *ON_AIR, *WAITS)
    answers = order.yes or order.no or order.act in enough.ASKED
    over = calloffs.closed_of(session, now, here, person.id, order.day) if answers or order.act == "stop" else []
    waiting_for_yes = [each for each in (*current, *over) if each.asked in enough.ASKED]
    if waiting_for_yes and answers:
        return changes.hear(session, now, here, person, waiting_for_yes[0], text, order)
    if order.act == "more" and not current:
        order = replace(order, act="again" if order.day is not None else "still")  # 明天再来5个, after today's work
    more = another_day.read(text, now, here, order) if not has_batch else None
    if more is not None and _more_of(session, now, here, person, current, text, order, more):
        return True
    needs = _needs(text, now, here)
    whole = any(need.work and turns.core(need) >= turns.CORE_TO_BE_NEW for need in needs)
    if order.act in changes.ACTS and not (whole and order.act != "again"):
        if order.act == "stop" or (order.act == "cancel" and not current):
            current = [*current, *over]  # who has a seat there is told, though nobody new is taken
        return _order(session, now, here, person, current, text, order)
    put_off = on_list.put_off(text)  # 果子没熟过两天再摘: of work that is out, not of another
    if has_batch or not current or (needs and not order.corrects and needs[0].work and not put_off):
        return False
    chosen, text = _chosen(current, text), put_off or text
    if chosen is not None:
        return changes.hear(session, now, here, person, chosen, text, order)
    if order.corrects:
        _ask_which(session, now, here, person, current, order)
        return True
    return False


def _more_of(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    current: Sequence[Posting],
    text: str,
    order: Order,
    more: another_day.More,
) -> bool:
    """后天还要5个: of the one posting it can be said of; of several it is asked which."""
    rows = another_day.several(session, here, person, current, more)
    if len(rows) == 1:
        return another_day.take(session, now, here, person, rows[0], text, more)
    if not rows or any(more.day in postings.days_of(each) for each in rows):
        return False
    again = replace(order, act=another_day.AGAIN, day=more.day, number=more.number)
    _ask_which(session, now, here, person, rows, again)
    return True


def _order(
    session: Session, now: datetime, here: Here, person: Person, current: list[Posting], text: str, order: Order
) -> bool:
    assert person.id is not None
    if order.act in ("again", "reopen"):
        over = OVER if order.act == "reopen" else (*OVER, PostingStatus.REJECTED)
        current = [*postings.of_poster(session, here, person.id, *over), *current]
    elif order.act == "still" and not current:
        current = postings.of_poster(session, here, person.id, PostingStatus.CLOSED)
    elif order.act == "where":
        current = [each for each in current if each.status == PostingStatus.REVIEW] or current
    over = (*OVER, PostingStatus.REJECTED) if order.act == "where" else OVER
    current = current or postings.of_poster(session, here, person.id, *over)[:1]  # what was closed a moment ago
    if not current:
        return False
    chosen = _chosen(current, text)
    if chosen is None and order.act in ("again", "reopen", "where"):
        chosen = max(current, key=lambda each: each.id or 0)
    if chosen is None:
        _ask_which(session, now, here, person, current, order)
        return True
    if order.act == "stop" or (order.act in ("still", "seats") and order.day is not None):
        return changes.hear(session, now, here, person, chosen, text, order)
    changes.do(session, now, here, person, chosen, order.act or "", number=order.number, day=order.day, text=text)
    return True


def _chosen(current: Sequence[Posting], text: str) -> Posting | None:
    named = [each for each in current if each.work and each.work in text] or which.of_employer(current, text)
    if len(named) == 1:
        return named[0]
    return current[0] if len(current) == 1 else None


def _ask_which(
    session: Session, now: datetime, here: Here, person: Person, current: Sequence[Posting], order: Order
) -> None:
    """Several may be meant: a button for each, which does what was ordered."""
    language = people.language_of(here, person)
    buttons: Buttons = []
    for each in current[:LISTED]:
        name = wording.named(each) or f"#{each.id}"
        if order.act in changes.ACTS:
            day = order.day.isoformat() if order.day else ""
            number = "" if order.number is None else str(order.number)
            buttons.append([{"text": name, "data": f"do:{each.id}:{order.act}:{number}:{day}"}])
    names = say("list.pause", language).join(wording.named(each) or f"#{each.id}" for each in current[:LISTED])
    key = "employer.which" if buttons else "employer.which_words"
    example = wording.named(current[0])
    code = current[0].code or example
    text = say(key, language, names=names, code=code)
    talk.reply(session, now, here, person, text, buttons=buttons, about=current[:LISTED])
