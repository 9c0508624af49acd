"""Who comes to the desk's pages: accounts, one-time links, passwords, sessions that end, attempts that are counted.

Secret words are made at the edge and reach these acts as they are; stored is their SHA-256 alone. Passwords are
argon2id.
An account sees the whole county, or one township or village of it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import events, parts, people, talk
from bot.app import Here
from bot.errors import Refused
from bot.models import (
    Account,
    Inbox,
    InboxState,
    LoginLink,
    LoginTry,
    Person,
    PersonAddress,
    Region,
    Role,
    WebSession,
)
from bot.people import Sender
from bot.texts import say

WEB = "web"
LINK_MINUTES = 15
IDLE_HOURS = 12
SESSION_DAYS = 7
SEEN_MINUTES = 5
TRIES_MINUTES = 15
TRIES_BY_BOTH = 5
TRIES_BY_NAME = 100
TRIES_BY_ADDRESS = 30
PASSWORD_LEAST = 10
PASSWORD_MOST = 200
FIRST_LOGIN = "desk"


def word() -> str:
    """A new secret; made at the edge, outside any transaction."""
    return secrets.token_urlsafe(24)


def number() -> int:
    """A number for what comes in over the pages, as messengers number their updates; made at the edge."""
    return secrets.randbits(62)


def digest(secret: str) -> str:
    """What is stored of a secret, or of an address or name that only has to be told apart."""
    return hashlib.sha256(secret.encode()).hexdigest()


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


def hashed(password: str) -> str:
    """The argon2id hash of a password; slow, so never inside an act."""
    return _hasher().hash(password)


@cache
def _nobodys() -> str:
    return hashed(secrets.token_urlsafe(16))


def matches(password: str, hash_: str) -> bool:
    """Whether a password is the one; no faster where there is no account (`hash_` empty)."""
    try:
        _hasher().verify(hash_ or _nobodys(), password[:PASSWORD_MOST])
    except Argon2Error:
        return False
    return bool(hash_)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody logged in. `regions` are the ids of their part of the tree, None where they see the whole county."""

    session_id: int
    account_id: int
    person_id: int
    name: str
    language: str
    head: bool
    login: str | None
    first_password: bool
    way: str
    seen_at: datetime
    region_id: int | None = None
    region: str = ""
    regions: frozenset[int] | None = None

    def sees(self, region_id: int | None) -> bool:
        """Whether something in this region is theirs to see. What has no place is the county's."""
        return self.regions is None or region_id in self.regions


def person_here(now: datetime, here: Here, person_id: int, coming: int, said: str, session: Session) -> Here:
    """Write down what comes in over the pages, as a message would be; the place with it as the current message.

    Its id is its place in the order of arrival, and what the keys of answers are made of.
    """
    row = Inbox(
        county_id=here.county_id,
        messenger=WEB,
        bot=0,
        update_id=coming,
        body=json.dumps({"message": {"text": said}}, ensure_ascii=False),
        received_at=now,
        state=InboxState.DONE,
        done_at=now,
    )
    session.add(row)
    session.flush()
    return replace(here, messenger=WEB, bot=0, inbox_id=row.id, actor_id=person_id)


def sender_of(visit: Visit) -> Sender:
    """Who acts, as the acts take it: on the pages a person's own number is their user id."""
    return Sender(visit.person_id, visit.name, visit.person_id, private=False)


def ensure(session: Session, now: datetime, here: Here, person: Person) -> Account:
    """The account of a person of the desk, made where there is none; and the address that pages know them by."""
    assert person.id is not None
    row = session.exec(
        select(Account).where(Account.county_id == here.county_id, Account.person_id == person.id)
    ).first()
    if row is None:
        row = Account(county_id=here.county_id, person_id=person.id, made_at=now)
        session.add(row)
        session.flush()
        events.note(session, now, here, "account.make", "account", row.id)
    known = session.exec(
        select(PersonAddress.id).where(
            PersonAddress.county_id == here.county_id,
            PersonAddress.messenger == WEB,
            PersonAddress.user_id == person.id,
        )
    ).first()
    if known is None:
        session.add(
            PersonAddress(
                county_id=here.county_id,
                person_id=person.id,
                messenger=WEB,
                bot=0,
                user_id=person.id,
                chat_id=person.id,
            )
        )
        session.flush()
    return row


