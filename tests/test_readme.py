"""The README, held to the program: its first conversation is replayed, what it names exists."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conversation import town

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ENDINGS = "py|toml|md|csv|png|svg|txt|lock|yml"


def quotes() -> list[list[str]]:
    """The quoted blocks of the README, each as its lines."""
    blocks = re.findall(r"(?:^> .*\n)+", README, flags=re.MULTILINE)
    return [[line.removeprefix("> ") for line in block.splitlines()] for block in blocks]


async def test_the_first_conversation_goes_as_it_says(tmp_path: Path) -> None:
    said, card = quotes()[:2]
    between = README.split("\n".join(f"> {line}" for line in said))[1].split("> ")[0]
    answers = re.findall(r"[(]([^()]+)[)]", between)
    assert len(answers) == 3
    async with town(tmp_path) as t:
        boss = t.person("王师傅")
        await boss.says(said[0])
        for answer in answers:
            assert boss.last != "\n".join(card)
            await boss.says(answer)
        assert boss.last == "\n".join(card)


def test_every_make_target_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    named = set(re.findall(r"(?:`|^ {4})make ([a-z-]+)", README, flags=re.MULTILINE))
    assert {"run", "demo", "test"} <= named <= targets


def test_every_command_exists() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "handlers").glob("*.py"))
    known = {name for call in re.findall(r"Command\(([^)]*)\)", code) for name in re.findall(r'"([a-z]+)"', call)}
    named = set(re.findall(r"`/([a-z]+)(?: [^`]*)?`", README)) - {"healthz", "metrics"} - {"newbot", "setprivacy"}
    assert {"id", "bind", "phone"} <= named <= known


def test_every_file_exists() -> None:
    named = set(re.findall(rf"[`(]((?:[a-z_]+/)+[a-z0-9_-]+\.(?:{ENDINGS}))[`)]", README))
    named |= set(re.findall(r"`((?:nlp|bot|handlers|scheduler|tests|docs)/[a-z_/]*)`", README))
    assert "docs/chat.png" in named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
