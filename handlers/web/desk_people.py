"""People: employers with their files, brokers, workers, the desk itself; what they did, and what may be done."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import accounts, deskwork, invitations, registry, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import Account, Employer, Person, PersonAddress, Posting, Region, Role
from bot.texts import say
from handlers.web import desk_history, desk_view, sheets
from handlers.web.sessions import Page, Pages

TABS: dict[str, tuple[str, ...] | None] = {
    "workers": None,
    "brokers": (Role.BROKER.value, Role.FORWARDER.value),
    "desk": (Role.DESK.value, Role.HEAD.value),
}
LISTED = 200


def routes(pages: Pages) -> list[BaseRoute]:
    """The lists, a person, an employer, and what is pressed there."""
    return [
        pages.get("/people", listed),
        pages.get("/person/{id:int}", person),
        pages.get("/person/{id:int}/data.xlsx", data),
        pages.get("/employer/{id:int}", employer),
        pages.post("/employer/{id:int}/{what}", change_employer),
        pages.post("/person/{id:int}/{what}", change),
        pages.post("/people/invite", invite),
        pages.post("/people/account", account),
        pages.post("/account/{id:int}/{what}", change_account),
    ]


def _county_only(page: Page) -> None:
    """People are the whole county's: who sees a part of the tree meets them on its postings."""
    if page.visit.regions is not None:
        raise Refused("web.not_yours")


async def listed(page: Page) -> Response:
    """Employers first; the other lists by tab; found by a part of name or phone."""
    _county_only(page)
    tab, words = page.asked("tab", "employers"), page.asked("q").strip()
    found = await page.read(_listed, page.visit, tab, words, page.language)
    return page.show("desk/people.html", title=page.words("nav.people"), tab=tab, q=words, **found)


def _listed(
    session: Session, now: datetime, here: Here, visit: accounts.Visit, tab: str, words: str, language: str
) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    if tab == "employers":
        query = select(Employer).where(Employer.county_id == here.county_id)
        if words:
            query = query.where(
                or_(
                    col(Employer.name).contains(words, autoescape=True),
                    col(Employer.phone).contains(words, autoescape=True),
                )
            )
        for file in session.exec(query.order_by(col(Employer.id).desc()).limit(LISTED)):
            rows.append(desk_view.file_view(session, now, here, file, language) | {"masked": _masked(file.phone)})
    else:
        for row in registry.find(session, here, words, TABS.get(tab)):
            rows.append(
                {
                    "id": row.id,
                    "name": desk_view.name_of(row, language),
                    "masked": _masked(row.phone),
                    "role": row.role,
                    "barred": row.barred_at is not None,
                    "on_duty": row.on_duty_since is not None,
                    "since": row.first_met_at.astimezone(here.zone) if row.first_met_at else None,
                }
            )
    return {
        "rows": rows,
        "counts": desk_view.counts(session, now, here, visit),
        "accounts": _accounts(session, here) if tab == "desk" and visit.head else [],
        "regions": _places(session, here) if tab == "desk" and visit.head else [],
        "least": accounts.PASSWORD_LEAST,
    }


def _masked(phone: str | None) -> str:
    return wording.masked(phone) if phone else ""


def _places(session: Session, here: Here) -> list[tuple[int, str]]:
    rows = session.exec(select(Region).where(Region.county_id == here.county_id).order_by(col(Region.code))).all()
    names = {row.id: row.name for row in rows}
    return [
        (row.id or 0, row.name if row.level == "township" else f"{names.get(row.parent_id, '')}{row.name}")
        for row in rows
        if row.level != "county"
    ]


def _accounts(session: Session, here: Here) -> list[dict[str, Any]]:
    rows = session.exec(
        select(Account, Person)
        .where(Account.county_id == here.county_id, Person.id == Account.person_id)
        .order_by(col(Account.id))
    )
    made = []
    for row, owner in rows:
        region = session.get(Region, row.region_id) if row.region_id is not None else None
        made.append(
            {
                "id": row.id,
                "person": owner.id,
                "name": owner.name,
                "login": row.login or "",
                "region": region.name if region is not None else "",
                "ended": row.ended_at is not None,
            }
        )
    return made


