"""The ports of this machine that the program listens at."""

from __future__ import annotations

import socket

from bot.errors import ConfigError


def taken(port: int, key: str) -> str:
    """The sentence for a port that another program has; `key`: where the config says it."""
    return f"Port {port} is in use by another program: stop that one, or set another {key} in the config."


def claim(host: str, port: int, key: str) -> socket.socket:
    """A socket that listens there; ConfigError where another program does."""
    # asyncio switches Nagle's delay off only where the protocol is named: a small page would wait 40 ms for it.
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except OSError:
        found.close()
        raise ConfigError(taken(port, key)) from None
    found.listen(512)
    found.setblocking(False)
    return found
