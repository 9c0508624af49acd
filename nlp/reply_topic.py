"""What a question in a reply is about: pay, place, hour, whether anybody is wanted still."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from nlp.patterns import compiled
from nlp.reply_lexicon import table
from nlp.reply_words import Words
from nlp.types import Ask

# Which topic a question is about, where its word alone does not tell: the first that stands in the clause.
_TOPIC_ORDER: Final = ("contact", "meal", "lodging", "transport", "wage", "who", "open", "time", "place", "work")


# 58了还收不, 怀娃六个月能去不: who would come is told, and asked whether they may.
_DESCRIBES: Final = compiled(
    r"(?:[1-8]\d|[一二三四五六七八]十[一二三四五六七八九]?)(?:岁|了|多岁|的(?=要|收|行|能|人家|老板))|手(?:脚)?慢|怀(?:娃|孕|着)|腿脚|身份证|没[摘干做]过|力气小"
)
_WHETHER_TAKEN: Final = compiled(r"[要收行]不|收吗|要吗|还收|还要|要不要|收不收|能去|能干|能来|行吗|可以")


def topic_of(words: Words, places: Sequence[tuple[int, int]]) -> Ask:
    """The topic of a question, by its clauses `places` (first and last word) first."""
    topic = _told_by_words(words, places)
    return Ask.WHO if topic in _VAGUE and _tells_who(words.text) else topic


_VAGUE: Final = frozenset({Ask.OPEN, Ask.OTHER})


@lru_cache(maxsize=16384)
def _tells_who(text: str) -> bool:
    return _DESCRIBES.search(text) is not None and _WHETHER_TAKEN.search(text) is not None


def _told_by_words(words: Words, places: Sequence[tuple[int, int]]) -> Ask:
    for begin, end in places:
        for at in range(begin, end):
            if words.marks[at] in "Q5" and words.values[at] not in ("go", None):
                return Ask(words.values[at])
    for begin, end in (*places, (0, len(words.marks))):
        named = _topic_named(words.text[words.begins[begin] : words.ends[end - 1]]) if end > begin else None
        if named is not None:
            return named
    return Ask.OPEN if "3" in words.marks else Ask.OTHER


@lru_cache(maxsize=16384)
def _topic_named(text: str) -> Ask | None:
    """The first topic of which a clause holds a word."""
    topics = table("ask")["topic"]
    for topic in _TOPIC_ORDER:
        if any(word in text for word in topics[topic].split()):
            return Ask(topic)
    return None


def forget() -> None:
    """Forget what clauses asked about before (for measurements)."""
    _topic_named.cache_clear()
    _tells_who.cache_clear()
