"""The values that `nlp` gives: frozen, comparable, without behaviour.

Every text of a person that the product understands becomes one of three values:

- a `Request`: what an employer or broker wrote (`nlp.request.read`),
- a `Reply`: what somebody wrote in a group under open postings (`nlp.reply.read`),
- an `Answer`: what a poster wrote while a draft is open (`nlp.answer.read`).

The exchange format of the corpora (`tests/corpus/`) is a projection of them, see `nlp/exchange.py`.
"""

from __future__ import annotations

from datetime import date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    from nlp.values import dataclass


class Kind(StrEnum):
    """What sort of work a posting is about."""

    GIG = "gig"  # by days, the piece or the trip
    LONGTERM = "longterm"  # monthly pay, a permanent post
    FREIGHT = "freight"  # a load moved by a vehicle with its driver


class Trade(StrEnum):
    """The trades that postings and forwarding groups are sorted by."""

    PICKING = "picking"
    FIELD = "field"
    PACKING = "packing"
    LOADING = "loading"
    CONSTRUCTION = "construction"
    FACTORY = "factory"
    DRIVING = "driving"
    FREIGHT = "freight"
    CLEANING = "cleaning"
    DOMESTIC = "domestic"
    CATERING = "catering"
    RETAIL = "retail"
    SECURITY = "security"
    OFFICE = "office"
    LIVESTOCK = "livestock"
    OTHER = "other"


class WageUnit(StrEnum):
    """What one sum of pay is paid for."""

    HOUR = "hour"
    DAY = "day"
    MONTH = "month"
    PIECE = "piece"  # then Wage.per names the piece
    TRIP = "trip"
    TOTAL = "total"


