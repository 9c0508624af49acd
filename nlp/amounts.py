# ruff: noqa: E501 - a line of grammar is not wrapped
"""Which of the numbers of a text count people, and which are pay."""

from __future__ import annotations

from typing import NamedTuple

from nlp import headcount, quantities, wages
from nlp.heard import Heard
from nlp.numbers import value
from nlp.patterns import compiled
from nlp.quantities import BARE, LOAD, MONEY, PEOPLE, Quantity

_INDEX_AFTER = compiled(r"[、.)．](?!\d)|[块元毛吨亩斤]|[-~]\d")
# 男的一百八,女的一百五,各要5个
_A_SUM = r"(?:的|工|劳力|士|同志)?(?:一天|每天|一人|每人|日薪|都|给|按|开|是|[: ])*(?:\d{2,3}|[一二两三四五六七八九]百?[一二两三四五六七八九十百]{0,3})(?:块|元)?(?:钱)?(?:一天|每天|/天)?[,、 ]{0,2}"
_EACH_SEX = compiled(rf"(?P<x>[男女]){_A_SUM}(?!(?P=x))[男女]{_A_SUM}各(?:要|招|需|来)?$")
_BOTH = compiled(r"男女各(?:要|招|需|来)?$")


class _Works(NamedTuple):
    """Where the works of a text begin and end: all of them, those named by who does them, drivers and machines."""

    starts: set[int]
    ends: set[int]
    title_starts: set[int]
    titles: set[int]
    driven: set[int]
    machines: set[int]


def read(heard: Heard) -> None:
    """The numbers, and how likely each counts people or is pay."""
    left = heard.left
    heard.numbers = quantities.find(left)
    jobs = heard.jobs
    works = _Works(
        {job.start for job in jobs},
        {job.end for job in jobs},
        {job.start for job in jobs if job.title},
        {job.end for job in jobs if job.title},
        {job.start for job in jobs if job.trade == "driving"},
        {job.end for job in jobs if job.trade == "driving"},
    )
    both = "男女各" in left
    for one in heard.numbers:
        likely = _people(one, left, works, both)
        if likely > 0:
            if one.word == "对":  # 夫妻三对
                one.low, one.high, one.word = one.low * 2, one.high * 2, "对夫妻"
            heard.heads.append((one, likely))
        elif _counts_work(one, heard, works):
            heard.heads.append((one, 1.5))
        elif one.kind in (MONEY, BARE):
            _pay(one, heard, works)
    _settle(heard, len(works.ends))


def _people(one: Quantity, left: str, works: _Works, both: bool) -> float:
    """How likely a number counts people; 男女各10个 makes it twice as many."""
    kind = one.kind
    if not (kind in (PEOPLE, BARE) or one.word == "对"):
        return 0.0
    likely = headcount.is_people(one, left)
    if 0 <= likely < 1 and kind == PEOPLE and one.end in works.starts and one.low > 0:
        likely = 1.8
    if kind == BARE and likely <= 0 and one.high <= 60 and _behind_title(one, left, works.titles, works.ends):
        likely = 1.5
    if 0 < likely < 1:
        likely = _beside_work(one, left, works) or likely
    if (
        both
        and one.high <= 100
        and left[one.end : one.end + 1] != "半"
        and _BOTH.search(left, max(0, one.at - 5), one.at)
    ) or (
        likely > 1
        and one.high <= 60
        and len(works.ends) < 2
        and "各" in left[max(0, one.at - 3) : one.at]
        and _EACH_SEX.search(left, max(0, one.at - 36), one.at)
    ):
        one.low, one.high, likely = one.low * 2, one.high * 2, 2.0
    return likely


def _beside_work(one: Quantity, left: str, works: _Works) -> float:
    """A number that may count people, by the work it stands at; 0 where that says nothing."""
    people = one.kind == PEOPLE
    if one.low == 1 and people and one.at in works.titles:
        return 1.6  # 泥水一个
    if left[one.at - 2 : one.at] == "一组" and one.at - 2 in works.ends:
        return 1.5  # 装车一组四个人
    if one.low == 1 and one.word in _POSTS and _alone(one, left, works.ends):
        return 1.5  # 2.洗碗 一个 月薪2000; 择菜的一个 一天七十
    if one.at not in works.ends:
        return 0.0
    if people and (one.low == 2 if one.low != 1 else _POST_PAY.match(left, one.end)):
        return 1.5  # 打药两个人一天200, 洗碗1个2500
    if one.low == 1 and one.word in _POSTS and _in_row(left, one, works.ends):
        return 1.5  # 洗菜3个120,掌勺1个400
    return 0.0


