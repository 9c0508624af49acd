"""Today: what waits for a person, seats still open by township, and what the clock does next.

The page fetches itself anew while it is open; where nothing changed since it is answered with nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select
from starlette.responses import Response
from starlette.routing import BaseRoute

from bot import almanac, calls, lapsed, relay, relay_names, reply_context, sending, settled, unclear, wording
from bot.accounts import Visit
from bot.app import Here
from bot.errors import Refused
from bot.models import (
    ON_AIR,
    Call,
    Complaint,
    ComplaintState,
    Delivery,
    Due,
    DueState,
    Group,
    Person,
    Posting,
    PostingStatus,
    Unclear,
)
from bot.reply_context import Shown
from bot.texts import has, say
from handlers.web import desk_groups, desk_view, desk_visits, seats_map
from handlers.web.sessions import Page, Pages
from nlp import reply as nlp_reply
from nlp.types import Intent

SHOWN = 12
# An evening has many kinds of what comes next.
NEXT_SHOWN = 16
CALLS = 40
AHEAD_HOURS = 36
FAILED_DAYS = 2


def routes(pages: Pages) -> list[BaseRoute]:
    """The page and its presses."""
    return [
        pages.get("", today),
        pages.post("/unclear/{id:int}", settle),
        pages.post("/call/{id:int}", tick),
        pages.post("/call/{id:int}/phone", phone),
        pages.post("/complaint/{id:int}/{what}", complaint),
        pages.post("/delivery/{id:int}/again", again),
    ]


ABOUT_POSTINGS = ("wave", "expire", "review_waits", "expiry_warning")
"""Kinds of dues whose subject is a posting."""


async def today(page: Page) -> Response:
    """The list of what waits. Asked again with what was `seen`, only what differs is answered."""
    found = await page.read(worklist, page.visit, page.language)
    seen = hashlib.sha256(repr((found, page.language)).encode()).hexdigest()[:16]
    if page.piece and page.asked("seen") == seen:
        return Response(status_code=204)
    return page.show("desk/today.html", title=page.words("nav.today"), seen=seen, most=SHOWN, **found)


def worklist(session: Session, now: datetime, here: Here, visit: Visit, language: str) -> dict[str, Any]:
    """Everything the page shows. Who sees a part of the tree sees what lies there."""
    on_air = _on_air(session, here)  # first, so that who asks for one of them by its id finds it in memory
    return {
        "counts": desk_view.counts(session, now, here, visit),
        "reviews": [_review(session, now, here, row, language) for row in desk_view.reviews(session, here, visit)],
        **_unclear(session, now, here, visit, language),
        **_calls(session, now, here, visit, language),
        "complaints": _complaints(session, now, here, visit, language),
        "silent": desk_groups.silent(session, now, here, visit),
        "failed": _failed(session, now, here, visit, language),
        "carry": _carry(session, now, here, visit),
        "seats": seats_map.gathered(session, now, here, visit, language, on_air),
        "next": _next(session, now, here, visit, language),
        "regulars": desk_visits.this_week(session, now, here, visit),
        "on_duty": _on_duty(session, visit),
    }


def _on_duty(session: Session, visit: Visit) -> bool:
    person = session.get(Person, visit.person_id)
    return person is not None and person.on_duty_since is not None


def _review(session: Session, now: datetime, here: Here, row: Posting, language: str) -> dict[str, Any]:
    return {
        **desk_view.line(session, now, here, row, language),
        "waited": desk_view.minutes_since(now, row.submitted_at),
        "late": desk_view.minutes_since(now, row.submitted_at) >= here.settings.times.review_minutes,
        "stops": any(hit.get("stops") and not hit.get("cleared") for hit in row.hits),
        "hits": len(row.hits),
        "change": bool(row.pending_changes),
    }


def _unclear(session: Session, now: datetime, here: Here, visit: Visit, language: str) -> dict[str, Any]:
    """The first of them by how soon the work begins, and how many there are; each with what the rules would guess."""
    made = []
    waiting = [row for row in settled.unclear_waiting(session, here) if _sees_unclear(session, visit, row)]
    for row in waiting[:SHOWN]:
        group = session.get(Group, row.group_id) if row.group_id is not None else None
        found = [session.get(Posting, each) for each in row.verdict.get("candidates", [])]
        about = [each for each in found if each is not None and each.code]
        guess = _guess(session, here, row, about)
        made.append(
            {
                "id": row.id,
                "said": desk_view.masked_words(row.said),
                "who": desk_view.name_of(session.get(Person, row.person_id), language),
                "where": reply_context.place_of(session, group) if group is not None else "",
                "at": row.made_at.astimezone(here.zone),
                "candidates": [
                    {
                        "code": each.code,
                        "name": wording.named(each),
                        "when": wording.when(each, here.today(now), language),
                        "place": wording.place(each, short=True),
                        "guess": each.code == guess,
                        "count": unclear.number_for(session, now, here, row, each),
                    }
                    for each in about
                ],
            }
        )
    return {"unclear": made, "unclear_all": len(waiting)}


def _sees_unclear(session: Session, visit: Visit, row: Unclear) -> bool:
    group = session.get(Group, row.group_id) if row.group_id is not None else None
    return visit.sees(group.region_id if group is not None else None)


def _guess(session: Session, here: Here, row: Unclear, about: list[Posting]) -> str | None:
    """Which posting the rules would say if they had to."""
    shown = [Shown(each, each.published_at or row.made_at) for each in about]
    context = reply_context.build(session, row.made_at, here, shown, [], reply_to=None, pending=None)
    read = nlp_reply.read(row.said, context)
    code = read.posting if read.posting in {each.code for each in about} else None
    if code is None and len(about) == 1:
        code = about[0].code
    return code


def _calls(session: Session, now: datetime, here: Here, visit: Visit, language: str) -> dict[str, Any]:
    """The first calls to make, those never tried and soonest first, and how many there are."""
    rows = session.exec(
        select(Call)
        .where(Call.county_id == here.county_id, col(Call.outcome).in_(desk_view.CALL_WAITS))
        .order_by(col(Call.id))
    )
    made = []
    for row in rows:
        posting = session.get(Posting, row.posting_id) if row.posting_id is not None else None
        if not visit.sees(posting.region_id if posting is not None else None):
            continue
        person = session.get(Person, row.person_id) if row.person_id is not None else None
        who, number = desk_view.caller(session, person, posting, language)
        made.append(
            {
                "id": row.id,
                "who": who,
                "masked": wording.masked(number) if number else "",
                "through": [] if number or person is None else relay_names.titles(session, here, person.id or 0),
                "what": say(row.what, language) if has(row.what) else "",
                "about": wording.named(posting) if posting is not None else "",
                "posting": posting.id if posting is not None else None,
                "when": wording.when(posting, here.today(now), language) if posting is not None else "",
                "seat": row.signup_id is not None,
                "tried": row.outcome == "no_answer",
                "start": posting.start.isoformat() if posting is not None and posting.start else "9999",
            }
        )
    made.sort(key=lambda each: (bool(each["tried"]), str(each["start"]), each["id"]))
    return {"calls": made[:CALLS], "calls_all": len(made)}


def _complaints(session: Session, now: datetime, here: Here, visit: Visit, language: str) -> list[dict[str, Any]]:
    rows = session.exec(
        select(Complaint)
        .where(Complaint.county_id == here.county_id, Complaint.state == ComplaintState.OPEN)
        .order_by(col(Complaint.id))
    )
    made = []
    for row in rows:
        posting = session.get(Posting, row.posting_id) if row.posting_id is not None else None
        group = session.get(Group, row.group_id) if row.group_id is not None else None
        place = posting.region_id if posting is not None else group.region_id if group is not None else None
        if not visit.sees(place):
            continue
        owner = session.get(Person, row.owner_id) if row.owner_id is not None else None
        made.append(
            {
                "id": row.id,
                "kind": row.kind,
                "said": desk_view.masked_words(row.said),
                "who": desk_view.name_of(session.get(Person, row.person_id) if row.person_id else None, language),
                "where": reply_context.place_of(session, group) if group is not None else "",
                "about": wording.named(posting) if posting is not None else "",
                "posting": posting.id if posting is not None else None,
                "owner": owner.name if owner is not None else "",
                "mine": row.owner_id == visit.person_id,
                "opened": row.opened_at.astimezone(here.zone),
                "due": row.due_at.astimezone(here.zone) if row.due_at else None,
                "late": row.due_at is not None and row.due_at < now,
            }
        )
    return sorted(made, key=lambda each: (each["kind"] != "accident", each["id"]))


def _carry(session: Session, now: datetime, here: Here, visit: Visit) -> list[dict[str, Any]]:
    """Groups that people carry texts to in which something is still missing; what cannot wait first."""
    made = []
    waiting = relay.groups_waiting(session, now, here, None if visit.regions is not None else SHOWN * 3)
    for group in [each for each in waiting if visit.sees(each.region_id)][: SHOWN * 3]:
        fresh, bundle, _ = relay.ready(session, now, here, group)
        codes = [each.code for each in (*([bundle] if bundle is not None else []), *fresh)]
        if codes:
            urgent = any(each.urgent for each in (*fresh, *([bundle] if bundle is not None else [])))
            made.append({"id": group.id, "title": group.title, "codes": codes, "urgent": urgent})
    return sorted(made, key=lambda each: not each["urgent"])[:SHOWN]


def _failed(session: Session, now: datetime, here: Here, visit: Visit, language: str) -> list[dict[str, Any]]:
    made = []
    for row in calls.failed(session, here, now - timedelta(days=FAILED_DAYS)):
        group = session.get(Group, row.group_id) if row.group_id is not None else None
        if not visit.sees(group.region_id if group is not None else None):
            continue
        made.append(
            {
                "id": row.id,
                "where": group.title if group is not None else _name(session, row),
                "what": wording.named(posting) if (posting := _posting(session, row)) is not None else "",
                "why": sending.why(row, language) if row.state == "given_up" else "",
                "unknown": row.state == "uncertain",
            }
        )
    return made[:SHOWN]


def _name(session: Session, row: Delivery) -> str:
    person = session.get(Person, row.person_id) if row.person_id is not None else None
    return person.name if person is not None else ""


def _posting(session: Session, row: Delivery) -> Posting | None:
    return session.get(Posting, row.posting_id) if row.posting_id is not None else None


def _on_air(session: Session, here: Here) -> Sequence[Posting]:
    """What is out, the soonest first."""
    return session.exec(
        select(Posting)
        .where(Posting.county_id == here.county_id, col(Posting.status).in_([each.value for each in ON_AIR]))
        .order_by(col(Posting.start), col(Posting.id))
    ).all()


def _next(session: Session, now: datetime, here: Here, visit: Visit, language: str) -> list[dict[str, Any]]:
    """What the clock does next, the same at the same minute put together.

    Who sees a part of the county sees what is due of its postings.
    """
    rows = session.exec(
        select(Due.kind, Due.due_at, Due.subject_id)
        .where(
            Due.county_id == here.county_id,
            Due.state == DueState.DUE,
            Due.due_at <= now + timedelta(hours=AHEAD_HOURS),
            Due.kind != lapsed.LAPSE,  # what waits stands above, each with its day
        )
        .order_by(col(Due.due_at))
        .limit(300)
    ).all()
    about = _postings(session, here, {subject for kind, _, subject in rows if subject and kind in ABOUT_POSTINGS})
    made: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, due_at, subject in rows:
        posting = about.get(subject or 0) if kind in ABOUT_POSTINGS else None
        if visit.regions is not None and (posting is None or not visit.sees(posting.region_id)):
            continue
        if not almanac.switched_on(here, kind):
            continue
        if kind == "wave" and posting is not None and posting.status != PostingStatus.OPEN:
            continue  # goes out only if a seat comes free again
        at, today = due_at.astimezone(here.zone), here.today(now)
        day = "" if at.date() == today else wording.day_beside(at.date(), today, language)
        one = made.setdefault((kind, f"{at:%d %H:%M}"), {"kind": kind, "at": at, "count": 0, "about": [], "day": day})
        one["count"] += 1
        if posting is not None and posting.work:
            one["about"].append(wording.named(posting))
    return list(made.values())[:NEXT_SHOWN]


def _postings(session: Session, here: Here, ids: Collection[int]) -> dict[int, Posting]:
    """These postings by id, read at once."""
    rows = session.exec(select(Posting).where(Posting.county_id == here.county_id, col(Posting.id).in_(ids)))
    return {row.id or 0: row for row in rows}


async def settle(page: Page) -> Response:
    """One press says what a message meant."""
    intent = page.given("intent", Intent.CHAT.value)
    verdict: dict[str, Any] = {"intent": intent if intent in {each.value for each in Intent} else Intent.CHAT.value}
    if page.given("code"):
        verdict["posting"] = page.given("code")
    if page.given("count").isdecimal():
        verdict["count"] = int(page.given("count"))
    number = page.number("id")

    def act(session: Session, now: datetime, here: Here, *, sender: Any) -> str:
        row = session.get(Unclear, number)
        group = session.get(Group, row.group_id) if row is not None and row.group_id is not None else None
        if not page.visit.sees(group.region_id if group is not None else None):
            raise Refused("web.not_yours")
        return settled.settle(session, now, here, number, verdict)

    await page.act(act)
    return page.back("", page.words("today.settled"))


async def tick(page: Page) -> Response:
    """去, 不去, 没接."""
    number, outcome = page.number("id"), page.given("outcome")

    def act(session: Session, now: datetime, here: Here, *, sender: Any) -> None:
        if not _sees_call(session, here, page.visit, number):
            raise Refused("web.not_yours")
        calls.tick(session, now, here, sender=sender, call_id=number, outcome=outcome)

    await page.act(act)
    return page.back("", page.words("today.ticked"))


def _sees_call(session: Session, here: Here, visit: Visit, call_id: int) -> bool:
    row = session.get(Call, call_id)
    if row is None or row.county_id != here.county_id:
        return False
    posting = session.get(Posting, row.posting_id) if row.posting_id is not None else None
    return visit.sees(posting.region_id if posting is not None else None)


async def phone(page: Page) -> Response:
    """The number to ring, in full; the look is written down."""
    number = page.number("id")

    def reading(session: Session, now: datetime, here: Here) -> tuple[str, str]:
        row = session.get(Call, number)
        if row is None or not _sees_call(session, here, page.visit, number):
            raise Refused("web.not_yours")
        posting = session.get(Posting, row.posting_id) if row.posting_id is not None else None
        person = session.get(Person, row.person_id) if row.person_id is not None else None
        return desk_view.caller(session, person, posting, page.language)

    who, digits = await page.read(reading)
    await page.look("call.look", "call", number)
    return page.show("desk/phone.html", who=who, phone=digits, title=who, counts={}, piece=page.piece)


async def complaint(page: Page) -> Response:
    """我来办, 办结."""
    number = page.number("id")
    if page.request.path_params["what"] == "take":
        await page.act(calls.take_complaint, whole_county=True, complaint_id=number)
        return page.back("", page.words("today.taken"))
    await page.act(calls.close_complaint, whole_county=True, complaint_id=number, note=page.given("note"))
    return page.back("", page.words("today.closed"))


async def again(page: Page) -> Response:
    """再发一次."""
    await page.act(calls.send_again, whole_county=True, delivery_id=page.number("id"))
    return page.back("", page.words("today.sent_again"))
