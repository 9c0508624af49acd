"""How many and who: 再加5个人, 少来5个, 男的6个女的8个, 仨就够了, 不要男的, 岁数放到65."""

from __future__ import annotations

import re

from nlp.answer_pay import EACH_MORE
from nlp.answer_turn import Turn, pattern
from nlp.numbers import NUMBER, span
from nlp.patterns import compiled
from nlp.types import Certainty

_PERSON = r"(?:个|名|人|位|口|号人|侬|员|把手|条汉|号)"
_HEAD = compiled(
    rf"(?<![第每前后上下\d.])(?:(?P<low>{NUMBER})(?:到|至|-+|~+))?(?P<n>{NUMBER}|俩|仨|几)(?P<vague>多|"
    rf"来|几|余)?(?:(?P<unit>{_PERSON})(?!半?个?(?:小时|钟|月(?!嫂)|星期|礼拜|电话|号码|手机|地方|村|"
    rf"晚上|早|多月|字|问题|事|单|点|顿|饭|工(?![人]))|头)人?|(?P<vehicle>辆|台|部|挂|张车|个车|"
    rf"车(?!间|上|费|钱|人)))"
)
_ALONE = compiled(
    r"(?<![一-龥\d])(?P<n>俩|仨|两口子)(?=人|个|就|够|吧|行|来|$)|(?<=[要招来叫请找加少差缺])(?P<m>俩|仨)"
)
_ADD = compiled(
    r"(?:再|多|另外|另|还|增|又)(?:给)?(?:我|俺|咱)?(?:加|添|要|来|叫|招|补|找|请|增加|派|雇|"
    r"弄|整|喊|寻|凑|配|安排)?(?:上|个|点)?$|(?:加|添|增加|增|补|加上|添上)(?:个|上)?$"
)
_LESS = compiled(
    r"(?:少(?:要|来|叫|招|请|找|用|雇|派|喊)?|减少?|减掉|减去|去掉|砍掉|退掉?|裁掉?|扣掉|刨掉|划掉|删掉)(?:个|上)?$"
)
_DOWN_TO = compiled(
    rf"^(?:就)?(?:加到|减到|减成|降到|砍到|缩到|改到|改成|压到|添到|只要|留)(?P<n>{NUMBER})(?:吧|嘛|了|哈|算了)?$"
)
_TO = compiled(r"(?:加到|增加到|增到|减到|降到|砍到|改到|缩到|少到|控制到|控制在|凑到|凑够|添到|扩到)$")
_NOT = compiled(
    r"(?:不是|不要|别要|用不了|要不了|用不着|不用|不到|没有|写的是?|原来(?:是|要)?|之前(?:是|要)?|从|每|嫌)(?:要|写)?$"
)
_NOT_AFTER = compiled(r"^(?:人)?(?:太多|多了|太少|少了|不够|用不完|装不下|用不了|不行|坐不下|改成|改为|太挤|嫌多)")
_CUE = compiled(
    rf"(?<![每一])(?<!每个)(?:人数|名额|人手|人|数量|车|几个人)(?:是|写|改成|改为|改到|改|要|填|就|就写|就要|定|定在|"
    rf"加到|减到|变成|换成|:|总共|一共|大概|差不多|得|需要){{0,3}}(?P<n>{NUMBER}|俩|仨)(?![块元毛点号岁天斤亩分米吨方趟\d])"
)
_BARE = compiled(
    rf"^(?:男女|我|俺|咱|我们|就|那|大概|差不多|要|招|得|需要|大约|最少|至少|起码|最多|先|嗯|我看|"
    rf"看|估计|再|就要|约|约莫|可能|也就|来|找|请|叫|用|就来|先来|先要|总共|一共|有)*(?P<n>{NUMBER}|"
    rf"俩|仨)(?P<vague>多|来|几)?(?:个|名|人|位|口|号|侬|辆|台|车)?(?:个)?(?:人|工|工人|劳力|"
    rf"车)?(?:吧|嘛|左右|就行|就够|够了?|就够了|上下|呗|哈|差不多|就中|就成|的样子|样子|啊|哇|"
    rf"即可|就可以|行了|来|以内|足够|都行)*$"
)
_MEN_WOMEN = compiled(
    rf"(?:男|女)(?:的|工|人|劳力)?(?:要|来)?(?P<a>{NUMBER}|俩|仨)(?:个|名|人|位)?[ ,、和]*(?:男|"
    rf"女)(?:的|工|人|劳力)?(?:要|来)?(?P<b>{NUMBER}|俩|仨)(?:个|名|人|位)?"
    rf"|(?P<c>{NUMBER}|俩|仨)(?:个|名)?(?:男|女)(?:的|工|人)?[ ,、和]*(?P<d>{NUMBER}|俩|仨)(?:个|"
    rf"名)?(?:男|女)(?:的|工|人)?"
)
_HAVE = compiled(rf"(?:来了|有了|已经有|已有|自己有|我有|自家有|家里有|家来|找到了?|找了){NUMBER}个")
_ABOUT_PEOPLE = compiled(r"人(?:再|多|少|不够|太|手|数|还)|园子大|地多|活多")
_PARTS = compiled(rf"{NUMBER}个[一-龥]{{2,4}}[ ,、]?{NUMBER}个[一-龥]{{2,4}}")
# 20个太多了,15就够
_ENOUGH = compiled(
    rf"(?:太多|多了|用不了|要不了|用不完)(?:这么多|那么多)?了?[ ,。]+(?:有|要|先要)?(?P<n>{NUMBER}|俩|仨)个?人?"
    r"(?:就|也)(?:够|行|中|可以|足够)"
)
# 五六个女的,再来两个男的: both parts are wanted.
_BOTH_SEXES = compiled(
    rf"(?P<a>{NUMBER}|俩|仨)(?:个|名)?(?P<sex>男|女)(?:的|工|人|劳力)?[ ,、。]*"
    rf"(?:再|另外|还|和|加)(?:来|要|加|招|找|请)*(?:上)?(?P<b>{NUMBER}|俩|仨)(?:个|名)?(?!(?P=sex))[男女](?:的|工|人|劳力)?"
)
# 能来四十个我也不嫌多,先写三十; of several, corrected, the last: 写12个,不对,写15个
_WRITE = compiled(
    rf"(?:.*[^一-龥])?(?:[先就还是只给帮我你暂时]){{0,4}}(?:写|登|填|报)(?:上|个|成)?(?P<n>{NUMBER}|俩|仨)"
    r"(?:个|名|人|位)*(?=[ ,。!\x00]|吧|嘛|哈|$)"
)
_CORRECTED = compiled("^[ ,。!]*(?:不|不对|不是|错了|说错了|算了|哦不|啊不|呃)[ ,。!]*$")  # 二十,不,二十五
_AND_MORE = compiled(r"(?:再|另外|还|外加)(?:要|叫|来|找|请|招|加|喊)*$")
_IN_ALL = compiled(rf"(?:一共|总共|拢共|统共|合计|加起来)(?:就|要|是|得|招|找)*(?P<n>{NUMBER}|俩|仨)(?:个|名|人|位)")
_TWICE = compiled(r"翻(?:一)?倍|翻一番|加一倍|加倍|多一倍")
_HALF = compiled(r"减一?半|少一半|砍一?半|一半就(?:够|行)")

