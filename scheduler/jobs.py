"""What the clock calls: each due row in its own transaction, asked anew whether it still makes sense."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import bindparam, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from bot import (
    almanac,
    arrivals,
    audience,
    backups,
    behind,
    blocks,
    calls,
    clashes,
    coming,
    day_begins,
    digests,
    dues,
    duty,
    events,
    expiry,
    feedback,
    forgetting,
    hours_set,
    lapsed,
    notices,
    offers,
    postings,
    private,
    questions,
    regulars,
    relay,
    relay_allot,
    reminders,
    retention,
    review,
    set_back,
    still_come,
    summaries,
    undelivered,
)
from bot.app import App, Here
from bot.models import ON_AIR, Due, DueState, Posting, Question, QuestionState

log = structlog.get_logger()
TRIES = 6
MOST_A_TICK = 5000
BACKWARD = timedelta(minutes=1)  # less is how clocks are kept in step
TOGETHER = 20  # rows at a time: what people write waits for no more than these

Job = Callable[[Session, datetime, Here, Due], str | None]
"""Does what is due; the reason where it no longer makes sense, else None."""


def offer_over(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The time of an offer is over; where the county's offers have none, it is asked again when its posting ends."""
    question = session.get(Question, due.subject_id)
    posting = session.get(Posting, question.posting_ids[0]) if question is not None else None
    ends = posting.valid_until if posting is not None and posting.status in ON_AIR else None
    if here.settings.clock.offers or question is None or question.state != QuestionState.OPEN or ends is None:
        return offers.offer_over(session, now, here, due)
    if ends <= now:
        return offers.offer_over(session, now, here, due)
    due.due_at = ends
    session.add(due)
    return None


KINDS: dict[str, Job] = {
    audience.WAVE: audience.wave_due,
    postings.EXPIRE: postings.expire,
    review.WAITS: review.waits,
    lapsed.LAPSE: lapsed.over,
    review.LOOK: review.look,
    duty.TURN: duty.turn,
    private.FORGET: private.let_go,
    forgetting.TALK: forgetting.talk,
    behind.VOICE: behind.voice_late,
    "offer_over": offer_over,
    "rush_over": offers.rush_over,
    "clash_over": clashes.over,
    "still_over": still_come.over,
    "reask": questions.reask,
    "block_names": blocks.names_due,
    relay.REMIND: relay.remind,
    relay_allot.OVER: relay_allot.over,
    # Before the work
    "evening": reminders.evening,
    reminders.ASK: coming.evening_ask,
    "evening_lists": reminders.evening_lists,
    "forwarder_lists": reminders.forwarder_lists,
    reminders.EVENING_LIST: reminders.evening_list,
    expiry.WARN: expiry.warn,
    # On the day
    "early_lists": arrivals.early,
    "morning": arrivals.morning,
    day_begins.KIND: day_begins.begin,
    reminders.MORNING_LIST: reminders.morning_list,
    arrivals.ASK: arrivals.ask_due,
    feedback.AFTER: feedback.after_due,
    # For the groups
    "digest_daily": digests.daily,
    "digest_weekly": digests.weekly,
    digests.GATHER: digests.late,
    digests.TO_GROUP: digests.to_group,
    notices.NOTICE: notices.send,
    # For employers of long standing, and the desk
    "regulars": regulars.weekly,
    regulars.WEEKLY: regulars.ask,
    "visits": regulars.visits,
    "summary_day": summaries.day,
    "summary_week": summaries.week,
    "desk_morning": summaries.morning,
    summaries.COMPLAINT_DUE: summaries.complaint_due,
    # For the house
    calls.OVER: calls.over,
    undelivered.KIND: undelivered.tell,
    retention.RETENTION: retention.run,
}
"""Every kind of due row and the act behind it; `almanac.BACKUP` alone runs outside of a transaction."""


# Built once: 500 rows a second are worked off, each in a transaction of its own.
_ROW = (
    select(Due).where(Due.county_id == bindparam("county"), Due.id == bindparam("id")).with_for_update(key_share=True)
)
_ENDED = (
    update(Due)
    .where(col(Due.county_id) == bindparam("county"), col(Due.id) == bindparam("b_id"))
    .values(state=bindparam("to"), reason=bindparam("why"), done_at=bindparam("now"))
)


def fire(session: Session, now: datetime, here: Here, due_id: int) -> str | None:
    """Do one due row, in the transaction given. The reason where it was skipped."""
    row = session.execute(_ROW, {"county": here.county_id, "id": due_id}).scalars().first()
    if row is None or row.state != DueState.DUE or row.due_at > now:
        return "not due"
    on = almanac.switched_on(here, row.kind)  # it may have been switched off after the row was planned
    reason = KINDS[row.kind](session, now, here, row) if on else almanac.SWITCHED_OFF
    if row.state == DueState.DUE and row.due_at <= now:  # a job may have moved its own row
        state = DueState.SKIPPED if reason else DueState.DONE
        session.flush()
        values = {"county": here.county_id, "b_id": due_id, "to": state.value, "why": reason or "", "now": now}
        session.connection().execute(_ENDED, values)
        session.expire(row)
    return reason


