# ruff: noqa: E501 - a line of grammar is not wrapped
"""The shared machinery: one walk over a text that spots every known word, and the readings kept for the desk."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import compress
from operator import add
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
        known, lengths, _none = _shared()
        entries: dict[str, Entry] = dict(known)
        sizes = dict(lengths)
        for name, form in gazetteer.forms.items():
            before = entries.get(name)
            entries[name] = (before[0] if before else None, form, not _NUMERALS.isdisjoint(name))
            _add_size(sizes, name)
        singles: dict[str, tuple[int, ...]] = {name: (1,) for name in entries if len(name) == 1}
        for pair, several in sizes.items():
            if pair[0] in singles:
                sizes[pair] = (*several, 1)  # no word that begins with the two: the first may be one itself
        found = entries, sizes, singles
        _tables[gazetteer.slug] = found
    return found


@lru_cache(maxsize=1)
def _shared() -> Table:
    """The words that every county shares."""
    numeral = _NUMERALS.isdisjoint
    entries: dict[str, Entry] = {word: (entry, None, not numeral(word)) for word, entry in lexicon.words().items()}
    slip = ((SLIP, ""), None, False)
    entries.update(dict.fromkeys(lexicon.slips(), slip))
    marks: dict[str, int] = {}
    for word in entries:
        pair = word[:2]
        marks[pair] = marks.get(pair, 0) | 1 << len(word)
    lengths = {
        mark: tuple(size for size in range(mark.bit_length(), 0, -1) if mark >> size & 1)
        for mark in set(marks.values())
    }
    return entries, {pair: lengths[mark] for pair, mark in marks.items()}, {}


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
    get = entries.get
    found: list[Spot] = []
    past, count = 0, len(text)
    lengths = list(map(sizes.get, map(add, text, text[1:] + "\n"), map(singles.get, text)))
    for at in compress(range(count), lengths):
        if at < past:
            continue
        for size in lengths[at] or ():
            end = at + size
            entry = get(text[at:end])
            if entry is not None and end <= count:
                found.append((at, end, *entry))
                past = end
                break
    return found


def mend(text: str, spots: list[Spot]) -> str:
    """The text with every slip of dictation replaced by the word that is meant, length for length."""
    pieces, at = [], 0
    slips = lexicon.slips()
    for start, end, entry, _form, _numeral in spots:
        if entry and entry[0] == SLIP:
            pieces += [text[at:start], slips[text[start:end]]]
            at = end
    return "".join([*pieces, text[at:]])


def blank(text: str, start: int, end: int) -> str:
    """The text with one stretch blanked out; as long as before."""
    return text[:start] + BLANK * (end - start) + text[end:]
