"""Whole stories that a clerk would have got right: said as people say them, answered so that the next step is plain."""

from __future__ import annotations

from pathlib import Path

from bot.models import Posting, Signup
from tests.conversation import town
from tests.talks import WHOLE, published

PICKING = "明天要20个人摘苹果，解店镇西解村，150一天管午饭，日结，早7点，车接送，有保险，电话13835912345"
BAGGING = "明天要10个人套袋，解店镇西解村，140一天日结，管午饭，车接送，有保险，早7点到晚6点，王师傅13800138001"


async def test_who_says_first_who_they_are_is_not_asked_again(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("手机用户")
        await boss.says("王师傅")
        assert boss.last == "您好，王师傅！要招人就接着说：干啥活、要几个人、在哪、哪天、多少钱。"
        await boss.says(PICKING)
        assert "贵姓" not in boss.last
        assert t.rows(Posting)[-1].contact_name == "王师傅"
        await boss.says("早上六点半")  # asked until when: nobody stops then
        draft = t.rows(Posting)[-1]
        assert (draft.begin_time.isoformat(), draft.end_time) == ("06:30:00", None)
        await boss.says("群里写他的")
        assert "群里留这个电话" in boss.last


async def test_a_post_for_long_that_begins_any_day_says_so(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss = t.person("张老板")
        await boss.says("万荣县城张记饭店长期招洗碗工1人，月薪2600，管吃住，电话13835912345，我姓张")
        assert "随时都行" in str(boss.inbox[-1].buttons)
        await boss.presses("随时都行")
        assert t.rows(Posting)[-1].any_day
        await boss.says("没有")
        await boss.says("写我的")
        assert "上班日子好商量，万荣县城张记饭店" in boss.last


async def test_asked_in_the_group_and_answered_in_private(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        boss, xiulan = t.person("王师傅"), t.person("秀兰")
        await published(t, boss)
        await published(t, boss, BAGGING)
        await xiulan.says("去", group="西解村")
        await xiulan.says("行")
        assert xiulan.last == "您去哪个活？回个活名就行：A2套袋、A1摘苹果。"
        await xiulan.says("摘苹果")
        assert xiulan.last.startswith("A1摘苹果给您记上了：1人")


async def test_a_forwarder_in_private_gets_the_text_and_brings_back_names(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        clerk = t.person("村会计")
        await t.desk.says("/invite forwarder 西解村")
        await clerk.says("/start " + t.desk.last.split("/start ")[1])
        await published(t, t.person("王师傅"), WHOLE)
        assert clerk.last.startswith("这条转到“西解村用工群”，转完回我“转了”：\n\n【万荣零工市场】A1 摘苹果 20人")
        await clerk.says("转好了")
        assert clerk.last == "好，A1在西解村用工群记成转了。谁报名了，原话贴回来给我。"
        await clerk.says("转了")
        assert clerk.last.startswith("眼下没有等着转的。")
        for said in ("秀兰2，老李1", "建军要去"):
            await clerk.says(said)
            await clerk.presses("记上")
        assert sum(row.people for row in t.rows(Signup)) == 4
        await clerk.says("玉梅看着办吧")
        assert clerk.last.startswith("没看明白。谁去谁不去这样写：")
        assert len(t.rows(Posting)) == 1
