"""What other processes are asked for: in a module that they can import, however the tests are called."""

from __future__ import annotations

import os
from importlib import import_module

import exeunt


def simulated(seed: int) -> exeunt.Outcome:
    """Simulate the smallest scenario."""
    return exeunt.load("smallest").run(members=2, seed=seed, progress=False)


def ruled(where: str) -> exeunt.World:
    """Let everybody into a place of the smallest scenario; refused where there is none."""
    return exeunt.load("smallest").with_rule(where=where, act="enter", effect="allow")


def dask(program: str, words: list[str]) -> None:
    """Run one of Dask's programs, and print nothing."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    import_module(f"distributed.cli.dask_{program}").main(words)
