"""The poster: a PNG with the posting in big type and a QR code that a reader reads."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from starlette.testclient import TestClient

from bot import poster_image
from handlers.web.app import build
from tests.conversation import town
from tests.relays import out

HOME = "https://dalaba.example.cn"
SHEET = poster_image.Sheet(
    station="万荣零工市场",
    code="A12",
    work="摘苹果",
    wanted="20人",
    pay="150元/天 日结",
    lines=("明天(10月15日周四)早7点到晚6点", "解店镇西解村口", "管午饭、车接送、有保险"),
    address=f"{HOME}/wanrong/a/A12",
    scan="扫一扫报名",
    foot=("报名不收钱。问事、投诉0359-4520000", "今天晚9点前有效。"),
)


def read(body: bytes) -> tuple[Image.Image, list[str]]:
    image = Image.open(io.BytesIO(body)).convert("RGB")
    return image, [each.text for each in zxingcpp.read_barcodes(image)]


async def test_the_poster_of_a_posting_is_read_by_a_reader(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        posting = await out(t, t.person("王师傅"))
        with TestClient(build(t.app, localchat=None), base_url=HOME) as client:
            answer = client.get(f"/wanrong/poster/{posting.code}.png")
            assert answer.headers["content-type"] == "image/png"
            image, codes = read(answer.content)
            assert codes == [f"{HOME}/wanrong/a/{posting.code}"]
            assert image.size == (1080, 1528)
            assert len(answer.content) < 300_000
            await t.person("王师傅").says("招够了")
            await t.later(minutes=1)
            _, over = read(client.get(f"/wanrong/poster/{posting.code}.png").content)
            assert over == [], "nobody can sign up: no code to scan"


def test_even_half_its_size_as_chats_shrink_it() -> None:
    image = Image.open(io.BytesIO(poster_image.draw(SHEET))).convert("RGB")
    small = image.resize((image.width // 2, image.height // 2)).convert("L")
    assert [each.text for each in zxingcpp.read_barcodes(small)] == [SHEET.address]


def test_chinese_letters_are_drawn_and_not_boxes() -> None:
    font = poster_image._type(60)
    shapes = {letter: bytes(font.getmask(letter)) for letter in "摘苹果万荣零工市场镇村"}
    assert len(set(shapes.values())) == len(shapes)
    assert "Noto Sans CJK SC" in font.getname()


def test_long_texts_stay_within_the_picture() -> None:
    long = replace(
        SHEET,
        work="给合作社的苹果树套袋摘叶转果铺反光膜并把纸箱搬到路边装车",
        pay="每袋3分到5分，按天结，干得多的另有奖金200元",
        lines=tuple(["住的地方有热水和电褥子，早晚车接送，" * 4] * 5),
    )
    image = Image.open(io.BytesIO(poster_image.draw(long))).convert("RGB")
    edge = image.crop((image.width - 30, 160, image.width, image.height))
    colours = edge.getcolors(1000) or []
    assert max(count for count, _ in colours) > edge.width * edge.height * 0.99, "nothing runs over the edge"
    assert [each.text for each in zxingcpp.read_barcodes(image)] == [SHEET.address]


def test_a_long_work_leaves_room_for_when_and_where(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    plain = poster_image._block

    def noted(pen: Any, y: int, text: str, *rest: Any, **more: Any) -> int:
        drawn.append(text)
        return plain(pen, y, text, *rest, **more)

    monkeypatch.setattr(poster_image, "_block", noted)
    long = replace(
        SHEET,
        work="苹果树套袋摘叶转果铺反光膜",
        pay="0.035 yuan/袋 paid daily",
        lines=(
            "the day after tomorrow (Fri 10/16), 5 days 06:30 to 18:00",
            "解店镇西解村村东头老苹果站",
            "meals, a bed",
        ),
    )
    poster_image.draw(long)
    assert [line for line in long.lines if line not in drawn] == []
