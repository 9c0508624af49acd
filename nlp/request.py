"""What an employer or broker wrote, read into postings: `read` is the parser of requests.

One walk spots known words, then each dimension reads the text and blanks what it read, so that no word is read twice.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from nlp import (
    ages,
    amounts,
    asking,
    bare_days,
    by_sex,
    contacts,
    counted,
    crew,
    dates,
    day_numbers,
    details,
    extras,
    footing,
    freight,
    in_parts,
    in_turn,
    kinds,
    load_beside,
    near_works,
    numbers,
    pay,
    places,
    schedule,
    sections,
    segments,
    shapes,
    sharing,
    streets,
    terms,
    times,
    titles,
    trades,
    unknown,
    whole_needs,
    work,
    work_around,
)
from nlp.footing import Common
from nlp.freight import Load
from nlp.gazetteer import Gazetteer
from nlp.heard import Heard
from nlp.leftover import Heeded, placed
from nlp.normalise import unspaced
from nlp.patterns import compiled
from nlp.rules import BLANK, Readings
from nlp.segments import Group
from nlp.types import Benefit, Contact, Gender, Kind, Need, Place, Request, Requires, Trade

# No request is longer; what is longer is read so far.
LONGEST = 2500
# An attribute of an enumeration costs ten times a name.
_LONGTERM, _FREIGHT, _FREIGHT_TRADE, _TRANSPORT = Kind.LONGTERM, Kind.FREIGHT, Trade.FREIGHT, Benefit.TRANSPORT
_NOBODY, _ANYBODY = Contact(), Requires()
_OPEN = compiled(
    r"若干|多名|数名|大量|不限人数|人数不限|人不限|多少都要|有多少[要来]多少|有好多[要来]好多|[来有]好多人?要好多人?|来多少要多少|能来几个来几个|多多益善|越多越好|几个都行|一批|一些"
)
_FOR_LONG = compiled("长期|长年|常年")


def read(text: str, now: datetime, gazetteer: Gazetteer, *, known: bool = False) -> Request:
    """The postings that `text` asks for, resolved against `now` and the county of `gazetteer`.

    `known`: it is known that workers are asked for, so that 招人摘花椒 is enough; what looks for work, sells, asks the
    station or takes money from workers asks for none even so.
    Never raises, whatever the text; `needs` is empty where no worker is asked for.
    """
    text = text[:LONGEST]
    if (tight := unspaced(text)) is None:
        return _read(text, now, gazetteer, True, known)
    return placed(_read(tight[0], now, gazetteer, True, known), tight[1])


def _read(text: str, now: datetime, gazetteer: Gazetteer, whole: bool, known: bool = False) -> Request:
    """As `read`; `whole` is False for one stretch of a message whose stretches are read apart."""
    heard = Heard(text, gazetteer)
    _words(heard, gazetteer)
    _moments(heard, now.date())
    amounts.read(heard)
    if "个" in heard.left and len(heard.jobs) > 1:
        amounts.someones(heard)
    _works(heard)
    load = freight.read(heard.plain, heard.spots, heard.names, heard.jobs, heard.numbers, gazetteer)
    if whole and (needs := _told_apart(heard, load, now, gazetteer)):
        return Heeded(needs, (heard,))
    if known and not asking.denies(heard.plain):
        return _assemble(heard, load, now, gazetteer)
    if not asking.asks(
        heard.plain,
        bool(heard.jobs) or load is not None,
        any(score >= 1 for _one, score in heard.heads) or (load is not None and freight.asked(heard.plain)),
        bool(heard.pays),
        bool(heard.names or heard.days),
        bool(heard.phones),
    ):
        return Request()
    return _assemble(heard, load, now, gazetteer)


def _told_apart(heard: Heard, load: Load | None, now: datetime, gazetteer: Gazetteer) -> tuple[Need, ...]:
    """The postings of a message whose stretches are read apart; empty where it is read as one."""
    if whole := whole_needs.apart(heard, lambda part: _read(part, now, gazetteer, True).needs):
        return whole
    if both := load_beside.of(heard):
        people, haul = _stretches(heard, list(both), now, gazetteer)
        if people and haul and all(one.kind is _FREIGHT for one in haul):
            return load_beside.joined(people, haul, heard.plain)
    if load is not None:
        return ()
    if heard.heads and not heard.cues and (rows := in_parts.of(heard)):
        parts = _stretches(heard, rows, now, gazetteer)
        if all(len(part) == 1 for part in parts):
            return in_parts.joined([part[0] for part in parts])
    items = sections.of(heard)
    parts = _stretches(heard, items, now, gazetteer)
    if not items or not all(parts):
        return ()
    to_all = sections.GIVEN_TO_ALL.search(heard.plain) is not None
    return sections.shared(parts, all(len(spans) == 1 for spans in items), to_all)


def _stretches(heard: Heard, items: list[sections.Item], now: datetime, gazetteer: Gazetteer) -> list[tuple[Need, ...]]:
    """The postings of each stretch, read with the others masked."""
    return [
        _read(sections.masked(heard.plain, items, index), now, gazetteer, False).needs for index in range(len(items))
    ]


def _words(heard: Heard, gazetteer: Gazetteer) -> None:
    """Phones, places, works and the contact's name; all but the works are blanked."""
    heard.phones = contacts.phones(heard.plain)
    if heard.phones:
        heard.blank([(start, end) for start, end, _digits in heard.phones])
    heard.names = places.names(heard.plain, heard.spots, gazetteer)
    spots, told = heard.spots, heard.plain
    if heard.names:
        for match in heard.names:  # 拉抹村猕猴桃 names no load
            told = told[: match.start] + BLANK * (match.end - match.start) + told[match.end :]
        named = {place for match in heard.names for place in range(match.start, match.end)}
        spots = [one for one in spots if one[0] not in named]
    heard.jobs = work.find(told, spots)
    work_around.exactly(heard.jobs, told)
    heard.jobs = work_around.run_together(heard.jobs)
    hidden = [(match.start, match.end) for match in heard.names]
    heard.name = contacts.name(
        heard.left,
        heard.phones,
        hidden + [(one[0], one[1]) for one in spots if one[2] and one[1] - one[0] > 1 and heard.plain[one[0]] != "阿"],
    )
    if heard.name:
        called = heard.name[0]
        heard.jobs = [
            job
            for job in heard.jobs
            if not (job.title and 0 <= called - job.end <= 1)  # 护林员老石
            and not (called == job.end + 1 and heard.plain[job.end] == "的" and len(heard.jobs) > 1)  # 找卖肠粉的黄姐
            and not (called <= job.start and job.end <= heard.name[1])  # 于老师
        ]
    hidden += [(one[0], one[1]) for one in spots if one[4] and one[2] and not numbers.runs_on(heard.plain, *one[:2])]
    if heard.name:
        hidden.append((heard.name[0], heard.name[1]))
    heard.blank(hidden)


