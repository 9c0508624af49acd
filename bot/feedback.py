"""After the work: each worker whom a private message reaches is asked once whether work and pay were as agreed.

A "no" to the pay opens a complaint, with the evidence that stands in our rows (`bot/evidence.py`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from bot import (
    alarms,
    almanac,
    answers,
    events,
    ladder,
    outbox,
    parts,
    pay_check,
    people,
    questions,
    seats,
    told_late,
    wording,
    work_hours,
)
from bot.app import Here
from bot.messengers import Buttons
from bot.models import (
    Complaint,
    ComplaintState,
    Due,
    Feedback,
    Person,
    Posting,
    PostingDay,
    Signup,
    SignupDay,
    SignupState,
)
from bot.people import Sender
from bot.texts import say
from bot.wishes import Outcome
from nlp import after as nlp_after
from nlp.types import Alarm

AFTER = "after_work"
SAID_MOST = 100


def asks_at(here: Here, posting: Posting, row: PostingDay) -> datetime:
    """When the workers of a day are asked: some time after its end, or in the evening where no end is said."""
    times = here.settings.times
    if posting.end_time is None:
        return almanac.moment(here, row.day, times.after_work)
    ends = almanac.moment(here, row.day, posting.end_time)
    if posting.begin_time is not None and posting.end_time < posting.begin_time:
        ends += timedelta(days=1)
    return ends + timedelta(minutes=times.after_minutes)


def after_due(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: ask everybody who worked that day. Put off over the quiet hours; after some days too late."""
    row = session.get(PostingDay, due.subject_id)
    posting = session.get(Posting, row.posting_id) if row is not None else None
    if row is None or posting is None:
        return "gone"
    if row.day != almanac.day_of(due):
        return "the day was moved"
    if not work_hours.worked(here, posting, row):
        return "no work that day"
    at = asks_at(here, posting, row)
    if now >= at + timedelta(days=here.settings.times.feedback_days):
        return "too late: asked days after it helps nobody"
    if now < at or almanac.in_quiet(here, now):
        due.due_at = max(at, ladder.speaks_at(now, here))
        session.add(due)
        return None
    found = session.exec(
        select(SignupDay, Signup)
        .where(
            SignupDay.county_id == here.county_id,
            SignupDay.posting_day_id == row.id,
            SignupDay.seats > 0,
            Signup.county_id == SignupDay.county_id,
            Signup.id == SignupDay.signup_id,
            # who left keeps the seat of days begun, and so does who was there when the work was called off
            col(Signup.state).in_((SignupState.ACTIVE, SignupState.LEFT, SignupState.CLOSED)),
        )
        .order_by(col(Signup.id))
    ).all()
    asked = sum(_ask(session, now, here, posting, row, signup) for mine, signup in found if mine.arrived != 0)
    return None if asked else "nobody to ask in private"


def _ask(session: Session, now: datetime, here: Here, posting: Posting, row: PostingDay, signup: Signup) -> bool:
    person = session.get(Person, signup.person_id)
    if person is None or person.id is None or people.reachable(session, here, person.id) is None:
        return False
    if _known(session, here, signup, row) is not None:
        return False
    assert signup.id is not None
    assert row.id is not None
    pay = _pay_is_due(session, here, posting, row)
    made = Feedback(
        county_id=here.county_id,
        signup_id=signup.id,
        posting_day_id=row.id,
        person_id=person.id,
        asked_at=now,
        pay_asked=pay,
    )
    session.add(made)
    session.flush()
    events.note(session, now, here, "feedback.ask", "feedback", made.id, after={"posting": posting.id})
    language = people.language_of(here, person)
    text = _question(now, here, posting, row, person, language, pay=pay)
    outbox.tell_person(
        session,
        now,
        here,
        person.id,
        text,
        key=f"feedback:{made.id}",
        buttons=_buttons(here, made, language),
        about=[posting.id or 0],
        until=almanac.evening_over(here, now),
    )
    return True


def _question(
    now: datetime, here: Here, posting: Posting, row: PostingDay, person: Person, language: str, *, pay: bool
) -> str:
    """As described, and (`pay`) paid as agreed? A day that is not today is named."""
    today = now.astimezone(here.zone).date()
    key = "feedback.ask_work" if not pay else "feedback.ask" if row.day == today else "feedback.ask_day"
    return almanac.say(
        here,
        key,
        language,
        name=answers.public_name(here, person),
        day=wording.day_beside(row.day, today, language),
        place=wording.place(posting, short=True),
        work=posting.work or "",
        wage="" if work_hours.ended_early(here, posting, row) else wording.wage(posting, language),  # theirs to say
        code=posting.code or "",
    )


def _known(session: Session, here: Here, signup: Signup, row: PostingDay) -> Feedback | None:
    return session.exec(
        select(Feedback).where(
            Feedback.county_id == here.county_id,
            Feedback.signup_id == signup.id,
            Feedback.posting_day_id == row.id,
        )
    ).first()


