"""Running the members of an ensemble, in memory or into a run folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, nullcontext
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import xarray as xr

from exeunt.asked import asked_members, asked_seed, require_stored
from exeunt.engine.members import Outputs, Simulator, mean_of
from exeunt.engine.parameters import Given
from exeunt.ensemble import store
from exeunt.ensemble.claim import claimed
from exeunt.ensemble.compiling import compilation
from exeunt.ensemble.manifest import make_manifest, make_plan
from exeunt.ensemble.not_at_home import say_who_was_not_there
from exeunt.ensemble.pool import Pool, Threads, map_members, told_when_cut_short
from exeunt.ensemble.posterior import Posterior
from exeunt.ensemble.progress import Progress, no_progress
from exeunt.ensemble.run_folder import Plan, Result
from exeunt.ensemble.shelf import InMemory, Shelf
from exeunt.errors import InputError, Option
from exeunt.outcome.run import Run
from exeunt.paths import path_of

if TYPE_CHECKING:
    from exeunt.scenario.world import World

R = TypeVar("R", bound=Run)


def simulate(
    world: World,
    *,
    members: int | None = None,
    seed: int | None = None,
    mean: bool | None = None,
    pool: Pool | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    force: bool = False,
    by_origin: bool | None = None,
    posterior: Posterior | None = None,
    progress: Progress = no_progress,
    build: type[R],
) -> R:
    """Simulate an ensemble of a world and return it as a run of the class `build`.

    Parameters
    ----------
    world
        What to simulate.
    members, seed
        How many members, and which luck; if not given, the scenario's own, and one member for a mean run.
    mean
        Run the mean of a few members at the central constants (`luck.MEAN_OF`); an ensemble if not given.
    pool
        Where members run; threads on all cores if not given. Results do not depend on it.
    out
        Store the run in this folder, in batches as they finish; keep it in memory if not given.
    resume, force
        Finish, or replace, the run that is in `out`. What a resumed run was asked to be in `members`, `seed`, `mean`
        and `by_origin` need not be said again: where one is not given, it is as it was.
    by_origin
        Also keep arrivals apart by the scenario's regions of origin; do not if not given.
    posterior
        What members take that was learned; they draw from the priors if not given.
    progress
        Called as `progress(stage, done, total)`: once with the stage `compiling`, if the engine must be compiled,
        and with `simulating` for every member done.
    build
        The class of the outcome.

    """
    if by_origin and not world.settings.origins:
        raise InputError("The scenario names no regions of origin: declare some in its scenario.toml first.")
    members, seed = asked_members(members), asked_seed(seed)
    if mean and (members or 1) > 1:  # each would be the same, and their band of no width
        raise InputError(
            "A mean run is one course, so it has no ", Option("members"), ": leave that out, or leave out ",
            Option("mean", True), " for an ensemble.",
        )  # fmt: skip
    if resume and force:
        raise InputError(Option("resume"), " finishes a run and ", Option("force"), " replaces it: choose one.")
    folder = path_of(out) if out is not None else None
    require_stored("run", folder, resume=resume)
    with nullcontext() if folder is None else claimed(folder, resume=resume):
        asked: dict[str, Any] = {"members": members, "seed": seed, "mean": mean, "by_origin": by_origin}
        asked = store.as_planned(folder, asked) if folder is not None and resume else asked
        plan = make_plan(world, posterior=posterior, **asked)
        if folder is not None and resume:
            plan |= store.begun_by(folder)
        with told_when_cut_short("run", partial(store.what_is_kept, folder, plan)):
            shelf: Shelf = InMemory(plan)
            if folder is not None:
                shelf = store.occupy(folder, world, plan, posterior=posterior, resume=resume, force=force)
            dataset, manifest = _fill(shelf, world, plan, posterior, pool=pool or Threads(), progress=progress)
    return build(dataset, manifest, world, folder, posterior)


def _fill(
    shelf: Shelf, world: World, plan: Plan, posterior: Posterior | None, *, pool: Pool, progress: Progress
) -> tuple[xr.Dataset, dict[str, Any]]:
    """Compute what is missing, and return the variables and the manifest of the whole."""
    missing = shelf.missing()
    begun, setting_up = time.perf_counter(), 0.0
    with compilation(lambda: progress("compiling", 0, 0)) as compiling:
        if missing or not shelf.is_laid_out:
            simulator = simulator_of(world, plan, posterior)
            shelf.lay_out(simulator.labels, list(simulator.parameters(0)))
            if missing and pool.is_here:
                _ = simulator.arrays  # made by now, so that the time it takes is not that of the members
            setting_up = time.perf_counter() - begun - compiling.seconds
            told = _counted(progress, sum(map(len, missing)), plan["members"])
            run_members(simulator, missing, pool=pool, on_batch=shelf.write_batch, on_member=told)
    taken = time.perf_counter() - begun
    seconds = {"compile": setting_up + compiling.seconds, "simulate": taken - setting_up - compiling.seconds}
    dataset = shelf.dataset()
    if missing:
        say_who_was_not_there(simulator, dataset)
    manifest = make_manifest(world, plan, dataset, computed=sum(map(len, missing)), seconds=seconds)
    shelf.finish(manifest)
    return dataset, manifest


def simulator_of(world: World, plan: Mapping[str, Any], posterior: Posterior | None) -> Simulator:
    """Return what runs the members of a plan."""
    given = posterior.given(world, plan["members"], mean=plan["mean"]) if posterior else Given()
    return Simulator(
        world,
        seed=plan["seed"],
        mean=plan["mean"],
        origins=plan["by_origin"],
        parameters=given.constants,
        unseen=given.unseen,
    )


def run_members(
    simulator: Simulator,
    batches: Sequence[Sequence[int]],
    *,
    pool: Pool,
    on_batch: Callable[[Sequence[int], Sequence[Result]], None],
    on_member: Callable[[], None] = lambda: None,
    luck_of: int = 0,
) -> None:
    """Run members and hand each batch over, in this thread, when its last member is done.

    With `luck_of` they meet the luck of those so many after them, and are themselves otherwise. The parts of a member's
    run go on side by side, so that a mean run is as quick as there are cores for its lucks.

    Members are started in order, so every batch held in memory but the newest has a member that is still running:
    never more than there are workers, and one.
    """
    batch_of = {member: batch for batch in batches for member in batch}
    parts = [member * simulator.parts + part for member in batch_of for part in range(simulator.parts)]
    ran: dict[int, Outputs] = {}
    results: dict[int, Result] = {}
    with closing(map_members(partial(_run_part, simulator, luck_of), parts, pool)) as done:
        for number, result in done:
            ran[number] = result
            member = number // simulator.parts
            of_member = range(member * simulator.parts, (member + 1) * simulator.parts)
            if not all(each in ran for each in of_member):
                continue
            constants = np.array(list(simulator.parameters(member).values()), dtype=np.float64)
            results[member] = {**mean_of([ran.pop(each) for each in of_member]), "parameter_value": constants}
            on_member()
            batch = batch_of[member]
            if all(each in results for each in batch):
                on_batch(batch, [results.pop(each) for each in batch])


def _run_part(simulator: Simulator, luck_of: int, number: int) -> Outputs:
    member, part = divmod(number, simulator.parts)
    return simulator.run_part(member, part, seed_member=member + luck_of if luck_of else None)


def _counted(progress: Progress, missing: int, members: int) -> Callable[[], None]:
    done = count(members - missing + 1)
    progress("simulating", members - missing, members)
    return lambda: progress("simulating", next(done), members)
