"""Where members run: one way to spread them over the threads of this process or the machines of a cluster."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol, TypeVar

from exeunt.errors import InputError, Interrupted, Part
from exeunt.machine import cores

T = TypeVar("T")

LOOK_SECONDS = 5.0  # without a member done, after which workers are counted anew


class LostError(InputError):
    """Where members ran is gone; those that were done are not."""


@contextmanager
def told_when_cut_short(what: str, kept: Callable[[], list[Part]]) -> Iterator[None]:
    """Say with an interrupt, and with a cluster that is lost, what is `kept` of a run and how it goes on."""
    try:
        yield
    except KeyboardInterrupt as interrupt:
        raise Interrupted("interrupted; ", *kept()) from interrupt
    except LostError as lost:
        raise LostError(*lost.parts, f" Of this {what}, ", *kept(), ".") from lost


class Hands(Protocol):
    """What members are handed to: of an executor, as much as is asked of it."""

    def submit(self, work: Callable[[int], T], member: int, /) -> Future[T]:
        """Hand a member over."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take nothing more, and with `cancel_futures` leave what has not begun."""


class Pool(Protocol):
    """Something that runs members side by side."""

    @property
    def is_here(self) -> bool:
        """Whether it runs them in this process."""

    @property
    def workers(self) -> int:
        """How many members may be under way at once, which may change meanwhile."""

    def executor(self) -> Hands:
        """Return what they are handed to; it is shut down after use."""


@dataclass(frozen=True)
class Threads:
    """Threads of this process: the engine is compiled code that does not hold Python's lock."""

    workers: int = field(default_factory=cores)
    is_here: bool = field(default=True, init=False)

    def executor(self) -> Executor:
        """Return a pool of that many threads."""
        return ThreadPoolExecutor(self.workers, thread_name_prefix="member")


def map_members(work: Callable[[int], T], members: Iterable[int], pool: Pool) -> Generator[tuple[int, T], None, None]:
    """Yield each member with what `work` makes of it, as soon as it is done; no order is promised.

    Members are started in order, and no more are under way than the pool has workers. An error in one, an interrupt,
    or leaving off (`close` the iterator) stops what has not started yet. What is handed to a pool of other processes
    must be picklable: `work` is then a function of a module, or a `partial` of one.
    """
    waiting = iter(members)
    running: dict[Future[T], int] = {}
    executor = pool.executor()

    def start() -> None:
        room = max(pool.workers - len(running), 0)
        running.update({executor.submit(work, member): member for member in islice(waiting, room)})

    try:
        start()
        while running:
            done, _ = wait(running, timeout=LOOK_SECONDS, return_when=FIRST_COMPLETED)
            for future in done:
                member = running.pop(future)
                result = future.result()
                start()
                yield member, result
            if not done:
                start()  # there may be more workers now
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
