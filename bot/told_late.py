"""Who says 不去了 after the work has begun: the seat stays with them, as a no-show they told of themselves."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session

from bot import answers, events, poster, questions, waiting, wording, work_hours
from bot.app import Here
from bot.models import ON_AIR, Person, Posting, PostingDay, Signup, SignupDay
from bot.texts import say
from bot.wishes import Outcome

Rows = list[tuple[SignupDay, PostingDay]]


def begun(now: datetime, here: Here, posting: Posting, rows: Rows) -> Rows:
    """Those days with a seat on which work has begun: nobody else can take the seat, so it is not given back."""
    return [(row, day) for row, day in rows if row.seats and work_hours.begun(now, here, posting, day)]


def note(
    session: Session, now: datetime, here: Here, posting: Posting, signup: Signup, kept: Rows, *, off: bool
) -> None:
    """Mark them as not come, as long as nobody said otherwise, and tell the poster; the poster's own word goes before.

    Only until the poster is asked who came: who writes it later may have worked, so nothing is marked and they are
    asked how it was like the others. `off`: the whole signup ends, of which a poster whose posting is over hears then.
    """
    for row, day in kept:
        begins = work_hours.begins_at(here, posting, day)
        early = begins is not None and now < begins + timedelta(minutes=here.settings.times.arrivals_minutes)
        if row.arrived is None and early:
            row.arrived = 0
            session.add(row)
        keep(session, now, here, row, day, signup.person_id)
        if off and posting.status not in ON_AIR:
            continue
        name = answers.public_name(here, session.get(Person, signup.person_id))
        key = f"absent:{signup.id}:{day.id}:{here.inbox_id}"
        poster.tell(session, now, here, posting, key, "poster.left", name=name, count=row.seats)


def keep(session: Session, now: datetime, here: Here, row: SignupDay, day: PostingDay, person_id: int) -> None:
    """Keep that they told of it themselves, and what is marked of them."""
    after = {"posting": day.posting_id, "day": day.day.isoformat(), "person": person_id, "arrived": row.arrived}
    events.note(session, now, here, "signup.absent", "signup", row.signup_id, after=after)


def told(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    person: Person,
    kept: Rows,
    group_id: int | None,
) -> Outcome:
    """Tell them that the work had begun and that the poster hears of it."""
    assert person.id is not None
    language, today = questions.language(session, here, person.id, group_id), here.today(now)
    named = say("list.pause", language).join(wording.day_beside(day.day, today, language) for _, day in kept)
    text = say("roster.off_begun", language, code=posting.code or "", day=named)
    key = f"off:{here.inbox_id}:{person.id}:{posting.id}"
    waiting.say_to(session, now, here, posting, person, text, group_id, key=key)
    return Outcome("left", text)
