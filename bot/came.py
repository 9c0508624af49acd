"""What a poster (or a broker of their own people) says of who came: written down as far as it was told, and said back.

What gives no number that can be kept is asked again in one short sentence; nothing is guessed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import (
    almanac,
    answers,
    arrivals,
    came_days,
    inbox,
    outbox,
    parts,
    people,
    talk,
    who_came,
    wording,
    work_hours,
)
from bot.app import Here
from bot.models import Person, Posting, PostingDay, Role, Signup, SignupState
from bot.texts import say
from nlp import arrivals as nlp_arrivals
from nlp.arrivals import Arrivals, Doubt
from nlp.order import code_in

WHICH = "came_which"
WHICH_SECONDS = 3600
NAMES_MOST = 20
Day = tuple[PostingDay, Posting]


def hear(
    session: Session, now: datetime, here: Here, *, person: Person, text: str, quoted: Posting | None = None
) -> bool:
    """Words of a poster, or of a broker about their own people, on who came. False where they are about none."""
    if person.id is None:
        return False
    told = came_days.read_each(text, asked=True)
    waits = person.doing.get("act") == WHICH and now.timestamp() - float(person.doing.get("at", 0)) < WHICH_SECONDS
    if not told and not waits:
        return False
    days = _begun(session, now, here, person)
    if waits and _which(session, now, here, person, text, days):
        return True
    if not told or not days:
        return False
    asked = _asked(session, here, person, days)
    if not asked:
        told = came_days.read_each(text, asked=False)
    meant = [(each, _meant(now, here, person, each, days, text, quoted)) for each in told]
    heard = [(each, found) for each, found in meant if found and (asked or _worth(session, here, each, found))]
    if not heard:
        return False
    inbox.keep(session, here)
    for number, (each, found) in enumerate(heard):
        if len({posting.id for _, posting in found}) > 1:
            _ask_which(session, now, here, person, text, found)
        elif len(together := came_days.asked_together(session, here, person, each, found)) > 1:
            _wait_for(session, now, person, text, together)
            came_days.ask(session, now, here, person, together)
        else:
            _put(session, now, here, person, each, _day(now, here, found), number)
    return True


def _put(session: Session, now: datetime, here: Here, person: Person, told: Arrivals, day: Day, number: int) -> None:
    row, posting = day
    only = None if arrivals.may(session, here, person, posting) else person
    said = take(session, now, here, posting, row, told, people.language_of(here, person), only=only)
    key = f"came:{here.inbox_id}:{person.id}" + (f":{number}" if number else "")
    outbox.tell_person(session, now, here, person.id or 0, said, key=key, about=[posting.id or 0])


def _worth(session: Session, here: Here, told: Arrivals, days: list[Day]) -> bool:
    """Whether it tells more than names of which none stands on a list: who was not asked speaks of something else."""
    if told.everybody or told.nobody or told.doubt or told.count is not None or told.missing is not None or told.extra:
        return True
    return any(who_came.named(session, here, arrivals.rows_of(session, here, row), told).any() for row, _ in days)


def _asked(session: Session, here: Here, person: Person, days: list[Day]) -> bool:
    """Whether this person was asked who came, that is not told yet, and nothing was asked of them since."""
    sent = [
        delivery
        for row, _ in days
        if row.reported is None
        and (delivery := outbox.by_key(session, here, f"{arrivals.ASK}:{row.id}:{row.day.isoformat()}")) is not None
        and delivery.person_id == person.id
    ]
    if not sent or talk.batch_of(session, here, person):
        return False
    return max(each.due_at for each in sent).timestamp() >= float(person.doing.get("at", 0))


def _meant(
    now: datetime, here: Here, person: Person, told: Arrivals, days: list[Day], text: str, quoted: Posting | None
) -> list[Day]:
    """The days that these words may be about: by code, quote or the work's name, by the day named, else the untold.

    Where nothing is named, a broker with postings of their own speaks of those.
    """
    code = told.code or (quoted.code if quoted is not None else None)
    if code is not None:
        days = [each for each in days if each[1].code == code]
    elif len(works := {each[1].work for each in days if each[1].work and each[1].work in text}) == 1:
        days = [each for each in days if each[1].work in works]
    else:
        days = [each for each in days if each[1].poster_id == person.id] or days
    if told.back is not None:
        of_day = [each for each in days if each[0].day == here.today(now) - timedelta(days=told.back)]
        days = of_day if of_day or told.back else days  # 今天 said after midnight is the day before
    if len({posting.id for _, posting in days}) > 1:
        untold = [each for each in days if each[0].reported is None]
        days = untold if len({posting.id for _, posting in untold}) == 1 else days
    return days


def _day(now: datetime, here: Here, days: list[Day]) -> Day:
    """Of several days of one posting the newest that has begun and is untold; else today's; else the newest told."""
    begun = [each for each in days if work_hours.begun(now, here, each[1], each[0])]
    untold = [each for each in begun if each[0].reported is None]
    return (untold or [each for each in days if each not in begun] or begun)[-1]


