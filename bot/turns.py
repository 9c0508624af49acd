"""A poster's turn while drafts are open: an answer to what was asked, a correction, a need of its own, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot import another_day, cards, events, fields, inbox, people, postings, revived, small_words, talk, terms, which
from bot.app import Here
from bot.errors import Refused
from bot.models import Person, Posting
from bot.texts import say
from bot.which import Part
from nlp import answer, denied, hirer, request, screen
from nlp.answer_when import also
from nlp.order import Order
from nlp.types import Act, Answer, Need

SHORT = 12
"""A text with no more letters only says which draft was meant."""
CORE_TO_BE_NEW = 3
"""A text that tells so many main things of another work is a new need, not a correction."""


def hear(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    text: str,
    order: Order,
) -> bool:
    """Take a poster's turn while drafts are open; False where the turn has nothing to do with them."""
    everyone = which.open_drafts(session, here, person, batch)
    kept, waiting = which.kept(session, everyone)
    chosen = which.chosen(batch, waiting or everyone, text, order)
    if kept and chosen and len(text) <= SHORT:
        put(session, now, here, person, batch, [Part(tuple(chosen), kept)], text)
        return True
    if kept and (order.yes or order.done):  # yes to which?
        which.ask(session, now, here, person, waiting, kept)
        return True
    asked = next((each.asked for each in batch if each.asked), None)
    if small_words.hear(session, now, here, person, batch, asked, order):
        return True
    further = revived.hear(session, now, here, person, batch, everyone, text, order)
    if further is None:
        further = another_day.beside_draft(session, now, here, batch, text, order)
    if further is None and (rows := another_day.apart(session, now, here, batch, text, order)):
        language = people.language_of(here, person)
        lead = say("talk.taken", language, what=another_day.by_day(now, here, rows, language))
        talk.go_on(session, now, here, person, rows, lead)
        return True
    if further is not None:
        language = people.language_of(here, person)
        lead = say("talk.revived", language, what=cards.summary(further, language))
        talk.go_on(session, now, here, person, [*batch, further], lead)
        return True
    if is_new(text, now, here, everyone, order):
        return False
    if several := _said_apart(now, here, batch, text, order, asked):
        put(session, now, here, person, batch, several, text)
        return True
    focus = chosen[0] if chosen else next((e for e in batch if e.asked not in (None, talk.CONFIRM)), batch[0])
    read = answer.read(text, now, terms.as_draft(focus), _format_name(focus, asked), here.gazetteer)
    if read.act is Act.CONFIRM and small_words.lets_it_be(session, now, here, person, batch, asked, order):
        return True
    if read.act is Act.CANCEL:
        drop(session, now, here, person, batch, chosen)
        return True
    changes = _changes(text, now, here, focus, asked, order, read)
    named = bool(focus.contact_name or focus.hires)
    if (
        asked != "contact"
        and not named
        and changes.keys() <= {"detail"}
        and (who := hirer.introduced(text)) is not None
    ):
        changes = {"contact_name": who.name} if who.name else {"hires": who.firm}  # 姓解 to 在哪儿: 解店 is not meant
    changes |= _hirer(person, focus, asked, text, changes)
    if not changes and asked and _as_it_stands(text, now, here, focus):
        known = "" if asked == talk.CONFIRM else say("talk.known", people.language_of(here, person))
        talk.go_on(session, now, here, person, batch, known)
        return True
    if not changes:
        return False
    made = (
        [Part(tuple(chosen), changes)]
        if chosen
        else which.parts(batch, everyone, asked, changes, text, _day(now, here))
    )
    if made is None:
        which.ask(session, now, here, person, which.candidates(batch, everyone, changes, _day(now, here)), changes)
        return True
    put(session, now, here, person, batch, made, text)
    return True


def _said_apart(
    now: datetime, here: Here, batch: Sequence[Posting], text: str, order: Order, asked: str | None
) -> list[Part]:
    """What a turn tells of several employers' works, each by its employer's name; empty where it does not."""
    made = []
    for each, words in which.apart(batch, text):
        read = answer.read(words, now, terms.as_draft(each), _format_name(each, asked), here.gazetteer)
        changes = _changes(words, now, here, each, asked, order, read)
        if changes:
            made.append(Part((each,), changes))
    return made if len(made) > 1 else []


def _day(now: datetime, here: Here) -> date:
    return now.astimezone(here.zone).date()


def _as_it_stands(text: str, now: datetime, here: Here, focus: Posting) -> bool:
    """Whether a turn tells something of the card that stands there already (一天150，当天给): then nothing changes."""
    return answer.read(text, now, {"kind": focus.kind}, None, here.gazetteer).act is Act.SET


