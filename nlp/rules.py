"""The shared machinery: one walk over a text that spots every known word, and the readings kept for the desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nlp import lexicon
from nlp.gazetteer import Form, Gazetteer
from nlp.types import Certainty, Reading

BLANK = "■"  # stands where a reading was taken out, so that no later rule reads it again
SLIP, PLACE = "slip", "place"

# A spotted word: start, end, the word's entry (what it is, trade or class), and the place it names as well.
Spot = tuple[int, int, "tuple[str, str] | None", "Form | None"]
Entry = tuple["tuple[str, str] | None", "Form | None"]
Table = tuple[dict[str, Entry], dict[str, tuple[int, ...]]]
_tables: dict[str, Table] = {}


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
    """Every word of the lexicon and every name of the county, with the lengths to try by first character."""
    found = _tables.get(gazetteer.slug)
    if found is None:
        entries: dict[str, Entry] = {word: (entry, None) for word, entry in lexicon.words().items()}
        for slip in lexicon.slips():
            entries[slip] = ((SLIP, ""), None)
        for name, form in gazetteer.forms.items():
            entries[name] = (entries[name][0] if name in entries else None, form)
        lengths: dict[str, set[int]] = {}
        for word in entries:
            lengths.setdefault(word[0], set()).add(len(word))
        found = entries, {first: tuple(sorted(sizes, reverse=True)) for first, sizes in lengths.items()}
        _tables[gazetteer.slug] = found
    return found


def spot(text: str, table: Table) -> list[Spot]:
    """Known words of a plain text, left to right, the longest at each place, none overlapping."""
    entries, lengths = table
    get, sizes_of = entries.get, lengths.get
    found: list[Spot] = []
    at, count = 0, len(text)
    while at < count:
        sizes = sizes_of(text[at])
        if sizes:
            for size in sizes:
                entry = get(text[at : at + size])
                if entry is not None and at + size <= count:
                    found.append((at, at + size, entry[0], entry[1]))
                    at += size
                    break
            else:
                at += 1
        else:
            at += 1
    return found


def mend(text: str, spots: list[Spot]) -> str:
    """The text with every slip of dictation replaced by the word that is meant, length for length."""
    pieces, at = [], 0
    slips = lexicon.slips()
    for start, end, entry, _form in spots:
        if entry and entry[0] == SLIP:
            pieces += [text[at:start], slips[text[start:end]]]
            at = end
    return "".join([*pieces, text[at:]])


def blank(text: str, start: int, end: int) -> str:
    """The text with one stretch blanked out; as long as before."""
    return text[:start] + BLANK * (end - start) + text[end:]
