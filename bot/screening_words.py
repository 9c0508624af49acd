"""What of a text may not go out at all, in one sentence for who wrote it."""

from __future__ import annotations

from nlp import screen


def forbidden(text: str, language: str) -> str:
    """The rule that stops a text (money from workers, fraud …), in words; empty where nothing stops it."""
    for hit in screen.read(text):
        if hit.stops:
            rule = screen.rule(hit.rule)
            return rule.en if language == "en" else rule.zh
    return ""
