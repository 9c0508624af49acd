# ruff: noqa: E501 - a line of grammar is not wrapped
"""Every number of a text read once: people, pay, length of work, age, or the size of something else.

A number is read together with what stands before and after it (一天 … 150, 150 … 一天, 20 … 个人), so that no number is
read twice and a size (30吨, 9米6, 二楼) is no pay.
"""

from __future__ import annotations

import re
from functools import lru_cache

from nlp import one_wanted
from nlp.measures import DAY, PEOPLE_UNITS, PER, TRIP
from nlp.numbers import MEASURE, NUMBER, span
from nlp.patterns import compiled

PEOPLE, MONEY, LENGTH, SIZE, BARE, HOURS, LOAD = "people", "money", "length", "size", "bare", "hours", "load"

HALF_DAY = "半天"
# 包 is a piece, but not in 一个人包饭.
_PER_WORD = (
    "|".join(sorted((word for word in PER if word != "块"), key=len, reverse=True))
    .replace("|条|", "|条(?!烟)|")
    .replace("|盒|", "|盒(?![烟饭])|")
    .replace("|瓶|", "|瓶(?![水酒])|")
    .replace("|包|", "|包(?![烟吃住管食饭中午早晚餐晌接车工给你掰拉运收割]|[三两一](?:餐|顿|饭))|")
)
_EACH = r"(?:每一?|一|1|论|按每|按一|按(?=小时|天|月|亩|吨|斤|件|箱|平|单|趟|棵|袋|筐))"
_FILL = r"(?P<f>(?:[:是给开拿付算发得贴绑缝糊粘到,¥ 的都就才按]|一样|工资|工钱|工价|价钱|报酬|大概|大约|差不多|左右|保底|底薪|能挣到?|能拿到?|能赚到?|可以挣|可以拿|挣到?|赚到?|拿到手|做得到|能做到?|能摘|能弄|能包|能搞到?|能采|收入|[打干做卸装弄搬砍搞]完了?|包吃包住|包吃住|管吃管住|管饭|包吃|男的|女的|男工|女工|男|女|一般|最少|至少|起码|不低于|最低|人民币|现金|现在|一个人|两个人|俩人|两口子|夫妻俩|每人|一人|加到|涨到|提到|工时费|你们?|提成|能有|有|净|开出|运费|工费|(?:大工|小工|师傅)(?![ ,、])){0,5})"
_MONEY_WORD = r"(?P<w>月(?=\d{4})|一?整天(?=[:给]?\d)|全天(?=[:给]?\d)|日薪|日工资|天工资|日工价|月薪|月工资|月收入|综合月薪|综合工资|时薪|小时工资|小时工价|底(?=\d{4})|底薪|保底工资|保底|无责底薪|基本工资|工资|工钱|公钱|薪资待遇|薪资|薪水|薪酬|薪金|待遇|报酬|价格|工价|价钱|单价|包月|运费|运价|酬劳|人工费|工费|辛苦费|劳务费|开价|总共|一共|共计|合计|总价|包工包到完|包工包完|包干到完|包到完|包做完|包完|包干价|包干一共|包干总共|包干|包工|全包|全部|一口价|统共|拢共|一总|打包价|包给(?:你们|你|大家|一个人|一家)?|不低于|不少于|最低|至少|最少)"
_PRE = rf"(?:(?:(?:{_MONEY_WORD.replace('?P<w>', '?P<w2>')}[: ,是]*)?(?:半(?P<ph>天|日|晌|个工)|{_EACH}(?:个(?!袋|果|瓜))?(?:人|个人)?(?: ?(?:每|一|/))?(?P<pu>{_PER_WORD}|(?<=每)块|(?<=一)块(?=[\d一二两三四五六七八九]分|(?:石板|地砖|木板|石头|[板砖冰石瓦])?[\d两二三四五六七八九]{{1,3}}(?:块|元)))(?:地(?!里)|药(?!材)|货|苗(?!木)|砖|果子?|(?:(?![要招找请缺的到有多能可是给包管共一二两三四五六七八九十百千万半几补贴奖扣罚押交收加费左])[\u4e00-\u9fa5]){{1,2}}(?=[给是按]?[\d.一二两三四五六七八九十百到至~-]{{1,9}}[元块毛角分]|给[\d一二两三四五六七八九十])|(?<=[斤箱筐袋桶捆])(?:(?![要招找请缺的到有多能可是给包管共天月一二两三四五六七八九十百毛块角分元])[\u4e00-\u9fa5]){{1,2}}(?=\d{{1,3}}(?:[ ,。;!\n]|$)))?(?:\([^()\n]{{1,9}}\))?)|{_MONEY_WORD}){_FILL})"
_TAIL_DIGIT = rf"(?:[1-9](?![\d.:点]|个(?!袋|果|瓜)|名|人|月|天)|[二三四五六七八九](?![百十千万个名险]|[二三四五六七八九十][一二三四五六七八九十]?(?:个|名|人)|人(?!来得|越多|不限|越来越|多多))|[一两](?!{MEASURE}|个|[百十千万班晚夜场餐宿人棵筐袋桶桌家])|半(?![天日晌个月小]))"
_YUAN = rf"(?:(?:(?:(?<![完了后活工事]一)|(?!块儿?[结清付算发领拿]))块(?![砖瓦石板田坡土]|地(?!$)|木板|地砖|苗)|元|圆|毛|角|分(?!着|掉|摊|账|钟|拣|级|选|果|装|店|公司|散|开|菜|工|给|类|组|成|批|段|两|为|\d\d))(?:{_TAIL_DIGIT}(?:[毛角](?:{_TAIL_DIGIT}分?)?|分)?)?(?:大洋)?钱?)"
_UNITS = (
    r"个半月|(?<=[两二三四五六七八九十\d])个(?:早上|上午|下午)|个(?:整)?晚上(?!加班|上班|集合|到|来|[\d一二三四五六七八九十]{1,2}点)|个(?:大)?白天|个整天|个多?月(?!嫂|薪|入[过\d])|个多?星期|个多?礼拜|个半?小时|个?钟头|个钟|个多?人|来个人|个|名|位|人(?!民|家|员|才|工费|手)|侬(?!们)|号人|口人|口子|口|员|条(?=[壮大好]?汉)"
    r"|台|辆|部|车(?!子)|周(?!岁|年|边|五|六|日)|星期|礼拜|天(?!亮|光|黑|明|气)|日(?!结|薪|工|清|发|现|均|常)|晚上?(?!饭|餐|班|自|点|管)|黑夜|黑来|黑价|夜(?!班|宵)|年(?!龄|纪|轻|前|后)|季度|小时|分钟"
    r"|周岁|岁|公斤|千克|kg|斤|吨|亩|平方米|平米|平方|平|立方|方|米\d?|公里|里地|里路|里|楼|层|号楼|号|栋|单元|室|路(?!远|近|程|费|途|口|上|边|不|烂|滑|好|难|太)|桌|间|筐|箱|件|棵|株|袋|包(?![给你吃住管食三中午早晚两一餐饭晌干工圆月车装过油路来回烟水])|桶|只|头|条|根|把|捆|张|颗|垛|板|盒|双(?![休薪倍])|趟|次|遍|回|单(?!程|价|边|独)|%|度|级|险|金|班|餐|顿|点|代|期|类|组|排|串|座|所|队|家|户|对|胎|垄|行(?![不吗么就嘛])|册|门(?![岗卫店窗口市诊])|寸|匹|马力|克|套(?!袋|网|膜)|块|朵|盘|杯|瓶|份|眼|亿|页|时(?!间|候|段)|把手|把刀|倒|证|照|种|样|斗|瓦|千瓦|袋子|折|架|尺|成(?![不吗么年])|分"
)  # fmt: skip
# Not "for each" but what one can do in a day: 一天能摘五六十筐.
_ABLE = r"|(?:[最大]?[多约概]|差不多|轻松)?(?:都|也)?(?:能|可以|挣|赚|(?:摘|弄|包|采|砍|套|得)[一二三四五六七八九两\d])"
_POST = rf"(?: ?(?P<p4>半(?:天|日|晌))| ?(?:/|每一?|一|1|按)(?:个(?!袋|果|瓜))?(?:人|个人|工人)?(?: ?(?:每|一|/|·|\.)?(?P<pu2>(?:个)?(?:{_PER_WORD}|块(?![一二三四五六七八九\d钱])))(?!地(?![,。; \n]|$)|点半|工{_ABLE})|(?P<p3>(?<=人))))"
PATTERN = compiled(
    rf"{_PRE}?(?P<a>(?!一共){NUMBER})(?P<m1>(?: (?=[元块]))?{_YUAN})?"
    rf"(?:(?:往上|以上|起|左右)? ?(?:-+|~+|到|至|、|来(?=[二三四五]十)|或者?|个(?:(?:还是|或者?|、)(?=[一二两三四五六七八九十]个)|(?=[二两三四五六七八九十]个))|(?:个人?|人|名|块钱?|元)(?:到|至|-+|~+)(?=[\d一二两三四五六七八九十]{{1,4}}(?:个|人|名|块|元))) ?(?P<b>{NUMBER})(?P<m2>{_YUAN})?)?"
    rf"(?P<x>多|来(?!回|接|车)|好几|几|余|左右|上下|以上|起|\+)?(?:(?: (?=[个名位人]))?(?<!\+)(?P<u>{_UNITS})(?P<y>左右|上下|以上|以内|以下|多|来|起)?|{_POST})?"
    rf"|(?P<few>[俩仨](?:天|个?月(?!嫂)|个?星期|个?礼拜|晚上?))|(?P<pair>俩人?|仨人?)|(?P<half>半个?来?(?:月|天|晚上|晚)|个把(?:月|星期))|(?<![一二两三四五六七八九十百千\d几多半])(?P<short>[块毛])(?P<rest>[一二三四五六七八九半])(?:钱)?(?:/|每一?|一|1)(?:个(?=袋|果|瓜))?(?P<piece>斤|个|筐|袋子|袋|箱|棵|亩|公斤|件|桶|捆)|(?<!\d)(?P<some>几)(?P<su>个人|个|名|位|天|人)"
)
_GROUPS = tuple(
    PATTERN.groupindex[name] for name in ("a", "m1", "b", "m2", "x", "u", "pu", "w", "f", "pu2", "p3", "y", "ph", "p4")
)
_PER_GROUP = PATTERN.groupindex["pu"]
_LENGTHS = {
    "天": 1, "日": 1, "晚": 1, "夜": 1, "晚上": 1, "个星期": 7, "个礼拜": 7, "周": 7, "星期": 7, "礼拜": 7, "个多星期": 7, "个多礼拜": 7, "个月": 30, "个多月": 30, "个半月": 45, "个晚上": 1, "个早上": 1, "个上午": 1, "个下午": 1, "个整晚上": 1, "个白天": 1, "个大白天": 1, "个整天": 1, "黑夜": 1, "黑来": 1, "黑价": 1,
}  # fmt: skip
_VEHICLES = frozenset(("台", "辆", "部", "车", "趟"))
_HOUR_UNITS = frozenset(("小时", "个小时", "个半小时", "钟头", "个钟头", "个钟"))


