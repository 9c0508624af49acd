"""The evening before, the lists, the day itself and what follows it, with moved time through the real dispatcher."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path

from sqlmodel import Session, select

from bot import dues, evidence
from bot.app import Here
from bot.models import (
    Call,
    Complaint,
    Delivery,
    DeliveryState,
    Due,
    DueState,
    Employer,
    Feedback,
    Group,
    GroupForwarder,
    Guest,
    Person,
    PostingDay,
    PostingStatus,
    Question,
    Role,
    Signup,
    SignupDay,
    SignupState,
)
from scheduler import jobs
from tests.conversation import SETTINGS, Town, town
from tests.conversation import Person as Someone
from tests.test_flow_group import opened, status, taken

VILLAGE = "西解村"
BOSS = 5_100_000_000


def boss(t: Town) -> list[str]:
    return [message.text for message in t.wire.chats.get(BOSS, [])]


def as_boss(t: Town) -> Someone:
    person = t.person("王师傅")
    person.user_id = BOSS
    return person


async def known(t: Town, *names: str) -> None:
    """People who wrote to the bot once, so that it reaches them in private."""
    for name in names:
        await t.person(name).says("/start")


async def test_the_evening_before_each_is_asked_and_no_frees_the_seat(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰", "老李", "建军")
        await opened(t, wanted=20)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.person("建军").says("我去", group=VILLAGE)
        await t.leap("2026-10-14T19:31")
        asked = t.person("秀兰").inbox[-1]
        assert asked.text == "秀兰，明天(10月15日周四)早7点西解村摘苹果，您报了2人。还去不？"
        assert [[each["text"] for each in row] for row in asked.buttons] == [["去", "不去"], ["去1个人", "去3个人"]]
        assert {row.unconfirmed for row in t.rows(Signup)} == {True}
        await t.person("秀兰").presses("去3个人")
        await t.person("老李").says("不去了")
        assert taken(t) == 4
        await t.leap("2026-10-14T21:01")
        told = boss(t)[-1]
        assert told.startswith("A12明天(10月15日周四)：3人定了，1人没回。名单在这：")
        assert "秀兰3人" in told
        assert "建军1人（没回）" in told
        assert "老李" not in told
        assert {row.state for row in t.rows(Signup)} == {SignupState.ACTIVE, SignupState.LEFT}


async def test_yes_by_word_and_silence_keeps_the_seat(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰", "老李")
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.leap("2026-10-14T19:31")
        await t.person("秀兰").says("去")
        assert t.person("秀兰").last == "好，A12等您来。"
        await t.leap("2026-10-15T08:00")
        assert taken(t) == 2
        by_name = {row.person_id: row.unconfirmed for row in t.rows(Signup)}
        names = {row.id: row.name for row in t.rows(Person)}
        assert {names[person]: open_ for person, open_ in by_name.items()} == {"秀兰": False, "老李": True}
        morning = next(text for text in boss(t) if text.startswith("A12今天"))
        assert "1人定了，1人没回" in morning
        assert {row.state for row in t.rows(Question)} == {"answered", "passed"}


async def test_who_wrote_only_in_the_group_is_asked_there_in_one_message(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.leap("2026-10-14T19:31")
        assert t.group(VILLAGE).last == (
            "秀兰2人、老李1人：明天(10月15日周四)早7点西解村A12摘苹果，还去不？回“去”或“不去”，人数变了说几个人。"
        )
        assert await t.person("玉梅").presses("不去", group=VILLAGE) == "这是问别人的。"
        await t.person("秀兰").says("去", group=VILLAGE)
        await t.person("老李").presses("不去", group=VILLAGE)
        assert taken(t) == 2
        assert [(str(row.state), row.unconfirmed) for row in t.rows(Signup)] == [("active", False), ("left", False)]


async def test_a_name_on_a_list_without_an_account_goes_on_the_call_list(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("接龙 A12摘苹果\n1. 秀兰 1人\n2. 老李 1人", group=VILLAGE)
        await t.person("秀兰").says("接龙 A12摘苹果\n1. 秀兰 1人\n2. 老李 1人\n3. 王婶 1人", group=VILLAGE)
        assert taken(t) == 2
        await t.leap("2026-10-14T19:31")
        calls = [row for row in t.rows(Call) if row.what == "call_clock.evening"]
        names = {row.id: row.name for row in t.rows(Person)}
        assert [names[row.person_id] for row in calls] == ["王婶"]


async def test_who_just_signed_up_is_not_asked_and_after_the_list_changes_come_at_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰", "老李", "玉梅")
        await opened(t)
        t.at("2026-10-14T19:20")
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await t.leap("2026-10-14T21:01")
        assert not t.rows(Question)
        assert boss(t)[-1].startswith("A12明天(10月15日周四)：2人定了。名单在这：")
        before = len(boss(t))
        await t.person("老李").says("A12我去")
        assert boss(t)[before:] == ["A12明天(10月15日周四)：老李来1人。现在3人。"]
        await t.person("秀兰").says("A12改成1个人")
        await t.person("老李").says("A12不去了")
        assert boss(t)[before + 1 :] == [
            "A12明天(10月15日周四)：秀兰改成1人。现在2人。",
            "A12明天(10月15日周四)：老李不去了。现在1人。",
        ]


async def test_of_several_days_only_the_day_asked_about_is_given_back(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await opened(t, days=3)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap("2026-10-14T19:31")
        await t.person("秀兰").presses("不去")
        assert [day.taken for day in t.rows(PostingDay)] == [0, 1, 1]
        assert t.person("秀兰").last == "好，A12明天(10月15日周四)给您去掉了，别的天还记着。"
        await t.leap("2026-10-15T19:31")
        assert "明天(10月16日周五)" in t.person("秀兰").last
        await t.person("秀兰").says("去")
        assert [day.taken for day in t.rows(PostingDay)] == [0, 1, 1]


async def test_a_broker_hears_of_their_people_and_forwarders_of_what_is_missing(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "刘姐", "会计")

        def roles(session: Session, now: datetime, here: Here) -> None:
            for person in session.exec(select(Person)):
                person.role = {"刘姐": Role.BROKER, "会计": Role.FORWARDER}.get(person.name, person.role)
                session.add(person)
            carrier = session.exec(select(Person).where(Person.name == "会计")).one()
            group = session.exec(select(Group).where(Group.title == f"{VILLAGE}用工群")).one()
            assert group.id is not None
            assert carrier.id is not None
            session.add(GroupForwarder(county_id=here.county_id, group_id=group.id, person_id=carrier.id, since=now))

        t.app.act_now(roles, t.here)
        await opened(t)
        await t.person("秀兰").says("俺俩去", group=VILLAGE)
        await t.person("刘姐").says("A12 我带3个人")
        await t.person("刘姐").says("A12 张三 李四 王五")
        await t.leap("2026-10-14T21:01")
        assert t.person("刘姐").last == "A12明天(10月15日周四)您带3人：张三、李四、王五。有变动现在说。"
        assert t.person("会计").last == (
            "明天(10月15日周四)的活还缺这些，在冒号后面填上，整段发回来：\n【A12摘苹果】\n秀兰电话：\n秀兰带的1人："
        )
        await t.person("会计").says("【A12摘苹果】\n秀兰电话：139 0013 9000\n秀兰带的1人：")
        assert t.person("会计").last == "记下了：秀兰。还缺：\n【A12摘苹果】\n秀兰带的1人："
        await t.person("会计").says("秀兰带的1人：玉梅")
        assert t.person("会计").last == "记下了：秀兰。都齐了。"
        assert {row.name: row.phone for row in t.rows(Person) if row.name == "秀兰"} == {"秀兰": "13900139000"}
        assert "玉梅" in [row.name for row in t.rows(Guest)]
        await t.person("老李").says("秀兰电话：13700137000")  # of no forwarder: nothing is taken
        assert {row.phone for row in t.rows(Person) if row.name == "秀兰"} == {"13900139000"}


async def test_what_others_change_of_a_block_reaches_its_broker_at_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        broker = t.person("刘姐")
        await known(t, "刘姐", "会计")

        def roles(session: Session, now: datetime, here: Here) -> None:
            for person in session.exec(select(Person)):
                person.role = {"刘姐": Role.BROKER, "会计": Role.FORWARDER}.get(person.name, person.role)
                session.add(person)
                if person.name == "会计":
                    group = session.exec(select(Group).where(Group.title == f"{VILLAGE}用工群")).one()
                    session.add(
                        GroupForwarder(
                            county_id=here.county_id, group_id=group.id or 0, person_id=person.id or 0, since=now
                        )
                    )

        t.app.act_now(roles, t.here)
        await opened(t)
        await broker.says("A12 我们4个人去", group=VILLAGE)
        await broker.says("A12 张三 李四 王五")
        t.app.act_now(_names_late, t.here)
        await t.leap("2026-10-14T21:01")
        assert broker.last == "A12明天(10月15日周四)您带4人：张三、李四、王五、1人还没名字。有变动现在说。"
        await t.person("会计").says("刘姐带的1人：玉梅")
        assert broker.last == "A12明天(10月15日周四)改了，您现在带4人：张三、李四、王五、玉梅。"
        before = len(broker.inbox)
        await t.person("张三").says("A12我不去了", group=VILLAGE)
        assert broker.last == "A12明天(10月15日周四)改了，您现在带3人：李四、王五、玉梅。"
        assert len(broker.inbox) == before + 1, "told once"
        await broker.says("A12 我带2个人")
        assert not any("改了" in message.text for message in broker.inbox[before + 1 :]), "they said it themselves"
        await t.leap("2026-10-14T23:00")
        await t.person("李四").says("A12我不去了", group=VILLAGE)
        assert broker.last == "A12明天(10月15日周四)改了，您现在带1人：王五。", "at once, at night too"


def _names_late(session: Session, now: datetime, here: Here) -> None:
    """Names of blocks are still to come when the evening's list goes out."""
    for row in session.exec(select(Due).where(Due.kind == "block_names")):
        dues.drop(session, now, here, "test", row.dedupe_key)


