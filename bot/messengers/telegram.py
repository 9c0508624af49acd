"""Telegram, or anything that speaks its Bot API (a self-hosted server, the local messenger) by `api_base`.

Sends plain text: nothing that a person typed can become markup. What the API answers is mapped to the closed set of
send errors (https://core.telegram.org/bots/api#making-requests, ResponseParameters).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable
from http import HTTPStatus
from typing import Any, TypeVar

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from aiohttp import (
    ClientConnectorError,
    ClientOSError,
    ClientPayloadError,
    ClientTimeout,
    ConnectionTimeoutError,
    ServerDisconnectedError,
)

from bot.config import Pace
from bot.errors import (
    MESSAGE_GONE,
    NO_RIGHTS,
    TOPIC_CLOSED,
    ChatGone,
    ChatMoved,
    ConfigError,
    NotAccepted,
    SendError,
    TryAgain,
    Unknown,
)
from bot.messengers import Account, Buttons
from bot.pace import Gate

Value = TypeVar("Value")
CALL_SECONDS = 20.0
CONNECT_SECONDS = 10.0
"""So long a connection may take, which is less than the call: where none came about, nothing went out."""
UNNAMED_SECONDS = 5.0
"""What a 429 asks for that does not say."""
PICTURE = "poster"
"""The key of a button that is no button: what is to be drawn and sent as a photo with the text under it."""
CAPTION_MOST = 1024  # sendPhoto: "Photo caption …, 0-1024 characters after entities parsing"
TEXT_MOST = 4096  # sendMessage: "Text of the message to be sent, 1-4096 characters after entities parsing"


NOT_COUNTED = frozenset(
    {"getUpdates", "getMe", "setWebhook", "deleteWebhook", "getWebhookInfo", "setMyCommands", "getFile"}
)
PUMPED = frozenset({"sendMessage", "sendPhoto", "editMessageText"})
"""The pump's own: it has taken a place in the bot's pace for them."""
YIELDING = frozenset({"setMessageReaction", "sendChatAction"})
"""Signs that say nothing new: while messages wait for their turn, none takes a place from them."""
ASIDE_SECONDS = 2.0
SIGN_SECONDS = 0.1
"""A sign waits no longer than this for its turn, so that whoever works off the Inbox goes on."""


class Aside(BaseRequestMiddleware):
    """Lets the calls that go past the pump (the answer to a pressed button, say) take their turn in the bot's pace.

    Where the bot has to wait longer than `ASIDE_SECONDS`, such a call fails as if the messenger had refused it: it may
    be lost, and whoever works off the Inbox is not held up by it. A mere sign is lost whenever messages wait.

    While another process sends for this bot its pace is not known here: such calls keep to a small share of their own
    (`aside_per_second`), which a messenger's limit leaves beside the pump's.
    """

    def __init__(self, gate: Gate) -> None:
        self.gate = gate
        self.apart = Gate(gate.pace.model_copy(update={"per_second": gate.pace.aside_per_second}))

    async def __call__(
        self, make_request: NextRequestMiddlewareType[TelegramType], bot: Bot, method: TelegramMethod[TelegramType]
    ) -> Response[TelegramType]:
        if method.__api_method__ in NOT_COUNTED | PUMPED:
            return await make_request(bot, method)
        loop = asyncio.get_running_loop()
        gate = self.gate if self.gate.sends else self.apart
        if method.__api_method__ in YIELDING and (gate.waiting or gate.wait(loop.time()) > SIGN_SECONDS):
            raise TelegramRetryAfter(method, "messages wait", retry_after=1)
        end = loop.time() + ASIDE_SECONDS
        while (wait := gate.wait(loop.time())) > 0:
            if loop.time() + wait > end:
                raise TelegramRetryAfter(method, "the bot has to wait", retry_after=int(wait) + 1)
            await asyncio.sleep(wait)
        call = gate.used(loop.time())
        try:
            return await make_request(bot, method)
        finally:
            gate.over(call, loop.time())


class Session(AiohttpSession):
    """Tells a connection that never came about from an answer that never came.

    An answer that is no JSON, as a gateway gives it while the API is away, is an error of the server like others.
    """

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - as aiogram calls it
    ) -> TelegramType:
        """Make a call; its connection has a time limit of its own (a firewall may answer nothing at all)."""
        limits: Any = ClientTimeout(total=timeout or self.timeout, connect=CONNECT_SECONDS)
        return await super().make_request(bot, method, timeout=limits)  # handed on to aiohttp as it is

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        """Read an answer."""
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError:
            words = f"the gateway answered {status_code}"
            if status_code == HTTPStatus.TOO_MANY_REQUESTS:
                raise TelegramRetryAfter(method, words, retry_after=int(UNNAMED_SECONDS)) from None
            if status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                raise TelegramEntityTooLarge(method, words) from None
            if status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise
            raise TelegramServerError(method, words) from None


def build_forms() -> None:
    """What every update and most answers are read into (see `bot/aiogram_light.py`), before anybody waits for it: a
    fifth of a second. In the thread that reads them, for only one at a time may build.
    """
    for form in (Message, Update):
        form.model_rebuild()


def client(token: str, api_base: str) -> Bot:
    """An aiogram client for this account; `api_base` empty means Telegram itself."""
    session = (
        Session(api=TelegramAPIServer.from_base(api_base), timeout=CALL_SECONDS)
        if api_base
        else Session(timeout=CALL_SECONDS)
    )
    return Bot(token, session=session)


def keyboard(buttons: Buttons) -> InlineKeyboardMarkup | None:
    """Rows of buttons as the API wants them; None where there are none."""
    buttons = [kept for row in buttons if (kept := [each for each in row if PICTURE not in each])]
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                InlineKeyboardButton(text=each["text"], url=each["url"])
                if "url" in each
                else InlineKeyboardButton(text=each["text"], callback_data=each["data"])
                for each in row
            ]
            for row in buttons
        ]
    )


def cut(text: str, most: int = TEXT_MOST) -> str:
    """A text within the API's 4096, which are counted in UTF-16 units."""
    if len(text.encode("utf-16-le")) // 2 <= most:
        return text
    kept = text.encode("utf-16-le")[: (most - 1) * 2]
    return kept.decode("utf-16-le", errors="ignore") + "…"