def put_off(session: Session, now: datetime, here: Here, due_id: int, error: str) -> None:
    """A row whose act failed is tried again later, each time after twice the wait, and left with its reason at last."""
    row = session.get(Due, due_id)
    if row is None or row.state != DueState.DUE:
        return
    failures = int(row.details.get("failures", 0)) + 1
    row.details = {**row.details, "failures": failures}
    row.reason = error
    if failures >= TRIES:
        row.state, row.done_at = DueState.SKIPPED, now
    else:
        row.due_at = now + timedelta(minutes=2**failures)
    session.add(row)


async def fire_due(app: App, most: int = 200) -> int:
    """Work off what is due in every county; how many rows. A row that fails stays due and is told in the log.

    The first tick of a county's day plans the day. One call does at most 5000 rows of a county, so that a county
    with much to do does not keep the others waiting.
    """
    fired = 0
    for here in app.counties.values():
        try:
            fired += await fire_county(app, here, most)
        except Exception as error:  # the other counties' clocks go on; the next tick tries this one again
            log.exception("county_failed", county=here.settings.slug, error=type(error).__name__)
    return fired


async def fire_county(app: App, here: Here, most: int = 200) -> int:
    """Work off what is due in one county; how many rows. Raises where the county cannot be looked at."""
    await _look_back(app, here)
    done = 0
    while done < MOST_A_TICK:
        look = await app.read(dues.look, app.clock(), here, most)
        if not look.day_planned:
            await _plan_day(app, here)
            continue
        for start in range(0, len(look.ids), TOGETHER):
            await _fire_some(app, here, look.ids[start : start + TOGETHER])
        for due_id in look.outside:
            await _backup(app, here, due_id)
        done += len(look.ids) + len(look.outside)
        if len(look.ids) + len(look.outside) < most:
            break
    return done


async def _look_back(app: App, here: Here) -> None:
    """The machine's clock was ahead and is set right: what was too late by it alone is due again at its hour.

    Looked for when the clock went back, and at the first tick of a process; there what still waits goes by the hours
    of its config, which may be others than those that it was planned by. Where that fails the next tick tries again.
    """
    now, before = app.clock(), app.ticked.get(here.county_id)
    if before is None:
        await app.act(hours_set.follow, here)
    if before is None or now < before - BACKWARD:
        revived = await app.act(set_back.undo, here)
        if revived:
            log.warning("clock_set_back", county=here.settings.slug, revived=revived)
    app.ticked[here.county_id] = now


async def _plan_day(app: App, here: Here) -> None:
    try:
        await app.act(almanac.plan_day, here)
    except IntegrityError:  # another process began the day this moment
        log.info("day_planned_elsewhere", county=here.settings.slug)


async def _fire_some(app: App, here: Here, ids: list[int]) -> None:
    """Do some rows in one go of the writing thread, each in a transaction of its own."""

    def work() -> None:
        for due_id in ids:
            try:
                app.act_now(fire, here, due_id)
            except Exception as error:
                log.exception("due_failed", county=here.settings.slug, due_id=due_id, error=type(error).__name__)
                app.act_now(put_off, here, due_id, type(error).__name__)

    await asyncio.get_running_loop().run_in_executor(app.store.writers, work)
    app.wake.outbox.set(here.county_id)


def begin_backup(session: Session, now: datetime, here: Here, due_id: int) -> bool:
    """Take tonight's copy in hand for an hour; False where another has it, or where its night is over."""
    row = session.get(Due, due_id, with_for_update=True)
    if row is None or row.state != DueState.DUE or row.due_at > now:
        return False
    on, today = almanac.switched_on(here, row.kind), here.today(now) == almanac.day_of(row)
    if not on or not today:
        why = "too late: the next night's follows" if on else almanac.SWITCHED_OFF
        row.state, row.reason, row.done_at = DueState.SKIPPED, why, now
        session.add(row)
        return False
    row.due_at = now + timedelta(hours=1)
    session.add(row)
    return True


def end_backup(
    session: Session, now: datetime, here: Here, due_id: int, failed: str, rows: dict[str, int] | None
) -> None:
    """Write down how the copy went."""
    row = session.get(Due, due_id)
    if row is None or row.state != DueState.DUE:
        return
    row.state, row.reason, row.done_at = DueState.SKIPPED if failed else DueState.DONE, failed, now
    session.add(row)
    events.note(session, now, here, "backup.run", "county", here.county_id, after={"failed": failed, **(rows or {})})


async def _backup(app: App, here: Here, due_id: int) -> None:
    if not await app.act(begin_backup, here, due_id):
        return
    source, settings = app.store.url.database, app.config.database
    if not app.store.is_sqlite or not source or source == ":memory:":
        log.info("backup_elsewhere", county=here.settings.slug, database=dues.ELSEWHERE)
        await app.act(end_backup, here, due_id, dues.ELSEWHERE, None)
        return
    folder = Path(source).parent / settings.backups
    today = here.today(app.clock())
    try:
        made = await asyncio.to_thread(backups.nightly, Path(source), folder, today, settings.backup_days)
    except (backups.Failed, OSError) as error:
        why = str(error) if isinstance(error, backups.Failed) else type(error).__name__
        log.error("backup_failed", why=why)
        await app.act(end_backup, here, due_id, why, None)
        return
    log.info("backup", size=made.size, rows=made.rows)
    await app.act(end_backup, here, due_id, "", made.rows)
