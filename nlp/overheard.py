# ruff: noqa: E501 - a line of grammar is not wrapped
"""What stands in a message and is not said: struck out, stamped by the messenger, of a later day, or the wrong way round.

Each is blanked before any rule reads the text, character for character.
"""

from __future__ import annotations

import re

from nlp import lexicon, relayed, spoken
from nlp.lexicon import OBJECT
from nlp.patterns import compiled
from nlp.rules import Spot

_STRUCK = compiled(r"~~[^~\n]{1,24}~~")
# Who wrote a forwarded message and when: 老支书 10月12日 21:03, and so with seconds in a copied chat.
_STAMP = compiled(
    r"(?:^|\n)(?:转发?:)?[^\n,。;!?:]{0,16}?(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日? +\d{1,2}:\d\d(?::\d\d)?:?(?=\n)"
)
# A clock time, or day and time, alone in its line, as a messenger sets it between what is said.
_STAMP_ALONE = compiled(
    r"(?:^|\n)(?:(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日? +|昨天 *|今天 *|星期[一二三四五六日] *|周[一二三四五六日] *)?(?:[上下中]午|晚上|凌晨|早上)? ?(?:[01]?\d|2[0-3]):[0-5]\d *(?=\n)"
)
_STAMP_SECONDS = compiled(r"(?:^|\n)[^\n,。;!?:]{0,16}?\d{1,2}:\d\d:\d\d(?=\n)")
_OTHER_WAY = compiled(
    r"[^。;!?\n]{2,40}(?:说|写|搞|弄|讲|打|发|报)(?:反|倒|颠倒)了(?=[^。;!?\n]{0,4}[^。;!?\n]*[到去往至])"
)

# What may be paid later: 干得好三个月后涨到3200.
_RAISED = compiled(
    r"(?:(?:干得好|干好了?|表现好|做得好|肯干的?)[ ,]?)?(?:满|过了?|干满)?(?:[一二两三四五六七八九十\d]{1,2}个?(?:月|年|星期|礼拜)|半年|一年|转正|试用期?)(?:以?后|之后|过后|满了?|过了)?[ ,]?(?:就|可以?|还|再|会|能)*(?:涨|加|提|升|调)(?:到|成|至|为)?[\d一二两三四五六七八九十百千]{1,5}(?:块|元)?"
)


# A clock time with a full stop: 早5.30到11.30.
_DOTTED = compiled(
    r"(?<=[早上晨午晚])\d{1,2}\.[0-5][05](?:(?:-+|~+|到|至)(?:下午|晚上?|中午)?\d{1,2}\.[0-5][05])?(?![\d元块.])"
)
# By how much the pay was raised, before the new sum: 工钱涨了二十一天一百八.
_BY = compiled(r"(?:[涨加降减]|[多少]给)了?(?:[一二三四五]?十|\d0)(?:块|元)?(?=一[天斤亩][一二三四五六七八九\d])")
_RAISING = frozenset("涨升调加降减")
# What dictation writes for 摘, 栽 and 抬 before what is picked, planted or carried.
MISHEARD = frozenset("折拆宅窄斋债责载台")
_YOUNG = ("苗", "秧", "树", "树苗")
_COUNTS = frozenset("0123456789一二两三四五六七八九十几多这那每半某整哪上下前后阳舞平烟灶吧电柜")
_GOODS = (
    "冰柜",
    "冰箱",
    "柜子",
    "家具",
    "家私",
    "沙发",
    "钢琴",
    "石头",
    "石板",
    "木头",
    "水泥",
    "床",
    "洗衣机",
    "石料",
    "木料",
)


def mended(text: str, spots: list[Spot]) -> str:
    """A plain text with the verb that was meant before a crop (折香菇), a young plant (载槟榔苗) or a load (台冰柜)."""
    for start, end, entry, _form, _numeral in spots:
        letter = text[start - 1 : start]
        if not letter or entry is None or entry[0] is not OBJECT or letter not in MISHEARD:
            continue
        meant = ""
        if letter == "载":
            meant = "栽" if text[start:end].endswith(_YOUNG) or text.startswith(_YOUNG, end) else ""
        elif letter == "台":
            carried = text.startswith(_GOODS, start) and text[start - 2 : start - 1] not in _COUNTS
            meant = "抬" if carried else ""
        elif lexicon.verbs().get("摘", {}).get(entry[1]) == "picking" and text[start - 2 : start - 1] not in (
            "打",
            "转",
        ):
            meant = "摘"
        if meant:
            text = text[: start - 1] + meant + text[start:]
    return text


def _colons(match: re.Match[str]) -> str:
    return match[0].replace(".", ":")