def _ask_which(session: Session, now: datetime, here: Here, person: Person, text: str, days: list[Day]) -> None:
    """Several may be meant: what they write next (a code, a work, 都是) says which; what they said is kept for it."""
    _wait_for(session, now, person, text, [])
    language = people.language_of(here, person)
    names = say("list.pause", language).join(dict.fromkeys(wording.named(posting) for _, posting in days))
    said = almanac.say(here, "arrivals.which", language, code=days[-1][1].code or "", names=names)
    outbox.tell_person(session, now, here, person.id or 0, said, key=f"came:{here.inbox_id}:{person.id}")


def _wait_for(session: Session, now: datetime, person: Person, text: str, days: list[Day]) -> None:
    """What was said is kept until they say which posting it is of, or which of these `days`."""
    said = {"act": WHICH, "said": text[:400], "at": int(now.timestamp())}
    person.doing = {**said, **({"days": [row.id for row, _ in days]} if days else {})}
    session.add(person)


def _which(session: Session, now: datetime, here: Here, person: Person, text: str, days: list[Day]) -> bool:
    """The answer to which posting, or which day, was meant; False where the text is none."""
    told = nlp_arrivals.read(str(person.doing.get("said", "")), asked=True)
    code, every, of_days = code_in(text), nlp_arrivals.of_every(text), person.doing.get("days")
    if of_days:
        asked = [each for each in days if each[0].id in of_days]
        meant = came_days.said(text, here.today(now), asked, every=every)
    else:
        meant = [each for each in days if every or each[1].code == code or (each[1].work and each[1].work in text)]
    if told is None or not meant or (nlp_arrivals.read(text) is not None and not every):
        return False
    person.doing = {}
    session.add(person)
    inbox.keep(session, here)
    if not of_days:
        found = dict.fromkeys(posting.id for _, posting in meant)
        meant = [_day(now, here, [each for each in meant if each[1].id == posting_id]) for posting_id in found]
    for number, day in enumerate(meant):
        _put(session, now, here, person, told, day, number)
    return True


def _begun(session: Session, now: datetime, here: Here, person: Person) -> list[Day]:
    """The days of work of these days that have begun, of one's own postings or with one's own block, oldest first."""
    today = here.today(now)
    query = (
        select(PostingDay, Posting)
        .where(
            PostingDay.county_id == here.county_id,
            col(PostingDay.day).between(today - timedelta(days=here.settings.times.arrivals_days), today),
            PostingDay.taken > 0,
            Posting.county_id == PostingDay.county_id,
            Posting.id == PostingDay.posting_id,
        )
        .order_by(col(PostingDay.day), col(PostingDay.id))
    )
    found = list(session.exec(query.where(Posting.poster_id == person.id)))
    if person.role == Role.BROKER:
        blocks = select(Signup.posting_id).where(
            Signup.county_id == here.county_id,
            Signup.person_id == person.id,
            col(Signup.block).is_(True),
            Signup.state == SignupState.ACTIVE,
        )
        others = query.where(col(Posting.id).in_(blocks), col(Posting.poster_id) != person.id)
        found = sorted((*found, *session.exec(others)), key=lambda each: (each[0].day, each[0].id or 0))
    return [
        (row, posting)
        for row, posting in found
        if work_hours.worked(here, posting, row) and (row.day == today or work_hours.begun(now, here, posting, row))
    ]


def take(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    row: PostingDay,
    told: Arrivals,
    language: str,
    *,
    only: Person | None = None,
) -> str:
    """Write down who came, as far as it was told; the sentence that says it back. `only`: the people of one signup."""
    rows = [each for each in arrivals.rows_of(session, here, row) if only is None or each[1].person_id == only.id]
    told = who_came.of_parties(session, here, rows, told)
    total = sum(mine.seats for mine, _ in rows)
    values = {"code": posting.code or "", "day": arrivals.day_words(now, here, row, language), "total": total}
    named = who_came.named(session, here, rows, told)
    doubt = told.doubt or (Doubt.HOW_MANY if _impossible(told, total, named) else None)
    if doubt is not None:
        return almanac.say(here, f"arrivals.{doubt.value}", language, **values)
    pause = say("list.pause", language)
    alike = ""
    if named.alike:
        alike = almanac.say(here, "arrivals.alike", language, names=pause.join(dict.fromkeys(named.alike)))
    if alike and not named.any() and _no_number(told):
        return alike
    if (told.absent or told.parties or told.present) and not told.everybody and not named.any() and _no_number(told):
        return _not_found(session, here, rows, named, language, values)
    if told.rest_came and (told.absent or told.parties) and told.missing is None and not named.any():
        return _not_found(session, here, rows, named, language, values)  # somebody stayed away: not all came
    number = _write(session, row, rows, told, named, total)
    arrivals.note(session, now, here, posting, row, number if only is None else None)
    if number == 0 and only is None:
        _desk_none(session, now, here, posting, row)
    gone = who_came.listed(session, here, rows, named.came, language, pause)
    here_ = who_came.listed(session, here, rows, dict.fromkeys(named.present, 0), language, pause)
    fewer = total - number if number is not None else 0
    key = _key(number, total, bool(named.came), fewer)
    text = almanac.say(here, f"arrivals.{key}", language, count=number, names=gone or here_, missing=fewer, **values)
    if not named.unknown or (told.everybody and not named.any()):
        return text + alike
    return text + alike + almanac.say(here, "arrivals.unknown", language, names=pause.join(named.unknown))


