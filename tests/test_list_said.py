"""What an employer says to the list they hold, and 不去了 of work that is off: understood, not asked for as a need."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest

from bot import books, stats
from bot.models import Complaint, Employer, PersonAddress, Posting, PostingDay, PostingStatus
from nlp import on_list
from tests.conversation import Person, Town, town
from tests.test_flow_call_off import _file
from tests.test_flow_group import opened

VILLAGE = "西解村"
EVENING = "2026-10-14T21:10"


async def furnished(t: Town, **values: object) -> Person:
    """A12 for tomorrow with three on it, from three who write in the group; its employer writes in private."""
    boss = t.person("王师傅")
    await boss.says("你好")
    (address,) = [each for each in t.rows(PersonAddress) if each.reachable]
    await opened(t, user_id=address.user_id, **{"wanted": 5, **values})
    for name in ("秀兰", "老李", "建军"):
        await t.person(name).says("我去", group=VILLAGE)
    return boss


def status(t: Town, code: str = "A12") -> str:
    return next(str(each.status) for each in t.rows(Posting) if each.code == code)


def counted(t: Town, day: date) -> list[stats.Line]:
    return t.app.act_now(lambda session, now, here: stats.lines(session, here, day, day), t.here)


def days(t: Town) -> list[tuple[int, int, bool]]:
    return [(each.wanted, each.taken, each.stopped_at is not None) for each in t.rows(PostingDay)]


@pytest.mark.parametrize("words", ["人不够啊", "不够用", "这人太少了", "人手怕是不够"])
async def test_too_few_hears_how_many_are_looked_for_and_how_to_want_more(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t)
        await t.leap(EVENING)
        await boss.says(words)
        assert boss.last == "A12摘苹果报了3人，还差2人，还在招。想再多要，说个数，像“再加2个”。"
        await boss.says("再加2个")
        assert days(t) == [(7, 3, False)]


async def test_too_few_of_a_full_list_asks_for_a_number(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t, wanted=3)
        await t.leap(EVENING)
        await boss.says("人不够啊")
        assert boss.last == "A12摘苹果报了3人，要的人数齐了。还不够就说个数，像“再加2个”，我接着招。"
        await boss.says("再加2个")
        assert (status(t), days(t)) == ("open", [(5, 3, False)])


@pytest.mark.parametrize("words", ["就这些吧", "行，就这么多人吧", "就这几个人够了"])
async def test_enough_takes_no_more_and_keeps_the_list(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t)
        await t.leap(EVENING)
        await boss.says(words)
        assert boss.last == "A12摘苹果关了，不再收人。报了3人，要看是谁按“名单”。"
        assert (status(t), days(t)) == ("closed", [(5, 3, False)])
        await boss.says("接着招")
        assert status(t) == "open"


@pytest.mark.parametrize(
    ("words", "things"),
    [("让他们带上手套", "手套"), ("叫大家自己带水杯和干粮", "水杯、干粮"), ("别忘了穿长袖、戴帽子", "长袖、帽子")],
)
async def test_what_is_to_be_brought_is_told_to_everybody_who_comes(tmp_path: Path, words: str, things: str) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t)
        await t.leap(EVENING)
        await boss.says(words)
        await t.later(minutes=1)
        assert boss.last == f"好，A12摘苹果的3人都告诉了：带上{things}。"
        told = f"秀兰、老李、建军：A12摘苹果，明天(10月15日周四)去的时候带上{things}。"
        assert t.group(VILLAGE).last == told


async def test_with_nobody_on_the_list_nobody_is_told(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("你好")
        await opened(t, user_id=t.rows(PersonAddress)[0].user_id)
        before = len(t.group(VILLAGE).messages)
        await boss.says("让他们带上手套")
        assert boss.last == "A12摘苹果还没有人报名。有人报了再说一遍，我转告。"
        assert len(t.group(VILLAGE).messages) == before


async def test_of_two_works_on_one_day_it_is_asked_which(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t)
        (address,) = [each for each in t.rows(PersonAddress) if each.reachable]
        await opened(t, code="A15", work="套袋", user_id=address.user_id)
        await boss.says("人不够啊")
        assert boss.last == "说的是哪一个：A12摘苹果、A15套袋？把编号说在前头，像“A12 人不够”。"
        await boss.says("A12 人不够")
        assert boss.last.startswith("A12摘苹果报了3人，还差2人")
        await boss.says("摘苹果的人就这些吧")
        assert (status(t), status(t, "A15")) == ("closed", "open")


@pytest.mark.parametrize("words", ["人不够啊", "就这些吧", "让他们带上手套", "不去了"])
async def test_who_has_nothing_out_is_not_read_so(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says(words)
        assert "说说干啥活" in boss.last


@pytest.mark.parametrize("words", ["果子没熟过两天再摘", "过两天再干", "雨大，过两天再去"])
async def test_work_that_is_put_off_by_days_is_no_new_need(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t)
        await t.leap(EVENING)
        await boss.says(words)
        assert boss.last == "A12要改：明天→后天（10月16日周五）。驿站看过就改，没改以前群里还按原来的。"
        assert len(t.rows(Posting)) == 1


@pytest.mark.parametrize(
    ("start", "words", "text"),
    [
        (16, "过两天再干", "10月16日(周五)→10月18日(周日)"),
        (20, "果子没熟，过两天再摘", "10月20日(周二)→10月22日(周四)"),
        (20, "三天后再摘", "10月20日(周二)→10月23日(周五)"),
        (20, "推到22号再摘", "10月20日(周二)→10月22日(周四)"),
    ],
)
async def test_work_that_is_put_off_is_never_put_to_an_earlier_day(
    tmp_path: Path, start: int, words: str, text: str
) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t, start=date(2026, 10, start))
        await t.leap(EVENING)
        await boss.says(words)
        assert boss.last.startswith(f"A12要改：{text}。")


@pytest.mark.parametrize("words", ["今天下午不干了", "下午停工", "下午下雨不干了", "后晌歇了吧"])
async def test_the_rest_of_a_day_that_goes_on_is_off(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t)
        await t.leap("2026-10-15T12:10")
        await boss.says(words)
        await t.later(minutes=1)
        assert any("今天(10月15日周四)停工，3人都通知了" in each.text for each in boss.inbox)
        why = "下雨，" if "下雨" in words else ""
        text = f"秀兰、老李、建军：{why}A12今天剩下的活不干了，到这儿为止。后面去不去再说。"
        assert t.group(VILLAGE).last == text
        assert days(t) == [(5, 3, True)]


@pytest.mark.parametrize("hour", [time(7), None], ids=["with an hour", "without"])
async def test_who_worked_half_a_day_is_asked_about_the_pay_and_nobody_was_called_off_late(
    tmp_path: Path, hour: time | None
) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t, begin_time=hour)
        await t.person("秀兰").says("/start")
        t.app.act_now(_file, t.here)
        await t.leap("2026-10-15T14:10")
        await boss.says("今天下午不干了")
        assert t.rows(Employer)[0].late_calls_off == 0, "it was worked till two"
        await t.leap("2026-10-15T19:31")
        assert t.person("秀兰").last.endswith("跟说的一样吗？工钱给了吗？")
        await t.person("秀兰").says("给了75")
        assert t.rows(Complaint) == [], "for how long they worked nobody here knows"


@pytest.mark.parametrize("told", [("今天下午不干了",), ("取消", "取消，通知大家")])
async def test_who_came_to_a_day_that_ended_early_is_asked_and_counted(tmp_path: Path, told: tuple[str, ...]) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t, begin_time=time(12))
        await t.leap("2026-10-15T12:10")
        await boss.says(told[0])
        for button in told[1:]:
            await boss.presses(button)
        await t.leap("2026-10-15T12:31")
        assert "来了" in boss.last, "the work went on: its employer is asked who came"
        await boss.says("来了2个，老李没来")
        day = date(2026, 10, 15)
        (line,) = counted(t, day)
        assert (line.cell.arrived, line.cell.no_shows, line.cell.signed) == (2, 1, 3)
        assert t.app.act_now(lambda session, now, here: stats.people(session, here, day, day), t.here) == 3


async def test_who_was_there_is_asked_about_the_pay_where_it_is_called_off_in_the_afternoon(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t, pay_when="finish")
        await t.person("秀兰").says("/start")
        t.app.act_now(_file, t.here)
        await t.leap("2026-10-15T14:10")
        await boss.says("取消")
        await boss.presses("取消，通知大家")
        await t.later(minutes=1)
        assert status(t) == PostingStatus.CANCELLED
        assert "不干了，今天到这儿为止" in t.person("秀兰").last
        assert t.rows(Employer)[0].late_calls_off == 0, "it was worked till two"
        await t.leap("2026-10-15T19:31")
        assert t.person("秀兰").last.endswith("跟说的一样吗？工钱给了吗？")


async def test_half_a_day_worked_stays_in_the_books_where_the_next_day_is_worked_with_the_same_list(
    tmp_path: Path,
) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t)
        await t.person("秀兰").says("/start")
        await t.leap("2026-10-15T14:10")
        await boss.says("今天下午不干了")
        await boss.says("接着干")
        assert [row.taken for row in t.rows(PostingDay)] == [3, 3]
        await t.leap("2026-10-15T19:31")
        assert any("工钱给了吗" in each.text for each in t.person("秀兰").inbox)
        assert t.app.act_now(books.problems, t.here) == []


async def test_a_day_called_off_in_the_morning_counts_for_nobody(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t)
        await t.person("秀兰").says("/start")
        await t.leap("2026-10-15T08:10")
        await boss.says("取消")
        await boss.presses("取消，通知大家")
        await t.leap("2026-10-15T19:31")
        assert "工钱" not in t.person("秀兰").last
        assert counted(t, date(2026, 10, 15)) == []


async def test_a_day_stopped_in_the_morning_is_no_day_to_ask_about(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t)
        await t.person("秀兰").says("/start")
        t.app.act_now(_file, t.here)
        await t.leap("2026-10-15T08:10")
        await boss.says("今天停工")
        assert t.rows(Employer)[0].late_calls_off == 1
        await t.leap("2026-10-15T19:31")
        assert "工钱" not in t.person("秀兰").last


@pytest.mark.parametrize("hour", ["06:00", "10:00"])
async def test_before_noon_half_a_day_off_is_asked_for_its_hour(tmp_path: Path, hour: str) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t)
        await t.leap(f"2026-10-15T{hour}")
        await boss.says("今天下午不干了")
        assert boss.last == ("A12摘苹果上午照常干？说几点收工，像“12点收工”。现在就停、今天都不干，就说“今天停工”。")
        assert days(t) == [(5, 3, False)]


async def test_staying_away_from_work_that_is_off_needs_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t)
        await boss.says("取消")
        await boss.presses("取消，通知大家")
        await t.later(minutes=1)
        assert status(t) == PostingStatus.CANCELLED
        before = len(t.group(VILLAGE).messages)
        await t.person("秀兰").says("不去了", group=VILLAGE)
        assert len(t.group(VILLAGE).messages) == before
        for person in (t.person("秀兰"), boss):
            await person.says("那就不去了")
            assert person.last == "A12摘苹果已经取消了，不用去，您不用管。"
        await t.leap("2026-10-16T10:00")
        await boss.says("不去了")
        assert "说说干啥活" in boss.last


@pytest.mark.parametrize(
    "words",
    ["让他们带身份证", "我要带8个人", "带饭不", "人够不够", "还缺人吗", "让他们带两个人来", "就这样", "人不够就算了"],
)
def test_what_is_no_such_word(words: str) -> None:
    assert on_list.read(words) is None


@pytest.mark.parametrize("words", ["明天下午不干了", "后天下午不干了", "下午还干不干了吗", "20号下午不干了"])
def test_half_of_a_day_to_come_or_a_question_is_not_the_rest_of_today(words: str) -> None:
    assert not on_list.rest_of_day(words)


@pytest.mark.parametrize(
    "words",
    [
        "过几天再摘",
        "果子没熟，过几天再摘",
        "等天晴了再干",
        "雨停了再摘",
        "往后推几天吧",
        "推迟几天",
        "这两天不摘了，过几天再说",
        "先缓缓再摘",
        "这阵子先不摘了过几天再说",
        "先放几天再摘",
    ],
)
async def test_work_put_off_without_a_day_is_asked_about_and_the_day_said_is_a_change(
    tmp_path: Path, words: str
) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t)
        await t.leap(EVENING)
        await boss.says(words)
        assert boss.last.startswith("A12摘苹果往后推到哪天？")
        assert days(t) == [(5, 3, False)], "nothing moves before a day is said"
        await boss.says("22号吧")
        assert boss.last == "A12要改：10月15日(周四)→10月22日(周四)。驿站看过就改，没改以前群里还按原来的。"
        assert len(t.rows(Posting)) == 1


async def test_who_cannot_say_until_when_stops_the_day_in_the_usual_words(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t)
        await t.leap(EVENING)
        await boss.says("等天晴了再摘")
        await boss.says("停工")
        assert [row.stopped_at is not None for row in t.rows(PostingDay)][:1] == [True]


@pytest.mark.parametrize(
    "words",
    ["还不知道", "等通知吧", "看天气", "定不下来", "说不准哪天", "要看天晴不晴", "到时候再说", "昨天", "等老板的信"],
)
async def test_who_cannot_say_until_when_yet_hears_how_and_is_still_asked(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t)
        await t.leap(EVENING)
        await boss.says("过几天再摘")
        await boss.says(words)
        assert boss.last.startswith("A12摘苹果先不动，还按原来的日子。")
        assert days(t) == [(5, 3, False)]
        await boss.says("22号")
        assert boss.last.startswith("A12要改：10月15日(周四)→10月22日(周四)。")


@pytest.mark.parametrize("words", ["明天照常", "不推了", "还按原来的", "算了，还是明天吧", "照旧", "那就不改了"])
async def test_work_that_is_not_put_off_after_all_stays(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        boss = await furnished(t)
        await t.leap(EVENING)
        await boss.says("过几天再摘")
        await boss.says(words)
        assert boss.last == "好，A12摘苹果不推，还按原来的日子。"
        assert days(t) == [(5, 3, False)]
        await boss.says("还不知道")
        assert not boss.last.startswith("A12摘苹果先不动"), "it is no longer asked"


@pytest.mark.parametrize("words", ["多少人了", "名单", "还要5个人", "明天停工", "照常吗"])
def test_what_is_no_answer_to_until_when(words: str) -> None:
    assert not on_list.no_day_yet(words)
    assert not on_list.as_before(words)


@pytest.mark.parametrize("words", ["过几天再说", "等天晴了再看", "晒干了再装袋的要5个人", "熟了"])
def test_what_puts_nothing_off_is_not_read_so(words: str) -> None:
    said = on_list.read(words)
    assert said is None or said.what != on_list.LATER