async def person(page: Page) -> Response:
    """One person: what they did, what they may, and what may be done."""
    _county_only(page)
    number, full = page.number("id"), page.asked("phone") == "1"
    found = await page.read(_person, page.visit, number, full, page.language)
    if full:
        await page.look("person.look", "person", number)
    return page.show("desk/person.html", title=found["who"]["name"], full=full, **found)


def _person(
    session: Session, now: datetime, here: Here, visit: accounts.Visit, number: int, full: bool, language: str
) -> dict[str, Any]:
    row = registry.get(session, here, number)
    addresses = session.exec(
        select(PersonAddress).where(PersonAddress.county_id == here.county_id, PersonAddress.person_id == number)
    ).all()
    posted = session.exec(
        select(Posting)
        .where(Posting.county_id == here.county_id, Posting.poster_id == number)
        .order_by(col(Posting.id).desc())
        .limit(50)
    )
    alike = [
        {"id": each.id, "name": each.name, "masked": _masked(each.phone)}
        for each in registry.find(session, here, row.name, None)
        if row.name and each.id != row.id
    ]
    return {
        "counts": desk_view.counts(session, now, here, visit),
        "who": {
            "id": row.id,
            "name": desk_view.name_of(row, language),
            "role": row.role,
            "phone": (row.phone or "") if full else _masked(row.phone),
            "barred": row.barred_at is not None,
            "forgotten": row.forgotten_at is not None,
            "since": row.first_met_at.astimezone(here.zone) if row.first_met_at else None,
            "reached": [each.messenger for each in addresses if each.reachable],
            "in_groups": any(each.messenger != accounts.WEB for each in addresses),
        },
        "did": registry.did(session, here, number, language),
        "no_shows": registry.no_shows(session, here, number),
        "posted": [desk_view.line(session, now, here, each, language) for each in posted],
        "alike": alike[:20],
        "history": desk_history.of_subject(session, here, "person", number, language),
    }


async def data(page: Page) -> Response:
    """All that is kept of a person, for that person."""
    _county_only(page)
    number = page.number("id")
    found = await page.read(_person, page.visit, number, True, page.language)
    await page.look("person.export", "person", number)
    who = found["who"]
    words = page.words
    about = [[words("posting.column_name"), who["name"]], [words("posting.column_phone"), who["phone"]]]
    about += [[words("people.role"), words(f"people.role_{who['role'] or 'none'}")]]
    work = [
        [each["name"], each["place"], day.isoformat(), seats, "" if arrived is None else arrived]
        for each in found["did"]
        for day, seats, arrived in each["days"]
    ]
    heads = [words(f"people.data_{name}") for name in ("posting", "place", "day", "people", "came")]
    posted = [[each["code"], each["work"], each["when"], each["place"], each["stands"]] for each in found["posted"]]
    post_heads = [words(f"people.data_{name}") for name in ("code", "work", "day", "place", "stands")]
    listed_sheets: list[sheets.Sheet] = [
        (words("people.data_about"), [words("people.data_what"), words("people.data_is")], about),
        (words("people.data_signups"), heads, work),
        (words("people.data_posted"), post_heads, posted),
    ]
    return sheets.answer(f"person-{number}.xlsx", listed_sheets)