def _no_number(told: Arrivals) -> bool:
    return told.count is None and told.missing is None and not told.nobody and not told.extra and not told.rest_came


def _impossible(told: Arrivals, total: int, named: who_came.Named) -> bool:
    """Far more than are on the list came, or more stayed away than were to come: some number was misread."""
    if told.count is not None and told.count > 2 * total + 5:
        return True
    return told.extra > total + 5 or max(told.missing or 0, named.lost) > total


def _write(
    session: Session,
    row: PostingDay,
    rows: who_came.Rows,
    told: Arrivals,
    named: who_came.Named,
    total: int,
) -> int | None:
    """Mark each signup of whom something is known; how many came in all, where that is known."""
    partial = row.reported is None and any(mine.arrived is not None for mine, _ in rows)
    some = bool(named.present) and not named.came  # 老李秀兰都来了
    if told.nobody or (told.everybody and not some):
        for mine, _ in rows:
            if told.everybody and partial and mine.arrived is not None:
                continue  # they were named before, and then asked of: 都来了 is said of the others
            mine.arrived = mine.seats if told.everybody else 0
            session.add(mine)
        return sum(mine.arrived or 0 for mine, _ in rows) + told.extra
    lost = max(named.lost, told.missing or 0)
    number = told.count if told.count is not None else total - lost + told.extra if told.rest_came else None
    if number is None and told.extra and not named.any():
        number = total + told.extra
    if told.only:
        number = sum(mine.seats for mine, _ in rows if mine.id in named.present)
    if number is None and named.came and row.reported is not None:  # names that come after the number
        number = _after_number(rows, named, row.reported, total)
    if told.count is not None and not named.any():
        _unmark(rows, told.count, total)
    others = told.only or number == 0 or (number is not None and number == total - named.lost + told.extra)
    for mine, _ in rows:
        known = named.came.get(mine.id or 0)
        if known is not None:
            mine.arrived = known
        elif mine.id in named.present:
            mine.arrived = mine.seats
        elif others and (mine.arrived is None or told.rest_came or told.count is not None or told.only):
            mine.arrived = 0 if told.only or number == 0 else mine.seats
        session.add(mine)
    if number is None and named.any() and all(mine.arrived is not None for mine, _ in rows):
        number = sum(mine.arrived or 0 for mine, _ in rows)  # of each something was told
        number += max((row.reported or 0) - total, 0)  # who came and is on no list is there still
    return number


def _after_number(rows: who_came.Rows, named: who_came.Named, reported: int, total: int) -> int:
    """How many came, where names follow the number told: of who was known to have come fewer did, by these names.

    Of who was not known the number told may have left them out already.
    """
    known = [(mine, mine.arrived) for mine, _ in rows if mine.id in named.came and mine.arrived is not None]
    changed = sum(named.came[mine.id or 0] - before for mine, before in known)
    others = [mine for mine, _ in rows if mine.id not in named.came and mine.arrived is not None]
    named.lost += sum(mine.seats - (mine.arrived or 0) for mine in others)
    return min(reported + changed, max(reported, total) - named.lost)


def _unmark(rows: who_came.Rows, count: int, total: int) -> None:
    """A number that the marks cannot come to: of who was marked the other way nothing is known any more."""
    marks = [mine.arrived for mine, _ in rows]
    most = sum(mine.seats if mine.arrived is None else mine.arrived for mine, _ in rows)
    fewer, more = count < sum(mark or 0 for mark in marks), most < count <= total
    for mine, _ in rows:
        if mine.arrived is not None and ((fewer and mine.arrived > 0) or (more and mine.arrived < mine.seats)):
            mine.arrived = None


def _key(number: int | None, total: int, named: bool, fewer: int) -> str:
    if number is None:
        return "noted_names" if named else "noted_present"
    if number == 0:
        return "noted_none"
    if named:
        return "noted_absent"
    if number == total:
        return "noted_all"
    return "noted_missing" if fewer > 0 else "noted_more"


def _not_found(
    session: Session,
    here: Here,
    rows: who_came.Rows,
    named: who_came.Named,
    language: str,
    values: dict[str, object],
) -> str:
    pause = say("list.pause", language)
    people_ = [answers.public_name(here, session.get(Person, signup.person_id)) for _, signup in rows[:NAMES_MOST]]
    names = pause.join(named.unknown)
    return almanac.say(here, "arrivals.not_found", language, names=names, listed=pause.join(people_), **values)


def _desk_none(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay) -> None:
    for clerk in parts.clerks(session, here, posting.region_id):
        language = people.language_of(here, clerk)
        day = arrivals.day_words(now, here, row, language)
        text = almanac.say(here, "arrivals.desk_none", language, posting=wording.named(posting), day=day)
        outbox.tell_person(session, now, here, clerk.id or 0, text, key=f"nobody:{row.id}:{row.day}:{clerk.id}")
