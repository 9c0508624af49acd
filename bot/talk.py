"""The talk about a draft: card, what is missing one question at a time, answers and corrections in words, confirmed.

The drafts of one message are one batch: one card each, confirmed together. What was asked stands in the rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from bot import cards, employers, events, fields, inbox, outbox, people, postings, seats, terms
from bot.app import Here
from bot.messengers import Buttons
from bot.models import Person, Posting, PostingStatus, Role
from bot.texts import say
from nlp import denied, hirer, screen
from nlp import order as orders
from nlp.order import Order
from nlp.types import Need

CONFIRM = "confirm"
RAW_MOST = 6000
_STRETCH = re.compile(r"[;；。\n]|(?=[,，]\s*(?:再|另外?|还有?)?(?:帮|替|给)[^,，;；]{1,6}?(?:招|找|叫|喊|要))")
"""What parts one employer's work from another's in a text."""
FIRMS = ("有限公司", "劳务公司", "派遣公司", "人力资源公司")


def reply(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    text: str,
    *,
    part: str = "",
    buttons: Buttons | None = None,
    about: Sequence[Posting] = (),
) -> None:
    """Answer the person in private; `part` tells several answers to one message apart, else they are numbered."""
    assert person.id is not None
    key, number = f"talk:{here.inbox_id}:{person.id}:{part}", 1
    while outbox.by_key(session, here, key) is not None:
        number += 1
        key = f"talk:{here.inbox_id}:{person.id}:{part}{number}"
    outbox.tell_person(
        session,
        now,
        here,
        person.id,
        text,
        key=key,
        buttons=buttons,
        about=[posting.id for posting in about if posting.id is not None],
    )


def with_words(before: str, text: str) -> str:
    """What a draft keeps of the words it stands on, with those said now; the first RAW_MOST characters of them."""
    return f"{before}\n{text}".strip()[:RAW_MOST]


def further(old: Posting, batch: Sequence[Posting], now: datetime, text: str) -> Posting:
    """One more draft beside those of a batch, of the terms of an older one, with the words that want it."""
    new = terms.copied(old)
    new.batch, new.made_at, new.asked_once = batch[0].batch, now, list(old.asked_once)
    new.entered_by_id = batch[0].entered_by_id
    new.raw_text = with_words(old.raw_text, text)
    return new


def batch_of(session: Session, here: Here, person: Person) -> list[Posting]:
    """The drafts being talked about: those of the newest message that still has any, in their order."""
    assert person.id is not None
    drafts = postings.of_poster(session, here, person.id, PostingStatus.DRAFT)
    if not drafts:
        return []
    newest = max(posting.batch or 0 for posting in drafts)
    return sorted((posting for posting in drafts if (posting.batch or 0) == newest), key=lambda each: each.id or 0)


def begin(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    text: str,
    needs: Sequence[Need],
    *,
    order: Order,
    entered_by: Person | None = None,
    raw_text: str = "",
    who: hirer.Hirer | None = None,
) -> list[Posting]:
    """Make a draft of each need, show what is understood, and ask for what is missing.

    `raw_text` is what was written, where `text` leaves out some of it (place for place); `who` hires, by what was said
    before it, where the text names nobody.
    """
    assert person.id is not None
    batch, raw_text = [], (raw_text or text)[:RAW_MOST]
    for need in needs:
        posting = Posting(county_id=here.county_id, poster_id=person.id, raw_text=raw_text, made_at=now)
        terms.fill(posting, need)
        if len(needs) == 1:  # of several, nobody can tell here which one is meant
            terms.deny(posting, denied.read(text))
        posting.any_day = order.any_day and posting.start is None
        posting.batch = here.inbox_id
        posting.entered_by_id = entered_by.id if entered_by is not None else None
        if posting.gender:
            posting.neutral = screen.neutral(need)
        other = order.for_other if len(needs) == 1 else _for_whom(posting, text, order)
        if other and not posting.hires and person.role in (Role.BROKER, Role.DESK, Role.HEAD):
            posting.hires = other
        if person.role == Role.BROKER and posting.broker_paid_by is None:
            posting.broker_paid_by = orders.paid_by(text)
        if posting.contact_name and (called := hirer.introduced(posting.contact_name)) is not None:
            posting.contact_name = called.name or posting.contact_name  # 姓王 is 王老板
        if posting.phones and not (posting.hires or posting.contact_name):
            posting.contact_name = hirer.beside(text)
        _firm(posting)
        if len(needs) == 1 and not (posting.hires or posting.contact_name):
            posting.contact_name = hirer.wants(text)
        if len(needs) > 1 and not (posting.hires or posting.contact_name):
            _whose(posting, text)
        if who is not None and not (posting.hires or posting.contact_name):
            posting.hires, posting.contact_name = who.firm, who.name
        if who is not None and not posting.phones:
            posting.phones = list(who.phones)
        _from_file(session, now, here, person, posting)
        posting.region_id = postings.region_of(session, here, posting)
        session.add(posting)
        session.flush()
        events.note(session, now, here, "posting.draft", "posting", posting.id, after={"kind": posting.kind})
        batch.append(posting)
    inbox.keep(session, here)
    language = people.language_of(here, person)
    if len(batch) == 1:
        today = now.astimezone(here.zone).date()
        whole = fields.missing(batch[0], today, broker=person.role == Role.BROKER) is None
        noted = say("talk.noted", language, summary=cards.summary(batch[0], language))
        go_on(session, now, here, person, batch, "" if whole else noted)
        return batch
    lines = [
        say("talk.noted_one", language, number=number, summary=cards.summary(posting, language))
        for number, posting in enumerate(batch, start=1)
    ]
    reply(session, now, here, person, say("talk.noted_many", language, count=len(batch)), part="head")
    for number, (line, posting) in enumerate(zip(lines, batch, strict=True)):
        reply(session, now, here, person, line, part=f"card{number}", about=[posting])
    go_on(session, now, here, person, batch, "")
    return batch


def _firm(posting: Posting) -> None:
    """A firm's whole name where a place is told says who hires, and of the place nothing: 恒达劳务派遣有限公司."""
    name = posting.detail or ""
    if not name.endswith(FIRMS) or posting.township or posting.village or posting.hires not in (None, "", name):
        return
    posting.hires, posting.detail = name, None


