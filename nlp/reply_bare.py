# ruff: noqa: E501 - a line of grammar is not wrapped
"""What somebody says without whom they say it to: 老板，我去 / @大喇叭 我去 / 我去，谢谢 / 我去[呲牙].

The call before it, the thanks and the faces behind it change nothing of what is said, nor of whom it puts down:
姐，再加俩 brings no sister.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from nlp.patterns import compiled

_STATION: Final = compiled(r"\s*@[^\s@,]{0,8}(?:大喇叭|驿站|零工|用工|机器人|小?助手)[^\s@,]{0,4}[\s,:]+")
# A sound, or a name by which one is called with a stop behind it; not the first of a party (大哥，大嫂都去).
_CALLED: Final = compiled(
    r"(?:(?:嗯+|哦+|噢|诶|欸|哎(?![呀哟])|呃|喂|你好|您好)[,!~\s]*"
    r"|(?:额|那个|老板|老板娘|师傅|群主|站长|领导|管理员|主任|书记|老师|大?姐姐?|大?哥哥?|妹子|兄弟|老表|老乡|姐妹们|亲)(?:好|你好)?[,!]\s*(?![大二三小]?[哥嫂姐妹弟叔婶姨舅爸妈爹娘]|[和跟都也]))+"
)
# Those who laugh or are aghast may turn what stands before them round: 我去😱.
_FACE: Final = r"(?:(?![😱😂🤣🙄😮😲😨🤡])[\U0001f300-\U0001faff☀-➿❤✌]\ufe0f?[\U0001f3fb-\U0001f3ff]?|\[[一-龥]{1,3}\]|\[(?:OK|ok)\])"
_FACES: Final = compiled(rf"(?<=[一-龥0-9a-zA-Z,。!?~\)]) *(?:{_FACE} *)+$")
_THANKS: Final = compiled(
    r"(?<![不别甭必])[,。!~\s]*(?<!不用)(?:谢谢|谢了|多谢|感谢|麻烦了|麻烦你了|麻烦您了|辛苦了?)(?:你们?|您|啦|啊|哈|了|老板娘?|师傅|大家|群主|站长|领导|[大哥姐])*[!。~\s]*$"
)
# 两位哦, 我去呗, 三个人哩: a sound at the end that only softens.
_SOFT: Final = compiled(
    r"(?<=[一-龥\d])(?<![不没吗呢吧了的好么是得着你他她])(?<!你去)(?<!他去)(?<!你来)(?<!算)[哦喔噢哟呗哩嘞咯][!。~\s]*$"
)
_SOFTENED: Final = frozenset("哦喔噢哟呗哩嘞咯!。~ .…")
# 加我 3 个人, 150 那个: digits that stand apart from their words by a habit of the keyboard.
_AIRY: Final = compiled(r"\d [个位名人号点男女的那块岁年]|[男女] \d")
_AIR: Final = compiled(r"(?<=[一-龥]) (?=\d+ )|(?<=[男女]) (?=\d)|(?<=\d) (?=[一-龥])")
# 我去！ alone may be an outcry.
_MARKS: Final = compiled(r"(?<=[一-龥\d]{5})[!。.~…]+$")
# 掰包谷我是老把式，把我写上: what the writer is counts nobody beside them.
_CRAFT: Final = compiled(
    r"(?:我|俺|额|咱)(?:是|就是|以前是|当过)(?:个|位)?老?(?:把式|师傅|木匠|瓦匠|泥匠|匠人|司机|老手|熟手|大工|手艺人)[,\s]+(?=[^?]*(?:[把算写加记报带留]上?(?:我|俺|额|咱)|报名?))"
)
_ENDS: Final = frozenset("谢烦了苦你们您啦啊哈板娘傅家主长导大哥姐!。~ ]")


@lru_cache(maxsize=16384)
def bare(folded: str) -> str:
    """A plain text without the call before what is said and the thanks and faces behind it; itself where no more stays."""
    text = folded
    if "@" in text and (found := _STATION.match(text)):
        text = text[found.end() :]
    if found := _CALLED.match(text):
        text = text[found.end() :]
    if " " in text and _AIRY.search(text):
        text = _AIR.sub("", text)
    if (text[-1:] > "\u2600" and not "\u4e00" <= text[-1] <= "\u9fff") or text[-1:] == "]":
        text = _FACES.sub("", text)
    if text[-1:] in _ENDS:
        text = _THANKS.sub("", text)
    if text[-1:] in _SOFTENED:
        text = _MARKS.sub("", _SOFT.sub("", text))
    if "是" in text or "当过" in text:
        text = _CRAFT.sub(",", text).lstrip(",")
    if "。" in text or ";" in text:
        text = text.replace("。", ",").replace(";", ",")
    return text or folded
