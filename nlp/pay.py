# ruff: noqa: E501, SIM102 - grammar: lines are not wrapped, one condition a line
"""What one kind of worker is paid, and so what sort of work it is, and its trade by what is around it."""

from __future__ import annotations

from datetime import date

from nlp import rates, wages
from nlp.measures import PER
from nlp.owners import Scored
from nlp.patterns import compiled
from nlp.quantities import BARE, HOURS, LENGTH, MONEY, SIZE, Quantity
from nlp.titles import WEAK
from nlp.types import Kind, Trade, Wage, WageUnit
from nlp.work import Job

# An attribute of an enumeration costs ten times a name.
_GIG, _LONGTERM_KIND = Kind.GIG, Kind.LONGTERM
_DAY, _HOUR, _MONTH, _PIECE, _TOTAL, _TRIP = (
    WageUnit.DAY, WageUnit.HOUR, WageUnit.MONTH, WageUnit.PIECE, WageUnit.TOTAL, WageUnit.TRIP,
)  # fmt: skip
_TRADES = {trade.value: trade for trade in Trade}
LONGTERM = compiled(
    r"长期|长年|长工|包月|月薪|月工资|一个月|每月|/月|月休|单休|双休|上六休一|五险|社保|底薪|全勤|转正|试用期|常年|固定|全职|正式工|住家|离职|综合工资|两班倒|三班倒|倒班|年底双薪|提成|月结|上户"
)


def of(
    text: str, pays: list[Scored], longterm: bool, load: bool, numbers: list[Quantity]
) -> tuple[Wage | None, Quantity | None]:
    """The pay of one group; pay told for each sex apart is their range."""
    if not pays:
        return None, None
    best: Quantity | None = None
    best_score = 0.25
    by_piece = len(pays) > 1 and any(one.unit == "piece" and score > 1 for one, score in pays)
    changed = len(pays) > 1 and _CHANGED.search(text) is not None
    by_trip = load and len(pays) > 1 and any(one.unit == "trip" and score > 1 for one, score in pays)
    half = len(pays) > 1 and "半天" in text and _HALF_ONLY.search(text) is not None
    for one, score in pays:
        value = score - 0.002 * one.start
        if by_trip and one.unit == "piece" and one.per in ("斤", "公斤"):
            value -= 2.0  # 苹果两块三一斤 … 这回一趟5500
        if half and _HALF.search(text, max(0, one.at - 4), one.at):  # 半天六十一天一百一,只要半天的
            value += 3.0
        if (
            by_piece
            and one.unit in ("day", "")
            and (_GUESSED.search(text, max(0, one.start - 14), one.at) or _SURE.match(text, one.end))
        ):
            value -= 2.0
        if changed and _WAS.search(text) and f"{one.low:g}是" in text:
            value -= 2.5  # 16一小时 啊不16是上次 这次17
        if changed and _NOW.search(text, max(0, one.start - 5), one.start):
            value += 2.0
        elif changed and _THEN.search(text, max(0, one.start - 26), one.start):
            value -= 2.0
        if len(pays) > 1 and _AT_FIRST.search(text, max(0, one.at - 12), one.at):
            value -= 2.5  # 试用期3200转正3800
        if value > best_score:
            best, best_score = one, value
    if best is None:
        return None, None
    length = None
    if not best.unit:
        for one in numbers:
            if one.kind != SIZE or one.word not in PER:
                continue
            # The sum is for so many pieces: 一百斤15块, 15元100斤.
            before = one.low >= 10 and 0 <= best.at - one.end <= 2 and not _GOODS_GAP.match(text, one.end)
            holder = _HOLDER.search(text, max(0, one.at - 5), one.at) if before else None
            if holder:  # 一筐40斤给6块
                return Wage(best.low, best.high, WageUnit.PIECE, PER[holder[1]][1]), best
            unit, piece = PER[one.word]
            if unit == "piece" and (before or (one.low >= 50 and one.start == best.end and best.money)):
                return Wage(round(best.low / one.low, 4), round(best.high / one.low, 4), WageUnit.PIECE, piece), best
        for one in numbers:
            if (
                one.kind in (LENGTH, HOURS)
                and 0 <= best.start - one.end <= 2
                and one.high > (1 if one.kind == LENGTH else 0)
            ):
                gap = text[one.end : best.start]
                care = one.kind == LENGTH and 10 <= one.high != 30 and best.low >= 3000 and gap == ","
                if _NO_RUN.search(text, max(0, one.start - 3), one.at):
                    continue  # 一个月休两天2500, 试工三天三千三
                if care or not compiled("[,。\n]").search(gap):
                    length = int(one.high)
                    if one.kind == LENGTH and one.high == 30:
                        length = None
                        longterm = True
    if not best.unit and length is None and (changed or _TAKEN_BACK.search(text, max(0, best.start - 4), best.start)):
        for one in numbers:
            if one.kind == MONEY and one.unit in ("piece", "total", "hour") and 0.5 < best.low / (one.low or 1) < 2:
                return Wage(best.low, best.high, WageUnit(one.unit), one.per), best  # 一袋七分现在八分
            if one.kind == LENGTH and one.high > 1 and one.high != 30 and _as_before(one, best, numbers):
                length = int(one.high)  # 26天8000,加到8800
    if (
        length
        and not best.unit
        and any(one.kind == HOURS and one.high >= 6 and 0 <= best.start - one.end <= 2 for one in numbers)
    ):
        length = None
    if not best.unit and (told := _UNIT_BEHIND.match(text, best.end)):
        unit, per = PER[told[1]]
        return Wage(best.low, best.high, WageUnit(unit), per), best  # 工价是16不是14,每小时
    if not best.unit and not longterm and (far := _FAR_PIECE.match(text, best.end)):
        return Wage(best.low, best.high, WageUnit.PIECE, PER[far[1]][1]), best  # 120至140看路远近一吨
    pay = wages.wage(best, longterm, load, text, length)
    graded = _by_grade(pays) if len(pays) > 1 and pay.unit is _PIECE and not changed else None
    if graded:
        return Wage(*graded, pay.unit, pay.per), best
    sized = _by_size(text, pays, load) if len(pays) > 1 and "大" in text and "小" in text and not changed else None
    if sized:
        return sized, best
    skilled = rates.by_skill(text, pays) if len(pays) > 1 and not best.floor else None
    if skilled:
        return Wage(min(skilled), max(skilled), pay.unit, pay.per), best
    timed = rates.by_time(text, pays) if len(pays) > 1 and pay.unit in (_DAY, _MONTH) else None
    if timed:
        return Wage(*timed, pay.unit, pay.per), best
    apart = _by_sex(text, pays) if len(pays) > 1 and "男" in text and "女" in text else None
    if apart:
        low, high = min(apart), max(apart)
        pay = Wage(low, high, pay.unit, pay.per, pay.floor, apart)
    elif (
        len(pays) > 1
        and pay.unit is _DAY
        and ("女" in text or "男" in text)
        and (both := rates.one_sex(text, pays, best))
    ):
        pay = Wage(*both, pay.unit, pay.per, pay.floor)
    return pay, best


