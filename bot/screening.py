"""What the desk must see before a posting goes out: the words' findings, and what the county's own rows tell.

Each finding is a plain dict as kept in `Posting.hits`: rule (a key of `nlp/lexicon/screen.toml`, or of the texts under
`screen.`), words, values, whether it stops the posting. A person at the desk decides.
"""

from __future__ import annotations

import re
import statistics
from datetime import datetime, timedelta
from typing import Any

from rapidfuzz import fuzz
from sqlmodel import Session, col, select

from bot import employers, screening_words, terms, wording
from bot.app import Here
from bot.models import Employer, Person, Posting, PostingStatus
from nlp import order as orders
from nlp import request, screen
from nlp.types import Hit

LATELY_DAYS = 30
SAMPLES = 3  # fewer of the same work paid lately say nothing
NEAR_COPY = 90.0  # percent of rapidfuzz's ratio
COMPARED = 200  # newest postings a text is held against
COPIED = {
    PostingStatus.OPEN: "copy_of_open",
    PostingStatus.FULL: "copy_of_open",
    PostingStatus.REVIEW: "copy_of_waiting",
    PostingStatus.REJECTED: "copy_of_rejected",
}
"""Where a posting may stand that another one nearly copies, and the rule that finds it."""
COMPARED_LETTERS = 500
SENTENCE = re.compile(r"[^\n。;；!！?？]*[\n。;；!！?？]|[^\n。;；!！?？]+$")
SHORTEST = 12  # shorter texts are alike by chance

Found = dict[str, Any]


def read(session: Session, now: datetime, here: Here, posting: Posting, poster: Person) -> list[Found]:
    """Everything found on a posting, what stops it first."""
    own = own_text(posting.raw_text, posting, now, here)
    found = [*_words(here, posting, own), *_own(session, now, here, posting, poster, own)]
    return sorted(found, key=lambda hit: not hit["stops"])


def _found(rule: str, *, words: str = "", stops: bool = False, **values: Any) -> Found:
    return {"rule": rule, "words": words, "values": values, "stops": stops}


def _words(here: Here, posting: Posting, own: str) -> list[Found]:
    found = screen.read(own, terms.as_need(posting), here.settings.rules.age_prompt)
    back = {hit for hit in found if hit.rule in screening_words.MONEY and screening_words.taken_back(own, hit.start)}
    # The words that take it back name it once more: 把介绍费去掉.
    hits = [hit for hit in found if not _takes_back(own, hit)]
    return [
        {
            "rule": hit.rule,
            "finding": hit.finding,
            "words": hit.words,
            "start": hit.start,
            "end": hit.end,
            "stops": hit.stops and hit not in back,
            **({"taken_back": True} if hit in back else {}),
        }
        for hit in hits
    ]


def _takes_back(text: str, hit: Hit) -> bool:
    """Whether a finding stands in the very line that takes back what workers were to pay."""
    begin = text.rfind("\n", 0, hit.start) + 1
    end = text.find("\n", hit.start)
    line = text[begin : end if end >= 0 else len(text)]
    return begin > 0 and hit.rule in screening_words.MONEY and orders.takes_back(line) is not None


def own_text(text: str, posting: Posting, now: datetime, here: Here) -> str:
    """The text without the sentences that tell of another need of the same text alone; as long as before.

    A sentence tells of a need where its work or its number stands; what tells of none is said for all.
    """
    own = _told({each["field"]: (each["start"], each["end"]) for each in posting.readings})
    if not own:
        return text
    needs = request.read(text, now, here.gazetteer).needs
    every = [_told({each.field: (each.start, each.end) for each in need.readings}) for need in needs]
    if not any(each & own for each in every):
        return text
    others = set().union(*(each for each in every if not each & own))
    made = []
    for part in SENTENCE.finditer(text):
        within = [span for span in (*own, *others) if part.start() <= span[0] < part.end()]
        elsewhere = bool(within) and not own.intersection(within)
        made.append(" " * len(part[0]) if elsewhere else part[0])
    return "".join(made)


