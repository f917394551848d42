"""A run on disk: written whole or not at all, in batches of members, and finished later if it was cut short.

RUN/outcome.zarr     every variable, laid out for all members before the first one runs
RUN/scenario/        the scenario as it was simulated
RUN/progress.json    what was asked for, and the batches that are finished
RUN/run.json         the manifest, written last: a folder without it is unfinished
"""

from __future__ import annotations

import errno
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np
import xarray as xr
import zarr

from exeunt.errors import InputError
from exeunt.outcome import layout
from exeunt.outcome.run import Run
from exeunt.scenario.reading import read
from exeunt.scenario.writing import write
from exeunt.whole_files import write_json

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from zarr.core.common import JSON

    from exeunt.scenario.world import World

R = TypeVar("R", bound=Run)
BATCH = 10
# Zarr's format 2: the third has no settled way yet to write text or to gather the metadata in one file.
ZARR_FORMAT: Literal[2] = 2
COMPRESSOR: dict[str, JSON] = {"id": "blosc", "cname": "zstd", "clevel": 3, "shuffle": 1}

Result = Mapping[str, "NDArray[Any]"]
Plan = dict[str, Any]

_PLAIN_NAMES = {
    "seed": "seed",
    "members": "members",
    "mean": "mean",
    "by_origin": "by_origin",
    "fixed": "with_parameter",
    "chosen": "reading",
    "period": "period",
    "version": "version of exeunt",
    "scenario_hash": "scenario (its fingerprint)",
}


@dataclass(frozen=True)
class RunFolder:
    """A folder in which a run is stored."""

    path: Path

    @property
    def outcome(self) -> Path:
        """The Zarr store of the variables."""
        return self.path / "outcome.zarr"

    @property
    def scenario(self) -> Path:
        """The copy of the scenario."""
        return self.path / "scenario"

    @property
    def is_finished(self) -> bool:
        """Whether the manifest is there."""
        return (self.path / "run.json").is_file()

    @property
    def is_run(self) -> bool:
        """Whether this is a run at all, finished or not."""
        return self.is_finished or (self.path / "progress.json").is_file()

    def plan(self) -> Plan:
        """Return what this run was asked to be."""
        return dict(self._progress()["plan"])

    def finished_members(self) -> set[int]:
        """Return the members whose batch is stored."""
        return {m for batch in self._progress()["finished"] for m in range(batch[0], batch[1])}

    def manifest(self) -> dict[str, Any]:
        """Return `run.json`, or refuse: an unfinished run is read by nobody."""
        if not self.path.is_dir():
            raise InputError(f"There is no run at {self.path}; a run with out={self.path} makes one.")
        if self.is_finished:
            return dict(json.loads((self.path / "run.json").read_text(encoding="utf-8")))
        if not self.is_run:
            raise InputError(f"{self.path} is not a run: it holds neither run.json nor progress.json.")
        plan = self.plan()
        raise InputError(
            f"{self.path} is unfinished ({len(self.finished_members())} of {plan['members']} members); finish it "
            f"with `load('{plan['source']}').run(out='{self.path}', resume=True)` and the options it was started with."
        )

    def write_batch(self, members: Sequence[int], results: Sequence[Result]) -> None:
        """Store the arrays of neighbouring members, then note them as finished.

        A batch is one chunk along `member`, so writers of different batches never touch the same file.
        """
        progress = self._progress()
        group = zarr.open_group(self.outcome, mode="r+", zarr_format=ZARR_FORMAT)
        first, after = members[0], members[-1] + 1
        for name, array in group.arrays():
            if name in layout.BY_NAME:
                array[first:after] = np.stack([result[name] for result in results])
        progress["finished"] = sorted([*progress["finished"], [first, after]])
        write_json(self.path / "progress.json", progress)

    def dataset(self) -> xr.Dataset:
        """Return the variables, read from disk when they are looked at."""
        opened: xr.Dataset = xr.open_zarr(self.outcome, zarr_format=ZARR_FORMAT, consolidated=True, chunks=None)
        return opened

    def _progress(self) -> dict[str, Any]:
        return dict(json.loads((self.path / "progress.json").read_text(encoding="utf-8")))


