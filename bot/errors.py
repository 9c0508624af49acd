"""The errors of the product: one that people see, and the closed set that sending knows."""

from __future__ import annotations

from typing import Any, Literal


class Refused(Exception):
    """An act that cannot be done, in words for the person who asked: what is wrong and what to do.

    `key` names the sentence in `bot/texts/`, `values` fill it. The act's transaction is rolled back and the
    sentence goes to the asker.
    """

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


class ConfigError(Exception):
    """The configuration cannot be used; the message is one sentence on what is wrong and what to do."""


class SendError(Exception):
    """Base of the closed set of errors with which a message may fail to go out.

    `label` is what it is counted under, one of `LABELS`.
    """

    label: str


Wait = Literal["retry_after", "server", "network", "unauthorized", "group moving"]
"""Why to try again: the messenger named a wait; its server is in trouble; nobody was reached; it does not know our
account; the group turns into another and where to is not told yet."""


class TryAgain(SendError):
    """The messenger asks to wait `after` seconds (429), or could not serve us (5xx, no connection).

    `whole_bot` holds where the wait is for everything the bot sends, not for this chat alone.
    """

    def __init__(self, after: float, *, whole_bot: bool = False, why: Wait = "retry_after") -> None:
        super().__init__(f"try again after {after:g} s ({why})")
        self.after = after
        self.whole_bot = whole_bot
        self.why: Wait = why
        self.label = why.replace(" ", "_")


class ChatGone(SendError):
    """The chat is out of reach for good: thrown out, blocked, deleted, never started."""

    label = "chat_gone"

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class ChatMoved(SendError):
    """The group turned into a supergroup; `to` is its new chat id."""

    label = "chat_moved"

    def __init__(self, to: int) -> None:
        super().__init__(f"moved to {to}")
        self.to = to


NO_RIGHTS, TOPIC_CLOSED, MESSAGE_GONE = "no rights", "topic closed", "message gone"
"""Why a message is not accepted, in words of our own; the desk's stand in the texts under `sending.why_…`."""


class NotAccepted(SendError):
    """The messenger refuses this message as it is (text, rights, closed topic); sending again would not help.

    `kind` is one of the words above where it is one of those; else what is wrong is the message itself, and `why` says.
    """

    def __init__(self, why: str, kind: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.kind = kind
        self.label = kind.replace(" ", "_") or "refused"


class Unknown(SendError):
    """No answer came: the message may have gone out."""

    label = "unknown"


FAULT = "fault"
"""A fault of our own in the midst of a call."""
LABELS = (
    *("retry_after", "server", "network", "unauthorized", "group_moving", "chat_moved", "chat_gone"),
    *("no_rights", "topic_closed", "message_gone", "refused", "unknown", FAULT),
)
"""All that may be counted, so that who watches sees each kind from the first day, at 0."""
