# ruff: noqa: E501, SIM102 - grammar: lines are not wrapped, one condition a line
"""The trade of a work, by its words and by what is around it."""

from __future__ import annotations

from nlp.patterns import compiled
from nlp.titles import WEAK
from nlp.types import Kind, Trade
from nlp.work import Job

_LONGTERM_KIND = Kind.LONGTERM
_TRADES = {trade.value: trade for trade in Trade}
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


def of(job: Job | None, sort: Kind, text: str, place: str | None) -> Trade:
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
