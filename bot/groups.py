"""Groups: seen, bound to a region or a trade, unbound; what is paused, moved or lost stands in `bot/reach.py`."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import events, outbox, parts, people, reach
from bot.app import Here
from bot.errors import Refused
from bot.messengers import Buttons
from bot.models import (
    Group,
    GroupAddress,
    GroupState,
    Person,
    Region,
)
from bot.people import Sender
from bot.texts import say
from nlp import group_title
from nlp.types import Trade

PROPOSALS = 4
CLEAR_ENOUGH = 60.0
MOST_TOWNS = 30  # buttons under one message: the messenger takes a hundred
PICKED = (Trade.FREIGHT, Trade.DRIVING, Trade.CONSTRUCTION, Trade.PICKING, Trade.LOADING, Trade.DOMESTIC)
"""The trades to pick from for a group whose title tells nothing; the others by /bind."""


def ensure(session: Session, now: datetime, here: Here, chat_id: int, title: str) -> Group:
    """The group that this chat is; made as a proposed one where it was never seen."""
    address = outbox.group_by_chat(session, here, chat_id)
    if address is not None:
        group = session.get(Group, address.group_id)
        assert group is not None
        if title and group.title != title:
            group.title = title
            session.add(group)
        return group
    group = Group(county_id=here.county_id, title=title)
    session.add(group)
    session.flush()
    assert group.id is not None
    session.add(
        GroupAddress(
            county_id=here.county_id,
            group_id=group.id,
            messenger=here.messenger,
            bot=here.bot,
            chat_id=chat_id,
            since=now,
        )
    )
    session.flush()
    return group


def added(session: Session, now: datetime, here: Here, *, chat_id: int, title: str, hears: bool) -> None:
    """The bot was let into a group (or made an admin there): propose a region by the title to the desk.

    Where it cannot read plain messages (privacy mode) it says so in the group. One that was bound before is so again.
    """
    group = ensure(session, now, here, chat_id, title)
    heard_before, was = group.hears, group.state
    group.hears = hears
    if group.state in (GroupState.GONE, GroupState.UNBOUND):
        bound = group.region_id is not None or group.trade is not None
        group.state = GroupState.BOUND if bound and group.state == GroupState.GONE else GroupState.PROPOSED
    session.add(group)
    events.note(session, now, here, "group.added", "group", group.id, after={"hears": hears})
    if was == GroupState.GONE and group.state == GroupState.BOUND:
        from bot import audience

        reach.back(session, now, here, group)
        audience.catch_up(session, now, here, group.id or 0)
    if not hears:
        outbox.tell_group(
            session, now, here, group.id or 0, say("group.deaf", here.language), key=f"deaf:{group.id}:{here.inbox_id}"
        )
    elif not heard_before:
        outbox.tell_group(
            session, now, here, group.id or 0, say("group.hears", here.language), key=f"hears:{here.inbox_id}"
        )
    if group.state == GroupState.PROPOSED:
        propose(session, now, here, group)


def propose(session: Session, now: datetime, here: Here, group: Group) -> None:
    """Ask the desk which region or trade this group belongs to. Who cannot be reached yet is asked on first writing."""
    rows = candidates(session, here, group.title)
    by_trade = group_title.trade(group.title) is not None and not _is_place(rows)
    group.proposed_region_id = rows[0].id if rows and not by_trade else None
    session.add(group)
    for person in parts.clerks(session, here, None):
        propose_to(session, now, here, group, person)


def renamed(session: Session, now: datetime, here: Here, *, chat_id: int, title: str) -> None:
    """Another title: a group that waits is proposed anew; of one that now names another place the desk hears."""
    address = outbox.group_by_chat(session, here, chat_id)
    group = session.get(Group, address.group_id) if address is not None else None
    if group is None or not title or group.title == title:
        return
    before, group.title = group.title, title
    session.add(group)
    events.note(session, now, here, "group.renamed", "group", group.id)
    if group.state == GroupState.PROPOSED:
        propose(session, now, here, group)
        return
    bound = session.get(Region, group.region_id) if group.region_id is not None else None
    rows = candidates(session, here, title)
    if bound is None or group.state not in (GroupState.BOUND, GroupState.PAUSED) or not _is_place(rows):
        return
    if bound.id in [row.id for row in rows]:
        return
    for person in parts.clerks(session, here, group.region_id):
        values = {"before": before, "title": title, "region": path(session, bound), "like": path(session, rows[0])}
        text = say("group.renamed", people.language_of(here, person), **values)
        key = f"renamed:{here.inbox_id}:{person.id}"
        outbox.tell_person(session, now, here, person.id or 0, text, key=key)


def _is_place(rows: list[Region]) -> bool:
    """Whether a title names a village or a township: then its trade says little (西解村采摘群)."""
    return any(row.level != "county" for row in rows)


def propose_to(session: Session, now: datetime, here: Here, group: Group, person: Person) -> None:
    """Ask one person of the desk: what the group's title may mean as buttons, all there is where it tells nothing."""
    rows = candidates(session, here, group.title)
    language = people.language_of(here, person)
    trade = group_title.trade(group.title)
    trades = [trade] if trade is not None else []
    if rows and (trade is None or _is_place(rows)):
        text = say("group.propose", language, title=group.title, region=path(session, rows[0]))
    elif trade is not None:
        text = say("group.propose_trade", language, title=group.title, trade=say(f"trade.{trade}", language))
    else:
        text = say("group.propose_none", language, title=group.title)
        rows, trades = _all_towns(session, here), list(PICKED)
    places = [{"text": path(session, row), "data": f"bindto:{group.id}:{row.id}"} for row in rows]
    works = [
        {
            "text": say("group.button_trade", language, trade=say(f"trade.{each}", language)),
            "data": f"bindtrade:{group.id}:{each}",
        }
        for each in trades
    ]
    first, second = (works, places) if trade is not None and not _is_place(rows) else (places, works)
    wide = 1 if len(rows) <= PROPOSALS else 3
    buttons: Buttons = [part[at : at + wide] for part in (first, second) for at in range(0, len(part), wide)]
    buttons.append([{"text": say("group.button_no", language), "data": f"unbind:{group.id}"}])
    key = f"propose:{group.id}:{here.inbox_id}:{person.id}"
    outbox.tell_person(session, now, here, person.id or 0, text, key=key, buttons=buttons)


