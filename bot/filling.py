"""What is missing of tomorrow's people, asked of the forwarder of their group in one list: phones, and names of guests.

The list comes back filled in by words (`hear`), or on the forwarder's own page. Only what is missing is taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot import almanac, answers, block_lists, events, guests, inbox, ladder, people, reminders, seats, talk, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import GroupForwarder, Person, Posting, PostingDay, Signup
from bot.people import clean_name
from bot.texts import say
from nlp import filling as nlp_filling

PHONE, NAMES = "phone", "names"
NAMES_MOST = 20


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not known of one signup: who, in which posting, a phone or the names of `count` guests."""

    signup_id: int
    what: str
    name: str
    posting: str
    count: int = 1


def groups_of(session: Session, here: Here, person_id: int) -> set[int]:
    """Ids of the groups that somebody carries texts for."""
    rows = session.exec(
        select(GroupForwarder.group_id).where(
            GroupForwarder.county_id == here.county_id, GroupForwarder.person_id == person_id
        )
    )
    return set(rows)


def missing(
    session: Session,
    here: Here,
    group_ids: set[int],
    found: Sequence[tuple[PostingDay, Posting]],
) -> list[Missing]:
    """What is missing of the people of these groups who have a seat on these days, in the order of the rosters."""
    made = []
    for row, posting in found:
        for signup in reminders.seated(session, here, row):
            if signup.group_id in group_ids:
                made += _of(session, here, row, posting, signup)
    return made


def _of(session: Session, here: Here, row: PostingDay, posting: Posting, signup: Signup) -> list[Missing]:
    person = session.get(Person, signup.person_id)
    name, about = answers.public_name(here, person), wording.named(posting)
    parts = []
    if person is not None and not person.phone:
        parts.append(Missing(signup.id or 0, PHONE, name, about))
    named = len([guest for guest in guests.of(session, here, signup) if guest.name])
    unnamed = seats.on_day(session, signup, row) - named - (0 if signup.block else 1)
    if unnamed > 0:
        parts.append(Missing(signup.id or 0, NAMES, name, about, unnamed))
    return parts


def tomorrow(session: Session, now: datetime, here: Here, person_id: int) -> list[Missing]:
    """What a forwarder can still fill in of tomorrow's work, and of today's."""
    mine = groups_of(session, here, person_id)
    if not mine:
        return []
    today = here.today(now)
    days = [each for day in (today, today + timedelta(days=1)) for each in reminders.days_of_work(session, here, day)]
    seen: dict[tuple[int, str], Missing] = {}
    for each in missing(session, here, mine, days):
        seen.setdefault((each.signup_id, each.what), each)
    return list(seen.values())


def tell(session: Session, now: datetime, here: Here, day: date, found: Sequence[tuple[PostingDay, Posting]]) -> None:
    """One list to each forwarder of what is missing of their groups' people; on the call list who has no messenger."""
    carriers = session.exec(
        select(GroupForwarder.person_id)
        .where(GroupForwarder.county_id == here.county_id)
        .distinct()
        .order_by(col(GroupForwarder.person_id))
    ).all()
    for person_id in carriers:
        wanted = missing(session, here, groups_of(session, here, person_id), found)
        if wanted:
            language = people.language_of(here, session.get(Person, person_id))
            near = wording.day_beside(day, now.astimezone(here.zone).date(), language)
            text = almanac.say(here, "filling.ask", language, day=near, lines=lines(here, wanted, language))
            ladder.say(
                session,
                now,
                here,
                person_id,
                text,
                key=f"forwarder:{person_id}:{day.isoformat()}",
                falls_back=False,
                what="call_clock.missing",
                day=day,
                until=almanac.evening_over(here, now),
            )


