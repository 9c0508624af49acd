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
    last = here.today(county.now)
    cell = stats.total(stats.lines(session, here, setting.begins, last))
    full, minutes = stats.filled(session, here, setting.begins, last)
    rate = cell.match_rate
    lines: list[tuple[str, str]] = [
        ("days", str(setting.days)),
        ("groups", str(len(_count(session, here, Group, Group.id)))),
        ("workers", str(setting.workers)),
        ("postings", str(county.counts["posted"])),
    ]
    statuses = _count(session, here, Posting, Posting.status)
    lines += [(f"  {name}", str(statuses[name])) for name in sorted(statuses)]
    lines += [
        ("filled", f"{full}"),
        ("minutes until full (median)", str(minutes if minutes is not None else "-")),
        ("person-days requested", str(cell.requested)),
        ("person-days signed up", str(cell.signed)),
        ("days of work told", f"{cell.told}/{cell.days}"),
        ("person-days arrived", str(cell.arrived)),
        ("match rate", f"{rate:.0%}" if rate is not None else "-"),
        ("pay: as agreed / not", f"{cell.paid} / {cell.unpaid}"),
        ("people on rosters", str(stats.people(session, here, setting.begins, last))),
        ("said", str(county.counts["said"])),
        ("pressed", str(county.counts["pressed"])),
        ("refused", str(county.counts["refused"])),
        ("stopped by rain", str(county.counts["stopped by rain"])),
    ]
    states = _count(session, here, Signup, Signup.state)
    lines += [(f"signups {name}", str(states.get(name, 0))) for name in (each.value for each in SignupState)]
    lines += _question_lines(session, here)
    kinds = session.execute(
        select(Delivery.kind, Delivery.state, func.count())
        .where(Delivery.county_id == here.county_id)
        .group_by(col(Delivery.kind), col(Delivery.state))
        .order_by(col(Delivery.kind), col(Delivery.state))
    ).all()
    lines += [(f"messages {kind} {state}", str(number)) for kind, state, number in kinds]
    rows = session.execute(
        select(Due.kind, Due.state, func.count())
        .where(Due.county_id == here.county_id)
        .group_by(col(Due.kind), col(Due.state))
        .order_by(col(Due.kind), col(Due.state))
    ).all()
    lines += [(f"due {kind} {state}", str(number)) for kind, state, number in rows]
    lines.append(("issues", str(len(_count(session, here, Issue, Issue.number)))))
    lines.append(("complaints", str(sum(_count(session, here, Complaint, Complaint.kind).values()))))
    return lines


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
