"""Before a posting runs out its poster is asked whether people are still needed; the end itself is `postings.expire`.

What the poster answers in words is read by `hear`, which also takes the answers to the week's question
(`bot/regulars.py`): both ask whether, and how many.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot import (
    almanac,
    amendments,
    changes,
    dues,
    enough,
    events,
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
from bot.messengers import Buttons
from bot.models import ON_AIR, Due, Employer, Person, Posting, PostingStatus
from bot.people import Sender
from bot.texts import say
from nlp import answer, needed, request
from nlp import order as orders
from nlp.types import Act

WARN = "expiry_warning"
NEEDED, AGAIN, SOME = "needed", "needed_again", "needed_some"
OPEN_HOURS = 36
ASKED = "employer.asked"
BESIDE = frozenset({"wage", "pay_when", "benefits", "benefits_add", "benefits_remove", "denied"})
"""What may be said beside a number of people and goes to the desk as a change."""


def warns_at(here: Here, posting: Posting) -> datetime | None:
    """When the poster is warned: some hours before; where that is at night, the evening before. None: it never ends."""
    if posting.valid_until is None:
        return None
    times, ends = here.settings.times, posting.valid_until
    if posting.start is not None and posting.begin_time is None and posting.kind != "longterm":
        last = ends.astimezone(here.zone).date()  # it holds till the end of the day, but whom does one find at noon
        ends = min(ends, almanac.moment(here, last, times.assumed_begin))
    at = ends - timedelta(hours=times.warn_hours)
    if almanac.in_quiet(here, at) or at.astimezone(here.zone).time() < times.duty_from:
        day = at.astimezone(here.zone).date()
        evening = almanac.moment(here, day, times.warn_evening)
        at = evening if evening < at else almanac.moment(here, day - timedelta(days=1), times.warn_evening)
    return at


def plan_warning(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """Plan the warning with the end; none for a posting that is published later than it would come."""
    at = warns_at(here, posting)
    if at is not None and at > now:
        dues.plan(session, now, here, WARN, posting.id, at, key=key_of(posting))


def key_of(posting: Posting) -> str:
    """The key of the warning of a posting's end as it is now."""
    ends = posting.valid_until
    return f"{WARN}:{posting.id}:{ends.timestamp() if ends is not None else 0:.0f}"


