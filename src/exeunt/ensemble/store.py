"""Storing a run: whole or not at all, in batches of members, and finished later if it was cut short."""

from __future__ import annotations

import errno
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import xarray as xr

from exeunt.ensemble.checksums import DamagedError
from exeunt.ensemble.claim import OUT, claimed, is_run, require_free
from exeunt.ensemble.laying_out import cleared_after, lay_out, lay_out_again
from exeunt.ensemble.made_by import made_otherwise, require_same_engine, this_engine
from exeunt.ensemble.manifest import differences
from exeunt.ensemble.mending import lacks_members, mend
from exeunt.ensemble.posterior import Posterior
from exeunt.ensemble.run_folder import Plan, Result, RunFolder, batches
from exeunt.errors import InputError, Notice, Option, Part
from exeunt.outcome import layout
from exeunt.outcome.run import Run
from exeunt.scenario.catalogue import POSTERIOR, is_there
from exeunt.scenario.first_source import FirstSource
from exeunt.scenario.reading import read

if TYPE_CHECKING:
    from exeunt.scenario.world import World

R = TypeVar("R", bound=Run)


def occupy(
    path: Path,
    world: World,
    plan: Plan,
    *,
    posterior: Posterior | None = None,
    resume: bool,
    force: bool,
) -> OnDisk:
    """Return the place where a run is to be stored as it runs, in a folder that is `claimed`."""
    if resume:
        if RunFolder(path).is_moved:
            raise InputError(
                f"Figures moved the members of {path}, so none can be computed; take the figures in again."
            )
        require_same(path, plan)
        with told_when_unwritable(path):
            return OnDisk(path, world, plan, lost=mend(RunFolder(path), world, plan, posterior), posterior=posterior)
    require_free(path, force=force or RunFolder(path).is_half_moved, resumable=True)
    return OnDisk(path, world, plan, lost=None, posterior=posterior)