def _moments(heard: Heard, today: date) -> None:
    """Ages, dates and clock times, each blanked before the next is read."""
    heard.ages = ages.find(heard.left)
    if heard.ages:
        heard.blank([(one[0], one[1]) for one in heard.ages])
    days = dates.find(heard.left, today)
    if days:
        days = schedule.without_others(heard.left, days)
    if days and ("推" in heard.left or "延" in heard.left or "提前" in heard.left or "往后" in heard.left):
        heard.blank([(one.start, one.end) for one in days])
        days = schedule.moved(heard.plain, days)
    if "、" in heard.left or "(" in heard.left or ("十" in heard.left and bare_days.WORK_BEGINS.search(heard.left)):
        days = bare_days.more(heard.left, today, days)
    heard.days = [
        one
        for one in days
        if one.rule != "holiday" or (one.day - today).days < 320 or heard.plain[one.end - 1] not in "后了"
    ]
    heard.blank([(one.start, one.end) for one in heard.days])
    heard.clocks = times.find(heard.left)
    if heard.clocks and ("晚" in heard.plain or "夜" in heard.plain or "通宵" in heard.plain):
        heard.clocks = times.by_night(heard.plain, heard.clocks)
    if len(heard.clocks) > 1:
        heard.clocks = times.without_rest(heard.plain, heard.clocks)
    heard.blank([(one[0], one[1]) for one in heard.clocks])