class Telegram:
    """One account on a Bot API server. `name` is what the rows call the messenger: telegram or local."""

    def __init__(self, name: str, bot: Bot, pace: Pace) -> None:
        self.name = name
        self.client = bot
        self.bot = bot.id
        self.pace = pace

    async def send(self, chat_id: int, text: str, buttons: Buttons, reply_to: int | None) -> int:
        """Send a message. A quote whose message is gone is left out rather than the message lost."""
        quote = ReplyParameters(message_id=reply_to, allow_sending_without_reply=True) if reply_to else None
        picture = next((each[PICTURE] for row in buttons for each in row if PICTURE in each), None)
        if picture is not None:
            from bot import poster_image  # the only message with a picture; its fonts and Pillow load when it comes

            body = await poster_image.drawn(poster_image.unpacked(picture))
            photo = await _mapped(
                self.client.send_photo(
                    chat_id,
                    BufferedInputFile(body, "poster.png"),
                    caption=cut(text, CAPTION_MOST),
                    reply_markup=keyboard(buttons),
                    reply_parameters=quote,
                )
            )
            return photo.message_id
        message = await _mapped(
            self.client.send_message(
                chat_id,
                cut(text),
                reply_markup=keyboard(buttons),
                reply_parameters=quote,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )
        return message.message_id

    async def edit(self, chat_id: int, message_id: int, text: str, buttons: Buttons) -> None:
        """Edit one of ours; one that stands so already counts as edited."""
        try:
            await _mapped(
                self.client.edit_message_text(
                    cut(text),
                    chat_id=chat_id,
                    message_id=message_id,
                    reply_markup=keyboard(buttons),
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
            )
        except NotAccepted as error:
            if not any(each in error.why.lower() for each in UNCHANGED):
                raise

    async def account(self) -> Account:
        """Who we are; raises ConfigError where the token is not valid."""
        try:
            me = await self.client.get_me()
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise ConfigError(
                f"The token of bot {self.bot} is not valid: copy it from BotFather into the config once more."
            ) from None
        except TelegramNetworkError:
            raise ConfigError(
                "The messenger's server does not answer: check the connection, and api_base where it is set."
            ) from None
        return Account(me.id, me.username or "", bool(me.can_read_all_group_messages))

    async def close(self) -> None:
        """Close the connections."""
        await self.client.session.close()


async def _mapped(call: Awaitable[Value]) -> Value:
    try:
        return await call
    except TelegramAPIError as error:
        raise mapped(error) from error
    except TimeoutError as error:
        raise Unknown("timeout") from error
    except ClientDecodeError as error:  # it was served, in words that this version does not know
        raise Unknown("not understood") from error


_RIGHTS = (
    "not enough rights",
    "have no rights",
    "administrator rights",
    "chat_write_forbidden",
    "chat_admin_required",
    "chat_restricted",
    "user_banned_in_channel",
    "right_forbidden",
)
_SEND_FORBIDDEN = re.compile(r"chat_(guest_)?send_\w*forbidden")  # CHAT_SEND_PLAIN_FORBIDDEN, …_PHOTOS_…
_TOPIC = ("topic_closed", "topic_deleted", "topic_id_invalid", "message thread not found")
_NO_MESSAGE = (
    "message to edit not found",
    "message can't be edited",
    "no text in the message to edit",
    "message_id_invalid",
    "message_edit_time_expired",
    "message_author_required",
)
_GONE = (
    "chat not found",
    "user not found",
    "user is deactivated",
    "user_deactivated",
    "bot was kicked",
    "bot was blocked",
    "bot is not a member",
    "user_is_blocked",
    "chat was deleted",
    "chat was deactivated",
    "channel_private",
    "peer_id_invalid",
    "chat_id_invalid",
)
_UPGRADED = "upgraded to a supergroup"
UNCHANGED = ("message is not modified", "message_not_modified")
MOVING_SECONDS = 30.0


_CUT_OFF = (ServerDisconnectedError, ClientPayloadError, ClientOSError)


def mapped(error: TelegramAPIError) -> SendError:
    """An error of the API as one of the closed set.

    The words are those of the Bot API's server (github.com/tdlib/telegram-bot-api, Client.cpp) and, in capitals, of
    Telegram's own, which it hands on as they are.
    """
    if isinstance(error, TelegramRetryAfter):
        return TryAgain(float(error.retry_after))
    if isinstance(error, TelegramMigrateToChat):
        return ChatMoved(error.migrate_to_chat_id)
    if isinstance(error, (TelegramForbiddenError, TelegramBadRequest)):
        return _refusal(error.message, forbidden=isinstance(error, TelegramForbiddenError))
    if isinstance(error, TelegramServerError):
        return TryAgain(2.0, whole_bot=True, why="server")
    if isinstance(error, TelegramEntityTooLarge):  # a network error by its class, but it was answered
        return NotAccepted(error.message)
    if isinstance(error, TelegramNetworkError):
        if isinstance(error.__cause__, (ClientConnectorError, ConnectionTimeoutError)):  # nothing went out
            return TryAgain(2.0, whole_bot=True, why="network")
        return Unknown("server disconnected" if isinstance(error.__cause__, _CUT_OFF) else "timeout")
    if isinstance(error, (TelegramUnauthorizedError, TelegramNotFound)):  # 404: no bot has this token, says the server
        return TryAgain(30.0, whole_bot=True, why="unauthorized")
    if "too many requests" in error.message.lower():  # 429 without its parameters is no TelegramRetryAfter
        named = re.search(r"retry after (\d+)", error.message.lower())
        return TryAgain(float(named[1]) if named else UNNAMED_SECONDS)
    return NotAccepted(error.message)


def _refusal(message: str, *, forbidden: bool) -> SendError:
    """What 400 and 403 mean: by the words, for the same number stands for a group that is lost and a text too long."""
    words = message.lower()
    if any(each in words for each in _RIGHTS) or _SEND_FORBIDDEN.search(words):
        return NotAccepted(message, NO_RIGHTS)
    if any(each in words for each in _TOPIC):
        return NotAccepted(message, TOPIC_CLOSED)
    if any(each in words for each in _NO_MESSAGE):
        return NotAccepted(message, MESSAGE_GONE)
    if _UPGRADED in words:  # and does not say where to: the update that does is on its way
        return TryAgain(MOVING_SECONDS, why="group moving")
    if forbidden or any(each in words for each in _GONE):
        return ChatGone(message)
    return NotAccepted(message)
