"""Answers in a group: the first at once, those of the next seconds together, each person with their number.

A collected answer is one Delivery that gathers while it waits to go out: its `details` hold the entries, and its text
is made anew with each.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, select

from bot import db, outbox, seats, some_days, wording
from bot.app import Here
from bot.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Person,
    Posting,
    PostingDay,
    PostingStatus,
    Signup,
    SignupDay,
)
from bot.texts import say

NEAR_LIMIT = 10  # messages to a group within a minute; from there answers are collected for longer
LONGER = 4  # so many times as long
LINES_MOST = 8
NAME_MOST = 12
_DIGITS = re.compile(r"\d{5,}")


def public_name(here: Here, person: Person | None) -> str:
    """A person as they show themselves, fit for a group: a phone within the name is masked."""
    return shown_name(here, person.name if person else "")


def shown_name(here: Here, name: str) -> str:
    """The same for a name that is at hand."""
    name = _DIGITS.sub(lambda found: wording.masked(found.group()), name)
    return name[:NAME_MOST].strip() or say("roster.somebody", here.language)


def addressed(here: Here, person: Person, text: str) -> str:
    """秀兰，A12已经记了…: a sentence to one person among many."""
    return say("roster.addressed", here.language, name=public_name(here, person), text=text)


def seated(session: Session, now: datetime, here: Here, group_id: int, posting: Posting, signup: Signup) -> None:
    """Somebody has seats, or another number of them: name them in the group's next answer."""
    _gather(session, now, here, group_id, {"k": "seated", "posting": posting.id, "signup": signup.id})


def left(session: Session, now: datetime, here: Here, group_id: int, posting: Posting, signup: Signup) -> None:
    """Somebody is off the list: say so in the group's next answer."""
    _gather(session, now, here, group_id, {"k": "left", "posting": posting.id, "signup": signup.id})


def line(
    session: Session,
    now: datetime,
    here: Here,
    group_id: int,
    text: str,
    *,
    key: str = "",
    posting: Posting | None = None,
) -> Delivery | None:
    """A sentence of its own in the group's next answer; the same `key` again says nothing more."""
    entry = {"k": "line", "text": text, "key": key, "posting": posting.id if posting is not None else None}
    return _gather(session, now, here, group_id, entry)