def _changes(
    text: str, now: datetime, here: Here, focus: Posting, asked: str | None, order: Order, read: Answer
) -> dict[str, Any]:
    """What a turn changes, by the reading of answers or, where that passes it by, read as a request."""
    changes = dict(read.changes) if read.act is Act.SET else {}
    if not changes:
        changes = _from_request(text, now, here, asked)
    if read.act is not Act.CANCEL and (kinds := denied.read(text)):
        changes["denied"] = list(kinds)
    if order.floor is not None and (asked == "wage" or "wage" in changes):
        changes["wage"] = _floor(focus, changes.get("wage"), order.floor)
    if order.any_day and focus.start is None and not focus.any_day and not changes.keys() & which.KEYS["start"]:
        changes["any_day"] = True
    if read.act is Act.STOP and _day_off(focus, read.changes):
        changes = changes or {"days_named": focus.days_named}
    return changes


def _hirer(person: Person, focus: Posting, asked: str | None, text: str, changes: dict[str, Any]) -> dict[str, Any]:
    """Who hires, where that was asked and nothing else was said: a name, a firm, or whoever is writing, by their name.

    A phone may stand beside it.
    """
    if asked != "contact" and not changes and not (focus.contact_name or focus.hires):
        early = hirer.beside(text) or hirer.full_name(text)  # 姓李, 李根生, before anybody asked
        return {"contact_name": early} if early else {}
    if asked != "contact" or changes.keys() - {"phones"} or not (focus.phones or "phones" in changes):
        return {}
    found = hirer.read(text)
    if found is None:
        return {}
    if found.firm:
        return {"hires": found.firm}
    name = found.name or person.name
    return {"contact_name": name} if name else {}


def drop(
    session: Session, now: datetime, here: Here, person: Person, batch: Sequence[Posting], chosen: Sequence[Posting]
) -> None:
    """不要了: all that is talked about, or the one that was named; the talk goes on about the others."""
    left = [each for each in batch if each not in chosen] if chosen else []
    if not left:
        talk.give_up(session, now, here, person, chosen or batch)
        return
    talk.call_off(session, now, here, chosen)
    language = people.language_of(here, person)
    names = say("list.pause", language).join(each.work or say("need.nameless", language) for each in chosen)
    talk.go_on(session, now, here, person, left, say("talk.dropped", language, names=names))


def _floor(posting: Posting, wage: dict[str, Any] | None, least: float) -> dict[str, Any]:
    """A sum said to be the least: by the draft's unit where the words name none."""
    if wage is not None:
        return {**wage, "floor": True}
    unit = posting.wage_unit or ("month" if posting.kind == fields.LONGTERM else "day")
    return {"min": least, "max": least, "unit": unit, "per": posting.wage_per, "floor": True}


def _format_name(posting: Posting, asked: str | None) -> str | None:
    """What the parser is told was asked. Of several things asked at once, the one a bare word would answer."""
    if asked in (None, talk.CONFIRM, "phone_public", "broker_paid_by"):
        return None
    if asked == "extras":
        return "end_time" if posting.end_time is None and posting.kind == fields.GIG else "benefits"
    return asked


def is_new(text: str, now: datetime, here: Here, everyone: Sequence[Posting], order: Order) -> bool:
    """Whether the text is a need of its own rather than an answer or a correction.

    Told whole, it is one beside a draft of another work, and beside one of the same work that was left lying: what
    was said of that days ago is not said of this.
    """
    if order.corrects:
        return False
    begun_after = now - timedelta(hours=here.settings.times.draft_hours)
    fresh = [each for each in everyone if each.made_at is None or each.made_at > begun_after]
    works = [each.work for each in fresh if each.work]
    for need in request.read(text, now, here.gazetteer).needs:
        same = any(need.work and (need.work in work or work in need.work) for work in works)
        if need.work and not same and (works or not fresh) and core(need) >= CORE_TO_BE_NEW:
            return True
    return False


def core(need: Need) -> int:
    """How many of the main things a need tells: work, people, day, pay, place, phone."""
    return sum(
        (
            need.work is not None,
            need.headcount is not None or need.headcount_open,
            need.start is not None,
            need.wage is not None or need.negotiable,
            bool(need.place.township or need.place.village or need.place.detail),
            bool(need.contact.phones),
        )
    )


