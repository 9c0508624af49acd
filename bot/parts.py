"""The part of the county's tree that somebody of the desk works in: a township or a village, mostly the whole county.

It is the one that the head gave their account (`bot/logins.py`), and holds in a chat as it does on the pages: what lies
elsewhere is neither shown to them nor taken from them. What has no place is the county's.
"""

from __future__ import annotations

from sqlmodel import Session, col, select

from bot import people
from bot.app import Here
from bot.errors import Refused
from bot.models import Account, Complaint, Group, Person, Posting, Region, Unclear


def below(session: Session, here: Here, region: Region) -> frozenset[int]:
    """The ids of a region and of everything in it; of the county's own region the whole."""
    rows = session.exec(select(Region.id).where(Region.county_id == here.county_id, Region.parent_id == region.id))
    return frozenset({region.id or 0, *(each for each in rows if each is not None)})


def of(session: Session, here: Here, person: Person) -> frozenset[int] | None:
    """The ids of the regions that are this person's to see; None where they see the whole county."""
    region_id = session.exec(
        select(Account.region_id).where(Account.county_id == here.county_id, Account.person_id == person.id)
    ).first()
    region = session.get(Region, region_id) if region_id is not None else None
    return below(session, here, region) if region is not None else None


def sees(session: Session, here: Here, person: Person, region_id: int | None) -> bool:
    """Whether something in this region is theirs to see."""
    own = of(session, here, person)
    return own is None or region_id in own


def must_see(session: Session, here: Here, person: Person, posting: Posting) -> None:
    """Refused unless the posting lies in their part, or is one that they sent in themselves."""
    if posting.poster_id != person.id and not sees(session, here, person, posting.region_id):
        raise Refused("web.not_yours")


def must_see_all(session: Session, here: Here, person: Person) -> None:
    """Refused for whoever sees a part of the county: it touches all of it."""
    if of(session, here, person) is not None:
        raise Refused("web.not_yours")


def place_of(session: Session, row: Complaint | Unclear) -> int | None:
    """The region that a complaint or an unclear message is of: its posting's, else its group's."""
    posting_id = row.posting_id if isinstance(row, Complaint) else None
    posting = session.get(Posting, posting_id) if posting_id is not None else None
    group = session.get(Group, row.group_id) if row.group_id is not None else None
    return posting.region_id if posting is not None else group.region_id if group is not None else None


def hires(session: Session, here: Here, person: Person, employer_id: int | None) -> bool:
    """Whether an employer has a posting in their part."""
    own = of(session, here, person)
    if own is None:
        return True
    found = select(Posting.id).where(
        Posting.county_id == here.county_id, Posting.employer_id == employer_id, col(Posting.region_id).in_(own)
    )
    return session.exec(found.limit(1)).first() is not None


def clerks(session: Session, here: Here, region_id: int | None) -> list[Person]:
    """Everybody of the desk who sees this region (None: who sees the whole county), who is on duty first."""
    return [each for each in people.desk(session, here) if sees(session, here, each, region_id)]


def to_wake(session: Session, here: Here, region_id: int | None) -> list[Person]:
    """The same for what may not be left lying, such as an accident: everybody, where nobody sees the place."""
    return clerks(session, here, region_id) or people.desk(session, here)
