"""What a reply says to the question that its writer was asked."""

from __future__ import annotations

from dataclasses import replace

from nlp.types import Reply, ReplyContext


def settle(text: str, reply: Reply, context: ReplyContext) -> Reply:
    """`reply` with `yes` and `answered` filled in by the pending question of `context`."""
    return replace(reply)
