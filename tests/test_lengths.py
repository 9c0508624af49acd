"""Long texts: what one message cannot hold goes in several, whole lines, in order, nothing lost, its buttons last."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as some

from bot import lengths, outbox
from bot.models import Delivery, Person
from tests.conversation import town
from tests.test_flow_clock import known

LETTERS = some.sampled_from("张王李、，,； \n😀𠮷a1")


@given(some.text(LETTERS, max_size=400), some.integers(8, 60))
def test_nothing_is_lost_and_nothing_is_too_long(text: str, most: int) -> None:
    parts = lengths.messages(text, most)
    assert all(lengths.units(each) <= most for each in parts)
    assert "".join(parts).replace("\n", "") == text.replace("\n", "")
    if lengths.units(text) <= most:
        assert parts == [text]


async def test_a_list_of_four_hundred_people_reaches_its_employer_whole_and_once(tmp_path: Path) -> None:
    async with town(tmp_path) as t:
        await known(t, "王师傅")
        (person,) = [each for each in t.rows(Person) if each.name == "王师傅"]
        lines = [f"{number}. 张秀兰{number} 2人 138{number:08d}" for number in range(1, 401)]
        begun = len(t.person("王师傅").inbox)
        button = [[{"text": "都来了", "data": "came:1"}]]
        for _ in range(2):  # the same key again sends nothing
            text = "\n".join(["A12明天：400人定了。名单在这：", *lines])
            row = t.app.act_now(outbox.tell_person, t.here, person.id, text, key="list:1:evening", buttons=button)
            await t.settle()
        came = t.person("王师傅").inbox[begun:]
        assert len(came) == 3
        assert [line for message in came for line in message.text.split("\n")][1:] == lines
        assert [bool(message.buttons) for message in came] == [False, False, True]
        assert row is not None
        assert max(each.id for each in t.rows(Delivery)) == row.id, "the newest of its kind is the one with the buttons"
