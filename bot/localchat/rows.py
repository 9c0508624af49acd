"""What the local messenger knows, as it lies in memory beside the database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

# "For backward compatibility [...] messages sent on behalf of a chat" come from these users:
# "a fake sender user in non-channel chats" (https://core.telegram.org/bots/api#message, field from).
GROUP_ANONYMOUS_BOT = 1087968824
CHANNEL_BOT = 136817688

GROUP_TYPES = ("group", "supergroup", "channel")

# ChatMember's statuses that mean "is in the chat" (https://core.telegram.org/bots/api#chatmember).
PRESENT = frozenset({"creator", "administrator", "member", "restricted"})

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_send_welcome_messages",
    "can_pin_messages",
)


@dataclass(slots=True)
class Webhook:
    """What setWebhook was given, and how the deliveries go."""

    url: str
    secret: str = ""
    max_connections: int = 40
    last_error_at: int = 0
    last_error: str = ""


@dataclass(slots=True)
class Bot:
    """A bot: `allowed` are the update types it wants, None for the default."""

    id: int
    token: str
    username: str
    first_name: str
    reads_all: bool
    next_update: int
    allowed: frozenset[str] | None = None
    webhook: Webhook | None = None
    commands: dict[str, list[Json]] = field(default_factory=dict)


@dataclass(slots=True)
class Person:
    """A person who may talk; ids lie above 2^32 unless given."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    note: str | None = None


@dataclass(slots=True)
class Member:
    """Somebody's standing in a group; `rights` are the administrator's rights that are held."""

    user_id: int
    is_bot: bool
    status: str
    rights: frozenset[str] = frozenset()


@dataclass(slots=True)
class Chat:
    """A private chat (key p{person}b{bot}, id the person's) or a group (key and id the negative id)."""

    key: str
    id: int
    type: str
    title: str
    parent: int | None = None
    level: str | None = None
    person_id: int | None = None
    bot_id: int | None = None
    started: bool = False
    blocked: bool = False
    migrated_to: int | None = None
    migrated_from: int | None = None
    pinned: int | None = None
    last_message: int = 0
    members: dict[int, Member] = field(default_factory=dict)


@dataclass(slots=True)
class Message:
    """A message; `body` is the content in the Bot API's own words (text, entities, photo, reply_markup…)."""

    chat_key: str
    id: int
    date: int
    edit_date: int | None
    sender_id: int
    by_bot: bool
    reply_to: int | None
    deleted: bool
    edits: int
    body: Json


# Fields of Message that make it a service message (https://core.telegram.org/bots/api#message).
SERVICE_FIELDS = (
    "new_chat_members",
    "left_chat_member",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "group_chat_created",
    "supergroup_chat_created",
    "pinned_message",
    "new_chat_title",
)


def service_field(body: Json) -> str | None:
    """Return the field that makes this a service message, or None."""
    for name in SERVICE_FIELDS:
        if name in body:
            return name
    return None
