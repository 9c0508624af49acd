"""Answers in a group: the first at once, those of the next seconds together, each person with their number.

A collected answer is one Delivery that gathers while it waits to go out: its `details` hold the entries, and its text
is made anew with each.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import outbox, seats, wording
from bot.app import Here
from bot.models import Delivery, DeliveryKind, DeliveryPosting, DeliveryState, Person, Posting, PostingStatus, Signup
from bot.texts import say

NEAR_LIMIT = 10  # messages to a group within a minute; from there answers are collected for longer
LONGER = 4  # so many times as long
LINES_MOST = 8
NAME_MOST = 12
_DIGITS = re.compile(r"\d{5,}")


def public_name(here: Here, person: Person | None) -> str:
    """A person as they show themselves, fit for a group: a phone within the name is masked."""
    name = _DIGITS.sub(lambda found: wording.masked(found.group()), person.name if person else "")
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


def _gather(session: Session, now: datetime, here: Here, group_id: int, entry: dict[str, Any]) -> Delivery | None:
    last = session.exec(
        select(Delivery)
        .where(
            Delivery.county_id == here.county_id,
            Delivery.group_id == group_id,
            Delivery.kind == DeliveryKind.SEND,
            col(Delivery.dedupe_key).startswith(f"answers:{group_id}:"),
        )
        .order_by(col(Delivery.id).desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if last is not None and last.state == DeliveryState.DUE and len(_lines(last)) < LINES_MOST:
        row = last
    else:
        due_at = now
        if last is not None:
            due_at = max(now, last.due_at + timedelta(seconds=_pause(session, now, here, group_id)))
        number = 1 if last is None else int(last.dedupe_key.rsplit(":", 1)[1]) + 1
        made = outbox.tell_group(session, now, here, group_id, "…", key=f"answers:{group_id}:{number}", due_at=due_at)
        if made is None:
            return None
        row = made
    entries = [each for each in row.details.get("entries", []) if not _same(each, entry)]
    row.details = {"entries": [*entries, entry]}
    row.text = _text(session, now, here, row.details["entries"])
    session.add(row)
    _about(session, here, row, entry.get("posting"))
    session.flush()
    return row


def _lines(row: Delivery) -> list[dict[str, Any]]:
    return [each for each in row.details.get("entries", []) if each["k"] == "line"]


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one["k"] == "line" or other["k"] == "line":
        return one["k"] == other["k"] and bool(one["key"]) and one["key"] == other["key"]
    return bool(one["signup"] == other["signup"])


def _about(session: Session, here: Here, row: Delivery, posting_id: int | None) -> None:
    if posting_id is None:
        return
    known = session.exec(
        select(DeliveryPosting.id).where(
            DeliveryPosting.county_id == here.county_id,
            DeliveryPosting.delivery_id == row.id,
            DeliveryPosting.posting_id == posting_id,
        )
    ).first()
    if known is None:
        assert row.id is not None
        session.add(DeliveryPosting(county_id=here.county_id, delivery_id=row.id, posting_id=posting_id))


def _pause(session: Session, now: datetime, here: Here, group_id: int) -> float:
    """How long answers are collected: longer when the group nears its limit of messages a minute."""
    gone = session.exec(
        select(func.count(col(Delivery.id))).where(
            Delivery.county_id == here.county_id,
            Delivery.group_id == group_id,
            col(Delivery.sent_at) > now - timedelta(seconds=60),
        )
    ).one()
    seconds = here.settings.times.gather_seconds
    return seconds * LONGER if gone >= NEAR_LIMIT else seconds


def _text(session: Session, now: datetime, here: Here, entries: list[dict[str, Any]]) -> str:
    """All entries as sentences: a posting's people together, then sentences of their own."""
    language = here.language
    said: list[str] = []
    postings = dict.fromkeys(each["posting"] for each in entries if each["k"] != "line")
    corrected = False
    for posting_id in postings:
        posting = session.get(Posting, posting_id)
        if posting is None:
            continue
        on = [each["signup"] for each in entries if each["k"] == "seated" and each["posting"] == posting_id]
        off = [each["signup"] for each in entries if each["k"] == "left" and each["posting"] == posting_id]
        if on:
            names = [_counted(session, here, signup_id) for signup_id in on]
            said.append(
                say(
                    "roster.noted",
                    language,
                    posting=wording.named(posting),
                    names=_joined(here, names),
                    left=_still_wanted(session, now, here, posting),
                )
            )
            corrected = True
        if off:
            names = [_name(session, here, signup_id) for signup_id in off]
            key = "roster.off_one" if len(entries) == 1 else "roster.off"
            said.append(say(key, language, posting=posting.code or "", names=_joined(here, names)))
    if corrected:
        said.append(say("roster.correct", language))
    said += [each["text"] for each in entries if each["k"] == "line"]
    return say("roster.between", language).join(said)


def _name(session: Session, here: Here, signup_id: int) -> str:
    signup = session.get(Signup, signup_id)
    return public_name(here, session.get(Person, signup.person_id) if signup else None)


def _counted(session: Session, here: Here, signup_id: int) -> str:
    signup = session.get(Signup, signup_id)
    assert signup is not None
    number = max((row.seats for row, _ in seats.rows_of(session, signup)), default=0) or signup.people
    return say("roster.name_count", here.language, name=_name(session, here, signup_id), count=number)


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
