"""The desk's pages of every county: login, today, review, new, postings, groups, people, numbers, settings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.app import App
from handlers.web import (
    desk_accounts,
    desk_duty,
    desk_employers,
    desk_evidence,
    desk_groups,
    desk_groups_sheet,
    desk_new,
    desk_notices,
    desk_numbers,
    desk_people,
    desk_posting,
    desk_review,
    desk_settings,
    desk_stoppage,
    desk_summary,
    desk_tables,
    desk_today,
    desk_visits,
    desk_workers,
    login,
)
from handlers.web.chat import Render
from handlers.web.pages import Link
from handlers.web.sessions import County, Pages

PARTS = (
    desk_today,
    desk_review,
    desk_new,
    desk_posting,
    desk_groups,
    desk_groups_sheet,
    desk_workers,
    desk_employers,
    desk_accounts,
    desk_people,
    desk_numbers,
    desk_settings,
    desk_tables,
    desk_evidence,
    desk_visits,
    desk_notices,
    desk_duty,
    desk_stoppage,
    desk_summary,
)


def routes(app: App, render: Render, *, local: bool) -> list[BaseRoute]:
    """All routes of all counties. `local` holds beside the local messenger: then its way in is open."""
    made: list[BaseRoute] = []
    secure = app.config.web.public_url.startswith("https://")
    for here in app.counties.values():
        county = County(app, here, render, local, secure)
        made.append(Route(county.base, _door(county), methods=["GET"]))
        made += login.routes(county)
        pages = Pages(county)
        for part in PARTS:
            made += part.routes(pages)
    return made


def _door(county: County) -> Callable[[Request], Awaitable[Response]]:
    async def to_desk(_: Request) -> Response:
        return RedirectResponse(f"{county.base}/desk", status_code=303)

    return to_desk


def links(app: App, *, local: bool) -> list[Link]:
    """The links to the desk from other pages: in the try-out straight in, else by the login."""
    first = next(iter(app.counties.values()), None)
    if first is None:
        return []
    return [Link(f"/{first.settings.slug}/desk" + ("/try" if local else ""), "desk")]
