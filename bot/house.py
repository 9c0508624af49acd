"""The building of everything: database, messengers, trees, dispatcher, pages, clock; only `__main__` asks for it.

It is a module of its own so that a wrong key or a taken port is told before anything large is imported.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import structlog
import uvicorn
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from starlette.applications import Starlette

from bot import accounts, leases, listen, logins, pump, tryout, warm, watch, webhooks
from bot.app import App, Here
from bot.config import TRY_OUT, BotSettings, Config
from bot.counties import Clock, bot_id, counties_of
from bot.db import Store, migrate
from bot.errors import ConfigError
from bot.localchat import app as localchat
from bot.localchat.settings import BotSetting
from bot.localchat.settings import Settings as LocalSettings
from bot.logs import masked
from bot.messengers import Account, Messenger
from bot.messengers.telegram import Aside, Telegram, build_forms, client
from bot.messengers.webhook import Robots
from bot.model import Model
from bot.model import Settings as ModelOptions
from bot.ports import claim, taken
from bot.pump import Pump
from handlers import commands, routers
from handlers.consumer import Consumer
from handlers.receiver import WANTED, Receiver
from handlers.web import app as web
from scheduler import clock

log = structlog.get_logger()
ROBOTS_SECONDS = 20.0
"""So soon a robot that the desk entered or took out is heeded."""


@dataclass(slots=True)
class House:
    """Everything that runs together, and where it is reached."""

    app: App
    clock: Clock
    chat: localchat.Running | None
    bots: dict[tuple[str, int], Bot] = field(default_factory=dict)
    accounts: dict[tuple[str, int], Account] = field(default_factory=dict)
    url: str = ""
    warm: asyncio.Future[None] | None = None  # done once what takes long the first time was done (`bot/warm.py`)


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
        counties = counties_of(config, store, clock())
        build_forms()
        warming = asyncio.create_task(asyncio.to_thread(warm.up, store, list(counties.values()), clock()))
        stack.push_async_callback(asyncio.wait, [warming])  # else its thread would ask a store that is closed
        chat = None
        if config.needs_localchat():
            try:
                chat = await stack.enter_async_context(
                    localchat.running(_local_settings(config), config.localchat.port)
                )
            except OSError:
                raise ConfigError(taken(config.localchat.port, "localchat.port")) from None
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
            with store.writing(here.county_id) as session:
                own = webhooks.in_force(session, here)
                webhooks.furnish(session, clock(), own)
            for key, robots in webhooks.messengers(own, clock, config.web.public_url).items():
                messengers[key] = robots
                stack.push_async_callback(robots.close)
        app = App(config, store, counties, messengers, clock, model=_model(config))
        for key, bot in bots.items():
            bot.session.middleware(Aside(app.gate(key)))
        built = House(app, clock, chat, bots, warm=warming)
        for key, messenger in messengers.items():
            if key in bots:  # robots have no account
                built.accounts[key] = await messenger.account()
        if chat is not None:
            for here in counties.values():
                await tryout.furnish(app, here, chat.url)
        yield built


@asynccontextmanager
async def serving(built: House) -> AsyncIterator[House]:
    """Receive, work off, send, tick and serve the pages until the block ends; or the pages alone (`web.only`)."""
    app = built.app
    if app.config.web.only and app.store.is_sqlite:
        raise ConfigError("web.only needs PostgreSQL: on SQLite one process does everything.")
    listening = claim(app.config.web.host, app.config.web.port, "web.port")
    tasks: list[asyncio.Task[None]] = []
    with app.store.alone():
        ticking = None
        try:
            if not app.config.web.only:
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
    own_name = None if app.store.is_sqlite else holder  # on SQLite there is one process and nothing to ask
    deaf = {key for key, account in built.accounts.items() if not account.hears_all}

    def start(work: Coroutine[Any, Any, None], name: str) -> None:
        tasks.append(asyncio.create_task(work, name=name))

    start(listen.listen(app), "listen")
    for here in app.counties.values():
        slug = here.settings.slug
        consumer = Consumer(app, here, routers.build(), built.bots, deaf, holder=own_name)
        start(leases.holding(app, here, leases.CONSUMER, holder, _warmed(built, consumer.run)), f"consumer:{slug}")
        start(watch.watch(app, here), f"watch:{slug}")
        for each in here.settings.bots:
            key = (each.messenger, bot_id(each))
            own = replace(here, messenger=key[0], bot=key[1])
            sender = Pump(app, own, app.messengers[key], recorder, holder=own_name)
            start(leases.holding(app, own, leases.sender(own), holder, sender.run), f"pump:{key[1]}")
            start(commands.register(built.bots[key], here.language), f"commands:{key[1]}")
            if each.webhook_path:
                await _set_webhook(app.config, built.bots[key], each)
            else:
                receiver = Receiver(app, own, built.bots[key])
                start(leases.holding(app, own, leases.receiver(own), holder, receiver.run), f"receive:{key[1]}")
        start(_robots(app, here, recorder, holder, own_name, start), f"robots:{slug}")


def _warmed(built: House, work: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], Coroutine[Any, Any, None]]:
    """The work, begun once the house is warm. Its lease is taken before: nobody waits longer for it."""

    async def begin() -> None:
        if built.warm is not None:
            await asyncio.wait([built.warm])
        await work()

    return begin


async def _robots(
    app: App,
    here: Here,
    recorder: pump.Recorder,
    holder: str,
    own_name: str | None,
    start: Callable[[Coroutine[Any, Any, None], str], None],
) -> None:
    """Keep the county's group robots as the config and the desk have them; a pump for each kind once there is one."""
    started: set[str] = set()
    while True:
        try:
            now_here = await app.read(webhooks.in_force, here)
        except Exception as error:  # the database does not answer: they stay as they are until the next look
            log.error("robots_not_read", county=here.settings.slug, error=type(error).__name__)
            await asyncio.sleep(ROBOTS_SECONDS)
            continue
        for kind in webhooks.KINDS:
            robots, messenger = webhooks.of_kind(now_here, kind), app.messengers[(kind, here.county_id)]
            assert isinstance(messenger, Robots)
            messenger.set(robots)
            if robots and kind not in started:
                started.add(kind)
                own = replace(here, messenger=kind, bot=here.county_id)
                sender = Pump(app, own, messenger, recorder, holder=own_name)
                work = leases.holding(app, own, leases.sender(own), holder, sender.run)
                start(work, f"pump:{kind}:{here.settings.slug}")
        await asyncio.sleep(ROBOTS_SECONDS)


