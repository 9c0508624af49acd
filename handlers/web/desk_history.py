"""What happened, from the book of events: time, who, what – in words, ids looked up, nobody's words repeated."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from bot.app import Here
from bot.models import Event, Person, Posting, PostingDay, Signup
from bot.texts import has, say, table
from handlers.web import desk_view, wording

MOST = 120
QUIET = ("seat.put", "group.heard", "list.read")
WORDS_SHOWN = 24
"""So much of a sentence tells which it is."""


def of_posting(session: Session, here: Here, row: Posting, language: str) -> list[dict[str, Any]]:
    """The history of one posting with that of its signups and days, the newest first."""
    signups = select(Signup.id).where(Signup.county_id == here.county_id, Signup.posting_id == row.id)
    days = select(PostingDay.id).where(PostingDay.county_id == here.county_id, PostingDay.posting_id == row.id)
    rows = session.exec(
        select(Event)
        .where(
            Event.county_id == here.county_id,
            col(Event.act).not_in(QUIET),
            or_(
                and_(col(Event.subject) == "posting", col(Event.subject_id) == row.id),
                and_(col(Event.subject) == "signup", col(Event.subject_id).in_(signups)),
                and_(col(Event.subject) == "posting_day", col(Event.subject_id).in_(days)),
            ),
        )
        .order_by(col(Event.id).desc())
        .limit(MOST)
    )
    return told(session, here, rows, language)


def of_subject(session: Session, here: Here, subject: str, subject_id: int, language: str) -> list[dict[str, Any]]:
    """The history of one row of any table."""
    rows = session.exec(
        select(Event)
        .where(Event.county_id == here.county_id, Event.subject == subject, Event.subject_id == subject_id)
        .order_by(col(Event.id).desc())
        .limit(MOST)
    )
    return told(session, here, rows, language)


def of_acts(session: Session, here: Here, begins: str, language: str, most: int = MOST) -> list[dict[str, Any]]:
    """The newest events whose act begins so."""
    rows = session.exec(
        select(Event)
        .where(Event.county_id == here.county_id, col(Event.act).startswith(begins))
        .order_by(col(Event.id).desc())
        .limit(most)
    )
    return told(session, here, rows, language)


def told(session: Session, here: Here, rows: Iterable[Event], language: str) -> list[dict[str, Any]]:
    """Events in words."""
    acts: dict[str, str] = wording.texts(language)["acts"]
    names: dict[int, str] = {}

    def name(person_id: Any) -> str:
        if not isinstance(person_id, int):
            return ""
        if person_id not in names:
            names[person_id] = desk_view.name_of(session.get(Person, person_id), language)
        return names[person_id]

    made = []
    for row in rows:
        known = acts.get(row.act.replace(".", "_")) or _setting(row.act, language)
        made.append(
            {
                "at": row.at.astimezone(here.zone),
                "who": name(row.actor_id),
                "what": known or row.act,
                "about": name(row.after.get("person")),
                "more": _other(session, row) or _more(row, language),
            }
        )
    return made


def _setting(act: str, language: str) -> str:
    """The name of the value that was set; of a sentence how it begins, as it was before anybody changed it."""
    names: dict[str, str] = wording.texts(language)["settings"]["names"]
    sentence = act.removeprefix("setting.texts.")
    if sentence != act:
        words = table(language).get(sentence, "")
        short = words if len(words) <= WORDS_SHOWN else f"{words[:WORDS_SHOWN]}…"
        return str(wording.texts(language)["words"]["changed"]).format(words=short) if words else ""
    return names.get(act.removeprefix("setting.").replace(".", "_"), "") if act.startswith("setting.") else ""


def _other(session: Session, row: Event) -> str:
    """Who went into this person: by the name they had, where they had another, and the row's number."""
    if row.act != "person.merge":
        return ""
    gone = session.get(Person, row.after.get("gone"))
    return f"{gone.name if gone is not None else ''} #{row.after.get('gone')}".strip()


def _more(row: Event, language: str) -> str:
    """The number or word that matters."""
    after = row.after
    for key in ("people", "wanted", "groups", "code", "value", "outcome", "seats"):
        if key in after and not isinstance(after[key], dict | list):
            return str(after[key])
    if "why" in after:
        why = f"desk.bar_for_{after['why']}"
        return say(why, language) if has(why) else ""
    if "status" in after:
        status = str(after["status"])
        return say(f"status.{status}", language) if has(f"status.{status}") else status
    return ""
