"""What of a message with several jobs is said of one of them, and what of all: limits by sex and age, benefits."""

from __future__ import annotations

from nlp import schedule, terms
from nlp.dates import Found as Dated
from nlp.patterns import compiled
from nlp.rules import BLANK
from nlp.segments import Group
from nlp.times import Clock
from nlp.types import Benefit, Gender, PayWhen

Gift = tuple[int, int, tuple[Benefit, ...]]
Sexed = tuple[int, int, Gender | None]


def gender(
    text: str, sexes: list[Sexed], groups: list[Group], index: int, own: tuple[int, int]
) -> tuple[Gender | None, tuple[int, int]]:
    """The one sex that a group is limited to, and the words; None where both or none are wanted."""
    if not sexes:
        return None, (0, 0)
    one, multi, last = groups[index], len(groups) > 1, index == len(groups) - 1
    if one.sex:
        return Gender(one.sex), (one.start, one.start + 1)
    own_from, own_to = own
    inside = [item for item in sexes if own_from <= item[0] < own_to] if multi else sexes
    if multi:
        near = max(one.end, one.pays[0][0].end if one.pays and one.pays[0][0].start < own_to else 0)
        begin = one.start
        lead = [item for item in sexes if begin - 4 <= item[0] < begin and item[1] <= begin + 1]
        tail = [item for item in sexes if compiled("都|全|均").search(text[max(0, item[0] - 3) : item[0]]) and item[2]]
        inside = [item for item in inside if item[0] <= near + 14 and "\n" not in text[near : item[0]]]
        if not last:
            inside = [item for item in inside if item[1] < own_to or own_to - item[0] > 4]
        inside = lead + [item for item in inside if item not in tail] + tail
        behind = {item[0]: number for item in sexes for number in _counted(text, item, groups)}
        if index in behind.values():
            inside = [item for item in sexes if behind.get(item[0]) == index]  # 端菜八个后生仔洗碗六个阿姨
        else:
            inside = [item for item in inside if item[0] not in behind]
    if (
        multi
        and len(sexes) == 1
        and sexes[0][0] > _end(groups)
        and _THIS_ONE.search(text, max(0, sexes[0][0] - 4), sexes[0][0])
    ):
        inside = sexes if last else []
    elif multi and len(sexes) == 1 and sexes[0][0] > _end(groups) + 1 and not _permanent_last(groups):
        inside = sexes  # said once behind all of them
    kinds = {item[2] for item in inside}
    if len(kinds) == 1:
        only = inside[0]
        return only[2], (only[0], only[1])
    return None, (0, 0)


# 收银1人,2600,这个只要女的
_THIS_ONE = compiled("(?:这个|这一个|最后这?个|后一个|此岗)(?:岗位?|活|工)?(?:只|就|光|限)?要?$")


def _permanent_last(groups: list[Group]) -> bool:
    """Whether the last group is a post paid by the month, and the others are paid otherwise."""
    monthly = [any(pay.unit == "month" for pay, _score in one.pays) for one in groups]
    return len(groups) > 1 and monthly[-1] and not any(monthly[:-1])


def _counted(text: str, item: Sexed, groups: list[Group]) -> list[int]:
    """The group right behind whose count a sex stands, where that group's work is told before its count."""
    for number, one in enumerate(groups):
        for head, _score in one.heads:
            if (
                head.end == item[0]
                and one.job
                and one.job.end <= head.start
                and text[item[1] - 1] != "工"
                and text[item[1] : item[1] + 1] != "工"
            ):
                return [number]
    return []


def _end(groups: list[Group]) -> int:
    """Where the last group and its pay end."""
    last = groups[-1]
    return max([last.end, *(pay.end for pay, _score in last.pays if pay.start >= last.start)])


def hours(text: str, clocks: list[Clock], own: tuple[int, int]) -> list[Clock]:
    """The clock times told of a group or of all: one in parentheses is of the group that the parentheses stand in."""
    return [
        one for one in clocks if own[0] <= one[0] < own[1] or text.rfind("(", 0, one[0]) <= text.rfind(")", 0, one[0])
    ]


