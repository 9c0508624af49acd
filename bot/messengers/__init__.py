"""What a messenger must do: send and edit, raising only the closed set of send errors (`bot.errors.SendError`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.config import Pace

Buttons = list[list[dict[str, str]]]
"""Rows of buttons: {"text": …, "data": …} or {"text": …, "url": …}."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who the bot is on its messenger. `hears_all` is False where privacy mode hides plain group messages."""

    user_id: int
    username: str
    hears_all: bool


class Messenger(Protocol):
    """One account on one messenger."""

    name: str
    bot: int
    pace: Pace

    async def send(self, chat_id: int, text: str, buttons: Buttons, reply_to: int | None) -> int:
        """Send a message; the new message's id."""
        ...

    async def edit(self, chat_id: int, message_id: int, text: str, buttons: Buttons) -> None:
        """Change one of ours. A message that is so already counts as changed."""
        ...

    async def account(self) -> Account:
        """Who we are."""
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
