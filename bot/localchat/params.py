"""The parameters of a call, in any of the ways the Bot API accepts them.

"We support GET and POST HTTP methods. We support four ways of passing parameters in Bot API requests: URL
query string; application/x-www-form-urlencoded; application/json (except for uploading files);
multipart/form-data (use to upload files)." (https://core.telegram.org/bots/api#making-requests)
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from bot.localchat.errors import ApiError, bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file sent with a call."""

    name: str
    mime: str
    content: bytes


Params = dict[str, Any]
_DISPOSITION = re.compile(r';\s*(filename\*?|name\*?)=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))', re.IGNORECASE)


def clean(value: Any) -> Any:
    """Return a JSON value whose texts hold no half characters (lone surrogates), which no file can store."""
    if isinstance(value, str):
        if value.isascii():
            return value
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [clean(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    return value


def read(query: bytes, content_type: str, body: bytes) -> Params:
    """Return the parameters; values are text, Upload, or what JSON gives; raise ApiError 400 when unreadable."""
    found: Params = {}
    if query:
        found.update(parse_qsl(query.decode("utf-8", "replace"), keep_blank_values=True))
    if not body:
        return found
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        found.update(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    elif kind == "application/json":
        try:
            given = json.loads(body)
        except ValueError:
            raise bad_request("can't parse request body as a JSON object") from None
        if not isinstance(given, dict):
            raise bad_request("can't parse request body as a JSON object")
        found.update(clean(given))
    elif kind == "multipart/form-data":
        found.update(_multipart(content_type, body))
    return found


def _multipart(content_type: str, body: bytes) -> Params:
    match = re.search(r'boundary="?([^";]+)"?', content_type)
    if match is None:
        raise bad_request("boundary of multipart/form-data not found")
    found: Params = {}
    for piece in body.split(b"--" + match.group(1).encode("latin-1")):
        head, separator, content = piece.lstrip(b"\r\n").partition(b"\r\n\r\n")
        if not separator:
            continue
        headers = head.decode("utf-8", "replace")
        fields = {name.lower(): quoted or bare for name, quoted, bare in _DISPOSITION.findall(headers)}
        name = fields.get("name")
        if name is None:
            continue
        content = content.removesuffix(b"\r\n")
        if "filename" in fields or "filename*" in fields:
            kind = re.search(r"content-type:\s*([^\s;]+)", headers, re.IGNORECASE)
            file_name = fields.get("filename") or fields["filename*"].rpartition("''")[2]
            found[name] = Upload(file_name, kind.group(1) if kind else "application/octet-stream", content)
        else:
            found[name] = content.decode("utf-8", "replace")
    return found


class Reader:
    """Typed access to a call's parameters, refusing what does not fit."""

    def __init__(self, params: Params) -> None:
        self.params = params

    def text(self, name: str) -> str:
        """Return a text, "" when missing."""
        value = self.params.get(name)
        if value is None or isinstance(value, Upload):
            return ""
        return value if isinstance(value, str) else json.dumps(value)

    def number(self, name: str, default: int | None = None) -> int:
        """Return an integer; refuse a missing one without a default."""
        value = self.params.get(name)
        if value is None or value == "":
            if default is None:
                raise bad_request(f"{_SPOKEN.get(name, name + ' is')} not specified")
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise _wrong(name) from None

    def flag(self, name: str) -> bool:
        """Return a Boolean: True for true, yes and 1."""
        return self.text(name).lower() in ("true", "yes", "1", "t", "y")

    def json(self, name: str) -> Any:
        """Return what a JSON-serialized parameter holds, None when missing."""
        value = self.params.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            found = json.loads(value)
            return clean(found) if "\\u" in value else found
        except ValueError:
            spoken = {"reply_markup": "reply keyboard markup", "entities": "message entities"}.get(name, name)
            raise bad_request(f"can't parse {spoken} JSON object") from None

    def chat(self) -> str:
        """Return chat_id as text; refuse an empty one."""
        value = self.text("chat_id").strip()
        if not value:
            raise bad_request("chat_id is empty")
        return value


_SPOKEN = {"message_id": "message identifier is", "user_id": "user identifier is"}


def _wrong(name: str) -> ApiError:
    return bad_request(f"invalid {name} specified")