def _all_towns(session: Session, here: Here) -> list[Region]:
    """The county and its townships, to pick from."""
    rows = session.exec(
        select(Region)
        .where(Region.county_id == here.county_id, col(Region.level).in_(("county", "township")))
        .order_by(col(Region.code))
    )
    return list(rows)[:MOST_TOWNS]


def candidates(session: Session, here: Here, title: str) -> list[Region]:
    """Regions that a title may mean, the likeliest first; one alone where it is clear."""
    scored = here.gazetteer.match_title(title)[:PROPOSALS]
    codes = [region.code for region, score in scored if score >= CLEAR_ENOUGH]
    rows = session.exec(select(Region).where(Region.county_id == here.county_id, col(Region.code).in_(codes)))
    by_code = {row.code: row for row in rows}
    return [by_code[code] for code in codes if code in by_code]


def path(session: Session, region: Region) -> str:
    """解店镇西解村: a village with its township, anything else by its name."""
    if region.level != "village" or region.parent_id is None:
        return region.name
    parent = session.get(Region, region.parent_id)
    return f"{parent.name if parent else ''}{region.name}"


def bind(session: Session, now: datetime, here: Here, group: Group, region: Region | None, trade: str | None) -> None:
    """Bind a group to a region or a trade; what it was bound to before is over."""
    before = {"region": group.region_id, "trade": group.trade, "state": group.state}
    group.region_id = region.id if region else None
    group.trade = trade
    group.state = GroupState.BOUND
    session.add(group)
    events.note(
        session,
        now,
        here,
        "group.bind",
        "group",
        group.id,
        before=before,
        after={"region": group.region_id, "trade": trade, "state": group.state},
    )


def bind_pressed(session: Session, now: datetime, here: Here, *, sender: Sender, group_id: int, region_id: int) -> None:
    """The desk confirmed or picked a region."""
    person = _desk(session, now, here, sender)
    group, region = session.get(Group, group_id), session.get(Region, region_id)
    if (
        group is None
        or region is None
        or here.county_id not in (group.county_id,)
        or region.county_id != here.county_id
    ):
        raise Refused("group.unknown")
    bind(session, now, here, group, region, None)
    _tell_bound(session, now, here, person, group, path(session, region))


def proposal_pressed(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    group_id: int,
    region_id: int | None = None,
    trade: str | None = None,
) -> None:
    """A press on a proposal's card: this region or trade, or no group for work. Refused once settled."""
    person = _desk(session, now, here, sender)
    group = session.get(Group, group_id, with_for_update=True)
    if group is None or group.county_id != here.county_id or trade not in (None, *Trade):
        raise Refused("group.unknown")
    if group.state != GroupState.PROPOSED:
        raise _too_late(session, here, person, group)
    if trade is not None:
        bind(session, now, here, group, None, trade)
        _tell_bound(session, now, here, person, group, say(f"trade.{trade}", people.language_of(here, person)))
    elif region_id is not None:
        bind_pressed(session, now, here, sender=sender, group_id=group_id, region_id=region_id)
    else:
        unbind(session, now, here, sender=sender, group_id=group_id)


