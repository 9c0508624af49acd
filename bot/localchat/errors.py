"""The two ways a call is refused: in Telegram's form to a bot, in plain JSON to a person's page."""

from __future__ import annotations


class ApiError(Exception):
    """A refused Bot API call.

    "The response contains a JSON object, which always has a Boolean field 'ok' [...]. In case of an
    unsuccessful request, 'ok' equals false and the error is explained in the 'description'. An Integer
    'error_code' field is also returned [...]. Some errors may also have an optional field 'parameters'."
    (https://core.telegram.org/bots/api#making-requests)
    """

    def __init__(
        self, code: int, description: str, *, retry_after: int | None = None, migrate_to: int | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters: dict[str, int] = {}
        if retry_after is not None:
            self.parameters["retry_after"] = retry_after
        if migrate_to is not None:
            self.parameters["migrate_to_chat_id"] = migrate_to

    def answer(self) -> dict[str, object]:
        """Return the JSON object that Telegram would send."""
        found: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            found["parameters"] = self.parameters
        return found


def bad_request(why: str) -> ApiError:
    """Return a 400 with Telegram's prefix."""
    return ApiError(400, f"Bad Request: {why}")


def forbidden(why: str) -> ApiError:
    """Return a 403 with Telegram's prefix."""
    return ApiError(403, f"Forbidden: {why}")


def too_many(retry_after: int) -> ApiError:
    """Return a 429. `retry_after`: "the number of seconds left to wait before the request can be repeated"."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)


def migrated(to: int) -> ApiError:
    """Return the 400 of a group that has become a supergroup.

    "migrate_to_chat_id: The group has been migrated to a supergroup with the specified identifier."
    """
    return ApiError(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to=to)


class SimError(Exception):
    """A refused call of the people's side; `status` is the HTTP status, the text says what is wrong."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why
