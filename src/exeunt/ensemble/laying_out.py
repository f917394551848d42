"""A run folder made ready for its members: the scenario's copy, the names along each dimension, the empty arrays."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import zarr
from zarr.storage import MemoryStore

from exeunt.ensemble.checksums import checksums_of
from exeunt.ensemble.claim import LOCK, MANIFEST, PROGRESS
from exeunt.ensemble.posterior import Posterior
from exeunt.ensemble.run_folder import BATCH, COMPRESSOR, ZARR_FORMAT, Files, Ledger, Plan, RunFolder, write_files
from exeunt.outcome import layout
from exeunt.remembered import remembered
from exeunt.scenario.catalogue import POSTERIOR
from exeunt.scenario.world import World
from exeunt.scenario.writing import write, write_table


def lay_out(
    folder: RunFolder,
    world: World,
    plan: Plan,
    labels: layout.Labels,
    parameters: Sequence[str],
    posterior: Posterior | None = None,
) -> None:
    """Make a folder that this process holds into an empty run; what was there before is deleted.

    The ledger is written last, so a run that exists can always be resumed.
    """
    _clear(folder.path)
    with cleared_after(BaseException, folder.path):
        _lay_out_arrays(folder.outcome, plan, labels, parameters)
        _write_scenario(folder, world, posterior)
        folder.write_ledger(Ledger(plan, laid_out=checksums_of(folder.path, folder.laid_out_files())))


@contextmanager
def cleared_after(fault: type[BaseException], path: Path) -> Iterator[None]:
    """Take away what was written into a folder that this process holds, if such a fault ends the writing."""
    try:
        yield
    except fault:
        with suppress(OSError):  # what cannot be taken away now, the next run takes away
            _clear(path)
        raise


def lay_out_again(folder: RunFolder, lost: Sequence[str], labels: layout.Labels, parameters: Sequence[str]) -> None:
    """Write again those files of the layout that were lost or have changed, and none of the others."""
    ledger = folder.ledger()
    beside = RunFolder(folder.path / ".again")
    shutil.rmtree(beside.path, ignore_errors=True)
    _lay_out_arrays(beside.outcome, ledger.plan, labels, parameters)
    for name in lost:
        place = folder.path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        (beside.path / name).replace(place)
    shutil.rmtree(beside.path)
    ledger.laid_out |= checksums_of(folder.path, [folder.path / name for name in lost])
    folder.write_ledger(ledger)


def copy_scenario(folder: RunFolder, world: World, posterior: Posterior | None) -> None:
    """Write the copy of the scenario again."""
    ledger = folder.ledger()
    shutil.rmtree(folder.scenario, ignore_errors=True)
    _write_scenario(folder, world, posterior)
    kept = {name: sum_ for name, sum_ in ledger.laid_out.items() if not folder.is_of_scenario(name)}
    ledger.laid_out = kept | checksums_of(folder.path, folder.scenario_files())
    folder.write_ledger(ledger)


def _write_scenario(folder: RunFolder, world: World, posterior: Posterior | None) -> None:
    write(world, folder.scenario)
    if len(world.later):
        write_table("observations", world.later, folder.later)
    if posterior is not None:
        posterior.copy(folder.scenario / POSTERIOR)


def _clear(path: Path) -> None:
    """Empty a folder, all but its lock; what makes it a run goes first."""
    for name in (MANIFEST, PROGRESS):
        (path / name).unlink(missing_ok=True)
    for entry in path.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != LOCK:
            entry.unlink()


def _lay_out_arrays(outcome: Path, plan: Plan, labels: layout.Labels, parameters: Sequence[str]) -> None:
    files = dict(_empty(labels, int(plan["members"]), bool(plan["mean"]), tuple(parameters)))
    store = MemoryStore(files)
    group = zarr.open_group(store, mode="r+", zarr_format=ZARR_FORMAT)
    group.attrs.put({"title": plan["title"], "scenario_hash": plan["scenario_hash"], "seed": plan["seed"]})
    zarr.consolidate_metadata(store, zarr_format=ZARR_FORMAT)
    write_files(outcome, files)


@remembered(4)
def _empty(labels: layout.Labels, members: int, is_mean: bool, parameters: tuple[str, ...]) -> Files:
    """Return the files of an empty run that does not say yet of what it is."""
    files: Files = {}
    names = layout.coordinates(labels, range(members), parameters)
    names.to_zarr(MemoryStore(files), mode="w", zarr_format=ZARR_FORMAT, consolidated=False)
    group = zarr.open_group(MemoryStore(files), mode="r+", zarr_format=ZARR_FORMAT)
    for variable in layout.expected(labels):
        dims = ("member", *variable.dims)
        shape = tuple(names.sizes[dim] for dim in dims)
        group.create_array(
            variable.name,
            shape=shape,
            chunks=layout.chunks(shape, BATCH),
            dtype=layout.stored_dtype(variable, mean=is_mean),
            compressors=COMPRESSOR,
            fill_value=None,  # a fill value would be read as "missing" and turn whole numbers into fractions
            attributes={**layout.attributes(variable), "_ARRAY_DIMENSIONS": list(dims)},
        )
    return files