def clock_of(text: str, clocks: list[Clock], groups: list[Group], index: int) -> Clock | None:
    """The clock time told right behind a group's work, where each is (烧锅的五点来,端盘子的八点来); else None."""
    if len(clocks) != len(groups):
        return None
    starts = [one.start for one in groups]
    if all(
        start < clock[0] < limit for start, clock, limit in zip(starts, clocks, [*starts[1:], len(text)], strict=True)
    ):
        return clocks[index]  # 摘槟榔6个男的5点半到;选果4个女的傍晚6点到
    found: dict[int, Clock] = {}
    for clock in clocks:
        before = text[max(0, clock[0] - 9) : clock[0]]
        named = [n for n, one in enumerate(groups) if one.job and one.job.words.removesuffix("的") in before]
        if len(named) != 1 or named[0] in found:
            return None
        found[named[0]] = clock
    return found.get(index)


def only_of(text: str, clock: Clock, groups: list[Group], days: list[Dated]) -> int | None:
    """The group that the only clock time is told of; None where it is meant for all.

    Its work is named again right before it, or each group has a line and a date of its own.
    """
    if "来" in text or "早" in text or "点" in text:
        named_again = _of_works(text, clock[0], groups)
        if named_again and len(named_again) == 1:
            return next(iter(named_again))  # 剔桩的明早七点,扎钢筋的廿八号才进场
        if _OTHERS_HOUR.search(text):
            return _told_of(text, clock[0], groups)
    if clock[0] < _end(groups):
        if groups[0].start <= clock[0] < groups[1].start and _BY_NIGHT.search(text, groups[1].start - 4, groups[1].end):
            return 0  # 早上6点采到中午,另外烘干房要个夜班看火的
        monthly = [any(pay.unit == "month" for pay, _score in one.pays) for one in groups]
        owner = max((number for number, one in enumerate(groups) if one.start <= clock[0]), default=0)
        if any(monthly) and not monthly[owner] and owner and not _EVERY.search(text, max(0, clock[0] - 4), clock[0]):
            return owner  # a shift of hands by the day beside permanent posts
        if ";" in text and (told := _in_clause(text, clock, groups)) is not None:
            return told
        if clock[4] < 0 or "\n" not in text:
            return None
        lines = [text.count("\n", 0, one.job.start if one.job else one.start) for one in groups]
        dated = {text.count("\n", 0, one.start) for one in days}
        line = text.count("\n", 0, clock[0])
        return lines.index(line) if len(set(lines)) == len(lines) and dated >= set(lines) and line in lines else None
    before = text[max(0, clock[0] - 6) : clock[0]]
    named = [n for n, one in enumerate(groups) if one.job and before.endswith(one.job.words.removesuffix("的"))]
    return named[0] if len(named) == 1 else None


def _in_clause(text: str, clock: Clock, groups: list[Group]) -> int | None:
    """The group whose clause between semicolons holds the clock time and its pay, where the last has none for all."""
    begins = [text.rfind(";", 0, one.start) for one in groups]
    begin, end = text.rfind(";", 0, clock[0]), text.find(";", clock[1])
    owners = [number for number, at in enumerate(begins) if at == begin]
    if len(set(begins)) < len(groups) or len(owners) != 1 or end < 0:
        return None
    paid = any(begin < pay.start < end for pay, _score in groups[owners[0]].pays)
    return owners[0] if paid and _SHIFT.search(text, begin + 1, end) else None


_SHIFT = compiled("夜班|晚班|早班|中班|白班|半天|钟点")
_BY_NIGHT = compiled("夜班|夜里|晚上|晚班|守夜")
# One of them comes at an hour of its own: 铺膜的不用恁早, 烧火的天亮来, 装筐的晚点来.
_OTHERS_HOUR = compiled(
    r"不用(?:来)?(?:恁|那么|那|这么|这|太|得|起)?早|[晚迟早](?:一)?点(?:再)?(?:来|到|去)(?!就)|天亮(?:了|再|才)?来|不讲(?:究)?几点|几点来都|(?:随时|啥时|什么时候)来都?|吃[罢完过了]+早?饭(?:再|才)?来|来了就(?:做|干)|后(?:头|面)再来"
)


