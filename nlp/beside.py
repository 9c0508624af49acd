# ruff: noqa: E501 - a line of grammar is not wrapped
"""What stands right behind a place's name and says where in it: 西解村果园东边, 福塘村二队瓜棚, 小渠社区后沟."""

from __future__ import annotations

from bisect import bisect_left

from nlp.lexicon import FACILITY
from nlp.patterns import compiled
from nlp.places import BOUNDARY
from nlp.rules import Spot

# What ends a firm, a farm, a house of the public: enough by itself.
FIRM = (
    r"(?:公司|集团|合作社|基地|中心|大厦|酒店|宾馆|饭店|酒楼|民宿|客栈|山庄|庄园|农庄|农家乐|超市|市场|商场|商城|广场|景区|景点|学校|小学|中学|初中|高中|幼儿园|医院|卫生院|卫生室|敬老院|养老院"
    r"|小区|公寓|食堂|车间|工地|驾校|物业|网点|快递点|服务站|服务区|加油站|收费站|收购[站点]|加工点|物流[园点]|工业[园区]|产业园|开发区|产业园|[菜牛羊猪鱼花]市|夜市|(?:果|商|瓜|渔|粮|菜|车|油|洋|种)行|大舞台|戏台|戏楼"
    r"|小吃城|美食城|建材城|家具城|汽车城|盐田|橡胶林|胶林|槟榔林|杉木林|竹林|党群中心|村委会?|大队部?|村部|文化站|电商点|代办点|营业点|门市部?|专业户|养殖小区|火锅|烧烤|泡馍|羊汤|羊肉馆"
    r"|[老新旧]楼|[厂店场园棚塘库馆祠庙坊院铺站窑房](?![主员长家门方区地子房工里]))"
)
TAIL = r"(?:[内外妇儿骨]+[一二三四五]?科(?:住院部|病房)?|院内|院里|大楼|大院|大门口|门口|门前|门外|跟前|对面|斜对面|对门|斜对门|隔壁|旁边?|附近|周边|后头|后面|后边|后院|后门|前头|前面|里头|里面|边上|楼下|楼上|楼顶|脚下|背后|路口|入口|出口|[东西南北][门边头侧]|[里内边口下脚顶]|上(?!车|班|货)|\d+号|[一二三四五六七八九十\d]+楼|[a-zA-Z一二三四五六七八九十\d]+[栋区座号](?:楼|棚|院)?|住院部|工地|停车场|那[片块边段](?:地|路)?)"
# What says where only as the last of its words: 后沟, 东风路, 二队, 坡上, 那片地.
_SPOT = (
    r"(?:[东西南北前后上下大小阳阴半山老新里外][山坡沟岭坪湾塬梁滩洼边角街巷组寨头]|[一二三四五六七八九十\d]+[组队社区期栋院]|[\d一二三四五六七八九十]+号(?:楼|院|棚)?(?:[一二三四五\d]+(?:单元|楼))?|[\u4e00-\u9fa5]{1,4}(?:路|大道|街|巷|胡同)(?:[\d一二三四五六七八九十]+号)?"
    r"|[\u4e00-\u9fa5](?<![一二三四五六七八九十\d上下盖新老旧住])[\u4e00-\u9fa5](?<![一二三四五六七八九十\d上下盖新老旧])楼|[河江海湖塘沟渠库路井桥][边头岸]|[山坡岭塬崖顶]上|沟里|滩里|[\u4e00-\u9fa5]{1,3}(?:底下|脚下|下头)|山[脚底顶](?:下)?|场坝|坝[头坝上子]|地头|田[头边坝]|[瓜菜果蔗烟花豆茶药坟荒坡苗葱蒜椒麻桑棉][地田]|[\u4e00-\u9fa5]{2}地|稻田|秧田|那[片块边段](?:地|路|坡)|(?:进|出|上|通)[村山寨镇](?:的)?(?:那[段条])?路|果树地|集上|场上|渡口|[\u4e00-\u9fa5]{1,3}[沟湾坪岭寨凹垴塬]|码头|村口|寨[门子]口?|大?[榕槐柳樟枫黄][树葛](?:下|底下|脚)?|水[井塔]边?|岔路口|坝坝头?)"
)
_GLUE = compiled(r"(?:[)] ?|新开的?|附近的?|这边的?|那边的?|那里的?|这里的?|里面的?|改(?=民宿|农家|客栈|饭店)|的| )*")
_WITH_FIRM = compiled(
    rf"(?:[\u4e00-\u9fa5a-zA-Z\d]{{0,10}}){FIRM}{TAIL}*(?:的?[\u4e00-\u9fa5]{{0,4}}?(?:{FIRM}|小区|那[片块]地|工地){TAIL}*)?"
)
_WITH_SPOT = compiled(rf"(?:[\u4e00-\u9fa5a-zA-Z\d]{{0,8}}?){_SPOT}{TAIL}*$")
_STOP = frozenset(
    "要招请找来缺去从我的是给让急在到摘套采卸装搬打收管包供每有个名人位元块点需聘往由用做会能把被想得和与这起住男女没不还也就摆今因俺咱帮喊叫寻雇拉修砌盖建贴铺刷拆割挖种栽开坐"
)
_NUMERALS = frozenset("0123456789一二两三四五六七八九十百千几")
_ACRES = compiled(r"[\d一二两三四五六七八九十百千几]{1,5}(?:来|多)?亩")
# The same in a name at the head of a clause.
STOPPED = compiled(
    r"[住睡吃饭有管包是的给让在到每个名位块得和与这男没不还也就俺咱帮我]|(?<!圣)女|^.?(?:[要招请找缺喊雇]|联系)"
)
# What looks like a place and is a way or a deed: 进场, 修路, 入库, 本店.
_NO_PLACE = compiled(
    r"(?:[进开到现下出入建清干拆搭盖扣上修看守本该各老做当收晒摆封转换返离冬扫客套住楼建盖瓦平][厂店场园棚塘库馆院铺站坊窑房]|某[\u4e00-\u9fa5]+|(?:水|排水|臭水|开|挖)沟|[\u4e00-\u9fa5]?护坡|[修铺走护扫占平养]路|公路|马路|路边|土地|场地|空地|工地上|旱地|水田|水地|坡地|天地|[两三四五六七八九十几]条?[街路]|逛街|大街|水沟|排水沟|种地|下地|犁地|翻地|田边|[\d一二三四五六七八九十]+[个名人]?[组队]|大队|下边|上边|里边|外边|这边|那边|上头|后头|里头|前头)$"
)
# A work whose words begin the name of a house: 绣花厂, 早餐店, 代驾公司.
FOLLOWED = compiled(r"(?:旁|附近|隔壁|对面|后|前|里的|那|[\u4e00-\u9fa5]{0,2}(?:厂|店|棚|园|场|库|基地|合作社))")
HOUSE_AFTER = compiled(
    r"(?:点(?=[要招请缺找 ,。的]|$)|厂(?![家房区长])|店(?![员长里])|坊|馆|公司|车间|基地|合作社|培训|中心|工坊|队部)"
)