def as_planned(path: Path, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a run is asked to be, where nothing is asked for (None) what the run to be resumed was."""
    plan = RunFolder(path).stored_plan()
    return {key: plan.get(key) if value is None else value for key, value in asked.items()}


def begun_by(path: Path) -> dict[str, Any]:
    """Return by which engine the run to be resumed was begun, in the words of its plan: its members stay that one's."""
    plan = RunFolder(path).stored_plan()
    return {key: plan.get(key) for key in this_engine()}


@dataclass(frozen=True)
class OnDisk:
    """A run folder while it is being filled, as a `shelf.Shelf`.

    Parameters
    ----------
    path, world, plan
        The folder, what is simulated, and what the run is asked to be.
    lost
        The files of the layout that are to be written again; None if none of it is there yet.
    posterior
        What its members take, which is kept beside the scenario.

    """

    path: Path
    world: World
    plan: Plan
    lost: list[str] | None
    posterior: Posterior | None = None

    @property
    def is_laid_out(self) -> bool:
        """Whether members could be stored."""
        return self.lost is not None and not self.lost

    def missing(self) -> list[range]:
        """Return the batches that are still to be computed."""
        done = RunFolder(self.path).finished_members() if self.lost is not None else set()
        return [batch for batch in batches(self.plan["members"]) if batch[0] not in done]

    def lay_out(self, labels: layout.Labels, parameters: Sequence[str]) -> None:
        """Prepare the empty run for all members, or what is lost of that."""
        with told_when_unwritable(self.path):
            if self.lost is None:
                lay_out(RunFolder(self.path), self.world, self.plan, labels, parameters, self.posterior)
            elif self.lost:
                lay_out_again(RunFolder(self.path), self.lost, labels, parameters)

    def write_batch(self, members: Sequence[int], results: Sequence[Result]) -> None:
        """Store a batch."""
        with told_when_unwritable(self.path):
            RunFolder(self.path).write_batch(members, results)

    def dataset(self) -> xr.Dataset:
        """Return the variables, read from disk when they are looked at."""
        return RunFolder(self.path).dataset()

    def finish(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest, which makes the run complete."""
        with told_when_unwritable(self.path):
            RunFolder(self.path).write_manifest(manifest)


PATH = Option("path", "")


@contextmanager
def _named_path() -> Iterator[None]:
    """Name the folder in what is refused as `Outcome.save` does, where a run takes it with another word."""
    try:
        yield
    except InputError as error:
        raise InputError(*(PATH if part == OUT else part for part in error.parts)) from error.__cause__


@_named_path()
def save(run: Run, path: Path, *, force: bool) -> None:
    """Store a run, in a folder other than that it is read from.

    Raises
    ------
    InputError
        If the folder is taken, or is that of the run itself or one within it or around it: to store would then be to
        delete what is still to be read.

    """
    unmoved = unmoved_of(run)
    for stored in (run.path, unmoved.path if unmoved else None):
        if stored is not None and (_lies_in(path, stored) or _lies_in(stored, path)):
            raise InputError(f"The run is stored in {stored} already and cannot replace itself; save it elsewhere.")
    manifest, dataset = run.manifest, run.variables
    lacking = [each.name for each in layout.expected(layout.labels_of(dataset)) if each.name not in dataset]
    if lacking:
        raise InputError(
            f"The run was made by exeunt {manifest['version']} and lacks {', '.join(lacking)}: run it anew first."
        )
    folder, plan = RunFolder(path), {**manifest, "computed": 0}
    parameters = [str(name) for name in dataset["parameter"].values]
    with claimed(path, resume=False):
        require_free(path, force=force or folder.is_half_moved, resumable=False)
        posterior = posterior_of(run)
        # who interrupts it may have the rest of the members computed, but of a run that figures moved
        cut_short = Exception if unmoved is None else BaseException
        with told_when_unwritable(path):
            lay_out(folder, run.world, plan, layout.labels_of(dataset), parameters, posterior)
            with cleared_after(cut_short, path):
                for batch in batches(plan["members"]):
                    with _told_when_unreadable(run.path):  # at once: each piece of a stored run holds several members
                        members = dataset.isel(member=slice(batch.start, batch.stop)).load()
                    results = [_arrays(members.isel(member=place)) for place in range(len(batch))]
                    folder.write_batch(batch, results)
                if unmoved is not None:
                    save(unmoved, folder.unmoved, force=force)
                folder.write_manifest(manifest)


@contextmanager
def _told_when_unreadable(path: Path | None) -> Iterator[None]:
    """Say of a run that is stored elsewhere that it cannot be read, which is no fault of where it is to be stored."""
    try:
        yield
    except OSError as fault:
        wrong = f"{path} cannot be read ({fault.strerror or fault})"
        raise InputError(f"{wrong}; put that right and save again.") from fault


def posterior_of(run: Run) -> Posterior | None:
    """Return what the members of a run took that was learned; None if they drew from the priors."""
    if "posterior" not in run.manifest:
        return None
    if isinstance(run.posterior, Posterior):
        return run.posterior
    assert run.path is not None, "a run in memory carries what its members took"
    return Posterior.read(RunFolder(run.path).scenario / POSTERIOR)


def unmoved_of(run: Run) -> Run | None:
    """Return a run that figures moved as its members ran; None if none did, or it was stored when that was not kept."""
    if run.unmoved is not None or run.path is None or not RunFolder(run.path).unmoved.is_dir():
        return run.unmoved
    return open_run(RunFolder(run.path).unmoved, Run, type(run.world))


def _lies_in(inner: Path, outer: Path) -> bool:
    """Whether a folder is the other or lies somewhere within it, whatever the two are called."""
    inner = inner.resolve()
    return outer.exists() and any(each.exists() and each.samefile(outer) for each in (inner, *inner.parents))


def _arrays(member: xr.Dataset) -> Result:
    return {str(name): values.values for name, values in member.data_vars.items()}


def open_run(path: Path, build: type[R], world_type: type[World]) -> R:
    """Open a stored run as a run of the class `build`, its scenario as a world.

    One that is unfinished or damaged is refused.
    """
    folder = RunFolder(path)
    manifest = folder.manifest()
    if not folder.scenario.is_dir():
        raise InputError(f"{path} has lost its copy of the scenario, {folder.scenario}.")
    day = manifest.get("as_of")  # what was stored is only what was known then
    known_by = date.fromisoformat(day) if day else None
    read_back = read(folder.scenario, world_type)
    first_source = FirstSource.told(manifest.get("first_source"))
    stored = replace(
        read_back, name=manifest["scenario"], known_by=known_by, later=folder.later_figures(), first_source=first_source
    )
    world = stored.lasting(manifest["period"]["days"])
    for quantity, claim in manifest["chosen"].items():
        world = world.reading(quantity, claim)
    for name, value in manifest["fixed"].items():
        world = world.with_parameter(name, value)
    if world.hash != manifest["scenario_hash"]:
        warnings.warn(f"{folder.scenario} is not, or not read as, the scenario that was simulated.", Notice, 2)
    return build(folder.dataset(), manifest, world, folder.path)


def first_source_of(folder: Path, world: World) -> FirstSource | None:
    """Return where the tables of a folder first came from: those of a run's copy came from where the run has them."""
    return RunFolder(folder.parent).first_source() if is_run(folder.parent) else world.first_source


def require_same(path: Path, plan: Plan) -> None:
    """Refuse to resume a run that was asked to be something else, or to add to members of another engine."""
    folder = RunFolder(path)
    stored = folder.stored_plan()
    if made_otherwise(stored) and lacks_members(folder, stored):
        require_same_engine(path, stored, replaceable=True)
    if differing := differences(stored, plan):
        advice = (". Ask for the same, or take another folder with ", OUT, ".")
        other_tables = stored["scenario_hash"] != plan["scenario_hash"]
        its_own = _of_its_own_tables(folder) if other_tables and folder.scenario.is_dir() else ()
        raise InputError(f"{path} cannot be resumed so: ", *differing, *advice, *its_own)


def require_scenario_of(path: Path, source: str) -> None:
    """Refuse to go on with a run of a scenario that is gone, saying that the run holds its tables too.

    Of what is named otherwise, was never run there, or another engine has begun, nothing is said.
    """
    if not is_run(path) or is_there(source):
        return
    folder = RunFolder(path)
    if folder.is_finished or not folder.scenario.is_dir():
        return
    plan = folder.stored_plan()
    if plan["source"] == source and not made_otherwise(plan):
        raise InputError(f"There is no {source} any more.", *_of_its_own_tables(folder))


def _of_its_own_tables(folder: RunFolder) -> Iterator[Part]:
    """Say how a run goes on whose scenario was changed since it was begun, or is gone."""
    resuming, options = folder.going_on_by_copy()
    yield f" The tables that it was begun with lie in {folder.scenario}: `"
    yield resuming
    yield f"`, with {options}, finishes it."


@contextmanager
def told_when_unwritable(path: Path) -> Iterator[None]:
    """Turn a full disk, lost permission and the like into a sentence; what was finished stays."""
    was_run = is_run(path)
    try:
        yield
    except DamagedError as fault:
        raise InputError(f"{path} was taken away or changed while the run was written to it; run it anew.") from fault
    except OSError as fault:
        full = fault.errno in (errno.ENOSPC, errno.EDQUOT)
        wrong = "The disk is full" if full else f"{path} cannot be written ({fault.strerror or fault})"
        right = "make room" if full else "put that right"
        if not is_run(path):
            left = "nothing was stored, and the run that was there is gone" if was_run else "nothing was stored yet"
            raise InputError(f"{wrong}: {left}; {right} and start again.") from fault
        kept = f"{wrong}: the batches finished so far are kept in {path}; {right} and go on with "
        raise InputError(kept, Option("resume", True), ".") from fault


def what_is_kept(path: Path | None, plan: Plan) -> list[Part]:
    """Say what is kept of a run that was cut short."""
    if path is None or not is_run(path):
        return ["nothing was stored yet, so there is nothing to resume"]
    done = len(RunFolder(path).finished_members())
    resuming, options = RunFolder(path).going_on(plan["source"])
    return [
        f"{done} of {plan['members']} members are stored in {path}, and `",
        resuming,
        f"`, with {options}, computes the rest",
    ]
