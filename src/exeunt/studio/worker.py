"""The process that simulates: kept warm, one recipe after another, so that a crash takes no page with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from exeunt.studio.changes import Changes
from exeunt.studio.told import refusal

if TYPE_CHECKING:
    from exeunt.api import Outcome, Run, World

KEPT = 4  # scenarios and runs that stay open


@dataclass(frozen=True)
class Recipe:
    """What is to be run: a scenario (by its id or folder) or what pairs with a stored run, and how it differs."""

    source: str
    is_run: bool
    out: Path
    changes: Changes = field(default_factory=Changes)
    members: int | None = None
    mean: bool = False


def work(pipe: Connection, cache: Path) -> None:
    """Answer recipes until the pipe closes: `("progress", stage, done, total)`, then `done`, `refused` or `failed`."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the studio, which then closes the pipe
    unnamed_locks()
    from exeunt import compiled

    compiled.cache_folder = cache
    _warm_up()
    open_: dict[str, Outcome | World] = {}
    with suppress(EOFError, OSError):  # the studio has ended
        pipe.send(("ready",))
        while True:
            pipe.send(answer(pipe.recv(), pipe, open_))


def unnamed_locks() -> None:
    """Have locks that libraries make in this process end with it, however it ends.

    Zarr's compressor makes one for processes that nobody starts here. As processes are started by default in a worker,
    it would have a name in the system, which who is killed does not take away: Python tells of it when the studio ends.
    """
    if "fork" in multiprocessing.get_all_start_methods():
        multiprocessing.set_start_method("fork", force=True)


def answer(recipe: Recipe, pipe: Connection, opened: dict[str, Outcome | World]) -> tuple[str, ...]:
    """Follow one recipe and say how it ended: `done`, `refused` with a sentence, or `failed` with what broke."""
    from exeunt.errors import InputError, ScenarioError

    try:
        _run(recipe, pipe, opened)
    except (ScenarioError, InputError, OSError) as error:
        return "refused", refusal(error)
    except Exception as error:  # the page shows a sentence, whatever went wrong
        return "failed", f"{type(error).__name__}: {error}"
    return ("done",)


def _run(recipe: Recipe, pipe: Connection, opened: dict[str, Outcome | World]) -> None:
    from exeunt import api

    def tell(stage: str, done: int, total: int) -> None:
        pipe.send(("progress", stage, done, total))

    source = opened.pop(recipe.source, None)
    if source is None:
        source = api.open(recipe.source) if recipe.is_run else api.load(recipe.source)
    if recipe.is_run:
        opened[recipe.source] = source  # a stored run stays as it is; a scenario's files may change
    while len(opened) > KEPT:
        opened.pop(next(iter(opened)))
    if isinstance(source, api.World):
        world = recipe.changes.of(source)
        world.run(members=recipe.members, mean=recipe.mean or None, by_origin=bool(source.settings.origins) or None,
                  out=recipe.out, progress=tell)  # fmt: skip
        return
    assert isinstance(source.world, api.World)
    world = recipe.changes.of(source.world, later=later_world(source) if recipe.changes.supposed else None)
    world.run_beside(source, members=recipe.members, mean=recipe.mean, out=recipe.out, progress=tell)


def later_world(run: Run) -> World | None:
    """Return the scenario that a run's tables first came from, which knows rules announced later.

    None if it is not there any more as it was, or the run, being of an old version, does not say where it lay.
    """
    from exeunt import api

    first_source = run.world.first_source
    return api.load(first_source.folder) if first_source is not None and first_source.is_there else None


def _warm_up() -> None:
    """Import and load what is compiled, so that the first question does not wait for it."""
    from exeunt import api

    if os.environ.get("EXEUNT_STUDIO_COLD") != "yes":
        api.load("smallest").lasting(1).run(members=1, progress=False)
