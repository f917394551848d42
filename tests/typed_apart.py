"""Commands typed into processes of their own, which can be killed at any of the things that they do to files.

To start a Python and load the engine takes seconds, so the processes are forked from a server that has done both.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

import psutil

from exeunt import compiled
from mutations import changes

CACHE = "EXEUNT_TESTS_COMPILED"
KILLED = -signal.SIGKILL
Happening = Callable[[], None]
WAIT = 120  # seconds, after which a process hangs


def typed(
    words: Sequence[object], *, folder: Path | None = None, at: int = 0, happens: Happening | None = None
) -> tuple[int, str]:
    """Type a command in a folder, and return its exit status and what it printed.

    Parameters
    ----------
    words
        What is typed after ``exeunt``.
    folder
        Where it is typed; here if not given.
    at, happens
        Just before the how manieth thing that it does to files something happens in the process: it is killed, if
        nothing else is given (a function of a module). With `at` 0 that comes first, and it is not killed.

    """
    process, log = begun(words, folder=folder, at=at, happens=happens)
    process.join(WAIT)
    assert process.exitcode is not None, f"{words} hangs"
    return process.exitcode, log.read_text(encoding="utf-8")


def begun(
    words: Sequence[object], *, folder: Path | None = None, at: int = 0, happens: Happening | None = None
) -> tuple[multiprocessing.process.BaseProcess, Path]:
    """Type a command likewise, and return its process and the file that it prints to, without waiting for it."""
    log = (folder or Path.cwd()) / f".typed-{next(_NUMBERS)}"
    given = [str(word) for word in words], str(folder or Path.cwd()), str(log), at, happens
    process = server().Process(target=_type, args=given)
    process.start()
    return process, log


_NUMBERS = count()


def server() -> multiprocessing.context.ForkServerContext:
    """Return the server that has loaded the engine, from which processes are forked."""
    context = multiprocessing.get_context("forkserver")
    os.environ[CACHE] = str(compiled.cache_folder)
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    context.set_forkserver_preload(["warmed_up"])
    return context


def _type(words: list[str], folder: str, log: str, at: int, happens: Happening | None) -> None:
    from exeunt import cli

    sys.dont_write_bytecode = True  # which would count as things that it does to files
    os.chdir(folder)
    with open(log, "w", encoding="utf-8", buffering=1) as said:
        sys.stdout = sys.stderr = said
        sys.argv = ["exeunt", *words]
        if at:
            sys.addaudithook(_At(at, happens or killed))
        elif happens is not None:
            happens()
        cli.main()


def killed() -> None:
    """Kill this process."""
    os.kill(os.getpid(), signal.SIGKILL)


def stopped() -> None:
    """Stop this process until `go_on`."""
    os.kill(os.getpid(), signal.SIGSTOP)


def has_stopped(process: multiprocessing.process.BaseProcess) -> bool:
    """Wait until a process has stopped, or ended, and return whether it has stopped."""
    until = time.monotonic() + WAIT
    while time.monotonic() < until and process.is_alive():
        with suppress(psutil.NoSuchProcess):
            if psutil.Process(process.pid).status() == psutil.STATUS_STOPPED:
                return True
        time.sleep(0.02)
    assert not process.is_alive(), "it neither stops nor ends"
    return False


def go_on(process: multiprocessing.process.BaseProcess) -> int:
    """Let a process go on if it has stopped, and return its exit status."""
    if process.is_alive() and process.pid:
        os.kill(process.pid, signal.SIGCONT)
    process.join(WAIT)
    assert process.exitcode is not None, "it hangs"
    return process.exitcode


def locked_up() -> None:
    """Have this process write nothing any more in the folder `run`, or to it.

    It is Python that refuses, in the words of the system: where tests run as root, the rights of files bind nobody.
    """
    sys.addaudithook(_refuses)


def _refuses(event: str, given: tuple[object, ...]) -> None:
    locked = Path("run").resolve()  # a folder may be written to by another name than the process knows it by
    for path in changes(event, given):
        if Path(path).resolve().is_relative_to(locked):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)


def no_large_files() -> None:
    """Have no file grow beyond 2,500 bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_500, 2_500))


class _At:
    """Lets something happen before the how manieth thing that this process does to files.

    What the compiler keeps is passed over: whoever comes first keeps hundreds of files, and others none.
    """

    def __init__(self, left: int, happens: Happening) -> None:
        self.left, self.happens, self.lock = left, happens, threading.Lock()

    def __call__(self, event: str, given: tuple[object, ...]) -> None:
        kept = compiled.cache_folder.resolve()
        if self.left and any(not Path(path).resolve().is_relative_to(kept) for path in changes(event, given)):
            with self.lock:
                self.left -= 1
                now = self.left == 0
            if now:
                self.happens()
