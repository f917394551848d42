"""Hearing when numba compiles, so that a first run can say why it waits and how long that took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from numba.core import event


class Stopwatch:
    """Adds up the seconds spent compiling; compilations within a compilation are not counted twice.

    Numba compiles under one global lock and sends these events inside it, so no lock is needed here.
    """

    def __init__(self, announce: Callable[[], None]) -> None:
        self.seconds = 0.0
        self._announce = announce
        self._depth = 0
        self._since = 0.0
        self._announced = False

    def notify(self, event: Any) -> None:
        """Hear that a compilation begins or ends."""
        if event.is_start:
            self._start()
        elif event.is_end:
            self._end()

    def _start(self) -> None:
        if not self._announced:
            self._announced = True
            self._announce()
        if self._depth == 0:
            self._since = time.perf_counter()
        self._depth += 1

    def _end(self) -> None:
        self._depth -= 1
        if self._depth == 0:
            self.seconds += time.perf_counter() - self._since


event.Listener.register(Stopwatch)  # it need not inherit anything, but numba asks whether it is one


@contextmanager
def compilation(announce: Callable[[], None]) -> Iterator[Stopwatch]:
    """Time what is compiled within the block, calling `announce` once when it begins.

    What numba takes from its cache on disk is not compiled and not announced.
    """
    stopwatch = Stopwatch(announce)
    event.register("numba:compile", stopwatch)
    try:
        yield stopwatch
    finally:
        event.unregister("numba:compile", stopwatch)
