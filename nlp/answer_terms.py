"""Meals, lodging, fare and the like, given or taken back; urgency; whom to ring."""

from __future__ import annotations

import re

from nlp.answer_turn import Turn, pattern, raw
from nlp.types import Certainty

_NAMES = ("breakfast", "lunch", "dinner", "lodging", "transport", "insurance", "tools", "water", "bonus", "meals")
_NOT_OF_A_LOAD = tuple(name for name in _NAMES if name != "transport")  # 过路费我掏: the vehicle is the worker's own
_MEALS = ("breakfast", "lunch", "dinner", "meals")
_GIVEN_BEFORE = r"(?:管|包|供|提供|有|给|报销|报|发|交|买|上|缴|加|送|补上?|带|备|免费|能|可以|派|出|配|安排|再)"
_DENIED_BEFORE = re.compile(
    r"(?:自带|自己带|各带|自备|各自带|自己解决)$|(?:不|没|没有|别|无|莫|冇|取消|去掉|删掉|免了|免|不再|不能|不给|不用|未)(?:再|给|管|包|"
    r"供|提供|报销|报|有|交|买|上|发|派|送|带|安排|能|会|负责|写|加|得|用|准备)*(?:中午|晌午|"
    r"早上|晚上|这|那|这个|那个)?$"
)
_DENIED_AFTER = re.compile(
    r"^(?:的|那[条个]|这[条个]|的事|要|得|需要?|让|咱|我们|俺|就|也|都|全|上|钱|顿|费|暂时|这边|这块)*(?:不(?:管|"
    r"包|供|提供|给|报|能|写|送|交|买|用|行|了|得|再|接|负责|有|算|要|派|发|备|安排|住)|(?:都|就)?在(?:自己)?家里?吃|家里吃|自己吃|没(?:有|"
    r"得|法|了|人|地方|车)?|自理|自带|自己|自备|各人?|各带|划[脱掉了]|勾[脱掉了]|抹[脱掉了]|拿脱|取脱|个人|取消|去掉|删|免了|免|管不了|"
    r"住?满了|住满|管不成|供不了|包不了|接不了|接不成|停了|算了|坏了|改成|换成)"
)
_DENIED_CLAUSE = re.compile(
    r"^(?:[一-龥]{0,6}坏了)?不(?:接|送|管|包|供)(?:了|咧|啦|嘞|人|饭|住|吃|喽|咯)+|(?:自己|各)(?:带|"
    r"来|去|回|骑|坐|想办法|解决|做)"
)


# 早饭后, 吃过早饭了来: an hour, and no meal.
_BY_THE_MEAL = re.compile(r"(?:以?后|过后|之?前|以前|吃了|吃完|过了)(?:$|[ ,来到再就开])")


def read_benefits(turn: Turn) -> None:
    """What the employer gives beside the pay, added to or taken from the draft."""
    had = list(turn.draft.get("benefits") or [])
    added: list[str] = []
    _apart(turn)
    removed: list[str] = []
    spans: list[tuple[int, int]] = []
    for start, clause in list(turn.clauses()):
        rest = clause
        for name in _NAMES if turn.draft.get("kind") != "freight" else _NOT_OF_A_LOAD:
            for match in pattern(f"<benefits.{name}>").finditer(rest):
                if not _means(turn, name, rest, match) or (name in _MEALS and _BY_THE_MEAL.match(rest, match.end())):
                    continue
                denied = _is_denied(rest, match)
                (removed if denied else added).append(name)
                spans.append((start, start + len(clause)))
                rest = rest[: match.start()] + "\x00" * len(match.group()) + rest[match.end() :]
                if re.search(r"食宿|吃住", match.group()):
                    (removed if denied else added).append("meals")
                break
    added = [name for name in dict.fromkeys(added) if name not in removed]
    if "meals" in added and any(meal in added for meal in ("breakfast", "lunch", "dinner")):
        added.remove("meals")
    new = [name for name in added if name not in had]
    gone = _own_names(list(dict.fromkeys(removed)), had)
    if added and not new:
        turn.same = True
    if new:
        turn.put("benefits_add", [*turn.changes.get("benefits_add", []), *new], spans[0], "benefits")
    if gone:
        turn.put("benefits_remove", gone, spans[-1], "benefits-denied")
    elif removed:
        turn.same = True
    for span in spans:
        turn.blank(*span)


