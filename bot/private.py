"""The commands of a private chat: /start, /lang, /my, /help, /forget, and what is no text."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot import (
    cards,
    changes,
    drafts,
    dues,
    employers,
    events,
    forgetting,
    leftovers,
    people,
    postings,
    relay_names,
    small_talk,
    talk,
    wording,
)
from bot.app import Here
from bot.errors import Refused
from bot.models import (
    ON_AIR,
    Complaint,
    ComplaintState,
    Due,
    Person,
    PersonAddress,
    Posting,
    PostingStatus,
    Signup,
    SignupState,
)
from bot.people import Sender
from bot.texts import LANGUAGES, say

FORGET = "forget"
LISTED = 8
SHOWN = (
    PostingStatus.DRAFT,
    PostingStatus.REVIEW,
    PostingStatus.OPEN,
    PostingStatus.FULL,
    PostingStatus.CLOSED,
    PostingStatus.EXPIRED,
    PostingStatus.CANCELLED,
    PostingStatus.REJECTED,
    PostingStatus.WITHDRAWN,
)


def start(session: Session, now: datetime, here: Here, *, sender: Sender, token: str = "") -> None:
    """/start: three lines with an example; with a token, a one-time invitation is taken."""
    person = people.meet(session, now, here, sender)
    if token:
        from bot import invitations

        invitations.take(session, now, here, person, token)
        return
    language = people.language_of(here, person)
    if person.role in people.DESK_ROLES:
        talk.reply(session, now, here, person, say("desk.help", language))
        return
    example = say("employer.example", language, place=here.gazetteer.example_place())
    text = say("employer.start", language, station=here.station, example=example)
    talk.reply(session, now, here, person, text, buttons=[[cards.button("button.try", language, "try:0")]])


def try_example(session: Session, now: datetime, here: Here, *, sender: Sender) -> str:
    """The example was tapped: it is read as if it had been written."""
    person = people.meet(session, now, here, sender)
    text = say("employer.example", "zh", place=here.gazetteer.example_place())
    drafts.listen(session, now, here, person, sender, text)
    return ""


def choose_language(session: Session, now: datetime, here: Here, *, sender: Sender, language: str = "") -> str:
    """/lang: two buttons; with a language named it is set at once."""
    person = people.meet(session, now, here, sender)
    if language not in LANGUAGES:
        row = [cards.button(f"button.lang_{each}", each, f"lang:0:{each}") for each in LANGUAGES]
        talk.reply(
            session, now, here, person, say("employer.lang_which", people.language_of(here, person)), buttons=[row]
        )
        return ""
    person.language = language
    session.add(person)
    talk.reply(session, now, here, person, say("employer.lang_set", language))
    return ""


def help_me(session: Session, now: datetime, here: Here, *, sender: Sender) -> None:
    """/help: what one can say."""
    person = people.meet(session, now, here, sender)
    language = people.language_of(here, person)
    talk.reply(session, now, here, person, say(small_talk.help_key(person), language, phone=here.settings.duty_phone))


def who_am_i(session: Session, now: datetime, here: Here, *, sender: Sender) -> None:
    """/id: the number by which the messenger knows this person, for `desk` in the config."""
    person = people.meet(session, now, here, sender)
    talk.reply(session, now, here, person, say("employer.your_id", people.language_of(here, person), id=sender.user_id))


def mine(session: Session, now: datetime, here: Here, *, sender: Sender) -> None:
    """/my: one's own postings, each with where it stands and what can be done with it."""
    person = people.meet(session, now, here, sender)
    assert person.id is not None
    language = people.language_of(here, person)
    rows = postings.of_poster(session, here, person.id, *SHOWN)
    from bot import replies

    signed = replies.say_mine(session, now, here, person)
    if not rows:
        if not signed:
            talk.reply(session, now, here, person, say("my.none", language))
        return
    today = now.astimezone(here.zone).date()
    talk.reply(session, now, here, person, say("my.head", language, count=len(rows)), part="head")
    for row in sorted(rows, key=lambda each: (SHOWN.index(PostingStatus(each.status)), -(each.id or 0)))[:LISTED]:
        text = cards.own_line(row, postings.taken(session, row), today, language)
        talk.reply(
            session,
            now,
            here,
            person,
            text,
            part=f"own{row.id}",
            buttons=cards.own_buttons(row, language),
            about=[row],
        )


def no_text(session: Session, now: datetime, here: Here, *, sender: Sender, kind: str) -> None:
    """A sticker, a photo, a voice message: one clear answer."""
    person = people.meet(session, now, here, sender)
    key = "employer.no_voice" if kind in ("voice", "audio", "video_note") else "employer.no_text"
    talk.reply(session, now, here, person, say(key, people.language_of(here, person)))
    talk.ask_again(session, now, here, person, talk.batch_of(session, here, person))


