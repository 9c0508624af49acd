"""Settings: what a station may set without opening a file; each change is in the book, with who and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from sqlmodel import Session, col, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import robot_rows, settings_rows, webhooks
from bot.accounts import Visit
from bot.app import Here
from bot.errors import Refused
from bot.models import Employer, Person
from handlers.web import desk_history, desk_view, desk_words, wording
from handlers.web.sessions import Page, Pages

WHERE = ("tab", "of", "q", "n")
"""What a form says of the page it stands on."""


def routes(pages: Pages) -> list[BaseRoute]:
    """The page, one value set, one taken back."""
    return [
        pages.get("/settings", settings),
        pages.post("/settings", put),
        pages.post("/settings/back", back),
        pages.post("/settings/robots", add_robot),
        pages.post("/settings/robots/{number:int}/remove", remove_robot),
    ]


async def settings(page: Page) -> Response:
    """One group of values at a time; the words to people are a group of their own."""
    return await _shown(page, None)


@dataclass(frozen=True, slots=True)
class Tried:
    """A value that was typed and does not do, and why: it stays in its field, with the sentence beside it."""

    key: str
    value: str
    why: str


async def _shown(page: Page, tried: Tried | None) -> Response:
    if page.visit.regions is not None:
        raise Refused("web.not_yours")
    at = {name: page.given(name) or page.asked(name) for name in WHERE}
    tab = at["tab"] or "station"
    words = desk_words.asked(at["of"], at["q"], at["n"]) if tab == "words" else None
    found = await page.read(_gathered, page.visit, tab, page.language, words)
    for row in (*found["entries"], *found["sentences"]):
        row["wrong"] = tried.why if tried is not None and row["key"] == tried.key else ""
        row["value"] = tried.value if tried is not None and row["wrong"] else row["value"]
    title, status = page.words("nav.settings"), 200 if tried is None else 422
    saved = page.asked("saved") if tried is None else ""
    return page.show("desk/settings.html", status=status, title=title, tab=tab, at=at, saved=saved, **found)


def _gathered(
    session: Session, now: datetime, here: Here, visit: Visit, tab: str, language: str, words: desk_words.Words | None
) -> dict[str, Any]:
    own = settings_rows.rows(session, here.county_id)

    def stands(key: str) -> dict[str, Any]:
        row = own.get(settings_rows.row_key(here, key))
        by = session.get(Person, row.changed_by_id) if row is not None and row.changed_by_id is not None else None
        return {
            "key": key,
            "value": settings_rows.shown(settings_rows.value_of(here.settings, key)),
            "own": row is not None,
            "by": by.name if by is not None else "",
            "at": row.changed_at.astimezone(here.zone) if row is not None else None,
        }

    names: dict[str, str] = wording.texts(language)["settings"]["names"]
    entries = [
        {
            **stands(entry.key),
            "kind": entry.kind,
            "name": entry.key.replace(".", "_"),
            "called": names.get(entry.key.replace(".", "_"), entry.key),
            "under": entry.under,
        }
        for entry in settings_rows.SETTINGS.get(tab, ())
    ]
    said = desk_words.shown(here, words) if words is not None else {"sentences": []}
    said["sentences"] = [{**each, **stands(f"texts.{each['key']}")} for each in said["sentences"]]
    return {
        **said,
        "tabs": [*settings_rows.SETTINGS, "robots", "trusted", "words"],
        **(_robots(session, here, visit, language) if tab == "robots" else {}),
        "trusted": _trusted(session, now, here, language) if tab == "trusted" else [],
        "entries": entries,
        "history": desk_history.of_acts(session, here, "setting.", language, 40),
        "counts": desk_view.counts(session, now, here, visit),
    }


def _robots(session: Session, here: Here, visit: Visit, language: str) -> dict[str, Any]:
    """The group robots there are, and what one may be bound to."""
    return {
        "robots": robot_rows.listed(session, here, language),
        "kinds": webhooks.KINDS,
        "places": desk_view.places(session, desk_view.regions(session, here), visit),
        "trades": [words for _, words in desk_view.trades(language)],
    }


def _trusted(session: Session, now: datetime, here: Here, language: str) -> list[dict[str, Any]]:
    """Employers whose clean postings go out at once, until when and within what pay."""
    rows = session.exec(
        select(Employer)
        .where(Employer.county_id == here.county_id, col(Employer.trusted_until) >= here.today(now))
        .order_by(col(Employer.trusted_until), col(Employer.id))
    )
    return [desk_view.file_view(session, now, here, row, language) for row in rows]


async def put(page: Page) -> Response:
    """Set one value. One that does not do stays in its field."""
    key, value = page.given("key"), page.given("value")
    try:
        await page.act(settings_rows.put, whole_county=True, key=key, value=value, language=page.language)
    except Refused as refused:
        if not page.given("tab"):
            raise
        return await _shown(page, Tried(key, value, page.refused(refused)))
    return await _done(page, _back_to(page, key))


async def back(page: Page) -> Response:
    """The config's own value again."""
    key = page.given("key")
    await page.act(settings_rows.back, whole_county=True, key=key, given=page.county.here.settings)
    return await _done(page, _back_to(page, key))


def _back_to(page: Page, key: str) -> str:
    """Where the field stood, down to the field itself: whoever changes several goes on from there."""
    at = {name: page.given(name) for name in WHERE if page.given(name)}
    return f"settings?{urlencode({**at, 'saved': key})}#f-{quote(key)}" if at else ""


async def add_robot(page: Page) -> Response:
    """A group robot from now on; what was typed is not shown again."""
    await page.act(
        robot_rows.add,
        whole_county=True,
        kind=page.given("kind"),
        place=page.given("place"),
        key=page.given("key"),
        secret=page.given("secret"),
        qr=page.given("qr") == "yes",
    )
    return await _done(page, "settings?tab=robots", "settings.robot_noted")


async def remove_robot(page: Page) -> Response:
    """A robot speaks no more."""
    await page.act(robot_rows.remove, whole_county=True, number=page.number("number"))
    return await _done(page, "settings?tab=robots", "settings.robot_noted")


async def _done(page: Page, to: str = "", said: str = "settings.noted") -> Response:
    page.app.set_by_desk.pop(page.county.here.county_id, None)
    await page.read(lambda _session, _now, _here: None)  # read anew, for pages that show what was last read
    return page.back(to, "" if "saved=" in to else page.words(said))
