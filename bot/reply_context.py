"""What a message in a group is read against: the postings with a copy there, the sender's signups and questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, col, select

from bot import wording
from bot.app import Here
from bot.models import (
    ON_AIR,
    Delivery,
    DeliveryKind,
    Group,
    GroupAddress,
    GroupState,
    Posting,
    PostingDay,
    PostingStatus,
    Region,
    Signup,
    SignupState,
)
from nlp.types import OpenPosting, Pending, ReplyContext

HEARING = (GroupState.BOUND, GroupState.PAUSED)
STANDS = (PostingStatus.OPEN, PostingStatus.FULL, PostingStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class Shown:
    """A posting and when its copy went out in this group (or when it was published, where it has none here).

    `people` is the number the sender has on it, where it is one of theirs. `taken`: the seats of its fullest day that
    are taken, None where that was not asked for.
    """

    posting: Posting
    at: datetime
    people: int = 0
    taken: int | None = None


_GROUP = (
    select(Group)
    .join(GroupAddress, (col(GroupAddress.group_id) == Group.id) & (col(GroupAddress.county_id) == Group.county_id))
    .where(
        GroupAddress.county_id == bindparam("county"),
        GroupAddress.messenger == bindparam("messenger"),
        GroupAddress.chat_id == bindparam("chat"),
    )
    .order_by(col(GroupAddress.since).desc())
    .limit(1)
)


def group_of(session: Session, here: Here, chat_id: int) -> Group | None:
    """The bound group that this chat is; None where nothing said there is our business."""
    values = {"county": here.county_id, "messenger": here.messenger, "chat": chat_id}
    group: Group | None = session.execute(_GROUP, values).scalars().first()
    return group if group is not None and group.state in HEARING else None


_HEARD = (
    update(Group)
    .where(col(Group.county_id) == bindparam("county"), col(Group.id) == bindparam("group"))
    .values(last_heard_at=bindparam("at"))
)


def mark_heard(session: Session, now: datetime, group: Group) -> None:
    """Somebody wrote in this group now: it can be read."""
    session.connection().execute(_HEARD, {"county": group.county_id, "group": group.id, "at": now})
    set_committed_value(group, "last_heard_at", now)


_SHOWN = (
    select(
        Posting,
        Delivery.sent_at,
        Delivery.due_at,
        select(func.max(PostingDay.taken))
        .where(PostingDay.county_id == bindparam("county"), PostingDay.posting_id == Posting.id)
        .correlate(Posting)
        .scalar_subquery(),
    )
    .where(
        Delivery.county_id == bindparam("county"),
        Delivery.group_id == bindparam("group"),
        Delivery.kind == DeliveryKind.SEND.value,
        col(Delivery.message_id).is_not(None),
        # By the postings that are out, not by what the group ever got: that grows.
        col(Delivery.posting_id).in_(
            select(Posting.id).where(
                Posting.county_id == bindparam("county"), col(Posting.status).in_([each.value for each in ON_AIR])
            )
        ),
        Posting.county_id == Delivery.county_id,
        Posting.id == Delivery.posting_id,
    )
    .order_by(col(Delivery.sent_at).desc(), col(Delivery.id).desc())
)


def shown_in(session: Session, here: Here, group: Group) -> list[Shown]:
    """The postings on air with a copy in this group, the newest first."""
    found = session.execute(_SHOWN, {"county": here.county_id, "group": group.id})
    shown: dict[int, Shown] = {}
    for posting, sent_at, due_at, taken in found:
        shown.setdefault(posting.id or 0, Shown(posting, sent_at or due_at, taken=taken or 0))
    return list(shown.values())


_STANDING = (
    select(Posting, Signup)
    .where(
        Signup.county_id == bindparam("county"),
        Signup.person_id == bindparam("person"),
        col(Signup.state).in_((SignupState.ACTIVE.value, SignupState.LEAD.value)),
        Posting.county_id == Signup.county_id,
        Posting.id == Signup.posting_id,
        col(Posting.status).in_([each.value for each in (*STANDS, PostingStatus.EXPIRED)]),
    )
    .order_by(col(Signup.joined_at).desc())
)


def standing_on(session: Session, now: datetime, here: Here, person_id: int | None) -> list[Shown]:
    """The postings on which somebody stands now, the newest first: those that are over are left out."""
    if person_id is None:
        return []
    found = [
        (posting, signup)
        for posting, signup in session.execute(_STANDING, {"county": here.county_id, "person": person_id})
    ]
    today = here.today(now)
    last = _last_days(session, here, [posting for posting, _ in found if posting.start is not None])
    return [
        Shown(posting, posting.published_at or signup.joined_at, signup.people)
        for posting, signup in found
        if (posting.status in STANDS and last.get(posting.id, today) >= today)
        or (posting.status == PostingStatus.EXPIRED and posting.start == today)
    ]


_LAST_DAYS = (
    select(PostingDay.posting_id, func.max(PostingDay.day), func.max(PostingDay.taken))
    .where(
        PostingDay.county_id == bindparam("county"), col(PostingDay.posting_id).in_(bindparam("ids", expanding=True))
    )
    .group_by(col(PostingDay.posting_id))
)


def _of_days(session: Session, here: Here, postings: Sequence[Posting]) -> list[tuple[int, date, int]]:
    """Of each posting its last day, and how many are on its fullest."""
    if not postings:
        return []
    session.flush()
    values = {"county": here.county_id, "ids": [each.id for each in postings]}
    return [(row[0], row[1], row[2]) for row in session.connection().execute(_LAST_DAYS, values)]


def _last_days(session: Session, here: Here, postings: Sequence[Posting]) -> dict[int | None, date]:
    return {posting_id: last for posting_id, last, _ in _of_days(session, here, postings)}


def build(
    session: Session,
    now: datetime,
    here: Here,
    shown: list[Shown],
    signed: list[Shown],
    *,
    reply_to: str | None,
    pending: Pending | None,
    region: str | None = None,
) -> ReplyContext:
    """The values that the reading of a reply wants."""
    rows = _of_days(session, here, [each.posting for each in shown if each.taken is None])
    taken = {each.posting.id: each.taken for each in shown if each.taken is not None}
    taken.update({posting_id: most for posting_id, _, most in rows})
    return ReplyContext(
        now=now.astimezone(here.zone),
        postings=tuple(_open(now, each, taken.get(each.posting.id, 0)) for each in shown if each.posting.code),
        reply_to=reply_to,
        signed_up=tuple(each.posting.code for each in signed if each.posting.code),
        pending=pending,
        region=region or here.settings.slug,
    )


def _open(now: datetime, each: Shown, taken: int) -> OpenPosting:
    posting = each.posting
    return OpenPosting(
        code=posting.code or "",
        work=posting.work or "",
        trade=posting.trade,
        place=wording.place(posting),
        wage=wording.wage(posting, "zh"),
        start=posting.start,
        begin_time=posting.begin_time,
        needed=None if posting.headcount_open else posting.headcount_max,
        joined=taken,
        minutes_ago=max(int((now - each.at).total_seconds() // 60), 0),
    )


def place_of(session: Session, group: Group) -> str:
    """How a group is called by the desk: its region, else its title."""
    region = session.get(Region, group.region_id) if group.region_id is not None else None
    return region.name if region is not None else group.title


_BY_CODE = select(Posting).where(Posting.county_id == bindparam("county"), Posting.code == bindparam("code"))


def by_code(session: Session, here: Here, code: str) -> Posting | None:
    """The posting that carries this code now."""
    return session.execute(_BY_CODE, {"county": here.county_id, "code": code}).scalars().first()
