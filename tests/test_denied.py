"""What an employer says is not given, in the words and in the talk."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.models import Posting
from nlp import denied
from tests.conversation import Town, town

NEED = "摘苹果5人，西解村，明天早7点到晚6点，150日结，13700005553 郑师傅"


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("不管饭", ("meals",)),
        ("不管饭了", ("meals",)),
        ("中午不管饭", ("meals",)),
        ("饭自己带", ("meals",)),
        ("吃住自理", ("meals", "lodging")),
        ("管饭不管住", ("lodging",)),
        ("不接送，没有保险", ("transport", "insurance")),
        ("路费自理", ("transport",)),
        ("不管午饭，不包住宿", ("meals", "lodging")),
        ("不能吃苦的别来", ()),
        ("管饭不管？", ()),
        ("管住不", ()),
        ("管午饭，早7点", ()),
        ("不远，就在村口", ()),
    ],
)
def test_what_is_denied(text: str, kinds: tuple[str, ...]) -> None:
    assert denied.read(text) == kinds


def _row(t: Town) -> Posting:
    rows: list[Posting] = t.rows(Posting)
    return rows[0]


async def test_no_meals_answers_the_question_and_stands_on_the_card(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("郑师傅")
        await boss.says(NEED)
        assert "管不管饭" in boss.last
        await boss.says("不管饭")
        assert "没听明白" not in boss.last
        assert _row(t).denied == ["meals"]
        await boss.says("写驿站的")
        assert "不管饭" in boss.last
        await boss.says("管午饭")
        assert _row(t).denied == []
        assert "不管饭" not in boss.last
        await boss.says("不管饭了")
        assert "没听明白" not in boss.last
        assert (_row(t).denied, _row(t).benefits) == (["meals"], [])


async def test_what_the_first_text_denies_is_not_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/duty on")
        boss = t.person("郑师傅")
        await boss.says(NEED + "，不管饭")
        assert "管不管饭" not in boss.last
        assert "接送" in boss.last
        await boss.says("没有")
        await boss.says("写驿站的")
        await boss.says("行")
        await t.desk.presses("已打")
        await t.desk.presses("发布")
        await t.person("秀兰").says("A1管饭不", group="西解村")
        assert "不管饭" in t.group("西解村").messages[-1].text
        await boss.says("不管住")
        assert "不管住" in boss.last
        assert "没看明白" not in boss.last
