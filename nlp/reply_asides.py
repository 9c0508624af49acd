"""Phrases by which people ask, leave the work to others or put somebody down: 是坐着还是站着, 叫年轻人去, 写薛彩霞."""

from __future__ import annotations

from typing import Final

from nlp.patterns import compiled
from nlp.people_list import is_name
from nlp.reply_frames import ME
from nlp.reply_numbers import chinese
from nlp.reply_rule import Rule, Special, begins_clause, plain_rule

_END: Final = r"(?=$|[\s,。!?;、~:])"

# 几点到地里, 几点在村口等车: the hour at a place; the place is none of the words that tell of an errand.
_HOUR_AT: Final = compiled(
    r"(?:明天|明早|明儿|后天|早上|早晨|上午|中午|下午|晚上)?几点(?:钟)?(?:就|能|要|得|必须|之?前)?(?:到|进|下|在|从|来|去|上)(?:[^\s,你他她我俺额几多哪不没]{1,4}?(?:里|头|上|口|边|搭|下|地|棚|园|库|厂|村)|哪里?|那)?"
    r"(?:等|集合|集中|会齐|会合|坐|上|接|见|走|出发|碰头|开工)?(?:车|人)?(?:哩|呢|啊|呀|嘞|咧)?(?=$|[\s,。?!]|合适|才)"
)
# 钱是当面点还是转手机, 要站一天还是蹲一天: one of two is asked; 不管下雨还是天晴, 我还是去 ask nothing.
_ONE_OF_TWO: Final = compiled(r"(?:是|要)[^\s,是我俺额你他她不没]{1,9}还是(?!我|俺|额|咱|算了|那句|老)[^\s,]{1,8}")
_WHATEVER: Final = ("不管", "管他", "管它", "不论", "无论", "甭管", "莫管", "管你")
_OF_PAY: Final = compiled("钱|工资|结账|现金|微信|转账|日结|月结|当天结|斤|按天|按件|计件")
_OF_PLACE: Final = compiled(r"(?:村|路|街|镇|桥|站|地头|大门|门|厂|园)(?:口|里|头|子|上)|到[^\s,]{1,4}(?:里|头|口)")
_OF_HOUR: Final = compiled("[早晚]上?|点|上午|下午|半天|明天|后天|整天")
_OF_BED: Final = compiled(r"(?:住|睡|铺|床|宿舍|被子|回家)")
# 工头抽多少成: what is taken off the pay, asked for.
_TAKES_HOW_MUCH: Final = compiled(r"(?:抽|扣|提)(?:多少|几|好多|几多)(?:个?点|成|块|钱|%)?")
# 看火有个铺没, 黑了有床没.
_BED_THERE: Final = compiled(
    rf"有(?:个|张|地方|没有)?(?:铺|床|床铺|睡处|睡的地方|住处|住的地方)(?:没有?|不|吗|睡不)(?:啊|呀|哦|呢|嘛)?{_END}"
)
# 不会上树的要不, 六十的收不收: who is taken.
_ARE_SUCH_TAKEN: Final = compiled(
    r"的(?:人)?(?:还)?(?:要不要?|收不收?|行不行?|得行不|要得不|能去不|能来不)(?=$|[\s,。?!])"
)

