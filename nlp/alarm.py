"""What the desk must hear of at once: complaints and accidents (product rule "Alarms"); idiom and grumbling are none."""

from __future__ import annotations

from nlp.types import Alarm


def read(text: str) -> Alarm | None:
    """The alarm that a text carries, None where it carries none."""
    return None
