"""Brokers in private: as employers, and seats held by number with the names sent later."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import Message, TelegramObject

from bot import brokers
from bot.models import Role
from handlers import behind
from handlers.employer import words
from handlers.turn import Turn


class OfBroker(Filter):
    """Lets through what registered brokers write."""

    async def __call__(self, event: TelegramObject, turn: Turn) -> bool:
        return turn.role == Role.BROKER


async def heard(message: Message, turn: Turn) -> None:
    """Any text; commands are everybody's and go on."""
    if turn.sender is None:
        return
    quoted = message.reply_to_message
    await behind.hear(turn, brokers.hear, words(message), quoting=quoted.message_id if quoted else None)


def router() -> Router:
    """A fresh router; buttons and commands are those of handlers/employer.py."""
    made = Router(name="broker")
    text = (F.text & ~F.text.startswith("/")) | F.caption | F.contact
    made.message.register(heard, F.chat.type == "private", text, OfBroker())
    return made
