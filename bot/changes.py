"""What a poster (or the desk) does with a posting that is out: seats and closing at once, other terms by the desk."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from bot import (
    cards,
    employers,
    events,
    fields,
    inbox,
    ladder,
    outbox,
    people,
    postings,
    review,
    roster_days,
    seats,
    talk,
    terms,
    wording,
)
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Employer, Person, Posting, PostingStatus, Priority
from bot.people import DESK_ROLES, Sender
from bot.texts import say
from nlp import answer, screen
from nlp import order as orders
from nlp.order import Order
from nlp.types import Act

CANCEL = "cancel"
WITHIN = timedelta(hours=1)
LATE_HOURS = 12
SOONER = ("daily", "weekly", "monthly", "finish")
PAY = frozenset({"wage_min", "wage_max", "wage_unit", "wage_per", "wage_floor", "wage_by_sex", "negotiable"})
DAYS = frozenset({"start", "end", "days", "days_named"})
QUIET = frozenset(
    {"contact_name", "phones", "phone_public", "urgent", "hires", "headcount_min", "headcount_max", "headcount_open"}
)
ACTS = frozenset({"still", "seats", "close", "cancel", "stop", "again", "roster", "reopen", "where"})


def may(person: Person, posting: Posting) -> None:
    """Refused unless the posting is this person's own or the person is of the desk."""
    if posting.poster_id != person.id and person.role not in DESK_ROLES:
        raise Refused("employer.not_yours", code=posting.code or "")


def hear(
    session: Session, now: datetime, here: Here, person: Person, posting: Posting, text: str, order: Order
) -> bool:
    """Take a turn about a posting that was sent in; False where the turn says nothing about it."""
    may(person, posting)
    if posting.asked == CANCEL and order.no:
        _keep(session, now, here, person, posting)
        return True
    if posting.asked == CANCEL and (order.yes or order.act == CANCEL):
        call_off(session, now, here, person, posting)
        return True
    day = order.day
    read = answer.read(text, now, terms.as_draft(posting), None, here.gazetteer)
    if read.act is Act.STOP or order.act == "stop":
        said = read.changes.get("day") if read.act is Act.STOP else None
        day = date.fromisoformat(said) if said else day
        do(session, now, here, person, posting, "stop", day=day, text=text)
        return True
    if order.act in ACTS:
        do(session, now, here, person, posting, order.act or "", number=order.number, day=day)
        return True
    if read.act is Act.CANCEL:
        do(session, now, here, person, posting, CANCEL)
        return True
    if read.act is Act.SET and read.changes and not _idle(now, here, posting, read.changes, order):
        _terms(session, now, here, person, posting, dict(read.changes), text)
        return True
    return False


def _idle(now: datetime, here: Here, posting: Posting, changes: dict[str, Any], order: Order) -> bool:
    """Whether a text only seems to change the day (今天天气不错): nothing says so, and the day would be over."""
    if order.corrects or set(changes) - {"start", "begin_time"}:
        return False
    new, _ = preview(posting, changes)
    return postings.holds_until(now, here, new) <= now


def do(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    posting: Posting,
    act: str,
    *,
    number: int | None = None,
    day: date | None = None,
    text: str = "",
) -> None:
    """One order about one posting: seats, close, call off, stop a day, repeat, roster, reopen, where it stands."""
    may(person, posting)
    language = people.language_of(here, person)
    name = wording.named(posting)
    if act == "where":
        talk.reply(session, now, here, person, _where(session, now, here, posting, language), about=[posting])
    elif act == "again":
        new = postings.repeat(session, now, here, posting, day)
        talk.go_on(session, now, here, person, [new], say("employer.again", language, name=name))
    elif posting.status == PostingStatus.REVIEW and act == CANCEL:
        _take_back(session, now, here, person, posting)
    elif posting.status == PostingStatus.REVIEW and act in ("still", "seats") and number is not None:
        _terms(session, now, here, person, posting, {"headcount": [number, number]}, "")
    elif act == "roster":
        _roster(session, now, here, person, posting)
    elif act == "reopen" or (posting.status == PostingStatus.CLOSED and act == "still"):
        postings.reopen(session, now, here, posting)
        if number is not None:
            wanted = postings.still_wanted(session, now, here, posting, number)
            roster_days.set_wanted(session, now, here, posting, wanted)
        _told(session, now, here, person, posting, "employer.reopened", free=postings.free(session, posting))
    elif posting.status not in ON_AIR:
        raise Refused("employer.off_air", name=name, stands=say(f"status.{posting.status}", language))
    elif act in ("still", "seats"):
        _seats(session, now, here, person, posting, act, number)
    elif act == "close":
        postings.end(session, now, here, posting, PostingStatus.CLOSED)
        _told(session, now, here, person, posting, "employer.closed", taken=postings.taken(session, posting))
    elif act == CANCEL:
        _ask_cancel(session, now, here, person, posting)
    elif act == "stop":
        _stop(session, now, here, person, posting, day, text)


