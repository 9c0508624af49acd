"""What we say: one file a language, by key. `zh.toml` is the original and complete; `en.toml` has the same keys.

A key is `table.name`. Sentences are filled by `str.format`; messages go out as plain text, so nothing that a person
typed can be markup.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("zh", "en")


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
    return table(language if language in LANGUAGES else "zh")[key].format(**values)


def has(key: str) -> bool:
    """Whether there is a sentence `key`."""
    return key in table("zh")
