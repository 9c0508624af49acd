"""A sum that a worker says was paid, held against what the posting promised."""

from __future__ import annotations

from sqlmodel import Session

from bot import seats
from bot.app import Here
from bot.models import Feedback, Posting, PostingDay, Signup

DAY, TOTAL = "day", "total"


def is_short(session: Session, here: Here, row: Feedback, told: float) -> bool | None:
    """Whether `told` (yuan) is less than was agreed; None where that cannot be said.

    By the day: less than one day's least wage is short in any case. Where all is paid at the end, so is a sum between
    one day's and all days', for who went alone (one day's sum itself may be told "a day"). A total is held against who
    went alone on work for one. By the hour, the piece or the load nobody here knows how much was done.
    """
    day = session.get(PostingDay, row.posting_day_id)
    signup = session.get(Signup, row.signup_id)
    posting = session.get(Posting, day.posting_id) if day is not None else None
    if posting is None or day is None or signup is None or posting.negotiable or posting.wage_per:
        return None
    if day.stopped_at is not None:  # it ended early: for how long they worked is not known here
        return None
    promised = [each for each in (posting.wage_min, *(posting.wage_by_sex or ())) if each]
    if not promised:
        return None
    least: float = min(promised)
    alone = seats.on_day(session, signup, day) == 1
    if posting.wage_unit == TOTAL:
        return told < least if alone and posting.headcount_max == 1 else None
    if posting.wage_unit not in (None, DAY):
        return None
    if posting.pay_when != "finish" or not alone:
        return told < least
    worked = [mine for mine, each in seats.rows_of(session, signup) if mine.seats and each.stopped_at is None]
    return told < least or least < told < least * len(worked)