# -- ways in ------------------------------------------------------------------


def make_link(session: Session, now: datetime, here: Here, *, sender: Sender, secret: str, base: str) -> None:
    """/web: a one-time link to the pages, for people of the desk. `base` is where the county's pages are."""
    person = people.meet(session, now, here, sender)
    if person.role not in people.DESK_ROLES or person.id is None:
        raise Refused("desk.only")
    row = LoginLink(
        county_id=here.county_id,
        person_id=person.id,
        token_hash=digest(secret),
        made_at=now,
        expires_at=now + timedelta(minutes=LINK_MINUTES),
    )
    session.add(row)
    session.flush()
    events.note(session, now, here, "login.link", "person", person.id)
    way = f"{base}/desk/in/{secret}"
    text = say("web.link", people.language_of(here, person), way=way, minutes=LINK_MINUTES)
    talk.reply(session, now, here, person, text)


def take_link(session: Session, now: datetime, here: Here, *, secret: str, cookie: str) -> None:
    """Log in by a one-time link. Refused for one that was used, is too old or never was."""
    row = session.exec(
        select(LoginLink)
        .where(LoginLink.county_id == here.county_id, LoginLink.token_hash == digest(secret))
        .with_for_update(key_share=True)
    ).first()
    person = session.get(Person, row.person_id) if row is not None else None
    if row is None or person is None or row.used_at is not None or row.expires_at < now:
        raise Refused("web.link_dead")
    if person.role not in people.DESK_ROLES:
        raise Refused("desk.only")
    row.used_at = now
    session.add(row)
    _begin(session, now, here, ensure(session, now, here, person), cookie, "link")


def enter_local(session: Session, now: datetime, here: Here, *, user_id: int, name: str, cookie: str) -> None:
    """The try-out's own way in: as the desk's made-up person of the local messenger."""
    person = people.find(session, here, user_id)
    if person is None:
        person = people.meet(session, now, here, Sender(user_id, name, user_id, private=False))
    if person.role not in people.DESK_ROLES:
        raise Refused("desk.only")
    _begin(session, now, here, ensure(session, now, here, person), cookie, "local")


def by_login(session: Session, here: Here, login: str) -> tuple[int, str]:
    """The account of this name and its hash; (0, "") where there is none."""
    row = session.exec(
        select(Account).where(
            Account.county_id == here.county_id, Account.login == clean_login(login), col(Account.ended_at).is_(None)
        )
    ).first()
    return (row.id or 0, row.password_hash) if row is not None else (0, "")


def clean_login(login: str) -> str:
    """A name as it is typed in at the login."""
    return people.clean_name(login).lower()


def log_in(session: Session, now: datetime, here: Here, *, account_id: int, cookie: str, keys: Collection[str]) -> None:
    """Log in by a password that was checked. What failed before under this name is forgotten."""
    account = session.get(Account, account_id)
    if account is None or account.county_id != here.county_id or account.ended_at is not None:
        raise Refused("web.wrong")
    for row in session.exec(
        select(LoginTry).where(LoginTry.county_id == here.county_id, col(LoginTry.key).in_(list(keys)))
    ):
        session.delete(row)
    _begin(session, now, here, account, cookie, "password")


