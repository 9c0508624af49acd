"""Whatever the text: no exception, and the same form for the same words."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import gazetteer, lexicon, patterns, people_list, reply, request
from nlp.__main__ import read_line
from nlp.exchange import need_to_json
from nlp.normalise import plain
from nlp.types import OpenPosting, Pending, PendingKind, ReplyContext, Trade

NOW = datetime(2026, 10, 14, 9)
PIECES = st.sampled_from(
    [
        "明天",
        "后天",
        "十月十七",
        "初八",
        "要",
        "招",
        "不要",
        "10个人",
        "三五个",
        "一百五",
        "150一天",
        "3千5",
        "一",
        "两",
        "百",
        "十",
        "万",
        "0",
        "1",
        "2026",
        ".",
        "-",
        "~",
        "到",
        "、",
        "，",
        "。",
        "\n",
        ":",
        "点",
        "半",
        "早",
        "晚",
        "摘苹果",
        "装车",
        "小工",
        "保安",
        "解店镇",
        "西解村",
        "村",
        "镇",
        "王师傅",
        "13800138001",
        "138",
        "管饭",
        "不管饭",
        "男",
        "女",
        "岁",
        "以下",
        "60",
        "号",
        "月",
        "日",
        "周一",
        "从",
        "去",
        "拉",
        "车",
        "一趟",
        "元",
        "块",
        "毛",
        "斤",
        "亩",
        "不对",
        "不是",
        "是",
        "改成",
        "各",
        "都",
        "个",
        "人",
        "名",
        "天",
        "①",
        "②",
        "急",
        "！",
        "②",
        "😀",
        "\u200b",
        "蘋果",
        "ｍ",
        "１",
        "○",
        "壹",
        "拾",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_never_raises_on_any_text(text: str) -> None:
    for need in request.read(text, NOW, gazetteer.load("wanrong")).needs:
        json.dumps(need_to_json(need))
        list(need.readings)


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=40))
def test_never_raises_on_pieces_of_requests(pieces: list[str]) -> None:
    text = "".join(pieces)
    for region in ("wanrong", "ledong"):
        for need in request.read(text, NOW, gazetteer.load(region)).needs:
            json.dumps(need_to_json(need))
            for reading in need.readings:
                assert 0 <= reading.start <= reading.end <= len(text)


REPLIES = st.sampled_from(
    [
        *"不没去来我俺他你吗么个一两三仨十百千零半号日月点块毛斤、，。！？；：/+-＋①９oO@\n\u200b ",
        *[
            "算我",
            "取消",
            "报名",
            "别算我",
            "A12",
            "a五八",
            "U十",
            "Ａ１２",
            "12号那个",
            "第三个",
            "上面那个",
            "明天",
            "周日",
            "31号",
            "2月30号",
        ],
        *[
            "别的天",
            "除了",
            "才",
            "就",
            "要是",
            "管饭",
            "媳妇",
            "张三",
            "两口子",
            "几个",
            "多少钱",
            "还是",
            "说好150",
            "到手120",
            "没给钱",
        ],
        *[
            "摔了",
            "13800138001",
            "幺三八零零幺三八零零幺",
            "接龙",
            "1.",
            "2大1小",
            "苹果",
            "解店镇",
            "20那个",
            "2年前",
            "占个位",
            "0个位",
        ],
    ]
)
POSTINGS = (
    OpenPosting("A12", "摘苹果", Trade.PICKING, "解店镇西解村", "150元/天", NOW.date(), NOW.time(), 20, 5, 30),
    OpenPosting("58", "", Trade.OTHER, "", "", None, None, None, 0, 0),
)


@settings(max_examples=600, deadline=None)
@given(
    st.one_of(st.text(max_size=450), st.lists(REPLIES, max_size=30).map("".join)),
    st.sampled_from([(), ("A12",), ("A12", "58"), ("Z9",)]),
    st.sampled_from([None, *PendingKind]),
    st.integers(0, 2),
)
def test_no_reply_raises(text: str, signed: tuple[str, ...], asked: PendingKind | None, open_: int) -> None:
    pending = Pending(asked, ("A12", "58")) if asked is not None else None
    context = ReplyContext(NOW, POSTINGS[:open_], "A12" if len(text) % 2 else None, signed, pending, "wanrong")
    read = reply.read(text, context)
    assert (read.count is not None) == (read.intent.value in ("join", "change"))
    people_list.read(text)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=100))
def test_plain_keeps_length_and_is_stable(text: str) -> None:
    assert len(plain(text)) == len(text)
    assert plain(plain(text)) == plain(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=100))
def test_a_line_in_is_a_line_out(line: str) -> None:
    assert isinstance(read_line(line), list)


def test_slips_are_as_long_as_what_is_meant() -> None:
    for wrong, right in lexicon.slips().items():
        assert len(wrong) == len(right)
        assert wrong != right


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The patterns as in a new process whose cache is an empty folder."""
    path = tmp_path / "__pycache__" / "patterns.bin"
    monkeypatch.setattr(patterns, "_FILE", str(path))
    _forget(monkeypatch)
    return path


