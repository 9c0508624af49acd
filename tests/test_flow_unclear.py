"""What nobody could read comes to the desk, is settled by one press, and can be exported as a line of the corpus."""

from __future__ import annotations

import json
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot import __main__ as program
from bot import logs, replies, settling
from bot.models import Person as PersonRow
from bot.models import Posting, PostingDay, PostingStatus, Role, Signup, Unclear
from bot.unclear import settled_ids
from nlp.score_replies import score
from tests import rows
from tests.conversation import Person, Town, town

VILLAGE = "西解村"
LABELLED = Path(__file__).parent / "corpus" / "replies-dev-wanrong.jsonl"


async def two_open(t: Town) -> None:
    """Two postings whose copies stand in the village's group."""
    t.app.act_now(rows.open_posting, t.here, wanted=6)
    t.app.act_now(rows.open_posting, t.here, code="A15", work="套袋", trade="field", user_id=5_100_000_001)
    await t.settle()


async def two_apart(t: Town) -> None:
    """Two postings of different days, so that one person may be on both."""
    t.app.act_now(rows.open_posting, t.here, wanted=6)
    later = date(2026, 10, 17)
    t.app.act_now(rows.open_posting, t.here, code="A15", work="套袋", trade="field", start=later, user_id=5_100_000_001)
    await t.settle()


async def clerk(t: Town, name: str) -> Person:
    """One more person of the desk, reachable in private."""
    made = t.person(name)
    await made.says("/start")

    def promote(session: Any, now: Any, here: Any) -> None:
        row = next(each for each in session.exec(select(PersonRow)) if each.name == name)
        row.role = Role.DESK
        session.add(row)

    t.app.act_now(promote, t.here)
    return made


async def unclear(t: Town, words: str = "我去") -> Unclear:
    """A message that is still unclear after the question was put twice."""
    await t.person("秀兰").says(words, group=VILLAGE)
    await t.later(minutes=12)
    found: Unclear = next(row for row in t.rows(Unclear) if row.settled_at is None)
    return found


def taken(t: Town) -> dict[int, int]:
    return {day.posting_id: day.taken for day in t.rows(PostingDay)}


