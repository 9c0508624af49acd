"""Employers of long standing: asked every week by telephone or the clock, visited every month, with a note."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import employers, expiry, regulars, wording
from bot.accounts import Visit as Visitor
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Employer, Event, Person, Posting, Visit
from handlers.web import desk_view
from handlers.web.sessions import Page, Pages

SHOWN = 120
OUT_MOST = 4
ANSWERS_SHOWN = 6


def routes(pages: Pages) -> list[BaseRoute]:
    """The page, its ticks, the week's answers, and who is of long standing."""
    return [
        pages.get("/visits", listed),
        pages.post("/visits/{id:int}", tick),
        pages.post("/regulars", name),
        pages.post("/regulars/{id:int}/asked", asked),
        pages.post("/regulars/{id:int}/phone", phone),
        pages.post("/regulars/{id:int}/{what}", change),
    ]


async def listed(page: Page) -> Response:
    """Whom to ask this week, whom to visit this month; for those who see the whole county."""
    if page.visit.regions is not None:
        raise Refused("web.not_yours")
    found = await page.read(_look, page.visit, page.language)
    return page.show("desk/visits.html", title=page.words("visits.title"), w=page.sentences("visits"), **found)


def _look(session: Session, now: datetime, here: Here, visitor: Visitor, language: str) -> dict[str, Any]:
    rows = session.exec(
        select(Visit, Employer)
        .where(
            Visit.county_id == here.county_id,
            Employer.county_id == here.county_id,
            Employer.id == Visit.employer_id,
        )
        .order_by(col(Visit.month).desc(), col(Visit.done_at).is_not(None), col(Visit.id))
        .limit(SHOWN)
    )
    months: dict[str, list[dict[str, Any]]] = {}
    for visit, file in rows:
        who = session.get(Person, visit.done_by_id) if visit.done_by_id is not None else None
        months.setdefault(visit.month, []).append(
            {
                "id": visit.id,
                "file": file.id,
                "name": file.name,
                "masked": wording.masked(file.phone) if file.phone else "",
                "done": visit.done_at.astimezone(here.zone) if visit.done_at is not None else None,
                "who": who.name if who is not None else "",
                "note": visit.note,
            }
        )
    times = here.settings.times
    return {
        "months": months,
        "asking": [_regular(session, now, here, each, language) for each in regulars.of_county(session, here)],
        "times": times,
        "weekly": here.settings.clock.regulars,
        "counts": desk_view.counts(session, now, here, visitor),
    }


def week_begins(now: datetime, here: Here) -> datetime:
    """Since when an answer counts as this week's: the county's weekday of asking, at midnight."""
    local = now.astimezone(here.zone)
    back = (local.isoweekday() - here.settings.times.regulars_weekday) % 7
    return (local - timedelta(days=back)).replace(hour=0, minute=0, second=0, microsecond=0)


def _regular(session: Session, now: datetime, here: Here, file: Employer, language: str) -> dict[str, Any]:
    mine = select(Posting).where(Posting.county_id == here.county_id, Posting.employer_id == file.id)
    newest = col(Posting.id).desc()
    out = session.exec(
        mine.where(col(Posting.status).in_([each.value for each in ON_AIR])).order_by(newest).limit(OUT_MOST)
    ).all()
    last = session.exec(mine.where(col(Posting.published_at).is_not(None)).order_by(newest)).first()
    told = last_answer(session, here, file)
    who = session.get(Person, told.actor_id) if told is not None and told.actor_id is not None else None
    return {
        "id": file.id,
        "name": file.name,
        "masked": wording.masked(file.phone) if file.phone else "",
        "out": [desk_view.line(session, now, here, each, language) for each in out],
        "last": desk_view.line(session, now, here, last, language) if last is not None else {},
        "told": told.at.astimezone(here.zone) if told is not None else None,
        "said": str(told.after.get("outcome", "")) if told is not None else "",
        "wanted": told.after.get("wanted", 0) if told is not None else 0,
        "who": who.name if who is not None else "",
        "this_week": told is not None
        and told.at >= week_begins(now, here)
        and told.after.get("outcome") != "no_answer",
    }


