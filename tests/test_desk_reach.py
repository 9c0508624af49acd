"""Every form of the desk, sent by who sees another part of the county, or without the token of a session."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlmodel import SQLModel
from starlette.routing import Route

from tests.conversation import Town
from tests.desk_client import DESK, HOME, part, token
from tests.desk_world import county, pages
from tests.relays import relayed

OUR_OWN = ("/login", "/logout", "/me", "/keys", "/in/")
"""Forms about who is logged in."""
ACTS = (
    *("publish", "back", "reject", "close", "withdraw", "stop", "pause", "again", "wanted", "add", "move", "tick"),
    *("bar", "unbar", "forget", "merge", "kind", "group", "forwarder", "link", "carry", "allot", "tie", "end"),
)
FILLED = {
    **{
        "name": "外人",
        "login": "stranger",
        "place": "解店镇",
        "town": "解店镇",
        "village": "西解村",
        "phone": "13900000055",
    },
    **{
        "people": "3",
        "count": "3",
        "number": "3",
        "seats": "1",
        "posting": "1",
        "group": "1",
        "person": "3",
        "ids": "1",
    },
    **{
        "into": "2",
        "to": "1",
        "what": "go",
        "meaning": "go",
        "verdict": "go",
        "kind": "firm",
        "way": "all",
        "sure": "yes",
    },
    **{
        "reason": "deposit",
        "words": "收押金",
        "why": "下雨",
        "text": "A1 停工",
        "title": "外人的群",
        "code": "A1",
        "act": "apply",
    },
    **{"key": "times.review_minutes", "value": "99", "day": "2026-10-15", "until": "20:00", "hour": "09:00"},
    **{"rhythm": "daily", "agreed": "yes", "consent": "yes", "role": "broker", "outcome": "yes", "come": "yes"},
}
"""Something that does for each field of any form."""


def forms(t: Town) -> list[str]:
    """Every path of the desk that takes a form, with the first row of each kind in its place."""
    found = [each.path for each in pages(t).routes if isinstance(each, Route) and "POST" in (each.methods or ())]
    ours = [path.removeprefix(DESK) for path in found if path.startswith(DESK)]
    ours = [re.sub(r"\{\w+:int\}", "1", path) for path in ours if not path.startswith(OUR_OWN)]
    return [re.sub(r"\{\w+\}", act, path) for path in ours for act in (ACTS if "{" in path else ("",))]


def books(t: Town) -> dict[str, list[Any]]:
    """All rows but those that only tell who came and what was asked."""
    aside = {"inbox", "event", "web_session", "login_try", "page_try"}
    with t.app.store.reading.connect() as connection:
        tables = [each for each in SQLModel.metadata.sorted_tables if each.name not in aside]
        return {each.name: list(connection.execute(sqlalchemy.select(each)).all()) for each in tables}


async def test_no_form_reaches_what_lies_elsewhere_and_none_works_without_its_token(tmp_path: Path) -> None:
    async with county(tmp_path) as t, part(t, "荣河镇") as client:
        relayed(t, "西解村")
        home = (await client.get(DESK)).text
        own, before, tried = {**FILLED, "token": token(home)}, books(t), forms(t)
        assert len(tried) > 60
        for path in tried:
            without = await client.post(f"{DESK}{path}", data=FILLED, headers={"Origin": HOME})
            assert without.status_code == 403, path
            answer = await client.post(f"{DESK}{path}", data=own, headers={"Origin": HOME})
            assert answer.status_code < 500, path
        assert {name: rows for name, rows in books(t).items() if rows != before[name]} == {}
