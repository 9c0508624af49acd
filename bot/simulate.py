"""A county that lives: employers who post, workers who answer, forget and cancel, rain, and the clock over it all.

Everything goes through the same acts as in earnest; only the messenger's wire and the people are made up, from a seed.
The same seed gives the same table. `python -m bot simulate --days 30 --seed 7`.
"""

from __future__ import annotations

import heapq
import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import func
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from bot import (
    almanac,
    arrivals,
    books,
    changes,
    dues,
    expiry,
    feedback,
    groups,
    inbox,
    people,
    postings,
    pump_rows,
    pump_steps,
    reminders,
    replies,
    seats,
    stats,
)
from bot.app import Here
from bot.db import Store
from bot.errors import Refused
from bot.models import (
    Complaint,
    Delivery,
    DeliveryState,
    Due,
    DueState,
    Group,
    GroupState,
    Issue,
    Person,
    Posting,
    PostingDay,
    PostingStatus,
    Priority,
    Question,
    QuestionState,
    Region,
    Signup,
    SignupState,
)
from bot.people import Sender
from bot.pump_rows import Begin, Outgoing, Sent

Fire = Callable[[Session, datetime, Here, int], str | None]
WORKS = (
    ("摘苹果", "picking", 150.0),
    ("套袋", "field", 130.0),
    ("分拣", "packing", 120.0),
    ("剪枝", "field", 160.0),
    ("装车", "loading", 180.0),
    ("挖柴胡", "picking", 140.0),
)
EMPLOYER, WORKER, DESK = 7_000_000_000, 7_100_000_000, 7_200_000_000
EDITS_MINUTES = 20


@dataclass(frozen=True, slots=True)
class Setting:
    """How large a county, for how long, from which seed. `begins` is its first morning."""

    days: int = 3
    seed: int = 7
    groups: int = 24
    postings_a_day: int = 3
    workers: int = 200
    employers: int = 12
    begins: date = date(2026, 10, 12)


@dataclass(frozen=True, slots=True)
class Result:
    """The table's lines, and what does not balance."""

    lines: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]

    def table(self) -> str:
        """As it is printed: names left, numbers right."""
        wide = max(len(name) for name, _ in self.lines)
        most = max(len(value) for _, value in self.lines)
        rows = [f"{name.ljust(wide)}  {value.rjust(most)}" for name, value in self.lines]
        rows.append("The books balance." if not self.problems else "The books do not balance:")
        return "\n".join([*rows, *self.problems])


@dataclass
class Worker:
    """Somebody with a telephone: their group, whether they ever wrote in private, and how they are."""

    user_id: int
    name: str
    group_id: int
    chat_id: int
    private: bool
    keen: float
    answers: float
    steady: float
    busy: set[date] = field(default_factory=set)  # days they spoke for already; who is careful answers nothing else


