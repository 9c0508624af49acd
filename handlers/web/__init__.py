"""The pages: the chat with the local messenger, and whatever is linked beside it."""

from __future__ import annotations
