"""python -m bot.localchat --port N --db FILE [--limits] [--bot TOKEN:USERNAME …]."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys

import uvicorn

from bot.localchat.app import ADDRESS, bound_socket, create_app, server_config
from bot.localchat.errors import SimError
from bot.localchat.settings import BotSetting, Settings
from bot.localchat.store import StoreError


def parsed_bot(raw: str, privacy: bool) -> BotSetting:
    """Return the bot of TOKEN:USERNAME, where the token itself holds one colon."""
    token, _, username = raw.rpartition(":")
    if ":" not in token:
        raise argparse.ArgumentTypeError("a bot is given as ID:SECRET:USERNAME")
    return BotSetting(token, username, username, not privacy)


def parser() -> argparse.ArgumentParser:
    """Return the command line."""
    found = argparse.ArgumentParser(prog="python -m bot.localchat", description="The local messenger.")
    found.add_argument("--port", type=int, default=8081, help="0 takes a free one")
    found.add_argument("--db", default="localchat.db", help="the SQLite file")
    found.add_argument("--limits", action="store_true", help="keep Telegram's sending limits")
    found.add_argument("--privacy", action="store_true", help="the bots given here are in privacy mode")
    found.add_argument("--language", default="zh", choices=("zh", "en"))
    found.add_argument("--bot", action="append", default=[], metavar="TOKEN:USERNAME")
    return found


async def serve(settings: Settings, port: int) -> None:
    """Serve until a signal; print the address once it is listening."""
    listening = bound_socket(port)
    app = create_app(settings)
    web = uvicorn.Server(server_config(app))
    web.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]

    def end() -> None:
        app.server.stop()
        web.should_exit = True

    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, end)
    print(f"http://{ADDRESS}:{listening.getsockname()[1]}", flush=True)
    await web.serve(sockets=[listening])
    await app.close()


def main() -> int:
    """Run; return 2 with one sentence where it cannot start."""
    given = parser().parse_args()
    try:
        bots = tuple(parsed_bot(raw, given.privacy) for raw in given.bot)
        settings = Settings(path=given.db, limits=given.limits, bots=bots, language=given.language)
        asyncio.run(serve(settings, given.port))
    except (argparse.ArgumentTypeError, SimError, StoreError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"Cannot listen on {ADDRESS}:{given.port}: {error.strerror or error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
