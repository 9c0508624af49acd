"""What we say: one file a language, by key. `zh.toml` is the original and complete; `en.toml` has the same keys.

A key is `table.name`. Sentences are filled by `str.format`; messages go out as plain text, so nothing that a person
typed can be markup.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

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


def say(key: str, language: str = "zh", /, **values: Any) -> str:
    """The sentence `key` in `language`, filled. A key that is not there is a bug and raises KeyError."""
    known = table(language if language in LANGUAGES else "zh")
    sentence = known[key]
    if _CODE_AND_DAY in sentence and str(values.get("day", ""))[:1].isdigit():
        # A1 and 10月18日 must not run into one number.
        sentence = sentence.replace(_CODE_AND_DAY, "{code}" + known["day.after_code"] + "{day}")
    return sentence.format(**values)


def misfit(key: str, sentence: str) -> str:
    """Why a county's own `sentence` cannot stand for the sentence `key`; empty where it can."""
    if not has(key):
        return f"there is no sentence {key!r}"
    try:
        named = {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}
        known = {name for _, name, _, _ in Formatter().parse(table("zh")[key]) if name is not None}
    except ValueError as error:
        return f"{key}: {error}"
    return f"{key}: nothing fills {', '.join(sorted(named - known))}" if named - known else ""


def has(key: str) -> bool:
    """Whether there is a sentence `key`."""
    return key in table("zh")
