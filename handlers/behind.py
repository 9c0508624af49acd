"""Behind the rules, between two acts: a language model is asked, outside any transaction, in nobody's way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import Message

from bot import behind, private
from bot.people import Sender
from handlers.turn import Turn

SOUNDS = ("voice", "audio", "video_note")
Hear = Callable[..., bool]


async def hear(turn: Turn, function: Hear, text: str, **values: Any) -> None:
    """Take a text by the role's own act; where something stayed open, let the model look at it afterwards."""
    understood = await turn.act(function, sender=turn.sender, text=text, **values)
    model = turn.app.model
    if model is not None and model.enabled and text.strip():
        turn.later(_fill(turn, text, understood))


async def _fill(turn: Turn, text: str, understood: bool) -> None:
    if turn.sender is None:
        return
    now = turn.app.clock().astimezone(turn.here.zone)
    gap = await turn.read(behind.look, now, turn.here, turn.sender.user_id, text, understood)
    if gap is None:
        return
    filled = await turn.app.model.fill(gap.text, gap.request, turn.here.gazetteer, now)
    if filled != gap.request:
        await turn.app.act(behind.take, turn.here, sender=turn.sender, gap=gap, filled=filled)


async def no_text(message: Message, bot: Bot, turn: Turn, sender: Sender, function: Hear) -> None:
    """What is no text: a sound is listened to where that is set up; for all else one clear answer."""
    model = turn.app.model
    if message.content_type not in SOUNDS or model is None or not model.hears:
        await turn.act(private.no_text, sender=sender, kind=message.content_type)
        return
    await turn.act(behind.voice_came, sender=sender)
    sound = message.voice or message.audio or message.video_note
    if sound is not None:
        turn.later(_listen(bot, turn, sender, sound.file_id, function))


async def _listen(bot: Bot, turn: Turn, sender: Sender, file_id: str, function: Hear) -> None:
    words = None
    try:
        data = await bot.download(file_id)
        if data is not None:
            words = await turn.app.model.transcribe(data.read(), turn.app.clock())
    except (TelegramAPIError, OSError, TimeoutError):
        words = None  # too large for the server, or gone: the person is asked to type
    await turn.app.act(behind.voice_read, turn.here, sender=sender, words=words or "")
    if words:
        await turn.app.act(function, turn.here, sender=sender, text=words)
        await _fill(turn, words, understood=True)
