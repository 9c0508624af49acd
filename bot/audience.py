"""Which groups a posting goes to, in which order and when: the plan, its waves, and stopping it.

First the posting's village, its township and the county's group together; then the townships next to it; then all.
Work within 24 hours, urgent or large goes to all at once. Trade groups hear of their trade in the first wave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from sqlalchemy import and_, bindparam, exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from bot import carrying, copies, db, digests, dues, events, forwarders, freshen, outbox, reach, relay, withheld
from bot.app import Here
from bot.models import (
    ON_AIR,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Due,
    DueState,
    Group,
    Posting,
    PostingStatus,
    Priority,
    Region,
)

WAVE = "wave"
TOWN = "town"
WAYS = ("all", "3", "2", TOWN)
"""How the desk may have a posting go: to all at once, in three or two waves, to its own township alone."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Ids of groups by wave, in order, and the minutes between waves.

    How far that is and how long it takes is told by `bot/sizes.py`.
    """

    waves: tuple[tuple[int, ...], ...]
    minutes: int

    @property
    def groups(self) -> int:
        """How many groups in all."""
        return sum(len(wave) for wave in self.waves)


class _Place(NamedTuple):
    """What a plan looks at of a region: a county has hundreds, and each posting is planned beside them all."""

    id: int
    level: str
    code: str
    parent_id: int | None


class _Chat(NamedTuple):
    """What a plan looks at of a group."""

    id: int
    region_id: int | None
    trade: str | None


_REGIONS = select(col(Region.id), col(Region.level), col(Region.code), col(Region.parent_id)).where(
    Region.county_id == bindparam("county")
)


def plan(session: Session, now: datetime, here: Here, posting: Posting) -> Plan:
    """The plan for a posting, from what is bound now. The desk may change it before it goes."""
    groups = _reachable(session, here, posting)
    found = session.execute(_REGIONS, {"county": here.county_id})
    regions: dict[int | None, _Place] = {row.id: _Place(*row) for row in found}
    home = regions.get(posting.region_id)
    township = _township(regions, home)
    near = _next_to(regions, township)
    first: list[int] = []
    second: list[int] = []
    third: list[int] = []
    for group in groups:
        region = regions.get(group.region_id)
        if group.trade is not None or region is None or region.level == "county" or region in (home, township):
            first.append(group.id)
        elif township is not None and _township(regions, region) in (township, *near):
            second.append(group.id)
        else:
            third.append(group.id)
    at_once = all_at_once(here, now, posting) or not here.settings.clock.waves
    way = posting.plan.get("way") or ("all" if at_once else "3")
    split = {"all": [first + second + third], "2": [first + second, third]}.get(way, [first, second, third])
    if way == TOWN:
        split = [[group.id for group in groups if _lies_in(regions, group, township)]]
    waves = tuple(tuple(wave) for wave in split if wave)
    return Plan(waves, here.settings.times.wave_minutes)


def _lies_in(regions: dict[int | None, _Place], group: _Chat, township: _Place | None) -> bool:
    return township is not None and _township(regions, regions.get(group.region_id)) == township


def _reachable(session: Session, here: Here, posting: Posting) -> list[_Chat]:
    columns = (col(Group.id), col(Group.region_id), col(Group.trade))
    rows = session.execute(select(*columns).where(*forwarders.in_reach(here)).order_by(col(Group.id)))
    return [_Chat(*row) for row in rows if row.trade is None or row.trade == posting.trade]


def _township(regions: dict[int | None, _Place], region: _Place | None) -> _Place | None:
    if region is None or region.level == "township":
        return region
    return regions.get(region.parent_id) if region.level == "village" else None


def _next_to(regions: dict[int | None, _Place], township: _Place | None) -> list[_Place]:
    """The townships next to one. Official codes run along the map, so the two before and after stand for it."""
    if township is None:
        return []
    towns = sorted((row for row in regions.values() if row.level == "township"), key=lambda row: row.code)
    at = towns.index(township)
    return towns[max(at - 2, 0) : at] + towns[at + 1 : at + 3]


def all_at_once(here: Here, now: datetime, posting: Posting) -> bool:
    """Whether there is no time (or too much need) for waves."""
    if posting.urgent or (posting.headcount_max or 0) >= here.settings.rules.large_headcount:
        return True
    if posting.start is None:
        return False
    begins = datetime.combine(posting.start, posting.begin_time or here.settings.times.assumed_begin, here.zone)
    return begins - now <= timedelta(hours=here.settings.times.all_at_once_hours)


def quiet_until(here: Here, now: datetime) -> datetime | None:
    """When the quiet hours end, where `now` lies in them."""
    times = here.settings.times
    local = now.astimezone(here.zone)
    after = local.time() >= times.quiet_from if times.quiet_from > times.quiet_to else False
    before = local.time() < times.quiet_to
    if times.quiet_from <= times.quiet_to:
        before = times.quiet_from <= local.time() < times.quiet_to
    if not (after or before):
        return None
    day: date = local.date() + timedelta(days=1) if after else local.date()
    return datetime.combine(day, times.quiet_to, here.zone)


def start(session: Session, now: datetime, here: Here, posting: Posting) -> Plan:
    """Write the first wave's copies and plan the rest, in the publishing transaction."""
    made = plan(session, now, here, posting)
    kept = {"way": posting.plan["way"]} if posting.plan.get("way") else {}
    posting.plan = {**kept, "waves": [list(wave) for wave in made.waves], "minutes": made.minutes}
    session.add(posting)
    begin = quiet_until(here, now) or now
    for number in range(len(made.waves)):
        at = begin + timedelta(minutes=made.minutes * number)
        if at <= now:
            send_wave(session, now, here, posting, number)
        else:
            dues.plan(
                session, now, here, WAVE, posting.id, at, key=f"wave:{posting.id}:{number}", details={"wave": number}
            )
    return made


