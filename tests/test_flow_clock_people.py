"""What people do whom the clock speaks to: rain the evening before, answers nobody understands, a desk that sleeps."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.models import (
    Call,
    Complaint,
    Feedback,
    Posting,
    PostingDay,
    PostingStatus,
    Question,
    QuestionState,
    Signup,
)
from nlp import after, coming
from tests.conversation import Town, town
from tests.rows import out_of_reach
from tests.talks import WHOLE, published
from tests.test_flow_clock import VILLAGE, as_boss, boss, known
from tests.test_flow_group import opened, taken


async def in_the_evening(t: Town, party: str, text: str, *, group: str | None = None) -> None:
    """秀兰 signs up so, is asked at half past seven whether they come tomorrow, and writes this."""
    await known(t, "秀兰")
    await opened(t)
    await t.person("秀兰").says(party, group=VILLAGE)
    await t.leap("2026-10-14T19:31")
    await t.person("秀兰").says(text, group=group)


async def test_after_a_day_off_the_next_evening_asks_anew_and_the_digest_names_the_day(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await opened(t, days=3)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await t.leap("2026-10-14T22:30")
        assert "明天(10月15日周四)" in t.person("秀兰").last
        assert "还去不" in t.person("秀兰").last
        await as_boss(t).says("明天下雨停工")
        assert t.person("秀兰").last.startswith("下雨，A12明天(10月15日周四)停工，别去了！")
        assert not [row for row in t.rows(Question) if row.state == QuestionState.OPEN]
        await t.leap("2026-10-15T18:01")
        assert "（10月15日(周四)停工）" in t.group("解店镇").last, "whoever reads the digest does not come that day"
        await t.leap("2026-10-15T19:31")
        assert t.person("秀兰").last.startswith("秀兰，明天(10月16日周五)早7点西解村摘苹果，您报了2人。还去不？")
        await t.person("秀兰").says("去")
        assert taken(t) == 6, "the seats of the day off are kept"
        await t.leap("2026-10-15T21:01")
        assert boss(t)[-1].startswith("A12明天(10月16日周五)：2人定了。")


async def test_who_puts_off_the_answer_or_is_not_understood_is_told_how_and_keeps_the_seat(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await in_the_evening(t, "我去", "明早再说")
        assert t.person("秀兰").last == (
            "没看明白。明天(10月15日周四)摘苹果：去就回“去”，不去回“不去”。还没定不要紧，名额给您留着。"
        )
        assert taken(t) == 1
        await t.leap("2026-10-15T06:10")
        await t.person("秀兰").says("去")
        assert t.person("秀兰").last == "好，A12等您来。"


@pytest.mark.parametrize(
    ("text", "what"),
    [("钱明天给", "later"), ("老板说月底结", "later"), ("没给，说明天给", "pay"), ("还没给", "pay"), ("给了", "ok")],
)
def test_pay_that_is_to_come(text: str, what: str) -> None:
    assert after.read(text) == what


async def test_pay_that_is_to_come_is_no_complaint_till_it_does_not(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap("2026-10-15T19:01")
        await t.person("秀兰").says("钱明天给")
        assert t.person("秀兰").last == "好。到时候没给就说一声，驿站去问。"
        await t.person("秀兰").says("哎呀累死了")
        assert t.person("秀兰").last.startswith("没看明白。钱给够了回“给了”")
        assert t.rows(Complaint) == []
        assert t.rows(Feedback)[0].answered_at is None
        await t.leap("2026-10-16T12:00")
        await t.person("秀兰").says("还没给")
        assert len(t.rows(Complaint)) == 1


async def test_a_posting_that_nobody_read_before_its_work_began_goes_back_with_a_word(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        person = t.person("王师傅")
        await person.says(WHOLE)
        await person.says("不写")
        await person.says("行")
        assert t.rows(Posting)[0].status == PostingStatus.REVIEW
        await t.leap("2026-10-15T07:01")
        assert person.last == "对不住，摘苹果驿站没赶上审，开工时间过了。哪天干？"
        assert t.desk.was_told("没赶上审，开工时间过了。")
        assert t.rows(Posting)[0].status == PostingStatus.DRAFT
        await person.says("后天")
        await person.says("行")
        (posting,) = t.rows(Posting)
        assert (posting.status, str(posting.start)) == (PostingStatus.REVIEW, "2026-10-17")
        await t.leap("2026-10-16T09:00")
        assert t.rows(Posting)[0].status == PostingStatus.REVIEW


async def test_who_has_no_messenger_is_rung_up_about_it(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        person = t.person("王师傅")
        await person.says(WHOLE)
        await person.says("不写")
        await person.says("行")
        t.app.act_now(out_of_reach, t.here, person.user_id)
        await t.leap("2026-10-15T07:01")
        assert [row.what for row in t.rows(Call)] == ["call_clock.lapsed"]
        assert [row.day for row in t.rows(PostingDay)] == []


@pytest.mark.parametrize(
    ("text", "had", "comes"),
    [
        ("俩人去", 1, 2),
        ("去，两个人", 1, 2),
        ("再加一个人", 1, 2),
        ("我们去三个", 1, 3),
        ("就我一个去", 2, 1),
        ("去", 2, None),
        ("一个都不去", 2, None),
        ("7点到", 2, None),
        ("少一个", 3, 2),
        ("有俩不去了", 3, 1),
        ("俺去，俺媳妇不去了", 2, 1),
        ("俺不去了，俺媳妇去", 2, 1),
        ("老李去不了，我一个人去", 2, 1),
        ("我一个人去不了", 2, None),
        ("俺媳妇不去了", 1, None),
        ("俺和俺媳妇不去了", 2, None),
        ("俺媳妇有事，俺也不去了", 2, None),
        ("孩子有事，不去了", 2, None),
        ("俺俩都不去了", 2, None),
    ],
)
def test_another_number_in_the_answer_of_the_evening(text: str, had: int, comes: int | None) -> None:
    assert coming.number(text, had) == comes


@pytest.mark.parametrize("text", ["半天行不行", "八点到行吗", "我晚点到行不", "能不能换后天"])
async def test_who_asks_for_other_hours_is_not_only_told_the_hour(tmp_path: Path, text: str) -> None:
    async with town(tmp_path) as t:
        await in_the_evening(t, "我去", text)
        assert "我问一下用工方" in t.person("秀兰").last
        assert text in boss(t)[-1]


async def test_another_number_in_words_sets_the_seats(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰", "春花")
        await opened(t)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await t.person("春花").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.leap("2026-10-14T19:31")
        await t.person("秀兰").says("就我一个去")
        await t.person("春花").says("俩人去")
        await t.person("老李").says("我们去三个", group=VILLAGE)
        assert taken(t) == 6
        assert "1人" in t.person("秀兰").last
        assert "2人" in t.person("春花").last
        assert not [row for row in t.rows(Question) if row.state == QuestionState.OPEN]
        await t.leap("2026-10-14T21:01")
        assert boss(t)[-1].startswith("A12明天(10月15日周四)：6人定了。")


@pytest.mark.parametrize(
    ("party", "text", "left"),
    [
        ("俺俩去", "就我一个", 1),
        ("俺俩去", "俺去俺媳妇不去了", 1),
        ("俺俩去", "俺去，俺媳妇不去了", 1),
        ("我们去三个", "只去一个", 1),
        ("我们去三个", "去俩", 2),
        ("我们去三个", "少一个", 2),
        ("我们去三个", "我们三个都不去了", 0),
    ],
)
async def test_a_smaller_number_in_the_evening_never_takes_the_whole_party_off(
    tmp_path: Path, party: str, text: str, left: int
) -> None:
    async with town(tmp_path) as t:
        await in_the_evening(t, party, text)
        assert taken(t) == left
        assert ("去掉了" in t.person("秀兰").last) == (left == 0)
        assert not [row for row in t.rows(Question) if row.state == QuestionState.OPEN]


async def test_a_smaller_number_after_a_change_of_terms_is_that_number_too(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        boss_ = t.person("王师傅")
        await published(t, boss_)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await boss_.says("A1改到后天")
        await t.desk.presses("同意改")
        assert t.person("秀兰").was_told("A1改了", "还去不去")
        await t.person("秀兰").says("俺去，俺媳妇不去了")
        assert [row.people for row in t.rows(Signup)] == [1]
        assert not [row for row in t.rows(Question) if row.state == QuestionState.OPEN]


@pytest.mark.parametrize(
    ("party", "text", "people"),
    [
        ("我去", "再带俩", 3),
        ("我去", "加俺妹", 2),
        ("我去", "俺妹也去", 2),
        ("我去", "去，再叫上俺哥", 2),
        ("我去", "俺和俺妹去", 2),
        ("俺俩去", "俺媳妇也去", 2),
        ("俺俩去", "再叫上俺哥", 3),
        ("我去", "我换俺媳妇去", 1),
    ],
)
async def test_who_brings_somebody_more_in_the_evening_says_that_they_come(
    tmp_path: Path, party: str, text: str, people: int
) -> None:
    async with town(tmp_path) as t:
        await in_the_evening(t, party, text)
        assert [(row.people, row.unconfirmed) for row in t.rows(Signup)] == [(people, False)]
        assert not [row for row in t.rows(Question) if row.state == QuestionState.OPEN]
        await t.leap("2026-10-14T21:01")
        assert boss(t)[-1].startswith(f"A12明天(10月15日周四)：{people}人定了。")


@pytest.mark.parametrize("words", ["去的", "放心吧", "会去的"])
async def test_the_private_question_is_answered_in_the_group_too(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        await in_the_evening(t, "俺俩去", words, group=VILLAGE)
        assert [(row.people, row.unconfirmed) for row in t.rows(Signup)] == [(2, False)]


async def test_who_said_no_in_private_and_thinks_again_is_on_the_list_again(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await in_the_evening(t, "俺俩去", "不去")
        assert taken(t) == 0
        await t.person("秀兰").says("今天天气不错")
        assert taken(t) == 0
        await t.person("秀兰").says("还是去吧")
        assert taken(t) == 1
        assert t.person("秀兰").last.startswith("A12摘苹果给您记上了：1人")


async def test_who_reads_english_is_asked_and_answered_in_it_by_the_clock(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "Ann", "Bob")
        for name in ("Ann", "Bob"):
            await t.person(name).says("/lang")
            await t.person(name).presses("English")
        await opened(t, start=date(2026, 10, 16))
        await t.person("Ann").says("A12 去")
        await t.person("Bob").says("A12 去")
        await as_boss(t).says("A12改成早8点开始")
        await t.desk.says("/start")
        await as_boss(t).says("A12改成下午两点开始")
        await t.desk.presses("同意改")
        assert "A12 has changed" in t.person("Ann").last
        await t.person("Ann").says("去")
        await t.leap("2026-10-15T19:31")
        await t.person("Ann").says("no")
        assert t.person("Ann").last == "All right, you're off A12."
        assert await t.person("Bob").presses("Yes") == "Noted."
        assert not [each.text for name in ("Ann", "Bob") for each in t.person(name).inbox[3:] if "给您" in each.text]
