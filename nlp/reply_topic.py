"""What a question in a reply is about: pay, place, hour, whether anybody is wanted still."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from nlp.reply_lexicon import table
from nlp.reply_words import Words
from nlp.types import Ask

# Which topic a question is about, where its word alone does not tell: the first that stands in the clause.
_TOPIC_ORDER: Final = ("contact", "meal", "lodging", "transport", "wage", "who", "open", "time", "place", "work")


def topic_of(words: Words, places: Sequence[tuple[int, int]]) -> Ask:
    """The topic of a question, by its clauses `places` (first and last word) first."""
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
