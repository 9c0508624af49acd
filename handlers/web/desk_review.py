"""Review: the words with what was read from them, card, file and findings side by side; one press decides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import amendments, audience, cards, decisions, deskwork, employers, postings, sending, sizes
from bot.accounts import Visit
from bot.app import Here
from bot.models import ON_AIR, Employer, Person, Posting, PostingStatus
from bot.texts import say
from handlers.web import desk_view
from handlers.web.sessions import Page, Pages, may_see


def routes(pages: Pages) -> list[BaseRoute]:
    """The list with one thing opened beside it, and what may be pressed."""
    return [
        pages.get("/review", review),
        pages.get("/review/{id:int}", review),
        pages.post("/review/{id:int}/publish", publish),
        pages.post("/review/{id:int}/decide", decide),
        pages.post("/review/{id:int}/phoned", phoned),
        pages.post("/review/{id:int}/clear", clear),
        pages.post("/review/{id:int}/change", change),
        pages.post("/review/{id:int}/file", file),
        pages.post("/review/{id:int}/way", way),
    ]


async def review(page: Page) -> Response:
    """Everything that waits; the one in the address, else the first, opened."""
    wanted = page.number("id") if "id" in page.request.path_params else None
    found = await page.read(_opened, page.visit, wanted, page.language)
    if found["opened"]:
        await page.look("posting.look", "posting", found["opened"]["id"])
    return page.show("desk/review.html", title=page.words("nav.review"), **found)


def _opened(
    session: Session, now: datetime, here: Here, visit: Visit, wanted: int | None, language: str
) -> dict[str, Any]:
    rows = desk_view.reviews(session, here, visit)
    listed = [
        {
            **desk_view.line(session, now, here, row, language),
            "waited": desk_view.minutes_since(now, row.submitted_at),
            "stops": any(hit.get("stops") and not hit.get("cleared") for hit in row.hits),
            "hits": len(row.hits),
            "change": bool(row.pending_changes),
        }
        for row in rows
    ]
    chosen = next((row for row in rows if row.id == wanted), None)
    if wanted is None and rows:
        chosen = rows[0]
    gone = None
    if wanted is not None and chosen is None:
        gone = desk_view.line(session, now, here, may_see(session, here, visit, wanted), language)
    return {
        "counts": desk_view.counts(session, now, here, visit),
        "rows": listed,
        "opened": opened(session, now, here, chosen, language) if chosen is not None else None,
        "gone": gone,
        "by_address": wanted is not None,
    }


def opened(session: Session, now: datetime, here: Here, posting: Posting, language: str) -> dict[str, Any]:
    """One posting as the desk reads it before it goes out."""
    today = here.today(now)
    file = session.get(Employer, posting.employer_id) if posting.employer_id is not None else None
    taker = session.get(Person, posting.entered_by_id) if posting.entered_by_id is not None else None
    stops = any(hit.get("stops") and not hit.get("cleared") for hit in posting.hits)
    checked = employers.phone_checked(now, file)
    made: dict[str, Any] = {
        **desk_view.line(session, now, here, posting, language),
        "version": posting.version,
        "pieces": desk_view.pieces(posting.raw_text, posting.readings, posting.hits),
        "facts": desk_view.facts(posting, today, language),
        "phones": posting.phones,
        "hits": [desk_view.hit_view(hit, language) for hit in posting.hits],
        "stops": stops,
        "can_clear": stops and all(cards.can_clear(hit) for hit in posting.hits),
        "checked": checked,
        "over": postings.holds_until(now, here, posting) <= now,
        "file": desk_view.file_view(session, now, here, file, language),
        "poster": desk_view.name_of(session.get(Person, posting.poster_id), language),
        "by_phone": taker.name if taker is not None else "",
        "waited": desk_view.minutes_since(now, posting.submitted_at),
        "negotiable": posting.negotiable and posting.wage_min is None,
        "spread": sizes.said(session, now, here, posting, language),
        "way": posting.plan.get("way", ""),
        "ways": [(each, say(f"sending.way_{each}", language)) for each in audience.WAYS],
        "reasons": [
            (name, say(f"review.why_{name}_short", language), _sentence(posting, name, language))
            for name in decisions.REASONS
            if name != "sex" or (posting.gender and posting.neutral)
        ],
        "change": "",
        "touched": 0,
    }
    if posting.pending_changes and posting.status in ON_AIR:
        new, changed = amendments.preview(posting, posting.pending_changes)
        made["change"] = amendments.change_words(posting, new, changed, today, language)
        made["touched"] = postings.people_on(session, posting)
        made["facts"] = desk_view.facts(new, today, language)
    return made


def _sentence(posting: Posting, name: str, language: str) -> str:
    words = say(f"talk.only_{posting.gender}", language) if posting.gender else ""
    return say(f"review.why_{name}", language, words=words, neutral=posting.neutral or "")


async def publish(page: Page) -> Response:
    """发布: and on to the next that waits."""
    number = page.number("id")
    told = await page.act(decisions.publish, posting=number, posting_id=number, version=_version(page))
    return page.back("review", str(told))


async def decide(page: Page) -> Response:
    """退回 or 不行, with a ready-made reason or in words."""
    number = page.number("id")
    reason = page.given("words").strip() or page.given("reason")
    if not reason:
        return page.back(f"review/{number}", page.words("review.reason_first"), bad=True)
    act = "back" if page.given("act") == "back" else "reject"
    told = await page.act(
        decisions.decide_with,
        said=reason,
        posting=number,
        posting_id=number,
        version=_version(page),
        act=act,
        reason=reason,
    )
    return page.back("review", str(told))


async def phoned(page: Page) -> Response:
    """已打电话核实."""
    number = page.number("id")
    told = await page.act(decisions.phoned, posting=number, posting_id=number)
    return page.back(f"review/{number}", str(told))


async def clear(page: Page) -> Response:
    """看过了，不是这回事."""
    number = page.number("id")
    told = await page.act(decisions.clear, posting=number, posting_id=number, version=_version(page))
    return page.back(f"review/{number}", str(told))


async def change(page: Page) -> Response:
    """同意改, 不改."""
    number = page.number("id")
    told = await page.act(
        amendments.decide, posting=number, posting_id=number, version=_version(page), ok=page.given("ok") == "yes"
    )
    return page.back("review", str(told))


async def file(page: Page) -> Response:
    """What is ticked in the employer's file beside the posting."""
    number = page.number("id")
    what = page.given("what")

    def act(session: Session, now: datetime, here: Here, *, sender: Any) -> str:
        posting = postings.get(session, here, number)
        return deskwork.edit_file(
            session,
            now,
            here,
            sender=sender,
            employer_id=posting.employer_id or 0,
            what=what,
            posting_id=number,
            delivery_id=0,
        )

    told = await page.act(act, posting=number)
    return page.back(f"review/{number}" if await page.read(_waits, number) else "", str(told))


async def way(page: Page) -> Response:
    """怎么发: all at once, in waves, the own township alone; before it goes."""
    number = page.number("id")
    told = await page.act(
        sending.choose_way, posting=number, posting_id=number, way=page.given("way"), delivery_id=None
    )
    return page.back(f"review/{number}", str(told))


def _waits(session: Session, now: datetime, here: Here, number: int) -> bool:
    row = session.get(Posting, number)
    return row is not None and row.status == PostingStatus.REVIEW


def _version(page: Page) -> int:
    return int(page.given("version")) if page.given("version").isdecimal() else 0