class PayWhen(StrEnum):
    """When the pay is handed over."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    FINISH = "finish"


class Benefit(StrEnum):
    """What the employer gives beside the pay."""

    BREAKFAST = "breakfast"
    LUNCH = "lunch"
    DINNER = "dinner"
    MEALS = "meals"
    LODGING = "lodging"
    TRANSPORT = "transport"
    INSURANCE = "insurance"
    TOOLS = "tools"
    WATER = "water"
    BONUS = "bonus"


class Gender(StrEnum):
    """A limit by sex, where only one is wanted."""

    MALE = "male"
    FEMALE = "female"


class Intent(StrEnum):
    """What somebody who writes under open postings wants (see `tests/corpus/`)."""

    JOIN = "join"
    CANCEL = "cancel"
    CHANGE = "change"
    ASK = "ask"
    BARGAIN = "bargain"
    DECLINE = "decline"
    REFER = "refer"
    CHAT = "chat"


class Ask(StrEnum):
    """What a question about a posting is about."""

    WAGE = "wage"
    PLACE = "place"
    TIME = "time"
    MEAL = "meal"
    LODGING = "lodging"
    TRANSPORT = "transport"
    OPEN = "open"
    WORK = "work"
    WHO = "who"
    CONTACT = "contact"
    OTHER = "other"


class Alarm(StrEnum):
    """What the desk is told at once, before all else."""

    COMPLAINT = "complaint"
    ACCIDENT = "accident"


class Act(StrEnum):
    """What a poster does with the draft that is open."""

    SET = "set"
    CONFIRM = "confirm"
    CANCEL = "cancel"
    STOP = "stop"
    OTHER = "other"


class Certainty(StrEnum):
    """How sure a reading is: acted on, asked back, or left to a person."""

    SURE = "sure"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Reading:
    """One value, the words it stands on, and the rule that read it.

    `start` and `end` count characters of the text as it was given; `text[start:end]` are the words.
    `other` is a second value that stands as well (十月十七: solar or lunar), else None.
    """

    field: str
    value: Any
    start: int
    end: int
    rule: str
    certainty: Certainty = Certainty.SURE
    other: Any = None


@dataclass(frozen=True, slots=True)
class Wage:
    """Pay in yuan. `per` names the piece (斤, 筐, 亩 …) where `unit` is PIECE.

    `floor` holds where only the least is said (不低于120); `by_sex` keeps (men, women) where they are said apart.
    """

    min: float
    max: float
    unit: WageUnit
    per: str | None = None
    floor: bool = False
    by_sex: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the work is: full names of the county's tree, and the rest in the text's own words."""

    township: str | None = None
    village: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Requires:
    """Whom the text limits the work to. Copies in groups never carry a limit by sex."""

    gender: Gender | None = None
    age_min: int | None = None
    age_max: int | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to reach: the name as written, phones as digits only."""

    name: str | None = None
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Need:
    """One kind of worker that a text asks for. A field that the text does not tell is None (or empty).

    `headcount` is (least, most) or None; `headcount_open` holds for 若干, 多少都要. `negotiable` holds for 面议.
    `days_named` are the days of work where the text names several that are not one run.
    `employer` is who hires, where said apart from the contact (a firm, a co-operative); `broker_paid_by` is
    "employer" or "workers" where the text says who pays a broker.
    `readings` say what each value stands on.
    """

    kind: Kind = Kind.GIG
    work: str | None = None
    trade: Trade = Trade.OTHER
    headcount: tuple[int, int] | None = None
    headcount_open: bool = False
    wage: Wage | None = None
    negotiable: bool = False
    pay_when: PayWhen | None = None
    start: date | None = None
    end: date | None = None
    days: int | None = None
    days_named: tuple[date, ...] = ()
    begin_time: time | None = None
    end_time: time | None = None
    place: Place = Place()
    origin: str | None = None
    benefits: tuple[Benefit, ...] = ()
    requires: Requires = Requires()
    contact: Contact = Contact()
    urgent: bool = False
    employer: str | None = None
    broker_paid_by: str | None = None
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """What a text asks for: `needs` is empty where it asks for no worker.

    `unexplained` are the words no rule read: where there are many, a model may be asked behind the rules.
    """

    needs: tuple[Need, ...] = ()
    unexplained: str = ""


@dataclass(frozen=True, slots=True)
class OpenPosting:
    """What a reply is read against: one posting open in the group, as the corpus format has it.

    `needed` and `joined` count people; `minutes_ago` is the age of its copy in this group.
    """

    code: str
    work: str
    trade: str
    place: str
    wage: str
    start: date | None
    begin_time: time | None
    needed: int | None
    joined: int
    minutes_ago: int


class PendingKind(StrEnum):
    """What a person was asked, and has not answered yet."""

    WHICH = "which"  # which of several postings do you mean?
    ONE_MORE = "one_more"  # you are on already: is it one more person?
    OFFER = "offer"  # a seat came free: do you come?
    FILL = "fill"  # put in without asking when a seat comes free?
    STILL = "still"  # terms changed, or the evening before: do you still come?
    PART = "part"  # your party does not fit: do you take what is free?
    CLASH = "clash"  # already on another posting that day: which one?


@dataclass(frozen=True, slots=True)
class Pending:
    """The question that a person was asked. `postings` are the codes it is about, in the order they were named."""

    kind: PendingKind
    postings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody whom the sender puts down beside themselves."""

    name: str
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """What a message in a group means.

    `posting` is a code, None where none is meant, or "ambiguous" where a careful broker would ask which.
    `count` is the number of people (join: who come; change: the new total), else None. `number_said` holds where
    the count was said and not merely one by default; `adds` where the people are added to those already on.
    `children` take no seat. `days` are the days a join or cancel is limited to, empty for all; `day_count` is the
    number of days a join is for where it does not say which (只去两天), else None.
    `yes` is the answer to the pending question: True, False, or None where it answers none.
    `answered` holds the code chosen where the pending question asked which.
    `self_included` is False where the sender only puts others down.
    """

    intent: Intent
    posting: str | None = None
    count: int | None = None
    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    ask: Ask | None = None
    alarm: Alarm | None = None
    number_said: bool = False
    adds: bool = False
    self_included: bool = True
    children: int = 0
    days: tuple[date, ...] = ()
    days_refused: tuple[date, ...] = ()
    day_count: int | None = None
    yes: bool | None = None
    answered: str | None = None
    certainty: Certainty = Certainty.SURE


@dataclass(frozen=True, slots=True)
class ReplyContext:
    """What a reply is read against. `postings` are open in this group, the newest first."""

    now: datetime
    postings: tuple[OpenPosting, ...] = ()
    reply_to: str | None = None
    signed_up: tuple[str, ...] = ()
    pending: Pending | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class ListLine:
    """One line of a chain list (接龙) or of a forwarder's tally.

    `names` may be empty where only a number stands; `leaves` holds for 玉梅不去了. `readable` is False where a person
    must look at it; `raw` is the line as written.
    """

    raw: str
    names: tuple[str, ...] = ()
    count: int = 1
    children: int = 0
    phones: tuple[str, ...] = ()
    leaves: bool = False
    readable: bool = True


@dataclass(frozen=True, slots=True)
class PeopleList:
    """A chain list or a tally: the posting's code and the group's place where the head names them."""

    lines: tuple[ListLine, ...]
    posting: str | None = None
    place: str | None = None
    chain: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """What a poster's turn does to the open draft: `changes` holds only the fields that change, with their new values.

    Keys and values are those of the exchange format (`answers-*.jsonl`), values as JSON would hold them.
    """

    act: Act
    changes: dict[str, Any]
    certainty: Certainty = Certainty.SURE
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """What the screening found: `finding` names what, `rule` the law or practice behind it (a key of the texts).

    `start` and `end` count characters of the text as given. `stops` holds where it must not be published as it is.
    """

    finding: str
    start: int
    end: int
    words: str
    rule: str
    stops: bool = False
