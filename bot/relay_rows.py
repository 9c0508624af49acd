"""The lines of what was brought back from a carried group: as a table's rows, and a list's lines among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlmodel import Session, col, select

from bot import links
from bot.app import Here
from bot.models import Group, RelayRead
from bot.people import clean_name
from bot.reply_context import Shown
from nlp import hints, people_list, talk_paste, work
from nlp.heard import Heard
from nlp.list_words import is_talk
from nlp.types import Alarm, Ask, Certainty, ListLine, PeopleList

GO, LEAVE, NOTHING, ASKS, ALARM = "go", "leave", "nothing", "asks", "alarm"
MEANINGS = (GO, LEAVE, NOTHING)
TEXT_MOST = 20_000
ROWS_MOST = 300
IDLE_MOST = 40
PEOPLE_MOST = 60
FRESH = timedelta(days=7)
"""So long the same words of a person without a time are the same question or complaint."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `people` is the total that this person will have; `effect` says what will happen.

    `choose` holds where a posting must be chosen first; `seen` where it was brought before. `spoken`: a message of a
    talk, to be noted as `note`; `untimed` is its note from when it came without its time. `by_hand`: put right.
    `confirm` holds where somebody must say how many it is: 王芳+1 may be one or two. `idle`: read as mere talk.
    `topics` is what a question asks about, `answer` what to say to it (`bot/relay_asked.py`); `passes` holds where
    the posting does not say it, and its poster is asked when the table is applied.
    """

    who: str
    said: str
    meaning: str
    sure: str
    code: str = ""
    people: int = 1
    adds: bool = False
    names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    children: int = 0
    at: datetime | None = None
    seen: bool = False
    choose: bool = False
    effect: str = ""
    alarm: Alarm | None = None
    key: str = ""
    mark: str = ""
    days: tuple[date, ...] = ()
    days_refused: tuple[date, ...] = ()
    by_hand: bool = False
    confirm: bool = False
    spoken: bool = False
    note: tuple[str, str] | None = None
    untimed: int | None = None
    idle: bool = False
    topics: tuple[Ask, ...] = ()
    answer: str = ""
    passes: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """What was brought: of which form, its lines, the codes to choose from, how many lines would do something.

    `key` is what the whole is known by once it was brought; `unlisted` how much more mere talk there was.
    """

    form: str  # tally, chain, talk
    rows: tuple[Row, ...]
    codes: tuple[tuple[str, str], ...]
    acts: int
    key: str
    unlisted: int = 0

    @property
    def told(self) -> tuple[Row, ...]:
        """The lines that say something to a posting; behind them stand in `rows` those taken for mere talk."""
        return tuple(row for row in self.rows if not row.idle)

    @property
    def works(self) -> dict[str, str]:
        """The name of each posting by its code."""
        return dict(self.codes)


_HEADS: Final = re.compile(
    r"\d{1,3}\s?[.、)）]|[①-⑨]|#|.*(?:接龙|名单|报名|统计|名额)|(?:时间|地点|地址|工资|价钱|要求|电话|联系|人数|备注|说明|工种)"
)


def heads_a_list(spoken: Sequence[talk_paste.Said]) -> bool:
    """Whether what stands before the colons are heads and lines of a list (西解村:, 1. 秀兰:), not people who speak."""
    return any(_HEADS.match(each.name) for each in spoken) or all(people_list.is_place(each.name) for each in spoken)


_ONE: Final = re.compile(r"\s*(?P<name>[一-鿿]{2,4})\s*[:：]\s*(?P<said>[^\n]+?)\s*")


# 建军要去, 秀兰家去两个, 玉梅说不去了: told of somebody else
_OTHER: Final = re.compile(
    r"\s*(?P<name>[一-鿿]{2,3}?)家?(?:说|讲|问了)?(?:他|她)?(?:也|都|就|要|想|能|可以|愿意|还|先|明天|后天)*"
    r"(?P<said>(?:去|来|报名?|不去|不来|去不了|来不了|去不成)了?(?:[\d一二两三四五六七八九十]{1,2}(?:个人?|人|位|口)?)?)"
    r"[了。! ]*"
)


def one_message(text: str) -> tuple[talk_paste.Said, ...]:
    """秀兰：俺去, brought back alone; empty where it is more, or a list's head stands before the colon."""
    found = _ONE.fullmatch(text) or _OTHER.fullmatch(text)
    if found is not None and found.re is _OTHER and not people_list.is_somebody(found["name"]):
        return ()
    if found is None or _HEADS.match(found["name"]) or people_list.is_place(found["name"]):
        return ()
    return (talk_paste.Said(found["name"], found["said"]),)


