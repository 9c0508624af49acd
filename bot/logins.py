"""Who has a way into the desk's pages: made by a head, for a part of the county, ended, and the very first one."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot import events, people
from bot.accounts import FIRST_LOGIN, clean_login, ensure
from bot.app import Here
from bot.errors import Refused
from bot.models import Account, Person, Region, Role, WebSession
from bot.people import Sender


def _end_others(session: Session, now: datetime, here: Here, account_id: int, keep: int = 0) -> None:
    for row in session.exec(
        select(WebSession).where(
            WebSession.county_id == here.county_id,
            WebSession.account_id == account_id,
            col(WebSession.ended_at).is_(None),
        )
    ):
        if row.id != keep:
            row.ended_at = now
            session.add(row)


def set_password(
    session: Session, now: datetime, here: Here, *, account_id: int, login: str, hash_: str, keep: int = 0
) -> None:
    """A new name and password for an account; its other sessions end. Refused for a name that is taken."""
    account = session.get(Account, account_id)
    if account is None or account.county_id != here.county_id:
        raise Refused("desk.unknown")
    name = clean_login(login)
    if not name:
        raise Refused("web.login_empty")
    other = session.exec(
        select(Account).where(Account.county_id == here.county_id, Account.login == name, Account.id != account_id)
    ).first()
    if other is not None:
        raise Refused("web.login_taken", name=name)
    account.login, account.password_hash, account.first_password = name, hash_, False
    session.add(account)
    _end_others(session, now, here, account_id, keep)
    events.note(session, now, here, "account.password", "account", account_id)


def add(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    name: str,
    login: str,
    hash_: str,
    region_id: int | None = None,
) -> int:
    """A head lets somebody in who has no messenger: name, login, a password to be changed, their part of the tree."""
    head = _head(session, now, here, sender)
    if region_id is not None:
        region = session.get(Region, region_id)
        if region is None or region.county_id != here.county_id:
            raise Refused("desk.unknown")
    person = Person(county_id=here.county_id, name=people.clean_name(name), role=Role.DESK, first_met_at=now)
    session.add(person)
    session.flush()
    account = ensure(session, now, here, person)
    assert account.id is not None
    account.region_id = region_id
    set_password(session, now, here, account_id=account.id, login=login, hash_=hash_)
    account.first_password = True
    session.add(account)
    after = {"account": account.id, "region": region_id}
    events.note(session, now, here, "account.add", "person", person.id, before={"by": head.id}, after=after)
    return account.id


def place(
    session: Session, now: datetime, here: Here, *, sender: Sender, account_id: int, region_id: int | None
) -> None:
    """A head says which part of the tree an account sees."""
    _head(session, now, here, sender)
    account = _other(session, now, here, sender, account_id)
    if region_id is not None:
        region = session.get(Region, region_id)
        if region is None or region.county_id != here.county_id:
            raise Refused("desk.unknown")
    before, account.region_id = account.region_id, region_id
    session.add(account)
    events.note(
        session, now, here, "account.place", "account", account_id, before={"region": before}, after={"to": region_id}
    )


def end(session: Session, now: datetime, here: Here, *, sender: Sender, account_id: int, on: bool = False) -> None:
    """A head ends an account: its sessions are over at once. `on` lets it in again."""
    _head(session, now, here, sender)
    account = _other(session, now, here, sender, account_id)
    account.ended_at = None if on else now
    session.add(account)
    if not on:
        _end_others(session, now, here, account_id)
    events.note(session, now, here, "account.open" if on else "account.end", "account", account_id)


def _other(session: Session, now: datetime, here: Here, sender: Sender, account_id: int) -> Account:
    account = session.get(Account, account_id)
    if account is None or account.county_id != here.county_id:
        raise Refused("desk.unknown")
    if account.person_id == people.meet(session, now, here, sender).id:
        raise Refused("web.not_yourself")
    return account


def _head(session: Session, now: datetime, here: Here, sender: Sender) -> Person:
    person = people.meet(session, now, here, sender)
    if person.role != Role.HEAD:
        raise Refused("web.head_only")
    return person


def needs_first(session: Session, here: Here) -> bool:
    """Whether nobody of this county has a password yet."""
    found = session.exec(
        select(Account.id).where(Account.county_id == here.county_id, Account.password_hash != "").limit(1)
    ).first()
    return found is None


def first(session: Session, now: datetime, here: Here, *, hash_: str) -> bool:
    """The very first account, a head's, with the password that is printed once. False where there is one already."""
    if not needs_first(session, here):
        return False
    name = here.station
    person = Person(county_id=here.county_id, name=people.clean_name(name), role=Role.HEAD, first_met_at=now)
    session.add(person)
    session.flush()
    account = ensure(session, now, here, person)
    account.login, account.password_hash, account.first_password = FIRST_LOGIN, hash_, True
    session.add(account)
    return True
