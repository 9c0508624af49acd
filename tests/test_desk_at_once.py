"""Two people of the desk who press at the very same moment, each on a connection of their own: one decides."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot import decisions
from bot.db import Store
from bot.errors import Refused
from bot.models import Delivery, DeliveryKind, Event, Posting, PostingStatus
from bot.people import Sender
from tests import roster_books
from tests.conversation import Person, Town, town
from tests.talks import WHOLE, invited, only, sent_in

ROUNDS = 4
GROUPS = 228


def publish(sender: Sender, posting: Posting) -> tuple[Callable[..., Any], dict[str, Any]]:
    return decisions.publish, {"sender": sender, "posting_id": posting.id, "version": posting.version}


def reject(sender: Sender, posting: Posting) -> tuple[Callable[..., Any], dict[str, Any]]:
    values = {"sender": sender, "posting_id": posting.id, "version": posting.version}
    return decisions.decide_with, {**values, "act": "reject", "reason": "fake"}


def send_back(sender: Sender, posting: Posting) -> tuple[Callable[..., Any], dict[str, Any]]:
    values = {"sender": sender, "posting_id": posting.id, "version": posting.version}
    return decisions.decide_with, {**values, "act": "back", "reason": "where"}


def at_once(t: Town, presses: list[tuple[Person, tuple[Callable[..., Any], dict[str, Any]]]]) -> dict[str, str]:
    """Both acts, begun together in threads of their own; what each was told, by name."""
    gate, told = threading.Barrier(len(presses)), {}

    def press(store: Store, here: Any, who: Person, act: Callable[..., Any], values: dict[str, Any]) -> None:
        gate.wait()
        try:
            told[who.name] = "done: " + replace(t.app, store=store).act_now(act, here, **values)
        except Refused as refused:
            told[who.name] = f"{refused.key}: {refused.values.get('who')}"

    url = t.app.store.url.render_as_string(hide_password=False)
    stores = [Store(url) for _ in presses]
    threads = []
    for store, (who, (act, values)) in zip(stores, presses, strict=True):
        here = roster_books.arrive(store, t.now, t.here, next(t.update_ids))
        threads.append(threading.Thread(target=press, args=(store, here, who, act, values)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for store in stores:
        store.close()
    return told


@pytest.mark.parametrize("other", [publish, reject, send_back])
async def test_one_of_two_decides_and_the_other_is_told_who_did(tmp_path: Path, other: Callable[..., Any]) -> None:
    async with town(tmp_path) as t:
        zhao = await invited(t, "小赵", "desk")
        senders = {each.name: Sender(each.user_id, each.name, each.user_id, private=True) for each in (t.desk, zhao)}
        for number in range(ROUNDS):
            boss = t.person(f"老板{number}")
            posting = await sent_in(t, boss, WHOLE.replace("13800138001", f"1380013800{number}"))
            await t.desk.presses("已打电话核实")
            posting = only(t, posting.id)
            pair = [(t.desk, publish(senders[t.desk.name], posting)), (zhao, other(senders[zhao.name], posting))]
            told = at_once(t, pair if number % 2 else pair[::-1])
            await t.settle()
            (first,) = [name for name, words in told.items() if words.startswith("done")]
            (late,) = [name for name in told if name != first]
            assert told[late] == f"desk.too_late: {first}"
            published = first == t.desk.name or other is publish
            copies = [
                row
                for row in t.rows(Delivery)
                if row.posting_id == posting.id and row.kind == DeliveryKind.SEND and row.group_id is not None
            ]
            assert len(copies) == (GROUPS if published else 0)
            decided = [e for e in t.rows(Event) if e.act == "posting.decide" and e.subject_id == posting.id]
            assert len(decided) == 1
            assert (only(t, posting.id).status == PostingStatus.OPEN) == published
        codes = [row.code for row in t.rows(Posting) if row.code]
        assert len(set(codes)) == len(codes)