def _counts_work(one: Quantity, heard: Heard, works: _Works) -> bool:
    """Whether a bare number between works, or one of machines, tells who is wanted."""
    left, heads = heard.left, heard.heads
    if one.kind == LOAD:
        return one.high < 20 and (
            one.at in works.machines
            or (
                one.word == "台"
                and (one.end in works.driven or (bool(works.machines) and left[one.at - 1 : one.at] in _WANTED))
            )
        )
    if one.kind != BARE:
        return False
    whole = one.low == int(one.low) >= 1
    if one.high <= 20 and whole and one.end in works.title_starts and left[one.at - 1 : one.at] in _AT_TITLE:
        return True  # 2服务员2800 3洗碗工2500
    behind = one.at in works.ends or (left[one.at - 1 : one.at] == " " and one.at - 1 in works.ends)
    if not behind or one.start != one.at or one.high > 60:
        return False
    if whole and _before_work(one.end, left, works):
        return True  # 服务员4传菜2洗碗2, 服务员 4 传菜 2 洗碗 2
    # 服务员4传菜2洗碗2,
    return bool(heads) and heads[-1][0].kind == BARE and _before_work(heads[-1][0].end, left, works) and one.high >= 1


def _before_work(end: int, left: str, works: _Works) -> bool:
    """Whether a work begins at `end`, or behind one mark that parts the items of a list."""
    return end in works.starts or (left[end : end + 1] in _LIST_MARKS and end + 1 in works.starts)


def _pay(one: Quantity, heard: Heard, works: _Works) -> None:
    """Keep a sum that is likely pay; 开铲车的一个280 counts one man too."""
    likely = wages.score(one, heard.left)
    if likely <= 0:
        return
    heard.pays.append((one, likely))
    if _counts_one(one, heard, works):
        heard.heads.append((Quantity(one.start, one.start + 2, one.start, PEOPLE, 1, 1), 1.2))


def _counts_one(one: Quantity, heard: Heard, works: _Works) -> bool:
    """Whether 一个 at the head of a sum counts who is wanted, and not what each gets."""
    left, start = heard.left, one.start
    if left.startswith(_ONE_APART, start) and (start in works.ends or left[start - 1 : start] == "的"):
        return True
    if not left.startswith(_ONE_PERSON, start) or left.startswith(_ONE_SPAN, start):
        return False
    others = bool(heard.heads) or _one_other(heard, one)
    if not (len(works.ends) > 1 or others) or (one.unit == "piece" and one.per != "个"):
        return False
    of_whom = left[start - 1 : start] == "的" and (
        start - 1 in works.ends or left[start - 2 : start - 1] in ("男", "女")
    )
    return bool(
        start in works.titles
        or of_whom
        or (heard.heads and _ONE_EACH.match(left, start) and "\u4e00" <= left[start - 1] <= "\u9fa5")
        or (others and _DOER.search(left, max(0, start - 9), start))
    ) and not _counted_before(heard, start)


def _settle(heard: Heard, works: int) -> None:
    """What the numbers of people make of each other: parts and wholes, numbers taken back, teams."""
    left, heads = heard.left, heard.heads
    if heard.cues and ("人数" in left or "名额" in left):
        _renumbered(heard)
    _in_teams(heard)
    if len(heads) > 2 and "其中" in left and ("其余" in left or "剩下" in left):
        _shared_out(heads, left)
    if len(heads) > 1 and ("还" in left or "只" in left or "就" in left) and works < 2:
        _still(heads, left)
    if (
        len(heads) == 2
        and "其中" in left
        and heads[1][0].high < heads[0][0].low
        and _SKILLED_PART.match(left, heads[0][0].end, heads[1][0].end)
    ):
        heads.pop()  # 10个,其中会开三轮的1个
    if len(heads) > 1 and ("里头" in left or "里面" in left or "其中" in left):
        parts = {found.start("m") for found in _PART_OF.finditer(left)}
        heads[:] = [one for one in heads if one[0].at not in parts] or heads
    if heads and ("减" in left or "再" in left or "少要" in left or "多" in left):
        _changed(heard)


def _one_other(heard: Heard, pay: Quantity) -> bool:
    """Whether one number of people is told beside a pay that begins as a count of one: 爬树的一个400,捡的两个150."""
    if heard.left[pay.start : pay.start + 1] not in ("一", "1") or "的" not in heard.left:
        return False
    return sum(one.kind == PEOPLE and one.low > 0 for one in heard.numbers) == 1


