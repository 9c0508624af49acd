"""The ways into the desk's pages: a one-time link from the bot, a name and password, and the try-out's own door."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route, request_response

from bot import accounts, logins, tryout
from bot.errors import Refused
from bot.texts import say
from handlers.web import sessions, wording
from handlers.web.guard import SameMachine
from handlers.web.sessions import COOKIE, KEYS, NOT_KEPT, County, Page, Pages

SMALL = 20_000


def routes(county: County) -> list[BaseRoute]:
    """Login, the link's page, the try-out's door (only beside the local messenger), password, logout."""
    base, pages = f"{county.base}/desk", Pages(county)

    async def login(request: Request) -> Response:
        if request.method == "GET":
            return _form(county, request)
        return await _check(county, request)

    async def link(request: Request) -> Response:
        if request.method == "GET":  # a preview of the link in a messenger must not use it up
            return _plain(county, request, "desk/link.html", error="")
        if not sessions.same_origin(request):
            return county.wrong(request, "origin")
        cookie = accounts.word()
        try:
            await county.app.act(accounts.take_link, county.here, secret=request.path_params["secret"], cookie=cookie)
        except Refused as refused:
            return _form(county, request, say(refused.key, wording.chosen(request)), 403)
        return _in(county, cookie)

    async def local(request: Request) -> Response:
        cookie = accounts.word()
        name = next((name for user_id, name, _ in tryout.PEOPLE if user_id == tryout.DESK_USER), "")
        user = tryout.DESK_USER
        try:
            await county.app.act(accounts.enter_local, county.here, user_id=user, name=name, cookie=cookie)
        except Refused as refused:
            return _form(county, request, say(refused.key, wording.chosen(request), **refused.values), 403)
        return _in(county, cookie)

    async def out(page: Page) -> Response:
        await page.app.act(accounts.log_out, county.here, session_id=page.visit.session_id)
        response = RedirectResponse(f"{base}/login", status_code=303)
        response.delete_cookie(COOKIE, path=county.base)
        return response

    made: list[BaseRoute] = [
        Route(f"{base}/login", login, methods=["GET", "POST"]),
        Route(f"{base}/in/{{secret}}", link, methods=["GET", "POST"]),
        pages.post("/logout", out),
        pages.get("/me", _me),
        pages.post("/me", _password),
        pages.post("/keys", _keys),
    ]
    if county.local:
        # The local messenger lets anybody of this machine be anyone already, so its desk person may come in without a
        # password. It is there beside that messenger only, and for pages of this machine alone.
        made.append(Route(f"{base}/try", SameMachine(request_response(local)), methods=["GET"]))
    return made


def _plain(county: County, request: Request, template: str, *, status: int = 200, **values: object) -> Response:
    response = county.render(
        request,
        template,
        base=f"{county.base}/desk",
        station=county.station,
        local=county.local,
        t=wording.texts(wording.chosen(request))["desk"],
        **values,
    )
    response.status_code = status
    response.headers["Cache-Control"] = NOT_KEPT
    return response


def _form(county: County, request: Request, error: str = "", status: int = 200, name: str = "") -> Response:
    return _plain(county, request, "desk/login.html", status=status, error=error, name=name)


def _in(county: County, cookie: str) -> Response:
    response = RedirectResponse(f"{county.base}/desk", status_code=303, headers={"Cache-Control": NOT_KEPT})
    sessions.set_session(county, response, cookie)
    return response


async def _check(county: County, request: Request) -> Response:
    """Name and password: slow on purpose, and closed for a while after too many tries by name or address."""
    if not sessions.same_origin(request):
        return county.wrong(request, "origin")
    body = await sessions.body_of(request, SMALL)
    if body is None:
        return county.wrong(request, "large", SMALL)
    from urllib.parse import parse_qs

    form = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
    name, password = form.get("login", [""])[0], form.get("password", [""])[0]
    language, app, here = wording.chosen(request), county.app, county.here
    address = request.client.host if request.client else ""
    keys = accounts.try_keys(name, address)
    if await app.read(accounts.tried_too_often, app.clock(), here, *keys):
        text = say("web.too_often", language, minutes=accounts.TRIES_MINUTES)
        return _form(county, request, text, 429, name)
    account_id, hash_ = await app.read(accounts.by_login, here, name)
    good = await asyncio.to_thread(accounts.matches, password, hash_)
    if not good or not account_id:
        await app.act(accounts.failed, here, keys=keys)
        return _form(county, request, say("web.wrong", language), 401, name)
    cookie = accounts.word()
    try:
        await app.act(accounts.log_in, here, account_id=account_id, cookie=cookie, keys=keys)
    except Refused as refused:
        return _form(county, request, say(refused.key, language, **refused.values), 403, name)
    return _in(county, cookie)


async def _me(page: Page) -> Response:
    return page.show("desk/me.html", title=page.words("me.title"), counts={}, least=accounts.PASSWORD_LEAST)


async def _password(page: Page) -> Response:
    """A new name and password. Whoever has one already says the old one first."""
    new = page.given("password")
    if not accounts.PASSWORD_LEAST <= len(new) <= accounts.PASSWORD_MOST:
        raise Refused("web.password_short", least=accounts.PASSWORD_LEAST)
    county, visit = page.county, page.visit
    if visit.login is not None:
        keys = accounts.try_keys(visit.login, f"me:{visit.account_id}")
        if await page.app.read(accounts.tried_too_often, page.app.clock(), county.here, *keys):
            raise Refused("web.too_often", minutes=accounts.TRIES_MINUTES)
        _, old = await page.app.read(accounts.by_login, county.here, visit.login)
        if not await asyncio.to_thread(accounts.matches, page.given("old"), old):
            await page.app.act(accounts.failed, county.here, keys=keys)
            raise Refused("web.wrong")
    hash_ = await asyncio.to_thread(accounts.hashed, new)
    await page.app.act(
        logins.set_password,
        county.here,
        account_id=visit.account_id,
        login=page.given("login") or visit.login or "",
        hash_=hash_,
        keep=visit.session_id,
    )
    return page.back("me", page.words("me.done"))


async def _keys(page: Page) -> Response:
    """Single keys press buttons, or do not: as whoever sits at this browser wants it."""
    on = page.given("on") == "yes"
    response = page.back(said=page.words("single.is_on" if on else "single.is_off"))
    page.remember(response, KEYS, "on" if on else "off")
    return response