def _told(
    session: Session, now: datetime, here: Here, person: Person, posting: Posting, key: str, **values: Any
) -> None:
    """Answer who ordered it; where the desk did it for a poster, the poster hears the same."""
    language = people.language_of(here, person)
    values = {"name": wording.named(posting), "code": posting.code or "", **values}
    buttons = cards.own_buttons(posting, language)
    talk.reply(session, now, here, person, say(key, language, **values), buttons=buttons, about=[posting])
    if posting.poster_id != person.id:
        poster = session.get(Person, posting.poster_id)
        outbox.tell_person(
            session,
            now,
            here,
            posting.poster_id,
            say(key, people.language_of(here, poster), **values),
            key=f"desk_did:{here.inbox_id}:{posting.id}",
            about=[posting.id or 0],
        )


def _where(session: Session, now: datetime, here: Here, posting: Posting, language: str) -> str:
    if posting.status == PostingStatus.REVIEW:
        return review.where(session, now, here, posting, language)
    today = now.astimezone(here.zone).date()
    return cards.own_line(posting, postings.taken(session, posting), today, language)


def _seats(
    session: Session, now: datetime, here: Here, person: Person, posting: Posting, act: str, number: int | None
) -> None:
    if number is None:
        raise Refused("employer.how_many", code=posting.code or "")
    if posting.kind == fields.LONGTERM:
        posting.headcount_min = posting.headcount_max = number
        posting.version += 1
        session.add(posting)
        outbox.mark_stale(session, now, here, posting.id or 0)
        _told(session, now, here, person, posting, "employer.seats", wanted=number, free=number)
        return
    wanted = postings.still_wanted(session, now, here, posting, number) if act == "still" else number
    roster_days.set_wanted(session, now, here, posting, wanted)
    if posting.pending_changes:
        review.refresh(session, now, here, posting)
    _told(session, now, here, person, posting, "employer.seats", wanted=wanted, free=postings.free(session, posting))


def _roster(session: Session, now: datetime, here: Here, person: Person, posting: Posting) -> None:
    from bot import roster_card

    language = people.language_of(here, person)
    text = roster_card.card(session, now, here, posting, full=True, language=language)
    talk.reply(session, now, here, person, f"{wording.named(posting)}\n{text}", about=[posting])


def _ask_cancel(session: Session, now: datetime, here: Here, person: Person, posting: Posting) -> None:
    touched = postings.people_on(session, posting)
    if touched == 0:
        call_off(session, now, here, person, posting)
        return
    posting.asked = CANCEL
    session.add(posting)
    language = people.language_of(here, person)
    row = [
        cards.button("button.cancel_sure", language, f"cancel2:{posting.id}"),
        cards.button("button.cancel_not", language, f"keep:{posting.id}"),
    ]
    text = say("employer.cancel_sure", language, name=wording.named(posting), people=touched)
    talk.reply(session, now, here, person, text, buttons=[row], about=[posting])


def _keep(session: Session, now: datetime, here: Here, person: Person, posting: Posting) -> None:
    posting.asked = None
    session.add(posting)
    talk.reply(session, now, here, person, say("employer.kept", people.language_of(here, person), code=posting.code))


