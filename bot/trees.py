"""The regions of a county, as the official list ships with the program."""

from __future__ import annotations

from bot.errors import ConfigError
from nlp import gazetteer


def tree(slug: str) -> gazetteer.Gazetteer:
    """The county's tree; ConfigError where the program has none of it."""
    try:
        return gazetteer.load(slug)
    except FileNotFoundError:
        raise ConfigError(f"County {slug!r} has no tree: put its regions in nlp/regions/{slug}.csv.") from None
