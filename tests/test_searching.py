"""What a visitor of the board types, cut into words and held against postings."""

from __future__ import annotations

import subprocess
import sys

import pytest

from nlp import gazetteer, searching

COUNTY = gazetteer.load("wanrong")
TEXTS = [
    "a1 摘苹果 解店镇西解村 采摘 150元/天",
    "a2 套袋 通化镇 田间 120元/天",
    "b3 看孩子 皇甫乡 家政 3000元/月",
]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("解店摘苹果的活", ("解店", "摘", "苹果")),
        ("有没有套袋的", ("套袋",)),
        ("Ａ１", ("a1",)),
        ("附近有啥活", ()),
        ("西解村 西解村套袋", ("西解村", "套袋")),
        ("。。。!", ()),
        ("", ()),
    ],
)
def test_a_search_is_cut_into_words(asked: str, words: tuple[str, ...]) -> None:
    assert searching.words(asked, COUNTY) == words


@pytest.mark.parametrize(
    ("asked", "held"),
    [("解店摘苹果的活", [0]), ("有没有套袋的", [1]), ("皇甫乡看孩子", [2]), ("元", [0, 1, 2]), ("通化摘苹果", [])],
)
def test_every_word_must_stand_in_a_posting(asked: str, held: list[int]) -> None:
    assert searching.holding(searching.words(asked, COUNTY), TEXTS) == held


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("摘平果", [0]),
        ("西姐村摘苹果", [0]),
        ("皇府乡", [2]),
        ("皇甫乡的苹果", [2]),
        ("套代", [1]),
        ("开飞机", []),
        ("电焊工", []),
    ],
)
def test_what_only_sounds_right_comes_near_and_nothing_else(asked: str, near: list[int]) -> None:
    assert searching.near(searching.words(asked, COUNTY), TEXTS, COUNTY) == near


def test_the_nearest_stands_first() -> None:
    words = searching.words("通化镇套代", COUNTY)
    assert searching.near(words, [TEXTS[0], TEXTS[2], TEXTS[1]], COUNTY)[0] == 2


def test_the_big_dictionary_is_never_read() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import jieba; from nlp import gazetteer, searching; searching.words('摘苹果', gazetteer.load('wanrong'));"
            " print(jieba.dt.initialized)",
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert told.split() == ["False"]
