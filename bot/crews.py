"""What a broker says of their people without a code: 我带3个人, 名单, 王五不来了. The one open posting is meant.

Theirs are the postings they sent in and those on which they hold seats. Where several may be meant they are asked, with
a button for each.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from bot import blocks, changes, guests, people, postings, reply_context, roster, talk, wording
from bot.app import Here
from bot.errors import Refused
from bot.messengers import Buttons
from bot.models import ON_AIR, Person, Posting
from bot.people import Sender
from bot.texts import say
from nlp.order import Order

LISTED = 5
_NAMES = r"(?P<names>[\u4e00-\u9fa5·]{2,4}(?:[、,，和跟 ]+[\u4e00-\u9fa5·]{2,4})*?)"
_AWAY = re.compile(
    rf"^{_NAMES}(?:今天|明天|后天)?(?:都|也|又)?(?:说)?(?:不|没法|不能)(?:来|去|干|得空)(?:了|成|啦|咧)*[。.!！]*$"
)
_ALSO = re.compile(rf"^(?:再加上?|还有|加上?)?{_NAMES}(?:也|都)?(?:要)?(?:来|去)了?[。.!！]*$")
_GIVES_UP = re.compile(
    r"^(?:我|俺|咱)?(?:们)?(?:都|这边)?(?:不带|带不了|带不成|不占|不去|去不了|去不成|不来|来不了)"
    r"(?:人|名额)?了?[。.!！ ]*$"
)
_NOBODY = re.compile(r"[我俺咱你您他她谁这那人都]|今天|明天|后天")


def theirs(session: Session, now: datetime, here: Here, person: Person) -> list[Posting]:
    """What is on the air of a broker: the postings they sent in, and those on which they hold a block."""
    own = postings.of_poster(session, here, person.id or 0, *ON_AIR)
    held = [each.posting for each in reply_context.standing_on(session, now, here, person.id)]
    known = {each.id for each in own}
    return [*own, *(each for each in held if each.id not in known and blocks.of(session, here, each, person))]


def hear(session: Session, now: datetime, here: Here, person: Person, sender: Sender, text: str, order: Order) -> bool:
    """Take what a broker says of their people; False where it is something else."""
    if order.code is None and order.act == "roster":
        return _roster(session, now, here, person, theirs(session, now, here, person))
    if order.code is None and order.act == "block" and order.number:
        return _block(session, now, here, person, sender, theirs(session, now, here, person), order)
    if _GIVES_UP.match(order.rest) and _gives_up(session, now, here, person, order):
        return True
    away, also = _AWAY.match(order.rest), _ALSO.match(order.rest)
    if away is not None and not _NOBODY.search(away["names"]):
        return _away(session, now, here, person, _meant(session, now, here, person, order), _split(away["names"]))
    if also is not None and not _NOBODY.search(also["names"]):
        rows = _meant(session, now, here, person, order)
        return _also(session, now, here, person, sender, rows, _split(also["names"]))
    return False


def _gives_up(session: Session, now: datetime, here: Here, person: Person, order: Order) -> bool:
    """A1 不带了: the seats held for a broker's people go back; False where not one such block alone is meant."""
    rows = [each for each in _meant(session, now, here, person, order) if blocks.of(session, here, each, person)]
    if len(rows) != 1:
        return False
    roster.leave(session, now, here, posting_id=rows[0].id or 0, person=person, group_id=None)
    return True


def _meant(session: Session, now: datetime, here: Here, person: Person, order: Order) -> list[Posting]:
    """What is on the air and may be meant: the posting of the code, without one all of theirs."""
    if order.code is None:
        return theirs(session, now, here, person)
    found = postings.by_code(session, here, order.code)
    return [found] if found is not None and found.status in ON_AIR else []


def _split(names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in re.split(r"[、,，和跟 ]+", names) if part))


def _roster(session: Session, now: datetime, here: Here, person: Person, rows: Sequence[Posting]) -> bool:
    if not rows:
        return False
    if len(rows) == 1:
        show(session, now, here, person, rows[0])
        return True
    _ask(session, now, here, person, rows, "roster", "")
    return True


