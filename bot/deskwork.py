"""The desk in private: what waits, needs taken by telephone, duty, rosters, files, trust and bars, withdrawing."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

from bot import (
    barring,
    calloffs,
    cards,
    changes,
    decisions,
    drafts,
    employers,
    events,
    parts,
    people,
    postings,
    review,
    sending,
    stoppages,
    talk,
    wording,
)
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Employer, Person, Posting, PostingStatus
from bot.people import Sender
from bot.texts import say
from nlp import order as orders

LISTED = 10
PHONE = "phone"


def hear(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    text: str,
    quoting: int | None = None,
    edited: bool = False,
) -> bool:
    """A text of somebody of the desk: a reason they were asked for, a need by telephone, an order, or a need.

    False as in `drafts.hear`.
    """
    desk = decisions.of_desk(session, now, here, sender)
    doing = dict(desk.doing)
    if doing.get("act") in ("back", "reject") and not edited and _reasoned(session, now, here, sender, desk, text):
        return True
    if doing.get("act") == barring.BAR and not edited and barring.heard(session, now, here, desk, text):
        return True
    if doing.get("act") == PHONE and not edited:
        desk.doing = {}
        session.add(desk)
        return drafts.listen(session, now, here, desk, sender, text)
    order = orders.desk(text)
    if order is not None and _ordered(session, now, here, desk, sender, *order):
        return True
    if _stop_township(session, now, here, sender, desk, text):
        return True
    return drafts.listen(session, now, here, desk, sender, text, quoting=quoting, edited=edited)


def _reasoned(session: Session, now: datetime, here: Here, sender: Sender, desk: Person, text: str) -> bool:
    """The reason that was asked for; where somebody else was first, they hear who. False where it is something else."""
    doing = dict(desk.doing)
    posting = session.get(Posting, int(doing.get("posting", 0)))
    if posting is None or posting.county_id != here.county_id:
        desk.doing = {}
        session.add(desk)
        return False
    try:
        told = decisions.decide_with(
            session,
            now,
            here,
            sender=sender,
            posting_id=int(doing["posting"]),
            version=int(doing["version"]),
            act=str(doing["act"]),
            reason=text,
        )
    except Refused as late:
        talk.reply(session, now, here, desk, say(late.key, people.language_of(here, desk), **late.values), part="late")
        return not barring.something_else(now, here, text)
    talk.reply(session, now, here, desk, told)
    return True


def _ordered(session: Session, now: datetime, here: Here, desk: Person, sender: Sender, act: str, rest: str) -> bool:
    if act == "waiting":
        list_waiting(session, now, here, sender=sender)
    elif act in ("duty_on", "duty_off"):
        duty(session, now, here, sender=sender, on=act == "duty_on")
    elif act == PHONE:
        by_phone(session, now, here, sender=sender, text=rest)
    elif act == "on_duty":
        sending.who_on_duty(session, now, here, sender=sender)
    elif act in ("progress", "hold", "send_on"):
        function = {"progress": sending.progress, "hold": sending.hold, "send_on": sending.send_on}[act]
        function(session, now, here, sender=sender, code=orders.code_in(rest) or "")
    elif act == "withdraw":
        code = orders.code_in(rest)
        if code is None:
            return False
        withdraw(session, now, here, sender=sender, code=code)
    else:
        return False
    return True


def list_waiting(session: Session, now: datetime, here: Here, *, sender: Sender) -> None:
    """/desk: what waits, the longest waiting first, each as its card; then what is out, its roster a press away."""
    desk = decisions.of_desk(session, now, here, sender)
    desk.doing = {}
    session.add(desk)
    language = people.language_of(here, desk)
    found = session.exec(
        select(Posting)
        .where(
            Posting.county_id == here.county_id,
            (col(Posting.status) == PostingStatus.REVIEW.value)
            | col(Posting.status).in_([each.value for each in ON_AIR]),
        )
        .order_by(col(Posting.submitted_at), col(Posting.id))
    )
    rows = [each for each in found if parts.sees(session, here, desk, each.region_id)]
    waiting = [each for each in rows if each.status == PostingStatus.REVIEW or each.pending_changes]
    out = [each for each in rows if each.status != PostingStatus.REVIEW]
    text = say("desk.waiting", language, waiting=len(waiting), out=len(out))
    talk.reply(session, now, here, desk, text, part="head")
    for posting in waiting[:LISTED]:
        card, buttons = review.content(session, now, here, posting, language)
        talk.reply(session, now, here, desk, card, part=f"wait{posting.id}", buttons=buttons, about=[posting])
    today = now.astimezone(here.zone).date()
    for posting in out[:LISTED]:
        line = cards.own_line(posting, postings.taken(session, posting), today, language)
        row = [
            cards.button("button.roster", language, f"list:{posting.id}"),
            cards.button("button.close", language, f"close:{posting.id}"),
            cards.button("button.withdraw", language, f"dwithdraw:{posting.id}"),
        ]
        talk.reply(session, now, here, desk, line, part=f"out{posting.id}", buttons=[row], about=[posting])


def duty(session: Session, now: datetime, here: Here, *, sender: Sender, on: bool) -> None:
    """/duty on, /duty off. Who comes on duty gets what waits."""
    desk = decisions.of_desk(session, now, here, sender)
    desk.on_duty_since = now if on else None
    session.add(desk)
    events.note(session, now, here, "desk.duty", "person", desk.id, after={"on": on})
    language = people.language_of(here, desk)
    talk.reply(session, now, here, desk, say("desk.duty_on" if on else "desk.duty_off", language))
    if on:
        review.show_waiting(session, now, here, desk)


def by_phone(session: Session, now: datetime, here: Here, *, sender: Sender, text: str) -> None:
    """/phone, 代发: the text (or the next one) is a need that an employer told by telephone."""
    desk = decisions.of_desk(session, now, here, sender)
    if text.strip():
        desk.doing = {}
        session.add(desk)
        drafts.listen(session, now, here, desk, sender, text)
        return
    desk.doing = {"act": PHONE}
    session.add(desk)
    talk.reply(session, now, here, desk, say("desk.phone_go_on", people.language_of(here, desk)))


def withdraw(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    posting_id: int | None = None,
    code: str = "",
    sure: bool = False,
) -> str:
    """撤回: off the air by the desk. Asks once, naming how many people it touches."""
    desk = decisions.of_desk(session, now, here, sender)
    posting = (
        postings.get(session, here, posting_id) if posting_id is not None else postings.by_code(session, here, code)
    )
    if posting is None:
        raise Refused("employer.no_such_code", code=code)
    parts.must_see(session, here, desk, posting)
    language = people.language_of(here, desk)
    touched = postings.people_on(session, posting)
    if not sure and touched and calloffs.reaches(session, now, here, posting):
        row = [
            cards.button("button.withdraw_sure", language, f"dwithdraw2:{posting.id}"),
            cards.button("button.cancel_not", language, f"keep:{posting.id}"),
        ]
        text = say("desk.withdraw_sure", language, name=wording.named(posting), people=touched)
        talk.reply(session, now, here, desk, text, buttons=[row], about=[posting])
        return ""
    changes.call_off(session, now, here, desk, posting, PostingStatus.WITHDRAWN)
    return ""


def _stop_township(session: Session, now: datetime, here: Here, sender: Sender, desk: Person, text: str) -> bool:
    """解店镇今天停工: a day of all postings of a township, in one message."""
    today = now.astimezone(here.zone).date()
    order = orders.read(text, today)
    if order.act != "stop" or order.code is not None:
        return False
    towns = [
        here.gazetteer.short(region)
        for match in here.gazetteer.resolve(text)
        for region in match.regions
        if region.level == "township"
    ]
    if not towns:
        return False
    day = order.day or today
    rows = stoppages.stop(session, now, here, sender=sender, town=towns[0], day=day, why=orders.weather(text))
    stopped = [wording.named(each) for each in rows]
    language = people.language_of(here, desk)
    near = wording.day_beside(day, today, language)
    if not stopped:
        talk.reply(session, now, here, desk, say("desk.stopped_none", language, town=towns[0], day=near))
        return True
    names = say("list.pause", language).join(stopped)
    text = say("desk.stopped_town", language, town=towns[0], day=near, count=len(stopped), names=names)
    talk.reply(session, now, here, desk, text)
    return True


def show_file(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    employer_id: int | None = None,
    phone: str = "",
    posting_id: int = 0,
) -> str:
    """The employer's file with its buttons; by id, or by phone (`/file 138…`)."""
    desk = decisions.of_desk(session, now, here, sender)
    file = session.get(Employer, employer_id) if employer_id is not None else None
    digits = "".join(each for each in phone if each.isdigit())
    if file is None and digits:
        file = employers.by_phone(session, here, digits)
    if file is None or file.county_id != here.county_id:
        raise Refused("desk.no_file")
    if not parts.hires(session, here, desk, file.id):
        raise Refused("web.not_yours")
    events.note(session, now, here, "employer.look", "employer", file.id)
    language = people.language_of(here, desk)
    today = now.astimezone(here.zone).date()
    text = cards.file_lines(file, today, language, postings=employers.published(session, here, file))
    talk.reply(session, now, here, desk, text, buttons=cards.file_buttons(file, posting_id, language))
    return ""