_POST_PAY = compiled(
    r"[ ,:]?(?:[1-9]\d{3}(?!\d)|(?:夜里|晚上|白天|一天|每天|一晚)[1-9]\d{1,2}(?!\d)|[一二三四五六七八九]千|面议)"
)
_LIST_MARKS = frozenset((" ", "、", ","))
_POSTS = frozenset(("个", "名", "位"))
_PAY_BEHIND = compiled(
    r"[ ,:]{1,2}(?:月薪|月工资|工资|一天|每天|日薪|一个?月|一晚|底薪|[1-9]\d{1,3}(?![\d个人名斤亩])|[一二两三四五六七八九][百千])"
)


_THEN_A_SUM = r"[个名位][ :]?[1-9]\d{1,2}(?!\d)"
_NEXT_SUM = compiled(_THEN_A_SUM)
_COUNT_AND_SUM = compiled(rf"[ :]?(?:\d{{1,2}}|[一二两三四五六七八九十]{{1,2}}){_THEN_A_SUM}")


def _in_row(left: str, one: Quantity, job_ends: set[int]) -> bool:
    """Whether a count of one and its pay stand behind a work as others do (洗菜3个120,掌勺1个400)."""
    if not _NEXT_SUM.match(left, one.end - 1):
        return False
    return any(end != one.at and _COUNT_AND_SUM.match(left, end) for end in job_ends)


def _alone(one: Quantity, left: str, job_ends: set[int]) -> bool:
    """Whether a count of one stands behind a work or its 的, and the pay behind the count, each parted by a space."""
    at = one.at
    while at and left[at - 1] == " ":
        at -= 1
    return (at in job_ends or (left[at - 1 : at] == "的" and at - 1 in job_ends)) and (
        _PAY_BEHIND.match(left, one.end) is not None
    )


_ONE_PERSON = ("一个", "一人", "一名", "1个", "1人", "1名")
_ONE_SPAN = ("一个月", "1个月", "一个小", "一个钟")
_ONE_APART = ("一个 ", "一名 ", "一位 ", "一个,", "一名,", "一位,")
_WANTED = frozenset("要来找叫请缺招")
_AT_TITLE = frozenset(("", " ", ",", "、", "招", "要", "缺", "找", "请", "聘"))
# 8个人里头要两个男的: the two are of the eight.
_PART_OF = compiled(
    r"[人个名](?:里头|里面|其中)(?:得|要|必须|需)?(?:有)?(?P<m>\d{1,2}|[一二两三四五六七八九十]{1,3})个?[男女](?![^,。;\n]{0,6}(?:\d|[一二两三四五六七八九十])个?[男女])"
)
_TEAM_WORDS = compiled(r"组|队|班|各|每[车家户]|一车")


_ONE_EACH = compiled(r"(?<![每是给按开出])[一1][个人名位](?:一|每)(?:天|个?月)")
_DOER = compiled(r"[ ,、;。][\u4e00-\u9fa5]{2,6}的$")  # 拌灰提桶的一个150
_CHANGED_BY = compiled(
    r"(?:(再?减(?:掉|去)?|少要|再少)|再加上?|再添|再来|再?多[加要来招])"
    r"([\d一二两三四五六七八九十]{1,3})个(?=[ ,。;\n一每工]|人|$)"
)


_SKILLED_PART = compiled(r"[ ,(]*其中(?:要|得|必须|需要?|最好)?(?:有)?(?:\d|[一两二三])?个?(?:[会能懂带有]|有人)")
_STILL_WANTED = compiled(r"(?:还|只|就)(?:缺|差|少|要|需要?|得要?|得来|用)(?:了|大概|大约|约)?$")


def _still(heads: list[tuple[Quantity, float]], left: str) -> None:
    """总共10个,来了6个,还缺4个: those still wanted count."""
    for index, (one, score) in enumerate(heads):
        had = index and score >= 1 and any(before < 0.5 for _one, before in heads[:index])
        if had and _STILL_WANTED.search(left, max(0, one.at - 6), one.at):
            heads[index] = one, score + 2.0


def _shared_out(heads: list[tuple[Quantity, float]], left: str) -> None:
    """男工要二十个,其中会打灰的五个…,其余十五个…: the whole is left out, where the others add up to it."""
    at = left.index("其中")
    whole = [one for one in heads if one[0].end <= at and one[1] >= 1.0]
    parts = [one for one in heads if one[0].at > at and one[1] >= 1.0]
    if whole and len(parts) > 1 and whole[-1][0].low == sum(one.low for one, _score in parts):
        heads.remove(whole[-1])