_HALF_ONLY = compiled(r"(?:只|就|光)(?:要|用|需要?|做|干|找)?(?:半天|上午|下午)的?")
_HALF = compiled(r"半天(?:是|给|:|按)?$")
# What a day's work by the piece may come to: 一筐8块,手快一天二三百没问题.
_GUESSED = compiled(
    r"(?:手快|手脚快|手勤|快手|快的|快点|慢的|慢点|熟手|熟练|勤快|麻利|利索|平均|一般|正常|合|折合|算下来|下来|摊下来|差不多|大概|少说|起码|最少|至少|好的话|肯干)(?:的|的话|人|也|都|些|点)*[ ,]?(?:一个人|一人|每人|人均)?(?:一天|每天|一日|日均)?(?:也|都|能|就|可以|可|弄|做|挣|拿|有|到|赚|得|个|下来|合|搞|是| )*$"
)
_SURE = compiled(
    r"(?:块|元|钱|往上|以上|左右|上下|[ ,])*(?:没问题|没得问题|不成问题|莫得问题|问题不大|轻轻松松|轻松|很正常|随便|妥妥|跑不了|跑不脱|不在话下|稳稳|稳的|有得|是有的|能挣|能拿|能摘)"
)
# 放200只羊,3500: the beasts are no measure of the sum.
_GOODS_GAP = compiled("(?![是给按算收共钱])[\u4e00-\u9fa5][, ]")
_NO_RUN = compiled("(?:休|歇|试工|试用|试干|放假|头|前)$")
_UNIT_BEHIND = compiled(r"(?:元|块)?[ ,]?不是[\d.]+(?:元|块)?[ ,]*(?:每|一|按)个?(小时|天|月|斤|亩|筐|箱|棵)")
_HOLDER = compiled(r"[一每1](筐|箱子?|袋子?|蛇皮袋|桶|件|包|捆|篓|篮|担|盘|箩)(?:\(|是|装|大?约|大概)?$")
_FAR_PIECE = compiled(r"看[^\d,。;\n]{1,6}[一每](吨|斤|公斤|亩|筐|箱|件|棵|袋)(?![\d一二两三四五六七八九])")
_NOW = compiled(
    r"(?:现在|如今|今年|眼下|这次|这回|今个|目前|定了|说定|定在|定成|最后|最终|按|算了给|重新定)(?:是|都|给|开|的|定)*$"
)
_WAS = compiled("是(?:上次|上回|以前|去年|旧|老价)")
_CHANGED = compiled(
    r"旧价|老价|本来|原先|起先|开头|原来|以前|之前|先前|去年|往年|上次|涨|定了|说定|定成|我妈说|算了给|加到|最后定"
)