def edit_file(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    employer_id: int,
    what: str,
    posting_id: int,
    delivery_id: int,
) -> str:
    """A button under an employer's file."""
    desk = decisions.of_desk(session, now, here, sender)
    file = session.get(Employer, employer_id)
    if file is None or file.county_id != here.county_id:
        raise Refused("desk.no_file")
    parts.must_see_all(session, here, desk)
    if what.startswith("k_"):
        employers.set_kind(session, now, here, file, what.removeprefix("k_"))
    elif what == "phone":
        employers.note_phone(session, now, here, file, desk)
    elif what == "papers":
        employers.see_papers(session, now, here, file, say("file.papers_seen", here.language))
    elif what == "licence":
        seen = say("file.licence_seen", here.language)
        employers.see_licence(session, now, here, file, file.licence or f"{seen}#{file.id}", seen)
    elif what == "trust":
        employers.trust(session, now, here, file, _typical(session, here, file, posting_id))
    elif what == "untrust":
        employers.untrust(session, now, here, file)
    elif what == "bar":
        barring.ask_why(session, now, here, desk, file, posting_id=posting_id, delivery_id=delivery_id)
        return ""
    elif what == "unbar":
        employers.unbar(session, now, here, file)
    else:
        raise Refused("employer.old_button")
    barring.screen_again(session, now, here, file)
    barring.show_anew(session, now, here, desk, file, posting_id, delivery_id)
    return say("desk.file_noted", people.language_of(here, desk))


def _typical(session: Session, here: Here, file: Employer, posting_id: int) -> Posting:
    """The posting whose trade and pay a trust is measured by: the one at hand, else the file's newest."""
    posting = session.get(Posting, posting_id) if posting_id else None
    if posting is None or posting.employer_id != file.id:
        posting = session.exec(
            select(Posting)
            .where(Posting.county_id == here.county_id, Posting.employer_id == file.id)
            .order_by(col(Posting.id).desc())
        ).first()
    if posting is None:
        raise Refused("desk.trust_no_wage")
    return posting