def list_in(here: Here, each: talk_paste.Said) -> PeopleList | None:
    """The chain list or tally that a message of a talk is: somebody's 西解村:秀兰2, or such a line behind a clock."""
    listed = people_list.read(each.text)
    if listed is not None and listed.chain:
        return listed
    if people_list.is_place(each.name):
        listed = people_list.read_back(f"{each.name}:{each.text}")
    if listed is None or not (listed.place and people_list.is_place(listed.place)):
        return None
    return listed if all(line.readable and _are_people(here, line.names) for line in listed.lines) else None


def _are_people(here: Here, names: Sequence[str]) -> bool:
    """Whether these are names, not what is needed where (解店镇:摘苹果20人, 西解村:男2女3)."""
    heard = [Heard(each, here.gazetteer) for each in names]
    if any(work.find(each.plain, each.spots) for each in heard):
        return False
    return bool(names) and not any(is_talk(each) or each[0] in "男女" for each in names)


def code_of(listed: PeopleList, text: str, shown: list[Shown]) -> str:
    """The posting a list is about: named in it, or the only one that stands in the group."""
    known = [each.posting.code or "" for each in shown]
    named = [code for code in (listed.posting, *hints.codes(text)) if code in known]
    if named:
        return str(named[0])
    works = [each.posting for each in shown if each.posting.work and each.posting.work in text]
    if len(works) == 1:
        return works[0].code or ""
    return known[0] if len(known) == 1 else ""


def of_list(
    session: Session,
    here: Here,
    group: Group,
    listed: PeopleList,
    code: str,
    shown: Sequence[Shown],
    at: datetime | None,
) -> list[Row]:
    """Lines of a list. A line that says of a posting what it said last time was brought before."""
    found: dict[str, Row] = {}
    about = posting_id(code, shown)
    for line in listed.lines:
        row = _of_line(session, here, group, line, code, about, at)
        found.pop(row.key, None)
        found[row.key] = row
    return list(found.values())


def posting_id(code: str, shown: Sequence[Shown]) -> int:
    """The posting that carries this code in the group now (another may carry it later); 0 where none does."""
    return next((each.posting.id or 0 for each in shown if each.posting.code == code), 0)


def _of_line(
    session: Session, here: Here, group: Group, line: ListLine, code: str, about: int, at: datetime | None
) -> Row:
    who = clean_name(line.names[0]) if line.names else ""
    number = max(line.count, len(line.names), 1)
    plus = people_list.plus(line) is not None
    known = line.readable and bool(who) and not is_talk(who)
    key = links.digest(f"line|{about}|{who or line.raw}")
    mark = links.digest(f"{number}|{line.leaves}|{line.children}|{'+'.join(line.names)}{'' if known else '|?'}")
    last = was_read(session, here, group, key)
    return Row(
        who=who,
        said=line.raw,
        meaning=(LEAVE if line.leaves else GO) if known and not plus else NOTHING,
        sure=Certainty.SURE if known and not plus else Certainty.DOUBTFUL,
        code=code,
        people=min(number, PEOPLE_MOST),
        names=tuple(line.names[1:]),
        phones=line.phones,
        children=line.children,
        at=at,
        seen=last is not None and last.mark == mark,
        choose=not code,
        key=key,
        mark=mark,
        confirm=known and plus,
    )


def in_order(rows: Sequence[Row]) -> list[int]:
    """Numbers of the rows by the time they were written; those without a time as they stand, behind the one before."""
    last: datetime | None = None
    stamps: list[tuple[bool, datetime | None, int]] = []
    for number, row in enumerate(rows):
        last = row.at or last
        stamps.append((last is not None, last, number))
    return [
        each[2] for each in sorted(stamps, key=lambda each: (each[0], each[1].timestamp() if each[1] else 0.0, each[2]))
    ]


def was_read(session: Session, here: Here, group: Group, key: str) -> RelayRead | None:
    return session.exec(
        select(RelayRead)
        .where(RelayRead.county_id == here.county_id, RelayRead.group_id == group.id, RelayRead.key == key)
        .order_by(col(RelayRead.id).desc())
    ).first()
