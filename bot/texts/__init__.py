"""What we say: one file a language, by key. `zh.toml` is the original and complete; `en.toml` has the same keys.

A key is `table.name`. Sentences are filled by `str.format`; messages go out as plain text, so nothing that a person
typed can be markup. A county may say some of them in its own words (`bot/own_words.py`): they travel with its language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from bot.texts.counted import in_one

LANGUAGES = ("zh", "en")
_CODE_AND_DAY = "{code}{day}"


@cache
def table(language: str) -> dict[str, str]:
    """All sentences of a language, flat: `{"employer.hello": "…"}`. Files `zh.toml`, `zh_desk.toml` … are joined."""
    flat: dict[str, str] = {}
    for path in sorted(Path(__file__).parent.glob(f"{language}*.toml")):
        _flatten(tomllib.loads(path.read_text(encoding="utf-8")), "", flat, path.name)
    return flat


def _flatten(tree: dict[str, Any], prefix: str, flat: dict[str, str], file: str) -> None:
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            _flatten(value, f"{name}.", flat, file)
        elif name in flat:
            raise ValueError(f"{file}: the key {name} stands twice")
        else:
            flat[name] = str(value)


class Tongue(str):
    """A language as one county speaks it: in its own words where it has some; in all else the plain language.

    It goes wherever a language goes, so that what only turns values into sentences need know of no county.
    """

    __slots__ = ("own",)
    own: Mapping[str, str]

    def __new__(cls, language: str, own: Mapping[str, str]) -> Tongue:
        """This language with these sentences by key."""
        made = super().__new__(cls, language)
        made.own = own
        return made


def spoken(language: str, own: Mapping[str, str]) -> str:
    """A language with a county's own sentences; as it is where there are none."""
    return Tongue(language, own) if own else language


def say(key: str, language: str = "zh", /, **values: Any) -> str:
    """The sentence `key` in `language`, filled. A key that is not there is a bug and raises KeyError."""
    known = table(language if language in LANGUAGES else "zh")
    sentence = (language.own.get(key) if isinstance(language, Tongue) else None) or known[key]
    if _CODE_AND_DAY in sentence and str(values.get("day", ""))[:1].isdigit():
        # A1 and 10月18日 must not run into one number.
        sentence = sentence.replace(_CODE_AND_DAY, "{code}" + known["day.after_code"] + "{day}")
    filled = sentence.format(**values)
    return in_one(filled) if language == "en" else filled


def misfit(key: str, sentence: str) -> str:
    """Why a county's own `sentence` cannot stand for the sentence `key`; empty where it can."""
    if not has(key):
        return f"there is no sentence {key!r}"
    known = {place for language in LANGUAGES for place in places(table(language)[key])}
    try:
        unknown = places(sentence) - known
    except ValueError as error:
        return f"{key}: {error}"
    return f"{key}: nothing fills {', '.join(sorted(unknown))}" if unknown else ""


def places(sentence: str) -> set[str]:
    """What stands in a sentence's braces, with how it is written there. ValueError where the braces do not close."""
    named = ((name, turned, form) for _, name, form, turned in Formatter().parse(sentence) if name is not None)
    return {name + (f"!{turned}" if turned else "") + (f":{form}" if form else "") for name, turned, form in named}


def has(key: str) -> bool:
    """Whether there is a sentence `key`."""
    return key in table("zh")
