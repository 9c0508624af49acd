"""A group that people carry to comes late: what is out already is offered to it, as if it had been there."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot import audience, events, forwarders, relay, sending
from bot.app import Here
from bot.models import Group, GroupState, Posting, PostingStatus


def make_group(
    session: Session, now: datetime, here: Here, *, title: str, region_id: int | None, trade: str | None = None
) -> Group:
    """A group that people carry to, with what is out already and would have gone there to be carried."""
    group = forwarders.make_group(session, now, here, title=title, region_id=region_id, trade=trade)
    offer(session, now, here, group)
    return group


def offer(session: Session, now: datetime, here: Here, group: Group) -> int:
    """Write the ready texts of what is open for a group that was bound just now; how many.

    A posting goes to it by its own plan: where the group's wave is over, at once, where it is to come, with that wave.
    More than a group gets in an evening waits for the digest, as ever; work of the very place is none of these.
    """
    if group.kind != forwarders.KIND or group.state != GroupState.BOUND or group.id is None:
        return 0
    rows = session.exec(
        select(Posting)
        .where(
            Posting.county_id == here.county_id,
            Posting.status == PostingStatus.OPEN,
            col(Posting.published_at).is_not(None),
            col(Posting.paused_at).is_(None),
        )
        .order_by(col(Posting.urgent).desc(), col(Posting.id).desc())
        .with_for_update(key_share=True)
    ).all()
    own = [row for row in rows if group.region_id is not None and row.region_id == group.region_id]
    written = 0
    for posting in (*own, *(row for row in rows if row not in own)):
        if posting.plan.get("stopped") or any(group.id in wave for wave in posting.plan.get("waves", [])):
            continue
        written += _place(session, now, here, group.id, posting)
    return written


def _place(session: Session, now: datetime, here: Here, group_id: int, posting: Posting) -> int:
    """Put a group into one posting's plan; 1 where its text is ready to be carried now."""
    planned = audience.plan(session, now, here, posting).waves
    number = next((number for number, wave in enumerate(planned) if group_id in wave), None)
    waves: list[list[int]] = [list(wave) for wave in posting.plan.get("waves", [])]
    if number is None or not waves:
        return 0
    number = min(number, len(waves) - 1)
    following = sending.next_wave(session, here, posting)
    waves[number] = [*waves[number], group_id]
    posting.plan = {**posting.plan, "waves": waves}
    session.add(posting)
    if following is not None and int(following.details.get("wave", 0)) <= number:
        return 0
    wave = audience.without_full(session, now, here, posting, [group_id])
    written = relay.write(session, now, here, wave, posting.id or 0)
    if written:
        after = {"wave": number, "groups": written}
        events.note(session, now, here, "posting.wave", "posting", posting.id, after=after)
    return written
