"""What takes long the first time is done at the start, before anybody waits for it.

The tables of the language (words, patterns, marks of alarm) are built when a text is first read, a third of a second;
a connection to PostgreSQL is made when it is first asked for. Both are done in a thread of their own while the program
asks the messenger who it is, so that neither the start nor a takeover takes longer; the first update waits for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from datetime import date, datetime, time

import structlog
from sqlalchemy import text

from bot import db
from bot.app import Here
from bot.db import Store
from nlp import answer, order, reply, request
from nlp.types import OpenPosting, ReplyContext

log = structlog.get_logger()
NEED = "明天要20个人摘苹果，解店镇西解村，150一天管午饭，早上七点到，联系王师傅13835912345"
REPLIES = (
    "去，俩人",
    "俺去",
    "不去了",
    "明天去不了，后天去",
    "给俺姐也报上",
    "多少钱一天？",
    "没给钱",
    "改成3个人",
    "好的",
)
"""One of each kind, so that each of the tables is built."""


def language(counties: Iterable[Here], now: datetime) -> None:
    """Read a few texts in each county's tree and words; what comes of it is thrown away."""
    for here in counties:
        local = now.astimezone(here.zone)
        shown = OpenPosting("A1", "摘苹果", "picking", "西解村", "150元/天", date(2026, 1, 1), time(7), 20, 1, 5)
        region = here.gazetteer.slug
        for words in REPLIES:
            reply.read(words, ReplyContext(local, (shown,), region=region))
            reply.read(words, ReplyContext(local, (shown,), signed_up=("A1",), region=region))
        request.read(NEED, local, here.gazetteer)
        order.read("A1还差2个", local)
        answer.read("160", local, {}, "wage", here.gazetteer)


def connections(store: Store) -> None:
    """Have as many connections as acts are run at a time."""
    if store.is_sqlite:
        return
    with ExitStack() as held:
        for _ in range(db.WRITERS_POSTGRES):
            held.enter_context(store.engine.connect()).execute(text("SELECT 1"))


def up(store: Store, counties: Iterable[Here], now: datetime) -> None:
    """Both, in the thread in which it is called. Where one fails, it is done when it is first needed, as ever."""
    try:
        connections(store)
        language(counties, now)
    except Exception as error:
        log.warning("not_warm", error=type(error).__name__, exc_info=error)
