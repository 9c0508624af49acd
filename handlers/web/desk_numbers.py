"""Numbers: requested, signed up, arrived, by month, township, trade and broker; the counters that stations report."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func, true
from sqlmodel import Session, col, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import registry, stats
from bot.accounts import Visit
from bot.app import Here
from bot.models import Employer, Issue, Person, Posting, PostingDay, Role, Signup, SignupDay, WorkerCard
from bot.texts import say
from handlers.web import charts, desk_view, sheets
from handlers.web.sessions import Page, Pages

MONTHS = 12
GROUPS = ("towns", "trades", "brokers")


@dataclass(slots=True)
class Tally:
    """Some days of work, summed as the summaries sum them (bot/stats); person-days, and the postings behind them."""

    name: str
    cell: stats.Cell = field(default_factory=stats.Cell)
    postings: set[int] = field(default_factory=set)
    minutes: list[float] = field(default_factory=list)

    def add(self, line: stats.Line) -> None:
        """Count one day of a posting."""
        self.cell += line.cell
        if line.posting_id not in self.postings:
            self.postings.add(line.posting_id)
            if line.to_full is not None:
                self.minutes.append(line.to_full)

    @property
    def requested(self) -> int:
        """Person-days asked for; 多少都要 asks for as many as come."""
        return self.cell.requested

    @property
    def signed(self) -> int:
        """Person-days signed up for."""
        return self.cell.signed

    @property
    def arrived(self) -> int:
        """Person-days that came, of the days that were told."""
        return self.cell.arrived

    @property
    def days(self) -> int:
        """Days of postings."""
        return self.cell.days

    @property
    def reported(self) -> int:
        """Days of which arrivals were told."""
        return self.cell.told

    @property
    def rate(self) -> int | None:
        """Arrived over requested in percent, of the days of which arrivals were told."""
        rate = self.cell.match_rate
        return None if rate is None else round(rate * 100)

    @property
    def to_full(self) -> int | None:
        """Minutes until full, the middle one of the postings that became full."""
        return round(statistics.median(self.minutes)) if self.minutes else None


def routes(pages: Pages) -> list[BaseRoute]:
    """The page and its workbook."""
    return [pages.get("/numbers", numbers), pages.get("/numbers.xlsx", workbook)]


def _month(page: Page) -> date:
    try:
        return date.fromisoformat(f"{page.asked('month')}-01")
    except ValueError:
        today: date = page.county.here.today(page.app.clock())
        return today.replace(day=1)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


async def numbers(page: Page) -> Response:
    """One month, with the year behind it."""
    month = _month(page)
    found = await page.read(gathered, page.visit, month, page.language)
    before = (month - timedelta(days=1)).replace(day=1)
    return page.show(
        "desk/numbers.html",
        title=page.words("nav.numbers"),
        month=f"{month:%Y-%m}",
        at=page.app.clock().astimezone(page.county.here.zone),
        before=f"{before:%Y-%m}",
        after=f"{_next(month):%Y-%m}",
        columns=charts.columns(found["months"]),
        columns_narrow=charts.columns(found["months"][-charts.PHONE_MONTHS :], charts.PHONE_WIDTH),
        columns_alone=charts.alone(found["months"], charts.columns),
        lying=[
            (
                each,
                rows,
                charts.lying(rows),
                charts.lying(rows, charts.PHONE_WIDTH),
                charts.alone(rows, charts.lying),
            )
            for each in GROUPS
            if (rows := found[each])
        ],
        **found,
    )


def gathered(session: Session, now: datetime, here: Here, visit: Visit, month: date, language: str) -> dict[str, Any]:
    """Everything the page shows of a month."""
    first = month
    for _ in range(MONTHS - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    last = _next(month) - timedelta(days=1)
    rows = [line for line in stats.lines(session, here, first, last) if visit.sees(line.region_id)]
    brokers = _brokers(session, here)
    of_month = [line for line in rows if line.day >= month]
    return {
        "counts": desk_view.counts(session, now, here, visit),
        "whole": _one("", of_month),
        "months": _grouped(rows, lambda line: f"{line.day:%Y-%m}", sort="name"),
        "towns": _grouped(of_month, lambda line: line.township or say("summary.no_town", language)),
        "trades": _grouped(of_month, lambda line: say(f"trade.{line.trade}", language)),
        "brokers": _grouped(
            [line for line in of_month if line.poster_id in brokers], lambda line: brokers[line.poster_id]
        ),
        "counters": _counters(session, here, visit, month, of_month),
    }


def _brokers(session: Session, here: Here) -> dict[int, str]:
    rows = session.exec(select(Person).where(Person.county_id == here.county_id, Person.role == Role.BROKER))
    return {row.id: row.name for row in rows if row.id is not None}


def _one(name: str, rows: Iterable[stats.Line]) -> Tally:
    tally = Tally(name)
    for line in rows:
        tally.add(line)
    return tally


def _grouped(rows: Iterable[stats.Line], key: Callable[[stats.Line], str], sort: str = "requested") -> list[Tally]:
    made: dict[str, Tally] = {}
    for line in rows:
        name = key(line)
        made.setdefault(name, Tally(name)).add(line)
    if sort == "name":
        return sorted(made.values(), key=lambda each: each.name)
    return sorted(made.values(), key=lambda each: (-each.requested, each.name))


def _counters(session: Session, here: Here, visit: Visit, month: date, lines: list[stats.Line]) -> dict[str, int]:
    """What stations report of a month: registered, postings, employers, issues, people placed, person-days.

    An account that sees a part of the county gets what lies there; issues are the whole county's.
    """
    since = datetime.combine(month, time(0), here.zone)
    until = datetime.combine(_next(month), time(0), here.zone)
    mine = here.county_id
    part = visit.regions
    cards = true() if part is None else col(WorkerCard.region_id).in_(list(part))
    posted = true() if part is None else col(Posting.region_id).in_(list(part))

    def count(table: Any, moment: Any, *more: Any) -> int:
        query = select(func.count()).select_from(table)
        return session.exec(query.where(table.county_id == mine, moment >= since, moment < until, *more)).one()

    employers = select(func.count(func.distinct(Posting.employer_id))).where(
        Posting.county_id == mine, col(Posting.published_at) >= since, col(Posting.published_at) < until, posted
    )
    files = select(func.count()).select_from(Employer)
    return {
        "registered": count(WorkerCard, col(WorkerCard.made_at), cards),
        "met": count(Person, col(Person.first_met_at), Person.role == Role.NONE, registry.met_in(here, part)),
        "postings": count(Posting, col(Posting.published_at), posted),
        "worked": len({line.posting_id for line in lines}),
        "employers": session.exec(employers).one(),
        "files": session.exec(files.where(Employer.county_id == mine, registry.hires_in(here, part))).one(),
        "issues": count(Issue, col(Issue.made_at)),
        "placed": _placed(session, here, month, posted, lines),
        "person_days": sum(line.cell.arrived for line in lines),
    }


def _placed(session: Session, here: Here, month: date, posted: Any, lines: list[stats.Line]) -> int:
    """How many different people came at least, on the days that were told.

    Those ticked by name; a number told without names says that so many different people were there on that one day.
    """
    named = session.exec(
        select(func.count(func.distinct(Signup.person_id)))
        .join(SignupDay, (col(SignupDay.county_id) == Signup.county_id) & (col(SignupDay.signup_id) == Signup.id))
        .join(
            PostingDay,
            (col(PostingDay.county_id) == SignupDay.county_id) & (col(PostingDay.id) == SignupDay.posting_day_id),
        )
        .join(Posting, (col(Posting.county_id) == Signup.county_id) & (col(Posting.id) == Signup.posting_id))
        .where(
            Signup.county_id == here.county_id,
            SignupDay.arrived > 0,  # type: ignore[operator]
            PostingDay.day >= month,
            PostingDay.day < _next(month),
            col(PostingDay.reported).is_not(None),
            stats.worked(session, here, month, _next(month) - timedelta(days=1)),
            posted,
        )
    ).one()
    return max([named, *(line.cell.arrived for line in lines)])


async def workbook(page: Page) -> Response:
    """The same as a workbook."""
    month, words = _month(page), page.words
    found = await page.read(gathered, page.visit, month, page.language)
    names = ("requested", "signed", "arrived", "rate", "days", "reported", "postings", "to_full")
    heads = [words(f"numbers.{name}") for name in names]

    def row(each: Tally) -> list[Any]:
        came = each.arrived if each.reported else None  # not told is not absent
        plain = [each.requested, each.signed, came, each.rate, each.days, each.reported, len(each.postings)]
        return [each.name, *plain, each.to_full]

    made: list[sheets.Sheet] = [
        (
            f"{month:%Y-%m}",
            [words("numbers.what"), words("numbers.count")],
            [[words(f"numbers.{name}"), value] for name, value in found["counters"].items()],
        )
    ]
    for name in ("months", *GROUPS):
        made.append((words(f"numbers.by_{name}"), [words(f"numbers.by_{name}"), *heads], [row(e) for e in found[name]]))
    return sheets.answer(f"{page.county.here.settings.slug}-{month:%Y-%m}.xlsx", made)
