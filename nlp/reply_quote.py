"""A reply that carries the text it answers above itself: 「刷外墙 薛楼村」 我补一个空, 引用 … 回复:俺娘俩."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from nlp.patterns import compiled
from nlp.types import ReplyContext

_BEGINS: Final = ("引用", "[引用", '"')
_ABOVE: Final = compiled(
    r'(?:\[?引用\]?[:\s]*(?P<told>[^\n]{2,200}?)\]?|"(?P<marked>[^"\n]{2,200})")[ \t]*\n'
    r"(?:[\s\-—_]{3,}\n)?(?:\[?回复\]?[:\s]+)?(?P<rest>[^\s].*)"
)


def answered(folded: str, context: ReplyContext) -> tuple[str, ReplyContext]:
    """The words of the writer's own, and the context with the posting that the text above them names.

    Both as they are where nothing is quoted so, or where what is quoted names no posting or several;
    what the messenger itself marks as a quotation is left out all the same.
    """
    found = _ABOVE.fullmatch(folded) if folded.startswith(_BEGINS) else None
    if found is None:
        return folded, context
    above = found["told"] or found["marked"]
    named = [one.code for one in context.postings if (one.work and one.work in above) or one.code.lower() in above]
    if len(named) != 1:
        return found["rest"] if folded.startswith("[引用") else folded, context
    return found["rest"], context if context.reply_to else replace(context, reply_to=named[0])