def send_wave(session: Session, now: datetime, here: Here, posting: Posting, number: int) -> int:
    """Write the copies of one wave; how many groups. A group that got its six this evening waits for a digest."""
    waves = posting.plan.get("waves", [])
    if number >= len(waves):
        return 0
    written = _write(session, now, here, posting, list(waves[number]), now)
    events.note(session, now, here, "posting.wave", "posting", posting.id, after={"wave": number, "groups": written})
    return written


def catch_up(session: Session, now: datetime, here: Here, group_id: int) -> int:
    """A group is back in reach: it gets what went out to others while it was gone, where people are still wanted.

    With the wave it would have been in, where that is still to come; else now, as all that is new (not in quiet
    hours, singly up to its six of the evening). How many postings go to it now.
    """
    later = select(Due).where(Due.county_id == here.county_id, Due.kind == WAVE, Due.state == DueState.DUE)
    to_come = {(each.subject_id, int(each.details.get("wave", 0))) for each in session.exec(later)}
    written = 0
    for posting in session.exec(
        select(Posting).where(Posting.county_id == here.county_id, Posting.status == PostingStatus.OPEN)
    ).all():
        waves = [list(wave) for wave in posting.plan.get("waves", [])]
        if not waves or any(group_id in wave for wave in waves) or withheld.why(posting) is not None:
            continue
        number = next((at for at, wave in enumerate(plan(session, now, here, posting).waves) if group_id in wave), None)
        if number is None:
            continue
        number = min(number, len(waves) - 1)
        waves[number].append(group_id)
        posting.plan = {**posting.plan, "waves": waves}
        session.add(posting)
        if (posting.id, number) not in to_come:
            written += _write(session, now, here, posting, [group_id], quiet_until(here, now) or now)
    return written


def _write(session: Session, now: datetime, here: Here, posting: Posting, group_ids: list[int], at: datetime) -> int:
    """Copies due `at` for those of the groups that get the posting singly; how many are new."""
    single = without_full(session, now, here, posting, group_ids)
    written = outbox.copies_to_groups(session, at, here, single, posting.id or 0)
    return written + relay.write(session, now, here, single, posting.id or 0)


def without_full(session: Session, now: datetime, here: Here, posting: Posting, wave: list[int]) -> list[int]:
    """The groups of these that get the posting singly; those that had their six read of it in a digest.

    The last of the six are kept for urgent postings and for those of the group's own place, so that these come first.
    """
    db.one_after_another(session, db.SINGLES, here.county_id)  # else two that go out at once both find room for one
    held = full(session, now, here, posting, wave)
    if held:
        posting.plan = {**posting.plan, "held": [*posting.plan.get("held", []), *held]}
        session.add(posting)
        digests.gather(session, now, here, posting, held)
    return [each for each in wave if each not in held]


def full(session: Session, now: datetime, here: Here, posting: Posting, wave: Sequence[int]) -> list[int]:
    """The groups of these that had all the singles of this evening that this posting may be one of."""
    had, own = _singles(session, now, here, wave), _home_groups(session, here, posting)
    most = here.settings.rules.singles_per_evening
    others = max(most - here.settings.rules.singles_kept, 0)
    return [each for each in wave if had.get(each, 0) >= (most if posting.urgent or each in own else others)]


def _home_groups(session: Session, here: Here, posting: Posting) -> set[int]:
    """Groups of the very place where the work is: what is there comes first."""
    if posting.region_id is None:
        return set()
    rows = session.exec(select(Group.id).where(Group.county_id == here.county_id, Group.region_id == posting.region_id))
    return {each for each in rows if each is not None}


