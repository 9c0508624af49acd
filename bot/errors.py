"""The errors of the product: one that people see, and the closed set that sending knows."""

from __future__ import annotations

from typing import Any


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
    """Base of the closed set of errors with which a message may fail to go out."""


class TryAgain(SendError):
    """The messenger asks to wait `after` seconds (429), or could not serve us (5xx, no connection).

    `whole_bot` holds where the wait is for everything the bot sends, not for this chat alone. `served` is False
    where the messenger was never reached, so that the call had no effect.
    """

    def __init__(self, after: float, *, whole_bot: bool = False, why: str = "retry_after") -> None:
        super().__init__(f"try again after {after:g} s ({why})")
        self.after = after
        self.whole_bot = whole_bot
        self.why = why


class ChatGone(SendError):
    """The chat is out of reach for good: thrown out, blocked, deleted, never started."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class ChatMoved(SendError):
    """The group turned into a supergroup; `to` is its new chat id."""

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


class Unknown(SendError):
    """No answer came: the message may have gone out."""
