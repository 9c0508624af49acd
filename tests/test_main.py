"""The program as a process: what it says when it cannot start, and that it ends when told to."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import cast

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SetWebhook
from pydantic import SecretStr

from bot import house, logs
from bot.config import BotSettings, Config, Web
from bot.errors import ConfigError

ROOT = Path(__file__).parent.parent
SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def configured(path: Path, *, web: int | None = None, chat: int | None = None, more: str = "") -> Path:
    """A try-out configuration on ports and files of its own."""
    file = path / "config.toml"
    file.write_text(
        f'[database]\nurl = "sqlite:///{path}/dalaba.sqlite3"\n'
        f"[web]\nport = {web or free_port()}\n"
        f'[localchat]\nport = {chat or free_port()}\npath = "{path}/chat.sqlite3"\n{more}',
        encoding="utf-8",
    )
    return file


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def refused(result: subprocess.CompletedProcess[str]) -> str:
    """The one sentence on standard error; the exit code tells that it did not start."""
    assert result.returncode == 2, result.stderr
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


def test_a_wrong_key(tmp_path: Path) -> None:
    file = configured(tmp_path, more="[webb]\nport = 1\n")
    assert "'webb'" in refused(run("--config", str(file), "run", cwd=tmp_path))


@pytest.mark.parametrize("which", ["web", "chat"])
def test_a_taken_port(tmp_path: Path, which: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        file = configured(tmp_path, web=port if which == "web" else None, chat=port if which == "chat" else None)
        sentence = refused(run("--config", str(file), "run", cwd=tmp_path))
    assert f"Port {port} is in use" in sentence


def test_a_database_of_a_newer_version(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "dalaba.sqlite3") as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version VALUES ('9999')")
    database.close()
    sentence = refused(run("--config", str(configured(tmp_path)), "run", cwd=tmp_path))
    assert "newer version" in sentence


def test_a_bad_token(tmp_path: Path) -> None:
    """Told by a Bot API server: the local messenger knows no such token."""
    file = tmp_path / "config.toml"
    chat = subprocess.Popen(
        [sys.executable, "-m", "bot.localchat", "--port", "0", "--db", str(tmp_path / "chat.db")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert chat.stdout is not None
    try:
        address = chat.stdout.readline().strip()
        file.write_text(
            f'[database]\nurl = "sqlite:///{tmp_path}/dalaba.sqlite3"\n'
            '[[counties]]\nslug = "wanrong"\n[[counties.bots]]\n'
            f'token = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"\napi_base = "{address}"\n',
            encoding="utf-8",
        )
        sentence = refused(run("--config", str(file), "run", cwd=tmp_path))
    finally:
        chat.terminate()
        chat.wait()
        chat.stdout.close()
    assert "token of bot 123456789 is not valid" in sentence
    assert "AAabc" not in sentence


def test_no_such_county(tmp_path: Path) -> None:
    more = '[[counties]]\nslug = "atlantis"\n[[counties.bots]]\nmessenger = "local"\ntoken = "1:x"\n'
    sentence = refused(run("--config", str(configured(tmp_path, more=more)), "run", cwd=tmp_path))
    assert "atlantis" in sentence


def test_it_starts_prints_its_address_and_ends_when_told(tmp_path: Path) -> None:
    file = configured(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "--config", str(file), "run"],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert "http://127.0.0.1:" in line
    process.send_signal(signal.SIGTERM)
    begun = time.monotonic()
    assert process.wait(timeout=SECONDS) == 0
    process.stdout.close()
    assert time.monotonic() - begun < SECONDS
    copied = run("--config", str(file), "backup", str(tmp_path / "copy.sqlite3"), cwd=tmp_path)
    assert copied.returncode == 0, copied.stderr
    with sqlite3.connect(tmp_path / "copy.sqlite3") as copy:
        assert copy.execute("SELECT count(*) FROM region").fetchone() == (228,)
        assert copy.execute("SELECT role FROM person WHERE name = '李经纪'").fetchone() == ("broker",)
    copy.close()


def test_check_reads_the_configuration_only(tmp_path: Path) -> None:
    result = run("--config", str(configured(tmp_path)), "check", cwd=tmp_path)
    assert (result.returncode, "in order" in result.stdout) == (0, True)
    file = tmp_path / "other.toml"
    file.write_text('[[counties]]\nslug = "wanrong"\n[[counties.bots]]\ntoken = "abc"\n', encoding="utf-8")
    result = run("--config", str(file), "check", cwd=tmp_path)
    assert (result.returncode, "A bot's token has the form" in result.stderr) == (2, True)
    assert not (tmp_path / "dalaba.sqlite3").exists()


def test_a_backup_to_a_folder_that_is_not_there(tmp_path: Path) -> None:
    file = configured(tmp_path)
    nowhere = tmp_path / "nowhere" / "copy.sqlite3"
    assert str(nowhere) in refused(run("--config", str(file), "backup", str(nowhere), cwd=tmp_path))


async def test_a_refused_webhook_is_one_sentence() -> None:
    class Refusing:
        async def set_webhook(self, *_: object, **__: object) -> None:
            method = SetWebhook(url="https://example.org/hook")
            raise TelegramBadRequest(method=method, message="Bad Request: bad webhook\nport")

    bot = BotSettings(token=SecretStr("1:a"), webhook_path="/hook", webhook_secret=SecretStr("s"))
    with pytest.raises(ConfigError, match="bad webhook port"):
        await house._set_webhook(Config(web=Web(public_url="https://example.org")), cast("Bot", Refusing()), bot)


def test_the_log_of_an_exception_has_no_message() -> None:
    try:
        try:
            raise KeyError("王师傅说的话")
        except KeyError as first:
            raise ValueError("王师傅又说") from first
    except ValueError as error:
        told = logs._trace((type(error), error, error.__traceback__))
    assert "王师傅" not in told.replace('raise KeyError("王师傅说的话")', "").replace(
        'raise ValueError("王师傅又说")', ""
    )
    assert told.index("KeyError") < told.index("ValueError")
    assert told.endswith("ValueError")


def test_groups_are_bound_from_a_file_as_excel_saves_it(tmp_path: Path) -> None:
    file, listed = configured(tmp_path), tmp_path / "groups.csv"
    sentence = refused(run("--config", str(file), "bind-groups", "wanrong", str(listed), cwd=tmp_path))
    assert "groups.csv cannot be read" in sentence
    listed.write_bytes("群号,地方,行当\r\n-1005,西解村,\r\n-1006,杨庄村,\r\n-1007,,货运\r\n".encode("gbk"))
    result = run("--config", str(file), "bind-groups", "wanrong", str(listed), cwd=tmp_path)
    assert (result.returncode, result.stderr) == (1, "")
    assert "2 groups are bound." in result.stdout
    assert "Not bound: -1006: 杨庄村 may be" in result.stdout
