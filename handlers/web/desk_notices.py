"""Recurring notices: entered once, sent by their rhythm; days left out, changed, ended. And the digest read aloud."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlmodel import Session, col, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import digest_rows, digests, notices, rhythms
from bot.accounts import Visit
from bot.app import Here
from bot.errors import Refused
from bot.models import Event, Group, GroupState, Issue, Notice, Person, Region
from handlers.web import desk_history, desk_view
from handlers.web.sessions import Page, Pages

NEXT = 3
ISSUES = 20
KINDS = ("weekly", "daily", "monthly", "once", "cron")


def routes(pages: Pages) -> list[BaseRoute]:
    """The notices, what is done with one, and the script."""
    return [
        pages.get("/notices", listed),
        pages.post("/notices", put),
        pages.post("/notices/{id:int}/{what}", change),
        pages.get("/digest", script),
        pages.get("/digest/sheet", sheet),
    ]


def _whole_county(page: Page) -> None:
    if page.visit.regions is not None:
        raise Refused("web.not_yours")


async def listed(page: Page) -> Response:
    """What is sent again and again, with the next times; below, the form for a new one or for the one to change."""
    _whole_county(page)
    asked = page.asked("change")
    found = await page.read(_look, page.visit, int(asked) if asked.isdecimal() else None, page.language)
    return page.show(
        "desk/notices.html", title=page.words("notices.title"), w=page.sentences("notices"), kinds=KINDS, **found
    )


def _look(
    session: Session, now: datetime, here: Here, visit: Visit, asked: int | None, language: str
) -> dict[str, Any]:
    rows = session.exec(select(Notice).where(Notice.county_id == here.county_id).order_by(col(Notice.id))).all()
    shown = [_notice(session, now, here, row, language) for row in rows]
    chosen = next((row for row in rows if row.id == asked and row.stopped_at is None), None)
    return {
        "going": [each for each in shown if not each["over"]],
        "over": [each for each in shown if each["over"]],
        "form": _form(now, here, chosen),
        "audiences": _audiences(session, here, language),
        "towns": [
            row.name
            for row in session.exec(
                select(Region)
                .where(Region.county_id == here.county_id, Region.level == "township")
                .order_by(col(Region.code))
            )
        ],
        "history": desk_history.of_acts(session, here, "notice.", language, 40),
        "counts": desk_view.counts(session, now, here, visit),
    }


def _notice(session: Session, now: datetime, here: Here, row: Notice, language: str) -> dict[str, Any]:
    following = notices.upcoming(now, here, row, NEXT) if row.stopped_at is None else []
    sent = session.exec(
        select(Event)
        .where(
            Event.county_id == here.county_id,
            Event.act == "notice.send",
            Event.subject == "notice",
            Event.subject_id == row.id,
        )
        .order_by(col(Event.id).desc())
    ).first()
    by = session.get(Person, row.made_by_id) if row.made_by_id is not None else None
    return {
        "id": row.id,
        "text": row.text,
        "rhythm": rhythms.said(row.rhythm, language),
        "audience": notices.named(here, row.audience, language),
        "groups": len(notices.groups_for(session, here, row.audience)),
        "next": [each.astimezone(here.zone) for each in following],
        "left_out": [date.fromisoformat(each) for each in row.except_days if each >= here.today(now).isoformat()],
        "sent": sent.at.astimezone(here.zone) if sent is not None else None,
        "sent_to": sent.after.get("groups", 0) if sent is not None else 0,
        "by": by.name if by is not None else "",
        "over": row.stopped_at is not None or not following,
    }


def _audiences(session: Session, here: Here, language: str) -> list[tuple[str, str]]:
    """All that may be chosen in one word: the county, its levels, and the trades that have a group."""
    trades = session.exec(
        select(Group.trade)
        .where(Group.county_id == here.county_id, Group.state == GroupState.BOUND, col(Group.trade).is_not(None))
        .distinct()
        .order_by(col(Group.trade))
    ).all()
    words = [*("all", "county", "townships"), *(f"trade:{each}" for each in trades)]
    return [(each, notices.named(here, each, language)) for each in words]


def _form(now: datetime, here: Here, row: Notice | None) -> dict[str, Any]:
    """What stands in the form: the notice to change, else an empty one."""
    empty = {"kind": "weekly", "weekdays": [], "hour": "", "monthday": "1", "day": "", "cron": ""}
    if row is None:
        return {**empty, "id": None, "text": "", "audience": "all", "towns": [], "until": ""}
    minute, hour, day, month, weekday = row.rhythm.split()
    made: dict[str, Any] = {**empty, "cron": row.rhythm, "kind": "cron"}
    if minute.isdecimal() and hour.isdecimal():
        made["hour"] = f"{int(hour):02d}:{int(minute):02d}"
        if day == month == weekday == "*":
            made["kind"] = "daily"
        elif day == month == "*" and weekday.replace(",", "").isdecimal():
            made |= {"kind": "weekly", "weekdays": [int(each) or 7 for each in weekday.split(",")]}
        elif day.isdecimal() and month == weekday == "*":
            made |= {"kind": "monthly", "monthday": day}
        elif day.isdecimal() and month.isdecimal() and weekday == "*" and row.until is not None:
            made |= {"kind": "once", "day": row.until.isoformat()}
    known = row.audience in ("all", "county", "townships") or row.audience.startswith("trade:")
    return {
        **made,
        "id": row.id,
        "text": row.text,
        "audience": row.audience if known else "all",
        "towns": [] if known else row.audience.split(","),
        "until": row.until.isoformat() if row.until is not None and made["kind"] != "once" else "",
    }


def _rhythm(page: Page) -> tuple[str, date | None]:
    """The rhythm of the form, and its last day. Refused where it is none."""
    kind, until = page.given("kind"), page.given("until")
    try:
        last = date.fromisoformat(until) if until else None
        if kind == "cron":
            return " ".join(page.given("cron").split()), last
        at = time.fromisoformat(page.given("hour"))
        if kind == "weekly":
            return rhythms.weekly(tuple(int(each) for each in page.form.get("weekday", [])), at), last
        if kind == "monthly":
            return rhythms.monthly(int(page.given("monthday")), at), last
        if kind == "once":
            day = date.fromisoformat(page.given("day"))
            return rhythms.once(day, at), day
        return rhythms.daily(at), last
    except ValueError:
        raise Refused("notice.bad_rhythm") from None


async def put(page: Page) -> Response:
    """Enter a notice, or change one."""
    rhythm, until = _rhythm(page)
    number = page.given("id")
    row = await page.act(
        notices.enter,
        whole_county=True,
        said=page.given("text"),
        rhythm=rhythm,
        audience=",".join(page.form.get("town", [])) or page.given("audience", "all"),
        text=page.given("text"),
        until=until,
        number=int(number) if number.isdecimal() else None,
    )
    return page.back(f"notices#n{row.id}", page.words("notices.noted"))


async def change(page: Page) -> Response:
    """Leave a day out, send on it after all, end it."""
    number, what = page.number("id"), page.request.path_params["what"]
    if what == "stop":
        await page.act(notices.stop, whole_county=True, number=number)
        return page.back("notices", page.words("notices.stopped"))
    try:
        day = date.fromisoformat(page.given("day"))
    except ValueError:
        raise Refused("notice.bad_rhythm") from None
    await page.act(notices.skip, whole_county=True, number=number, day=day, off=what == "unskip")
    return page.back(f"notices#n{number}", page.words("notices.noted"))


async def script(page: Page) -> Response:
    """What is open now as somebody reads it out, and the issues that went out."""
    _whole_county(page)
    found = await page.read(_script, page.visit)
    return page.show("desk/digest.html", title=page.words("notices.script"), w=page.sentences("notices"), **found)


async def sheet(page: Page) -> Response:
    """The same on paper, in large type."""
    _whole_county(page)
    found = await page.read(_script, page.visit)
    return page.show("desk/digest_sheet.html", title=page.words("notices.script"), w=page.sentences("notices"), **found)


def _script(session: Session, now: datetime, here: Here, visit: Visit) -> dict[str, Any]:
    issues = session.exec(
        select(Issue).where(Issue.county_id == here.county_id).order_by(col(Issue.number).desc()).limit(ISSUES)
    ).all()
    opened = digest_rows.open_now(session, here)
    times, clock = here.settings.times, here.settings.clock
    return {
        "script": digests.aloud(session, now, here, opened, digest_rows.last_number(session, here)) if opened else "",
        "count": len(opened),
        "issues": [
            {"number": row.number, "kind": row.kind, "day": row.day, "groups": _sent_to(session, here, row)}
            for row in issues
        ],
        "daily": times.digest if clock.digest else None,
        "live": times.livestream if clock.livestream else None,
        "live_day": times.livestream_weekday,
        "counts": desk_view.counts(session, now, here, visit),
    }


def _sent_to(session: Session, here: Here, row: Issue) -> int:
    found = session.exec(
        select(Event.id).where(
            Event.county_id == here.county_id,
            Event.act == "digest.send",
            Event.subject == "issue",
            Event.subject_id == row.id,
        )
    ).all()
    return len(found)