@dataclass
class County:
    """The simulated county at a moment."""

    store: Store
    here: Here
    fire: Fire
    setting: Setting
    chance: random.Random
    now: datetime
    events: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    order: int = 0
    updates: int = 0
    messages: int = 0
    sent: int = 0
    edited: int = 0
    workers: dict[int, Worker] = field(default_factory=dict)
    by_group: dict[int, list[Worker]] = field(default_factory=dict)
    by_person: dict[int, Worker] = field(default_factory=dict)
    towns: list[tuple[str, str]] = field(default_factory=list)
    last_edits: datetime | None = None
    counts: Counter[str] = field(default_factory=Counter)

    def later(self, minutes: float, what: Callable[[], None]) -> None:
        """Do `what` so many minutes from now."""
        self.order += 1
        heapq.heappush(self.events, (_minute(self.now + timedelta(minutes=minutes)), self.order, what))

    def act(self, function: Callable[..., Any], /, *args: Any, **values: Any) -> Any:
        """Run an act in its own transaction; what it refuses is a person's bad luck."""
        try:
            with self.store.writing() as session:
                return function(session, self.now, self.here, *args, **values)
        except Refused:
            self.counts["refused"] += 1
            return None

    def says(self, worker: Worker, text: str, group: bool = True) -> None:
        """A message of a worker, kept in the inbox and worked off in the same transaction."""
        self.updates += 1
        self.messages += 1
        chat = worker.chat_id if group else worker.user_id
        body = {"update_id": self.updates, "message": {"message_id": self.messages, "text": text}}
        update = inbox.Update(self.updates, json.dumps(body, ensure_ascii=False))
        sender = Sender(worker.user_id, worker.name, chat, private=not group)

        def heard(session: Session, now: datetime, here: Here) -> None:
            here = _written_down(session, now, here, update)
            if group:
                replies.hear(session, now, here, sender=sender, chat_id=chat, message_id=self.messages, text=text)
            else:
                person = people.meet(session, now, here, sender)
                replies.hear_private(session, now, here, person=person, chat_id=chat, text=text)
            inbox.done(session, now, here)

        self.act(heard)
        self.counts["said"] += 1

    def presses(self, user_id: int, function: Callable[..., Any], **values: Any) -> None:
        """A pressed button, kept as an update like any other."""
        self.updates += 1
        update = inbox.Update(self.updates, json.dumps({"update_id": self.updates, "callback_query": {}}))
        worker = self.workers.get(user_id)
        sender = Sender(user_id, worker.name if worker is not None else f"用工{user_id % 100}", user_id, private=True)

        def pressed(session: Session, now: datetime, here: Here) -> None:
            here = _written_down(session, now, here, update)
            function(session, now, here, sender=sender, **values)
            inbox.done(session, now, here)

        self.act(pressed)
        self.counts["pressed"] += 1


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _written_down(session: Session, now: datetime, here: Here, update: inbox.Update) -> Here:
    inbox.write_down(session, now, here, [update])
    from bot.models import Inbox

    row_id = session.exec(
        select(Inbox.id).where(
            Inbox.county_id == here.county_id,
            Inbox.messenger == here.messenger,
            Inbox.bot == here.bot,
            Inbox.update_id == update.update_id,
        )
    ).one()
    return replace(here, inbox_id=row_id)


def run(store: Store, here: Here, fire: Fire, setting: Setting) -> Result:
    """Live through the days of a setting on an empty database and count. The books are looked at each midnight."""
    chance = random.Random(setting.seed)  # noqa: S311 - a simulation, not a secret
    begins = datetime.combine(setting.begins, time(6, 0), here.zone)
    county = County(store, here, fire, setting, chance, begins)
    county.act(_settle_in, county)
    ends = begins + timedelta(days=setting.days)
    for number in range(setting.days):
        _plan_day(county, begins + timedelta(days=number))
    found: list[str] = []
    day = here.today(begins)
    while county.now < ends:
        _step(county)
        if here.today(county.now) != day:
            day = here.today(county.now)
            with store.writing() as session:
                found += [f"{day}: {each}" for each in books.problems(session, county.now, here, county.sent)]
        upcoming = _next(county)
        county.now = min(ends, upcoming)
    _step(county)
    with store.writing() as session:
        found += books.problems(session, county.now, here, county.sent)
        lines = _lines(session, county)
    return Result(tuple(lines), tuple(found))


