"""The webhook of a bot that has one: the secret is checked, the update written down, only then 200.

"If you'd like to make sure that the webhook was set by you, you can specify secret data in the parameter secret_token.
If specified, the request will contain a header X-Telegram-Bot-Api-Secret-Token" (setWebhook). What got no 200 is handed
over again.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.app import App, Here
from handlers import receiver
from handlers.web.sessions import body_of

BODY_MOST = 1_000_000
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def routes(app: App | None) -> list[Route]:
    """One route for each bot that is configured with a webhook."""
    made: list[Route] = []
    for here in app.counties.values() if app is not None else ():
        for each in here.settings.bots:
            if each.webhook_path and app is not None:
                head = each.token.get_secret_value().partition(":")[0]
                own = replace(here, messenger=each.messenger, bot=int(head))
                secret = each.webhook_secret.get_secret_value()
                made.append(Route(each.webhook_path, _endpoint(app, own, secret), methods=["POST"]))
    return made


def _endpoint(app: App, here: Here, secret: str) -> Callable[[Request], Awaitable[Response]]:
    async def receive(request: Request) -> Response:
        given = request.headers.get(HEADER, "")
        if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
            return PlainTextResponse("wrong secret", status_code=401)
        body = await body_of(request, BODY_MOST)
        if body is None:
            return PlainTextResponse("too long", status_code=413)
        if not await receiver.hand_over(app, here, body):
            return PlainTextResponse("not an update", status_code=400)
        return PlainTextResponse("ok")

    return receive
