"""Texts that people carry: ready, ticked, changed, reminded of; seats kept for a group."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from bot import carrying, forwarders, links, relay, relay_allot, relay_names
from bot.app import Here
from bot.errors import Refused
from bot.models import Allotment, Call, PostingDay, RelayCopy, RelayName
from tests.conversation import Town, town
from tests.relays import WORD, bring, carry, out, ready, relayed, roster
from tests.talks import only


async def test_a_relay_group_gets_a_ready_text_in_place_of_a_delivery(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id = relayed(t, "西解村")
        posting = await out(t, t.person("王师傅"))
        fresh, bundle, standing = ready(t, group_id)
        assert [each.code for each in fresh] == [posting.code]
        assert bundle is None
        assert standing == []
        text = fresh[0].text
        assert "20人" in text
        assert "150元/天" in text
        assert "不收钱" in text
        assert "\n" not in text, "the short form, one line"
        assert fresh[0].chain.endswith(f"接龙{posting.code}摘苹果\n1. ")
        carry(t, group_id, person_id)
        fresh, bundle, standing = ready(t, group_id)
        assert (fresh, bundle, [each.code for each in standing]) == ([], None, [posting.code])


async def test_ticked_by_mistake_is_taken_back(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id = relayed(t, "西解村")
        await out(t, t.person("王师傅"))
        carry(t, group_id, person_id)
        row = t.rows(RelayCopy)[0]
        t.app.act_now(relay.not_carried, t.here, person_id=person_id, copy_id=row.id)
        assert len(ready(t, group_id)[0]) == 1


async def test_seats_that_go_are_told_at_the_set_hours_and_full_at_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id = relayed(t, "西解村")
        posting = await out(t, t.person("王师傅"))
        carry(t, group_id, person_id)
        await t.person("玉梅").says("我去", group="解店镇")
        assert ready(t, group_id)[1] is None, "a mere count waits"
        await t.leap("2026-10-14T20:31")
        bundle = ready(t, group_id)[1]
        assert bundle is not None
        assert bundle.text == f"{posting.code}摘苹果还差19人。"
        assert not bundle.urgent
        carry(t, group_id, person_id)
        await t.person("建军").says("我们19个人去", group="解店镇")
        assert only(t, posting.id).status == "full"
        bundle = ready(t, group_id)[1]
        assert bundle is not None
        assert bundle.urgent
        assert f"{posting.code}满了，别跑空" in bundle.text
        carry(t, group_id, person_id)
        assert ready(t, group_id)[1] is None


async def test_withdrawn_is_told_at_once_and_then_never_again(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id = relayed(t, "西解村")
        boss = t.person("王师傅")
        await out(t, boss)
        carry(t, group_id, person_id)
        await boss.says("招够了")
        bundle = ready(t, group_id)[1]
        assert bundle is not None
        assert bundle.urgent
        carry(t, group_id, person_id)
        assert ready(t, group_id) == ([], None, [])


async def test_who_has_not_carried_is_reminded_by_the_call_list_where_no_message_reaches(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id = relayed(t, "西解村")
        await out(t, t.person("王师傅"))
        await t.later(minutes=32)
        calls = [row for row in t.rows(Call) if row.what == "call_relay.carry"]
        assert [row.person_id for row in calls] == [person_id]
        carry(t, group_id, person_id)
        await t.later(minutes=40)
        assert len([row for row in t.rows(Call) if row.what == "call_relay.carry"]) == 1


async def test_a_forwarder_with_an_account_is_reminded_in_private(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, _ = relayed(t, "西解村")
        cadre = t.person("刘会计")
        await cadre.says("/start")

        def join(session: Session, now: datetime, here: Here) -> None:
            from sqlmodel import select

            from bot.models import Person

            person = session.exec(select(Person).where(Person.name == "刘会计")).one()
            forwarders.add_forwarder(session, now, here, group_id=group_id, person_id=person.id or 0)

        t.app.act_now(join, t.here)
        posting = await out(t, t.person("王师傅"))
        await t.later(minutes=32)
        assert cadre.was_told("西解村乡亲", posting.code or "", "还没转到群里")
        assert not [row for row in t.rows(Call) if row.what == "call_relay.carry"]


async def test_a_link_is_kept_as_a_digest_and_ends_with_the_next(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id = relayed(t, "西解村")
        find = links.find
        assert t.read(find, t.here, WORD + "西解村").person_id == person_id
        assert t.read(find, t.here, "another") is None
        t.app.act_now(links.give, t.here, person_id=person_id, word="new")
        assert t.read(find, t.here, WORD + "西解村") is None
        assert t.read(find, t.here, "new").person_id == person_id
        t.app.act_now(forwarders.end_forwarder, t.here, group_id=group_id, person_id=person_id)
        assert t.read(find, t.here, "new") is None


async def test_nobody_carries_for_another_village(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        west, _ = relayed(t, "西解村")
        _, other = relayed(t, "新城村", "老杜")
        await out(t, t.person("王师傅"))
        ids = ready(t, west)[0][0].copy_ids
        with pytest.raises(Refused, match="not_yours"):
            t.app.act_now(relay.carried, t.here, person_id=other, copy_ids=ids)
        with pytest.raises(Refused, match="not_yours"):
            bring(t, west, other, "西解村:秀兰2")


async def test_six_singles_an_evening_are_enough_for_a_village_that_is_not_the_works(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, _ = relayed(t, "新城村", "老杜")
        counts = t.read(carrying.singles, t.here, [group_id], t.now - timedelta(hours=1))
        assert counts == {}
        await out(t, t.person("王师傅"))
        counts = t.read(carrying.singles, t.here, [group_id], t.now - timedelta(hours=1))
        assert counts == {group_id: 1}


def held(t: Town) -> list[int]:
    return [row.held for row in t.rows(PostingDay)]


async def test_seats_are_kept_for_a_group_used_by_its_own_and_returned(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id = relayed(t, "西解村")
        posting = await out(
            t,
            t.person("王师傅"),
            "明天要8个人摘苹果，解店镇西解村，150一天日结，管午饭，车接送，有保险，早7点到晚6点，王师傅13800138001",
        )
        until = t.now + timedelta(hours=1)
        allot = relay_allot.allot
        kept = t.app.act_now(allot, t.here, group_id=group_id, posting_id=posting.id or 0, people=6, until=until)
        assert (kept, held(t)) == (6, [6])
        text = ready(t, group_id)[0][0].text
        assert "给咱村留6个名额" in text
        assert "前报" in text
        carry(t, group_id, person_id)
        await t.person("外村人").says("我带2个人", group="解店镇")
        await t.person("来晚的").says("我去", group="解店镇")
        seats = roster(t, posting.id or 0)
        assert seats["外村人"][0] + seats["来晚的"][0] <= 2
        done = bring(t, group_id, person_id, "西解村:秀兰2,老李1")
        assert "秀兰2人" in done.answer
        seats = roster(t, posting.id or 0)
        assert seats["秀兰"] == (2, 0)
        assert seats["老李"] == (1, 0), "they get what is kept for them, though others wait"
        assert held(t)[0] >= 3
        await t.leap("2026-10-14T20:30")
        assert t.rows(Allotment)[0].returned_at is not None
        day = t.rows(PostingDay)[0]
        assert day.taken + day.held <= day.wanted
        assert any(seat for name, (seat, _) in roster(t, posting.id or 0).items() if name == "外村人") or t.rows(Call)


async def test_only_free_seats_can_be_kept(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, _ = relayed(t, "西解村")
        posting = await out(t, t.person("王师傅"))
        await t.person("建军").says("我带18个人", group="解店镇")
        number = posting.id or 0
        free = next(row.wanted - row.taken for row in t.rows(PostingDay))

        def keep(people: int) -> int:
            until = t.now + timedelta(hours=1)
            values = {"group_id": group_id, "posting_id": number}
            return t.app.act_now(relay_allot.allot, t.here, **values, people=people, until=until)

        assert keep(6) == free
        with pytest.raises(Refused, match="allot_wrong"):
            keep(0)
        t.app.act_now(relay_allot.give_back, t.here, group_id=group_id, posting_id=number)
        assert held(t) == [0]


async def test_the_same_name_in_two_villages_is_two_people_until_the_desk_ties_them(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        west, one = relayed(t, "西解村")
        east, two = relayed(t, "新城村", "老杜")
        posting = await out(t, t.person("王师傅"))
        carry(t, west, one)
        carry(t, east, two)
        bring(t, west, one, "西解村:秀兰2")
        bring(t, east, two, "新城村:秀兰1")
        from bot.models import Signup

        assert sorted(row.people for row in t.rows(Signup)) == [1, 2]
        person = t.read(relay_names.find, t.here, west, "秀兰")
        t.app.act_now(relay_names.tie, t.here, group_id=east, name="秀兰", person_id=person.id)
        assert t.read(relay_names.find, t.here, east, "秀兰").id == person.id
        assert posting.code


async def test_who_is_forgotten_is_forgotten_in_the_groups_too(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        group_id, person_id = relayed(t, "西解村")
        await out(t, t.person("王师傅"))
        carry(t, group_id, person_id)
        bring(t, group_id, person_id, "西解村:秀兰2")
        known = t.read(relay_names.find, t.here, group_id, "秀兰")

        def forget(session: Session, now: datetime, here: Here) -> None:
            from bot.models import Person
            from bot.private import _hide

            person = session.get(Person, known.id)
            assert person is not None
            _hide(session, now, here, person)

        t.app.act_now(forget, t.here)
        assert t.read(relay_names.find, t.here, group_id, "秀兰") is None
        assert [row.name for row in t.rows(RelayName)] == [""]


async def carried_by(t: Town, name: str, *villages: str) -> list[int]:
    """Groups of these villages, carried by somebody whom the bot reaches in private; ids of the groups."""
    ids = [relayed(t, each)[0] for each in villages]
    await t.person(name).says("/start")

    def join(session: Session, now: datetime, here: Here) -> None:
        from sqlmodel import select

        from bot.models import Person

        person = session.exec(select(Person).where(Person.name == name)).one()
        for group_id in ids:
            forwarders.add_forwarder(session, now, here, group_id=group_id, person_id=person.id or 0)

    t.app.act_now(join, t.here)
    return ids


async def test_full_is_told_to_the_forwarder_at_once_and_counts_in_one_line_at_the_hour(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        (group_id,) = await carried_by(t, "刘会计", "西解村")
        cadre, boss = t.person("刘会计"), t.person("王师傅")
        first = await out(t, boss)
        second = await out(
            t,
            t.person("李姐"),
            "后天分拣要15个人，坐着干，解店镇西解村，一天130，日结，早8点到下午6点，管饭，接送，有保险，找李姐13800000002",
        )
        person_id = next(each.carried_by_id or 0 for each in t.rows(RelayCopy)) or _carrier(t, "刘会计")
        carry(t, group_id, person_id)
        before = len(cadre.inbox)
        await t.person("玉梅").says(f"{first.code} 我去", group="解店镇")
        await t.person("国强").says(f"{second.code} 报两个", group="万荣县")
        await t.later(minutes=5)
        assert len(cadre.inbox) == before, "a mere count waits for the hour"
        await t.leap("2026-10-14T20:31")
        told = [each.text for each in cadre.inbox[before:]]
        assert len(told) == 1, "one reminder for the group"
        bundle = ready(t, group_id)[1]
        assert bundle is not None
        assert "\n" not in bundle.text, "one line"
        assert str(first.code) in bundle.text
        assert str(second.code) in bundle.text
        carry(t, group_id, person_id)
        before = len(cadre.inbox)
        await t.person("建军").says(f"{first.code} 我们19个人去", group="解店镇")
        await t.later(minutes=1)
        assert any(f"{first.code}满了，别跑空" in each.text for each in cadre.inbox[before:]), "at once"


def _carrier(t: Town, name: str) -> int:
    from bot.models import Person

    return next(row.id or 0 for row in t.rows(Person) if row.name == name)
