"""What posters answer who were asked whether people are still needed: by word (`hear`), by button (`press`).

The question comes before a posting runs out (`bot/expiry.py`) or once a week (`bot/regulars.py`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot import (
    almanac,
    amendments,
    changes,
    enough,
    events,
    expiry,
    freshen,
    ladder,
    people,
    postings,
    seats,
    talk,
    terms,
    turns,
    wording,
)
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Employer, Person, Posting, PostingStatus
from bot.people import Sender
from bot.texts import say
from nlp import answer, needed, request
from nlp import order as orders
from nlp.types import Act

BESIDE = frozenset({"wage", "pay_when", "benefits", "benefits_add", "benefits_remove", "denied"})
"""What may be said beside a number of people and goes to the desk as a change."""


def press(session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int, yes: bool) -> str:
    """还要, 够了: by button."""
    person = people.meet(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    changes.may(session, here, person, posting)
    if posting.status not in ON_AIR:
        raise Refused("employer.old_button")
    _settle(session, now, here, person, posting, yes)
    return ""


def _meant(
    session: Session, now: datetime, person: Person, posting: Posting, order: orders.Order, quoted: Posting | None
) -> tuple[Posting, list[Posting]]:
    """Which posting an answer is for, by its code or the message quoted; with it the others it may be for as well."""
    others = expiry.asked_too(session, now, person, posting)
    for each in (posting, *others):
        if order.code is not None and each.code == order.code:
            return each, []
        if order.code is None and quoted is not None and each.id == quoted.id:
            return each, []
    return posting, others


def hear(
    session: Session, now: datetime, here: Here, *, person: Person, text: str, quoted: Posting | None = None
) -> bool:
    """The words of a poster who was just asked whether people are needed; False where they answer something else.

    Where several were asked about and nothing in the text says which is meant, that is asked: nothing changes.
    """
    doing = dict(person.doing)
    if doing.get("act") not in (expiry.NEEDED, expiry.AGAIN, expiry.SOME) or person.role in people.DESK_ROLES:
        return False
    posting = session.get(Posting, int(doing.get("posting", 0)))
    old = now.timestamp() - float(doing.get("at", 0)) > expiry.OPEN_HOURS * 3600
    order = orders.read(text, here.today(now))
    others: list[Posting] = []
    if posting is not None:
        posting, others = _meant(session, now, person, posting, order, quoted)
    if posting is None or old or order.code not in (None, posting.code) or talk.batch_of(session, here, person):
        return False
    said = needed.read(order.rest if order.code is not None else text)
    rests = said is None and order.day is None and orders.rest_days(text) is not None
    if rests and not _works(session, now, here, posting, doing["act"]):
        said = needed.Needed(False, later=True)
    named = _named(session, here, person, posting, text)
    names_work = named is None and any(need.work for need in request.read(text, now, here.gazetteer).needs)
    posting, act = named or posting, doing["act"] if named is None else expiry.NEEDED
    if said is not None and (said.later or said.call) and not names_work:
        _undecided(session, now, here, person, posting, act, said)
        return True
    if others and named is None and not names_work:
        return said is not None and _ask_which(session, now, here, person, posting, others)
    if act == expiry.SOME or (names_work and not order.corrects):
        return False  # a text that names other work is a need of its own
    if act == expiry.AGAIN:
        return _again(session, now, here, person, posting, text, order, said)
    if posting.status not in ON_AIR:
        return False
    if (said is None or names_work or said.adds) and _changed(session, now, here, person, posting, text, order):
        return True
    if said is None or names_work:
        return False
    if said.number is not None:
        return _number(session, now, here, person, posting, text, order, said)
    if order.act == "stop" and _works(session, now, here, posting, act):
        return False  # 明天不用来了: a day off, and they have to hear of it
    if said.over:
        changes.do(session, now, here, person, posting, enough.CANCEL)
        _answered(session, now, here, posting, "enough")
        return True
    _settle(session, now, here, person, posting, said.yes, text)
    return True


def _works(session: Session, now: datetime, here: Here, posting: Posting, act: str) -> bool:
    """Whether there are days of work that 停两天 could stop; without any it only means: not now."""
    return act != expiry.AGAIN and bool(seats.days_ahead(session, now, here, posting))


def _ask_which(
    session: Session, now: datetime, here: Here, person: Person, posting: Posting, others: list[Posting]
) -> bool:
    """够了 after two questions closes neither: both are named, and how to say which."""
    language = people.language_of(here, person)
    asked = sorted((posting, *others), key=lambda each: each.id or 0)
    names = say("list.pause", language).join(wording.named(each) for each in asked)
    text = almanac.say(here, "expiry.which", language, names=names, code=asked[0].code or "")
    talk.reply(session, now, here, person, text, part="needed", about=asked)
    return True


def _named(session: Session, here: Here, person: Person, posting: Posting, text: str) -> Posting | None:
    """The one posting of theirs that is out whose work the text names; the one asked about before all others."""
    out = [each for each in postings.of_poster(session, here, person.id or 0, *ON_AIR) if each.work]
    found = [each for each in out if each.work and each.work in text]
    asked_about = [each for each in found if each.id == posting.id]
    return asked_about[0] if asked_about else found[0] if len(found) == 1 else None


def _undecided(
    session: Session, now: datetime, here: Here, person: Person, posting: Posting, act: str, said: needed.Needed
) -> None:
    """下礼拜再说, 打我电话: nothing changes; who wants to be rung up is on the call list."""
    language = people.language_of(here, person)
    if said.call:
        key = f"call:{expiry.NEEDED}:{here.inbox_id}"
        ladder.call(session, now, here, person.id or 0, key=key, what="call_clock.needed", posting=posting)
        talk.reply(session, now, here, person, almanac.say(here, "regular.rung", language), part="needed")
        return
    if act == expiry.NEEDED and posting.status in ON_AIR:
        text = almanac.say(here, "regular.stays", language, posting=wording.named(posting))
    else:
        text = almanac.say(here, "regular.not_now" if act == expiry.AGAIN else "regular.kept", language)
    talk.reply(session, now, here, person, text, part="needed", about=[posting])
    _answered(session, now, here, posting, "not_now" if act == expiry.AGAIN else "same")


def _changed(
    session: Session, now: datetime, here: Here, person: Person, posting: Posting, text: str, order: orders.Order
) -> bool:
    """Other terms than a number of people (换成套袋了): a change of the posting that was asked about, as ever."""
    wanted = posting.headcount_max
    if not changes.hear(session, now, here, person, posting, text, order):
        return False
    number = postings.free(session, now, here, posting) if posting.headcount_max != wanted else None
    _answered(session, now, here, posting, "changed" if number is None else "number", number)
    return True


def _number(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    posting: Posting,
    text: str,
    order: orders.Order,
    said: needed.Needed,
) -> bool:
    """So many more, or in all. For another day it is a posting of its own; pay said beside it is a change."""
    days = [row.day for row in seats.days(session, here, posting)]
    if days and ((order.day is not None and order.day not in days) or needed.next_time(text)):
        return _again(session, now, here, person, posting, text, order, said)
    _forget(session, person, posting)
    changes.do(session, now, here, person, posting, "seats" if said.whole else "still", number=said.number)
    _longer(session, now, here, posting)
    _answered(session, now, here, posting, "number", said.number)
    rest = {key: value for key, value in _said_too(now, here, posting, text).items() if key in BESIDE}
    if rest:
        amendments.to_desk(session, now, here, person, posting, rest, text)
    return True


def _said_too(now: datetime, here: Here, posting: Posting, text: str) -> dict[str, Any]:
    """What else of the terms stands in a text."""
    read = answer.read(text, now, terms.as_draft(posting), None, here.gazetteer)
    return dict(read.changes) if read.act is Act.SET else {}


def _answered(
    session: Session, now: datetime, here: Here, posting: Posting, what: str, number: int | None = None
) -> None:
    """Of an employer of long standing the desk sees what they said, as if it had asked itself."""
    file = session.get(Employer, posting.employer_id) if posting.employer_id is not None else None
    if file is not None and file.regular:
        after = {"outcome": what, "posting": posting.id, **({"wanted": number} if number is not None else {})}
        events.note(session, now, here, expiry.ASKED, "employer", file.id, after=after)


def _forget(session: Session, person: Person, posting: Posting) -> None:
    """This one is answered; what else was asked about stays open."""
    doing = dict(person.doing)
    left = [each for each in (doing.get("posting"), *doing.get("also", ())) if each not in (None, posting.id)]
    if doing.get("act") == expiry.NEEDED and left:
        person.doing = {**doing, "posting": left[0], "also": left[1:]}
    else:
        person.doing = {}
    session.add(person)


def _settle(
    session: Session, now: datetime, here: Here, person: Person, posting: Posting, yes: bool, said: str = ""
) -> None:
    if person.role not in people.DESK_ROLES:
        _forget(session, person, posting)
    language = people.language_of(here, person)
    name = wording.named(posting)
    if not yes:
        postings.end(session, now, here, posting, PostingStatus.CLOSED)
        taken = postings.taken(session, posting)
        key = "expiry.enough_come" if taken and needed.stay_away(said) else "expiry.enough"
        text = almanac.say(here, key, language, posting=name, taken=taken, code=posting.code or "")
    elif _longer(session, now, here, posting) and posting.valid_until is not None:
        day = wording.day(here.today(posting.valid_until), language)
        text = almanac.say(here, "expiry.longer", language, posting=name, until=day)
    else:
        text = almanac.say(here, "expiry.goes_on", language, posting=name)
    talk.reply(session, now, here, person, text, part="needed", about=[posting])
    _answered(session, now, here, posting, "same" if yes else "enough")


def _longer(session: Session, now: datetime, here: Here, posting: Posting) -> bool:
    """A posting without a date holds as many days again; one with a date ends with the start of its work."""
    if posting.start is not None and posting.kind != "longterm":
        return False
    posting.valid_until = now + timedelta(days=here.settings.times.undated_days)
    posting.version += 1
    session.add(posting)
    postings.plan_expiry(session, now, here, posting)
    freshen.mark_stale(session, now, here, posting.id or 0)
    return True


def _again(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    posting: Posting,
    text: str,
    order: orders.Order,
    said: needed.Needed | None,
) -> bool:
    """An employer with nothing out was asked: a number, or other terms, make a new draft of their last posting."""
    too = _said_too(now, here, posting, text)
    if said is None and not too:
        return False
    _forget(session, person, posting)
    if said is not None and not said.yes:
        _answered(session, now, here, posting, "not_now")
        language = people.language_of(here, person)
        talk.reply(session, now, here, person, almanac.say(here, "regular.not_now", language))
        return True
    number = said.number if said is not None else None
    new = postings.repeat(session, now, here, posting, None if needed.next_time(text) else order.day)
    too = {key: value for key, value in too.items() if key not in ("start", "day")}
    if number is not None:
        too["headcount"] = [number, number]
    if too:
        turns.take(session, here, new, too, text)
    count = number or (new.headcount_max if said is None else None)
    _answered(session, now, here, posting, "number" if count else "again", count)
    talk.go_on(session, now, here, person, [new], "")
    return True
