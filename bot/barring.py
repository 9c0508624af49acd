"""Barring an employer: never without a reason, which stands in the file; what of theirs waits is screened anew."""

from __future__ import annotations

import re
from datetime import datetime

from sqlmodel import Session

from bot import cards, decisions, employers, events, freshen, parts, people, review, screening, talk, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Employer, Person, PostingStatus
from bot.people import Sender
from bot.texts import say
from nlp import order as orders
from nlp import request

BAR = "bar"
REASONS = ("deposit", "unpaid", "untrue", "absent", "others")
"""Ready-made reasons to press, each with its words `desk.bar_for_…`; anything else is said in words."""
WHY_MOST = 200
OPEN_FOR = 1800
"""Seconds for which the next words of who was asked are the reason."""
_NOT_BARRED = re.compile("(?:先|那|还是)?(?:不|别|不用|甭)(?:停发?|用停)了?[吧。!！]?|never mind", re.IGNORECASE)
_PHONE = re.compile(r"\s*\+?(?P<phone>\d[\d\s-]{5,}\d)[\s,，:：]*(?P<why>.*)", re.DOTALL)


def bar_phone(session: Session, now: datetime, here: Here, *, sender: Sender, phone: str, off: bool = False) -> None:
    """/bar 138… and why, /unbar 138…: also a phone that has no file yet. Without a reason it is asked for first."""
    desk = decisions.of_desk(session, now, here, sender)
    parts.must_see_all(session, here, desk)
    found = _PHONE.match(phone)
    if found is None:
        raise Refused("desk.bar_which")
    digits = "".join(each for each in found["phone"] if each.isdigit())
    file = employers.by_phone(session, here, digits)
    if file is None:
        if off:
            raise Refused("desk.no_file")
        file = Employer(county_id=here.county_id, phone=digits)
        session.add(file)
        session.flush()
    why = found["why"].strip()
    if off:
        talk.reply(session, now, here, desk, _unbar(session, now, here, desk, file))
    elif why:
        talk.reply(session, now, here, desk, _bar(session, now, here, desk, file, _tidied(why)))
    else:
        ask_why(session, now, here, desk, file)


def ask_why(
    session: Session,
    now: datetime,
    here: Here,
    desk: Person,
    file: Employer,
    *,
    posting_id: int = 0,
    delivery_id: int | None = None,
) -> None:
    """Ask why; the next words of this person are the reason, and nobody is barred before."""
    desk.doing = {
        "act": BAR,
        "employer": file.id,
        "posting": posting_id,
        "delivery": delivery_id,
        "at": int(now.timestamp()),
    }
    session.add(desk)
    talk.reply(session, now, here, desk, say("desk.bar_why", people.language_of(here, desk), phone=_called(file)))


def heard(session: Session, now: datetime, here: Here, desk: Person, text: str) -> bool:
    """The reason that was asked for, or a word to leave it; False where the words are something else."""
    doing = dict(desk.doing)
    desk.doing = {}
    session.add(desk)
    file = session.get(Employer, int(doing.get("employer") or 0))
    late = now.timestamp() - float(doing.get("at", 0)) > OPEN_FOR
    if file is None or file.county_id != here.county_id or late:
        return False
    order = orders.read(text, here.today(now))
    if order.no or order.skip or order.act == "cancel" or _NOT_BARRED.fullmatch(text.strip()):
        talk.reply(session, now, here, desk, say("desk.bar_not", people.language_of(here, desk), phone=_called(file)))
        return True
    if order.code is not None or something_else(now, here, text):
        return False
    talk.reply(session, now, here, desk, _bar(session, now, here, desk, file, _tidied(text)))
    if doing.get("delivery") is not None:
        show_anew(session, now, here, desk, file, int(doing.get("posting") or 0), int(doing["delivery"]))
    return True


def something_else(now: datetime, here: Here, text: str) -> bool:
    """Whether words where a reason was asked for are an order of the desk or a need of their own."""
    needs = request.read(text, now, here.gazetteer).needs
    return orders.desk(text) is not None or any(each.headcount is not None for each in needs)


