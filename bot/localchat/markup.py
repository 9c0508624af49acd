"""Keyboards under messages, checked as the documentation says."""

from __future__ import annotations

from typing import Any

from bot.localchat.entities import leads_somewhere
from bot.localchat.errors import ApiError, bad_request
from bot.localchat.rows import Json

# InlineKeyboardButton: "Exactly one of the fields other than text, icon_custom_emoji_id, and style must
# be used to specify the type of the button."
_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_STYLES = ("danger", "success", "primary")
_MOST_BUTTONS = 100


def _wrong(detail: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {detail}")


def _button(raw: Any) -> Json:
    if not isinstance(raw, dict):
        raise _wrong("InlineKeyboardButton must be an Object")
    button = {key: value for key, value in raw.items() if value is not None}
    text = button.get("text")
    if not isinstance(text, str):
        raise _wrong('Can\'t find field "text"')
    if not text.strip():
        raise _wrong("Text buttons are unallowed in the inline keyboard")
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise _wrong("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise _wrong("exactly one of the optional fields must be used")
    data = button.get("callback_data")
    # "Data to be sent in a callback query to the bot when the button is pressed, 1-64 bytes"
    if data is not None and not 1 <= len(str(data).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_url(str(button["url"]))
    # "style: Style of the button. Must be one of 'danger', 'success' or 'primary'."
    if button.get("style") is not None and button["style"] not in _STYLES:
        raise _wrong("invalid button style specified")
    copied = button.get("copy_text")
    # CopyTextButton.text: "The text to be copied to the clipboard; 1-256 characters"
    if copied is not None and not (isinstance(copied, dict) and 1 <= len(str(copied.get("text") or "")) <= 256):
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    return button


def _check_url(url: str) -> None:
    # "HTTP or tg:// URL to be opened when the button is pressed."
    if not leads_somewhere(url):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def inline_keyboard(raw: Any) -> Json | None:
    """Return a checked InlineKeyboardMarkup, None for an empty one."""
    if not isinstance(raw, dict) or not isinstance(raw.get("inline_keyboard"), list):
        raise bad_request("object expected as reply markup")
    rows = []
    for row in raw["inline_keyboard"]:
        if not isinstance(row, list):
            raise bad_request("can't parse inline keyboard markup: Row must be an Array")
        buttons = [_button(button) for button in row]
        if buttons:
            rows.append(buttons)
    if sum(map(len, rows)) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return {"inline_keyboard": rows} if rows else None


def reply_markup(raw: Any) -> tuple[Json | None, Json | None]:
    """Return (inline keyboard, other markup) of a message being sent.

    "reply_markup: Additional interface options. A JSON-serialized object for an inline keyboard, custom
    reply keyboard, instructions to remove a reply keyboard or to force a reply from the user".
    """
    if raw is None or raw == "":
        return None, None
    if not isinstance(raw, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in raw:
        return inline_keyboard(raw), None
    if "keyboard" in raw and not isinstance(raw["keyboard"], list):
        raise bad_request('field "keyboard" of the ReplyKeyboardMarkup must be of type Array')
    if not raw or not ({"keyboard", "remove_keyboard", "force_reply"} & set(raw)):
        return None, None
    return None, raw


def data_of(markup: Json | None) -> list[str]:
    """Return the callback data of all buttons of a message."""
    rows = (markup or {}).get("inline_keyboard", [])
    return [button["callback_data"] for row in rows for button in row if "callback_data" in button]
