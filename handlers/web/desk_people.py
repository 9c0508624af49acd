"""People: brokers, workers, the desk itself; what they did, and what may be done. Employers stand beside them.

An account that sees a part of the county meets those who live, post, signed up, are named or carry there, and of what
they did what lies there; what touches the whole person (bar, merge, delete) is for those who see all of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import accounts, barring, links, merging, registry, relay_names, wording
from bot.accounts import Visit
from bot.app import Here
from bot.errors import Refused
from bot.models import Person, PersonAddress, Posting, Role, WorkerCard
from bot.texts import say
from handlers.web import desk_accounts, desk_employers, desk_history, desk_person_data, desk_view, desk_workers
from handlers.web.sessions import Page, Pages

TABS: dict[str, tuple[str, ...] | None] = {
    "workers": None,
    "brokers": (Role.BROKER.value, Role.FORWARDER.value),
    "desk": (Role.DESK.value, Role.HEAD.value),
}

TYPED = ("name", "login", "place")
"""What of a new login's form stands there again where something was wrong."""


def routes(pages: Pages) -> list[BaseRoute]:
    """The lists, a person, and what is pressed there."""
    return [
        pages.get("/people", listed),
        pages.post("/people/account", account),
        pages.get("/person/{id:int}", person),
        pages.get("/person/{id:int}/data.xlsx", desk_person_data.data),
        pages.post("/person/{id:int}/link", own_link),
        pages.post("/person/{id:int}/{what}", change),
    ]


async def listed(page: Page) -> Response:
    """Employers first; the other lists by tab; found by a part of name or phone, workers by trade too."""
    return await _list(page, page.asked("tab", "employers"))


async def account(page: Page) -> Response:
    """A login is made; what was wrong stands over the form, with all that was typed but the password."""
    try:
        await desk_accounts.add(page)
    except Refused as refused:
        if not page.visit.head:
            raise
        typed = {name: page.given(name) for name in TYPED}
        return await _list(page, "desk", error=page.refused(refused), typed=typed)
    return page.back("people?tab=desk", page.words("people.noted"))


async def _list(page: Page, tab: str, *, error: str = "", typed: dict[str, str] | None = None) -> Response:
    words, trade = page.asked("q").strip(), page.asked("trade")
    if tab == "desk" and page.visit.regions is not None:
        raise Refused("web.not_yours")
    found = await page.read(_listed, page.visit, tab, words, trade, page.language)
    shown = {"tab": tab, "q": words, "trade": trade, "error": error, "typed": typed or dict.fromkeys(TYPED, "")}
    title = page.words("nav.people")
    return page.show("desk/people.html", status=422 if error else 200, title=title, **shown, **found)


def _listed(
    session: Session, now: datetime, here: Here, visit: Visit, tab: str, words: str, trade: str, language: str
) -> dict[str, Any]:
    heads = tab == "desk" and visit.head
    if tab == "employers":
        rows = desk_employers.rows(session, now, here, visit, words, language)
    else:
        rows = _people(session, here, visit, tab, words, trade, language)
    return {
        "rows": rows,
        "counts": desk_view.counts(session, now, here, visit),
        "trades": desk_view.trades(language),
        "accounts": desk_accounts.rows(session, here) if heads else [],
        "places": desk_view.places(session, desk_view.regions(session, here), visit) if heads else [],
        "least": accounts.PASSWORD_LEAST,
    }


def _people(
    session: Session, here: Here, visit: Visit, tab: str, words: str, trade: str, language: str
) -> list[dict[str, Any]]:
    cards = {
        row.person_id: row
        for row in session.exec(select(WorkerCard).where(WorkerCard.county_id == here.county_id))
        if not trade or trade in row.trades
    }
    made = []
    for row in registry.find(session, here, words, TABS.get(tab), visit.regions):
        card = cards.get(row.id or 0)
        if trade and card is None:
            continue
        made.append(
            {
                "id": row.id,
                "name": desk_view.name_of(row, language),
                "masked": wording.masked(row.phone) if row.phone else "",
                "role": row.role,
                "barred": row.barred_at is not None,
                "on_duty": row.on_duty_since.astimezone(here.zone) if row.on_duty_since is not None else None,
                "since": row.first_met_at.astimezone(here.zone) if row.first_met_at else None,
                "trades": [say(f"trade.{each}", language) for each in card.trades] if card is not None else [],
                "registered": card is not None,
            }
        )
    return made


async def person(page: Page) -> Response:
    """One person: what they did, what they may, and what may be done."""
    number, full = page.number("id"), page.asked("phone") == "1"
    found = await page.read(_person, page.visit, number, full, page.asked("same").strip(), page.language)
    if full:
        await page.look("person.look", "person", number)
    if "stays" in found:
        return page.back(f"person/{found['stays']}")
    return _shown(page, found, full=full)


