"""Who came, in an employer's many words: read as it is meant, asked again where it gives no number, never guessed."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot.app import Here
from bot.models import Call, PersonAddress, Posting, PostingDay, SignupDay
from nlp import arrivals
from nlp.arrivals import Arrivals, Doubt
from tests.conversation import Town, town
from tests.test_flow_clock import VILLAGE, as_boss, boss
from tests.test_flow_group import opened


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("少来俩", Arrivals(missing=2, rest_came=True)),
        ("有两个没来", Arrivals(missing=2, rest_came=True)),
        ("除了两个都来了", Arrivals(missing=2, rest_came=True)),
        ("都来了，除了老李", Arrivals(absent=("老李",), rest_came=True)),
        ("都到了就差老李", Arrivals(absent=("老李",), rest_came=True)),
        ("老李没来，别人都来了", Arrivals(absent=("老李",), rest_came=True)),
        ("老李他们都没来", Arrivals(absent=("老李",))),
        ("老李病了没来", Arrivals(absent=("老李",))),
        ("老李放鸽子了", Arrivals(absent=("老李",))),
        ("老李家两口子没来", Arrivals(parties=(("老李", 2),))),
        ("秀兰那边少一个", Arrivals(parties=(("秀兰", 1),))),
        ("都来了，老李迟到了", Arrivals(everybody=True)),
        ("只有秀兰来了", Arrivals(present=("秀兰",), only=True)),
        ("都没来，就秀兰来了", Arrivals(present=("秀兰",), only=True)),
        ("秀兰没来，建军来晚了", Arrivals(absent=("秀兰",), present=("建军",))),
        ("应到20实到18", Arrivals(count=18)),
        ("一共来了5个", Arrivals(count=5)),
        ("一共来了5个，秀兰来了3个", Arrivals(count=5)),
        ("秀兰来了仨", Arrivals(count=3, counted=(("秀兰", 3),))),
        ("老李来了一会就走了", Arrivals(present=("老李",))),
        ("昨天来了18个", Arrivals(count=18, back=1)),
        ("多来了两个", Arrivals(extra=2)),
        ("一个没来", Arrivals(doubt=Doubt.ONE_OR_NONE)),
        ("来了一半", Arrivals(doubt=Doubt.HOW_MANY)),
        ("来了不到10个", Arrivals(doubt=Doubt.HOW_MANY)),
        ("来了20多个", Arrivals(doubt=Doubt.HOW_MANY)),
        ("基本都到了", Arrivals(doubt=Doubt.HOW_MANY)),
        ("来了18个老李没来", Arrivals(count=18, absent=("老李",))),
        ("来了18个人就老李和秀兰没来", Arrivals(count=18, absent=("老李", "秀兰"), rest_came=False)),
        ("没来齐", Arrivals(doubt=Doubt.HOW_MANY)),
        ("要20个，涨到160", None),
        ("先来3个", None),
        ("来了5车", None),
        ("都来了吗", None),
        ("来了几个", None),
    ],
)
def test_who_came_in_other_words(text: str, expected: Arrivals | None) -> None:
    assert arrivals.read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18个", Arrivals(count=18)),
        ("十八", Arrivals(count=18)),
        ("18/20", Arrivals(count=18)),
        ("差俩", Arrivals(missing=2, rest_came=True)),
        ("就差老李", Arrivals(absent=("老李",), rest_came=True)),
        ("来了秀兰和建军", Arrivals(present=("秀兰", "建军"))),
        ("不知道，我没在地里", Arrivals(doubt=Doubt.LATER)),
        ("没干成，下雨", Arrivals(doubt=Doubt.IDLE)),
        ("来是来了干一会走了两个", Arrivals(doubt=Doubt.HOW_MANY)),
    ],
)
def test_short_words_are_an_answer_where_it_was_asked(text: str, expected: Arrivals) -> None:
    assert arrivals.read(text) is None
    assert arrivals.read(text, asked=True) == expected


async def asked(t: Town, **values: object) -> None:
    """Eight people are on tomorrow's work, and its employer was asked who came."""
    await opened(t, **values)
    words = {"秀兰": "我们三个去", "老李": "我去", "建军": "俺两口子去", "玉梅": "我去", "春花": "我去"}
    for name, said in words.items():
        await t.person(name).says(said, group=VILLAGE)
    await t.leap("2026-10-15T07:31")
    assert "来了几个人" in boss(t)[-1]