# What is paid at first, before the rate that then holds.
_AT_FIRST = compiled(
    r"(?:试用期?(?:间|内)?|试工期?|试岗期?|实习期?|学徒期?|培训期?|头一?个月|第一个月|[前头][一二两三1-3]个月)(?:的)?(?:工资|底薪|月薪|一个?月|每月|待遇|[给是开拿: ])*$"
)
# What was paid once: 原来请的嫂子干了两年,每月2500.
_THEN = compiled(
    r"(?:本来|原先|起先|开头|原来|以前|之前|先前|去年|往年|上次)(?:(?!现|今年|这|改|涨|加)[^。;\n\d]){4,24}$"
)
_TAKEN_BACK = compiled(r"算了[ ,]*(?:就?给|按)?$|改[成为到]?$|[加涨给提升降减]到了?$")


def _as_before(length: Quantity, best: Quantity, numbers: list[Quantity]) -> bool:
    """Whether a sum taken back stands right behind a length of work."""
    return any(
        one is not best and one.kind == BARE and one.start == length.end and 0.5 < best.low / (one.low or 1) < 2
        for one in numbers
    )


def _by_grade(pays: list[Scored]) -> tuple[float, float] | None:
    """独芽60一斤,一芽一叶25一斤: the range of the prices told for the same piece; None where there is one price."""
    sums = [one for one, score in pays if score >= 2.0 and one.unit == "piece"]
    if (
        len(sums) < 2
        or len({one.per for one in sums}) > 1
        or len(sums) < len([1 for _one, score in pays if score >= 2])
    ):
        return None
    return min(one.low for one in sums), max(one.high for one in sums)


_SIZED = compiled(
    r"大(?:点)?的?(?P<t>[\u4e00-\u9fa5]{0,2}?)(?:一[个天]|每[个天]|给|是|按|:)?[ ,]?$|小(?:点)?的?(?P<u>[\u4e00-\u9fa5]{0,2}?)(?:一[个天]|每[个天]|给|是|按|:)?[ ,]?$"
)
_BY_PIECE = compiled(r"按(个|棵|棚|亩|筐|箱|袋|条|件|间|桶|捆|车)算")


def _by_size(text: str, pays: list[Scored], load: bool) -> Wage | None:
    """The range of what is paid for big ones and for small ones (大的棚两百小的棚一百五); None where not so told."""
    told: dict[str, Quantity] = {}
    thing = ""
    for one, score in pays:
        found = _SIZED.search(text, max(0, one.at - 7), one.at) if score > 0.1 else None
        if found and not _SKILLED_SIZE.match(found["t"] or found["u"] or ""):
            told.setdefault(found[0][0], one)
            thing = thing or found["t"] or found["u"] or ""
    if set(told) != {"大", "小"}:
        return None
    big, small = told["大"], told["小"]
    counted = _BY_PIECE.search(text)
    unit, per = PER.get(thing, ("", None))
    if counted:
        unit, per = "piece", counted[1]
    elif thing == "棚":
        unit, per = "piece", thing
    if not unit:
        unit, per = (big.unit or small.unit or ("trip" if load else "day")), big.per or small.per
    return Wage(min(small.low, big.low), max(small.high, big.high), WageUnit(unit), per)