# 叫年轻娃去, 让后生上吧: the work is left to others who are fit for it.
_LEFT_TO_THE_YOUNG: Final = compiled(
    r"(?:让|叫|留给|还是|换|等|给|找)(?:你们|那些|那帮|他们|人家|给)?(?:年轻|后生|小伙|小年轻|青年|壮劳力|有力气|有劲|身体好|腿脚好|手脚快)[^\s,我俺额?]{0,3}?(?:去|上|干|来|挣|扛|爬|弄|吧)(?:吧|哈|嘛|噻|呗)?(?=$|[\s,。!])"
)
_NEVER_MIND: Final = compiled(r"算(?:了|咧|啦|喽|咯|哒|球)[\s,]*算(?:了|咧|啦|喽|咯|哒|球)(?:了)?")
# 去啥哩, 去什么去: no.
_GO_FOR_WHAT: Final = compiled(
    rf"(?:还)?(?:去|来|报|干)(?:个)?(?:啥|甚|什么|么子|哪样)(?:(?:去|来|报|干|名)(?:呢|哩|啊|嘛)?|哩|嘞|嘛|咧|呀|哟){_END}"
)
# 问哈石老二嘛: points to somebody.
_ASK_SOMEBODY: Final = compiled(
    rf"(?:去|可以|得|要)?问(?:一?[下哈]|声|问)?(?P<who>[老小阿][\u4e00-\u9fff]|[\u4e00-\u9fff]{{2,3}}?)(?:嘛|吧|呀|噻|呗|撒){_END}"
)
_ASKED_FOR_ALL: Final = ("我", "俺", "额", "老板", "群主", "清楚", "大家", "你", "谁", "主家", "工头")
# 来不来要看他自己.
_UP_TO_THEM: Final = compiled(
    r"(?:来不来|去不去|干不干|报不报)(?:那|就|还)?(?:要|得)?(?:看|问|由|凭|在于?)(?:他|她|人家)(?:们)?(?:自己|本人|的)?"
)
# 你家背篼我拿去用: of a thing lent.
_BORROWS: Final = compiled(
    r"(?:你|恁)(?:家|屋)?(?:里|头)?的?[^\s,你我俺额去来]{1,4}?(?:我|俺|额)(?:先|再|明天|今天|下午|想)?(?:拿|借|骑|开|用|背|扛)(?:去|走|来)?(?:用|使|骑|一[下天]|下|几天|两天)[^\s,]{0,3}"
)
# 跑不了我: they are sure to come.
_SURE_OF_ME: Final = compiled(rf"跑不(?:了|脱|掉){ME}(?:的|们)?{_END}")
# 写薛彩霞, 登记上李满仓.
_WRITES_NAME: Final = compiled(
    rf"(?:(?:写|记|填|登记)(?:上|下|个)(?P<name>[\u4e00-\u9fff]{{2,3}})|(?:写|登记)(?P<whole>[\u4e00-\u9fff]{{3}})){_END}"
)
# 不是俺姥姥家么: of the place, not of the work.
_NOT_THEIR_HOME: Final = compiled(
    rf"(?:这|那)?不(?:就)?是{ME}[^\s,工活]{{0,4}}(?:家|村|娘家|老家|屋|那边|那儿)(?:么|吗|嘛|啊){_END}"
)
# 老了老了: a sigh.
_SIGHS: Final = compiled(rf"(?:哎|唉)?老(?:了|咯|咧|喽)[\s,]*(?:真是)?老(?:了|咯|咧|喽){_END}")
# 共两名 均为女性.
_ALL_OF_A_KIND: Final = compiled(
    r"共(?:计)?(?P<number>\d{1,2}|[一两二三四五六七八九十])(?:名|人|位)[\s,]*(?:均|都|全)(?:为|是)?(?:女性?|男性?|熟手?|有经验|本村|老手)(?:的|人)?"
)
# 都能跑, behind the people who come.
_ALL_CAN: Final = compiled(rf"(?:都|全)能(?:跑|出车|出|开)(?:的)?{_END}")
_EACH_ONE: Final = compiled(r"一人(?:一|1)(?:辆|台|把|部|张)[^\s,我俺额]{0,4}")
_SEE_YOU: Final = compiled(rf"(?:明早|明天|明儿|后天|到时候?|早上|地头|地里|村口)?见{_END}")
_ALL_PUT: Final = compiled(r"全(?:都)?(?:记上|报上|写上|算上|登上|记下|登记)")
# 刷都刷不过来: of too many.
_TOO_MANY: Final = compiled("(?P<verb>[\u4e00-\u9fff])都(?P=verb)不(?:过来|完|赢|清|迭)")
# 都二十个人了啊: how many there are already.
_SO_MANY_ALREADY: Final = compiled(
    rf"(?:这|那)?(?:就|都)(?:已经)?(?:有)?(?:\d{{1,3}}|[一两二三四五六七八九十]{{1,3}})(?:个人?|人|位)了(?:啊|呀|哇|咋|嘛)?{_END}"
)
# 去的都有谁.
_WHO_GOES: Final = compiled(
    rf"(?:去|来|报名?)的(?:人)?(?:都)?(?:有|是)(?:谁|哪些人?|哪几个|哪个)(?:啊|呀|呢|哩)?{_END}"
)
# 一百五够干啥: of too little pay.
_TOO_LITTLE: Final = compiled(rf"(?:够|能|顶)(?:干|买|做|弄|抵)?(?:个)?(?:啥|什么|甚)(?:的|呀|啊|用|子)?{_END}")


