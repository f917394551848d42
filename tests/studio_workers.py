"""Processes that go wrong as they are told; they import nothing heavy, as each begins with this file."""

import os
from contextlib import suppress


def dies(pipe, cache) -> None:
    """Take a recipe and end as a process does that the system kills."""
    with suppress(EOFError):
        pipe.recv_bytes()
    os._exit(7)


def breaks(pipe, cache) -> None:
    """Take recipes, and break in the middle of each run as a program with a fault in it does."""
    from exeunt import api
    from exeunt.studio.worker import answer

    def run(world, *asked, progress, **more):
        progress("simulating", 1, 2)
        raise ZeroDivisionError("in the middle of the run")

    api.World.run = api.World.run_beside = run  # in a process of its own
    with suppress(EOFError):
        while True:
            pipe.send(answer(pipe.recv(), pipe, {}))


def idles(pipe, cache) -> None:
    """Say that it has begun, and no more."""
    pipe.recv_bytes()
    pipe.send(("progress", "simulating", 1, 2))
    pipe.recv_bytes()


def tells_its_number(pipe, cache) -> None:
    """Answer each recipe with the number of this process."""
    with suppress(EOFError):
        while True:
            pipe.recv_bytes()
            pipe.send(("refused", str(os.getpid())))
