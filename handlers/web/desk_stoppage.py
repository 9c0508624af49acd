"""停工 of a township: what a day touches, how many people hear it, stopped or worked after all in one press."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import calloffs, stoppages, wording
from bot.accounts import Visit
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Posting, Region
from handlers.web import desk_history, desk_view
from handlers.web.sessions import Page, Pages

AHEAD = 3


def routes(pages: Pages) -> list[BaseRoute]:
    """The page, and its two presses."""
    return [
        pages.get("/stoppage", stoppage),
        pages.post("/stoppage/{what}", press),
    ]


async def stoppage(page: Page) -> Response:
    """A township and a day; below, what lies there."""
    found = await page.read(_look, page.visit, page.asked("town"), page.asked("day"), page.language)
    return page.show("desk/stoppage.html", title=page.words("stoppage.title"), w=page.sentences("stoppage"), **found)


def _day(words: str, today: date) -> date:
    try:
        return max(date.fromisoformat(words), today)
    except ValueError:
        return today


def _look(
    session: Session, now: datetime, here: Here, visit: Visit, town: str, day_words: str, language: str
) -> dict[str, Any]:
    today: date = here.today(now)
    day = _day(day_words, today)
    towns = _towns(session, here, visit)
    town = town if town in towns else next(iter(towns), "")
    rows = []
    for each in stoppages.of_town(session, here, town, day):
        if visit.sees(each.posting.region_id):
            line = desk_view.line(session, now, here, each.posting, language)
            rows.append({**line, "stopped": each.stopped, "seats": each.row.taken, "day_wanted": each.row.wanted})
    going = [each for each in rows if not each["stopped"]]
    return {
        "counts": desk_view.counts(session, now, here, visit),
        "towns": towns,
        "town": town,
        "day": day,
        "today": today,
        "days": [today + timedelta(days=ahead) for ahead in range(AHEAD)],
        "near": wording.day_beside(day, today, language),
        "rows": rows,
        "going": going,
        "stopped": [each for each in rows if each["stopped"]],
        "people": sum(each["seats"] for each in going),
        "late": calloffs.is_late(now, here, day),
        "history": desk_history.of_acts(session, here, "township.", language, 20) if visit.regions is None else [],
    }


def _towns(session: Session, here: Here, visit: Visit) -> list[str]:
    """Townships of this account's part of the county, those with postings out first."""
    out = session.exec(
        select(Posting.township, Posting.region_id).where(
            Posting.county_id == here.county_id, col(Posting.status).in_([each.value for each in ON_AIR])
        )
    ).all()
    busy = {name for name, region_id in out if name and visit.sees(region_id)}
    rows = session.exec(
        select(Region).where(Region.county_id == here.county_id, Region.level == "township").order_by(col(Region.code))
    )
    names = [row.name for row in rows if visit.sees(row.id) or row.name in busy]
    return sorted(names, key=lambda name: name not in busy)


async def press(page: Page) -> Response:
    """Stopped, or worked after all; only what lies in this account's part of the county."""
    what = page.request.path_params["what"]
    town = page.given("town")
    try:
        day = date.fromisoformat(page.given("day"))
    except ValueError:
        raise Refused("stoppage.past") from None

    def act(session: Session, now: datetime, here: Here, *, sender: Any) -> int:
        seen = {
            each.posting.id or 0
            for each in stoppages.of_town(session, here, town, day)
            if page.visit.sees(each.posting.region_id)
        }
        if what == "start":
            return len(stoppages.start(session, now, here, sender=sender, town=town, day=day, only=seen))
        why = page.given("own") or page.given("why")
        return len(stoppages.stop(session, now, here, sender=sender, town=town, day=day, why=why, only=seen))

    count = await page.act(act)
    words = page.sentences("stoppage")["started" if what == "start" else "stopped_count"]
    return page.back(said=str(words).format(count=count, town=town))
