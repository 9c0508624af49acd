"""Brought back: a tally, a chain list, a stretch of talk; once more changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import relay_texts
from bot.errors import Refused
from bot.models import Complaint, Inbox, Person, Signup
from tests.conversation import Town, town
from tests.relays import bring, carry, out, ready, relayed, roster, table

TALK = """秀兰 2026-10-14 19:02:11
「万荣零工市场：{code} 摘苹果」
- - - - - - - - - - - - - - -
我去

老李 2026-10-14 19:03:40
俺两口子都去

玉梅 2026-10-14 19:04:02
还要人不

二狗 2026-10-14 19:05:00
今天天气不错

秀兰 2026-10-14 19:06:30
再加一个
"""


async def begun(t: Town) -> tuple[int, int, int, str]:
    group_id, person_id = relayed(t, "西解村")
    posting = await out(t, t.person("王师傅"))
    carry(t, group_id, person_id)
    t.at("2026-10-14T19:30")
    return group_id, person_id, posting.id or 0, posting.code or ""


async def test_a_tally_in_one_line(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, posting_id, code = await begun(t)
        first = bring(t, group_id, person_id, "西解村:秀兰2,老李1,玉梅1")
        assert first.acts == 3
        assert first.answer == f"{code}摘苹果记上了：秀兰2人、老李1人、玉梅1人。还差16人。记错了直接说。"
        shown = table(t, group_id, "西解村:秀兰2,老李3;玉梅不去了")
        assert [(row.who, row.effect, row.people) for row in shown.rows] == [
            ("秀兰", "seen", 2),
            ("老李", "change", 3),
            ("玉梅", "leave", 1),
        ]
        second = bring(t, group_id, person_id, "西解村:秀兰2,老李3;玉梅不去了")
        assert second.acts == 2
        assert roster(t, posting_id) == {"秀兰": (2, 0), "老李": (3, 0)}
        assert bring(t, group_id, person_id, "西解村:秀兰2,老李3;玉梅不去了").acts == 0
        assert bring(t, group_id, person_id, "西解村:秀兰2,老李1,玉梅1").acts == 0, "an old one by mistake"
        assert roster(t, posting_id) == {"秀兰": (2, 0), "老李": (3, 0)}


@pytest.mark.parametrize("before", ["19:20 西解村:", "19:20\n西解村：", "[19:20] 会计：西解村:"])
async def test_a_tally_with_a_clock_before_it_is_a_tally(tmp_path: Path, before: str) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, posting_id, _ = await begun(t)
        shown = table(t, group_id, f"{before}秀兰2,老李1;玉梅不去了")
        assert [(row.who, row.effect, row.people) for row in shown.rows] == [
            ("秀兰", "join", 2),
            ("老李", "join", 1),
            ("玉梅", "not_on", 1),
        ]
        assert bring(t, group_id, person_id, f"{before}秀兰2,老李1;玉梅不去了").acts == 2
        assert bring(t, group_id, person_id, "西解村:秀兰2,老李1;玉梅不去了").acts == 0, "the same without its hour"
        assert roster(t, posting_id) == {"秀兰": (2, 0), "老李": (1, 0)}


@pytest.mark.parametrize("needed", ["摘苹果20人", "装车6人,分拣15人", "男2 女3"])
async def test_what_is_needed_where_is_no_tally(tmp_path: Path, needed: str) -> None:
    async with town(tmp_path) as t:
        group_id, _, _, _ = await begun(t)
        shown = table(t, group_id, f"19:20 会计：解店镇:{needed}\n19:21 老李：俺也去")
        assert {row.who for row in shown.rows} == {"会计", "老李"}, "work and sexes are nobody's names"


async def test_somebody_who_is_called_like_a_village_speaks(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, _, _, _ = await begun(t)
        shown = table(t, group_id, "19:20 小王庄：我去两个\n19:21 老李：俺也去")
        assert [(row.who, row.people) for row in shown.told] == [("小王庄", 2), ("老李", 1)]


async def test_a_chain_list_that_grew(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, posting_id, code = await begun(t)
        bring(t, group_id, person_id, f"接龙{code}摘苹果\n1. 秀兰 2\n2. 老李")
        assert roster(t, posting_id) == {"秀兰": (2, 0), "老李": (1, 0)}
        longer = f"接龙{code}摘苹果\n1. 秀兰 2\n2. 老李\n2. 建军两口子\n4. 红霞13900001234"
        assert [row.effect for row in table(t, group_id, longer).rows] == ["seen", "seen", "join", "join"]
        assert bring(t, group_id, person_id, longer).acts == 2
        assert bring(t, group_id, person_id, longer).acts == 0
        assert roster(t, posting_id) == {"秀兰": (2, 0), "老李": (1, 0), "建军": (2, 0), "红霞": (1, 0)}
        assert [row.phone for row in t.rows(Person) if row.name == "红霞"] == ["13900001234"]


async def test_a_stretch_of_talk(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, posting_id, code = await begun(t)
        text = TALK.format(code=code)
        shown = table(t, group_id, text)
        assert [(row.who, row.meaning, row.effect, row.people) for row in shown.told] == [
            ("秀兰", "go", "join", 1),
            ("老李", "go", "join", 2),
            ("玉梅", "asks", "nothing", 1),
            ("秀兰", "go", "change", 2),
        ]
        assert shown.acts == 3
        assert bring(t, group_id, person_id, text).acts == 3
        assert roster(t, posting_id) == {"秀兰": (2, 0), "老李": (2, 0)}
        assert bring(t, group_id, person_id, text).acts == 0
        assert roster(t, posting_id) == {"秀兰": (2, 0), "老李": (2, 0)}


async def test_what_the_posting_does_not_say_is_asked_of_its_poster_and_comes_back_to_the_group(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, posting_id, code = await begun(t)
        boss = t.person("王师傅")
        before = len(boss.inbox)
        text = f"玉梅 2026-10-14 19:04:02\n{code} 多少钱，管住不\n秀兰 2026-10-14 19:05:00\n我去\n"
        (asks, _) = table(t, group_id, text).told
        assert asks.passes
        assert asks.answer.startswith(f"玉梅，{code}摘苹果：150元/天，日结。")
        assert len(boss.inbox) == before, "nothing is asked while the table is only looked at"
        done = bring(t, group_id, person_id, text)
        assert done.acts == 2
        assert "问一下用工方" in done.answer
        await t.settle()
        (question,) = [each for each in boss.inbox if "有人问" in each.text and "管住不" in each.text]
        told = len(boss.inbox)
        assert bring(t, group_id, person_id, text).acts == 0
        await t.settle()
        assert len(boss.inbox) == told, "once"
        await boss.says("不管住，管接送", quoting=question)
        fresh, _, _ = ready(t, group_id)
        assert [each.text for each in fresh] == [f"玉梅，{code}摘苹果，用工方说：不管住，管接送"]
        t.app.act_now(relay_texts.carried, t.here, person_id=person_id, text_id=fresh[0].text_id or 0)
        assert ready(t, group_id)[0] == []
        whether = f"建军 2026-10-14 19:20:00\n{code} 管饭不\n"
        assert not table(t, group_id, whether).told[0].passes, "the posting says it"
        assert roster(t, posting_id) == {"秀兰": (1, 0)}


async def test_what_was_taken_for_talk_is_shown_and_put_right(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, posting_id, code = await begun(t)
        text = TALK.format(code=code)
        shown = table(t, group_id, text)
        (idle,) = shown.rows[len(shown.told) :]
        assert (idle.who, idle.said, idle.meaning, idle.effect, idle.code) == (
            "二狗",
            "今天天气不错",
            "nothing",
            "nothing",
            code,
        )
        right = {len(shown.told): {"meaning": "go", "people": "2"}}
        assert table(t, group_id, text, right).acts == shown.acts + 1
        assert bring(t, group_id, person_id, text, right).acts == shown.acts + 1
        assert roster(t, posting_id) == {"秀兰": (2, 0), "老李": (2, 0), "二狗": (2, 0)}
        assert bring(t, group_id, person_id, text).acts == 0, "once more changes nothing"
        assert bring(t, group_id, person_id, text, right).acts == 0
        assert roster(t, posting_id)["二狗"] == (2, 0)


async def test_an_overlapping_stretch_adds_only_what_is_new(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, posting_id, code = await begun(t)
        bring(t, group_id, person_id, TALK.format(code=code))
        later = TALK.format(code=code).split("老李", 1)[1]
        overlapping = f"老李{later}\n\n建军 2026-10-14 19:20:00\n俩人\n\n老李 2026-10-14 19:21:00\n去不成了\n"
        shown = table(t, group_id, overlapping)
        assert [row.effect for row in shown.rows if row.effect not in ("seen", "nothing")] == ["join", "leave"]
        bring(t, group_id, person_id, overlapping)
        assert roster(t, posting_id) == {"秀兰": (2, 0), "建军": (2, 0)}


async def test_what_is_put_right_in_the_table_is_done(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, posting_id, code = await begun(t)
        right = {0: {"people": "3"}, 2: {"meaning": "go"}, 1: {"meaning": "nothing"}, 3: {"meaning": "nothing"}}
        bring(t, group_id, person_id, TALK.format(code=code), right)
        assert roster(t, posting_id) == {"秀兰": (3, 0), "玉梅": (1, 0)}


async def test_doubt_signs_nobody_up_and_several_postings_are_asked_for(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, posting_id, code = await begun(t)
        other = await out(
            t,
            t.person("张总"),
            "后天要5个人套袋，解店镇西解村，120一天日结，管午饭，车接送，有保险，早7点到晚6点，张总13800138002",
        )
        carry(t, group_id, person_id)
        shown = table(t, group_id, "西解村:秀兰2,老李1")
        assert {row.effect for row in shown.rows} == {"choose"}
        assert {each for each, _ in shown.codes} == {code, other.code}
        assert bring(t, group_id, person_id, "西解村:秀兰2,老李1").acts == 0
        chosen = {0: {"code": other.code or ""}, 1: {"code": code}}
        bring(t, group_id, person_id, "西解村:秀兰2，老李1", chosen)
        assert roster(t, posting_id) == {"老李": (1, 0)}
        assert roster(t, other.id or 0) == {"秀兰": (2, 0)}


async def test_a_reply_ranks_by_when_it_was_written_but_takes_no_seat_away(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, posting_id, _ = await begun(t)
        t.at("2026-10-14T19:40")
        await t.person("建军").says("我带19个人", group="解店镇")
        await t.person("大军").says("我去", group="解店镇")
        t.at("2026-10-14T19:50")
        await t.person("迟来").says("我去", group="解店镇")
        before = roster(t, posting_id)
        t.at("2026-10-14T20:00")
        bring(t, group_id, person_id, "秀兰 2026-10-14 19:45\n我去\n老李 2026-10-14 19:30\n我也去")
        after = roster(t, posting_id)
        assert {name: after[name] for name in before} == before
        waits = [name for name, (seats, waiting) in after.items() if waiting and not seats]
        assert "秀兰" in waits
        line = lines(t)
        assert line.index("老李") < line.index("秀兰") < line.index("迟来")


def lines(t: Town) -> list[str]:
    from bot.models import SignupDay

    names = {row.id: row.name for row in t.rows(Person)}
    who = {row.id: names[row.person_id] for row in t.rows(Signup)}
    waiting = sorted((row for row in t.rows(SignupDay) if row.waiting), key=lambda row: row.line)
    return [who[row.signup_id] for row in waiting]


async def test_an_accident_in_the_talk_reaches_the_desk_at_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, _, _ = await begun(t)
        shown = table(t, group_id, "老李 19:20\n老王从树上摔下来了，腿断了\n秀兰 19:21\n我去")
        assert shown.rows[0].effect == "alarm"
        bring(t, group_id, person_id, "老李 19:20\n老王从树上摔下来了，腿断了\n秀兰 19:21\n我去")
        await t.settle()
        assert len(t.rows(Complaint)) == 1
        assert t.desk.was_told("摔")


async def test_what_says_nothing_is_refused_with_an_example(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, _, _ = await begun(t)
        with pytest.raises(Refused, match="unread"):
            bring(t, group_id, person_id, "今天天气不错")


async def test_what_was_brought_is_kept_with_the_signups(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, _, _ = await begun(t)
        bring(t, group_id, person_id, "西解村:秀兰2")
        row = next(each for each in t.rows(Inbox) if each.messenger == "web")
        assert row.kept
        assert [each.inbox_id for each in t.rows(Signup)] == [row.id]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("小芳: {code} 俺去\n老王: 不去了", {"小芳": (1, 0)}),
        ("秀兰: {code} 多少钱\n小芳: {code} 在哪", {}),
        ("小芳: 我报名\n老王: 再加2", {"小芳": (1, 0)}),
        ("会计: 接龙{code}\n1. 秀兰\n2. 老李\n小芳: {code} 俺去", {"秀兰": (1, 0), "老李": (1, 0), "小芳": (1, 0)}),
        ("接龙{code}\n例 张三 1人\n1. 建军（不去了）\n2. 王五，待定\n3. 还有人吗\n4. 秀兰 去", {"秀兰": (1, 0)}),
    ],
)
async def test_nobody_is_on_who_did_not_say_so(tmp_path: Path, text: str, wanted: dict[str, tuple[int, int]]) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, posting_id, code = await begun(t)
        bring(t, group_id, person_id, text.format(code=code))
        on = roster(t, posting_id)
        assert {name: on[name] for name in on if name != "老王"} == wanted
        assert not {"我报名", "再加", "俺去", "多少钱", "在哪"} & {row.name for row in t.rows(Person)}


def bare(code: str) -> str:
    """The same talk as it comes without its times."""
    return f"秀兰：{code} 我去\n老李：俺两口子都去\n玉梅：还要人不\n二狗：今天天气不错\n秀兰：再加一个"


@pytest.mark.parametrize("timed_first", [True, False])
async def test_a_stretch_with_its_times_and_without_is_one_stretch(tmp_path: Path, timed_first: bool) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, posting_id, code = await begun(t)
        stretches = [TALK.format(code=code), bare(code)]
        first, second = stretches if timed_first else stretches[::-1]
        assert bring(t, group_id, person_id, first).acts == 3
        on = {"秀兰": (2, 0), "老李": (2, 0)}
        assert roster(t, posting_id) == on
        assert bring(t, group_id, person_id, second).acts == 0
        t.at("2026-10-15T06:00")
        for again in (bare(code), TALK.format(code=code), bare(code)):
            assert bring(t, group_id, person_id, again).acts == 0
        assert roster(t, posting_id) == on
        # Said once more, at another minute: that is another message.
        bring(t, group_id, person_id, "秀兰 2026-10-15 06:10:00\n再加一个\n")
        assert roster(t, posting_id) == {**on, "秀兰": (3, 0)}


async def test_what_was_taken_back_and_is_said_anew_counts(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, posting_id, code = await begun(t)
        bring(t, group_id, person_id, f"秀兰：{code} 俺俩人去\n老李：我去")
        bring(t, group_id, person_id, f"秀兰：{code} 俺俩人去\n老李：我去\n秀兰：不去了")
        assert roster(t, posting_id) == {"老李": (1, 0)}
        assert bring(t, group_id, person_id, f"秀兰：{code} 俺俩人去\n老李：我去\n秀兰：不去了").acts == 0
        bring(t, group_id, person_id, f"秀兰：{code} 俺俩人去")
        assert roster(t, posting_id) == {"秀兰": (2, 0), "老李": (1, 0)}


async def test_the_same_words_for_the_next_posting_count(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, _, code = await begun(t)
        for said in ("西解村:秀兰2,老李1", "建军：俺去"):
            assert bring(t, group_id, person_id, said).acts
            assert bring(t, group_id, person_id, said).acts == 0
        await t.person("王师傅").says(f"{code}取消")
        await t.person("王师傅").presses("取消，通知大家")
        other = await out(
            t,
            t.person("张总"),
            "后天要9个人套袋，解店镇西解村，120一天日结，管午饭，车接送，有保险，早7点到晚6点，张总13800138002",
        )
        carry(t, group_id, person_id)
        for said in ("西解村:秀兰2,老李1", "建军：俺去"):
            assert bring(t, group_id, person_id, said).acts
            assert bring(t, group_id, person_id, said).acts == 0
        assert roster(t, other.id or 0) == {"秀兰": (2, 0), "老李": (1, 0), "建军": (1, 0)}


async def test_a_bare_plus_behind_a_name_is_confirmed_first(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, posting_id, code = await begun(t)
        text = f"接龙{code}\n1. 老李 2\n2. 王芳+1\n3. 建军1+1"
        assert [row.effect for row in table(t, group_id, text).rows] == ["join", "unsure", "join"]
        bring(t, group_id, person_id, text)
        assert roster(t, posting_id) == {"老李": (2, 0), "建军": (2, 0)}
        bring(t, group_id, person_id, text, {1: {"meaning": "go", "people": "2"}})
        assert roster(t, posting_id) == {"老李": (2, 0), "建军": (2, 0), "王芳": (2, 0)}


async def test_one_line_talk_keeps_its_times_and_what_nobody_is_named_for_waits(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, posting_id, _ = await begun(t)
        talk = "我也去\n[19:02] 秀兰: 我去\n[19:03] 老李: > 秀兰：我去\n俺俩\n[19:04] 玉梅: [语音] 3''"
        shown = table(t, group_id, talk)
        assert [(row.who, row.effect, f"{row.at:%H:%M}" if row.at else "") for row in shown.rows] == [
            ("", "unnamed", ""),
            ("秀兰", "join", "19:02"),
            ("老李", "join", "19:03"),
            ("玉梅", "nothing", "19:04"),
        ]
        assert shown.rows[3].said == "[语音] 3''"
        assert bring(t, group_id, person_id, talk).acts == 2
        assert roster(t, posting_id) == {"秀兰": (1, 0), "老李": (2, 0)}
        named = {0: {"who": "国强", "meaning": "go"}}
        assert table(t, group_id, talk, named).rows[0].effect == "join"
        assert bring(t, group_id, person_id, talk, named).acts == 1
        assert bring(t, group_id, person_id, "秀兰\n19:02\n我去\n老李\n19:03\n俺俩").acts == 0, (
            "the same in three lines"
        )


async def test_what_is_too_long_is_said_to_be_and_nothing_of_it_is_noted(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, posting_id, _ = await begun(t)
        many = "\n".join(f"[19:02] 张{number}妹: 我去" for number in range(320))
        for text in ("[19:02] 秀兰: 我去\n" + "[19:03] 老李: 今天天气不错啊大家好\n" * 1200, many):
            with pytest.raises(Refused) as refused:
                bring(t, group_id, person_id, text)
            assert refused.value.key == "relay.too_long"
        assert roster(t, posting_id) == {}
        chatter = "[19:02] 秀兰: 我去\n" + "".join(f"[19:03] 老李: 今天天气不错{n}\n" for n in range(50))
        assert (len(table(t, group_id, chatter).rows), table(t, group_id, chatter).unlisted) == (41, 10)


async def test_a_group_without_work_is_told_so(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id = relayed(t, "西解村")
        with pytest.raises(Refused) as refused:
            bring(t, group_id, person_id, "[19:02] 秀兰: 我去")
        assert refused.value.key == "relay.nothing_open"


async def test_what_cannot_be_read_is_told_with_the_group_s_own_village(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id, _, _ = await begun(t)
        with pytest.raises(Refused) as refused:
            bring(t, group_id, person_id, "今天天气不错")
        assert (refused.value.key, refused.value.values) == ("relay.unread", {"village": "西解村"})
