"""A need taken by telephone at the desk's screen: text read as it is typed, fields put right in place, sent in.

What the fields show is made from the draft (`values_of`); a field that differs from what the text told is a change
made by hand, in the exchange format's keys (`changes_of`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlmodel import Session

from bot import audience, decisions, employers, events, fields, inbox, postings, review, terms
from bot.app import Here
from bot.errors import Refused
from bot.models import ON_AIR, Employer, Posting, PostingStatus
from bot.people import Sender
from bot.talk import RAW_MOST
from bot.texts import say
from bot.turns import worth_a_draft
from nlp import asking, request, screen
from nlp.gazetteer import Gazetteer
from nlp.types import Kind, Need

NUMBER = re.compile(r"\d+(?:\.\d+)?")
FIELDS = (
    "kind",
    "work",
    "headcount",
    "start",
    "days",
    "begin_time",
    "end_time",
    "place",
    "wage",
    "wage_unit",
    "pay_when",
    "benefits",
    "hires",
    "contact_name",
    "phones",
    "phone_public",
    "urgent",
)
"""What the screen lets one put right, in its order."""


@dataclass(frozen=True, slots=True)
class Draft:
    """One need on the screen: the row as it would be, what its fields show, and what it still lacks (field names)."""

    posting: Posting
    need: Need
    values: dict[str, str]
    lacking: tuple[str, ...]


def needs_in(text: str, now: datetime, here: Here) -> tuple[Need, ...]:
    """The needs a text tells, each with its work, or with two main things.

    A text that asks workers for money, or has marks of fraud, is read without those words: at the desk the screening
    has its say about them, and somebody took the need down who means it to be one.
    """
    text = text[:RAW_MOST]
    found = request.read(text, now, here.gazetteer).needs
    if not found and (plainer := asking.without_marks(text)) != text:
        found = request.read(plainer, now, here.gazetteer).needs
    return worth_a_draft(found)


def drafts(text: str, now: datetime, here: Here, corrected: Sequence[Mapping[str, str]] = ()) -> list[Draft]:
    """The drafts of a text with the fields put right by hand; nothing is written."""
    made = []
    for number, need in enumerate(needs_in(text, now, here)):
        given = corrected[number] if number < len(corrected) else {}
        made.append(draft(text, need, now, here, given))
    return made


def draft(text: str, need: Need, now: datetime, here: Here, given: Mapping[str, str]) -> Draft:
    """One need as a row that is not stored, with what was put right."""
    posting = Posting(county_id=here.county_id, poster_id=0, raw_text=text[:RAW_MOST])
    terms.fill(posting, need)
    shown = values_of(posting)
    changed = {name: value.strip() for name, value in given.items() if name in shown and value.strip() != shown[name]}
    apply(posting, changed, here.gazetteer)
    if posting.gender:
        posting.neutral = screen.neutral(terms.as_need(posting))
    return Draft(posting, need, values_of(posting), lacking(posting, here.today(now)))


def lacking(posting: Posting, today: date) -> tuple[str, ...]:
    """Names of the fields that must be there before it can be sent in."""
    rows = (row for row in fields.FIELDS if not row.brokers and posting.kind in row.needed)
    return tuple(row.name for row in rows if not row.told(posting, today))


def lacking_words(draft: Draft, language: str) -> list[str]:
    """What it lacks, in words; of a name and a phone the one that is not there."""
    found = []
    for name in draft.lacking:
        half = "contact_name" if draft.posting.phones else "phones" if draft.values["contact_name"] else name
        found.append(say(f"web_field.{half if name == 'contact' else name}", language))
    return found


def values_of(posting: Posting) -> dict[str, str]:
    """What the fields of the screen show for a row."""
    least, most = posting.headcount_min, posting.headcount_max
    heads = "" if most is None else str(most) if least in (None, most) else f"{least}-{most}"
    pay = "" if posting.wage_min is None else f"{posting.wage_min:g}"
    if posting.wage_max is not None and posting.wage_max != posting.wage_min:
        pay += f"-{posting.wage_max:g}"
    length = len(postings.days_of(posting))
    return {
        "kind": posting.kind,
        "work": posting.work or "",
        "headcount": "*" if posting.headcount_open else heads,
        "start": posting.start.isoformat() if posting.start else "",
        "days": str(length) if length > 1 and not posting.days_named else "",
        "begin_time": f"{posting.begin_time:%H:%M}" if posting.begin_time else "",
        "end_time": f"{posting.end_time:%H:%M}" if posting.end_time else "",
        "place": "".join(part for part in (posting.township, posting.village, posting.detail) if part),
        "wage": "*" if posting.negotiable and posting.wage_min is None else pay,
        "wage_unit": posting.wage_unit or "",
        "pay_when": posting.pay_when or "",
        "benefits": ",".join(posting.benefits),
        "hires": posting.hires or "",
        "contact_name": posting.contact_name or "",
        "phones": " ".join(posting.phones),
        "phone_public": "" if posting.phone_public is None else "yes" if posting.phone_public else "no",
        "urgent": "yes" if posting.urgent else "",
    }


def apply(posting: Posting, changed: Mapping[str, str], tree: Gazetteer) -> None:
    """Put fields that were typed into the row. What cannot be read empties the field, so that it is seen to lack."""
    changes: dict[str, Any] = {}
    for name in ("work", "hires", "contact_name", "pay_when"):
        if name in changed:
            changes[name] = changed[name] or None
    if "kind" in changed and changed["kind"] in {each.value for each in Kind}:
        posting.kind = changed["kind"]
    if changed.get("work"):
        trade = trade_of(changed["work"], tree)
        if trade is not None:
            changes["trade"] = trade
    _heads(posting, changed, changes)
    _pay(posting, changed, changes)
    _days(changed, changes)
    if "place" in changed:
        changes |= place_of(changed["place"], tree)
    if "benefits" in changed:
        wanted = [each for each in changed["benefits"].split(",") if each]
        changes["benefits_remove"] = [each for each in posting.benefits if each not in wanted]
        changes["benefits_add"] = wanted
    if "urgent" in changed:
        changes["urgent"] = changed["urgent"] == "yes"
    terms.apply(posting, changes)
    if "phones" in changed:
        posting.phones = [each for each in re.findall(r"[\d-]{5,}", changed["phones"]) if each]
    if "phone_public" in changed:
        posting.phone_public = {"yes": True, "no": False}.get(changed["phone_public"])


def trade_of(work: str, tree: Gazetteer) -> str | None:
    """The trade of a work that stands alone (套袋, 看大门), read as one reads it in a need."""
    found = request.read(f"要5个人{work}", datetime(2000, 1, 1, tzinfo=UTC), tree).needs
    return found[0].trade.value if found and found[0].work else None


def _heads(posting: Posting, changed: Mapping[str, str], changes: dict[str, Any]) -> None:
    if "headcount" not in changed:
        return
    numbers = [int(float(each)) for each in NUMBER.findall(changed["headcount"])][:2]
    if changed["headcount"] == "*":
        changes["headcount_open"] = True
    elif numbers and min(numbers) > 0 and max(numbers) <= 9999:
        changes["headcount"] = [min(numbers), max(numbers)]
    else:
        posting.headcount_min = posting.headcount_max = None
        posting.headcount_open = False


def _pay(posting: Posting, changed: Mapping[str, str], changes: dict[str, Any]) -> None:
    if not {"wage", "wage_unit"} & set(changed):
        return
    shown = values_of(posting)
    words = changed.get("wage", shown["wage"])
    unit = changed.get("wage_unit", shown["wage_unit"]) or ("month" if posting.kind == "longterm" else "day")
    numbers = sorted(float(each) for each in NUMBER.findall(words)[:2])
    if words == "*":
        changes["negotiable"] = True
    elif numbers:
        per = posting.wage_per if unit == "piece" else None
        changes["wage"] = {"min": numbers[0], "max": numbers[-1], "unit": unit, "per": per}
    else:
        posting.wage_min = posting.wage_max = posting.wage_unit = posting.wage_per = None
        posting.negotiable = False


def _days(changed: Mapping[str, str], changes: dict[str, Any]) -> None:
    if "start" in changed:
        try:
            changes["start"] = date.fromisoformat(changed["start"]).isoformat() if changed["start"] else None
        except ValueError:
            changes["start"] = None
    if "days" in changed:
        length = int(changed["days"]) if changed["days"].isdecimal() else 1
        changes["days"] = length if 1 < length <= postings.MOST_DAYS else None
    for clock in ("begin_time", "end_time"):
        if clock in changed:
            try:
                changes[clock] = f"{time.fromisoformat(changed[clock]):%H:%M}" if changed[clock] else None
            except ValueError:
                changes[clock] = None


def place_of(words: str, tree: Gazetteer) -> dict[str, str | None]:
    """A place typed in one field: township, village, and the rest in its own words."""
    found = tree.resolve(words)
    town = next((m.regions[0] for m in found if m.regions[0].level == "township"), None)
    villages = [each for m in found for each in m.regions if each.level == "village"]
    fitting = [each for each in villages if town is None or each.parent == town.code]
    village = fitting[0] if len(fitting) == 1 or (fitting and town is not None) else None
    if village is not None and town is None:
        town = tree.by_code.get(village.parent)
    used = [m for m in found if town in m.regions or village in m.regions or set(m.regions) & set(fitting)]
    rest = words[max((m.end for m in used), default=0) :].strip(" ，,")
    return {
        "township": tree.short(town) if town is not None else None,
        "village": tree.short(village) if village is not None else None,
        "detail": rest or None,
    }


def enter(
    session: Session,
    now: datetime,
    here: Here,
    *,
    sender: Sender,
    text: str,
    corrected: Sequence[Mapping[str, str]],
    chosen: Sequence[int],
    phoned: bool = False,
    out: bool = False,
    way: str = "",
    within: Collection[int] | None = None,
    language: str = "",
) -> list[int]:
    """Send in what the screen shows; ids of the new postings. Refused, nothing kept, while something needed lacks.

    `chosen` are the numbers of the drafts that are meant. `phoned`: the phone was called back (or called here).
    `out`: publish at once where nothing is found; what something is found on waits for review. `way` is how it goes out
    (`audience.WAYS`, empty: by the rule). `within` are the regions of an account that sees a part of the county.
    `language` is the reader's, for what is refused.
    """
    desk = decisions.of_desk(session, now, here, sender)
    made = drafts(text, now, here, corrected)
    meant = {number: each for number, each in enumerate(made, start=1) if number - 1 in chosen}
    if not meant:
        raise Refused("web.nothing_read")
    _whole(now, here, meant, several=len(made) > 1, language=language or here.language)
    batch = []
    for each in meant.values():
        posting = each.posting
        posting.poster_id = posting.entered_by_id = desk.id or 0
        posting.made_at, posting.batch = now, here.inbox_id
        posting.region_id = postings.region_of(session, here, posting)
        if within is not None and posting.region_id not in within:
            raise Refused("web.not_yours")
        if way in audience.WAYS:
            posting.plan = {**posting.plan, "way": way}
        session.add(posting)
        session.flush()
        after = {"kind": posting.kind, "by_hand": sorted(by_hand(each))}
        events.note(session, now, here, "posting.draft", "posting", posting.id, after=after)
        batch.append(posting)
    inbox.keep(session, here)
    review.submit(session, now, here, desk, batch)
    for posting in batch:
        if posting.status in ON_AIR:
            continue  # a trusted employer's
        if phoned:
            decisions.phoned(session, now, here, sender=sender, posting_id=posting.id or 0)
        if out and may_go(session, now, posting):
            decisions.publish(session, now, here, sender=sender, posting_id=posting.id or 0, version=posting.version)
    return [posting.id or 0 for posting in batch]


def by_hand(each: Draft) -> set[str]:
    """Names of the fields that differ from what the text alone tells."""
    plain = Posting(county_id=0, poster_id=0)
    terms.fill(plain, each.need)
    told = values_of(plain)
    return {name for name, value in each.values.items() if value != told[name]}


def _whole(now: datetime, here: Here, meant: Mapping[int, Draft], *, several: bool, language: str) -> None:
    """Refused with everything that any of these lacks, each by its number on the screen where there are several."""
    wrong = []
    for number, each in meant.items():
        names = say("list.pause", language).join(lacking_words(each, language))
        over = postings.holds_until(now, here, each.posting) <= now
        if each.lacking:
            key = "web.lacking" if several else "web.lacking_one"
            wrong.append(say(key, language, number=number, what=names))
        elif over:
            wrong.append(say("web.days_over_of" if several else "web.days_over", language, number=number))
    if wrong:
        raise Refused("web.as_told", text=say("web.between", language).join(wrong))


def may_go(session: Session, now: datetime, posting: Posting) -> bool:
    """Whether a posting that waits goes out unread: nothing was found on it, and its phone was called back."""
    file = session.get(Employer, posting.employer_id) if posting.employer_id is not None else None
    return posting.status == PostingStatus.REVIEW and not posting.hits and employers.phone_checked(now, file)