async def _serve_pages(built: House, listening: socket.socket) -> tuple[uvicorn.Server, asyncio.Task[None]]:
    chat = built.chat.app.sim if built.chat is not None else None
    pages: Starlette = web.build(built.app, localchat=chat)
    server = uvicorn.Server(localchat.server_config(pages, built.app.config.web.trusted_proxies))
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
    try:
        await bot.set_webhook(
            config.web.public_url.rstrip("/") + each.webhook_path,
            secret_token=each.webhook_secret.get_secret_value(),
            max_connections=10,
            allowed_updates=WANTED,
        )
    except TelegramAPIError as error:
        why = " ".join(masked(error.message).split())
        raise ConfigError(f"The webhook was refused ({why}): check web.public_url, webhook_path and secret.") from None


async def first_passwords(built: House) -> list[str]:
    """A line to be shown once for each county whose desk has no password yet; the try-out's desk needs none."""
    app, lines = built.app, []
    for slug, here in app.counties.items():
        if built.chat is not None or not await app.read(logins.needs_first, here):
            continue
        password = accounts.word()
        hash_ = await asyncio.to_thread(accounts.hashed, password)
        if await app.act(logins.first, here, hash_=hash_):
            base = app.config.web.public_url.rstrip("/") or built.url
            lines.append(
                f"The desk of {slug}: {base}/{slug}/desk  name: {accounts.FIRST_LOGIN}  password: {password}  "
                "(printed this once; change it after the first login)"
            )
    return lines
