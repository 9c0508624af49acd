"""What goes when: other talk after 90 days, names and words of the records after three years; counts stay.

Nothing is deleted: the columns listed in `models.PERSONAL` are emptied, so that every number can still be computed.
What an open complaint or a bar needs stays. A run does some rows at a time and comes back until nothing is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, and_, exists, or_, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col, select

from bot import almanac, events, leftovers
from bot.app import Here
from bot.models import (
    Complaint,
    ComplaintState,
    Delivery,
    DeliveryState,
    Due,
    Employer,
    Guest,
    Inbox,
    InboxState,
    Notice,
    Person,
    Posting,
    RelayName,
    RelayText,
    Role,
    Signup,
    Unclear,
    Visit,
    WorkerCard,
)

log = structlog.get_logger()
RETENTION = "retention"
MOST = 2000
GONE_ON = (DeliveryState.SENT, DeliveryState.GIVEN_UP, DeliveryState.UNCHANGED)


@dataclass(frozen=True, slots=True)
class Emptied:
    """How many rows of each table were emptied."""

    talk: int = 0
    messages: int = 0
    records: int = 0
    postings: int = 0
    people: int = 0
    guests: int = 0
    employers: int = 0
    complaints: int = 0
    unclear: int = 0
    notes: int = 0

    @property
    def full(self) -> bool:
        """Whether some table had as many as are done at a time, so that more may be left."""
        return any(getattr(self, each.name) >= MOST for each in fields(self))


def run(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act, every night: empty what is past its time, and leave a line in the log and in the book.

    Late it is made good: the law's days are over either way. After a leap of many days it waits for the next night: it
    may be the machine's clock that is wrong, and what is emptied does not come back.
    """
    if almanac.leapt(session, now, here):
        return "the clock leapt: the next night's follows"
    done = empty(session, now, here)
    counts = {each.name: getattr(done, each.name) for each in fields(done)} | {
        "leftovers": leftovers.clear(session, now, here)
    }
    events.note(session, now, here, "retention.run", "county", here.county_id, after=counts)
    log.info("retention", county=here.settings.slug, **counts)
    if done.full:
        due.due_at = now + timedelta(seconds=1)
        session.add(due)
    return None


def empty(session: Session, now: datetime, here: Here, most: int = MOST) -> Emptied:
    """Empty up to `most` rows of each table; how many were."""
    talk = now - timedelta(days=here.settings.times.raw_text_days)
    record = now - timedelta(days=here.settings.times.record_days)
    done: dict[str, int] = {}
    for each in (*_of_talk(here, talk, record), *_of_records(here, record)):
        done[each.name] = done.get(each.name, 0) + _clear(session, each.table, most, each.where, **each.values)
    return Emptied(**done)


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows of one table that are past their time: under which name they are counted, which they are, what is set."""

    name: str
    table: type[SQLModel]
    where: Sequence[ColumnElement[bool]]
    values: dict[str, object]


def _of_talk(here: Here, talk: datetime, record: datetime) -> list[_Part]:
    """What was said: other talk after its days, what something rests on with the records."""
    mine = here.county_id
    complained = exists().where(
        col(Complaint.county_id) == mine, col(Complaint.inbox_id) == Inbox.id, col(Complaint.state) == "open"
    )
    said = [
        col(Inbox.county_id) == mine,
        col(Inbox.body) != "",
        col(Inbox.state) != InboxState.DUE.value,
        or_(and_(col(Inbox.kept).is_(False), col(Inbox.received_at) < talk), col(Inbox.received_at) < record),
        ~complained,
    ]
    sent = [
        col(Delivery.county_id) == mine,
        col(Delivery.text) != "",
        col(Delivery.state).in_([each.value for each in GONE_ON]),
        col(Delivery.due_at) < talk,
    ]
    carried = [col(RelayText.county_id) == mine, col(RelayText.text) != "", col(RelayText.good_until) < talk]
    settled = and_(col(Unclear.settled_at).is_not(None), col(Unclear.made_at) < talk)
    unclear = [col(Unclear.county_id) == mine, col(Unclear.said) != "", or_(settled, col(Unclear.made_at) < record)]
    return [
        _Part("talk", Inbox, said, {"body": ""}),
        _Part("messages", Delivery, sent, {"text": "", "buttons": [], "details": {}}),
        _Part("messages", RelayText, carried, {"text": ""}),
        _Part("unclear", Unclear, unclear, {"said": ""}),
    ]


def _of_records(here: Here, record: datetime) -> list[_Part]:
    """Names, phones and words of what is older than the records' time; what is locked stays."""
    mine, locked = here.county_id, _locked(here)
    words: dict[str, object] = {
        "raw_text": "",
        "contact_name": None,
        "hires": None,
        "phones": [],
        "readings": [],
        "hits": [],
    }
    papers: dict[str, object] = {
        "name": "",
        "phone": None,
        "papers": "",
        "licence": "",
        "mandate": "",
        "barred_why": "",
    }
    nameless: dict[str, object] = {"name": "", "phone": None, "phone_public": None, "barred_why": ""}
    return [
        _Part("postings", Posting, _postings(here, record, locked), words),
        _Part("guests", Guest, _guests(here, record, locked), {"name": "", "phone": None}),
        _Part("people", Person, _people(here, record, locked), nameless),
        _Part("people", Person, _gone_into(here), nameless),
        _Part("people", RelayName, _names(here), {"name": ""}),
        _Part("employers", Employer, _employers(here, record), papers),
        _Part("complaints", Complaint, _complaints(here, record), {"said": "", "note": ""}),
        _Part(
            "notes",
            Visit,
            [col(Visit.county_id) == mine, col(Visit.made_at) < record, col(Visit.note) != ""],
            {"note": ""},
        ),
        _Part(
            "notes",
            Notice,
            [col(Notice.county_id) == mine, col(Notice.stopped_at) < record, col(Notice.text) != ""],
            {"text": ""},
        ),
    ]


