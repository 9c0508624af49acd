"""The program's commands; what it can do stands in `_parser`.

What is wrong with the config, the ports or the database is said before the rest of the program is imported.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import signal
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot import logs, ports
from bot.config import Config
from bot.config_file import load
from bot.errors import ConfigError


@contextmanager
def _loading() -> Iterator[None]:
    """While the program is read in. What that makes stays for good; to look through it for what can be thrown away,
    time and again, is a fifth of the start, and a stop of its own whenever it is done later.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _prepare(config: Config) -> None:
    """Say what would not start: a county without a tree, a port that is taken, a database of a newer version."""
    from bot.db import Store, migrate
    from bot.trees import tree

    for each in config.counties:
        tree(each.slug)
    ports.claim(config.web.host, config.web.port, "web.port").close()
    if config.needs_localchat():
        ports.claim("127.0.0.1", config.localchat.port, "localchat.port").close()
    store = Store(config.database.url)
    try:
        migrate(store)
    finally:
        store.close()


async def _run(config: Config) -> None:
    with _loading():
        _prepare(config)
        from bot import house
        from bot.counties import Clock

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stop.set)
    async with house.house(config, Clock()) as built, house.serving(built):
        if built.chat is not None:
            print(f"大喇叭 is running. Open {built.url} in a browser. Ctrl+C ends it.", flush=True)
        else:
            names = ", ".join(f"@{account.username}" for account in built.accounts.values())
            print(f"大喇叭 is running as {names}; pages at {built.url}. Ctrl+C ends it.", flush=True)
        for line in await house.first_passwords(built):
            print(line, flush=True)
        await stop.wait()


def _check(config: Config) -> None:
    from bot.counties import bot_id

    for county in config.counties:
        for bot in county.bots:
            bot_id(bot)  # a token that is none is told here as it is at the start
    counties = ", ".join(f"{each.slug} ({len(each.bots)} bot)" for each in config.counties)
    print(f"The configuration is in order: {counties}.")


async def _bind_groups(config: Config, slug: str, path: Path) -> int:
    """Bind the groups of a county from a CSV with lines `chat_id,region code or name,trade`."""
    with _loading():
        from bot import groups_file

        rows, unread = groups_file.read(path), groups_file.without_chat(path)
        from bot import house
        from bot.counties import Clock

    async with house.house(config, Clock()) as built:
        here = built.app.counties.get(slug)
        if here is None:
            raise ConfigError(f"There is no county {slug!r} in the config.")
        bound, problems = await built.app.act(groups_file.bind_many, here, rows)
    print(f"{bound} groups are bound.")
    for problem in (*problems, *unread):
        print(f"Not bound: {problem}")
    return 1 if problems or unread else 0


def _backup(config: Config, to: Path) -> None:
    """Copy a SQLite database while it is in use (SQLite's online backup)."""
    from bot.db import Store

    store = Store(config.database.url)
    if not store.is_sqlite or not store.url.database:
        raise ConfigError("For PostgreSQL use pg_dump; the README has the command.")
    try:
        with closing(sqlite3.connect(store.url.database)) as source, closing(sqlite3.connect(to)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        raise ConfigError(f"No copy could be made at {to} ({error}): name a file in a folder that exists.") from None
    print(f"Copied to {to}.")


def _unclear_export(config: Config) -> None:
    """Print what the desk settled as lines of the corpus, one a message, counties in the config's order."""
    from bot import counties, unclear
    from bot.db import Store, migrate

    store = Store(config.database.url)
    try:
        migrate(store)
        for here in counties.counties_of(config, store, datetime.now(UTC)).values():
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

    from bot import counties, simulate
    from bot.db import Store, migrate
    from scheduler import jobs

    began = time.monotonic()
    settings = config.counties[0]
    settings = settings.model_copy(update={"desk": (), "clock": settings.clock.model_copy(update={"backup": False})})
    with tempfile.TemporaryDirectory(prefix="dalaba-simulate-") as folder:
        store = Store(given.database or f"sqlite:///{folder}/county.sqlite3")
        migrate(store)
        try:
            alone = config.model_copy(update={"counties": (settings,)})
            here = counties.counties_of(alone, store, counties.Clock()())[settings.slug]
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
    with _loading():
        from bot import demo, house
        from bot.counties import Clock

    with demo.folder() as path:
        config = demo.configuration(path)
        async with house.house(config, Clock()) as built, house.serving(built):
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
