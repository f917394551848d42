"""What was made of the same things shortly before, for who asks for it again.

Worlds that differ in one table are alike in all others: so what is made of them is made once.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from copy import deepcopy
from functools import lru_cache, wraps
from hashlib import blake2b
from typing import Any, ParamSpec, TypeVar

import numpy as np
import pandas as pd

P = ParamSpec("P")
R = TypeVar("R")

# What whoever asks has in his own hands, and may change there.
_OTHERS = (pd.DataFrame, np.ndarray, list, tuple, dict)


class _Same:
    """Some things: the same as others of the same content, or if they were made here, as those very things."""

    def __init__(self, *things: Any) -> None:
        self.things = things  # held fast, so that no other comes to have the identity of one
        self._told_by = tuple(map(_told_by, things))

    def __hash__(self) -> int:
        return hash(self._told_by)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self._told_by == other._told_by


def _told_by(thing: Any) -> Any:
    """Return what tells a thing apart: a table that was changed in place must not be taken for what it was."""
    if type(thing) in _OTHERS:
        return blake2b(pickle.dumps(thing, 5)).digest()
    try:
        hash(thing)
    except TypeError:
        return "the one at", id(thing)
    return thing


def remembered(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator: a function returns again what it made of the last so many things.

    Tables, arrays and the like are the same if their content is, all else if it is equal or, where that cannot be said,
    the very thing. All who ask share what is made, so nobody may change it. Arguments are given by position.
    """

    def decorate(make: Callable[P, R]) -> Callable[P, R]:
        @lru_cache(maxsize=most)
        def made(same: _Same) -> R:
            mine = (deepcopy(thing) if type(thing) in _OTHERS else thing for thing in same.things)
            return make(*mine)  # type: ignore[call-arg]

        @wraps(make)
        def ask(*things: P.args, **_: P.kwargs) -> R:
            return made(_Same(*things))

        return ask

    return decorate
