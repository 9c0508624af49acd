"""What a visitor of the board looks for: words as people type them, cut by jieba; what comes near, by rapidfuzz.

People write a search as they speak, without a space between (解店摘苹果的活), and with characters that only sound right
(摘平果). jieba cuts with a dictionary of our own words and of the county's names, which takes a twentieth of a second
where its own of 350,000 words takes half of one and 60 MiB.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from nlp import lexicon
from nlp.gazetteer import Gazetteer
from nlp.normalise import every_sound, plain, sounds

if TYPE_CHECKING:
    from jieba import Tokenizer

# Percent of rapidfuzz's partial ratio over the near-sounds, a letter for each: one slip in four characters passes.
ALIKE = 75.0
# Of the letters that were asked for, the share that must be found for a posting to come near.
NEAR_ENOUGH = 0.5
NEAR_MOST = 10


@lru_cache(maxsize=1)
def _passed_over() -> frozenset[str]:
    """Words of a search that no posting is told by: 有没有, 附近, 的活."""
    return frozenset(" ".join(lexicon.table("searching").values()).split())


@lru_cache(maxsize=8)
def _tokenizer(gazetteer: Gazetteer) -> Tokenizer:
    """jieba with the works, the county's names and what is passed over as its whole dictionary."""
    from jieba import Tokenizer

    words = {*lexicon.words(), *gazetteer.forms, *_passed_over()}
    listed = io.BytesIO("\n".join(f"{word} 1000" for word in words if not word.isspace() and " " not in word).encode())
    tokenizer = Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(listed)
    tokenizer.initialized = True
    return tokenizer


def words(asked: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """What was asked for, cut into words, without those that tell nothing; in the order said, none twice."""
    cut = _tokenizer(gazetteer).cut(plain(asked).lower(), HMM=False)
    return tuple(dict.fromkeys(word for word in cut if any(map(str.isalnum, word)) and word not in _passed_over()))


def holding(asked: Sequence[str], texts: Sequence[str]) -> list[int]:
    """The places of those texts (lower case) in which every word stands."""
    return [place for place, text in enumerate(texts) if all(word in text for word in asked)]


def near(asked: Sequence[str], texts: Sequence[str], gazetteer: Gazetteer) -> list[int]:
    """The places of the texts (lower case) that come nearest, best first, at most ten; none where nothing does."""
    if not asked:
        return []
    tokenizer = _tokenizer(gazetteer)
    wanted = [(word, _spoken(word), tuple(tokenizer.cut_for_search(word, HMM=False))) for word in asked]
    least = NEAR_ENOUGH * sum(map(len, asked))
    heard = zip(texts, map(_spoken, texts), strict=True)
    scores = [(-sum(_held(*each, *text) for each in wanted), place) for place, text in enumerate(heard)]
    return [place for score, place in sorted(scores)[:NEAR_MOST] if -score >= least]


def _held(word: str, spoken: str, parts: Sequence[str], text: str, text_spoken: str) -> float:
    """How much of a word a text holds, in characters: all of it, what only sounds alike a little less, or a part.

    The parts are those that jieba cuts for search engines (西解村: 西解 too).
    """
    from rapidfuzz import fuzz

    if word in text:
        return len(word)
    alike = len(word) * fuzz.partial_ratio(spoken, text_spoken, score_cutoff=ALIKE) / 110 if len(word) > 1 else 0.0
    return max(alike, *(len(part) for part in parts if part in text), 0.0)


def _spoken(text: str) -> str:
    """The near-sounds of a text, a letter for each, so that a slip counts once however long the sound is written."""
    letters = _letters()
    return "".join(letters.get(sound, sound) for sound in sounds(text))


@lru_cache(maxsize=1)
def _letters() -> dict[str, str]:
    """A character for each near-sound that is written with several; the same in every thread."""
    several = sorted(sound for sound in every_sound() if len(sound) > 1)
    return {sound: chr(0xE000 + number) for number, sound in enumerate(several)}
