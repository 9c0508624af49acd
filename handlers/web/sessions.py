"""Who comes to the desk's pages and what they may: cookie, session, one form's token, acts in their name.

A page is a function `(page) -> Response`; `Pages.get` and `Pages.post` put login, rights and tokens before it. What is
done by a form is one act; what it says stands on the page that follows.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import parse_qs, quote, unquote, urlsplit

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bot import accounts, events
from bot.accounts import Visit
from bot.app import App, Here
from bot.db import within
from bot.errors import Refused
from bot.models import Posting
from bot.texts import say
from handlers.web import wording, wrong
from handlers.web.chat import Render

P = ParamSpec("P")
Value = TypeVar("Value")

COOKIE = "dalaba_desk"
SAID = "dalaba_said"
KEYS = "dalaba_keys"
SAID_MOST = 600
BODY_MOST = 2_000_000
TOKEN_LENGTH = 32
"""Hexadecimal digits, 128 bits: a page of a hundred forms carries it a hundred times."""
NOT_KEPT = "no-store"


def token_of(cookie: str) -> str:
    """The token that every form of a session carries: told by the cookie, and telling nothing of it."""
    return accounts.digest(f"form:{cookie}")[:TOKEN_LENGTH]


@dataclass(frozen=True, slots=True)
class County:
    """One county's desk: where its pages are, how they are drawn. `local`: the try-out's way in is open."""

    app: App
    here: Here
    render: Render
    local: bool
    secure: bool

    @property
    def base(self) -> str:
        """The path that the county's pages begin with."""
        return f"/{self.here.settings.slug}"

    @property
    def station(self) -> str:
        """How the station is called, by what the desk set last."""
        return self.app.last_known(self.here).station or self.here.gazetteer.name

    def wrong(self, request: Request, what: str, most: int = 0) -> Response:
        """A page that says why something was not taken, and what to do."""
        return wrong.page(self.render, request, what, base=self.base, most=most)


