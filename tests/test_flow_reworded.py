"""A poster changes the message that a need came with: in the draft, in review, on the air."""

from __future__ import annotations

from pathlib import Path

from bot.models import Posting, PostingDay
from tests.conversation import Person, Town, town
from tests.talks import WHOLE, only, published


async def told(t: Town, boss: Person, text: str = WHOLE) -> int:
    """The need told, confirmed and in review; the message's number."""
    await t.desk.says("/start")
    number: int = await boss.says(text)
    await boss.presses("写驿站的")
    await boss.says("行")
    return number


async def test_in_review_a_changed_message_changes_what_differs_and_no_more(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        number = await told(t, boss)
        await boss.says("160一天")
        card = next(each for each in reversed(t.desk.inbox) if "待审1：" in each.text)
        await boss.edits(number, WHOLE.replace("20个", "8个").replace("，车接送", ""))
        row = t.rows(Posting)[0]
        assert (row.headcount_max, row.wage_min, row.benefits) == (8, 160, ["lunch", "insurance"])
        assert boss.last.startswith("改好了，还在审核：\n摘苹果，8人")
        assert "摘苹果，8人" in card.text
        await boss.edits(number, WHOLE.replace("20个", "8个").replace("，车接送", "").replace("明天", "后天"))
        row = t.rows(Posting)[0]
        assert (row.headcount_max, row.start.isoformat() if row.start else "") == (8, "2026-10-16")


async def test_a_changed_message_that_says_the_same_changes_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        number = await told(t, boss)
        await boss.edits(number, WHOLE + "。")
        assert (t.rows(Posting)[0].version, boss.last[:3]) == (1, "改过的")
        t.at("2026-10-15T00:10")
        await boss.edits(number, WHOLE.replace("20个", "8个"))
        row = t.rows(Posting)[0]
        assert (row.headcount_max, row.start.isoformat() if row.start else "") == (8, "2026-10-15")


async def test_on_the_air_seats_change_at_once_and_other_terms_wait_for_the_desk(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        posting = await published(t, boss)
        await t.person("秀兰").says("去3人", group="西解村")
        await boss.edits(2, WHOLE.replace("20个", "8个").replace("150", "170"))
        assert [day.wanted for day in t.rows(PostingDay)] == [8]
        row = only(t, posting.id)
        assert (row.wage_min, row.pending_changes["wage"]["min"]) == (150, 170)


async def test_a_changed_older_message_leaves_the_newer_draft_alone(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        first = await boss.says("明天要5个人摘苹果，西解村，150一天管午饭，早7点到，日结，电话13835901234，姓王")
        await boss.says("后天再要3个人套袋，西解村，140一天，早7点，日结")
        await boss.edits(first, "明天要9个人摘苹果，西解村，150一天管午饭，早7点到，日结，电话13835901234，姓王")
        assert [(each.work, each.headcount_max) for each in t.rows(Posting)] == [("摘苹果", 9), ("套袋", 3)]


async def test_a_full_stop_more_leaves_what_was_answered_since(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        need = "明天要5个人摘苹果，西解村，150一天，早7点到"
        number = await boss.says(need)
        await boss.says("160一天")
        await boss.edits(number, need + "。")
        assert t.rows(Posting)[0].wage_min == 160
        assert boss.last.startswith("钱啥时候给")  # still asked


async def test_a_changed_answer_changes_what_it_answered(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("明天要5个人摘苹果，西解村")
        answered = {}
        while (question := t.rows(Posting)[0].asked) in ("wage", "begin_time"):
            answered[question] = await boss.says({"wage": "160", "begin_time": "7点"}[question])
        await boss.edits(answered["wage"], "170")
        assert (t.rows(Posting)[0].wage_min, t.rows(Posting)[0].headcount_max) == (170, 5)
        await boss.edits(answered["wage"], "175")
        assert t.rows(Posting)[0].wage_min == 175
        await boss.edits(answered["wage"], "啥")
        assert t.rows(Posting)[0].wage_min == 175


async def test_a_changed_answer_of_a_posting_in_review_changes_it_there(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await t.desk.says("/start")
        await boss.says(WHOLE.replace("150一天", ""))
        number = await boss.says("150")
        assert t.rows(Posting)[0].wage_min == 150
        await boss.presses("写驿站的")
        await boss.says("行")
        await boss.edits(number, "170")
        assert t.rows(Posting)[0].wage_min == 170
