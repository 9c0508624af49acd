"""The desk and the sending: how a posting will go out, how far it is, what failed, stop and go on, who is on duty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot import (
    audience,
    cards,
    carrying,
    decisions,
    events,
    freshen,
    outbox,
    parts,
    people,
    postings,
    review,
    sizes,
    talk,
    withheld,
    wording,
)
from bot.app import Here
from bot.errors import Refused
from bot.messengers import Buttons
from bot.models import (
    ON_AIR,
    County,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Due,
    DueState,
    Group,
    Person,
    Posting,
    PostingStatus,
    Priority,
)
from bot.people import Sender
from bot.texts import say

LISTED = 20


def who_on_duty(session: Session, now: datetime, here: Here, *, sender: Sender) -> None:
    """谁值班: the names, or when the station reads what comes in."""
    desk = decisions.of_desk(session, now, here, sender)
    language = people.language_of(here, desk)
    times = here.settings.times
    names = [
        say(
            "sending.on_duty_one",
            language,
            name=each.name or say("desk.somebody", language),
            hour=wording.hour(each.on_duty_since.astimezone(here.zone).time(), language),
        )
        for each in people.desk(session, here)
        if each.on_duty_since is not None
    ]
    values = {
        "names": say("list.pause", language).join(names),
        "begins": wording.hour(times.duty_from, language),
        "ends": wording.hour(times.duty_to, language),
    }
    talk.reply(session, now, here, desk, say("sending.on_duty" if names else "sending.nobody", language, **values))


def show_plan(session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int) -> str:
    """怎么发: the ways it can go out, each a button; the size and time of the one chosen stand on the card."""
    desk = decisions.of_desk(session, now, here, sender)
    posting = _in_review(session, here, posting_id, desk)
    language = people.language_of(here, desk)
    text = say("sending.plan", language, number=posting.id, size=sizes.said(session, now, here, posting, language))
    buttons = _plan_buttons(posting, language)
    talk.reply(session, now, here, desk, text, buttons=buttons, about=[posting])
    return ""


def _plan_buttons(posting: Posting, language: str) -> Buttons:
    row = [cards.button(f"sending.way_{way}", language, f"dway:{posting.id}:{way}") for way in audience.WAYS]
    return [row[:2], row[2:]]


def _in_review(session: Session, here: Here, posting_id: int, desk: Person) -> Posting:
    posting = postings.get(session, here, posting_id)
    parts.must_see(session, here, desk, posting)
    if posting.status != PostingStatus.REVIEW:
        raise Refused("sending.out_already", code=posting.code or str(posting.id))
    return posting


def choose_way(
    session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int, way: str, delivery_id: int | None
) -> str:
    """A way was pressed: the plan, the desk's cards and this message (None: on the desk's page) say so."""
    desk = decisions.of_desk(session, now, here, sender)
    posting = _in_review(session, here, posting_id, desk)
    if way not in audience.WAYS:
        raise Refused("employer.old_button")
    before = posting.plan.get("way", "")
    posting.plan = {**posting.plan, "way": way}
    if way == audience.TOWN and audience.plan(session, now, here, posting).groups == 0:
        raise Refused("sending.no_town")
    session.add(posting)
    session.flush()
    after = {"way": way}
    events.note(session, now, here, "posting.plan", "posting", posting.id, before={"way": before}, after=after)
    review.refresh(session, now, here, posting)
    language = people.language_of(here, desk)
    text = say("sending.plan", language, number=posting.id, size=sizes.said(session, now, here, posting, language))
    if delivery_id is not None:
        mine, buttons = desk.id or 0, _plan_buttons(posting, language)
        freshen.edit_pressed(session, now, here, mine, delivery_id, f"dway:{posting.id}:", text, buttons)
    return say("sending.chosen", language, way=say(f"sending.way_{way}", language))


def progress(
    session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int = 0, code: str = ""
) -> str:
    """进度: how many groups have it, how many wait, what comes later; without a code all that is on its way."""
    desk = decisions.of_desk(session, now, here, sender)
    language = people.language_of(here, desk)
    rows = _asked_for(session, here, desk, posting_id, code)
    if not rows:
        talk.reply(session, now, here, desk, say("sending.none", language))
        return ""
    for posting in rows:
        text = progress_line(session, now, here, posting, language)
        buttons = _buttons(session, here, posting, language)
        talk.reply(session, now, here, desk, text, part=f"way{posting.id}", buttons=buttons, about=[posting])
    return ""


def _asked_for(session: Session, here: Here, desk: Person, posting_id: int, code: str) -> list[Posting]:
    if posting_id or code:
        found = postings.get(session, here, posting_id) if posting_id else postings.by_code(session, here, code)
        if found is None:
            raise Refused("employer.no_such_code", code=code)
        parts.must_see(session, here, desk, found)
        return [found]
    out = list(
        session.exec(
            select(Posting)
            .where(Posting.county_id == here.county_id, col(Posting.status).in_([each.value for each in ON_AIR]))
            .order_by(col(Posting.published_at).desc())
            .limit(LISTED)
        )
    )
    out = [each for each in out if parts.sees(session, here, desk, each.region_id)]
    moving = [each for each in out if left(session, here, each) or next_wave(session, here, each) is not None]
    return moving or out[:1]


def left(session: Session, here: Here, posting: Posting) -> int:
    """Copies that are written and have not gone out yet."""
    states = audience.progress(session, here, posting)
    return sum(states.get(each, 0) for each in sizes.ON_ITS_WAY)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a posting's copies stand: how many in each state, kept back for which reason, and failed."""

    states: dict[str, int]
    kept: Counter[str]
    failed: int

    @property
    def on_their_way(self) -> int:
        """Those that are written and have not gone out yet."""
        return sum(self.states.get(each, 0) for each in sizes.ON_ITS_WAY)


