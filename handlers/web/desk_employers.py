"""Employers: the list with their files, one file, and what is ticked in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import barring, deskwork, registry, wording
from bot.accounts import Visit
from bot.app import Here
from bot.errors import Refused
from bot.models import Employer, Posting
from bot.texts import say
from handlers.web import desk_history, desk_person_data, desk_view
from handlers.web.sessions import Page, Pages

KINDS = ("household", "cooperative", "firm", "agency")
LISTED = 200


def routes(pages: Pages) -> list[BaseRoute]:
    """A file, and what is ticked in it."""
    return [
        pages.get("/employer/{id:int}", employer),
        pages.get("/employer/{id:int}/data.xlsx", desk_person_data.data_of_file),
        pages.post("/employer/{id:int}/{what}", change),
    ]


def rows(session: Session, now: datetime, here: Here, visit: Visit, words: str, language: str) -> list[dict[str, Any]]:
    """Files by a part of name or phone, of this account's part of the county, the newest first."""
    query = select(Employer).where(Employer.county_id == here.county_id, registry.hires_in(here, visit.regions))
    if words:
        query = query.where(
            or_(
                col(Employer.name).contains(words, autoescape=True),
                col(Employer.phone).contains(words, autoescape=True),
            )
        )
    found = session.exec(query.order_by(col(Employer.id).desc()).limit(LISTED))
    return [_view(session, now, here, file, language) for file in found]


def _view(session: Session, now: datetime, here: Here, file: Employer, language: str) -> dict[str, Any]:
    masked = wording.masked(file.phone) if file.phone else ""
    return desk_view.file_view(session, now, here, file, language) | {"masked": masked}


async def employer(page: Page) -> Response:
    """An employer's file."""
    number, full = page.number("id"), page.asked("phone") == "1"
    found = await page.read(_employer, page.visit, number, page.language)
    if full:
        await page.look("employer.look", "employer", number)
    return page.show("desk/employer.html", title=found["file"]["name"], full=full, **found)


def _employer(session: Session, now: datetime, here: Here, visit: Visit, number: int, language: str) -> dict[str, Any]:
    file = session.exec(
        select(Employer).where(
            Employer.county_id == here.county_id, Employer.id == number, registry.hires_in(here, visit.regions)
        )
    ).first()
    if file is None:
        raise Refused("desk.no_file")
    return {
        "counts": desk_view.counts(session, now, here, visit),
        "file": _view(session, now, here, file, language),
        "person": file.person_id,
        "rows": desk_view.posted(session, now, here, visit, col(Posting.employer_id) == number, language),
        "history": desk_history.of_subject(session, here, "employer", number, language),
        "bar_reasons": desk_view.bar_reasons(language),
        "kinds": [(each, say(f"file.kind_{each}", language)) for each in KINDS],
    }


async def change(page: Page) -> Response:
    """What is ticked in a file: called back, papers, licence, kind, trust, bar."""
    number, what = page.number("id"), page.request.path_params["what"]
    if what in ("bar", "unbar"):
        why: dict[str, Any] = {"reason": page.given("reason"), "words": page.given("words")}
        told = await page.act(barring.bar_file, whole_county=True, employer_id=number, on=what == "bar", **why)
        return page.back(f"employer/{number}", told)
    if what == "forget" and page.given("sure") == "yes":
        await page.act(registry.forget_file, whole_county=True, employer_id=number)
        return page.back("people", page.words("people.noted"))
    told = await page.act(
        deskwork.edit_file,
        whole_county=True,
        employer_id=number,
        what=f"k_{page.given('kind')}" if what == "kind" else what,
        posting_id=0,
        delivery_id=0,
    )
    return page.back("" if page.given("from") else f"employer/{number}", str(told))
