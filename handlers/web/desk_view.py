"""What several of the desk's pages show of a posting, a person, a place: plain values for the templates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, or_
from sqlmodel import Session, col, select

from bot import barring, carrying, employers, fields, groups, seats, sending, withheld, wording
from bot.accounts import Visit
from bot.app import Here
from bot.models import (
    ON_AIR,
    Call,
    Complaint,
    ComplaintState,
    Employer,
    Group,
    GroupForwarder,
    Person,
    Posting,
    PostingDay,
    PostingStatus,
    Region,
    Unclear,
)
from bot.texts import has, say
from nlp import screen
from nlp.types import Trade

POSTED_MOST = 50
CALL_WAITS = ("", "no_answer")
"""The outcomes of a call that is still to be made."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: the words, which field was read from them, whether they set the screening off."""

    text: str
    field: str = ""
    hit: bool = False


def pieces(text: str, readings: Iterable[Mapping[str, Any]], hits: Iterable[Mapping[str, Any]] = ()) -> list[Piece]:
    """The text cut where what was read from it changes. Spans that do not fit it (an older text) are passed by."""
    marks: list[tuple[str, bool]] = [("", False)] * len(text)
    for one in readings:
        start, end = int(one.get("start", -1)), int(one.get("end", -1))
        if 0 <= start < end <= len(text):
            for at in range(start, end):
                marks[at] = (str(one["field"]), marks[at][1])
    for one in hits:
        start, end = int(one.get("start", -1) or 0), int(one.get("end", -1) or 0)
        if 0 <= start < end <= len(text) and not one.get("cleared"):
            for at in range(start, end):
                marks[at] = (marks[at][0], True)
    made: list[Piece] = []
    begin = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or marks[at] != marks[begin]:
            made.append(Piece(text[begin:at], *marks[begin]))
            begin = at
    return made


def without_phones(text: str, posting: Posting) -> str:
    """A text with the posting's phones masked, each as long as it was: what was read from it stands where it stood."""
    for phone in posting.phones:
        if len(phone) >= 8:
            text = text.replace(phone, f"{phone[:3]}{'*' * (len(phone) - 7)}{phone[-4:]}")
    return text


def masked_words(text: str) -> str:
    """What somebody typed, with every phone in it masked: many look at it, and no look is written down."""
    return wording.phones_out(text, wording.masked)


def posted(
    session: Session, now: datetime, here: Here, visit: Visit, whose: ColumnElement[bool], language: str
) -> list[dict[str, Any]]:
    """The newest postings of somebody (`whose`), of the visitor's part of the county, as lines of a list."""
    rows = session.exec(
        select(Posting)
        .where(Posting.county_id == here.county_id, whose)
        .order_by(col(Posting.id).desc())
        .limit(POSTED_MOST)
    )
    return lines(session, now, here, [each for each in rows if visit.sees(each.region_id)], language)


def lines(
    session: Session, now: datetime, here: Here, postings: Sequence[Posting], language: str
) -> list[dict[str, Any]]:
    """Postings in a list, the days of all of them read at once."""
    found: dict[int, list[PostingDay]] = {each.id or 0: [] for each in postings}
    query = select(PostingDay).where(PostingDay.county_id == here.county_id, col(PostingDay.posting_id).in_(found))
    for row in session.exec(query.order_by(col(PostingDay.day))):
        found[row.posting_id].append(row)
    return [_line(now, here, each, found[each.id or 0], language) for each in postings]


def line(session: Session, now: datetime, here: Here, posting: Posting, language: str) -> dict[str, Any]:
    """One posting in a list."""
    return _line(now, here, posting, seats.days(session, here, posting), language)


def _line(now: datetime, here: Here, posting: Posting, days: Sequence[PostingDay], language: str) -> dict[str, Any]:
    today = here.today(now)
    ahead = [row for row in days if row.stopped_at is None]
    taken = max((row.taken for row in ahead), default=0)
    free = sum(max(seats.free(row), 0) for row in ahead)
    return {
        "id": posting.id,
        "code": posting.code or "",
        "work": posting.work or say("need.nameless", language),
        "count": wording.headcount(posting, language),
        "when": wording.when(posting, today, language),
        "place": wording.place(posting, short=True),
        "town": posting.township or "",
        "pay": wording.wage(posting, language),
        "status": posting.status,
        "stands": say(f"status.{posting.status}", language),
        "paused": posting.paused_at is not None,
        "wanted": max((row.wanted for row in ahead), default=0),
        "taken": taken,
        "free": free,
        "open": posting.headcount_open,
        "hires": posting.hires or posting.contact_name or "",
        "urgent": posting.urgent,
        "start": posting.start,
    }