def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_ready", {})
    monkeypatch.setattr(patterns, "_stored", None)
    monkeypatch.setattr(patterns, "_fresh", {"held back": ()})  # nothing is written at the end of the tests


def test_a_changed_pattern_is_not_served_from_an_old_cache(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert patterns.compiled("(?P<n>[ab]c)").fullmatch("ac")
    patterns._fresh.pop("held back")
    assert patterns.write() == 1
    _forget(monkeypatch)
    monkeypatch.setattr(patterns, "_instructions", _refuse)
    found = patterns.compiled("(?P<n>[ab]c)").search("xbc")  # from the file: nothing is compiled
    assert found is not None
    assert (found["n"], found.span()) == ("bc", (1, 3))
    with pytest.raises(AssertionError):
        patterns.compiled("(?P<n>[ab]d)").search("")


ALTERNATIVES = (
    "ab|cd|ef|g|h[ab]|jk?|l(?=m)|(?:n|op)q?|[rs]t|u$|(?<=a)bc",
    "(?P<x>ab|ac|ad)?(?:b|cd|ef|ga|ha|[a-c]e)+f|(?:(?!ab)[a-e]g|kl|mn|op|qr|st)(?P<y>u|v)",
    r"(?:a{2,3}|b{0,2}c|d*|e\d|fg|hi)k|lm|no|.p|[^a]q|(?:ab|cd){2}",
)


@given(st.sampled_from(ALTERNATIVES), st.text("abcdefghijklmnopqrstu0", max_size=30))
def test_what_is_put_otherwise_in_a_pattern_changes_nothing_of_what_it_matches(source: str, text: str) -> None:
    ready, plain = patterns.compiled(source), re.compile(source)
    assert [(one.span(), one.groups()) for one in ready.finditer(text)] == [
        (one.span(), one.groups()) for one in plain.finditer(text)
    ]


LATE = patterns.compiled("[ab]e(?P<n>f)")


def test_a_pattern_is_made_when_it_is_first_used(own_cache: Path) -> None:
    first, elsewhere = LATE, (LATE,)
    assert list(patterns._fresh) == ["held back"]
    assert type(first) is not re.Pattern
    assert [found["n"] for found in LATE.finditer("aef bef")] == ["f", "f"]
    assert list(patterns._fresh) == ["held back", "[ab]e(?P<n>f)"]
    assert type(LATE) is re.Pattern
    assert patterns.compiled("[ab]e(?P<n>f)") is LATE
    assert elsewhere[0].sub("-", "aef") == "-"  # known otherwise than by a name: it does the same
    assert elsewhere[0].groupindex == {"n": 1}


def _refuse(source: str) -> tuple[object, ...]:
    raise AssertionError(source)


def test_a_cache_of_another_maker_or_no_cache_is_only_missed(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert patterns.compiled("[ab]c").groups == 0
    patterns._fresh.pop("held back")
    monkeypatch.setattr(patterns, "_maker", lambda: ("another Python",))
    patterns.write()
    monkeypatch.undo()
    whole = own_cache.read_bytes()
    for content in (whole, b"", b"no cache", whole[:12], (1 << 60).to_bytes(8, "little")):
        own_cache.write_bytes(content)
        monkeypatch.setattr(patterns, "_FILE", str(own_cache))
        _forget(monkeypatch)
        assert patterns.compiled("[ab]c").fullmatch("bc")
        assert list(patterns._fresh) == ["held back", "[ab]c"]


def test_a_row_that_is_cut_off_or_of_another_pattern_is_only_missed(
    own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert patterns.compiled("[ab]c").groups == 0
    patterns._fresh.pop("held back")
    patterns.write()
    whole = own_cache.read_bytes()
    for content in (whole[:-5], whole.replace(b"[ab]c", b"[ab]d")):
        own_cache.write_bytes(content)
        _forget(monkeypatch)
        assert patterns.compiled("[ab]c").fullmatch("bc")
        assert list(patterns._fresh) == ["held back", "[ab]c"]


def test_a_folder_that_cannot_be_written_is_no_error(own_cache: Path) -> None:
    own_cache.parent.write_text("a file where the folder should be", encoding="utf-8")
    assert patterns.compiled("[ab]c").fullmatch("ac")
    assert patterns.write() == 0
