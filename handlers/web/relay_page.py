"""A forwarder's page, opened by a link of their own on any phone: copy out, tick, bring back, put right, done."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot import relay, relay_back
from bot.app import Here
from bot.errors import Refused
from bot.models import Group, Person, PersonLink
from handlers.web.public import Public, form_of
from handlers.web.sessions import same_origin

FIELD = re.compile(r"r(\d{1,3})\.(meaning|code|people|who|was)")
FIELDS = ("meaning", "code", "people", "who")
Form = dict[str, list[str]]


def routes(public: Public) -> list[BaseRoute]:
    """`/f/<word>`: the page, ticking, and bringing back."""

    async def page(request: Request) -> Response:
        return await _page(public, request)

    async def tick(request: Request) -> Response:
        return await _tick(public, request)

    async def bring(request: Request) -> Response:
        return await _bring(public, request)

    path = f"{public.base}/f/{{word}}"
    return [
        Route(path, page, methods=["GET"]),
        Route(f"{path}/tick", tick, methods=["POST"]),
        Route(f"{path}/bring", bring, methods=["POST"]),
    ]


def _link(session: Session, now: datetime, here: Here, word: str) -> tuple[PersonLink, Person, list[Group]] | None:
    link = relay.by_link(session, here, word)
    person = session.get(Person, link.person_id) if link is not None else None
    if link is None or person is None:
        return None
    return link, person, relay.groups_of(session, here, person.id or 0)


def _look(
    session: Session, now: datetime, here: Here, word: str, group_id: int, text: str, corrected: relay_back.Corrections
) -> dict[str, Any] | None:
    """What stands on the page: the groups, what waits for each, and the table of what was pasted for one of them."""
    found = _link(session, now, here, word)
    if found is None:
        return None
    _, person, groups = found
    shown = []
    table, error = None, None
    for group in groups:
        fresh, bundle, standing = relay.ready(session, now, here, group)
        together = "\n\n".join(each.text for each in (*fresh, *standing))
        open_here = group.id == group_id
        shown.append({"group": group, "fresh": fresh, "bundle": bundle, "standing": standing, "together": together})
        if open_here and text.strip():
            try:
                table = relay_back.read(session, now, here, group, text, corrected)
            except Refused as refused:
                error = refused
    return {
        "person": person.name,
        "groups": shown,
        "table": table,
        "mark": relay_back.mark_of(table) if table is not None else "",
        "refused": error,
    }


async def _page(
    public: Public,
    request: Request,
    *,
    group_id: int = 0,
    text: str = "",
    corrected: relay_back.Corrections | None = None,
    was: dict[int, str] | None = None,
    answer: str = "",
    said: str = "",
    error: str = "",
    status: int = 200,
) -> Response:
    word = request.path_params["word"][:80]
    found = await public.read(_look, word, group_id, text, corrected or {})
    if found is None:
        return public.show(request, "public/gone.html", status=404)
    refused = found.pop("refused")
    if refused is not None:
        error, status = public.refused(request, refused), 422
    return public.show(
        request,
        "public/relay.html",
        status=status,
        own=f"{public.base}/f/{word}",
        group_id=group_id,
        text=text,
        of=relay.digest(text)[:16],
        was=was or {},
        answer=answer,
        said=said,
        error=error,
        zone=public.here.zone,
        **found,
    )


async def _person(public: Public, request: Request) -> int | None:
    found = await public.read(_link, request.path_params["word"][:80])
    return found[0].person_id if found is not None else None


async def _form(request: Request) -> Form | Response:
    if not same_origin(request):
        return PlainTextResponse("another origin", status_code=403)
    form = await form_of(request)
    return form if form is not None else PlainTextResponse("too large", status_code=413)


def _given(form: Form, name: str) -> str:
    return (form.get(name) or [""])[0]


async def _tick(public: Public, request: Request) -> Response:
    form = await _form(request)
    if isinstance(form, Response):
        return form
    person_id = await _person(public, request)
    if person_id is None:
        return public.show(request, "public/gone.html", status=404)
    ids = [int(each) for each in _given(form, "ids").split(",") if each.isdecimal()]
    try:
        if _given(form, "act") == "undo":
            for each in ids:
                await public.act(relay.not_carried, actor=person_id, person_id=person_id, copy_id=each)
        else:
            await public.act(relay.carried, actor=person_id, person_id=person_id, copy_ids=ids)
    except Refused as refused:
        return await _page(public, request, error=public.refused(request, refused), status=422)
    back = f"{public.base}/f/{request.path_params['word'][:80]}"
    return RedirectResponse(back, status_code=303, headers={"Cache-Control": "no-store"})


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


async def _bring(public: Public, request: Request) -> Response:
    form = await _form(request)
    if isinstance(form, Response):
        return form
    person_id = await _person(public, request)
    if person_id is None:
        return public.show(request, "public/gone.html", status=404)
    number = _given(form, "group")
    group_id, text = int(number) if number.isdecimal() else 0, _given(form, "text").replace("\r\n", "\n").strip()
    right, was = corrections(form) if _given(form, "of") == relay.digest(text)[:16] else ({}, {})
    if _given(form, "act") != "apply":
        return await _page(public, request, group_id=group_id, text=text, corrected=right, was=was)
    try:
        done = await public.act(
            relay_back.apply,
            actor=person_id,
            person_id=person_id,
            said=text,
            group_id=group_id,
            text=text,
            corrected=right,
            as_shown="" if right else _given(form, "mark"),
        )
    except Refused as refused:
        return await _page(
            public,
            request,
            group_id=group_id,
            text=text,
            corrected=right,
            was=was,
            error=public.refused(request, refused),
            status=409,
        )
    return await _page(public, request, group_id=group_id, answer=done.answer, said=str(done.acts))