def _for_whom(posting: Posting, text: str, order: Order) -> str | None:
    """For whom one of several is wanted: by its own stretch of the text; by the whole where that names one alone."""
    stretches = [each for each in _STRETCH.split(text) if each.strip()]
    own = [each for each in stretches if posting.work and posting.work in each]
    others = {orders.read(each, date.min).for_other for each in stretches} - {None}
    if len(own) == 1 and (named := orders.read(own[0], date.min).for_other):
        return named
    return order.for_other if len(others) <= 1 else None


def _whose(posting: Posting, text: str) -> None:
    """Whose work one of several is, where its own line names a family, which then is no place: 老王家摘苹果12人."""
    lines = [line for line in _STRETCH.split(text) if posting.work and posting.work in line]
    family = hirer.of_line(lines[0]) if len(lines) == 1 else None
    if family is None or family in (posting.village or ""):
        return
    posting.hires = family
    if posting.detail == family:
        posting.detail = None


def _from_file(session: Session, now: datetime, here: Here, person: Person, posting: Posting) -> None:
    """The poster's own phone and name, and whether the phone may be shown, where the need tells none.

    They stand in the poster's file; before there is one, in what they sent or began to send a little while ago.
    """
    if person.role in (Role.BROKER, Role.DESK, Role.HEAD):
        return
    file = employers.of_person(session, here, person)
    if file is None or not file.phone:
        _from_before(session, now, here, person, posting)
        return
    if not posting.phones:
        posting.phones = [file.phone]
    if posting.phones[0] == file.phone:
        posting.phone_public = person.phone_public
        if not (posting.contact_name or posting.hires):
            posting.contact_name = file.name or None


def _from_before(session: Session, now: datetime, here: Here, person: Person, posting: Posting) -> None:
    since = now - timedelta(hours=here.settings.times.draft_hours)
    before = postings.of_poster(session, here, person.id or 0)
    told = next((each for each in before if each.phones and each.made_at is not None and each.made_at > since), None)
    if told is None:
        return
    if not posting.phones:
        posting.phones = list(told.phones)
    if posting.phones == told.phones:
        posting.phone_public = told.phone_public
        if not (posting.contact_name or posting.hires):
            posting.contact_name, posting.hires = told.contact_name, told.hires


def go_on(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    lead: str,
) -> None:
    """Say `lead` and the next question; or, where all is told, show the cards and ask whether to send them in."""
    language = people.language_of(here, person)
    today = now.astimezone(here.zone).date()
    broker = person.role == Role.BROKER
    for posting in batch:
        field = fields.missing(posting, today, broker=broker)
        if field is None:
            continue
        _ask(session, now, here, person, batch, posting, field, lead)
        return
    _show(session, now, here, person, batch, lead, language, today)


def _ask(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    posting: Posting,
    field: fields.Field,
    lead: str,
) -> None:
    language = people.language_of(here, person)
    today = now.astimezone(here.zone).date()
    alike = [each for each in batch if not field.told(each, today)] if field.shared else [posting]
    for each in batch:
        each.asked = None
        session.add(each)
    for each in alike:
        each.asked = field.name
        each.asked_once = list(dict.fromkeys([*each.asked_once, field.name]))
        session.add(each)
    words = fields.question(field, posting, today, language)
    if len(batch) > 1:
        works = list(dict.fromkeys(each.work or say("need.nameless", language) for each in alike))
        if len(works) > 1 or len(alike) < len(batch):  # one work on several days is asked about as one
            named = say("list.pause", language).join(works)
            words = say("talk.question_for", language, works=named, question=words)
    text = say("talk.lead", language, lead=lead, question=words) if lead else words
    buttons = cards.choice_buttons(field, posting, language)
    reply(session, now, here, person, text, buttons=buttons, about=alike)