def standing(session: Session, here: Here, posting: Posting) -> Standing:
    """How they stand now."""
    return Standing(
        audience.progress(session, here, posting),
        audience.waiting_for(session, here, posting),
        len(failures(session, here, posting)),
    )


def progress_line(
    session: Session,
    now: datetime,
    here: Here,
    posting: Posting,
    language: str,
    by_hand: Sequence[carrying.Carrying] | None = None,
    stands: Standing | None = None,
) -> str:
    """发到130个群了，还剩98个，约4秒. 下一拨7点20发. 没发成3个.

    `by_hand` and `stands`, if known: where people carry it, and how its copies stand.
    """
    stands = standing(session, here, posting) if stands is None else stands
    waits, kept = stands.on_their_way, stands.kept
    stopped = sum(kept[each] for each in (withheld.STOPPED, withheld.HELD, withheld.NOTHING))
    shut = kept_in(session, here, posting, kept)
    by_hand = carrying.of_posting(session, now, here, posting) if by_hand is None else by_hand
    carried = Counter(each.state for each in by_hand)
    to_carry = carried[carrying.TO_CARRY]
    sent, left = stands.states.get("sent", 0) + carried[carrying.CARRIED], waits + stopped
    key = "sending.some_left" if left else "sending.out" if to_carry or shut else "sending.all_out"
    parts = [say(key, language, name=wording.named(posting), sent=sent, left=left)]
    all_stopped = outbox.stopped(session, here.county_id)
    if waits and not all_stopped:
        takes = sizes.seconds_left(session, here, posting)
        parts.append(say("sending.takes", language, seconds=max(round(takes), 1)))
    is_stopped = bool(posting.plan.get("stopped"))
    if is_stopped or all_stopped:
        parts.append(say("sending.is_stopped" if is_stopped else "sending.all_stopped", language))
    if shut:
        key = "sending.is_full" if posting.status == PostingStatus.FULL else "sending.is_over"
        parts.append(say(key, language, groups=shut))
    following = next_wave(session, here, posting) if posting.status != PostingStatus.FULL else None
    if following is not None and not is_stopped:
        parts.append(_next(now, here, posting, following, language))
    held = len(posting.plan.get("held", []))
    last = (("sending.to_carry", to_carry), ("sending.in_digest", held), ("sending.failed", stands.failed))
    parts += [say(key, language, groups=groups) for key, groups in last if groups]
    return "".join(parts)


def _next(now: datetime, here: Here, posting: Posting, following: Due, language: str) -> str:
    """7点20发下一拨，80个群; with the day where it is another one."""
    waves, number = posting.plan.get("waves", []), int(following.details.get("wave", 0))
    groups = len(waves[number]) if number < len(waves) else 0
    at, today = following.due_at.astimezone(here.zone), here.today(now)
    hour = wording.hour(at.time(), language)
    day = wording.day_beside(at.date(), today, language) if at.date() != today else ""
    return say("sending.next", language, when=f"{day}{hour}", groups=groups)


def kept_in(session: Session, here: Here, posting: Posting, kept: Counter[str]) -> int:
    """How many groups do not get a posting that is full (later waves too) or over; `kept`: copies by their reason."""
    later = withheld.waves_to_come(session, here, posting) if posting.status == PostingStatus.FULL else 0
    return sum(kept[each] for each in withheld.SHUT) + later


def next_wave(session: Session, here: Here, posting: Posting) -> Due | None:
    """The plan of the next wave; None where none is to come."""
    return session.exec(
        select(Due)
        .where(
            Due.county_id == here.county_id,
            Due.kind == audience.WAVE,
            Due.subject_id == posting.id,
            Due.state == DueState.DUE,
        )
        .order_by(col(Due.due_at))
    ).first()