_AGE = r"(?:[1-8]\d|[一二三四五六七八]?十[一二三四五六七八九]?)"
_AGE_BOTH = compiled(
    rf"(?<!\d)(?P<a>{_AGE})(?:周?岁)?(?:到|至|-+|~+)(?P<b>{_AGE})(?:周?岁|(?=的|之间|之内|左右|$|[ ,]))(?:之间|以内)?"
)
_AGE_MAX = compiled(
    rf"(?<!\d)(?<!不要)(?<!不收)(?<!不招)(?P<a>{_AGE})(?:周?岁)?(?:及)?(?:以下|以内|之内|往下|为止|封顶|内)"
    rf"|(?:不(?:要|能|得)?(?:超过?|过|大于|高于)|别超过?|莫超过?|最大|最多|最高|不超|上限(?:是)?)(?P<b>{_AGE})(?:周?岁)?"
    rf"|(?:超过?|过了?|满了?|大于)?(?P<c>{_AGE})(?:周?岁)?(?:及)?(?:以上|往上|开外|朝上|上头)?(?:的)?(?:人)?(?:就|"
    rf"都|一律|是|请)?(?:不(?:敢|能|再)?(?:要|收|用|招|考虑)(?!紧)|不行|别来|免谈|勿扰|莫来|不得行|"
    rf"不合适|不中|不安全|[甭莫勿]来|(?:不要|不用|不必)来|就?算了|去不了|干不动|吃不消|弄不动)"
    rf"|(?:不要|不收|别要|不招|除了)(?P<f>{_AGE})(?:周?岁)?(?:及)?(?:以上|往上|开外|朝上)(?:的)?"
    rf"|(?:岁数|年龄|年纪|岁|年令)(?:可以|最大|上限|最高|限制)?(?:放到|放宽到|放宽至|改到|改成|"
    rf"改为|提到|提高到|宽到|放|到|升到|卡到|卡在|降到|压到|限到|限制到|限|写到|写|不超|上限|"
    rf"最高|最大|延到){{1,2}}(?P<d>{_AGE})(?:周?岁)?(?!以上)"
    rf"|(?<!\d)(?P<e>{_AGE})(?:来|多)?(?:周?岁)?(?:的)?(?:也|都)(?:行|可以|要|中|能|收|得|成|没事)"
)
_AGE_MIN = compiled(
    rf"(?:不要|不收|别要|不招)(?P<f>{_AGE})(?:周?岁)?(?:以下|以内|往下)(?:的)?|"
    rf"(?<!\d)(?P<a>{_AGE})(?:周?岁)?(?:及)?(?:以上|往上|朝上|起)(?!的?(?:人)?(?:就|都|一律)?(?:不要|"
    rf"不收|不行|别来|免谈|勿扰|不用|不招|[甭莫勿]来|就?算了|去不了|干不动|吃不消|弄不动))"
    rf"|(?:满|年满|最小|至少|不(?:能)?(?:小于|低于)|最低)(?P<b>{_AGE})(?:周?岁)?"
    rf"|(?<!\d)(?P<c>{_AGE})(?:周?岁)?(?:以下)(?:的)?(?:人)?(?:就|都|一律)?(?:不要|不收|不行|别来|免谈|勿扰|不用)"
)
_AGE_FREE = compiled(
    r"(?:年龄|岁数|年纪|年令|大小|老少)(?:都|也)?(?:不限|不论|不管|无所谓|没限制|没要求|没关系|"
    r"放开|随便|不卡)|(?:不限|不论|不管|不卡|不看|没有|取消)(?:年龄|岁数|年纪)(?:限制|要求)?|"
    r"多大(?:岁数|年纪)?(?:的)?(?:都|也)(?:行|可以|要|中|成|得)|年龄(?:那条|限制)?(?:去掉|删掉|"
    r"不要|取消)"
)