async def test_on_the_day_the_employer_tells_in_words_who_came(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("我们四个去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.leap("2026-10-15T07:31")
        assert boss(t)[-1] == (
            "A12今天(10月15日周四)来了几个人？都来了回“都来了”；没来的说名字，像这样：来了18个，老李没来。"
        )
        await as_boss(t).says("来了4个，老李没来")
        assert boss(t)[-1] == "记下了：A12今天(10月15日周四)来了4人，没来的：老李。"
        assert sorted(row.arrived for row in t.rows(SignupDay)) == [0, 4]
        (day,) = t.rows(PostingDay)
        assert day.reported == 4
        await as_boss(t).says("都来了")
        assert sorted(row.arrived for row in t.rows(SignupDay)) == [1, 4]


async def test_ticks_go_round_and_unticked_is_unknown(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.leap("2026-10-15T07:31")
        person = as_boss(t)
        assert await person.presses("秀兰1人：没记") == "秀兰：来了"
        assert sorted(str(row.arrived) for row in t.rows(SignupDay)) == ["1", "None"]
        assert t.rows(PostingDay)[0].reported is None
        await person.presses("秀兰1人：来了")
        await person.presses("老李1人：没记")
        assert sorted(row.arrived for row in t.rows(SignupDay)) == [0, 1]
        assert t.rows(PostingDay)[0].reported == 1
        assert await t.person("秀兰").press_data(f"1:tickall:{t.rows(PostingDay)[0].id}:yes", person.inbox[-1]) == (
            "这天的记录已经过了。"
        )


async def test_after_the_work_each_is_asked_once_and_unpaid_opens_a_complaint_with_its_evidence(
    tmp_path: Path,
) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await known(t, "秀兰", "老李")
        await opened(t, raw_text="明天要20个人摘苹果，一天150")
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        await t.person("建军").says("我去", group=VILLAGE)
        await t.leap("2026-10-15T19:01")
        question = "秀兰，今天西解村的活（摘苹果），跟说的一样吗？工钱150元/天给了吗？"
        assert t.person("秀兰").last == question
        assert len(t.rows(Feedback)) == 2  # 建军 wrote only in the group
        await t.person("老李").says("都对，给了")
        assert t.person("老李").last == "好，记下了，辛苦了。"
        assert "第1号" in await t.person("秀兰").presses("钱没给")
        (row,) = t.rows(Complaint)
        assert row.kind == "complaint"
        assert t.desk.was_told("投诉（第1号）", "秀兰", "150元/天")
        await t.leap("2026-10-17T12:00")
        assert sum(message.text == question for message in t.person("秀兰").inbox) == 1
        found = t.app.act_now(evidence.sheet, t.here, row.id)
        assert (found.worker, found.wage, found.original) == ("秀兰", "150元/天", "明天要20个人摘苹果，一天150")
        assert found.reply == "我去"
        assert [(day.day, day.people) for day in found.days] == [("2026-10-15", 1)]
        assert ("校验码", found.mark) in evidence.lines(t.here, found)
        for words in ("/evidence 1", "/evidence 第1号"):
            await t.desk.says(words)
            assert t.desk.last.startswith("用工投诉核实单 第1号")
            assert "我去" in t.desk.last
        for words in ("/evidence", "/evidence 秀兰"):
            await t.desk.says(words)
            assert t.desk.last == "要哪一号投诉的核实单？没结的有：第1号 A12摘苹果。像这样：/evidence 1"
        await t.desk.says("/evidence 7")
        assert t.desk.last == "没有第7号投诉。"
        assert t.desk.was_told("第1号投诉到时间了还没结")
        await t.person("老李").says("我在地里摔断了腿")
        assert [each.kind for each in t.rows(Complaint)] == ["complaint", "accident"]
        await t.desk.says("/evidence 2")
        assert t.desk.last == "第2号是受伤出事，没有核实单，看投诉那一页的经过。"


async def test_rain_stops_a_township_and_late_is_counted(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await known(t, "秀兰")
        posting_id = await opened(t)

        def file(session: Session, now: object, here: Here) -> None:
            from bot.models import Posting

            made = Employer(county_id=here.county_id, name="王师傅", phone="13800138001")
            session.add(made)
            session.flush()
            posting = session.get(Posting, posting_id)
            assert posting is not None
            posting.employer_id = made.id
            session.add(posting)

        t.app.act_now(file, t.here)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("俺俩去", group=VILLAGE)
        await t.leap("2026-10-15T04:40")
        before = len(t.group(VILLAGE).messages)
        await as_boss(t).says("下雨，今天停工")
        assert t.person("秀兰").was_told("下雨，A12今天(10月15日周四)停工，别去了！")
        told = [message.text for message in t.group(VILLAGE).messages[before:]]
        assert any("停工，别去了" in text for text in told)
        assert t.rows(Employer)[0].late_calls_off == 1
        assert status(t) == PostingStatus.CLOSED
        person = as_boss(t)
        assert "名单留着" in person.last
        await person.presses("接着干")
        assert status(t) == PostingStatus.OPEN
        assert sorted((str(day.day), day.taken) for day in t.rows(PostingDay)) == [
            ("2026-10-15", 0),
            ("2026-10-16", 3),
        ]
        await t.leap("2026-10-15T06:00")
        assert t.person("秀兰").was_told("A12改了", "还去不去")


async def test_the_desk_stops_a_township_without_a_mark_on_the_file(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.desk.says("/start")
        await opened(t, days=2)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap("2026-10-15T05:00")
        await t.desk.says("解店镇今天下雨停工")
        assert "停了1条" in t.desk.last or "A12" in t.desk.last
        assert [day.stopped_at is not None for day in t.rows(PostingDay)] == [True, False]
        assert [day.taken for day in t.rows(PostingDay)] == [1, 1]
        await t.leap("2026-10-15T12:00")
        assert not any("来了几个人" in text for text in boss(t))


async def test_too_late_has_its_word_for_each_kind(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        t.at("2026-10-17T10:00")  # the machine stood still for two days and a half
        await t.settle()
        reasons = {row.kind: row.reason for row in t.rows(Due) if row.state == DueState.SKIPPED}
        assert reasons["evening"] == "the evening is over"
        assert reasons["evening_lists"] == "the evening is over"
        assert not any("还去不" in message.text for message in t.person("秀兰").inbox)
        kinds = {row.kind for row in t.rows(Due)}
        assert "evening_ask" not in kinds
        # of the days that passed wholly nothing was planned, today's is
        days = sorted(row.dedupe_key for row in t.rows(Due) if row.kind == "day")
        assert days == ["day:2026-10-14", "day:2026-10-17"]


async def test_a_clock_that_jumps_does_each_thing_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.leap("2026-10-14T19:35")
        t.at("2026-10-14T18:00")
        await t.settle()
        await t.leap("2026-10-14T21:30")
        t.at("2026-10-14T19:00")
        await t.leap("2026-10-15T06:00")
        assert sum("还去不" in message.text for message in t.person("秀兰").inbox) == 1
        assert sum(text.startswith("A12明天") for text in boss(t)) == 1
        assert sum(text.startswith("A12今天") for text in boss(t)) == 1


async def test_a_question_that_the_messenger_could_not_bring_that_evening_is_dropped_with_its_reason(
    tmp_path: Path,
) -> None:
    async with town(tmp_path) as t:
        await known(t, "秀兰")
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        await t.person("老李").says("我去", group=VILLAGE)
        t.at("2026-10-14T19:31")
        await jobs.fire_due(t.app)
        await jobs.fire_due(t.app)
        t.at("2026-10-15T05:45")  # the messenger was out of reach all night
        await t.settle()
        assert not any("还去不" in message.text for message in t.person("秀兰").inbox)
        assert not any("还去不" in message.text for message in t.group(VILLAGE).messages)
        late = [row for row in t.rows(Delivery) if "还去不" in row.text]
        assert {(row.state, row.error) for row in late} == {(DeliveryState.GIVEN_UP, "too late")}
        assert len(late) == 2
        assert taken(t) == 2
        assert boss(t)[-1].startswith("A12今天(10月15日周四)：0人定了，2人没回。名单在这：")


async def test_asked_after_midnight_the_day_is_named_as_it_is_then(tmp_path: Path) -> None:
    times = SETTINGS.times.model_copy(update={"quiet_from": time(3), "quiet_to": time(4)})
    async with town(tmp_path, settings=SETTINGS.model_copy(update={"times": times})) as t:
        await known(t, "秀兰")
        await opened(t)
        await t.person("秀兰").says("我去", group=VILLAGE)
        day = t.rows(PostingDay)[0]
        late, details = datetime(2026, 10, 15, 0, 20, tzinfo=t.now.tzinfo), {"day": "2026-10-15"}
        t.app.act_now(dues.plan, t.here, "evening_ask", day.id, late, key="late", details=details)
        t.at("2026-10-15T00:21")
        await t.settle()
        assert t.person("秀兰").last.startswith("秀兰，今天(10月15日周四)早7点西解村摘苹果，您报了1人。")
