"""What a poster's turn does to the open draft: fields set, confirmed, cancelled, one day stopped, or none of these.

Each dimension reads its words and blanks them (`nlp.answer_turn.Turn`), so that 20号 is no head count and 一百六 no
hour; what is left decides between confirming, cancelling and another matter. Format and label rules: the answers-*
sets of the corpora.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from nlp import answer_aside
from nlp.answer_clock import read_times
from nlp.answer_pay import read_wage
from nlp.answer_payday import read_pay_when
from nlp.answer_people import read_headcount
from nlp.answer_place import read_place, read_work
from nlp.answer_requires import read_requires
from nlp.answer_terms import read_benefits, read_contact, read_urgent
from nlp.answer_turn import READ, Turn, pattern, raw
from nlp.answer_when import also, read_dates
from nlp.gazetteer import Gazetteer
from nlp.normalise import plain
from nlp.numbers import NUMBER, span
from nlp.types import Act, Answer, Certainty

_LONGEST = 600  # characters: a longer turn is a new request, not an answer
_STEPS: tuple[Callable[[Turn], None], ...] = (
    read_contact,
    read_pay_when,
    read_requires,
    read_dates,
    read_times,
    read_wage,
    read_benefits,
    read_headcount,
    read_work,
    read_place,
    read_urgent,
)


# A part of a field, asked for by itself, is answered as the field is.
_ASKED_AS = {
    **dict.fromkeys(("township", "village", "detail"), "place"),
    **dict.fromkeys(("gender", "age_min", "age_max", "age"), "requires"),
    **dict.fromkeys(("contact_name", "phones", "name"), "contact"),
}


def read(text: str, now: datetime, draft: Mapping[str, Any], asked: str | None, gazetteer: Gazetteer) -> Answer:
    """What `text` does to `draft` (a posting in the exchange format), `asked` being the field just asked for or None.

    `changes` hold only what differs from the draft, under the exchange format's keys. Never raises on any text.
    """
    turn = Turn(text[:_LONGEST], now, draft, _ASKED_AS.get(asked or "", asked), gazetteer)
    whole = re.sub(r"[咯咧喽嘞啰]", "了", re.sub(r"\s+", " ", turn.left).strip())
    if not whole:
        return Answer(Act.OTHER, {})
    if _asks(_proposed(whole, asked)):
        return _told_beside(text, now, draft, asked, gazetteer)
    if _confirms(whole):
        return Answer(Act.CONFIRM, {})
    if _OF_ANOTHER.search(whole):
        return Answer(Act.OTHER, {})
    if tag := _TAG.search(turn.left):
        turn.left = turn.left[: tag.start()]  # 80行不行 ends at its number, as 80 does
    answer_aside.blank(turn)
    _one_for_another(turn)
    for step in _STEPS:
        step(turn)
    if also(whole) and "headcount" in turn.changes and (turn.same or turn.changes.keys() & {"end", "days_named"}):
        return Answer(Act.OTHER, {})  # 后天也要5个, where tomorrow 10 are wanted: no posting has two numbers
    if turn.stopped is not None and not turn.changes and not _WITHDRAWN.search(whole):
        return Answer(Act.STOP, {"day": turn.stopped.isoformat()}, readings=tuple(turn.readings))
    if turn.changes:
        sure = all(reading.certainty is Certainty.SURE for reading in turn.readings)
        certainty = Certainty.SURE if sure else Certainty.LIKELY
        return Answer(Act.SET, dict(turn.changes), certainty, tuple(turn.readings))
    return Answer(_without_changes(turn, whole), {})


def _told_beside(text: str, now: datetime, draft: Mapping[str, Any], asked: str | None, gazetteer: Gazetteer) -> Answer:
    """What is told beside a question, where it is what was asked for: 你问这干啥,十个. Else another matter."""
    clauses = re.split("(?<=[,，。!！?？\n ])", text[:_LONGEST])
    told = [each for each in clauses if not _asks(plain(each).strip(" ,。!?"))]
    other = Answer(Act.OTHER, {})
    if asked is None or not told or len(told) == len(clauses):
        return other
    read_of_it = read("".join(told), now, draft, asked, gazetteer)
    field = _ASKED_AS.get(asked, asked)
    return read_of_it if field in read_of_it.changes and _NUMBER_SAID.search("".join(told)) else other


# 老王家也要人,你另外给他发一条: another need, told when its own draft is open
_OF_ANOTHER = re.compile(
    "(?:另外|单独|重新|再)(?:给|帮|替)(?:他|她|人家|老[一-龥]|[一-龥]{2,3})(?:也)?(?:发|写|登|弄)(?:一|个)?条?"
)
# 今天明天都不装 先撤掉: the whole is taken back, not a day
_WITHDRAWN = re.compile(r"撤(?:掉|了|回|销|下)|取消|作废|下架|删(?:掉|了|除)|不招了")
# 改成后天行不行: asked for out of politeness
_TAG = re.compile(
    r"(?:你们?(?:看|说|觉得|瞧)[一-龥]{0,8}(?:没有?|吗|么|不|行不|中不|成不)|行不行|可不可以|可以不|可以吗|可以么|行吗|行不|好不好|好吗|成不|中不中|中不|要得不|行吧(?=[?？])|可以吧(?=[?？])|中吧(?=[?？])|成吧(?=[?？])|"
    r"得行不|能行不|能行吗|ok吗|成不成|中不中|行么|可以不可以)[啊呀哈嘛呢哇吧?？。,!~ ]*$"
)


def _proposed(whole: str, asked: str | None) -> str:
    """一天一百三行不 puts a number forward: what is left without its tag, where a number or what was asked is in it."""
    left = without_tag(whole).rstrip(" ,。")
    return left if left and left != whole and (asked or _NUMBER_SAID.search(left)) else whole


_NUMBER_SAID = re.compile(r"[今明后]天|\d|[一二两三四五六七八九十百]{2}|[一二两三四五六七八九十](?:个|点|天|百|块)")


def without_tag(text: str) -> str:
    """A turn without the 行不 that asks for it out of politeness: 一天一百三行不."""
    return _TAG.sub("", text.strip())


_FOR_ANOTHER = re.compile(
    rf"(?:把|不是|从)?(?P<old>{NUMBER})(?:改成|改为|换成|变成|改到|改|换|,?是|,?应该是)(?P<new>{NUMBER})(?:吧|"
    rf"嘛|了|哈|哦)?$"
)


# 不是20,是25: a comma may part the two, and more may follow
_NOT_BUT = re.compile(rf"不是(?P<old>{NUMBER})(?:[, ]*(?:应该|而)?是|[, ]+)(?P<new>{NUMBER})(?=吧|嘛|了|[, 。!]|$)")


_CHANGED_CLAUSE = re.compile(r"[改换]")
_LABELLED = re.compile(
    rf"(?P<label>人数|人|名额|工钱|工资|工价|价钱|价格|钱|价)(?:由|从)?{NUMBER}(?:个|人|块|元)?(?:改|换)(?:成|为|到|作)?"
    rf"(?P<new>{NUMBER})(?:个|人|块|元)?"
)


def _put_labelled(turn: Turn, told: re.Match[str], place: tuple[int, int]) -> None:
    """人数10改8,工钱150改160: each number under its own name."""
    both, wage = span(told["new"]), turn.draft.get("wage")
    if both is None:
        return
    if told["label"] in ("人数", "人", "名额"):
        turn.put("headcount", [int(both[0]), int(both[1])], place, "labelled")
    elif wage:
        turn.put("wage", {**wage, "min": _plain(both[0]), "max": _plain(both[1])}, place, "labelled")


def _one_for_another(turn: Turn) -> None:
    """20改成15: the first number tells which field is meant, where only one holds it."""
    for start, words in list(turn.clauses()) if _CHANGED_CLAUSE.search(turn.left) else ():
        if told := _LABELLED.fullmatch(words):
            _put_labelled(turn, told, (start, start + len(words)))
    match = _NOT_BUT.match(turn.left) or _FOR_ANOTHER.match(turn.left.strip())
    if match is None:
        return
    old, new = span(match.group("old")), span(match.group("new"))
    if old is None or new is None:
        return
    wage, head = turn.draft.get("wage"), turn.draft.get("headcount")
    place = match.span()
    holders = [name for name in ("age_max", "age_min", "days") if turn.had(name) == old[0]]
    holders += ["headcount"] if head and head[1] == old[1] else []
    holders += ["wage"] if wage and wage["max"] == old[1] else []
    if holders == ["headcount"]:
        turn.put("headcount", [int(new[0]), int(new[1])], place, "one-for-another")
    elif holders == ["wage"] and wage:
        sums = {"min": _plain(new[0]), "max": _plain(new[1])}
        turn.put("wage", {**wage, **sums}, place, "one-for-another")
    elif len(holders) == 1:
        turn.put(holders[0], int(new[0]), place, "one-for-another")


def _plain(number: float) -> float | int:
    return int(number) if number == int(number) else number


# 今天不发了,明天再说: the draft waits
_SENT_LATER = re.compile(
    "(?:不|别|莫)(?:急着)?发了?[ ,]*(?:等|明|后|改|晚|回头|过)[^,。]*(?:再|说)|(?:先|今天?)(?:不|别|莫)发(?![钱工])"
)


# 住宿取消, where none is given: a term goes, and the work stays
_TERM_DROPPED = re.compile(
    r"(?:住宿|吃住|接送|[早中午晚]饭|管饭|伙食|保险|奖金|年龄|岁数|性别|要求|限制|电话|工具|车费|路费)(?:那条|这条|的|那项)?(?:也|都|就|先)*"
    r"(?:取消|去掉|删了?|不要)"
)
# 10个够了, where 10 are wanted: nothing is called off
_SO_MANY_DO = re.compile(
    rf"(?:就)?(?:{NUMBER}|俩|仨)(?:个|名|位|人)*(?:就|也|都|差不多)?(?:足?够)(?:了|啦|用了)?[ ,。!]*"
)


def _without_changes(turn: Turn, whole: str) -> Act:
    if _SENT_LATER.search(whole):
        return Act.OTHER
    if _SO_MANY_DO.fullmatch(whole) or _TERM_DROPPED.search(whole):
        return Act.OTHER
    if pattern("<cancel>").search(whole) or _work_is_off(turn, whole):
        return Act.CANCEL
    left = re.sub(f"[{READ}]+", " ", turn.left).strip()
    if turn.same and _confirms(left):
        return Act.CONFIRM
    if _starts_yes(whole) and not pattern("<chat>").search(whole):
        return Act.CONFIRM
    return Act.OTHER


# 我发的, 刚才俺发了: what the poster did, no word to send
_OWN_DEED = re.compile(
    r"(?:我|俺|咱|额)(?:们|家)?(?:自己|刚才?|都|已经|早)*(?:发|写|报|登|交|提交|看)(?:出去)?(?:的|过)"
)


def _confirms(whole: str) -> bool:
    """Whether the turn is made of words of assent and filler alone, with at least one of assent."""
    words = whole.lower()
    if re.search(r"[你您]们?好|早上好|上午好|中午好|下午好|晚上好|老师好|同志好", words):
        return False
    if not pattern("^(?:(?:<confirm>|<filler>)[ ,。!~.…]*){1,12}$").match(words):
        return False
    if _OWN_DEED.search(words):
        return False
    if re.fullmatch(r"(?:谢谢|多谢|辛苦|谢了|麻烦|哈哈|呵呵)[一-龥]{0,2}[ !。~]*", words):
        return False
    token = pattern("(?:(?P<yes><confirm>)|<filler>)[ ,。!~.…]*")
    at = 0
    while at < len(words) and (match := token.match(words, at)) and match.end() > at:
        if match.group("yes"):
            return True
        at = match.end()
    return False


def _starts_yes(whole: str) -> bool:
    """对 就按通化一村老地方: assent first, then what is so already."""
    match = pattern(
        "^(?:<filler>)?(?:对|行|好的?|可以|中|成|要得|得行|没错|没问题|没毛病|嗯+|是的|确认|同意|"
        "ok|就这样|就这么)(?:[ ,。!]|的|了|吧|就|嘛|哩|$)"
    ).match(whole.lower())
    return match is not None and not re.search(r"不(?:对|行|是|要)|别|错了|改", whole)


# 咋不急, 哪能让人饿着, 哪个摘嘛: no questions
_RHETORIC = re.compile(
    r"(?:说|讲|问|改|发|打)了?(?:多少|几|好多)(?:回|遍|次)了?|(?:咋|怎么|咋着|无论如何|再咋)(?:说|着)?(?:也|都)|"
    r"(?:咋|怎么|哪|哪里)(?:能|会|敢|可能|个)?不(?:急|着急|管|要|给|是|行)|"
    r"哪(?:能|敢|会|里?会|舍得)[^,。?]{0,16}(?=[ ,。!]|$)|(?:哪个|谁|啥)[一-龥]{0,3}[嘛哦咯][ ,。]+"
)


def _asks(whole: str) -> bool:
    """Whether the turn asks something, and orders no change beside it."""
    whole = _RHETORIC.sub("", whole)
    if not pattern("<question>").search(re.sub(r"看[一-龥]{0,5}(?:咋样|怎么样|咋个样|如何)", "", whole)):
        return False
    if re.search(r"(?:几|多少|啥|什么|怎么|咋|哪|谁)(?:个|天|点|时候|样)?(?:人)?(?:都|也)(?:行|可以|要|中|成)", whole):
        return False
    return not (
        pattern("<edit>").search(whole)
        and re.search(r"\d|[一二两三四五六七八九十百]|[今明后]天|[今明后]日|大后", whole)
    )


def _work_is_off(turn: Turn, whole: str) -> bool:
    """不旋了 地太湿: the work itself will not be done."""
    for match in re.finditer(raw("work_is_off"), whole):
        held = whole[max(0, match.start() - 1) : match.start()] == "先"  # 先不套了 等袋子
        if not held and not re.match(raw("not_work"), match.group()):
            work = str(turn.draft.get("work") or "")
            verb = re.sub(r"^不再?|[了咧啦喽咯嘞]$", "", match.group())
            if any(letter in work for letter in verb) or verb in (
                "干",
                "做",
                "搞",
                "弄",
                "招",
                "请",
                "雇",
                "找",
                "要",
                "整",
            ):
                return True
    return False
