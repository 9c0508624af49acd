"""How many: 再加5个人, 少来5个, 男的6个女的8个, 仨就够了."""

from __future__ import annotations

import re

from nlp import headcount
from nlp.answer_raise import EACH_MORE
from nlp.answer_turn import Turn
from nlp.numbers import NUMBER, span
from nlp.patterns import compiled

_PERSON = r"(?:个|名|人|位|口|号人|侬|员|把手|条汉|号)"
_HEAD = compiled(
    rf"(?<![第每前后上下\d.])(?:(?P<low>{NUMBER})(?:到|至|-+|~+))?(?P<n>{NUMBER}|俩|仨|几)(?P<vague>多|"
    rf"来|几|余)?(?:(?P<unit>{_PERSON})(?!半?个?(?:小时|钟|月(?!嫂)|星期|礼拜|电话|号码|手机|地方|村|"
    rf"晚上|早|多月|字|问题|事|单|点|顿|饭|工(?![人]))|头)人?|(?P<vehicle>辆|台|部|挂|张车|个车|"
    rf"车(?!间|上|费|钱|人)))"
)
_ALONE = compiled(
    r"(?<![一-龥\d])(?P<n>俩|仨|(?:一对)?(?:两口子|夫妻|夫妇|两公婆|小两口))(?=人|个|就|够|吧|行|来|$)(?!人?(?:都|又)?(?:不来|不干|走了|来不))|(?<=[要招来叫请找加少差缺补添])(?P<m>俩|仨)"
)
# From so many on a number beside 人 is pay, where pay was asked.
_A_WAGE = 60
_COUPLE = compiled("(?:一对)?(?:两口子|夫妻|夫妇|两公婆|小两口)")
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
    rf"^(?:男女|说好的?|定在?|按|一般|都是|哦|噢|还是|少说|不下|不少于|不低于|我|俺|咱|我们|就|那|大概|差不多|要|招|得|需要|大约|最少|至少|起码|最多|先|嗯|我看|"
    rf"看|估计|再|就要|约|约莫|可能|也就|来|找|请|叫|用|就来|先来|先要|总共|一共|有)*(?:(?P<low>{NUMBER})(?:到|至|-+|~+))?(?P<n>{NUMBER}|"
    rf"俩|仨)(?P<vague>多|来|几)?(?:个|名|人|位|口|号|侬|辆|台|车)?(?:个)?(?:人|工|工人|劳力|"
    rf"车)?(?:吧|嘛|左右|就行|就够|够了?|就够了|上下|呗|哈|差不多|就中|就成|的样子|样子|啊|哇|"
    rf"即可|就可以|行了|来|以内|足够|都行)*$"
)
MEN_WOMEN = compiled(
    rf"(?:男|女)(?:的|工|人|劳力)?(?:要|来)?(?P<a>{NUMBER}|俩|仨)(?:个|名|人|位)?[ ,、和]*(?:男|"
    rf"女)(?:的|工|人|劳力)?(?:要|来)?(?P<b>{NUMBER}|俩|仨)(?:个|名|人|位)?"
    rf"|(?P<c>{NUMBER}|俩|仨)(?:个|名)?(?:男|女)(?:的|工|人)?[ ,、和]*(?P<d>{NUMBER}|俩|仨)(?:个|"
    rf"名)?(?:男|女)(?:的|工|人)?"
)
_HAVE = compiled(
    rf"(?:来了|有了|已经有|已有|自己有|我有|自家有|家里有|家来|连[我俺咱][一-龥]{0, 3}|找到了?|找了){NUMBER}个"
)
_THE_REST = compiled("其余|剩下|剩余|其他|另外的|别的都")
_AMONG = compiled("(?:里头?|里面|其中|当中|中间)[^,。\\d]{0,4}$")
_A_SHARE = compiled("[一每](?:拨|批|班|组|车|趟|家|户|天|个?村|个?棚)$")
_CAN_DO = compiled("(?:能|可以|会)(?![要招请找叫来收用])[一-龥]{1,2}$")
_CARLOAD = compiled("[一半1两2]车人")  # no number of people
_ABOUT_PEOPLE = compiled(r"人(?:再|多|少|不够|太|手|数|还)|园子大|地多|活多")
_PARTS = compiled(rf"{NUMBER}个[一-龥]{{2,4}}[ ,、]?{NUMBER}个[一-龥]{{2,4}}")
# 20个太多了,15就够
_ENOUGH = compiled(
    rf"(?:太多|多了|用不了|要不了|用不完)(?:这么多|那么多)?了?[ ,。]+(?:有|要|先要)?(?P<n>{NUMBER}|俩|仨)个?人?"
    r"(?:就|也)(?:够|行|中|可以|足够)"
)
# 最少15最多20, 八个十个都行
_FROM_TO = compiled(
    rf"(?:最少|至少|少[则说]|起码)(?:也)?(?:要|得|来)?(?P<a>{NUMBER})(?:个|名|位)?人?[ ,]*"
    rf"(?:最多|多则|顶多|不超过?)(?:要|来)?(?P<b>{NUMBER})(?:个|名|位)?人?"
    rf"|(?<![一-龥\d])(?P<e>十)个(?P<f>八)个|(?P<c>{NUMBER})(?:个|名|位)人?[ ,]*(?:或者?|还是|、)?"
    rf"(?P<d>{NUMBER})(?:个|名|位)人?"
    r"(?:都|也|全)(?:行|可以|要|中|成|没事|得)"
)
# 20个不够,得30
_NOT_ENOUGH = compiled(
    rf"{NUMBER}(?:个|名|人|位)人?(?:怕是?|可能|根本|肯定|还是?|都|恐怕)*(?:不够|少了|忙不过来|弄不过来|干不完)"
    r"(?:用|使|干)?[ ,。]*(?:还|总|就|怕)?(?:得|要|起码|至少|最少|需要|写|改成?|来)(?:要|得|有)?"
    rf"(?P<n>{NUMBER}|俩|仨)(?:个|名|位)?人?(?=[ ,。!]|吧|才|$)"
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
_OH = "哦噢喔"  # 15,哦16
_CORRECTED = compiled(
    "^[ ,。!]*(?:哦|噢|喔|哎|诶|啊|不|不对|不是|错了|说错了|算了|哦不|啊不|呃)[ ,。!]*$"
)  # 二十,不,二十五
_AND_MORE = compiled(r"(?:再|另外|还|外加)(?:要|叫|来|找|请|招|加|喊)*$")
_IN_ALL = compiled(rf"(?:一共|总共|拢共|统共|合计|加起来)(?:就|要|是|得|招|找)*(?P<n>{NUMBER}|俩|仨)(?:个|名|人|位)")
_TWICE = compiled(r"翻(?:一)?倍|翻一番|加一倍|加倍|多一倍")
_HALF = compiled(r"减一?半|少一半|砍一?半|一半就(?:够|行)")


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
    if turn.asked == "headcount" and (ends := _FROM_TO.search(turn.left)) is not None:
        least, most = _pair(ends["a"] or ends["f"] or ends["c"]), _pair(ends["b"] or ends["e"] or ends["d"])
        if least and most and least[0] < most[1]:
            turn.put("headcount", [least[0], most[1]], ends.span(), "headcount-from-to")
            return
    for regex, rule in ((_ENOUGH, "headcount-enough"), (_NOT_ENOUGH, "headcount-not-enough")):
        rather = regex.search(turn.left)
        if rather and (pair := _pair(rather.group("n"))) is not None:
            turn.put("headcount", list(pair), rather.span(), rule)
            return
    if turn.asked == "headcount" and (all_of_them := headcount.teams(turn.left)) is not None:  # 两个班,一班6个
        both = [int(all_of_them.low), int(all_of_them.high)]
        turn.put("headcount", both, (all_of_them.start, all_of_them.end), "headcount-teams")
        return
    apart = MEN_WOMEN.search(turn.left) or _BOTH_SEXES.search(turn.left)
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
            of_own = _HAVE.search(turn.left[: match.start()])  # 我家已经有3个,再要5个
            if (
                chosen
                and not of_own
                and turn.asked == "headcount"
                and _AND_MORE.search(turn.left[: match.start()][-8:])
            ):
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
            if (pair := _pair(_COUPLE.sub("俩", match.group("n") or match.group("m")))) is not None:
                chosen = _changed(turn, pair, match.span(), turn.left[: match.start()])
    cue = _CUE.search(turn.left) if chosen is None else None
    pair = _pair(cue.group("n")) if cue is not None else None
    if cue is not None and pair is not None and (turn.asked != "wage" or pair[1] < _A_WAGE):  # 大人150小孩不要
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
            if _CARLOAD.search(clause):
                continue
            bare = _BARE.match(clause) or _DOWN_TO.match(clause)
            pair = _pair(bare.group("n")) if bare else None
            low = _pair((bare.groupdict().get("low") or "") if bare else "")
            pair = (low[0], pair[1]) if low and pair and low[0] < pair[1] else pair
            if (
                bare
                and pair
                and (chosen is None or (_CORRECTED.search(turn.left[chosen[1][1] : start]) or clause[0] in _OH))
            ):
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
    if _A_SHARE.search(before) or (match.group("unit") == "位" and re.search("电话|号|手机", before)):
        return None  # 两拨,一拨10个; 电话少一位
    if turn.asked != "headcount" and turn.draft.get("headcount") and _THE_REST.search(after):
        return None  # 两个男的抬筐,其余女的: parts of those who are wanted
    if turn.asked != "headcount" and turn.draft.get("headcount") and _AMONG.search(before):
        return None  # 10个人里头要2个男的
    if re.match("(?:都|又)?(?:不来|不干|走了|来不)", after):
        return None  # 俩人不来了,再补俩
    if re.search(r"(?:一|每)个?人(?:发|给|有|得|领|管)?$", before) and not after.startswith("人"):
        return None  # 早上一人两个包子
    if match.group("vehicle") == "车" and (
        turn.draft.get("kind") != "freight"
        or (pair[1] < 2 and not (re.search("[加要来]$", before) or re.match("就?(?:够|行|可以)", after)))
    ):
        return None
    if match.group("unit") == "个" and _CAN_DO.search(before):
        return None  # 一天能套三千个
    if match.group("n") in ("一", "1") and match.group("unit") == "人" and re.match("(?:一|每)(?:天|个?月|晚)", after):
        return None  # 一人一天一百五
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
