# ruff: noqa: E501 - a line of grammar is not wrapped
"""How many people are wanted: 要20个人, 来十来个, 小工五个, 男5女8, 俩人就够."""

from __future__ import annotations

from nlp.measures import PEOPLE_UNITS
from nlp.numbers import value
from nlp.patterns import compiled
from nlp.quantities import BARE, PEOPLE, SIZE, Quantity
from nlp.work import Job

_HIRE = compiled(
    r"(?:急?[要招请找缺差需聘雇来叫喊收添寻用补凑整]|还差|再来|至少|只要|人数|名额|人工|需求|数量|定员|大概|差不多|限|共|一共|最少|要人|人手|招工|招人|招满|岗位|够)(?:要|的|人|聘|招|到|会|能|有|个|上|一|是|:| |大概|大约|差不多|约|至少|人数|总共|工人|师傅|女工|男工|你们|这样|那个)*$"
)
_SEXED = compiled(r"([男女])(?:的|工|劳动?力?|士|性|生|小工|普工|同志|仔|人|娃|壮|将|丁)?[: ]?(?:要|招|来)?$")
_NOT_PEOPLE = compiled(
    r"(?:坑|洞|桩|村(?!民)|寨子|社区|月(?!薪)|小时|钟|星期|礼拜|点|平方|袋|果|瓜|棚|卫生间|厨房|孩子|小孩|娃|老人(?!婆娘|妇女|也|都|家都|家也)|大人|病人|大棚|鱼塘|虾塘|柜|房间|客房|车(?!工)|包(?![月吃住括午中早晚三两一工管])|品种|立方|方(?![便向法案])|集装箱|地方|问题|多|半天|半|月子|活|单子|电话|号|群|礼|项目|工地|厂|人一共|人总共|人共|人间|人一组|人一间|人住|以上|菜|字|学期|季度|学校|班|鸡|猪|羊|牛|头|箱子|家具|机器|大(?!工|姐|嫂|妈|婶|娘|爷|厨|师|伙|货|车司|巴司|客)|小(?!工|时|伙|姐|妹|弟|哥|媳妇|青年|后生|年轻)|口|门|窗)|^班"
)
_JOB_AFTER = compiled(
    r" ?(?:人|名|位|男|女|会|能|有|懂|熟练|长期|临时|壮|年轻|棒|小工|大工|普工|师傅|手脚|干活|干过|工人|劳力|阿姨|帮)"
)
# 给十二个人煮饭: those who are served are not wanted.
_SERVED = compiled(r"(?:给|帮|为|照顾|伺候|接送)[\u4e00-\u9fa5]{0,6}$")
_SERVE = compiled(r"(?:工人|民工|干活的|师傅|娃|学生|老人)?(?:做|煮|烧|弄|蒸|备)[\u4e00-\u9fa5]{0,3}(?:饭|餐|菜|吃的)")
_GROUP = compiled(
    r"(?:一共|总共|共|每组|一组|每车|一车|一桌|每桌|住|带|团|家里有?|现有|已有|已经有|有员工|员工|管理|去年|上次|昨天|之前|原来|第|这|那|另外|其他|其余|前|每|我们|咱们|老人|照顾|有)$"
)


_TITLE_BEFORE = compiled(r"[工员手师匠嫂姆安洁厨傅嬢姨司机务姐妹哥叔爷婶汉配卫](?:师傅|要|招)?[ :]?$")
_FAILS = frozenset("搞忙干做弄摘背拔")
_TOO_STARTS = frozenset("人个太多有用要站")
_TOO_MANY = compiled("(?:人|个)?(?:太多|多了|有点多|有些多|用不[了着]|要不了|站不[下开])")
_COUPLE = compiled(
    r"(?:一对|1对)(?:夫妻|两口子|两公婆|小两口|老两口)|(?:夫妻|两口子|夫妻工|夫妇|夫妻档|双职工)(?:一对|1对)|(?:招|请|找|要|需要?|聘|雇)(?:个|一家|有)?(?:夫妻工?|两口子|两公婆|夫妇)(?!房|间|优先|最好)"
)
COUPLE_BEHIND = compiled(r"[^ ,。;\n]{0,7}的(?:老|小)?(?:两口子?|夫妻|夫妇|两公婆)")
SOMEONE = compiled(
    r"(?:想?要|找|请|招|缺|差|雇|聘|寻|添|打听|(?<![十百千\d])来|喊|需要?|求)(?:上)?个(?!班子|队伍?|组|把|几|别|月(?!嫂)|[一-龥]?车|(?:农用|面包|翻斗|平板|小货|大货)车|拖拉机|四轮|皮卡|大车|小车|货车|三轮|[^ ,。\n]{0,4}(?:拉货|运货))"
)


