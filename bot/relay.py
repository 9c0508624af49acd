"""Groups that people carry texts to: what is to be carried, what was, and the forwarders' own pages.

Such a group (`Group.kind == "relay"`) has no address. Where a live group gets a Delivery, it gets a `RelayCopy`: the
text is made when a forwarder looks, and ticked when it stands in the group. What changed since is told in one line
at set hours; that a posting is full, called off or withdrawn, at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, or_
from sqlmodel import Session, col, select

from bot import (
    copies,
    dues,
    events,
    forwarders,
    ladder,
    links,
    outbox,
    people,
    relay_allot,
    relay_news,
    relay_texts,
    wording,
)
from bot.app import Here
from bot.db import insert_new
from bot.errors import Refused
from bot.models import (
    ON_AIR,
    OVER,
    Due,
    Group,
    GroupForwarder,
    GroupState,
    Person,
    Posting,
    PostingStatus,
    Region,
    RelayCopy,
    RelayText,
)
from bot.texts import say

REMIND = relay_news.REMIND
AT_ONCE = ("full", "closed", "cancelled", "withdrawn", "stopped", "paused")
"""满了, 停工, 撤回 and their like: whoever set out would go for nothing. Everything else waits for the set hour."""


# -- what is to be carried ----------------------------------------------------


_CARRIED = select(Group.id).where(
    Group.county_id == bindparam("county"),
    Group.kind == forwarders.KIND,
    col(Group.id).in_(bindparam("groups", expanding=True)),
)


def write(session: Session, now: datetime, here: Here, group_ids: Sequence[int], posting_id: int) -> int:
    """A posting's ready texts for those of these groups that people carry to; how many are new."""
    from bot import relay_hand

    mine = session.execute(_CARRIED, {"county": here.county_id, "groups": group_ids}).scalars().all()
    if not mine:
        return 0
    known = select(RelayCopy.group_id).where(RelayCopy.county_id == here.county_id, RelayCopy.posting_id == posting_id)
    before = set(session.exec(known))
    rows = [
        RelayCopy(county_id=here.county_id, group_id=each, posting_id=posting_id, made_at=now).model_dump(
            exclude={"id"}
        )
        for each in mine
        if each is not None and each not in before
    ]
    if rows:
        insert_new(session, RelayCopy, rows, ("county_id", "group_id", "posting_id"))
        for row in rows:
            remind_later(session, now, here, row["group_id"], now)
        relay_hand.hand_over(session, now, here, [row["group_id"] for row in rows], posting_id)
    return len(rows)


def remind_later(session: Session, now: datetime, here: Here, group_id: int, of: datetime) -> None:
    """Plan to ask after what is not carried: one reminder waits for a group at a time."""
    at = of + timedelta(minutes=here.settings.times.relay_remind_minutes)
    key = f"{REMIND}:{group_id}:{at.isoformat(timespec='minutes')}"
    dues.plan(session, now, here, REMIND, group_id, at, key=key)


@dataclass(frozen=True, slots=True)
class Ready:
    """A text to be carried: of one posting, a bundle of changes, or one of `bot.relay_texts` (`text_id`).

    `carried_at`: it stands in the group already. `chain` is the same with the beginning of a chain list; `urgent`
    tells that it cannot wait for the next set hour.
    """

    copy_ids: tuple[int, ...]
    code: str
    name: str
    text: str
    chain: str = ""
    urgent: bool = False
    carried_at: datetime | None = None
    allotted: int = 0
    text_id: int | None = None

    @property
    def mark(self) -> str:
        """How it is named where it is ticked: `12,13`, or `t5`."""
        return f"t{self.text_id}" if self.text_id is not None else ",".join(str(each) for each in self.copy_ids)


def state_of(session: Session, posting: Posting) -> str:
    """What people see of a posting, in short: its status, the free seats, the version of its terms."""
    days = copies.days_of(session, posting)
    stopped = bool(days) and all(day.stopped_at is not None for day in days)
    status = "paused" if posting.paused_at is not None else "stopped" if stopped else posting.status
    return f"{status}|{_free(session, posting)}|{posting.version}"


