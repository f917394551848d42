"""Running the members of an ensemble in threads, in memory or into a run folder."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import xarray as xr

from exeunt.engine import store
from exeunt.engine.compiling import compilation
from exeunt.engine.cores import cores
from exeunt.engine.manifest import make_manifest, make_plan
from exeunt.engine.store import Plan, Result
from exeunt.errors import InputError
from exeunt.outcome import layout
from exeunt.outcome.outcome import Outcome

if TYPE_CHECKING:
    from exeunt.scenario.world import World

Progress = Callable[[str, int, int], None]


class Simulator(Protocol):
    """What this room asks of a compiled world."""

    @property
    def labels(self) -> layout.Labels:
        """The names along each dimension."""

    def parameters(self, member: int) -> Mapping[str, float]:
        """Return the constants of a member."""

    def run(self, member: int) -> Result:
        """Return the arrays of a member; called from several threads at once."""


class SimulatorType(Protocol):
    """What compiles a world."""

    def __call__(self, world: Any, *, seed: int, mean: bool, origins: bool) -> Simulator:
        """Return the compiled world."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Say nothing of how far a run is."""


def simulate(
    world: World,
    *,
    members: int | None = None,
    seed: int | None = None,
    mean: bool = False,
    jobs: int | None = None,
    out: str | Path | None = None,
    resume: bool = False,
    force: bool = False,
    by_origin: bool = False,
    progress: Progress = no_progress,
    simulator_type: SimulatorType | None = None,
) -> Outcome:
    """Simulate an ensemble of a world.

    Parameters
    ----------
    world
        What to simulate.
    members, seed
        How many members, and which luck; if not given, the scenario's own, and one member for a mean run.
    mean
        Follow expectations instead of drawing.
    jobs
        Threads; all cores if not given. Results do not depend on it.
    out
        Store the run in this folder, in batches as they finish; keep it in memory if not given.
    resume, force
        Finish, or replace, the run that is in `out`. What a resumed run was asked to be need not be said again.
    by_origin
        Also keep arrivals apart by the scenario's regions of origin.
    progress
        Called as `progress(stage, done, total)`: once with the stage `compiling`, if the engine must be compiled,
        and with `simulating` for every member done.
    simulator_type
        Another engine than `exeunt.engine.members.Simulator`.

    """
    if by_origin and not world.settings.origins:
        raise InputError("The scenario names no regions of origin: declare some in its scenario.toml first.")
    folder = Path(out) if out is not None else None
    if resume:
        members, seed = store.as_planned(folder, members, seed)
    plan = make_plan(world, members=members, seed=seed, mean=mean, by_origin=by_origin)
    shelf = Memory(plan) if folder is None else store.claim(folder, world, plan, resume=resume, force=force)
    batches = shelf.missing()
    begun, setting_up = time.perf_counter(), 0.0
    with compilation(lambda: progress("compiling", 0, 0)) as compiling:
        if batches:
            simulator = (simulator_type or _engine())(world, seed=plan["seed"], mean=mean, origins=by_origin)
            shelf.lay_out(simulator.labels, list(simulator.parameters(0)))
            setting_up = time.perf_counter() - begun - compiling.seconds
            told = _counted(progress, sum(map(len, batches)), plan["members"])
            run_members(simulator, batches, jobs=jobs or cores(), on_batch=shelf.write_batch, on_member=told)
    taken = time.perf_counter() - begun
    seconds = {"compile": setting_up + compiling.seconds, "simulate": taken - setting_up - compiling.seconds}
    dataset = shelf.dataset()
    manifest = make_manifest(world, plan, dataset, computed=sum(map(len, batches)), seconds=seconds)
    shelf.finish(manifest)
    return Outcome(dataset, manifest, world, folder)


def run_members(
    simulator: Simulator,
    batches: Sequence[Sequence[int]],
    *,
    jobs: int,
    on_batch: Callable[[Sequence[int], Sequence[Result]], None],
    on_member: Callable[[], None] = lambda: None,
) -> None:
    """Run members in `jobs` threads and hand each batch over, in this thread, when its last member is done.

    Members are started in order, so every batch held in memory but the newest has a member that is still running:
    never more than `jobs` + 1 of them. An error or an interrupt stops what has not started yet.
    """
    batch_of = {member: batch for batch in batches for member in batch}
    waiting = iter(batch_of)
    results: dict[int, Result] = {}
    running: dict[Future[Result], int] = {}
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="member")

    def start(members: Iterable[int]) -> None:
        running.update({pool.submit(_run_one, simulator, member): member for member in members})

    try:
        start(islice(waiting, jobs))
        while running:
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                member = running.pop(future)
                results[member] = future.result()
                start(islice(waiting, 1))
                on_member()
                batch = batch_of[member]
                if all(each in results for each in batch):
                    on_batch(batch, [results.pop(each) for each in batch])
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True)
class Memory:
    """Where a run that is not stored keeps its batches."""

    plan: Plan
    _labels: list[tuple[layout.Labels, list[str]]] = field(default_factory=list)
    _results: dict[int, Result] = field(default_factory=dict)

    def missing(self) -> list[range]:
        """Return every batch."""
        return store.batches(self.plan["members"])

    def lay_out(self, labels: layout.Labels, parameters: Sequence[str]) -> None:
        """Take note of the names along each dimension."""
        self._labels.append((labels, list(parameters)))

    def write_batch(self, members: Sequence[int], results: Sequence[Result]) -> None:
        """Keep the arrays of a batch."""
        self._results.update(zip(members, results, strict=True))

    def dataset(self) -> xr.Dataset:
        """Return all of it as one dataset."""
        members = sorted(self._results)
        labels, parameters = self._labels[0]
        results = [self._results[member] for member in members]
        return layout.to_dataset(labels, members, results, parameters=parameters, mean=self.plan["mean"])

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Do nothing: the outcome carries its manifest itself."""


def _run_one(simulator: Simulator, member: int) -> Result:
    constants = np.array(list(simulator.parameters(member).values()), dtype=np.float64)
    return {**simulator.run(member), "parameter_value": constants}


def _counted(progress: Progress, missing: int, members: int) -> Callable[[], None]:
    done = count(members - missing + 1)
    progress("simulating", members - missing, members)
    return lambda: progress("simulating", next(done), members)


def _engine() -> SimulatorType:
    from exeunt.engine.members import Simulator as Engine

    return Engine
