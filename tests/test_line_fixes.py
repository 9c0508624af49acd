"""Lines of a table put right in words: which line, and what it should say."""

from __future__ import annotations

import pytest

from nlp.line_fixes import Fix, read


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("3 是2个人", Fix(3, "go", 2)),
        ("３是２个人。", Fix(3, "go", 2)),
        ("5不是报名", Fix(5, "nothing")),
        ("第5条不是报名的", Fix(5, "nothing")),
        ("第三条是两口子", Fix(3, "go", 2)),
        ("3应该是俩人", Fix(3, "go", 2)),
        ("3去2个", Fix(3, "go", 2)),
        ("3，两个", Fix(3, "go", 2)),
        ("十二条改成4个", Fix(12, "go", 4)),
        ("2 不去了", Fix(2, "leave")),
        ("3去", Fix(3, "go")),
        ("6 是问话", Fix(6, "nothing")),
        ("第3行 a15", Fix(3, about="A15")),
        ("4 A15 去2个", Fix(4, "go", 2, "A15")),
        ("3 是套袋", Fix(3, about="套袋")),
    ],
)
def test_a_line_is_put_right(text: str, wanted: Fix) -> None:
    assert read(text) == (wanted,)


def test_several_lines_at_once() -> None:
    assert read("3改成4个；5不去，7 不管\n第1条去") == (
        Fix(3, "go", 4),
        Fix(5, "leave"),
        Fix(7, "nothing"),
        Fix(1, "go"),
    )


@pytest.mark.parametrize(
    "text",
    [
        *(
            "3",
            "32",
            "1 3",
            "3个人",
            "2人",
            "12个人",
            "三个人",
            "20人",
            "138",
            "150",
            "0 去",
            "3 是",
            "3 套袋",
            "A12 3",
        ),
        *(
            "我去",
            "2个人去",
            "秀兰2,老李1",
            "西解村:秀兰2,老李1;玉梅不去了",
            "明天要20个人摘苹果",
            "3 是2个人，明天要人",
        ),
        "1. 秀兰\n2. 老李 2",
        "3去" * 60,
    ],
)
def test_whatever_else_is_said_puts_no_line_right(text: str) -> None:
    assert read(text) == ()
