"""Texts and their entities: the HTML style, what is found without marks, lengths in UTF-16.

Offsets and lengths: "Offset in UTF-16 code units to the start of the entity", "Length of the entity in
UTF-16 code units" (https://core.telegram.org/bots/api#messageentity).
"""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import urlsplit

from bot.localchat.errors import ApiError, bad_request

Entity = dict[str, Any]

# https://core.telegram.org/bots/api#html-style: "Only the tags mentioned above are currently supported."
_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_ATTRIBUTES = {
    "a": {"href"},
    "code": {"class"},
    "span": {"class"},
    "blockquote": {"expandable"},
    "tg-emoji": {"emoji-id"},
}
_OPEN = re.compile(r"<([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[a-zA-Z-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'))?)*)\s*>")
_CLOSE = re.compile(r"</([a-zA-Z][a-zA-Z0-9-]*)\s*>")
_ATTRIBUTE = re.compile(r"([a-zA-Z-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'))?")
# "The API currently supports only the following named HTML entities: &lt;, &gt;, &amp; and &quot;."
# and "All numerical HTML entities are supported." Anything else stays as it was written.
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
_PLAIN = re.compile(r"[^<&]+")

_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"'\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]+)"
    r"|(?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<!\w)@[A-Za-z0-9_]{4,32}(?!\w))"
    r"|(?P<hashtag>(?<![\w#])#\w{1,256})",
)
_SCHEMES = frozenset({"http", "https", "tg", "ton", "tonsite"})


def utf16(text: str) -> int:
    """Return the length in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def leads_somewhere(url: str) -> bool:
    """Return whether Telegram takes this for a link: http or tg, to a name with a dot or an address in figures."""
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if parts.scheme.lower() not in _SCHEMES or not host:
        return False
    return not parts.scheme.lower().startswith("http") or "." in host.strip(".") or ":" in host


def _cannot(detail: str) -> ApiError:
    return bad_request(f"can't parse entities: {detail}")


def _byte_offset(text: str, place: int) -> int:
    return len(text[:place].encode("utf-8", "surrogatepass"))


def _opened(tag: str, attributes: dict[str, str | None], offset: int) -> Entity:
    """Return the entity that a start tag begins; `length` holds until the end tag what it must be measured from."""
    if tag not in _TAGS:
        raise _cannot(f'Unsupported start tag "{tag}" at byte offset {offset}')
    unknown = set(attributes) - _ATTRIBUTES.get(tag, set())
    if unknown and tag != "pre":
        raise _cannot(f'Unsupported attribute "{min(unknown)}" in the tag "{tag}" at byte offset {offset}')
    entity: Entity = {"type": _TAGS[tag]}
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise _cannot(f'Tag "span" must have class "tg-spoiler" at byte offset {offset}')
    if tag == "a":
        entity["url"] = attributes.get("href") or ""
    if tag == "tg-emoji":
        if not (attributes.get("emoji-id") or "").isdigit():
            raise _cannot("Invalid custom emoji identifier specified")
        entity["custom_emoji_id"] = attributes["emoji-id"]
    if tag == "blockquote" and "expandable" in attributes:
        entity["type"] = "expandable_blockquote"
    if tag == "code" and attributes.get("class"):
        entity["language"] = str(attributes["class"]).removeprefix("language-")
    return entity


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Return the text and entities of a text in the HTML style.

    "All <, > and & symbols that are not a part of a tag or an HTML entity must be replaced with the
    corresponding HTML entities"; a tag that is not known, not closed, or closed in the wrong order is refused.
    """
    parts: list[str] = []
    entities: list[Entity] = []
    stack: list[tuple[str, Entity, int]] = []
    place = length = 0
    while place < len(source):
        if plain := _PLAIN.match(source, place):
            parts.append(plain.group())
            length += utf16(plain.group())
            place = plain.end()
        elif source[place] == "&":
            reference = _REFERENCE.match(source, place)
            said = html.unescape(reference.group()) if reference else "&"
            parts.append(said)
            length += utf16(said)
            place = reference.end() if reference else place + 1
        elif opening := _OPEN.match(source, place):
            tag = opening.group(1).lower()
            attributes = {
                m.group(1).lower(): m.group(2) if m.group(2) is not None else m.group(3)
                for m in _ATTRIBUTE.finditer(opening.group(2))
            }
            attributes = {k: html.unescape(v) if v is not None else None for k, v in attributes.items()}
            entity = _opened(tag, attributes, _byte_offset(source, place))
            stack.append((tag, entity, length))
            place = opening.end()
        elif closing := _CLOSE.match(source, place):
            offset = _byte_offset(source, place)
            if not stack:
                raise _cannot(f"Unexpected end tag at byte offset {offset}")
            tag, entity, start = stack.pop()
            if closing.group(1).lower() != tag:
                raise _cannot(
                    f'Unmatched end tag at byte offset {offset}, expected "</{tag}>", found "{closing.group()}"'
                )
            if tag == "code" and stack and stack[-1][0] == "pre":
                stack[-1][1].update({k: v for k, v in entity.items() if k == "language"})
            else:
                _close(entity, start, length, entities, "".join(parts))
            place = closing.end()
        else:
            name = re.match(r"</?([^\s>]*)", source[place:])
            found = name.group(1) if name else ""
            raise _cannot(f'Unsupported start tag "{found}" at byte offset {_byte_offset(source, place)}')
    if stack:
        raise _cannot(f'Can\'t find end tag corresponding to start tag "{stack[-1][0]}"')
    entities.sort(key=lambda e: (e["offset"], -e["length"]))
    return "".join(parts), entities


