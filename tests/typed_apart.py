"""Commands typed into processes of their own, which can be killed at any of the things that they do to files.

To start a Python and load the engine takes seconds, so the processes are forked from a server that has done both.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from exeunt import compiled
from mutations import changes

CACHE = "EXEUNT_TESTS_COMPILED"
KILLED = -signal.SIGKILL
WAIT = 120  # seconds, after which a process hangs


def typed(
    words: Sequence[object], *, kill_at: int = 0, folder: Path | None = None, first: Callable[[], None] | None = None
) -> tuple[int, str]:
    """Type a command in a folder, and return its exit status and what it printed.

    Parameters
    ----------
    words
        What is typed after ``exeunt``.
    kill_at
        The how manieth thing that it does to files is not done: it is killed (SIGKILL) just then. 0 for none.
    folder
        Where it is typed; here if not given.
    first
        What the process does before: a function of a module.

    """
    process, log = begun(words, kill_at=kill_at, folder=folder, first=first)
    process.join(WAIT)
    assert process.exitcode is not None, f"{words} hangs"
    return process.exitcode, log.read_text(encoding="utf-8")


def begun(
    words: Sequence[object], *, kill_at: int = 0, folder: Path | None = None, first: Callable[[], None] | None = None
) -> tuple[multiprocessing.process.BaseProcess, Path]:
    """Type a command likewise, and return its process and the file that it prints to, without waiting for it."""
    log = (folder or Path.cwd()) / f".typed-{next(_NUMBERS)}"
    given = [str(word) for word in words], kill_at, str(folder or Path.cwd()), str(log), first
    process = _server().Process(target=_type, args=given)
    process.start()
    return process, log


_NUMBERS = count()


def _server() -> multiprocessing.context.ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    os.environ[CACHE] = str(compiled.cache_folder)
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    context.set_forkserver_preload(["warmed_up"])
    return context


def _type(words: list[str], kill_at: int, folder: str, log: str, first: Callable[[], None] | None) -> None:
    from exeunt import cli

    os.chdir(folder)
    with open(log, "w", encoding="utf-8", buffering=1) as said:
        sys.stdout = sys.stderr = said
        sys.argv = ["exeunt", *words]
        if first is not None:
            first()
        if kill_at:
            sys.addaudithook(_Killer(kill_at))
        cli.main()


class _Killer:
    """Kills this process at the how manieth thing that it does to files."""

    def __init__(self, left: int) -> None:
        self.left, self.lock = left, threading.Lock()

    def __call__(self, event: str, given: tuple[object, ...]) -> None:
        if changes(event, given):
            with self.lock:
                self.left -= 1
                if not self.left:
                    os.kill(os.getpid(), signal.SIGKILL)
