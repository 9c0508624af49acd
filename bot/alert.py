"""Calls whoever runs the machine over HTTP, beside the queue that may be stuck."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import structlog
from aiohttp import ClientError, ClientSession, ClientTimeout

log = structlog.get_logger()
CALL_SECONDS = 10.0


async def post(url: str, body: dict[str, Any]) -> None:
    """Hand a body over to an address; one that does not take it is logged, with its host and never its path."""
    if not url:
        return
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=CALL_SECONDS)) as session,
            session.post(url, json=body) as answer,
        ):
            if answer.status >= HTTPStatus.BAD_REQUEST:
                log.error("alert_refused", host=urlsplit(url).hostname, status=answer.status)
    except (ClientError, TimeoutError, OSError, ValueError) as error:
        log.error("alert_failed", host=urlsplit(url).hostname, error=type(error).__name__)