def find(clean: str, at: int, spots: list[Spot], jobs: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The stretch right behind `at` that says where in the place named; None where something else follows.

    `clean` is the text with dates, clocks, names and phones blanked.
    """
    glued = _GLUE.match(clean, at)
    begin = glued.end() if glued else at
    run = clean[begin : _run_end(clean, begin, spots, jobs)]
    if not run:
        return None
    firm = _WITH_FIRM.match(run)
    spot = _WITH_SPOT.match(run)
    best = max((found.end() for found in (firm, spot) if found), default=0)
    words = run[:best].rstrip()
    if len(words) < 2 or _NO_PLACE.fullmatch(words):
        return None
    return begin, begin + len(words)


def _run_end(clean: str, begin: int, spots: list[Spot], jobs: list[tuple[int, int]]) -> int:
    """How far a place's words can reach: to a break, a word that opens a clause, or a work."""
    near = spots[bisect_left(spots, (begin,)) : bisect_left(spots, (begin + 16,))]  # spots stand in order
    houses = {one[0]: one[1] for one in near if one[2] and one[2][0] is FACILITY}
    walls = {start for start, end in jobs if begin <= start < begin + 16 and not HOUSE_AFTER.match(clean, end)}
    at = begin
    while at < len(clean) and at - begin < 14:
        if at in houses and at not in walls:
            at = houses[at]
            continue
        letter = clean[at]
        if letter in _NUMERALS and _ACRES.match(clean, at):
            break  # 香蕉地三百亩
        if letter in BOUNDARY or at in walls or (at > begin + 1 and clean[at - 2 : at] in ("本人", "电话", "集合")):
            break
        if (
            letter in _STOP
            and clean[at - 1 : at + 1] not in ("那块", "那个")
            and not (letter == "的" and at > begin and clean[at - 1] in "边面壁近旁头门上下里后前")
        ):
            break
        at += 1
    return at