def _one_of_two(text: str, at: int, marks: list[str]) -> Special | None:
    found = _ONE_OF_TWO.match(text, at)
    if found is None or text.startswith(_WHATEVER, max(at - 2, 0)) or "还是" not in text:
        return None
    if text[max(at - 1, 0) : at] in ("不", "还", "就", "我", "想", "只") or any(one in text for one in _WHATEVER):
        return None
    clause = text[text.rfind(",", 0, at) + 1 : found.end()]
    for topic, pattern in (("wage", _OF_PAY), ("lodging", _OF_BED), ("place", _OF_PLACE), ("time", _OF_HOUR)):
        if pattern.search(clause):
            return "Q", topic, found.end()
    return "Q", "work", found.end()


def _ask_somebody(text: str, at: int, marks: list[str]) -> Special | None:
    found = _ASK_SOMEBODY.match(text, at)
    if found is None or found["who"].startswith(_ASKED_FOR_ALL):
        return None
    return "=", None, found.end()


_PLACE_ALONE: Final = frozenset(":#OT,")


def _writes_name(text: str, at: int, marks: list[str]) -> Special | None:
    """写薛彩霞: puts down one by name; the name is read where the text's names are."""
    found = _WRITES_NAME.match(text, at) if not marks or marks[-1] in ",:f" else None
    if found is None or not is_name(found["name"] or found["whole"]):
        return None
    if found["whole"] and not _PLACE_ALONE.issuperset(marks):
        return None  # behind another matter 写 may be of writing
    return "B", None, found.end()


def _all_of_a_kind(text: str, at: int, marks: list[str]) -> Special | None:
    found = _ALL_OF_A_KIND.match(text, at)
    return ("P", chinese(found["number"]), found.end()) if found is not None and begins_clause(marks) else None


def _party_before(marks: list[str]) -> bool:
    return "&" in marks or "P" in marks


def _counted_before(marks: list[str]) -> bool:
    return "P" in marks or "C" in marks


def _clause_begins(marks: list[str]) -> bool:
    return not marks or marks[-1] == ","


def _all_put(text: str, at: int, marks: list[str]) -> Special | None:
    found = _ALL_PUT.match(text, at)
    return ("B", None, found.end()) if found is not None and begins_clause(marks) else None


RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("几明后早上中下晚", plain_rule(_HOUR_AT, "Q", "time")),
    ("是要", Rule(_ONE_OF_TWO, _one_of_two)),
    ("抽扣提", plain_rule(_TAKES_HOW_MUCH, "Q", "wage")),
    ("有", plain_rule(_BED_THERE, "Q", "lodging")),
    ("的", plain_rule(_ARE_SUCH_TAKEN, "Q", "who")),
    ("让叫留还换等给找", plain_rule(_LEFT_TO_THE_YOUNG, "x")),
    ("算", plain_rule(_NEVER_MIND, "x")),
    ("还去来报干", plain_rule(_GO_FOR_WHAT, "x", where=begins_clause)),
    ("去可得要问", Rule(_ASK_SOMEBODY, _ask_somebody)),
    ("来去干报", plain_rule(_UP_TO_THEM, "h")),
    ("你恁", plain_rule(_BORROWS, "8")),
    ("跑", plain_rule(_SURE_OF_ME, "Z")),
    ("写记填登", Rule(_WRITES_NAME, _writes_name)),
    ("这那不", plain_rule(_NOT_THEIR_HOME, "8")),
    ("哎唉老", plain_rule(_SIGHS, "h")),
    ("共", Rule(_ALL_OF_A_KIND, _all_of_a_kind)),
    ("都全", plain_rule(_ALL_CAN, "g", where=_party_before)),
    ("一", plain_rule(_EACH_ONE, ".")),
    ("明后到早地村见", plain_rule(_SEE_YOU, "g", where=_counted_before)),
    ("全", Rule(_ALL_PUT, _all_put)),
    ("看刷数记接回翻", plain_rule(_TOO_MANY, "h")),
    ("这那就都", plain_rule(_SO_MANY_ALREADY, "h", where=_clause_begins)),
    ("去来报", plain_rule(_WHO_GOES, "Q", "who")),
    ("够能顶", plain_rule(_TOO_LITTLE, "h")),
)