async def change(page: Page) -> Response:
    """Bar, unbar, another role, two into one, forget."""
    number, what = page.number("id"), page.request.path_params["what"]
    if what in ("bar", "unbar"):
        await page.act(registry.bar, whole_county=True, person_id=number, on=what == "bar")
    elif what == "role":
        await page.act(registry.set_role, whole_county=True, person_id=number, role=page.given("role"))
    elif what == "merge":
        other = page.given("other")
        number_other = int(other) if other.isdecimal() else 0
        await page.act(registry.put_together, whole_county=True, person_id=number, other_id=number_other)
    elif what == "forget" and page.given("sure") == "yes":
        await page.act(registry.forget, whole_county=True, person_id=number)
    else:
        raise Refused("desk.unknown")
    return page.back(f"person/{number}", page.words("people.noted"))


async def employer(page: Page) -> Response:
    """An employer's file."""
    _county_only(page)
    number, full = page.number("id"), page.asked("phone") == "1"
    found = await page.read(_employer, page.visit, number, page.language)
    if full:
        await page.look("employer.look", "employer", number)
    return page.show("desk/employer.html", title=found["file"]["name"], full=full, **found)


def _employer(
    session: Session, now: datetime, here: Here, visit: accounts.Visit, number: int, language: str
) -> dict[str, Any]:
    file = session.get(Employer, number)
    if file is None or file.county_id != here.county_id:
        raise Refused("desk.no_file")
    rows = session.exec(
        select(Posting)
        .where(Posting.county_id == here.county_id, Posting.employer_id == number)
        .order_by(col(Posting.id).desc())
        .limit(50)
    )
    return {
        "counts": desk_view.counts(session, now, here, visit),
        "file": desk_view.file_view(session, now, here, file, language) | {"masked": _masked(file.phone)},
        "person": file.person_id,
        "rows": [desk_view.line(session, now, here, each, language) for each in rows],
        "history": desk_history.of_subject(session, here, "employer", number, language),
        "kinds": [
            (each, say(f"file.kind_{each}", language)) for each in ("household", "cooperative", "firm", "agency")
        ],
    }


async def change_employer(page: Page) -> Response:
    """What is ticked in a file: called back, papers, licence, kind, trust, bar."""
    number, what = page.number("id"), page.request.path_params["what"]
    told = await page.act(
        deskwork.edit_file,
        whole_county=True,
        employer_id=number,
        what=f"k_{page.given('kind')}" if what == "kind" else what,
        posting_id=0,
        delivery_id=0,
    )
    return page.back(f"employer/{number}", str(told))


async def invite(page: Page) -> Response:
    """A one-time word for a role, shown once on the page that follows."""
    role, secret = page.given("role"), invitations.token()
    await page.act(invitations.invite, whole_county=True, role=role, word=secret, link="")
    text = page.words("people.invited", way=f"/start {secret}", days=invitations.DAYS)
    return page.back("people?tab=desk" if role == "desk" else "people?tab=brokers", text)


async def account(page: Page) -> Response:
    """A login for somebody without a messenger."""
    if not page.visit.head:
        raise Refused("web.head_only")
    password = page.given("password")
    if not accounts.PASSWORD_LEAST <= len(password) <= accounts.PASSWORD_MOST:
        raise Refused("web.password_short", least=accounts.PASSWORD_LEAST)
    if not page.given("name").strip():
        raise Refused("web.name_first")
    hash_ = await asyncio.to_thread(accounts.hashed, password)
    region = page.given("region")
    await page.act(
        accounts.add,
        whole_county=True,
        name=page.given("name"),
        login=page.given("login"),
        hash_=hash_,
        region_id=int(region) if region.isdecimal() else None,
    )
    return page.back("people?tab=desk", page.words("people.noted"))


async def change_account(page: Page) -> Response:
    """Which part of the county; ended, or open again."""
    number, what = page.number("id"), page.request.path_params["what"]
    region = page.given("region")
    if what == "place":
        place = int(region) if region.isdecimal() else None
        await page.act(accounts.place, whole_county=True, account_id=number, region_id=place)
    elif what in ("end", "open"):
        await page.act(accounts.end, whole_county=True, account_id=number, on=what == "open")
    else:
        raise Refused("desk.unknown")
    return page.back("people?tab=desk", page.words("people.noted"))