_before = aliased(Delivery)
_HAD = exists().where(
    col(_before.county_id) == Delivery.county_id,
    col(_before.posting_id) == Delivery.posting_id,
    col(_before.kind) == DeliveryKind.SEND.value,
    col(_before.group_id) == Delivery.group_id,
    col(_before.id) < Delivery.id,
)
_UNSEEN = and_(col(Delivery.state) == DeliveryState.GIVEN_UP.value, col(Delivery.error).in_(sorted(withheld.NOT_SEEN)))
_SINGLES = (
    select(col(Delivery.group_id), func.count())
    .where(
        Delivery.county_id == bindparam("county"),
        ~_HAD,
        ~_UNSEEN,
        col(Delivery.group_id).in_(bindparam("groups", expanding=True)),
        Delivery.kind == DeliveryKind.SEND.value,
        Delivery.priority == Priority.POSTING,
        Delivery.due_at >= bindparam("since", type_=Delivery.__table__.c.due_at.type),  # type: ignore[attr-defined]
        col(Delivery.posting_id).is_not(None),
    )
    .group_by(col(Delivery.group_id))
)


def _singles(session: Session, now: datetime, here: Here, group_ids: Sequence[int]) -> dict[int, int]:
    """Single postings that went to groups since this day's noon (since midnight, before noon).

    What a group that moved is sent anew it had before: that counts once, for the evening on which it came first.
    What it never saw, because people were no longer wanted before it went, is none.
    """
    local, noon = now.astimezone(here.zone), here.settings.times.noon
    since = datetime.combine(local.date(), noon if local.time() >= noon else time(0), here.zone)
    rows = session.execute(_SINGLES, {"county": here.county_id, "groups": group_ids, "since": since})
    carried = carrying.singles(session, here, group_ids, since)
    return carried | {group_id: count for group_id, count in rows if group_id is not None}


def wave_due(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: send a planned wave while seats are left."""
    posting = session.get(Posting, due.subject_id)
    if posting is None or posting.status not in ON_AIR:
        return "no longer on air"
    if posting.status == PostingStatus.FULL or (
        posting.kind != "longterm" and sum(copies.free_seats(session, posting).values()) <= 0
    ):
        return withheld.FULL
    if posting.paused_at is not None or posting.plan.get("stopped"):
        due.due_at = now + timedelta(minutes=here.settings.times.wave_minutes)  # asked again, for it may go on
        return None
    later = quiet_until(here, now)
    if later is not None:
        due.due_at = later
        return None
    send_wave(session, now, here, posting, int(due.details.get("wave", 0)))
    return None


def stop(session: Session, now: datetime, here: Here, posting: Posting, reason: str) -> None:
    """Plan no further wave, and take back copies that have not gone out."""
    waves = (f"wave:{posting.id}:{number}" for number in range(len(posting.plan.get("waves", []))))
    dues.drop(session, now, here, reason, *waves)
    withheld.keep(session, here, posting, reason, instead_of=(*withheld.NO_FAILURE, reach.PAUSED))


def hold(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """The posting is paused: copies that have not gone out wait until it goes on; what stands says so."""
    withheld.keep(session, here, posting, withheld.HELD)
    freshen.mark_stale(session, now, here, posting.id or 0, Priority.CLOSING)


def go_on(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """The posting goes on: copies that were held back go out, those that stand are as before."""
    withheld.release(session, now, here, posting, (withheld.HELD, withheld.NOTHING))
    freshen.mark_stale(session, now, here, posting.id or 0, Priority.CLOSING)


def stop_sending(session: Session, now: datetime, here: Here, posting: Posting) -> int:
    """The desk stops the sending of a posting that stays open: what has not gone out waits, later waves too."""
    posting.plan = {**posting.plan, "stopped": True}
    session.add(posting)
    withheld.keep(session, here, posting, withheld.STOPPED)
    return stopped(session, here, posting)


def send_on(session: Session, now: datetime, here: Here, posting: Posting) -> int:
    """The desk takes that back: how many copies go out now."""
    posting.plan = {key: value for key, value in posting.plan.items() if key != "stopped"}
    session.add(posting)
    return withheld.release(session, now, here, posting, (withheld.STOPPED,))


def stopped(session: Session, here: Here, posting: Posting) -> int:
    """How many copies wait because the desk stopped the sending."""
    return waiting_for(session, here, posting)[withheld.STOPPED]


def waiting_for(session: Session, here: Here, posting: Posting) -> Counter[str]:
    """How many copies were given up, by reason."""
    rows = session.exec(
        select(Delivery.error, func.count())
        .where(
            Delivery.county_id == here.county_id,
            Delivery.posting_id == posting.id,
            Delivery.kind == DeliveryKind.SEND,
            Delivery.state == DeliveryState.GIVEN_UP,
        )
        .group_by(col(Delivery.error))
    )
    return Counter(dict(rows.all()))


def progress(session: Session, here: Here, posting: Posting) -> dict[str, int]:
    """How many copies stand in which state."""
    rows = session.exec(
        select(Delivery.state, func.count())
        .where(
            Delivery.county_id == here.county_id,
            Delivery.posting_id == posting.id,
            Delivery.kind == DeliveryKind.SEND,
        )
        .group_by(col(Delivery.state))
    )
    return dict(rows.all())
