"""Two counties in one deployment: no act reaches across."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select

from bot import county, groups, hours_set, inbox, outbox, people
from bot.app import App, Here
from bot.config import BotSettings, Config, CountySettings
from bot.db import Store, migrate
from bot.errors import Refused
from bot.models import Due, Group, Person, Region
from bot.people import Sender
from nlp import gazetteer
from scheduler import jobs
from tests.conversation import EVENING

DESK = 6_000_000_001
CHAT = -1_001_000_000_000


def here_of(store: Store, slug: str, bot: int, desk: tuple[int, ...]) -> Here:
    settings = CountySettings(
        slug=slug, desk=desk, bots=(BotSettings(messenger="local", token=SecretStr(f"{bot}:x" * 8)),)
    )
    tree = gazetteer.load(slug)
    with store.writing() as session:
        county_id = county.ensure(session, EVENING, settings, tree)
    return Here(county_id, settings, tree, ZoneInfo(settings.zone), "local", bot)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Store, Here, Here]]:
    store = Store(f"sqlite:///{tmp_path}/two.sqlite3")
    migrate(store)
    yield store, here_of(store, "wanrong", 11, (DESK,)), here_of(store, "luonan", 22, ())
    store.close()


def sender(user_id: int = DESK) -> Sender:
    return Sender(user_id=user_id, name="小赵", chat_id=user_id, private=True)


def bind(session: Session, now: datetime, here: Here) -> int:
    group = groups.ensure(session, now, here, CHAT, "群")
    region = session.exec(select(Region).where(Region.county_id == here.county_id)).first()
    groups.bind(session, now, here, group, region, None)
    return group.id or 0


def test_the_same_chat_and_person_are_others_in_another_county(two: tuple[Store, Here, Here]) -> None:
    store, wanrong, luonan = two
    with store.writing() as session:
        first, second = bind(session, EVENING, wanrong), bind(session, EVENING, luonan)
        assert first != second
        here, there = (people.meet(session, EVENING, each, sender()) for each in (wanrong, luonan))
        assert here.id != there.id
        assert (here.role, there.role) == ("head", "")


def test_a_desk_cannot_touch_a_group_of_another_county(two: tuple[Store, Here, Here]) -> None:
    store, wanrong, luonan = two
    with store.writing() as session:
        theirs = bind(session, EVENING, luonan)
    with pytest.raises(Refused), store.writing(wanrong.county_id) as session:
        groups.unbind(session, EVENING, wanrong, sender=sender(), group_id=theirs)
    with store.writing() as session:
        region = session.exec(select(Region).where(Region.county_id == wanrong.county_id)).first()
    assert region is not None
    with pytest.raises(Refused), store.writing(wanrong.county_id) as session:
        groups.bind_pressed(session, EVENING, wanrong, sender=sender(), group_id=theirs, region_id=region.id or 0)


def test_what_one_county_says_is_not_in_the_other_s_queue(two: tuple[Store, Here, Here]) -> None:
    from bot import pump_steps

    store, wanrong, luonan = two
    with store.writing() as session:
        group_id = bind(session, EVENING, wanrong)
        outbox.tell_group(session, EVENING, wanrong, group_id, "好", key="a")
    with store.writing() as session:
        # Even a bot of the same number on the same messenger takes only its county's rows.
        assert pump_steps.claim(session, EVENING, replace(luonan, bot=11), worker="t", most=9) == []
        assert len(pump_steps.claim(session, EVENING, wanrong, worker="t", most=9)) == 1


async def test_a_county_that_fails_holds_up_no_other_and_is_tried_again(
    two: tuple[Store, Here, Here], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, wanrong, luonan = two
    app = App(
        config=Config(counties=(wanrong.settings, luonan.settings)),
        store=store,
        counties={"wanrong": wanrong, "luonan": luonan},
        messengers={},
        clock=lambda: EVENING,
    )
    followed: list[int] = []

    def follow(session: Session, now: datetime, here: Here) -> None:
        followed.append(here.county_id)
        if followed == [wanrong.county_id]:
            raise OperationalError("UPDATE due", {}, Exception("database is locked"))

    monkeypatch.setattr(hours_set, "follow", follow)
    await jobs.fire_due(app)
    assert list(app.ticked) == [luonan.county_id]
    await jobs.fire_due(app)
    assert followed == [wanrong.county_id, luonan.county_id, wanrong.county_id]
    with store.writing() as session:
        planned = set(session.exec(select(Due.county_id)).all())
    assert planned == {wanrong.county_id, luonan.county_id}


def test_updates_wait_in_their_county_s_inbox(two: tuple[Store, Here, Here]) -> None:
    store, wanrong, luonan = two
    with store.writing() as session:
        for here in (wanrong, luonan):
            assert inbox.write_down(session, EVENING, here, [inbox.Update(1, "{}"), inbox.Update(1, "{}")]) == 1
            assert inbox.write_down(session, EVENING, here, [inbox.Update(1, "{}")]) == 0
        assert len(inbox.waiting(session, wanrong.county_id, 9)) == 1
        assert inbox.offset(session, luonan) == 2


def test_names_and_groups_are_looked_up_within_the_county(two: tuple[Store, Here, Here]) -> None:
    store, wanrong, luonan = two
    with store.writing() as session:
        bind(session, EVENING, luonan)
        people.meet(session, EVENING, luonan, sender(77))
        assert people.find(session, wanrong, 77) is None
        assert outbox.group_by_chat(session, wanrong, CHAT) is None
        assert session.exec(select(Group)).all()
        assert session.exec(select(Person)).all()