def read_requires(turn: Turn) -> None:
    """Limits by age and sex, set or lifted."""
    _read_age(turn)
    _read_gender(turn)


def _age(match: re.Match[str]) -> int | None:
    words = next((group for group in match.groups() if group), "")
    both = span(words)
    return int(both[0]) if both else None


_AGE_NO_MATTER = compiled(
    r"(?:年纪|年龄|岁数|多大年纪)(?:的?事|上|大小|这块|这条|就|也|都)?(?:莫|不|别|甭|不要|不用|莫要|没得|没)(?:卡|限|限制|管|论|要求|讲究|设限|计较|拘)(?:定|死|制)?了?|"
    r"(?:放开|不卡|不限|莫卡|别卡)(?:年纪|年龄|岁数)"
)


def _read_age(turn: Turn) -> None:
    free = _AGE_FREE.search(turn.left) or _AGE_NO_MATTER.search(turn.left)
    if free and not (_AGE_MIN.search(turn.left) or _AGE_MAX.search(turn.left)):
        for name in ("age_min", "age_max"):
            turn.put(name, None, free.span(), "age-free", blank=False)
        turn.blank(*free.span())
        return
    both = _AGE_BOTH.search(turn.left)
    about_age = turn.asked == "requires" or turn.said(r"岁|年龄|年纪|要求")
    if (
        both
        and ("岁" in both.group() or about_age)
        and not re.match(r"块|元|个|人|号|天", turn.left[both.end() : both.end() + 1])
    ):
        low, high = span(both.group("a")), span(both.group("b"))
        if low and high and low[0] < high[0]:
            turn.put("age_min", int(low[0]), both.span(), "age-range", blank=False)
            turn.put("age_max", int(high[0]), both.span(), "age-range")
            return
    for regex, name in ((_AGE_MAX, "age_max"), (_AGE_MIN, "age_min")):
        for match in regex.finditer(turn.left):
            tail = turn.left[match.end() : match.end() + 1]
            number = _age(match)
            if (
                number is None
                or tail in ("块", "元", "号")
                or (match.lastgroup in ("b", "e") and "岁" not in match.group() and not about_age and tail != "的")
            ):
                continue
            if match.lastgroup == "e" and (number < 40 or turn.had("age_max") is None):
                continue
            turn.put(name, number, match.span(), name)
            break
    if turn.asked == "requires" and not turn.changes:
        bare = re.fullmatch(rf"(?:最大|不过|就)?({_AGE})(?:岁)?(?:吧|左右|嘛)?", turn.left.strip())
        number = _age(bare) if bare else None
        if bare and number and number >= 30:
            turn.put("age_max", number, bare.span(1), "age-bare", Certainty.LIKELY)