def _works(heard: Heard) -> None:
    """A verb and its object that stand apart, or words of an unknown work, where no better is told."""
    if len(heard.heads) > 1 and len(heard.jobs) > 1:
        near_works.counted_hands(heard)
    if all(job.weight < 1.2 or job.words in titles.WEAK for job in heard.jobs):
        apart = near_works.apart(heard.plain, heard.spots, heard.name[:2] if heard.name else (0, 0))
        if apart:
            work_around.exactly([apart], heard.plain)
            heard.jobs = [*heard.jobs, apart]
    if "员" in heard.left or "工" in heard.left or "师" in heard.left or "匠" in heard.left:
        more = shapes.unknown_titles(heard.left, heard.jobs)
        if more:
            heard.jobs = sorted([*heard.jobs, *more], key=lambda job: job.start)
    if len(heard.heads) > 1 and heard.jobs and len({job.words for job in heard.jobs}) < len(heard.heads):
        more = shapes.listed_posts(heard.left, heard.jobs)
        if more:
            heard.jobs = sorted([*heard.jobs, *more], key=lambda job: job.start)
    if len(heard.heads) > 1 and "师傅" in heard.left and (more := shapes.masters(heard.left, heard.jobs)):
        heard.jobs = sorted([*heard.jobs, *more], key=lambda job: job.start)
    if heard.heads and (len(heard.heads) > 1 or not heard.jobs) and "的" in heard.left:
        more = shapes.unknown_doers(heard.left, heard.jobs)
        if more:
            heard.jobs = sorted([*heard.jobs, *more], key=lambda job: job.start)
    if len(heard.jobs) > 1 and len(heard.pays) > 1 and ("其" in heard.left or "下" in heard.left):
        near_works.others(heard)
    if len(heard.jobs) > 1 and ("了" in heard.plain or "不" in heard.plain):
        near_works.wanted_no_more(heard)
    if heard.cues and len(heard.jobs) > 1:
        heard.jobs = near_works.taken_back(heard.jobs, heard.cues, heard.plain)
    if not heard.jobs:
        left = heard.left
        guess = near_works.parted(left) or near_works.care(heard.plain)
        if not guess and (heard.heads or heard.pays):
            guess = near_works.sounding(left)
        guess = guess or shapes.loose(left) or near_works.crop(heard.plain, heard.spots, heard.pays)
        if not guess and heard.heads and heard.pays:
            guess = near_works.slotted(left) or near_works.hands(left)
        if not guess and (heard.heads or heard.pays):
            guess = unknown.work(heard)
        if guess:
            heard.jobs = [guess]
    if len(heard.heads) > 1 and _more_wanted(heard) and (more := unknown.beside_numbers(heard)):
        heard.jobs = sorted([*heard.jobs, *more], key=lambda job: job.start)


def _more_wanted(heard: Heard) -> bool:
    """Whether more numbers of people are told than works, or a work by its shape alone."""
    several = sum(score >= 1.0 for _one, score in heard.heads)
    words = {job.words for job in heard.jobs}
    return several > 1 and (len(words) < several or any(job.weight == work.BY_SHAPE for job in heard.jobs))


def _assemble(heard: Heard, load: Load | None, now: datetime, gazetteer: Gazetteer) -> Request:
    """The postings of a text that asks for workers."""
    heard.correct()
    text, left = heard.plain, heard.left
    groups = _groups(heard)
    if len(groups) > 1:
        in_turn.share(left, groups)
    if load and len(groups) == 1:
        groups[0].job = load.job
    where = load.place if load else places.choose(heard.names, gazetteer, text)
    jobs = [(job.start, job.end) for job in heard.jobs]
    rest = None if load else details.find(text, left, where, heard.spots, jobs, heard.names)
    if rest:
        rest = streets.trimmed(left, rest)
    if where.detail and not load:
        behind = rest[2] if rest and rest[2] != where.detail else ""
        rest = where.start, where.end, where.detail + behind
    first = schedule.of(text, heard.days)
    clocks = times.day(text, heard.clocks)
    hurry = terms.urgent(text)
    run = schedule.length(text, left, heard.numbers)
    later = hurry and clocks[0] and clocks[0].hour > now.hour  # 急找两人,下午三点: today
    if later and first[0] is None and not first[1] and not run[0] and not kinds.LONGTERM.search(text):
        first = now.date(), None, (clocks[2], clocks[3], "urgent-clock", None)
    common: Common = (where, rest, terms.pay_when(text), hurry, run, clocks)
    sexes = terms.sexes(heard.unnamed())
    gifts = terms.benefits(left)
    person = _NOBODY
    if heard.name or heard.phones:
        person = Contact(heard.name[2] if heard.name else None, tuple(dict.fromkeys([one[2] for one in heard.phones])))
    told_beside = extras.of(heard)
    needs = []
    for index in range(len(groups)):
        days = sharing.days_of(text, heard.days, groups, index) if len(groups) > 1 and heard.days else None
        told = common
        if len(groups) > 1 and common[2]:
            told = (*common[:2], sharing.paid_when(text, common[2], groups, index), *common[3:])
        needs.append(_need(heard, load, groups, index, days or first, told, sexes, gifts, person, told_beside))
    if len(needs) == 1 and len(heard.days) > 1 and len(heard.heads) > 1 and not heard.cues:
        needs = day_numbers.spread(needs[0], heard)
    return Heeded(tuple(needs), (heard,))


def _groups(heard: Heard) -> list[Group]:
    """The kinds of worker that the text asks for."""
    return (
        by_sex.groups(heard.plain, heard.left, heard)
        or crew.groups(heard.left, heard)
        or segments.group(heard.left, heard.jobs, heard.heads, heard.pays)
    )


