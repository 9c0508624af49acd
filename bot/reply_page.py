"""Signing up on the page behind a QR code: a name, a phone, how many. Nothing that a villager could not do is asked.

The same phone and name are the same person; a phone that stands on the posting already is told so and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import board, counters, events, links, people, roster, seats, waiting, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Call, PageTry, Person, PersonLink, Posting, Signup, SignupState
from bot.texts import say
from bot.wishes import Wish

KIND = "reply"
PEOPLE_MOST = 20
WINDOW = timedelta(hours=1)
PHONE = re.compile(r"1[3-9]\d{9}|0\d{9,11}")


def phone_of(words: str) -> str:
    """A phone as it was typed, digits only; empty where it is none."""
    digits = re.sub(r"[\s\-－—()（）]", "", words).translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    digits = digits.removeprefix("+86")
    return digits if PHONE.fullmatch(digits) else ""


def try_once(session: Session, now: datetime, here: Here, *, keys: Sequence[tuple[str, int]]) -> bool:
    """Count a try under each key (digests); False where one of them had its most within the hour. Old tries go."""
    since = now - WINDOW
    for row in session.exec(select(PageTry).where(PageTry.county_id == here.county_id, col(PageTry.at) < since)):
        session.delete(row)
    allowed = True
    for key, most in keys:
        count = session.exec(
            select(func.count())
            .select_from(PageTry)
            .where(PageTry.county_id == here.county_id, PageTry.key == key, col(PageTry.at) >= since)
        ).one()
        allowed &= count < most
    if allowed:
        session.add_all(PageTry(county_id=here.county_id, key=key, at=now) for key, _ in keys)
    return allowed


@counters.replies("page")
def sign_up(
    session: Session,
    now: datetime,
    here: Here,
    *,
    code: str,
    name: str,
    phone: str,
    people_count: int,
    word: str,
) -> None:
    """Put somebody on the list; `word` (made at the edge) opens their own page on it. Refused with what to mend."""
    posting = board.find(session, here, code)
    if posting is None or posting.id is None:
        raise Refused("page.gone")
    if posting.status not in ON_AIR or posting.paused_at is not None:
        raise Refused("page.over", name=wording.named(posting))
    cleaned, digits, duty = people.clean_name(name), phone_of(phone), here.settings.duty_phone
    if not cleaned:
        raise Refused("page.name_first")
    if not digits:
        raise Refused("page.phone_wrong")
    if not 1 <= people_count <= PEOPLE_MOST:
        raise Refused("page.count_wrong", most=PEOPLE_MOST)
    same = people.of_phone(session, here, digits)
    if any(each.barred_at is not None for each in same):
        raise Refused("page.barred", phone=duty)
    if any(_stands(session, here, posting, each) for each in same):
        raise Refused("page.known", phone=duty)
    person = next(iter(people.of_phone(session, here, digits, (cleaned,))), None)
    if person is None:
        person = Person(county_id=here.county_id, name=cleaned, phone=digits, first_met_at=now)
        session.add(person)
        session.flush()
    last_call = session.exec(select(func.max(Call.id)).where(Call.county_id == here.county_id)).one() or 0
    wish = Wish(people=people_count, said=True)
    outcome = roster.join(session, now, here, posting_id=posting.id, person=person, wish=wish, sure=True, quiet=True)
    if outcome.what == "told":
        raise Refused("page.over", name=wording.named(posting))
    _told_here(session, now, here, person, last_call)
    session.add(
        PersonLink(
            county_id=here.county_id,
            person_id=person.id or 0,
            kind=KIND,
            token_hash=links.digest(word),
            posting_id=posting.id,
            made_at=now,
        )
    )
    events.note(session, now, here, "signup.page", "posting", posting.id, after={"person": person.id})


def _stands(session: Session, here: Here, posting: Posting, person: Person) -> bool:
    signup = seats.find(session, here, posting, person.id or 0)
    return signup is not None and signup.state in (SignupState.ACTIVE, SignupState.LEAD)


def _told_here(session: Session, now: datetime, here: Here, person: Person, last_call: int) -> None:
    """What would have to be said by telephone stands on the page that they look at: nobody needs to ring."""
    session.flush()
    for row in session.exec(
        select(Call).where(Call.county_id == here.county_id, Call.person_id == person.id, col(Call.id) > last_call)
    ):
        row.outcome, row.called_at = "yes", now
        session.add(row)


def mine(session: Session, now: datetime, here: Here, word: str, language: str) -> tuple[Posting, Signup, str] | None:
    """The posting and signup of a page of one's own, and how it stands in a sentence; None where there is no such."""
    link = links.find(session, here, word, KIND)
    posting = session.get(Posting, link.posting_id) if link is not None and link.posting_id is not None else None
    if link is None or posting is None:
        return None
    signup = seats.find(session, here, posting, link.person_id)
    person = session.get(Person, link.person_id)
    if signup is None or person is None:
        return None
    return posting, signup, _stand(session, now, here, posting, signup, person, language)


def _stand(
    session: Session, now: datetime, here: Here, posting: Posting, signup: Signup, person: Person, language: str
) -> str:
    name, today = wording.named(posting), now.astimezone(here.zone).date()
    if signup.state == SignupState.LEFT:
        return say("roster.off_you", language, code=posting.code or "")
    if posting.status not in ON_AIR and posting.status not in ("closed", "expired"):
        return say(f"copy.{posting.status}", language, name=name, code=posting.code or "")
    if signup.state == SignupState.LEAD:
        return say("page.lead", language)
    number = max((row.seats for row, _ in seats.rows_of(session, signup)), default=0)
    if number:
        when, place = wording.when(posting, today, language), wording.place(posting)
        return say("page.seated", language, posting=name, name=person.name, count=number, when=when, place=place)
    return say("page.waiting", language, posting=name, place=waiting.position(session, here, signup))


def leave(session: Session, now: datetime, here: Here, *, word: str) -> None:
    """不去了, said on one's own page: the seats are free at once."""
    link = links.find(session, here, word, KIND)
    person = session.get(Person, link.person_id) if link is not None else None
    if link is None or person is None or link.posting_id is None:
        raise Refused("page.gone")
    roster.leave(session, now, here, posting_id=link.posting_id, person=person, quiet=True)


def change(session: Session, now: datetime, here: Here, *, word: str, people_count: int) -> None:
    """Another number, said on one's own page."""
    link = links.find(session, here, word, KIND)
    person = session.get(Person, link.person_id) if link is not None else None
    if link is None or person is None or link.posting_id is None:
        raise Refused("page.gone")
    if not 1 <= people_count <= PEOPLE_MOST:
        raise Refused("page.count_wrong", most=PEOPLE_MOST)
    last_call = session.exec(select(func.max(Call.id)).where(Call.county_id == here.county_id)).one() or 0
    posting = session.get(Posting, link.posting_id)
    if posting is None or posting.status not in ON_AIR:
        raise Refused("page.over", name=wording.named(posting) if posting is not None else "")
    roster.change(session, now, here, posting_id=link.posting_id, person=person, people=people_count)
    _told_here(session, now, here, person, last_call)