_N = r"[\d一二两三四五六七八九十几]"
# What dictation writes where only one word can stand: 八各人, 六典, 七点版, 150快, 官饭.
_SLIPS = (
    ("个", rf"(?<={_N})各(?=人|男|女|工|劳|师|妇|大工|小工|阿|[ ,。;]|$)"),
    ("点", rf"(?<={_N})[典垫]"),
    ("点", rf"(?<={_N})店(?=半|钟|[ ,。;]|$|到|集)"),
    ("半", r"(?<=点)[版板伴办扮拌般](?=[ ,。;到来集开上\n]|$)"),
    ("块", r"(?<=[\d一二两三四五六七八九十百])[快筷](?=[一每钱/ ,。;]|$|[1-9一二三四五六七八九](?:[ ,。;一每毛]|$))"),
    ("管", r"(?:(?<![\u4e00-\u9fa5])|(?<=[\d块天元]))官(?=饭|吃|住|中|午|晚|早|[一两三]顿)"),
    ("现", r"(?<![\u4e00-\u9fa5])先(?=结(?:[ ,。;]|$))"),
)
# One look for any of them: most texts hold none.
_MISTYPED = compiled("|".join(source for _meant, source in _SLIPS))


def _mistyped(text: str) -> str:
    for meant, source in _SLIPS:
        text = compiled(source).sub(meant, text)
    return text


# Hands that are found already, told before those still wanted: 明天的10个人够了,后天还差5个.
_FOUND = compiled(
    r"(?:^|[,。;\n ])(?P<c>[^,。;\n ]{0,16}(?:人|个|名|工|的)(?:都|已经)?(?:够|齐|满|找到|招到|有)了)[,。; \n]+(?=[^\n]{0,12}(?:还|只|就|再|现在)(?:差|缺|要))"
)
_OF_THEM = compiled(
    r"(?:[\d一二两三四五六七八九十]{1,3}个?(?:人|名|男工|女工|小工)?)|(?:今|明|后|大后)[天日儿]个?|(?<=[号周])[\d一二三四五六日]"
)


def _without_found(match: re.Match[str]) -> str:
    words = _OF_THEM.sub(lambda found: " " * len(found[0]), match["c"])
    return match[0].replace(match["c"], words, 1)


# One place, day or kind of worker of several that needs nobody: 青山村人够了不要再报, 保育员不招了, 叉车有人了.
_PARTLY = compiled(
    r"(?:(?<=[,。;\n (])|^)(?!人手|大家|名额|工人|现在|人[都已够齐满]|都|我们|俺们|谢谢|好了)[^,。;\n ()\d]{2,10}?(?:(?:的|的人|人)?(?:都|已经|也)?(?:(?<!就)够了|满了|齐了|不招了|不要人了|不招|招满了)|(?<=[师傅工员嫂姨车班村的])(?:都|已经|也)?(?:有人了|有了|不缺人?))(?:[ ,]*(?:就|都)?(?:不要|别|莫|甭|不用)(?:再)?(?:来|报|问|打|找)?[了名]*)?(?=[,。;\n )]|$)"
)
_PARTLY_QUICK = compiled("[够满齐有招人]了|不缺|不招")
_STILL = compiled(r"(?:[\d一二两三四五六七八九十](?:个|名|人))")
_STILL_NEEDED = compiled(r"[要缺差招聘]|\d{2,}|[一二两三四五六七八九]百")
# A line of a copied chat: 下午20:48 韦主任:
_CHAT_STAMP = compiled(r"(?:^|\n)(?:[上下中]午|晚上|凌晨|早上|昨天|今天)? ?\d{1,2}:[0-5]\d(?= [\u4e00-\u9fa5]{2,5}:)")


def _without_partly(text: str) -> str:
    """The text without what says that one of several needs nobody, where the rest still tells a need."""
    rest = _PARTLY.sub(relayed.gone, text)
    return rest if rest != text and _STILL.search(rest) and _STILL_NEEDED.search(rest) else text


# 喂小张啊: a call that begins on the telephone, and no feeding (喂猪).
_CALL = compiled(
    r"(?:喂[,!。 ]*)+(?!小?[猪鸡鸭鹅牛羊马驴鱼虾蟹狗兔鸽蚕猫崽仔]|[料食养饭奶药水青草]|小?[孩娃]|老人|病人|牲口|的|一)"
)


# 摘苹果——150——10人: a long dash parts what is told as a comma does, but between two ends of a length: 6点——8点, 120——150.
_LONG_DASH = compiled(
    r"(?<=[\u4e00-\u9fa5\d)元块]) ?-{2,} ?(?=[\u4e00-\u9fa5\d])(?!以上|转自|[\u4e00-\u9fa5]{1,4}[说讲])"
)
_FROM = compiled(
    r"(?P<low>\d+)(?:元|块钱?)?$|(?P<clock>[点时半钟])$|(?P<day>[号日月天周一二三四五六])$|(?P<part>[早晚])$"
)
_UP_TO = compiled(
    r"(?P<high>\d+)(?=(?P<hour>[点:时])?)|(?P<part>[早晚凌次第]|[上下中]午)|(?P<day>[后大周下礼\d十二三一四五六七八九月])"
)


