"""What the messenger shows when somebody types a slash: the commands of everybody, in each language we speak."""

from __future__ import annotations

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats

from bot.texts import LANGUAGES, say

log = structlog.get_logger()
NAMES = ("start", "my", "help", "lang", "id", "forget")
"""Commands of everybody in private; the desk's are told by its /help."""


def listed(language: str) -> list[BotCommand]:
    """The commands with what they do."""
    return [BotCommand(command=name, description=say(f"command.{name}", language)) for name in NAMES]


async def register(bot: Bot, language: str) -> None:
    """Tell the messenger, in the county's language for all and in each language for those who use it.

    A server that does not know the method, or does not answer, is done without: people can type what they like.
    """
    scope = BotCommandScopeAllPrivateChats()
    try:
        await bot.set_my_commands(listed(language), scope=scope)
        for each in LANGUAGES:
            await bot.set_my_commands(listed(each), scope=scope, language_code=each)
    except TelegramAPIError as error:
        log.info("commands_not_shown", bot=bot.id, error=type(error).__name__)
