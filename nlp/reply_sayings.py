"""Sayings of coming, staying away, pointing to others and other matters: 干就干, 哪能少得了我, 给座金山也不爬.

Each rule is looked up by its first character, as those of `nlp.reply_special`.
"""

from __future__ import annotations

from typing import Final

from nlp.patterns import compiled
from nlp.reply_frames import ME
from nlp.reply_idioms import END
from nlp.reply_rule import Rule, Special, begins_clause, plain_rule

_PARTICLE: Final = "(?:了|呗|吧|嘛|噻|啊|呀|哦|咯|哈|哩|咧|呢)*"

# 干就干, 去就去呗: taken up as offered.
_SO_BE_IT: Final = compiled(
    rf"(?P<deed>[去来干做上克搞整摘掰采割剪砍挖搬扫刷洗收装卸端种栽抬扛砌])就(?P=deed){_PARTICLE}{END}"
)
# 来就来呗 还带东西: to a guest; 去就去 不去拉倒: to whoever it may be.
_TO_A_GUEST: Final = compiled(r"[\s,]*(?:还|又)?(?:带|买|拿|送)|.*(?:不(?:去|来|干|做|上|克)|随便|随你|你们?)")


def _so_be_it(text: str, at: int, marks: list[str]) -> Special | None:
    found = _SO_BE_IT.match(text, at) if begins_clause(marks) else None
    if found is None:
        return None
    return "8" if _TO_A_GUEST.match(text, found.end()) else "V", None, found.end()


# 少了谁也不能少了我, 哪能少得了我, 可别落下我: wants to be among them.
_NOT_WITHOUT_ME: Final = compiled(
    rf"(?:(?:少|缺|落|漏)了?谁[\s,]?(?:也|都)?(?:不能|不可|莫|别)(?:少|缺|落|漏)(?:了|下|掉)?{ME}"
    rf"|(?:哪里?|怎么|咋|岂)(?:能|可|会|敢)?(?:少|缺|落|漏)(?:得)?(?:了|下)?{ME}"
    rf"|(?:不能|别|莫|不要|甭)(?:把)?(?:少|落|漏|缺)(?:了|下|掉)?{ME}|(?:少|缺|落)不(?:了|下){ME})"
    rf"(?:们)?(?:[俩仨]|两口子|两个|三个)?{_PARTICLE}{END}"
)
# 分钱不能少了我, 喝酒哪能少得了我: of something else than work.
_SHARES: Final = compiled("钱|工资|酒|喝|红包|吃席|聚|牌|麻将|群|名单|份")
_OURS: Final = compiled(rf"{ME}(?:们)?(?:[俩仨]|两口子|两个|三个)")


def _not_without_me(text: str, at: int, marks: list[str]) -> Special | None:
    found = _NOT_WITHOUT_ME.match(text, at)
    if found is None:
        return None
    if _SHARES.search(text) is not None:
        return "8", None, found.end()
    body = _OURS.search(found[0])
    return ("b", None, found.end()) if body is None else ("B", None, at + body.start())


# 连我五个 我替大家报了: who puts the party down whose number stands before.
_FOR_ALL: Final = compiled(
    rf"(?:替|给|帮|代)(?:大家伙?|大伙|他们|她们|咱们|我们|俺们|(?:弟兄|兄弟|姐妹|姊妹)们|[哥姐]几个)(?:都|全)?(?:报|写|登记|记|填)(?:上|好)?(?:名)?(?:了|咧|啦){END}"
)


def _by_who_counted(marks: list[str]) -> bool:
    return marks[-1:] in (["I"], ["a"]) and not {"C", "P"}.isdisjoint(marks)


# 七条大汉扛得起, 三个都拿得下: that many can, and so come.
_EQUAL_TO_IT: Final = compiled(rf"(?:扛|抬|搬|背|挑|拿|顶|吃)得(?:起|动|下来?|住|消){_PARTICLE}{END}")


def _so_many_of_us(marks: list[str]) -> bool:
    return marks[-1:] in (["C"], ["P"]) and not {"I", "W"}.isdisjoint(marks)


