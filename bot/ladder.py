"""The ladder: what is meant for one person goes in private; else in their group; else on the call list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot import answers, events, outbox, people
from bot.app import Here
from bot.messengers import Buttons
from bot.models import Call, Delivery, Person, Posting, Signup
from bot.texts import say as words


def speaks_at(now: datetime, here: Here) -> datetime:
    """When somebody who did not just write may be written to: now, or when the quiet hours are over."""
    times = here.settings.times
    local = now.astimezone(here.zone)
    if times.quiet_from <= times.quiet_to:
        quiet = times.quiet_from <= local.time() < times.quiet_to
    else:
        quiet = local.time() >= times.quiet_from or local.time() < times.quiet_to
    if not quiet:
        return now
    end = datetime.combine(local.date(), times.quiet_to, tzinfo=here.zone)
    return end if end > local else end + timedelta(days=1)


def say(
    session: Session,
    now: datetime,
    here: Here,
    person_id: int,
    text: str,
    *,
    key: str,
    posting: Posting | None = None,
    group_id: int | None = None,
    buttons: Buttons | None = None,
    question: bool = False,
    falls_back: bool = True,
    what: str = "call.tell",
    signup_id: int | None = None,
    due_at: datetime | None = None,
    until: datetime | None = None,
    day: date | None = None,
    about: Sequence[int] = (),
) -> Delivery | Call:
    """Say `text` to one person, as far down the ladder as it must go; the row that carries it.

    In a group the text is led by the person's name. A question (`question`) stands alone there and keeps its buttons;
    anything else is collected with the other answers. `falls_back` is False for complaints: never in a group.
    `what` is the key of the texts that tells a caller what it is about, `day` the last day on which a call about it is
    of use, `about` the ids of postings where it speaks of several. The same `key` again says nothing. A message that
    did not go out before `until` is given up.
    """
    if not about and posting is not None and posting.id is not None:
        about = [posting.id]
    told = outbox.tell_person(
        session,
        now,
        here,
        person_id,
        text,
        key=key,
        buttons=buttons,
        about=about,
        due_at=due_at,
        until=until,
        details=_next_rung(what, posting, signup_id, group_id, question=question, falls_back=falls_back, day=day),
    )
    if told is not None:
        return told
    carried = None
    if falls_back:
        carried = _in_group(
            session,
            now,
            here,
            person_id,
            text,
            key=key,
            posting=posting,
            group_id=group_id,
            buttons=buttons if question else None,
            question=question,
            due_at=due_at,
            until=until,
        )
    return carried or call(
        session, now, here, person_id, key=key, what=what, posting=posting, signup_id=signup_id, day=day
    )


def _in_group(
    session: Session,
    now: datetime,
    here: Here,
    person_id: int,
    text: str,
    *,
    key: str,
    posting: Posting | None,
    group_id: int | None,
    buttons: Buttons | None,
    question: bool,
    due_at: datetime | None,
    until: datetime | None,
) -> Delivery | None:
    """The second rung: by name in the person's group. None where they have none, or no account to read it with."""
    person = session.get(Person, person_id)
    group_id = group_id or _group_of(session, here, person_id, posting)
    if person is None or group_id is None or not _has_account(session, here, person_id):
        return None
    named = answers.addressed(here, person, text)
    if not question:
        return answers.line(session, now, here, group_id, named, key=key, posting=posting)
    about = [posting.id] if posting is not None and posting.id is not None else []
    return outbox.tell_group(
        session, now, here, group_id, named, key=key, buttons=buttons, about=about, due_at=due_at, until=until
    )


def spoken_to_in(session: Session, here: Here, signup: Signup) -> int | None:
    """The group in which this person is spoken to by name; None where they are reached in private, or nowhere."""
    if signup.group_id is None or people.reachable(session, here, signup.person_id) is not None:
        return None
    if not _has_account(session, here, signup.person_id):
        return None
    return signup.group_id if outbox.group_address(session, here, signup.group_id) is not None else None


def _next_rung(
    what: str,
    posting: Posting | None,
    signup_id: int | None,
    group_id: int | None,
    *,
    question: bool = False,
    falls_back: bool = True,
    day: date | None = None,
) -> dict[str, Any]:
    """What a private message keeps with it, so that it can go on down the ladder where it fails for good."""
    return {
        "call": {
            "what": what,
            "posting": posting.id if posting is not None else None,
            "signup": signup_id,
            "group": group_id,
            "question": question,
            "falls_back": falls_back,
            "day": day.isoformat() if day is not None else None,
        }
    }


