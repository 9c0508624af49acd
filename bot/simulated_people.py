"""The people of the simulated county: employers who post, workers who answer, forget and cancel, rain.

What they do is drawn from the county's chance; they read what arrives, and write or press some minutes later.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from bot import came, changes, coming, feedback, groups, people, postings, reminders, replies, seats, still_needed
from bot.app import Here
from bot.models import (
    Delivery,
    GroupState,
    Person,
    Posting,
    PostingDay,
    PostingStatus,
    Question,
    Region,
    Signup,
)
from bot.people import Sender
from bot.simulated import DESK, EMPLOYER, WORKER, County, Worker

D: Any = Delivery.__table__  # type: ignore[attr-defined]
P: Any = Posting.__table__  # type: ignore[attr-defined]
WORKS = (
    ("摘苹果", "picking", 150.0),
    ("套袋", "field", 130.0),
    ("分拣", "packing", 120.0),
    ("剪枝", "field", 160.0),
    ("装车", "loading", 180.0),
    ("挖柴胡", "picking", 140.0),
)


def settle_in(session: Session, now: datetime, here: Here, county: County) -> None:
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
    _move_in(session, now, here, county, homes)


def _move_in(session: Session, now: datetime, here: Here, county: County, homes: list[tuple[int, int]]) -> None:
    """Workers in the groups, employers, and a clerk at the desk."""
    chance, setting = county.chance, county.setting
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


def plan_day(county: County, begins: datetime) -> None:
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


def landed(county: County, ids: list[int]) -> None:
    """Messages arrived: people look at them, or not."""
    rows = county.store.read(_seen, county.here, ids)
    for key, group_id, person_id, posting_id, code, start in rows:
        if posting_id is not None and group_id is not None:
            for worker in county.by_group.get(group_id, []):
                _maybe_join(county, worker, posting_id, code, start)
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


_SEEN = (
    sa_select(D.c.dedupe_key, D.c.group_id, D.c.person_id, D.c.posting_id, P.c.code, P.c.start)
    .select_from(D.outerjoin(P, (P.c.county_id == D.c.county_id) & (P.c.id == D.c.posting_id)))
    .where(D.c.county_id == bindparam("county"), D.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(D.c.id)
)


def _seen(
    session: Session, here: Here, ids: list[int]
) -> list[tuple[str, int | None, int | None, int | None, str | None, date | None]]:
    return [tuple(row) for row in session.execute(_SEEN, {"county": here.county_id, "ids": ids})]


def _maybe_join(county: County, worker: Worker, posting_id: int, code: str | None, start: date | None) -> None:
    chance = county.chance
    if code is None or start is None or chance.random() > worker.keen * 0.5:
        return
    if start in worker.busy and chance.random() < 0.95:
        return
    worker.busy.add(start)
    number = chance.choices((1, 2, 3, 4), (70, 20, 7, 3))[0]
    words = f"{code}我去" if number == 1 else f"{code}我们{number}个去"
    if chance.random() < 0.05:
        words = "我去"
    late = chance.random() < 0.12  # who does not look whether it is full

    def join() -> None:
        if late or county.store.read(_is_open, county.here, posting_id):
            county.says(worker, words)
        else:
            worker.busy.discard(start)

    county.later(chance.expovariate(1 / 25) + 1, join)
    if chance.random() > worker.steady:
        county.later(chance.uniform(60, 1500), lambda: county.says(worker, f"{code}不去了"))
    if chance.random() < 0.03:
        county.later(chance.uniform(30, 300), lambda: county.says(worker, f"{code}改成2个人"))


_STATUS = sa_select(P.c.status).where(P.c.county_id == bindparam("county"), P.c.id == bindparam("posting"))


def _is_open(session: Session, here: Here, posting_id: int) -> bool:
    values = {"county": here.county_id, "posting": posting_id}
    return bool(session.connection().execute(_STATUS, values).scalar() == PostingStatus.OPEN)


def _maybe_answer(county: County, question_id: int) -> None:
    """A question to one person: some answer by button, some never."""
    question = county.store.read(lambda session, _: session.get(Question, question_id), county.here)
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
    def asked(session: Session, _here: Here) -> int:
        question = session.get(Question, question_id)
        signup = session.get(Signup, question.details["signup"]) if question is not None else None
        return signup.people if signup is not None else 1

    wanted = county.store.read(asked, county.here) if number < 0 else number
    county.presses(worker.user_id, coming.press, question_id=question_id, number=wanted)


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
                worker.user_id, coming.press_day, posting_day_id=day_id, yes=yes
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
        number = max(row.taken - 1, 0) if short else row.taken
        words = f"{posting.code}来了{number}个" if number else f"{posting.code}一个都没来"
        came.hear(session, now, here, person=person, text=words)

    kind = county.chance.choices(("all", "short", ""), (60, 25, 15))[0]
    if kind:
        county.later(county.chance.uniform(2, 120), lambda: county.act(told, kind == "short"))


def _enough(county: County, posting_id: int) -> None:
    def poster(session: Session, here: Here) -> int | None:
        posting = session.get(Posting, posting_id)
        row = people.address_of(session, here, posting.poster_id) if posting is not None else None
        return row.user_id if row is not None else None

    user_id = county.store.read(poster, county.here)
    if user_id is not None:
        county.later(5, lambda: county.presses(user_id, still_needed.press, posting_id=posting_id, yes=False))
