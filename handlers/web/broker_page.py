"""A broker's own page, opened by a link of theirs: their postings and nobody else's, who is on them, what to forward.

It shows and changes nothing. Phones are not on it: who is on a list is named, and the desk gives the phone to ring.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot import copies, links, seats, wording
from bot.app import Here
from bot.models import ON_AIR, Person, Posting, PostingStatus, Role, Signup, SignupDay
from handlers.web import desk_view
from handlers.web import wording as pages_wording
from handlers.web.public import Public

SHOWN = 60


def routes(public: Public) -> list[BaseRoute]:
    """`/b/<word>`."""

    async def page(request: Request) -> Response:
        word, language = request.path_params["word"][:80], pages_wording.chosen(request)
        found = await public.read(look, word, language)
        if found is None:
            return public.show(request, "public/gone.html", status=404)
        return public.show(request, "public/broker.html", **found)

    return [Route(f"{public.base}/b/{{word}}", page, methods=["GET"])]


def look(session: Session, now: datetime, here: Here, word: str, language: str) -> dict[str, Any] | None:
    """What stands on the page of this word; None where it opens nothing."""
    link = links.find(session, here, word, links.BROKER)
    person = session.get(Person, link.person_id) if link is not None else None
    if person is None or person.role != Role.BROKER:
        return None
    rows = session.exec(
        select(Posting)
        .where(
            Posting.county_id == here.county_id,
            Posting.poster_id == person.id,
            col(Posting.status) != PostingStatus.DRAFT.value,
        )
        .order_by(col(Posting.id).desc())
        .limit(SHOWN)
    )
    return {"person": person.name, "rows": [_row(session, now, here, each, language) for each in rows]}


def _row(session: Session, now: datetime, here: Here, posting: Posting, language: str) -> dict[str, Any]:
    live = posting.status in ON_AIR
    made = copies.form(session, now, here, posting.id or 0, short=True, fresh=False) if live else None
    return {
        **desk_view.line(session, now, here, posting, language),
        "live": live,
        "text": made[0] if made is not None else "",
        "days": [
            {
                "name": wording.day_beside(day.day, here.today(now), language) if posting.start is not None else "",
                "taken": day.taken,
                "wanted": day.wanted,
                "names": _names(session, here, day.id or 0, language),
            }
            for day in seats.days(session, here, posting)
            if day.stopped_at is None
        ],
    }


def _names(session: Session, here: Here, day_id: int, language: str) -> list[tuple[str, int]]:
    rows = session.exec(
        select(Person, SignupDay.seats)
        .join(Signup, (col(Signup.county_id) == Person.county_id) & (col(Signup.person_id) == Person.id))
        .join(SignupDay, (col(SignupDay.county_id) == Signup.county_id) & (col(SignupDay.signup_id) == Signup.id))
        .where(
            Person.county_id == here.county_id,
            SignupDay.county_id == here.county_id,
            SignupDay.posting_day_id == day_id,
            SignupDay.seats > 0,
        )
        .order_by(col(Signup.id))
    )
    return [(desk_view.name_of(person, language), number) for person, number in rows]
