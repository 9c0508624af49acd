"""The one place that builds things and runs them; what it can do stands in `_parser`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import structlog
import uvicorn
from aiogram import Bot
from starlette.applications import Starlette

from bot import accounts, county, groups, leases, listen, logs, pump, tryout, unclear, watch, webhooks
from bot.app import App, Here
from bot.config import TRY_OUT, BotSettings, Config, load
from bot.db import Store, migrate, one_at_a_time
from bot.errors import ConfigError
from bot.localchat import app as localchat
from bot.localchat.settings import BotSetting
from bot.localchat.settings import Settings as LocalSettings
from bot.messengers import Account, Messenger
from bot.messengers.telegram import Telegram, client
from bot.model import Model
from bot.model import Settings as ModelOptions
from bot.pump import Pump
from handlers import commands, routers
from handlers.consumer import Consumer
from handlers.receiver import Receiver
from handlers.web import app as web
from nlp import gazetteer
from scheduler import clock

log = structlog.get_logger()


@dataclass(slots=True)
class Clock:
    """The one reading of the time. A demo may set it apart from the world's and move it on."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC) + self.ahead

    def set(self, moment: datetime) -> None:
        """Let it be `moment` now; time goes on from there."""
        self.ahead = moment - datetime.now(UTC)


@dataclass(slots=True)
class House:
    """Everything that runs together, and where it is reached."""

    app: App
    clock: Clock
    chat: localchat.Running | None
    bots: dict[tuple[str, int], Bot] = field(default_factory=dict)
    accounts: dict[tuple[str, int], Account] = field(default_factory=dict)
    url: str = ""


def _bot_id(bot: BotSettings) -> int:
    head = bot.token.get_secret_value().partition(":")[0]
    if not head.isdecimal():
        raise ConfigError("A bot's token has the form 123456789:AA…: copy it from BotFather once more.")
    return int(head)


