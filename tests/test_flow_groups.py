"""Groups: let in, bound by title or by hand, moved, paused, thrown out — through the real dispatcher."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlmodel import select

from bot import groups_file
from bot.errors import ConfigError
from bot.models import Group, GroupAddress, GroupState, Person, Region, Role
from tests.conversation import Town, town
from tests.talks import WHOLE, published, sent_in

NEW = -1_003_333_333_333


@pytest_asyncio.fixture
async def wanrong(tmp_path: Path) -> AsyncIterator[Town]:
    async with town(tmp_path) as made:
        await made.desk.says("/start")
        yield made


def standing(wanrong: Town, title: str, status: str, chat_id: int = NEW) -> dict[str, Any]:
    """my_chat_member as Telegram hands it over."""
    bot = {"id": wanrong.wire.bot, "is_bot": True, "first_name": "大喇叭"}
    member: dict[str, Any] = {"user": bot, "status": status}
    if status == "kicked":
        member["until_date"] = 0
    if status == "administrator":
        rights = (
            "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats"
            " can_restrict_members can_promote_members can_change_info can_invite_users can_post_stories"
            " can_edit_stories can_delete_stories can_send_welcome_messages can_react_to_messages"
        )
        member.update(dict.fromkeys(rights.split(), False))
    return {
        "my_chat_member": {
            "chat": {"id": chat_id, "type": "supergroup", "title": title},
            "from": wanrong.user(wanrong.desk),
            "date": int(wanrong.now.timestamp()),
            "old_chat_member": {"user": bot, "status": "left"},
            "new_chat_member": member,
        }
    }


def service(wanrong: Town, chat_id: int, **content: int) -> dict[str, Any]:
    """A service message about a group that turns into a supergroup."""
    return {
        "message": {
            "message_id": next(wanrong.message_ids),
            "date": int(wanrong.now.timestamp()),
            "chat": {"id": chat_id, "type": "group", "title": "新群"},
            "from": wanrong.user(wanrong.desk),
            **content,
        }
    }


def group_of(wanrong: Town, chat_id: int = NEW) -> Group:
    def find(session: Any) -> Group:
        address = session.exec(select(GroupAddress).where(GroupAddress.chat_id == chat_id)).one()
        found: Group = session.get(Group, address.group_id)
        return found

    found: Group = wanrong.read(find)
    return found


def region_of(wanrong: Town, chat_id: int = NEW) -> str | None:
    group = group_of(wanrong, chat_id)
    rows = {row.id: row.name for row in wanrong.rows(Region)}
    return rows.get(group.region_id)


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("西解村用工群", "西解村"),
        ("解店镇零工群", "解店镇"),
        ("汉薛镇南景村干活群", "南景村"),
        ("西解打工群2", "西解村"),
    ],
)
async def test_the_title_proposes_the_region_and_the_desk_confirms(wanrong: Town, title: str, region: str) -> None:
    await wanrong.hand_over(standing(wanrong, title, "member"))
    assert group_of(wanrong).state == GroupState.PROPOSED
    assert region in wanrong.desk.last
    await wanrong.desk.presses(region)
    assert (region_of(wanrong), group_of(wanrong).state) == (region, GroupState.BOUND)


async def test_a_title_that_tells_nothing_is_asked_about(wanrong: Town) -> None:
    await wanrong.hand_over(standing(wanrong, "幸福一家人", "member"))
    assert "看不出是哪里的" in wanrong.desk.last


async def test_somebody_else_cannot_confirm(wanrong: Town) -> None:
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "member"))
    message = wanrong.desk.inbox[-1]
    data = message.button("西解村")["data"]
    stranger = wanrong.person("老李")
    await stranger.says("你好")
    await stranger.press_data(data, message)
    assert group_of(wanrong).state == GroupState.PROPOSED
    assert "驿站的人" in stranger.last


async def test_bind_typed_in_the_group_itself_and_again_elsewhere(wanrong: Town) -> None:
    chat = wanrong.chat_id("西解村")
    await wanrong.desk.says("/bind 汉薛镇南景村", group="西解村")
    assert region_of(wanrong, chat) == "南景村"
    assert "南景村" in wanrong.wire.chats[chat][-1].text
    await wanrong.desk.says("/bind 货运", group="西解村")
    assert (region_of(wanrong, chat), group_of(wanrong, chat).trade) == (None, "freight")
    await wanrong.desk.says("/unbind", group="西解村")
    assert group_of(wanrong, chat).state == GroupState.UNBOUND


async def test_bind_by_somebody_who_is_not_of_the_desk_or_to_nowhere(wanrong: Town) -> None:
    chat = wanrong.chat_id("西解村")
    await wanrong.person("老李").says("/bind 南景村", group="西解村")
    assert region_of(wanrong, chat) == "西解村"
    await wanrong.desk.says("/bind 天安门广场东", group="西解村")
    assert region_of(wanrong, chat) == "西解村"
    assert wanrong.desk.was_told("没找到")


async def test_a_group_where_the_bot_is_deaf_is_told_so(wanrong: Town) -> None:
    wanrong.popups.hears_all = False
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "member"))
    assert "看不到大家的话" in wanrong.wire.chats[NEW][0].text
    assert not group_of(wanrong).hears
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "administrator"))
    assert group_of(wanrong).hears
    assert "看得到" in wanrong.wire.chats[NEW][-1].text


async def test_thrown_out_and_let_in_again(wanrong: Town) -> None:
    chat = wanrong.chat_id("西解村")
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "kicked", chat))
    assert group_of(wanrong, chat).state == GroupState.GONE
    assert wanrong.desk.was_told("移出", "西解村用工群")
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "member", chat))
    assert (region_of(wanrong, chat), group_of(wanrong, chat).state) == ("西解村", GroupState.BOUND)


async def test_a_group_that_becomes_a_supergroup_keeps_everything_told_in_either_order(wanrong: Town) -> None:
    chat = wanrong.chat_id("西解村")
    await wanrong.hand_over(service(wanrong, NEW, migrate_from_chat_id=chat))
    await wanrong.hand_over(service(wanrong, chat, migrate_to_chat_id=NEW))
    assert region_of(wanrong) == "西解村"
    assert group_of(wanrong).id == group_of(wanrong, chat).id
    addresses = {row.chat_id: row.until for row in wanrong.rows(GroupAddress) if row.chat_id in (chat, NEW)}
    assert addresses[chat] is not None
    assert addresses[NEW] is None


@pytest.mark.parametrize(("still", "go_on"), [("/pause", "/resume"), ("大喇叭，先停一停", "大喇叭接着发吧")])
async def test_the_owner_pauses_the_group_and_takes_it_back(wanrong: Town, still: str, go_on: str) -> None:
    chat = wanrong.chat_id("西解村")
    await wanrong.person("老李").says(still, group="西解村")
    assert group_of(wanrong, chat).state == GroupState.PAUSED
    await wanrong.person("老李").says(go_on, group="西解村")
    assert group_of(wanrong, chat).state == GroupState.BOUND


async def test_nobody_but_who_runs_the_group_pauses_it(wanrong: Town) -> None:
    chat = wanrong.chat_id("西解村")
    wanrong.popups.member = "member"
    for words in ("/pause", "大喇叭，先停一停"):
        await wanrong.person("老李").says(words, group="西解村")
    assert group_of(wanrong, chat).state == GroupState.BOUND
    wanrong.popups.member = "unknown"
    await wanrong.person("老李").says("/pause", group="西解村")
    assert group_of(wanrong, chat).state == GroupState.BOUND
    assert "没查到您是不是群主" in wanrong.wire.chats[chat][-1].text


async def test_privacy_mode_switched_off_after_the_start_is_seen_when_it_is_let_in(wanrong: Town) -> None:
    wanrong.consumer.deaf = {(wanrong.wire.name, wanrong.wire.bot)}
    wanrong.popups.hears_all = True
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "member"))
    assert group_of(wanrong).hears


async def test_the_end_of_an_old_address_loses_no_group(wanrong: Town) -> None:
    chat = wanrong.chat_id("西解村")
    await wanrong.hand_over(service(wanrong, chat, migrate_to_chat_id=NEW))
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "left", chat))
    assert group_of(wanrong).state == GroupState.BOUND


async def test_the_second_press_on_a_proposal_is_told_who_was_first(wanrong: Town) -> None:
    second = wanrong.person("驿站小王")
    await second.says("/start")
    with wanrong.app.store.writing() as session:
        person = session.exec(select(Person).where(Person.name == "驿站小王")).one()
        person.role = Role.DESK
        session.add(person)
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "member"))
    card = second.inbox[-1]
    await wanrong.desk.presses("西解村")
    for data in (card.button("不是用工群")["data"], card.button("西解村")["data"]):
        await second.press_data(data, card)
        assert (region_of(wanrong), group_of(wanrong).state) == ("西解村", GroupState.BOUND)
        assert "驿站小李先定了" in second.last
        assert "西解村" in second.last
    await wanrong.hand_over(standing(wanrong, "南景村用工群", "member", NEW - 1))
    card = wanrong.desk.inbox[-1]
    await second.presses("不是用工群")
    await wanrong.desk.press_data(card.button("南景村")["data"], card)
    assert group_of(wanrong, NEW - 1).state == GroupState.UNBOUND
    assert "驿站小王先定了" in wanrong.desk.last
    assert "不是用工群" in wanrong.desk.last


@pytest.mark.parametrize("words", ["王村", "杨庄村"])
async def test_a_list_binds_no_group_to_one_of_several_villages(wanrong: Town, words: str) -> None:
    bound, problems = await wanrong.app.act(groups_file.bind_many, wanrong.here, [(NEW, words, "")])
    assert bound == 0
    assert f"{words} may be" in problems[0]
    assert not [row for row in wanrong.rows(GroupAddress) if row.chat_id == NEW]


@pytest.mark.parametrize("words", ["货运", "freight", " Freight "])
async def test_a_list_names_a_trade_as_people_do(wanrong: Town, words: str) -> None:
    rows = [(NEW, "", words), (NEW - 1, "西解村", "算命"), (NEW - 2, "天安门广场东", words), (NEW - 3, "", "")]
    bound, problems = await wanrong.app.act(groups_file.bind_many, wanrong.here, rows)
    assert (bound, group_of(wanrong).trade) == (1, "freight")
    assert [problem.partition(": ")[2].partition(":")[0] for problem in problems] == [
        "no such trade",
        "no such region",
        "neither a region nor a trade",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_list_is_read_however_the_spreadsheet_wrote_it(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "groups.csv"
    file.write_bytes("群号,地方\r\n-1005, 西解村\r\n\r\n-1007,,货运\r\n".encode(encoding))
    assert groups_file.read(file) == [(-1005, "西解村", ""), (-1007, "", "货运")]


def test_a_line_without_a_chats_id_is_told_and_a_heading_is_not(tmp_path: Path) -> None:
    file = tmp_path / "groups.csv"
    file.write_text("chat_id,region,trade\nabc,新城村,\n-1005,西解村\n,南景村,\n,,\n", encoding="utf-8")
    assert groups_file.read(file) == [(-1005, "西解村", "")]
    assert groups_file.without_chat(file) == ["line 2, no chat id: abc,新城村,", "line 4, no chat id: ,南景村,"]


def test_a_list_that_cannot_be_read_is_said_in_a_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"-1005,\xff\xff\n")
    for file in (tmp_path / "none.csv", tmp_path, broken):
        with pytest.raises(ConfigError, match=file.name):
            groups_file.read(file)


@pytest.mark.parametrize(
    ("title", "words", "press", "trade", "region"),
    [
        ("万荣货运司机群", "像是货运的群", "货运群", "freight", None),
        ("卡车司机拉货群", "像是货运的群", "货运群", "freight", None),
        ("万荣找司机", "像是司机的群", "万荣县", None, "万荣县"),
        ("西解村采摘群", "像是解店镇西解村的群", "西解村", None, "西解村"),
        ("乐乐的群", "看不出是哪里的", "解店镇", None, "解店镇"),
        ("相亲相爱", "看不出是哪里的", "建筑装修群", "construction", None),
    ],
)
async def test_a_group_is_confirmed_or_picked_as_a_region_or_a_trade(
    wanrong: Town, title: str, words: str, press: str, trade: str | None, region: str | None
) -> None:
    await wanrong.hand_over(standing(wanrong, title, "member"))
    assert words in wanrong.desk.last
    await wanrong.desk.presses(press)
    group = group_of(wanrong)
    assert (group.state, group.trade, region_of(wanrong)) == (GroupState.BOUND, trade, region)


@pytest.mark.parametrize("how", ["kicked", "left"])
async def test_a_group_that_lets_the_bot_in_again_goes_on(wanrong: Town, how: str) -> None:
    boss, village = wanrong.person("王师傅"), wanrong.group("西解村")
    first = await published(wanrong, boss)
    second = await published(wanrong, boss, WHOLE.replace("摘苹果", "套袋"))
    copies = [village.copy(each.code or "") for each in (first, second)]
    await wanrong.hand_over(standing(wanrong, "西解村用工群", how, village.chat_id))
    assert group_of(wanrong, village.chat_id).state == GroupState.GONE
    await wanrong.person("秀兰").says("A1 去2人", group="解店镇")
    await boss.says("A2招满了")
    assert ["还差" in each.text or "人招够了" in each.text for each in copies] == [False, False]
    before = len(village.messages)
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "member", village.chat_id))
    assert group_of(wanrong, village.chat_id).state == GroupState.BOUND
    assert [each.text for each in village.messages[before:]] == ["万荣零工市场又回到这个群了，有活接着在这里发。"]
    assert wanrong.desk.last == "我又回到“西解村用工群”了，那边接着发活。"
    assert "还差18人" in copies[0].text
    assert "人招够了" in copies[1].text
    await wanrong.person("玉梅").says("A1 去", group="西解村")
    assert "记上了：玉梅1人" in village.last


async def test_what_was_kept_from_a_lost_group_goes_there_when_it_is_back(wanrong: Town) -> None:
    village = wanrong.group("西解村")
    posting = await sent_in(wanrong, wanrong.person("王师傅"))
    card = next(each for each in reversed(wanrong.desk.inbox) if f"待审{posting.id}：" in each.text)
    await wanrong.desk.presses("已打电话核实", message=card)
    press = wanrong.desk.pressing(card.button("发布")["data"], card)
    await wanrong.hand_over(press, pump=False)
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "kicked", village.chat_id))
    assert village.messages == []
    assert "A1" in wanrong.group("南景村").last
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "member", village.chat_id))
    assert [("A1" in each.text, "又回到" in each.text) for each in village.messages] in (
        [(True, False), (False, True)],
        [(False, True), (True, False)],
    )


async def test_a_group_that_is_back_gets_what_went_out_while_it_was_gone(wanrong: Town) -> None:
    boss, village = wanrong.person("王师傅"), wanrong.group("西解村")
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "kicked", village.chat_id))
    await published(wanrong, boss)
    filled = await published(wanrong, boss, WHOLE.replace("摘苹果", "套袋"))
    await boss.says("A2招满了")
    assert (village.messages, filled.code) == ([], "A2")
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "member", village.chat_id))
    assert ["A1" in each.text for each in village.messages].count(True) == 1
    assert not any("A2" in each.text for each in village.messages)
    await wanrong.person("秀兰").says("A1 去2人", group="西解村")
    assert "记上了：秀兰2人" in village.last
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "kicked", village.chat_id))
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "member", village.chat_id))
    assert ["日结" in each.text for each in village.messages].count(True) == 1


async def test_a_group_that_lets_the_bot_in_again_is_told_where_it_is_deaf(wanrong: Town) -> None:
    village = wanrong.group("西解村")
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "kicked", village.chat_id))
    wanrong.popups.hears_all = False
    await wanrong.hand_over(standing(wanrong, "西解村用工群", "member", village.chat_id))
    assert "看不到大家的话" in village.last