def _pay_is_due(session: Session, here: Here, posting: Posting, row: PostingDay) -> bool:
    """Whether the pay should have come that day: paid by the day (or not said), or at the end on the last day."""
    if posting.pay_when in (None, "daily"):
        return True
    if posting.status not in work_hours.WORKED:  # called off as a whole: its days to come will not be
        return posting.pay_when == "finish"
    days = [each.day for each in seats.days(session, here, posting) if each.stopped_at is None or each.id == row.id]
    return posting.pay_when == "finish" and bool(days) and row.day == max(days)


def _buttons(here: Here, made: Feedback, language: str) -> Buttons:
    ok = "feedback.button_ok" if made.pay_asked else "feedback.button_ok_work"
    rows = [
        [{"text": almanac.say(here, ok, language), "data": f"fb:{made.id}:ok"}],
        [{"text": almanac.say(here, "feedback.button_work", language), "data": f"fb:{made.id}:work"}],
    ]
    if made.pay_asked:
        rows.append([{"text": almanac.say(here, "feedback.button_pay", language), "data": f"fb:{made.id}:pay"}])
    return rows


def press(session: Session, now: datetime, here: Here, *, sender: Sender, feedback_id: int, what: str) -> Outcome:
    """A button under the question after the work: ok, work (not as described), pay (not as agreed)."""
    row = session.get(Feedback, feedback_id, with_for_update=True)
    person = people.find(session, here, sender.user_id)
    if row is None or row.county_id != here.county_id or person is None or row.person_id != person.id:
        return Outcome("gone", say("roster.not_yours", here.language))
    if row.complaint_id is not None or (row.answered_at is not None and what != "pay"):
        return Outcome("gone", almanac.say(here, "feedback.over", people.language_of(here, person)))
    return Outcome("noted", answer(session, now, here, row, person, what, ""))


def asked(session: Session, now: datetime, here: Here, person: Person) -> Feedback | None:
    """The newest question after the work that this person has not answered, as long as somebody remembers."""
    since = now - timedelta(days=here.settings.times.feedback_days)
    return _newest(session, here, person, col(Feedback.answered_at).is_(None), col(Feedback.asked_at) > since)


def _newest(session: Session, here: Here, person: Person, *which: ColumnElement[bool]) -> Feedback | None:
    """The newest question after the work to this person of which `which` holds."""
    own = Feedback.county_id == here.county_id, Feedback.person_id == person.id
    return session.exec(select(Feedback).where(*own, *which).order_by(col(Feedback.id).desc())).first()


def is_over(session: Session, now: datetime, here: Here, person: Person, code: str) -> bool:
    """Whether this person was asked how the work of this code was, and has no day of it ahead to stay away from."""
    row = asked(session, now, here, person)
    posting = posting_of(session, row) if row is not None else None
    return posting is not None and posting.code == code and not seats.days_ahead(session, now, here, posting)


def hear(session: Session, now: datetime, here: Here, *, person: Person, text: str) -> bool:
    """Words of a worker who was just asked how it was. False where nothing is open or the words say nothing of it."""
    row = asked(session, now, here, person)
    if row is None:
        return _second_thoughts(session, now, here, person, text)
    what = _meant(session, here, row, person, text)
    if what is None:
        return False
    if what == "later":  # it stays open: what comes of it is told with the next words
        key, language = f"feedback_later:{row.id}:{here.inbox_id}", people.language_of(here, person)
        outbox.tell_person(session, now, here, row.person_id, almanac.say(here, "feedback.later", language), key=key)
        return True
    told = answer(session, now, here, row, person, what, text)
    if person.id is not None and what != "pay":
        outbox.tell_person(session, now, here, person.id, told, key=f"feedback_told:{row.id}")
    return True


def _second_thoughts(session: Session, now: datetime, here: Here, person: Person, text: str) -> bool:
    """其实少给20 of who said that all was well is a complaint after all; 没给 once more is the one that is open.

    钱给了 of who complained goes to the desk: it closes the complaint, not the worker's word.
    """
    what = nlp_after.of_pay(text)
    row = _answered_lately(session, now, here, person) if what is not None else None
    posting = posting_of(session, row) if row is not None else None
    if row is None or posting is None or not row.pay_asked:
        return False
    complaint = session.get(Complaint, row.complaint_id) if row.complaint_id is not None else None
    open_ = complaint is not None and complaint.state == ComplaintState.OPEN
    language = people.language_of(here, person)
    if what == "pay" and not open_:
        answer(session, now, here, row, person, "pay", text)
        return True
    if complaint is None or not open_:
        return False
    told = say("alarm.noted", language, number=complaint.id, phone=here.settings.duty_phone)
    if what == "ok":
        _came_after_all(session, now, here, posting, complaint, person, text)
        told = almanac.say(here, "feedback.paid_after_all", language)
    key = f"feedback_more:{row.id}:{here.inbox_id}"
    outbox.tell_person(session, now, here, row.person_id, told, key=key, about=[posting.id or 0])
    return True


def _answered_lately(session: Session, now: datetime, here: Here, person: Person) -> Feedback | None:
    """The newest question after the work that this person answered, as long as somebody remembers."""
    since = now - timedelta(days=here.settings.times.feedback_days)
    return _newest(session, here, person, col(Feedback.answered_at) > since)


