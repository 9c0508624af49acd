"""`python -m nlp answers`: JSON Lines in, `{"act", "changes"}` out, one for one.

A line has `text`, `now`, `region`, `draft` and `asked`, as the answers-* corpora write them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TextIO

from nlp import answer, gazetteer
from nlp.types import Act


def read_one(given: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one parsed line, as the corpora write it."""
    read = answer.read(
        str(given["text"]),
        datetime.fromisoformat(given["now"]),
        given.get("draft") or {},
        given.get("asked"),
        gazetteer.load(str(given["region"])),
    )
    return {"act": read.act.value, "changes": read.changes}


def main(argv: list[str] | None = None, source: TextIO | None = None, target: TextIO | None = None) -> int:
    """Read lines until the end; a line that is none of the format is answered with `other`, so that counts agree."""
    source, target = source or sys.stdin, target or sys.stdout
    for line in source:
        try:
            answered = read_one(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError, OSError):
            answered = {"act": Act.OTHER.value, "changes": {}}
        target.write(json.dumps(answered, ensure_ascii=False) + "\n")
        target.flush()
    return 0