def _settle_in(session: Session, now: datetime, here: Here, county: County) -> None:
    """Groups bound to the first regions of the tree, workers in them, employers, a clerk."""
    chance, setting = county.chance, county.setting
    regions = list(
        session.exec(select(Region).where(Region.county_id == here.county_id).order_by(col(Region.code))).all()
    )
    towns = {region.id: region for region in regions if region.level == "township"}
    upper = [region for region in regions if region.level != "village"]
    villages = [region for region in regions if region.level == "village"]
    chance.shuffle(villages)
    homes: list[tuple[int, int]] = []
    for number, region in enumerate([*upper, *villages][: setting.groups]):
        group = groups.ensure(session, now, here, -1_003_000_000_000 - number, f"{region.name}群")
        group.region_id, group.state = region.id, GroupState.BOUND
        session.add(group)
        session.flush()
        homes.append((group.id or 0, -1_003_000_000_000 - number))
        if region.level == "village":
            town = towns.get(region.parent_id)
            county.towns.append((town.name if town else "", region.name))
    if not county.towns:
        county.towns = [(region.name, "") for region in towns.values()]
    for number in range(setting.workers):
        group_id, chat_id = homes[0] if number % 9 == 0 else chance.choice(homes)
        worker = Worker(
            WORKER + number,
            f"工{number:03d}",
            group_id,
            chat_id,
            private=chance.random() < 0.45,
            keen=chance.uniform(0.15, 0.6),
            answers=chance.uniform(0.5, 0.98),
            steady=chance.uniform(0.8, 0.99),
        )
        county.workers[worker.user_id] = worker
        county.by_group.setdefault(group_id, []).append(worker)
        place = worker.user_id if worker.private else chat_id
        person = people.meet(session, now, here, Sender(worker.user_id, worker.name, place, worker.private))
        county.by_person[person.id or 0] = worker
    for number in range(setting.employers):
        people.meet(session, now, here, Sender(EMPLOYER + number, f"用工{number}", EMPLOYER + number, private=True))
    clerk = people.meet(session, now, here, Sender(DESK, "小李", DESK, private=True))
    clerk.role = "desk"
    session.add(clerk)


def _plan_day(county: County, begins: datetime) -> None:
    """What employers do on a day: post at their hours, most of them towards the evening; some mornings it rains."""
    chance = county.chance
    ahead = (begins - county.now).total_seconds() / 60
    for _ in range(county.setting.postings_a_day):
        minute = min(max(chance.gauss(660, 170), 60), 900)  # from 7 to 21, most around 17
        county.later(ahead + minute, lambda: _post(county))
    if chance.random() < 0.2:
        county.later(ahead - 60 if ahead >= 60 else 30, lambda: _rain(county))


def _post(county: County) -> None:
    chance = county.chance
    work, trade, wage = chance.choice(WORKS)
    town, village = chance.choice(county.towns)
    away = chance.choices((1, 2, 3, 5), (3, 3, 3, 1))[0]
    values = {
        "work": work,
        "trade": trade,
        "wage": wage,
        "town": town,
        "village": village,
        "wanted": chance.choice((3, 5, 8, 10, 12, 15, 20)),
        "start": county.here.today(county.now) + timedelta(days=away),
        "days": chance.choices((1, 2, 3), (7, 2, 1))[0],
        "employer": EMPLOYER + chance.randrange(county.setting.employers),
    }
    posting_id = county.act(_publish, values)
    county.counts["posted"] += 1
    if chance.random() < 0.08:
        county.later(chance.uniform(60, 600), lambda: _more_or_fewer(county, posting_id))


def _publish(session: Session, now: datetime, here: Here, values: dict[str, Any]) -> int:
    sender = Sender(values["employer"], f"用工{values['employer'] % 100}", values["employer"], private=True)
    person = people.meet(session, now, here, sender)
    posting = Posting(
        county_id=here.county_id,
        status=PostingStatus.REVIEW,
        poster_id=person.id or 0,
        work=values["work"],
        trade=values["trade"],
        headcount_min=values["wanted"],
        headcount_max=values["wanted"],
        wage_min=values["wage"],
        wage_max=values["wage"],
        wage_unit="day",
        pay_when="daily",
        start=values["start"],
        days=values["days"] if values["days"] > 1 else None,
        begin_time=time(7, 0),
        end_time=time(18, 0),
        township=values["town"] or None,
        village=values["village"] or None,
        phones=["13800138000"],
        made_at=now,
        submitted_at=now,
    )
    session.add(posting)
    session.flush()
    seats.step(session, now, here, posting, PostingStatus.OPEN)
    postings.publish(session, now, here, posting)
    return posting.id or 0