def _read_gender(turn: Turn) -> None:
    men, women = "<requires.men>", "<requires.women>"
    if _MEN_WOMEN.search(turn.left):
        return
    free = pattern(
        rf"男女(?:老少)?(?:都|均|皆|不限|不论|也|全|无所谓|通吃|没关系|可)(?:行|可以|要|可|中|成|"
        rf"收|得|能)?|(?:不限|不论|不管|不分|不挑)(?:性别|男女)|性别(?:不限|无所谓|不论|都行|那条去掉|"
        rf"不要)|(?:{men}[ ]?{women}|{women}[ ]?{men})(?:都|也|均)(?:行|可以|要|可|中|成|收|得)|是男是女都|"
        rf"(?:不要|不用|不必|别|甭|莫|不)(?:再)?(?:限制?|限定|只要|只招|光要)(?:{men}|{women})|"
        rf"(?:取消|去掉|删掉|不用)(?:只要|只招|限|限制)?(?:{men}|{women})(?:的)?(?:限制|要求|那条)?(?=$|"
        rf"[ ,])"
    ).search(turn.left)
    if free:
        turn.put("gender", None, free.span(), "gender-free")
        return
    also = pattern(
        rf"(?P<m>{men})?(?P<w>{women})?(?:的|工|人|同志)?(?:也|都|一样)(?:行|可以|要|可|中|成|收|"
        rf"能|得|招|欢迎|没事|没关系)"
    ).search(turn.left)
    if also and (also.group("m") or also.group("w")):
        said = "male" if also.group("m") else "female"
        if turn.had("gender") is not None and turn.had("gender") != said:
            turn.put("gender", None, also.span(), "gender-also")
        elif turn.had("gender") is None:
            turn.same = True
        turn.blank(*also.span())
        return
    only = re.search(r"要(?P<one>[男女])的?[ ,]*(?:不要|莫要|别要)(?!(?P=one))[男女]", turn.left)
    if only:
        turn.put("gender", "male" if only.group("one") == "男" else "female", only.span(), "gender-only")
        return
    refused = pattern(
        rf"(?:不要|不收|不招|不用|别要|莫要|除了)(?:(?P<m>{men})|(?P<w>{women}))|(?:(?P<x>{men})|"
        rf"(?P<y>{women}))(?:的|工)?(?:就|都|一律)?(?:不要|不收|不行|别来|莫来|勿扰|免谈|不用|不招|"
        rf"干不了|不得行|不中)"
    ).search(turn.left)
    if refused:
        is_man = bool(refused.group("m") or refused.group("x"))
        turn.put("gender", "female" if is_man else "male", refused.span(), "gender-refused")
        return
    wanted = pattern(
        rf"(?:只要|只招|全要|都要|要|招|限|光要|必须|得是?|最好是?|写|改成|换成|需要|都是|全是|就要|"
        rf"换|还是|是|来|叫|找)(?:年轻|能干|力气大|壮|手快|勤快|[一-龥]{{0,8}}的)?(?:(?P<m>{men})|"
        rf"(?P<w>{women}))(?!的?(?:电话|号|师傅\d))|^(?:[ ]*)(?:(?P<x>{men})|(?P<y>{women}))(?:优先|"
        rf"吧|的|嘛|就行|能|[ ,]|$)|(?:岁|以下|以上|\x00)(?:的)?(?:(?P<p>{men})|(?P<q>{women}))|(?:(?P<j>{men})|"
        rf"(?P<k>{women}))优先"
    ).search(turn.left)
    if wanted:
        is_man = bool(wanted.group("m") or wanted.group("x") or wanted.group("p") or wanted.group("j"))
        other = pattern(women if is_man else men).search(turn.left[: wanted.start()] + turn.left[wanted.end() :])
        refused_other = other and re.search(r"不|手笨|干不", turn.left)
        if not other or refused_other or turn.asked == "requires":
            turn.put("gender", "male" if is_man else "female", wanted.span(), "gender")
        return
    if turn.asked == "requires":
        bare = pattern(rf"^(?:(?P<m>{men})|(?P<w>{women}))").match(turn.left.strip())
        if bare:
            turn.put("gender", "male" if bare.group("m") else "female", bare.span(), "gender-bare")


