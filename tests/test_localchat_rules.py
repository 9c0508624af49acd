"""The rules of the documentation as labelled cases, asked raw over HTTP so that no client library smooths them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.localchat.entities import parse_html, utf16
from bot.localchat.errors import ApiError
from tests.localchat_world import OTHER, TOKEN, World, open_world

UNAUTHORIZED, BAD, FORBIDDEN, NOT_FOUND = 401, 400, 403, 404
B: dict[str, Any] = {"text": "x", "callback_data": "d"}


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with open_world() as found:
        yield found


def keys(*buttons: Any) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


# label, parameters of sendMessage beside chat_id, the beginning of the description ("" when it passes)
SENDING: list[tuple[str, dict[str, Any], str]] = [
    ("4096 units", {"text": "去" * 4096}, ""),
    ("4097 units", {"text": "去" * 4097}, "Bad Request: message is too long"),
    ("2048 faces are 4096 units", {"text": "😀" * 2048}, ""),
    ("2049 faces are 4098 units", {"text": "😀" * 2049}, "Bad Request: message is too long"),
    ("counted after the marks", {"text": "<b>" + "去" * 4096 + "</b>", "parse_mode": "HTML"}, ""),
    ("no text", {}, "Bad Request: message text is empty"),
    ("only white space", {"text": " \n "}, "Bad Request: message text is empty"),
    ("only marks", {"text": "<b></b>", "parse_mode": "HTML"}, "Bad Request: message text is empty"),
    (
        "unclosed",
        {"text": "<b>去", "parse_mode": "HTML"},
        "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"",
    ),
    ("crossed", {"text": "<b><i>去</b></i>", "parse_mode": "HTML"}, "Bad Request: can't parse entities: Unmatched"),
    ("stray end", {"text": "去</b>", "parse_mode": "HTML"}, "Bad Request: can't parse entities: Unexpected end"),
    (
        "unknown tag",
        {"text": "<p>去</p>", "parse_mode": "HTML"},
        'Bad Request: can\'t parse entities: Unsupported start tag "p" at byte offset 0',
    ),
    ("bare <", {"text": "3 < 5", "parse_mode": "HTML"}, "Bad Request: can't parse entities: Unsupported start tag"),
    ("escaped <", {"text": "3 &lt; 5", "parse_mode": "HTML"}, ""),
    ("no parse_mode, any text", {"text": "<b>去 & 3 < 5"}, ""),
    ("unknown parse_mode", {"text": "x", "parse_mode": "bbcode"}, "Bad Request: unsupported parse_mode"),
    ("64 bytes of data", {"text": "x", "reply_markup": keys({"text": "x", "callback_data": "d" * 64})}, ""),
    (
        "65 bytes of data",
        {"text": "x", "reply_markup": keys({"text": "x", "callback_data": "d" * 65})},
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    (
        "22 characters of 3 bytes are 66",
        {"text": "x", "reply_markup": keys({"text": "x", "callback_data": "报" * 22})},
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    (
        "empty data",
        {"text": "x", "reply_markup": keys({"text": "x", "callback_data": ""})},
        "Bad Request: BUTTON_DATA_INVALID",
    ),
    (
        "a button that does nothing",
        {"text": "x", "reply_markup": keys({"text": "x"})},
        "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ),
    (
        "a button that does two things",
        {"text": "x", "reply_markup": keys({**B, "url": "https://example.org"})},
        "Bad Request: can't parse inline keyboard button: exactly one",
    ),
    ("a button with a link", {"text": "x", "reply_markup": keys({"text": "x", "url": "https://example.org/a"})}, ""),
    (
        "a link that is none",
        {"text": "x", "reply_markup": keys({"text": "x", "url": "javascript:alert(1)"})},
        "Bad Request: inline keyboard button URL",
    ),
    ("markup that is no object", {"text": "x", "reply_markup": "[1]"}, "Bad Request: object expected as reply markup"),
    ("markup that is no JSON", {"text": "x", "reply_markup": "{"}, "Bad Request: can't parse reply keyboard markup"),
    ("too many buttons", {"text": "x", "reply_markup": keys(*[B] * 101)}, "Bad Request: reply markup is too long"),
    (
        "a reply to nothing",
        {"text": "x", "reply_parameters": {"message_id": 999}},
        "Bad Request: message to be replied not found",
    ),
    (
        "a reply to nothing, allowed",
        {"text": "x", "reply_parameters": {"message_id": 999, "allow_sending_without_reply": True}},
        "",
    ),
    (
        "a topic where there are none",
        {"text": "x", "message_thread_id": 7},
        "Bad Request: message thread not found",
    ),
    (
        "an entity past the end",
        {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
        "Bad Request: can't parse entities: entity begins or ends after the end",
    ),
    (
        "a row that is no list",
        {"text": "x", "reply_markup": {"inline_keyboard": [1]}},
        "Bad Request: can't parse inline",
    ),
    ("a button that is no object", {"text": "x", "reply_markup": keys(1)}, "Bad Request: can't parse inline keyboard"),
    ("a button without words", {"text": "x", "reply_markup": keys({"callback_data": "d"})}, "Bad Request: can't parse"),
    ("a button of blanks", {"text": "x", "reply_markup": keys({**B, "text": " "})}, "Bad Request: can't parse inline"),
    ("a colour", {"text": "x", "reply_markup": keys({**B, "style": "success"})}, ""),
    ("a colour that is none", {"text": "x", "reply_markup": keys({**B, "style": "pink"})}, "Bad Request: can't parse"),
    ("text to copy", {"text": "x", "reply_markup": keys({"text": "x", "copy_text": {"text": "A12 我去"}})}, ""),
    (
        "nothing to copy",
        {"text": "x", "reply_markup": keys({"text": "x", "copy_text": {"text": ""}})},
        "Bad Request: BUTTON_COPY_TEXT_INVALID",
    ),
    (
        "a link to this very machine",
        {"text": "x", "reply_markup": keys({"text": "x", "url": "http://localhost:8080/b"})},
        "Bad Request: inline keyboard button URL",
    ),
    ("a link by address", {"text": "x", "reply_markup": keys({"text": "x", "url": "http://127.0.0.1:8080/b"})}, ""),
    ("a keyboard of words", {"text": "x", "reply_markup": {"keyboard": [[{"text": "去"}]]}}, ""),
    ("a keyboard that is none", {"text": "x", "reply_markup": {"keyboard": 1}}, 'Bad Request: field "keyboard"'),
    ("a reply by the old parameter", {"text": "x", "reply_to_message_id": 9}, "Bad Request: message to be replied not"),
    (
        "a reply into another chat",
        {"text": "x", "reply_parameters": {"message_id": 1, "chat_id": -1}},
        "Bad Request: message to be replied not found",
    ),
    ("a reply that is no object", {"text": "x", "reply_parameters": "7"}, "Bad Request: can't parse reply parameters"),
    ("a reply to no number", {"text": "x", "reply_parameters": {"message_id": "x"}}, "Bad Request: can't parse reply"),
    ("entities that are no list", {"text": "x", "entities": {"a": 1}}, "Bad Request: can't parse entities: expected"),
    ("an entity that is none", {"text": "x", "entities": [1]}, "Bad Request: can't parse entities: MessageEntity"),
    (
        "an entity of no length",
        {"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 0}]},
        "Bad Request: can't parse entities: entity has a wrong",
    ),
    ("a topic that is no number", {"text": "x", "message_thread_id": "x"}, "Bad Request: invalid message_thread_id"),
]


@pytest.mark.parametrize(("params", "refused"), [c[1:] for c in SENDING], ids=[c[0] for c in SENDING])
async def test_sending(world: World, params: dict[str, Any], refused: str) -> None:
    group = await world.group()
    status, answer = await world.call("sendMessage", chat_id=group, **params)
    if refused:
        assert (status, answer["ok"], answer["error_code"]) == (BAD, False, BAD)
        assert answer["description"].startswith(refused)
        assert await world.sim("GET", f"/sent?chat={group}") == []
    else:
        assert (status, answer["ok"]) == (200, True), answer


async def test_who_may_be_written_to(world: World) -> None:
    """Every address a bot may try, and what Telegram says to it."""
    person = await world.person()
    await world.sim("POST", "/bots", {"token": OTHER, "username": "other_bot"})
    strange = await world.group(bots=[7000000002])
    group = await world.group()
    await world.sim("POST", f"/chats/{group}/members", {"bot": world.bot.id, "action": "kick"})
    basic = await world.group(type="group")
    await world.sim("POST", f"/chats/{basic}/members", {"bot": world.bot.id, "action": "kick"})
    muted = await world.group()
    await world.sim("POST", f"/chats/{muted}/members", {"bot": world.bot.id, "action": "restrict"})
    cases: list[tuple[Any, int, str]] = [
        (person, FORBIDDEN, "Forbidden: bot can't initiate conversation with a user"),
        (person + 1, BAD, "Bad Request: chat not found"),
        (-1009999999999, BAD, "Bad Request: chat not found"),
        ("@nobody", BAD, "Bad Request: chat not found"),
        ("", BAD, "Bad Request: chat_id is empty"),
        (strange, BAD, "Bad Request: chat not found"),
        (group, FORBIDDEN, "Forbidden: bot was kicked from the supergroup chat"),
        (basic, FORBIDDEN, "Forbidden: bot was kicked from the group chat"),
        (muted, BAD, "Bad Request: not enough rights to send text messages to the chat"),
        (7000000002, FORBIDDEN, "Forbidden: bots can't send messages to bots"),
    ]
    for chat, code, description in cases:
        status, answer = await world.call("sendMessage", chat_id=chat, text="x")
        assert (status, answer) == (code, {"ok": False, "error_code": code, "description": description})


async def test_tokens_and_methods(world: World) -> None:
    for token in ("7000000001:wrong", "nonsense"):
        status, answer = await world.call("getMe", token=token)
        assert (status, answer["error_code"]) == (UNAUTHORIZED, UNAUTHORIZED)
        assert answer["description"].startswith("Unauthorized")
    status, answer = await world.call("sendNothing")
    assert (status, answer["description"]) == (NOT_FOUND, "Not Found: method not found")
    status, answer = await world.call("GETME")
    assert (status, answer["ok"]) == (200, True)
    async with world.http.get(f"{world.url}/bot{TOKEN}/getMe") as got:
        assert (await got.json())["result"]["id"] == 7000000001


async def test_parameters_in_every_form(world: World) -> None:
    group = await world.group()
    url = f"{world.url}/bot{TOKEN}/sendMessage"
    async with world.http.get(url, params={"chat_id": str(group), "text": "一"}) as answer:
        assert answer.status == 200
    async with world.http.post(url, data={"chat_id": str(group), "text": "二"}) as answer:
        assert answer.status == 200
    async with world.http.post(url, data=b"[1]", headers={"Content-Type": "application/json"}) as answer:
        assert answer.status == BAD
    form = '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n三\r\n--b--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    async with world.http.post(f"{url}?chat_id={group}", data=form.encode(), headers=headers) as answer:
        assert answer.status == 200
    raw = json.dumps({"chat_id": group, "text": "四\ud800"}).encode()
    async with world.http.post(url, data=raw, headers={"Content-Type": "application/json"}) as answer:
        assert answer.status == 200
    assert [m["text"] for m in await world.sim("GET", f"/sent?chat={group}")] == ["一", "二", "三", "四\ufffd"]


async def test_edits_and_deletions_that_are_refused(world: World) -> None:
    person, group = await world.person(), await world.group()
    said = (await world.say(group, person, "我去"))["id"]
    _, sent = await world.call("sendMessage", chat_id=group, text="<b>A12</b>", parse_mode="HTML", reply_markup=keys(B))
    own = sent["result"]["message_id"]
    same = {"text": "A12", "entities": [{"type": "bold", "offset": 0, "length": 3}], "reply_markup": keys(B)}
    cases: list[tuple[str, dict[str, Any], str]] = [
        ("editMessageText", {"message_id": 99, "text": "x"}, "message to edit not found"),
        ("editMessageText", {"text": "x"}, "message identifier is not specified"),
        ("editMessageText", {"message_id": said, "text": "x"}, "message can't be edited"),
        ("editMessageText", {"message_id": own, **same}, "message is not modified: "),
        ("editMessageText", {"message_id": own, "text": "去" * 4097}, "MESSAGE_TOO_LONG"),
        ("editMessageText", {"message_id": own, "text": ""}, "message text is empty"),
        ("editMessageReplyMarkup", {"message_id": own, "reply_markup": keys(B)}, "message is not modified: "),
        ("editMessageCaption", {"message_id": own, "caption": "x"}, "there is no caption in the message to edit"),
        ("deleteMessage", {"message_id": 99}, "message to delete not found"),
        ("deleteMessage", {"message_id": said}, "message can't be deleted"),
        ("setMessageReaction", {"message_id": 99}, "message to react not found"),
        ("pinChatMessage", {"message_id": own}, "not enough rights to manage pinned messages in the chat"),
        ("createChatInviteLink", {}, "not enough rights to manage chat invite link"),
        ("unpinChatMessage", {}, "not enough rights to manage pinned messages in the chat"),
        ("editMessageText", {"inline_message_id": "x", "text": "y"}, "message to edit not found"),
        ("editMessageText", {"message_id": "x", "text": "y"}, "invalid message_id specified"),
        ("setMessageReaction", {"message_id": own, "reaction": 1}, "can't parse reaction types"),
        (
            "setMessageReaction",
            {"message_id": own, "reaction": [{"type": "emoji", "emoji": "👍"}] * 2},
            "REACTIONS_TOO_MANY",
        ),
        ("sendChatAction", {"action": "dancing"}, "wrong parameter action in request"),
        ("getChatMember", {"user_id": 5}, "PARTICIPANT_ID_INVALID"),
        ("getChatMember", {}, "user identifier is not specified"),
        ("setMyCommands", {"commands": 1}, "can't parse BotCommand"),
        ("setMyCommands", {"commands": [{"command": "Start", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": [{"command": "start"}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("setMyCommands", {"commands": [{}] * 101}, "BOT_COMMANDS_TOO_MUCH"),
        ("getUpdates", {"allowed_updates": 1}, "can't parse allowed_updates"),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendPhoto", {"photo": "https://example.org/a.png"}, "failed to get HTTP URL content"),
        ("sendDocument", {"document": "nothing"}, "wrong remote file identifier specified"),
        ("getFile", {"file_id": "nothing"}, "invalid file_id"),
    ]
    for method, params, refused in cases:
        status, answer = await world.call(method, chat_id=group, **params)
        assert status == BAD, (method, params, answer)
        assert answer["description"].startswith(f"Bad Request: {refused}"), (method, params, answer)
    await world.sim("POST", f"/chats/{group}/members", {"bot": world.bot.id, "action": "promote"})
    assert (await world.call("deleteMessage", chat_id=group, message_id=said))[0] == 200
    assert (await world.call("deleteMessage", chat_id=group, message_id=own))[0] == 200
    status, answer = await world.call("editMessageText", chat_id=group, message_id=own, text="y")
    assert answer["description"] == "Bad Request: message to edit not found"


async def test_what_is_not_possible_in_private(world: World) -> None:
    person = await world.person()
    await world.private(person)
    cases: list[tuple[str, dict[str, Any], str]] = [
        ("leaveChat", {}, "chat member status can't be changed in private chats"),
        ("getChatAdministrators", {}, "there are no administrators in the private chat"),
        ("createChatInviteLink", {}, "not enough rights to manage chat invite link"),
        ("getChatMember", {"user_id": await world.person("小李")}, "member not found"),
    ]
    for method, params, refused in cases:
        status, answer = await world.call(method, chat_id=person, **params)
        assert (status, answer["description"]) == (BAD, f"Bad Request: {refused}")
    assert (await world.call("getChatMemberCount", chat_id=person))[1]["result"] == 2
    assert (await world.call("getChatMember", chat_id=person, user_id=person))[1]["result"]["status"] == "member"
    _, sent = await world.call("sendMessage", chat_id=person, text="x")
    assert (await world.call("pinChatMessage", chat_id=person, message_id=sent["result"]["message_id"]))[0] == 200
    stranger = await world.person("生人")
    assert (await world.call("getChat", chat_id=stranger))[1]["description"] == "Bad Request: chat not found"


async def test_a_full_disk_is_an_error_and_nothing_half_done(world: World) -> None:
    group = await world.group()
    assert world.running is not None
    store = world.running.server.store
    [[pages]] = store.rows("PRAGMA page_count")
    store.rows(f"PRAGMA max_page_count={pages}")
    statuses = [(await world.call("sendMessage", chat_id=group, text="去" * 4000))[0] for _ in range(9)]
    assert statuses[-1] == 500
    store.rows("PRAGMA max_page_count=100000")
    assert len(await world.sim("GET", f"/sent?chat={group}")) == statuses.count(200)
    assert (await world.call("sendMessage", chat_id=group, text="x"))[0] == 200


async def test_a_message_of_two_days_cannot_be_deleted() -> None:
    clock = [1_760_000_000.0]
    async with open_world(clock=lambda: clock[0]) as world:
        group = await world.group()
        _, sent = await world.call("sendMessage", chat_id=group, text="x")
        clock[0] += 48 * 3600 + 1
        status, _ = await world.call("deleteMessage", chat_id=group, message_id=sent["result"]["message_id"])
        assert status == BAD


async def test_answers_to_presses_that_are_refused(world: World) -> None:
    old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    for callback_id in ("1", "nonsense", "", "9" * 40):
        status, answer = await world.call("answerCallbackQuery", callback_query_id=callback_id)
        assert (status, answer["description"]) == (BAD, old)
    status, answer = await world.call("answerCallbackQuery", callback_query_id="1", text="去" * 201)
    assert (status, answer["description"]) == (BAD, "Bad Request: MESSAGE_TOO_LONG")


# text, mark-up: the plain text and its entities as (type, offset, length) in UTF-16 units
MARKED: list[tuple[str, str, list[tuple[str, int, int]]]] = [
    ("<b>去</b>吧", "去吧", [("bold", 0, 1)]),
    ("😀<i>去</i>", "😀去", [("italic", 2, 1)]),
    ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
    ("a &amp; b &lt;c&gt; &quot;&#29579;&#x738B;", 'a & b <c> "王王', []),
    ("a &nbsp; & b", "a &nbsp; & b", []),
    ('<a href="https://example.org/?a=1&amp;b=2">这里</a>', "这里", [("text_link", 0, 2)]),
    ("<pre><code class='language-python'>x</code></pre>", "x", [("pre", 0, 1)]),
    ("<blockquote expandable>长</blockquote>", "长", [("expandable_blockquote", 0, 1)]),
    ('<span class="tg-spoiler">暗</span>', "暗", [("spoiler", 0, 1)]),
    ("<B>去</B >", "去", [("bold", 0, 1)]),
    ("<a>example.org</a>", "example.org", [("text_link", 0, 11)]),
    ('<a href="javascript:alert(1)">x</a>', "x", []),
    ('<tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2)]),
    ("<code>x</code><b></b>", "x", [("code", 0, 1)]),
]


@pytest.mark.parametrize(("source", "text", "entities"), MARKED)
def test_marked_up_texts(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    plain, found = parse_html(source)
    assert plain == text
    assert [(e["type"], e["offset"], e["length"]) for e in found] == entities
    assert all(e["offset"] + e["length"] <= utf16(plain) for e in found)


@pytest.mark.parametrize(
    "source",
    [
        "<a href='x>y</a>",
        "<span>x</span>",
        "<b onclick='x'>y</b>",
        "<>x</>",
        "a<",
        "<tg-emoji emoji-id='x'>y</tg-emoji>",
    ],
)
def test_marked_up_texts_that_are_refused(source: str) -> None:
    with pytest.raises(ApiError, match="can't parse entities"):
        parse_html(source)


async def test_white_space_at_the_ends_is_cut_and_marks_move(world: World) -> None:
    group = await world.group()
    _, answer = await world.call("sendMessage", chat_id=group, text="\n 😀 <b>去 </b>\n", parse_mode="HTML")
    assert answer["result"]["text"] == "😀 去"
    assert answer["result"]["entities"] == [{"type": "bold", "offset": 3, "length": 1}]


async def test_a_broken_request_of_the_peoples_side_says_why(world: World) -> None:
    group = await world.group()
    person = await world.person()
    for path, body, status in (
        (f"/chats/{group}/messages", {"person": 1, "text": "x"}, 404),
        (f"/chats/{group}/messages", {"person": person, "text": " "}, 400),
        (f"/chats/{group}/messages", {"person": person, "text": "x", "kind": "dance"}, 400),
        (f"/chats/{group}/messages", {"person": person, "text": "x", "reply_to": 77}, 404),
        ("/chats/-77/messages", {"person": person, "text": "x"}, 404),
        ("/chats", {"title": "x", "type": "club"}, 400),
        ("/chats", {"title": "x", "id": group}, 409),
        ("/chats", {"title": ""}, 400),
        ("/people", {"first_name": ""}, 400),
        ("/faults", {"kind": "storm"}, 400),
        (f"/chats/{group}/members", {"bot": 5, "action": "add"}, 404),
        (f"/chats/{group}/members", {"bot": world.bot.id, "action": "hug"}, 400),
    ):
        found = await world.sim("POST", path, body, status)
        assert found["error"]
    await world.sim("POST", f"/chats/{group}/members", {"person": person, "action": "kick"})
    await world.say(group, person, "放我进去", status=403)
