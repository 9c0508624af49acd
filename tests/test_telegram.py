"""The Telegram messenger: what the API refuses, over a real connection, as one of the closed set of send errors."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

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
from bot.messengers import telegram as telegram_module
from bot.messengers.telegram import Telegram, client
from tests.localchat_world import TOKEN, World, open_world

SAYS: list[tuple[str, dict[str, Any], SendError]] = [
    ("429", {"retry_after": 3}, TryAgain(3.0)),
    ("5xx", {"status": 500}, TryAgain(2.0, whole_bot=True, why="server")),
    ("5xx", {"status": 502, "html": True}, TryAgain(2.0, whole_bot=True, why="server")),
    ("kicked", {}, ChatGone("Forbidden: bot was kicked from the supergroup chat")),
    ("blocked", {}, ChatGone("Forbidden: bot was blocked by the user")),
    ("error", {"description": "Bad Request: chat not found"}, ChatGone("Bad Request: chat not found")),
    (
        "not_enough_rights",
        {},
        NotAccepted("Bad Request: not enough rights to send text messages to the chat", NO_RIGHTS),
    ),
    ("topic_closed", {}, NotAccepted("Bad Request: TOPIC_CLOSED", TOPIC_CLOSED)),
    ("error", {"description": "Bad Request: text is empty"}, NotAccepted("Bad Request: text is empty")),
    ("error", {"code": 401, "description": "Unauthorized"}, TryAgain(30.0, whole_bot=True, why="unauthorized")),
    ("error", {"code": 404, "description": "Not Found"}, TryAgain(30.0, whole_bot=True, why="unauthorized")),
    ("error", {"code": 429, "description": "Too Many Requests: retry after 7"}, TryAgain(7.0)),
    ("error", {"code": 413, "description": "Request Entity Too Large"}, NotAccepted("Request Entity Too Large")),
    ("5xx", {"status": 429, "html": True}, TryAgain(5.0)),
    ("5xx", {"status": 413, "html": True}, NotAccepted("the gateway answered 413")),
    ("5xx", {"status": 404, "html": True}, Unknown("not understood")),
    ("hang", {"drop": True}, Unknown("server disconnected")),
    ("lost", {"drop": True}, Unknown("server disconnected")),
]


def telegram(world: World, token: str = TOKEN) -> Telegram:
    return Telegram("local", client(token, world.url), Pace())


def told(error: SendError) -> tuple[object, ...]:
    """What the pump goes by."""
    return (type(error), *(getattr(error, name, None) for name in ("after", "whole_bot", "why", "to", "kind")))


@pytest.mark.parametrize(("kind", "more", "error"), SAYS, ids=[f"{kind}-{error}" for kind, _, error in SAYS])
async def test_every_refusal_is_one_of_the_closed_set(kind: str, more: dict[str, Any], error: SendError) -> None:
    async with open_world() as world:
        group, messenger = await world.group(), telegram(world)
        number = await messenger.send(group, "在吗", [], None)
        calls: tuple[Callable[[], Awaitable[object]], ...] = (
            lambda: messenger.send(group, "在吗", [], None),
            lambda: messenger.edit(group, number, "在", []),
        )
        for call in calls:
            await world.fault(kind, **more)
            with pytest.raises(SendError) as refused:
                await call()
            assert told(refused.value) == told(error)
            assert not isinstance(error, Unknown) or str(refused.value) == str(error)
        await messenger.close()


GONE, RIGHTS, TOPIC, NO_MESSAGE, TEXT = "gone", NO_RIGHTS, TOPIC_CLOSED, MESSAGE_GONE, ""
WORDS = {
    "403 Forbidden: bot was kicked from the supergroup chat": GONE,
    "403 Forbidden: bot was kicked from the group chat": GONE,
    "403 Forbidden: bot is not a member of the supergroup chat": GONE,
    "403 Forbidden: the group chat was deleted": GONE,
    "403 Forbidden: bot was blocked by the user": GONE,
    "403 Forbidden: user is deactivated": GONE,
    "403 Forbidden: bot can't initiate conversation with a user": GONE,
    "403 Forbidden: bot can't send messages to bots": GONE,
    "400 Bad Request: chat not found": GONE,
    "400 Bad Request: group chat was deactivated": GONE,
    "400 Bad Request: USER_IS_BLOCKED": GONE,
    "400 Bad Request: INPUT_USER_DEACTIVATED": GONE,
    "400 Bad Request: PEER_ID_INVALID": GONE,
    "400 Bad Request: CHANNEL_PRIVATE": GONE,
    "400 Bad Request: not enough rights to send text messages to the chat": RIGHTS,
    "400 Bad Request: not enough rights to send photos to the chat": RIGHTS,
    "400 Bad Request: have no rights to send a message": RIGHTS,
    "400 Bad Request: need administrator rights in the channel chat": RIGHTS,
    "400 Bad Request: CHAT_WRITE_FORBIDDEN": RIGHTS,
    "403 Forbidden: CHAT_WRITE_FORBIDDEN": RIGHTS,
    "400 Bad Request: CHAT_SEND_PLAIN_FORBIDDEN": RIGHTS,
    "400 Bad Request: CHAT_ADMIN_REQUIRED": RIGHTS,
    "400 Bad Request: CHAT_RESTRICTED": RIGHTS,
    "400 Bad Request: TOPIC_CLOSED": TOPIC,
    "400 Bad Request: TOPIC_DELETED": TOPIC,
    "400 Bad Request: message thread not found": TOPIC,
    "400 Bad Request: message to edit not found": NO_MESSAGE,
    "400 Bad Request: message can't be edited": NO_MESSAGE,
    "400 Bad Request: MESSAGE_ID_INVALID": NO_MESSAGE,
    "400 Bad Request: there is no text in the message to edit": NO_MESSAGE,
    "400 Bad Request: message is too long": TEXT,
    "400 Bad Request: message text is empty": TEXT,
    '400 Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0': TEXT,
    "400 Bad Request: BUTTON_DATA_INVALID": TEXT,
    "400 Bad Request: BUTTON_URL_INVALID": TEXT,
    "400 Bad Request: reply markup is too long": TEXT,
    "400 Bad Request: group chat was upgraded to a supergroup chat": "moving",
}
"""What Telegram really says, and what it means here."""


async def test_telegrams_own_words_fall_into_the_right_class() -> None:
    async with open_world() as world:
        group, messenger = await world.group(), telegram(world)
        number = await messenger.send(group, "在吗", [], None)
        found = {}
        for words in WORDS:
            await world.fault("error", code=int(words[:3]), description=words[4:])
            with pytest.raises(SendError) as refused:
                await (
                    messenger.edit(group, number, "在", []) if "edit" in words else messenger.send(group, "", [], None)
                )
            error = refused.value
            if isinstance(error, TryAgain):
                assert (error.why, error.whole_bot) == ("group moving", False)
            else:
                assert isinstance(error, (ChatGone, NotAccepted))
                assert error.why == words[4:]
            found[words] = (
                error.kind if isinstance(error, NotAccepted) else "moving" if isinstance(error, TryAgain) else GONE
            )
        assert found == WORDS
        for words in ("Bad Request: message is not modified: specified new message content", "MESSAGE_NOT_MODIFIED"):
            await world.fault("error", description=words)
            await messenger.edit(group, number, "在", [])
        await messenger.close()


async def test_an_edit_of_a_message_that_somebody_deleted_says_so() -> None:
    async with open_world() as world:
        group, messenger = await world.group(), telegram(world)
        number = await messenger.send(group, "在吗", [], None)
        await messenger.client.delete_message(group, number)
        with pytest.raises(NotAccepted) as refused:
            await messenger.edit(group, number, "在", [])
        assert refused.value.kind == MESSAGE_GONE
        await messenger.close()


async def test_a_group_that_moved_says_where_to() -> None:
    async with open_world() as world:
        group, messenger = await world.group(type="group"), telegram(world)
        await world.fault("migrate", chat=group)
        with pytest.raises(ChatMoved) as moved:
            await messenger.send(group, "在吗", [], None)
        assert await messenger.send(moved.value.to, "在吗", [], None)
        await messenger.close()


async def test_where_nobody_listens_nothing_went_out() -> None:
    async with open_world() as world:
        messenger = telegram(world)
    with pytest.raises(TryAgain) as refused:
        await messenger.send(-1_001_000_000_001, "在吗", [], None)
    assert (refused.value.why, refused.value.whole_bot) == ("network", True)
    with pytest.raises(ConfigError, match="does not answer"):
        await messenger.account()
    await messenger.close()


async def test_where_no_connection_comes_about_nothing_went_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """As behind a firewall that drops packets: the server's queue is full, and the call is answered by nothing."""
    monkeypatch.setattr(telegram_module, "CONNECT_SECONDS", 0.3)
    with socket.socket() as server, contextlib.ExitStack() as waiting:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(4):
            before = waiting.enter_context(socket.socket())
            before.setblocking(False)
            before.connect_ex(server.getsockname())
        messenger = Telegram("local", client(TOKEN, f"http://127.0.0.1:{server.getsockname()[1]}"), Pace())
        with pytest.raises(TryAgain) as refused:
            await messenger.send(-1_001_000_000_001, "在吗", [], None)
        await messenger.close()
    assert (refused.value.why, refused.value.whole_bot) == ("network", True)