def _show(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    lead: str,
    language: str,
    today: date,
) -> None:
    for posting in batch:
        posting.asked = CONFIRM
        session.add(posting)
    if len(batch) == 1:
        text = cards.card(batch[0], today, language) + "\n" + _sentence(batch, language)
        if lead:
            text = f"{lead}\n{text}"
        reply(session, now, here, person, text, buttons=cards.confirm_buttons(batch[0], language), about=batch)
        return
    for number, posting in enumerate(batch, start=1):
        text = say("talk.card_number", language, number=number) + cards.card(posting, today, language)
        reply(session, now, here, person, text, part=f"show{number}", about=[posting])
    text = _sentence(batch, language)
    if lead:
        text = say("talk.lead", language, lead=lead, question=text)
    reply(session, now, here, person, text, buttons=cards.confirm_buttons(batch[0], language), about=batch)


def _sentence(batch: Sequence[Posting], language: str) -> str:
    for number, posting in enumerate(batch, start=1):
        if posting.gender and posting.neutral:
            words = say(f"talk.only_{posting.gender}", language)
            key = "talk.neutral" if len(batch) == 1 else "talk.neutral_of"
            return say(key, language, words=words, neutral=posting.neutral, number=number)
    if len(batch) > 1:
        return say("talk.confirm_many", language, count=len(batch))
    return say("talk.confirm", language)


def confirm(session: Session, now: datetime, here: Here, person: Person, batch: Sequence[Posting]) -> None:
    """行: send the drafts in, where nothing needed is missing; else ask for that."""
    from bot import review

    today = now.astimezone(here.zone).date()
    broker = person.role == Role.BROKER
    for each in batch:
        each.pending_changes = {}
        session.add(each)
    lacking = [each for each in batch if _lacks(each, today, broker=broker)]
    if lacking:
        language = people.language_of(here, person)
        go_on(session, now, here, person, batch, say("talk.one_more", language))
        return
    if without_begun(session, now, here, batch):
        go_on(session, now, here, person, batch, say("talk.begun", people.language_of(here, person)))
        return
    review.submit(session, now, here, person, list(batch))
    _back_to_older(session, now, here, person)


def without_begun(session: Session, now: datetime, here: Here, batch: Sequence[Posting]) -> bool:
    """Take the day out of drafts whose work has begun by now; whether there was any."""
    late = [each for each in batch if postings.holds_until(now, here, each) <= now]
    for posting in late:
        posting.start, posting.asked = None, None
        session.add(posting)
    return bool(late)


def _back_to_older(session: Session, now: datetime, here: Here, person: Person) -> None:
    """A need that was begun before and is not finished comes up again."""
    older = batch_of(session, here, person)
    if older:
        language = people.language_of(here, person)
        lead = say("talk.older", language, summary=cards.summary(older[0], language))
        go_on(session, now, here, person, older, lead)


def _lacks(posting: Posting, today: date, *, broker: bool) -> bool:
    field = fields.missing(posting, today, broker=broker)
    return field is not None and posting.kind in field.needed


def give_up(session: Session, now: datetime, here: Here, person: Person, batch: Sequence[Posting]) -> None:
    """算了不要了: the drafts are kept as called off."""
    call_off(session, now, here, batch)
    reply(session, now, here, person, say("talk.given_up", people.language_of(here, person)), part="given_up")
    _back_to_older(session, now, here, person)


def call_off(session: Session, now: datetime, here: Here, rows: Sequence[Posting]) -> None:
    """Drafts that are no longer wanted."""
    for posting in rows:
        seats.step(session, now, here, posting, PostingStatus.CANCELLED)
        posting.asked, posting.closed_at, posting.pending_changes = None, now, {}
        session.add(posting)


def ask_again(session: Session, now: datetime, here: Here, person: Person, batch: Sequence[Posting]) -> None:
    """After talk about something else: the question that is open, once more."""
    language = people.language_of(here, person)
    asked = next((each for each in batch if each.asked), None)
    if asked is None or asked.asked is None:
        return
    if asked.asked == CONFIRM:
        reply(session, now, here, person, _sentence(batch, language), about=batch)
        return
    field = fields.BY_NAME[asked.asked]
    words = fields.question(field, asked, now.astimezone(here.zone).date(), language)
    buttons = cards.choice_buttons(field, asked, language)
    reply(session, now, here, person, words, buttons=buttons, about=[asked])


def not_understood(session: Session, now: datetime, here: Here, person: Person, batch: Sequence[Posting]) -> None:
    """The turn told nothing about the drafts: the question once more; the second time with who helps by telephone."""
    language = people.language_of(here, person)
    once, values = say("talk.not_got", language), {"county": here.county_id, "person": person.id, "prefix": "talk:%"}
    last = session.execute(outbox.NEWEST, values).scalars().first()
    again = last is not None and last.text.startswith(once)
    lead = once + (say("talk.not_got_again", language, phone=here.settings.duty_phone) if again else "")
    go_on(session, now, here, person, batch, lead)


def must_be_told(
    session: Session, now: datetime, here: Here, person: Person, batch: Sequence[Posting], asked: str
) -> None:
    """都行, 没有, to what cannot stay empty: why it is asked, and the question once more."""
    go_on(session, now, here, person, batch, say(f"needed.{asked}", people.language_of(here, person)))
