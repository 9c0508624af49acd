"""People, employers with their files, workers, and who may come in at the desk's pages."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, UniqueConstraint
from sqlmodel import Field

from bot.states import Role
from bot.table import Id, Row, keys, words


class Person(Row, table=True):
    """Anybody who wrote, was put down or works at the desk. Known by address, never by name."""

    __table_args__ = keys(words("role", Role))
    name: str = ""
    phone: str | None = None
    language: str = ""  # empty: the county's
    role: str = Role.NONE
    on_duty_since: datetime | None = None
    barred_at: datetime | None = None
    barred_why: str = ""  # what the desk said when it barred them
    forgotten_at: datetime | None = None
    same_as_id: int | None = Field(default=None, sa_type=Id)  # put together with that row, which stands for both
    phone_public: bool | None = None  # may copies carry this person's phone? None: not asked
    first_met_at: datetime | None = None
    # What somebody of the desk is in the midst of: {"act": "back", "posting": 12}. Ids and key words only.
    doing: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class PersonAddress(Row, table=True):
    """How a person is reached on a messenger. `chat_id` is their private chat; `reachable` once they wrote there."""

    __table_args__ = keys(
        UniqueConstraint("county_id", "messenger", "user_id"),
        Index("ix_person_address_person", "county_id", "person_id"),
        person_id="person",
    )
    person_id: int = Field(sa_type=Id)
    messenger: str
    bot: int = Field(sa_type=BigInteger)
    user_id: int = Field(sa_type=BigInteger)
    chat_id: int = Field(sa_type=BigInteger)
    reachable: bool = False


class PersonLink(Row, table=True):
    """A page of somebody's own that needs no account: a forwarder's, or one's own signup; only a hash is stored."""

    __table_args__ = keys(
        UniqueConstraint("county_id", "token_hash"),
        Index("ix_person_link_person", "county_id", "person_id", "kind"),
        person_id="person",
        posting_id="posting",
    )
    person_id: int = Field(sa_type=Id)
    kind: str  # forward, reply
    token_hash: str
    posting_id: int | None = Field(default=None, sa_type=Id)
    made_at: datetime
    ended_at: datetime | None = None


class Invitation(Row, table=True):
    """A one-time way to a role; the token itself is never stored, only its SHA-256."""

    __table_args__ = keys(
        UniqueConstraint("county_id", "token_hash"), by_id="person", used_by_id="person", region_id="region"
    )
    token_hash: str
    role: str
    region_id: int | None = Field(default=None, sa_type=Id)  # of a forwarder: the place whose group they carry to
    by_id: int = Field(sa_type=Id)
    made_at: datetime
    expires_at: datetime
    used_by_id: int | None = Field(default=None, sa_type=Id)


class Employer(Row, table=True):
    """The file of who hires: what was seen of them, by whom, until when. No scan, no id number."""

    __table_args__ = keys(Index("ix_employer_phone", "county_id", "phone"), person_id="person")
    person_id: int | None = Field(default=None, sa_type=Id)
    name: str = ""
    phone: str | None = None
    kind: str = "household"  # household, cooperative, firm, agency
    phone_checked_at: datetime | None = None
    phone_checked_by_id: int | None = Field(default=None, sa_type=Id)
    papers: str = ""  # which papers were seen
    papers_seen_at: datetime | None = None
    papers_until: date | None = None
    licence: str = ""
    mandate: str = ""
    due_again_at: datetime | None = None
    trusted_trade: str | None = None
    trusted_min: float | None = None
    trusted_max: float | None = None
    trusted_until: date | None = None
    barred_at: datetime | None = None
    barred_why: str = ""  # what the desk said when it barred them
    late_calls_off: int = 0
    regular: bool = False  # of long standing: asked every week, visited every month


class Visit(Row, table=True):
    """A month's visit to an employer of long standing: on the desk's list until it is ticked."""

    __table_args__ = keys(
        UniqueConstraint("county_id", "employer_id", "month"), employer_id="employer", done_by_id="person"
    )
    employer_id: int = Field(sa_type=Id)
    month: str  # 2026-11
    made_at: datetime
    done_at: datetime | None = None
    done_by_id: int | None = Field(default=None, sa_type=Id)
    note: str = Field(default="", sa_type=Text)


class WorkerCard(Row, table=True):
    """Somebody registered at the desk as looking for work: key words alone, beside their name and phone in `person`.

    Without `consent_at` nothing is kept. Of the age only that it is 16 or more is asked, and that is not stored.
    """

    __table_args__ = keys(
        UniqueConstraint("county_id", "person_id"), person_id="person", region_id="region", made_by_id="person"
    )
    person_id: int = Field(sa_type=Id)
    region_id: int | None = Field(default=None, sa_type=Id)  # where they live
    trades: list[str] = Field(default_factory=list, sa_type=JSON)  # nlp.types.Trade
    reach: str = ""  # how far they go: bot.workers.REACHES
    hours: list[str] = Field(default_factory=list, sa_type=JSON)  # when they can: bot.workers.HOURS
    consent_at: datetime
    made_at: datetime
    made_by_id: int = Field(sa_type=Id)
    changed_at: datetime


class Account(Row, table=True):
    """A person's way into the desk's pages: a name and a password, or links from the bot alone."""

    __table_args__ = keys(
        UniqueConstraint("county_id", "login"),
        UniqueConstraint("county_id", "person_id"),
        person_id="person",
        region_id="region",
    )
    person_id: int = Field(sa_type=Id)
    login: str | None = None
    password_hash: str = ""  # argon2id; empty: links only
    first_password: bool = False  # the one that was printed: to be changed
    region_id: int | None = Field(default=None, sa_type=Id)  # sees this part of the tree; None: the whole county
    made_at: datetime
    ended_at: datetime | None = None


class WebSession(Row, table=True):
    """Somebody logged in; of the cookie's word only the SHA-256 is stored."""

    __table_args__ = keys(UniqueConstraint("county_id", "token_hash"), account_id="account")
    account_id: int = Field(sa_type=Id)
    token_hash: str
    way: str  # link, password, local
    made_at: datetime
    seen_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None


class LoginLink(Row, table=True):
    """A one-time way in, from the bot; of its word only the SHA-256 is stored."""

    __table_args__ = keys(UniqueConstraint("county_id", "token_hash"), person_id="person")
    person_id: int = Field(sa_type=Id)
    token_hash: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class LoginTry(Row, table=True):
    """A login that failed, by the SHA-256 of the name tried or of the address it came from."""

    __table_args__ = keys(Index("ix_login_try_key", "county_id", "key", "at"))
    key: str
    at: datetime


class PageTry(Row, table=True):
    """A try on a page that anybody may open, by the SHA-256 of the phone given or of the address it came from."""

    __table_args__ = keys(Index("ix_page_try_key", "county_id", "key", "at"))
    key: str
    at: datetime
