"""Complaints and accidents: the desk is told at once, quiet hours or not; one line in the group, never an argument."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import dues, events, freshen, inbox, ladder, outbox, parts, people, poster, reply_context, wording
from bot.answers import public_name
from bot.app import Here
from bot.models import ON_AIR, Complaint, Group, Person, Posting, Priority
from bot.texts import say
from nlp.types import Alarm

QUIET_MINUTES = 10


def sound(
    session: Session,
    now: datetime,
    here: Here,
    kind: Alarm,
    person: Person,
    text: str,
    *,
    group: Group | None = None,
    posting: Posting | None = None,
) -> Complaint:
    """Write an alarm down, tell the desk and the one on duty, answer in the group, pause the posting at the third."""
    assert person.id is not None
    inbox.keep(session, here)
    place = posting.region_id if posting is not None else group.region_id if group is not None else None
    on_duty = next(iter(parts.to_wake(session, here, place)), None)
    row = Complaint(
        county_id=here.county_id,
        kind=kind.value,
        posting_id=posting.id if posting is not None else None,
        person_id=person.id,
        group_id=group.id if group is not None else None,
        inbox_id=here.inbox_id,
        said=text,
        opened_at=now,
        owner_id=on_duty.id if on_duty is not None else None,
        due_at=now + timedelta(hours=here.settings.times.complaint_due_hours),
    )
    session.add(row)
    session.flush()
    assert row.due_at is not None
    dues.plan(session, now, here, "complaint_due", row.id, row.due_at, key=f"complaint_due:{row.id}")
    after = {"kind": kind.value, "posting": row.posting_id, "person": person.id}
    events.note(session, now, here, "complaint.open", "complaint", row.id, after=after)
    _tell_desk(session, now, here, row, person, group, posting)
    if group is not None and group.id is not None:
        _one_line(session, now, here, kind, group.id)
    _answer(session, now, here, row, person)
    if posting is not None and kind == Alarm.COMPLAINT:
        _pause(session, now, here, posting)
    return row


def _tell_desk(
    session: Session,
    now: datetime,
    here: Here,
    row: Complaint,
    person: Person,
    group: Group | None,
    posting: Posting | None,
) -> None:
    for clerk in parts.to_wake(session, here, parts.place_of(session, row)):
        language = people.language_of(here, clerk)
        text = say(
            f"alarm.{row.kind}_desk",
            language,
            number=row.id,
            place=reply_context.place_of(session, group) if group is not None else "",
            name=public_name(here, person),
            posting=wording.named(posting) if posting is not None else say("alarm.no_posting", language),
            words=row.said[:200],
        )
        if person.phone:
            text += f" {person.phone}"
        assert clerk.id is not None
        outbox.tell_person(session, now, here, clerk.id, text, key=f"alarm:{row.id}:{clerk.id}")


def _one_line(session: Session, now: datetime, here: Here, kind: Alarm, group_id: int) -> None:
    """One line in the group, once for what comes within a few minutes."""
    recent = session.exec(
        select(Complaint.id).where(
            Complaint.county_id == here.county_id,
            Complaint.group_id == group_id,
            Complaint.kind == kind.value,
            col(Complaint.opened_at) > now - timedelta(minutes=QUIET_MINUTES),
        )
    ).all()
    if len(recent) > 1:
        return
    text = say(f"alarm.{kind.value}_group", here.language, phone=here.settings.duty_phone)
    outbox.tell_group(session, now, here, group_id, text, key=f"alarm:{recent[0]}", priority=Priority.ANSWER)


def _answer(session: Session, now: datetime, here: Here, row: Complaint, person: Person) -> None:
    """To who complained: in private, else somebody rings; never in the group. Of an accident what goes before all."""
    assert person.id is not None
    key = "alarm.noted" if row.kind == Alarm.COMPLAINT.value else f"alarm.{row.kind}_noted"
    text = say(key, people.language_of(here, person), number=row.id, phone=here.settings.duty_phone)
    ladder.say(
        session,
        now,
        here,
        person.id,
        text,
        key=f"complaint:{row.id}",
        falls_back=False,
        what=f"call.{row.kind}",
    )


def _pause(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """Three people who complain of one posting pause it until the desk has checked."""
    who = set(
        session.exec(
            select(Complaint.person_id).where(
                Complaint.county_id == here.county_id,
                Complaint.posting_id == posting.id,
                Complaint.kind == Alarm.COMPLAINT.value,
            )
        )
    )
    if len(who) < here.settings.rules.complaints_to_pause or posting.paused_at is not None:
        return
    if posting.status not in ON_AIR:
        return
    posting.paused_at = now
    session.add(posting)
    events.note(session, now, here, "posting.pause", "posting", posting.id, after={"complaints": len(who)})
    assert posting.id is not None
    freshen.mark_stale(session, now, here, posting.id, Priority.CLOSING)
    poster.tell(session, now, here, posting, f"paused:{posting.id}:{now.timestamp():.0f}", "poster.paused")
    for clerk in parts.to_wake(session, here, posting.region_id):
        language = people.language_of(here, clerk)
        text = say("alarm.paused_desk", language, posting=wording.named(posting), count=len(who))
        assert clerk.id is not None
        key = f"paused:{posting.id}:{now.timestamp():.0f}:{clerk.id}"
        outbox.tell_person(session, now, here, clerk.id, text, key=key)