@dataclass(slots=True)
class Page:
    """One request of somebody logged in."""

    request: Request
    county: County
    visit: Visit
    form: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def app(self) -> App:
        """What the program runs with."""
        return self.county.app

    @property
    def base(self) -> str:
        """Where the desk's pages begin."""
        return f"{self.county.base}/desk"

    @property
    def language(self) -> str:
        """The language of this visit."""
        return wording.chosen(self.request)

    @property
    def token(self) -> str:
        """The token that this session's forms carry."""
        return token_of(self.request.cookies.get(COOKIE, ""))

    @property
    def piece(self) -> bool:
        """Whether a piece of an open page is asked for (htmx says so), not a page."""
        return "hx-request" in self.request.headers

    def sentences(self, name: str) -> dict[str, Any]:
        """All sentences of one of the pages, as its template takes them; one alone is `words`."""
        found: dict[str, Any] = wording.texts(self.language)[name]
        return found

    def number(self, name: str) -> int:
        """A number of the path."""
        return int(self.request.path_params[name])

    def asked(self, name: str, default: str = "") -> str:
        """A value of the address."""
        return self.request.query_params.get(name, default)

    def given(self, name: str, default: str = "") -> str:
        """A value of the form."""
        return (self.form.get(name) or [default])[0]

    async def read(
        self, function: Callable[Concatenate[Session, datetime, Here, P], Value], /, *args: P.args, **values: P.kwargs
    ) -> Value:
        """`function(session, now, here, …)` on the reading side, with what the desk set in force."""
        place, now = self.county.here, self.app.clock().astimezone(self.county.here.zone)

        def reading(session: Session) -> Value:
            with within(session, place.county_id):
                return function(session, now, self.app.at(place, session), *args, **values)

        return await self.app.read(reading)

    async def act(
        self,
        function: Callable[..., Value],
        /,
        *,
        said: str = "",
        posting: int | None = None,
        whole_county: bool = False,
        **values: Any,
    ) -> Value:
        """Run an act as this person, in one transaction with what came in.

        `posting` names the posting it is about: Refused where that is not in their part of the tree. `whole_county`
        are acts for those alone who see all of it.
        """
        coming, visit = accounts.number(), self.visit

        def whole(session: Session, now: datetime, here: Here) -> Value:
            if whole_county and visit.regions is not None:
                raise Refused("web.not_yours")
            if posting is not None:
                may_see(session, here, visit, posting)
            own = accounts.person_here(now, here, visit.person_id, coming, said, session)
            return function(session, now, own, sender=accounts.sender_of(visit), **values)

        return await self.app.act(whole, self.county.here)

    async def look(self, what: str, subject: str, subject_id: int) -> None:
        """Write down that this person looked at phones in full."""
        person = self.visit.person_id

        def looked(session: Session, now: datetime, here: Here) -> None:
            from dataclasses import replace

            events.note(session, now, replace(here, actor_id=person), what, subject, subject_id)

        await self.app.act(looked, self.county.here)

    def show(self, template: str, /, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A page, with what the last form said."""
        mark, _, text = unquote(self.request.cookies.get(SAID, "")).partition(":")
        response = self.county.render(
            self.request,
            template,
            base=self.base,
            visit=self.visit,
            token=self.token,
            keys=self.request.cookies.get(KEYS) == "on",
            t=wording.texts(self.language)["desk"],
            said=text if mark in ("ok", "bad") else "",
            said_bad=mark == "bad",
            slug=self.county.here.settings.slug,
            station=self.county.station,
            gazetteer=self.county.here.gazetteer,
            **values,
        )
        response.status_code = status
        response.headers["Cache-Control"] = NOT_KEPT
        if text:
            response.delete_cookie(SAID, path=self.county.base)
        return response

    def remember(self, response: Response, name: str, value: str) -> None:
        """Have this browser remember something about these pages for a year."""
        response.set_cookie(
            name,
            value,
            max_age=365 * 86_400,
            path=self.county.base,
            httponly=True,
            samesite="lax",
            secure=self.county.secure,
        )

    def words(self, key: str, /, **values: Any) -> str:
        """A sentence of the desk's pages: `words("today.done")`."""
        known = wording.texts(self.language)
        found: Any = known["desk"] if key.partition(".")[0] in known["desk"] else known
        for part in key.split("."):
            found = found[part]
        sentence: str = found
        return sentence.format(**values)

    def refused(self, refused: Refused) -> str:
        """What is wrong, in the words of who asked."""
        return say(refused.key, self.language, **refused.values)

    def back(self, to: str = "", said: str = "", *, bad: bool = False) -> Response:
        """On to a page of the desk, saying what was done. Where none is named: to where the form stood."""
        return self.onward(to if to.startswith("/") else f"{self.base}/{to}" if to else self._from(), said, bad=bad)

    def _from(self) -> str:
        path = urlsplit(self.given("from") or self.request.headers.get("referer", ""))
        where = path.path + (f"?{path.query}" if path.query else "")
        return where if where.startswith(self.base) else self.base

    def onward(self, where: str, said: str, *, bad: bool) -> Response:
        """Send the browser to a path of ours."""
        response: Response = RedirectResponse(where, status_code=303, headers={"Cache-Control": NOT_KEPT})
        if self.piece:  # a redirect would be followed and put into the piece's place
            response = Response(headers={"HX-Redirect": where, "Cache-Control": NOT_KEPT})
        if said:
            value = quote(f"{'bad' if bad else 'ok'}:{said[:SAID_MOST]}")
            response.set_cookie(
                SAID,
                value,
                max_age=60,
                path=self.county.base,
                httponly=True,
                samesite="lax",
                secure=self.county.secure,
            )
        return response


def may_see(session: Session, here: Here, visit: Visit, posting_id: int) -> Posting:
    """The posting, where it lies in this person's part of the tree; else Refused."""
    row = session.get(Posting, posting_id)
    if row is None or row.county_id != here.county_id:
        raise Refused("employer.gone")
    if not visit.sees(row.region_id):
        raise Refused("web.not_yours")
    return row


Handler = Callable[[Page], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Pages:
    """Makes routes of one county's desk, with login before every page and a token behind every form."""

    county: County

    def get(self, path: str, handler: Handler) -> Route:
        """A page to look at."""

        async def answer(request: Request) -> Response:
            visit = await find(self.county, request)
            if visit is None:
                return to_login(self.county, request)
            page = Page(request, self.county, visit)
            try:
                return await handler(page)
            except Refused as refused:
                text = page.refused(refused)
                return page.show("desk/refused.html", status=404, text=text, counts={}, title=text)

        return Route(f"{self.county.base}/desk{path}", answer, methods=["GET"])

    def post(self, path: str, handler: Handler) -> Route:
        """A form: of this origin, with the session's token; what is Refused stands on the page it came from."""

        async def answer(request: Request) -> Response:
            visit = await find(self.county, request)
            if visit is None:
                return to_login(self.county, request)
            page = Page(request, self.county, visit)
            if not same_origin(request):
                return self.county.wrong(request, "origin")
            if not await read_form(page):
                return self.county.wrong(request, "large", BODY_MOST)
            if not hmac.compare_digest(page.given("token").encode(), token_of(request.cookies[COOKIE]).encode()):
                return self.county.wrong(request, "old")
            try:
                return await handler(page)
            except Refused as refused:
                return page.back(said=page.refused(refused), bad=True)

        return Route(f"{self.county.base}/desk{path}", answer, methods=["POST"])


async def find(county: County, request: Request) -> Visit | None:
    """Who comes with this request's cookie."""
    cookie = request.cookies.get(COOKIE, "")
    if not cookie:
        return None
    now, place = county.app.clock(), county.here
    visit = await county.app.read(accounts.visit, now, place, cookie)
    if visit is not None and now - visit.seen_at > timedelta(minutes=accounts.SEEN_MINUTES):
        await county.app.act(accounts.seen, place, session_id=visit.session_id)
    return visit


def to_login(county: County, request: Request) -> Response:
    """To the login; small pieces of a page that is open are told by 401 instead."""
    if request.headers.get("hx-request"):
        return PlainTextResponse("login", status_code=401)
    return RedirectResponse(f"{county.base}/desk/login", status_code=303, headers={"Cache-Control": NOT_KEPT})


def same_origin(request: Request) -> bool:
    """Whether a form was sent from a page of ours, as far as the browser tells."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin")
    host = request.headers.get("host", "")
    return (origin is None or urlsplit(origin).netloc == host) and site in ("same-origin", "none")


async def read_form(page: Page) -> bool:
    """Read the form into `page.form`; False where it is larger than any of ours."""
    body = await body_of(page.request, BODY_MOST)
    if body is None:
        return False
    kind = page.request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        from email.parser import BytesParser
        from email.policy import HTTP

        whole = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
        for part in whole.iter_parts():
            name = str(part.get_param("name", "", header="content-disposition"))
            content = part.get_payload(decode=True)
            data = content if isinstance(content, bytes) else b""
            if part.get_filename() is not None:
                page.files[name] = data
            else:
                page.form.setdefault(name, []).append(data.decode("utf-8", "replace"))
        return True
    page.form = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=2000)
    return True


async def body_of(request: Request, most: int) -> bytes | None:
    """The body, or None where it is larger than `most` bytes."""
    parts: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            return None
        parts.append(chunk)
    return b"".join(parts)


def set_session(county: County, response: Response, cookie: str) -> None:
    """Give the browser its session: for this county's pages alone, out of scripts' reach."""
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=accounts.SESSION_DAYS * 86_400,
        path=county.base,
        httponly=True,
        samesite="lax",
        secure=county.secure,
    )
