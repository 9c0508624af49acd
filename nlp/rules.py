# ruff: noqa: E501 - a line of grammar is not wrapped
"""The shared machinery: one walk over a text that spots every known word, and the readings kept for the desk."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from nlp import lexicon
from nlp.gazetteer import Form, Gazetteer
from nlp.types import Certainty, Reading

BLANK = "■"  # stands where a reading was taken out, so that no later rule reads it again
SLIP, PLACE = "slip", "place"

# A spotted word: start, end, what it is (or None), the place it names as well (or None), and whether it holds a numeral.
Entry = tuple["tuple[str, str] | None", "Form | None", bool]
Spot = tuple[int, int, "tuple[str, str] | None", "Form | None", bool]
# Words; the lengths to try by the first two characters; those to try for a word of one character.
Table = tuple[dict[str, Entry], dict[str, tuple[int, ...]], dict[str, tuple[int, ...]]]
_tables: dict[str, Table] = {}
_NUMERALS = frozenset("0123456789一二两三四五六七八九十百千万半几")


class Readings(tuple[Any, ...]):
    """A tuple of `Reading`, each made only when it is looked at: most texts are never explained."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Reading]:
        for raw in tuple.__iter__(self):
            yield _reading(raw)

    def __getitem__(self, index: Any) -> Any:
        found = tuple.__getitem__(self, index)
        return Readings(found) if isinstance(index, slice) else _reading(found)


def _reading(raw: Any) -> Reading:
    if isinstance(raw, Reading):
        return raw
    field, value, start, end, rule, *rest = raw
    certainty = rest[0] if rest else Certainty.SURE
    return Reading(field, value, start, end, rule, certainty, rest[1] if len(rest) > 1 else None)


def table_for(gazetteer: Gazetteer) -> Table:
    """Every word of the lexicon and every name of the county, with the lengths to try by the first two characters."""
    found = _tables.get(gazetteer.slug)
    if found is None:
        known, lengths, alone = _shared()
        entries, sizes, singles = dict(known), dict(lengths), dict(alone)
        singles.update((name, (1,)) for name in gazetteer.forms if len(name) == 1)
        for name, form in gazetteer.forms.items():
            before = entries.get(name)
            entries[name] = (before[0] if before else None, form, not _NUMERALS.isdisjoint(name))
            _add_size(sizes, name)
            if name[0] in singles and sizes[name[:2]][-1] > 1:
                sizes[name[:2]] += (1,)
        if len(singles) > len(alone):
            sizes = _with_singles(sizes, singles)
        found = _tables[gazetteer.slug] = entries, sizes, singles
    return found


def shared_words() -> dict[str, Entry]:
    """The words that every county shares; a slip of dictation is one of them, and no longer the word it may be."""
    return _shared()[0]


@lru_cache(maxsize=1)
def _shared() -> Table:
    """The words that every county shares. They are kept by what they are: read back so in a third of the time."""
    rows, pairs, alone = lexicon.built("spots", _rows, __file__, ("work", "places", "slips"))
    entries: dict[str, Entry] = {}
    for what, kind, numeral, words in rows:
        entries.update(dict.fromkeys(words.split(" "), ((what, kind), None, numeral)))
    sizes: dict[str, tuple[int, ...]] = {}
    for several, names in pairs:
        sizes.update(dict.fromkeys(names.split(" "), several))
    return entries, sizes, dict.fromkeys(alone, (1,))


def _rows() -> tuple[list[Any], list[Any], str]:
    """The shared words by what they are, the first two characters by the lengths of words, and words of one character."""
    words: dict[str, tuple[str, str]] = {**lexicon.words(), **dict.fromkeys(lexicon.slips(), (SLIP, ""))}
    rows: dict[tuple[str, str, bool], list[str]] = {}
    sizes: dict[str, tuple[int, ...]] = {}
    for word, (what, kind) in words.items():
        rows.setdefault((what, kind, not _NUMERALS.isdisjoint(word)), []).append(word)
        _add_size(sizes, word)
    alone = "".join(word for word in words if len(word) == 1)
    pairs: dict[tuple[int, ...], list[str]] = {}
    for pair, several in _with_singles(sizes, dict.fromkeys(alone, (1,))).items():
        pairs.setdefault(several, []).append(pair)
    return (
        [(*row, " ".join(several)) for row, several in rows.items()],
        [(lengths, " ".join(several)) for lengths, several in pairs.items()],
        alone,
    )


def _with_singles(sizes: dict[str, tuple[int, ...]], singles: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """Where no word begins with two characters, the first may be a word itself: its length comes last."""
    return {
        pair: (*several, 1) if pair[0] in singles and several[-1] > 1 else several for pair, several in sizes.items()
    }


def _add_size(sizes: dict[str, tuple[int, ...]], word: str) -> None:
    pair, size = word[:2], len(word)
    known = sizes.get(pair)
    if known is None:
        sizes[pair] = (size,)
    elif size not in known:
        sizes[pair] = tuple(sorted((*known, size), reverse=True))


def spot(text: str, table: Table) -> list[Spot]:
    """Known words of a plain text, left to right, the longest at each place, none overlapping."""
    entries, sizes, singles = table
    get, of_pair, of_one = entries.get, sizes.get, singles.get
    found: list[Spot] = []
    at, count = 0, len(text)
    while at < count:
        lengths = of_pair(text[at : at + 2]) or of_one(text[at])
        if lengths is not None:
            for size in lengths:
                end = at + size
                entry = get(text[at:end])
                if entry is not None and end <= count:
                    found.append((at, end, *entry))
                    at = end
                    break
            else:
                at += 1
        else:
            at += 1
    return found


# 师傅一名晚上八点 holds no 明晚.
_COUNTED = frozenset("一二两三四五六七八九十百0123456789几")


def mend(text: str, spots: list[Spot]) -> str:
    """The text with every slip of dictation replaced by the word that is meant, length for length."""
    pieces, at = [], 0
    slips = lexicon.slips()
    for start, end, entry, _form, _numeral in spots:
        if entry and entry[0] == SLIP and not (text[start] == "名" and text[start - 1 : start] in _COUNTED):
            pieces += [text[at:start], slips[text[start:end]]]
            at = end
    return "".join([*pieces, text[at:]])


def blank(text: str, start: int, end: int) -> str:
    """The text with one stretch blanked out; as long as before."""
    return text[:start] + BLANK * (end - start) + text[end:]
