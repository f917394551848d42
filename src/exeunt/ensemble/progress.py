"""How far a run is, shown to whoever waits for it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from exeunt.asked import flag

Progress = Callable[[str, int, int], None]

COMPILE_SECONDS = 30


def no_progress(stage: str, done: int, total: int) -> None:
    """Say nothing of how far a run is."""


def announce_compiling() -> None:
    """Say on standard error why the first run or answer takes so long."""
    print(f"compiling the engine, once; about {COMPILE_SECONDS} seconds", file=sys.stderr, flush=True)


@contextmanager
def shown(progress: Progress | bool | None) -> Iterator[Progress]:
    """Give what tells of progress: a function of one's own, a bar on standard error (True), or nothing (False).

    None means a bar where somebody looks on, at a terminal or in a notebook.

    Raises
    ------
    InputError
        If it is none of these.

    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    if callable(progress):
        yield progress
        return
    progress = flag(progress, "progress")
    console = Console(stderr=True)
    looked_at = console.is_terminal or console.is_jupyter
    if progress is False or (progress is None and not looked_at):
        yield no_progress
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, disable=not looked_at) as bar:
        task = bar.add_task("members", total=None)

        def tell(stage: str, done: int, total: int) -> None:
            if stage == "compiling":
                announce_compiling()
            else:
                bar.update(task, completed=done, total=total)

        yield tell
