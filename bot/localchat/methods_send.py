"""Sending: sendMessage, sendPhoto, sendDocument."""

from __future__ import annotations

from bot.localchat import images
from bot.localchat.entities import formatted
from bot.localchat.errors import bad_request
from bot.localchat.markup import reply_markup
from bot.localchat.methods import Call, method, writable_chat
from bot.localchat.params import Upload
from bot.localchat.render import chat_json, message_json
from bot.localchat.rows import Chat, Json, Message

TEXT_LIMIT = 4096  # "Text of the message to be sent, 1-4096 characters after entities parsing"
CAPTION_LIMIT = 1024  # "0-1024 characters after entities parsing"
PHOTO_LIMIT = 10 * 1024 * 1024  # "The photo must be at most 10 MB in size."
DOCUMENT_LIMIT = 50 * 1024 * 1024  # "Bots can currently send files of any type of up to 50 MB in size"


def replied(call: Call, chat: Chat) -> int | None:
    """Return the id of the message that is answered, None for no reply.

    ReplyParameters: "message_id: Identifier of the message that will be replied to in the current chat",
    "allow_sending_without_reply: Pass True if the message should be sent even if the specified message to
    be replied to is not found".
    """
    given = call.params.json("reply_parameters")
    allow = call.params.flag("allow_sending_without_reply")
    wanted = call.params.number("reply_to_message_id", 0)
    if given is not None:
        if not isinstance(given, dict):
            raise bad_request("can't parse reply parameters: object expected")
        if given.get("chat_id") not in (None, chat.id, str(chat.id)):
            raise bad_request("message to be replied not found")
        wanted = given.get("message_id") or 0
        allow = given.get("allow_sending_without_reply") is True
    if not wanted:
        return None
    if not isinstance(wanted, int):
        raise bad_request("can't parse reply parameters: message_id must be an integer")
    if call.server.state.message(chat.key, wanted) is None:
        if allow:
            return None
        raise bad_request("message to be replied not found")
    return wanted


def post(call: Call, chat: Chat, body: Json) -> Json:
    """Store and show a message of the bot, and return it as the answer."""
    inline, other = reply_markup(call.params.json("reply_markup"))
    reply_to = replied(call, chat)
    if inline is not None:
        body["reply_markup"] = inline
    if other is not None:
        body["_keyboard"] = other
    if call.params.flag("protect_content"):
        body["has_protected_content"] = True
    sender = call.bot.id
    if chat.type == "channel":
        # "sender_chat: [...] the channel itself for channel posts", "from: [...] may be empty".
        body["sender_chat"] = chat_json(call.server.state, chat)
    message = call.server.state.add_message(
        chat, date=call.now, sender_id=sender, by_bot=True, reply_to=reply_to, body=body
    )
    call.server.show("message", chat, message)
    return message_json(call.server.state, chat, message)


@method("sendMessage")
def send_message(call: Call) -> Json:
    """sendMessage: "On success, the sent Message is returned."."""
    chat = writable_chat(call)
    text, entities = formatted(
        call.params.text("text"),
        call.params.text("parse_mode"),
        call.params.json("entities"),
        TEXT_LIMIT,
        "message is too long",
    )
    if not text:
        raise bad_request("message text is empty")
    body: Json = {"text": text}
    if entities:
        body["entities"] = entities
    return post(call, chat, body)


def caption(call: Call) -> Json:
    """Return the caption fields of a call, empty without one."""
    text, entities = formatted(
        call.params.text("caption"),
        call.params.text("parse_mode"),
        call.params.json("caption_entities"),
        CAPTION_LIMIT,
        "message caption is too long",
    )
    body: Json = {}
    if text:
        body["caption"] = text
    if text and entities:
        body["caption_entities"] = entities
    return body


def _given_file(call: Call, name: str) -> Upload | tuple[str, str, str, int, int, int]:
    """Return the upload of a parameter, or the row of the file that its file_id names."""
    value = call.params.params.get(name)
    if isinstance(value, str) and value.startswith("attach://"):
        value = call.params.params.get(value.removeprefix("attach://"))
    if isinstance(value, Upload):
        return value
    if not value:
        raise bad_request(f"there is no {name} in the request")
    if str(value).startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    row: tuple[str, str, str, int, int, int] | None = call.server.store.row(
        "SELECT id, name, mime, size, width, height FROM files WHERE id=?", (str(value),)
    )
    if row is None:
        raise bad_request("wrong remote file identifier specified: Wrong character in the string")
    return row


@method("sendPhoto")
def send_photo(call: Call) -> Json:
    """sendPhoto: "The photo's width and height must not exceed 10000 in total. Width and height ratio must be at
    most 20."."""
    chat = writable_chat(call)
    given = _given_file(call, "photo")
    body = caption(call)
    if isinstance(given, Upload):
        if not given.content:
            raise bad_request("file must be non-empty")
        if len(given.content) > PHOTO_LIMIT:
            raise bad_request("file is too big for a photo")
        size = images.size(given.content)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        width, height = size
        if width + height > 10000 or max(size) > 20 * min(size):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        file = call.server.keep_file(given.content, given.name, given.mime, width, height)
    else:
        file = {"file_id": given[0], "file_unique_id": given[0][:16], "file_size": given[3]}
        width, height = given[4], given[5]
        if not width:
            raise bad_request("can't use file of type Document as Photo")
    body = {"photo": [{**file, "width": width, "height": height}], **body}
    return post(call, chat, body)


@method("sendDocument")
def send_document(call: Call) -> Json:
    """sendDocument: "Bots can currently send files of any type of up to 50 MB in size"."""
    chat = writable_chat(call)
    given = _given_file(call, "document")
    body = caption(call)
    if isinstance(given, Upload):
        if not given.content:
            raise bad_request("file must be non-empty")
        if len(given.content) > DOCUMENT_LIMIT:
            raise bad_request("file is too big")
        name, mime = given.name, given.mime
        file = call.server.keep_file(given.content, name, mime)
    else:
        name, mime = given[1], given[2]
        file = {"file_id": given[0], "file_unique_id": given[0][:16], "file_size": given[3]}
    body = {"document": {**file, "file_name": name, "mime_type": mime}, **body}
    return post(call, chat, body)


def is_own(call: Call, message: Message) -> bool:
    """Return whether the bot wrote a message."""
    return message.by_bot and message.sender_id == call.bot.id