def show(session: Session, now: datetime, here: Here, person: Person, posting: Posting) -> None:
    """The whole list of their own posting, their block on another's. Refused where they have neither."""
    held = blocks.of(session, here, posting, person)
    if posting.poster_id == person.id or held is None:
        changes.do(session, now, here, person, posting, "roster")
    else:
        blocks.stands(session, now, here, posting, person, held, None)


def _block(
    session: Session, now: datetime, here: Here, person: Person, sender: Sender, rows: Sequence[Posting], order: Order
) -> bool:
    if len(rows) == 1:
        code, number = rows[0].code or "", order.number or 0
        blocks.block(session, now, here, sender=sender, code=code, people=number, adds=order.adds)
        return True
    if rows:
        _ask(session, now, here, person, rows, "block", str(order.number))
        return True
    language = people.language_of(here, person)
    talk.reply(session, now, here, person, say("crew.code_first", language, count=order.number))
    talk.ask_again(session, now, here, person, talk.batch_of(session, here, person))
    return True


def _away(
    session: Session, now: datetime, here: Here, person: Person, rows: Sequence[Posting], names: tuple[str, ...]
) -> bool:
    """Somebody of theirs does not come: off the list on which the name stands."""
    on = []
    for each in rows:
        held = blocks.of(session, here, each, person)
        if held is not None and guests.named(session, here, held, names):
            on.append(each)
    if len(on) == 1:
        roster.leave(session, now, here, posting_id=on[0].id or 0, person=person, names=names)
        return True
    if not rows:
        return False
    language = people.language_of(here, person)
    if on:
        text = _on_several(names, on, language)
    else:
        said = say("list.pause", language).join(names)
        text = say("crew.not_on", language, names=said, phone=here.settings.duty_phone)
    talk.reply(session, now, here, person, text, about=rows)
    return True


def _also(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    sender: Sender,
    rows: Sequence[Posting],
    names: tuple[str, ...],
) -> bool:
    """Somebody comes along: a seat more, where none is without a name, and the name on it."""
    held = [(each, signup) for each in rows if (signup := blocks.of(session, here, each, person)) is not None]
    if not held:
        return False
    if len(held) > 1:
        text = _on_several(names, [each for each, _ in held], people.language_of(here, person))
        talk.reply(session, now, here, person, text)
        return True
    posting, signup = held[0]
    known = {guest.name for guest in guests.of(session, here, signup)}
    lacking = len(set(names) - known) - (signup.people - len(known))
    if lacking > 0:
        blocks.hold(session, now, here, posting, person, lacking, adds=True)
    blocks.block_names(session, now, here, sender=sender, code=posting.code or "", names=names)
    return True


def _on_several(names: Sequence[str], on: Sequence[Posting], language: str) -> str:
    """Names that may be meant on several postings: which, and how to say it with a code."""
    pause = say("list.pause", language)
    codes = pause.join(wording.named(each) for each in on)
    return say("crew.on_several", language, names=pause.join(names), postings=codes, code=on[0].code or "")


def _ask(
    session: Session, now: datetime, here: Here, person: Person, rows: Sequence[Posting], act: str, number: str
) -> None:
    """Which of several is meant: a button for each, which does what was said."""
    language = people.language_of(here, person)
    some = rows[:LISTED]
    buttons: Buttons = [[{"text": wording.named(each), "data": f"do:{each.id}:{act}:{number}:"}] for each in some]
    names = say("list.pause", language).join(wording.named(each) for each in some)
    talk.reply(session, now, here, person, say("employer.which", language, names=names), buttons=buttons, about=some)


def press(session: Session, now: datetime, here: Here, sender: Sender, posting: Posting, act: str, number: str) -> bool:
    """One of these buttons; False where it is none of them, or not this person's."""
    person = people.meet(session, now, here, sender)
    if act == "block" and number.isdecimal():
        if posting.status not in ON_AIR:
            raise Refused("employer.old_button")
        blocks.block(session, now, here, sender=sender, code=posting.code or "", people=int(number))
        return True
    if act == "roster" and posting.poster_id != person.id and blocks.of(session, here, posting, person) is not None:
        show(session, now, here, person, posting)
        return True
    return False
