"""Forwarders in private with the bot: paste, look at the card, press; a page of their own; posters."""

from __future__ import annotations

from pathlib import Path

from sqlmodel import Session, select

from bot import forwarders, links, poster_image
from bot.models import Call, Delivery, Group, Posting, Region
from bot.models import Person as Row
from tests.conversation import Person, Town, town
from tests.relays import carry, out, roster
from tests.test_relay_back import TALK


async def carrier(t: Town, *villages: str) -> tuple[Person, list[int]]:
    """Somebody with an account who carries for these villages."""
    cadre = t.person("刘会计")
    await cadre.says("/start")

    def make(session: Session, now, here) -> list[int]:  # type: ignore[no-untyped-def]
        person = session.exec(select(Row).where(Row.name == "刘会计")).one()
        made = []
        for village in villages:
            region = session.exec(select(Region).where(Region.name == village)).one()
            group = forwarders.make_group(session, now, here, title=f"{village}乡亲", region_id=region.id)
            forwarders.add_forwarder(session, now, here, group_id=group.id or 0, person_id=person.id or 0)
            made.append(group.id or 0)
        return made

    return cadre, t.app.act_now(make, t.here)


async def begun(t: Town, *villages: str) -> tuple[Person, Posting, list[int]]:
    cadre, groups = await carrier(t, *villages)
    posting = await out(t, t.person("王师傅"))
    person_id = next(row.id for row in t.rows(Row) if row.name == "刘会计")
    for group_id in groups:
        carry(t, group_id, person_id)
    return cadre, posting, groups


async def test_a_tally_becomes_a_card_and_one_press_notes_it(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        cadre, posting, _ = await begun(t, "西解村")
        await cadre.says("西解村:秀兰2,老李1;玉梅不去了")
        assert "秀兰“秀兰2”" in cadre.last
        assert "记上2人" in cadre.last
        assert "没在名单，不变" in cadre.last
        assert roster(t, posting.id or 0) == {}
        await cadre.presses("记上（2处）")
        assert roster(t, posting.id or 0) == {"秀兰": (2, 0), "老李": (1, 0)}
        assert "记上了：秀兰2人、老李1人" in cadre.last
        assert not cadre.inbox[-1].buttons
        await cadre.says("西解村:秀兰2,老李1;玉梅不去了")
        assert "没有要记的" in cadre.last


async def test_a_talk_is_noted_or_left(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        cadre, posting, _ = await begun(t, "西解村")
        t.at("2026-10-14T19:30")
        await cadre.says(TALK.format(code=posting.code))
        await cadre.presses("先不记")
        assert "没记" in cadre.last
        assert roster(t, posting.id or 0) == {}
        await cadre.says(TALK.format(code=posting.code))
        await cadre.presses("记上")
        assert roster(t, posting.id or 0) == {"秀兰": (2, 0), "老李": (2, 0)}


async def test_of_two_villages_the_named_one_is_meant_else_it_is_asked(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        cadre, posting, _ = await begun(t, "西解村", "新城村")
        await cadre.says("新城村:秀兰2")
        assert cadre.last.startswith("新城村乡亲")
        await cadre.says(f"接龙{posting.code}\n1. 红霞\n2. 建军 2")
        assert "哪个群" in cadre.last
        await cadre.presses("西解村乡亲")
        assert cadre.last.startswith("西解村乡亲")
        await cadre.presses("记上")
        assert roster(t, posting.id or 0) == {"红霞": (1, 0), "建军": (2, 0)}


async def test_a_need_of_a_forwarder_is_still_a_need(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        cadre, _ = await carrier(t, "西解村")
        await cadre.says("1. 摘苹果20人，150一天，明天西解村\n2. 套袋5人，120一天，后天西解村，电话13800138009")
        assert not cadre.was_told("看一眼对不对")
        assert len(t.rows(Posting)) == 2


async def test_nobody_else_brings_back(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await begun(t, "西解村")
        other = t.person("路人")
        await other.says("/start")
        await other.says("西解村:秀兰2,老李1")
        assert not other.was_told("看一眼对不对")
        await other.says("/relay")
        assert "不归您转" in other.last


async def test_the_page_and_the_poster_come_as_links(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        cadre, posting, _ = await begun(t, "西解村")
        await cadre.says("/relay")
        assert "/wanrong/f/" in cadre.last
        word = cadre.last.rsplit("/f/", 1)[1].strip()
        assert t.read(links.find, t.here, word) is not None
        await t.person("玉梅").says(f"/poster {posting.code}")
        assert f"/wanrong/poster/{posting.code}.png" in t.person("玉梅").last
        buttons = [each for row in t.rows(Delivery) for line in row.buttons for each in line]
        packed = next(each["poster"] for each in buttons if "poster" in each)
        sheet = poster_image.unpacked(packed)
        assert (sheet.code, sheet.address.rpartition("/")[2]) == (posting.code, posting.code)
        assert "13800000001" not in packed.replace(t.here.settings.duty_phone, ""), "nobody's phone but the station's"
        await t.person("玉梅").says("/poster Z9")
        assert "没有这个编号" in t.person("玉梅").last
        assert [row for row in t.rows(Group) if row.kind == "relay"]
        assert not [row for row in t.rows(Call) if row.what == "call_relay.carry"]
