"""What was made of the same things shortly before, for who asks for it again.

Worlds that differ in one table are alike in all others: so what is made of them is made once.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar

import numpy as np
import pandas as pd

R = TypeVar("R")

# What whoever asks has in his own hands, and may change there.
_OTHERS = (pd.DataFrame, np.ndarray, list, tuple, dict)


class _Packed(bytes):
    """A thing as it was: packed, so that it is told apart by its content and nobody changes it."""


class _Very:
    """The very thing: one that was made here and cannot be compared. It is held fast, so that no other takes its id."""

    def __init__(self, thing: Any) -> None:
        self.thing = thing

    def __hash__(self) -> int:
        return id(self.thing)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Very) and self.thing is other.thing


def _kept(thing: Any) -> Any:
    """Return what a thing is kept as: a table that is changed in place must not be taken for what it was."""
    if type(thing) in _OTHERS:
        return _Packed(pickle.dumps(thing, 5))
    try:
        hash(thing)
    except TypeError:
        return _Very(thing)
    return thing


def _given(kept: Any) -> Any:
    """Return the thing that is kept so."""
    if isinstance(kept, _Packed):
        return pickle.loads(kept)
    return kept.thing if isinstance(kept, _Very) else kept


def remembered(most: int) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Return a decorator: a function returns again what it made of the last so many things.

    Tables, arrays and the like are the same if their content is, all else if it is equal or, where that cannot be said,
    the very thing. All who ask share what is made, so nobody may change it. Arguments are given by position.
    """

    def decorate(make: Callable[..., R]) -> Callable[..., R]:
        @lru_cache(maxsize=most)
        def made(*kept: Any) -> R:
            return make(*map(_given, kept))

        @wraps(make)
        def ask(*things: Any) -> R:
            return made(*map(_kept, things))

        return ask

    return decorate