_NUMBER_LEADS = compiled(
    r"(?<![男女的工士:\d])(?<![一二两三四五六七八九十])(?:\d+|[一二两三四五六七八九十]+)[个名位]?[男女](?:的|工|人)?[、,和 ]?(?:\d+|[一二两三四五六七八九十]+)[个名位]?[男女]"
)


_WITH_DRIVER = compiled(r"([一二两三\d])?[台辆部][\u4e00-\u9fa5]{0,5}(?:带|连车带|配)(?:司机|师傅|人)")


_ONE_BEFORE = compiled(r"(?:要|找|请|招|缺|差|雇|聘|寻|来|喊|加|和|还|另|,)(?:一)?个$")

# What 一 stands before where it counts nobody: 来一下, 来一趟, 要一起.
_ONCE = frozenset("下趟起直样声")


def one_before(text: str, start: int) -> bool:
    """Whether the work that begins at `start` is asked of one person in so many words (缺个主厨)."""
    return bool(_ONE_BEFORE.search(text, max(0, start - 4), start))


_FOR_A_HOME = compiled(r"(?:请|找|招|寻|雇|要)(?:聘|个|一|位|住家)*$")
_OF_MANY = compiled(r"住院|医院|公司|中心|家政|若干|多名|数名|大量|批|不限|几[个名位]|们")


def for_a_home(text: str, job: Job) -> bool:
    """Whether a nanny or nurse is asked for by one household, which wants one (请钟点工)."""
    return bool(_FOR_A_HOME.search(text, max(0, job.start - 4), job.start)) and not _OF_MANY.search(text)


def one_or_two(text: str) -> tuple[int, int, int] | None:
    """(count, start, end) where no number is said but the words tell it: 找个人 is one, 一对夫妻 two."""
    found = _COUPLE.search(text)
    if found:
        return 2, found.start(), found.end()
    found = _WITH_DRIVER.search(text)
    if found:
        return int(value(found[1]) or 1) if found[1] else 1, found.start(), found.end()
    found = SOMEONE.search(text)
    if found:
        return 1, found.start(), found.end()
    return None


_HAD = compiled(r"(?:给|发|分给|[叫喊找请凑](?:到|好|了|拢)|已有|有了|来了|到了|报了|走了|休息|招了|招到|够了)$")
_FORMER = compiled(r"(?:先前|原来|本来|之前|刚才|原先|一开始)(?:想|讲|说|要|定|报|喊|叫|请|找|招){0,3}(?:的|是|了)?$")
# What these end in; `$` lets a line break follow.
_HAD_ENDS, _FORMER_ENDS = frozenset("给发有了息到好拢\n"), frozenset("前来才先始讲说要定报喊叫请找招的是了\n")
_PREFERRED = compiled(r"人?(?:一起|一块|都|同时)?来?(?:最好|更好|优先|也行|也可|都行)")


_DENIED_ENDS = frozenset("是的说讲写发")
_DENIED = compiled(r"(?<![是就])不是(?:原来|之前|以前|先前|昨天|上次|前头|早先)(?:说|讲|写|发)?的?$")
_THINGS = compiled(
    r"(?![男女人会能套装卸摘搬拾捡缝做干]|工人|师傅)[\u4e00-\u9fa5]{0,4}(?:筐子?|箱子?|袋子?|桶|梯子|篮子?|轮胎|喷头|水泵|架子)(?=[ ,。;\n]|$)"
)
_GONE_STARTS = frozenset("来没不走有临请自平分")
_GONE = compiled(
    r"(?:临时)?(?:来不(?:成|了|得)|没来|不来了|走了|有事|请假|不干了|不得来|(?:自己|平)?分(?![拣级选装果]))"
)
# What the words behind a count begin with, looked at before the patterns.
_SEXES, _WANTED, _LABELLED = (
    frozenset("男女"),
    frozenset("要招请找缺差需来\n"),
    frozenset("]: 数额求要量工招旧样变是仍成为\n"),
)
_TOTALS, _ENOUGH, _ARRIVED = frozenset(" 一总共合统拢加"), frozenset("人个就足够即"), frozenset("已都到来报齐")