def _local_settings(config: Config) -> LocalSettings:
    bots = tuple(
        BotSetting(bot.token.get_secret_value(), f"dalaba_{each.slug}_bot", each.station or "大喇叭")
        for each in config.counties
        for bot in each.bots
        if bot.messenger == "local"
    )
    path = Path(config.localchat.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    return LocalSettings(path=str(path), limits=config.localchat.limits, bots=bots)


def _counties(config: Config, store: Store, now: datetime) -> dict[str, Here]:
    made = {}
    for settings in config.counties:
        try:
            tree = gazetteer.load(settings.slug)
        except FileNotFoundError:
            raise ConfigError(
                f"County {settings.slug!r} has no tree: put its regions in nlp/regions/{settings.slug}.csv."
            ) from None
        with store.writing() as session:
            one_at_a_time(session)
            county_id = county.ensure(session, now, settings, tree)
        first = settings.bots[0]
        zone = ZoneInfo(settings.zone)
        made[settings.slug] = Here(county_id, settings, tree, zone, first.messenger, _bot_id(first))
    return made


def _try_out(config: Config) -> Config:
    """The try-out's desk is one of its made-up people."""
    counties = tuple(
        each.model_copy(update={"desk": (tryout.DESK_USER,)}) if each == TRY_OUT else each for each in config.counties
    )
    return config.model_copy(update={"counties": counties})


def _model(config: Config) -> Model | None:
    given = config.model
    if not given.api_key.get_secret_value():
        return None
    return Model(
        ModelOptions(
            base_url=given.base_url or None,
            key=given.api_key.get_secret_value(),
            model=given.model,
            timeout_seconds=given.timeout_seconds,
            budget_per_day=given.calls_per_day,
            audio_model=given.audio_model or None,
        )
    )


@asynccontextmanager
async def house(config: Config, clock: Clock) -> AsyncIterator[House]:
    """Build everything, check the accounts, and take it down again at the end."""
    config = _try_out(config)
    async with AsyncExitStack() as stack:
        store = Store(config.database.url)
        stack.callback(store.close)
        migrate(store)
        counties = _counties(config, store, clock())
        chat = None
        if config.needs_localchat():
            try:
                chat = await stack.enter_async_context(
                    localchat.running(_local_settings(config), config.localchat.port)
                )
            except OSError:
                raise ConfigError(_taken(config.localchat.port, "localchat.port")) from None
        bots: dict[tuple[str, int], Bot] = {}
        messengers: dict[tuple[str, int], Messenger] = {}
        for settings in config.counties:
            for each in settings.bots:
                base = each.api_base or (chat.url if chat is not None and each.messenger == "local" else "")
                bot = client(each.token.get_secret_value(), base)
                stack.push_async_callback(bot.session.close)
                bots[(each.messenger, bot.id)] = bot
                messengers[(each.messenger, bot.id)] = Telegram(each.messenger, bot, each.pace)
        for here in counties.values():
            with store.writing() as session:
                webhooks.furnish(session, clock(), here)
            for key, robots in webhooks.messengers(here, clock, config.web.public_url).items():
                messengers[key] = robots
                stack.push_async_callback(robots.close)
        app = App(config, store, counties, messengers, clock, model=_model(config))
        built = House(app, clock, chat, bots)
        for key, messenger in messengers.items():
            if key in bots:  # robots have no account
                built.accounts[key] = await messenger.account()
        if chat is not None:
            for here in counties.values():
                await tryout.furnish(app, here, chat.url)
        yield built


def _taken(port: int, key: str) -> str:
    return f"Port {port} is in use by another program: stop that one, or set another {key} in the config."


@asynccontextmanager
async def serving(built: House) -> AsyncIterator[House]:
    """Receive, work off, send, tick and serve the pages until the block ends."""
    app = built.app
    listening = _web_socket(app.config)
    tasks: list[asyncio.Task[None]] = []
    with app.store.alone():
        ticking = None
        try:
            await _start_work(built, tasks)
            ticking = clock.start(app)
            server, served = await _serve_pages(built, listening)
            host, port = listening.getsockname()[:2]
            built.url = f"http://{host}:{port}"
            try:
                yield built
            finally:
                if built.chat is not None:
                    built.chat.server.stop()
                server.should_exit = True
                await served
        finally:
            if ticking is not None:
                ticking.shutdown(wait=False)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _start_work(built: House, tasks: list[asyncio.Task[None]]) -> None:
    """Start consumers, pumps and receivers, each for as long as this process holds its lease."""
    app, holder, recorder = built.app, leases.new_holder(), pump.recorder(built.app)
    deaf = {key for key, account in built.accounts.items() if not account.hears_all}

    def start(work: Coroutine[Any, Any, None], name: str) -> None:
        tasks.append(asyncio.create_task(work, name=name))

    start(listen.listen(app), "listen")
    for here in app.counties.values():
        slug = here.settings.slug
        consumer = Consumer(app, here, routers.build(), built.bots, deaf)
        start(leases.holding(app, here, leases.CONSUMER, holder, consumer.run), f"consumer:{slug}")
        start(watch.watch(app, here), f"watch:{slug}")
        for each in here.settings.bots:
            key = (each.messenger, _bot_id(each))
            own = replace(here, messenger=key[0], bot=key[1])
            sender = Pump(app, own, app.messengers[key], recorder, holder=None if app.store.is_sqlite else holder)
            start(leases.holding(app, own, leases.sender(own), holder, sender.run), f"pump:{key[1]}")
            start(commands.register(built.bots[key], here.language), f"commands:{key[1]}")
            if each.webhook_path:
                await _set_webhook(app.config, built.bots[key], each)
            else:
                receiver = Receiver(app, own, built.bots[key])
                start(leases.holding(app, own, leases.receiver(own), holder, receiver.run), f"receive:{key[1]}")
        for kind in sorted({robot.kind for robot in here.settings.robots}):
            own = replace(here, messenger=kind, bot=here.county_id)
            robots = app.messengers[(kind, here.county_id)]
            sender = Pump(app, own, robots, recorder, holder=None if app.store.is_sqlite else holder)
            start(leases.holding(app, own, leases.sender(own), holder, sender.run), f"pump:{kind}:{slug}")


def _web_socket(config: Config) -> socket.socket:
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((config.web.host, config.web.port))
    except OSError:
        found.close()
        raise ConfigError(_taken(config.web.port, "web.port")) from None
    found.listen(512)
    found.setblocking(False)
    return found


async def _serve_pages(built: House, listening: socket.socket) -> tuple[uvicorn.Server, asyncio.Task[None]]:
    chat = built.chat.app.sim if built.chat is not None else None
    pages: Starlette = web.build(built.app, localchat=chat)
    server = uvicorn.Server(localchat.server_config(pages))
    # uvicorn would take the process's signals for itself; they end the whole house, not the pages alone.
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign, assignment]
    task = asyncio.create_task(server.serve(sockets=[listening]), name="web")
    while not server.started and not task.done():  # noqa: ASYNC110 - uvicorn offers no event
        await asyncio.sleep(0.01)
    return server, task