def _need(
    heard: Heard,
    load: Load | None,
    groups: list[Group],
    index: int,
    days: schedule.Days,
    common: Common,
    sexes: list[sharing.Sexed],
    gifts: list[sharing.Gift],
    person: Contact,
    told_beside: dict[str, Any],
) -> Need:
    """The posting of one group, with what was told for all."""
    text, left = heard.plain, heard.left
    where, rest, when_paid, hurry, (run, _run_span), (begin, close, _clock_start, _clock_end) = common
    one, multi = groups[index], len(groups) > 1
    job = one.job
    own = (one.start, groups[index + 1].start if index + 1 < len(groups) else len(text)) if multi else (0, len(text))
    start, end, _span = days
    if (
        multi
        and len(heard.clocks) == 1
        and (only := sharing.only_of(text, heard.clocks[0], groups, heard.days)) is not None
    ):
        begin, close = (begin, close) if only == index else (None, None)
    elif multi and len(heard.clocks) > 1 and (told := sharing.clock_of(text, heard.clocks, groups, index)):
        begin, close, _clock_start, _clock_end = times.day(text, [told])
    elif multi and heard.clocks and "(" in text:
        begin, close, _clock_start, _clock_end = times.day(text, sharing.hours(text, heard.clocks, own))
    people = counted.of(heard, one, multi or load is not None)
    longterm = kinds.LONGTERM.search(text, *own) is not None
    if multi and not longterm:  # 要长期洗碗的,摘菜的各一个: said before the first
        longterm = _FOR_LONG.search(text, max(0, groups[0].start - 4), groups[0].start) is not None
    wage, paid = pay.of(left, one.pays, longterm, load is not None, heard.numbers)
    haul = load or freight.by_drivers(text, job, wage is not None or longterm)
    kind = _FREIGHT if haul else kinds.of(text[own[0] : own[1]], wage, longterm, job, run, start, end)
    gender, gender_span = sharing.gender(text, sexes, groups, index, own)
    least, most, age_span = sharing.age(text, heard.ages, groups, own)
    given = sharing.gifts(text, gifts, groups, index)
    if load:
        given = [gift for gift in given if _TRANSPORT not in gift[2]]
    detail = load.detail if load else (rest[2] if rest else None)
    trade = _FREIGHT_TRADE if load else _trade(groups, index, kind, text, detail)
    number = (people[0], people[1]) if people else (load.vehicles, load.vehicles) if load else None
    readings = footing.readings(heard, groups[index], days, common, people, (wage, paid), given)
    if gender is Gender.MALE and job and job.words[0] == "挑" and trade is Trade.PACKING:
        trade = Trade.LOADING  # 挑果的2个男的
    if gender:
        readings.append(("gender", gender, *gender_span, "sex"))
    if age_span:
        readings.append(("age", (least, most), *age_span, "age"))
    if multi and kind is _LONGTERM and _span and sharing.of_another(text, _span[0], _span[2], groups, index):
        start = end = begin = close = None
    return Need(
        kind=kind,
        work=job.words if job else None,
        trade=trade,
        headcount=number,
        headcount_open=number is None and _OPEN.search(text) is not None,
        wage=wage,
        pay_when=when_paid[2] if when_paid else None,
        start=start,
        end=end,
        days=run,
        begin_time=begin,
        end_time=close,
        place=Place(where.township.name if where.township else None, where.village, detail),
        origin=load.origin if load else None,
        benefits=terms.told_once([gift for _start, _end, several in given for gift in several]),
        requires=Requires(gender, least, most) if gender or least or most else _ANYBODY,
        contact=person,
        urgent=hurry is not None,
        readings=Readings(readings),
        **told_beside,
    )


def _trade(groups: list[Group], index: int, kind: Kind, text: str, detail: str | None) -> Trade:
    """The trade of one group; hands that only help (打下手, 小工) are of the trade of those they help."""
    job = groups[index].job
    if len(groups) > 1 and job and job.words in titles.HELPING:
        others = {one.job.trade for one in groups if one.job and one.job.words not in titles.HELPING}
        if len(others) == 1 and (helped := others.pop()) in ("field", "picking", "livestock", "catering"):
            return Trade(helped)
    found = trades.of(job, kind, text, detail)
    if found is Trade.DRIVING and job and len(groups) > 1 and job.trade in ("field", "picking"):
        until = groups[index + 1].start if index + 1 < len(groups) else len(text)
        if not trades.MACHINE.search(text, groups[index].start, until):
            return Trade(job.trade)  # 寻个带旋播机的,再寻两个婆娘撒肥料
    if found is Trade.DOMESTIC and job and len(groups) > 1 and ("饭" in job.words or "厨" in job.words):
        beside = {one.job.trade for one in groups if one.job and one is not groups[index]}
        if beside.isdisjoint(("domestic", "cleaning")):  # 摘苹果的20个,做饭阿姨1个
            return Trade.CATERING
    return found