def _postings(here: Here, record: datetime, locked: ColumnElement[int]) -> list[ColumnElement[bool]]:
    some = or_(col(Posting.raw_text) != "", col(Posting.contact_name).is_not(None), col(Posting.hires).is_not(None))
    return [col(Posting.county_id) == here.county_id, _last_day() < record, some, col(Posting.id).not_in(locked)]


def _guests(here: Here, record: datetime, locked: ColumnElement[int]) -> list[ColumnElement[bool]]:
    old = exists().where(
        col(Signup.county_id) == here.county_id,
        col(Signup.id) == Guest.signup_id,
        col(Signup.joined_at) < record,
        col(Signup.posting_id).not_in(locked),
    )
    return [col(Guest.county_id) == here.county_id, or_(col(Guest.name) != "", col(Guest.phone).is_not(None)), old]


def _complaints(here: Here, record: datetime) -> list[ColumnElement[bool]]:
    return [
        col(Complaint.county_id) == here.county_id,
        col(Complaint.state) == ComplaintState.CLOSED.value,
        col(Complaint.closed_at) < record,
        or_(col(Complaint.said) != "", col(Complaint.note) != ""),
    ]


def _last_day() -> ColumnElement[datetime | None]:
    from sqlalchemy import func

    return func.coalesce(Posting.closed_at, Posting.valid_until, Posting.published_at, Posting.made_at)


def _locked(here: Here) -> ColumnElement[int]:
    """Ids of the postings that an open complaint is about."""
    found = select(Complaint.posting_id).where(
        col(Complaint.county_id) == here.county_id,
        col(Complaint.state) == ComplaintState.OPEN.value,
        col(Complaint.posting_id).is_not(None),
    )
    return found  # type: ignore[return-value]


def _people(here: Here, record: datetime, locked: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """Who has no part in anything younger than the records' time, works for nobody here, and is not barred."""
    mine = here.county_id
    young_signup = exists().where(
        col(Signup.county_id) == mine,
        col(Signup.person_id) == Person.id,
        or_(col(Signup.joined_at) >= record, col(Signup.posting_id).in_(locked)),
    )
    young_posting = exists().where(
        col(Posting.county_id) == mine,
        col(Posting.poster_id) == Person.id,
        or_(_last_day() >= record, col(Posting.id).in_(locked), _last_day().is_(None)),
    )
    complains = exists().where(
        col(Complaint.county_id) == mine,
        col(Complaint.person_id) == Person.id,
        col(Complaint.state) == ComplaintState.OPEN.value,
    )
    registered = exists().where(
        col(WorkerCard.county_id) == mine, col(WorkerCard.person_id) == Person.id, col(WorkerCard.changed_at) >= record
    )
    wrote = exists().where(
        col(Delivery.county_id) == mine, col(Delivery.person_id) == Person.id, col(Delivery.due_at) >= record
    )
    return [
        col(Person.county_id) == mine,
        or_(col(Person.name) != "", col(Person.phone).is_not(None)),
        col(Person.first_met_at) < record,
        col(Person.same_as_id).is_(None),
        col(Person.role) == Role.NONE.value,
        col(Person.barred_at).is_(None),
        ~young_signup,
        ~young_posting,
        ~complains,
        ~wrote,
        ~registered,
    ]


def _gone_into(here: Here) -> list[ColumnElement[bool]]:
    """Rows that were put together with somebody who has no name any more."""
    stays = aliased(Person)
    nameless = exists().where(
        col(stays.county_id) == here.county_id, col(stays.id) == Person.same_as_id, col(stays.name) == ""
    )
    return [
        col(Person.county_id) == here.county_id,
        or_(col(Person.name) != "", col(Person.phone).is_not(None)),
        nameless,
    ]


def _names(here: Here) -> list[ColumnElement[bool]]:
    """Names in a group of people who have none any more."""
    nameless = exists().where(
        col(Person.county_id) == here.county_id, col(Person.id) == RelayName.person_id, col(Person.name) == ""
    )
    return [col(RelayName.county_id) == here.county_id, col(RelayName.name) != "", nameless]


def _employers(here: Here, record: datetime) -> list[ColumnElement[bool]]:
    """Files without a posting younger than the records' time, that were not checked since, and are not barred."""
    from sqlalchemy import func

    young = exists().where(
        col(Posting.county_id) == here.county_id,
        col(Posting.employer_id) == Employer.id,
        or_(_last_day() >= record, _last_day().is_(None)),
    )
    some = exists().where(col(Posting.county_id) == here.county_id, col(Posting.employer_id) == Employer.id)
    return [
        col(Employer.county_id) == here.county_id,
        or_(col(Employer.name) != "", col(Employer.phone).is_not(None)),
        col(Employer.barred_at).is_(None),
        col(Employer.regular).is_(False),
        ~young,
        some,
        func.coalesce(Employer.phone_checked_at, record - timedelta(days=1)) < record,
    ]


def _clear(
    session: Session, table: type[SQLModel], most: int, where: Sequence[ColumnElement[bool]], **values: object
) -> int:
    """Set `values` in up to `most` rows; how many. The first of `where` names the county."""
    key = table.id  # type: ignore[attr-defined]
    ids = list(session.exec(select(key).where(*where).order_by(key).limit(most)))
    for start in range(0, len(ids), 500):
        session.execute(
            update(table)
            .where(where[0], col(key).in_(ids[start : start + 500]))
            .values(**values)
            .execution_options(synchronize_session=False)
        )
    session.expire_all()
    return len(ids)