def fell(session: Session, now: datetime, here: Here, row: Delivery) -> Delivery | Call | None:
    """A private message failed for good: what the ladder said with it goes on to their group or the call list, once.

    At an hour when nobody is written to, the group's rung is passed over. None for what the ladder did not say.
    """
    rung = row.details.get("call")
    if row.person_id is None or row.group_id is not None or not isinstance(rung, dict):
        return None
    posting = session.get(Posting, rung["posting"]) if rung["posting"] is not None else None
    if rung.get("falls_back", False) and speaks_at(now, here) == now and row.text:
        carried = _in_group(
            session,
            now,
            here,
            row.person_id,
            row.text,
            key=f"{row.dedupe_key}:group",
            posting=posting,
            group_id=rung["group"],
            buttons=row.buttons if rung["question"] else None,
            question=bool(rung["question"]),
            due_at=None,
            until=row.good_until,
        )
        if carried is not None:
            return carried
    return call(
        session,
        now,
        here,
        row.person_id,
        key=row.dedupe_key,
        what=str(rung["what"]),
        posting=posting,
        signup_id=rung["signup"],
        day=date.fromisoformat(rung["day"]) if rung.get("day") else None,
    )


def _has_account(session: Session, here: Here, person_id: int) -> bool:
    """Somebody whom others put down on a list has no account and reads no group."""
    return people.address_of(session, here, person_id) is not None


_GROUPS = (
    select(Signup.posting_id, Signup.group_id)
    .where(
        Signup.county_id == bindparam("county"),
        Signup.person_id == bindparam("person"),
        col(Signup.group_id).is_not(None),
    )
    .order_by(col(Signup.joined_at).desc())
    .limit(20)
)


def _group_of(session: Session, here: Here, person_id: int, posting: Posting | None) -> int | None:
    """The group in which this person answered the posting, else the one where they answered last."""
    rows = session.execute(_GROUPS, {"county": here.county_id, "person": person_id}).all()
    same = [row for row in rows if posting is not None and row.posting_id == posting.id]
    return next((row.group_id for row in (*same, *rows)), None)


def call(
    session: Session,
    now: datetime,
    here: Here,
    person_id: int,
    *,
    key: str,
    what: str,
    posting: Posting | None = None,
    signup_id: int | None = None,
    day: date | None = None,
) -> Call:
    """Put a person on the call list, once for each `key`; after `day` it is of no use (`bot.calls.over`)."""
    row = session.exec(select(Call).where(Call.county_id == here.county_id, Call.dedupe_key == key)).first()
    if row is not None:
        return row
    row = Call(
        county_id=here.county_id,
        dedupe_key=key,
        person_id=person_id,
        posting_id=posting.id if posting is not None else None,
        signup_id=signup_id,
        what=what,
        day=day,
        made_at=now,
    )
    session.add(row)
    session.flush()
    events.note(session, now, here, "call.add", "call", row.id, after={"person": person_id})
    return row


def say_all(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    signups: Sequence[Signup],
    text: Callable[[str], str],
    *,
    key: str,
    what: str,
    day: date | None = None,
) -> None:
    """Say the same to many: each in private; those of one group there in one sentence by name; else the call list.

    `text` gives the sentence in a language. `key` names what is said; the signup's id is added to it.
    """
    by_group: dict[int, list[Person]] = {}
    for signup in signups:
        person = session.get(Person, signup.person_id)
        if person is None or person.id is None:
            continue
        about = [posting.id] if posting.id is not None else []
        own = f"{key}:{signup.id}"
        language = people.language_of(here, person)
        rung = _next_rung(what, posting, signup.id, signup.group_id, day=day)
        if outbox.tell_person(session, now, here, person.id, text(language), key=own, about=about, details=rung):
            continue
        group_id = spoken_to_in(session, here, signup)
        if group_id is not None:
            by_group.setdefault(group_id, []).append(person)
            continue
        call(session, now, here, person.id, key=own, what=what, posting=posting, signup_id=signup.id, day=day)
    most = here.settings.rules.names_in_answer
    for group_id, named in by_group.items():
        for start in range(0, len(named), most):
            some = named[start : start + most]
            names = words("list.pause", here.language).join(answers.public_name(here, person) for person in some)
            sentence = words("roster.to_many", here.language, names=names, text=text(here.language))
            own = f"{key}:{group_id}:{start}"
            answers.line(session, now, here, group_id, sentence, key=own, posting=posting)
