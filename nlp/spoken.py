# ruff: noqa: E501 - a line of grammar is not wrapped
"""Sums, hours and words said or typed another way, put into the way the rules read: 一天两张, 一百来块, 6am, 20个ren.

Each is replaced character for character, so that spans stay those of the text; what is left over is filled with
spaces before it.
"""

from __future__ import annotations

import re

from nlp import relayed
from nlp.patterns import compiled

_NUMERALS = "0-9一二两三四五六七八九十百千"
# A hundred is a sheet: 一天两张, 一张半一天, 一天三张红票子; 一天贴两张膜 is none.
_NOTES = r"(?:张(?P<{h}>半)?(?P<{r}>(?:红|百元)?(?:大?票子?|毛爷爷|老人头|钞票?|大团结|红的|大红|票儿)(?:子)?)?)"
_SHEETS = compiled(
    r"(?P<lead>(?:大工|小工|师傅|男[的工]|女[的工]|一天|每天|天天|一工|一个工|每个工|工资|工钱|工价|一人|每人|一晚|一夜|半天|一个)(?:我|就|都|也|能|可以|[是给按开算得拿付发: ])*)(?P<n>[一二两三四1-4])"
    + _NOTES.format(h="h", r="r")
    + rf"(?=[ ,。;!\n呢吧啊哈呀嘛呗]|$|管|包|日结|现|当|不|吃|早|中|晚|要|招|来|缺|找|[{_NUMERALS}])"
    r"|(?P<n2>[一二两三四1-4])" + _NOTES.format(h="h2", r="r2") + r"(?=[ ,]?(?:一天|每天|一个?工(?!人)|/天|一晚))"
)
_HUNDREDS = dict(zip("一二两三四1234", "122341234", strict=True))
# 一百来块, 二百多元, 百把块钱: about so much.
_ABOUT = compiled(
    rf"(?<![{_NUMERALS}.])(?P<n>[{_NUMERALS}]+)(?P<x>[来把多余几]{{1,2}})(?P<k>块|元)(?![砖瓦石板田坡土地木苗])"
)
_HOUR = compiled(
    r"(?<![a-zA-Z\d.:])(?P<h>1[0-2]|0?[1-9])(?P<m>[:.][0-5]\d)? ?(?P<p>[aApP])\.?[mM]\.?(?![a-zA-Z])|(?<![a-zA-Z])(?P<p2>[aApP])\.?[mM]\.? ?(?P<h2>1[0-2]|0?[1-9])(?P<m2>[:.][0-5]\d)?(?![\d.:])"
)
# Words typed as they sound or in English, with what stands before them.
_WORDS = {
    "ren": "人", "kuai": "块", "kuaiqian": "块", "yuan": "元", "rmb": "元", "tian": "天", "day": "天", "days": "天", "hour": "小时", "month": "月",
    "ge": "个", "ming": "名", "wei": "位", "yi": "一", "dian": "点", "ban": "半", "bao": "包", "guan": "管", "fan": "饭", "chi": "吃", "zhu": "住",
    "zhai": "摘", "yao": "要", "zhao": "招", "que": "缺", "pingguo": "苹果", "gongzi": "工资", "gongqian": "工钱", "dianhua": "电话", "tel": "电话", "phone": "电话",
    "mingtian": "明天", "houtian": "后天", "jintian": "今天", "zaoshang": "早上", "xiawu": "下午", "shangwu": "上午", "zhongwu": "中午", "wanshang": "晚上",
    "guanfan": "管饭", "baochi": "包吃", "baozhu": "包住", "rijie": "日结", "yuejie": "月结", "xianjie": "现结", "xiaogong": "小工", "dagong": "大工", "nvgong": "女工", "nangong": "男工",
    "shifu": "师傅", "laoban": "老板", "gongren": "工人", "tomorrow": "明天", "today": "今天", "workers": "工人", "worker": "工人",
}  # fmt: skip
_LATIN = compiled(r"[a-zA-Z]{2}")
_TYPED = compiled(
    rf"(?P<n>(?:[{_NUMERALS}.]+(?:块|元|(?i:kuai|yuan|rmb))?)?[个/每]?)(?<![a-zA-Z])(?P<w>(?i:{'|'.join(sorted(_WORDS, key=len, reverse=True))}))(?![a-zA-Z])"
)
# What dictation writes before a measure and its price: 美斤三毛, 砍甘蔗一顿一百三.
_EACH = compiled(rf"美(?=(?:斤|亩|筐|箱|袋|棵|吨|天|人|个人|小时)[给是]?[{_NUMERALS}])")
_TON = compiled(
    rf"(?<![管包吃供午上晚早两三])(?P<o>[一每按])顿(?=[给是]?[{_NUMERALS}]+(?:块|元|毛|[^{_NUMERALS}个人]|$))"
)
_HEAVY = frozenset("砍装卸搬挖拉")
# x10人, 十天半月
_TIMES = compiled(r"(?<![a-zA-Z\d])[xX](?= ?\d{1,3}(?:人|名|个|位))")
_FORTNIGHT = compiled(r"十天(?:半月|半个月)")
# What marks the lines of a message that was passed on.
_QUOTED = compiled(r"(?:(?<=\n)|^)(?:[>》|] ?)+")
_FORWARD = compiled(r"^(?:(?:FW|Fw|fw|FWD|Fwd|fwd|RE|Re) ?: ?)+")
# 上车 at the head of an item counts those who load.
_LOADERS = compiled(
    rf"(?:^|(?<=[\n,;。])|(?<=\n {{2}})|(?<=\n {{3}}))上(?=车[ :]{{0,2}}[{_NUMERALS}]{{1,3}}个?(?:人|名|男|女|个))"
)


