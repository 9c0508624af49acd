"""Coming on some days of a work of several: 俺只去两天, 头两天. What the words limit, and what must be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlmodel import Session

from bot import seats, wording
from bot.app import Here
from bot.models import Posting, Signup
from nlp import day_limits
from nlp import reply as nlp_reply
from nlp.day_limits import DayLimit, Part
from nlp.types import Intent, Reply, ReplyContext

_COMES = (Intent.JOIN, Intent.CHANGE)
_GOES = (Intent.CANCEL, Intent.DECLINE)


def several(posting: Posting) -> bool:
    """Whether the work is of more than one day."""
    return len(posting.days_named) > 1 or (posting.days or 1) > 1 or posting.end not in (None, posting.start)


def limit_of(text: str, postings: Iterable[Posting]) -> DayLimit | None:
    """What a text says of some days only, where one of these works has several."""
    return day_limits.read(text) if any(several(each) for each in postings) else None


def read(
    session: Session,
    now: datetime,
    here: Here,
    text: str,
    context: ReplyContext,
    reply: Reply,
    postings: Sequence[Posting],
) -> Reply:
    """`reply` with the days that the text limits it to. Its number of days is never taken for one of people.

    Days that they come on stand in `days`, the others in `days_refused`. Both are empty where it must be asked which
    days are meant: `unsettled` tells that.
    """
    if reply.yes is not None or reply.answered is not None:
        return reply
    limit = limit_of(text, postings)
    if limit is None or limit.away or reply.intent in (Intent.ASK, Intent.BARGAIN, Intent.REFER):
        return reply
    reply = _without(limit, context, reply)
    posting = next((each for each in postings if each.code == reply.posting), None)
    if posting is None or not several(posting) or reply.intent not in (*_COMES, Intent.CANCEL):
        return reply
    days = _ahead(session, now, here, posting)
    chosen = _chosen(now, here, text, limit, days)
    if not chosen or len(days) < 2:
        return reply
    if reply.intent == Intent.CANCEL:
        away = chosen[:1] if limit.part is Part.FROM else chosen
        return replace(reply, days=away, days_refused=away) if limit.part is not Part.SOME else reply
    if limit.part is Part.FROM:
        return replace(reply, days=chosen[:1], days_refused=())
    return replace(reply, days=chosen, days_refused=tuple(day for day in days if day not in chosen))


def _without(limit: DayLimit, context: ReplyContext, reply: Reply) -> Reply:
    """The reading without the words of the limit: 俺只去两天 is read as 俺去, 记我两天 as 记我."""
    rest = limit.rest
    if reply.intent in _GOES:  # 三天去不了，只能去两天
        of_clause = day_limits.read(limit.clause) if limit.only and "不" not in limit.clause else None
        if of_clause is None:
            return reply
        rest = of_clause.rest
    other = nlp_reply.read(rest, context)
    if other.intent in _COMES:
        return replace(other, alarm=reply.alarm)
    if reply.intent in _COMES:
        return replace(reply, intent=Intent.JOIN, count=1, number_said=False, adds=False)
    return reply


def _ahead(session: Session, now: datetime, here: Here, posting: Posting) -> tuple[date, ...]:
    return tuple(row.day for row in seats.days_ahead(session, now, here, posting))


def _chosen(now: datetime, here: Here, text: str, limit: DayLimit, days: Sequence[date]) -> tuple[date, ...] | None:
    return day_limits.choose(limit, days, day_limits.named(text, here.today(now), days))


def unsettled(session: Session, now: datetime, here: Here, text: str, posting: Posting, reply: Reply) -> int | None:
    """How many of a work's days somebody comes on who does not say which; 0 where the number too is open, else None."""
    limit = limit_of(text, [posting])
    if limit is None or reply.days or reply.days_refused or limit.away != (reply.intent == Intent.CANCEL):
        return None
    days = _ahead(session, now, here, posting)
    if limit.away and limit.number:
        return len(days) - limit.number if limit.number < len(days) else None
    if len(days) < 2 or _chosen(now, here, text, limit, days):
        return None
    return limit.number or 0


def told(
    session: Session, now: datetime, here: Here, text: str, posting: Posting
) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """The days that words mean and the others, where a person decided that somebody comes; both empty: all days.

    Of 俺只去两天, which never was answered, it is the first two.
    """
    limit = limit_of(text, [posting])
    days = _ahead(session, now, here, posting) if limit is not None else ()
    if limit is None or limit.away or len(days) < 2:
        return (), ()
    chosen = _chosen(now, here, text, limit, days)
    chosen = chosen or days[: limit.number or len(days)]
    return chosen, tuple(day for day in days if day not in chosen)


def of(session: Session, now: datetime, here: Here, posting: Posting, signup: Signup) -> list[date]:
    """The days ahead on which a signup has seats, where these are not all of them; empty where they are.

    A day that was stopped is one of them: who has the others is told which these are, lest they come on that one.
    """
    ahead = _ahead(session, now, here, posting) if several(posting) else ()
    today = here.today(now)
    stopped = [row for row in seats.days(session, here, posting) if row.stopped_at is not None and row.day >= today]
    mine = [day.day for row, day in seats.rows_of(session, signup) if row.seats and day.day in ahead]
    return mine if 0 < len(mine) < len(ahead) + len(stopped) else []


def when(session: Session, now: datetime, here: Here, posting: Posting, signup: Signup, language: str) -> str:
    """When somebody comes: the work's days and hours, or only the days on which they have seats."""
    mine = of(session, now, here, posting, signup)
    if not mine:
        return wording.when(posting, here.today(now), language)
    hour = wording.hour(posting.begin_time, language) if posting.begin_time is not None else ""
    return wording.day_list(mine, language) + hour