def facts(posting: Posting, today: date, language: str) -> list[tuple[str, str]]:
    """The posting's terms as pairs: field name (of the pages' texts) and its words."""
    made = []
    for field in fields.FIELDS:
        words = field.shown(posting, today, language)
        if words:
            made.append((field.name, words))
    if posting.neutral:
        made.append(("asks", posting.neutral))
    return made


def hit_view(hit: Mapping[str, Any], language: str) -> dict[str, Any]:
    """A finding of the screening: the words, the rule, its source, whether it stops."""
    rule = str(hit["rule"])
    if has(f"screen.{rule}"):
        found = say(f"screen.{rule}", language, **hit.get("values", {}))
        source = say(f"screen_source.{rule}", language)
    else:
        law = screen.rule(rule)
        found, source = (law.en if language == "en" else law.zh), law.source
    return {
        "words": str(hit.get("words") or ""),
        "rule": found,
        "source": source,
        "stops": bool(hit.get("stops")) and not hit.get("cleared"),
        "cleared": bool(hit.get("cleared")),
    }


def file_view(session: Session, now: datetime, here: Here, file: Employer | None, language: str) -> dict[str, Any]:
    """An employer's file for the screen."""
    if file is None:
        return {}
    today = here.today(now)
    checker = session.get(Person, file.phone_checked_by_id) if file.phone_checked_by_id is not None else None
    return {
        "id": file.id,
        "name": file.name,
        "kind": file.kind,
        "kind_words": say(f"file.kind_{file.kind}", language),
        "phone": file.phone or "",
        "checked": employers.phone_checked(now, file),
        "checked_day": wording.day(file.phone_checked_at.astimezone(here.zone).date(), language)
        if file.phone_checked_at
        else "",
        "checked_by": checker.name if checker is not None else "",
        "due_again": wording.day(file.due_again_at.astimezone(here.zone).date(), language) if file.due_again_at else "",
        "papers": file.papers,
        "papers_until": wording.day(file.papers_until, language) if file.papers_until else "",
        "licence": file.licence,
        "mandate": file.mandate,
        "trusted": file.trusted_until is not None and file.trusted_until >= today,
        "trusted_words": say(
            "file.trusted",
            language,
            trade=say(f"trade.{file.trusted_trade}", language),
            least=wording.number(file.trusted_min or 0),
            most=wording.number(file.trusted_max or 0),
            until=wording.day(file.trusted_until, language),
        )
        if file.trusted_until is not None and file.trusted_trade
        else "",
        "barred": file.barred_at is not None,
        "barred_why": file.barred_why,
        "late": file.late_calls_off,
        "regular": file.regular,
        "published": employers.published(session, here, file),
    }


def bar_reasons(language: str) -> list[tuple[str, str]]:
    """Ready-made reasons for a bar, to press."""
    return [(each, say(f"desk.bar_for_{each}", language)) for each in barring.REASONS]


def reviews(session: Session, here: Here, visit: Visit) -> list[Posting]:
    """What waits for the desk's word, the longest waiting first: new postings, and changes of those that are out."""
    on_air = col(Posting.status).in_([each.value for each in ON_AIR])
    changes = cast(col(Posting.pending_changes), Text).not_in(("{}", "null"))
    rows = session.exec(
        select(Posting)
        .where(
            Posting.county_id == here.county_id,
            or_(col(Posting.status) == PostingStatus.REVIEW.value, and_(on_air, changes)),
        )
        .order_by(col(Posting.submitted_at), col(Posting.id))
    )
    waits = [row for row in rows if row.status == PostingStatus.REVIEW or row.pending_changes]
    return [row for row in waits if visit.sees(row.region_id)]


def counts(session: Session, now: datetime, here: Here, visit: Visit) -> dict[str, int]:
    """The small numbers beside the navigation: how much of what Today shows this clerk waits for somebody's word."""
    waits = len(reviews(session, here, visit))
    unclear = _how_many(here, visit, Unclear, col(Unclear.settled_at).is_(None), Group, Unclear.group_id)
    calls = _how_many(here, visit, Call, col(Call.outcome).in_(CALL_WAITS), Posting, Call.posting_id)
    others = sum(session.exec(each).one() for each in (unclear, calls, _told(here, visit)))
    return {"review": waits, "today": waits + others}


