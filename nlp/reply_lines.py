"""`python -m nlp replies`: JSON Lines of replies in, what they mean out, one for one."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, TextIO

from nlp import reply
from nlp.types import Intent, OpenPosting, Pending, PendingKind, Reply, ReplyContext, Trade


def main(argv: Sequence[str] | None = None, stdin: TextIO | None = None, stdout: TextIO | None = None) -> int:
    """Answer each line of `stdin` on `stdout`; a line that cannot be read is answered as chat. Arguments: none."""
    source = stdin or sys.stdin
    target = stdout or sys.stdout
    for line in source:
        target.write(json.dumps(answer(line), ensure_ascii=False) + "\n")
        target.flush()
    return 0


def answer(line: str) -> dict[str, Any]:
    """What one JSON line means; chat where the line is none."""
    try:
        given = json.loads(line)
        return as_json(reply.read(str(given.get("text") or ""), context_of(given)))
    except Exception:  # lines out must match lines in, whatever comes
        return as_json(Reply(Intent.CHAT))


def context_of(given: dict[str, Any]) -> ReplyContext:
    """The context that a line gives; what is wrong or missing in it is taken as not told."""
    pending = given.get("pending")
    return ReplyContext(
        now=datetime.fromisoformat(given["now"]),
        postings=tuple(_posting(one) for one in given.get("postings") or ()),
        reply_to=given.get("reply_to"),
        signed_up=tuple(given.get("signed_up") or ()),
        pending=Pending(PendingKind(pending["kind"]), tuple(pending["postings"])) if pending else None,
        region=given.get("region"),
    )


def _posting(given: dict[str, Any]) -> OpenPosting:
    start, begin = given.get("start"), given.get("begin_time")
    trade = given.get("trade")
    return OpenPosting(
        code=str(given["code"]),
        work=str(given.get("work") or ""),
        trade=Trade(trade) if trade in set(Trade) else Trade.OTHER,
        place=str(given.get("place") or ""),
        wage=str(given.get("wage") or ""),
        start=date.fromisoformat(start) if start else None,
        begin_time=time.fromisoformat(begin) if begin else None,
        needed=given.get("needed"),
        joined=int(given.get("joined") or 0),
        minutes_ago=int(given.get("minutes_ago") or 0),
    )


def as_json(read: Reply) -> dict[str, Any]:
    """A reply in the exchange format, with what it holds more."""
    return {
        "intent": read.intent.value,
        "posting": read.posting,
        "count": read.count,
        "names": list(read.names),
        "phones": list(read.phones),
        "ask": read.ask.value if read.ask else None,
        "alarm": read.alarm.value if read.alarm else None,
        "number_said": read.number_said,
        "adds": read.adds,
        "self_included": read.self_included,
        "children": read.children,
        "days": [day.isoformat() for day in read.days],
        "days_refused": [day.isoformat() for day in read.days_refused],
        "day_count": read.day_count,
        "yes": read.yes,
        "answered": read.answered,
        "certainty": read.certainty.value,
    }