async def _set_webhook(config: Config, bot: Bot, each: BotSettings) -> None:
    if not config.web.public_url or not each.webhook_secret.get_secret_value():
        raise ConfigError(
            "A webhook needs web.public_url and the bot's webhook_secret: set both, or leave webhook_path."
        )
    await bot.set_webhook(
        config.web.public_url.rstrip("/") + each.webhook_path,
        secret_token=each.webhook_secret.get_secret_value(),
        max_connections=10,
    )


async def _first_passwords(built: House) -> None:
    """Print, once, a password for each county whose desk has none yet; the try-out's desk needs none."""
    app = built.app
    for slug, here in app.counties.items():
        if built.chat is not None or not await app.read(accounts.needs_first, here):
            continue
        password = accounts.word()
        hash_ = await asyncio.to_thread(accounts.hashed, password)
        if await app.act(accounts.first, here, hash_=hash_):
            base = app.config.web.public_url.rstrip("/") or built.url
            print(
                f"The desk of {slug}: {base}/{slug}/desk  name: {accounts.FIRST_LOGIN}  password: {password}  "
                "(printed this once; change it after the first login)",
                flush=True,
            )


async def _run(config: Config) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    async with house(config, Clock()) as built, serving(built):
        if built.chat is not None:
            print(f"大喇叭 is running. Open {built.url} in a browser. Ctrl+C ends it.", flush=True)
        else:
            names = ", ".join(f"@{account.username}" for account in built.accounts.values())
            print(f"大喇叭 is running as {names}; pages at {built.url}. Ctrl+C ends it.", flush=True)
        await _first_passwords(built)
        await stop.wait()


def _check(config: Config) -> None:
    counties = ", ".join(f"{each.slug} ({len(each.bots)} bot)" for each in config.counties)
    print(f"The configuration is in order: {counties}.")


async def _bind_groups(config: Config, slug: str, path: Path) -> int:
    """Bind the groups of a county from a CSV with lines `chat_id,region code or name,trade`."""
    import csv

    async with house(config, Clock()) as built:
        here = built.app.counties.get(slug)
        if here is None:
            raise ConfigError(f"There is no county {slug!r} in the config.")
        rows = []
        with path.open(encoding="utf-8-sig", newline="") as file:
            for line in csv.reader(file):
                if line and line[0].strip().lstrip("-").isdecimal():
                    cells = [*(cell.strip() for cell in line), "", ""]
                    rows.append((int(cells[0]), cells[1], cells[2]))
        bound, problems = await built.app.act(groups.bind_many, here, rows)
    print(f"{bound} groups are bound.")
    for problem in problems:
        print(f"Not bound, no such region: {problem}")
    return 1 if problems else 0


def _backup(config: Config, to: Path) -> None:
    """Copy a SQLite database while it is in use (SQLite's online backup)."""
    store = Store(config.database.url)
    if not store.is_sqlite or not store.url.database:
        raise ConfigError("For PostgreSQL use pg_dump; the README has the command.")
    with sqlite3.connect(store.url.database) as source, sqlite3.connect(to) as target:
        source.backup(target)
    target.close()
    source.close()
    print(f"Copied to {to}.")


