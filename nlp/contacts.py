# ruff: noqa: E501 - a line of grammar is not wrapped
"""Phones and the name beside them: 138 0013 2207, 幺八幺零零…, 联系王师傅, 我叫李建军."""

from __future__ import annotations

import re

from nlp.normalise import plain
from nlp.patterns import compiled

_HAN_DIGITS = str.maketrans("零幺一二两三四五六七八九洞拐勾", "011223456789079")
_PHONE = compiled(
    r"(?<!\d)(?:86(?=1[3-9]\d{9}(?!\d)))?(?:1[3-9]\d(?:\d{8}|[- .*]\d{4}[- .*]?\d{4}|\d{4}[- .*]\d{4}|[- .*]\d{8}|[- .*]\d{3}[- .*]\d{5}|[- .*]\d{5}[- .*]\d{3}|\d[- .*]\d{4}[- .*]\d{3}"
    r"|\d{2}[- .*]\d{6}|\d{3}[- .*]\d{5}|\d{5}[- .*]\d{3}|\d[- .*]\d{3}[- .*]\d{4}|\d[- .*]\d{7}|\d{6}[- .*]\d{2})(?!\d)"
    r"|[1幺一](?:[- ,.]{0,3}[零幺一二两三四五六七八九洞拐勾\d]){10}(?![零幺二两三四五六七八九洞拐勾\d]|一(?![个天]))"
    r"|零[零幺一二两三四五六七八九]{10,11}(?![零幺一二两三四五六七八九])|0\d{2,3}[- ]?\d{7,8}(?!\d)|0\d{2,3}[- ]\d{3,4}[- ]\d{3,4}(?!\d)|400[- ]?\d{3,4}[- ]?\d{3,4}(?!\d)|(?<=电话)[: ]?\d{7,8}(?!\d))"
)
_RUN = compiled(
    r"\d{3}|[幺一零二两三四五六七八九\d][- ]?[零幺一二两三四五六七八九\d][- ]?[零幺一二两三四五六七八九\d][- ,]?[零幺一二两三四五六七八九\d]"
)
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "符羊麦韦蒙岑莫罗卫景解屈畅荆柴仝闫党樊霍尚柳裴申祁庞聂鲁翟岳齐严沙祝左涂管祖骆甘宁欧游阳纪舒柯凌盛辛耿牛管简喻路苗靳吉冉邢关焦兰包毕华葛温滕包鲍艾车库代窦费伏盖耿古关归桂国海韩郝洪花吉计季冀贾江靳居康柯柯寇况蓝冷连廉练林娄芦鲁缪莫母宁牛农欧潘皮蒲蒲戚卿丘邱阮赛单邵佘施师时宿孙索台覃陶佟童万危韦翁邬巫伍武奚席冼向项肖晓解辛幸熊胥宣禤晏羊殷尤虞苑云臧查翟詹湛章甄郑仲诸竺卓宗邹左冀巩申聂耶鞠荀种逯撖原吝姬弓卞相尉呼党拓折雒淡权同问员昝禹晁亢阴岐扈鄢胥藉屠訾逄敖丛鹿厉戎邸鄂匡印皇栗巨楚褚仇丑逮蔺粟晋揭蒯麻伊应郁仰咸燕狄幸邴隗候蒿边冷阚缑侍"
)  # fmt: skip
_SUR = f"(?:欧阳|上官|皇甫|司马|诸葛|令狐|司徒|[{''.join(dict.fromkeys(_SURNAMES))}])"
SURNAMES = frozenset(_SURNAMES)
_TITLE = r"(?:师傅|师父|大厨|机长|所长|技术员|会长|文书|基地长|园区长|老板娘?|经理|主任|队长|队|工长|工头|总监|总|女士|太太|先生|小姐|会计|出纳|老师|教练|娃子?|支书|书记|村长|站长|厂长|场长|园长|院长|校长|店长|组长|班长|主管|助理|医生|大夫|掌柜|大姐|大哥|大叔|大婶|大嫂|大妈|大娘|大爷|大伯|阿姨|叔叔|姐|哥|弟|妹子?|叔|婶子?|嫂子?|姨|伯|爷|妈|娘|姑|舅|[木石铁瓦漆篾]匠|师|生|工(?![地资人作价钱])|社长|辅导员|调度|理事长|部长|科长|所长|处长|董|连长|排长|机手|人事|同学|同志|房东|管家|妹儿|嬢|孃孃|孃|公|婆)"
_FAMILIAR = rf"(?:老[\u4e00-\u9fa5](?:头|汉|哥|师|伯|爹)|[老小][\u4e00-\u9fa5](?:{_TITLE})?|阿[\u4e00-\u9fa5]{{1,2}}|{_SUR}{_TITLE}|大[\u4e00-\u9fa5][哥姐]|[\u4e00-\u9fa5]{{1,2}}(?:哥|姐|叔|婶|嫂|姨|师傅|老板|伯|爷|总)|老板娘)"
_FULL = rf"{_SUR}[\u4e00-\u9fa5]{{1,2}}"
_STOP = r"(?![\u4e00-\u9fa5])"
# A name right before a phone, right after it, or after words that lead to one.
_LEAD = r"(?:联系人|联络人|负责人|联系方式|联系电话|报名电话|咨询电话|电话|手机|联系|咨询|报名|致电|打给|拨打|请?找|寻(?![个一位两三几])|详询|详情|有意者?|叫我|喊我|[我俺]叫|我是|我姓名|名字|称呼|微信|问)[: ,是叫]*"
_CUED = compiled(
    rf"{_LEAD}(?:电话|联系人|[\u4e00-\u9fa5]{{2,3}}的(?=[老小]{_SUR}(?![\u4e00-\u9fa5]))|[堂表][哥弟姐妹]|她?他?侄[女子]|包工头|村支书|人事|工头|船主|主家|项目部|领队|带班的?|队长|老板|村长|组长|工头|老乡|本人)?[: ]?(?P<name>{_SUR}{_TITLE}|[老小]{_SUR}(?:{_TITLE})?|[阿亚][\u4e00-\u9fa5]|{_FULL}(?=[ ,.。;!?()\n■]|就(?:晓得|知道|行|可|好|要得)|即可|$)|(?:(?<=系人)|(?<=系人[: ])|(?<=责人)|(?<=责人[: ]))[\u4e00-\u9fa5][师总姐哥叔婶](?=[ ,.\d\n■]|$)|{_FAMILIAR}|老板娘)"
)
_BEFORE_PHONE = compiled(
    rf"(?P<name>老[\u4e00-\u9fa5](?:头|汉|哥|师|伯|爹)|(?<![\u4e00-\u9fa5])[\u4e00-\u9fa5]老[二三四五六七八](?![\u4e00-\u9fa5])|{_SUR}家老[大二三四五六七八九幺]|{_SUR}{_TITLE}|{_SUR}[\u4e00-\u9fa5]{{1,2}}{_TITLE}|[老小]{_SUR}|[阿亚][\u4e00-\u9fa5]{{1,2}}|{_SUR}[\u4e00-\u9fa5]{{1,2}}|(?<=找)(?!电话)[\u4e00-\u9fa5]{{2,3}}(?=[ :])|(?<=联系)(?!电话|方式|号码|微信|手机|人)[\u4e00-\u9fa5]{{2,3}}(?=[ :])|(?:(?<![\u4e00-\u9fa5])|(?<=联系)|(?<=找))(?:[校园院店厂场站班组船队村]长|经理|主任|会计|支书|事务长|工头)|[\u4e00-\u9fa5]{{1,2}}(?:哥|姐|叔|婶|嫂|姨|师傅|老板|伯|爷|总)|老板娘?|[老小][\u4e00-\u9fa5]|(?<=[ ,。;!\n\d]){_SUR}(?=[ :]?$))"
    r"(?:[ :,.(]|的?(?:联系)?(?:电话|手机|微信|号码|电联)|手机号|是|联系|打|微信同号|\(微信同号\))*$"
)
_AFTER_PHONE = compiled(
    rf"(?:[ ,:()]|(?:老板|包工头|工头|主管|人事|队长|组长|主家|东家)(?={_SUR}{_TITLE}|[老小阿])|找|联系|我叫|我是|微信同号|同微信|微信同步|\(同微信\)|叫我)*(?P<name>{_SUR}{_TITLE}|[老小]{_SUR}|{_FAMILIAR}|{_FULL}|{_SUR}){_STOP}"
)
_ROLE_END = compiled(
    "(?:执事|管事|总管|支客|主管|负责人|经办人|工头|队长|村长|组长|船主|主家|人事|领队|带班|会计|支书|主任|经理|老板)$"
)
_ROLE = compiled(r"^(?:包工头|村支书|支书|队长|工头|村长|组长|老板)(?=[老小])")
_AT_END = compiled(
    rf"(?:^|[ ,.。;!?\n]|包工头|村支书|支书|队长|村长|人事|工头|船主|主家|中心|项目部|领队|带工的?|带班的?|管事的?|管账的?|客服|公司|厂里|合作社|组长)(?P<name>{_SUR}[大二三四五六七八九老幺满]?{_TITLE}|[老小阿]{_SUR}|阿[\u4e00-\u9fa5])[ .。!]*$"
)
# 平舟镇土寨村 明天就来 杨光华
_ALONE = compiled(rf"[ ,。](?P<name>{_SUR}[\u4e00-\u9fa5]{{2}})[ .。!]*$")
_AT_START = compiled(
    rf"(?:领队|带班|带工|包工头|工头|果农|菜农|瓜农|茶农|农户|种植户|养殖户|主家|店主)(?P<name>[老小阿]{_SUR}|{_SUR}{_TITLE})(?=[ ,:。\n要招找缺急喊请])"
)
# Who wrote, before a line of a chat: 老王: 明天要5个人; 张哥 11-10 22:14: is blanked but for the name.
_SPEAKER = compiled(
    rf"(?:^|\n)[\[「“\"]?(?P<name>[老小阿]{_SUR}|{_SUR}{_TITLE}|{_SUR}[\u4e00-\u9fa5]{{1,2}}|[\u4e00-\u9fa5]{{1,2}}(?:哥|姐|叔|婶|嫂|姨|师傅|老板|伯|爷|总))\]? *(?:\(\d{{2,6}}\))? *:(?! *1[3-9]\d{{9}})(?=[^\n]*[\d一-龥][^\n]{{3}})"
)
_WEEKDAY = compiled("周[一二三四五六日末]")
_INNER = compiled(rf"(?<=[所站部局厂场园店院校社村队组]){_SUR}{_TITLE}$")
_NOT_NAMES = frozenset(
    ["同号", "同步", "老人", "老板", "小工", "小时", "老家", "小孩", "小区", "小学", "老村", "小型", "小车", "老年", "老师", "小伙", "老婆", "老公", "小心", "小队", "老手", "小票", "小麦", "小米", "老房", "老树", "小店", "小货", "老乡", "小事", "小吃", "小贩", "小葱", "小妹", "阿姨", "阿拉", "小苗", "高工资", "高工地", "高薪", "高中", "高价", "包住", "包吃", "包车", "包工", "包月", "包接", "包饭", "包食", "包装", "单价", "单人", "时间", "时薪", "时候", "何时", "方便", "方式", "司机", "支持", "文员", "文化", "安全", "关系", "关于", "连续", "党员", "车接", "车费", "车间", "招工", "招人", "管吃", "管住", "管饭", "干活", "干净", "于是", "任何", "易学", "常年", "长期", "计件", "计算", "水电", "花费", "路费", "路口", "项目", "经理", "时工", "成年", "左右", "向上", "华丽", "古镇", "白天", "白班", "夏天", "江边", "江南", "石头", "云上", "金额", "明天", "明早", "祝大家", "谢谢", "万元", "段时间", "钱现结", "全包", "冷库", "温馨", "温馨提", "温馨提示", "常见", "严格", "成功", "平时", "庄稼", "平台", "左边", "右边", "米饭", "苗木", "鱼塘", "马上", "马路", "牛场", "羊场", "花椒", "柳树", "梁上", "林地", "林场", "田里", "田间", "石碌", "金盆", "白沙", "高耀", "周末", "周日", "周六", "周一", "周二", "周三", "周四", "周五", "毛豆", "毛桃", "齐全", "康复", "舒服", "甘蔗", "海边", "国庆", "元旦", "英语", "古城", "万冲", "万泉", "万荣", "贾村", "王村", "李村", "大姐", "大哥", "大婶", "大妈", "大叔", "师傅", "老板电", "小时工", "小时算", "谢绝", "解决", "招聘", "查看", "程序", "伏天", "童装", "管理", "管理员", "单位", "封箱", "葛根", "强调", "武装", "文明", "盛果", "常住", "有意", "有的", "会的", "能的", "宁可", "甘愿", "何况", "包吃住", "包早", "包午", "包晚", "包中", "包三", "包两", "包一", "公司", "公里", "公分", "公斤", "师范", "生活", "工人", "工资", "工作", "车师傅", "老师傅", "经常", "连夜", "安排", "安装", "申请", "辛苦", "辛苦费", "幸福", "卓越", "章程", "池塘", "宗旨", "水果", "水果店", "海鲜", "毕业", "车工", "安心", "钱不拖", "钱现结", "单身", "向阳", "应聘", "商量", "和气", "和平", "利索", "项目部", "柴胡", "米袋", "蓝莓", "路远", "苏醒", "段落", "党振", "景村", "景区", "尹", "于", "何", "任", "时", "向", "关", "于", "石", "方", "万", "车", "水", "文", "高", "包", "花", "白", "金", "解", "管", "单", "钱", "路", "连", "计", "国", "古", "海", "由", "元", "云", "英", "益", "依", "印", "母", "赛", "况", "查", "招", "智", "台", "师", "索", "简历", "简历发", "莫迟", "莫要", "莫来", "莫打", "盛情", "仰望", "应该", "麻烦", "边上", "权当", "同时", "同样", "同工", "丛林", "皇帝", "厉害", "印刷", "巨款", "火速", "伊始", "应届", "候车", "员工", "么", "仰", "院", "晓", "诸", "植"]
)  # fmt: skip