_JOINED = re.compile(
    r"(早)(?:和|跟|、)?(中|午|晌)?(?:和|跟|、)?(晚)(?=饭|餐|两|三|都管|管)|(中|午|晌)午?(?:和|"
    r"跟|、)?(晚)(?=饭|餐|两|都管|管)|(早)(?:和|跟|、)?(中|午)(?=饭|餐|两|管)"
)
_GIVEN_JOINED = re.compile(r"(?<!不)(?:管|包|供)(?=[早中午晚]{2})(早)?(中|午)?(晚)?(?![一-龥])")
_JOINED_MEALS = {"早": "breakfast", "中": "lunch", "午": "lunch", "晌": "lunch", "晚": "dinner"}


def _apart(turn: Turn) -> None:
    """早晚饭都管: two meals in one word."""
    match = _JOINED.search(turn.left) or _GIVEN_JOINED.search(turn.left)
    if match is None:
        return
    end = turn.clause_at(match.start())[1]
    if re.search(r"不管|不包|自理|自带|取消|不供", turn.left[match.start() : end]):
        return
    had = turn.draft.get("benefits") or []
    new = [_JOINED_MEALS[group] for group in match.groups() if group and _JOINED_MEALS[group] not in had]
    if new:
        turn.put("benefits_add", new, (match.start(), end), "benefits-joined")
    else:
        turn.blank(match.start(), end)


def _means(turn: Turn, name: str, clause: str, match: re.Match[str]) -> bool:
    """Whether the word speaks of what is given: short and everyday ones need a word of giving beside them."""
    word = match.group()
    before, after = clause[: match.start()], clause[match.end() :]
    about = turn.asked == "benefits"
    gives = re.search(_GIVEN_BEFORE + r"[一-龥]{0,3}$", before) or re.match(
        r"[一-龥]{0,2}(?:管|包|给|有|供|报|出|发|提供|我们|俺们|老板|免费|都|补|写|加)", after
    )
    denied = _is_denied(clause, match)
    weak = word in (
        "中午",
        "晌午",
        "饭",
        "餐",
        "吃",
        "住",
        "接",
        "水",
        "刀",
        "剪",
        "奖",
        "有车",
        "坐车",
        "接人",
        "拉人",
        "吃饭",
        "工具",
        "交通",
        "篮子",
        "袋子",
        "梯子",
        "刀",
        "剪子",
        "筐子",
        "背篓",
        "伙食",
        "吃的",
        "早点",
        "奖励",
    )
    if word == "梯子" and re.search("[上爬登搬扶会能用]$", before):
        return False  # 上梯子的活
    if name in _MEALS and (
        re.search(r"(?:做|煮|炒|端|送|卖|洗|烧|吃了|吃完|吃过|吃罢|吃毕)$", before)
        or re.match(r"补|店|馆|桌|盒|苦|亏|力|香|[得不]消", after)
    ):
        return False
    if word in ("中午", "晌午"):
        given = re.search("[管包]$", before) and not re.match("[一-龥]", after)  # 管中午
        return bool(given or re.match(r"(?:那)?(?:一)?(?:管|包|有|供|顿|给|不管|不包|吃|自|加)", after))
    if word == "住" and re.match(r"[在址]", after):
        return False
    if name == "tools" and (
        (word in ("刀", "剪") and re.match(r"[线枝花果毛草布头]", after))
        or re.search(r"[套装缝搬扛捡洗磨编卸]$", before)
    ):
        return False  # 剪线头, 套袋子: the work itself
    if word in ("铺盖", "被褥") and re.search(r"自己|自带|各带", after):
        return False  # 住我家,铺盖自己带
    if word == "水" and re.search(r"[一-龥]$", before) and not gives and not about:
        return False
    if word == "水" and re.match(r"杯|壶|鞋|泥|果|电|管工|桶", after):
        return False
    if about and word == "接" and before.endswith(("的", "都", "人")) and not after:
        return True  # 路远的接
    if word == "接" and re.match(r"[着龙到电个]|$", after) and not denied and not gives:
        return False
    if (
        name == "tools"
        and re.search(r"(?:自带|带上?)$", before)
        and not re.search(r"不(?:用|要|需要?)(?:自己|自)?带", before)
    ):
        return False
    if re.search(r"不(?:用|要|需要?)(?:自己|自)?带$", before):
        return True
    if weak and not about:
        return bool(gives or denied)
    return True


