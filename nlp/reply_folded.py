"""The one form in which all rules read a reply: width, script and sound made one, nothing of what is said left out."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from nlp.breaths import marked
from nlp.normalise import plain
from nlp.patterns import compiled
from nlp.reply_bare import bare
from nlp.reply_people import in_a_row

# 人数改下 5→3.
_ARROW: Final = compiled(r"(\d{1,2})个?人?\s*(?:→|-+>|=+>)\s*(\d{1,2})个?")
# 阿公报 他老人家叫符亚福: one person, not two.
_HIS_HONOUR: Final = compiled("(?<=[他她])老人家")
# wo和wo女儿去, wo不qu: single words in the letters of their sound.
_SPELT: Final = {
    "wo": "我",
    "women": "我们",
    "qu": "去",
    "lai": "来",
    "bu": "不",
    "baoming": "报名",
    "bao名": "报名",
    "报ming": "报名",
}
_LATIN: Final = compiled(rf"(?<![a-z])(?:{'|'.join(sorted(_SPELT, key=len, reverse=True))})(?![a-z])")


def folded_form(text: str) -> str:
    """A text in the one form that all rules read."""
    if "→" in text or "->" in text or "=>" in text:
        text = _ARROW.sub(r"\1个改成\2个", text)
    folded = plain(text).lower().strip()
    if "wo" in folded or "qu" in folded or "lai" in folded or "bu" in folded or "bao" in folded or "ming" in folded:
        folded = _LATIN.sub(lambda found: _SPELT[found[0]], folded)
    if "老人家" in folded:
        folded = _HIS_HONOUR.sub("", folded)
    return folded.replace("➕", "+") if "➕" in folded else folded


@lru_cache(maxsize=16384)
def opened(text: str) -> str:
    """A text in the one form that all rules read, without a call before it and thanks behind it; parted at breaths."""
    return marked(in_a_row(bare(folded_form(text))))
