"""A forwarder's page, opened by a link of their own on any phone: copy out, tick, bring back, put right, done.

People of the desk who carry for a group have the same page behind their login (`/desk/carry`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot import filling, forwarders, links, relay, relay_back, relay_read, relay_texts
from bot.app import Here
from bot.errors import Refused
from bot.models import Person, Region
from handlers.web.public import Form, Public
from handlers.web.sessions import Page, Pages

FIELD = re.compile(r"r(\d{1,3})\.(meaning|code|people|who|was)")
NUMBER = re.compile(r"[0-9]{1,15}")
FIELDS = ("meaning", "code", "people", "who")


@dataclass(frozen=True, slots=True)
class Carrier:
    """Who looks, under which path their page is, and (behind the login) the token of its forms."""

    person_id: int
    own: str
    token: str = ""


def routes(public: Public) -> list[BaseRoute]:
    """`/f/<word>`: the page, ticking, and bringing back."""

    async def page(request: Request) -> Response:
        carrier = await _by_word(public, request)
        return await _page(public, request, carrier) if carrier is not None else _gone(public, request)

    async def tick(request: Request) -> Response:
        return await _posted(public, request, _tick)

    async def bring(request: Request) -> Response:
        return await _posted(public, request, _bring)

    path = f"{public.base}/f/{{word}}"
    return [
        Route(path, page, methods=["GET"]),
        Route(f"{path}/tick", tick, methods=["POST"]),
        Route(f"{path}/bring", bring, methods=["POST"]),
    ]


def desk_routes(public: Public, pages: Pages) -> list[BaseRoute]:
    """`/desk/carry`: the same for people of the desk."""

    def carrier(page: Page) -> Carrier:
        return Carrier(page.visit.person_id, f"{page.base}/carry", page.token)

    async def look(page: Page) -> Response:
        return await _page(public, page.request, carrier(page))

    async def tick(page: Page) -> Response:
        return await _tick(public, page.request, carrier(page), page.form)

    async def bring(page: Page) -> Response:
        return await _bring(public, page.request, carrier(page), page.form)

    return [pages.get("/carry", look), pages.post("/carry/tick", tick), pages.post("/carry/bring", bring)]


async def _by_word(public: Public, request: Request) -> Carrier | None:
    word = request.path_params["word"][:80]

    def find(session: Session, now: datetime, here: Here) -> int | None:
        link = links.find(session, here, word)
        return link.person_id if link is not None else None

    person_id = await public.read(find)
    return Carrier(person_id, f"{public.base}/f/{word}") if person_id is not None else None


def _gone(public: Public, request: Request) -> Response:
    return public.show(request, "public/gone.html", status=404)


async def _posted(public: Public, request: Request, handle: Any) -> Response:
    form = await public.form(request)
    if isinstance(form, Response):
        return form
    carrier = await _by_word(public, request)
    if carrier is None:
        return _gone(public, request)
    answer: Response = await handle(public, request, carrier, form)
    return answer


def _look(
    session: Session,
    now: datetime,
    here: Here,
    person_id: int,
    group_id: int,
    text: str,
    corrected: relay_read.Corrections,
    about: str = "",
) -> dict[str, Any]:
    """What stands on the page: the groups, what waits for each, and the table of what was pasted for one of them."""
    person = session.get(Person, person_id)
    shown = []
    table, error = None, None
    for group in forwarders.groups_of(session, here, person_id):
        fresh, bundle, standing = relay.ready(session, now, here, group)
        together = "\n\n".join(each.text for each in (*fresh, *standing))
        open_here = group.id == group_id
        region = session.get(Region, group.region_id) if group.region_id is not None else None
        one = {"group": group, "fresh": fresh, "bundle": bundle, "standing": standing, "together": together}
        shown.append({**one, "village": region.name if region is not None else here.gazetteer.example_village()})
        if open_here and text.strip():
            try:
                table = relay_read.read(session, now, here, group, text, corrected, about)
            except Refused as refused:
                error = refused
    return {
        "person": person.name if person is not None else "",
        "groups": shown,
        "table": table,
        "mark": relay_read.mark_of(table) if table is not None else "",
        "refused": error,
        "missing": len(filling.tomorrow(session, now, here, person_id)),
    }


async def _page(
    public: Public,
    request: Request,
    carrier: Carrier,
    *,
    group_id: int = 0,
    text: str = "",
    corrected: relay_read.Corrections | None = None,
    was: dict[int, str] | None = None,
    about: str = "",
    answer: str = "",
    said: str = "",
    error: str = "",
    status: int = 200,
) -> Response:
    found = await public.read(_look, carrier.person_id, group_id, text, corrected or {}, about)
    refused = found.pop("refused")
    if refused is not None:
        error, status = public.refused(request, refused), 422
    return public.show(
        request,
        "public/relay.html",
        status=status,
        own=carrier.own,
        token=carrier.token,
        group_id=group_id,
        text=text,
        of=links.digest(text)[:16],
        was=was or {},
        about=about,
        answer=answer,
        said=said,
        error=error,
        zone=public.here.zone,
        **found,
    )


def _given(form: Form, name: str) -> str:
    return (form.get(name) or [""])[0]


async def _tick(public: Public, request: Request, carrier: Carrier, form: Form) -> Response:
    marks = _given(form, "ids")[:400].split(",")
    ids = [int(each) for each in marks if NUMBER.fullmatch(each)]
    texts = [int(each[1:]) for each in marks if each.startswith("t") and NUMBER.fullmatch(each[1:])]
    person_id, undo = carrier.person_id, _given(form, "act") == "undo"
    try:
        for each in texts:
            await public.act(relay_texts.carried, actor=person_id, person_id=person_id, text_id=each, undo=undo)
        if undo:
            for each in ids:
                await public.act(relay.not_carried, actor=person_id, person_id=person_id, copy_id=each)
        elif ids:
            await public.act(relay.carried, actor=person_id, person_id=person_id, copy_ids=ids)
    except Refused as refused:
        return await _page(public, request, carrier, error=public.refused(request, refused), status=422)
    return RedirectResponse(carrier.own, status_code=303, headers={"Cache-Control": "no-store"})


def corrections(form: Form) -> tuple[dict[int, dict[str, str]], dict[int, str]]:
    """What was put right in the table by row, and what these rows said as they were read.

    The form sends every field; `was` holds them as the table first showed them, so that only what differs counts.
    """
    fields: dict[int, dict[str, str]] = {}
    for name, values in form.items():
        found = FIELD.fullmatch(name)
        if found is not None and values:
            fields.setdefault(int(found[1]), {})[found[2]] = values[-1]
    made, was = {}, {}
    for number, given in fields.items():
        before = dict(zip(FIELDS, given.get("was", "").split("\x1f"), strict=False))
        changed = {name: given[name] for name in FIELDS if name in given and given[name] != before.get(name)}
        if changed:
            made[number], was[number] = changed, given.get("was", "")
    return made, was


async def _bring(public: Public, request: Request, carrier: Carrier, form: Form) -> Response:
    number = _given(form, "group")
    group_id, text = int(number) if number.isdecimal() else 0, _given(form, "text").replace("\r\n", "\n").strip()
    about = _given(form, "all")[:8]
    right, was = corrections(form) if _given(form, "of") == links.digest(text)[:16] else ({}, {})
    if _given(form, "act") != "apply":
        return await _page(
            public, request, carrier, group_id=group_id, text=text, corrected=right, was=was, about=about
        )
    try:
        done = await public.act(
            relay_back.apply,
            actor=carrier.person_id,
            person_id=carrier.person_id,
            said=text,
            group_id=group_id,
            text=text,
            corrected=right,
            about=about,
            as_shown="" if right else _given(form, "mark"),
        )
    except Refused as refused:
        error = public.refused(request, refused)
        return await _page(
            public,
            request,
            carrier,
            group_id=group_id,
            text=text,
            corrected=right,
            was=was,
            about=about,
            error=error,
            status=409,
        )
    return await _page(public, request, carrier, group_id=group_id, answer=done.answer, said=str(done.acts))
