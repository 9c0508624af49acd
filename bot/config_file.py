"""The configuration's file and environment read into values; a wrong key names itself in one sentence.

Environment variables override single values: `DALABA_DATABASE__URL`, `DALABA_WEB__PORT`; `DATABASE_URL` is read too.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.config import TRY_OUT, Config
from bot.errors import ConfigError


def load(path: Path | None, environ: dict[str, str] | None = None) -> Config:
    """The configuration of file `path` (None: no file) under the environment's overrides.

    Raises ConfigError with one sentence: which key is wrong, why, and what to do.
    """
    environ = dict(os.environ) if environ is None else environ
    data: dict[str, Any] = {}
    if path is not None:
        try:
            data = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ConfigError(f"There is no file {path}: copy config.example.toml to {path}.") from None
        except OSError as error:
            raise ConfigError(f"{path} cannot be read ({error.strerror}): name a file with --config.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path} is not valid TOML ({error}): mend that line.") from None
    _override(data, environ)
    try:
        config = Config.model_validate(data)
    except ValidationError as error:
        raise ConfigError(_sentence(error, path)) from None
    if not config.counties:
        config = config.model_copy(update={"counties": (TRY_OUT,)})
    _check_whole(config)
    return config


def _override(data: dict[str, Any], environ: dict[str, str]) -> None:
    if environ.get("DATABASE_URL"):
        _set(data, "DATABASE_URL", "database", "url", environ["DATABASE_URL"])
    for name, value in environ.items():
        if not name.startswith("DALABA_") or "__" not in name:
            continue
        section, _, key = name.removeprefix("DALABA_").lower().partition("__")
        _set(data, name, section, key, value)


def _set(data: dict[str, Any], name: str, section: str, key: str, value: str) -> None:
    table = data.setdefault(section, {})
    if not isinstance(table, dict):
        raise ConfigError(
            f"{name} cannot be used: {section!r} is no single section of keys, set it in the config file."
        )
    table[key] = value


def _sentence(error: ValidationError, path: Path | None) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    file = path or "the environment"
    if first["type"] == "extra_forbidden":
        return f"{file}: there is no key {where!r}; config.example.toml shows every key."
    return f"{file}: {where!r} cannot be used: {first['msg']}."


def _check_whole(config: Config) -> None:
    slugs = [county.slug for county in config.counties]
    if len(set(slugs)) != len(slugs):
        raise ConfigError("Two counties have the same slug: each county stands once.")
    tokens = [token for county in config.counties for bot in county.bots if (token := bot.token.get_secret_value())]
    if len(set(tokens)) != len(tokens):
        raise ConfigError("Two counties (or bots) have the same token: each bot account stands once.")
    messengers = {bot.messenger for county in config.counties for bot in county.bots}
    for county in config.counties:
        if not county.bots:
            raise ConfigError(f"County {county.slug!r} has no bot: add a [[counties.bots]] with its token.")
        for bot in county.bots:
            if not bot.token.get_secret_value():
                raise ConfigError(f"County {county.slug!r} has a bot without a token: put BotFather's token there.")
    if "local" in messengers and "telegram" in messengers:
        raise ConfigError(
            "The local messenger is for trying out and does not start beside a county with a real token: "
            "remove one of the two from the config."
        )
