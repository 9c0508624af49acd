# ruff: noqa: E501 - a line of grammar is not wrapped
"""Benefits said around their word (住的有板房, 镰刀我有, 开水管够, 车费来回补20): what is given, and who gives it."""

from __future__ import annotations

from nlp.patterns import compiled
from nlp.types import Benefit

_H = r"[\u4e00-\u9fa5]"
_Y = r"(?:(?![不没无自别])[\u4e00-\u9fa5])"  # nothing that denies
_END = r"(?=[ ,.。;!?\n、()■\d]|$)"
_GIVER = r"(?:由)?(?:我们?家?|俺们?家?|咱|我方|主家|东家|老板|果园|基地|公司|场里|厂里|工地|园里|队里|这边|这里|合作社|家里|屋里)"
_HOUSES = r"(?:基地|山上|船上|值班室|草寮|草棚|瓜棚|旧?学校|村部|民房|板房|工棚|帐篷|平房|瓦房|单间|楼房|棚里|宿舍|活动房|集装箱|营地|项目部|招待所|旅社|旅馆|工地|厂里|场里|店里|猪场|鸡场|门房|库房|仓库|塘边|园里)"
_RULES = (
    (
        Benefit.LODGING,
        frozenset("住睡"),
        rf"(?<![不没无居])(?:住|睡)(?:在|到|的是)?(?!院|户|址|宅|建)(?:{_H}{{0,2}}){_HOUSES}"
        rf"|(?:有|给|安排){_H}{{0,3}}?(?:帐篷|瓦房|平房|板房|单间|宿舍|房间|床位|工棚|住处|地方|房子|床)(?:可以|能|给|随便)?{_H}{{0,2}}?住"
        rf"|(?<![不没无])住(?:的地方|的房子|的话|的|宿|处|房)?{_Y}{{0,5}}?(?:有(?![限人点])|不要钱|不花钱|不收钱|不用钱|免费|{_GIVER}(?:包|管|出|安排|解决)|给安排|能安排)"
        rf"|住房{_Y}{{0,4}}免|住村里(?:的)?(?:活动室|村部|老屋)?|住公棚|(?:房子|老屋|空房)(?:也)?(?:可以|能|给|随便|免费|让)(?:给)?(?:你们|大家)?住",
    ),
    (
        Benefit.MEALS,
        frozenset("饭食吃肉面米酒席菜饺"),
        rf"(?<![自不])(?:饭|饭菜|伙食|吃的|吃饭|三顿|两顿|三餐|两餐)(?:都|全|也)?(?:{_GIVER}(?:包|管|出|供|负责|解决)|不要钱|不收钱|免费|管饱|管够|随便吃|随我家|跟我家|随主家|跟主家|在我家|在主家|在我屋)"
        rf"|饭(?:都)?是(?:包|管)的|(?:煮饭|做饭)给(?:你们|大家)吃|饭(?:都)?在(?:学校|食堂|厂里|我家|主家|工地|场里|店里){_Y}{{0,2}}吃|都管吃{_END}|肉(?:管饱|随便吃|管够)|(?<!不)管(?:吃)?(?:杀猪菜|杀猪饭|酒席|席|饱(?!证)|面(?=[ ,。])|饺子|羊汤|羊肉|米线)|(?<!不)包(?:席|饺子吃)|(?<!不)送饭(?!员|工|的|到桌)",
    ),
    (
        Benefit.LUNCH,
        frozenset("中午晌"),
        rf"(?:中午|晌午)(?:饭)?(?:统一|都|就|还|会|我们|我|在{_H}{{1,3}}里?|在{_H}{{1,2}}上)*(?:吃(?!完|了|过|饭自|自)|有{_H}{{0,4}}(?:饭|面|粉|菜)|{_H}{{0,5}}(?:饭|面|盒饭)(?:都)?有|{_GIVER}?(?:管饭|管|包)(?!住)){_END}"
        rf"|(?:待遇|福利|提供)[^。;\n]{{0,14}}(?:午餐|午饭|中餐|工作午餐)|(?:午饭|午餐|中饭|中餐|晌午饭)(?:由)?(?:{_Y}{{0,3}})(?:提供|包|管(?!理)|出|负责)",
    ),
    (
        Benefit.WATER,
        frozenset("水茶汤"),
        rf"(?<![自带不没])(?:开水|茶水|矿泉水|凉茶|绿豆汤|冰水|凉水|水(?!电|泥|稻|果|管|费|平|库))(?:都|也)?(?:管够|有{_END}|够{_END}|{_GIVER}(?:出|包|备|管|供)|随便喝|免费|备好|都备|都有)|(?<!不)送水(?!工|员|泥|的|到)|喝的水{_Y}{{0,2}}有|给{_H}{{0,3}}水喝|给瓶水",
    ),
    (
        Benefit.TRANSPORT,
        frozenset("车费路"),
        rf"坐(?!自|公交|你){_H}{{0,6}}?(?:的)?(?:大巴|中巴|面包车?|皮卡|三轮车?|客车|货车|车)(?:去|来|走|过去|{_END})|(?<![有没你您自面])车(?:子)?{_H}{{0,8}}?(?:来接|去接|等起|等你|等大家|接人|接起|早晚接送|准时接)|(?<!自驾)车(?:从|在|停){_H}{{2,8}}(?:拉|走|出发|等|接)|(?:油费|路费|车费|车票|来回车)(?!自){_H}{{0,3}}?(?:报销|全报|包|补|{_GIVER}(?:出|买|包|报|掏))|(?<!不)(?:给|能)?报油[钱费]|油钱{_Y}{{0,2}}报|统一(?:乘车|坐车|派车|发车)|大巴{_H}{{0,2}}(?:送|接)|(?<=[■点半刻分])出车|车(?:三|两|二|一|\d)(?:台|辆|部){_H}{{0,3}}■?{_H}{{0,4}}出发|(?<=[■点半刻分0-9])车到{_H}{{1,5}}{_END}|车到{_H}{{1,5}}接|等那个{_H}{{0,3}}车",
    ),
    (
        Benefit.TOOLS,
        frozenset("具刀锯锄套绳桶灯罩衣鞋机筐篮梯料膜镰剪架锹镐"),
        rf"(?<!自带)(?<!自备)(?<!自己带)(?:工具|剪刀|剪子|采果剪|锯子|锯|镰刀|柴刀|砍刀|锄头|铁锹|手套|绳子|绳|瓦刀|灰桶|涂料|头灯|口罩|雨衣|雨鞋|水鞋|药桶|电动桶|桶|箩筐|果剪|打药机|喷雾器|割草机|药机子|机子|机器|筐|筐子|篮子|背篓|梯子|绣架|围裙|帽子|草帽)(?:{_H}{{0,2}})?(?:都|全|也)?(?:{_GIVER}(?:出|备|发|有|提供|准备|给|借|管|配)|备好|备齐|发{_END}|提供{_END}|有{_END}|统一发|免费用|现成)|有(?:头灯|口罩|手套|雨衣)发|发(?:头灯|口罩|手套|雨衣|雨鞋|草帽|围裙)|(?<!自)备有{_H}{{0,3}}工具",
    ),
    (
        Benefit.INSURANCE,
        frozenset("险保"),
        rf"(?:意外险|工伤险|保险|五险|社保)(?:都|也)?(?:{_GIVER}(?:买|交|缴|上|出|投)|给买|给交|给上|有{_END}|都买|都交|齐全)",
    ),
)
_QUICK = frozenset().union(*(letters for _benefit, letters, _source in _RULES))
_DENIED = compiled(
    r"(?:都|也|是|就|要|得)*(?:自理|自己(?!管)|自带|自备|没有?(?!问题)|冇|无|不管|不包|没得|不提供|不负责|取消|另算|扣)"
)
_DENIED_BEFORE = compiled(r"(?:不|没|没有|无|自己|自带|自备|不要|别|不用)$")


def more(text: str, known: set[Benefit]) -> list[tuple[int, int, tuple[Benefit, ...]]]:
    """Benefits that stand around their word, except those `known` already; what is denied is left out."""
    letters = _QUICK.intersection(text)
    if not letters:
        return []
    found: list[tuple[int, int, tuple[Benefit, ...]]] = []
    meal = not known.isdisjoint((Benefit.MEALS, Benefit.LUNCH, Benefit.DINNER, Benefit.BREAKFAST))
    for benefit, needed, source in _RULES:
        if benefit in known or needed.isdisjoint(letters) or (meal and benefit is Benefit.MEALS):
            continue
        for match in compiled(source).finditer(text):
            start, end = match.span()
            if _DENIED.match(text, end) or _DENIED_BEFORE.search(text, max(0, start - 2), start):
                continue
            found.append((start, end, (benefit,)))
            known.add(benefit)
            meal = meal or benefit in (Benefit.MEALS, Benefit.LUNCH)
            break
    return found
