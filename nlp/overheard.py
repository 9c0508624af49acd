"""What stands in a message and is not said: struck out, stamped by the messenger, of a later day, or taken back as the wrong way round.

Each is blanked before any rule reads the text, character for character.
"""

from __future__ import annotations

import re

from nlp.patterns import compiled

_STRUCK = compiled(r"~~[^~\n]{1,24}~~")
# Who wrote a forwarded message and when: 老支书 10月12日 21:03, and so with seconds in a copied chat.
_STAMP = compiled(
    r"(?:^|\n)[^\n,。;!?:]{0,16}?(?:\d{4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日? +\d{1,2}:\d\d(?::\d\d)?(?=\n)"
)
_STAMP_SECONDS = compiled(r"(?:^|\n)[^\n,。;!?:]{0,16}?\d{1,2}:\d\d:\d\d(?=\n)")
_OTHER_WAY = compiled(r"[^。;!?\n]{2,40}(?:说|写|搞|弄|讲|打|发|报)(?:反|倒|颠倒)了(?=[^。;!?\n]{0,4}[^。;!?\n]*[到去往至])")

# What may be paid later: 干得好三个月后涨到3200.
_RAISED = compiled(
    r"(?:(?:干得好|干好了?|表现好|做得好|肯干的?)[ ,]?)?(?:满|过了?|干满)?(?:[一二两三四五六七八九十\d]{1,2}个?(?:月|年|星期|礼拜)|半年|转正|试用期?)(?:以?后|之后|过后|满了?|过了)[ ,]?(?:就|可以?|还|再|会|能)*(?:涨|加|提|升|调)(?:到|成|至|为)?[\d一二两三四五六七八九十百千]{1,5}(?:块|元)?"
)


def _gone(match: re.Match[str]) -> str:
    return "\n" * match[0].startswith("\n") + " " * (len(match[0]) - match[0].startswith("\n"))


def blanked(text: str) -> str:
    """A plain text with spaces for what is not said; as long as before."""
    if "~~" in text:
        text = _STRUCK.sub(_gone, text)
    if ":" in text and "\n" in text:
        if "转" in text:
            text = _STAMP.sub(_gone, text)
        text = _STAMP_SECONDS.sub(_gone, text)
    if "后" in text and ("涨" in text or "加" in text or "提" in text or "升" in text or "调" in text):
        text = _RAISED.sub(_gone, text)
    if "反了" in text or "倒了" in text:
        text = _OTHER_WAY.sub(_gone, text)
    return text
