"""What must hold after kills, each row of the program against what the judge saw and showed."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime

from sqlmodel import Session, col

from bot import copies, withheld, wording
from bot.db import Books, within
from bot.models import (
    Delivery,
    DeliveryKind,
    DeliveryState,
    Group,
    Inbox,
    InboxState,
    Posting,
    PostingDay,
    PostingStatus,
    Region,
    Signup,
    SignupDay,
)
from bot.texts import say
from tests import rig
from tests.restarts import BURST, NAME, PACE, Run, all_seen

Key = tuple[int, int]
"""A message: its chat, and its number there."""
FULL = re.compile(r"([A-Z]\d+)满了，别跑空")
COPIES = (Delivery.kind == DeliveryKind.SEND, col(Delivery.posting_id).is_not(None))
SENT, UNCERTAIN = DeliveryState.SENT.value, DeliveryState.UNCERTAIN.value


class Seen:
    """The judge's messages: those of a posting's copies by delivery, the others as answers."""

    def __init__(self, run: Run) -> None:
        self.messages = {(int(each["chat"]), int(each["id"])): each for each in run.judge.sim("GET", "/sent")}
        all_seen(run, list(self.messages.values()))
        self.forms = run.onlooker.forms
        self.copies: dict[int, list[Key]] = {}
        self.answers: list[Key] = []
        codes = {posting.id: posting.code for posting in run.rows(Posting)}
        by_code = {(codes[row.posting_id], row.chat_id): row.id for row in run.rows(Delivery, *COPIES)}
        for key in self.messages:
            first = self.forms[key][0]
            data = first["buttons"][0][0]["data"] if first["buttons"] else ""
            full = FULL.match(first["text"])  # when it went out already: without a button that names the delivery
            if ":join:" in data:
                self.copies.setdefault(int(data.partition(":")[0]), []).append(key)
            elif full is not None:
                self.copies.setdefault(by_code[(full.group(1), key[0])], []).append(key)
            else:
                self.answers.append(key)


def check(run: Run, *, again: bool) -> None:
    """All of it. `again`: answers of which nobody knew were sent once more."""
    refused = run.judge.sim("GET", "/counts")["refused"]
    assert refused == {}, f"faster than the messenger allows: {refused}"
    seen = Seen(run)
    check_copies(run, seen)
    check_edits(run, seen)
    check_answers(run, seen, again=again)
    check_replies(run)
    strays = len(seen.messages) - run.count(Delivery.state == SENT, Delivery.kind == DeliveryKind.SEND)
    uncertain = run.count(Delivery.state == UNCERTAIN)
    assert sum(run.struck) >= len(run.struck) * BURST // 10, f"the kills came after the storms of replies: {run.struck}"
    print(
        f"{run.kills} kills, {len(seen.messages)} messages, {uncertain} uncertain of {run.kills * PACE.connections} "
        f"allowed, {strays} messages more than rows that are sure, {len(run.said)} replies "
        f"({len(run.struck)} times {BURST} at once, {sum(run.struck)} of these without an answer at the kill), "
        f"{sum(each['edits'] for each in seen.messages.values())} edits"
    )


def check_copies(run: Run, seen: Seen) -> None:
    """Each copy was sent once; one that was going out at a kill once or not at all; none of what was full by then."""
    rows = run.rows(Delivery, *COPIES)
    left_out = [row for row in rows if row.error == rig.LEFT_OUT]
    rows = [row for row in rows if row.error != rig.LEFT_OUT]
    assert len(rows) + len(left_out) == run.postings * rig.GROUPS
    assert max(Counter((row.posting_id, row.group_id) for row in rows).values()) == 1
    full = {posting.id for posting in run.rows(Posting) if posting.status == PostingStatus.FULL}
    assert {row.state for row in rows if row.posting_id not in full} <= {SENT, UNCERTAIN}, "something was lost"
    for row in rows:
        there = seen.copies.get(row.id, [])
        if row.state == DeliveryState.GIVEN_UP:
            assert row.error == withheld.FULL, f"delivery {row.id} of a full posting is given up as {row.error}"
            assert not there, f"delivery {row.id} went out though it was kept back"
        elif row.state == SENT:
            assert there == [(row.chat_id, row.message_id)], f"delivery {row.id} is {there} at the judge"
        else:
            assert row.id in run.open, f"delivery {row.id} is uncertain, and was not on its way at any kill"
            assert len(there) <= 1, f"delivery {row.id} was sent twice"
    assert set(seen.copies) <= {row.id for row in rows}


def check_edits(run: Run, seen: Seen) -> None:
    """Each copy shows what is true now, and came there without showing anything twice."""
    edits = run.rows(Delivery, Delivery.kind == DeliveryKind.EDIT)
    assert {row.state for row in edits} <= {SENT, DeliveryState.UNCHANGED.value}, "an edit was lost"
    # What was going out at a kill goes once more, for it shows the same; the judge refuses what changes nothing.
    doubled = sum(run.open[row.id] for row in edits)
    refused = run.judge.sim("GET", "/counts")["errors"]
    assert set(refused) <= {"400", "409"}, refused  # 409: the dead one still asks for updates
    assert refused.get("400", 0) <= doubled, "edited twice for the same"
    last_at: dict[int, datetime] = {}
    for row in edits:
        if row.state == SENT:
            last_at[row.target_id] = max(last_at.get(row.target_id, row.sent_at), row.sent_at)
    villages = {region.id for region in run.rows(Region) if region.level == "village"}
    short = {group.id: group.region_id in villages for group in run.rows(Group)}
    with Books(run.store.reading) as session, within(session, run.here.county_id):
        for row in run.rows(Delivery, *COPIES, Delivery.state == SENT):
            forms = [each["text"] for each in seen.forms[(row.chat_id, row.message_id)]]
            at = last_at.get(row.id, row.sent_at)  # at midnight 明天 becomes 今天
            newest = _newest(session, at, run, row.posting_id, short=short[row.group_id])
            assert forms[-1].startswith(newest), f"delivery {row.id} shows {forms[-1]}, not {newest}"
            assert len(set(forms)) == len(forms), f"delivery {row.id} showed the same twice: {forms}"


def _newest(session: Session, at: datetime, run: Run, posting_id: int, *, short: bool) -> str:
    """What a copy of a posting says now; of one that is full, without the other one that it names, as it was then."""
    posting = session.get_one(Posting, posting_id)
    if posting.status == PostingStatus.FULL:
        return say("copy.full", "zh", name=wording.named(posting), code=posting.code or "")
    made = copies.form(session, at, run.here, posting_id, short=short, fresh=False)
    assert made is not None
    return made[0]


def check_answers(run: Run, seen: Seen, *, again: bool) -> None:
    """Who replied is answered by name, once; where the answer was going out at a kill, as the rule says."""
    rows = run.rows(Delivery, Delivery.kind == DeliveryKind.SEND, col(Delivery.posting_id).is_(None))
    assert {row.state for row in rows} <= ({SENT} if again else {SENT, UNCERTAIN}), "an answer was lost"
    told = {(row.chat_id, row.message_id) for row in rows if row.inbox_id is None}  # by the clock: nobody's answer
    rows = [row for row in rows if row.inbox_id is not None]
    answers = [key for key in seen.answers if key not in told]
    named = Counter(name for key in answers for name in NAME.findall(seen.messages[key]["text"]))
    answered = Counter(name for row in rows for name in NAME.findall(row.text))
    assert answered == Counter(run.said), f"not answered once: {answered - Counter(run.said)}"
    for row in rows:
        if row.state == SENT:
            assert seen.messages[(row.chat_id, row.message_id)]["text"] == row.text
        else:
            assert row.id in run.open
        least = 1 if row.state == SENT else 0
        most = 1 + (run.open[row.id] if again else 0)
        for name in NAME.findall(row.text):
            assert least <= named[name] <= most, f"{name} was answered {named[name]} times"
    assert set(named) <= set(run.said)


def check_replies(run: Run) -> None:
    """Every reply was handled once: one row in the Inbox, one signup, and the seats add up."""
    inbox = run.rows(Inbox)
    messages = [row for row in inbox if '"text":"去"' in row.body]
    assert len(messages) == len(run.said), "a reply was lost, or written down twice"
    assert {row.state for row in inbox} <= {InboxState.DONE}
    signups = Counter(row.person_id for row in run.rows(Signup))
    assert len(signups) == len(run.said)
    assert set(signups.values()) <= {1}
    seats = Counter[int]()
    for row in run.rows(SignupDay):
        seats[row.posting_day_id] += row.seats
    for day in run.rows(PostingDay):
        assert day.taken == seats[day.id], "the seats do not add up"
        assert day.taken <= day.wanted