_SKILLED_SIZE = compiled("工|师|车|货|货车|厨|姐|嫂|妈|伙")


_MAN = compiled(r"男(?:的|工|劳力|士|生)?(?:一天|每天|每人|一个|是|:| |工资|日薪|给|\d+个?[人名]?)*$")
_WOMAN = compiled(r"(?:女(?:的|工|劳力|士|生)?|妇女)(?:一天|每天|每人|一个|是|:| |工资|日薪|给|\d+个?[人名]?)*$")


def _by_sex(text: str, pays: list[Scored]) -> tuple[float, float] | None:
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
    (compiled(r"理发|美发|美容|美甲|汽修|修车|修理"), Trade.OTHER),
    (
        compiled(
            r"茶饮|奶茶|饮品|咖啡|甜品|冷饮|饭店|餐馆|餐厅|粥店|面馆|火锅|后厨|厨房|食堂|烧烤|烤鱼|烤肉|串串|酒楼|餐厅|小吃|粉店|农家乐|酒席|早餐|饺子|羊肉馆|羊汤|大排档"
        ),
        Trade.CATERING,
    ),
    (compiled(r"渠|农田项目|项目部|混凝土|工地|盖房|建房|装修|施工|挡墙|水泥|砌"), Trade.CONSTRUCTION),
    (compiled(r"厂|车间|流水线"), Trade.FACTORY),
    (compiled(r"超市|商场|商店|服装店|传单"), Trade.RETAIL),
    (compiled(r"果园|苹果|地里|大棚|基地|菜地"), Trade.FIELD),
)


MACHINE = compiled(
    r"(?:谁|哪个|哪家|有没有人?|哪位)(?:家里?)?有(?:大|小)?(?:收割机|旋耕机|微耕机|挖机|挖掘机|打药机|播种机|插秧机|无人机)(?![^ ,。;\n]{0,3}(?:借|卖|配件))|(?:收割机|旋耕机|挖机|挖掘机|打药机|播种机|采收机|插秧机)[一两二三四五\d]{1,2}[台架部](?![^ ,。;\n]{0,3}(?:坏|旧|出租))|(?:收割机|机子|旋耕机|挖机|挖掘机|铲车|吊车|打药机|拖拉机|播种机|采收机|无人机|钩机)[^ ,。;\n]{0,3}(?:有没有|有吗|有没|连人|带(?:司机|人|师傅|机手))|(?:谁|哪个|有人)会(?:开|操作)(?:微耕机|旋耕机|打药机|拖拉机|收割机|挖机|播种机)|(?:有|会开|带)(?:自己的)?(?:微耕机|旋耕机|打药机|拖拉机|收割机|无人机|挖机|旋播机|播种机)的"
    r"|(?:[要找请雇叫](?:个|台|一台|架|辆)?)(?:大)?(?:收割机|旋耕机|挖机|挖掘机|铲车|吊车|打药机|拖拉机|播种机|采收机|无人机|钩机)(?!师傅|司机|手)"
)


_ELDER = compiled(
    r"给(?:[^ ,。\n]{0,6})(?:老人|老父亲|老母亲|老太太|老爷子|老汉|我妈|我爸|父亲|母亲|孩子|娃|爷爷|奶奶|产妇)"
)
_HALL = compiled(r"寿宴|喜宴|过寿|祝寿|周年|办席|酒席|办酒|满月|端盘|敬老院|养老院|食堂|幼儿园|学校|饭店|酒店|工地")


_POND, _GROUNDS = compiled("养殖|[鱼虾蟹鳖]|海水|网箱"), compiled("[园塘林地棚场山]$")
_FEEDS = compiled("喂(?:料|食|鱼|虾|猪|鸡|鸭|鹅|牛|羊|兔|蟹|螺)|投(?:料|食|喂)")
_WORKS = compiled(r"(?<!工)厂(?![房里])[^\n]{0,40}(?:招|聘)|制品厂|加工厂|包装厂|纸箱厂|食品厂|饲料厂|药厂")
_COOK = compiled(r"做饭|煮饭|烧饭|炒菜")
_INN = compiled(
    r"客栈|民宿|农家乐|饭店|酒店|餐馆|工地|厂|食堂|学校|公司|基地|托管|幼儿|幼托|辅导班|培训|项目部|工程队|施工队|冷库|果库|合作社|农场|猪场|鸡场|驾校|工队|营地"
)