_BESIDE = compiled(r"(?:我的?|俺的?)?(?:联系)?(?:电话|手机|号码|微信|联系人|联系|姓名|名字)?号?(?:同号|是|:)?")
_CARD_MOST = 12  # letters of a name beside a phone


def card(name: str, phone: str) -> str:
    """A shared contact as somebody would write it: the name, and the phone without the country's 86."""
    return f"{name} {compiled(r'^(?:[+]|00)?86(?=1[0-9]{10}$)').sub('', phone.replace(' ', ''))}".strip()


def alone(text: str) -> tuple[str, tuple[str, ...]] | None:
    """The name (or nothing) and the phones of a text that is no more than that: 王 13800138000. Else None."""
    said = plain(text)
    found = phones(said)
    if not found:
        return None
    rest = "".join(" " if any(begin <= at < end for begin, end, _ in found) else said[at] for at in range(len(said)))
    name = " ".join(_BESIDE.sub("", word) for word in compiled(r"[ ,.。;!:()]+").split(rest)).strip()
    if len(name) > _CARD_MOST or compiled(r"\d").search(name):
        return None
    return name, tuple(digits for _, _, digits in found)


def phones(text: str) -> list[tuple[int, int, str]]:
    """Phone numbers of a plain text as (start, end, digits); digits spelt out in characters are read too."""
    if not _RUN.search(text):
        return []
    found = []
    for match in _PHONE.finditer(text):
        digits = match[0]
        if "," in digits and ("." in digits or "-" in digits):
            continue  # 日薪165,10.27-10.29
        if not digits.isdecimal():
            digits = compiled(r"\D").sub("", digits.translate(_HAN_DIGITS))
        if len(digits) == 13 and digits.startswith("86"):
            digits = digits[2:]
        if digits[0] == "1" and (len(digits) != 11 or digits[1] in "012"):
            continue
        end = match.end()
        if digits[0] == "1" and (mended := _TAIL_MENDED.match(text, end)):
            tail = compiled(r"\D").sub("", mended["d"].translate(_HAN_DIGITS))
            digits, end = digits[: -len(tail)] + tail, mended.end()
        found.append((match.start(), end, digits))
    return found


