"""The local messenger: a Bot API server of our own on the loopback address, with people to talk to.

It imports nothing else of ours. A bot reaches it by api_base; people, tests and the chat page through /sim.
"""

from __future__ import annotations

from bot.localchat.app import LocalChatApp, Running, create_app, running
from bot.localchat.core import LocalChat
from bot.localchat.settings import BotSetting, Settings
from bot.localchat.sim import create_sim_app

__all__ = [
    "BotSetting",
    "LocalChat",
    "LocalChatApp",
    "Running",
    "Settings",
    "create_app",
    "create_sim_app",
    "running",
]
