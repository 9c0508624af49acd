"""The small words of the talk about a draft: 行, 没有, 就这样, 写我的, 随时. To the card, or to the open question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from bot import fields, people, postings, talk, terms, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Person, Posting, Role
from bot.texts import say
from nlp.order import Order


def hear(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    asked: str | None,
    order: Order,
) -> bool:
    """行, 没有, 就这样, 写我的 and the like: to the card, or to the question that is open."""
    if order.write and asked in (talk.CONFIRM, None):  # to a card it says what the copies shall carry
        order = replace(order, phone=True, yes=False)
    only_no = order.no and order.skip and asked not in (talk.CONFIRM, "phone_public")  # 不写, to another question
    if order.later and not (asked == "start" and order.any_day):
        _lies(session, now, here, person, batch)
        return True
    if order.phone is not None and not only_no:
        return _phone_shown(session, now, here, person, batch, asked, order)
    if asked == "start" and (order.any_day or order.skip or order.no) and not order.done:
        return _no_day(session, now, here, person, batch, any_day=order.any_day)
    if order.paid_by and person.role == Role.BROKER and asked not in ("broker_paid_by", None):
        set_value(session, now, here, person, batch, "broker_paid_by", order.paid_by)
        language = people.language_of(here, person)
        lead = say("talk.taken", language, what=say(f"field.broker_{order.paid_by}", language))
        talk.go_on(session, now, here, person, batch, lead)
        return True
    if asked in (talk.CONFIRM, None):
        if order.yes or order.done:
            talk.confirm(session, now, here, person, batch)
        return order.yes or order.done
    return _small_answer(session, now, here, person, batch, asked, order) or (
        (order.yes or order.done) and lets_it_be(session, now, here, person, batch, asked, order)
    )


def _lies(session: Session, now: datetime, here: Here, person: Person, batch: Sequence[Posting]) -> None:
    """先别发, 我想想: nothing goes out, what was told stays, and how to go on is said once."""
    language = people.language_of(here, person)
    ready = all(each.asked == talk.CONFIRM for each in batch)
    text = say("talk.lies" if ready else "talk.lies_unfinished", language)
    out = postings.of_poster(session, here, person.id or 0, *ON_AIR)
    if out and out[0].code:
        text += say("talk.lies_but_out", language, name=wording.named(out[0]), code=out[0].code)
    talk.reply(session, now, here, person, text, about=batch)


def _phone_shown(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    asked: str | None,
    order: Order,
) -> bool:
    """写我的电话, 写驿站的: settled whatever was asked. What must be told is asked again, for that answers it not."""
    needed = asked in fields.NEEDED_ANSWERS
    rows = [each for each in batch if each.phones or needed]
    set_value(session, now, here, person, rows, "phone_public", "yes" if order.phone else "no")
    if asked not in (None, talk.CONFIRM) and not needed:
        _asked_no_more(session, batch, asked, rest=order.done)
    lead = say(f"talk.phone_{'yes' if order.phone else 'no'}", people.language_of(here, person)) if needed else ""
    talk.go_on(session, now, here, person, batch, lead)
    return bool(rows)


def _no_day(
    session: Session, now: datetime, here: Here, person: Person, batch: Sequence[Posting], *, any_day: bool
) -> bool:
    """随时能来, 没定, to 哪天干: it stays open for some days. A post for long needs no day; any will do is said."""
    rows = [each for each in batch if each.asked == "start"]
    fixed = [each for each in rows if each.kind != fields.LONGTERM]
    for each in rows if any_day else fixed:
        terms.apply(each, {"any_day": True})
    _asked_no_more(session, rows, "start", rest=False)
    days = here.settings.times.undated_days
    lead = say("talk.any_day", people.language_of(here, person), days=days) if fixed else ""
    talk.go_on(session, now, here, person, batch, lead)
    return True


def lets_it_be(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    asked: str | None,
    order: Order,
) -> bool:
    """A yes. To the card it sends it in; to a question that may stay empty it is: leave it so. The card comes first."""
    if asked in (None, talk.CONFIRM):
        talk.confirm(session, now, here, person, batch)
        return True
    if any(each.kind in fields.BY_NAME[asked].needed for each in batch if each.asked):
        if order.skip or order.any_day:
            talk.must_be_told(session, now, here, person, batch, asked)
        else:
            talk.confirm(session, now, here, person, batch)
        return True
    _asked_no_more(session, batch, asked, rest=order.done)
    talk.go_on(session, now, here, person, batch, "")
    return True


def _asked_no_more(session: Session, batch: Sequence[Posting], asked: str, *, rest: bool) -> None:
    """What was asked stays as it is; with `rest` all else that may stay empty does too."""
    names = [row.name for row in fields.FIELDS if row.once] if rest else [asked]
    for each in batch:
        each.asked_once = list(dict.fromkeys([*each.asked_once, *names]))
        each.asked = None
        session.add(each)


def _small_answer(
    session: Session, now: datetime, here: Here, person: Person, batch: Sequence[Posting], asked: str, order: Order
) -> bool:
    """Yes, no, 没有 and the like, where they answer what was asked."""
    asked_rows = [each for each in batch if each.asked == asked]
    said_yes = order.yes and not order.done  # 就这样 says nothing about the phone
    if asked == "phone_public" and (said_yes or order.no or ((order.skip or order.any_day) and not order.done)):
        set_value(session, now, here, person, asked_rows, "phone_public", "yes" if said_yes else "no")
    elif asked == "broker_paid_by" and (order.paid_by or order.no_fee):
        set_value(session, now, here, person, asked_rows, "broker_paid_by", order.paid_by or "nobody")
    elif asked == "headcount" and order.open:
        for each in asked_rows:
            terms.apply(each, {"headcount_open": True})
    elif not (order.skip or order.no or order.any_day):
        return False
    elif any(each.kind in fields.BY_NAME[asked].needed for each in asked_rows):
        if order.skip or order.any_day:
            talk.must_be_told(session, now, here, person, batch, asked)
        return order.skip or order.any_day
    _asked_no_more(session, batch if order.done else asked_rows, asked, rest=order.done)
    talk.go_on(session, now, here, person, batch, "")
    return True


def set_value(
    session: Session, now: datetime, here: Here, person: Person, rows: Sequence[Posting], name: str, value: str
) -> None:
    """Set one of the fields that buttons answer. A value of no button of ours is Refused."""
    field = fields.BY_NAME.get(name)
    if field is None or (value and value not in {each for each, _ in field.choices}):
        raise Refused("employer.old_button")
    for posting in rows:
        if not value:
            posting.asked_once = list(dict.fromkeys([*posting.asked_once, name]))
        elif name == "start":
            terms.apply(posting, {"any_day": True})
        elif name == "phone_public":
            posting.phone_public = value == "yes"
            if person.role == Role.NONE:
                person.phone_public = posting.phone_public
                session.add(person)
        else:
            setattr(posting, name, value)
        session.add(posting)