# 136 0000 9471 说错了 尾号是9417; 不对,是四四二零
_TAIL_MENDED = compiled(
    r"[ ,。;!(-]*(?:(?:哎|唉|啊|哦|呀)?[ ,]*(?:说错|写错|打错|输错|搞错|错|不对|更正|纠正)(?:了|啦|哈)?[ ,。:;!]*(?:应该|应)?(?:尾号|末尾|后面|后头|最后|后)?(?:[四三两4]?[位个]数?字?)?(?:应该|应)?(?:是|为|:|改成|改为)?|(?:尾号|后四位|最后四位|末四位)(?:应该|更正|改)(?:是|为|成)?)[ :,]*(?P<d>(?:\d{4}|\d{3}|[零幺一二两三四五六七八九洞拐勾]{3,4}))(?![\d零幺一二两三四五六七八九十百千块元个人])(?!不是)"
)


def name(text: str, numbers: list[tuple[int, int, str]], known: list[tuple[int, int]]) -> tuple[int, int, str] | None:
    """The contact's name in a text whose phones stand in `numbers`, as (start, end, name).

    `known` are stretches that are places or words of work, and so no part of a full name.
    """
    for start, end, _digits in numbers:
        begin = max(0, start - 14)
        while found := _BEFORE_PHONE.search(text, begin, start):
            given = _checked(found, text, known)
            if given:
                return given
            begin = found.start("name") + 1
        after = _AFTER_PHONE.match(text, end)
        given = _checked(after, text, known) if after else None
        if given:
            return given
    told = _CALLED.search(text) if "叫我" in text or "喊我" in text or "小名" in text or "外号" in text else None
    if told and told["nick"]:
        return told.start("nick"), told.end("nick"), told["nick"]
    if told and not _NO_NAME.search(told["name"]) and told["name"] not in _NOT_NAMES:
        return told.start("name"), told.end("name"), told["name"]
    own = _OWN.search(text) if "我是" in text or "俺是" in text else None
    if own and own["name"] not in _NOT_NAMES:
        return own.start("name"), own.end("name"), own["name"]
    for found in _CUED.finditer(text):
        given = _checked(found, text, known)
        if given:
            return given
    named = _AT_START.match(text) or (None if numbers else _AT_END.search(text))
    if not named and ":" in text:
        named = _SPEAKER.search(text)
    if numbers:
        return _given(text, numbers, known) or (_checked(named, text, known) if named else None)
    if named:
        return _checked(named, text, known)
    alone = _ALONE.search(text)
    if alone and not _NOT_GIVEN.search(alone["name"]) and alone["name"][:2] not in _NOT_NAMES:
        return _checked(alone, text, known)
    return None