def _more_or_fewer(county: County, posting_id: int) -> None:
    """The employer wants two more, closes, or calls off."""

    def ordered(session: Session, now: datetime, here: Here, what: str) -> None:
        posting = session.get(Posting, posting_id)
        person = session.get(Person, posting.poster_id) if posting is not None else None
        if posting is None or person is None or posting.status not in ("open", "full"):
            return
        if what == "cancel":
            changes.call_off(session, now, here, person, posting)
        else:
            changes.do(session, now, here, person, posting, what, number=2)

    what = county.chance.choice(("still", "close", "cancel"))
    county.act(ordered, what)
    county.counts[f"ordered {what}"] += 1


def _rain(county: County) -> None:
    """It rains in one township: the desk stops today."""
    town = county.chance.choice(county.towns)[0]

    def stopped(session: Session, now: datetime, here: Here) -> int:
        today = here.today(now)
        rows = session.exec(
            select(Posting).where(
                Posting.county_id == here.county_id,
                Posting.township == town,
                col(Posting.status).in_(("open", "full")),
            )
        ).all()
        number = 0
        for posting in rows:
            if any(row.day == today and row.stopped_at is None for row in seats.days(session, here, posting)):
                changes.stop_day(session, now, here, posting, today, "下雨")
                number += 1
        return number

    county.counts["stopped by rain"] += county.act(stopped) or 0


def _step(county: County) -> None:
    """Do everything of this minute: people, the clock, the pump, until nothing is left."""
    for _ in range(50):
        worked = 0
        while county.events and county.events[0][0] <= county.now:
            heapq.heappop(county.events)[2]()
            worked += 1
        worked += _tick(county)
        worked += _pump(county)
        if worked == 0:
            return


def _tick(county: County) -> int:
    look = county.store.read(dues.look, county.now, county.here, 500)
    if not look.day_planned:
        county.act(almanac.plan_day)
        return 1
    for due_id in look.ids:
        county.act(county.fire, due_id)
    return len(look.ids)


def _pump(county: County) -> int:
    """Send what is due; edits that only change a number go together every twenty minutes."""
    whole = county.last_edits is None or county.now - county.last_edits >= timedelta(minutes=EDITS_MINUTES)
    sent = 0
    while True:
        most = 1000
        if not whole:
            most = county.store.read(_urgent, county.now, county.here)
            if most == 0:
                break
        ids = county.act(pump_steps.claim, worker="simulation", most=min(most, 1000))
        if not ids:
            break
        begun: dict[int, Outgoing | None] = county.act(pump_rows.begin, [Begin(each) for each in ids])
        told: list[Sent] = []
        for delivery_id, out in begun.items():
            if out is None:
                continue
            number = None
            if out.message_id is None:
                county.sent += 1
                number = 100_000 + county.sent
            else:
                county.edited += 1
            told.append(Sent(delivery_id, number, out.fingerprint))
        county.act(pump_rows.sent, told)
        landed = [each.delivery_id for each in told if each.message_id is not None]
        if landed:
            _landed(county, landed)
        sent += len(ids)
    if whole:
        county.last_edits = county.now
    return sent


def _urgent(session: Session, now: datetime, here: Here) -> int:
    return session.exec(
        select(func.count())
        .select_from(Delivery)
        .where(
            Delivery.county_id == here.county_id,
            Delivery.messenger == here.messenger,
            Delivery.bot == here.bot,
            Delivery.state == DeliveryState.DUE.value,
            Delivery.priority != Priority.COUNT,
            col(Delivery.due_at) <= now,
        )
    ).one()


def _landed(county: County, ids: list[int]) -> None:
    """Messages arrived: people look at them, or not."""
    rows = county.store.read(_seen, county.here, ids)
    for key, group_id, person_id, posting_id, code in rows:
        if posting_id is not None and group_id is not None:
            for worker in county.by_group.get(group_id, []):
                _maybe_join(county, worker, posting_id, code)
        elif key.startswith("ask:"):
            _maybe_answer(county, int(key.split(":")[1]))
        elif key.startswith("evening:"):
            _maybe_come(county, int(key.split(":")[1]), group_id)
        elif key.startswith("feedback:"):
            _maybe_tell(county, int(key.split(":")[1]), person_id)
        elif key.startswith("arrivals:"):
            _maybe_count(county, int(key.split(":")[1]))
        elif key.startswith("expiry_warning:") and county.chance.random() < 0.1:
            _enough(county, int(key.split(":")[1]))


