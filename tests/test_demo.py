"""The demo plays through, twice in a row, as a newcomer would start it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from bot import config, demo, tryout
from bot.models import Delivery, DeliveryState
from tests.conversation import Message, Person, Town, has_button, town
from tests.test_main import ROOT

SECONDS = 600


@pytest.mark.soak
@pytest.mark.timeout(2 * SECONDS)
def test_the_demo_plays_through_twice(tmp_path: Path) -> None:
    for _ in range(1 if os.environ.get("SHORT") == "1" else 2):
        played = subprocess.run(
            [sys.executable, "-m", "bot", "demo"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert played.returncode == 0, played.stdout[-2000:] + played.stderr[-2000:]
        assert "都去了哪儿" in played.stdout
        assert "13800138001" not in played.stderr, "logs carry no phone numbers"


KEYS = {"scene", "clock", "who", "group", "says", "edits", "presses", "under", "quotes", "hears", "all_groups"}


def test_every_step_is_one_that_the_player_knows() -> None:
    steps = demo.script()
    assert steps
    for step in steps:
        assert set(step) <= KEYS, step
        assert "who" in step or "all_groups" in step or "scene" in step, step
        for look in step.get("hears", []):
            assert set(look) <= {"who", "group", "words", "quiet"}, look


async def test_every_scene_is_heard_as_the_script_says(tmp_path: Path) -> None:
    """The whole script through the dispatcher, with a moved clock: what is typed brings what is to be heard.

    The play itself, with the messenger's limits and its wire, is the test above.
    """
    async with town(tmp_path, settings=config.TRY_OUT.model_copy(update={"desk": (tryout.DESK_USER,)})) as t:
        for user_id, name, _ in tryout.PEOPLE:
            t.people[name] = Person(t, user_id, name)
        await t.people["驿站小赵"].says("/start")
        await t.app.act(tryout.furnish_broker, t.here)
        stage = Stage(t)
        for step in demo.script():
            await stage.play(step)
        assert all(row.state != DeliveryState.UNCERTAIN for row in t.rows(Delivery))


@dataclass
class Stage:
    """The script's people in a town: who said what last, for those who change it."""

    town: Town
    said: dict[str, int] = field(default_factory=dict)

    async def play(self, step: dict[str, Any]) -> None:
        """One step; AssertionError where what must be heard does not come within a minute."""
        if "clock" in step:
            self.town.at(step["clock"])
            await self.town.settle()
        before = {key: each.text for key, each in self._standing().items()}
        acts = {"says", "presses", "edits"} & set(step)
        await self._act(step)
        looks = step.get("hears", [])
        for _ in range(7):
            fresh = [each for key, each in self._standing().items() if not acts or before.get(key) != each.text]
            missing = [look for look in looks if not any(self._fits(step, look, each) for each in fresh)]
            if not missing:
                break
            await self.town.later(minutes=1 / 6)
        else:
            raise AssertionError(f"{step} is not followed by {missing}: {[each.text for each in fresh]}")
        if "all_groups" in step:
            counts = self.town.read(demo.copies_of, self.town.here, step["all_groups"]["work"])
            assert counts["waiting"] == 0, counts
            assert counts["sent"] >= step["all_groups"]["least"], counts

    async def _act(self, step: dict[str, Any]) -> None:
        person = self.town.person(step.get("who", "玉梅"))
        group = step.get("group")
        if "says" in step:
            quoted = self._quoted(self.town.chat_id(group) if group else person.user_id, step.get("quotes"))
            self.said[person.name] = await person.says(step["says"], group=group, quoting=quoted)
        elif "edits" in step:
            await person.edits(self.said[person.name], step["edits"], group=group)
        elif "presses" in step:
            held = self.town.wire.chats[self.town.chat_id(group) if group else person.user_id]
            under = [each for each in held if step.get("under", "") in each.text and has_button(each, step["presses"])]
            assert under, step
            await person.presses(step["presses"], group=group, message=under[-1])

    def _quoted(self, chat_id: int, words: str | None) -> Message | None:
        if words is None:
            return None
        return [each for each in self.town.wire.chats[chat_id] if words in each.text][-1]

    def _standing(self) -> dict[tuple[int, int], Message]:
        chats = self.town.wire.chats.values()
        return {(each.chat_id, each.message_id): replace(each) for chat in chats for each in chat}

    def _fits(self, step: dict[str, Any], look: dict[str, Any], message: Message) -> bool:
        group = look.get("group", "" if "who" in look else step.get("group", ""))
        who = look.get("who", step.get("who", ""))
        chat_id = self.town.chat_id(group) if group else self.town.person(who).user_id
        return message.chat_id == chat_id and all(word in message.text for word in look["words"])