# A given name alone, behind the last phone or after who to look for: 138… 巧玲, 寻磊子.
_GIVEN = compiled(r"[ ,:()]*(?:请?[找寻搵叫]|联系)?(?P<name>[\u4e00-\u9fa5]{2,3})[ .。!)]*$")
_SOUGHT = compiled(r"(?:找谁|联系谁|[找寻搵]|联系)[ :]*(?P<name>[\u4e00-\u9fa5]{2})[ :]*$")
_NOT_GIVEN = compiled(
    r"[的了吗呢吧啊哦不没有要来去给打电话手机信加微同号联系面谈议价钱工人急速快名额满止前后早晚天日月点元块管包吃住车送接老板村镇乡招聘用做活干报发谢详情勿扰诚非位个多少都也可以能行长期时间地址在到这那我你他俺额咱问]"
)


def _given(text: str, numbers: list[tuple[int, int, str]], known: list[tuple[int, int]]) -> tuple[int, int, str] | None:
    """A given name with no surname, at the very end behind the phone, or right before it after 找."""
    start, end, _digits = numbers[-1]
    found = _GIVEN.match(text, end) or _SOUGHT.search(text, max(0, start - 8), start)
    if not found or _NOT_GIVEN.search(found["name"]) or found["name"] in _NOT_NAMES:
        return None
    begin, close = found.span("name")
    if any(a < close and b > begin for a, b in known):
        return None
    return begin, close, found["name"]