class Quantity:
    """One number of the text: where, its kind, (least, most), and for pay what it is paid for.

    `unit` is the exchange format's unit or "" where none is said; `fill` are the words between a unit and its sum.
    """

    __slots__ = ("at", "end", "fill", "floor", "high", "kind", "low", "money", "per", "start", "tail", "unit", "word")

    def __init__(self, start: int, end: int, at: int, kind: str, low: float, high: float, tail: str = "") -> None:
        self.start, self.end, self.at, self.kind, self.low, self.high, self.tail = start, end, at, kind, low, high, tail
        self.unit = ""
        self.per: str | None = None
        self.word = ""
        self.fill = ""
        self.money = False
        self.floor = False

    def __repr__(self) -> str:
        return f"{self.kind}[{self.start}:{self.end}] {self.low:g}-{self.high:g} {self.unit}/{self.per} {self.word}{self.tail}"


@lru_cache(maxsize=4096)
def _sum(number: str, money: str) -> tuple[float, float] | None:
    """Yuan of a number with its 块, 毛 or 分 and what follows: 2块5 is 2.5, 三毛五 is 0.35, 一块八 is 1.8."""
    found = span(number)
    if not found:
        return None
    money = money.lstrip()
    scale = {"块": 1.0, "元": 1.0, "圆": 1.0, "毛": 0.1, "角": 0.1, "分": 0.01}[money[0]]
    rest = money[1:].removesuffix("钱").removesuffix("大洋").rstrip("毛角分")
    extra = 0.0
    if rest == "半":
        extra = scale / 2
    elif rest:
        dimes, mark, cents = rest.replace("角", "毛").partition("毛")
        tail, more = span(dimes), span(cents) if mark else None
        extra = (tail[0] * scale / 10 if tail else 0.0) + (more[0] * scale / 100 if more else 0.0)
    return round(found[0] * scale + extra, 4), round(found[1] * scale + extra, 4)