def _too_late(session: Session, here: Here, person: Person, group: Group) -> Refused:
    """Who settled the group before this press, and as what."""
    if group.state == GroupState.GONE:
        return Refused("group.lost", title=group.title)
    language = people.language_of(here, person)
    actor = events.last_by(session, here, "group", group.id, "group.bind", "group.unbind")
    who = session.get(Person, actor) if actor is not None else None
    region = session.get(Region, group.region_id) if group.region_id is not None else None
    if region is not None:
        what = path(session, region)
    else:
        what = say(f"trade.{group.trade}" if group.trade else "group.button_no", language)
    name = who.name if who is not None and who.name else say("desk.somebody", language)
    return Refused("group.too_late", who=name, title=group.title, what=what)


def _tell_bound(session: Session, now: datetime, here: Here, person: Person, group: Group, name: str) -> None:
    text = say("group.bound", people.language_of(here, person), title=group.title, region=name)
    outbox.tell_person(session, now, here, person.id or 0, text, key=f"bound:{here.inbox_id}:{person.id}")


def _desk(session: Session, now: datetime, here: Here, sender: Sender) -> Person:
    person = people.meet(session, now, here, sender)
    if person.role not in people.DESK_ROLES:
        raise Refused("group.desk_only")
    parts.must_see_all(session, here, person)
    return person


def bind_here(
    session: Session, now: datetime, here: Here, *, sender: Sender, chat_id: int, title: str, words: str
) -> None:
    """`/bind 西解村` typed in the group itself by the desk; a trade's name binds to it; without words, the title."""
    _desk(session, now, here, sender)
    group = ensure(session, now, here, chat_id, title)
    words = words.strip()
    if not words:
        words = title
    trade = trade_named(words, here.language)
    if trade is not None:
        bind(session, now, here, group, None, trade)
        name = say(f"trade.{trade}", here.language)
    else:
        region = region_named(session, here, words)
        bind(session, now, here, group, region, None)
        name = path(session, region)
    outbox.tell_group(
        session,
        now,
        here,
        group.id or 0,
        say("group.bound_here", here.language, region=name),
        key=f"bound:{here.inbox_id}",
    )


def region_typed(session: Session, here: Here, words: str) -> Region:
    """The one region that is meant in a field of a page: chosen from the names it proposes, or typed."""
    return region_named(session, here, words, "web.no_region")


def region_named(session: Session, here: Here, words: str, unknown: str = "group.no_region") -> Region:
    """The one region that these words mean. Refused (as `unknown` where they mean none), or where several are alike."""
    rows = candidates(session, here, words)
    if not rows:
        raise Refused(unknown, words=words[:30], village=here.gazetteer.example_village())
    exact = [row for row in rows if words in (row.name, path(session, row))]
    if len(exact) != 1 and len(rows) > 1 and not _stands_out(here, words):
        names = say("list.pause", here.language).join(path(session, row) for row in rows)
        raise Refused("group.which_region", names=names)
    return exact[0] if len(exact) == 1 else rows[0]


def _stands_out(here: Here, words: str) -> bool:
    scored = here.gazetteer.match_title(words)
    return len(scored) < 2 or scored[0][1] - scored[1][1] >= 5


def trade_named(words: str, language: str) -> str | None:
    """The trade that these words name (货运, 司机 …), by the trades' names in the texts."""
    for trade in Trade:
        names = {say(f"trade.{trade.value}", each) for each in ("zh", "en")} | {trade.value}
        if words.strip().lower() in {name.lower() for name in names}:
            return trade.value
    return None


def unbind(session: Session, now: datetime, here: Here, *, sender: Sender, group_id: int) -> None:
    """The desk takes a group out: nothing goes there, nothing said there is read."""
    person = _desk(session, now, here, sender)
    group = session.get(Group, group_id)
    if group is None or group.county_id != here.county_id:
        raise Refused("group.unknown")
    before = {"region": group.region_id, "trade": group.trade, "state": group.state}
    group.region_id, group.trade, group.state = None, None, GroupState.UNBOUND
    session.add(group)
    reach.take_back(session, here, group_id, reach.UNBOUND)
    events.note(session, now, here, "group.unbind", "group", group.id, before=before)
    text = say("group.unbound", people.language_of(here, person), title=group.title)
    outbox.tell_person(session, now, here, person.id or 0, text, key=f"unbound:{here.inbox_id}:{person.id}")


def unbind_here(session: Session, now: datetime, here: Here, *, sender: Sender, chat_id: int, title: str) -> None:
    """`/unbind` typed in the group itself."""
    _desk(session, now, here, sender)
    group = ensure(session, now, here, chat_id, title)
    unbind(session, now, here, sender=sender, group_id=group.id or 0)


def heard(session: Session, now: datetime, here: Here, group: Group) -> None:
    """Somebody wrote here: the group is alive (kept to the hour, so that a busy group costs few writes)."""
    if group.last_heard_at is None or now - group.last_heard_at > timedelta(hours=1):
        group.last_heard_at = now
        session.add(group)
