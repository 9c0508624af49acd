"""Complaints and accidents: found whatever else is said, and not found in idiom and grumbling."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp import alarm, lexicon
from nlp.alarm_index import Index, required
from nlp.normalise import plain
from nlp.patterns import compiled
from nlp.score_replies import labelled
from nlp.signs import signs
from nlp.types import Alarm

CORPUS = Path(__file__).parent / "corpus"


@pytest.mark.parametrize(
    "text",
    [
        "说好150 昨天只给了120",
        "干了两天一分钱没给",
        "上回工钱没结清 这回不去了",
        "去了叫我们搬箱子装车 根本不是摘瓜",
        "先交200押金才给安排活",
        "我表妹去义乌 身份证被他们扣到起不还",
        "称少了我十多斤",
        "老板把我拉黑了",
        "讲130一吨 过磅扣我半吨",
        "做了五天只给三天的钱",
        "说是搬砖 去了让拆房",
        "中介收了我两百",
        "拖欠工资的黑心老板",
        "工錢到現在還沒給",
    ],
)
def test_complaints(text: str) -> None:
    assert alarm.read(text) is Alarm.COMPLAINT


@pytest.mark.parametrize(
    "text",
    [
        "老王从梯子上掉下来了 腿动不了",
        "拉人的三轮车翻沟里了",
        "摔了一下",
        "今天摔了一跤",
        "李二嫂在地里头晕倒了 怕是中暑",
        "砍蔗刀砍到脚了 送去石碌医院",
        "吃了他家中午饭 我们几个都上吐下泻",
        "窑上墙倒了 砸着小马了",
        "手被机器夹了",
        "有人触电了",
        "打药的那个口吐白沫 像是中毒了",
        "他的手叫刀划了 缝了四针",
        "快叫120",
        "出车祸了",
    ],
)
def test_accidents(text: str) -> None:
    assert alarm.read(text) is Alarm.ACCIDENT


@pytest.mark.parametrize(
    "text",
    [
        "累死了 腿都不是自己的了",
        "骗你的 他家管饭好着呢",
        "摔跤吃席去 哈哈",
        "笑死",
        "热死人啦 哈密瓜都要熟了",
        "腰疼 去不了",
        "日结不 怕你拖",
        "押金要交不嘛",
        "别怕 这家不欠工钱 做完就给",
        "我头疼去不了",
        "工资拖不拖 有没有人在那里做过",
        "万一磕着碰着管不管",
        "手机掉水里了 完蛋",
        "老板抠门 水都不给一口",
        "我去",
        "多少钱一天 管饭不",
        "手砍到起茧 习惯了",
        "死老公又去打牌",
    ],
)
def test_no_alarm(text: str) -> None:
    assert alarm.read(text) is None


def test_where_it_stands() -> None:
    text = "大家好 有人触电了 快来"
    found = alarm.find(text)
    assert found is not None
    assert "触电" in text[found.start : found.end]
    assert found.rule == "accident"


@given(st.text(max_size=300))
def test_never_raises(text: str) -> None:
    alarm.read(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("讲好的130 临走递过来一百", True),
        ("做工两天拿半天的钱", True),
        ("摘一百斤只认八十斤", True),
        ("13块变11块", True),
        ("说130 给140我就去", False),
        ("去年130今年说120", False),
        ("两个大人带一个娃", False),
    ],
)
def test_less_than_promised_is_told_by_figures(text: str, told: bool) -> None:
    assert (alarm.less_than_promised(text) is not None and alarm.read(text) is Alarm.COMPLAINT) is told


def test_the_index_tries_only_what_can_match() -> None:
    index = Index(["没给.{0,3}钱", "(?:摔|跌)了", "a?"])
    assert index.search("他跌了") == (1, 3)
    assert index.search("没给我钱") == (0, 4)
    assert index.search("好") == (0, 0)
    assert required("(?:摔|跌)了") == [frozenset({"摔了", "跌了"}), frozenset("摔跌"), frozenset("了")]
    assert required("a?") == []


def test_what_is_kept_is_made_anew_where_a_file_it_depends_on_is_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lexicon, "__file__", str(tmp_path / "__init__.py"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    maker, more = tmp_path / "maker.py", tmp_path / "more.py"
    maker.write_text("1", encoding="utf-8")
    more.write_text("1", encoding="utf-8")
    made = iter(range(9))

    def built() -> object:
        return lexicon.built("needs", lambda: [next(made), [frozenset("ab")]], str(maker), (), str(more))

    assert [built(), built()] == [[0, [{"a", "b"}]]] * 2
    more.write_text("another", encoding="utf-8")
    assert built() == [1, [{"a", "b"}]]


def test_what_an_expression_needs_stands_in_each_of_its_matches() -> None:
    texts = [plain(line["text"]).lower() for line in labelled(CORPUS.glob("replies-own-alarm*.jsonl"))]
    matches = 0
    for index in (alarm._rules().accident, alarm._rules().complaint):
        for source in index._sources:
            needed = required(source)
            for found in filter(None, map(compiled(source).search, texts)):
                matches += 1
                assert all(one & signs(found.string) for one in needed), source
    assert matches > 300
