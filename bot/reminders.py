"""Before the work: everybody with a seat is asked the evening before; employer and broker get the list, twice.

No frees the seat; no answer keeps it, marked 没回. Each posting's day is a row of its own, planned when the hour has
come, so that what was published, moved or stopped meanwhile is asked about as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from bot import (
    almanac,
    answers,
    dues,
    events,
    guests,
    ladder,
    listed,
    outbox,
    people,
    roster,
    roster_card,
    seats,
    settled,
    wording,
)
from bot.app import Here
from bot.messengers import Buttons
from bot.models import (
    ON_AIR,
    Delivery,
    Due,
    Group,
    GroupForwarder,
    Person,
    Posting,
    PostingDay,
    PostingStatus,
    Question,
    QuestionState,
    Signup,
    SignupDay,
    SignupState,
)
from bot.people import Sender
from bot.texts import say
from bot.wishes import Outcome
from nlp.types import PendingKind

ASK, EVENING_LIST, MORNING_LIST = "evening_ask", "evening_list", "morning_list"
WORKED = (*ON_AIR, PostingStatus.CLOSED, PostingStatus.EXPIRED)
MOST_NUMBERS = 4


def days_of_work(session: Session, here: Here, day: date) -> list[tuple[PostingDay, Posting]]:
    """The days of postings on which there is work on this date, with their postings; stopped and paused ones not."""
    found = session.exec(
        select(PostingDay, Posting)
        .where(
            PostingDay.county_id == here.county_id,
            PostingDay.day == day,
            col(PostingDay.stopped_at).is_(None),
            Posting.id == PostingDay.posting_id,
            col(Posting.status).in_([each.value for each in WORKED]),
            col(Posting.paused_at).is_(None),
        )
        .order_by(col(PostingDay.id))
    )
    return [(row, posting) for row, posting in found]


def evening(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act, once an evening: plan the questions of each posting that works tomorrow."""
    if almanac.missed(now, here, due):
        return "the evening is over"
    work = almanac.day_of(due) + timedelta(days=1)
    for row, _ in days_of_work(session, here, work):
        if row.taken:
            _plan(session, now, here, ASK, row, work)
    return None


