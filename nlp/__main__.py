"""`python -m nlp`: score the corpora, read lines, explain one text, learn weights."""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parent.parent / "tests" / "corpus"
# Further scorers, each a module with `report(paths) -> str`; left out where not present.
OTHER_SCORERS = (("nlp.score_replies", "replies-*.jsonl"), ("nlp.score_answers", "answers-*.jsonl"))
# Subcommands that read JSON Lines, by the module whose `main(argv)` runs them.
LINE_COMMANDS = {"replies": "nlp.reply_lines", "answers": "nlp.answer_lines"}
OTHER_COMMANDS = {"learn": "nlp.reply_learn", "breaths": "nlp.breath_learn"}
COLOURS = (31, 32, 33, 34, 35, 36, 91, 92, 93, 94, 95, 96)


def main(argv: list[str] | None = None) -> int:
    """Run one subcommand; the exit code is 0 unless the arguments are wrong."""
    argv = sys.argv[1:] if argv is None else argv
    module = LINE_COMMANDS.get(argv[0]) or OTHER_COMMANDS.get(argv[0]) if argv else None
    if module is not None:
        return int(importlib.import_module(module).main(argv[1:]) or 0)
    parser = argparse.ArgumentParser(prog="python -m nlp", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    score = commands.add_parser("score", help="figures on the labelled corpora")
    score.add_argument("paths", nargs="*", type=Path, help="JSON Lines (default: all of tests/corpus)")
    score.add_argument("--wrong", action="store_true", help="list what was read wrong (never for unread sets)")
    commands.add_parser("requests", help="JSON Lines with text, now, region in; with postings out")
    explain = commands.add_parser("explain", help="show what was read, and why")
    explain.add_argument("text")
    explain.add_argument("--region", default="wanrong")
    explain.add_argument("--now", type=datetime.fromisoformat, default=None)
    for name in LINE_COMMANDS:
        commands.add_parser(name, help=f"JSON Lines of {name} in, what they mean out")
    commands.add_parser("learn", help="labelled replies in, the weights of their second reading out")
    commands.add_parser("breaths", help="texts with marks in, the weights of where a breath ends out")
    arguments = parser.parse_args(argv)
    if arguments.command == "score":
        print(score_all(arguments.paths, arguments.wrong))
    elif arguments.command == "requests":
        for line in sys.stdin:
            print(json.dumps({"postings": read_line(line)}, ensure_ascii=False), flush=True)
    else:
        print(explained(arguments.text, arguments.region, arguments.now or datetime.now().astimezone()))
    return 0


def score_all(paths: list[Path], wrong: bool = False) -> str:
    """The figures of requests, and of replies and answers where their scorers are present."""
    from nlp.score import report

    chosen = paths or sorted(CORPUS.glob("*.jsonl"))
    parts = []
    requests = [path for path in chosen if path.name.startswith("requests")]
    if requests:
        parts.append(report(requests, wrong=wrong))
    for module, pattern in OTHER_SCORERS:
        matching = [path for path in chosen if path.match(pattern)]
        if matching and importlib.util.find_spec(module):
            parts.append(importlib.import_module(module).report(matching))
    return "\n\n".join(parts)


def read_line(line: str) -> list[dict[str, Any]]:
    """The postings of one JSON line; an empty list where the line is none, so that lines out match lines in."""
    from nlp.score import parse_line

    try:
        given = json.loads(line)
        return parse_line(str(given["text"]), datetime.fromisoformat(given["now"]), str(given["region"]))
    except (ValueError, KeyError, TypeError, OSError, AttributeError):
        return []


def explained(text: str, region: str, now: datetime) -> str:
    """The text with each reading's words in a colour, and under it field, value, rule and certainty."""
    from nlp import gazetteer, request
    from nlp.exchange import need_to_json

    lines = []
    found = request.read(text, now, gazetteer.load(region))
    for number, need in enumerate(found.needs, 1):
        pieces, at = [], 0
        for index, reading in enumerate(sorted(need.readings, key=lambda one: (one.start, -one.end))):
            if reading.start < at:
                continue
            colour = COLOURS[index % len(COLOURS)]
            pieces.append(text[at : reading.start])
            pieces.append(f"\x1b[{colour}m{text[reading.start : reading.end]}\x1b[0m")
            at = reading.end
        lines += [f"#{number} " + "".join(pieces) + text[at:], ""]
        for reading in need.readings:
            words = text[reading.start : reading.end].replace("\n", "⏎")
            other = f"  or {reading.other}" if reading.other is not None else ""
            lines.append(
                f"  {reading.field:12} {reading.value!s:28} {words:16} {reading.rule} ({reading.certainty}){other}"
            )
        lines.append(json.dumps(need_to_json(need), ensure_ascii=False))
    if not found.needs:
        lines.append("no worker is asked for")
    if found.unexplained:
        lines.append(f"unexplained: {found.unexplained}")
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