def _free(session: Session, posting: Posting) -> int:
    return sum(max(each, 0) for each in copies.free_seats(session, posting).values())


def ready(session: Session, now: datetime, here: Here, group: Group) -> tuple[list[Ready], Ready | None, list[Ready]]:
    """What is to be carried to a group: new texts, the bundle of changes (None: none due now), and what stands there.

    A new text of a posting that is over, or in which nobody of the group gets a seat, is dropped; changes wait for
    the next of `times.relay_news`.
    """
    texts = [_text(row) for row in relay_texts.of_group(session, now, here, group.id or 0)]
    fresh = [each for each in texts if each.carried_at is None]
    standing = [each for each in texts if each.carried_at is not None]
    news: list[tuple[RelayCopy, Posting, str, bool]] = []
    for row, posting in _rows(session, here, group):
        more = relay_allot.takes_more(session, now, here, group.id or 0, posting)
        if row.carried_at is None:
            if more:
                fresh.append(copy_for(session, now, here, group, row, posting, chain=True))
            continue
        change = _change(session, now, here, row, posting)
        if change is not None:
            news.append((row, posting, *change))
        if posting.status in ON_AIR:
            standing.append(copy_for(session, now, here, group, row, posting, chain=more))
    bundle = _bundle(now, here, news)
    told = bundle.copy_ids if bundle is not None else ()
    return fresh, bundle, [each for each in standing if not set(each.copy_ids) & set(told)]


def _text(row: RelayText) -> Ready:
    urgent = row.kind == relay_texts.STOP and row.carried_at is None
    return Ready((), row.name, row.name, row.text, urgent=urgent, carried_at=row.carried_at, text_id=row.id)


def groups_waiting(session: Session, now: datetime, here: Here, most: int | None) -> list[Group]:
    """Groups in which something stands or is to stand (at `most`), those with a text nobody carried yet first."""
    open_rows: tuple[Any, ...] = (
        RelayCopy.county_id == here.county_id,
        RelayCopy.group_id == Group.id,
        col(RelayCopy.shown).not_like("over|%"),
    )
    texts = exists().where(
        col(RelayText.county_id) == here.county_id,
        col(RelayText.group_id) == Group.id,
        col(RelayText.good_until) > now,
        col(RelayText.carried_at).is_(None),
    )
    fresh = or_(exists().where(*open_rows, col(RelayCopy.carried_at).is_(None)), texts)
    query = select(Group).where(
        Group.county_id == here.county_id,
        Group.kind == forwarders.KIND,
        Group.state == GroupState.BOUND,
        or_(exists().where(*open_rows), texts),
    )
    return list(session.exec(query.order_by(fresh.desc(), col(Group.id)).limit(most)))


def _rows(session: Session, here: Here, group: Group) -> list[tuple[RelayCopy, Posting]]:
    found = session.exec(
        select(RelayCopy, Posting)
        .where(
            RelayCopy.county_id == here.county_id,
            RelayCopy.group_id == group.id,
            Posting.id == RelayCopy.posting_id,
            Posting.county_id == here.county_id,
            col(RelayCopy.shown).not_like("over|%"),
        )
        .order_by(col(RelayCopy.id).desc())
    )
    return [(row, posting) for row, posting in found]