_OWN = compiled(
    rf"[我俺]是[\u4e00-\u9fa5]{{2,8}}的(?P<name>[老小]{_SUR}|阿[\u4e00-\u9fa5]|{_SUR}{_TITLE})(?!(?![啊呀哈嘛呢哦])[\u4e00-\u9fa5]?[村家])"
)
_CALLED = compiled(
    r"(?:小名|外号)(?P<nick>[\u4e00-\u9fa5]{2})(?![\u4e00-\u9fa5])|[叫喊]我(?P<name>[\u4e00-\u9fa5]{2,3}?)(?:就行|就好|就中|即可|就可以|就要得|都行)"
)
_LEADING = "车着了在系找叫打是人话到给的和请问我号拨询络机"
_NO_NAME = compiled(r"[打的了饭送吃住接天里村镇乡元块管包工日月点个招要急店厂车水]")
_PLACE_ENDS = frozenset("湾寨庄屯堡滩路街沟塬")
_WITH_TITLE = compiled(rf"{_TITLE}$|^[老小阿]")


# A surname alone, last of the message behind the phone (18976530428 林), or right before it (陈13876954410).
_ALONE_THERE = compiled(r"[ ■][\u4e00-\u9fa5][ .。!)]*$|(?:[ ,。;!\n]|\d(?![万石方时元毛角分钱]))[\u4e00-\u9fa5][ :]?■")
_PRICED = frozenset("0123456789一二两三四五六七八九几")
# The name at the end of words that belong to what stands before it: 田的符叔, 周结韩姐, 优先老板.
_LAST_NAME = compiled(rf"(?<=[结的有先优住饭水管包薪费险])(?:{_SUR}{_TITLE}|老板娘?)$")
_ROLE_ALONE = compiled(r"[校园院店厂场站班组船队村]长|经理|主任|会计|支书|事务长|工头")