def came(t: Town) -> list[int | None]:
    return [row.arrived for row in t.rows(SignupDay)]


def told(t: Town) -> int | None:
    number: int | None = t.rows(PostingDay)[0].reported
    return number


async def test_words_without_a_number_are_asked_again_and_the_next_words_settle_it(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await asked(t)
        person = as_boss(t)
        await person.says("一个没来")
        assert "是一个都没来，还是就少一个" in boss(t)[-1]
        assert (came(t), told(t)) == ([None] * 5, None), "nobody is marked absent on a doubt"
        await person.says("来了一大半")
        assert boss(t)[-1] == "A12今天(10月15日周四)一共来了几个？说个数，或者说谁没来。名单上8人。"
        await person.says("不知道，等会儿告诉你")
        assert boss(t)[-1] == "好，不急。知道了说一声：A12今天(10月15日周四)来了几个，谁没来。"
        await person.says("少俩")
        assert boss(t)[-1] == "记下了：A12今天(10月15日周四)来了6人，少来2人。谁没来想起来就说。"
        assert (came(t), told(t)) == ([None] * 5, 6), "who it was is not known"
        await person.says("老李没来")
        assert boss(t)[-1] == "记下了：A12今天(10月15日周四)来了6人，没来的：老李。"
        await person.says("春花也没来")
        assert (came(t), told(t)) == ([3, 0, 2, 1, 0], 6), "with both names known all others came"


async def test_the_others_came_is_said_of_the_others(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await asked(t)
        person = as_boss(t)
        await person.says("老李玉梅没来")
        assert boss(t)[-1] == "记下了：A12今天(10月15日周四)没来的：老李、玉梅。别的人来没来？都来了回“都来了”。"
        await person.says("都来了")
        assert (came(t), told(t)) == ([3, 0, 2, 0, 1], 6), "those named stay away"
        await person.says("老王没来")
        assert boss(t)[-1] != "", "a name on no list marks nobody"
        assert came(t) == [3, 0, 2, 0, 1]
        await person.says("都来了")
        assert (came(t), told(t)) == ([3, 1, 2, 1, 1], 8), "said again it puts everything right"


async def test_a_number_said_bare_is_no_order_of_seats(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await asked(t)
        await as_boss(t).says("7个")
        assert boss(t)[-1] == "记下了：A12今天(10月15日周四)来了7人，少来1人。谁没来想起来就说。"
        assert t.rows(PostingDay)[0].wanted == 20
        await as_boss(t).says("160个")
        assert told(t) == 7


async def test_an_answer_of_the_next_day_goes_to_the_day_it_speaks_of(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await asked(t, days=2)
        await t.leap("2026-10-16T06:10")
        person = as_boss(t)
        await person.says("昨天的，除了老李都到了")
        first, second = t.rows(PostingDay)
        assert (first.reported, second.reported) == (7, None)
        await t.leap("2026-10-16T07:31")
        await person.says("都来了")
        first, second = t.rows(PostingDay)
        assert (first.reported, second.reported) == (7, 8)
        await person.says("昨天来了6个")
        assert [row.reported for row in t.rows(PostingDay)] == [6, 8]


async def test_of_several_postings_the_code_the_work_or_the_next_words_say_which(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await opened(t, code="A15", work="套袋", trade="field")
        await t.person("秀兰").says("A12我去", group=VILLAGE)
        await t.person("老李").says("A12我去", group=VILLAGE)
        await t.person("建军").says("A15我去", group=VILLAGE)
        await t.person("玉梅").says("A15我去", group=VILLAGE)
        await t.leap("2026-10-15T07:31")
        person = as_boss(t)

        def reported() -> list[int | None]:
            return [row.reported for row in t.rows(PostingDay)]

        await person.says("都来了")
        assert boss(t)[-1] == "是哪条活？A12摘苹果、A15套袋，说编号就行，像这样：A15。"
        await person.says("A15")
        assert reported() == [None, 2]
        assert boss(t)[-1] == "记下了：A15今天(10月15日周四)都来了，2人。"
        await person.says("摘苹果的来了1个")
        assert reported() == [1, 2]
        await person.says("A12都来了，A15来了1个")
        assert reported() == [2, 1]
        await person.says("都来了")
        await person.says("两个都是")
        assert reported() == [2, 2]


async def test_work_that_was_not_done_is_offered_to_be_called_off(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await asked(t, start=date(2026, 10, 15), days=2)
        await as_boss(t).says("今天没干成，下雨")
        assert boss(t)[-1].startswith("A12今天(10月15日周四)没干成？要停工回“A12停工”")
        assert [row.stopped_at for row in t.rows(PostingDay)] == [None, None]
        await as_boss(t).says("A12停工")
        assert [row.stopped_at is not None for row in t.rows(PostingDay)] == [True, False]


@pytest.mark.parametrize(
    ("words", "came", "reported", "answer"),
    [
        ("秀兰来了仨", [3, None, None], None, "没来的：秀兰1人。别的人来没来？"),
        ("秀兰4个来了，老李也来了，建军没来", [4, 1, 0], 5, "来了5人，没来的：建军2人。"),
        ("老李来了一会就走了", [None, 1, None], None, "来了的：老李。别的人来没来？"),
        ("地里来了3个", [None, None, None], 3, "来了3人，少来4人。"),
        ("还没到呢", [None, None, None], None, "好，不急。"),
        ("就秀兰那俩没来", [2, 1, 2], 5, "来了5人，没来的：秀兰2人。"),
        ("除了小红都来了", [None, None, None], None, "小红"),
        ("人还没齐", [None, None, None], None, "好，不急。"),
        ("今天没干", [None, None, None], None, "没干成？要停工回“A12停工”"),
    ],
)
async def test_a_number_beside_a_name_is_of_that_party_alone(
    tmp_path: Path, words: str, came: list[int | None], reported: int | None, answer: str
) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("我们四个去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.person("建军").says("俺俩去", group=VILLAGE)
        await t.leap("2026-10-15T07:31")
        await as_boss(t).says(words)
        assert [row.arrived for row in t.rows(SignupDay)] == came
        assert [row.reported for row in t.rows(PostingDay)] == [reported]
        assert answer in boss(t)[-1]


async def _told(t: Town, *words: str) -> str:
    """A list of 秀兰 with three, 老李 alone and 玉梅 with two; what the employer's words come to at last."""
    await opened(t, wanted=20)
    for name, said in (("秀兰", "俺仨去"), ("老李", "我去"), ("玉梅", "俩人")):
        await t.person(name).says(said, group=VILLAGE)
    await t.leap("2026-10-15T07:31")
    for said in words:
        await as_boss(t).says(said)
    (row,) = t.rows(PostingDay)
    return f"{[each.arrived for each in t.rows(SignupDay)]} {row.reported}"


@pytest.mark.parametrize(
    ("words", "kept", "said"),
    [
        (("都来了", "老李没来"), "[3, 0, 2] 5", "来了5人，没来的：老李。"),
        (("都来了", "玉梅没来", "玉梅后来来了"), "[3, 1, 2] 6", "都来了，6人。"),
        (("来了6个，老李没来",), "[None, 0, None] 6", "来了6人，没来的：老李。"),
        (("来了8个", "老李没来"), "[None, 0, None] 7", "来了7人，没来的：老李。"),
        (("都来了", "来了5个"), "[None, None, None] 5", "来了5人，少来1人。谁没来想起来就说。"),
        (("都没来", "来了4个"), "[None, None, None] 4", "来了4人，少来2人。谁没来想起来就说。"),
        (("来了4个，玉梅没来", "来了5个"), "[3, 1, None] 5", "来了5人，少来1人。谁没来想起来就说。"),
        (("都来了", "秀兰只来了俩"), "[2, 1, 2] 5", "来了5人，没来的：秀兰1人。"),
        (("都来了", "老李半路走了"), "[3, 1, 2] 6", "都来了，6人。"),
    ],
)
async def test_what_is_said_later_of_who_came_is_set_right(
    tmp_path: Path, words: tuple[str, ...], kept: str, said: str
) -> None:
    async with town(tmp_path) as t:
        assert await _told(t, *words) == kept
        assert boss(t)[-1].endswith(said)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("3 came, Bob did not come", {"count": 3, "absent": ("Bob",)}),
        ("3 people came, Bob and Lee didn’t", {"count": 3, "absent": ("Bob", "Lee")}),
        ("Everyone except Bob came", {"absent": ("Bob",), "rest_came": True}),
        ("all came, but Bob and Tom didn't", {"absent": ("Bob", "Tom"), "rest_came": True}),
        ("all came except Jonathan", {"absent": ("Jonathan",), "rest_came": True}),
        ("two did not come", {"missing": 2, "rest_came": True}),
        ("only Bob came", {"present": ("Bob",), "only": True}),
        ("Bob and Tom came", {"present": ("Bob", "Tom")}),
        ("Bob no show", {"absent": ("Bob",)}),
        ("three came yesterday", {"count": 3, "back": 1}),
        ("they all came", {"everybody": True}),
        ("No one came", {"nobody": True}),
    ],
)
def test_who_came_in_english(words: str, told: dict[str, object]) -> None:
    assert arrivals.read(words, asked=True) == Arrivals(**told)  # type: ignore[arg-type]


@pytest.mark.parametrize("words", ["how many came?", "I don't know yet", "thanks"])
def test_what_tells_nothing_of_who_came_in_english(words: str) -> None:
    assert arrivals.read(words, asked=True) is None


async def asked_in_the_morning(t: Town) -> None:
    """秀兰, Bob and Tom are down for today, and the employer was asked who came."""
    await opened(t, wanted=20)
    for name in ("秀兰", "Bob", "Tom"):
        await t.person(name).says("/start")
        await t.person(name).says("我去", group=VILLAGE)
    await t.leap("2026-10-15T08:31")


async def test_who_did_not_come_is_kept_in_english_too(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await asked_in_the_morning(t)
        await as_boss(t).says("2 came, Bob did not come")
        assert boss(t)[-1] == "记下了：A12今天(10月15日周四)来了2人，没来的：Bob。"
        assert [row.arrived for row in t.rows(SignupDay)] == [1, 0, 1]


@pytest.mark.parametrize("words", ["我去了", "俺昨天去了的", "谁说我没去", "我没旷工", "我明明去干活了", "I was there"])
async def test_who_is_marked_absent_and_was_there_is_asked_about(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        await asked_in_the_morning(t)
        await as_boss(t).says("都来了，秀兰没来")
        await t.leap("2026-10-16T08:01")
        await t.person("秀兰").says(words)
        assert t.person("秀兰").last == (
            "A12摘苹果10月15日(周四)记的是没来。替您问用工方了，他说来了就改过来。急的话打驿站0359-4520000。"
        )
        question = "秀兰说10月15日(周四)去了A12摘苹果，记的是没来。来了就回“A12 秀兰来了”，没来不用回。"
        assert boss(t)[-1] == question
        assert [row.arrived for row in t.rows(SignupDay)] == [0, 1, 1]
        await t.person("秀兰").says(words)
        assert boss(t).count(question) == 1, "once is enough"
        await as_boss(t).says("A12 秀兰来了")
        assert [row.arrived for row in t.rows(SignupDay)] == [1, 1, 1]
        await t.person("秀兰").says(words)
        assert t.person("秀兰").last == "A12摘苹果10月15日(周四)记着您来了。"


async def test_an_employer_who_cannot_be_written_to_is_rung_about_it(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await asked_in_the_morning(t)
        await as_boss(t).says("都来了，秀兰没来")
        t.app.act_now(_without_address, t.here)
        await t.person("秀兰").says("我去了")
        assert [(row.what, row.posting_id) for row in t.rows(Call) if "was_there" in row.what] == [
            ("call_clock.was_there", 1)
        ]
        assert "替您问用工方了" in t.person("秀兰").last


async def test_who_was_asked_whether_they_come_answers_that(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await asked_in_the_morning(t)
        await as_boss(t).says("都来了，秀兰没来")
        await t.person("老李").says("/start")
        await t.person("老李").says("我去了")
        assert not any("没来。来了就回" in text for text in boss(t))


def _without_address(session: Session, now: datetime, here: Here) -> None:
    boss_ = session.exec(select(Posting)).one().poster_id
    for row in session.exec(select(PersonAddress).where(PersonAddress.person_id == boss_)):
        row.reachable = False
        session.add(row)