def _came_after_all(
    session: Session, now: datetime, here: Here, posting: Posting, complaint: Complaint, person: Person, said: str
) -> None:
    for clerk in parts.to_wake(session, here, posting.region_id):
        text = almanac.say(
            here,
            "feedback.paid_after_all_desk",
            people.language_of(here, clerk),
            number=complaint.id,
            posting=wording.named(posting),
            name=answers.public_name(here, person),
            said=said[:SAID_MOST],
        )
        key = f"paid_since:{complaint.id}:{here.inbox_id}:{clerk.id}"
        outbox.tell_person(session, now, here, clerk.id or 0, text, key=key)


def posting_of(session: Session, row: Feedback) -> Posting | None:
    """The posting that a question after the work is about."""
    day = session.get(PostingDay, row.posting_day_id)
    return session.get(Posting, day.posting_id) if day is not None else None


def complained(
    session: Session, now: datetime, here: Here, complaint: Complaint, person: Person, row: Feedback, text: str
) -> None:
    """少给了30 said in the group, or whatever else opened a complaint: the question `row` is answered by it."""
    what = _meant(session, here, row, person, text)
    if what not in ("pay", "work"):
        return
    row.complaint_id = complaint.id
    _answered(session, now, here, row, what)


def _meant(session: Session, here: Here, row: Feedback, person: Person, text: str) -> str | None:
    """What the words say of the work and the pay, the sum told held against the sum agreed; None where nothing."""
    if nlp_after.is_bare(text):
        newer = [each for each in questions.open_of(session, here, person.id or 0) if each.asked_at > row.asked_at]
        if newer or (nlp_after.is_no(text) and not row.pay_asked):
            return None
    what = nlp_after.read(text)
    told = nlp_after.paid(text) if what in (None, "ok", "pay") and row.pay_asked else None
    if told is None:
        return what
    short = pay_check.is_short(session, here, row, told)
    if short is None:
        return what or "ok"
    return "pay" if short or what == "pay" else "ok"


def answer(session: Session, now: datetime, here: Here, row: Feedback, person: Person, what: str, text: str) -> str:
    """Write the answer down; a pay that is not as agreed is a complaint. The sentence for who answered."""
    day = session.get(PostingDay, row.posting_day_id)
    posting = session.get(Posting, day.posting_id) if day is not None else None
    language = people.language_of(here, person)
    _answered(session, now, here, row, what, got=nlp_after.got(text))
    if posting is None or day is None:
        return almanac.say(here, "feedback.thanks", language)
    if what == "away":
        return _away(session, now, here, row, day, language)
    if what == "work":
        _work_desk(session, now, here, row, posting, person, text)
        return almanac.say(here, "feedback.work_noted", language)
    if what != "pay":
        return almanac.say(here, "feedback.thanks", language)
    words = almanac.say(
        here,
        "feedback.pay_words",
        here.language,
        day=wording.day(day.day, here.language),
        posting=wording.named(posting),
        wage=wording.wage(posting, here.language),
    )
    complaint = alarms.sound(session, now, here, Alarm.COMPLAINT, person, text or words, posting=posting)
    row.complaint_id = complaint.id
    session.add(row)
    return say("alarm.noted", language, number=complaint.id, phone=here.settings.duty_phone)


def _away(session: Session, now: datetime, here: Here, row: Feedback, day: PostingDay, language: str) -> str:
    """我没去: a no-show they told of themselves, where the poster did not say otherwise."""
    mine = session.exec(
        select(SignupDay).where(
            SignupDay.county_id == here.county_id,
            SignupDay.posting_day_id == day.id,
            SignupDay.signup_id == row.signup_id,
        )
    ).first()
    if mine is not None and mine.arrived is None:
        mine.arrived = 0
        session.add(mine)
        told_late.keep(session, now, here, mine, day, row.person_id)
    named = wording.day_beside(day.day, here.today(now), language)
    return almanac.say(here, "feedback.away", language, day=named)


def _answered(session: Session, now: datetime, here: Here, row: Feedback, what: str, *, got: bool = False) -> None:
    """`got`: the words say that the pay came, whatever they say of the work."""
    row.answered_at = now
    if what != "away":
        row.work_ok = what != "work"
    if row.pay_asked and (what in ("pay", "ok") or (what == "work" and got)):
        row.paid_ok = what != "pay"
    session.add(row)
    events.note(session, now, here, "feedback.answer", "feedback", row.id, after={"what": what})


def _work_desk(
    session: Session, now: datetime, here: Here, row: Feedback, posting: Posting, person: Person, said: str
) -> None:
    for clerk in parts.clerks(session, here, posting.region_id):
        text = almanac.say(
            here,
            "feedback.work_desk_said" if said else "feedback.work_desk",
            people.language_of(here, clerk),
            said=said[:SAID_MOST],
            posting=wording.named(posting),
            name=answers.public_name(here, person),
        )
        outbox.tell_person(session, now, here, clerk.id or 0, text, key=f"notasked:{row.id}:{clerk.id}")
