"""What happened, told in words: no act of the program stands on a page under its own name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from handlers.web import wording
from handlers.web.desk_history import QUIET

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