def _how_many(here: Here, visit: Visit, table: Any, waits: ColumnElement[bool], lies: Any, points: Any) -> Any:
    """How many rows of a table wait for somebody, each where the row of `lies` is to which its `points` names."""
    rows = select(func.count()).where(table.county_id == here.county_id, waits)
    if visit.regions is None:
        return rows
    place = and_(col(lies.county_id) == table.county_id, col(lies.id) == points)
    return rows.select_from(table).join(lies, place).where(col(lies.region_id).in_(visit.regions))


def _told(here: Here, visit: Visit) -> Any:
    """How many complaints and accidents are open; each lies where its posting does, without one where it was said."""
    rows = select(func.count()).where(Complaint.county_id == here.county_id, Complaint.state == ComplaintState.OPEN)
    if visit.regions is None:
        return rows
    posting = and_(col(Posting.county_id) == Complaint.county_id, col(Posting.id) == Complaint.posting_id)
    group = and_(col(Group.county_id) == Complaint.county_id, col(Group.id) == Complaint.group_id)
    place = case((col(Complaint.posting_id).is_not(None), col(Posting.region_id)), else_=col(Group.region_id))
    return (
        rows.select_from(Complaint).outerjoin(Posting, posting).outerjoin(Group, group).where(place.in_(visit.regions))
    )


def regions(session: Session, here: Here) -> dict[int, Region]:
    """The county's tree by id."""
    rows = session.exec(select(Region).where(Region.county_id == here.county_id).order_by(col(Region.code)))
    return {row.id: row for row in rows if row.id is not None}


def places(session: Session, tree: Mapping[int, Region], visit: Visit) -> list[str]:
    """What one sees of the tree by its paths, to choose from while one types (`groups.region_typed` reads it back)."""
    return [groups.path(session, row) for row in tree.values() if visit.sees(row.id)]


def trades(language: str) -> list[tuple[str, str]]:
    """All trades, to choose from."""
    return [(each.value, say(f"trade.{each.value}", language)) for each in Trade]


def town_of(tree: Mapping[int, Region], region_id: int | None) -> Region | None:
    """The township that a region is or lies in."""
    row = tree.get(region_id) if region_id is not None else None
    while row is not None and row.level == "village":
        row = tree.get(row.parent_id) if row.parent_id is not None else None
    return row


def name_of(person: Person | None, language: str) -> str:
    """How a person is called on the desk's pages."""
    if person is None or person.forgotten_at is not None:
        return say("roster.somebody", language)
    return person.name or say("roster.somebody", language)


def caller(session: Session, person: Person | None, posting: Posting | None, language: str) -> tuple[str, str]:
    """Whom to ring, and where: for a need taken by telephone that is who hires, not the clerk who took it."""
    if posting is not None and person is not None and posting.poster_id == person.id and posting.phones:
        return posting.contact_name or posting.hires or name_of(person, language), posting.phones[0]
    return name_of(person, language), (person.phone or "") if person is not None else ""


def minutes_since(now: datetime, then: datetime | None) -> int:
    """Whole minutes gone by."""
    return max(int((now - then).total_seconds() // 60), 0) if then is not None else 0


def relay_groups(session: Session, here: Here) -> Sequence[Group]:
    """Groups that people carry texts to."""
    return session.exec(select(Group).where(Group.county_id == here.county_id, Group.kind == "relay")).all()


def forwarders(session: Session, here: Here) -> dict[int, list[Person]]:
    """Who carries texts, by group."""
    made: dict[int, list[Person]] = {}
    rows = session.exec(
        select(GroupForwarder, Person)
        .where(
            GroupForwarder.county_id == here.county_id,
            Person.county_id == here.county_id,
            Person.id == GroupForwarder.person_id,
        )
        .order_by(col(GroupForwarder.id))
    )
    for row, person in rows:
        made.setdefault(row.group_id, []).append(person)
    return made


def on_its_way(posting: Posting, by_hand: Sequence[carrying.Carrying], stands: sending.Standing) -> dict[str, int]:
    """How many copies are out, wait (to be sent, to be carried), or failed; and of how many groups the plan has."""
    carried = Counter(each.state for each in by_hand)
    planned = sum(len(wave) for wave in posting.plan.get("waves", []))
    return {
        "sent": stands.states.get("sent", 0) + carried[carrying.CARRIED],
        "waits": stands.on_their_way,
        "to_carry": carried[carrying.TO_CARRY],
        "failed": stands.failed,
        "kept": sum(stands.kept[each] for each in withheld.KEPT),
        "planned": max(planned, sum(stands.states.values()) + sum(carried.values())),
    }