def _seen(
    session: Session, here: Here, ids: list[int]
) -> list[tuple[str, int | None, int | None, int | None, str | None]]:
    rows = session.execute(
        sa_select(  # type: ignore[call-overload]
            Delivery.dedupe_key, Delivery.group_id, Delivery.person_id, Delivery.posting_id, Posting.code
        )
        .outerjoin(Posting, col(Posting.id) == Delivery.posting_id)
        .where(col(Delivery.county_id) == here.county_id, col(Delivery.id).in_(ids))
        .order_by(col(Delivery.id))
    )
    return [tuple(row) for row in rows]


def _maybe_join(county: County, worker: Worker, posting_id: int, code: str | None) -> None:
    chance = county.chance
    if code is None or chance.random() > worker.keen * 0.5:
        return
    stands = county.store.read(_stands, posting_id)
    if stands is None or (stands[0] in worker.busy and chance.random() < 0.95):
        return
    worker.busy.add(stands[0])
    number = chance.choices((1, 2, 3, 4), (70, 20, 7, 3))[0]
    words = f"{code}我去" if number == 1 else f"{code}我们{number}个去"
    if chance.random() < 0.05:
        words = "我去"
    late = chance.random() < 0.12  # who does not look whether it is full

    def join() -> None:
        now_stands = county.store.read(_stands, posting_id)
        if now_stands is not None and (now_stands[1] == "open" or late):
            county.says(worker, words)
        else:
            worker.busy.discard(stands[0])

    county.later(chance.expovariate(1 / 25) + 1, join)
    if chance.random() > worker.steady:
        county.later(chance.uniform(60, 1500), lambda: county.says(worker, f"{code}不去了"))
    if chance.random() < 0.03:
        county.later(chance.uniform(30, 300), lambda: county.says(worker, f"{code}改成2个人"))


def _stands(session: Session, posting_id: int) -> tuple[date, str] | None:
    query = sa_select(col(Posting.start), col(Posting.status)).where(col(Posting.id) == posting_id)
    row = session.execute(query).first()
    return (row[0], row[1]) if row is not None and row[0] is not None else None


def _maybe_answer(county: County, question_id: int) -> None:
    """A question to one person: some answer by button, some never."""
    question = county.store.read(lambda session: session.get(Question, question_id))
    worker = county.by_person.get(question.person_id) if question is not None else None
    if question is None or worker is None or county.chance.random() > worker.answers:
        return
    chance = county.chance
    wait = chance.expovariate(1 / 9) + 1
    if question.kind == "still" and "day" in question.details:
        number = chance.choices((-1, 0, 1, 2), (80, 12, 5, 3))[0]
        county.later(wait, lambda: _come(county, worker, question_id, number))
        return
    if question.kind in ("which", "clash"):
        chosen = chance.choice(question.posting_ids)
        county.later(
            wait,
            lambda: county.presses(worker.user_id, replies.press, question_id=question_id, posting_id=chosen),
        )
        return
    yes = chance.random() < {"one_more": 0.1, "fill": 0.7}.get(question.kind, 0.75)
    county.later(wait, lambda: county.presses(worker.user_id, replies.press, question_id=question_id, yes=yes))


def _come(county: County, worker: Worker, question_id: int, number: int) -> None:
    def asked(session: Session) -> int:
        question = session.get(Question, question_id)
        signup = session.get(Signup, question.details["signup"]) if question is not None else None
        return signup.people if signup is not None else 1

    wanted = county.store.read(asked) if number < 0 else number
    county.presses(worker.user_id, reminders.press, question_id=question_id, number=wanted)


