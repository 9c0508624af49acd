"""A posting's page: card, roster by day, where it went, what happened, copies to hand on, what can be done with it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import calls, copies, handwork, postings, seats, sending, wording, work_hours
from bot.accounts import Visit
from bot.app import Here
from bot.models import (
    Employer,
    Group,
    Guest,
    Person,
    Posting,
    PostingDay,
    PostingStatus,
    Signup,
    SignupDay,
    SignupState,
)
from bot.texts import say
from handlers.web import desk_history, desk_posting_way, desk_view, sheets
from handlers.web.sessions import Page, Pages, may_see

WORDS = {"all": tuple(PostingStatus), "out": (PostingStatus.OPEN, PostingStatus.FULL)}
LISTED = 200


def routes(pages: Pages) -> list[BaseRoute]:
    """The list of postings, one of them, and what is pressed there."""
    return [
        pages.get("/postings", listed),
        pages.get("/posting/{id:int}", posting),
        pages.get("/posting/{id:int}/way", desk_posting_way.piece),
        pages.get("/posting/{id:int}/sheet", sheet),
        pages.get("/posting/{id:int}/roster.xlsx", roster_xlsx),
        pages.post("/posting/{id:int}/add", add),
        pages.post("/posting/{id:int}/signup/{signup:int}/{what}", signup),
        pages.post("/posting/{id:int}/tick/{day:int}", tick),
        pages.post("/posting/{id:int}/came/{day:int}", all_came),
        pages.post("/posting/{id:int}/{what}", order),
    ]


async def listed(page: Page) -> Response:
    """All postings: those that are out, or in any state, by words."""
    which, words = page.asked("state", "out"), page.asked("q").strip()
    found = await page.read(_listed, page.visit, which, words, page.language)
    return page.show("desk/postings.html", title=page.words("nav.postings"), which=which, q=words, **found)


def _listed(
    session: Session, now: datetime, here: Here, visit: Visit, which: str, words: str, language: str
) -> dict[str, Any]:
    states = [each.value for each in WORDS.get(which, ())] or [which]
    rows = session.exec(
        select(Posting)
        .where(Posting.county_id == here.county_id, col(Posting.status).in_(states))
        .order_by(col(Posting.id).desc())
        .limit(LISTED * 5)
    )
    found = []
    for row in rows:
        text = "".join(
            each or "" for each in (row.code or row.old_code, row.work, row.township, row.village, row.hires)
        )
        if visit.sees(row.region_id) and words.lower() in text.lower():
            found.append(row)
    return {
        "rows": desk_view.lines(session, now, here, found[:LISTED], language),
        "counts": desk_view.counts(session, now, here, visit),
        "states": [(each.value, say(f"status.{each.value}", language)) for each in PostingStatus],
    }


async def posting(page: Page) -> Response:
    """The whole page. Phones are masked until somebody asks for them, which is written down."""
    number, full = page.number("id"), page.asked("phones") == "1"
    found = await page.read(_whole, page.visit, number, full, page.language)
    if full:
        await page.look("roster.look", "posting", number)
    return page.show("desk/posting.html", title=found["row"]["code"] + found["row"]["work"], full=full, **found)


def _whole(
    session: Session, now: datetime, here: Here, visit: Visit, number: int, full: bool, language: str
) -> dict[str, Any]:
    row = may_see(session, here, visit, number)
    file = session.get(Employer, row.employer_id) if row.employer_id is not None else None
    return {
        "counts": desk_view.counts(session, now, here, visit),
        "row": desk_view.line(session, now, here, row, language),
        "longterm": row.kind == "longterm",
        "facts": [
            (name, words if full else desk_view.without_phones(words, row))
            for name, words in desk_view.facts(row, here.today(now), language)
        ],
        "pieces": desk_view.pieces(row.raw_text if full else desk_view.without_phones(row.raw_text, row), row.readings),
        "file": {"id": file.id, "name": file.name} if file is not None else {},
        "published": row.published_at.astimezone(here.zone) if row.published_at else None,
        "until": row.valid_until.astimezone(here.zone) if row.valid_until else None,
        "touched": postings.people_on(session, row),
        "days": days(session, now, here, row, language, full=full),
        "leads": _leads(session, here, row, language, full=full),
        **desk_posting_way.way(session, now, here, visit, row, language),
        "held": bool(row.plan.get("stopped")),
        "history": desk_history.of_posting(session, here, row, language),
        "copies": _copies(session, now, here, number) if row.published_at is not None else {},
        "today": here.today(now),
    }


def days(
    session: Session, now: datetime, here: Here, row: Posting, language: str, *, full: bool
) -> list[dict[str, Any]]:
    """The roster by day: who has seats, who waits, who came."""
    made = []
    for day in seats.days(session, here, row):
        found = session.exec(
            select(SignupDay, Signup)
            .where(
                SignupDay.county_id == here.county_id,
                SignupDay.posting_day_id == day.id,
                Signup.county_id == SignupDay.county_id,
                Signup.id == SignupDay.signup_id,
            )
            .order_by(col(Signup.inbox_id), col(Signup.id))
        ).all()
        seated = [_person(session, here, mine, signup, language, full=full) for mine, signup in found if mine.seats]
        line = sorted((mine.line, mine.id or 0, mine, signup) for mine, signup in found if mine.waiting or mine.held)
        made.append(
            {
                "id": day.id,
                "day": day.day,
                "name": wording.day_beside(day.day, here.today(now), language) if row.start is not None else "",
                "wanted": day.wanted,
                "taken": day.taken,
                "held": day.held,
                "free": max(seats.free(day), 0),
                "stopped": day.stopped_at is not None,
                "begun": row.start is not None and work_hours.begun(now, here, row, day),
                "came": sum(each["arrived"] or 0 for each in seated),
                "told": any(each["arrived"] is not None for each in seated),
                "reported": day.reported,
                "seated": seated,
                "waiting": [_person(session, here, mine, signup, language, full=full) for _, _, mine, signup in line],
            }
        )
    return made


def _person(
    session: Session, here: Here, mine: SignupDay, signup: Signup, language: str, *, full: bool
) -> dict[str, Any]:
    person = session.get(Person, signup.person_id)
    guests = session.exec(
        select(Guest)
        .where(Guest.county_id == here.county_id, Guest.signup_id == signup.id, col(Guest.left_at).is_(None))
        .order_by(col(Guest.id))
    )
    group = session.get(Group, signup.group_id) if signup.group_id is not None else None
    number = (person.phone if person is not None else None) or ""
    return {
        "signup": signup.id,
        "row": mine.id,
        "person": signup.person_id,
        "name": desk_view.name_of(person, language),
        "people": mine.seats or max(mine.waiting, mine.held),
        "guests": [guest.name for guest in guests if guest.name],
        "children": signup.children,
        "phone": number if full else wording.masked(number) if number else "",
        "group": group.title.removesuffix("用工群") if group is not None else "",
        "unconfirmed": signup.unconfirmed,
        "block": signup.block,
        "held": mine.held > 0,
        "arrived": mine.arrived,
    }


def _leads(session: Session, here: Here, row: Posting, language: str, *, full: bool) -> list[dict[str, Any]]:
    if row.kind != "longterm":
        return []
    rows = session.exec(
        select(Signup)
        .where(Signup.county_id == here.county_id, Signup.posting_id == row.id, Signup.state == SignupState.LEAD)
        .order_by(col(Signup.id))
    )
    made = []
    for each in rows:
        person = session.get(Person, each.person_id)
        number = (person.phone if person is not None else None) or ""
        shown = number if full else wording.masked(number) if number else ""
        made.append(
            {"name": desk_view.name_of(person, language), "phone": shown, "hands_on": each.hands_on, "id": each.id}
        )
    return made


def _copies(session: Session, now: datetime, here: Here, number: int) -> dict[str, str]:
    made = {}
    for name, short in (("short", True), ("long", False)):
        found = copies.form(session, now, here, number, short=short, fresh=False)
        if found is not None:
            made[name] = found[0]
    return made


async def sheet(page: Page) -> Response:
    """The roster on paper, with phones and boxes to tick; the look at the phones is written down."""
    number = page.number("id")
    found = await page.read(_whole, page.visit, number, True, page.language)
    await page.look("roster.print", "posting", number)
    return page.show("desk/sheet.html", title=found["row"]["code"] + found["row"]["work"], **found)


async def roster_xlsx(page: Page) -> Response:
    """The roster as a workbook."""
    number = page.number("id")
    found = await page.read(_whole, page.visit, number, True, page.language)
    await page.look("roster.export", "posting", number)
    words = page.words
    head = [words(f"posting.column_{name}") for name in ("day", "name", "people", "guests", "phone", "group", "came")]
    rows: list[list[Any]] = []
    for day in found["days"]:
        for each in day["seated"]:
            came = "" if each["arrived"] is None else each["arrived"]
            listed_guests = words("marks.pause").join(each["guests"])
            rows.append([day["name"], each["name"], each["people"], listed_guests, each["phone"], each["group"], came])
    rows += [["", each["name"], 1, "", each["phone"], "", ""] for each in found["leads"]]
    return sheets.answer(f"{found['row']['code'] or number}.xlsx", [(words("posting.roster"), head, rows)])


async def add(page: Page) -> Response:
    """Somebody who rang or came by."""
    number = page.number("id")
    people = page.given("people")
    outcome = await page.act(
        handwork.put_on,
        said=page.given("name"),
        posting=number,
        posting_id=number,
        name=page.given("name"),
        phone=page.given("phone"),
        people=int(people) if people.isdecimal() else 0,
    )
    return page.back(f"posting/{number}#roster", outcome.text)


async def signup(page: Page) -> Response:
    """补上, 去掉, another number."""
    number, which, what = page.number("id"), page.number("signup"), page.request.path_params["what"]

    def act(session: Session, now: datetime, here: Here, *, sender: Any) -> None:
        row = session.get(Signup, which)
        if row is None or row.posting_id != number:
            return
        if what == "up":
            handwork.move_up(session, now, here, sender=sender, signup_id=which, day=_day(page) or here.today(now))
        elif what == "off":
            handwork.take_off(session, now, here, sender=sender, signup_id=which)
        elif what == "people" and page.given("people").isdecimal():
            handwork.set_people(session, now, here, sender=sender, signup_id=which, people=int(page.given("people")))

    await page.act(act, posting=number)
    return page.back(f"posting/{number}#roster", page.words("posting.noted"))


def _day(page: Page) -> date | None:
    try:
        return date.fromisoformat(page.given("day"))
    except ValueError:
        return None


async def tick(page: Page) -> Response:
    """来了, 没来, 不知道; of a party also how many."""
    number, row, people = page.number("id"), page.number("day"), page.given("people")

    def act(session: Session, now: datetime, here: Here, *, sender: Any) -> None:
        if _belongs(session, SignupDay, row, number):
            some = int(people) if people.isdecimal() else 0
            handwork.came(session, now, here, sender=sender, signup_day_id=row, state=page.given("state"), people=some)

    await page.act(act, posting=number)
    return page.back(f"posting/{number}#roster")


def _belongs(session: Session, table: Any, row_id: int, number: int) -> bool:
    """Whether a row of a roster is one of this posting's."""
    found = session.get(table, row_id)
    if isinstance(found, SignupDay):
        found = session.get(PostingDay, found.posting_day_id)
    return isinstance(found, PostingDay) and found.posting_id == number


