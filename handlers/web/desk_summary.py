"""The day's and the week's summary as the desk is sent it, to read on the screen, to copy, to look back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import stats, summaries, wording
from bot.accounts import Visit
from bot.app import Here
from bot.errors import Refused
from handlers.web import desk_view
from handlers.web import wording as pages_wording
from handlers.web.sessions import Page, Pages


def routes(pages: Pages) -> list[BaseRoute]:
    """One page, by day or by week."""
    return [pages.get("/summary", summary)]


async def summary(page: Page) -> Response:
    """The summary of a day, or of the seven days up to it."""
    if page.visit.regions is not None:
        raise Refused("web.not_yours")
    words = pages_wording.texts(page.language)["summary"]
    which = "week" if page.asked("of") == "week" else "day"
    found = await page.read(_look, page.visit, which, page.asked("day"), page.language)
    return page.show("desk/summary.html", title=words["title"], w=words, which=which, **found)


def _look(session: Session, now: datetime, here: Here, visit: Visit, which: str, asked: str, language: str) -> Any:
    today: date = here.today(now)
    try:
        last = min(date.fromisoformat(asked), today)
    except ValueError:
        last = today
    days = 7 if which == "week" else 1
    first = last - timedelta(days=days - 1)
    found = stats.lines(session, here, first, last)
    towns = [{"name": name, "cell": cell} for name, cell in stats.by(found, lambda line: line.township).items()]
    return {
        "counts": desk_view.counts(session, now, here, visit),
        "first": first,
        "last": last,
        "span": wording.day(last, language)
        if first == last
        else f"{wording.day(first, language)} – {wording.day(last, language)}",
        "before": (last - timedelta(days=days)).isoformat(),
        "after": (last + timedelta(days=days)).isoformat() if last < today else "",
        "text": summaries.text(session, now, here, first, last, language),
        "towns": towns,
        "days": [
            {"day": day, "cell": stats.total([line for line in found if line.day == day])}
            for day in (first + timedelta(days=ahead) for ahead in range(days))
        ],
        "sent_at": here.settings.times.week if which == "week" else here.settings.times.summary,
        "sent": here.settings.clock.week if which == "week" else here.settings.clock.summary,
        "weekday": here.settings.times.week_weekday,
    }