def last_answer(session: Session, here: Here, file: Employer) -> Event | None:
    """The newest time that the desk asked this employer."""
    return session.exec(
        select(Event)
        .where(
            Event.county_id == here.county_id,
            Event.act == expiry.ASKED,
            Event.subject == "employer",
            Event.subject_id == file.id,
        )
        .order_by(col(Event.id).desc())
    ).first()


def this_week(session: Session, now: datetime, here: Here, visitor: Visitor) -> dict[str, Any]:
    """For Today: how many of long standing answered this week, and what, the newest first; nothing where none is."""
    files = {each.id: each for each in regulars.of_county(session, here)} if visitor.regions is None else {}
    rows = session.exec(
        select(Event)
        .where(
            Event.county_id == here.county_id,
            Event.act == expiry.ASKED,
            Event.subject == "employer",
            Event.at >= week_begins(now, here),
        )
        .order_by(col(Event.id).desc())
    )
    newest: dict[int, Event] = {}
    for row in rows:
        if row.subject_id in files and row.subject_id is not None:
            newest.setdefault(row.subject_id, row)
    answers = []
    for file_id, row in newest.items():
        posting = session.get(Posting, row.after.get("posting")) if row.after.get("posting") else None
        answers.append(
            {
                "id": file_id,
                "name": files[file_id].name,
                "said": str(row.after.get("outcome", "")),
                "wanted": row.after.get("wanted", 0),
                "at": row.at.astimezone(here.zone),
                "about": wording.named(posting) if posting is not None else "",
            }
        )
    reached = sum(each["said"] != "no_answer" for each in answers)
    return {"answers": answers[:ANSWERS_SHOWN], "reached": reached, "all": len(files)}


async def tick(page: Page) -> Response:
    """Visited, with or without a note; a note may be added later."""
    note = page.given("note").strip()[:1000]
    await page.act(regulars.tick, whole_county=True, visit_id=page.number("id"), note=note, asks_note=False)
    return page.back("visits", page.words("visits.ticked"))


async def name(page: Page) -> Response:
    """Name an employer of long standing by phone."""
    digits = "".join(each for each in page.given("phone") if each.isdigit())

    def act(session: Session, now: datetime, here: Here, *, sender: Any) -> None:
        file = employers.by_phone(session, here, digits)
        if file is None:
            raise Refused("desk.no_file")
        regulars.name_by_id(session, now, here, sender=sender, employer_id=file.id or 0, on=True)

    await page.act(act, whole_county=True)
    return page.back("visits", page.words("visits.named"))


async def change(page: Page) -> Response:
    """Of long standing, or no longer."""
    on = page.request.path_params["what"] == "on"
    await page.act(regulars.name_by_id, whole_county=True, employer_id=page.number("id"), on=on)
    return page.back("", page.sentences("visits")["named" if on else "unnamed"])


async def asked(page: Page) -> Response:
    """What an employer said when they were asked by telephone."""
    posting, number = page.given("posting"), page.given("number")
    await page.act(
        regulars.answered,
        whole_county=True,
        employer_id=page.number("id"),
        what=page.given("what"),
        posting_id=int(posting) if posting.isdecimal() else None,
        number=int(number) if number.isdecimal() else None,
    )
    return page.back("visits", page.words("visits.noted"))


async def phone(page: Page) -> Response:
    """The number to ring, in full; the look is written down."""
    number = page.number("id")

    def reading(session: Session, now: datetime, here: Here) -> tuple[str, str]:
        file = session.get(Employer, number)
        if page.visit.regions is not None or file is None or file.county_id != here.county_id:
            raise Refused("desk.no_file")
        return file.name, file.phone or ""

    who, digits = await page.read(reading)
    await page.look("employer.look", "employer", number)
    return page.show("desk/phone.html", who=who, phone=digits, title=who, counts={}, piece=page.piece)