# 帮我家大姐挂一个, 给二嫂挂个名.
_HANG_UP: Final = compiled(r"挂(?=(?:上)?(?:一个|1个|一名|个名|名字?|上)(?:$|[\s,。!吧哈嘛]))")


def _of_somebody(marks: list[str]) -> bool:
    return bool(marks) and marks[-1] in "KnIWPa"


# 给座金山也不爬, 倒贴两百都不去.
_NOT_FOR_GOLD: Final = compiled(
    rf"(?:给|倒贴|倒找|开|出|送|堆|搬)(?:来|到)?{ME}?(?:座|个|一|几|再|两|多少|什么|啥|金|银|天)[^\s,?不]{{0,6}}?{ME}?(?:们)?(?:也|都)(?:是)?不(?:想|敢|愿意?|会)?"
    r"(?:去|来|干|做|克|上|爬|下|碰|沾|摘|掰|割|扛|抬|挑|搬|砌|刷|扫|受|遭|挣)(?!是)[^\s,?]{0,6}"
)
# 黑了有睡觉的地方没, 有没有住的屋.
_A_BED: Final = compiled(
    r"(?:有没有|给不给|能不能)(?:个|安排)?(?:睡觉?|住宿?|过夜|歇)(?:的)?(?:地方|床铺?|铺位?|房间|屋子?|处)?"
    r"|(?:有|给|管)(?:个)?(?:睡觉?|住宿?|过夜|歇)(?:的)?(?:地方|床铺?|铺位?|房间|屋子?|处)(?:睡|住)?(?:没有?|没得|不|吗|么|啵|冇)"
)
# 管顿臊子面, 管碗羊汤.
_FEEDS: Final = compiled(
    r"(?:管|包|供)(?:上|我们?|俺们?|额们?|大家)?(?:一|两|1|2)?(?:顿|碗|餐|口)[\u4e00-\u9fff]{0,3}?(?:面|饺子|馍|火锅|米线|粉|汤|肉|鱼|鸡|酒|凉皮|饸饹|粥|包子)(?=$|[\s,就才我俺额也都不吗没?])"
)
# 我报的是驾照科目二, 报了个补习班: put down for something else.
_OTHER_COURSE: Final = compiled(
    rf"{ME}?(?:们)?(?:昨天|刚|已经|早)?报(?:了|的是|的|上|过|名)*[^\s,我俺额]{{0,8}}?(?:驾照|驾校|科目[一二三四1-4]|考试|补习班?|培训班?|辅导班?|兴趣班|舞蹈班|旅游团|夏令营|电工证|会计证|自考|成人高考)[^\s,]{{0,4}}"
)
# @罗孃 这个就是给你留的.
_MADE_FOR_YOU: Final = compiled(
    r"(?:这|那)(?:个|活|份|工)?(?:活路?)?(?:就|正|刚好|不就|真|简直|分明|明摆着)*是?(?:(?:给|为)你们?(?:家)?(?:留|准备|量身|定做|开)(?:的|着)?|(?:适合|合适|对)你)[^\s,?]{0,3}"
)


def _to_somebody(marks: list[str]) -> bool:
    return "@" in marks or marks[:1] == ["Y"]


RULES: Final[tuple[tuple[str, Rule], ...]] = (
    ("去来干做上克搞整摘掰采割剪砍挖搬扫刷洗收装卸端种栽抬扛砌", Rule(_SO_BE_IT, _so_be_it)),
    ("少缺落漏哪怎咋岂不别莫甭", Rule(_NOT_WITHOUT_ME, _not_without_me)),
    ("替给帮代", plain_rule(_FOR_ALL, "b", where=_by_who_counted)),
    ("扛抬搬背挑拿顶吃", plain_rule(_EQUAL_TO_IT, "g", where=_so_many_of_us)),
    ("挂", plain_rule(_HANG_UP, "B", where=_of_somebody)),
    ("给倒开出送堆搬", plain_rule(_NOT_FOR_GOLD, "X")),
    ("有给管能", plain_rule(_A_BED, "Q", "lodging")),
    ("管包供", plain_rule(_FEEDS, "y")),
    ("我俺额侬咱昨刚已早报", plain_rule(_OTHER_COURSE, "8")),
    ("这那", plain_rule(_MADE_FOR_YOU, "=", where=_to_somebody)),
)
