"""The routers in the order in which they are asked. The catch-all of each kind of chat stands last in its file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Dispatcher, Router
from aiogram.dispatcher.event.handler import FilterObject


def build() -> Dispatcher:
    """A dispatcher with routers of its own (a router can belong to one dispatcher only)."""
    from handlers import broker, clock, desk, employer, group, groups, relay, sending, unclear

    dispatcher = Dispatcher(disable_fsm=True)
    routers: list[Router] = [
        groups.router(),  # the bot is added, moved, thrown out; /bind in a group
        group.router(),  # what people write and press in a group
        clock.router(),  # what the clock asked, and what the desk tells it to send
        unclear.router(),  # what nobody could read, for the desk
        sending.router(),  # how postings go out, at the desk
        relay.router(),  # what forwarders bring back, posters
        desk.router(),  # private chats of the desk's people
        broker.router(),
        employer.router(),  # everybody else in private, and the catch-all
    ]
    for router in routers:
        dispatcher.include_router(router)
        _looked_at_here(router)
    return dispatcher


def _looked_at_here(router: Router) -> None:
    """Let a look at an update's own fields (`F.text`) be taken in the loop.

    aiogram hands each to a thread, and most updates pass by dozens of them before they come to their handler: that
    took longer than the looks themselves many times over.
    """
    for observer in router.observers.values():
        for handler in observer.handlers:
            for each in handler.filters or ():
                _awaited(each)


def _awaited(look: FilterObject) -> None:
    if look.magic is not None:
        look.callback, look.awaitable = _at_once(look.callback), True


def _at_once(resolve: Callable[[Any], Any]) -> Callable[[Any], Awaitable[Any]]:
    async def found(value: Any) -> Any:
        return resolve(value)

    return found
