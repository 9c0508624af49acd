"""The duty roster: who is on duty when, the week ahead, and what is entered for a weekday or for one day."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import deskwork, duty, people, shifts
from bot.accounts import Visit
from bot.app import Here
from bot.errors import Refused
from bot.models import Person
from handlers.web import desk_history, desk_view
from handlers.web.sessions import Page, Pages

AHEAD = 7


def routes(pages: Pages) -> list[BaseRoute]:
    """The page, a shift entered, one taken off."""
    return [
        pages.get("/duty", roster),
        pages.post("/duty", press),
        pages.post("/duty/add", add),
        pages.post("/duty/{id:int}/remove", remove),
    ]


async def roster(page: Page) -> Response:
    """The days to come, and what they are made of."""
    if page.visit.regions is not None:
        raise Refused("web.not_yours")
    found = await page.read(_look, page.visit, page.language)
    return page.show("desk/duty.html", title=page.words("duty.title"), w=page.sentences("duty"), **found)


def _look(session: Session, now: datetime, here: Here, visit: Visit, language: str) -> dict[str, Any]:
    clerks = {each.id or 0: each for each in people.desk(session, here)}
    today: date = here.today(now)
    found = shifts.rows(session, here)
    covering = {each.shift_id for each in shifts.covering(now, here, found)}

    def name(person_id: int) -> str:
        return desk_view.name_of(session.get(Person, person_id), language)

    days = []
    for ahead in range(AHEAD):
        day = today + timedelta(days=ahead)
        turns = [
            {
                "name": name(each.person_id),
                "begins": each.begins.astimezone(here.zone),
                "ends": each.ends.astimezone(here.zone),
                "now": ahead == 0 and each.shift_id in covering,
            }
            for each in shifts.of_day(here, found, day)
        ]
        days.append({"day": day, "turns": turns})
    return {
        "counts": desk_view.counts(session, now, here, visit),
        "days": days,
        "on_now": [name(key) for key, each in clerks.items() if each.on_duty_since is not None],
        "clerks": [(key, name(key)) for key in sorted(clerks)],
        "shifts": [
            {
                "id": each.id,
                "name": name(each.person_id),
                "weekday": each.weekday,
                "day": each.day,
                "begins": each.begins,
                "ends": each.ends,
            }
            for each in found
        ],
        "from_hour": here.settings.times.duty_from,
        "to_hour": here.settings.times.duty_to,
        "history": desk_history.of_acts(session, here, "shift.", language, 40),
    }


async def add(page: Page) -> Response:
    """Put somebody on, by weekdays or for one day."""
    try:
        begins, ends = time.fromisoformat(page.given("begins")), time.fromisoformat(page.given("ends"))
        day = date.fromisoformat(page.given("day")) if page.given("day") else None
    except ValueError:
        raise Refused("duty.hours") from None
    who = page.given("person")
    await page.act(
        duty.add,
        whole_county=True,
        person_id=int(who) if who.isdecimal() else 0,
        weekdays=tuple(int(each) for each in page.form.get("weekday", []) if each.isdecimal()),
        day=day,
        begins=begins,
        ends=ends,
    )
    return page.back("duty", page.words("duty.noted"))


async def remove(page: Page) -> Response:
    """Take a shift off the roster."""
    await page.act(duty.remove, whole_county=True, shift_id=page.number("id"))
    return page.back("duty", page.words("duty.noted"))


async def press(page: Page) -> Response:
    """On duty, or off."""
    on = page.given("on") == "yes"
    await page.act(deskwork.duty, on=on)
    return page.back("", page.words("today.duty_is_on" if on else "today.duty_is_off"))
