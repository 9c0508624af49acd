"""Forwarders in private, and the poster of a posting for anybody who asks."""

from __future__ import annotations

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, Filter
from aiogram.types import CallbackQuery, Message

from bot import accounts, relay_card, relay_chat
from bot.errors import Refused
from handlers.employer import press_act, words
from handlers.presses import Press, Pressed
from handlers.turn import Turn


class BringsBack(Filter):
    """Lets through what a forwarder brings back: a tally, a chain list, a stretch of talk."""

    async def __call__(self, message: Message, turn: Turn) -> bool:
        if turn.person_id is None:
            return False
        now = turn.app.clock()
        return bool(await turn.read(relay_chat.is_back, now, turn.here, turn.person_id, words(message)))


class PutsRight(Filter):
    """Lets through what puts lines of a forwarder's card right: 3 是2个人."""

    async def __call__(self, message: Message, turn: Turn) -> bool:
        if turn.person_id is None:
            return False
        now = turn.app.clock()
        return bool(await turn.read(relay_card.is_fix, now, turn.here, turn.person_id, words(message)))


def base_of(turn: Turn) -> str:
    """Where the county's open pages are reached. Refused where nobody outside could open them."""
    web = turn.app.config.web
    if not web.public_url and turn.here.messenger != "local":
        raise Refused("web.no_pages")
    return f"{web.public_url.rstrip('/') or f'http://{web.host}:{web.port}'}/{turn.here.settings.slug}"


async def brought(message: Message, turn: Turn) -> None:
    """Something brought back."""
    if turn.sender is not None:
        await turn.act(relay_chat.hear, sender=turn.sender, text=words(message))


async def put_right(message: Message, turn: Turn) -> None:
    """A line of the card put right in words."""
    if turn.sender is not None:
        await turn.act(relay_card.put_right, sender=turn.sender, text=words(message))


async def page(message: Message, turn: Turn) -> None:
    """/relay."""
    if turn.sender is not None:
        await turn.act(relay_chat.my_page, sender=turn.sender, word=accounts.word(), base=base_of(turn))


async def poster(message: Message, command: CommandObject, turn: Turn) -> None:
    """/poster A12."""
    if turn.sender is not None:
        await turn.act(relay_chat.poster, sender=turn.sender, code=command.args or "", base=base_of(turn))


async def pressed(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """记上, 不记, which group."""
    await press_act(
        callback,
        turn,
        relay_chat.press,
        sender=turn.sender,
        act=press.act,
        brought=press.subject,
        group_id=int(press.rest) if press.rest.isdecimal() else 0,
        delivery_id=press.delivery_id,
    )


async def pressed_line(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """A line's own button: they go, they do not, which posting."""
    await press_act(
        callback,
        turn,
        relay_card.press,
        sender=turn.sender,
        brought=press.subject,
        rest=press.rest,
        delivery_id=press.delivery_id,
    )


def router() -> Router:
    """A fresh router; it stands before those that read needs, and takes only what is brought back."""
    made = Router(name="relay")
    private = F.chat.type == "private"
    made.message.register(page, private, Command("relay"))
    made.message.register(poster, private, Command("poster"))
    made.message.register(put_right, private, F.text & ~F.text.startswith("/"), PutsRight())
    made.message.register(brought, private, F.text & ~F.text.startswith("/"), BringsBack())
    made.callback_query.register(pressed, Pressed("rpick", "rnote", "rnot"))
    made.callback_query.register(pressed_line, Pressed("rline"))
    return made