def find(text: str) -> list[Quantity]:
    """The numbers of a plain text in which dates, clock times, phones and names are blanked out."""
    found: list[Quantity] = []
    at = 0
    search = PATTERN.search
    while len(found) < _MOST_NUMBERS and (match := search(text, at)):
        if match["b"] and (end := _of_a_list(match, text)):
            match = PATTERN.match(text, match.start(), end) or match  # 日工资200、6人
        name = match[_PER_GROUP]
        more = _ONE_MORE.search(text, match.start(), match.end()) if match["pu2"] in one_wanted.HEADS else None
        if more and "\u4e00" <= text[match.end() : match.end() + 1] <= "\u9fa5":  # 护工3400 一个看大门的2000
            match = PATTERN.match(text, match.start(), more.start()) or match
        if (name in _TIMES or match["w"]) and match["u"] in _ODD and (match["b"] or match["a"])[-1] not in "多来几":
            # 一个月两千五只做两顿饭, 一天一百三号四号: what follows such a sum is no measure of it.
            match = PATTERN.match(text, match.start(), match.start("u")) or match
        if (
            name
            and name not in one_wanted.HEADS
            and match["a"] in ("一", "1")
            and not match["m1"]
            and text.startswith((name, "个" + name), match.end("a"))
        ):
            at = match.start("a")  # 三天一刀,一刀给三块五
            continue
        told = one_wanted.before_its_pay(match, text)
        if told is None and match["ph"] and match["pu2"]:  # 半天80一天150: the unit behind belongs to the next sum
            match = PATTERN.match(text, match.start(), max(match.end("a"), match.end("m1"))) or match
        told = told or one_wanted.then_pay(match, text)
        if told is not None:
            at, word = told
            found.append(one := Quantity(match.start(), at, match.start(), PEOPLE, 1, 1))
            one.word = word
            continue
        quantity = _read(match, text)
        if quantity:
            found.append(quantity)
            if (
                match["u"]
                and match["a"] in ("一", "1")
                and (match["w"] or match["pu"])
                and match["u"] in PER
                and _NUMERAL.match(text, match.end())
            ):
                at = match.start("a")  # 工钱按斤,一斤二十二
                continue
            if (
                quantity.kind == MONEY
                and not quantity.money
                and match["pu"] is None
                and quantity.high <= 60
                and not match["w"]
            ):
                unit = _UNIT_FIRST.match(text, match.end("b") if match["b"] else match.end("a"))
                if unit:  # 女工二三十 一天一百二: the unit belongs to the sum behind it
                    found[-1] = bare = Quantity(
                        match.start("a"), unit.start(), match.start("a"), BARE, quantity.low, quantity.high
                    )
                    bare.word = ""
                    at = unit.start()
                    continue
        at = match.end()
    return found


