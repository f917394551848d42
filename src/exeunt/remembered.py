"""What was made of the very same things shortly before, for who asks for it again.

Worlds that differ in one table share all the others, and these are read-only: so what is made of them is made once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class _Same:
    """Some things: values are the same as others that are like them, all else only as the very thing that it is."""

    def __init__(self, *things: Any) -> None:
        self.things = things  # held fast, so that no other comes to have the identity of one
        self._told_by = tuple(map(_told_by, things))

    def __hash__(self) -> int:
        return hash(self._told_by)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self._told_by == other._told_by


def _told_by(thing: Any) -> Any:
    try:
        hash(thing)
    except TypeError:
        return "the one at", id(thing)
    return thing


def remembered(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator: a function of things that nobody changes returns again what it made of the last so many.

    All who ask share it, so nobody may change that either. Arguments are given by position.
    """

    def decorate(make: Callable[P, R]) -> Callable[P, R]:
        @lru_cache(maxsize=most)
        def made(same: _Same) -> R:
            return make(*same.things)  # type: ignore[call-arg]

        @wraps(make)
        def ask(*things: P.args, **_: P.kwargs) -> R:
            return made(_Same(*things))

        return ask

    return decorate
