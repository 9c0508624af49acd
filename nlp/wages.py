# ruff: noqa: E501, SIM102 - grammar: lines are not wrapped, one condition a line
"""Which of the numbers is the pay, and what it is paid for."""

from __future__ import annotations

from nlp.patterns import compiled
from nlp.quantities import BARE, HALF_DAY, MONEY, Quantity
from nlp.types import Wage, WageUnit

# Sums that are no pay: prices, fares, bonuses, overtime, deposits, and what a broker takes of it.
_NOT_PAY = compiled(
    r"(?:(?:的|者|另|外|多|各|每人|话|则)加|(?<![工单薪])价[格钱]?(?:都|今年|也|才|太|这么|不)*(?:行|好|低|高|贱|便宜|跌|涨|垮|上来)(?:得很|了|下来)?[ ,]*|(?:别人家?|别家|别个家?|人家|外面|隔壁|旁边|街上|市面上?|行情|其他家|其它家)(?:都|是|那|里|的)*|份子钱?|另提|再提|(?:别人家?|别家|别个家?|人家|外面|隔壁|旁边|街上)(?:都|只|才|一天)?(?:给|是|开|出)|加班(?:费|另外|另|(?:另算|另加|另计|另给|另外算)[ ,]?|每小时|一小时|一个小时|再加|加)?|(?<![误务用]工)(?<!劳务)补贴|(?<![误务用]工)(?<!劳务)补助|话补|餐补|饭补|车补|房补|全勤奖?|奖金|奖励|红包|押金|定金|订金|保证金|车费|路费|油费|运费另|地头价|收购价|市场价|批发价|卖|售价|价值|单价表|市价|行情|罚款|扣|提成|提点|另加|外加|再加|额外|夜班加|夜班补|晚上加班|超产|超出|超过|每超|满勤|工龄|高温|餐标|伙食标准|门票|房租|租金|学费|体检费?|报名费|中介费|服装费|介绍费|试工|试岗|开口要|学的时候|(?:学习|培训)(?:期间?|的时候)|之前|以前|去年|原来|上次|昨天|往年|年终|生日|赔|欠|每天补|补|交|缴|先收|收|买|涨价|抽(?:成|头|水|取|走|你们?|工人|大家|人头)?|(?:我|带[队班头工]的?|领队的?|中介|经纪人|介绍人|工头)(?:要|得)?(?:(?:从中|中间|从里头|从每人)?(?:抽|提|扣|拿|留|赚)|从?(?:一个?人|每个?人|每个?工|人头)(?:头上|身上)?(?:抽|提|扣|拿|留|挣|赚|得|要))|(?:一个?人|每个?人|每个?工|人头)(?:再|另外|得|要)?(?:给|付)(?:我|带[队班头工]的?|领队的?|中介|经纪人|介绍人|工头)|利润|投资|贷款|国家|政府|定额|按照|桌)(?:是|要|给|每|有|为|:| |一|天|的话|的|都|才|算|只|[就到])*$"
)
_NOT_PAY_AFTER = compiled(
    r"(?:的?(?:押金|定金|订金|补贴|补助|奖金|奖励|提成(?![另加外])|话费|路费|车费|餐补|全勤|油费|的料|块料|平米?的|万起|起售))|补助|那?是?(?:收购|市场|批发|地头|卖)价|是(?:上次|上回|以前|之前|去年|昨天|旧)"
)
_SETTLED = compiled(r"(?:就|那就|还是|按)(?:按|给|算)?$")
_TAKEN = compiled(
    r"抽|给我|给带[队班头工]|我(?:[每一]个?人)?(?:拿|留|提|扣|赚|挣|得)|[人工](?:头上|身上)?(?:留|提|扣)"
)  # 每人我抽10块
_CARRIED = compiled(r"能|挣|赚|弄|做得到|摘|包|搞|采收|可以拿|收入")
_NO_WAGE_AFTER = compiled(
    r" ?(?:[a-zA-Z%℃°]|[块]?砖|楼|号|路(?!远|近|程|费|途|口|上|边|不|烂|滑|好|难|太)|度|伏|瓦|岁|级|点|人|个|名|位|桌|吨|亩|斤|棵|公里|里|米|平|件|筐|箱|只|头|袋|辆|台|车(?![接送])|天(?!天)|月(?!休|结|薪)|年(?!底|终|龄|纪|轻|前|后)|届|层|栋|次|期|后(?!一[样个种]|者|面|厨|勤|天|院|山|半夜|晌)|多[人个]|床|间|组|类|种|寸|码)"
)
_EARNED = frozenset("能挣赚弄摘采")
# Calling an enumeration costs ten times a look into a table.
_UNITS = {unit.value: unit for unit in WageUnit}
_WHEN_DONE = compiled(
    r"(?<![说讲谈定量最])(?![们你您家位]好)[\u4e00-\u9fa5][完好](?:了|就|后|全部|一共|总共|一把|一次|,)*(?:给|开|付|得)$"
)
_FOR_ALL_OF_IT = compiled(
    r"[ ,]*你们(?:俩|仨|几个|自己|大家)?(?:平|自己)?分|包干|全包|大家分|你们(?:[俩仨几自][个己]?)?分|平分|自己分|总共(?!(?:要|招|来|找|需要?|得)?[\d一二两三四五六七八九十]+(?:天|个|人|名))|一起"
)
_BASES = frozenset(("底薪", "基本工资", "保底", "保底工资"))
_A_YEAR = compiled(r"(?:一年|每年|年薪|全年|1年)[:是给]?$")
_SHARED = compiled(r"大家分|你们分|平分|自己分")
_MADE = compiled("(?:能|可以)(?:出|做|弄|装|砌|摆|编|包|切|码|套|摘|砍)$")
_SHARES = compiled("[一二三四五][五六七八九]分|[六七八九][一二三四]分")
_BY_CONTRACT = compiled(r"包工(?![头地资钱队程])|包干|包圆|清包|整包|一把包|包下来")
_INDEX = compiled(r"[、.)．](?!\d)")