def batches(members: int) -> list[range]:
    """Cut the members 0, 1, 2, ... into batches."""
    return [range(first, min(first + BATCH, members)) for first in range(0, members, BATCH)]


def occupy(path: Path, world: World, plan: Plan, *, resume: bool, force: bool) -> Shelf:
    """Return the place where a run is to be stored, refusing a folder that is something else."""
    if resume:
        require_same(path, plan)
    else:
        require_free(path, force=force)
    return Shelf(path, world, plan, resume)


def as_planned(path: Path | None, members: int | None, seed: int | None) -> tuple[int, int]:
    """Return the members and the seed of the run to be resumed where none are asked for."""
    if path is None:
        raise InputError("Only a stored run can be resumed: name its folder with `out`.")
    folder = RunFolder(path)
    if not folder.is_run:
        raise InputError(f"There is no run at {path} to resume.")
    plan = folder.plan()
    return (plan["members"] if members is None else members), (plan["seed"] if seed is None else seed)


@dataclass(frozen=True)
class Shelf:
    """A run folder while it is being filled."""

    path: Path
    world: World
    plan: Plan
    resumed: bool

    def missing(self) -> list[range]:
        """Return the batches that are still to be computed."""
        done = RunFolder(self.path).finished_members() if self.resumed else set()
        return [batch for batch in batches(self.plan["members"]) if batch[0] not in done]

    def lay_out(self, labels: layout.Labels, parameters: Sequence[str]) -> None:
        """Prepare the empty run for all members, unless it is there already.

        It is made beside its place and moved there complete, so a run that exists can always be resumed.
        """
        if self.resumed:
            return
        with told_when_full(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            workshop = Path(tempfile.mkdtemp(prefix=f".{self.path.name}-", dir=self.path.parent))
            try:
                prepared = RunFolder(workshop)
                _lay_out(prepared.outcome, self.plan, labels, parameters)
                write(self.world, prepared.scenario)
                write_json(workshop / "progress.json", {"plan": self.plan, "finished": []})
                workshop.chmod(0o755)
                if self.path.exists():
                    shutil.rmtree(self.path)  # empty, or a run that is to be replaced
                workshop.rename(self.path)
            except BaseException:
                shutil.rmtree(workshop, ignore_errors=True)
                raise

    def write_batch(self, members: Sequence[int], results: Sequence[Result]) -> None:
        """Store a batch."""
        with told_when_full(self.path):
            RunFolder(self.path).write_batch(members, results)

    def dataset(self) -> xr.Dataset:
        """Return the variables, read from disk when they are looked at."""
        return RunFolder(self.path).dataset()

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest, which makes the run complete."""
        with told_when_full(self.path):
            write_json(self.path / "run.json", manifest)


def save(run: Run, path: Path, *, force: bool) -> None:
    """Store a run that is in memory."""
    manifest, dataset = run.manifest, run.dataset
    shelf = occupy(path, run.world, {**manifest, "computed": 0}, resume=False, force=force)
    shelf.lay_out(layout.labels_of(dataset), [str(name) for name in dataset["parameter"].values])
    for batch in shelf.missing():
        members = dataset.isel(member=slice(batch.start, batch.stop))
        shelf.write_batch(batch, [_arrays(members.isel(member=place)) for place in range(len(batch))])
    shelf.finish(manifest)


def _arrays(member: xr.Dataset) -> Result:
    return {str(name): values.values for name, values in member.data_vars.items()}


def open_run(path: Path, build: type[R], world_type: type[World]) -> R:
    """Open a stored run as a run of the class `build`, its scenario as a world; an unfinished one is refused."""
    folder = RunFolder(path)
    manifest = folder.manifest()
    if not folder.scenario.is_dir():
        raise InputError(f"{path} has lost its copy of the scenario, {folder.scenario}.")
    world = replace(read(folder.scenario, world_type), name=manifest["scenario"]).lasting(manifest["period"]["days"])
    for quantity, claim in manifest["chosen"].items():
        world = world.reading(quantity, claim)
    for name, value in manifest["fixed"].items():
        world = world.with_parameter(name, value)
    return build(folder.dataset(), manifest, world, folder.path)


def require_free(path: Path, *, force: bool) -> None:
    """Refuse a folder that holds something: replacing needs `force`, and only ever replaces a run."""
    if not path.exists() or (path.is_dir() and not any(path.iterdir())):
        return
    if not RunFolder(path).is_run:
        raise InputError(f"{path} exists and is not a run; give another folder with out=.")
    if not force:
        raise InputError(
            f"{path} holds a run already; resume=True finishes it, force=True replaces it, out= names another."
        )


def require_same(path: Path, plan: Plan) -> None:
    """Refuse to resume a run that was asked to be something else, saying what differs."""
    stored = RunFolder(path).plan()
    differing = [
        f"its {plain} is {_say(stored.get(key))}, not {_say(plan[key])}"
        for key, plain in _PLAIN_NAMES.items()
        if stored.get(key) != plan[key]
    ]
    if differing:
        raise InputError(
            f"{path} cannot be resumed so: {'; '.join(differing)}. Ask for the same, or take another folder with out=."
        )


def next_free(scenario: str, *, runs: Path = Path("runs")) -> Path:
    """Return `runs/SCENARIO-N` with N one above the highest that is taken."""
    return runs / f"{scenario}-{max(_numbers(scenario, runs), default=0) + 1}"


def latest(scenario: str, *, runs: Path = Path("runs")) -> Path:
    """Return the `runs/SCENARIO-N` of the highest N."""
    numbers = _numbers(scenario, runs)
    if not numbers:
        raise InputError(f"There is no run of {scenario} in {runs} to resume; name one with out=.")
    return runs / f"{scenario}-{max(numbers)}"


@contextmanager
def told_when_full(path: Path) -> Iterator[None]:
    """Turn a full disk into a sentence; what was finished stays."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise InputError(
            f"The disk is full: the batches finished so far are kept in {path}; make room and go on with resume=True."
        ) from fault


