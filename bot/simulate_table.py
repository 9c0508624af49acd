"""The table that a simulation ends with: what was asked for, who came, what was said and sent, how it all ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import stats
from bot.app import Here
from bot.models import (
    Complaint,
    Delivery,
    Due,
    Group,
    Issue,
    Posting,
    Question,
    QuestionState,
    Signup,
    SignupState,
)
from bot.simulated import County


@dataclass(frozen=True, slots=True)
class Result:
    """The table's lines, and what does not balance."""

    lines: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]

    def table(self) -> str:
        """As it is printed: names left, numbers right."""
        wide = max(len(name) for name, _ in self.lines)
        most = max(len(value) for _, value in self.lines)
        rows = [f"{name.ljust(wide)}  {value.rjust(most)}" for name, value in self.lines]
        rows.append("The books balance." if not self.problems else "The books do not balance:")
        return "\n".join([*rows, *self.problems])


def _count(session: Session, here: Here, table: Any, column: Any) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).where(table.county_id == here.county_id).group_by(column)).all()
    return {str(value): number for value, number in rows}


def lines_of(session: Session, county: County) -> list[tuple[str, str]]:
    """The lines of the table: what was asked for, who came, what was said and sent, how it all ended."""
    here, setting = county.here, county.setting
    states = _count(session, here, Signup, Signup.state)
    return [
        ("days", str(setting.days)),
        ("groups", str(len(_count(session, here, Group, Group.id)))),
        ("workers", str(setting.workers)),
        ("postings", str(county.counts["posted"])),
        *(
            (f"  {name}", str(number))
            for name, number in sorted(_count(session, here, Posting, Posting.status).items())
        ),
        *_work_lines(session, county),
        *((name, str(county.counts[name])) for name in ("said", "pressed", "refused", "stopped by rain")),
        *((f"signups {each.value}", str(states.get(each.value, 0))) for each in SignupState),
        *_question_lines(session, here),
        *_state_lines(session, here, "messages", Delivery),
        *_state_lines(session, here, "due", Due),
        ("issues", str(len(_count(session, here, Issue, Issue.number)))),
        ("complaints", str(sum(_count(session, here, Complaint, Complaint.kind).values()))),
    ]


def _work_lines(session: Session, county: County) -> list[tuple[str, str]]:
    """What was asked for, who signed up, who came and who was paid."""
    here, first, last = county.here, county.setting.begins, county.here.today(county.now)
    cell = stats.total(stats.lines(session, here, first, last))
    full, minutes = stats.filled(session, here, first, last)
    rate = cell.match_rate
    return [
        ("filled", f"{full}"),
        ("minutes until full (median)", str(minutes if minutes is not None else "-")),
        ("person-days requested", str(cell.requested)),
        ("person-days signed up", str(cell.signed)),
        ("days of work told", f"{cell.told}/{cell.days}"),
        ("person-days arrived", str(cell.arrived)),
        ("match rate", f"{rate:.0%}" if rate is not None else "-"),
        ("pay: as agreed / not", f"{cell.paid} / {cell.unpaid}"),
        ("people on rosters", str(stats.people(session, here, first, last))),
    ]


def _state_lines(session: Session, here: Here, what: str, table: Any) -> list[tuple[str, str]]:
    """How many rows of each kind ended how."""
    rows = session.execute(
        select(table.kind, table.state, func.count())
        .where(table.county_id == here.county_id)
        .group_by(table.kind, table.state)
        .order_by(table.kind, table.state)
    ).all()
    return [(f"{what} {kind} {state}", str(number)) for kind, state, number in rows]


def _question_lines(session: Session, here: Here) -> list[tuple[str, str]]:
    rows = session.execute(
        select(Question.kind, Question.state, func.count())
        .where(Question.county_id == here.county_id)
        .group_by(col(Question.kind), col(Question.state))
    ).all()
    found = {(str(kind), str(state)): number for kind, state, number in rows}
    return [
        (
            f"asked {kind}: answered / passed / open",
            " / ".join(
                str(found.get((kind, state.value), 0))
                for state in (QuestionState.ANSWERED, QuestionState.PASSED, QuestionState.OPEN)
            ),
        )
        for kind in sorted({kind for kind, _ in found})
    ]