_TIMES = frozenset(("月", "个月", "天", "日", "小时", "个小时"))
_ODD = frozenset(("只", "平", "条", "号", "年", "家", "层", "对", "分", "成", "种", "样", "期", "代", "项", "包"))
# More numbers than any message holds: a text of nothing but numerals costs no more than these.
_MOST_NUMBERS = 600
_ONE_MORE = compiled(r" [一1][个人]$")
_ONES = frozenset(("一", "1"))
_NUMERAL = compiled(r"[:是 ]?[\d一二两三四五六七八九十]")
_UNIT_FIRST = compiled(
    r" ?(?:一|每)(?:个)?(?:袋子?|箱子?|筐子?|果袋|天|晚上?|日|斤|亩|筐|箱|个|棵|吨|小时|人|车|趟)(?=[是给:按]?(?:\d|[一二两三四五六七八九十百]))"
)


# Beside 、 a far smaller number is of another matter, and no end of a range; 15、6个 is one.
_FAR_LESS = 30


def _of_a_list(match: re.Match[str], text: str) -> int:
    """Where the first of two numbers ends that only stand side by side in a list; 0 where they are a range."""
    end = max(match.end("a"), match.end("m1"))
    if "、" not in text[end : match.start("b")]:
        return 0
    first, second = span(match["a"]), span(match["b"])
    return end if first and second and first[0] >= _FAR_LESS and second[1] < first[0] else 0


