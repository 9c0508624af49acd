"""Messages that a person must read: a join is likely, but nobody can tell which. They wait here for the desk.

Each becomes a row, and a message to whoever is on duty (else to everybody of the desk) with what it may mean as
buttons. What the desk presses is done in `bot/settling.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from sqlmodel import Session, col, select

from bot import answers, counters, events, freshen, inbox, ladder, outbox, parts, people, reply_context, seats, wording
from bot.app import Here
from bot.errors import Refused
from bot.messengers import Buttons
from bot.models import ON_AIR, Delivery, Group, Person, Posting, SignupState, Unclear
from bot.reply_context import Shown
from bot.texts import say
from nlp import contacts
from nlp import reply as nlp_reply
from nlp.types import Intent

CHOICES_MOST = 8
WORDS_MOST = 300
PEOPLE_MOST = 99
EXPORTED_PHONE = "13800138000"


def to_desk(
    session: Session,
    now: datetime,
    here: Here,
    person_id: int,
    inbox_id: int | None,
    group_id: int | None,
    posting_ids: Sequence[int],
) -> Unclear | None:
    """Put a message on the desk's list of unclear ones, once, and tell the desk; None where no message is behind it."""
    if inbox_id is None:
        return None
    row = session.exec(select(Unclear).where(Unclear.county_id == here.county_id, Unclear.inbox_id == inbox_id)).first()
    if row is not None:
        return row
    found = [session.get(Posting, each) for each in posting_ids]
    row = Unclear(
        county_id=here.county_id,
        inbox_id=inbox_id,
        person_id=person_id,
        group_id=group_id,
        said=inbox.said(session, here, inbox_id),
        made_at=now,
        verdict={
            "candidates": list(posting_ids),
            "shown": _as_shown(session, now, here, found),
            "quoted": _quoted(session, here, inbox_id),
            "signed": [each.code for each in found if each is not None and _people_on(session, here, each, person_id)],
        },
    )
    session.add(row)
    session.flush()
    counters.when_committed(session, counters.METRICS.unclear.labels(here.settings.slug))
    events.note(session, now, here, "unclear.add", "unclear", row.id, after={"person": person_id})
    group = session.get(Group, row.group_id) if row.group_id is not None else None
    everybody = parts.clerks(session, here, group.region_id if group is not None else None)
    on_duty = [clerk for clerk in everybody if clerk.on_duty_since is not None]
    for clerk in on_duty or everybody:
        show(session, now, here, row, clerk, due_at=None if on_duty else ladder.speaks_at(now, here))
    return row


def _as_shown(session: Session, now: datetime, here: Here, found: Sequence[Posting | None]) -> dict[str, list[int]]:
    """By code how many were taken and how old the copy was when the message came, for the line of the corpus."""
    shown = [Shown(each, each.published_at or now) for each in found if each is not None]
    context = reply_context.build(session, now, here, shown, [], reply_to=None, pending=None)
    return {each.code: [each.joined, each.minutes_ago] for each in context.postings}


def _quoted(session: Session, here: Here, inbox_id: int) -> str | None:
    """The code of the posting that the message quotes."""
    quoted = inbox.quotes(session, here, inbox_id)
    ids = outbox.postings_of_message(session, here, *quoted) if quoted is not None else []
    posting = session.get(Posting, ids[0]) if len(ids) == 1 else None
    return posting.code if posting is not None else None


def _people_on(session: Session, here: Here, posting: Posting, person_id: int) -> int:
    signup = seats.find(session, here, posting, person_id)
    return signup.people if signup is not None and signup.state in (SignupState.ACTIVE, SignupState.LEAD) else 0


def show(
    session: Session,
    now: datetime,
    here: Here,
    row: Unclear,
    clerk: Person,
    *,
    key: str = "",
    due_at: datetime | None = None,
) -> None:
    """Send a clerk the message with its choices. `key` tells a second showing (of a list, say) from the first."""
    assert clerk.id is not None
    language = people.language_of(here, clerk)
    outbox.tell_person(
        session,
        now,
        here,
        clerk.id,
        told(session, here, row, language),
        key=f"unclear:{row.id}:{clerk.id}:{key}",
        buttons=choices(session, now, here, row, language),
        due_at=due_at,
    )


def told(session: Session, here: Here, row: Unclear, language: str) -> str:
    """Who said what, where, and the question to the desk."""
    group = session.get(Group, row.group_id) if row.group_id is not None else None
    values = {"name": answers.public_name(here, session.get(Person, row.person_id)), "words": row.said[:WORDS_MOST]}
    if group is None:
        return say("desk_unclear.ask_private", language, **values)
    return say("desk_unclear.ask", language, place=reply_context.place_of(session, group), **values)


def candidates(session: Session, here: Here, row: Unclear) -> list[Posting]:
    """What the message may be about: what was thought of when it came, then all else on air in its group."""
    thought = [session.get(Posting, each) for each in row.verdict.get("candidates", [])]
    group = session.get(Group, row.group_id) if row.group_id is not None else None
    shown = [each.posting for each in reply_context.shown_in(session, here, group)] if group is not None else []
    found = {each.id: each for each in (*thought, *shown) if each is not None and each.status in ON_AIR}
    return list(found.values())[:CHOICES_MOST]


def choices(session: Session, now: datetime, here: Here, row: Unclear, language: str) -> Buttons:
    """A button for each posting with the number of people that the words say, and one for none of them."""
    made: Buttons = []
    for posting in candidates(session, here, row):
        number = number_for(session, now, here, row, posting)
        name = f"{posting.code} {posting.work or ''}".strip()
        key = "desk_unclear.choice" if number else "desk_unclear.choice_leaves"
        text = say(key, language, posting=name, count=number)
        made.append([{"text": text, "data": f"unclear:{row.id}:{posting.id}:{number}"}])
    made.append([{"text": say("desk_unclear.none", language), "data": f"unclear:{row.id}:no"}])
    return made