_MANAGED = compiled(r"(?:能|可以|最多|至少能|才|也就)[挖摘掰套剪割砍装卸搬栽种打采捡拾削剥包缝做绑](?:个|到|满)?$")
_ABOUT = frozenset(("左右", "上下", "来岁"))
_FOR_THE_OLD = compiled("照看|照顾|伺候|服侍|护理|陪护|保姆|看门|看大门|守夜")
_GROWN = 35  # 女的50左右 is an age, 女的20左右 may be a number


def is_people(quantity: Quantity, text: str) -> float:
    """How likely the number counts the people wanted: 0 where it cannot, up to 3."""
    start, end = quantity.at, quantity.end
    before, after = text[max(0, start - 8) : start], text[end : end + 5]
    if quantity.kind == PEOPLE:
        unit = quantity.word
        if quantity.low < 0:
            return 1.0
        if unit not in PEOPLE_UNITS and text[end - 1] == "个":
            unit = "个"  # 总共十四个棚
        if unit == "个" and _NOT_PEOPLE.match(after):
            return 0.0
        if unit == "个" and _MANAGED.search(before):
            return 0.0  # 一天能挖一百来个
        if unit == "个" and _THINGS.match(text, end):
            return 0.0  # 要20个苹果筐
        if after[:1] in _GONE_STARTS and _GONE.match(after):
            return 0.3  # 有三个来不成了
        if unit in ("人", "个人", "号人") and compiled(
            r"间|组|一[组间桌车](?![\d一二两三四五六七八九]|给|是|算)|桌|份|次"
        ).match(after):
            return 0.0
        if unit == "个" and quantity.low >= 100 and not _HIRE.search(before):
            return 0.3  # 挖树坑,三百个
        if after[:1] in _TOO_STARTS and _TOO_MANY.match(after):
            return 0.0  # 十五六个多了,就十二个吧
        if before[-1:] in _DENIED_ENDS and _DENIED.search(before):
            return 0.0  # 女工12人,不是原来的15人
        if before.endswith(("第", "每隔")) or (unit == "条" and "汉" not in after):
            return 0.0
        if _SERVED.search(before) and _SERVE.match(text, end):
            return -1.0
        if after[:1] in _FAILS and compiled("[搞忙干做弄摘背拔]不").match(after):
            return 0.0  # 一个人搞不过来
        if unit in ("人", "个人", "口人") and compiled(r"吃(?!苦)|用餐|的饭").match(after):
            return 0.0  # 12个人吃
        hired = bool(_HIRE.search(before)) or before.endswith(("各", "女的", "男的", "会的"))
        if (
            unit == "个"
            and quantity.low == 1
            and not hired
            and not _JOB_AFTER.match(after)
            and not _TITLE_BEFORE.search(before)
            and before[-1:] != "的"
        ):
            return 0.4
        if text[start:end] == "俩" and compiled("半|钟|小时|月|星期|礼拜|天|晚|娃|孩|老").match(after):
            return 0.0
        if text[start:end] == "一人" and compiled(r"[发给得领][\d一二两三四五六七八九]").match(after):
            return 0.3  # 一人发240
        if text[start:end] == "一人" and quantity.start == start and compiled(r"[\d一二两三四五六七八九]").match(after):
            return 1.3  # 帮厨一人200: one of them, or each
        if (
            not _TITLE_BEFORE.search(before)
            and text[start:end] in ("俩人", "两个人", "俩")
            and compiled(r"(?:一个月|一月|每月|月|一天|每天)").match(after)
        ):
            return 0.9
        if after[:1] in _TOTALS and compiled(r" ?(?:一共|总共|共|合计|统共|拢共|加起来)").match(text[end : end + 4]):
            return 0.3
        if unit in ("个", "人", "个人") and before[-1:] in _HAD_ENDS and _HAD.search(before):
            return 0.3
        if text[max(0, start - 3) : start].endswith(("夫妻", "两口子")) and _PREFERRED.match(after):
            return 0.2  # 夫妻两个来最好
        if after[:1] in _ARRIVED and compiled(r"(?:已经|都)?(?:到|来|报|齐)(?:了|齐|名|[。,;!]|$)").match(after):
            return 0.3  # 共三人到
        score = 2.0 if unit != "个" else 1.6
        if after[:1] in _ENOUGH and compiled(
            r"(?:人|个)?(?:就够|就行|就可以|足够|就中|够了|就好|即可|就得(?![会能要有把先自])|就要得|就成)"
        ).match(after):
            score += 1.2
        if before[-1:] in _FORMER_ENDS and _FORMER.search(before):
            score -= 1.5
        if hired:
            score += 1.0
        elif _GROUP.search(before):
            score -= 1.2
        return score
    if quantity.kind == BARE and quantity.high <= 200 and quantity.low == int(quantity.low) and quantity.low >= 1:
        if (
            ("男" in before or "女" in before)
            and _SEXED.search(before)
            and quantity.high <= 60
            and text[end : end + 1] not in ("岁", "-")
        ):
            if (
                before[-1:] == "的"
                and quantity.tail in _ABOUT
                and quantity.low >= _GROWN
                and (SOMEONE.search(text) or _FOR_THE_OLD.search(text))
            ):
                return 0.0  # 请个保姆,女的50左右
            return 1.5
        if quantity.high <= 60 and after[:1] in _SEXES and not after.startswith("士优", 1):
            return 1.6
        last = before[-1:]
        if (
            last in _LABELLED
            and compiled(
                r"(?:^|[ ,。;\n])(?:要|招|用|缺|需)?人(?:手|员)?[: ]+$|(?:人数|名额|招聘人数|需求|需要|数量|人工|招)(?:照旧|照样|不变|还是|仍是?|改成|改为)?[]: ]*$|(?:几个人?|几人|多少人|要几个人?)[: ]+$"
            ).search(before)
            and quantity.high <= 100
        ):
            return 1.5
        if last == "人" and quantity.high <= 100 and after[:1] in " ,。;\n" and _HANDS_ASKED.search(before):
            return 1.3  # 要人20 摘苹果
        if (
            last == " "
            and 2 <= quantity.low == quantity.high <= 60
            and _ALONE_AFTER.match(after)
            and _HANDS.search(text)
        ):
            return 1.2 if _WORK_BEFORE.search(before) else 0.0  # 要人 摘花椒 30
        if (
            quantity.high <= 30
            and last in _WANTED
            and not before.endswith(("不要", "别要", "莫要"))
            and after[:1] not in _ONCE  # 再来一下, 来一起
            and compiled(r"[要招请找缺差需来]$").search(before)
        ):
            return 1.2 if not compiled(r"[a-zA-Z]").match(after) else 0.0
    if (
        quantity.kind == SIZE
        and quantity.word == "对"
        and quantity.high <= 60
        and compiled("夫妻|两口子|夫妇|公婆").search(text)
    ):
        return 2.0
    return 0.0


