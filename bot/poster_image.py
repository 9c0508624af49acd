"""One posting as a picture that people forward: big type, code, work, pay, when, where, a QR code, the station's name.

Type: Noto Sans CJK (SIL Open Font License 1.1), from the package that ships it. Nothing is loaded from elsewhere.
"""

from __future__ import annotations

import asyncio
import io
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache

import segno
from noto_cjk_sans_otc import FONT_PATH
from PIL import Image, ImageDraw, ImageFont
from sqlmodel import Session

from bot import board, copies, wording
from bot.app import Here
from bot.models import PostingStatus
from bot.texts import say

WIDTH, HEIGHT, EDGE = 1080, 1528, 72  # the shape of a sheet of paper; a phone shows it whole
SIMPLIFIED = 2  # the face of the collection for simplified Chinese
PAPER, INK, SOFT, ACCENT, ON_ACCENT = "#fbfbf9", "#1a1c1a", "#4d534d", "#0a6b4e", "#ffffff"
QR_SIDE = 380
SMALLEST = 34  # type of when and where that a phone still shows legibly


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a poster. `over` is said in place of the QR code where nobody can sign up any more."""

    station: str
    code: str
    work: str
    wanted: str
    pay: str
    lines: tuple[str, ...]
    address: str
    scan: str
    foot: tuple[str, ...]
    over: str = ""


def sheet(session: Session, now: datetime, here: Here, code: str, address: str, language: str) -> Sheet | None:
    """What a posting's poster says; None where no such posting was published. As on its copies: no limit by sex."""
    row = board.find(session, here, code)
    if row is None:
        return None
    card = board.card(session, now, here, row, language)
    lines = [card.when, wording.place(row), card.extras, card.asks]
    made = copies.form(session, now, here, row.id or 0, short=True, fresh=False)
    over = made[0] if made is not None and (row.status != PostingStatus.OPEN or row.paused_at is not None) else ""
    phone = here.settings.duty_phone
    return Sheet(
        station=here.station,
        code=card.code,
        work=card.work,
        wanted=card.wanted,
        pay=card.pay,
        lines=tuple(line for line in lines if line),
        address=address,
        scan=say("poster_image.scan", language),
        foot=(say("poster_image.free", language, phone=phone), card.until),
        over=over,
    )


def packed(what: Sheet) -> str:
    """The sheet as words that a Delivery row can hold until the picture is drawn."""
    return json.dumps(asdict(what), ensure_ascii=False)


def unpacked(words: str) -> Sheet:
    """The sheet again."""
    given = json.loads(words)
    return Sheet(**{**given, "lines": tuple(given["lines"]), "foot": tuple(given["foot"])})


async def drawn(what: Sheet) -> bytes:
    """The PNG, drawn outside the event loop."""
    return await asyncio.to_thread(draw, what)


@lru_cache(maxsize=32)
def _type(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT_PATH), size, index=SIMPLIFIED)


@lru_cache(maxsize=64)
def draw(what: Sheet) -> bytes:
    """The PNG of a poster; the same one is drawn once."""
    room, bottom = WIDTH - 2 * EDGE, HEIGHT - EDGE - QR_SIDE - 10
    for share in (1.0, 0.85, 0.7, 0.55):  # a long work gives way, so that when and where always stand there
        image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
        pen = ImageDraw.Draw(image)
        y = _head(pen, what, share)
        if y + _height(pen, what.lines, SMALLEST, room) <= bottom:
            break
    size = 62
    while size > SMALLEST and y + _height(pen, what.lines, size, room) > bottom:
        size -= 2
    for line in what.lines:
        if y + size > bottom:
            break
        y = _block(pen, y, line, size, room, INK, most=3) + 14
    pen.line((EDGE, bottom + 12, WIDTH - EDGE, bottom + 12), fill="#cfd3cb", width=3)
    _foot(image, pen, what, bottom + 40)
    held = io.BytesIO()
    image.quantize(32).save(held, "PNG", optimize=True)
    return held.getvalue()


def _head(pen: ImageDraw.ImageDraw, what: Sheet, share: float) -> int:
    """Station and code, work, how many, pay, in this share of their full size; the y below them."""
    pen.rectangle((0, 0, WIDTH, 150), fill=ACCENT)
    _fit(pen, (EDGE, 75), what.station, 60, WIDTH - 2 * EDGE - 260, ON_ACCENT, bold=1)
    _fit(pen, (WIDTH - EDGE, 75), what.code, 84, 250, ON_ACCENT, bold=2, right=True)
    room = WIDTH - 2 * EDGE
    y = _block(pen, 208, what.work, int(140 * share), room, INK, bold=3, most=2) + 18
    y = _block(pen, y, what.wanted, int(62 * share), room, SOFT, bold=1, most=1) + 26
    return _block(pen, y, what.pay, int(100 * share), room, ACCENT, bold=3, most=2) + 34


def _foot(image: Image.Image, pen: ImageDraw.ImageDraw, what: Sheet, top: int) -> None:
    if what.over:
        _block(pen, top + 40, what.over, 62, WIDTH - 2 * EDGE, INK, bold=2, most=3)
        return
    code = segno.make(what.address, error="m")
    scale = QR_SIDE // (code.symbol_size(1, 4)[0])
    held = io.BytesIO()
    code.save(held, kind="png", scale=max(scale, 2), border=4, dark="black", light="white")
    held.seek(0)
    with Image.open(held) as picture:
        square = picture.convert("RGB")
        image.paste(square, (EDGE, top))
        left = EDGE + square.width + 40
    room = WIDTH - EDGE - left
    y = _block(pen, top + 18, what.scan, 60, room, INK, bold=2, most=2, left=left) + 16
    for line in what.foot:
        if line:
            y = _block(pen, y, line, 38, room, SOFT, most=3, left=left) + 8


def _wrapped(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    """Lines no wider than `room`; Chinese may break anywhere but before a closing mark, numbers stay whole."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and pen.textlength(line + piece, font=font) > room and piece not in "，。、；：）)!！?？％%":
            lines.append(line)
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line] if line else lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for letter in text:
        if pieces and letter.isascii() and not letter.isspace() and pieces[-1][-1:].isascii() and pieces[-1].strip():
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _height(pen: ImageDraw.ImageDraw, lines: tuple[str, ...], size: int, room: int) -> int:
    return sum(len(_wrapped(pen, line, _type(size), room)[:3]) * int(size * 1.36) + 14 for line in lines)


def _block(
    pen: ImageDraw.ImageDraw,
    y: int,
    text: str,
    size: int,
    room: int,
    ink: str,
    *,
    bold: int = 0,
    most: int = 2,
    left: int = EDGE,
) -> int:
    """A paragraph, smaller where it would need more than `most` lines; the y below it."""
    while size > 30 and len(_wrapped(pen, text, _type(size), room)) > most:
        size -= 4
    font = _type(size)
    lines = _wrapped(pen, text, font, room)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    for line in lines:
        pen.text((left, y), line, ink, font, stroke_width=bold, stroke_fill=ink)
        y += int(size * 1.36)
    return y


def _fit(
    pen: ImageDraw.ImageDraw,
    at: tuple[int, int],
    text: str,
    size: int,
    room: int,
    ink: str,
    *,
    bold: int = 0,
    right: bool = False,
) -> None:
    while size > 28 and pen.textlength(text, font=_type(size)) > room:
        size -= 4
    pen.text(at, text, ink, _type(size), anchor="rm" if right else "lm", stroke_width=bold, stroke_fill=ink)
