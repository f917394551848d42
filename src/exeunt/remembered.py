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
    """Some things, which are the same as others only if each is the very thing that the other is."""

    def __init__(self, *things: Any) -> None:
        self.things = things  # held fast, so that no other comes to have the identity of one

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.things)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and [*map(id, self.things)] == [*map(id, other.things)]


def remembered(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Return a decorator: a function of things that nobody changes returns again what it made of the last so many.

    All who ask share it, so nobody may change that either. Arguments are told apart by what they are, not by what they
    are like, and are given by position.
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
