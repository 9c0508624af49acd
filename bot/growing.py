"""A need told bit by bit: 招人 / 摘花椒 / 万泉乡 / 5个人, each a message of its own, before there is a draft.

What was written stands in the Inbox alone. A stretch of it that tells a need together becomes a draft with all its
words; a first bit is answered with what was noted, so that nobody begins anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot import cards, inbox, people, talk, terms, turns
from bot.app import Here
from bot.models import Inbox, Person, Posting
from bot.texts import say
from nlp import answer, contacts, hirer, request
from nlp import order as orders
from nlp.order import Order
from nlp.types import Need

LOOKED_AT = 2000
"""The county's newest messages among which one's own are looked for."""
BITS_MOST = 8
BIT_MOST = 40
"""Letters of a bit: a longer text told what it had to tell when it came."""
NO_MORE_THAN_THAT = 12
"""Letters of a text that says only that somebody hires (我这儿要人)."""
SMALL = ("greet", "help", "mine", None)
_HIRES = re.compile(
    "招|要人|要工|找人|雇|请人|叫人|[缺差少](?:[几两一三四五]?个|人)|用工|(?:找|要|叫|请|喊)(?:几|些|点)?个?人"
)


def needs_of(text: str, now: datetime, here: Here, order: Order) -> tuple[Need, ...]:
    """The needs a text tells well enough: each with its work, or two main things of one.

    Who says in private that they hire (招人摘花椒) is believed, where nothing else in the words speaks against it.
    """
    found = request.read(text, now, here.gazetteer).needs
    if not found and order.act in SMALL and _HIRES.search(text):
        found = tuple(each for each in request.read(text, now, here.gazetteer, known=True).needs if each.work)
    return turns.worth_a_draft(found)


def hear(session: Session, now: datetime, here: Here, person: Person, chat_id: int, text: str, order: Order) -> bool:
    """Take a bit of a need where no draft is open; False where it and what was said before it tell nothing of one."""
    text = answer.without_tag(text)
    if order.yes or order.no or order.skip or order.done:
        return False
    if order.act not in SMALL or order.code is not None or len(text) > BIT_MOST or "?" in text or "？" in text:
        return False
    before = list(_before(session, now, here, person, chat_id))
    needs: tuple[Need, ...] = ()
    noted_before: tuple[Need, ...] = ()
    if before:
        first = "\n".join(said for _, said in before if not _greets(said))
        whole = f"{first}\n{text}".strip()
        raw_text = "\n".join([*(said for _, said in before), text])
        noted_before = request.read(first, now, here.gazetteer, known=True).needs
        needs = request.read(whole, now, here.gazetteer, known=True).needs
        if worth := tuple(each for each in needs if turns.core(each) >= 2 and _tells(each)):
            for inbox_id, _ in before:
                inbox.keep(session, here, inbox_id)
            who = _who([said for _, said in before])
            order = orders.read(whole, here.today(now))
            talk.begin(session, now, here, person, whole, worth, order=order, who=who, raw_text=raw_text)
            return True
    language = people.language_of(here, person)
    if (called := contacts.alone(text)) is not None:
        name, phones = called
        what = " ".join(part for part in (name, *phones) if part)
        talk.reply(session, now, here, person, say("talk.growing_phone", language, what=what))
        return True
    who = hirer.introduced(text)
    if who is not None:
        what = who.firm or who.name or ""
        talk.reply(session, now, here, person, say("talk.growing_who", language, what=what))
        return True
    own = request.read(text, now, here.gazetteer, known=True).needs
    if before and len(needs) == 1 and _tells(needs[0]) and needs != noted_before:
        own = needs  # all that was noted, not this bit alone
    if len(own) != 1 or not _tells(own[0]):
        if len(text) > NO_MORE_THAN_THAT or not _HIRES.search(text):
            return False
        talk.reply(session, now, here, person, say("talk.growing_hires", language))
        return True
    noted = Posting(county_id=here.county_id, poster_id=person.id or 0)
    terms.fill(noted, own[0])
    what = cards.summary(noted, language)
    talk.reply(
        session, now, here, person, say("talk.growing" if what else "employer.not_understood", language, what=what)
    )
    return True


def _greets(words: str) -> bool:
    """Whether a bit only greets: what is told begins after it."""
    return not _HIRES.search(words) and orders.read(words, date.min).act == "greet"


def with_bits(
    session: Session, now: datetime, here: Here, person: Person, chat_id: int, text: str, needs: tuple[Need, ...]
) -> tuple[str, tuple[Need, ...], hirer.Hirer | None]:
    """A need with what was said of it in the minutes before, and who hires where it names nobody itself."""
    before = [words for _, words in _before(session, now, here, person, chat_id)]
    text, needs = _joined(now, here, before, text, needs)
    who = None if any(each.contact.name for each in needs) else _who_before(now, here, before)
    if not any(each.contact.phones for each in needs):
        who = _with_phones(who, before)
    return text, needs, who


def _with_phones(who: hirer.Hirer | None, said: list[str]) -> hirer.Hirer | None:
    """Who hires, with the phone that was sent by itself before (a contact's card), and the name beside it."""
    called = next((found for each in reversed(said) if (found := contacts.alone(each)) is not None), None)
    if called is None:
        return who
    name, phones = called
    return replace(who or hirer.read(name) or hirer.Hirer(name=name or None), phones=phones)


def _joined(
    now: datetime, here: Here, before: list[str], text: str, needs: tuple[Need, ...]
) -> tuple[str, tuple[Need, ...]]:
    """我是西解村支书, then 村里修渠要8个人, as one. As it was where that changes the need."""
    said = [words for words in before if not _greets(words)]
    if len(needs) != 1 or not said or (needs[0].place.township or needs[0].place.village):
        return text, needs
    whole = "\n".join([*said, text])
    found = request.read(whole, now, here.gazetteer, known=True).needs
    told = ("work", "headcount", "wage", "start", "begin_time")
    same = len(found) == 1 and all(getattr(found[0], name) == getattr(needs[0], name) for name in told)
    return (whole, found) if same else (text, needs)


def _who_before(now: datetime, here: Here, said: list[str]) -> hirer.Hirer | None:
    """Who hires, where the person said before the need itself who they are (王师傅)."""
    introduced = _who(said)
    if introduced is not None:
        return introduced
    named = (request.read(words, now, here.gazetteer, known=True).needs for words in reversed(said))
    told = next((needs[0].contact.name for needs in named if len(needs) == 1 and needs[0].contact.name), None)
    return hirer.Hirer(name=told) if told else None


def _who(said: list[str]) -> hirer.Hirer | None:
    return next((found for each in reversed(said) if (found := hirer.introduced(each)) is not None), None)


def _tells(need: Need) -> bool:
    """Whether a bit says something of a need itself; a day alone (今天天气不错) is said of anything."""
    place = need.place.township or need.place.village
    return bool(need.work or need.headcount or need.headcount_open or need.wage or place)


def _before(session: Session, now: datetime, here: Here, person: Person, chat_id: int) -> Iterator[tuple[int, str]]:
    """What the person wrote in this chat within the minutes before, since their last posting: (inbox id, words)."""
    if here.inbox_id is None:
        return
    last, over = _newest(session, here, person)
    since = now - timedelta(minutes=here.settings.times.grow_minutes)
    rows = session.exec(
        select(Inbox)
        .where(
            Inbox.county_id == here.county_id,
            col(Inbox.id) < here.inbox_id,
            col(Inbox.id) > max(here.inbox_id - LOOKED_AT, last),
            col(Inbox.received_at) >= max([since, *over]),
            col(Inbox.body).contains(str(chat_id)),
        )
        .order_by(col(Inbox.id).desc())
        .limit(BITS_MOST * 2)
    ).all()
    said: dict[int, tuple[int, str]] = {}
    for row in sorted(rows, key=lambda each: each.id or 0):
        found = _words(row.body, chat_id)
        if found is not None:
            said[found[0]] = row.id or 0, found[1]
    for inbox_id, words in list(said.values())[-BITS_MOST:]:
        order = orders.read(words, here.today(now))
        if words and len(words) <= BIT_MOST and order.act in SMALL and order.code is None:
            yield inbox_id, answer.without_tag(words)


def _newest(session: Session, here: Here, person: Person) -> tuple[int, list[datetime]]:
    """The message that the person's newest posting came with, and the moments at which they were done talking of it.

    What was said of that one tells nothing of a new one.
    """
    newest = session.exec(
        select(Posting.batch, Posting.submitted_at, Posting.closed_at)
        .where(Posting.county_id == here.county_id, Posting.poster_id == person.id)
        .order_by(col(Posting.id).desc())
        .limit(1)
    ).first()
    batch, *ends = newest if newest is not None else (None, None, None)
    return batch or 0, [each for each in ends if each is not None]


def _words(body: str, chat_id: int) -> tuple[int, str] | None:
    """Number and words of a message written in this private chat; of an edited one as it stands now."""
    message = inbox.message_in(body)
    try:
        if message["chat"]["id"] != chat_id or str(message.get("text", "")).startswith("/"):
            return None
        card = message.get("contact")
        text = contacts.card(card["first_name"], card["phone_number"]) if card else message.get("text")
        return int(message["message_id"]), str(text or message.get("caption") or "").strip()
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