_REPAIRS = compiled(r"大修|检修|维修|扩建|新建|改造|安装|架子工|钢筋|模板|砌|外墙|工程队|施工")
_SHOP_HANDS = frozenset(("店员", "营业员", "店助", "店长"))
_DRINKS = compiled("咖啡|奶茶|茶饮|饮品|甜品|冷饮|炸鸡|汉堡|面馆|饭店|餐厅|早餐店|小吃")
_EATERY = compiled(r"海鲜店|饭店|酒店|餐馆|大排档|农家乐|酒楼|餐厅|饭庄")


def _around(text: str) -> Trade | None:
    """The trade that the words around a title tell of."""
    return next((around for pattern, around in _CONTEXT if pattern.search(text)), None)


def trade(job: Job | None, sort: Kind, text: str, place: str | None) -> Trade:
    """The trade of the job; a title that says little (打杂, 临时工) takes that of what is around it."""
    if job is None:
        return Trade.OTHER
    if job.trade in ("cleaning", "catering") and not job.title and _ELDER.search(text) and not _HALL.search(text):
        return Trade.DOMESTIC
    if job.words.startswith(("看护", "看管")) and _GROUNDS.search(text, max(0, job.start - 1), job.start):
        return Trade.SECURITY  # 芒果园看护工
    if (job.trade == "security" and not job.title and _FEEDS.search(text)) or (
        job.trade == "cleaning" and "池" in job.words and _POND.search(text)
    ):
        return Trade.LIVESTOCK  # 看塘喂料
    if job.trade == "factory" and job.words.startswith(("杀鱼", "杀鸡")) and _EATERY.search(text):
        return Trade.CATERING
    if job.trade == "domestic" and _COOK.search(job.words) and _INN.search(text):
        return Trade.CATERING
    if job.trade == "retail" and job.words in _SHOP_HANDS and _DRINKS.search(text):
        return Trade.CATERING
    if job.words in ("学徒", "学徒工", "打杂") and (around := _around(text)):
        return around
    if job.trade in ("field", "picking") and "机" in text and MACHINE.search(text):
        return Trade.DRIVING
    if job.words in ("女工", "男工", "工人"):
        return _around(text) or Trade.OTHER
    if job.trade == "other" and job.title and sort is _LONGTERM_KIND and _WORKS.search(text):
        return Trade.FACTORY
    if job.trade == "packing" and sort is _LONGTERM_KIND and place and place.endswith("厂"):
        return Trade.FACTORY
    if job.words.endswith(("技工", "普工")) and compiled(
        r"渠|农田项目|项目部|工地|混凝土|施工|挡墙|修路|盖房|建房|架子工|钢筋工|检修"
    ).search(text):
        if not compiled(r"[厂]|车间|流水线").search(text):
            return Trade.CONSTRUCTION
    if job.trade == "construction" and job.title and place and place.endswith("厂") and not _REPAIRS.search(text):
        return Trade.FACTORY
    if (
        job.trade == "catering"
        and (not job.title or job.words in WEAK)
        and place
        and place.endswith(("厂", "坊", "加工点", "车间"))
    ):
        return Trade.FACTORY
    if job.words in WEAK and (job.trade == "other" or job.words.endswith(("假工", "期工", "学生工"))):
        around = _around(text)
        if around:
            return around
    if job.words[0] in "拉扛背抬" and text.startswith(("上车", "装车"), job.end):
        return Trade.LOADING  # 拉盐包上车
    if job.trade == "freight":  # a load's words, but people are wanted
        return Trade.LOADING if compiled("装|卸|搬").search(text) else Trade.DRIVING
    return _TRADES[job.trade]


_FOR_LONG = compiled("长期(?:干|工|招|稳定|做)|招长期|长期有活干|长期(?=[ ,。;!\n]|$)|[长常]年(?:干|做|要|招|有活)")
_POSTS = ("司机", "厨师", "面点师", "店员", "电工", "技术员", "机修工", "维修工")
_LONG_TITLES = frozenset(("security", "office", "retail", "factory", "domestic"))


def kind(
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
