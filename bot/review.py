"""The review: what a poster sends in waits for the desk; the desk's cards; where a posting stands in the line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from bot import (
    almanac,
    cards,
    dues,
    employers,
    events,
    freshen,
    going_out,
    lapsed,
    outbox,
    parts,
    people,
    postings,
    screening,
    seats,
    shifts,
    sizes,
    talk,
    wording,
)
from bot.app import Here
from bot.messengers import Buttons
from bot.models import (
    ON_AIR,
    Delivery,
    DeliveryKind,
    DeliveryPosting,
    Due,
    DueState,
    Employer,
    Person,
    Posting,
    PostingStatus,
    Role,
    Shift,
)
from bot.texts import say

WAITS = "review_waits"
LOOK = "trusted_look"
AGAIN = (3, 6)
"""After so many times the minutes of a turn everybody is called on anew: the first time, and each time after."""
TURNS = 3  # so many people of the desk have their minutes before a posting is late for its own work


def submit(session: Session, now: datetime, here: Here, person: Person, batch: Sequence[Posting]) -> None:
    """Send drafts in: file, screening, cards to the desk; a clean one of a trusted poster goes out at once.

    The poster hears where each stands.
    """
    waiting: list[Posting] = []
    for posting in batch:
        file = employers.open_for(session, now, here, posting, person)
        posting.hits = screening.read(session, now, here, posting, person)
        posting.submitted_at, posting.asked = _later(now, posting.submitted_at), None
        posting.region_id = postings.region_of(session, here, posting)
        seats.step(session, now, here, posting, PostingStatus.REVIEW)
        if person.role == Role.NONE and person.phone is None and posting.phones:
            person.phone = posting.phones[0]
            session.add(person)
        session.flush()
        if not posting.hits and employers.trusts(now, here, file, posting):
            _trusted(session, now, here, posting)
        else:
            waiting.append(posting)
    if not waiting:
        return
    own = person.role in people.DESK_ROLES  # who takes a need by telephone gets its card at once
    if not own:
        ahead = _before(session, here, waiting[0])
        text = standing(session, now, here, ahead, people.language_of(here, person))
        talk.reply(session, now, here, person, text, part="in_review", about=waiting)
    for posting in waiting:
        if own:
            show(session, now, here, posting, person)
        to_desk(session, now, here, posting)


def _later(now: datetime, before: datetime | None) -> datetime:
    """The moment of a sending-in, which tells it from the one before (`_round`): a second after that at the least."""
    return now if before is None else max(now, before + timedelta(seconds=1))


def _trusted(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    seats.step(session, now, here, posting, PostingStatus.OPEN)
    posting.reviewed_at, posting.reviewed_by_id = now, None
    postings.publish(session, now, here, posting)
    events.note(session, now, here, "posting.trusted", "posting", posting.id)
    going_out.tell_poster(session, now, here, posting)
    begins = _begins(now, here, shifts.rows(session, here))
    dues.plan(session, now, here, LOOK, posting.id, begins, key=f"{LOOK}:{posting.id}")


def _before(session: Session, here: Here, posting: Posting) -> int:
    return session.exec(
        select(func.count())
        .select_from(Posting)
        .where(
            Posting.county_id == here.county_id,
            Posting.status == PostingStatus.REVIEW,
            col(Posting.id) != posting.id,
            col(Posting.submitted_at) <= posting.submitted_at,
            (col(Posting.batch).is_(None)) | (col(Posting.batch) != posting.batch),
        )
    ).one()


def standing(session: Session, now: datetime, here: Here, ahead: int, language: str) -> str:
    """Where a posting stands: how many wait before it and how long it takes, or when it will be read."""
    begins = reads_from(session, now, here)
    if begins is None:
        key = "review.in_line" if ahead else "review.first_in_line"
        return say(key, language, ahead=ahead, minutes=here.settings.times.review_minutes)
    day = wording.day_beside(begins.date(), now.astimezone(here.zone).date(), language)
    hour = wording.hour(begins.time(), language)
    return say("review.off_duty", language, day=day, hour=hour, phone=here.settings.duty_phone)


def where(session: Session, now: datetime, here: Here, posting: Posting, language: str) -> str:
    """The same for a posting that waits already; where it waits longer than it should, that, and whom to ring."""
    late = posting.submitted_at is not None and now - posting.submitted_at > timedelta(
        minutes=here.settings.times.review_minutes
    )
    if late and reads_from(session, now, here) is None:
        return say("review.late", language, phone=here.settings.duty_phone)
    return standing(session, now, here, _before(session, here, posting), language)


def reads_from(session: Session, now: datetime, here: Here) -> datetime | None:
    """When the next duty begins; None where a posting is read now: in somebody's duty, or as somebody says they are."""
    found = shifts.rows(session, here)
    if shifts.read_now(now, here, found) or any(shifts.says_so(now, here, each) for each in people.desk(session, here)):
        return None
    return _begins(now, here, found)


