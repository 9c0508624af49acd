"""The card of what was brought back, in private: questions with their answers, lines put right one by one."""

from __future__ import annotations

from pathlib import Path

from bot.models import Delivery, Inbox, Posting
from tests.conversation import Person, Town, town
from tests.relays import out, roster
from tests.test_flow_relay import begun
from tests.test_relay_back import TALK

LIST = "接龙{code}\n1. 秀兰 2\n2. 老李\n3. 玉梅"


async def shown(t: Town, text: str) -> tuple[Person, Posting]:
    cadre, posting, _ = await begun(t, "西解村")
    t.at("2026-10-14T19:30")
    await cadre.says(text.format(code=posting.code))
    return cadre, posting


def line(card: str, number: int) -> str:
    return next(each for each in card.split("\n") if each.startswith(f"{number}. "))


async def test_lines_are_put_right_in_words_and_noted_so(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        cadre, posting = await shown(t, LIST)
        first = cadre.inbox[-1]
        assert line(first.text, 2) == f"2. 老李“2. 老李”：{posting.code} 记上1人"
        await cadre.says("2 是3个人")
        assert line(cadre.last, 2).endswith("记上3人")
        assert first.text == "改了，看下面这张。"
        assert not first.buttons
        await cadre.says("第3条不是报名；1 是1个人")
        assert line(cadre.last, 3).endswith("不记")
        assert line(cadre.last, 2).endswith("记上3人"), "what was put right before stays"
        assert roster(t, posting.id or 0) == {}
        await cadre.presses("记上（2处）")
        assert roster(t, posting.id or 0) == {"秀兰": (1, 0), "老李": (3, 0)}
        held = [row.details for row in t.rows(Delivery) if row.details.get("right")]
        assert held
        assert not any(name in str(held) for name in ("秀兰", "老李", "玉梅")), "names stand in their own columns only"
        await cadre.says("2 是5个人")
        assert roster(t, posting.id or 0)["老李"] == (3, 0), "a card that was noted is put right no more"


async def test_a_line_that_is_not_there_is_said(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        cadre, posting = await shown(t, LIST)
        card = cadre.inbox[-1]
        await cadre.says("7 是2个人")
        assert cadre.last == "没有第7行，一共3行。"
        await cadre.says("2 是套袋")
        assert "没对上是哪个活" in cadre.last
        await cadre.presses("记上（3处）", message=card)
        assert roster(t, posting.id or 0) == {"秀兰": (2, 0), "老李": (1, 0), "玉梅": (1, 0)}


async def test_a_line_in_doubt_has_buttons_of_its_own(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        cadre, posting = await shown(t, "接龙{code}\n1. 秀兰\n2. 王芳+1\n3. 红霞+1")
        card = cadre.inbox[-1]
        assert line(card.text, 2).endswith("看不准，先不记")
        await cadre.presses("2 去", message=card)
        assert line(card.text, 2).endswith("记上2人")
        await cadre.says("3 是1个人")
        assert line(cadre.last, 2).endswith("记上2人")
        await cadre.presses("记上（3处）")
        assert roster(t, posting.id or 0) == {"秀兰": (1, 0), "王芳": (2, 0), "红霞": (1, 0)}


async def test_of_two_postings_a_line_is_given_one_by_button_or_by_its_work(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        cadre, posting, groups = await begun(t, "西解村")
        words = "后天要5个人套袋，解店镇西解村，120一天日结，管午饭，车接送，有保险，早7点到晚6点，张总13800138002"
        other = await out(t, t.person("张总"), words)
        await cadre.says("转了")
        await cadre.says("西解村:秀兰2,老李1")
        card = cadre.inbox[-1]
        assert line(card.text, 1).endswith("没说哪个活，先不记")
        await cadre.presses(f"1 {posting.code}", message=card)
        assert line(card.text, 1).endswith(f"{posting.code} 记上2人")
        await cadre.says("2是套袋")
        await cadre.presses("记上（2处）")
        assert roster(t, posting.id or 0) == {"秀兰": (2, 0)}
        assert roster(t, other.id or 0) == {"老李": (1, 0)}
        assert groups


async def test_another_s_card_and_an_old_one_are_not_touched(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        cadre, posting = await shown(t, "接龙{code}\n1. 秀兰\n2. 王芳+1")
        card = cadre.inbox[-1]
        stranger = t.person("路人")
        await stranger.says("你好")
        await stranger.press_data(next(each["data"] for row in card.buttons for each in row), card)
        assert line(card.text, 2).endswith("先不记")
        await stranger.says("2 是2个人")
        assert line(card.text, 2).endswith("先不记")
        await t.leap(days=3)
        await cadre.says("2 是2个人")
        assert "王芳" not in cadre.last
        assert roster(t, posting.id or 0) == {}


async def test_a_question_comes_with_what_to_say_to_it(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        cadre, posting = await shown(t, TALK)
        assert f"可以这样回：玉梅，{posting.code}摘苹果还差20人。" in cadre.last
        await cadre.presses("记上")
        noted = cadre.last
        assert f"玉梅，{posting.code}摘苹果还差16人。" in noted, "answered by what holds once the others are noted"
        await cadre.says(TALK.format(code=posting.code))
        assert "可以这样回" not in cadre.last, "what was brought before was answered"


async def test_a_card_that_is_done_with_does_nothing_more_and_says_so(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        cadre, posting = await shown(t, "接龙{code}\n1. 秀兰\n2. 王芳+1")
        first = cadre.inbox[-1]
        note, mend = (
            next(each["data"] for row in first.buttons for each in row if word in each["data"])
            for word in (":rnote:", ":rline:")
        )
        await cadre.says("1 是2个人")
        second = cadre.inbox[-1]
        assert await cadre.press_data(note, first) == first.text == "改了，看下面这张。"
        assert roster(t, posting.id or 0) == {}, "an older card would note what was put right since"
        again = second.button("记上（1处）")["data"]
        await cadre.presses("记上（1处）", message=second)
        noted = second.text
        assert "秀兰2人" in noted
        assert await cadre.press_data(again, second) == "记好了，1处。"
        assert await cadre.press_data(mend, first) == "改了，看下面这张。"
        assert (second.text, first.text) == (noted, "改了，看下面这张。"), "what is to be carried back stays to be read"
        assert not second.buttons


async def test_a_made_up_button_reaches_nobody_else_s_words_or_messages(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        cadre, _ = await shown(t, "接龙{code}\n1. 秀兰")
        card = cadre.inbox[-1]
        stranger = t.person("路人")
        await stranger.says("我有急事，别告诉别人")
        theirs, before = stranger.inbox[-1], stranger.last
        words = t.rows(Inbox)[-1].id
        other = next(row.id for row in t.rows(Delivery) if row.message_id == theirs.message_id)
        mine, _, brought, group = card.button("记上（1处）")["data"].split(":")
        for act in ("rpick", "rnote", "rnot"):
            await cadre.press_data(f"{mine}:{act}:{words}:{group}", card)
            await cadre.press_data(f"{other}:{act}:{brought}:{group}", card)
        assert not any("急事" in each.text for each in cadre.inbox)
        assert stranger.last == before


async def test_more_people_than_one_brings_are_not_taken_for_right(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        cadre, _ = await shown(t, LIST)
        await cadre.says("2 是99个人")
        assert cadre.last == "人数写1到60。"
        await cadre.says("2 是60个人")
        assert line(cadre.last, 2).endswith("记上60人")


async def test_a_card_full_of_questions_keeps_its_last_lines(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        asks = "\n".join(
            f"玉梅{n} 2026-10-14 19:{n:02d}:02\n{{code}}多少钱，管饭不，几点，在哪，车接不\n" for n in range(28)
        )
        cadre, _ = await shown(t, asks)
        card = cadre.last
        answered = card.count("可以这样回")
        assert 0 < answered < 28
        assert f"还有{28 - answered}句问话的回法写不下" in card
        assert len(card) < 4096
        assert card.endswith("“3 不是报名”。")