def evening_lists(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act, once an evening: plan the lists of each posting that works tomorrow."""
    if almanac.missed(now, here, due):
        return "the evening is over"
    work = almanac.day_of(due) + timedelta(days=1)
    found = days_of_work(session, here, work)
    for row, _ in found:
        _plan(session, now, here, EVENING_LIST, row, work)
    if here.settings.clock.forwarder_list:
        _forwarders(session, now, here, work, found)
    return None


def _plan(session: Session, now: datetime, here: Here, kind: str, row: PostingDay, day: date) -> None:
    key = f"{kind}:{row.id}:{day.isoformat()}"
    dues.plan(session, now, here, kind, row.id, now, key=key, details={"day": day.isoformat()})


def _work_of(session: Session, here: Here, due: Due) -> tuple[PostingDay, Posting] | str:
    """The day of work that a row is about; else why there is none any more."""
    row = session.get(PostingDay, due.subject_id)
    posting = seats.lock(session, here, row.posting_id) if row is not None else None
    if row is None or posting is None or row.county_id != here.county_id:
        return "gone"
    if row.day != almanac.day_of(due):
        return "the day was moved"
    if row.stopped_at is not None:
        return "the day was stopped"
    if posting.status not in WORKED or posting.paused_at is not None:
        return "no longer on"
    return row, posting


def evening_ask(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: ask everybody on tomorrow's list whether they come. Too late once the work has begun."""
    found = _work_of(session, here, due)
    if isinstance(found, str):
        return found
    row, posting = found
    if seats.begun(now, here, posting, row):
        return "the work has begun"
    if almanac.in_quiet(here, now):
        return "too late: nobody is woken for it"
    asked = [signup for signup in seated(session, here, row) if _to_ask(session, now, here, posting, row, signup)]
    ask(session, now, here, posting, row, asked)
    return None if asked else "nobody to ask"


def seated(session: Session, here: Here, row: PostingDay) -> list[Signup]:
    """Who has seats on this day, in order of arrival."""
    return list(
        session.exec(
            select(Signup)
            .join(SignupDay, col(SignupDay.signup_id) == Signup.id)
            .where(
                Signup.county_id == here.county_id,
                SignupDay.posting_day_id == row.id,
                SignupDay.seats > 0,
                Signup.state == SignupState.ACTIVE,
            )
            .order_by(col(Signup.inbox_id), col(Signup.id))
        )
    )


def _to_ask(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay, signup: Signup) -> bool:
    """Not who said so just now, who was asked for this day already, or who still has a question about a change."""
    if signup.joined_at > now - timedelta(minutes=here.settings.times.fresh_minutes):
        return False
    assert posting.id is not None
    for question in session.exec(
        select(Question).where(
            Question.county_id == here.county_id,
            Question.person_id == signup.person_id,
            Question.kind == PendingKind.STILL.value,
            col(Question.asked_at) > now - timedelta(days=2),
        )
    ):
        if posting.id not in question.posting_ids:
            continue
        if question.details.get("day") == row.day.isoformat() or question.state == QuestionState.OPEN:
            return False
    return True


def ask(
    session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay, asked: Iterable[Signup]
) -> None:
    """Put the question of the evening: each in private; those of one group there in one message; else the call list."""
    by_group: dict[int, list[Signup]] = {}
    for signup in asked:
        signup.unconfirmed = True
        session.add(signup)
        question = Question(
            county_id=here.county_id,
            kind=PendingKind.STILL,
            person_id=signup.person_id,
            group_id=signup.group_id,
            posting_ids=[posting.id or 0],
            details={"signup": signup.id, "day": row.day.isoformat()},
            asked_at=now,
        )
        session.add(question)
        session.flush()
        after = {"kind": "evening", "person": signup.person_id, "posting": posting.id, "day": row.day.isoformat()}
        events.note(session, now, here, "question.ask", "question", question.id, after=after)
        person = session.get(Person, signup.person_id)
        if person is None or person.id is None:
            continue
        key = f"ask:{question.id}:1"
        language = people.language_of(here, person)
        text = _ask_text(session, now, here, posting, row, signup, person, language)
        buttons = _ask_buttons(here, question, _seats(session, signup, row), language)
        about = [posting.id or 0]
        if outbox.tell_person(session, now, here, person.id, text, key=key, buttons=buttons, about=about) is not None:
            continue
        group_id = signup.group_id
        account = people.address_of(session, here, person.id) is not None
        if account and group_id is not None and outbox.group_address(session, here, group_id) is not None:
            by_group.setdefault(group_id, []).append(signup)
            continue
        ladder.call(
            session, now, here, person.id, key=key, what="call_clock.evening", posting=posting, signup_id=signup.id
        )
    for group_id, mine in by_group.items():
        _ask_group(session, now, here, posting, row, group_id, mine)


def _seats(session: Session, signup: Signup, row: PostingDay) -> int:
    mine = session.exec(
        select(SignupDay).where(
            SignupDay.county_id == signup.county_id,
            SignupDay.signup_id == signup.id,
            SignupDay.posting_day_id == row.id,
        )
    ).first()
    return mine.seats if mine is not None else 0


def when(now: datetime, here: Here, posting: Posting, row: PostingDay, language: str) -> str:
    """明天(10月15日周四)早7点."""
    text = wording.day_beside(row.day, now.astimezone(here.zone).date(), language)
    return text + (wording.hour(posting.begin_time, language) if posting.begin_time is not None else "")


def _ask_text(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    row: PostingDay,
    signup: Signup,
    person: Person,
    language: str,
) -> str:
    return almanac.say(
        here,
        "evening.ask",
        language,
        name=answers.public_name(here, person),
        when=when(now, here, posting, row, language),
        place=wording.place(posting, short=True),
        work=posting.work or "",
        code=posting.code or "",
        count=_seats(session, signup, row),
    )


def _ask_buttons(here: Here, question: Question, number: int, language: str) -> Buttons:
    first = [
        {"text": almanac.say(here, "evening.button_yes", language), "data": f"coming:{question.id}:{number}"},
        {"text": almanac.say(here, "evening.button_no", language), "data": f"coming:{question.id}:0"},
    ]
    others = [each for each in range(1, max(number, 1) + 2) if each != number][-MOST_NUMBERS:]
    more = [
        {
            "text": almanac.say(here, "evening.button_count", language, count=each),
            "data": f"coming:{question.id}:{each}",
        }
        for each in others
    ]
    return [first, more]


def _ask_group(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    row: PostingDay,
    group_id: int,
    asked: list[Signup],
) -> None:
    language, most = here.language, here.settings.rules.names_in_answer
    buttons: Buttons = [
        [
            {"text": almanac.say(here, "evening.button_yes", language), "data": f"comingday:{row.id}:yes"},
            {"text": almanac.say(here, "evening.button_no", language), "data": f"comingday:{row.id}:no"},
        ]
    ]
    for start in range(0, len(asked), most):
        some = asked[start : start + most]
        named = [
            say(
                "roster.name_count",
                language,
                name=answers.public_name(here, session.get(Person, signup.person_id)),
                count=_seats(session, signup, row),
            )
            for signup in some
        ]
        text = almanac.say(
            here,
            "evening.ask_group",
            language,
            names=say("list.pause", language).join(named),
            when=when(now, here, posting, row, language),
            place=wording.place(posting, short=True),
            code=posting.code or "",
            work=posting.work or "",
        )
        key = f"evening:{row.id}:{row.day.isoformat()}:{group_id}:{some[0].id}"
        outbox.tell_group(session, now, here, group_id, text, key=key, buttons=buttons, about=[posting.id or 0])


def press(session: Session, now: datetime, here: Here, *, sender: Sender, question_id: int, number: int) -> Outcome:
    """A button under the evening's question: 0 is no, the number asked about is yes, another number sets it."""
    question = session.get(Question, question_id)
    person = people.find(session, here, sender.user_id)
    if question is None or question.county_id != here.county_id or question.kind != PendingKind.STILL:
        return Outcome("gone", say("roster.over", here.language))
    if person is None or person.id != question.person_id:
        return Outcome("not_yours", say("roster.not_yours", here.language))
    return _press(session, now, here, question, person, sender, number)


def press_day(
    session: Session, now: datetime, here: Here, *, sender: Sender, posting_day_id: int, yes: bool
) -> Outcome:
    """The same under the one message to a group: whoever presses answers for themselves."""
    row = session.get(PostingDay, posting_day_id)
    person = people.find(session, here, sender.user_id)
    if row is None or row.county_id != here.county_id:
        return Outcome("gone", say("roster.over", here.language))
    if person is None or person.id is None:
        return Outcome("not_yours", say("roster.not_yours", here.language))
    question = next(
        (
            each
            for each in session.exec(
                select(Question)
                .where(
                    Question.county_id == here.county_id,
                    Question.person_id == person.id,
                    Question.kind == PendingKind.STILL.value,
                )
                .order_by(col(Question.id).desc())
                .limit(20)
            )
            if row.posting_id in each.posting_ids and each.details.get("day") == row.day.isoformat()
        ),
        None,
    )
    if question is None:
        return Outcome("not_yours", say("roster.not_yours", here.language))
    signup = session.get(Signup, question.details.get("signup"))
    number = _seats(session, signup, row) if yes and signup is not None else 0
    return _press(session, now, here, question, person, sender, number)


def _press(
    session: Session, now: datetime, here: Here, question: Question, person: Person, sender: Sender, number: int
) -> Outcome:
    posting = session.get(Posting, question.posting_ids[0])
    signup = session.get(Signup, question.details.get("signup"))
    day = date.fromisoformat(question.details.get("day", "1970-01-01"))
    row = None
    if posting is not None:
        row = next((each for each in seats.days(session, here, posting) if each.day == day), None)
    if posting is None or signup is None or row is None or question.state != QuestionState.OPEN:
        return Outcome("gone", say("roster.over", here.language))
    if seats.begun(now, here, posting, row):
        return Outcome("late", say("roster.over", here.language))
    group = settled.where(session, here, sender)
    had = _seats(session, signup, row)
    if number in (0, had):
        yes = number > 0
        what = settled.answer(session, now, here, question, person, yes=yes, group_id=group)
        return Outcome(what, say("roster.noted_choice", here.language))
    assert posting.id is not None
    outcome = roster.change(session, now, here, posting_id=posting.id, person=person, people=number, group_id=group)
    return Outcome(outcome.what, say("roster.noted_choice", here.language))


def evening_list(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: tomorrow's list to the employer and to the brokers who bring people."""
    found = _work_of(session, here, due)
    if isinstance(found, str):
        return found
    if seats.begun(now, here, found[1], found[0]):
        return "the work has begun"
    if almanac.in_quiet(here, now):
        return "too late: the morning's list follows"
    _lists(session, now, here, *found, "evening")
    return None


def morning_list(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: the same on the day itself. Dropped once the work has begun."""
    found = _work_of(session, here, due)
    if isinstance(found, str):
        return found
    if seats.begun(now, here, found[1], found[0]) or here.today(now) != found[0].day:
        return "the work has begun"
    _lists(session, now, here, *found, "morning")
    return None


def _lists(session: Session, now: datetime, here: Here, row: PostingDay, posting: Posting, part: str) -> None:
    signups = seated(session, here, row)
    poster = session.get(Person, posting.poster_id)
    language = people.language_of(here, poster)
    today = now.astimezone(here.zone).date()
    day = wording.day_beside(row.day, today, language)
    open_ = sum(_seats(session, signup, row) for signup in signups if signup.unconfirmed)
    sure = row.taken - open_
    key = "evening.list_none" if not row.taken else "evening.list" if open_ else "evening.list_all"
    text = almanac.say(here, key, language, code=posting.code or "", day=day, sure=sure, open=open_)
    if not row.taken and posting.status in ON_AIR and seats.free(row) > 0:
        text += almanac.say(here, "evening.list_free", language, free=seats.free(row))
    if row.taken:
        card = roster_card.of_day(session, now, here, posting, row, full=True, language=language)
        text = f"{text}\n{card}"
    told = ladder.say(
        session,
        now,
        here,
        posting.poster_id,
        text,
        key=f"{listed.prefix(row)}{part}:{row.day.isoformat()}",
        posting=posting,
        falls_back=False,
        what="call_clock.list",
    )
    if isinstance(told, Delivery):
        listed.mark(session, here, told, row)
    for signup in signups:
        if signup.block and signup.person_id != posting.poster_id:
            _broker_list(session, now, here, posting, row, signup, part)


def _broker_list(
    session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay, signup: Signup, part: str
) -> None:
    language = people.language_of(here, session.get(Person, signup.person_id))
    number = _seats(session, signup, row)
    names = [guest.name for guest in guests.of(session, here, signup) if guest.name]
    missing = number - len(names)
    if missing > 0:
        names.append(almanac.say(here, "evening.block_unnamed", language, count=missing))
    text = almanac.say(
        here,
        "evening.block",
        language,
        code=posting.code or "",
        day=wording.day_beside(row.day, now.astimezone(here.zone).date(), language),
        count=number,
        names=say("list.pause", language).join(names),
    )
    ladder.say(
        session,
        now,
        here,
        signup.person_id,
        text,
        key=f"blocklist:{row.id}:{signup.id}:{part}:{row.day.isoformat()}",
        posting=posting,
        falls_back=False,
        what="call_clock.list",
        signup_id=signup.id,
    )


def _forwarders(
    session: Session, now: datetime, here: Here, day: date, found: list[tuple[PostingDay, Posting]]
) -> None:
    """One list to each forwarder of what is missing of their groups' people: names and phones."""
    carried = session.exec(
        select(GroupForwarder, Group)
        .where(GroupForwarder.county_id == here.county_id, Group.id == GroupForwarder.group_id)
        .order_by(col(GroupForwarder.id))
    )
    groups: dict[int, set[int]] = {}
    for link, group in carried:
        groups.setdefault(link.person_id, set()).add(group.id or 0)
    for person_id, mine in groups.items():
        language = people.language_of(here, session.get(Person, person_id))
        lines = []
        for row, posting in found:
            parts = [
                part
                for signup in seated(session, here, row)
                if signup.group_id in mine
                for part in _missing(session, here, row, signup, language)
            ]
            if parts:
                names = say("list.pause", language).join(parts)
                name = wording.named(posting)
                lines.append(almanac.say(here, "evening.forwarder_line", language, posting=name, names=names))
        if lines:
            near = wording.day_beside(day, now.astimezone(here.zone).date(), language)
            text = almanac.say(here, "evening.forwarder", language, day=near, lines="\n".join(lines))
            key = f"forwarder:{person_id}:{day.isoformat()}"
            ladder.say(session, now, here, person_id, text, key=key, falls_back=False, what="call.tell")


def _missing(session: Session, here: Here, row: PostingDay, signup: Signup, language: str) -> list[str]:
    person = session.get(Person, signup.person_id)
    name = answers.public_name(here, person)
    parts = []
    if person is not None and not person.phone:
        parts.append(almanac.say(here, "evening.missing_phone", language, name=name))
    named = len([guest for guest in guests.of(session, here, signup) if guest.name])
    unnamed = _seats(session, signup, row) - named - (0 if signup.block else 1)
    if unnamed > 0:
        parts.append(almanac.say(here, "evening.missing_names", language, name=name, count=unnamed))
    return parts