_SHIFTS = compiled(
    r"[白早日]班(?:要|招|需|各|:| )?(?P<a>\d{1,2}|[一二两三四五六七八九十]{1,3})(?:个?[人名]|个)[、,和 ]{0,2}[夜晚中]班(?:要|招|需|:| )?(?P<b>\d{1,2}|[一二两三四五六七八九十]{1,3})(?:个?[人名]|个)"
)
_COUNT = r"(?:\d{1,2}|十[一二三四五六七八九]?|[一二两三四五六七八九]十?)"
_TEAM = r"(?:班组|小组|组|小队|队|班|车|台机[器子]?|台|条船|个地方|个点|个店|个工地|家(?![里具政务])|户|个棚)"
_TEAMS = compiled(
    rf"(?P<n4>[二两三四2-4])(?:个)?班(?:倒)?[ ,:(][^\n]{{0,16}}?各(?:要|招|需|需要|来|找)?(?P<m4>{_COUNT})个?[男女人名]|"
    rf"(?P<n>{_COUNT})个?{_TEAM}[人的,都 ]{{0,2}}(?:各|每|一)个?{_TEAM}?(?:要|招|需|需要|找|有|来|是|坐|拉|装)?(?P<m>{_COUNT})(?:个人|名|人|个(?=[,。 ;\n]|$))"
    rf"|(?:每|一)个?(?P<t>组|小组|班组|队|车)(?:要|需|是|坐)?(?P<m2>{_COUNT})个?人?(?![\d元块斤])[^\n]{{0,14}}?(?:一?共|要|总共|需|找|招|来|凑)(?P<n2>{_COUNT})个?(?P=t)"
    rf"|(?P<m3>{_COUNT}个?人|两公婆|夫妻俩?|两口子)(?:算|为|是|编)?(?:一|1)个?(?P<t3>组|小组|班组|队|车)[^\n]{{0,8}}?(?:一?共|要|总共|需|找|招|来|凑)(?P<n3>{_COUNT})个?(?P=t3)"
)


