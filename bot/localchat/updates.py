"""How updates reach a bot: getUpdates, and setting a webhook.

"There are two mutually exclusive ways of receiving updates for your bot - the getUpdates method on one hand
and webhooks on the other. Incoming updates are stored on the server until the bot receives them either way,
but they will not be kept longer than 24 hours." (https://core.telegram.org/bots/api#getting-updates)
"""

from __future__ import annotations

import asyncio
import re
from urllib.parse import urlsplit

from bot.localchat.core import LocalChat
from bot.localchat.errors import ApiError, bad_request
from bot.localchat.methods import Call, method
from bot.localchat.rows import Bot, Json, Webhook

LONGEST_POLL = 50
KEPT_SECONDS = 24 * 3600
UPDATE_TYPES = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
    ]
)
OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


def take_allowed(call: Call) -> None:
    """Keep allowed_updates when given.

    "If not specified, the previous setting will be used. Please note that this parameter doesn't affect
    updates created before the call".
    """
    given = call.params.json("allowed_updates")
    if given is None:
        return
    if not isinstance(given, list):
        raise bad_request("can't parse allowed_updates: expected an Array")
    known = frozenset(str(kind).lower() for kind in given) & UPDATE_TYPES
    allowed = known or None
    if allowed != call.bot.allowed:
        call.bot.allowed = allowed
        call.server.state.save_bot(call.bot)


async def get_updates(call: Call) -> str:
    """Return the JSON array of updates, after at most `timeout` seconds.

    "An update is considered confirmed as soon as getUpdates is called with an offset higher than its
    update_id. The negative offset can be specified to retrieve updates starting from -offset update from
    the end of the updates queue. All previous updates will be forgotten." "limit: [...] Values between
    1-100 are accepted. Defaults to 100." A second poller ends the first one's wait with 409.
    """
    server, bot = call.server, call.bot
    if bot.webhook is not None:
        raise ApiError(409, WEBHOOK_ACTIVE)
    other = server.polls.pop(bot.id, None)
    if other is not None and not other.done():
        other.set_exception(ApiError(409, OTHER_POLLER))
    take_allowed(call)
    _confirm(call)
    limit = min(100, max(1, call.params.number("limit", 100)))
    timeout = min(LONGEST_POLL, max(0, call.params.number("timeout", 0)))
    if not server.state.queues[bot.id] and timeout and not server.closing:
        waiting: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        server.polls[bot.id] = waiting
        try:
            await asyncio.wait_for(waiting, timeout)
        except TimeoutError:
            pass
        finally:
            if server.polls.get(bot.id) is waiting:
                del server.polls[bot.id]
    # What is handed out must be durable: an id seen by a bot is never given to another update.
    await server.store.durable()
    found = [payload for _, _, payload in list(server.state.queues[bot.id])[:limit]]
    return "[" + ",".join(found) + "]"


def _confirm(call: Call) -> None:
    state, bot = call.server.state, call.bot
    queue = state.queues[bot.id]
    offset = call.params.number("offset", 0)
    if offset > 0:
        state.forget_updates(bot, min(offset, bot.next_update))
    elif offset < 0 and queue:
        state.forget_updates(bot, queue[max(0, len(queue) + offset)][0])
    while queue and queue[0][1] < call.server.settings.clock() - KEPT_SECONDS:
        state.forget_updates(bot, queue[0][0] + 1)


# -- webhooks ------------------------------------------------------------------------------------


def drop_pending(server: LocalChat, bot: Bot) -> None:
    """Forget all updates that wait ("drop_pending_updates: Pass True to drop all pending updates")."""
    server.state.forget_updates(bot, bot.next_update)


@method("setWebhook")
def set_webhook(call: Call) -> bool:
    """setWebhook: "Use an empty string to remove webhook integration"; "secret_token: [...] 1-256 characters. Only
    characters A-Z, a-z, 0-9, _ and - are allowed.". On loopback plain http is let through, as a Bot API
    server in --local mode does: "Use an HTTP URL for the webhook."."""
    url = call.params.text("url").strip()
    if not url:
        return remove_webhook(call)
    parts = urlsplit(url)
    local = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.params.text("secret_token")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    take_allowed(call)
    if call.params.flag("drop_pending_updates"):
        drop_pending(call.server, call.bot)
    most = min(100, max(1, call.params.number("max_connections", 40)))
    call.bot.webhook = Webhook(url, secret, most)
    call.server.state.save_bot(call.bot)
    other = call.server.polls.pop(call.bot.id, None)
    if other is not None and not other.done():
        other.set_exception(ApiError(409, "Conflict: terminated by setWebhook request"))
    call.server.store.after(lambda: call.server.on_update(call.bot))
    return True


def remove_webhook(call: Call) -> bool:
    """Take the webhook away, if there is one."""
    if call.params.flag("drop_pending_updates"):
        drop_pending(call.server, call.bot)
    if call.bot.webhook is not None:
        call.bot.webhook = None
        call.server.state.save_bot(call.bot)
    return True


@method("deleteWebhook")
def delete_webhook(call: Call) -> bool:
    """deleteWebhook: "Use this method to remove webhook integration if you decide to switch back to getUpdates."."""
    return remove_webhook(call)


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Json:
    """getWebhookInfo: "If the bot is using getUpdates, will return an object with the url field empty."."""
    hook = call.bot.webhook
    found: Json = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(call.server.state.queues[call.bot.id]),
    }
    if hook:
        found["max_connections"] = hook.max_connections
        if hook.last_error_at:
            found["last_error_date"] = hook.last_error_at
            found["last_error_message"] = hook.last_error
    if call.bot.allowed is not None:
        found["allowed_updates"] = sorted(call.bot.allowed)
    return found