def old_button(session: Session, now: datetime, here: Here, *, sender: Sender) -> str:
    """A button of no card of ours: a popup says so."""
    person = people.meet(session, now, here, sender)
    return say("employer.old_button", people.language_of(here, person))


def ask_forget(session: Session, now: datetime, here: Here, *, sender: Sender) -> None:
    """/forget: says what goes, what stays and until when; done at the press."""
    person = people.meet(session, now, here, sender)
    assert person.id is not None
    language = people.language_of(here, person)
    out = [wording.named(each) for each in postings.of_poster(session, here, person.id, *ON_AIR)]
    text = say("employer.forget_sure", language, until=_kept_until(here, now, language))
    if out:
        text += say("employer.forget_on_air", language, names=say("list.pause", language).join(out))
    text += _locked(session, here, person, language)
    talk.reply(session, now, here, person, text, buttons=[[cards.button("button.forget", language, "forget:0:yes")]])


def _kept_until(here: Here, now: datetime, language: str) -> str:
    until = (now + timedelta(days=here.settings.times.record_days)).astimezone(here.zone).date()
    return say("employer.date", language, year=until.year, month=until.month, day=until.day)


def _locked(session: Session, here: Here, person: Person, language: str) -> str:
    """What more must stay: an open complaint, a bar."""
    parts = ""
    open_complaint = session.exec(
        select(Complaint.id).where(
            Complaint.county_id == here.county_id,
            Complaint.state == ComplaintState.OPEN,
            (col(Complaint.person_id) == person.id)
            | col(Complaint.posting_id).in_(
                select(Posting.id).where(Posting.county_id == here.county_id, Posting.poster_id == person.id)
            ),
        )
    ).first()
    if open_complaint is not None:
        parts += say("employer.forget_complaint", language)
    if person.barred_at is not None:
        parts += say("employer.forget_bar", language)
    return parts


def forget(session: Session, now: datetime, here: Here, *, sender: Sender) -> str:
    """Contact ends and names go out of sight at once; what must stay stays locked, and the person is told."""
    person = people.meet(session, now, here, sender)
    assert person.id is not None
    language = people.language_of(here, person)
    if person.role in people.DESK_ROLES:
        raise Refused("employer.forget_desk")
    forget_person(session, now, here, person)
    text = say("employer.forgotten", language, until=_kept_until(here, now, language))
    text += _locked(session, here, person, language)
    talk.reply(session, now, here, person, text)
    # The goodbye must still arrive: the address is let go a little later.
    dues.plan(session, now, here, FORGET, person.id, now + timedelta(minutes=2), key=f"{FORGET}:{here.inbox_id}")
    events.note(session, now, here, "person.forget", "person", person.id)
    return ""


def forget_person(session: Session, now: datetime, here: Here, person: Person) -> None:
    """End what a person has and take their names out of sight; who asked for it is the caller's matter."""
    _end_everything(session, now, here, person)
    _hide(session, now, here, person)


def _end_everything(session: Session, now: datetime, here: Here, person: Person) -> None:
    from bot import roster
    from bot.seats import step

    assert person.id is not None
    for posting in postings.of_poster(session, here, person.id, *ON_AIR):
        changes.call_off(session, now, here, person, posting)
    for posting in postings.of_poster(session, here, person.id, PostingStatus.DRAFT, PostingStatus.REVIEW):
        step(session, now, here, posting, PostingStatus.CANCELLED)
        posting.raw_text, posting.contact_name, posting.phones, posting.hires = "", None, [], None
        session.add(posting)
    signups = session.exec(
        select(Signup)
        .where(
            Signup.county_id == here.county_id,
            Signup.person_id == person.id,
            col(Signup.state).in_([SignupState.ACTIVE.value, SignupState.LEAD.value]),
        )
        .order_by(col(Signup.id))
    ).all()
    for signup in signups:
        roster.leave(session, now, here, posting_id=signup.posting_id, person=person, quiet=True)


def _hide(session: Session, now: datetime, here: Here, person: Person) -> None:
    forgetting.words(session, now, here, person)
    person.forgotten_at, person.name, person.phone, person.phone_public = now, "", None, None
    session.add(person)
    relay_names.blank(session, here, person.id or 0)
    session.flush()
    leftovers.drop_card(session, here, person.id or 0)
    for file in employers.of_account(session, here, person.id or 0):
        if file.barred_at is None:
            employers.blank(session, file)


def let_go(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: nothing more is written to somebody who asked to be forgotten, unless they wrote again."""
    person = session.get(Person, due.subject_id)
    if person is None or person.forgotten_at is None:
        return "came back"
    for address in session.exec(
        select(PersonAddress).where(PersonAddress.county_id == here.county_id, PersonAddress.person_id == person.id)
    ):
        address.reachable = False
        session.add(address)
    return None