def _shown(page: Page, found: dict[str, Any], *, full: bool, link: str = "") -> Response:
    return page.show(
        "desk/person.html", title=found["who"]["name"], full=full, link=link, same=page.asked("same").strip(), **found
    )


def _person(
    session: Session, now: datetime, here: Here, visit: Visit, number: int, full: bool, same: str, language: str
) -> dict[str, Any]:
    if (gone := session.get(Person, number)) is not None and gone.same_as_id is not None:
        return {"stays": gone.same_as_id}
    row = registry.seen(session, here, number, visit.regions)
    addresses = session.exec(
        select(PersonAddress).where(PersonAddress.county_id == here.county_id, PersonAddress.person_id == number)
    ).all()
    return {
        "counts": desk_view.counts(session, now, here, visit),
        "who": _who(here, row, addresses, full, language)
        | {"through": relay_names.titles(session, here, number), "before": _before(session, here, number, full)},
        "bar_reasons": desk_view.bar_reasons(language),
        "card": desk_workers.card_view(session, here, number, language),
        "did": registry.did(session, here, number, language, visit.regions),
        "no_shows": registry.no_shows(session, here, number),
        "posted": desk_view.posted(session, now, here, visit, col(Posting.poster_id) == number, language),
        "alike": _alike(session, here, row, same) if visit.regions is None else [],
        "history": desk_history.of_subject(session, here, "person", number, language),
    }


def _who(here: Here, row: Person, addresses: Any, full: bool, language: str) -> dict[str, Any]:
    masked = wording.masked(row.phone) if row.phone else ""
    return {
        "id": row.id,
        "name": desk_view.name_of(row, language),
        "role": row.role,
        "phone": (row.phone or "") if full else masked,
        "masked": masked,
        "barred": row.barred_at is not None,
        "barred_why": row.barred_why,
        "forgotten": row.forgotten_at is not None,
        "since": row.first_met_at.astimezone(here.zone) if row.first_met_at else None,
        "reached": [each.messenger for each in addresses if each.reachable],
        "in_groups": any(each.messenger != accounts.WEB for each in addresses),
    }


def _before(session: Session, here: Here, number: int, full: bool) -> list[str]:
    """Names and numbers of rows that were put together with this person, where they differ."""
    rows = merging.gone_into(session, here, number)
    told = [(row.name, (row.phone or "") if full else wording.masked(row.phone) if row.phone else "") for row in rows]
    return [" ".join(filter(None, each)) for each in told if any(each)]


def _alike(session: Session, here: Here, row: Person, same: str) -> list[dict[str, Any]]:
    """Whom this person may be as well: of the same name, or found by what was typed (a name, a phone)."""
    words = same or row.name
    if not words:
        return []
    found = [each for roles in (None, TABS["brokers"]) for each in registry.find(session, here, words, roles)]
    return [
        {
            "id": each.id,
            "name": each.name,
            "masked": wording.masked(each.phone) if each.phone else "",
            "two_phones": merging.two_phones(row, each),
        }
        for each in found
        if each.id != row.id
    ][:20]


async def own_link(page: Page) -> Response:
    """A broker's own page: their postings and nobody else's. The link is shown once."""
    number, word = page.number("id"), accounts.word()

    def act(session: Session, now: datetime, here: Here, *, sender: Any) -> None:
        row = registry.get(session, here, number)
        if row.role != Role.BROKER:
            raise Refused("web.not_broker")
        links.give(session, now, here, person_id=number, word=word, kind=links.BROKER)

    await page.act(act, whole_county=True)
    found = await page.read(_person, page.visit, number, False, "", page.language)
    base = page.app.config.web.public_url.rstrip("/") or str(page.request.base_url).rstrip("/")
    return _shown(page, found, full=False, link=f"{base}{page.county.base}/b/{word}")


async def change(page: Page) -> Response:
    """Bar, unbar, another role, two into one, forget."""
    number, what = page.number("id"), page.request.path_params["what"]
    if what in ("bar", "unbar"):
        why: dict[str, Any] = {"reason": page.given("reason"), "words": page.given("words")}
        await page.act(barring.bar_person, whole_county=True, person_id=number, on=what == "bar", **why)
    elif what == "role":
        await page.act(registry.set_role, whole_county=True, person_id=number, role=page.given("role"))
    elif what == "merge":
        other = page.given("other")
        number_other = int(other) if other.isdecimal() else 0
        await page.act(
            merging.put_together,
            whole_county=True,
            person_id=number,
            other_id=number_other,
            phone=page.given("phone"),
        )
    elif what == "forget" and page.given("sure") == "yes":
        await page.act(registry.forget, whole_county=True, person_id=number)
    else:
        raise Refused("desk.unknown")
    return page.back(f"person/{number}", page.words("people.noted"))
