"""Being written."""

from aiogram import Router


def router() -> Router:
    """A fresh router."""
    return Router(name="group")