def keep_on(session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int) -> str:
    """不取消: what was asked about calling off is answered with no."""
    person = people.meet(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    may(person, posting)
    _keep(session, now, here, person, posting)
    return ""


def press_call_off(session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int) -> str:
    """取消, pressed a second time: it is called off."""
    call_off(session, now, here, people.meet(session, now, here, sender), postings.get(session, here, posting_id))
    return ""


def call_off(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    posting: Posting,
    to: PostingStatus = PostingStatus.CANCELLED,
) -> None:
    """Cancelled by the poster or withdrawn by the desk: off the air, everybody on it is told, the roster is kept."""
    may(person, posting)
    if posting.status not in ON_AIR:
        language = people.language_of(here, person)
        raise Refused("employer.off_air", name=wording.named(posting), stands=say(f"status.{posting.status}", language))
    touched = postings.people_on(session, posting)
    _count_late(session, now, here, posting, touched)
    postings.end(session, now, here, posting, to)
    key = "roster.called_off" if to == PostingStatus.CANCELLED else "changes.withdrawn"
    roster_days.close_all(session, now, here, posting, key)
    told = "employer.cancelled" if to == PostingStatus.CANCELLED else "employer.withdrawn"
    _told(session, now, here, person, posting, told, people=touched)


def _count_late(session: Session, now: datetime, here: Here, posting: Posting, touched: int) -> None:
    file = session.get(Employer, posting.employer_id) if posting.employer_id is not None else None
    begins = posting.valid_until
    if file is not None and touched and begins is not None and begins - now < timedelta(hours=LATE_HOURS):
        file.late_calls_off += 1
        session.add(file)


def _take_back(session: Session, now: datetime, here: Here, person: Person, posting: Posting) -> None:
    """A posting that waits for the desk is taken back by its poster."""
    seats.step(session, now, here, posting, PostingStatus.CANCELLED)
    posting.closed_at = now
    session.add(posting)
    review.settle_cards(session, now, here, posting, person.name, "review.did_take_back")
    talk.reply(session, now, here, person, say("talk.given_up", people.language_of(here, person)))


def _stop(
    session: Session, now: datetime, here: Here, person: Person, posting: Posting, day: date | None, text: str = ""
) -> None:
    ahead = [row for row in seats.days(session, here, posting) if row.stopped_at is None]
    if not ahead:
        raise Refused("employer.no_days", code=posting.code or "")
    today = now.astimezone(here.zone).date()
    if day is None:
        day = next((row.day for row in ahead if row.day >= today), ahead[-1].day)
    touched = stop_day(session, now, here, posting, day, orders.weather(text))
    near = wording.day_beside(day, today, people.language_of(here, person))
    _told(session, now, here, person, posting, "employer.stopped", day=near, people=touched)


def stop_day(session: Session, now: datetime, here: Here, posting: Posting, day: date, why: str = "") -> int:
    """停工 of one day: everybody on it is told, the copies say so. With no day left at all the posting closes."""
    touched = roster_days.stop_day(session, now, here, posting, day, why=why)
    posting.version += 1
    session.add(posting)
    if not seats.days_ahead(session, now, here, posting):
        postings.end(session, now, here, posting, PostingStatus.CLOSED)
    else:
        seats.refresh(session, now, here, posting)
    return touched


def _near(day: date, today: date, language: str) -> str:
    away = (day - today).days
    return say(f"day.near{away}", language) if 0 <= away <= 2 else wording.day(day, language)


def _terms(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    posting: Posting,
    changes: dict[str, Any],
    text: str,
) -> None:
    """Other terms: in the draft of a posting that waits at once, of one that is out by the desk."""
    if posting.status == PostingStatus.REVIEW:
        _in_review(session, now, here, person, posting, changes, text)
        return
    if posting.status not in ON_AIR:
        language = people.language_of(here, person)
        raise Refused("employer.off_air", name=wording.named(posting), stands=say(f"status.{posting.status}", language))
    if changes.get("headcount"):
        _seats(session, now, here, person, posting, "seats", int(changes.pop("headcount")[1]))
    if changes.pop("urgent", None) and not posting.urgent:
        posting.urgent = True
        session.add(posting)
        talk.reply(session, now, here, person, say("employer.urgent", people.language_of(here, person)), part="urgent")
    if changes:
        _to_desk(session, now, here, person, posting, changes, text)


def _in_review(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    posting: Posting,
    changes: dict[str, Any],
    text: str,
) -> None:
    from bot import screening

    poster = session.get(Person, posting.poster_id) or person
    talk.take(session, here, posting, changes, text)
    employers.open_for(session, now, here, posting, poster)
    posting.hits = screening.read(session, now, here, posting, poster)
    session.add(posting)
    session.flush()
    inbox.keep(session, here)
    review.refresh(session, now, here, posting)
    language = people.language_of(here, person)
    today = now.astimezone(here.zone).date()
    text = say("employer.changed_in_review", language, card=cards.card(posting, today, language))
    talk.reply(session, now, here, person, text, about=[posting])


def preview(posting: Posting, changes: dict[str, Any]) -> tuple[Posting, set[str]]:
    """The posting as it would be, and the columns that would change; the row itself stays as it is."""
    new = terms.copied(posting)
    return new, terms.apply(new, changes)


def _to_desk(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    posting: Posting,
    changes: dict[str, Any],
    text: str,
) -> None:
    pending = {**posting.pending_changes, **changes}
    for each in ("benefits_add", "benefits_remove"):
        if each in changes:
            pending[each] = list(dict.fromkeys([*posting.pending_changes.get(each, []), *changes[each]]))
    new, changed = preview(posting, pending)
    language = people.language_of(here, person)
    if not changed:
        talk.reply(session, now, here, person, say("employer.same", language, code=posting.code or ""))
        return
    if postings.holds_until(now, here, new) <= now:
        raise Refused("employer.day_past", code=posting.code or "")
    hits = screen.read(text, terms.as_need(new), here.settings.rules.age_prompt) if text else ()
    posting.hits = [{"rule": one.rule, "words": one.words, "stops": one.stops} for one in hits]
    posting.pending_changes = pending
    posting.submitted_at = now
    posting.version += 1
    session.add(posting)
    session.flush()
    inbox.keep(session, here)
    events.note(session, now, here, "posting.change_asked", "posting", posting.id, after={"fields": sorted(changed)})
    what = change_words(posting, new, changed, now.astimezone(here.zone).date(), language)
    talk.reply(
        session,
        now,
        here,
        person,
        say("employer.change_waits", language, code=posting.code or "", what=what),
        about=[posting],
    )
    review.to_desk(session, now, here, posting)


def change_words(old: Posting, new: Posting, changed: set[str], today: date, language: str) -> str:
    """What changes, as 明天→后天（10月16日周五）；150元/天→160元/天."""
    parts: list[str] = []
    if changed & DAYS:
        parts.append(_days_words(old, new, today, language))
    clock = changed & {"begin_time", "end_time"}
    if clock:
        parts.append(say("changes.pair", language, old=_hours(old, language), new=_hours(new, language)))
    groups = (
        ("work", {"work", "trade"}),
        ("place", {"township", "village", "detail", "origin"}),
        ("wage", set(PAY)),
        ("pay_when", {"pay_when"}),
        ("contact", {"contact_name", "phones", "hires"}),
    )
    for name, columns in groups:
        if columns & changed:
            shown = fields.BY_NAME[name].shown
            before, after = shown(old, today, language), shown(new, today, language)
            none = say("changes.nothing", language)
            parts.append(say("changes.pair", language, old=before or none, new=after or none))
    for key, benefits in (
        ("changes.added", [each for each in new.benefits if each not in old.benefits]),
        ("changes.removed", [each for each in old.benefits if each not in new.benefits]),
    ):
        named = say("list.pause", language).join(say(f"benefit.{each}", language) for each in benefits)
        if named:
            parts.append(say(key, language, what=named))
    return say("changes.and", language).join(parts) or say("changes.other", language)


def _hours(posting: Posting, language: str) -> str:
    begins = wording.hour(posting.begin_time, language) if posting.begin_time else say("changes.nothing", language)
    return begins + (
        say("hour.until", language, end=wording.hour(posting.end_time, language)) if posting.end_time else ""
    )


def _days_words(old: Posting, new: Posting, today: date, language: str) -> str:
    alone = len(postings.days_of(old)) <= 1 and len(postings.days_of(new)) <= 1
    if alone and old.start is not None and new.start is not None and 0 <= (new.start - today).days <= 2:
        return say(
            "changes.day",
            language,
            old=_near(old.start, today, language),
            new=_near(new.start, today, language),
            month=new.start.month,
            day=new.start.day,
            weekday=wording.weekday(new.start, language),
        )
    before, after = wording.days(old, cards.FAR, language), wording.days(new, cards.FAR, language)
    return say("changes.pair", language, old=before or say("changes.nothing", language), new=after)


def desk_text(session: Session, now: datetime, here: Here, posting: Posting, language: str) -> str:
    """The desk's card for a change that waits: what changes, what was found in the words."""
    new, changed = preview(posting, posting.pending_changes)
    today = now.astimezone(here.zone).date()
    what = change_words(posting, new, changed, today, language)
    touched = postings.people_on(session, posting)
    text = say("review.change_head", language, name=wording.named(posting), what=what, people=touched)
    found = [cards.hit_line(hit, language) for hit in posting.hits]
    return "\n".join([text, *found, cards.card(new, today, language)])


def is_better(old: Posting, new: Posting, changed: set[str]) -> bool:
    """Whether people on the roster need only be told: more pay, a meal, a start moved within the hour, who to call."""
    rest = changed - QUIET
    if rest & PAY:
        same = (old.wage_unit, old.wage_per) == (new.wage_unit, new.wage_per)
        least, most = (old.wage_min or 0, new.wage_min or 0), (old.wage_max or 0, new.wage_max or 0)
        if not same or new.wage_min is None or least[1] < least[0] or most[1] < most[0]:
            return False
        rest -= PAY
    if "benefits" in rest:
        if not set(old.benefits) <= set(new.benefits):
            return False
        rest -= {"benefits"}
    if "pay_when" in rest:
        if old.pay_when is not None and SOONER.index(new.pay_when or "finish") > SOONER.index(old.pay_when):
            return False
        rest -= {"pay_when"}
    for clock in ("begin_time", "end_time"):
        if clock in rest and _within(getattr(old, clock), getattr(new, clock)):
            rest -= {clock}
    return not rest


def _within(old: Any, new: Any) -> bool:
    if old is None or new is None:
        return new is not None
    day = date(2000, 1, 1)
    return abs(datetime.combine(day, old) - datetime.combine(day, new)) <= WITHIN


def decide(
    session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int, version: int, ok: bool
) -> str:
    """The desk's word on a change that waits. The first press counts."""
    from bot import decisions

    desk = decisions.of_desk(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    language = people.language_of(here, desk)
    if not posting.pending_changes:
        raise Refused("desk.change_decided", code=posting.code or "")
    pending = dict(posting.pending_changes)
    session.flush()
    done = session.connection().execute(
        update(Posting)
        .where(
            col(Posting.county_id) == here.county_id,
            col(Posting.id) == posting_id,
            col(Posting.version) == version,
            col(Posting.status).in_([each.value for each in ON_AIR]),
        )
        .values(version=version + 1, reviewed_by_id=desk.id, reviewed_at=now)
        .execution_options(synchronize_session=False)
    )
    session.refresh(posting)
    if done.rowcount != 1:
        raise Refused("desk.changed_since", number=posting_id)
    key = "review.did_change" if ok else "review.did_refuse_change"
    if ok:
        _put_in(session, now, here, posting, pending)
    else:
        _tell_poster(session, now, here, posting, "employer.change_refused")
    review.settle_cards(session, now, here, posting, desk.name, key)
    posting.pending_changes, posting.hits = {}, []
    session.add(posting)
    events.note(session, now, here, "posting.change", "posting", posting_id, after={"ok": ok})
    return say("desk.change_done" if ok else "desk.change_refused", language, code=posting.code or "")


def _tell_poster(session: Session, now: datetime, here: Here, posting: Posting, key: str, **values: Any) -> None:
    language = people.language_of(here, session.get(Person, posting.poster_id))
    outbox.tell_person(
        session,
        now,
        here,
        posting.poster_id,
        say(key, language, code=posting.code or "", **values),
        key=f"{key}:{posting.id}:{posting.version}",
        about=[posting.id or 0],
    )


def _put_in(session: Session, now: datetime, here: Here, posting: Posting, pending: dict[str, Any]) -> None:
    old = terms.copied(posting)
    today = now.astimezone(here.zone).date()
    changed = terms.apply(posting, pending)
    posting.region_id = postings.region_of(session, here, posting)
    if "gender" in changed and posting.gender:
        posting.neutral = screen.neutral(terms.as_need(posting))
    posting.valid_until = postings.holds_until(now, here, posting)
    session.add(posting)
    session.flush()
    if changed & DAYS:
        postings.move_days(session, now, here, posting)
    postings.plan_expiry(session, now, here, posting)
    outbox.mark_stale(session, now, here, posting.id or 0, Priority.CLOSING)
    words = change_words(old, posting, changed, today, here.language)
    if not is_better(old, posting, changed):
        text = say("changes.rest_same", here.language, code=posting.code or "", change=words)
        roster_days.ask_roster_still(session, now, here, posting, text)
    elif changed - QUIET or changed & {"phones", "contact_name"}:
        _tell_better(session, now, here, posting, old, changed)
    _tell_poster(session, now, here, posting, "employer.change_done", what=words)


def _tell_better(
    session: Session, now: datetime, here: Here, posting: Posting, old: Posting, changed: set[str]
) -> None:
    today = now.astimezone(here.zone).date()

    def better(language: str) -> str:
        words = change_words(old, posting, changed, today, language)
        return say("changes.better", language, code=posting.code or "", change=words)

    key = f"better:{posting.id}:{posting.version}"
    signups = postings.signups_on(session, posting)
    ladder.say_all(session, now, here, posting, signups, better, key=key, what="call.tell")
