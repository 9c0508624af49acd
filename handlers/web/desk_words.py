"""The words page of the settings: the sentences to people, by what they are said for, each as people will read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bot import own_words, settings_rows
from bot.app import Here
from bot.texts import misfit
from handlers.web import wording

WORDS_MOST = 30
"""Sentences that one page shows."""


@dataclass(frozen=True, slots=True)
class Words:
    """Which sentences are shown: of one family from a place on; where something is looked for, those that hold it."""

    family: str
    sought: str
    first: int = 0


def asked(family: str, sought: str, first: str) -> Words:
    """What a visit asks for; the first family where it names none that there is."""
    known = [each for section in own_words.SECTIONS.values() for each in section]
    start = int(first) if first.isdecimal() and len(first) < 4 else 0
    return Words(family if family in known else known[0], sought.strip()[:40], start)


def shown(here: Here, words: Words) -> dict[str, Any]:
    """What the page shows: the sections, the family's sentences, where its other pages begin, how many were found."""
    every = [_sentence(here, key) for key in _keys(words)]
    if words.sought:
        wanted = words.sought.casefold()
        every = [each for each in every if wanted in f"{each['preview']}\n{each['words']}".casefold()]
    first = words.first if words.first < len(every) else 0
    section = next(name for name, families in own_words.SECTIONS.items() if words.family in families)
    return {
        "sections": own_words.SECTIONS,
        "section": "" if words.sought else section,
        "family": "" if words.sought else words.family,
        "sought": words.sought,
        "sentences": every[first : first + WORDS_MOST],
        "first": first,
        "found": len(every),
        "starts": range(0, len(every), WORDS_MOST) if len(every) > WORDS_MOST else (),
        "most_shown": WORDS_MOST,
    }


def _keys(words: Words) -> tuple[str, ...]:
    keys = own_words.every()
    return keys if words.sought else tuple(key for key in keys if key.partition(".")[0] == words.family)


def _sentence(here: Here, key: str) -> dict[str, Any]:
    words, values = settings_rows.value_of(here.settings, f"texts.{key}"), examples(here, key)
    return {
        "key": key,
        "words": words,
        "preview": words if misfit(key, words) else words.format(**values),
        "examples": json.dumps(values, ensure_ascii=False),
        "most": own_words.longest(key),
    }


def examples(here: Here, key: str) -> dict[str, str]:
    """What stands in a sentence's places while it is looked at: in the county's language, under the station's name."""
    settings = here.settings
    common: dict[str, Any] = wording.texts(settings.language)["examples"]
    of: dict[str, dict[str, str]] = common["of"]
    values = {**common, **of.get(key.partition(".")[0], {}), **of.get(key, {})}
    values |= {"station": settings.station, "duty": settings.duty_phone} if settings.station else {}
    return {place: str(values[place]) for place in sorted(own_words.places_of(settings.language, key))}