def _is_denied(clause: str, match: re.Match[str]) -> bool:
    before, after = clause[: match.start()], clause[match.end() :]
    if re.search(r"不(?:用|要|需要?)(?:自己|自)?(?:带|掏|出|花)$", before):
        return False
    if re.search(r"不(?!用|要|错|少|多)|没|自理|自带", match.group()) or _DENIED_BEFORE.search(before):
        return True
    return bool(_DENIED_AFTER.match(after) or _DENIED_CLAUSE.search(clause))


def _own_names(removed: list[str], had: list[str]) -> list[str]:
    """What is denied, under the draft's own name for it: with 管午饭 in the draft, 不管饭 takes the lunch away."""
    gone: list[str] = []
    for name in removed:
        if name in had:
            gone.append(name)
        elif name in _MEALS:
            gone.extend(meal for meal in had if meal in _MEALS and (name == "meals" or meal == "meals"))
    return list(dict.fromkeys(gone))


_URGENT = re.compile(
    r"活儿?(?:挺|很|太|有点|比较|真|特别)?急|急急|急招|加急|急用|急得很|急[!！]|着急|写上?(?:个)?急|标(?:个|上)?急|十万火急|很急|急需|"
    r"特急|紧急|火急|急活|急单|催得紧|抓紧|赶时间|(?:^|[ ,])急(?=[ ,]|$)|急着|急缺|急人|加个急|急死|写急"
)
_NOT_URGENT = re.compile(
    r"(?:不|没|别|莫|不是|不算|不用|去掉|取消|不那么|不咋)(?:太|很|是|那么|写|标|着|加|再|用|"
    r"上|个)*(?:急|紧)|急(?:字)?(?:去掉|删|不要|取消)|慢慢(?:来|招)"
)


# 咋不急,果子都往下掉
_HOW_NOT = re.compile(r"(?:咋|怎么|能|哪能|哪有|哪里|可|敢)(?:会|可能|个)?不(?:急|着急|赶)")


def read_urgent(turn: Turn) -> None:
    """Said in words, or taken back."""
    if match := _HOW_NOT.search(turn.left):
        turn.put("urgent", True, match.span(), "urgent-rhetoric")
        return
    if match := _NOT_URGENT.search(turn.left):
        if turn.draft.get("urgent"):
            turn.put("urgent", False, match.span(), "urgent-denied")
        else:
            turn.blank(*match.span())
        return
    match = _URGENT.search(turn.left)
    if match and not re.search(r"吗|几|什么", turn.left[match.end() :]):
        turn.put("urgent", True, match.span(), "urgent")