def _unclear_export(config: Config) -> None:
    """Print what the desk settled as lines of the corpus, one a message, counties in the config's order."""
    store = Store(config.database.url)
    try:
        migrate(store)
        for here in _counties(config, store, datetime.now(UTC)).values():
            for unclear_id in store.read(unclear.settled_ids, here):
                print(json.dumps(store.read(unclear.export, here, unclear_id), ensure_ascii=False))
    finally:
        store.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="dalaba", description="Postings for a county's groups, replies into a roster."
    )
    parser.add_argument("--config", type=Path, default=None, help="default: config.toml where there is one")
    ways = parser.add_subparsers(dest="way")
    ways.add_parser("run", help="run until Ctrl+C (the default)")
    ways.add_parser("demo", help="play one evening and morning and print it")
    ways.add_parser("check", help="check the configuration")
    bind = ways.add_parser("bind-groups", help="bind a county's groups from a CSV")
    bind.add_argument("county")
    bind.add_argument("csv", type=Path)
    lived = ways.add_parser("simulate", help="live through days of a made-up county and print what came of them")
    lived.add_argument("--days", type=int, default=3)
    lived.add_argument("--seed", type=int, default=7)
    lived.add_argument("--groups", type=int, default=228)
    lived.add_argument("--postings", type=int, default=40, help="a day")
    lived.add_argument("--workers", type=int, default=600)
    lived.add_argument("--database", default="", help="an empty database; default: a file that is thrown away")
    backup = ways.add_parser("backup", help="copy the SQLite database while it is in use")
    backup.add_argument("to", type=Path)
    ways.add_parser("unclear-export", help="print the messages that the desk settled, as lines of the corpus")
    return parser


def _simulate(config: Config, given: argparse.Namespace) -> int:
    """Live through days of a made-up county on a database of its own and print what came of them."""
    import tempfile
    import time

    from bot import simulate
    from scheduler import jobs

    began = time.monotonic()
    settings = config.counties[0]
    settings = settings.model_copy(update={"desk": (), "clock": settings.clock.model_copy(update={"backup": False})})
    with tempfile.TemporaryDirectory(prefix="dalaba-simulate-") as folder:
        store = Store(given.database or f"sqlite:///{folder}/county.sqlite3")
        migrate(store)
        try:
            here = _counties(config.model_copy(update={"counties": (settings,)}), store, Clock()())[settings.slug]
            setting = simulate.Setting(
                days=given.days,
                seed=given.seed,
                groups=given.groups,
                postings_a_day=given.postings,
                workers=given.workers,
                employers=max(given.postings * 2, 4),
            )
            result = simulate.run(store, here, jobs.fire, setting)
        finally:
            store.close()
    print(result.table())
    print(f"It took {time.monotonic() - began:.0f} seconds.", file=sys.stderr)
    return 1 if result.problems else 0


async def _demo() -> int:
    from bot import demo

    with demo.folder() as path:
        config = demo.configuration(path)
        async with house(config, Clock()) as built, serving(built):
            assert built.chat is not None
            return await demo.play(built.app, built.clock, built.chat.url)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 2 with one sentence on what is wrong and what to do."""
    given = _parser().parse_args(arguments)
    path = given.config
    if path is None and Path("config.toml").exists():
        path = Path("config.toml")
    try:
        config = load(path)
        logs.configure("error" if given.way in ("demo", "simulate") else config.log.level)
        if given.way == "check":
            _check(config)
        elif given.way == "bind-groups":
            return asyncio.run(_bind_groups(config, given.county, given.csv))
        elif given.way == "backup":
            _backup(config, given.to)
        elif given.way == "unclear-export":
            _unclear_export(config)
        elif given.way == "simulate":
            return _simulate(config, given)
        elif given.way == "demo":
            return asyncio.run(_demo())
        else:
            asyncio.run(_run(config))
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