async def all_came(page: Page) -> Response:
    """都来了."""
    number, day = page.number("id"), page.number("day")

    def act(session: Session, now: datetime, here: Here, *, sender: Any) -> None:
        if _belongs(session, PostingDay, day, number):
            handwork.all_came(session, now, here, sender=sender, posting_day_id=day)

    await page.act(act, posting=number)
    return page.back(f"posting/{number}#roster", page.words("posting.noted"))


async def order(page: Page) -> Response:
    """Close, reopen, other seats, stop a day, go on with it, withdraw, pause and go on."""
    number, what = page.number("id"), page.request.path_params["what"]
    if what in ("hold", "send_on"):
        told = await page.act(sending.hold if what == "hold" else sending.send_on, posting=number, posting_id=number)
        return page.back(f"posting/{number}#h-way", str(told) or page.words("posting.noted"))
    if what in ("pause", "go_on"):
        await page.act(calls.pause if what == "pause" else calls.go_on, posting=number, posting_id=number)
        return page.back(f"posting/{number}", page.words(f"posting.did_{what}"))
    given = page.given("number")
    await page.act(
        handwork.order,
        posting=number,
        posting_id=number,
        act=what,
        number=int(given) if given.isdecimal() else None,
        day=_day(page),
        sure=page.given("sure") == "yes",
    )
    return page.back(f"posting/{number}", page.words(f"posting.did_{what}"))
