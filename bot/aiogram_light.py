"""aiogram is read in without building at once the forms of everything that its API knows.

At its import it has pydantic build some 400 types and 190 methods, each with all that it names within it. A bot uses a
dozen; for the others every process gave 2.6 seconds of processor and 100 MB. Here each is built when it is first used:
pydantic's own way (`defer_build`), which aiogram's types are meant for, but which it ends with a loop over all of them.
That loop is also where names become known that its modules import for type checkers alone; so they are put there.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

PACKAGE = "aiogram"


class _Finder(importlib.abc.MetaPathFinder):
    """Finds aiogram where it lies; only how it is executed is ours."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != PACKAGE:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def lightly(module: ModuleType) -> None:
            with _built_later():
                execute(module)

        spec.loader.exec_module = lightly  # type: ignore[method-assign]
        return spec


@contextmanager
def _built_later() -> Iterator[None]:
    """Models that are made while this holds build their forms when they are first used."""
    from pydantic import BaseModel, ConfigDict

    rebuild, config = BaseModel.__dict__["model_rebuild"], BaseModel.model_config
    known: set[str] = set()

    def later(cls: type[BaseModel], /, **options: Any) -> bool | None:
        names: Mapping[str, Any] | None = options.get("_types_namespace")
        if names is None or not cls.__module__.startswith(f"{PACKAGE}.types."):
            built: bool | None = rebuild.__func__(cls, **options)
            return built
        if cls.__module__ not in known:
            known.add(cls.__module__)
            module = vars(sys.modules[cls.__module__])
            module.update({name: value for name, value in names.items() if name not in module})
        return None

    BaseModel.model_rebuild = classmethod(later)  # type: ignore[method-assign, assignment]
    BaseModel.model_config = ConfigDict(**{**config, "defer_build": True})
    try:
        yield
    finally:
        BaseModel.model_rebuild = rebuild  # type: ignore[method-assign]
        BaseModel.model_config = config


def install() -> None:
    """From now on, where aiogram was not read in already."""
    if PACKAGE not in sys.modules and not any(isinstance(each, _Finder) for each in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