def _read(match: re.Match[str], text: str) -> Quantity | None:
    start, end = match.span()
    (
        number,
        money1,
        second,
        money2,
        approx,
        unit,
        per_before,
        word,
        fill,
        per_after,
        per_person,
        tail,
        half_before,
        half_after,
    ) = match.group(*_GROUPS)
    if half_before:
        per_before, word = "天", word or HALF_DAY
    if half_after:
        per_after, word = "天", word or HALF_DAY
    if number is None:
        return _wordy(match, start, end)
    at = match.start("a")
    if at and text[at - 1].isascii() and text[at - 1].isalpha():
        return Quantity(start, end, at, SIZE, 0, 0)
    if not (low_high := _sum(number, money1) if money1 else span(number)):
        return None
    low, high = low_high
    if unit in _NIGHT and low >= _NO_NIGHTS and at and text[at - 1] in _WHO_ENDS:
        return Quantity(start, match.start("u"), at, BARE, low, high)  # 女工二十晚上装车
    if second:
        more = _sum(second, money2) if money2 else span(second)
        if more:
            if money2 and not money1:  # 2到3毛
                scaled = _sum(number, money2[0])
                low = scaled[0] if scaled else low
            elif money1 and not money2 and money1[0] in "毛角分":
                scaled = _sum(second, money1[0])
                more = scaled or more
            high = more[1]
            if high < 10 and low > 10 and low % 10 == high - 1:
                high = low + 1  # 15、6个
            if high < low <= 10 and not (money1 or money2):
                low, high = high, low  # 十个八个
            high = max(high, low)
    quantity = Quantity(start, end, at, BARE, low, high, tail or approx or "")
    quantity.fill = fill or ""
    quantity.word = word or ""
    if money1 or money2:
        quantity.kind, quantity.money = MONEY, True
        brick = money1 and number in _ONES and not (second or per_before or per_after) and _A_BRICK.match(money1)
        if brick and ("砖" in text or "瓦" in text):  # 砌砖…一块两毛二: for each of them
            quantity.low = quantity.high = round(low - 1, 4)
            quantity.unit, quantity.per = "piece", "块"
            return quantity
    if unit and not (money1 or money2):
        _by_unit(quantity, unit, second is not None)
        quantity.word = quantity.word or unit
    if quantity.kind in (BARE, MONEY):
        name = per_before or per_after
        if per_before in ("餐", "宿") and text[start - 1 : start] in ("包", "管", "供", "吃"):
            name = per_after  # 包一餐,两千六
        elif per_before in ("天", "日") and text[start - 1 : start] in ("歇", "休", "隔", "息"):
            name = per_after  # 上一天歇一天,3200
        elif per_before in _HOUR_UNITS and (per_after in ("天", "日") or text[start - 1 : start] in ("歇", "休", "息")):
            name = per_after  # 中午歇一个小时,150一天
        if PER.get(per_before or "") == TRIP and (
            per_after in ("人", "个人") or per_person is not None or (fill and _TO_EACH.search(fill))
        ):
            name = "人"  # 一车给90块一个人
        if per_after and per_after not in PER:
            per_after = per_after.removeprefix("个")
            name = per_before or per_after
        if per_person is not None and not name:
            name = "人"
        if name:
            _pay_for(quantity, name, after=per_before is None)
            if per_before == "车" and text[match.end("pu") : match.end("pu") + 1] == "药":
                quantity.unit, quantity.per = "piece", "车"  # 一车药打完给四十
        elif word:
            quantity.unit = _unit_of_word(word)
            quantity.kind = MONEY
            if quantity.unit == "total" and _MONTHLY.search(text, max(0, start - 5), start):
                quantity.unit = "month"  # 月工资合计7500
        if quantity.kind == MONEY:
            quantity.floor = word in _LEAST or (quantity.fill != "" and _AT_LEAST.search(quantity.fill) is not None)
    elif quantity.kind in (LENGTH, PEOPLE, SIZE) and per_before and not word and at > start:
        quantity.start = at if quantity.kind != SIZE else start
    return quantity


