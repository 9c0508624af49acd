"""The language model behind the rules, and voice messages: scripted, and over loopback; never in anybody's way."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.model import Model
from bot.models import Due, Event, Inbox, InboxState, Posting
from handlers import routers
from handlers.consumer import Consumer
from nlp import prompt
from nlp.gazetteer import Gazetteer
from nlp.types import Request
from tests.conversation import Town, town
from tests.talks import WHOLE
from tests.test_model import Script, _completion, _found, _settings, scripted

__all__ = ["scripted"]
TOLD = "明天要3个人摘苹果，解店镇西解村，早7点到，管午饭，150一天日结，13800138001，刺猬大头候着哩"
NAMED = _found(("contact_name", "刺猬大头", "刺猬大头候着哩"))
ASKED = "老板贵姓"


@dataclass
class Scripted:
    """Stands where the caller of a model does: answers what it is told to, through the check of `nlp.prompt`."""

    answer: str = ""
    words: str | None = None
    hears: bool = False
    enabled: bool = True
    asked: list[tuple[str, Request]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def fill(self, text: str, request: Request, gazetteer: Gazetteer, now: datetime) -> Request:
        self.asked.append((text, request))
        await self.gate.wait()
        return prompt.accept(self.answer, text, request, now, gazetteer) if self.answer else request

    async def transcribe(self, data: bytes, now: datetime | None = None) -> str | None:
        assert data
        return self.words


@asynccontextmanager
async def with_model(path: Path, model: Any) -> AsyncIterator[Town]:
    """The town with a model behind the rules."""
    async with town(path) as t:
        t.app = replace(t.app, model=model)
        bots = t.consumer.bots
        t.consumer = Consumer(t.app, t.here, routers.build(), bots)
        yield t
        await rest(t)


async def rest(t: Town) -> None:
    """Let what runs afterwards come to its end, and send what it wrote."""
    await t.consumer.rest()
    await t.settle()


async def test_an_empty_field_is_filled_and_marked_for_the_desk(tmp_path: Path) -> None:
    model = Scripted(NAMED)
    async with with_model(tmp_path, model) as t:
        boss = t.person("王师傅")
        await t.desk.says("/start")
        model.gate.clear()
        await boss.says(TOLD)
        assert ASKED in boss.last, "the rules' question does not wait for the model"
        assert t.rows(Posting)[0].contact_name is None
        model.gate.set()
        await rest(t)
        assert t.rows(Posting)[0].contact_name == "刺猬大头"
        assert boss.last.startswith("照您的话，我又补上：刺猬大头 13800138001，不对就说。")
        await boss.says("就这样")
        await boss.says("行")
        assert t.desk.was_told("待审1：", "“刺猬大头候着哩” 这句是猜着补的，跟发的人核对一下。")
        assert [each.after for each in t.rows(Event) if each.act == "posting.guess"] == [
            {"fields": ["contact_name"], "rule": "model"}
        ]


async def test_what_was_said_meanwhile_counts_more(tmp_path: Path) -> None:
    model = Scripted(NAMED)
    async with with_model(tmp_path, model) as t:
        boss = t.person("王师傅")
        model.gate.clear()
        await boss.says(TOLD)
        await boss.says("王师傅")
        said = boss.last
        model.gate.set()
        await rest(t)
        assert t.rows(Posting)[0].contact_name == "王师傅"
        assert boss.last == said
        assert not [each for each in t.rows(Event) if each.act == "posting.guess"]


async def test_an_answer_that_the_rules_passed_by(tmp_path: Path) -> None:
    model = Scripted()
    async with with_model(tmp_path, model) as t:
        boss = t.person("王师傅")
        await boss.says("明天要3个人疏果，解店镇西解村，早7点到，120一天日结，13912345678")
        await rest(t)
        assert "贵姓" in boss.last
        model.answer = _found(("contact_name", "老歪叔", "找老歪叔呗"))
        await boss.says("来了找老歪叔呗")
        await rest(t)
        row = t.rows(Posting)[0]
        assert row.contact_name == "老歪叔"
        assert row.raw_text.endswith("来了找老歪叔呗")
        spans = [one for one in row.readings if one["rule"] == "model"]
        assert [row.raw_text[one["start"] : one["end"]] for one in spans] == ["找老歪叔呗"]


async def test_nothing_told_is_overwritten_and_nothing_unsaid_made_up(tmp_path: Path) -> None:
    model = Scripted(
        _found(("headcount", "9", "统共来仨"), ("wage", "400", "一天150"), ("phone", "13700000000", "统共"))
    )
    async with with_model(tmp_path, model) as t:
        boss = t.person("王师傅")
        await boss.says(TOLD)
        await rest(t)
        row = t.rows(Posting)[0]
        assert (row.headcount_max, row.wage_min, row.contact_name) == (3, 150, None)
        assert model.asked
        asked = len(model.asked)
        await boss.presses("不发了") if "不发了" in str(boss.inbox[-1].buttons) else await boss.says("算了不要了")
        await boss.says("在吗")
        await rest(t)
        assert len(model.asked) == asked, "small talk asks nobody"


async def test_a_model_that_is_slow_or_breaks_keeps_nobody_waiting(tmp_path: Path) -> None:
    class Broken(Scripted):
        async def fill(self, text: str, request: Request, gazetteer: Gazetteer, now: datetime) -> Request:
            raise RuntimeError("a bug of ours")

    model = Broken()
    async with with_model(tmp_path, model) as t:
        boss = t.person("王师傅")
        await boss.says(TOLD)
        await rest(t)
        assert ASKED in boss.last
        await boss.says("王师傅")
        assert t.rows(Posting)[0].contact_name == "王师傅"
        assert all(row.state == InboxState.DONE for row in t.rows(Inbox))


async def test_over_the_wire(tmp_path: Path, scripted: tuple[Script, str]) -> None:
    script, url = scripted
    script.respond = lambda _: (200, _completion(NAMED))
    model = Model(_settings(url, timeout_seconds=10.0))
    async with with_model(tmp_path, model) as t:
        boss = t.person("王师傅")
        await boss.says(TOLD)
        await rest(t)
        assert t.rows(Posting)[0].contact_name == "刺猬大头"
        script.respond = lambda _: (500, {"error": {"message": "down"}})
        await t.person("老李").says(TOLD.replace("13800138001", "13800138002"))
        await rest(t)
        assert t.rows(Posting)[1].contact_name is None
        assert ASKED in t.person("老李").last
    await model.close()


VOICE = {"file_id": "x", "file_unique_id": "y", "duration": 3}


def downloads(t: Town, monkeypatch: pytest.MonkeyPatch, fails: bool = False) -> None:
    async def download(file_id: str, *_: Any, **__: Any) -> io.BytesIO:
        if fails:
            raise OSError("gone")
        return io.BytesIO(b"OggS")

    for bot in t.consumer.bots.values():
        monkeypatch.setattr(bot, "download", download)


async def test_a_voice_message_is_read_as_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = Scripted(words=WHOLE, hears=True)
    async with with_model(tmp_path, model) as t:
        downloads(t, monkeypatch)
        boss = t.person("王师傅")
        await boss.sends(voice=VOICE)
        await rest(t)
        assert boss.inbox[0].text == f"听到的是：{WHOLE}"
        assert t.rows(Posting)[0].headcount_max == 20
        assert [row.reason for row in t.rows(Due) if row.kind == "voice"] == ["listened to"]
        model.words = "谁值班"
        await t.desk.sends(voice=VOICE)
        await rest(t)
        assert t.desk.last.startswith("现在没人值班")


@pytest.mark.parametrize("case", ["silence", "gone", "off"])
async def test_a_voice_message_that_cannot_be_heard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    async with with_model(tmp_path, Scripted(words=None, hears=case != "off")) as t:
        downloads(t, monkeypatch, fails=case == "gone")
        boss = t.person("王师傅")
        await boss.sends(voice=VOICE)
        await rest(t)
        assert boss.last.startswith("语音我听不了")
        await t.later(minutes=2)
        assert len(boss.inbox) == 1


async def test_a_voice_message_lost_at_an_end_is_answered_by_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with with_model(tmp_path, Scripted(words=WHOLE, hears=True)) as t:
        downloads(t, monkeypatch)
        monkeypatch.setattr(t.consumer, "_later", lambda work: work.close())
        boss = t.person("王师傅")
        await boss.sends(voice=VOICE)
        assert boss.inbox == []
        await t.later(minutes=2)
        assert boss.last.startswith("语音我听不了")
