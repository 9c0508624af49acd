"""Long texts in as many messages as they take: whole lines, and of a line that is too long whole names."""

from __future__ import annotations

MESSAGE_MOST = 4096
"""The longest message in UTF-16 units: Telegram Bot API, sendMessage."""
_ENDS = "、，,；; "
"""Where a line that is too long by itself may be broken: behind a name of a list."""


def units(text: str) -> int:
    """The length of a text as messengers count it: an emoji is two."""
    return len(text.encode("utf-16-le")) // 2


def messages(text: str, most: int = MESSAGE_MOST) -> list[str]:
    """A text in messages of whole lines, none longer than `most` units; nothing of it is left out but empty ends."""
    if units(text) <= most:
        return [text]
    made = [""]
    for line in text.split("\n"):
        joined = f"{made[-1]}\n{line}" if made[-1] else line
        if units(joined) <= most:
            made[-1] = joined
        else:
            made += _broken(line, most)
    return [each for each in made if each]


def _broken(line: str, most: int) -> list[str]:
    parts: list[str] = []
    while units(line) > most:
        end = most // 2 if units(line[:most]) > most else most  # characters of two units: half as many are sure to fit
        broken = max(line.rfind(each, 0, end) for each in _ENDS) + 1 or end
        parts.append(line[:broken])
        line = line[broken:]
    return [*parts, line]