_LOOK_BACK = timedelta(days=2)
"""A key names its day, and one more than the last of these days: so no key comes twice."""
_LAST = (
    select(Delivery)
    .where(
        Delivery.county_id == bindparam("county"),
        Delivery.group_id == bindparam("group"),
        Delivery.kind == DeliveryKind.SEND.value,
        col(Delivery.dedupe_key).like(bindparam("prefix")),
        col(Delivery.due_at) > bindparam("since"),  # by the index, not all that the group ever got
    )
    .order_by(col(Delivery.id).desc())
    .limit(1)
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


_ANEW = (
    update(Delivery)
    .where(col(Delivery.county_id) == bindparam("county"), col(Delivery.id) == bindparam("row"))
    .values(text=bindparam("words"), details=bindparam("made_of"))
)


def _gather(session: Session, now: datetime, here: Here, group_id: int, entry: dict[str, Any]) -> Delivery | None:
    db.one_after_another(session, db.ANSWERS, group_id)  # else two that answer at once take the same number
    # The last that was made, not the last that is due: one that failed is due again later than those after it.
    since = now - _LOOK_BACK
    values = {"county": here.county_id, "group": group_id, "prefix": f"answers:{group_id}:%", "since": since}
    last: Delivery | None = session.execute(_LAST, values).scalars().first()
    row = last if last is not None and last.state == DeliveryState.DUE and len(_lines(last)) < LINES_MOST else None
    before = row.details if row is not None else {}
    entries = [*(each for each in before.get("entries", []) if not _same(each, entry)), entry]
    about, posting_id = list(before.get("about", [])), entry.get("posting")
    new = [posting_id] if posting_id is not None and posting_id not in about else []
    details, text = {"entries": entries, "about": about + new}, _text(session, now, here, entries)
    if row is None:
        due_at, number = now, 1
        if last is not None:
            due_at = max(now, last.due_at + timedelta(seconds=_pause(session, now, here, group_id)))
            number = int(last.dedupe_key.rsplit(":", 1)[1]) + 1
        key = f"answers:{group_id}:{now:%y%m%d}:{number}"
        return outbox.tell_group(
            session, now, here, group_id, text, key=key, about=new, due_at=due_at, details=details, first=True
        )
    session.connection().execute(_ANEW, {"county": here.county_id, "row": row.id, "words": text, "made_of": details})
    set_committed_value(row, "text", text)
    set_committed_value(row, "details", details)
    outbox.speaks_of(session, here, row, new)
    return row


def _lines(row: Delivery) -> list[dict[str, Any]]:
    return [each for each in row.details.get("entries", []) if each["k"] == "line"]


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one["k"] == "line" or other["k"] == "line":
        return one["k"] == other["k"] and bool(one["key"]) and one["key"] == other["key"]
    return bool(one["signup"] == other["signup"])


def _pause(session: Session, now: datetime, here: Here, group_id: int) -> float:
    """How long answers are collected: longer when the group nears its limit of messages a minute."""
    gone = session.exec(
        select(func.count(col(Delivery.id))).where(
            Delivery.county_id == here.county_id,
            Delivery.group_id == group_id,
            col(Delivery.due_at) > now - timedelta(days=1),  # by the index, not all that the group ever got
            col(Delivery.sent_at) > now - timedelta(seconds=60),
        )
    ).one()
    seconds = here.settings.times.gather_seconds
    return seconds * LONGER if gone >= NEAR_LIMIT else seconds


def _text(session: Session, now: datetime, here: Here, entries: list[dict[str, Any]]) -> str:
    """All entries as sentences: a posting's people together, then sentences of their own."""
    language = here.language
    said: list[str] = []
    found = _named(session, here, [each["signup"] for each in entries if each["k"] != "line"])
    corrected = False
    for posting_id in dict.fromkeys(each["posting"] for each in entries if each["k"] != "line"):
        posting = session.get(Posting, posting_id)
        if posting is None:
            continue
        mine = [each for each in entries if each["k"] != "line" and each["posting"] == posting_id]
        on = [each for each in mine if each["k"] == "seated"]
        off = [found[each["signup"]][0] for each in mine if each["k"] == "left"]
        if on:
            names = _on(session, now, here, posting, [each["signup"] for each in on], found)
            left = _still_wanted(session, now, here, posting)
            named = wording.named(posting)
            said.append(say("roster.noted", language, posting=named, names=_joined(here, names), left=left))
            corrected = True
        if off:
            key = "roster.off_one" if len(entries) == 1 else "roster.off"
            said.append(say(key, language, posting=posting.code or "", names=_joined(here, off)))
    if corrected:
        said.append(say("roster.correct", language))
    said += [each["text"] for each in entries if each["k"] == "line"]
    return say("roster.between", language).join(said)


_NAMED = (
    select(Signup.id, Signup.people, Person.name, func.max(SignupDay.seats))
    .join(Person, (col(Person.id) == Signup.person_id) & (col(Person.county_id) == Signup.county_id))
    .join(
        SignupDay,
        (col(SignupDay.county_id) == Signup.county_id) & (col(SignupDay.signup_id) == Signup.id),
        isouter=True,
    )
    .where(Signup.county_id == bindparam("county"), col(Signup.id).in_(bindparam("ids", expanding=True)))
    .group_by(col(Signup.id), col(Signup.people), col(Person.name))
)


def _named(session: Session, here: Here, signup_ids: list[int]) -> dict[int, tuple[str, int]]:
    """How each of these signups is called in public, and its number of people."""
    if not signup_ids:
        return {}
    session.flush()
    values = {"county": here.county_id, "ids": list(dict.fromkeys(signup_ids))}
    rows = session.connection().execute(_NAMED, values)
    return {signup_id: (shown_name(here, name), seats or people) for signup_id, people, name, seats in rows}


_ON_DAYS = (
    select(col(SignupDay.signup_id), col(PostingDay.day), col(SignupDay.seats))
    .join(
        PostingDay,
        (col(PostingDay.county_id) == SignupDay.county_id) & (col(PostingDay.id) == SignupDay.posting_day_id),
    )
    .where(
        SignupDay.county_id == bindparam("county"),
        col(SignupDay.signup_id).in_(bindparam("ids", expanding=True)),
        SignupDay.seats > 0,
    )
    .order_by(col(PostingDay.day))
)


def _on(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    signup_ids: list[int],
    found: dict[int, tuple[str, int]],
) -> list[str]:
    """秀兰2人; of a work of several days with the days, where it is not all of those ahead: 秀兰2人（10月15、16日）."""
    language = here.language
    ahead = [row.day for row in seats.days_ahead(session, now, here, posting)] if some_days.several(posting) else []
    if len(ahead) < 2:
        return [wording.counted(*found[signup_id], language) for signup_id in signup_ids]
    on: dict[int, dict[int, list[date]]] = {}
    for signup_id, day, number in session.connection().execute(_ON_DAYS, {"county": here.county_id, "ids": signup_ids}):
        if day in ahead:
            on.setdefault(signup_id, {}).setdefault(number, []).append(day)
    said = []
    for signup_id in signup_ids:
        name, people = found[signup_id]
        by_number = on.get(signup_id, {})
        if not by_number or list(by_number.values()) == [ahead]:
            said.append(wording.counted(name, people, language))
        for number, days in by_number.items() if list(by_number.values()) != [ahead] else ():
            said.append(wording.on_days(wording.counted(name, number, language), days, language))
    return said


def _joined(here: Here, names: list[str]) -> str:
    most = here.settings.rules.names_in_answer
    text = say("list.pause", here.language).join(names[:most])
    return say("roster.and_others", here.language, names=text, count=len(names)) if len(names) > most else text


def _still_wanted(session: Session, now: datetime, here: Here, posting: Posting) -> str:
    """还差9人。; nothing where any number is wanted, or where the days differ."""
    if posting.kind == "longterm":
        return ""
    if posting.status == PostingStatus.FULL:
        return say("roster.now_full", here.language)
    if posting.headcount_open:
        return ""
    numbers = {seats.free(row) for row in seats.days_ahead(session, now, here, posting)}
    if len(numbers) != 1:
        return ""
    number = numbers.pop()
    return say("roster.still_wanted", here.language, count=number) if number > 0 else ""
