"""Words of a poster that may not go out (中介费, 押金): said with their rule, left out, and everything else is kept.

The poster's text stays as it was written, so that the desk sees those words too, and whether they were taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from bot import growing, people, screening_words, talk, turns
from bot.app import Here
from bot.models import Person, Posting
from bot.texts import say
from nlp import order as orders


def hear(session: Session, now: datetime, here: Here, person: Person, text: str) -> bool:
    """Take a text with words that may not go out, or that takes them back; False where it is neither of the two."""
    language = people.language_of(here, person)
    found, taken_back = screening_words.stops(text, language), orders.takes_back(text)
    if not found and taken_back is None:
        return False  # as nearly every text: no draft is looked for
    batch = talk.batch_of(session, here, person)
    # Of a draft that was just begun, words about money are words about it, and no complaint.
    begun_after = now - timedelta(hours=here.settings.times.draft_hours)
    fresh = [each for each in batch if each.made_at is not None and each.made_at > begun_after]
    if fresh and taken_back is not None and _takes_back(session, now, here, person, fresh, text, taken_back):
        return True
    if not found:
        return False
    rest = screening_words.without(text)
    order = orders.read(rest, here.today(now))
    needs = growing.needs_of(rest, now, here, order)
    if not fresh and not needs:
        return False
    said = [say("talk.obstacle", language, words=each.words, rule=each.rule) for each in found]
    said.append(say("talk.obstacle_rest", language))
    talk.reply(session, now, here, person, "\n".join(said), part="obstacle", about=fresh)
    if fresh and not turns.is_new(rest, now, here, fresh, order):
        _go_on(session, now, here, person, fresh, text, rest)
        return True
    desk = person if person.role in people.DESK_ROLES else None
    talk.begin(session, now, here, person, rest, needs, order=order, entered_by=desk, raw_text=text)
    return True


def _takes_back(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    text: str,
    span: tuple[int, int],
) -> bool:
    """把介绍费去掉, of a draft in whose text such words stand and were not taken back yet."""
    language = people.language_of(here, person)
    before = [stop for each in batch for stop in screening_words.stops(each.raw_text, language)]
    if not before:
        return False
    words = before[0].words
    key = "talk.obstacle_gone" if any(each in text for each in _names(words)) else "talk.obstacle_off"
    talk.reply(session, now, here, person, say(key, language, words=words), part="taken_back", about=batch)
    _go_on(session, now, here, person, batch, text, text[: span[0]] + " " * (span[1] - span[0]) + text[span[1] :])
    return True


def _names(words: str) -> list[str]:
    return [words, *(name for name in ("费", "押金", "抽成", "提成", "保证金") if name in words)]


def _go_on(
    session: Session, now: datetime, here: Here, person: Person, batch: Sequence[Posting], text: str, rest: str
) -> None:
    """The whole text is kept with the drafts; what else it says is heard as any turn, else the question comes again."""
    for each in batch:
        each.raw_text = talk.with_words(each.raw_text, text)
        session.add(each)
    words = rest.strip(" ,，。;；!！、\n")
    order = orders.read(words, here.today(now))
    if not words or not turns.hear(session, now, here, person, batch, words, order):
        talk.ask_again(session, now, here, person, batch)