def _changed(heard: Heard) -> None:
    """不要15个了 减两个 is 13."""
    found = _CHANGED_BY.search(heard.left)
    by = value(found[2]) if found else None
    if not found or not by:
        return
    before = [one for one, score in heard.heads if one.end <= found.start() and score >= 1.0 and one.low > 0]
    if len(before) == 1 and len(heard.heads) <= 2:
        by = -by if found[1] else by
        if before[0].low + by > 0:
            whole = Quantity(
                before[0].start, found.end(), before[0].at, PEOPLE, before[0].low + by, before[0].high + by
            )
            heard.heads[:] = [(whole, 4.0)]


_RENUMBERED = compiled(
    r"(?:人数|名额)[^\d,。;\n]{0,4}?(?:\d{1,3}|[一二两三四五六七八九十]{1,3})[个人名]{0,2}(?:改为|改成|变为|变成|调整?为|[减降增加]到|[减增]为)[ :]*(\d{1,3}|[一二两三四五六七八九十]{1,3})(?:个人?|人|名)?"
)


def _renumbered(heard: Heard) -> None:
    """人数20改为12 is 12."""
    found = _RENUMBERED.search(heard.left)
    if not found:
        return
    number = int(value(found[1]) or 0)
    heard.heads[:] = [one for one in heard.heads if not found.start() <= one[0].at < found.end()]
    heard.heads.append((Quantity(*found.span(), found.start(1), PEOPLE, number, number), 4.0))
    heard.heads.sort(key=lambda one: one[0].at)


def _in_teams(heard: Heard) -> None:
    """The whole number where people are told in teams of one size."""
    if _TEAM_WORDS.search(heard.left) and (whole := headcount.teams(heard.left)):
        heard.heads[:] = [one for one in heard.heads if not whole.start <= one[0].at < whole.end]
        heard.heads.append((whole, 4.0))
        heard.heads.sort(key=lambda one: one[0].at)


def someones(heard: Heard) -> None:
    """要个女娃煮饭 … 再要个看材料的: one of each, where several are asked for; 摘果3个,看门1个 counts one as it does three."""
    behind = {job.end for job in heard.jobs if job.weight >= 1.2}
    if any(one.at in behind and score >= 1.0 for one, score in heard.heads):
        heard.heads = [
            (
                one,
                1.2
                if score < 1.0 and one.at in behind and one.low == one.high == 1 and one.end == one.at + 2
                else score,
            )
            for one, score in heard.heads
        ]
    found = list(headcount.SOMEONE.finditer(heard.left))
    if len(found) + len([one for one, score in heard.heads if score >= 1.0]) < 2:
        return
    for match in found:
        at = match.end() - 1
        if not any(one.at <= at < one.end for one in heard.numbers):
            heard.heads.append((Quantity(at, at + 1, at, PEOPLE, 1, 1), 1.5))
    heard.heads.sort(key=lambda one: one[0].at)


def _counted_before(heard: Heard, at: int) -> bool:
    """Whether the title that ends at `at` has its count right before it (两个电焊工一个人一天三百二)."""
    begins = {job.start for job in heard.jobs if job.end == at}
    return any(one.end in begins for one, score in heard.heads if score >= 1.0)


_SUM_AFTER = compiled(
    r"[,:(/| ]{1,2}(?:[一每]天|日薪|日?工资|月薪|一个月|每月|[一每]人|工价|给)?[是:]?(?:\d{3,5}(?![\d斤亩])|\d{1,5}(?:\.\d)?(?:元|块|/))"
)


def _behind_title(one: Quantity, left: str, titles: set[int], job_ends: set[int]) -> bool:
    """木工2,贴棉工3: a small bare number right behind a title counts people."""
    if one.high < 1 or one.low != int(one.low) or one.word or one.start != one.at:
        return False
    mark = left[one.at - 1 : one.at]
    lead = one.at - (mark in ("|", ":", "/", "*", "x"))
    if lead in job_ends and (mark in ("*", "x") or _SUM_AFTER.match(left, one.end)):
        return True  # 打扫卫生1,2400; 包装|15|14/时; 普工*10
    if one.at in job_ends and len(job_ends) > 2 and left[one.end : one.end + 1] in ("(", "个", "、"):
        return True  # 夜班看库1(3000)
    behind = one.at
    while behind and left[behind - 1] in " :|" and one.at - behind < 8:
        behind -= 1
    return behind in titles and not _INDEX_AFTER.match(left, one.end)
