"""Gig or permanent post."""

from __future__ import annotations

from datetime import date

from nlp.patterns import compiled
from nlp.types import Kind, Wage, WageUnit
from nlp.work import Job

# An attribute of an enumeration costs ten times a name.
_GIG, _LONGTERM_KIND = Kind.GIG, Kind.LONGTERM
_DAY, _HOUR, _MONTH, _PIECE, _TOTAL, _TRIP = (
    WageUnit.DAY, WageUnit.HOUR, WageUnit.MONTH, WageUnit.PIECE, WageUnit.TOTAL, WageUnit.TRIP,
)  # fmt: skip
LONGTERM = compiled(
    r"长期|长年|长工|包月|年薪|月薪|月工资|一个月|每月|/月|月休|单休|双休|上六休一|五险|社保|底薪|全勤|转正|试用期|常年|固定|全职|正式工|住家|离职|综合工资|两班倒|三班倒|倒班|年底双薪|提成|月结|上户"
)
_FOR_LONG = compiled("长期(?:干|工|招|稳定|做)|招长期|长期有活干|长期(?=[ ,。;!\n]|$)|[长常]年(?:干|做|要|招|有活)")
_POSTS = ("司机", "厨师", "面点师", "店员", "电工", "技术员", "机修工", "维修工")
_LONG_TITLES = frozenset(("security", "office", "retail", "factory", "domestic"))


def of(
    text: str, pay: Wage | None, longterm: bool, job: Job | None, run: int | None, start: date | None, ends: date | None
) -> Kind:
    """Gig or permanent post: by what the pay is paid for first, then by what is said of the post."""
    if pay and pay.unit in (_DAY, _PIECE, _TOTAL, _TRIP):
        if (
            pay.unit is _DAY
            and longterm
            and compiled("长期工|长期招|长期聘|全职|五险|月休|正式工").search(text)
            and job
            and job.title
        ):
            return _LONGTERM_KIND
        if job and (job.title or "夫妻工" in text) and _FOR_LONG.search(text) and pay.unit is not _TRIP and run is None:
            return _LONGTERM_KIND
        return _GIG
    if pay and pay.unit is _HOUR and (run or ends):
        return _GIG
    if pay and pay.unit is _HOUR and longterm and start and not LONGTERM.search(text.replace("月结", "")):
        return _GIG  # 13元/小时,月结,10月25日起
    if (
        pay
        and pay.unit is _HOUR
        and job
        and job.title
        and start is None
        and compiled("包住|五险|长期|普工|操作工|两班倒|社保").search(text)
        and not compiled("临时|日结|周结|今天|明天").search(text)
    ):
        return _LONGTERM_KIND
    if pay and pay.unit is _MONTH:
        return _LONGTERM_KIND
    if (
        pay is None
        and run is None
        and job
        and job.words.endswith(_POSTS)
        and compiled(r"(?:工资|薪资|待遇|薪水|月薪)[: ]?面[议谈]").search(text)
        and compiled(r"[招聘]|上班|到岗|入职").search(text)
        and not compiled("日结|临时|短[工期]|零工|[今明后]天|今晚").search(text)
    ):
        return _LONGTERM_KIND  # 招一名送菜司机,工资面议,6月20号上班
    if longterm and (run is None or run > 60):
        return _LONGTERM_KIND if not compiled("日结|临时|短工|零工|短期").search(text) else _GIG
    if (
        pay is None
        and job
        and job.title
        and (job.trade in _LONG_TITLES or (job.trade == "driving" and "上班" in text))
        and run is None
        and not compiled("日结|临时|短|今天|明天|后天|今晚|零工|天").search(text)
    ):
        return _LONGTERM_KIND
    return _GIG