def _close(entity: Entity, start: int, end: int, entities: list[Entity], text: str) -> None:
    if end == start:
        return  # an entity around nothing is dropped
    found = {"type": entity["type"], "offset": start, "length": end - start}
    found.update({k: v for k, v in entity.items() if k != "type"})
    if found["type"] == "text_link":
        raw = text.encode("utf-16-le", "surrogatepass")
        url = found["url"] or raw[start * 2 : end * 2].decode("utf-16-le", "replace")
        if not leads_somewhere(url):
            return  # Telegram shows a link that leads nowhere as plain text
        found["url"] = url
    # "Programming language can't be specified for standalone code tags." Inside pre it is the pre's.
    if found["type"] == "code":
        found.pop("language", None)
    entities.append(found)


def given_entities(text: str, raw: Any) -> list[Entity]:
    """Return the entities a bot gave itself, checked to lie within the text."""
    if not isinstance(raw, list):
        raise _cannot("expected an Array of MessageEntity")
    limit = utf16(text)
    found = []
    for entity in raw:
        if not isinstance(entity, dict) or not isinstance(entity.get("type"), str):
            raise _cannot("MessageEntity must be an Object with a type")
        offset, length = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(length, int) or offset < 0 or length <= 0:
            raise _cannot("entity has a wrong offset or length")
        if offset + length > limit:
            raise _cannot(f"entity begins or ends after the end of the text at UTF-16 offset {offset + length}")
        found.append({k: v for k, v in entity.items() if v is not None})
    return found


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Return both without the white space at the ends, as Telegram stores them."""
    right = text.rstrip()
    left = right.lstrip()
    shift = utf16(right) - utf16(left)
    if len(left) == len(text):
        return text, entities
    limit = utf16(left)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - shift)
        end = min(limit, entity["offset"] + entity["length"] - shift)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return left, kept


def with_found(text: str, entities: list[Entity]) -> list[Entity]:
    """Add commands, mentions, links and hashtags that stand in the text without a mark.

    MessageEntity: "mention" (@username), "hashtag" (#hashtag), "bot_command" (/start@jobs_bot), "url".
    """
    if not any(sign in text for sign in ("/", "@", "#")):
        return entities
    found = list(entities)
    taken = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in _EXCLUSIVE]
    for match in _FOUND.finditer(text):
        start = utf16(text[: match.start()])
        end = start + utf16(match.group())
        if all(end <= low or start >= high for low, high in taken):
            found.append({"type": str(match.lastgroup), "offset": start, "length": end - start})
    found.sort(key=lambda e: (e["offset"], -e["length"]))
    return found


_EXCLUSIVE = frozenset({"text_link", "code", "pre", "custom_emoji", "text_mention", "url", "mention", "bot_command"})


def formatted(text: str, parse_mode: str, entities: Any, limit: int, too_long: str) -> tuple[str, list[Entity]]:
    """Return the text and entities of a bot's message, refused when longer than `limit` UTF-16 units.

    sendMessage: "1-4096 characters after entities parsing"; captions: "0-1024 characters after entities
    parsing". "entities: A JSON-serialized list of special entities [...] which can be specified instead
    of parse_mode".
    """
    if entities:
        plain, found = text, given_entities(text, entities)
    elif parse_mode:
        if parse_mode.lower() != "html":
            raise bad_request("unsupported parse_mode")
        plain, found = parse_html(text)
    else:
        plain, found = text, []
    plain = plain.replace("\r", "").replace("\x00", "")
    plain, found = trimmed(plain, found)
    if utf16(plain) > limit:
        raise bad_request(too_long)
    return plain, with_found(plain, found)