def _told_of(text: str, at: int, groups: list[Group]) -> int:
    """The group whose work is named again right before a clock time, else the one whose stretch it stands in."""
    before = text[max(0, at - 8) : at]
    named = [
        (before.rfind(words), number)
        for number, one in enumerate(groups)
        if one.job
        for words in (one.job.words[:2], one.job.words[0] + "的")
        if words in before
    ]
    if named:
        return max(named)[1]
    return max((number for number, one in enumerate(groups) if one.start <= at), default=0)


_DATED = frozenset(("soon", "month-day", "day-of-month"))


_MARKED = compiled(r"(?P<marks>[①-⑩]+)(?:[、,和]?[①-⑩])*[^,。;\n①-⑩]{0,3}$")
_FIRST_ONES = compiled(r"(?P<side>前|后)(?P<count>[一两二三四1-4])(?:样|个|种|项|条|类|份)[^,。;\n]{0,3}$")


def of_named(text: str, at: int, groups: list[Group]) -> range | set[int] | None:
    """The groups that words right before `at` name by number (①②十二月三日开工, 前两样明天来); None where none are."""
    if "①" in text:
        found = _MARKED.search(text, max(0, at - 9), at)
        if found and at > groups[-1].start:
            return {ord(mark) - ord("①") for mark in found[0] if "①" <= mark <= "⑩"}
    found = _FIRST_ONES.search(text, max(0, at - 7), at) if "前" in text or "后" in text else None
    if not found:
        return _of_works(text, at, groups)
    several = (1, 2, 2, 3, 4, 1, 2, 3, 4)["一两二三四1234".index(found["count"])]
    return range(several) if found["side"] == "前" else range(len(groups) - several, len(groups))


def _of_works(text: str, at: int, groups: list[Group]) -> set[int] | None:
    """The groups whose works are named again in the clause before `at`: 印刷和糊箱8月24日到岗,装车今晚就要."""
    if at <= groups[-1].end + 2:
        return None
    begin = max(text.rfind(mark, 0, at) for mark in ",。;\n")
    clause = text[begin + 1 : at]
    named = {
        number for number, one in enumerate(groups) if one.job and begin > one.job.end and one.job.words[:2] in clause
    }
    return named if named and len(named) < len(groups) else None


def days_of(text: str, days: list[Dated], groups: list[Group], index: int) -> schedule.Days | None:
    """The dates told of one group only; None where they are meant for all."""
    named = [of_named(text, one.start, groups) for one in days]
    if all(some is None for some in named):
        return schedule.of_group(text, days, groups, index)
    return schedule.of(text, [one for one, some in zip(days, named, strict=True) if some is None or index in some])


def of_another(text: str, at: int, rule: str, groups: list[Group], index: int) -> bool:
    """Whether the day told at `at` is of work by the day beside a permanent post (明晚十二人,…;另有长工两名)."""
    if rule not in _DATED or at > _end(groups) + 1:
        return False
    if at < groups[0].start:
        stretch = text[at : groups[-1].start]
        return index == len(groups) - 1 and _permanent_last(groups) and _ANOTHER_POST.search(stretch) is not None
    for number, one in enumerate(groups):
        if number != index and any(pay.unit == "month" or pay.low >= 1500 for pay, _score in one.pays):
            return False
    return not any(word in text[max(0, at - 3) : at] for word in "都均")


_ALL_THERE = compiled("[都全]在|[都全]是[在到]")
_ANOTHER_POST = compiled("另外?|还要|还寻|还招|还缺|还请|还想|再要|再招|再请")
_SENTENCE = compiled("[。\n①-⑩]")
_EVERY = compiled("均|都|皆|统一|以上|要求|年龄|\\n")