def worth_a_draft(needs: Sequence[Need]) -> tuple[Need, ...]:
    """The needs that a text tells well enough: each with its work, or at least two main things of one."""
    return tuple(need for need in needs if (need.work and core(need) >= 1) or core(need) >= 2)


def _from_request(text: str, now: datetime, here: Here, asked: str | None) -> dict[str, Any]:
    """What a text tells that the reading of answers passed by, read as a request."""
    needs = request.read(text, now, here.gazetteer).needs
    if len(needs) != 1 or (asked != "start" and also(text)):  # 后天也要5个 moves no day
        return {}
    changes = terms.changes_of(needs[0])
    if core(needs[0]) == 0 and asked in (None, talk.CONFIRM):
        return {}
    return changes


def _day_off(posting: Posting, changes: dict[str, Any]) -> bool:
    """A day without work inside a draft's run: the other days are named instead."""
    if not changes.get("day"):
        return False
    off = date.fromisoformat(changes["day"])
    days = postings.days_of(posting)
    if off not in days or len(days) < 2:
        return False
    posting.days_named = [day.isoformat() for day in days if day != off]
    posting.start, posting.end, posting.days = date.fromisoformat(posting.days_named[0]), None, None
    return True


def put(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    made: Sequence[Part],
    text: str,
) -> None:
    """Put changes into the drafts they are for, say what stands there now, and go on."""
    language = people.language_of(here, person)
    several = len(batch) > 1 or any(row not in batch for part in made for row in part.rows)
    said = []
    for part in made:
        for posting in part.rows:
            changed = take(session, here, posting, part.changes, text)
            posting.asked = None
            after = {"fields": sorted(changed)}
            events.note(session, now, here, "posting.answer", "posting", posting.id, after=after)
            what = echo(posting, changed, language)
            one_for_all = len(part.rows) > 1 and len(part.rows) == len(batch)
            if what and several and not one_for_all:
                what = say("talk.for_work", language, work=posting.work or say("need.nameless", language), what=what)
            if what and what not in said:
                said.append(what)
    inbox.keep(session, here)
    lead = say("talk.taken", language, what=say("list.comma", language).join(said)) if said else ""
    rows = which.moved_up(session, here, batch, made[-1].rows)
    if talk.without_begun(session, now, here, [row for part in made for row in part.rows]):
        lead = say("talk.begun", language)
    talk.go_on(session, now, here, person, rows, lead)


def press_which(
    session: Session,
    now: datetime,
    here: Here,
    person: Person,
    batch: Sequence[Posting],
    posting: Posting,
    *,
    every: bool,
) -> None:
    """The draft was picked that a change is for (`every`: all of its message). Refused where nothing waits for that."""
    changes, _ = which.kept(session, which.open_drafts(session, here, person, batch))
    if not changes:
        raise Refused("employer.old_button")
    rows = tuple(batch) if every else (posting,)
    put(session, now, here, person, batch, [Part(rows, changes)], "")


def take(session: Session, here: Here, posting: Posting, changes: dict[str, Any], text: str) -> set[str]:
    """Put changes into one draft, with the words they stand on; the columns that changed."""
    changed = terms.apply(posting, changes)
    if posting.wage_unit == "month" and posting.start is None and posting.days is None and posting.kind == fields.GIG:
        posting.kind = fields.LONGTERM  # 2800一个月, and no day of work told
    if changed & {"township", "village", "detail"}:
        posting.region_id = postings.region_of(session, here, posting)
    if "gender" in changed and posting.gender:
        posting.neutral = screen.neutral(terms.as_need(posting))
    posting.raw_text = talk.with_words(posting.raw_text, text)
    posting.version += 1
    session.add(posting)
    session.flush()
    return changed


def echo(posting: Posting, changed: set[str], language: str) -> str:
    """The fields that changed, as they stand now."""
    columns = {
        "work": {"work"},
        "headcount": {"headcount_min", "headcount_max", "headcount_open"},
        "start": {"start", "end", "days", "days_named", "any_day", "begin_time", "end_time"},
        "place": {"township", "village", "detail", "origin"},
        "wage": {"wage_min", "wage_max", "wage_unit", "wage_per", "negotiable"},
        "pay_when": {"pay_when"},
        "extras": {"benefits", "denied"},
        "contact": {"contact_name", "phones", "hires"},
        "broker_paid_by": {"broker_paid_by"},
    }
    parts = [
        fields.BY_NAME[name].shown(posting, cards.FAR, language) for name, behind in columns.items() if behind & changed
    ]
    if "gender" in changed and posting.gender is None:
        parts.append(say("talk.any_sex", language))
    return say("list.comma", language).join(part for part in parts if part)
