"""Pages for those who watch the machine: /healthz and /metrics, without names, without words of people."""

from __future__ import annotations

from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot import metrics, watch
from bot.app import App

NOT_KEPT = {"Cache-Control": "no-store"}


def routes(app: App | None) -> list[Route]:
    """GET /healthz and GET /metrics; without an `app` (the chat page alone) both only say that the process answers.

    /healthz is 200 while the database answers and messages get out, else 503; the body says for each county what
    waits and for how long.
    """

    async def healthz(_: Request) -> Response:
        if app is None:
            return JSONResponse({"ok": True}, headers=NOT_KEPT)
        try:
            found = await metrics.queues(app)
        except SQLAlchemyError:
            return JSONResponse({"ok": False, "database": "no answer"}, status_code=503, headers=NOT_KEPT)
        held_up = [slug for slug, queue in found.items() if watch.late(queue, app.counties[slug])]
        body: dict[str, Any] = {
            "ok": not held_up,
            "held_up": held_up,
            "counties": {
                slug: {
                    "outbox": queue.deliveries,
                    "outbox_oldest_seconds": round(queue.delivery_age, 1),
                    "inbox": queue.updates,
                    "inbox_oldest_seconds": round(queue.update_age, 1),
                }
                for slug, queue in found.items()
            },
        }
        return JSONResponse(body, status_code=503 if held_up else 200, headers=NOT_KEPT)

    async def prometheus(_: Request) -> Response:
        try:
            found = await metrics.queues(app) if app is not None else {}
        except SQLAlchemyError:
            return Response("the database does not answer\n", status_code=503, headers=NOT_KEPT)
        return Response(metrics.text(found), media_type=metrics.CONTENT_TYPE, headers=NOT_KEPT)

    return [Route("/healthz", healthz), Route("/metrics", prometheus)]
