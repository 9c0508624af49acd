"""The routers in the order in which they are asked. The catch-all of each kind of chat stands last in its file."""

from __future__ import annotations

from aiogram import Dispatcher, Router


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
    return dispatcher
