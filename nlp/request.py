"""What an employer or broker wrote, read into postings: `read` is the parser of requests.

One walk spots known words, then each dimension reads the text and blanks what it read, so that no word is read twice.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from nlp import asking, contacts, dates, freight, headcount, places, quantities, segments, terms, times, wages, work
from nlp.gazetteer import Gazetteer
from nlp.normalise import plain
from nlp.quantities import BARE, HOURS, LENGTH, MONEY, PEOPLE, Quantity
from nlp.rules import BLANK, SLIP, Readings, Spot, mend, spot, table_for
from nlp.types import Benefit, Certainty, Contact, Gender, Kind, Need, Place, Request, Requires, Trade, Wage, WageUnit
from nlp.patterns import compiled


# An attribute of an enumeration costs ten times a name.
_BENEFIT_TRANSPORT = Benefit.TRANSPORT
_CERTAINTY_DOUBTFUL = Certainty.DOUBTFUL
_CERTAINTY_LIKELY = Certainty.LIKELY
_CERTAINTY_SURE = Certainty.SURE
_KIND_FREIGHT = Kind.FREIGHT
_KIND_GIG = Kind.GIG
_KIND_LONGTERM = Kind.LONGTERM
_TRADE_CATERING = Trade.CATERING
_TRADE_CONSTRUCTION = Trade.CONSTRUCTION
_TRADE_FACTORY = Trade.FACTORY
_TRADE_FIELD = Trade.FIELD
_TRADE_FREIGHT = Trade.FREIGHT
_TRADE_OTHER = Trade.OTHER
_TRADE_RETAIL = Trade.RETAIL
_WAGEUNIT_DAY = WageUnit.DAY
_WAGEUNIT_HOUR = WageUnit.HOUR
_WAGEUNIT_MONTH = WageUnit.MONTH
_WAGEUNIT_PIECE = WageUnit.PIECE
_WAGEUNIT_TOTAL = WageUnit.TOTAL
_WAGEUNIT_TRIP = WageUnit.TRIP
_TRADES = {trade.value: trade for trade in Trade}
_LONGTERM = compiled(
    r"长期|包月|月薪|月工资|一个月|每月|/月|月休|单休|双休|上六休一|五险|社保|底薪|全勤|转正|试用期|常年|固定|全职|正式工|住家|离职|综合工资|两班倒|三班倒|倒班|年底双薪|提成|月结|上户"
)
_NEGOTIABLE = compiled(r"面议|面谈|详谈|电话谈|价钱好说|工资好说|价格好商量|好商量|再商量|当面说|面说|看活给|工钱好说")
_OPEN = compiled(r"若干|多名|数名|大量|不限人数|人数不限|人不限|多少都要|有多少要多少|来多少要多少|能来几个来几个|多多益善|越多越好|几个都行|一批|一些")
_SKIP_DATE = compiled(r"(?:每个?月|每|预产期是?|生日|出生|截止到?|报名截止|去年|上次|之前|昨天|原定|原来|上个?月|下单|前|不是)$")
_SKIP_DATE_AFTER = compiled(r"(?:号|日)?(?:准时|按时|左右)?(?:发薪|发工资|开工资|结账|结清|结算|发钱|结婚的|报名截止|前报名|截止|前(?![晌半])|之前|出生|生日|下雨|的时候发|发的|招的|登的|登记的)")
_START_AFTER = compiled(r"(?:早上|早|上午|下午|晚上|中午|一早|就|正式|准时|统一|起|,| |■)*(?:开始|开工|动工|上班|上岗|上工|出工|上户|进场|到岗|开园|开采|开摘|开砍|起|干活|干|来|做|摘|要|去|用|走|集合|到)")
_DATE_LEAD = compiled(r"(?:时间|日期|工期|开工|上班|用工|上岗|工作|干活|开始|到岗)(?:时间|日期)?[: 是]*$")
_END_TAIL = compiled(r"(?:就)?(?:结束|收工|完工|为止|止|干完|做完|截止|完事|放假)")
_END_LEAD = compiled(r"(?:干到|做到|忙到|直到|一直到|做至|截止到?|结束|到|至)$")
_DAYS_NOT = compiled(r"(?:休|休息|放假|每|第|经验|满|试用|前|迟|压|拖|内|接下来|未来|头|超过|每周|一周|保质|工期提前|拖了|前|了)[: ]*$")
_DAYS_AFTER = compiled(r" ?(?:算一|结一|给一|就走|就跑|的不要|没人|前(?!后)|以内|内(?!容)|一结|结|一换|一轮|一休|一发|经验|以上经验|班|的?假|休|不|没|都没|一次|试用|能(?:挣|赚|摘|拿|弄)|可以|最多|轻松|几|之前|多次|两头|天)")
_SECTION = compiled(r"\n|[。;]|[①②③④⑤⑥]")
_INDEX_AFTER = compiled(r"[、.)．](?!\d)|[块元毛吨亩斤]|[-~]\d")
_EMPLOYER = compiled(r"(?:用工单位|招聘单位|企业|单位|公司)(?:名称)?[:是 ]+([^\n,。;■ ]{2,24})")
_HALF_DAY = compiled(r"今(?:早|晚|黑|天?下午|天?晚上|夜)")


class _Text:
    """A text on its way: the plain form, the form with what was read blanked out, and the words spotted."""

    __slots__ = ("cues", "left", "plain", "spots")

    def __init__(self, text: str, gazetteer: Gazetteer) -> None:
        table = table_for(gazetteer)
        self.plain = plain(text)
        self.spots = spot(self.plain, table)
        for one in self.spots:
            if one[2] and one[2][0] is SLIP:
                self.plain = mend(self.plain, self.spots)
                self.spots = spot(self.plain, table)
                break
        self.left = self.plain
        self.cues = segments.corrections(self.plain)

    def blank(self, spans: list[tuple[int, int]]) -> None:
        """Take stretches out of what later rules read."""
        left = self.left
        for start, end in spans:
            left = left[:start] + _BLANKS[: end - start] + left[end:]
        self.left = left


_NOBODY, _ANYBODY = Contact(), Requires()
_BLANKS = BLANK * 400


def read(text: str, now: datetime, gazetteer: Gazetteer) -> Request:
    """The postings that `text` asks for, resolved against `now` and the county of `gazetteer`.

    Never raises, whatever the text; `needs` is empty where no worker is asked for.
    """
    given = _Text(text[:4000], gazetteer)
    phones = contacts.phones(given.plain)
    if phones:
        given.blank([(start, end) for start, end, _digits in phones])
    names = places.names(given.plain, given.spots, gazetteer)
    spots = given.spots
    if names:
        named = {place for match in names for place in range(match.start, match.end)}
        spots = [one for one in spots if one[0] not in named]
    jobs = work.find(given.plain, spots)
    hidden = [(match.start, match.end) for match in names]
    who = contacts.name(given.left, phones, hidden + [(one[0], one[1]) for one in spots if one[2]])
    hidden += [(one[0], one[1]) for one in spots if one[4] and one[2]]
    if who:
        hidden.append((who[0], who[1]))
    given.blank(hidden)
    ages = terms.ages(given.left)
    if ages:
        given.blank([(one[0], one[1]) for one in ages])
    day = now.date()
    days = dates.find(given.left, day)
    given.blank([(one.start, one.end) for one in days])
    clocks = times.find(given.left)
    given.blank([(one[0], one[1]) for one in clocks])
    numbers = quantities.find(given.left)
    heads: list[tuple[Quantity, float]] = []
    pays: list[tuple[Quantity, float]] = []
    job_starts = {job.start for job in jobs}
    for one in numbers:
        if one.kind in (PEOPLE, BARE) or one.word == "对":
            likely = headcount.is_people(one, given.left)
            if likely < 1 and one.kind == PEOPLE and one.end in job_starts and one.low > 0:
                likely = 1.8
            if likely > 0:
                if one.word == "对":
                    one.low, one.high, one.word = one.low * 2, one.high * 2, "对夫妻"
                heads.append((one, likely))
                continue
        if one.kind in (MONEY, BARE):
            likely = wages.score(one, given.left)
            if likely > 0:
                pays.append((one, likely))
    titles = {job.end for job in jobs if job.title}
    for one in numbers:
        # 木工2,贴棉工3: a small bare number right behind a title counts people.
        if one.kind == BARE and 1 <= one.high <= 60 and one.low == int(one.low) and not one.word and all(one is not head for head, _score in heads):
            behind = one.at - 1 if given.left[one.at - 1 : one.at] in (" ", ":") else one.at
            if behind in titles and one.start == one.at and not _INDEX_AFTER.match(given.left, one.end):
                heads.append((one, 1.5))
                pays = [pair for pair in pays if pair[0] is not one]
    heads.sort(key=lambda pair: pair[0].start)
    if all(job.weight < 1.2 or job.words in work.WEAK for job in jobs) and (more := work.apart(given.plain, spots)):
        jobs = [*jobs, more]
    if not jobs:
        guess = work.apart(given.plain, spots) or work.loose(given.left)
        if guess:
            jobs = [guess]
    load = freight.read(given.plain, given.spots, names, jobs, numbers, gazetteer)
    if not asking.asks(
        given.plain, bool(jobs) or load is not None, any(score >= 1 for _one, score in heads), bool(pays), bool(names or days), bool(phones)
    ):
        return Request((), "" if not jobs else given.left.replace(BLANK, "").strip())
    return _assemble(given, day, now.hour, gazetteer, load, phones, who, names, jobs, ages, days, clocks, numbers, heads, pays)


def _assemble(given: _Text, day: date, now_hour: int, gazetteer: Gazetteer, load: Any, phones: Any, who: Any, names: Any, jobs: Any, ages: Any, days: Any, clocks: Any, numbers: list[Quantity], heads: Any, pays: Any) -> Request:  # fmt: skip
    text = given.plain
    if given.cues:
        jobs_kept = jobs
        clocks = segments.corrected(clocks, [(one[0], one[1]) for one in clocks], given.cues)
        days = segments.corrected(days, [(one.start, one.end) for one in days], given.cues)
        names = segments.corrected(names, [(one.start, one.end) for one in names], given.cues)
        phones = segments.corrected(phones, [(one[0], one[1]) for one in phones], given.cues)
        pays = segments.corrected(pays, [(one[0].start, one[0].end) for one in pays], given.cues)
        jobs = jobs_kept
    groups = segments.group(given.left, jobs, heads, pays)
    if load and len(groups) == 1:
        groups[0].job = load.job
    where = load.place if load else places.choose(names, gazetteer, text)
    rest = None if load else places.detail(text, given.left, where, given.spots, [(job.start, job.end) for job in jobs])
    sexes = terms.sexes(_without_name(text, who))
    gifts = terms.benefits(given.left)
    when_paid = terms.pay_when(text)
    hurry = terms.urgent(text)
    first_day, last_day, day_span = _days(given, days)
    run, run_span = _length(given.left, numbers, pays)
    begin, close, clock_start, clock_end = times.day(given.plain, clocks)
    if first_day is None and begin and hurry and clocks and not last_day and begin.hour > now_hour and not _LONGTERM.search(text):
        first_day, day_span = day, (clock_start, clock_end, "urgent-clock", None)
    person = Contact(who[2] if who else None, tuple(dict.fromkeys([one[2] for one in phones]))) if who or phones else _NOBODY
    negotiable = ("议" in text or "谈" in text or "说" in text or "商量" in text or "看活" in text) and bool(_NEGOTIABLE.search(text))
    needs = []
    multi = len(groups) > 1
    bounds = [one.start for one in groups[1:]] + [len(text)]
    ends_at = max([groups[-1].end, *(pay.end for pay, _score in groups[-1].pays if pay.start >= groups[-1].start)])
    for index, one in enumerate(groups):
        own_from, own_to = (one.start, bounds[index]) if multi else (0, len(text))
        readings: list[Any] = []
        job = one.job
        found_days = _own_days(given, days, groups, index, bounds) if multi and days else None
        start, end, span = found_days or (first_day, last_day, day_span)
        counted = segments.count(given.left, one.heads, given.cues)
        if counted is None and not multi and not load:
            implied = headcount.one_or_two(text)
            if implied:
                whole = Quantity(implied[1], implied[2], implied[1], PEOPLE, implied[0], implied[0])
                counted = implied[0], implied[0], whole
        longterm = bool(_LONGTERM.search(text, own_from, own_to)) if multi else bool(_LONGTERM.search(text))
        pay, pay_quantity = _pay(given, one.pays, longterm, load is not None, numbers, job)
        kind = _KIND_FREIGHT if load else _kind(text[own_from:own_to], pay, longterm, job, run, start, end)
        if job:
            readings.append(("work", job.words, job.start, job.end, "title" if job.title else "task"))
        if counted:
            readings.append(("headcount", counted[:2], counted[2].at, counted[2].end, "people"))
        if load and not counted:
            counted = (load.vehicles, load.vehicles, None)
        if pay and pay_quantity:
            sure = _CERTAINTY_SURE if pay_quantity.unit else _CERTAINTY_LIKELY
            readings.append(("wage", pay, pay_quantity.start, pay_quantity.end, "sum", sure))
        if start and span:
            doubt = _CERTAINTY_DOUBTFUL if span[3] else _CERTAINTY_SURE
            readings.append(("start", start, span[0], span[1], span[2], doubt, span[3]))
        if run:
            readings.append(("days", run, run_span[0], run_span[1], "length"))
        if begin or close:
            readings.append(("begin_time", begin or close, clock_start, clock_end, "clock"))
        for place_start, place_end, field, rule in where.spans:
            sure = _CERTAINTY_LIKELY if rule == "sound" else _CERTAINTY_SURE
            readings.append((field, text[place_start:place_end], place_start, place_end, rule, sure))
        if rest:
            readings.append(("detail", rest[2], rest[0], rest[1], "facility"))
        gender, gender_span = _gender(text, ends_at, sexes, one, own_from, own_to, multi, index == len(groups) - 1, numbers)
        if gender:
            readings.append(("gender", gender, *gender_span, "sex"))
        least, most, age_span = _age(ages, own_from, own_to, multi, index == len(groups) - 1, groups)
        if age_span:
            readings.append(("age", (least, most), *age_span, "age"))
        own_gifts = _gifts(gifts, groups, index, bounds, multi, text)
        readings += [("benefits", names_of, s, e, "benefit") for s, e, names_of in own_gifts]
        if when_paid:
            readings.append(("pay_when", when_paid[2], when_paid[0], when_paid[1], "pay-when"))
        if hurry:
            readings.append(("urgent", True, *hurry, "urgent"))
        readings += [("phones", digits, s, e, "phone") for s, e, digits in phones]
        if who:
            readings.append(("name", who[2], who[0], who[1], "name"))
        if load:
            own_gifts = [gift for gift in own_gifts if _BENEFIT_TRANSPORT not in gift[2]]
        benefits = tuple(dict.fromkeys(gift for _s, _e, several in own_gifts for gift in several))
        needs.append(
            Need(
                kind=kind,
                work=job.words if job else None,
                trade=_TRADE_FREIGHT if load else _trade(job, kind, text, rest),
                headcount=(counted[0], counted[1]) if counted else None,
                headcount_open=counted is None and bool(_OPEN.search(text)),
                wage=pay,
                negotiable=negotiable,
                pay_when=when_paid[2] if when_paid else None,
                start=start,
                end=end,
                days=run,
                begin_time=begin,
                end_time=close,
                place=Place(
                    where.township.name if where.township else None,
                    where.village,
                    load.detail if load else (rest[2] if rest else None),
                ),
                origin=load.origin if load else None,
                benefits=benefits,
                requires=Requires(gender, least, most) if gender or least or most else _ANYBODY,
                contact=person,
                urgent=hurry is not None,
                readings=Readings(readings),
            )
        )
    return Request(tuple(needs), _unexplained(given.left))


def _without_name(text: str, who: Any) -> str:
    return text[: who[0]] + BLANK * (who[1] - who[0]) + text[who[1] :] if who else text



def _unexplained(left: str) -> str:
    return left.replace(BLANK, "").strip()


def _days(given: _Text, days: list[dates.Found]) -> tuple[date | None, date | None, tuple[int, int, str, date | None] | None]:
    """First and last day of work, of all the dates told."""
    best: dates.Found | None = None
    best_score = -9.0
    last: date | None = None
    text = given.plain
    for index, one in enumerate(days):
        before, after = text[max(0, one.start - 8) : one.start], text[one.end : one.end + 10]
        if _SKIP_DATE.search(before) or _SKIP_DATE_AFTER.match(after):
            continue
        if one.rule in ("weekday", "weekend") and compiled(r"(?:我|休|不|放|可以休|单休|双休)").match(after):
            continue
        if one.rule in ("month-edge", "day-of-month", "month-day", "weekday", "holiday", "lunar", "in-days") and one.last is None and (_END_LEAD.search(before) or (index and _END_TAIL.match(after))):
            if not compiled(r"(?:来|送|拉|人|车|约|排|定|推迟|改|等|拖|延)到$").search(before):
                last = last or one.day
                continue
        if one.rule == "weekday-range" and one.last and (one.last - one.day).days >= 4 and text[one.start] not in "这本下" or text[one.start : one.end] in ("年底", "年末"):
            continue
        score = 1.0 - 0.1 * index
        if _START_AFTER.match(after):
            score += 0.8
        if compiled(r"(?:早上|早|上午|下午|晚上|就|正式| |,)*(?:开始|开工|动工|上班|上岗|上工|上户|到岗)").match(after):
            score += 1.0
        if _DATE_LEAD.search(before):
            score += 1.0
        if one.last:
            score += 0.4
        if one.rule == "now":
            score -= 0.7
        if one.rule == "holiday" and len(days) > 1:
            score -= 0.8
        if score > best_score:
            best, best_score = one, score
    if best is None:
        return None, last, None
    end = best.last or (last if last and last >= best.day else None)
    if best.last is None and last is None:
        for one in days:
            if one is not best and one.day > best.day and one.rule != "soon" and _END_LEAD.search(text[max(0, one.start - 4) : one.start]):
                end = one.day
    return best.day, end, (best.start, best.end, best.rule, best.other)


def _own_days(given: _Text, days: list[dates.Found], groups: list[Any], index: int, bounds: list[int]) -> Any:
    """The dates of one group where they are told inside its stretch and the groups differ in them."""
    starts = [0] + [one.start for one in groups[1:]]
    inside: list[list[dates.Found]] = [[] for _one in groups]
    for one in days:
        place = 0
        for number, start in enumerate(starts):
            # A date right before a group's count belongs to that group (另外明天摘… 十个).
            if one.start >= start - (one.end - one.start) - 3:
                place = number
        inside[place].append(one)
    before_first = [one for one in days if one.end <= groups[0].start]
    if sum(bool(row) for row in inside) < 1 or before_first:
        return None
    last_row = inside[-1]
    tied = [one for one in last_row if one.start < groups[-1].end]
    if sum(bool(row) for row in inside[:-1]) == 0 and not tied:
        return None
    if sum(bool(row) for row in inside) == 1 and not tied and len(groups) - 1 > 0 and inside[0] and len(inside[0]) == len(days):
        return None if inside[0][0].start < groups[0].end else None
    row = inside[index]
    if not row:
        return None, None, None
    return _days(given, row)


def _length(text: str, numbers: list[Quantity], pays: Any) -> tuple[int | None, tuple[int, int]]:
    """Length of the work in days."""
    for one in numbers:
        if one.kind != LENGTH:
            continue
        before, after = text[max(0, one.at - 6) : one.at], text[one.end : one.end + 5]
        if _DAYS_NOT.search(before) or _DAYS_AFTER.match(after):
            continue
        if one.high == 1 and not compiled(r"(?:干|做|■|忙|就|要)$").search(before) and not compiled(r"(?:就|活|弄|干|做|能|搞)?(?:弄|干|做|搞)?(?:完|的活|活)|$|[ ,。■]").match(after):
            continue
        if one.high == 30 and one.unit in ("个月",) and compiled(r"(?:工资|薪|给|开)$").search(before):
            continue
        if one.high == 30 and compiled(r" ?(?:\d{3,}|[一二两三四五六七八九]千|两个人|俩人|一个人|给|工资|[ ,]?\d{4})").match(after):
            continue
        if one.high > 400:
            continue
        return int(one.high), (one.start, one.end)
    return None, (0, 0)


def _pay(given: _Text, pays: Any, longterm: bool, load: bool, numbers: list[Quantity], job: Any) -> tuple[Wage | None, Quantity | None]:
    """The pay of one group; pay told for each sex apart is their range."""
    if not pays:
        return None, None
    text = given.left
    best, best_score = None, 0.25
    for one, score in pays:
        value = score - 0.002 * one.start
        if value > best_score:
            best, best_score = one, value
    if best is None:
        return None, None
    length = None
    if not best.unit:
        for one in numbers:
            if one.kind in (LENGTH, HOURS) and 0 <= best.start - one.end <= 2 and one.high > (1 if one.kind == LENGTH else 0):
                if not compiled("[,。\n]").search(text[one.end : best.start]):
                    length = int(one.high)
                    if one.kind == LENGTH and one.high == 30:
                        length = None
                        longterm = True
    if length and not best.unit and any(one.kind == HOURS and one.high >= 6 and 0 <= best.start - one.end <= 2 for one in numbers):
        length = None
    pay = wages.wage(best, longterm, load, text, length)
    apart = _by_sex(text, pays, best) if len(pays) > 1 and "男" in text and "女" in text else None
    if apart:
        low, high = min(apart), max(apart)
        pay = Wage(low, high, pay.unit, pay.per, pay.floor, apart)
    return pay, best


_MAN = compiled(r"男(?:的|工|劳力|士|生)?(?:一天|每天|每人|一个|是|:| |工资|日薪|给|\d+个?[人名]?)*$")
_WOMAN = compiled(r"(?:女(?:的|工|劳力|士|生)?|妇女)(?:一天|每天|每人|一个|是|:| |工资|日薪|给|\d+个?[人名]?)*$")


def _by_sex(text: str, pays: Any, best: Quantity) -> tuple[float, float] | None:
    man = woman = None
    for one, score in pays:
        if score < 0.2:
            continue
        before = text[max(0, one.at - 9) : one.at]
        if _MAN.search(before):
            man = one.low if man is None else man
        elif _WOMAN.search(before):
            woman = one.low if woman is None else woman
    if man is not None and woman is not None:
        return man, woman
    return None


_CONTEXT = (
    (compiled(r"饭店|餐馆|餐厅|粥店|面馆|火锅|后厨|厨房|食堂|烧烤|小吃|粉店|农家乐|酒席|早餐|饺子|羊肉馆|大排档"), _TRADE_CATERING),
    (compiled(r"工地|盖房|建房|装修|施工|挡墙|水泥|砌"), _TRADE_CONSTRUCTION),
    (compiled(r"厂|车间|流水线"), _TRADE_FACTORY),
    (compiled(r"超市|商场|商店|服装店|传单"), _TRADE_RETAIL),
    (compiled(r"果园|苹果|地里|大棚|基地|菜地"), _TRADE_FIELD),
)


def _trade(job: Any, kind: Kind, text: str, rest: Any) -> Trade:
    """The trade of the job; a title that says little (打杂, 临时工) takes that of what is around it."""
    if job is None:
        return _TRADE_OTHER
    if job.trade == "packing" and kind is _KIND_LONGTERM and rest and rest[2].endswith("厂"):
        return _TRADE_FACTORY
    if job.words in work.WEAK and job.trade == "other":
        for pattern, trade in _CONTEXT:
            if pattern.search(text):
                return trade
    return _TRADES.get(job.trade if job.trade != "freight" else "loading" if compiled("装|卸|搬").search(text) else "driving")


_LONG_TITLES = frozenset(("security", "office", "retail", "factory", "domestic"))


def _kind(text: str, pay: Wage | None, longterm: bool, job: Any, run: int | None, start: date | None, ends: date | None) -> Kind:
    if pay and pay.unit in (_WAGEUNIT_DAY, _WAGEUNIT_PIECE, _WAGEUNIT_TOTAL, _WAGEUNIT_TRIP):
        if pay.unit is _WAGEUNIT_DAY and longterm and compiled("长期工|长期招|长期聘|全职|五险|月休|正式工").search(text) and job and job.title:
            return _KIND_LONGTERM
        if compiled("长期(?:干|工|招|稳定|做)|招长期|长期有活干").search(text) and job and job.title and pay.unit is not _WAGEUNIT_TRIP and run is None:
            return _KIND_LONGTERM
        return _KIND_GIG
    if pay and pay.unit is _WAGEUNIT_HOUR and (run or ends):
        return _KIND_GIG
    if pay and pay.unit is _WAGEUNIT_HOUR and job and job.title and start is None and compiled("包住|五险|长期|普工|操作工|两班倒|社保").search(text) and not compiled("临时|日结|周结|今天|明天").search(text):
        return _KIND_LONGTERM
    if pay and pay.unit is _WAGEUNIT_MONTH:
        return _KIND_LONGTERM
    if longterm and (run is None or run > 60):
        return _KIND_LONGTERM if not compiled("日结|临时|短工|零工|短期").search(text) else _KIND_GIG
    if pay is None and job and job.title and job.trade in _LONG_TITLES and run is None and not compiled("日结|临时|短|今天|明天|后天|今晚|零工|天").search(text):
        return _KIND_LONGTERM
    return _KIND_GIG


def _gender(text: str, groups_end: int, sexes: Any, one: Any, own_from: int, own_to: int, multi: bool, last: bool, numbers: Any) -> tuple[Gender | None, tuple[int, int]]:
    inside = [item for item in sexes if own_from <= item[0] < own_to] if multi else sexes
    if multi:
        near = max(one.end, one.pays[0][0].end if one.pays and one.pays[0][0].start < own_to else 0)
        begin = one.start
        lead = [item for item in sexes if begin - 4 <= item[0] < begin and item[1] <= begin + 1]
        tail = [item for item in sexes if compiled("都|全|均").search(text[max(0, item[0] - 3) : item[0]]) and item[2]]
        inside = [item for item in inside if item[0] <= near + 14 and "\n" not in text[near : item[0]]]
        if not last:
            inside = [item for item in inside if item[1] <= own_to - 1 or item[1] - item[0] < 2 or own_to - item[0] > 4]
        inside = lead + [item for item in inside if item not in tail] + tail
    if multi and len(sexes) == 1 and sexes[0][0] > groups_end + 1:
        inside = sexes  # said once behind all of them
    kinds = {item[2] for item in inside}
    if len(kinds) == 1:
        only = inside[0]
        return only[2], (only[0], only[1])
    return None, (0, 0)


def _age(ages: Any, own_from: int, own_to: int, multi: bool, last: bool, groups: Any) -> tuple[int | None, int | None, tuple[int, int] | None]:
    least = most = None
    span = None
    for start, end, low, high in ages:
        if multi and not own_from <= start < own_to:
            shared_tail = start > groups[-1].end + 14 and own_to <= start
            shared_head = start < groups[0].start
            if not (shared_tail or shared_head):
                continue
        least = low if low is not None and least is None else least
        most = high if high is not None and most is None else most
        span = span or (start, end)
    return least, most, span


def _gifts(gifts: Any, groups: Any, index: int, bounds: list[int], multi: bool, text: str) -> list[tuple[int, int, tuple[Benefit, ...]]]:
    if not multi:
        return list(gifts)
    mine = []
    starts = [one.start for one in groups]
    per_group = any(starts[0] <= start < starts[-1] and not compiled("都|均|全").search(text[max(0, start - 2) : start]) for start, _e, _g in gifts)
    for start, end, several in gifts:
        owner = -1
        for number, begin in enumerate(starts):
            if start >= begin:
                owner = number
        all_of = bool(compiled("都|均|全|以上").search(text[max(0, start - 4) : start + 2]))
        if owner == -1 or all_of or (owner == len(groups) - 1 and not per_group) or (owner == len(groups) - 1 and start > groups[-1].end + 16) or owner == index:
            mine.append((start, end, several))
    return mine