def _told(spans: dict[str, tuple[int, int]]) -> set[tuple[int, int]]:
    """Where a need's work and number stand."""
    return {spans[field] for field in ("work", "headcount") if field in spans}


def _own(session: Session, now: datetime, here: Here, posting: Posting, poster: Person, own: str) -> list[Found]:
    rules = here.settings.rules
    found: list[Found] = []
    if posting.age_min is not None and posting.age_min < rules.age_minimum:
        found.append(_found("age_under", stops=True, age=posting.age_min, least=rules.age_minimum))
    found.extend(_wage(session, now, here, posting))
    if employers.is_barred(session, here, posting, poster):
        found.append(_found("barred", stops=True))
    file = session.get(Employer, posting.employer_id) if posting.employer_id is not None else None
    today = now.astimezone(here.zone).date()
    if file is not None and file.kind == "agency":
        late = file.papers_until is not None and file.papers_until < today
        if not file.licence or not file.mandate or late:
            found.append(_found("agency_without_licence", stops=True))
    if posting.broker_paid_by == "workers":
        found.append(_found("broker_paid_by_workers", stops=True))
    found.extend(_near_copy(session, now, here, posting))
    found.extend(_found("guessed", words=words) for words in terms.guessed(posting))
    for word in here.settings.stop_words:
        at = own.find(word)
        if at >= 0:
            found.append({**_found("stop_word", words=word, stops=True), "start": at, "end": at + len(word)})
    return found


def _wage(session: Session, now: datetime, here: Here, posting: Posting) -> list[Found]:
    if posting.wage_min is None or posting.wage_max is None:
        return []
    rules = here.settings.rules
    least = {
        "hour": rules.hour_wage_minimum,
        "day": rules.day_wage_minimum,
        "month": rules.month_wage_minimum,
    }.get(posting.wage_unit or "", 0.0)
    paid = wording.wage(posting, here.language)
    found: list[Found] = []
    if least and posting.wage_min < least:
        found.append(_found("wage_under", words=paid, least=wording.number(least)))
    usual = usual_wage(session, now, here, posting)
    if usual is not None:
        middle = (posting.wage_min + posting.wage_max) / 2
        if abs(middle - usual) > rules.wage_far_off * usual:
            found.append(_found("wage_far_off", words=paid, usual=wording.number(round(usual, 2))))
    return found


def usual_wage(session: Session, now: datetime, here: Here, posting: Posting) -> float | None:
    """The median of what the same trade paid by the same unit lately; None where too few did."""
    rows = session.exec(
        select(Posting).where(
            Posting.county_id == here.county_id,
            Posting.id != posting.id,
            Posting.trade == posting.trade,
            Posting.wage_unit == posting.wage_unit,
            col(Posting.published_at) >= now - timedelta(days=LATELY_DAYS),
        )
    )
    paid = [
        (row.wage_min + row.wage_max) / 2
        for row in rows
        if row.wage_min is not None and row.wage_max is not None and row.wage_per == posting.wage_per
    ]
    return statistics.median(paid) if len(paid) >= SAMPLES else None


def _near_copy(session: Session, now: datetime, here: Here, posting: Posting) -> list[Found]:
    own = _compared(posting.raw_text)
    if len(own) < SHORTEST:
        return []
    rows = session.exec(
        select(Posting)
        .where(
            Posting.county_id == here.county_id,
            Posting.id != posting.id,
            col(Posting.status).in_([each.value for each in COPIED]),
        )
        .order_by(col(Posting.id).desc())
        .limit(COMPARED)
    )
    for row in rows:
        if row.batch is not None and row.batch == posting.batch:
            continue  # two works of one message stand on the same text
        if fuzz.ratio(own, _compared(row.raw_text), score_cutoff=NEAR_COPY):
            if row.status == PostingStatus.REVIEW and (row.id or 0) > (posting.id or 0):
                continue  # of two that wait, the later is the copy
            return [_found(COPIED[PostingStatus(row.status)], code=row.code or f"#{row.id}")]
    return []


def _compared(text: str) -> str:
    return "".join(text[:COMPARED_LETTERS].split())
