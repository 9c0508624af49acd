"""A new posting: any text, read as it is typed, what each field stands on marked; put right in place, sent in."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import audience, employers, entered, screening, terms, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Person, Posting, PostingStatus
from bot.talk import RAW_MOST
from bot.texts import say
from handlers.web import desk_view
from handlers.web.sessions import Page, Pages, may_see
from nlp import screen
from nlp.types import Benefit, Kind, PayWhen, WageUnit

FIELD = re.compile(r"f(\d+)\.(\w+)")
MOST = 20


def routes(pages: Pages) -> list[BaseRoute]:
    """The page, its reading as one types, and sending in."""
    return [
        pages.get("/new", new),
        pages.post("/new/read", read),
        pages.post("/new", send),
    ]


async def new(page: Page) -> Response:
    """An empty page, or with the text of an old posting to do again."""
    again = page.asked("again")
    text: str = ""
    held: dict[str, str] = {}
    if again.isdecimal():
        text, held = await page.read(_again, page.visit, int(again))
        await page.look("posting.look", "posting", int(again))
    return await _show(page, text, [held] if held else [], "")


def _again(session: Session, now: datetime, here: Here, visit: Any, number: int) -> tuple[str, dict[str, str]]:
    """The text of an old posting, and its terms as they stood in the end but for the day."""
    row = may_see(session, here, visit, number)
    values = entered.values_of(row)
    return row.raw_text, {name: value for name, value in values.items() if name not in ("start", "days")} | {
        "start": ""
    }


async def _show(page: Page, text: str, held: list[dict[str, str]], error: str, status: int = 200) -> Response:
    found = await page.read(_drafts, text, held, page.language)
    counts = await page.read(desk_view.counts, page.visit)
    return page.show(
        "desk/new.html",
        status=status,
        title=page.words("nav.new"),
        counts=counts,
        error=error,
        text=text,
        way=page.given("way"),
        **found,
    )


def _drafts(
    session: Session, now: datetime, here: Here, text: str, held: list[dict[str, str]], language: str
) -> dict[str, Any]:
    """What stands under the text: the text with its marks, and the drafts with their fields."""
    text = text[:RAW_MOST]
    made = entered.drafts(text, now, here, held)[:MOST]
    readings = [{"field": one.field, "start": one.start, "end": one.end} for each in made for one in each.need.readings]
    hits = [
        {"start": hit.start, "end": hit.end, "stops": hit.stops}
        for each in made
        for hit in screen.read(text, terms.as_need(each.posting), here.settings.rules.age_prompt)
    ]
    return {
        "pieces": desk_view.pieces(text, readings, hits),
        "held": ",".join(
            f"f{number}.{name}" for number, each in enumerate(made) for name in sorted(entered.by_hand(each))
        ),
        "drafts": [_draft(session, now, here, each, language) for each in made],
        "choices": _choices(language),
        "places": sorted(
            {here.gazetteer.short(region) for region in here.gazetteer.regions if region.level != "county"}
        ),
    }


def _choices(language: str) -> dict[str, list[tuple[str, str]]]:
    return {
        "pay_when": [(each.value, say(f"pay_when.{each.value}", language)) for each in PayWhen],
        "wage_unit": [(each.value, say(f"wage.unit_{each.value}", language)) for each in WageUnit],
        "benefits": [(each.value, say(f"benefit.{each.value}", language)) for each in Benefit],
        "kind": [(each.value, each.value) for each in Kind],
        "ways": [(each, say(f"sending.way_{each}", language)) for each in audience.WAYS],
    }


def _draft(session: Session, now: datetime, here: Here, each: entered.Draft, language: str) -> dict[str, Any]:
    posting = each.posting
    file = employers.by_phone(session, here, posting.phones[0]) if posting.phones else None
    nobody = Person(county_id=here.county_id)
    with session.no_autoflush:
        found = screening.read(session, now, here, posting, nobody) if posting.work else []
    return {
        "values": each.values,
        "facts": desk_view.facts(posting, here.today(now), language),
        "lacking": entered.lacking_words(each, language),
        "lacks": set(each.lacking),
        "hits": [desk_view.hit_view(hit, language) for hit in found],
        "stops": any(hit.get("stops") for hit in found),
        "checked": employers.phone_checked(now, file),
        "file": desk_view.file_view(session, now, here, file, language),
        "several": len(posting.days_named) > 1,
    }


def _held(page: Page, *, only: bool) -> list[dict[str, str]]:
    """The fields of the form by draft; `only` those that somebody put right by hand."""
    marked = set(page.given("held").split(","))
    made: dict[int, dict[str, str]] = {}
    for name, values in page.form.items():
        found = FIELD.fullmatch(name)
        if found is None or found[2] not in entered.FIELDS or int(found[1]) >= MOST:
            continue
        if only and name not in marked:
            continue
        joined = [each for each in values if each]
        made.setdefault(int(found[1]), {})[found[2]] = (
            ",".join(joined) if found[2] == "benefits" else (joined or [""])[-1]
        )
    return [made.get(number, {}) for number in range(max(made, default=-1) + 1)]


async def read(page: Page) -> Response:
    """The drafts of a text as it stands now; a piece of the page, or (without scripts) the whole."""
    text = page.given("text")
    if not page.piece:
        return await _show(page, text, _held(page, only=False), "")
    found = await page.read(_drafts, text, _held(page, only=True), page.language)
    return page.show("desk/new_drafts.html", text=text, error="", counts={}, title="", way=page.given("way"), **found)


async def send(page: Page) -> Response:
    """Send in; where nothing stops it and the phone was called, out at once."""
    text, held = page.given("text"), _held(page, only=False)
    chosen = [int(each) for each in page.form.get("chosen", []) if each.isdecimal()]
    if page.given("reading"):
        return await _show(page, text, held, "")
    try:
        made = await page.act(
            entered.enter,
            said=text,
            text=text,
            corrected=held,
            chosen=chosen,
            phoned=page.given("phoned") == "yes",
            out=page.given("out") == "yes",
            way=page.given("way"),
            within=page.visit.regions,
            language=page.language,
        )
    except Refused as refused:
        return await _show(page, text, held, page.refused(refused), 422)
    stands = await page.read(_stands, made)
    waiting = [number for number, status, _ in stands if status == PostingStatus.REVIEW]
    out = [number for number, status, _ in stands if status in ON_AIR]
    names = say("list.pause", page.language).join(name for _, status, name in stands if status in ON_AIR)
    if waiting:
        said = page.words("new.some_wait" if out else "new.waits", count=len(waiting), names=names)
        return page.back(f"review/{waiting[0]}", said)
    if len(out) > 1:
        return page.back("postings", page.words("new.out_several", count=len(out), names=names))
    return page.back(f"posting/{out[0]}" if out else "", page.words("new.out"))


def _stands(session: Session, now: datetime, here: Here, made: list[int]) -> list[tuple[int, str, str]]:
    """Each new posting: its id, where it stands, its name."""
    rows = session.exec(
        select(Posting).where(Posting.county_id == here.county_id, col(Posting.id).in_(made)).order_by(col(Posting.id))
    )
    return [(row.id or 0, row.status, wording.named(row)) for row in rows]