@pytest.mark.parametrize("resets", [False, True])
async def test_who_is_cut_off_after_the_call_went_out_does_not_know(resets: bool) -> None:
    async def listens(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(64)
        if resets:
            sock = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.close()

    server = await asyncio.start_server(listens, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    messenger = Telegram("local", client(TOKEN, f"http://127.0.0.1:{port}"), Pace())
    with pytest.raises(Unknown) as refused:
        await messenger.send(-1_001_000_000_001, "在吗", [], None)
    assert str(refused.value) == "server disconnected"
    await messenger.close()
    server.close()
    await server.wait_closed()


async def test_a_token_that_is_not_valid_is_said_at_the_start() -> None:
    async with open_world() as world:
        messenger = telegram(world, "7000000009:nobody-knows-this-one")
        with pytest.raises(ConfigError, match="not valid"):
            await messenger.account()
        await messenger.close()


async def test_an_edit_that_changes_nothing_counts_as_done() -> None:
    async with open_world() as world:
        group, messenger = await world.group(), telegram(world)
        number = await messenger.send(group, "在吗", [], None)
        await messenger.edit(group, number, "在吗", [])
        await messenger.close()


async def test_a_text_too_long_is_cut_to_what_the_api_takes() -> None:
    async with open_world() as world:
        group, messenger = await world.group(), telegram(world)
        await messenger.send(group, "苹" * 5000, [], None)
        assert len((await world.sim("GET", f"/sent?chat={group}"))[0]["text"]) == 4096
        await messenger.close()
