"""A list sent back filled in: after each name that was asked for, a phone, or the names of who they bring. Pure.

秀兰电话：13800138000 / 秀兰 13800138000 / 秀兰带的1人：玉梅 / 秀兰带的：玉梅 13900139000、建军
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from nlp.normalise import plain

_PHONE: Final = re.compile(r"(?<!\d)1[3-9](?:[\s\-]?\d){9}(?!\d)")
_BETWEEN: Final = re.compile(r"[\s、,，;；/和跟]+")
_NAME: Final = re.compile(r"[一-鿿·]{2,5}|[A-Za-z][A-Za-z .'-]{1,30}")
_LABEL: Final = re.compile(r"(?:的)?(?:电话|手机|号码|phone)|\((?:电话|phone)\)", re.IGNORECASE)
_BRINGS: Final = re.compile(r"带的?\s*(?:\d+\s*[人个位]?)?|\s*brings\s*\d*|\((?:名字|names?)\)", re.IGNORECASE)
_ITEMS: Final = re.compile(r"[\n。;；]|、(?=[^、\n]{1,20}(?:电话|带的|\(|:))")
_HEAD: Final = re.compile(r"^\s*(?:[A-Za-z]\d{1,3}\S*?:\s*)?(?:\d{1,2}\s*[.、)]\s*)?")
LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class Filled:
    """What one line tells of `name`: their phone, or whom they bring (with as many phones as names, or none)."""

    name: str
    phone: str = ""
    brings: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


def read(text: str, names: Collection[str]) -> tuple[Filled, ...]:
    """The lines that begin with one of `names` and tell something of them; lines of anything else are passed by."""
    known = sorted({name for name in names if name}, key=len, reverse=True)
    found = []
    for raw in _ITEMS.split(plain(text[:LONGEST])):
        line = _HEAD.sub("", raw)
        name = next((each for each in known if line.lower().startswith(plain(each).lower())), None)
        if name is not None:
            filled = _one(name, line[len(plain(name)) :])
            if filled is not None:
                found.append(filled)
    return tuple(found)


def _one(name: str, rest: str) -> Filled | None:
    phones = tuple(re.sub(r"\D", "", each) for each in _PHONE.findall(rest))
    bare = _PHONE.sub(" ", rest)
    if _BRINGS.match(bare.strip()):
        value = _BRINGS.sub(" ", bare, count=1).replace(":", " ")
        parts = [part for part in _BETWEEN.split(value) if part]
        brings = tuple(dict.fromkeys(part for part in parts if _NAME.fullmatch(part)))
        if not brings or len(brings) != len(parts):
            return None
        return Filled(name, brings=brings, phones=phones if len(phones) == len(brings) else ())
    left = _LABEL.sub(" ", bare).replace(":", " ").strip()
    return Filled(name, phone=phones[0]) if len(phones) == 1 and not left else None