_SPOKEN = str.maketrans("零一二三四五六七八九幺两", "012345678912")
_DIGIT = r"[0-9零一二三四五六七八九幺]"
_PHONE = re.compile(
    rf"(?<![0-9])(?:[1一幺](?:[ \-.,]{{0,2}}{_DIGIT}){{10}}|[0零](?:[ \-()]{{0,2}}{_DIGIT}){{9,11}})(?![0-9])"
)
# 电话打错了,最后是8002
_PHONE_ENDS = re.compile(
    r"(?:尾号|尾数|末尾|最后|后头|后边|后)(?:[两三四234]位)?(?:数字?)?(?:应该)?(?:是|改成|改|换成|写成|:)(?P<digits>\d{2,4})(?!\d)"
    r"|最后一(?:位|个)(?:数字?)?(?:应该)?(?:是|改成|改)(?P<one>\d)(?!\d)"
)
_LOCAL = re.compile(r"(?<![0-9])\d{7,8}(?![0-9])")
_MORE_PHONES = re.compile(
    r"再加|加一?个|多一?个|或者|还有(?:个|一个)?|另外|添(?:个|一个)|补(?:个|一个)|备用|也行|"
    r"也可以|都行|多留|再留|再写|另一个|第二个|也打"
)
_SURNAME = raw("surnames")
_TITLE = (
    r"(?:师傅|师|老板娘|老板|经理|姐姐|姐|哥|叔叔|叔|婶婶|婶子|婶|嫂子|嫂|姨|工头|工|总|主任|"
    r"队长|会计|书记|老师|阿姨|大姐|大哥|婆婆|婆|爷爷|爷|伯|厂长|老汉|支书|村长|站长|场长|先生|"
    r"女士|大爷|大妈|妈|妹|弟|掌柜|班长|组长|院长|校长|公|爹|娘|老表|主席|社长|领班|主管|店长|"
    r"老大|老三|老二|老四|老五|奶奶|奶|孃孃|孃|嬢嬢|嬢)"
)
_NAME = (
    rf"(?:[{_SURNAME}]{_TITLE}|阿[一-龥](?:{_TITLE})?|[小老大][{_SURNAME}](?:{_TITLE})?|[一-龥](?:哥|"
    rf"姐|叔|嫂|姨|婶|伯|妹|爷|婆|公|孃|总|工)"
    rf"|[{_SURNAME}](?:(?![的就吧电手号是联打嘛呢接说来要管给和也都]|安排|负责)[一-龥]){{1,2}}(?:{_TITLE})?|"
    rf"[小老][一-龥](?=$|[ ,\x00]|就|的))"
)
_NOT_NAMES = re.compile(
    r"了|^[我俺咱他她你]|电话|号码|手机|联系|就是|这个|那个|老板$|老地方|老样子|小时|大家|老乡|"
    r"老人|小工|大工|大概|大约|成了|别的|没有|还是|马上|时候|方便|万荣|周[一二三四五六日]|高速|"
    r"安排|于是|应该|单子|关了|车|钱$|工资|包[吃住]"
)
_KIN = (
    r"(?:俺|我|咱|他|俺家|我家|我们|俺们)?(?:的)?(?:姐夫|妹夫|丈人|老丈人|小舅子|嫂子|婶子|姑父|姨父|表[哥弟姐妹]|堂[哥弟]|婆姨|媳妇儿?|老婆|屋里头?的?|男人|老公|当家的|"
    r"掌柜的|儿子|儿|娃|女子|女儿|姑娘|闺女|弟弟|弟|哥哥|妹妹|姐姐|侄子|侄女|外甥|爹|妈|爸|父亲|"
    r"母亲|女婿|徒弟|工头|带班的?|管事的?|老板|会计|队长|人事|行政|前台|车间|亲家|堂客|婆娘|姨|舅|叔)"
)
_NAME_AT = (
    re.compile(
        rf"不(?:是|叫|姓)(?P<old>{_NAME})[ ,]*(?:应该|而)?(?:是|叫|姓)(?P<n>{_NAME})(?=$|[ ,。\x00]|吧|的)"
    ),  # 不是王师傅是汪师傅
    re.compile(
        rf"(?:联系人|姓名|名字?|称呼|人名)[^ ,。]{{0,3}}(?:错了?|不对)[^,。]{{0,3}}?[ ,]*(?:应该)?(?:是|叫)"
        rf"(?P<n>{_NAME})(?=$|[ ,。\x00]|吧)"
    ),
    re.compile(
        rf"(?:[她他我俺]|名字?|大名)(?:就)?叫(?P<n>{_NAME}|[一-龥]{{2,3}}?)(?=$|[ ,。\x00]|吧|的|就|电话)"
    ),  # 她叫秀英
    re.compile(rf"^[ ]*{_NAME}(?:改|换)(?:成|为)(?P<n>{_NAME})(?=$|[ ,\x00]|吧|的|了)"),  # 王师傅改成王大伟
    re.compile(
        rf"(?:联系人|联络人|姓名|名字|名|负责人|接头人|称呼)(?:是|叫|改成|换成|写成|写|改|换|填|为|就写|"
        rf"就叫|:|就是)*(?:{_KIN})?(?P<n>{_NAME})"
    ),
    re.compile(
        rf"(?:找|叫我|喊我|叫|喊|问|联系|打给|我叫|我是|我姓名|写|留|换成|改成|换|打)(?:{_KIN})?[ ]?(?:叫)?"
        rf"(?P<n>{_NAME})(?=的|"
        rf"电话|[ ,\x00:]|$|就|吧|手机|本人|联系|嘛|号|他|她|接)"
    ),
    re.compile(
        rf"(?:^|[ ,\x00])(?:{_KIN})?(?:叫)?(?P<n>{_NAME})(?:的)?(?:电话|手机|号码?|联系方式)?(?:是|:)?[ ,]?(?=\x00)"
    ),
    re.compile(rf"\x00[ ,]?(?:{_KIN})?(?:叫|找|是)?(?P<n>{_NAME})(?=$|[ ,。\x00]|吧|接|的)"),
)