# From so many on, nights are hardly told right behind who is wanted.
_NIGHT, _WHO_ENDS, _NO_NIGHTS = frozenset(("晚", "晚上", "夜")), frozenset("工男女"), 4
_A_BRICK = compiled(r"块[一二两三四五六七八九\d](?:[毛角]|分)")
_MONTHLY = compiled(r"(?:月工资|月薪|每月|一个?月|月收入|工资每?月)[: ,是]*$")
_TO_EACH = compiled("一个人|每人|一人|每个人")
_LEAST = frozenset(("不低于", "不少于", "最低", "至少", "最少"))
_AT_LEAST = compiled("不低于|不少于|最低|至少|最少|起码")


def _pay_for(quantity: Quantity, name: str, after: bool) -> None:
    unit, per = PER[name]
    if name == "个":  # 6分钱一个 is a piece, 200一个 a head
        if quantity.low >= 20:
            unit, per = DAY
        if quantity.low >= 1500:  # 煮粉的一个3500
            unit = ""
        if not quantity.money and not after and quantity.low < 20:
            quantity.kind = SIZE
            return
    if quantity.low >= 1500 and (name in ("人", "个人") or name.endswith("班")):
        unit = ""  # 每人三千三; 四个白班一个夜班,都是2200
    quantity.kind, quantity.unit, quantity.per = MONEY, unit, per


def _unit_of_word(word: str) -> str:
    if word[0] in "日天" or word.endswith("天"):
        return "day"
    if word.startswith(("月", "综合", "包月", "底", "无责", "基本")):
        return "month"
    if word.startswith(("时薪", "小时")):
        return "hour"
    if word.startswith("运"):
        return "trip"
    if (
        word.startswith(("包给", "包干"))
        or word.endswith("完")
        or word
        in (
            "总共",
            "一共",
            "共计",
            "合计",
            "总价",
            "包工",
            "全包",
            "全部",
            "一口价",
            "统共",
            "拢共",
            "一总",
            "打包价",
        )
    ):
        return "total"
    return ""


def _by_unit(quantity: Quantity, unit: str, ranged: bool) -> None:
    if unit in PEOPLE_UNITS:
        quantity.kind = PEOPLE if quantity.high <= 500 else SIZE
    elif unit in _LENGTHS:
        if quantity.low > 60:
            return
        quantity.kind = LENGTH
        quantity.low, quantity.high = quantity.low * _LENGTHS[unit], quantity.high * _LENGTHS[unit]
        quantity.unit = unit
    elif unit in _HOUR_UNITS:
        quantity.kind = HOURS
    elif unit in _VEHICLES:
        quantity.kind = LOAD
    else:
        quantity.kind = SIZE


def _wordy(match: re.Match[str], start: int, end: int) -> Quantity | None:
    """俩, 半个月, 几个, 毛五一斤: numbers that are words of their own."""
    if match["short"]:  # 块五 is 1.5, 毛二 is 0.12
        low_high = _sum("一", match["short"] + match["rest"])
        told = Quantity(start, end, start, MONEY, *(low_high or (0.0, 0.0)))
        told.money = True
        _pay_for(told, match["piece"], after=True)
        return told
    if match["few"]:
        word = match["few"]
        days = 30 if word.endswith("月") else 7 if word[-1] in "期拜" else 1
        days *= 2 if word[0] == "俩" else 3
        quantity = Quantity(start, end, start, LENGTH, days, days)
        quantity.unit = word[1:]
        return quantity
    if match["pair"]:
        count = 2 if match["pair"][0] == "俩" else 3
        return Quantity(start, end, start, PEOPLE, count, count)
    if match["half"]:
        word = match["half"]
        if word.endswith("月") or word.endswith("星期"):
            days = 15 if word[0] == "半" else 30 if word.endswith("月") else 7
            return Quantity(start, end, start, LENGTH, days, days)
        quantity = Quantity(start, end, start, SIZE, 0, 0)
        quantity.word = word
        return quantity
    if match["su"] in ("天",):
        return None
    quantity = Quantity(start, end, start, PEOPLE, -1, -1)
    quantity.word = match["su"]
    return quantity
