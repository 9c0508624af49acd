"""When a bot may call, and each chat; what goes past the pump."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.config import Pace
from bot.pace import LATE, Chats, Gate, Refusals

SLACK = Pace().slack_seconds


def starts(gate: Gate, count: int, at: float = 100.0, latency: float = 0.005) -> list[float]:
    """When `count` calls start, each asked for as soon as the last one started."""
    found = []
    for _ in range(count):
        at += gate.wait(at)
        call = gate.used(at)
        gate.over(call, at + latency)
        found.append(at)
    return found


def test_a_bot_calls_evenly_and_without_a_burst() -> None:
    found = starts(Gate(Pace(per_second=30)), 90)
    assert [round(b - a, 4) for a, b in pairwise(found)] == [round(1 / 30, 4)] * 89


def test_time_lost_by_a_stall_is_made_good_but_no_second_gets_more_than_its_share() -> None:
    gate = Gate(Pace(per_second=30))
    found = starts(gate, 30)
    found += starts(gate, 90, at=found[-1] + 0.3)
    assert found[-1] - found[0] == pytest.approx(119 / 30, abs=0.06)
    assert all(later - earlier >= 1.0 - SLACK - 1e-9 for earlier, later in zip(found, found[30:], strict=False))
    gaps = [b - a for a, b in pairwise(found)]
    assert min(gaps) >= 1 / 60 - 1e-9, "even what is made good does not come in a heap"


def test_nothing_is_made_good_where_the_config_says_so() -> None:
    gate = Gate(Pace(per_second=30, catch_up_seconds=0.0, slack_seconds=0.0))
    found = starts(gate, 30)
    found += starts(gate, 90, at=found[-1] + 0.3)
    assert found[-1] - found[0] == pytest.approx(118 / 30 + 0.3, abs=0.01)
    assert all(later - earlier >= 1.0 - 1e-9 for earlier, later in zip(found, found[30:], strict=False))


def test_after_a_rest_nothing_is_made_good() -> None:
    gate = Gate(Pace(per_second=10))
    starts(gate, 3)
    found = starts(gate, 12, at=500.0)
    assert found[-1] - found[0] >= 1.0


def test_a_call_that_took_long_counts_from_its_answer() -> None:
    gate = Gate(Pace(per_second=2))
    for at in (100.0, 100.5):
        call = gate.used(at)
        gate.over(call, at + 0.4)
    assert gate.wait(101.0) == pytest.approx(0.4 - LATE - SLACK)


def test_small_stalls_do_not_add_up() -> None:
    gate = Gate(Pace(per_second=30))
    found = starts(gate, 30)
    for _ in range(60):  # each second and a bit the loop is held up for 60 ms
        found += starts(gate, 37, at=found[-1] + 0.06)
    assert found[-1] - found[0] == pytest.approx((len(found) - 1) / 30, abs=0.15)
    assert all(later - earlier >= 1.0 - SLACK - 1e-9 for earlier, later in zip(found, found[30:], strict=False))


def test_a_bot_told_to_wait_waits() -> None:
    gate = Gate(Pace())
    gate.close(130.0)
    assert gate.wait(100.0) == 30.0


def test_a_chat_waits_its_second_and_a_group_its_minute() -> None:
    chats = Chats(Pace())
    chat = (7, None)
    chats.used(chat, 100.0)
    assert chats.wait(chat, 109.0) == 1.0, "one call at a time"
    chats.over(chat, 110.0)
    assert chats.wait(chat, 110.4) == pytest.approx(0.6)
    for number in range(17):
        chats.used(chat, 111.0 + number)
        chats.over(chat, 111.0 + number)
    assert chats.wait(chat, 130.0) == pytest.approx(40.0), "the nineteenth waits until the first is a minute old"
    assert chats.busy(130.0) == ({7}, set())
    chats.push_back((None, 3), 150.0)
    assert chats.busy(130.0)[1] == {3}
    assert chats.soonest(130.0, 60.0) == pytest.approx(20.0)
    assert chats.busy(300.0) == (set(), set())
    assert chats.known == {}, "what is at rest takes no memory"


def test_three_chats_refused_in_a_row_are_the_bot() -> None:
    refusals = Refusals()
    assert not refusals.refused((1, None))
    assert not refusals.refused((1, None))
    assert not refusals.refused((2, None))
    refusals.passed()
    assert [refusals.refused((number, None)) for number in (1, 2, 3)] == [False, False, True]
