"""Other terms of a posting that is out: pay, date, place, work, contact wait for the desk; then the roster hears.

People who signed up are told of better terms and asked about others.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from bot import (
    agreed,
    cards,
    events,
    fields,
    freshen,
    haggled,
    inbox,
    ladder,
    outbox,
    parts,
    people,
    postings,
    review,
    still_come,
    talk,
    terms,
    wording,
)
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Person, Posting, Priority
from bot.people import Sender
from bot.texts import say
from nlp import screen

WITHIN = timedelta(hours=1)
SOONER = ("daily", "weekly", "monthly", "finish")
PAY = frozenset({"wage_min", "wage_max", "wage_unit", "wage_per", "wage_floor", "wage_by_sex", "negotiable"})
DAYS = frozenset({"start", "end", "days", "days_named", "any_day"})
CONTACT = frozenset({"contact_name", "phones", "hires"})
CLOCKS = frozenset({"begin_time", "end_time"})
QUIET = CONTACT | {"phone_public", "urgent", "headcount_min", "headcount_max", "headcount_open"}
"""Columns whose change takes nothing away from anybody on the roster."""
AT_ONCE = CLOCKS | {"benefits", "denied"}
"""Columns whose change, where it is for the better or within the hour, needs nobody of the desk."""


def preview(posting: Posting, changes: dict[str, Any]) -> tuple[Posting, set[str]]:
    """The posting as it would be, and the columns that would change; the row itself stays as it is."""
    new = terms.copied(posting)
    return new, terms.apply(new, changes)


def to_desk(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    posting: Posting,
    changes: dict[str, Any],
    text: str,
) -> None:
    if _at_once(session, now, here, person, posting, changes, text):
        return
    pending = {**posting.pending_changes, **changes}
    for each in ("benefits_add", "benefits_remove", "denied"):
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


def _at_once(
    session: Session, now: datetime, here: Here, person: Person, posting: Posting, changes: dict[str, Any], text: str
) -> bool:
    """A start moved within the hour, a meal more: in force now, if the screening finds nothing. False: not such a one.

    The hour counts from each start that was told since it went out, so that many small steps are not one long one.
    """
    new, changed = preview(posting, changes)
    if not changed or not changed <= AT_ONCE or not is_better(posting, new, changed):
        return False
    if postings.holds_until(now, here, new) <= now or screen.read(
        text, terms.as_need(new), here.settings.rules.age_prompt
    ):
        return False
    for then, _ in agreed.since(session, here, posting, posting.published_at or now):
        if any(getattr(then, clock) is not None and not _near(then, new, clock) for clock in CLOCKS & changed):
            return False
    posting.version += 1
    _put_in(session, now, here, posting, changes)
    inbox.keep(session, here)
    events.note(session, now, here, "posting.change", "posting", posting.id, after={"fields": sorted(changed)})
    if posting.pending_changes:
        posting.pending_changes = {key: value for key, value in posting.pending_changes.items() if key not in changes}
        review.refresh(session, now, here, posting)
    if person.id != posting.poster_id:
        done = say("desk.change_done", people.language_of(here, person), code=posting.code or "")
        talk.reply(session, now, here, person, done, about=[posting])
    return True


def take_back(session: Session, now: datetime, here: Here, person: Person, posting: Posting) -> None:
    """算了, while a change waits: the poster does not want it any more; the desk's cards say so."""
    before = sorted(posting.pending_changes)
    review.settle_cards(session, now, here, posting, person.name, "review.did_take_back")
    posting.pending_changes, posting.hits = {}, []
    posting.version += 1
    session.add(posting)
    events.note(session, now, here, "posting.change_back", "posting", posting.id, before={"fields": before})
    text = say("employer.change_back", people.language_of(here, person), code=posting.code or "")
    talk.reply(session, now, here, person, text, about=[posting])


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
    parts += [
        say(f"denied.{each}", language)
        for each in new.denied
        # Of what was given until now its going is told already.
        if each not in old.denied and each not in terms.given_kinds(old)
    ]
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
            old=near(old.start, today, language),
            new=near(new.start, today, language),
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
    named = wording.named(posting)
    touched = postings.people_on(session, posting)
    key = "review.change_head_told" if is_better(posting, new, changed) else "review.change_head"
    text = say(key if touched else "review.change_head_none", language, name=named, what=what, people=touched)
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
    if "denied" in rest and set(new.denied) <= set(old.denied):
        rest -= {"denied"}
    if "pay_when" in rest:
        if old.pay_when is not None and SOONER.index(new.pay_when or "finish") > SOONER.index(old.pay_when):
            return False
        rest -= {"pay_when"}
    return not {each for each in rest if each not in CLOCKS or not _near(old, new, each)}


def _near(old: Posting, new: Posting, clock: str) -> bool:
    return _within(getattr(old, clock), getattr(new, clock))


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
    parts.must_see(session, here, desk, posting)
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
    agreed.keep(session, now, here, old, posting)
    posting.region_id = postings.region_of(session, here, posting)
    if "gender" in changed and posting.gender:
        posting.neutral = screen.neutral(terms.as_need(posting))
    posting.valid_until = postings.holds_until(now, here, posting)
    session.add(posting)
    session.flush()
    if changed & DAYS:
        postings.move_days(session, now, here, posting)
    postings.plan_expiry(session, now, here, posting)
    freshen.mark_stale(session, now, here, posting.id or 0, Priority.CLOSING)
    # Whom to ring is told only where the poster agreed that the groups may read it.
    told = changed if posting.phone_public else changed - CONTACT
    if not is_better(old, posting, changed):
        still_come.ask_all(
            session, now, here, posting, lambda language: _rest_same(old, posting, told, today, language)
        )
    elif told - QUIET or told & {"phones", "contact_name"}:
        _tell_better(session, now, here, posting, old, told)
    if told - QUIET:
        haggled.tell(session, now, here, posting, lambda language: change_words(old, posting, told, today, language))
    language = people.language_of(here, session.get(Person, posting.poster_id))
    words = change_words(old, posting, changed, today, language)
    _tell_poster(session, now, here, posting, "employer.change_done", what=words)


def _rest_same(old: Posting, posting: Posting, told: set[str], today: date, language: str) -> str:
    words = change_words(old, posting, told, today, language)
    return say("changes.rest_same", language, code=posting.code or "", change=words)


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


def near(day: date, today: date, language: str) -> str:
    away = (day - today).days
    return say(f"day.near{away}", language) if 0 <= away <= 2 else wording.day(day, language)