def lines(here: Here, wanted: Sequence[Missing], language: str) -> str:
    """What is missing, a line each under its posting, to be filled in behind the colon."""
    made: list[str] = []
    about = ""
    for each in wanted:
        if each.posting != about:
            about = each.posting
            made.append(almanac.say(here, "filling.posting", language, posting=about))
        made.append(almanac.say(here, f"filling.{each.what}", language, name=each.name, count=each.count))
    return "\n".join(made)


def is_filled(session: Session, now: datetime, here: Here, person_id: int | None, text: str) -> bool:
    """Whether a text is the list sent back, so that nobody reads it as a tally; writes nothing."""
    wanted = tomorrow(session, now, here, person_id) if person_id is not None else []
    return bool(nlp_filling.read(text, [each.name for each in wanted]))


def hear(session: Session, now: datetime, here: Here, *, person: Person, text: str) -> bool:
    """A forwarder sends the list back filled in. False where the words fill nothing in that is missing."""
    if person.id is None or not groups_of(session, here, person.id):
        return False
    wanted = tomorrow(session, now, here, person.id)
    read = nlp_filling.read(text, [each.name for each in wanted])
    done, doubtful = [], []
    for line in read:
        what = PHONE if line.phone else NAMES
        fitting = [each for each in wanted if each.name == line.name and each.what == what]
        if len({_person_of(session, each) for each in fitting}) > 1:  # two of the same name: the desk knows which
            doubtful.append(line.name)
            continue
        for each in fitting:
            if fill(session, now, here, person_id=person.id, want=each, phone=line.phone, names=line.brings):
                done.append(each)
    if not done and not doubtful:
        return False
    inbox.keep(session, here)
    _answer(session, now, here, person, done, doubtful)
    return True


def _person_of(session: Session, want: Missing) -> int:
    signup = session.get(Signup, want.signup_id)
    return signup.person_id if signup is not None else 0


def _answer(
    session: Session, now: datetime, here: Here, person: Person, done: list[Missing], doubtful: list[str]
) -> None:
    language = people.language_of(here, person)
    pause = say("list.pause", language)
    names = pause.join(dict.fromkeys(each.name for each in done))
    said = almanac.say(here, "filling.noted", language, names=names) if done else ""
    if doubtful:
        said += almanac.say(here, "filling.which", language, names=pause.join(dict.fromkeys(doubtful)))
    left = tomorrow(session, now, here, person.id or 0)
    if left:
        said += almanac.say(here, "filling.left", language, lines=lines(here, left, language))
    elif done:
        said += almanac.say(here, "filling.all", language)
    talk.reply(session, now, here, person, said, part="filling")


def fill(
    session: Session,
    now: datetime,
    here: Here,
    *,
    person_id: int,
    want: Missing,
    phone: str = "",
    names: Sequence[str] = (),
) -> bool:
    """Put down a phone or names that were missing, told by a forwarder of that group. False where nothing was new."""
    signup = session.get(Signup, want.signup_id)
    if (
        signup is None
        or signup.county_id != here.county_id
        or signup.group_id not in groups_of(session, here, person_id)
    ):
        raise Refused("relay.not_yours")
    if want.what == PHONE:
        known = session.get(Person, signup.person_id)
        digits = "".join(each for each in phone if each.isdecimal())
        if known is None or known.phone or not 7 <= len(digits) <= 12:
            return False
        known.phone = digits
        session.add(known)
        events.note(session, now, here, "person.phone", "person", known.id, after={"by": person_id})
        return True
    before = len(guests.of(session, here, signup))
    cleaned = (clean_name(each) for each in names)
    fresh = tuple(dict.fromkeys(each for each in cleaned if each))[: min(want.count, NAMES_MOST)]
    guests.add(session, here, signup, fresh)
    new = len(guests.of(session, here, signup)) - before
    if new:
        events.note(session, now, here, "signup.names", "signup", signup.id, after={"names": new, "by": person_id})
        if signup.block and (posting := session.get(Posting, signup.posting_id)) is not None:
            for _, day in seats.rows_of(session, signup):
                block_lists.tell_changes(session, now, here, posting, day)
    return new > 0