def number_for(session: Session, now: datetime, here: Here, row: Unclear, posting: Posting) -> int:
    """How many people the words would leave on this posting, were they about it; 0 where they would take all off."""
    on = _people_on(session, here, posting, row.person_id)
    shown = [Shown(posting, posting.published_at or now)]
    context = reply_context.build(
        session, row.made_at, here, shown, shown if on else [], reply_to=posting.code, pending=None
    )
    read = nlp_reply.read(row.said, context)
    if on and read.intent == Intent.CANCEL:
        return 0
    number = max(read.count or 1, 1)
    if on and read.intent != Intent.CHANGE:
        number = on + number if read.adds else number if read.number_said else on
    return min(number, PEOPLE_MOST)


def close_messages(session: Session, now: datetime, here: Here, row: Unclear, *, who: str = "") -> None:
    """Take the buttons off what the desk was sent, and say who settled it and how, or that it is over."""
    sent = session.exec(
        select(Delivery).where(
            Delivery.county_id == here.county_id,
            col(Delivery.dedupe_key).startswith(f"unclear:{row.id}:"),
        )
    ).all()
    for delivery in sent:
        clerk = session.get(Person, delivery.person_id) if delivery.person_id is not None else None
        language = people.language_of(here, clerk)
        what = meaning(session, here, row, language)
        over = row.verdict.get("overtaken") or row.verdict.get("edited")
        name = who or say("desk.somebody", language)
        end = what if over else say("desk_unclear.done", language, who=name, what=what)
        assert delivery.id is not None
        freshen.edit(session, now, here, delivery.id, f"{told(session, here, row, language)}\n{end}")


def meaning(session: Session, here: Here, row: Unclear, language: str) -> str:
    """What the desk said a settled message meant, in a few words."""
    verdict = row.verdict
    code = verdict.get("posting")
    posting = reply_context.by_code(session, here, code) if code else None
    name = wording.named(posting) if posting is not None else str(code or "")
    if verdict.get("overtaken") or verdict.get("edited"):
        return say("desk_unclear.overtaken", language)
    if not code:
        return say("desk_unclear.none", language)
    if verdict.get("intent") == Intent.CANCEL:
        return say("desk_unclear.choice_leaves", language, posting=name)
    return say("desk_unclear.choice", language, posting=name, count=int(verdict.get("count") or 1))


def unclear_waiting(session: Session, here: Here) -> list[Unclear]:
    """The messages that a person must read, those whose postings start soonest first.

    What is off the air tells of no haste; what begins at no said hour begins with the day.
    """
    rows = session.exec(
        select(Unclear).where(Unclear.county_id == here.county_id, col(Unclear.settled_at).is_(None))
    ).all()

    def soon(row: Unclear) -> tuple[date, time, int]:
        found = (session.get(Posting, each) for each in row.verdict.get("candidates", []))
        starts = [
            (posting.start, posting.begin_time or time.min)
            for posting in found
            if posting is not None and posting.start and posting.status in ON_AIR
        ]
        return *min(starts, default=(date.max, time.max)), row.id or 0

    return sorted(rows, key=soon)


def settled_ids(session: Session, here: Here) -> list[int]:
    """Ids of the messages whose meaning the desk told, in order: those that make a line of the corpus."""
    rows = session.exec(
        select(Unclear)
        .where(Unclear.county_id == here.county_id, col(Unclear.settled_at).is_not(None))
        .order_by(col(Unclear.id))
    )
    return [row.id for row in rows if row.id is not None and row.said and _is_told(row)]


def _is_told(row: Unclear) -> bool:
    return "intent" in row.verdict and not row.verdict.get("overtaken") and not row.verdict.get("edited")


def export(session: Session, here: Here, unclear_id: int) -> dict[str, Any]:
    """A settled message as a line of the corpus: what was said under which postings, and what it meant.

    Phones in the words are put in another's place. Refused where it is not settled, or was overtaken.
    """
    row = session.get(Unclear, unclear_id)
    if row is None or row.county_id != here.county_id or row.settled_at is None or not _is_told(row):
        raise Refused("roster.over")
    found = [session.get(Posting, each) for each in row.verdict.get("candidates", [])]
    shown = [Shown(posting, posting.published_at or row.made_at) for posting in found if posting is not None]
    context = reply_context.build(session, row.made_at, here, shown, [], reply_to=None, pending=None)
    moment: dict[str, list[int]] = row.verdict.get("shown", {})
    return {
        "id": f"desk-{row.id}",
        "region": here.settings.slug,
        "now": row.made_at.astimezone(here.zone).isoformat(),
        "postings": [
            {
                "code": each.code,
                "work": each.work,
                "trade": each.trade,
                "place": each.place,
                "wage": each.wage,
                "start": each.start.isoformat() if each.start else None,
                "begin_time": each.begin_time.strftime("%H:%M") if each.begin_time else None,
                "needed": each.needed,
                "joined": moment.get(each.code, [each.joined])[0],
                "minutes_ago": moment.get(each.code, [0, each.minutes_ago])[1],
            }
            for each in context.postings
        ],
        "reply_to": row.verdict.get("quoted"),
        "signed_up": list(row.verdict.get("signed", [])),
        "text": wording.phones_out(row.said, lambda _: EXPORTED_PHONE),
        "intent": row.verdict["intent"],
        "posting": row.verdict.get("posting"),
        "count": row.verdict.get("count") or None,
        "names": [],
        "phones": [EXPORTED_PHONE for _ in contacts.phones(row.said)],
        "ask": row.verdict.get("ask"),
    }