def _pair(words: str) -> tuple[int, int] | None:
    both = span(words)
    if both is None and words in ("俩", "仨"):
        return (2, 2) if words == "俩" else (3, 3)
    return (int(both[0]), int(both[1])) if both and both[0] == int(both[0]) and 1 <= both[0] <= 9999 else None


def read_headcount(turn: Turn) -> None:
    """How many people (or vehicles): the new total, also where only more or fewer are said."""
    had = turn.draft.get("headcount")
    written = _WRITE.search(turn.left) if turn.asked == "headcount" else None
    if written and (pair := _pair(written.group("n"))) is not None:
        turn.put("headcount", list(pair), written.span(), "headcount-written")
        return
    enough = _ENOUGH.search(turn.left)
    if enough and (pair := _pair(enough.group("n"))) is not None:
        turn.put("headcount", list(pair), enough.span(), "headcount-enough")
        return
    apart = _MEN_WOMEN.search(turn.left) or _BOTH_SEXES.search(turn.left)
    if apart:
        said = apart.groupdict()
        first, second = _pair(said["a"] or said.get("c") or ""), _pair(said["b"] or said.get("d") or "")
        if first and second:
            total = [first[0] + second[0], first[1] + second[1]]
            turn.put("headcount", total, apart.span(), "headcount-sum")
            return
    for regex, change in ((_TWICE, 2.0), (_HALF, 0.5)):
        match = regex.search(turn.left)
        if match and had and re.search(r"人|个|数|$", turn.left):
            turn.put("headcount", [int(had[0] * change), int(had[1] * change)], match.span(), "headcount-times")
            return
    chosen: tuple[tuple[int, int], tuple[int, int], str] | None = None
    together: list[tuple[tuple[int, int], tuple[int, int], str]] = []
    for match in _HEAD.finditer(turn.left):
        read = _one(turn, match)
        if read is not None:
            if chosen and turn.asked == "headcount" and _AND_MORE.search(turn.left[: match.start()][-8:]):
                parts = (chosen[0][0] + read[0][0], chosen[0][1] + read[0][1])
                read = (parts, (chosen[1][0], read[1][1]), "headcount-parts")  # 四个妇女,再叫一个开三轮的
            chosen = read
            together.append(read)
    if (
        len(together) == 2
        and not re.search(r"不|改|够|行|对|还", turn.left)
        and _PARTS.fullmatch(turn.left[together[0][1][0] :].strip())
    ):
        # 四个端菜两个洗碗: both parts are wanted
        (first, where, _), (second, last, _) = together
        chosen = (first[0] + second[0], first[1] + second[1]), (where[0], last[1]), "headcount-parts"
    if chosen is None:
        for match in _ALONE.finditer(turn.left):
            if (pair := _pair((match.group("n") or match.group("m")).replace("两口子", "俩"))) is not None:
                chosen = _changed(turn, pair, match.span(), turn.left[: match.start()])
    if chosen is None and (cue := _CUE.search(turn.left)) is not None and (pair := _pair(cue.group("n"))) is not None:
        chosen = (pair, cue.span(), "headcount-cue")
    if (
        chosen is None
        and not EACH_MORE.search(turn.left)
        and (
            more := re.search(
                rf"(?P<v>再加|再要|再来|再招|再叫|再添|多要|多来|多招|多叫|少要|少来|减)(?P<n>{NUMBER})(?:吧|"
                rf"嘛|哈|个|就)?$",
                turn.left.strip(),
            )
        )
    ):
        pair = _pair(more.group("n"))
        wage = turn.draft.get("wage")
        of_pay = wage and re.search(rf"(?<!\d){wage['max']:g}(?!\d)", turn.left)
        if pair and pair[1] <= 30 and not of_pay and not re.search(r"晚上|加班|一天|小时|钱|工资|\x00", turn.left):
            chosen = _changed(turn, pair, (0, len(turn.text)), more.group("v"))
    if chosen is None and (turn.asked == "headcount" or (turn.asked is None and _ABOUT_PEOPLE.search(turn.left))):
        for start, clause in turn.clauses():
            bare = _BARE.match(clause) or _DOWN_TO.match(clause)
            pair = _pair(bare.group("n")) if bare else None
            if bare and pair and (chosen is None or _CORRECTED.search(turn.left[chosen[1][1] : start])):
                chosen = (pair, (start, start + len(clause)), "headcount-bare")
    if (whole := _IN_ALL.search(turn.left)) and (pair := _pair(whole.group("n"))) is not None and chosen:
        chosen = (pair, whole.span(), "headcount-in-all")
    if chosen is not None:
        turn.put("headcount", list(chosen[0]), chosen[1], chosen[2])


