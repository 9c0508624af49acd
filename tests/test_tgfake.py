"""The whole way with the unmodified program against a Bot API server that others wrote.

tgfake serves one bot, private chats and groups, taps and quotes (its documentation, docs/sim-api.md). It sends no
my_chat_member, so groups are bound by `/bind`. Where it cannot be had (no Go modules), these tests are passed by.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.test_main import ROOT, free_port

TGFAKE = shutil.which("tgfake") or shutil.which("tgfake", path=str(ROOT / "build" / "bin"))
pytestmark = [
    pytest.mark.tgfake,
    pytest.mark.skipif(TGFAKE is None, reason="tgfake is not here: go install github.com/EvilFreelancer/tgfake"),
]
DESK, BOSS, WORKER = 6_000_000_001, 6_000_000_002, 6_000_000_011
VILLAGE = -1_002_000_000_001
PATIENCE = 30.0


class Stand:
    """The people's side of tgfake."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(f"{self.origin}/sim{path}", json.dumps(body).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            found: dict[str, Any] = json.load(answer)
            return found

    def texts(self, chat: int) -> list[str]:
        with urllib.request.urlopen(f"{self.origin}/sim/chat/{chat}", timeout=10) as answer:
            messages = json.load(answer)["messages"]
        return [message["text"] for message in messages if message["from"] == "bot"]

    def says(self, user: int, name: str, text: str, group: bool = False) -> None:
        where = {"chat_type": "supergroup", "chat_id": VILLAGE, "chat_title": "西解村用工群"} if group else {}
        self.post("/message", {"text": text, "user_id": user, "first_name": name, **where})

    def hears(self, chat: int, *words: str) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = [text for text in self.texts(chat) if all(word in text for word in words)]
            if found:
                return found[-1]
            time.sleep(0.1)
        raise AssertionError(f"{words} not in {self.texts(chat)}")


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    assert TGFAKE is not None
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    server = subprocess.Popen([TGFAKE, "--addr", f"127.0.0.1:{port}", "--poll-max", "2s"])
    config = tmp_path / "config.toml"
    config.write_text(
        f'[database]\nurl = "sqlite:///{tmp_path}/dalaba.sqlite3"\n[web]\nport = {free_port()}\n'
        f'[[counties]]\nslug = "wanrong"\nstation = "万荣零工市场"\nduty_phone = "0359-4520000"\ndesk = [{DESK}]\n'
        f'[[counties.bots]]\ntoken = "7000000001:AAabcdefghijklmnopqrstuvwxyz0123456"\napi_base = "{origin}"\n',
        encoding="utf-8",
    )
    time.sleep(1)
    bot = subprocess.Popen(
        [sys.executable, "-m", "bot", "--config", str(config), "run"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        yield Stand(origin)
    finally:
        for process in (bot, server):
            process.terminate()
            process.wait(timeout=30)


def test_from_a_text_to_a_roster(stand: Stand) -> None:
    stand.says(DESK, "小赵", "/start")
    stand.hears(DESK, "")
    stand.says(DESK, "小赵", "/bind 西解村", group=True)
    stand.hears(VILLAGE, "西解村")
    stand.says(BOSS, "王师傅", "明天要2个人摘苹果，解店镇西解村，150一天日结，管午饭，早七点到，王师傅13800138001")
    stand.hears(BOSS, "摘苹果")
    for _ in range(4):  # what is asked once may stay empty
        if "审核" in "".join(stand.texts(BOSS)):
            break
        stand.says(BOSS, "王师傅", "行")
        time.sleep(1)
    stand.hears(DESK, "摘苹果")
    stand.post("/callback", {"label": "已打电话核实", "user_id": DESK, "chat_id": DESK})
    time.sleep(1)
    stand.post("/callback", {"label": "发布", "user_id": DESK, "chat_id": DESK})
    copy = stand.hears(VILLAGE, "A1", "摘苹果")
    assert "西解村" in copy, "the copy tells where"
    assert "13800138001" not in copy, "a phone stands in groups only where its owner said so"
    stand.says(WORKER, "秀兰", "俺去，俩人", group=True)
    stand.hears(VILLAGE, "秀兰", "2人")