def show_anew(
    session: Session, now: datetime, here: Here, desk: Person, file: Employer, posting_id: int, delivery_id: int
) -> None:
    """The card of a file that stands in the desk's chat, with its buttons, as the file is now."""
    language = people.language_of(here, desk)
    card = cards.file_lines(file, here.today(now), language, postings=employers.published(session, here, file))
    buttons = cards.file_buttons(file, posting_id, language)
    freshen.edit_pressed(session, now, here, desk.id or 0, delivery_id, f"dset:{file.id}:", card, buttons)


def _bar(
    session: Session, now: datetime, here: Here, desk: Person, file: Employer, why: str, reason: str = "own"
) -> str:
    """Bar who stands behind a file; what is to be said of it. `reason` is for the book of events."""
    employers.bar(session, now, here, file, why, reason=reason)
    screen_again(session, now, here, file)
    language = people.language_of(here, desk)
    return say("desk.barred", language, phone=_called(file), why=why) + _still_out(session, here, file, language)


def _unbar(session: Session, now: datetime, here: Here, desk: Person, file: Employer) -> str:
    employers.unbar(session, now, here, file)
    screen_again(session, now, here, file)
    return say("desk.unbarred", people.language_of(here, desk), phone=_called(file))


def bar_file(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    employer_id: int,
    reason: str = "",
    words: str = "",
    on: bool = True,
) -> str:
    """The page's way to bar who stands behind a file, for a reason, or to lift that; what is to be said of it."""
    desk = decisions.of_desk(session, now, here, sender)
    parts.must_see_all(session, here, desk)
    file = session.get(Employer, employer_id)
    if file is None or file.county_id != here.county_id:
        raise Refused("desk.no_file")
    if not on:
        return _unbar(session, now, here, desk, file)
    return _bar(session, now, here, desk, file, why_of(here, reason, words), _kind(reason, words))


def bar_person(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    person_id: int,
    reason: str = "",
    words: str = "",
    on: bool = True,
) -> None:
    """Nothing more from this person is taken up, for a reason; or again. Who they hire for is barred by their file."""
    desk = decisions.of_desk(session, now, here, sender)
    parts.must_see_all(session, here, desk)
    person = session.get(Person, person_id)
    if person is None or person.county_id != here.county_id:
        raise Refused("web.person_gone")
    if person.role in people.DESK_ROLES:
        raise Refused("web.not_yourself")
    after = {}
    if on:
        person.barred_at, person.barred_why = now, why_of(here, reason, words)
        after = {"why": _kind(reason, words)}
    else:
        person.barred_at, person.barred_why = None, ""
    session.add(person)
    events.note(session, now, here, "person.bar" if on else "person.unbar", "person", person_id, after=after)
    session.flush()
    for file in employers.of_account(session, here, person_id):
        screen_again(session, now, here, file)


def why_of(here: Here, reason: str, words: str) -> str:
    """The reason as it is kept and shown: what was written, else the words of the one pressed. Refused without one."""
    own = _tidied(words)
    if own:
        return own
    if reason not in REASONS:
        raise Refused("desk.bar_why_first")
    return say(f"desk.bar_for_{reason}", here.language)


def _tidied(words: str) -> str:
    return " ".join(words.split())[:WHY_MOST].rstrip("。.")


def _kind(reason: str, words: str) -> str:
    """How the book of events names a reason; nobody's words stand there."""
    return reason if reason in REASONS and not words.strip() else "own"


def _called(file: Employer) -> str:
    return file.phone or file.name or "—"


def _still_out(session: Session, here: Here, file: Employer, language: str) -> str:
    """What of a barred employer is still out, to be withdrawn; empty where nothing is."""
    out = [wording.named(each) for each in employers.on_air(session, here, file) if each.status in ON_AIR]
    return say("desk.barred_on_air", language, names=say("list.pause", language).join(out)) if out else ""


def screen_again(session: Session, now: datetime, here: Here, file: Employer) -> None:
    """What of this file waits is screened anew: a bar or a licence changes what is found."""
    for posting in employers.on_air(session, here, file):
        if posting.status != PostingStatus.REVIEW:
            continue
        poster = session.get(Person, posting.poster_id)
        if poster is None:
            continue
        cleared = {hit["rule"] for hit in posting.hits if hit.get("cleared")}
        found = screening.read(session, now, here, posting, poster)
        posting.hits = [{**hit, "cleared": True} if hit["rule"] in cleared else hit for hit in found]
        session.add(posting)
        session.flush()
        review.refresh(session, now, here, posting)
