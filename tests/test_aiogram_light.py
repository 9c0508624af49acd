"""What aiogram knows is built when it is first used, and all of it can be."""

from __future__ import annotations

import subprocess
import sys
import typing
from pathlib import Path

from aiogram import Bot, methods, types
from aiogram.types import Update
from pydantic import BaseModel, ConfigDict

CHILD = """
import bot
from aiogram import methods, types
from pydantic import BaseModel
named = [getattr(types, name) for name in types.__all__] + [getattr(methods, name) for name in methods.__all__]
forms = [each for each in named if isinstance(each, type) and issubclass(each, BaseModel)]
assert len(forms) > 500, len(forms)
built = [each.__name__ for each in forms if each.__pydantic_complete__]
assert len(built) < 20, built
"""


def test_nothing_is_built_at_the_import() -> None:
    """In a process of its own, for here other tests have used much of it."""
    subprocess.run([sys.executable, "-c", CHILD], check=True, timeout=60, cwd=Path(__file__).parent.parent)


def test_every_form_knows_all_that_it_names() -> None:
    named = [getattr(types, name) for name in types.__all__] + [getattr(methods, name) for name in methods.__all__]
    forms = [each for each in named if isinstance(each, type) and issubclass(each, BaseModel)]
    assert len(forms) > 500
    for form in forms:
        typing.get_type_hints(form, localns={"Bot": Bot})  # what each holds besides its fields


def test_one_within_the_other_is_read() -> None:
    """A press under a message that quotes another: each of them a form of its own."""
    person = {"id": 1, "is_bot": False, "first_name": "老王"}
    chat = {"id": -100, "type": "supergroup", "title": "解店镇用工群"}
    quoted = {"message_id": 1, "date": 1, "chat": chat, "from": person, "text": "去"}
    message = {"message_id": 2, "date": 2, "chat": chat, "text": "好", "reply_to_message": quoted}
    press = {"id": "1", "from": person, "chat_instance": "1", "data": "join:1", "message": message}
    update = Update.model_validate({"update_id": 1, "callback_query": press})
    assert update.callback_query is not None
    shown = update.callback_query.message
    assert isinstance(shown, types.Message)
    assert shown.reply_to_message is not None
    assert shown.reply_to_message.from_user == types.User(id=1, is_bot=False, first_name="老王")


def test_other_models_are_built_as_ever() -> None:
    assert not BaseModel.model_config.get("defer_build")

    class Plain(BaseModel):
        model_config = ConfigDict(extra="forbid")
        number: int

    assert Plain.__pydantic_complete__
    assert Plain.model_rebuild() is None
