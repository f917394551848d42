"""Frozen dataclasses that stay as they are, whatever is done to the tables and dicts they hand out.

A frozen dataclass refuses another table in the place of its own, but not another cell in that table: what was worked
out before, its fingerprint among it, would then speak of what is no more. So each field takes a copy and hands out
copies. Of tables these are pandas' own, which share their cells until one is changed and so cost next to nothing;
pandas warns where a cell of what was just handed out is set. Arrays are handed out so that numpy refuses, and tuples,
which the engine asks for very often, with dicts in them that refuse.
"""

from __future__ import annotations

from dataclasses import fields
from functools import singledispatch
from typing import Any, NoReturn, Self, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

C = TypeVar("C", bound=type)
K = TypeVar("K")
V = TypeVar("V")


def unchanged(cls: C) -> C:
    """Decorate a frozen dataclass so that no change of what it took or hands out reaches it."""
    for each in fields(cls):
        setattr(cls, each.name, _Kept(each.name))
    return cls


class _Kept:
    """A field that takes a copy of what it is given, and hands out copies."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, owner: Any, of: type | None = None) -> Any:
        if owner is None:
            return self
        try:
            return _copied(vars(owner)[self.name])
        except KeyError:  # as Python says it of what is not there, such as of a copy in the making
            raise AttributeError(f"{type(owner).__name__!r} object has no attribute {self.name!r}") from None

    def __set__(self, owner: Any, value: Any) -> None:
        vars(owner)[self.name] = _settled(value) if type(value) is tuple else _copied(value)


class _Settled(dict[K, V]):
    """A dict that refuses to be changed."""

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("This cannot be changed here: change a copy, dict(...), or the scenario's tables.")

    __setitem__ = __delitem__ = __ior__ = _refuse
    update = setdefault = pop = popitem = clear = _refuse

    def __reduce__(self) -> tuple[type[Self], tuple[dict[K, V]]]:
        """Say how a copy is made, in another process too: whole, where Python would set item by item."""
        return type(self), (dict(self),)


def _settled(several: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a tuple whose dicts refuse to be changed, so that it can be handed out as it is."""
    return tuple(_Settled(each) if type(each) is dict else each for each in several)


@singledispatch
def _copied(value: Any) -> Any:
    """Return a thing that cannot be changed itself."""
    return value


@_copied.register
def _(table: pd.DataFrame) -> pd.DataFrame:
    return table.copy(deep=False)


@_copied.register(np.ndarray)
def _(array: NDArray[Any]) -> NDArray[Any]:
    own = array.copy()
    own.flags.writeable = False
    return own


@_copied.register(dict)
def _(said: dict[Any, Any]) -> dict[Any, Any]:
    return {key: _copied(value) for key, value in said.items()}


@_copied.register(list)
def _(several: list[Any]) -> list[Any]:
    return [_copied(each) for each in several]
