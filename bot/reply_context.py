"""What a message in a group is read against: the postings with a copy there, the sender's signups and questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import outbox, seats, wording
from bot.app import Here
from bot.models import (
    ON_AIR,
    Delivery,
    DeliveryKind,
    Group,
    GroupState,
    Posting,
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
    """A posting and when its copy went out in this group (or when it was published, where it has none here)."""

    posting: Posting
    at: datetime


def group_of(session: Session, here: Here, chat_id: int) -> Group | None:
    """The bound group that this chat is; None where nothing said there is our business."""
    address = outbox.group_by_chat(session, here, chat_id)
    group = session.get(Group, address.group_id) if address is not None else None
    return group if group is not None and group.state in HEARING else None


def shown_in(session: Session, here: Here, group: Group) -> list[Shown]:
    """The postings on air with a copy in this group, the newest first."""
    found = session.exec(
        select(Posting, Delivery.sent_at, Delivery.due_at)
        .where(
            Delivery.county_id == here.county_id,
            Delivery.group_id == group.id,
            Delivery.kind == DeliveryKind.SEND,
            col(Delivery.message_id).is_not(None),
            Posting.id == Delivery.posting_id,
            col(Posting.status).in_(ON_AIR),
        )
        .order_by(col(Delivery.sent_at).desc(), col(Delivery.id).desc())
    )
    shown: dict[int, Shown] = {}
    for posting, sent_at, due_at in found:
        shown.setdefault(posting.id or 0, Shown(posting, sent_at or due_at))
    return list(shown.values())


def standing_on(session: Session, now: datetime, here: Here, person_id: int | None) -> list[Shown]:
    """The postings on which somebody stands now, the newest first: those that are over are left out."""
    if person_id is None:
        return []
    found = session.exec(
        select(Posting, Signup)
        .where(
            Signup.county_id == here.county_id,
            Signup.person_id == person_id,
            col(Signup.state).in_((SignupState.ACTIVE, SignupState.LEAD)),
            Posting.id == Signup.posting_id,
            col(Posting.status).in_((*STANDS, PostingStatus.EXPIRED)),
        )
        .order_by(col(Signup.joined_at).desc())
    )
    today = now.astimezone(here.zone).date()
    return [
        Shown(posting, posting.published_at or signup.joined_at)
        for posting, signup in found
        if (posting.status in STANDS and not _past(session, here, posting, today))
        or (posting.status == PostingStatus.EXPIRED and posting.start == today)
    ]


def _past(session: Session, here: Here, posting: Posting, today: object) -> bool:
    if posting.start is None:
        return False
    days = seats.days(session, here, posting)
    return bool(days) and all(day.day < today for day in days)  # type: ignore[operator]


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
    return ReplyContext(
        now=now.astimezone(here.zone),
        postings=tuple(_open(session, now, here, each) for each in shown if each.posting.code),
        reply_to=reply_to,
        signed_up=tuple(each.posting.code for each in signed if each.posting.code),
        pending=pending,
        region=region or here.settings.slug,
    )


def _open(session: Session, now: datetime, here: Here, each: Shown) -> OpenPosting:
    posting = each.posting
    days = seats.days(session, here, posting)
    return OpenPosting(
        code=posting.code or "",
        work=posting.work or "",
        trade=posting.trade,
        place=wording.place(posting),
        wage=wording.wage(posting, "zh"),
        start=posting.start,
        begin_time=posting.begin_time,
        needed=None if posting.headcount_open else posting.headcount_max,
        joined=max((day.taken for day in days), default=0),
        minutes_ago=max(int((now - each.at).total_seconds() // 60), 0),
    )


def place_of(session: Session, group: Group) -> str:
    """How a group is called by the desk: its region, else its title."""
    region = session.get(Region, group.region_id) if group.region_id is not None else None
    return region.name if region is not None else group.title


def by_code(session: Session, here: Here, code: str) -> Posting | None:
    """The posting that carries this code now."""
    return session.exec(select(Posting).where(Posting.county_id == here.county_id, Posting.code == code)).first()