def _maybe_come(county: County, day_id: int, group_id: int | None) -> None:
    """The evening's question to a group: those whom it names answer by button, or not."""

    def named(session: Session, here: Here) -> list[int]:
        row = session.get(PostingDay, day_id)
        if row is None:
            return []
        return [each.person_id for each in reminders.seated(session, here, row) if each.group_id == group_id]

    chance = county.chance
    for person_id in county.store.read(named, county.here):
        worker = county.by_person.get(person_id)
        if worker is None or worker.private or chance.random() > worker.answers * 0.8:
            continue
        yes = chance.random() < 0.88
        county.later(
            chance.expovariate(1 / 12) + 1,
            lambda worker=worker, yes=yes: county.presses(  # type: ignore[misc]
                worker.user_id, reminders.press_day, posting_day_id=day_id, yes=yes
            ),
        )


def _maybe_tell(county: County, feedback_id: int, person_id: int | None) -> None:
    worker = county.by_person.get(person_id or 0)
    if worker is None or county.chance.random() > worker.answers:
        return
    what = county.chance.choices(("ok", "work", "pay"), (94, 4, 2))[0]
    county.later(
        county.chance.expovariate(1 / 20) + 1,
        lambda: county.presses(worker.user_id, feedback.press, feedback_id=feedback_id, what=what),
    )


def _maybe_count(county: County, day_id: int) -> None:
    """The employer tells who came: all, a number less, or nothing."""

    def told(session: Session, now: datetime, here: Here, short: bool) -> None:
        row = session.get(PostingDay, day_id)
        posting = session.get(Posting, row.posting_id) if row is not None else None
        person = session.get(Person, posting.poster_id) if posting is not None else None
        if row is None or posting is None or person is None:
            return
        came = max(row.taken - 1, 0) if short else row.taken
        words = f"{posting.code}来了{came}个" if came else f"{posting.code}一个没来"
        arrivals.hear(session, now, here, person=person, text=words)

    kind = county.chance.choices(("all", "short", ""), (60, 25, 15))[0]
    if kind:
        county.later(county.chance.uniform(2, 120), lambda: county.act(told, kind == "short"))


def _enough(county: County, posting_id: int) -> None:
    def poster(session: Session) -> int | None:
        posting = session.get(Posting, posting_id)
        row = people.address_of(session, county.here, posting.poster_id) if posting is not None else None
        return row.user_id if row is not None else None

    user_id = county.store.read(poster)
    if user_id is not None:
        county.later(5, lambda: county.presses(user_id, expiry.press, posting_id=posting_id, yes=False))


def _next(county: County) -> datetime:
    """The next minute at which something happens; a new day at the latest."""
    now = county.now
    found = [datetime.combine(county.here.today(now) + timedelta(days=1), time(0), county.here.zone)]
    if county.events:
        found.append(county.events[0][0])
    found += county.store.read(_next_rows, now, county.here)
    if county.last_edits is not None and county.store.read(_edits_wait, now, county.here):
        found.append(county.last_edits + timedelta(minutes=EDITS_MINUTES))
    following = min(found)
    up = _minute(following.astimezone(county.here.zone))
    up = up if up == following else up + timedelta(minutes=1)
    return max(up, _minute(now) + timedelta(minutes=1))


def _next_rows(session: Session, now: datetime, here: Here) -> list[datetime]:
    rows = session.exec(
        select(func.min(Due.due_at)).where(
            Due.county_id == here.county_id, Due.state == DueState.DUE.value, col(Due.due_at) > now
        )
    ).all()
    sends = session.exec(
        select(func.min(Delivery.due_at)).where(
            Delivery.county_id == here.county_id,
            Delivery.messenger == here.messenger,
            Delivery.bot == here.bot,
            Delivery.state == DeliveryState.DUE.value,
            col(Delivery.due_at) > now,
        )
    ).all()
    return [each for each in (*rows, *sends) if each is not None]


