"""The list that an employer holds in hand: what was on it, and what changes after it went out, told at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from bot import almanac, answers, block_lists, ladder, outbox, people, seats, wording
from bot.app import Here
from bot.models import Call, Delivery, DeliveryState, Event, Person, Posting, PostingDay, Signup, SignupDay
from bot.texts import say

KEY = "list"


def snapshot(session: Session, here: Here, day: PostingDay) -> dict[str, int]:
    """Seats by signup id, as JSON keeps it."""
    rows = session.exec(
        select(SignupDay.signup_id, SignupDay.seats).where(
            SignupDay.county_id == here.county_id, SignupDay.posting_day_id == day.id, SignupDay.seats > 0
        )
    )
    return {str(signup_id): number for signup_id, number in rows}


def prefix(day: PostingDay) -> str:
    """The beginning of the keys of all lists of a day of a posting."""
    return f"{KEY}:{day.id}:"


def mark(session: Session, here: Here, row: Delivery, day: PostingDay) -> None:
    """Keep with a list what stands on it."""
    row.details = {**row.details, "listed": snapshot(session, here, day), "day": day.id}
    session.add(row)


_LAST_ID = outbox.NEWEST.with_only_columns(col(Delivery.id))


def last(session: Session, here: Here, posting: Posting, day: PostingDay) -> Delivery | None:
    """The newest list of this day, or news of it, that went to the employer."""
    values = {"county": here.county_id, "person": posting.poster_id, "prefix": f"{prefix(day)}%"}
    session.flush()
    found = session.connection().execute(_LAST_ID, values).first()
    return session.get(Delivery, found[0]) if found is not None else None


def tell_changes(session: Session, now: datetime, here: Here, posting: Posting) -> bool:
    """Tell the poster at once what changed against the list they hold, and brokers against theirs.

    False where the poster holds none yet.
    """
    holds = False
    latest = here.today(now) + timedelta(days=1)  # the list goes out on the evening before
    for day in seats.days_ahead(session, now, here, posting):
        if posting.start is not None and day.day > latest:
            break
        block_lists.tell_changes(session, now, here, posting, day)
        known = last(session, here, posting, day)
        if known is None or known.state == DeliveryState.GIVEN_UP:
            rung = _rung(session, here, day)
            if rung is not None:
                holds = True
                _tell_again(session, now, here, posting, day, rung)
                continue
        if known is None or "listed" not in known.details:
            continue
        holds = True
        before, after = dict(known.details["listed"]), snapshot(session, here, day)
        if before != after:
            _tell(session, now, here, posting, day, before, after)
    return holds


_NEWEST_CALL = (
    select(Call)
    .where(
        Call.county_id == bindparam("county"),
        col(Call.dedupe_key).in_([bindparam("key"), bindparam("or_key")]),
    )
    .order_by(col(Call.id).desc())
    .limit(1)
)


def _rung(session: Session, here: Here, day: PostingDay) -> Call | None:
    """The newest call by which an employer without a messenger hears this day's list, made or still to be made."""
    newest = None
    keys = [f"{prefix(day)}{part}:{day.day.isoformat()}" for part in ("evening", "morning")]
    while True:
        values = {"county": here.county_id, "key": keys[0], "or_key": keys[-1]}
        found = session.execute(_NEWEST_CALL, values).scalars().first()
        if found is None:
            return newest
        newest, keys = found, [_next_key(day, found)]


def _next_key(day: PostingDay, call: Call) -> str:
    """The key of the call that tells what changed after another."""
    return f"{prefix(day)}rung:{call.id}"


def read_out(session: Session, here: Here, call: Call) -> dict[str, dict[str, int]]:
    """What a call that was just made read to the employer, for its line in the book; empty for a call of no list."""
    kind, _, rest = call.dedupe_key.partition(":")
    day = session.get(PostingDay, int(rest.partition(":")[0])) if kind == KEY else None
    return {"listed": snapshot(session, here, day)} if day is not None else {}


def _tell_again(session: Session, now: datetime, here: Here, posting: Posting, day: PostingDay, rung: Call) -> None:
    """What changed after the list was read out is one call more; a call still to be made reads it as it is then."""
    if rung.outcome in ("", "no_answer"):
        return
    of_call = (Event.county_id == here.county_id, Event.subject == "call", Event.subject_id == rung.id)
    lines = session.exec(select(Event.after).where(*of_call).order_by(col(Event.id).desc()))
    before = next((line["listed"] for line in lines if "listed" in line), None)
    after = snapshot(session, here, day)
    if before is None or before == after:
        return
    _tell(session, now, here, posting, day, before, after, key=_next_key(day, rung))


def _tell(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    day: PostingDay,
    before: dict[str, int],
    after: dict[str, int],
    key: str = "",
) -> None:
    language = people.language_of(here, session.get(Person, posting.poster_id))
    text = almanac.say(
        here,
        "evening.changed",
        language,
        code=posting.code or "",
        day=wording.day_beside(day.day, now.astimezone(here.zone).date(), language),
        changes=say("list.comma", language).join(_said(session, here, before, after, language)),
        taken=sum(after.values()),
    )
    row = ladder.say(
        session,
        now,
        here,
        posting.poster_id,
        text,
        key=key or f"{prefix(day)}change:{here.inbox_id}:{now.timestamp():.3f}",
        posting=posting,
        falls_back=False,
        what="call_clock.changed",
        day=day.day,
    )
    if isinstance(row, Delivery):
        mark(session, here, row, day)


def _said(session: Session, here: Here, before: dict[str, int], after: dict[str, int], language: str) -> list[str]:
    """Who left, who came, and whose number is another, by name."""
    parts = []
    for signup_id in dict.fromkeys([*before, *after]):
        was, has = before.get(signup_id, 0), after.get(signup_id, 0)
        if was == has:
            continue
        signup = session.get(Signup, int(signup_id))
        name = answers.public_name(here, session.get(Person, signup.person_id) if signup is not None else None)
        key = "evening.change_left" if not has else "evening.change_count" if was else "evening.change_came"
        parts.append(almanac.say(here, key, language, name=name, count=has))
    return parts