def teams(text: str) -> Quantity | None:
    """People in teams of one size (一组二人,共十组 is 20; 两个班组各10人 is 20), or in two shifts."""
    shifts = _SHIFTS.search(text) if "班" in text else None
    if shifts:  # 白班3人夜班3人
        both = (value(shifts["a"]) or 0) + (value(shifts["b"]) or 0)
        return Quantity(shifts.start(), shifts.end(), shifts.start("a"), PEOPLE, both, both)
    found = _TEAMS.search(text)
    if not found:
        return None
    number = value(found["n"] or found["n2"] or found["n3"] or found["n4"]) or 0
    words = found["m"] or found["m2"] or found["m3"] or found["m4"]
    size = 2.0 if words[0] in "两夫" and "人" not in words and not found["m"] else value(words.rstrip("个人")) or 0
    total = number * size
    if not 2 <= total <= 500 or number < 2:
        return None
    return Quantity(found.start(), found.end(), found.start(), PEOPLE, total, total)


def sex(quantity: Quantity, text: str) -> str:
    """男 or 女 where the count is told for one sex (男5女8, 三女两男, 女工10个), else empty."""
    after = text[quantity.end : quantity.end + 1]
    if after in ("男", "女") and _NUMBER_LEADS.search(text):  # 3男10女, 四个男的三个女的
        return after
    found = _SEXED.search(text, max(0, quantity.at - 6), quantity.at) if quantity.at else None
    if found:
        return found[1]
    return after if after in ("男", "女") and not _NEXT_SEX.match(text, quantity.end) else ""


# 五个人男的三个女的两个: the sex is told of the number behind it.
_NEXT_SEX = compiled(r"[男女](?:的|工|劳力|人)(?:要|来)?(?:\d|[一二两三四五六七八九十])")


_HANDS_ASKED = compiled(r"(?:^|[ ,。;:\n])(?:急?[要招用缺需]|需要)(?:工)?人$")
_ALONE_AFTER = compiled(r"[ ,](?! ?(?:[一每]?个?(?:月|小时|亩|斤|箱|筐|袋|趟|车|晚)|[一每]天(?!一)|元|块|包|管))|$")
_HANDS = compiled(r"(?:^|[ ,。;:\n])(?:急?[要招用缺请找]|需要)(?:工)?人(?:手)?(?:[ ,。:]|$)")
_WORK_BEFORE = compiled(r"(?:^|[ ,])[\u4e00-\u9fa5]{2,5} $")
_MACHINES = compiled(
    r"(?:收割机|旋耕机|挖掘?机|钩机|铲车|吊车|打药机|播种机|采收机|插秧机|推土机|压路机|无人机)(?:要|来|需要?|:| )*(?P<n>[一两二三四五六七八九]|\d{1,2})(?P<u>[台架部])"
)


def machines(left: str, numbers: list[Quantity]) -> tuple[int, int, Quantity] | None:
    """How many machines are wanted with who drives them: 收割机一台来,要师傅带机."""
    found = _MACHINES.search(left) if "机" in left or "车" in left else None
    if not found:
        return None
    one = next((one for one in numbers if one.at == found.start("n")), None)
    count = int(value(found["n"]) or 0)
    told = one or Quantity(found.start("n"), found.end(), found.start("n"), PEOPLE, count, count)
    return (count, count, told) if count else None
