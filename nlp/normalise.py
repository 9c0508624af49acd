"""One form for what is the same word: width, script, odd digits, look-alikes; one character for one character.

Because every change replaces a character by a character, a span of the normal form is the span of the original.
"""

from __future__ import annotations

import re
from functools import lru_cache
from os.path import dirname, join

from nlp.patterns import compiled

# Full-width forms, the dashes and quotation marks, ideographic space, keycap and circled digits.
_WIDTH = {0xFF01 + offset: 0x21 + offset for offset in range(0x5E)}
_PLAIN = {
    "　": " ", "\t": " ", "\u00a0": " ", "\u200b": " ", "\ufeff": " ", "\ufe0f": " ", "\u20e3": " ", "\r": " ",
    "，": ",", "、": "、", "。": "。", "；": ";", "：": ":", "︰": ":", "∶": ":", "﹕": ":", "！": "!", "？": "?",
    "（": "(", "）": ")", "【": "[", "】": "]", "〔": "(", "〕": ")", "［": "[", "］": "]", "「": '"', "」": '"',
    "『": '"', "』": '"',
    "—": "-", "–": "-", "－": "-", "～": "~", "〜": "~", "﹣": "-", "−": "-", "─": "-", "→": "~", "‐": "-", "‑": "-",
    "／": "/", "％": "%", "￥": "¥", "“": '"', "”": '"', "·": "·", "×": "x", "＋": "+",
    "０": "0", "〇": "零", "○": "零", "◯": "零", "壹": "一", "贰": "二", "叁": "三", "肆": "四",
    "叄": "三", "孃": "孃", "柒": "七", "捌": "八", "玖": "九", "佰": "百", "仟": "千", "貳": "二",
    "⑴": "①", "⑵": "②", "⑶": "③", "❶": "①", "❷": "②", "❸": "③", "❹": "④", "➀": "①", "➁": "②", "➂": "③",
    "後": "后", "於": "于", "菸": "烟", "乾": "干", "捱": "挨", "夥": "伙", "摺": "折", "麽": "么", "妳": "你",
    "砖": "砖", "埗": "埠", "麪": "面", "箇": "个", "徵": "征", "衹": "只", "祇": "只", "夭": "天",
}  # fmt: skip
_LATIN_IN_DIGITS = compiled(
    r"(?<![0-9a-zA-Z])[lI](?=[3-9oO][0-9oOlI]{9}(?![0-9a-zA-Z])|\d[05](?:块|元|一天|/天|每天|日结))|(?<=[0-9])[oOlI](?=[0-9oOlI块元])|(?<=[0-9][oO])[oO](?![a-zA-Z])|(?<=[0-9])[oO](?![a-zA-Z0-9])"
)
# 伍 and 陆 are names too: numerals only between or before words of counting.
_FORMAL = compiled(
    r"[伍陆](?=[十百千人名个位元块天日])|(?<=[一二三四五六七八九十百千零幺伍陆])"
    r"[伍陆](?=[ ,。;\n元块十人名位个零一二三四五六七八九伍陆]|$)"
)
# 拾 picks up as well: a numeral only before another or a measure.
_TEN = compiled(
    r"拾(?=[伍陆一二三四五六七八九]?(?:个人|名|位|人|元|块))|"
    r"(?<=[一二三四五六七八九伍陆])拾(?=[伍陆一二三四五六七八九元圆块人名位])"
)
_THREE = compiled(r"参(?=[百千万])")
# 15入 is what thumbs make of 15人.
_PERSON = compiled(r"(?<=\d)入(?=[ ,。;!\n]|$)")
_ROUND = compiled(r"(?<=[0-9一二三四五六七八九十百千万])圆")
# Emoji, arrows and other marks part words as a space does; ① to ⑳ stay.
_SYMBOLS = compiled("[\u2190-\u245f\u2474-\u2bff\u3200-\u33ff\ufe00-\ufe0f\U0001f000-\U0001faff]")
# What most texts hold: replaced by itself, so that the table is asked seldom.
_OFTEN = (("，", ","), ("：", ":"), ("（", "("), ("）", ")"), ("！", "!"), ("；", ";"))
_ODD_DIGITS = {"o": "0", "O": "0", "l": "1", "I": "1"}


def _lines(name: str) -> list[str]:
    with open(join(dirname(__file__), "lexicon", name), encoding="utf-8") as source:
        lines = source.read().splitlines()
    return [line for line in lines if line and line[0] != "#"]


@lru_cache(maxsize=1)
def _table() -> dict[int, int | str]:
    table: dict[int, int | str] = dict(_WIDTH)
    lines = _lines("script.txt")
    for traditional, simplified in zip(lines[::2], lines[1::2], strict=True):
        table.update(str.maketrans(traditional, simplified))
    table.update((ord(letter), plain_letter) for letter, plain_letter in _PLAIN.items())
    return table


@lru_cache(maxsize=1)
def _odd() -> re.Pattern[str]:
    """Every character that the table changes."""
    return compiled(f"[{''.join(chr(code) for code, letter in _table().items() if letter != chr(code))}]")


