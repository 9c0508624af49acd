"""A person's data as a workbook, for that person: every table in which something of theirs is kept, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from bot import person_data, registry
from bot.accounts import Visit
from bot.app import Here
from bot.errors import Refused
from bot.models import Employer, Person
from handlers.web import desk_history, desk_workers, sheets
from handlers.web.sessions import Page

Words = Callable[..., str]
Tables = dict[str, list[list[Any]]]
HEADS = {
    "about": ("what", "is"),
    "reach": ("messenger", "number", "private"),
    "signups": ("posting", "place", "day", "people", "came", "since", "left", "group", "hands_on"),
    "guests": ("posting", "name", "phone", "which", "left"),
    "posted": ("code", "work", "day", "place", "stands", "said", "phone"),
    "words": ("when", "messenger", "group", "said"),
    "told": ("when", "messenger", "said", "stands"),
    "calls": ("when", "posting", "what", "outcome", "called"),
    "feedback": ("posting", "when", "work_ok", "paid_ok", "answered"),
    "complaints": ("day", "said", "note"),
    "names": ("group", "name", "since"),
    "file": ("what", "is"),
    "history": ("when", "what", "is", "who"),
}
"""The heads of each sheet's columns (`people.data_...` of the pages' texts)."""


async def data(page: Page) -> Response:
    """All that is kept of a person. A sheet that holds nothing is left out, but for the first and the signups."""
    number = page.number("id")
    found = await page.read(_gathered, page.visit, number, page.language, page.words)
    await page.look("person.export", "person", number)
    kept = {name: table for name, table in found.items() if table or name in ("about", "signups")}
    return sheets.answer(f"person-{number}.xlsx", _sheets(kept, page.words))


async def data_of_file(page: Page) -> Response:
    """All that is kept of who stands behind a file; a file with an account has its person's workbook."""
    number, words = page.number("id"), page.words

    def gathered(session: Session, now: datetime, here: Here) -> Tables:
        file = session.get(Employer, number)
        if file is None or file.county_id != here.county_id:
            raise Refused("desk.no_file")
        if page.visit.regions is not None:
            raise Refused("web.not_yours")
        return {
            "file": [_told(key, value, words) for key, value in person_data.of_file(here, file, page.language)],
            "posted": person_data.posted_by_file(session, here, number, page.language),
            "history": _history(session, here, "employer", number, page.language),
        }

    found = await page.read(gathered)
    await page.look("employer.export", "employer", number)
    return sheets.answer(f"employer-{number}.xlsx", _sheets(found, words))


def _sheets(found: Tables, words: Words) -> list[sheets.Sheet]:
    return [
        (
            words(f"people.data_{name}"),
            [words(f"people.data_{head}") for head in HEADS[name]],
            [[_plain(each, words) for each in row] for row in table],
        )
        for name, table in found.items()
    ]


def _gathered(
    session: Session, now: datetime, here: Here, visit: Visit, number: int, language: str, words: Words
) -> Tables:
    person = registry.seen(session, here, number, visit.regions)
    which: tuple[Session, Here, int, Any] = (session, here, number, visit.regions)
    guests, told, calls = person_data.guests(*which), person_data.told(*which), person_data.calls(*which, language)
    return {
        "about": _about(session, here, visit, person, language, words),
        "reach": person_data.addresses(session, here, number),
        "signups": person_data.signups(*which),
        "guests": [[a, b, c, words(f"people.data_{d}"), e] for a, b, c, d, e in guests],
        "posted": person_data.posted(*which, language),
        "words": person_data.said(*which),
        "told": [[*line, words(f"sent.{state}")] for *line, state in told],
        "calls": [[a, b, c, words(f"people.call_{d}") if d else "", e] for a, b, c, d, e in calls],
        "feedback": person_data.feedback(*which),
        "complaints": person_data.complaints(*which),
        "names": person_data.names(*which),
        "file": [_told(key, value, words) for key, value in person_data.file(*which, language)],
        "history": _history(session, here, "person", number, language) if visit.regions is None else [],
    }


def _plain(value: Any, words: Words) -> Any:
    """A cell: yes and no in words, unknown empty."""
    if isinstance(value, bool):
        return words("people.data_yes" if value else "people.data_no")
    return value


def _told(key: str, value: Any, words: Words) -> list[Any]:
    return [words(f"people.data_{key}"), value]


def _about(session: Session, here: Here, visit: Visit, person: Person, language: str, words: Words) -> list[list[Any]]:
    """The person themselves, with their card where they are registered."""
    made: list[list[Any]] = [
        [words("posting.column_name"), person.name],
        [words("posting.column_phone"), person.phone or ""],
        [words("people.role"), words(f"people.role_{person.role or 'none'}")],
    ]
    made += [_told(key, value, words) for key, value in person_data.about(session, here, person, visit.regions)]
    card = desk_workers.card_view(session, here, person.id or 0, language)
    if card:
        made += [
            [words("workers.place"), card["place"]],
            [words("workers.trades"), words("marks.pause").join(card["trades"])],
            [words("workers.reach"), words(f"workers.reach_{card['reach']}") if card["reach"] else ""],
            [
                words("workers.hours"),
                words("marks.pause").join(words(f"workers.hours_{each}") for each in card["hours"]),
            ],
            [words("workers.consent"), f"{card['since']:%Y-%m-%d}"],
        ]
    return made


def _history(session: Session, here: Here, subject: str, number: int, language: str) -> list[list[Any]]:
    """What the desk did with the person or file; looks at their phone among it."""
    rows = desk_history.of_subject(session, here, subject, number, language)
    return [[f"{row['at']:%Y-%m-%d %H:%M}", row["what"], row["more"], row["who"]] for row in rows]