def _edits_wait(session: Session, now: datetime, here: Here) -> bool:
    return (
        session.exec(
            select(Delivery.id)
            .where(
                Delivery.county_id == here.county_id,
                Delivery.messenger == here.messenger,
                Delivery.bot == here.bot,
                Delivery.state == DeliveryState.DUE.value,
                col(Delivery.due_at) <= now,
            )
            .limit(1)
        ).first()
        is not None
    )


def _count(session: Session, here: Here, table: Any, column: Any) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).where(table.county_id == here.county_id).group_by(column)).all()
    return {str(value): number for value, number in rows}


def _lines(session: Session, county: County) -> list[tuple[str, str]]:
    """The summary: what was asked for, who came, what was said and sent, how it all ended."""
    here, setting = county.here, county.setting
    last = here.today(county.now)
    cell = stats.total(stats.lines(session, here, setting.begins, last))
    full, minutes = stats.filled(session, here, setting.begins, last)
    rate = cell.match_rate
    lines: list[tuple[str, str]] = [
        ("days", str(setting.days)),
        ("groups", str(len(_count(session, here, Group, Group.id)))),
        ("workers", str(setting.workers)),
        ("postings", str(county.counts["posted"])),
    ]
    statuses = _count(session, here, Posting, Posting.status)
    lines += [(f"  {name}", str(statuses[name])) for name in sorted(statuses)]
    lines += [
        ("filled", f"{full}"),
        ("minutes until full (median)", str(minutes if minutes is not None else "-")),
        ("person-days requested", str(cell.requested)),
        ("person-days signed up", str(cell.signed)),
        ("days of work told", f"{cell.told}/{cell.days}"),
        ("person-days arrived", str(cell.arrived)),
        ("match rate", f"{rate:.0%}" if rate is not None else "-"),
        ("pay: as agreed / not", f"{cell.paid} / {cell.unpaid}"),
        ("people on rosters", str(stats.people(session, here, setting.begins, last))),
        ("said", str(county.counts["said"])),
        ("pressed", str(county.counts["pressed"])),
        ("refused", str(county.counts["refused"])),
        ("stopped by rain", str(county.counts["stopped by rain"])),
    ]
    states = _count(session, here, Signup, Signup.state)
    lines += [(f"signups {name}", str(states.get(name, 0))) for name in (each.value for each in SignupState)]
    lines += _question_lines(session, here)
    kinds = session.execute(
        select(Delivery.kind, Delivery.state, func.count())
        .where(Delivery.county_id == here.county_id)
        .group_by(col(Delivery.kind), col(Delivery.state))
        .order_by(col(Delivery.kind), col(Delivery.state))
    ).all()
    lines += [(f"messages {kind} {state}", str(number)) for kind, state, number in kinds]
    rows = session.execute(
        select(Due.kind, Due.state, func.count())
        .where(Due.county_id == here.county_id)
        .group_by(col(Due.kind), col(Due.state))
        .order_by(col(Due.kind), col(Due.state))
    ).all()
    lines += [(f"due {kind} {state}", str(number)) for kind, state, number in rows]
    lines.append(("issues", str(len(_count(session, here, Issue, Issue.number)))))
    lines.append(("complaints", str(sum(_count(session, here, Complaint, Complaint.kind).values()))))
    return lines


def _question_lines(session: Session, here: Here) -> list[tuple[str, str]]:
    rows = session.execute(
        select(Question.kind, Question.state, func.count())
        .where(Question.county_id == here.county_id)
        .group_by(col(Question.kind), col(Question.state))
    ).all()
    found = {(str(kind), str(state)): number for kind, state, number in rows}
    return [
        (
            f"asked {kind}: answered / passed / open",
            " / ".join(
                str(found.get((kind, state.value), 0))
                for state in (QuestionState.ANSWERED, QuestionState.PASSED, QuestionState.OPEN)
            ),
        )
        for kind in sorted({kind for kind, _ in found})
    ]


__all__ = ["County", "Result", "Setting", "run"]