def age(
    text: str, ages: list[tuple[int, int, int | None, int | None]], groups: list[Group], own: tuple[int, int]
) -> tuple[int | None, int | None, tuple[int, int] | None]:
    """(least, most, words) of the age limits told of one group or of all."""
    own_from, own_to = own
    multi = len(groups) > 1
    least = most = None
    span = None
    for start, end, low, high in ages:
        if multi and "(" in text and (opened := text.rfind("(", 0, start)) > text.rfind(")", 0, start):
            paid = [one.start for one in groups for pay, _score in one.pays if 0 <= opened - pay.end <= 2]
            if len(paid) == 1 and paid[0] != own_from:
                continue  # 剪枝工100元/天,背运工180元/天(限男,58周岁以下)
        if multi and (
            not own_from <= start < own_to or (start > _end(groups) and _EVERY.search(text, _end(groups), start))
        ):
            shared_tail = (own_to <= start or own_to == len(text)) and (
                start > groups[-1].end + 14 or (start > _end(groups) and bool(_EVERY.search(text, _end(groups), start)))
            )
            shared_head = start < groups[0].start
            if not (shared_tail or shared_head):
                continue
        least = low if low is not None and least is None else least
        most = high if high is not None and most is None else most
        span = span or (start, end)
    return least, most, span


def gifts(text: str, given: list[Gift], groups: list[Group], index: int) -> list[Gift]:
    """The benefits told of one group or of all."""
    if len(groups) == 1:
        return given
    mine = []
    starts = [one.start for one in groups]
    per_group = any(
        starts[0] <= start < starts[-1] and not compiled("都|均|全").search(text[max(0, start - 2) : start])
        for start, _e, _g in given
    )
    for start, end, several in given:
        owner = -1
        for number, begin in enumerate(starts):
            if start >= begin:
                owner = number
        all_of = bool(compiled("都|均|全|以上").search(text[max(0, start - 4) : start + 2]))
        if "②" in text:
            told = of_named(text, start, groups)
            alone = owner == len(groups) - 1 and not all_of and not _SENTENCE.search(text, starts[-1], start)
            if told is not None or alone:  # ①②包午饭; ③做饭阿姨1个,3500一个月包吃住
                if index in (told or {owner}):
                    mine.append((start, end, several))
                continue
        if owner == len(groups) - 1 and index != owner and _permanent_last(groups):
            begin = max(starts[-1], text.rfind("。", 0, start), text.rfind("\n", 0, start))
            if begin == starts[-1] and not all_of and not _ALL_THERE.search(text, begin, start):
                continue  # 另外要一个开叉车的长期干,一个月五千二管吃住: of that post alone
        if (
            owner == -1
            or all_of
            or (owner == len(groups) - 1 and not per_group)
            or (owner == len(groups) - 1 and start > groups[-1].end + 16)
            or owner == index
        ):
            mine.append((start, end, several))
    return mine


def paid_when(
    text: str, whole: tuple[int, int, PayWhen], groups: list[Group], index: int
) -> tuple[int, int, PayWhen] | None:
    """The pay day told of one of several groups, else that told of all; `whole` is what the whole text reads as.

    Of all is what stands before the first group or behind the last, and what says so (都是日结); where each group has a
    line of its own, what stands on the last one's line is of the last one alone.
    """
    if _ALL_OF_THEM.search(text, max(0, whole[0] - 3), whole[0]):
        return whole
    starts = [one.start for one in groups]
    lines = [text.count("\n", 0, start) for start in starts]
    line_end = text.find("\n", starts[-1])
    last_own = (len(text) if line_end < 0 else line_end) if len(set(lines)) == len(lines) else starts[-1]
    own_from, own_to = starts[index], [*starts[1:], last_own][index]
    mine = terms.pay_when(text[own_from:own_to])
    if mine:
        return own_from + mine[0], own_from + mine[1], mine[2]
    return terms.pay_when(text[: starts[0]] + BLANK * (last_own - starts[0]) + text[last_own:])


_ALL_OF_THEM = compiled("[都均全]|统一")
