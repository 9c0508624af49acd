"""Employers of long standing: asked every week whether they need people, visited every month.

The desk names them. What they answer in words changes their posting (`bot/still_needed.py` reads it).
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot import almanac, dues, events, expiry, freshen, ladder, outbox, parts, people, postings, seats, talk, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Due, Employer, Person, Posting, Visit
from bot.people import Sender
from bot.texts import say
from nlp import order as orders
from nlp import request

WEEKLY = "regular"
ANSWERS = ("number", "enough", "same", "not_now", "no_answer")
VISIT = "visit"
LISTED = 4
NOTE_SECONDS = 1800
"""So long after the tick the next words are the visit's note."""
NO_NOTE = frozenset({"greet", "thanks", "help"})


def of_county(session: Session, here: Here) -> list[Employer]:
    """All employers of long standing that are not barred, by name."""
    rows = session.exec(
        select(Employer).where(
            Employer.county_id == here.county_id,
            col(Employer.regular).is_(True),
            col(Employer.barred_at).is_(None),
        )
    )
    return sorted(rows, key=lambda each: (each.name, each.id or 0))


def set_regular(session: Session, now: datetime, here: Here, *, sender: Sender, phone: str, on: bool = True) -> None:
    """The desk names an employer of long standing by phone, or takes that back."""
    from bot import decisions, employers

    desk = decisions.of_desk(session, now, here, sender)
    parts.must_see_all(session, here, desk)
    file = employers.by_phone(session, here, "".join(each for each in phone if each.isdigit()))
    if file is None:
        raise Refused("desk.no_file")
    file.regular = on
    session.add(file)
    events.note(session, now, here, "employer.regular", "employer", file.id, after={"on": on})
    language = people.language_of(here, desk)
    key = "regular.set_on" if on else "regular.set_off"
    talk.reply(session, now, here, desk, almanac.say(here, key, language, name=file.name or file.phone or ""))


