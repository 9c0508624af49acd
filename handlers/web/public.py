"""What anybody may open: the board, a posting's reply page, its poster, the feeds; and the pages of one's own by link.

What many look at is made once for a few seconds and kept; a burst of visitors costs the books one reading.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import parse_qs

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute

from bot import accounts, board
from bot.app import App, Here
from bot.board import Card
from bot.config import CountySettings
from bot.db import within
from bot.errors import Refused
from bot.texts import say
from handlers.web import shelf, wording, wrong
from handlers.web.chat import Render
from handlers.web.sessions import County, Pages, body_of, same_origin
from handlers.web.shelf import Ready, Shelf

Form = dict[str, list[str]]
P = ParamSpec("P")
Value = TypeVar("Value")
KEPT_SECONDS = 5
STALE_SECONDS = 10
"""So old may be what is shown while somebody's request has it made anew."""
KEPT_MOST = 200
BODY_MOST = 200_000


@dataclass(frozen=True, slots=True)
class Public:
    """One county's open pages."""

    app: App
    here: Here
    render: Render
    shelf: Shelf
    kept: dict[tuple[str, ...], Ready] = field(default_factory=dict)
    locks: dict[tuple[str, ...], asyncio.Lock] = field(default_factory=dict)
    cards: dict[tuple[str, str], tuple[datetime, list[Card]]] = field(default_factory=dict)
    pieces: dict[tuple[str, str], tuple[list[Card], list[Any]]] = field(default_factory=dict)  # of board.py

    @property
    def base(self) -> str:
        """The path that the county's pages begin with."""
        return f"/{self.here.settings.slug}"

    @property
    def settings(self) -> CountySettings:
        """The county's settings, with what the desk set last."""
        return self.app.last_known(self.here)

    @property
    def station(self) -> str:
        """How the station is called."""
        return self.settings.station or self.here.gazetteer.name

    def address(self, request: Request) -> str:
        """How the outside reaches these pages, without a slash at the end."""
        return self.app.config.web.public_url.rstrip("/") or str(request.base_url).rstrip("/")

    def tongue(self, request: Request) -> str:
        """The visitor's language; where it is the county's, as the county speaks it."""
        return replace(self.here, settings=self.settings).spoken(wording.chosen(request))

    def moment(self) -> datetime:
        """Now, in the county's zone."""
        return self.app.clock().astimezone(self.here.zone)

    async def read(
        self, function: Callable[Concatenate[Session, datetime, Here, P], Value], /, *args: P.args, **values: P.kwargs
    ) -> Value:
        """`function(session, now, here, …)` on the reading side, with what the desk set in force."""
        now = self.moment()

        def reading(session: Session) -> Value:
            with within(session, self.here.county_id):
                return function(session, now, self.app.at(self.here, session), *args, **values)

        return await self.app.read(reading)

    async def open_cards(self, request: Request, trade: str = "") -> list[Card]:
        """The open postings in the visitor's language, read at most once in KEPT_SECONDS."""
        key = (wording.chosen(request), trade)
        known = self.cards.get(key)
        if known is None or known[0] <= self.app.clock():
            found = await self.read(board.cards, *key)
            self.cards[key] = known = (self.app.clock() + timedelta(seconds=KEPT_SECONDS), found)
        return known[1]

    async def act(
        self, function: Callable[..., Value], /, *, actor: int | None = None, said: str = "", **values: Any
    ) -> Value:
        """Run an act in one transaction with what came in over the page, written down as a message would be."""
        coming = accounts.number()

        def whole(session: Session, now: datetime, here: Here) -> Value:
            own = accounts.person_here(now, here, actor or 0, coming, said, session)
            return function(session, now, replace(own, actor_id=actor), **values)

        return await self.app.act(whole, self.here)

    def show(self, request: Request, template: str, /, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page that is somebody's alone: never kept."""
        response = self.draw(request, template, **values)
        response.status_code = status
        response.headers["Cache-Control"] = "no-store"
        return response

    def draw(self, request: Request, template: str, /, **values: Any) -> HTMLResponse:
        """Fill a template with what all open pages share."""
        language = wording.chosen(request)
        return self.render(
            request,
            template,
            base=self.base,
            p=wording.texts(language)["public"],
            station=self.station,
            county=self.here.gazetteer.name,
            phone=self.settings.duty_phone,
            **values,
        )

    async def shared(
        self, request: Request, name: str, make: Callable[[], Awaitable[tuple[bytes, str]]], *extra: str
    ) -> Response:
        """A body that is the same for everybody: made at most once in KEPT_SECONDS, answered 304 where it stands.

        It is laid on the shelf too, where the same request finds it before all else. An empty body means that there
        is nothing to show.
        """
        found = await self.ready((name, wording.chosen(request), self.address(request), *extra), make)
        if request.query_params.get("lang") in wording.LANGUAGES:
            response = Response(found.body, media_type=found.kind, headers={"Cache-Control": "no-cache"})
            response.set_cookie(
                wording.COOKIE, wording.chosen(request), max_age=365 * 86_400, samesite="lax", httponly=True
            )
            return response
        key = shelf.asked(request.scope)
        if key is not None and found.body:
            self.shelf.put(key, found)
        return shelf.Given(found)

    async def ready(self, key: tuple[str, ...], make: Callable[[], Awaitable[tuple[bytes, str]]]) -> Ready:
        """What is kept under this key; made anew where it is too old, by one request while the others get the old."""
        found, lock = self.kept.get(key), self.locks.setdefault(key, asyncio.Lock())
        now = self.app.clock()
        if found is not None and found.until > now - (
            timedelta(seconds=STALE_SECONDS) if lock.locked() else timedelta()
        ):
            return found
        async with lock:
            found = self.kept.get(key)
            if found is not None and found.until > self.app.clock():
                return found
            async with self.shelf.making:
                body, kind = await make()
            until = self.app.clock() + timedelta(seconds=KEPT_SECONDS)
            found = shelf.ready(body, kind, until, KEPT_SECONDS)
            self.kept.pop(key, None)
            self.kept[key] = found
        while len(self.kept) > KEPT_MOST:
            oldest = next(iter(self.kept))
            del self.kept[oldest]
            self.locks.pop(oldest, None)
        return found

    async def form(self, request: Request) -> Form | Response:
        """The fields of a form of ours; else what is wrong: it came from elsewhere, or is larger than any of ours."""
        if not same_origin(request):
            return self.wrong(request, "origin")
        body = await body_of(request, BODY_MOST)
        if body is None:
            return self.wrong(request, "large")
        return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=3000)

    def wrong(self, request: Request, what: str) -> Response:
        """A page that says why something was not taken, and what to do."""
        return wrong.page(self.render, request, what, base=self.base, most=BODY_MOST)

    def refused(self, request: Request, refused: Refused) -> str:
        """What is wrong, in the visitor's words."""
        return say(refused.key, self.tongue(request), **refused.values)


def routes(app: App | None, render: Render, ready: Shelf | None) -> list[BaseRoute]:
    """All open pages of all counties."""
    from handlers.web import board as board_pages
    from handlers.web import broker_page, feeds, fill_page, relay_desk, relay_page, reply_page

    made: list[BaseRoute] = []
    for here in app.counties.values() if app is not None else ():
        assert app is not None
        assert ready is not None
        public = Public(app, here, render, ready)
        for part in (board_pages, feeds, reply_page, relay_page, broker_page, fill_page):
            made += part.routes(public)
        secure = app.config.web.public_url.startswith("https://")
        pages = Pages(County(app, here, render, False, secure))
        made += relay_desk.routes(pages) + relay_page.desk_routes(public, pages)
    return made