def score(quantity: Quantity, text: str) -> float:
    """How likely the number is the pay: 0 where it cannot be, up to 4."""
    before = text[max(0, quantity.start - 7) : quantity.start]
    after = text[quantity.end : quantity.end + 5]
    if quantity.kind == MONEY:
        if text[quantity.end - 1] == "分" and _SHARES.fullmatch(text, max(0, quantity.end - 3), quantity.end):
            return 0.0  # 四六分
        value = 3.0 if quantity.unit else 2.0
        if quantity.word in ("底薪", "保底", "基本工资", "保底工资"):
            value += 1.0
        if quantity.money:
            value += 0.5
        if quantity.word.endswith(("全天", "整天")):
            value += 1.0  # 半天80,全天150
        elif quantity.word == HALF_DAY:
            value -= 0.3  # 半天80一天150
        if after[:1] == "吧" and _SETTLED.search(before):
            value += 1.0  # 就2800吧
        if quantity.at - quantity.start > 1 and _TAKEN.search(text, max(0, quantity.start - 1), quantity.at):
            return 0.0
        if quantity.fill and _CARRIED.search(quantity.fill):
            value -= 1.7
        elif not _EARNED.isdisjoint(before[-3:]):
            value -= 1.2
        if quantity.low <= 0 or quantity.high > 100000:
            return 0.0
        if (quantity.unit == "day" and quantity.high < 10) or (
            quantity.unit == "month" and quantity.high < 300 and quantity.word not in _BASES
        ):
            return 0.0
        if (before and not (quantity.word and before[-1] in " ,。;") and _NOT_PAY.search(before)) or (
            not quantity.tail.endswith("+") and _NOT_PAY_AFTER.match(after)
        ):
            return 0.0
        if not quantity.unit and quantity.high < 10 and before[-1:] in tuple("栽种割插锄挖砍犁"):
            return 0.0  # 明天栽三块
        if (
            not quantity.unit
            and quantity.high >= 100
            and before[-1:] in ("砖", "瓦")
            and "块" in text[quantity.at : quantity.end]
        ):
            return 0.0  # 红砖两千块,每块一毛八
        if quantity.unit == "trip" and not quantity.money and quantity.high < 10:
            return 0.0  # 又加一车 现在一共四辆
        if quantity.unit == "trip" and not quantity.money and compiled(r"车").match(after):
            return 0.3
        if quantity.tail and "多" in quantity.tail and quantity.unit == "piece" and not quantity.money:
            return 0.5
        return value
    if quantity.kind == BARE:
        if text[quantity.at : quantity.end] in ("百", "千", "万"):
            return 0.0  # 老百姓, 百货
        if not 20 <= quantity.low <= 60000 or quantity.low != int(quantity.low):
            return 0.0
        if _NO_WAGE_AFTER.match(after) and not compiled(r" ?(?:一?人|每人|一个人)(?!数)").match(after):
            if not compiled(r" (?:[一二两三四五六七八九十\d]+)?(?:个|人|名|位)").match(after):
                return 0.0
        if _NOT_PAY.search(before) or (not quantity.tail.endswith("+") and _NOT_PAY_AFTER.match(after)):
            return 0.0
        if _MADE.search(before):
            return 0.0  # 一晚上能出一万
        if quantity.high < 100 and before.endswith(("今年", "虚岁", "周岁", "年纪", "岁数")):
            return 0.0  # 我妈今年七十八
        if _INDEX.match(after) and quantity.low < 20:
            return 0.0
        if before[-1:].isascii() and before[-1:].isalpha():
            return 0.0
        if quantity.low < 50:
            return 0.6 if compiled(r"[价钱资给]|时薪|计时|平").search(before[-3:]) else 0.2
        value = 1.4
        if compiled(r"(?:[价钱资给开工的]|男|女|大工|小工|师傅|人)[: ]*$").search(before):
            value += 0.4
        if after[:1] == "吧" and _SETTLED.search(before):
            value += 2.5
        if 1900 <= quantity.low <= 2100 and after[:1] == "年":
            return 0.0
        return value
    return 0.0