def failed(session: Session, now: datetime, here: Here, *, keys: Collection[str]) -> None:
    """Write down a login that failed, by name and by address; what is long over goes."""
    old = now - timedelta(minutes=TRIES_MINUTES)
    for row in session.exec(select(LoginTry).where(LoginTry.county_id == here.county_id, col(LoginTry.at) < old)):
        session.delete(row)
    for key in keys:
        session.add(LoginTry(county_id=here.county_id, key=key, at=now))
    events.note(session, now, here, "login.failed", "account", None)


def try_keys(login: str, address: str) -> tuple[str, str, str]:
    """Under what a login is counted: the name from this address, the name from anywhere, the address."""
    name = clean_login(login)
    return digest(f"both:{address}:{name}"), digest(f"name:{name}"), digest(f"from:{address}")


def tried_too_often(
    session: Session, now: datetime, here: Here, both_key: str, name_key: str, address_key: str
) -> bool:
    """Whether this name failed too often of late from this address, or from anywhere, or the address with any name.

    A few tries close a name for the address they came from alone: strangers do not keep its owner out.
    """
    since = now - timedelta(minutes=TRIES_MINUTES)
    for key, most in ((both_key, TRIES_BY_BOTH), (name_key, TRIES_BY_NAME), (address_key, TRIES_BY_ADDRESS)):
        count = session.exec(
            select(func.count())
            .select_from(LoginTry)
            .where(LoginTry.county_id == here.county_id, LoginTry.key == key, col(LoginTry.at) >= since)
        ).one()
        if count >= most:
            return True
    return False


# -- sessions -----------------------------------------------------------------


def _begin(session: Session, now: datetime, here: Here, account: Account, cookie: str, way: str) -> None:
    if account.ended_at is not None or account.id is None:
        raise Refused("web.ended")
    row = WebSession(
        county_id=here.county_id,
        account_id=account.id,
        token_hash=digest(cookie),
        way=way,
        made_at=now,
        seen_at=now,
        ends_at=now + timedelta(days=SESSION_DAYS),
    )
    session.add(row)
    session.flush()
    acting = replace(here, actor_id=account.person_id)
    events.note(session, now, acting, "login", "account", account.id, after={"way": way})


def visit(session: Session, now: datetime, here: Here, cookie: str) -> Visit | None:
    """Who comes with this cookie; None where the session ended, was idle too long or never was."""
    found = session.exec(
        select(WebSession, Account, Person)
        .where(
            WebSession.county_id == here.county_id,
            WebSession.token_hash == digest(cookie),
            Account.county_id == WebSession.county_id,
            Account.id == WebSession.account_id,
            Person.county_id == Account.county_id,
            Person.id == Account.person_id,
        )
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        return None
    row, account, person = found
    idle = now - row.seen_at > timedelta(hours=IDLE_HOURS)
    if row.ended_at is not None or row.ends_at <= now or idle:
        return None
    if account.ended_at is not None or person.role not in people.DESK_ROLES:
        return None
    region = session.get(Region, account.region_id) if account.region_id is not None else None
    return Visit(
        session_id=row.id or 0,
        account_id=account.id or 0,
        person_id=person.id or 0,
        name=person.name or account.login or "",
        language=person.language,
        head=person.role == Role.HEAD and region is None,
        login=account.login,
        first_password=account.first_password,
        way=row.way,
        seen_at=row.seen_at,
        region_id=account.region_id,
        region=region.name if region is not None else "",
        regions=parts.below(session, here, region) if region is not None else None,
    )


def seen(session: Session, now: datetime, here: Here, *, session_id: int) -> None:
    """The session is in use."""
    row = session.get(WebSession, session_id)
    if row is not None and row.county_id == here.county_id:
        row.seen_at = now
        session.add(row)


def log_out(session: Session, now: datetime, here: Here, *, session_id: int) -> None:
    """End one session."""
    row = session.get(WebSession, session_id)
    if row is not None and row.county_id == here.county_id and row.ended_at is None:
        row.ended_at = now
        session.add(row)
        events.note(session, now, here, "logout", "account", row.account_id)
