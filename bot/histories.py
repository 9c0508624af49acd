"""The roster twice: as the rows have it, and from the events alone; the two are always the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from bot.app import Here
from bot.models import (
    Event,
    PostingDay,
    Signup,
    SignupDay,
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What one person has on one day of a posting."""

    seats: int
    held: int
    waiting: int


Key = tuple[int, date, int]
"""Posting id, day, person id."""


def standing(session: Session, here: Here, posting_ids: Iterable[int] | None = None) -> dict[Key, Standing]:
    """The roster as the rows have it: who has, is held or waits for how many seats on which day."""
    query = select(SignupDay, PostingDay, Signup).where(
        SignupDay.county_id == here.county_id,
        PostingDay.county_id == SignupDay.county_id,
        PostingDay.id == SignupDay.posting_day_id,
        Signup.county_id == SignupDay.county_id,
        Signup.id == SignupDay.signup_id,
    )
    if posting_ids is not None:
        query = query.where(col(PostingDay.posting_id).in_(list(posting_ids)))
    found: dict[Key, Standing] = {}
    for row, day, signup in session.exec(query):
        if row.seats or row.held or row.waiting:
            found[(day.posting_id, day.day, signup.person_id)] = Standing(row.seats, row.held, row.waiting)
    return found


def rebuild(book: Iterable[Event]) -> dict[Key, Standing]:
    """The same roster from the events alone, read in the order in which they were written."""
    found: dict[Key, Standing] = {}
    for event in book:
        if event.act != "seat.put":
            continue
        after: dict[str, Any] = event.after
        key = (int(after["posting"]), date.fromisoformat(after["day"]), int(after["person"]))
        now_has = Standing(int(after["seats"]), int(after["held"]), int(after["waiting"]))
        if now_has == Standing(0, 0, 0):
            found.pop(key, None)
        else:
            found[key] = now_has
    return found
