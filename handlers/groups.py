"""The bot's own standing in groups: let in, promoted, moved, thrown out; and the desk's commands typed there."""

from __future__ import annotations

import structlog
from aiogram import Bot, F, Router
from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from bot import groups, reach, walked_out
from bot.errors import Refused
from handlers import presses
from handlers.presses import Press, Pressed
from handlers.turn import Turn
from nlp import group_switch

log = structlog.get_logger()

IN = {"member", "administrator", "creator", "restricted"}


async def standing_changed(event: ChatMemberUpdated, bot: Bot, turn: Turn) -> None:
    """my_chat_member: let in, promoted, or thrown out. A private chat's blocking shows when we next write."""
    if event.chat.type == "private":
        return
    status = event.new_chat_member.status
    if status not in IN:
        await turn.act(reach.removed, chat_id=event.chat.id)
        return
    hears = status in ("administrator", "creator") or await _hears_all(bot, turn)
    await turn.act(groups.added, chat_id=event.chat.id, title=event.chat.title or "", hears=hears)


async def _hears_all(bot: Bot, turn: Turn) -> bool:
    """Whether privacy mode is off now: it may have been switched since the start, and counts from letting in anew."""
    try:
        return bool((await bot.get_me()).can_read_all_group_messages)
    except TelegramAPIError as error:
        log.warning("account_not_asked", bot=bot.id, error=type(error).__name__)
        return turn.hears_all


async def moved(message: Message, turn: Turn) -> None:
    """The service message in the old chat."""
    if message.migrate_to_chat_id is not None:
        await turn.act(reach.moved, message.chat.id, message.migrate_to_chat_id)


async def moved_here(message: Message, turn: Turn) -> None:
    """The service message in the new chat."""
    if message.migrate_from_chat_id is not None:
        await turn.act(reach.moved, message.migrate_from_chat_id, message.chat.id)


async def member_left(message: Message, turn: Turn) -> None:
    """The service message of a member who left, or was taken out."""
    if message.left_chat_member is not None and not message.left_chat_member.is_bot:
        await turn.act(walked_out.walked_out, chat_id=message.chat.id, user_id=message.left_chat_member.id)


async def renamed(message: Message, turn: Turn) -> None:
    """The service message of a group that got another title."""
    await turn.act(groups.renamed, chat_id=message.chat.id, title=message.new_chat_title or "")


async def bind(message: Message, command: CommandObject, turn: Turn) -> None:
    """`/bind 西解村`."""
    if turn.sender is not None:
        await turn.act(
            groups.bind_here,
            sender=turn.sender,
            chat_id=message.chat.id,
            title=message.chat.title or "",
            words=command.args or "",
        )


async def unbind(message: Message, turn: Turn) -> None:
    """`/unbind`."""
    if turn.sender is not None:
        await turn.act(groups.unbind_here, sender=turn.sender, chat_id=message.chat.id, title=message.chat.title or "")


async def pause(message: Message, bot: Bot, turn: Turn) -> None:
    """`/pause` and `/resume` by an admin of the group; from anybody else they are passed by."""
    if await _is_admin(message, bot, turn):
        await turn.act(reach.pause, chat_id=message.chat.id, on=(message.text or "").startswith("/pause"))


async def pause_in_words(message: Message, bot: Bot, turn: Turn, go_on: bool) -> None:
    """大喇叭先停一停 by an admin; from anybody else the words are read as any others."""
    if not await _is_admin(message, bot, turn):
        raise SkipHandler
    await turn.act(reach.pause, chat_id=message.chat.id, on=not go_on)


async def _is_admin(message: Message, bot: Bot, turn: Turn) -> bool:
    """Whether the sender runs this group. Refused where the messenger does not say; an outage is tried again later."""
    if turn.sender is None:
        return False
    try:
        member = await bot.get_chat_member(message.chat.id, turn.sender.user_id)
    except (TelegramBadRequest, TelegramForbiddenError):
        raise Refused("group.not_checked") from None
    return member.status in ("administrator", "creator")


async def bind_pressed(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """The desk pressed one of the proposed regions."""
    await presses.answer(callback)
    if turn.sender is not None and press.rest.isdecimal():
        await turn.act(groups.proposal_pressed, sender=turn.sender, group_id=press.subject, region_id=int(press.rest))


async def trade_pressed(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """The desk pressed one of the proposed trades."""
    await presses.answer(callback)
    if turn.sender is not None:
        await turn.act(groups.proposal_pressed, sender=turn.sender, group_id=press.subject, trade=press.rest)


async def unbind_pressed(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """The desk pressed that this is no group for work."""
    await presses.answer(callback)
    if turn.sender is not None:
        await turn.act(groups.proposal_pressed, sender=turn.sender, group_id=press.subject, region_id=None)


def router() -> Router:
    """A fresh router."""
    made = Router(name="groups")
    made.my_chat_member.register(standing_changed)
    in_group = F.chat.type.in_({"group", "supergroup"})
    made.message.register(moved, F.migrate_to_chat_id)
    made.message.register(moved_here, F.migrate_from_chat_id)
    made.message.register(member_left, in_group, F.left_chat_member)
    made.message.register(renamed, in_group, F.new_chat_title)
    made.message.register(bind, in_group, Command("bind"))
    made.message.register(unbind, in_group, Command("unbind"))
    made.message.register(pause, in_group, Command("pause", "resume"))
    made.message.register(pause_in_words, in_group, F.text.func(group_switch.read).as_("go_on"))
    made.callback_query.register(bind_pressed, Pressed("bindto"))
    made.callback_query.register(trade_pressed, Pressed("bindtrade"))
    made.callback_query.register(unbind_pressed, Pressed("unbind"))
    return made
