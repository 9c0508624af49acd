"""What anybody may send in private: a contact's card, a picture in between, a bare code, words of a worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.models import Posting
from tests.conversation import town
from tests.talks import published

PICTURE = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]


async def test_a_contacts_card_is_a_name_and_a_phone(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("张三")
        await boss.says("明天要3个人摘柿子，西解村，120一天，日结")
        await boss.sends(contact={"phone_number": "+8613800138077", "first_name": "张三"})
        row = t.rows(Posting)[0]
        assert (row.phones, row.contact_name) == (["13800138077"], "张三")


async def test_a_number_with_its_country_is_no_sum(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("张三")
        await boss.says("明天要3个人摘柿子，西解村，120一天，日结")
        await boss.says("8613800138077 张三")
        row = t.rows(Posting)[0]
        assert (row.phones, row.contact_name, row.wage_min) == (["13800138077"], "张三", 120)


async def test_after_a_picture_the_open_question_stands_again(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("张三")
        await boss.says("明天要3个人摘柿子，西解村，120一天")
        asked = boss.last.split("。")[-1]
        await boss.sends(photo=PICTURE)
        assert boss.inbox[-2].text.startswith("这个我看不了")
        assert boss.last == asked


@pytest.mark.parametrize("words", ["去", "多少钱一天", "还有别的活吗", "有活没有"])
async def test_a_worker_without_a_list_reads_what_is_open(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"))
        await t.person("秀兰").says(words)
        assert t.person("秀兰").last.startswith("现在招人的：\nA1摘苹果，150元/天")


async def test_a_code_alone_tells_what_it_is_and_how_to_come(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"))
        await t.person("秀兰").says("A1")
        assert t.person("秀兰").last == "A1摘苹果，150元/天，10月15日(周四)，西解村。想去回“A1 去”，几个人。"
        await t.person("秀兰").says("A1 关闭")
        assert t.person("秀兰").last == "A1不是您发的。"


async def test_who_asks_about_a_deposit_reads_that_there_is_none(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.person("秀兰").says("你们押金收不收")
        assert t.person("秀兰").last.startswith("干活的人一分钱不用交。")
        assert "0359-4520000" in t.person("秀兰").last


async def test_the_desk_withdraws_in_short_words(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"))
        await t.desk.says("把A1撤了")
        assert [each.status for each in t.rows(Posting)] == ["withdrawn"]


async def test_who_looks_for_work_in_english_reads_what_is_open(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await t.person("Ann").says("/lang en")
        await t.person("Ann").says("A9")
        assert t.person("Ann").last == "There is no A9. To see what is open, reply “find work”."
        await published(t, t.person("王师傅"))
        await t.person("Ann").says("find work")
        assert "A1摘苹果" in t.person("Ann").last


@pytest.mark.parametrize(
    ("words", "when"),
    [("paid daily", "daily"), ("weekly", "weekly"), ("paid monthly", "monthly")],
)
async def test_what_stands_on_an_english_button_can_be_written(tmp_path: Path, words: str, when: str) -> None:
    async with town(tmp_path) as t:
        ann = t.person("Ann")
        await ann.says("/lang en")
        await ann.says("明天要3个人摘柿子，西解村，120一天")
        assert "paid daily" in str(ann.inbox[-1].buttons)
        await ann.says(words)
        assert t.rows(Posting)[0].pay_when == when


@pytest.mark.parametrize("name", ["王福来", "王", "Tom"])
async def test_a_contacts_card_before_the_need_is_answered_and_kept_for_it(tmp_path: Path, name: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("张三")
        await boss.sends(contact={"phone_number": "+8613800138077", "first_name": name})
        assert boss.last.startswith(f"收到电话：{name} 13800138077。要招人就接着说")
        await boss.says("明天要3个人摘柿子，西解村，120一天，日结，早7点")
        row = t.rows(Posting)[0]
        assert (row.phones, bool(row.contact_name)) == (["13800138077"], True)


@pytest.mark.parametrize("words", ["13800138077", "我电话13800138077", "老李 138 0013 8077"])
async def test_a_phone_sent_alone_is_kept_for_the_need_that_follows(tmp_path: Path, words: str) -> None:
    async with town(tmp_path) as t:
        boss = t.person("张三")
        await boss.says(words)
        assert "13800138077" in boss.last
        await boss.says("明天要3个人摘柿子，西解村，120一天，日结，早7点")
        assert t.rows(Posting)[0].phones == ["13800138077"]


async def test_a_contacts_card_in_a_group_is_nobodys_reply(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await published(t, t.person("王师傅"))
        before = len(t.group("西解村").messages)
        await t.person("秀兰").sends(contact={"phone_number": "+8613800138077", "first_name": "老李"}, group="西解村")
        assert len(t.group("西解村").messages) == before


async def test_a_second_need_takes_name_and_phone_of_the_first(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says("明天要5个人摘苹果，西解村，150一天管午饭，早7点到，日结，电话13835901234，姓王")
        await boss.says("后天再要3个人套袋，西解村，140一天，早7点，日结")
        first, second = t.rows(Posting)
        assert (second.work, second.phones, second.contact_name) == ("套袋", ["13835901234"], first.contact_name)
        assert "电话多少" not in boss.last
        await boss.says("没有")
        await boss.presses("写驿站的")
        await boss.says("行")
        assert [each.status for each in t.rows(Posting)] == ["draft", "review"]
        await t.later(hours=13)
        await t.person("李四").says("后天要3个人疏果，西解村，140一天，早7点，日结")
        assert t.rows(Posting)[-1].phones == []


@pytest.mark.parametrize(
    ("words", "english"),
    [
        ("I need 5 people to pick apples tomorrow, 150 a day", "I did not get that."),
        ("hello", "Hello!"),
        ("how does this work?", ""),
    ],
)
async def test_a_text_in_english_is_answered_in_english_too(tmp_path: Path, words: str, english: str) -> None:
    async with town(tmp_path) as t:
        stranger = t.person("Tom")
        await stranger.says(words)
        first, second = stranger.last.split("\n")
        assert first.startswith(english)
        assert first.isascii() or "明天要20个人" in first
        assert not second.isascii()
        await stranger.presses("English")
        await stranger.says(words)
        assert stranger.last == first


async def test_a_text_in_chinese_is_answered_in_chinese_alone(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        stranger = t.person("秀兰")
        await stranger.says("咕噜咕噜")
        assert (stranger.last.startswith("没看明白。"), stranger.inbox[-1].buttons) == (True, [])