def _checked(found: re.Match[str], text: str, known: list[tuple[int, int]]) -> tuple[int, int, str] | None:
    """The name of a match, without words that only lead to it; None where it is no name."""
    words, start = found["name"], found.start("name")
    role = _ROLE.match(words)
    if role:
        words, start = words[role.end() :], start + role.end()
    while len(words) > 2 and words[0] in _LEADING and words != "老板娘" and words[:2] != "老板":
        words, start = words[1:], start + 1
    while (
        len(words) > 2
        and words[0] not in SURNAMES
        and (words[1] in SURNAMES or words[1] in "老小阿")
        and words[0] not in "老小阿大"
        and not words.endswith("老板")  # 鱼老板
        and (words[1] != "老" or words[2] not in "二三四五六七八")  # 平老四
    ):
        words, start = words[1:], start + 1
    if _WEEKDAY.match(words) or words[-1] in "我俺额咱" or words[0] in "我俺你个位":
        return None
    last = _LAST_NAME.search(words)
    if last and last.start():
        words, start = words[last.start() :], start + last.start()  # 周结韩姐
    if words[0] == "毛" and text[start - 1 : start] in _PRICED:
        return None  # 5毛一斤 139…
    if words[0] == "任" and len(words) > 2 and text[start - 1 : start] == "主":
        words, start = words[1:], start + 1  # 妇女主任陈妹
    inner = _INNER.search(words) if len(words) > 3 else None
    if inner and inner.start() and words[0] not in "老小阿":
        words, start = words[inner.start() :], start + inner.start()  # 环卫所赵所长
    if words in _NOT_NAMES or (words[:2] in _NOT_NAMES and not _WITH_TITLE.search(words)):
        return None
    if words == "老板":
        return None
    if words == "老板娘" or _ROLE_ALONE.fullmatch(words):
        return (start, start + len(words), words)
    titled = bool(_WITH_TITLE.search(words)) and words[-1] not in "里村"
    if any(a <= start and b >= start + len(words) for a, b in known):
        return None  # 找月嫂
    if titled and len(words) >= 2 and words[0] in "老小阿" and _NO_NAME.search(words[1:2]):
        return None
    if not titled:
        if len(words) == 3 and words[-1] in _PLACE_ENDS:
            return None  # 九所龙沐湾
        if _NO_NAME.search(words) or any(a < start + len(words) and b > start for a, b in known):
            return None
        before = text[start - 1 : start]
        if (
            before
            and "\u4e00" <= before <= "\u9fa5"
            and before not in "系找寻搵叫人话是问打机"
            and not _ROLE_END.search(text, max(0, start - 4), start)
            and not any(end == start for _start, end in known)
        ):
            return None
        if len(words) < 2 and not _ALONE_THERE.match(text, start - 1):
            return None
    return start, start + len(words), words