def _is_length(low: re.Match[str], high: re.Match[str]) -> bool:
    if low["low"] and high["high"]:
        if high["hour"]:
            return low[0].isdigit()
        return int(low["low"]) <= int(high["high"])
    if low["clock"] or low["part"]:
        return bool(high["high"] or high["part"])
    return bool(low["day"] and (high["day"] or high["high"]))


def _parted(match: re.Match[str]) -> str:
    low = _FROM.search(match.string, max(0, match.start() - 8), match.start())
    high = _UP_TO.match(match.string, match.end())
    return match[0] if low and high and _is_length(low, high) else ",".ljust(len(match[0]))


# 160一天嗯管饭, 女工10个啊明天: in dictation the sounds between two things told stand for the stop.
_SOUNDS = compiled(r"(?<=[\u4e00-\u9fa5\d])(?:[嗯呃]+|啊(?=[\u4e00-\u9fa5\d])|然后(?=[\u4e00-\u9fa5\d]))")
_SOUNDED = frozenset("嗯呃啊")
# 摘苹果、10个人、150 and 摘苹果/10个人/一天150: in place of commas, where there are none.
_LISTED = compiled(r"(?<![\d号日一二三四五六七八九十])、|、(?![\d一二三四五六七八九十])")
_SLASH = compiled(
    r"(?<=[\u4e00-\u9fa5])(?<![元块毛角分钱])/(?=[\u4e00-\u9fa5])"
    r"(?!每|天|日|晚|夜|个?[人月]|小?时|[斤吨亩箱筐个件袋棵趟车米方平次单周年只套瓶桶张头班工户份桌]|平方)"
)


# No need has fewer characters before a courtesy.
_SHORTEST_NEED = 10
# 150一天谢谢, 长期行不行, 光明村就这些: what is said to whoever takes it down, often without a stop before it.
_FAREWELL = compiled(
    r"(?<=[\u4e00-\u9fa5\d])(?:谢谢|谢了|多谢|感谢|拜托|麻烦|辛苦|就这些|就这样|就这|就这么多)"
    r"(?:你们?|您|了|大家|各位|老板|领导|师傅|姐|哥|[啊啦哈呀哦!。~ ,])*$"
    r"|(?<=[\u4e00-\u9fa5\d])(?<![咋怎再问])(?:行不行|中不中|成不成|行吗|可以吗|好不好)[啊呀 ?!。~]*$"
)
_FAREWELL_ENDS = frozenset("谢托烦苦些样这多行中成吗好了你您们家位板导傅姐哥啊啦哈呀哦!。~ ,?")


def blanked(text: str) -> str:
    """A plain text with spaces for what is not said; as long as before."""
    if text[-1:] in _FAREWELL_ENDS and len(text) > _SHORTEST_NEED:
        text = _FAREWELL.sub(relayed.gone, text)
    if text[:1] == "喂":
        text = _CALL.sub(relayed.gone, text, count=1)
    text = spoken.mended(text)
    if "--" in text:
        text = _LONG_DASH.sub(_parted, text)
    if "," not in text:
        if text.count("、") > 1:
            text = _LISTED.sub(",", text)
        if "/" in text:
            text = _SLASH.sub(",", text)
    if not _SOUNDED.isdisjoint(text) or "然后" in text:
        text = _SOUNDS.sub(lambda found: ",".ljust(len(found[0])), text)
    if "|" in text and "\n" not in text:  # else it parts the columns of a table
        text = text.replace("|", ",")
    if "~~" in text:
        text = _STRUCK.sub(relayed.gone, text)
    if "\n" in text:
        if ":" in text:
            if "转" in text:
                text = _STAMP.sub(relayed.gone, text)
            text = _STAMP_SECONDS.sub(relayed.gone, text)
            alone = _STAMP_ALONE.match(text)
            if alone and _STAMP_ALONE.search(text, alone.end()):
                text = _STAMP_ALONE.sub(relayed.gone, text)
            text = _CHAT_STAMP.sub(relayed.gone, text)
        text = relayed.blanked(text)
    if "了" in text and ("够了" in text or "齐了" in text or "满了" in text or "到了" in text or "有了" in text):
        text = _FOUND.sub(_without_found, text)
    if ("了" in text or "不" in text) and _PARTLY_QUICK.search(text):
        text = _without_partly(text)
    if _MISTYPED.search(text):
        text = _mistyped(text)
    if "." in text:
        text = _DOTTED.sub(_colons, text)
    if not _RAISING.isdisjoint(text):
        text = _BY.sub(relayed.gone, _RAISED.sub(relayed.gone, text))
    if "反了" in text or "倒了" in text:
        text = _OTHER_WAY.sub(relayed.gone, text)
    return text
