"""What the log holds of people: nothing. A talk of strange names, phones and keys, and every line of the log read."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot import logs, replies
from bot.errors import ChatGone, NotAccepted, SendError, TryAgain, Unknown
from bot.models import Inbox, InboxState
from bot.pump import Pump
from tests.conversation import TOKEN, Town, town
from tests.talks import invited, sent_in

NAMES = ("欧阳震华", "<b>Ann & Söhne</b>", "阿依古丽·买买提", "{event}%s", "Robert'); DROP TABLE", "😀花花")
PHONES = ("13835912399", "0359-4561237", "18600001234")
KEY = "7012345678:AAbcdEFghijKLmnopQRstuvWXyz_0123456"
NEED = f"明天要20个人摘苹果，解店镇西解村，150一天日结，管午饭，车接送，有保险，早7点到晚6点，{NAMES[0]}{PHONES[0]}"
SAID = ("黄花梨树底下集合", f"电话{PHONES[1]}", f"密码{KEY}", f"俺和{NAMES[2]}都去，{PHONES[2]}")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that is logged, from the lowest level up, as the program writes it to standard error."""
    root, before = logging.getLogger(), logging.getLogger().handlers[:]
    named = {name: each for name, each in root.manager.loggerDict.items() if isinstance(each, logging.Logger)}
    levels = {each: each.level for each in (root, *named.values())}
    held, config, errors = io.StringIO(), structlog.get_config(), sys.stderr
    try:
        sys.stderr = held
        logs.configure("debug")
        structlog.configure(cache_logger_on_first_use=False)  # the tests after this one log as they did
        yield held
    finally:
        sys.stderr, root.handlers = errors, before
        structlog.configure(**config)
        for each, level in levels.items():
            each.setLevel(level)


async def talked(t: Town) -> None:
    """An evening with all that a log may be tempted by: faults while sending, refusals, roles, files."""
    boss = t.person(NAMES[0])
    await sent_in(t, boss, NEED)
    await t.desk.presses("已打电话核实")
    await t.desk.presses("发布")
    broker = await invited(t, NAMES[1], "broker")
    await broker.says(f"A1 我带3个人，{NAMES[4]} {PHONES[2]}")
    for name in NAMES[2:]:
        for words in ("我去", *SAID, "A9我去", "没给钱，骗人的"):
            await t.person(name).says(words, group="西解村")
            await t.person(name).says(words)
    await t.desk.says(f"/file {PHONES[0]}")
    await t.desk.says(f"/bar {PHONES[0]} 收押金")
    await t.person(NAMES[3]).says("/forget")
    await t.later(hours=1)
    faults: list[SendError | None] = [
        NotAccepted(f"Bad Request: {PHONES[0]} {KEY}"),
        Unknown(f"no answer from https://api.telegram.org/bot{KEY}/sendMessage"),
        ChatGone("Forbidden: bot was kicked from the supergroup chat"),
        TryAgain(1.0),
    ]
    for fault in faults:
        await t.person(NAMES[5]).says("A1几点", group="西解村", pump=False)
        t.wire.refuse = [fault]
        pump = Pump(t.app, t.here, t.wire)
        await pump.send_due()
        await pump.drain()
        await t.later(minutes=2)


async def test_no_name_no_phone_no_key_and_no_word_of_anybody_is_logged(
    tmp_path: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> str:
        raise ValueError(f"{NAMES[0]} {PHONES[0]} {KEY}")

    async with town(tmp_path) as t:
        await talked(t)
        logging.getLogger("somebody.else").warning("GET https://api.telegram.org/bot%s/getMe for %s", KEY, PHONES[0])
        await t.hand_over({"message": {"text": f"{NAMES[0]} {PHONES[0]} {KEY}", "from": NAMES[1]}})
        with monkeypatch.context() as patch:
            patch.setattr(replies, "hear", broken)
            await t.person(NAMES[2]).says(SAID[0], group="西解村")
        assert [row.state for row in t.rows(Inbox)][-2:] == [InboxState.ASIDE] * 2
    lines = log.getvalue().splitlines()
    events = {json.loads(line)["event"] for line in lines}
    assert events >= {"not_accepted", "outcome_unknown", "chat_gone", "update_failed", "update_set_aside"}
    aside = [json.loads(line) for line in lines if json.loads(line)["event"] == "update_set_aside"]
    assert [each["why"] for each in aside] == ["not understood", "ValueError"]
    assert any("exception" in json.loads(line) for line in lines), "with its frames"
    told = "\n".join(lines)
    for secret in (*NAMES, *PHONES, KEY, KEY.partition(":")[2], TOKEN.partition(":")[2], "黄花梨", "驿站小李"):
        assert secret not in told, secret
