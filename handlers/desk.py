"""The desk in private: commands, words, and the buttons under its cards."""

from __future__ import annotations

from aiogram import Bot, F, Router
from aiogram.filters import Command, CommandObject, Filter
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot import accounts, amendments, barring, decisions, deskwork, invitations
from bot.errors import Refused
from bot.models import Role
from handlers import behind
from handlers.employer import press_act, words
from handlers.presses import Press, Pressed
from handlers.turn import Turn


class OfDesk(Filter):
    """Lets through what people of the desk write, those named in the config from their first word on."""

    async def __call__(self, event: TelegramObject, turn: Turn) -> bool:
        named = turn.sender is not None and turn.sender.user_id in turn.here.settings.desk
        return named or turn.role in (Role.DESK, Role.HEAD)


async def waiting(message: Message, turn: Turn) -> None:
    """/desk."""
    if turn.sender is not None:
        await turn.act(deskwork.list_waiting, sender=turn.sender)


async def duty(message: Message, command: CommandObject, turn: Turn) -> None:
    """/duty on, /duty off."""
    if turn.sender is not None:
        off = (command.args or "").strip().lower() in ("off", "no", "0")
        await turn.act(deskwork.duty, sender=turn.sender, on=not off)


async def by_phone(message: Message, command: CommandObject, turn: Turn) -> None:
    """/phone, /phone with the need."""
    if turn.sender is not None:
        await turn.act(deskwork.by_phone, sender=turn.sender, text=command.args or "")


async def invite(message: Message, command: CommandObject, bot: Bot, turn: Turn) -> None:
    """/invite desk, /invite broker, /invite forwarder 西解村. Only Telegram has links that carry the word."""
    if turn.sender is None:
        return
    word = invitations.token()
    linked = turn.here.messenger == "telegram"
    role, _, place = (command.args or "").strip().partition(" ")
    await turn.act(
        invitations.invite,
        sender=turn.sender,
        role=role.lower() or "desk",
        place=place.strip(),
        word=word,
        link=f"https://t.me/{(await bot.me()).username}?start={word}" if linked else "",
    )


async def pages_link(message: Message, turn: Turn) -> None:
    """/web: a one-time link to the desk's pages."""
    if turn.sender is None:
        return
    web = turn.app.config.web
    if not web.public_url and turn.here.messenger != "local":
        raise Refused("web.no_pages")
    base = web.public_url.rstrip("/") or f"http://{web.host}:{web.port}"
    secret = accounts.word()
    where = f"{base}/{turn.here.settings.slug}"
    await turn.act(accounts.make_link, sender=turn.sender, secret=secret, base=where)


async def show_file(message: Message, command: CommandObject, turn: Turn) -> None:
    """/file 138…."""
    if turn.sender is not None:
        await turn.act(deskwork.show_file, sender=turn.sender, phone=command.args or "")


async def bar(message: Message, command: CommandObject, turn: Turn) -> None:
    """/bar 138…, /unbar 138…."""
    if turn.sender is not None:
        off = command.command == "unbar"
        await turn.act(barring.bar_phone, sender=turn.sender, phone=command.args or "", off=off)


async def withdraw(message: Message, command: CommandObject, turn: Turn) -> None:
    """/withdraw A12."""
    if turn.sender is not None:
        code = next(iter((command.args or "").upper().split()), "")  # A1 假的: the words behind it are no code
        await turn.act(deskwork.withdraw, sender=turn.sender, code=code)


async def heard(message: Message, turn: Turn) -> None:
    """Any text."""
    if turn.sender is None:
        return
    quoted = message.reply_to_message
    await behind.hear(turn, deskwork.hear, words(message), quoting=quoted.message_id if quoted else None)


async def pressed_publish(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """发布."""
    await press_act(
        callback,
        turn,
        decisions.publish,
        sender=turn.sender,
        posting_id=press.subject,
        version=_number(press.rest),
    )


async def pressed_reason(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """退回, 不行: the reason is asked for."""
    act = "back" if press.act == "dback" else "reject"
    await press_act(
        callback,
        turn,
        decisions.ask_reason,
        sender=turn.sender,
        posting_id=press.subject,
        version=_number(press.rest),
        act=act,
    )


async def pressed_why(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """A ready-made reason."""
    version, _, rest = press.rest.partition(":")
    act, _, reason = rest.partition(":")
    await press_act(
        callback,
        turn,
        decisions.decide_with,
        sender=turn.sender,
        posting_id=press.subject,
        version=_number(version),
        act=act,
        reason=reason,
    )


async def pressed_phoned(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """已打电话核实."""
    await press_act(callback, turn, decisions.phoned, sender=turn.sender, posting_id=press.subject)


async def pressed_clear(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """看过了，不是这回事."""
    await press_act(
        callback, turn, decisions.clear, sender=turn.sender, posting_id=press.subject, version=_number(press.rest)
    )


async def pressed_change(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """A change of terms: approved or not."""
    await press_act(
        callback,
        turn,
        amendments.decide,
        sender=turn.sender,
        posting_id=press.subject,
        version=_number(press.rest),
        ok=press.act == "dchok",
    )


async def pressed_withdraw(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """撤回."""
    await press_act(
        callback,
        turn,
        deskwork.withdraw,
        sender=turn.sender,
        posting_id=press.subject,
        sure=press.act == "dwithdraw2",
    )


async def pressed_file(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """The employer's file."""
    await press_act(
        callback,
        turn,
        deskwork.show_file,
        sender=turn.sender,
        employer_id=press.subject,
        posting_id=_number(press.rest),
    )


async def pressed_set(callback: CallbackQuery, press: Press, turn: Turn) -> None:
    """A button under the file."""
    what, _, posting_id = press.rest.partition(":")
    await press_act(
        callback,
        turn,
        deskwork.edit_file,
        sender=turn.sender,
        employer_id=press.subject,
        what=what,
        posting_id=_number(posting_id),
        delivery_id=press.delivery_id,
    )


def _number(words: str) -> int:
    return int(words) if words.isdecimal() else 0


def router() -> Router:
    """A fresh router. Its buttons are checked again in the acts, for anybody may send any data."""
    made = Router(name="desk")
    chat = F.chat.type == "private"
    made.message.register(waiting, chat, Command("desk"), OfDesk())
    made.message.register(duty, chat, Command("duty"), OfDesk())
    made.message.register(by_phone, chat, Command("phone"), OfDesk())
    made.message.register(invite, chat, Command("invite"), OfDesk())
    made.message.register(pages_link, chat, Command("web"), OfDesk())
    made.message.register(show_file, chat, Command("file"), OfDesk())
    made.message.register(bar, chat, Command("bar", "unbar"), OfDesk())
    made.message.register(withdraw, chat, Command("withdraw"), OfDesk())
    made.message.register(heard, chat, (F.text & ~F.text.startswith("/")) | F.caption | F.contact, OfDesk())
    made.callback_query.register(pressed_publish, Pressed("dpub"))
    made.callback_query.register(pressed_reason, Pressed("dback", "dreject"))
    made.callback_query.register(pressed_why, Pressed("dwhy"))
    made.callback_query.register(pressed_phoned, Pressed("dphoned"))
    made.callback_query.register(pressed_clear, Pressed("dclear"))
    made.callback_query.register(pressed_change, Pressed("dchok", "dchno"))
    made.callback_query.register(pressed_withdraw, Pressed("dwithdraw", "dwithdraw2"))
    made.callback_query.register(pressed_file, Pressed("dfile"))
    made.callback_query.register(pressed_set, Pressed("dset"))
    return made
