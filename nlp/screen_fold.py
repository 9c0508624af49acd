"""A text as the screening reads it: one spelling for what people write in many, each character still at its place.

People slip words past a filter by splitting them (押.金, 押 金), by full-width or traditional forms, and by characters
that sound or look alike (鸭金). The folded text undoes the first three; the last is in the patterns (`variants`), since
a character that sounds alike is only meant so inside one word.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# Written between the characters of a word to split it; kept beside a digit, where they carry a number.
_SPLITTERS = frozenset(".*_-/|~^#=·•…+'\"`\\—–&@$")
# Signs that stand for a word, read before other signs are dropped.
_SIGNS = {"❤": "心", "♥": "心", "💗": "心", "💕": "心", "➕": "加", "🐧": "qq", "🈲": "禁", "🈚": "无", "🚫": "禁"}
_LINE_ENDS = frozenset("\n\r\u2028\u2029")


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded text, and for each of its characters the place in the original that it came from."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's [start, end) for the folded text's; an empty match gives an empty span."""
        if start >= end:
            at = self.places[start] if start < len(self.places) else 0
            return at, at
        return self.places[start], self.places[end - 1] + 1


def fold(text: str, simplified: dict[str, str]) -> Folded:
    """Fold `text`: compatibility forms, lower case, simplified characters; no spaces, signs or splitters inside words.

    `simplified` maps traditional characters to simplified ones. Never raises, whatever the text.
    """
    characters: list[str] = []
    places: list[int] = []
    for place, original in enumerate(text):
        plain = _SIGNS.get(original)
        if plain is None:
            plain = "\n" if original in _LINE_ENDS else unicodedata.normalize("NFKC", original).lower()
        for character in plain:
            written = simplified.get(character, character)
            if not _is_noise(written):
                characters.append(written)
                places.append(place)
    return _without_splitters(characters, places)


def _is_noise(character: str) -> bool:
    if "一" <= character <= "龥" or character.isalnum() or character == "\n":
        return False
    if character.isspace():
        return True
    # So, Sk: pictures; Cf, Mn, Me: zero-width and combining marks; Cc, Co, Cn: nothing that a person reads
    return unicodedata.category(character) in {"So", "Sk", "Cf", "Mn", "Me", "Cc", "Co", "Cn", "Cs"}


def _without_splitters(characters: list[str], places: list[int]) -> Folded:
    kept: list[str] = []
    kept_places: list[int] = []
    for index, character in enumerate(characters):
        if character in _SPLITTERS:
            before = characters[index - 1] if index else ""
            after = characters[index + 1] if index + 1 < len(characters) else ""
            if not (before.isdigit() or after.isdigit()):
                continue
        kept.append(character)
        kept_places.append(places[index])
    return Folded("".join(kept), tuple(kept_places))
