"""What happened, told in words: no act of the program stands on a page under its own name."""

from __future__ import annotations

import ast
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from bot import digests
from bot.app import Here
from bot.models import Issue
from handlers.web import wording
from handlers.web.desk_history import QUIET
from tests.desk_client import DESK, desk
from tests.desk_world import county

ROOT = Path(__file__).parent.parent
CODE = [path for folder in ("bot", "handlers", "scheduler") for path in sorted((ROOT / folder).rglob("*.py"))]


def acts() -> set[str]:
    """What the program writes into the book of events: the words after (session, now, here) of `events.note`."""
    found = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "events.note":
                found |= {
                    each.value
                    for each in node.args[3:4]
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                }
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_act_has_its_words(language: str) -> None:
    known = wording.texts(language)["acts"]
    assert len(acts()) > 90
    lacking = {act for act in acts() if act.replace(".", "_") not in known and not act.startswith("setting.")}
    assert lacking <= set(QUIET)


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_kind_of_issue_has_its_word(tmp_path: Path, language: str) -> None:
    async with county(tmp_path) as t, desk(t) as client:

        def went_out(session: Session, now: datetime, here: Here) -> None:
            for number, kind in enumerate((digests.DAILY, digests.WEEKLY, digests.LATE), 1):
                session.add(Issue(county_id=here.county_id, number=number, kind=kind, day=now.date(), made_at=now))

        t.app.act_now(went_out, t.here)
        answer = await client.get(f"{DESK}/digest?lang={language}")
        assert answer.status_code == 200
        for word in {"zh": ("每日", "直播", "晚上补的"), "en": ("daily", "livestream", "evening")}[language]:
            assert f'<span class="quiet">{word}</span>' in answer.text
