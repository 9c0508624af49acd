"""The bot itself and its chats: getMe, members, commands, buttons' answers, leaving, files."""

from __future__ import annotations

import re
import secrets
from typing import Any

from bot.localchat.delivery import tell_standing
from bot.localchat.entities import utf16
from bot.localchat.errors import bad_request
from bot.localchat.methods import Call, find_chat, method, own_member, present_chat
from bot.localchat.render import chat_json, member_json, message_json, user_json
from bot.localchat.rows import PRESENT, Chat, Json, Member
from bot.localchat.state import dump

ANSWER_LIMIT = 200
_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
        "record_audio",
        "upload_audio",
    ]
)


@method("getMe")
def get_me(call: Call) -> Json:
    """getMe: "can_read_all_group_messages: True, if privacy mode is disabled for the bot. Returned only in getMe."."""
    return {
        **user_json(call.server.state, call.bot.id),
        "can_join_groups": True,
        "can_read_all_group_messages": call.bot.reads_all,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("getChat")
def get_chat(call: Call) -> Json:
    """getChat: "Returns a ChatFullInfo object on success."."""
    chat = find_chat(call)
    if chat.type != "private":
        own_member(call, chat)
    elif not chat.started:
        raise bad_request("chat not found")
    found = {
        **chat_json(call.server.state, chat),
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if chat.type != "private":
        found["permissions"] = {"can_send_messages": True, "can_invite_users": True}
    if chat.pinned is not None and (pinned := call.server.state.message(chat.key, chat.pinned)):
        found["pinned_message"] = message_json(call.server.state, chat, pinned, nested=False)
    return found


@method("getChatMember")
def get_chat_member(call: Call) -> Json:
    """getChatMember: "The method is only guaranteed to work for other users if the bot is an administrator in the
    chat."."""
    chat = present_chat(call)
    user_id = call.params.number("user_id")
    state = call.server.state
    if user_id not in state.people and user_id not in state.bots:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if chat.type == "private":
        if user_id not in (chat.person_id, chat.bot_id):
            raise bad_request("member not found")
        return member_json(state, Member(user_id, user_id == chat.bot_id, "member"))
    member = chat.members.get(user_id)
    return member_json(state, member or Member(user_id, user_id in state.bots, "left"))


@method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    """getChatMemberCount: "Use this method to get the number of members in a chat."."""
    chat = present_chat(call)
    return 2 if chat.type == "private" else sum(m.status in PRESENT for m in chat.members.values())


@method("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[Json]:
    """getChatAdministrators: "By default, bots other than the current bot are omitted"."""
    chat = present_chat(call)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    everyone = call.params.flag("return_bots")
    return [
        member_json(call.server.state, member)
        for member in chat.members.values()
        if member.status in ("creator", "administrator")
        and (everyone or not member.is_bot or member.user_id == call.bot.id)
    ]


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    """leaveChat: "Use this method for your bot to leave a group, supergroup or channel."."""
    chat = find_chat(call)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    before = own_member(call, chat)
    state = call.server.state
    after = Member(call.bot.id, True, "left")
    state.save_member(chat, after)
    by = user_json(state, call.bot.id)
    tell_standing(
        call.server,
        call.bot,
        chat_json(state, chat),
        by,
        member_json(state, before),
        member_json(state, after),
    )
    call.server.show_chat(chat)
    return True


@method("sendChatAction")
def send_chat_action(call: Call) -> bool:
    """sendChatAction: "Channel chats and channel direct messages chats aren't supported"."""
    chat = present_chat(call)
    if chat.type == "channel":
        raise bad_request("chat actions aren't supported in channels")
    if call.params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    if call.server.hub.watched:
        event: Json = {
            "type": "action",
            "chat": chat.key if chat.type == "private" else chat.id,
            "action": call.params.text("action"),
            "message": None,
        }
        call.server.hub.tell(event, chat)
    return True


def _callback_id(raw: str) -> int:
    return int(raw) if raw.isdigit() and len(raw) < 19 else 0


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    """answerCallbackQuery: "Text of the notification. If not specified, nothing will be shown to the user, 0-200
    characters". A query is answered once; an unknown, answered or old one is refused."""
    callback_id = _callback_id(call.params.text("callback_query_id"))
    text = call.params.text("text")
    if utf16(text) > ANSWER_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": text or None, "alert": call.params.flag("show_alert"), "url": call.params.text("url") or None}
    store = call.server.store
    oldest = call.server.settings.clock() - call.server.settings.callback_lifetime
    changed = store.write(
        "UPDATE callbacks SET answered=1, answer=? WHERE id=? AND bot_id=? AND answered=0 AND at>=?",
        (dump(answer), callback_id, call.bot.id, oldest),
    )
    if not changed:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    waiting = call.server.presses.get(callback_id)
    if waiting is not None and not waiting.done():
        waiting.set_result(answer)
    return True


_COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}", re.ASCII)


def _scope_key(call: Call) -> str:
    scope: Any = call.params.json("scope") or {"type": "default"}
    if not isinstance(scope, dict) or "type" not in scope:
        raise bad_request("can't parse BotCommandScope: object with a type expected")
    return f"{dump(scope)}:{call.params.text('language_code')}"


@method("setMyCommands")
def set_my_commands(call: Call) -> bool:
    """setMyCommands: "At most 100 commands can be specified". BotCommand: "Text of the command; 1-32 characters. Can
    contain only lowercase English letters, digits and underscores.", "Description of the command; 1-256
    characters."."""
    commands: Any = call.params.json("commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse BotCommand: expected an Array")
    if len(commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    kept = []
    for command in commands:
        name = str(command.get("command", "")).removeprefix("/") if isinstance(command, dict) else ""
        if not _COMMAND_NAME.fullmatch(name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        kept.append({"command": name, "description": str(command["description"])})
    call.bot.commands = {**call.bot.commands, _scope_key(call): kept}
    call.server.state.save_bot(call.bot)
    return True


@method("getMyCommands")
def get_my_commands(call: Call) -> list[Json]:
    """getMyCommands: "Returns an Array of BotCommand objects. If commands aren't set, an empty list is returned."."""
    return call.bot.commands.get(_scope_key(call), [])


@method("deleteMyCommands")
def delete_my_commands(call: Call) -> bool:
    """deleteMyCommands: "Use this method to delete the list of the bot's commands for the given scope and user
    language."."""
    call.bot.commands = {k: v for k, v in call.bot.commands.items() if k != _scope_key(call)}
    call.server.state.save_bot(call.bot)
    return True


def _may_invite(call: Call, chat: Chat) -> None:
    if chat.type == "private" or "can_invite_users" not in own_member(call, chat).rights:
        raise bad_request("not enough rights to manage chat invite link")


@method("createChatInviteLink")
def create_chat_invite_link(call: Call) -> Json:
    """createChatInviteLink: "The bot must be an administrator in the chat for this to work and must have the
    appropriate administrator rights."; "Invite link name; 0-32 characters"."""
    chat = present_chat(call)
    _may_invite(call, chat)
    if len(call.params.text("name")) > 32:
        raise bad_request("invite link name is too long")
    found: Json = {
        "invite_link": f"https://t.me/+{secrets.token_urlsafe(12)}",
        "creator": user_json(call.server.state, call.bot.id),
        "creates_join_request": call.params.flag("creates_join_request"),
        "is_primary": False,
        "is_revoked": False,
    }
    if name := call.params.text("name"):
        found["name"] = name
    return found


@method("getFile")
def get_file(call: Call) -> Json:
    """getFile: "The file can then be downloaded via the link https://api.telegram.org/file/bot<token>/<file_path>"."""
    row = call.server.store.row("SELECT id, size FROM files WHERE id=?", (call.params.text("file_id"),))
    if row is None:
        raise bad_request("invalid file_id")
    return {"file_id": row[0], "file_unique_id": row[0][:16], "file_size": row[1], "file_path": f"files/{row[0]}"}