def copy_for(
    session: Session, now: datetime, here: Here, group: Group, row: RelayCopy, posting: Posting, *, chain: bool
) -> Ready:
    """A posting as a group gets it; `chain`: with the beginning of a list (nobody signs up under what is full)."""
    region = session.get(Region, group.region_id) if group.region_id is not None else None
    short = region is not None and region.level == "village"
    made = copies.form(session, now, here, posting.id or 0, short=short, fresh=False)
    text = made[0] if made is not None else ""
    kept = relay_allot.of_group(session, now, here, group.id or 0, posting.id or 0)
    if kept is not None:
        until = kept.until.astimezone(here.zone)
        text += say(
            "relay.allotted",
            here.language,
            place=say("relay.our_village" if short else "relay.our_group", here.language),
            count=kept.people,
            day=wording.day_beside(until.date(), now.astimezone(here.zone).date(), here.language),
            hour=wording.hour(until.time(), here.language),
        )
    head = say("relay.chain", here.language, code=posting.code or "", work=posting.work or "") if chain else ""
    allotted = kept.people if kept is not None else 0
    return Ready(
        (row.id or 0,),
        posting.code or "",
        wording.named(posting),
        text,
        text + head if chain else "",
        carried_at=row.carried_at,
        allotted=allotted,
    )


def _change(session: Session, now: datetime, here: Here, row: RelayCopy, posting: Posting) -> tuple[str, bool] | None:
    """The sentence that tells what changed since the copy was carried, and whether it cannot wait."""
    state = state_of(session, posting)
    if state == row.shown:
        return None
    was, is_now = row.shown.split("|"), state.split("|")
    if is_now[0] != PostingStatus.OPEN:
        if was[0] == is_now[0] or (is_now[0] == PostingStatus.EXPIRED and was[0] != PostingStatus.OPEN):
            return None
        made = copies.form(session, now, here, posting.id or 0, short=True, fresh=False)
        return (made[0], is_now[0] in AT_ONCE) if made is not None else None
    free, name = _free(session, posting), wording.named(posting)
    if was[0] != PostingStatus.OPEN:
        return say("relay.again", here.language, name=name, free=free), False
    if was[2] != is_now[2]:
        text = say(
            "relay.terms",
            here.language,
            name=name,
            when=copies.when_now(session, posting, here.today(now), here.language),
            place=wording.place(posting, short=True),
            pay=wording.wage(posting, here.language),
            free=free,
        )
        return text, False
    return say("copy.another", here.language, name=name, free=free), False


def _bundle(now: datetime, here: Here, news: list[tuple[RelayCopy, Posting, str, bool]]) -> Ready | None:
    last = relay_news.last_hour(now, here)
    due = [each for each in news if each[3] or (each[0].shown_at is not None and each[0].shown_at < last)]
    if not due:
        return None
    text = say("relay.between", here.language).join(line for _, _, line, _ in due)
    ids = tuple(row.id or 0 for row, _, _, _ in due)
    codes = say("list.pause", here.language).join(posting.code or "" for _, posting, _, _ in due)
    return Ready(ids, codes, codes, text, urgent=any(each[3] for each in due))


def carried(session: Session, now: datetime, here: Here, *, person_id: int, copy_ids: Sequence[int]) -> int:
    """转发了: these texts stand in the group as they are now; how many."""
    done = 0
    for copy_id in copy_ids:
        row = session.get(RelayCopy, copy_id, with_for_update=True)
        if row is None or row.county_id != here.county_id:
            raise Refused("desk.unknown")
        forwarders.may_carry(session, here, person_id, row.group_id)
        posting = session.get(Posting, row.posting_id)
        assert posting is not None
        state = state_of(session, posting)
        over = posting.status in OVER
        if row.carried_at is None:
            row.carried_at, row.carried_by_id = now, person_id
        row.shown, row.shown_at = (f"over|{state}" if over else state), now
        session.add(row)
        after = {"group": row.group_id, "posting": row.posting_id}
        events.note(session, now, here, "relay.carried", "relay_copy", row.id, after=after)
        done += 1
    return done


def not_carried(session: Session, now: datetime, here: Here, *, person_id: int, copy_id: int) -> None:
    """没转: ticked by mistake; the text is to be carried again."""
    row = session.get(RelayCopy, copy_id, with_for_update=True)
    if row is None or row.county_id != here.county_id:
        raise Refused("desk.unknown")
    forwarders.may_carry(session, here, person_id, row.group_id)
    row.carried_at, row.carried_by_id, row.shown, row.shown_at = None, None, "", None
    session.add(row)
    events.note(session, now, here, "relay.not_carried", "relay_copy", row.id)