def _lay_out(store: Path, plan: Plan, labels: layout.Labels, parameters: Sequence[str]) -> None:
    names = layout.coordinates(labels, range(int(plan["members"])), parameters)
    names.attrs = {"title": plan["title"], "scenario_hash": plan["scenario_hash"], "seed": plan["seed"]}
    names.to_zarr(store, mode="w", zarr_format=ZARR_FORMAT, consolidated=False)
    group = zarr.open_group(store, mode="r+", zarr_format=ZARR_FORMAT)
    for variable in layout.expected(labels):
        dims = ("member", *variable.dims)
        shape = tuple(names.sizes[dim] for dim in dims)
        group.create_array(
            variable.name,
            shape=shape,
            chunks=layout.chunks(shape, BATCH),
            dtype=layout.stored_dtype(variable, mean=bool(plan["mean"])),
            compressors=COMPRESSOR,
            fill_value=None,  # a fill value would be read as "missing" and turn whole numbers into fractions
            attributes={**layout.attributes(variable), "_ARRAY_DIMENSIONS": list(dims)},
        )
    zarr.consolidate_metadata(store, zarr_format=ZARR_FORMAT)


def _numbers(scenario: str, runs: Path) -> list[int]:
    ends = [entry.name.removeprefix(f"{scenario}-") for entry in runs.glob(f"{scenario}-*")]
    return [int(end) for end in ends if end.isdecimal()]


def _say(value: Any) -> str:
    if isinstance(value, str) and len(value) == 64:
        return value[:8]
    if isinstance(value, dict) and "days" in value:
        return f"{value['days']} days from {value['first_day']}"
    if isinstance(value, dict):
        return " ".join(f"{name}={setting}" for name, setting in value.items()) or "none"
    return str(value)