def _begins(now: datetime, here: Here, found: Sequence[Shift]) -> datetime:
    """When the next duty begins, by the roster, else by the duty hours; in the county's zone."""
    begins = shifts.next_begin(now, here, found)
    return (begins or now + timedelta(days=1)).astimezone(here.zone)


def to_desk(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """Put a posting before who is on duty (before everybody where nobody is), and plan the next in time."""
    everybody = parts.clerks(session, here, posting.region_id)
    first = [each for each in everybody if each.on_duty_since is not None] or everybody
    due_at = reads_from(session, now, here) or now
    for person in first:
        show(session, now, here, posting, person, due_at=due_at)
    after = due_at + timedelta(minutes=here.settings.times.review_minutes)
    dues.plan(session, now, here, WAITS, posting.id, after, key=turn_key(posting))
    if posting.status == PostingStatus.REVIEW:
        turns_over = due_at + timedelta(minutes=TURNS * here.settings.times.review_minutes)
        lapsed.plan(session, now, here, posting, not_before=turns_over)


def turn_key(posting: Posting) -> str:
    """The key of the row of the desk's turns at one sending-in."""
    return f"{WAITS}:{posting.id}:{_round(posting)}"


def waits(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: a posting that waited its minutes goes to the person on duty, and each time after to the next.

    Once everybody had their turn it begins anew, after three times the minutes and then every six times (10, 40, 100
    and 160 where one is alone). Outside the duty hours nobody is called on: it goes on when duty begins.
    """
    posting = session.get(Posting, due.subject_id)
    if posting is None or (posting.status != PostingStatus.REVIEW and not posting.pending_changes):
        return "no longer waits"
    if posting.status != PostingStatus.REVIEW and posting.valid_until is not None and posting.valid_until <= now:
        return "the work has begun: the change is of no use"
    begins = reads_from(session, now, here)
    if begins is not None:
        due.due_at = begins
        session.add(due)
        return None
    everybody = turns(session, now, here, posting.region_id)
    if almanac.in_quiet(here, now):
        awake = {each.person_id for each in shifts.covering(now, here, shifts.rows(session, here))}
        up = [each for each in everybody if each.id in awake or shifts.says_so(now, here, each)]
        everybody = up or everybody  # nobody where the county's own duty hours reach into the night
    if not everybody:
        return "nobody is at the desk"
    had, again = list(due.details.get("had", [])), int(due.details.get("again", 0))
    turn = next((each for each in everybody if each.id not in had), None)
    if turn is None:
        had, again, turn = [], again + 1, everybody[0]
    show(session, now, here, posting, turn)
    nudge(session, now, here, posting, turn, again)
    had.append(turn.id)
    over = all(each.id in had for each in everybody)
    steps = AGAIN[min(again, len(AGAIN) - 1)] if over else 1
    due.details = {**due.details, "had": had, "again": again}
    due.due_at = now + timedelta(minutes=here.settings.times.review_minutes * steps)
    session.add(due)
    return None


def show_waiting(session: Session, now: datetime, here: Here, person: Person) -> None:
    """Somebody comes on duty: they get the cards of all that waits, and their turn after the minutes of one."""
    waiting = session.exec(
        select(Posting)
        .where(Posting.county_id == here.county_id, Posting.status == PostingStatus.REVIEW)
        .order_by(col(Posting.id))
    ).all()
    soon = now + timedelta(minutes=here.settings.times.review_minutes)
    for posting in (each for each in waiting if parts.sees(session, here, person, each.region_id)):
        show(session, now, here, posting, person)
        row = dues.find(session, here, turn_key(posting))
        if row is not None and row.state == DueState.DUE and row.due_at > soon:
            row.due_at = soon
            session.add(row)


def turns(session: Session, now: datetime, here: Here, region_id: int | None) -> list[Person]:
    """Who of the desk sees this region, in the order in which they are called on.

    Who is on duty, the longest first; then who is the next by the roster; then who stands on none.
    """
    everybody = parts.clerks(session, here, region_id)
    first = sorted(
        (each for each in everybody if each.on_duty_since is not None), key=lambda each: (each.on_duty_since, each.id)
    )
    found = shifts.rows(session, here)
    others = [(shifts.next_begin(now, here, found, each.id), each) for each in everybody if each.on_duty_since is None]
    others.sort(key=lambda each: (each[0] is None, each[0] or now))
    return [*first, *(each for _, each in others)]


def nudge(session: Session, now: datetime, here: Here, posting: Posting, person: Person, again: int = 0) -> None:
    """A word to one person of the desk that something waits; the card stands where it stood, perhaps far above."""
    language = people.language_of(here, person)
    since = posting.submitted_at or now
    text = almanac.say(
        here,
        "review_waits.nudge",
        language,
        minutes=max(int((now - since).total_seconds()) // 60, 1),
        posting=wording.named(posting),
    )
    key = f"{turn_key(posting)}:{person.id}" + (f":{again}" if again else "")
    outbox.tell_person(session, now, here, person.id or 0, text, key=key, about=[posting.id or 0])


def look(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: what a trusted poster sent out unread is looked at the next morning, not outside of the duty."""
    posting = session.get(Posting, due.subject_id)
    if posting is None or posting.status not in ON_AIR:
        return "no longer on air"
    begins = reads_from(session, now, here)
    if begins is not None:
        due.due_at = begins
        session.add(due)
        return None
    everybody = parts.clerks(session, here, posting.region_id)
    for person in [each for each in everybody if each.on_duty_since is not None] or everybody:
        language = people.language_of(here, person)
        text = say("review.trusted_look", language, code=posting.code or "")
        text += "\n" + cards.card(posting, now.astimezone(here.zone).date(), language)
        buttons: Buttons = [
            [
                cards.button("button.roster", language, f"list:{posting.id}"),
                cards.button("button.withdraw", language, f"dwithdraw:{posting.id}"),
            ]
        ]
        outbox.tell_person(
            session,
            now,
            here,
            person.id or 0,
            text,
            key=f"{LOOK}:{posting.id}:{person.id}",
            buttons=buttons,
            about=[posting.id or 0],
        )
    return None


def _round(posting: Posting) -> int:
    """Tells one sending-in from the next."""
    return int(posting.submitted_at.timestamp()) if posting.submitted_at else 0


def _card_key(posting: Posting, person: Person) -> str:
    what = "change" if posting.pending_changes else "review"
    return f"{what}:{posting.id}:{_round(posting)}:{person.id}"


def show(
    session: Session, now: datetime, here: Here, posting: Posting, person: Person, *, due_at: datetime | None = None
) -> None:
    """The review card to one person of the desk, once for each sending-in; shown again it stands in its newest form."""
    text, buttons = content(session, now, here, posting, people.language_of(here, person))
    key = _card_key(posting, person)
    known = outbox.by_key(session, here, key)
    if known is not None:
        freshen.edit(session, now, here, known.id or 0, text, buttons)
        return
    outbox.tell_person(
        session, now, here, person.id or 0, text, key=key, buttons=buttons, about=[posting.id or 0], due_at=due_at
    )


def content(session: Session, now: datetime, here: Here, posting: Posting, language: str) -> tuple[str, Buttons]:
    """Text and buttons of the card: of a posting that waits, or of a change that waits."""
    today = now.astimezone(here.zone).date()
    file = session.get(Employer, posting.employer_id) if posting.employer_id is not None else None
    lines = cards.file_lines(file, today, language, postings=employers.published(session, here, file))
    unchecked = not employers.phone_checked(now, file)
    if posting.pending_changes:
        from bot import amendments

        text = amendments.desk_text(session, now, here, posting, language)
        mark = f"{posting.id}:{posting.version}"
        buttons = [
            [
                cards.button("button.change_ok", language, f"dchok:{mark}"),
                cards.button("button.change_no", language, f"dchno:{mark}"),
            ]
        ]
        return text + "\n" + say("review.file", language, file=lines), buttons
    size = sizes.said(session, now, here, posting, language)
    text = cards.review_card(posting, today, language, file=lines, size=size)
    return text, cards.review_buttons(posting, language, unchecked=unchecked)


def desk_cards(session: Session, here: Here, posting: Posting) -> list[Delivery]:
    """The cards of this sending-in that stand with the desk."""
    return list(
        session.exec(
            select(Delivery)
            .join(
                DeliveryPosting,
                (col(DeliveryPosting.county_id) == Delivery.county_id)
                & (col(DeliveryPosting.delivery_id) == Delivery.id),
            )
            .where(
                Delivery.county_id == here.county_id,
                DeliveryPosting.county_id == here.county_id,
                DeliveryPosting.posting_id == posting.id,
                Delivery.kind == DeliveryKind.SEND,
                col(Delivery.dedupe_key).startswith(f"review:{posting.id}:{_round(posting)}:")
                | col(Delivery.dedupe_key).startswith(f"change:{posting.id}:{_round(posting)}:"),
            )
            .order_by(col(Delivery.id))
        )
    )


def refresh(session: Session, now: datetime, here: Here, posting: Posting) -> None:
    """Bring the desk's cards in line with what changed."""
    for row in desk_cards(session, here, posting):
        person = session.get(Person, row.person_id)
        if person is not None and row.dedupe_key == _card_key(posting, person):
            text, buttons = content(session, now, here, posting, people.language_of(here, person))
            freshen.edit(session, now, here, row.id or 0, text, buttons)


def settle_cards(session: Session, now: datetime, here: Here, posting: Posting, who: str, key: str) -> None:
    """It is decided: the desk's cards say by whom and how, and have no buttons any more."""
    dues.drop(session, now, here, "decided", turn_key(posting))
    today = now.astimezone(here.zone).date()
    for row in desk_cards(session, here, posting):
        language = people.language_of(here, session.get(Person, row.person_id))
        what = say(key, language, code=posting.code or "")
        head = say("review.decided", language, who=who, what=what)
        buttons: Buttons = []
        if posting.status in ON_AIR:
            buttons = [
                [
                    cards.button("button.roster", language, f"list:{posting.id}"),
                    cards.button("sending.button_progress", language, f"dprog:{posting.id}"),
                ],
                [
                    cards.button("button.close", language, f"close:{posting.id}"),
                    cards.button("button.withdraw", language, f"dwithdraw:{posting.id}"),
                ],
            ]
        text = head + "\n" + cards.card(posting, today, language)
        freshen.edit(session, now, here, row.id or 0, text, buttons)