def shown_in(session: Session, now: datetime, here: Here, group: Group) -> list[tuple[Posting, datetime]]:
    """The postings on air that were written for a group, the newest first, with when they were carried there; then
    those that a digest carried there spoke of.
    """
    single = [
        (posting, row.carried_at or row.made_at)
        for row, posting in _rows(session, here, group)
        if posting.status in ON_AIR
    ]
    seen = {posting.id for posting, _ in single}
    told = relay_texts.shown_in(session, now, here, group)
    return single + [each for each in told if each[0].id not in seen]


# -- hooks and jobs -----------------------------------------------------------


def remind(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: tell a group's forwarders what waits to be carried; whom none reaches is on the call list."""
    from bot.audience import quiet_until

    group = session.get(Group, due.subject_id)
    if group is None or group.kind != forwarders.KIND or group.state != GroupState.BOUND:
        return "no longer a group"
    fresh, bundle, _ = ready(session, now, here, group)
    waits = [*fresh, *([bundle] if bundle is not None else [])]
    if not waits:
        return "all carried"
    urgent = any(each.urgent for each in waits)
    if not here.settings.clock.relay_news and not urgent:
        return "switched off"
    later = quiet_until(here, now)
    if later is not None and not urgent:
        due.due_at = later
        return None
    rows = session.exec(
        select(Person)
        .join(
            GroupForwarder,
            (col(GroupForwarder.county_id) == Person.county_id) & (col(GroupForwarder.person_id) == Person.id),
        )
        .where(GroupForwarder.county_id == here.county_id, GroupForwarder.group_id == group.id)
        .order_by(col(GroupForwarder.id))
    ).all()
    reached = [_remind(session, now, here, due, group, person, waits, urgent=urgent) for person in rows]
    if rows and not any(reached):
        news = links.digest(bundle.text)[:16] if bundle is not None else ""
        key = f"relay_call:{group.id}:{'+'.join(each.mark.replace(',', '+') for each in waits)}:{news}"
        day = _useful(session, here, waits)
        ladder.call(session, now, here, rows[0].id or 0, key=key, what="call_relay.carry", day=day)
    return None


def _remind(
    session: Session,
    now: datetime,
    here: Here,
    due: Due,
    group: Group,
    person: Person,
    waits: Sequence[Ready],
    *,
    urgent: bool,
) -> bool:
    """Tell one forwarder, with the words themselves where they cannot wait; whether a message reaches them."""
    language = people.language_of(here, person)
    codes = say("list.pause", language).join(dict.fromkeys(each.code for each in waits))
    key = "relay.remind_urgent" if urgent else "relay.remind"
    text = "\n\n".join(
        [say(key, language, title=group.title, codes=codes), *(each.text for each in waits if each.urgent)]
    )
    own = f"relay_remind:{due.id}:{person.id}"
    return outbox.tell_person(session, now, here, person.id or 0, text, key=own) is not None


def _useful(session: Session, here: Here, waits: Sequence[Ready]) -> date | None:
    """The last day on which one of these texts is of use to anybody."""
    ids = [each for one in waits for each in one.copy_ids]
    copies_until = session.exec(
        select(Posting.valid_until)
        .join(RelayCopy, (col(RelayCopy.county_id) == Posting.county_id) & (col(RelayCopy.posting_id) == Posting.id))
        .where(Posting.county_id == here.county_id, col(RelayCopy.id).in_(ids))
    ).all()
    texts = [row for one in waits if one.text_id is not None and (row := session.get(RelayText, one.text_id))]
    found = [*(each for each in copies_until if each is not None), *(each.good_until for each in texts)]
    return max(found).date() if found else None