def wage(quantity: Quantity, longterm: bool, freight: bool, text: str, length: int | None = None) -> Wage:
    """The pay that a number tells. A sum with no unit is for a day; in a permanent post, or from 1,500, for a month."""
    unit, per = quantity.unit, quantity.per
    low, high = quantity.low, quantity.high
    if unit != "piece" and _FOR_ALL_OF_IT.match(text, quantity.end):
        unit, per = "total", None
    if not unit and low >= 6000 and _A_YEAR.search(text, max(0, quantity.start - 5), quantity.at):
        unit = "total"  # 一年三万六
    if not unit and not longterm and low >= 100 and _WHEN_DONE.search(text, max(0, quantity.start - 7), quantity.at):
        unit = "total"  # 卸完给360
    if not unit and not longterm and low >= 200 and not freight and _BY_CONTRACT.search(text):
        unit = "total"  # 刷墙包工,两间房800块
    if not unit or (unit == "month" and quantity.word in ("底薪", "基本工资") and low < 500):
        if freight:
            unit = "trip"
        elif length and not (length == 1 and low >= 1500):  # 一天四小时,1600
            unit = "total"
        elif low >= 1500 or (longterm and low >= 800):
            unit = "month"
        elif low < 10:
            unit, per = "piece", "个" if "套袋" in text else None
        else:
            unit = "day"
    if unit == "month" and low < 800 and not longterm and quantity.word and not quantity.word.startswith("月"):
        unit = "day"
    if unit == "day" and freight and quantity.per is None and not quantity.unit:
        unit = "trip"
    if unit == "trip" and not freight and not longterm and _SHARED.search(text):
        unit = "total"
    if unit == "piece" and per is None:
        per = "斤" if low < 10 else "件"
    if low > high:
        low, high = high, low
    return Wage(low, high, _UNITS[unit], per, quantity.floor)