def _buttons(session: Session, here: Here, posting: Posting, language: str) -> Buttons:
    row = [cards.button("sending.button_again", language, f"dprog:{posting.id}")]
    if failures(session, here, posting):
        row.append(cards.button("sending.button_failed", language, f"dfail:{posting.id}"))
    if posting.plan.get("stopped"):
        row.append(cards.button("sending.button_go_on", language, f"dsend:{posting.id}"))
    elif posting.status in ON_AIR and (left(session, here, posting) or next_wave(session, here, posting) is not None):
        row.append(cards.button("sending.button_stop", language, f"dhold:{posting.id}"))
    return [row]


def failures(session: Session, here: Here, posting: Posting) -> list[tuple[Delivery, Group]]:
    """Copies that did not get out, or of which nobody knows, with their groups; what the desk stopped is none."""
    rows = session.exec(
        select(Delivery, Group)
        .where(
            Delivery.county_id == here.county_id,
            Delivery.posting_id == posting.id,
            Delivery.kind == DeliveryKind.SEND,
            col(Delivery.state).in_([DeliveryState.GIVEN_UP.value, DeliveryState.UNCERTAIN.value]),
            Group.county_id == here.county_id,
            Group.id == Delivery.group_id,
        )
        .order_by(col(Delivery.id))
    )
    return [(row, group) for row, group in rows if failed(row)]


def failed(row: Delivery) -> bool:
    """Whether a copy did not get out, or nobody knows; what waits, or an end took back, did not fail."""
    lost = row.state in (DeliveryState.GIVEN_UP, DeliveryState.UNCERTAIN)
    return lost and row.error not in withheld.NO_FAILURE


def list_failures(session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int) -> str:
    """哪些没发成: each group with what happened there."""
    desk = decisions.of_desk(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    parts.must_see(session, here, desk, posting)
    language = people.language_of(here, desk)
    rows = failures(session, here, posting)
    if not rows:
        talk.reply(session, now, here, desk, say("sending.no_failure", language, name=wording.named(posting)))
        return ""
    lines = [
        say("sending.failed_line", language, group=group.title or f"#{group.id}", why=why(row, language))
        for row, group in rows[:LISTED]
    ]
    if len(rows) > LISTED:
        lines.append(say("sending.and_more", language, groups=len(rows) - LISTED))
    head = say("sending.failed_head", language, name=wording.named(posting), groups=len(rows))
    talk.reply(session, now, here, desk, "\n".join([head, *lines]), about=[posting])
    return ""


def why(row: Delivery, language: str) -> str:
    """What became of a copy that is not out, in words."""
    if row.state == DeliveryState.UNCERTAIN:
        return say("sending.why_uncertain", language)
    if row.error in withheld.ENDED:
        return say(f"status.{row.error}", language)
    return wording.not_sent(row.error, language)


def hold(session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int = 0, code: str = "") -> str:
    """先别发: of one posting, or (none named) of the whole county. Answers and closings still go."""
    return _switch(session, now, here, sender, posting_id, code, on=False)


def send_on(session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int = 0, code: str = "") -> str:
    """接着发: takes the stopping back; what was held goes out."""
    return _switch(session, now, here, sender, posting_id, code, on=True)


def _switch(
    session: Session, now: datetime, here: Here, sender: Sender, posting_id: int, code: str, *, on: bool
) -> str:
    desk = decisions.of_desk(session, now, here, sender)
    language = people.language_of(here, desk)
    if not posting_id and not code:
        _switch_all(session, now, here, desk, on=on)
        return ""
    posting = _asked_for(session, here, desk, posting_id, code)[0]
    if posting.status not in ON_AIR:
        stands = say(f"status.{posting.status}", language)
        raise Refused("employer.already", name=wording.named(posting), stands=stands)
    count = (audience.send_on if on else audience.stop_sending)(session, now, here, posting)
    act = "posting.send_on" if on else "posting.stop_sending"
    events.note(session, now, here, act, "posting", posting.id, after={"copies": count})
    text = say("sending.goes_on" if on else "sending.stopped", language, name=wording.named(posting), left=count)
    talk.reply(session, now, here, desk, text, buttons=_buttons(session, here, posting, language), about=[posting])
    return ""


def _switch_all(session: Session, now: datetime, here: Here, desk: Person, *, on: bool) -> None:
    """The whole county's sending. Everybody at the desk hears of it, for it touches all that they publish."""
    parts.must_see_all(session, here, desk)
    county = session.get(County, here.county_id, with_for_update=True)
    assert county is not None
    county.outbox_stopped_at = None if on else now
    session.add(county)
    if not on:
        outbox.let_go(session, here, Priority.CLOSING)
    events.note(session, now, here, "county.send_on" if on else "county.stop_sending", "county", county.id)
    key = "sending.county_goes_on" if on else "sending.county_stopped"
    for person in people.desk(session, here):
        language = people.language_of(here, person)
        text = say(key, language, who=desk.name or say("desk.somebody", language))
        buttons: Buttons = [] if on else [[cards.button("sending.button_go_on", language, "dsend:0")]]
        outbox.tell_person(
            session, now, here, person.id or 0, text, key=f"held:{here.inbox_id}:{person.id}", buttons=buttons
        )