async def test_the_desk_is_asked_and_one_press_settles_it(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await two_open(t)
        await t.desk.says("/start")
        other = await clerk(t, "驿站小张")
        await unclear(t, "我们两个去")
        for each in (t.desk, other):
            assert each.last == "西解村的秀兰说“我们两个去”。是报名吗，报哪个？"
            assert [row[0]["text"] for row in each.inbox[-1].buttons] == [
                "A15 套袋 2人",
                "A12 摘苹果 2人",
                "不是报名",
            ]
        message = other.inbox[-1]
        data = message.button("A15")["data"]
        assert await t.desk.presses("A15 套袋 2人") == "好，记下了。"
        assert sorted(taken(t).values()) == [0, 2]
        assert t.group(VILLAGE).last == "A15套袋记上了：秀兰2人。还差18人。记错了直接说。"
        assert other.inbox[-1].text.endswith("驿站小李定了：A15套袋 2人。")
        assert other.inbox[-1].buttons == []
        await other.press_data(data, message)
        assert other.last == "驿站小李先定了：A15套袋 2人。"
        assert sorted(taken(t).values()) == [0, 2]


async def test_only_who_is_on_duty_is_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await two_open(t)
        await t.desk.says("/duty on")
        other = await clerk(t, "驿站小张")
        before = len(other.inbox)
        await unclear(t)
        assert "秀兰说“我去”" in t.desk.last
        assert len(other.inbox) == before


async def test_no_signup_changes_nothing_and_whom_a_message_reaches_is_told_there(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await two_open(t)
        await t.desk.says("/start")
        await unclear(t)
        await t.desk.presses("不是报名")
        assert t.rows(Signup) == []
        await t.person("老李").says("/start")
        await t.person("老李").says("算我一个", group=VILLAGE)
        await t.later(minutes=12)
        await t.desk.presses("A12 摘苹果 1人")
        assert t.person("老李").was_told("A12摘苹果给您记上了：1人")
        (signup,) = t.rows(Signup)
        assert signup.group_id is not None


async def test_what_was_said_since_is_not_overrun(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await two_open(t)
        await t.desk.says("/start")
        await unclear(t)
        await t.person("秀兰").says("A15我们三个", group=VILLAGE)
        assert await t.desk.presses("A15 套袋") == "本人后来又说清了，不用管。"
        assert sorted(taken(t).values()) == [0, 3]


async def test_the_list_and_its_export(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with town(tmp_path) as t:
        await two_open(t)
        await t.desk.says("/unclear")
        assert t.desk.last == "没有等您看的话。"
        row = await unclear(t, "我去，电话13912345678")
        await t.desk.says("/unclear")
        assert t.desk.was_told("有1句话等您看")
        assert "秀兰说" in t.desk.last
        await t.desk.presses("A12 摘苹果 1人")
        line = t.read(replies.export, t.here, row.id or 0)
        assert (line["intent"], line["posting"], line["count"]) == ("join", "A12", 1)
        assert "13912345678" not in json.dumps(line)
    config = tmp_path / "config.toml"
    url = str(t.app.store.url)
    text = f'[database]\nurl = "{url}"\n[[counties]]\nslug = "wanrong"\nstation = "万荣零工市场"\n'
    config.write_text(text + '[[counties.bots]]\nmessenger = "local"\ntoken = "1:a"\n', encoding="utf-8")
    monkeypatch.setattr(logs, "configure", lambda _level: None)  # for this process, which runs other tests after
    assert program.main(["--config", str(config), "unclear-export"]) == 0
    assert json.loads(capsys.readouterr().out) == line


async def test_what_begins_soonest_is_read_first(tmp_path: Path) -> None:
    """The list goes by day and hour of the work, not by when the words came; what was called off waits behind."""
    doubtful = "我媳妇说不让去 我说偏去"
    async with town(tmp_path) as t:
        begins = {"D1": ("西解村", 18, 7), "D2": ("丁樊村", 16, 13), "D3": ("乌苏村", 16, 6), "D4": ("东景村", 15, 7)}
        for number, (code, (village, day, hour)) in enumerate(begins.items()):
            t.app.act_now(
                rows.open_posting,
                t.here,
                code=code,
                start=date(2026, 10, day),
                begin_time=time(hour, 0),
                groups=(village,),
                user_id=5_100_000_010 + number,
            )
        await t.settle()
        for name, (village, _, _) in zip(("秀兰", "玉梅", "改香", "凤英"), begins.values(), strict=True):
            await t.person(name).says(doubtful, group=village)
        gone = next(row for row in t.rows(Posting) if row.code == "D4")

        def call_off(session: Any, now: Any, here: Any) -> None:
            row = session.get(Posting, gone.id)
            row.status = PostingStatus.CANCELLED
            session.add(row)

        t.app.act_now(call_off, t.here)
        await t.desk.says("/unclear")
        shown = [each.text.partition("的")[2].partition("说")[0] for each in t.desk.inbox[-4:]]
        assert shown == ["改香", "玉梅", "秀兰", "凤英"]


async def test_the_roster_follows_when_the_desk_says_that_somebody_leaves_or_changes(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await two_apart(t)
        await t.desk.says("/start")
        codes = {row.code: row.id for row in t.rows(Posting)}
        for words in ("A12我们两个去", "A15我去"):
            await t.person("秀兰").says(words, group=VILLAGE)
        assert taken(t) == {codes["A12"]: 2, codes["A15"]: 1}
        leaving = await unclear(t, "不去了")
        await t.desk.presses("A15 套袋 不去了")
        assert taken(t) == {codes["A12"]: 2, codes["A15"]: 0}
        line = t.read(replies.export, t.here, leaving.id or 0)
        assert (line["intent"], line["posting"], line["count"]) == ("cancel", "A15", None)
        assert sorted(line["signed_up"]) == ["A12", "A15"]
        await t.person("秀兰").says("要是下雨就不去了 不下的话三个都去", group=VILLAGE)
        changing = next(row for row in t.rows(Unclear) if row.settled_at is None)
        verdict = {"intent": "join", "posting": "A12", "count": 3}
        t.app.act_now(settling.settle, t.here, changing.id or 0, verdict)
        await t.later(minutes=1)
        assert taken(t) == {codes["A12"]: 3, codes["A15"]: 0}
        assert t.group(VILLAGE).last == "A12摘苹果记上了：秀兰3人。还差3人。记错了直接说。"
        line = t.read(replies.export, t.here, changing.id or 0)
        assert (line["intent"], line["posting"], line["count"]) == ("change", "A12", 3)
        corpus = tmp_path / "replies-desk.jsonl"
        lines = [t.read(replies.export, t.here, each) for each in t.read(settled_ids, t.here)]
        corpus.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in lines), encoding="utf-8")
        assert score([corpus]).lines == 2
        assert set(lines[0]) == set(json.loads(LABELLED.read_text(encoding="utf-8").splitlines()[0]))


@pytest.mark.parametrize("answer", ["套袋", "套袋不去了", "苹果照去 套袋不去了"])
async def test_whoever_leaves_one_of_two_is_asked_which_they_leave(tmp_path: Path, answer: str) -> None:
    async with town(tmp_path) as t:
        await two_apart(t)
        codes = {row.code: row.id for row in t.rows(Posting)}
        for words in ("A12我们两个去", "A15我去", "不去了"):
            await t.person("秀兰").says(words, group=VILLAGE)
        assert t.group(VILLAGE).last == "秀兰，是摘苹果不去了，还是套袋不去了？回个活名就行。"
        await t.person("秀兰").says(answer, group=VILLAGE)
        assert taken(t) == {codes["A12"]: 2, codes["A15"]: 0}


def pays(session: Any, now: Any, here: Any, code: str, wage: float) -> None:
    row = session.exec(select(Posting).where(Posting.code == code)).one()
    row.wage_min = row.wage_max = wage
    session.add(row)


@pytest.mark.parametrize("words", ["A12", "a12那个", "150那个"])
async def test_who_only_points_at_a_posting_is_asked(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        await two_open(t)
        t.app.act_now(pays, t.here, "A15", 120.0)
        lan = t.person("秀兰")
        await lan.says(words, group=VILLAGE)
        await t.settle()
        assert any("是要报A12摘苹果" in one.text for one in t.group(VILLAGE).messages)
        assert not any(taken(t).values())
        await lan.says("是", group=VILLAGE)
        await t.settle()
        assert sum(taken(t).values()) == 1


async def test_half_a_day_is_for_the_poster_to_say(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await two_open(t)
        lan = t.person("秀兰")
        await lan.says("A12我去半天", group=VILLAGE)
        await t.settle()
        assert any("您的话转给用工方了" in one.text for one in t.group(VILLAGE).messages)
        assert not any(taken(t).values())
