"""A world run at every point of a design: the same members with the same luck, other constants.

So what differs between points is what the constants do, and not luck. The world is compiled once: people choose among
the ways that are listed at its own constants, as in an ensemble whose members draw them (`engine.compile.ways`). Where
a constant plays no part in that list, a member at a point is, to the bit, that member of a run in which the constant is
held (`World.with_parameter`).
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from exeunt.asked import asked_members, asked_seed, require_stored
from exeunt.engine.members import Simulator
from exeunt.ensemble.compiling import compilation
from exeunt.ensemble.manifest import make_plan
from exeunt.ensemble.pool import Pool, map_members, told_when_cut_short
from exeunt.ensemble.posterior import Posterior
from exeunt.ensemble.progress import Progress, no_progress
from exeunt.ensemble.simulate import simulator_of
from exeunt.errors import Option, Part
from exeunt.luck import Floats
from exeunt.outcome.run import known_until
from exeunt.sweeps.design import MOST_POINTS, as_read, each_base, grid, ranges_of, sample, written
from exeunt.sweeps.folder import SweepFolder, occupied
from exeunt.sweeps.quantities import quantities, taken
from exeunt.sweeps.tables import WIDE, base_needed, indices, tidy
from exeunt.versions import versions
from exeunt.wording import fewer_learned, learned_in_words, plural

if TYPE_CHECKING:
    from exeunt.scenario.world import World

MEMBERS = 20


@dataclass(frozen=True, repr=False)
class Sweep:
    """What came of a sweep.

    Parameters
    ----------
    table
        One row for each point and quantity; see `tables.tidy`.
    indices
        Of a Sobol sample, one row for each quantity and constant; see `tables.indices`. None of a grid.
    manifest
        What was asked for, and how many points were computed by this call.
    path
        Its folder, if it is stored.

    """

    table: pd.DataFrame
    indices: pd.DataFrame | None
    manifest: Mapping[str, Any]
    path: Path | None = None

    @property
    def learned_until(self) -> pd.Timestamp | None:
        """The last day from which its members learned; None if they drew from the priors."""
        learned = self.manifest.get("posterior")
        return None if learned is None else pd.Timestamp(learned["until"])

    @property
    def known_until(self) -> pd.Timestamp | None:
        """The last day before what is a forecast (`outcome.run.known_until`); None if they drew from the priors."""
        told = self.manifest.get("known_until")
        return None if told is None else pd.Timestamp(told)

    @property
    def learned_in_words(self) -> str:
        """What its members learned from, and from when on it is a forecast; blank if they drew from the priors."""
        learned = self.manifest.get("posterior") or {"figures": ()}
        only = fewer_learned(self.manifest)
        return learned_in_words(len(learned["figures"]), self.learned_until, self.known_until, only=only)

    def too_few_points(self) -> str:
        """Say that shares cannot be told from so few points, and how many to ask for; blank if they can."""
        return "".join(map(str, self._too_few_points))

    @property
    def _too_few_points(self) -> tuple[Part, ...]:
        needed = self.manifest.get("sobol_needed")
        if needed is None:
            return ()
        wrong = f"These points are too few to tell: some shares lie below 0, above 1 or within more than ± {WIDE:g}; "
        if needed <= self.manifest["sobol"]:
            return (f"{wrong}a sweep has no more, so vary fewer constants.",)
        points = plural(needed * each_base(len(self.manifest["vary"])), "point")
        return f"{wrong}ask for ", Option("sobol", needed), f", which takes {points}."

    def __repr__(self) -> str:
        names = ", ".join(self.manifest["vary"])
        points, members = plural(self.manifest["points"], "point"), plural(self.manifest["members"], "member")
        return f"Sweep of {self.manifest['scenario']} over {names}: {points} of {members}"

    def _repr_html_(self) -> str:
        shown: str = (self.table if self.indices is None else self.indices).to_html(index=False, max_rows=20)
        said = self.too_few_points()
        return f"<p>{self!r}</p>{shown}" + (f"<p>{said}</p>" if said else "")


def sweep(
    world: World,
    vary: Mapping[str, Sequence[float]],
    *,
    sobol: int | None,
    members: int | None,
    seed: int | None,
    posterior: Posterior | None,
    pool: Pool,
    out: Path | None,
    resume: bool,
    progress: Progress = no_progress,
) -> Sweep:
    """Run a world at every point of a design; see `World.sweep`."""
    require_stored("sweep", out, resume=resume)
    ranges = ranges_of(world, vary, sobol=sobol)
    members = asked_members(members) or MEMBERS
    seed = asked_seed(seed)
    run = make_plan(world, members=members, seed=seed, mean=None, by_origin=None, posterior=posterior)
    plan: Mapping[str, Any] = {**run, "vary": written(ranges), "sobol": sobol}
    begun = time.perf_counter()
    with nullcontext() if out is None else occupied(out, plan, resume=resume) as folder:
        if folder is not None:
            plan = folder.plan
            ranges = as_read(plan["vary"])
        points = grid(ranges) if sobol is None else sample(ranges, sobol, run["seed"])
        kept = partial(_kept, folder, len(points))
        with told_when_cut_short("sweep", kept), compilation(lambda: progress("compiling", 0, 0)):
            simulator = simulator_of(world, run, posterior)
            numbers, computed = _numbers(simulator, points, members, pool, folder, progress)
        named = quantities(simulator.labels)
        table = tidy(points, named, numbers)
        moved = None if sobol is None else indices(ranges, named, numbers, run["seed"])
        seconds = round(time.perf_counter() - begun, 3)
        told: dict[str, Any] = {"points": len(points), "computed": computed}
        if moved is not None and sobol is not None:
            told["sobol_needed"] = base_needed(moved, sobol, MOST_POINTS // each_base(len(ranges)))
        if posterior is not None:
            told["known_until"] = f"{known_until(world, posterior.figures, posterior.until):%Y-%m-%d}"
        manifest = {**plan, **told, "seconds": seconds, "versions": versions()}
        if folder is not None:
            folder.finish(table, moved, manifest)
    return Sweep(table, moved, manifest, out)


def _numbers(
    simulator: Simulator, points: pd.DataFrame, members: int, pool: Pool, folder: SweepFolder | None, progress: Progress
) -> tuple[Floats, int]:
    """Return what members come to, shape (points, members, quantities), and how many points were run for it."""
    found = {} if folder is None else {k: kept for k in range(len(points)) if (kept := folder.get(k)) is not None}
    missing = [k for k in range(len(points)) if k not in found]
    done, total = count(len(found) * members + 1), len(points) * members
    progress("simulating", len(found) * members, total)
    tasks = [point * members + member for point in missing for member in range(members)]
    work = partial(_taken, simulator, list(map(str, points)), points.to_numpy(np.float64), members)
    under_way: dict[int, dict[int, Floats]] = {}
    for task, numbers in map_members(work, tasks, pool):
        point, member = divmod(task, members)
        under_way.setdefault(point, {})[member] = numbers
        if len(under_way[point]) == members:
            of_point = under_way.pop(point)
            found[point] = np.stack([of_point[each] for each in range(members)])
            if folder is not None:
                folder.put(point, found[point])
        progress("simulating", next(done), total)
    return np.stack([found[point] for point in range(len(points))]), len(missing)


def _taken(simulator: Simulator, names: Sequence[str], points: Floats, members: int, task: int) -> Floats:
    """Run one member at one point."""
    point, member = divmod(task, members)
    given = simulator.given
    held = pd.DataFrame(np.tile(points[point], (members, 1)), columns=list(names))
    constants = held if given.constants is None else given.constants.drop(columns=names, errors="ignore").join(held)
    return taken(simulator.with_parameters(constants, given.unseen).run(member))


def _kept(folder: SweepFolder | None, points: int) -> list[Part]:
    """Say what is kept of a sweep that was cut short."""
    if folder is None:
        return ["nothing was stored, so there is nothing to resume"]
    done = sum(folder.get(point) is not None for point in range(points))
    return [
        f"{done} of {plural(points, 'point')} are kept in {folder.path}; ",
        Option("resume", True),
        ", with the options it was started with, computes the rest",
    ]
