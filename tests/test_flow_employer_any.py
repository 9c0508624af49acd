"""Any words and any button, in any state: an answer each time, nothing lost, nothing set aside."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.models import Inbox, InboxState, Posting, PostingDay
from tests.conversation import town
from tests.talks import published

SAID = (
    "行|不|没有|取消|算了|160|明天|A1|A1 行|还差2个|还差100个|还差|改成0个人|下雨停工|下雨，A1明天停工|名单|再来一次|"
    "接着招|审核好了吗|招满了|<b>x</b>|{work}|%s|A1 改成后天|不管饭了|电话换成13900001111|只要男的|押金200|后天才开始|"
    "在吗|你是真人吗|A1 我带8个人|/my|/lang xx|/forget|/start abc|/unknown|😀|改到去年|A1 工钱改成1块|干三天|多少都要|"
    "面议|地点改成汉薛镇|再加5个人|20|待审|值班|代发|撤回A1|解店镇明天停工|/file|/bar|/withdraw|/invite x|/duty|"
    "不低于80|10号歇一天|\u200b|0|-1|A12345|A1B2|明天要2个人拔草，西解村|要5个人"
)
LONG = "啊" * 5000


@pytest.mark.parametrize("seed", [1, 2])
async def test_anything_in_any_state(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await published(t, boss)
        await t.person("秀兰").says("我去，三个人", group="西解村")
        people = [boss, t.desk, t.person("秀兰"), t.person("新人")]
        for _ in range(70):
            person = chance.choice(people)
            before = (len(person.inbox), sum(message.edits for message in person.inbox))
            under = [message for message in person.inbox if message.buttons]
            popped = ""
            if under and chance.random() < 0.35:
                message = chance.choice(under)
                data = chance.choice([each["data"] for row in message.buttons for each in row if "data" in each])
                popped = await person.press_data(data, message)
                what = data
            else:
                what = chance.choice([*SAID.split("|"), LONG])
                await person.says(what)
            after = (len(person.inbox), sum(message.edits for message in person.inbox))
            assert popped or after != before, f"{person.name}: {what[:40]!r} got no answer"
        assert all(row.state == InboxState.DONE for row in t.rows(Inbox))
        assert all(day.taken + day.held <= day.wanted for day in t.rows(PostingDay))
        codes = [posting.code for posting in t.rows(Posting) if posting.code]
        assert len(set(codes)) == len(codes)