def plain(text: str) -> str:
    """`text` in half-width, simplified form with digits as digits; as long as `text`, character for character."""
    folded = text
    for wide, narrow in _OFTEN:
        if wide in folded:
            folded = folded.replace(wide, narrow)
    if _odd().search(folded):
        folded = folded.translate(_table())
    if len(folded) != len(text):  # cannot be: every entry is one character
        return text
    if "入" in folded:
        folded = _PERSON.sub("人", folded)
    if "拾" in folded:
        folded = _TEN.sub("十", folded)
    if "伍" in folded or "陆" in folded:
        folded = _FORMAL.sub(lambda found: "五" if found[0] == "伍" else "六", folded)
    if "参" in folded:  # 參仟貳佰: three only before a measure of thousands
        folded = _THREE.sub("三", folded)
    if "圆" in folded:  # 汤圆 and 桂圆 stay
        folded = _ROUND.sub("元", folded)
    if "o" in folded or "O" in folded or "l" in folded or "I" in folded:
        folded = _LATIN_IN_DIGITS.sub(lambda found: _ODD_DIGITS[found[0]], folded)
        folded = _LATIN_IN_DIGITS.sub(lambda found: _ODD_DIGITS[found[0]], folded)
    return folded


_SPACED_LABEL = compiled(r"(?:^|\n)[\u4e00-\u9fa5] {1,3}[\u4e00-\u9fa5] {0,3}:")
_SPACED = compiled(r"(?<![\u4e00-\u9fa5])(?:[\u4e00-\u9fa5] {1,3})+[\u4e00-\u9fa5](?![\u4e00-\u9fa5])")


def closed(text: str) -> str:
    """A form whose words are spaced out (人 数:两  个) with the spaces behind the words; as long as before."""
    if " " not in text or ":" not in text or not _SPACED_LABEL.search(text):
        return text
    return _SPACED.sub(lambda found: found[0].replace(" ", "").ljust(len(found[0])), text)


# 早上 7 点, 10 月 18 号, 要 15 个人: many keyboards and programs set a space wherever digits meet characters. Where one
# stands before a measure the text is of that kind, and its spaces beside digits part nothing.
_AIRY = compiled(
    r"[0-9０-９] [个個人名位块塊元点點月号號日天岁歲斤台臺年时時毛分]"  # of the text as given, its digits of any width
    r"|[一每][人天个個趟月斤床车車] [0-9０-９]|[早晚给給] [0-9０-９]"
)
_AIR = compiled(
    r"(?<=[\u4e00-\u9fa5])(?P<before> )(?=\d{1,5}(?:\.\d+)?(?: ?[\u4e00-\u9fa5]|[,。;!\n]|$))"
    r"|(?<![\d.-])(?<!\d )\d{1,5}(?:\.\d+)?(?P<behind> )(?=[\u4e00-\u9fa5])"
)


def unspaced(text: str) -> tuple[str, tuple[int, ...]] | None:
    """The plain form of `text` without the spaces between digits and characters, and where each place of it stands.

    None for a text whose digits stand without them. The places are one more than the characters: the end has one too.
    """
    if " " not in text or not _AIRY.search(text):
        return None
    text = plain(text)
    gone = {found.start(found.lastgroup or 0) for found in _AIR.finditer(text)}
    places = tuple(place for place in range(len(text) + 1) if place not in gone)
    return "".join(letter for place, letter in enumerate(text) if place not in gone), places


_JOINED = compiled("[\U0001f000-\U0001faff][\U0001f3fb-\U0001f3ff]?\u200d[^\u4e00-\u9fa5 ]?\ufe0f?")
_PEOPLE = str.maketrans({**dict.fromkeys("👩👧👵", "女"), **dict.fromkeys("👨👦👴", "男")})


def unmarked(text: str) -> str:
    """A plain text with a space for every emoji and mark but those of a sex (👩8 is 女8); as long as before."""
    if "\u200d" in text:  # a cook or a farmer in one picture is no limit by sex
        text = _JOINED.sub(lambda found: " " * len(found[0]), text)
    return _SYMBOLS.sub(" ", text.translate(_PEOPLE)) if _SYMBOLS.search(text) else text


@lru_cache(maxsize=1)
def _sounds() -> dict[str, str]:
    sounds: dict[str, str] = {}
    for line in _lines("pinyin.txt"):
        syllable, characters = line.split(" ", 1)
        sounds.update(dict.fromkeys(characters, _near(syllable)))
    return sounds


def _near(syllable: str) -> str:
    """A syllable without the distinctions that dialects and dictation lose: zh/z, ing/in, n/l."""
    if syllable[1:2] == "h":
        syllable = syllable[0] + syllable[2:]
    if syllable.endswith(("ing", "eng")):
        syllable = syllable[:-1]
    if syllable.startswith("n") and len(syllable) > 1:
        syllable = "l" + syllable[1:]
    return syllable


def every_sound() -> frozenset[str]:
    """All near-sounds that `sounds` knows."""
    return frozenset(_sounds().values())


def sounds(text: str) -> list[str]:
    """The near-sound of each character of a plain text; a character without one stands for itself."""
    table = _sounds()
    return [table.get(character, character) for character in text]