def _one(turn: Turn, match: re.Match[str]) -> tuple[tuple[int, int], tuple[int, int], str] | None:
    before, after = turn.left[: match.start()], turn.left[match.end() :]
    if match.group("n") == "几" or (pair := _pair(match.group("n"))) is None:
        return None
    if match.group("low") and (low := _pair(match.group("low"))) is not None and low[0] < pair[1]:
        pair = (low[0], pair[1])
    if _NOT.search(before[-8:]) or _NOT_AFTER.match(after[:5]):
        return None
    if re.search(r"(?:来|到|走|干|报|招|找|叫|喊|招够|找到|叫到|招到)了(?:有)?$", before) and turn.asked is None:
        return None  # 今天来了28个 is told, not asked for
    if re.search(r"(?:一|每)个?人(?:发|给|有|得|领|管)?$", before) and not after.startswith("人"):
        return None  # 早上一人两个包子
    if match.group("vehicle") == "车" and (turn.draft.get("kind") != "freight" or pair[1] < 2):
        return None
    if match.group("n") in ("一", "1") and re.match(r"人?[给出是工资按]{0,3}\x00", after):
        return None  # 一人200: what each gets
    if match.group("unit") == "号" or (match.group("unit") == "口" and not after.startswith(("人", "子"))):
        return None
    if re.match(r"(?:就|太|也)?(?:给|的?(?:工资|工钱|电话|手机))|出", after):
        return None
    if (
        match.group("unit") in ("个", "位", "口")
        and match.group("n") in ("一", "1")
        and not re.search(r"(?:再|招|要|来|叫|请|找|加|少|减|多|雇|就|添|补|派)$", before)
        and turn.asked != "headcount"
        and not after.startswith(("人", "就"))
    ):
        return None
    return _changed(turn, pair, match.span(), before)


def _changed(
    turn: Turn, pair: tuple[int, int], place: tuple[int, int], before: str
) -> tuple[tuple[int, int], tuple[int, int], str]:
    had = turn.draft.get("headcount")
    tail = before[-8:]
    if _HAVE.search(before):
        had = None  # 自己有5个 再要15个: said beside those who are there already
    if had and not _TO.search(tail):
        if _LESS.search(tail) and had[0] - pair[1] >= 1:
            return (had[0] - pair[0], had[1] - pair[1]), place, "headcount-fewer"
        if _ADD.search(tail):
            return (had[0] + pair[0], had[1] + pair[1]), place, "headcount-more"
    return pair, place, "headcount"