def mended(text: str) -> str:
    """A plain text with what is said another way put into the usual one; as long as before."""
    if "张" in text:
        text = _SHEETS.sub(_sum_of_sheets, text)
    if "块" in text or "元" in text:
        text = _ABOUT.sub(lambda found: " " * len(found["x"]) + found["n"] + found["k"], text)
    if _LATIN.search(text):
        text = _FORWARD.sub(relayed.gone, text)
        text = _TYPED.sub(_word, _HOUR.sub(_hour, text))
    if "x" in text or "X" in text:
        text = _TIMES.sub(" ", text)
    if "十天半" in text:
        text = _FORTNIGHT.sub(lambda found: "半个月".rjust(len(found[0])), text)
    if "美" in text:
        text = _EACH.sub("每", text)
    if "顿" in text and not _HEAVY.isdisjoint(text):
        text = _TON.sub(lambda found: found["o"] + "吨", text)
    if ">" in text or "》" in text or "|" in text:
        text = _QUOTED.sub(relayed.gone, text)
    if "上车" in text:
        text = _LOADERS.sub("装", text)
    return text


def _sum_of_sheets(found: re.Match[str]) -> str:
    lead, half = found["lead"] or "", found["h"] or found["h2"]
    hundreds = _HUNDREDS[found["n"] or found["n2"]]
    words = f"{hundreds}50" if half else f"{hundreds}百"
    return lead + words + " " * (len(found[0]) - len(lead) - len(words))


def _hour(found: re.Match[str]) -> str:
    hour, minutes = int(found["h"] or found["h2"]), found["m"] or found["m2"]
    if (found["p"] or found["p2"]) in "pP" and hour < 12:
        hour += 12
    words = f"{hour}{minutes.replace('.', ':')}" if minutes else f"{hour}点"
    return words.rjust(len(found[0])) if len(words) <= len(found[0]) else found[0]


def _word(found: re.Match[str]) -> str:
    before = _TYPED.sub(_word, found["n"]).lstrip()  # 150kuai/tian
    return (before + _WORDS[found["w"].lower()]).rjust(len(found[0]))
