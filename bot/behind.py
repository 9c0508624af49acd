"""What a language model may add behind the rules: fields still empty, in a second act, if the draft did not change.

The model is asked between the acts (`handlers/behind.py`). What it adds is marked (reading rule "model"), so that the
desk checks it; what the poster said meanwhile always counts more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot import dues, events, inbox, people, private, talk, terms, turns
from bot.app import Here
from bot.models import Due, Person, Posting, PostingStatus
from bot.people import Sender
from bot.texts import say
from nlp import prompt, request
from nlp.types import Need, Request

VOICE = "voice"
VOICE_LATE = timedelta(minutes=1)  # longer than a transcription may take

KEYS: dict[str, tuple[str, ...]] = {
    "work": ("work", "trade"),
    "headcount": ("headcount",),
    "wage": ("wage",),
    "pay_when": ("pay_when",),
    "start": ("start",),
    "end": ("end",),
    "days": ("days",),
    "begin_time": ("begin_time",),
    "end_time": ("end_time",),
    "township": ("township",),
    "village": ("village", "township"),
    "detail": ("detail",),
    "benefit": ("benefits_add",),
    "contact_name": ("contact_name",),
    "phone": ("phones",),
}
"""The keys of changes that a reading of the model may fill."""
COLUMNS: dict[str, tuple[str, ...]] = {
    "headcount": ("headcount_max", "headcount_open"),
    "wage": ("wage_min", "negotiable"),
    "start": ("start",),
    "end": ("end", "days", "days_named"),
    "days": ("end", "days", "days_named"),
    "township": ("township", "village", "detail"),
    "village": ("township", "village", "detail"),
    "detail": ("township", "village", "detail"),
    "benefits_add": ("benefits",),
    "trade": ("work",),
}
"""The columns that must all be empty for a key to be filled, where they are not the key's own."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Drafts with something missing: the text, what the rules have of it, and the drafts by id with their versions.

    `answered` holds where the text answered a question and was not understood; else it began the drafts.
    """

    text: str
    request: Request
    versions: tuple[tuple[int, int], ...]
    answered: bool


def look(session: Session, now: datetime, here: Here, user_id: int, text: str, understood: bool) -> Gap | None:
    """The drafts that this update began, or those whose question its text did not answer; None where there are none."""
    person = people.find(session, here, user_id)
    batch = talk.batch_of(session, here, person) if person is not None else []
    text = text.strip()[: here.settings.rules.text_most]
    if not batch or not text:
        return None
    versions = tuple((each.id or 0, each.version) for each in batch)
    if not understood:
        return Gap(text, Request(tuple(terms.as_need(each) for each in batch), text), versions, True)
    if any(each.batch != here.inbox_id for each in batch):
        return None
    read = request.read(text, now, here.gazetteer)
    needs = turns.worth_a_draft(read.needs)
    return Gap(text, Request(needs, read.unexplained), versions, False) if len(needs) == len(batch) else None


def take(session: Session, now: datetime, here: Here, *, sender: Sender, gap: Gap, filled: Request) -> bool:
    """The second act: what the model found goes into fields still empty, of drafts as they were; whether any did."""
    person = people.meet(session, now, here, sender)
    language = people.language_of(here, person)
    rows, said = [], []
    for (posting_id, version), need in zip(gap.versions, filled.needs, strict=True):
        posting = session.get(Posting, posting_id, with_for_update=True)
        if posting is None or not _as_it_was(here, person, posting, version):
            continue
        changes = _still_empty(posting, need)
        if not changes:
            continue
        changed = _put(session, here, posting, need, changes, gap)
        after = {"fields": sorted(changed), "rule": prompt.RULE}
        events.note(session, now, here, "posting.guess", "posting", posting.id, after=after)
        rows.append(posting)
        what = turns.echo(posting, changed, language)
        if len(gap.versions) > 1 and what:
            what = say("talk.for_work", language, work=posting.work or say("need.nameless", language), what=what)
        said.append(what)
    if not rows:
        return False
    inbox.keep(session, here)
    batch = talk.batch_of(session, here, person)
    if all(each in batch for each in rows):
        what = say("list.comma", language).join(part for part in said if part)
        talk.go_on(session, now, here, person, batch, say("talk.guessed", language, what=what) if what else "")
    return True


def _as_it_was(here: Here, person: Person, posting: Posting, version: int) -> bool:
    return (
        posting.county_id == here.county_id
        and posting.poster_id == person.id
        and posting.status == PostingStatus.DRAFT
        and posting.version == version
    )


def _still_empty(posting: Posting, need: Need) -> dict[str, Any]:
    """Changes that stand on the model's readings alone and are for columns in which nothing stands."""
    read = {reading.field for reading in need.readings if reading.rule == prompt.RULE}
    allowed = {key for field in read for key in KEYS.get(field, ())}
    told = terms.changes_of(need)
    return {
        key: value
        for key, value in told.items()
        if key in allowed and not any(getattr(posting, column) for column in COLUMNS.get(key, (key,)))
    }


def _put(session: Session, here: Here, posting: Posting, need: Need, changes: dict[str, Any], gap: Gap) -> set[str]:
    offset = len(posting.raw_text) + 1 if gap.answered else 0
    changed = turns.take(session, here, posting, changes, gap.text if gap.answered else "")
    named = {field for field, keys in KEYS.items() if set(keys) & set(changes)}
    posting.readings = [
        *posting.readings,
        *(
            {
                "field": one.field,
                "start": one.start + offset,
                "end": one.end + offset,
                "rule": one.rule,
                "certainty": one.certainty.value,
            }
            for one in need.readings
            if one.rule == prompt.RULE and one.field in named
        ),
    ]
    posting.asked = None
    session.add(posting)
    return changed


def voice_came(session: Session, now: datetime, here: Here, *, sender: Sender) -> None:
    """A voice message is about to be listened to; should that be lost, the person is asked to type after a minute."""
    person = people.meet(session, now, here, sender)
    dues.plan(session, now, here, VOICE, person.id, now + VOICE_LATE, key=_voice_key(here))


def _voice_key(here: Here) -> str:
    return f"{VOICE}:{here.inbox_id}"


def voice_read(session: Session, now: datetime, here: Here, *, sender: Sender, words: str) -> None:
    """The words of a voice message, or none: the person hears what was understood, or is asked to type."""
    person = people.meet(session, now, here, sender)
    dues.drop(session, now, here, "listened to", _voice_key(here))
    if words:
        text = say("talk.heard", people.language_of(here, person), words=words)
        talk.reply(session, now, here, person, text, part="heard")
        return
    private.no_text(session, now, here, sender=sender, kind=VOICE)


def voice_late(session: Session, now: datetime, here: Here, due: Due) -> str | None:
    """The clock's act: nobody listened to a voice message, for the program was ended meanwhile."""
    person = session.get(Person, due.subject_id)
    if person is None:
        return "gone"
    text = say("employer.no_voice", people.language_of(here, person))
    talk.reply(session, now, here, person, text, part=due.dedupe_key)
    return None
