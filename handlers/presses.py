"""Buttons: what was pressed, and the small answer that pops up."""

from __future__ import annotations

from dataclasses import dataclass

from aiogram.exceptions import TelegramAPIError
from aiogram.filters import Filter
from aiogram.types import CallbackQuery

POPUP_MOST = 200  # answerCallbackQuery: "Text of the notification … 0-200 characters"
ID_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button: the delivery it stands under, what it does, and to which row."""

    delivery_id: int
    act: str
    subject: int
    rest: str = ""


def read(callback: CallbackQuery) -> Press | None:
    """The press behind a callback; None where its data is of no form of ours (another version, a forgery)."""
    parts = (callback.data or "").split(":", 3)
    if len(parts) < 3 or not (_is_id(parts[0]) and _is_id(parts[2])):
        return None
    return Press(int(parts[0]), parts[1], int(parts[2]), parts[3] if len(parts) > 3 else "")


def _is_id(word: str) -> bool:
    """Whether a word is a number that a row can have: a database takes no larger one."""
    return word.isdecimal() and len(word) <= ID_DIGITS


class Pressed(Filter):
    """Lets through presses of the buttons named; the handler gets `press`."""

    def __init__(self, *acts: str) -> None:
        self.acts = acts

    async def __call__(self, callback: CallbackQuery) -> bool | dict[str, Press]:
        press = read(callback)
        return {"press": press} if press is not None and press.act in self.acts else False


async def answer(callback: CallbackQuery, text: str = "") -> None:
    """The popup over the pressed button; it may be lost, for what matters is a Delivery."""
    try:
        await callback.answer(text[:POPUP_MOST] or None)
    except TelegramAPIError:
        return