_NO_PHONE = re.compile(
    r"(?:电话|手机号?|号码|联系方式|手机)(?:就|也|都|还是|先)?(?:别|莫|甭|不要|不用|不必|不)(?:写|留|放|发|登|填|给|公布|挂|露)(?!错)(?:上去?|出去?|了|吧)?|"
    r"(?:别|莫|甭|不要|不用|不)(?:写|留|放|发|登|填|公布|挂|露)(?:上|我的?|俺的?)?(?:电话|手机号?|号码|联系方式)|"
    r"(?:把)?(?:电话|手机号?|号码)(?:去掉|删了|删掉|拿掉|抹了|抹掉|划掉)|(?:去掉|删掉|拿掉)(?:电话|手机号?|号码)"
    r"(?=[ ,。!吧了]|$)"
)


def read_contact(turn: Turn) -> None:
    """The phone to ring and the name to ask for: a new phone stands for the old one, unless it is added."""
    if no_phone := _NO_PHONE.search(turn.left):
        # 算了电话别写: the number goes, the draft stays
        turn.put("phones", [], no_phone.span(), "phone-none")
        return
    had_one = turn.had("phones")
    if len(had_one) == 1 and (ends := _PHONE_ENDS.search(turn.left)) and not _PHONE.search(turn.left):
        told = ends["digits"] or ends["one"]
        digits = had_one[0][: -len(told)] + told
        turn.put("phones", [digits], ends.span(), "phone-ends")
    found: list[str] = []
    first: tuple[int, int] | None = None
    for match in _PHONE.finditer(turn.left):
        digits = re.sub(r"\D", "", match.group().translate(_SPOKEN))
        if re.search(r"(?:不是|别打|不要打|去掉|删掉|把|不用)$", turn.left[max(0, match.start() - 4) : match.start()]):
            turn.blank(*match.span())
            continue
        if re.fullmatch(r"1[3-9]\d{9}|0\d{9,11}", digits):
            found.append(digits)
            first = first or match.span()
            turn.blank(*match.span())
    if not found and (turn.asked == "contact" or turn.said(r"电话|座机|号码")):
        for match in _LOCAL.finditer(turn.left):
            found.append(match.group())
            first = first or match.span()
            turn.blank(*match.span())
    if found and first is not None:
        had = list(turn.had("phones"))
        more = None if re.search(r"换|改成|不是", turn.left) else _MORE_PHONES.search(turn.left)
        phones = list(dict.fromkeys([*had, *found] if more and had else found))
        turn.put("phones", phones, first, "phone-more" if more and had else "phone", blank=False)
        if more:
            turn.blank(*more.span())
    if (
        found
        or turn.asked == "contact"
        or turn.said(
            r"联系人|联络人|名字|姓名|不(?:是|叫|姓)[一-龥]{2,4}[ ,]*(?:应该|而)?(?:是|叫|姓)|"
            r"(?:师傅|姐|哥|叔|嫂|老板|经理|会计)(?:改|换)成|叫我|喊我|负责人|我叫|我姓名|"
            r"(?:^|[ ,])(?:找|联系)[一-龥]{2,3}(?:[ ,]|$)"
        )
    ):
        _read_name(turn, bool(found))


def _read_name(turn: Turn, beside_phone: bool) -> None:
    for regex in _NAME_AT:
        for match in regex.finditer(turn.left):
            name = match.group("n")
            if (old := match.groupdict().get("old")) and old[0] != (turn.had("contact_name") or " ")[0]:
                continue
            if _NOT_NAMES.search(name) or re.search(r"(?:不是|别写|别叫|不叫)$", turn.left[: match.start("n")]):
                continue
            turn.put("contact_name", name, match.span("n"), "name")
            turn.blank(*match.span())
            return
    if turn.asked == "contact" and beside_phone:
        for start, clause in turn.clauses():  # 冯启明,座机没有,手机189…
            if re.fullmatch(_NAME, clause) and not _NOT_NAMES.search(clause):
                turn.put("contact_name", clause, (start, start + len(clause)), "name-apart", Certainty.LIKELY)
                return
    if turn.asked == "contact" and not beside_phone:
        bare = re.fullmatch(
            rf"(?:{_KIN})?(?:就|是|叫|找|写|我叫|我是|喊)*(?P<n>{_NAME}|[一-龥]{{2,3}})(?:吧|就行|就可以|嘛|呗)?",
            turn.left.strip(),
        )
        if bare and not _NOT_NAMES.search(bare.group("n")) and re.fullmatch(_NAME, bare.group("n")):
            turn.put("contact_name", bare.group("n"), bare.span("n"), "name-bare", Certainty.LIKELY)