def weekly(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act, once a week: plan a question to each."""
    if almanac.missed(now, here, due):
        return "the day is over"
    found = of_county(session, here)
    for file in found:
        key = f"{WEEKLY}:{file.id}:{due.details['day']}"
        dues.plan(session, now, here, WEEKLY, file.id, now, key=key, details=dict(due.details))
    return None if found else "nobody of long standing"


def ask(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: 这周还要人吗？ to one employer, by what they have out."""
    file = session.get(Employer, due.subject_id)
    if file is None or not file.regular or file.barred_at is not None:
        return "no longer of long standing"
    if almanac.missed(now, here, due):
        return "the day is over"
    query = select(Posting).where(Posting.county_id == here.county_id, Posting.employer_id == file.id)
    newest = col(Posting.id).desc()
    out = list(session.exec(query.where(col(Posting.status).in_([each.value for each in ON_AIR])).order_by(newest)))
    last = session.exec(query.where(col(Posting.published_at).is_not(None)).order_by(newest)).first()
    if last is None:
        return "never had a posting"
    person = session.get(Person, out[0].poster_id if out else last.poster_id)
    language = people.language_of(here, person)
    key = f"{WEEKLY}:{file.id}:{due.details['day']}"
    if len(out) == 1:
        free = _free(session, now, here, out[0])
        taken = postings.taken(session, out[0])
        name = wording.named(out[0])
        text = almanac.say(here, "regular.one", language, posting=name, taken=taken, free=free)
        expiry.ask(session, now, here, out[0], text, key=key)
    elif out:
        parts = [
            almanac.say(
                here,
                "regular.many_line",
                language,
                posting=wording.named(each),
                free=_free(session, now, here, each),
            )
            for each in out[:LISTED]
        ]
        listed = say("list.comma", language).join(parts)
        text = almanac.say(here, "regular.many", language, list=listed, code=out[0].code or "")
        ladder.say(
            session,
            now,
            here,
            out[0].poster_id,
            text,
            key=key,
            posting=out[0],
            falls_back=False,
            what="call_clock.needed",
            until=almanac.evening_over(here, now),
            about=[each.id or 0 for each in out[:LISTED]],
        )
        if person is not None and person.role not in people.DESK_ROLES:  # 下礼拜再说 is an answer too
            person.doing = {"act": expiry.SOME, "posting": out[0].id, "at": int(now.timestamp())}
            session.add(person)
    else:
        count = last.headcount_max or 1
        text = almanac.say(here, "regular.none", language, posting=last.work or "", count=count)
        expiry.ask(session, now, here, last, text, key=key, act=expiry.AGAIN)
    return None


def answered(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    employer_id: int,
    what: str,
    posting_id: int | None = None,
    number: int | None = None,
) -> None:
    """The desk asked an employer by telephone: what they said of one of their postings, or that nobody answered.

    `number`: so many are still needed; `enough`: it is closed; `same`: nothing changes; `not_now`: nothing is out and
    nobody is needed; `no_answer`. Refused where it
    is no employer of long standing, or the posting is not theirs.
    """
    from bot import changes, decisions

    desk = decisions.of_desk(session, now, here, sender)
    file = session.get(Employer, employer_id)
    if file is None or file.county_id != here.county_id or not file.regular or what not in ANSWERS:
        raise Refused("desk.no_file")
    if what in ("number", "enough"):
        posting = postings.get(session, here, posting_id or 0)
        if posting.employer_id != file.id:
            raise Refused("employer.gone")
        if what == "number" and not number:
            raise Refused("regular.how_many")
        changes.do(session, now, here, desk, posting, "still" if what == "number" else "close", number=number)
    after = {"outcome": what, "posting": posting_id, "wanted": number}
    events.note(
        session, now, here, expiry.ASKED, "employer", file.id, after={k: v for k, v in after.items() if v is not None}
    )


def name_by_id(session: Session, now: datetime, here: Here, *, sender: Sender, employer_id: int, on: bool) -> None:
    """The desk names an employer of long standing in their file, or takes that back."""
    from bot import decisions

    decisions.of_desk(session, now, here, sender)
    file = session.get(Employer, employer_id)
    if file is None or file.county_id != here.county_id:
        raise Refused("desk.no_file")
    file.regular = on
    session.add(file)
    events.note(session, now, here, "employer.regular", "employer", file.id, after={"on": on})


def _free(session: Session, now: datetime, here: Here, posting: Posting) -> int:
    return max((seats.free(row) for row in seats.days_ahead(session, now, here, posting)), default=0)


def visits(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act, once a month: the list of visits to the desk, each with its tick. Late it is made good."""
    month = due.details["day"][:7]
    found = of_county(session, here)
    if not found:
        return "nobody of long standing"
    if almanac.in_quiet(here, now):
        due.due_at = ladder.speaks_at(now, here)
        session.add(due)
        return None
    rows = []
    for file in found:
        row = session.exec(
            select(Visit).where(Visit.county_id == here.county_id, Visit.employer_id == file.id, Visit.month == month)
        ).first() or Visit(county_id=here.county_id, employer_id=file.id or 0, month=month, made_at=now)
        session.add(row)
        session.flush()
        rows.append((row, file))
    for clerk in parts.clerks(session, here, None):
        language = people.language_of(here, clerk)
        head = almanac.say(here, "regular.visits", language, month=int(month[5:]), count=len(rows))
        outbox.tell_person(session, now, here, clerk.id or 0, head, key=f"visits:{month}:{clerk.id}")
        for row, file in rows:
            text = _line(session, here, row, file, language)
            buttons = [[_button(here, language, row)]] if row.done_at is None else []
            key = f"visit:{row.id}:{clerk.id}"
            outbox.tell_person(session, now, here, clerk.id or 0, text, key=key, buttons=buttons)
    return None


def _button(here: Here, language: str, row: Visit) -> dict[str, str]:
    """走访了: the tick under a line."""
    return {"text": almanac.say(here, "regular.button_visited", language), "data": f"visited:{row.id}:yes"}


def _line(session: Session, here: Here, row: Visit, file: Employer, language: str) -> str:
    who = session.get(Person, row.done_by_id) if row.done_by_id is not None else None
    key = "regular.visit" if row.done_at is None else "regular.visit_done"
    name = who.name if who is not None else ""
    return almanac.say(here, key, language, name=file.name or "", phone=file.phone or "", who=name)


def tick(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    visit_id: int,
    note: str = "",
    asks_note: bool = True,
) -> str:
    """The desk visited an employer; ticked twice is ticked once.

    In a chat (`asks_note`) what they write next is the note.
    """
    from bot import decisions

    desk = decisions.of_desk(session, now, here, sender)
    parts.must_see_all(session, here, desk)
    row = session.get(Visit, visit_id, with_for_update=True)
    if row is None or row.county_id != here.county_id:
        raise Refused("desk.unknown")
    file = session.get(Employer, row.employer_id)
    if file is None:
        raise Refused("desk.unknown")
    if row.done_at is None:
        row.done_at, row.done_by_id = now, desk.id
        events.note(session, now, here, "visit.done", "visit", row.id)
    if note:
        row.note = note
    elif asks_note:
        desk.doing = {"act": VISIT, "visit": row.id, "at": int(now.timestamp())}
        session.add(desk)
    session.add(row)
    session.flush()
    for clerk in parts.clerks(session, here, None):
        told = outbox.by_key(session, here, f"visit:{row.id}:{clerk.id}")
        if told is not None and told.id is not None:
            language = people.language_of(here, clerk)
            freshen.edit(session, now, here, told.id, _line(session, here, row, file, language))
    return almanac.say(here, "regular.visited", people.language_of(here, desk), name=file.name or "")


def hear_note(session: Session, now: datetime, here: Here, *, person: Person, text: str) -> bool:
    """The words of somebody of the desk right after they ticked a visit are its note, a need told there too.

    What greets, thanks, asks for help or is about a posting by its code is none: the note may come after it.
    """
    doing = dict(person.doing)
    if doing.get("act") != VISIT or person.role not in people.DESK_ROLES:
        return False
    order = orders.read(text, here.today(now))
    late = now.timestamp() - float(doing.get("at", 0)) > NOTE_SECONDS
    if not late and (order.act in NO_NOTE or order.code is not None):
        return False
    person.doing = {}
    session.add(person)
    row = session.get(Visit, int(doing["visit"]))
    if row is None or late:
        return False
    key = "regular.visit_no_note"
    if not (order.no or order.skip):
        row.note = text
        session.add(row)
        needs = request.read(text, now, here.gazetteer).needs
        key = "regular.visit_noted_need" if any(need.work for need in needs) else "regular.visit_noted"
    talk.reply(session, now, here, person, almanac.say(here, key, people.language_of(here, person)), part="visit")
    return True