def warn(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: is it still needed? Not where it is full, over, paused, or holds longer by now."""
    posting = session.get(Posting, due.subject_id)
    if posting is None or posting.status not in ON_AIR or posting.valid_until is None:
        return "no longer on air"
    if posting.valid_until <= now:
        return "too late: it ran out"
    at = warns_at(here, posting)
    if at is not None and at > now:
        if due.dedupe_key != key_of(posting):
            return "holds longer"
        due.due_at = at  # its end is the same, but the county warns later by now
        session.add(due)
        return None
    if posting.status == PostingStatus.FULL or posting.paused_at is not None:
        return "full or paused"
    if almanac.in_quiet(here, now):
        return "too late: nobody is woken for it"
    person = session.get(Person, posting.poster_id)
    language = people.language_of(here, person)
    until = posting.valid_until.astimezone(here.zone)
    dated = posting.start is not None
    text = almanac.say(
        here,
        "expiry.warn_left" if dated and posting.kind != "longterm" else "expiry.warn_open",
        language,
        posting=wording.named(posting),
        until=wording.day_beside(until.date(), here.today(now), language) + wording.hour(until.time(), language),
        free=max((seats.free(row) for row in seats.days_ahead(session, now, here, posting)), default=0),
        days=here.settings.times.undated_days,
    )
    ask(session, now, here, posting, text, key=f"{WARN}:{posting.id}:{until.isoformat()}")
    return None


def ask(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    text: str,
    *,
    key: str,
    act: str = NEEDED,
    person_id: int | None = None,
) -> None:
    """Ask the poster (or `person_id`) whether people are needed; their next words are read as the answer."""
    person = session.get(Person, person_id or posting.poster_id)
    if person is None or person.id is None:
        return
    language = people.language_of(here, person)
    row = [
        {"text": almanac.say(here, "expiry.button_yes", language), "data": f"need:{posting.id}:yes"},
        {"text": almanac.say(here, "expiry.button_no", language), "data": f"need:{posting.id}:no"},
    ]
    buttons: Buttons = [row] if act == NEEDED else []
    if person.role not in people.DESK_ROLES:
        also = [each.id for each in _asked_too(session, now, person, posting)] if act == NEEDED else []
        person.doing = {"act": act, "posting": posting.id, "at": int(now.timestamp()), "also": also}
        session.add(person)
    ladder.say(
        session,
        now,
        here,
        person.id,
        text,
        key=key,
        posting=posting,
        buttons=buttons,
        falls_back=False,
        what="call_clock.needed",
        until=almanac.evening_over(here, now),
    )
    events.note(session, now, here, "posting.needed", "posting", posting.id)


def press(session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int, yes: bool) -> str:
    """还要, 够了: by button."""
    person = people.meet(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    changes.may(session, here, person, posting)
    if posting.status not in ON_AIR:
        raise Refused("employer.old_button")
    _settle(session, now, here, person, posting, yes)
    return ""


def _asked_too(session: Session, now: datetime, person: Person, posting: Posting) -> list[Posting]:
    """What else this poster was asked about just before and has not answered: each is asked for by its code then."""
    doing = dict(person.doing)
    if not people.was_asked(person, NEEDED, now, OPEN_HOURS * 3600):
        return []
    found = [session.get(Posting, int(each)) for each in (doing["posting"], *doing.get("also", ()))]
    return [each for each in found if each is not None and each.id != posting.id and each.status in ON_AIR]


def _meant(
    session: Session, now: datetime, person: Person, posting: Posting, order: orders.Order, quoted: Posting | None
) -> tuple[Posting, list[Posting]]:
    """Which posting an answer is for, by its code or the message quoted; with it the others it may be for as well."""
    others = _asked_too(session, now, person, posting)
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
    if doing.get("act") not in (NEEDED, AGAIN, SOME) or person.role in people.DESK_ROLES:
        return False
    posting = session.get(Posting, int(doing.get("posting", 0)))
    old = now.timestamp() - float(doing.get("at", 0)) > OPEN_HOURS * 3600
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
    posting, act = named or posting, doing["act"] if named is None else NEEDED
    if said is not None and (said.later or said.call) and not names_work:
        _undecided(session, now, here, person, posting, act, said)
        return True
    if others and named is None and not names_work:
        return said is not None and _ask_which(session, now, here, person, posting, others)
    if act == SOME or (names_work and not order.corrects):
        return False  # a text that names other work is a need of its own
    if act == AGAIN:
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
    return act != AGAIN and bool(seats.days_ahead(session, now, here, posting))


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
        key = f"call:{NEEDED}:{here.inbox_id}"
        ladder.call(session, now, here, person.id or 0, key=key, what="call_clock.needed", posting=posting)
        talk.reply(session, now, here, person, almanac.say(here, "regular.rung", language), part="needed")
        return
    if act == NEEDED and posting.status in ON_AIR:
        text = almanac.say(here, "regular.stays", language, posting=wording.named(posting))
    else:
        text = almanac.say(here, "regular.not_now" if act == AGAIN else "regular.kept", language)
    talk.reply(session, now, here, person, text, part="needed", about=[posting])
    _answered(session, now, here, posting, "not_now" if act == AGAIN else "same")


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
        events.note(session, now, here, ASKED, "employer", file.id, after=after)


def _forget(session: Session, person: Person, posting: Posting) -> None:
    """This one is answered; what else was asked about stays open."""
    doing = dict(person.doing)
    left = [each for each in (doing.get("posting"), *doing.get("also", ())) if each not in (None, posting.id)]
    if doing.get("act") == NEEDED and left:
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
