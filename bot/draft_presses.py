"""The buttons under a draft's card and under one's own postings: what each of them does."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session

from bot import changes, crews, enough, people, postings, small_words, talk, turns, which, wording
from bot.app import Here
from bot.errors import Refused
from bot.models import PostingStatus
from bot.people import Sender
from bot.texts import say


def press_order(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    posting_id: int,
    act: str,
    number: str = "",
    day: str = "",
) -> str:
    """A button that orders something about a posting. One of no form of ours is Refused."""
    person = people.meet(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    if crews.press(session, now, here, sender, posting, act, number):
        return ""
    changes.may(session, here, person, posting)
    if act not in changes.ACTS or (number and not number.isdecimal()):
        raise Refused("employer.old_button")
    try:
        when = date.fromisoformat(day) if day else None
    except ValueError:
        raise Refused("employer.old_button") from None
    changes.do(session, now, here, person, posting, act, number=int(number) if number else None, day=when)
    return ""


def press_draft(
    session: Session, now: datetime, here: Here, *, sender: Sender, posting_id: int, act: str, rest: str = ""
) -> str:
    """A button under a draft's card: 行, 不发了, a quick answer, 接着弄."""
    person = people.meet(session, now, here, sender)
    posting = postings.get(session, here, posting_id)
    changes.may(session, here, person, posting)
    language = people.language_of(here, person)
    if posting.status == PostingStatus.REVIEW and act == "no":
        changes.do(session, now, here, person, posting, enough.CANCEL)
        return ""
    if posting.status != PostingStatus.DRAFT:
        stands = say(f"status.{posting.status}", language)
        name = wording.named(posting) or say("need.nameless", language)
        raise Refused("employer.already", name=name, stands=stands)
    drafts = postings.of_poster(session, here, posting.poster_id, PostingStatus.DRAFT)
    batch = sorted((each for each in drafts if each.batch == posting.batch), key=lambda each: each.id or 0)
    if act == "ok":
        talk.confirm(session, now, here, person, batch)
    elif act == "no":
        talk.give_up(session, now, here, person, batch)
    elif act == "goon":
        for each in batch:
            each.batch = here.inbox_id
            session.add(each)
        talk.go_on(session, now, here, person, batch, "")
    elif rest.startswith(f"{which.WHICH}="):
        turns.press_which(session, now, here, person, batch, posting, every=rest.endswith(f"={which.ALL}"))
    else:
        name, _, value = rest.partition("=")
        rows = [each for each in batch if each.asked == name] or [posting]
        small_words.set_value(session, now, here, person, rows, name, value)
        for each in rows:
            each.asked = None
            session.add(each)
        talk.go_on(session, now, here, person, batch, "")
    return ""
