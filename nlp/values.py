"""Frozen dataclasses that are made as fast as plain objects, and without the import of `dataclasses`.

`dataclasses` imports `inspect`, and writes and compiles six methods for each class: half the time in which `nlp` is to
be ready. Its frozen values call `object.__setattr__` for each field: a tenth of the time in which a request is read.
The classes made here have the same methods, compare, hash, print and pickle alike, and tell `dataclasses.fields` and
`replace` their fields when asked. To a type checker they are dataclasses.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any


class _Fields:
    """The fields as `dataclasses` has them, made when it first looks."""

    def __get__(self, _value: Any, owner: type) -> dict[str, Any]:
        import dataclasses

        names = {"__annotations__": owner.__annotations__, "__module__": owner.__module__, **owner._defaults}  # type: ignore[attr-defined]
        shadow: Any = dataclasses.dataclass(frozen=True)(type(owner.__name__, (), names))
        found: dict[str, Any] = shadow.__dataclass_fields__
        owner.__dataclass_fields__ = found  # type: ignore[attr-defined]
        return found


def _refuse(_self: Any, name: str, *_value: Any) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def dataclass(*, frozen: bool, slots: bool) -> Callable[[type], type]:
    """The class as `dataclasses.dataclass(frozen=True, slots=True)` makes it. Defaults are values, not factories."""
    if not (frozen and slots):
        raise TypeError("only frozen classes with slots")
    return _made


def _made(source: type) -> type:
    body = {name: value for name, value in vars(source).items() if name not in ("__dict__", "__weakref__")}
    names = tuple(body["__annotations__"])
    defaults = {name: body.pop(name) for name in names if name in body}
    get = attrgetter(*names) if len(names) > 1 else lambda one, only=attrgetter(*names): (only(one),)

    def equal(self: Any, other: Any) -> Any:
        return get(self) == get(other) if other.__class__ is self.__class__ else NotImplemented

    def restore(self: Any, state: Any) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    def show(self: Any) -> str:
        told = ", ".join(f"{name}={value!r}" for name, value in zip(names, get(self), strict=True))
        return f"{self.__class__.__qualname__}({told})"

    def first(self: Any, *given: Any, **named: Any) -> None:
        """Make the way in when the first value is made: most classes of a module are not used at once."""
        frozen.__init__ = begin = _begin(frozen, names, defaults)  # type: ignore[misc]
        begin(self, *given, **named)

    body |= {
        "__slots__": names, "__match_args__": names, "_defaults": defaults, "__dataclass_fields__": _Fields(),
        "__init__": first, "__repr__": show, "__eq__": equal, "__hash__": lambda self: hash(get(self)),
        "__setattr__": _refuse, "__delattr__": _refuse,
        "__getstate__": lambda self: list(get(self)), "__setstate__": restore,
    }  # fmt: skip
    frozen = type(source.__name__, source.__bases__, body)
    frozen.__qualname__ = source.__qualname__
    return frozen


def _begin(frozen: type, names: tuple[str, ...], defaults: dict[str, Any]) -> Callable[..., None]:
    """How a value begins: as one of a plain class with the same slots until its fields are set."""
    plain = type(frozen.__name__, frozen.__bases__, {"__slots__": names})
    known: dict[str, Any] = {"plain": plain, "frozen": frozen, "become": object.__setattr__}
    known |= {f"_{name}": value for name, value in defaults.items()}
    told = ", ".join(f"{name}=_{name}" if name in defaults else name for name in names)
    sets = "".join(f"    self.{name} = {name}\n" for name in names)
    source = f"def __init__(self, {told}):\n    become(self, '__class__', plain)\n{sets}    self.__class__ = frozen\n"
    exec(source, known)  # noqa: S102 - as dataclasses does: only names of fields stand in it
    begin: Callable[..., None] = known["__init__"]
    return begin
