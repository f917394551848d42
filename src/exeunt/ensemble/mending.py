"""What is damaged in a run that is to be resumed: found, thrown away, and so computed again."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from exeunt.ensemble.checksums import DamagedError, checksums_of, digest, read_sealed
from exeunt.ensemble.claim import MANIFEST, PROGRESS
from exeunt.ensemble.laying_out import copy_scenario
from exeunt.ensemble.posterior import Posterior
from exeunt.ensemble.run_folder import Ledger, Plan, RunFolder, batch_number, is_chunk, spans
from exeunt.errors import Notice
from exeunt.scenario.world import World


def mend(folder: RunFolder, world: World, plan: Plan, posterior: Posterior | None = None) -> list[str] | None:
    """Take out of a run whatever is not as it was written, so that it is unfinished and can be resumed.

    The scenario's copy is written again here.

    Returns
    -------
    list
        The other files of the layout that must be written again; None if all of it must.

    """
    for name in (MANIFEST, PROGRESS):
        _take_away_if_no_file(folder.path / name)
    ledger = _ledger(folder, plan)
    if ledger is None:
        unknown = f"{folder.path} does not say any more which of its members are whole"
        warnings.warn(f"{unknown}: all are computed again.", Notice, stacklevel=2)
        return None
    wrong = folder.damage(ledger)
    whole = set(spans(plan["members"]))
    for batch in _damaged(wrong, plan):
        ledger.batches.pop(batch, None)
    folder.write_ledger(ledger)
    if wrong or set(ledger.batches) != whole:
        (folder.path / MANIFEST).unlink(missing_ok=True)
    for batch in whole - set(ledger.batches):
        for file in folder.batch_files(batch):
            file.unlink()
    if any(map(folder.is_of_scenario, wrong)):
        copy_scenario(folder, world, posterior)
    return [name for name in wrong if name in ledger.laid_out and not folder.is_of_scenario(name)]


def lacks_members(folder: RunFolder, plan: Plan) -> bool:
    """Whether members of a run must be computed to finish it: they are missing or damaged, or nobody knows whether."""
    ledger = _ledger(folder, plan)
    return ledger is None or set(ledger.batches) - _damaged(folder.damage(ledger), plan) != set(spans(plan["members"]))


def _damaged(wrong: Iterable[str], plan: Plan) -> set[tuple[int, int]]:
    """Return the batches to which files belong that are not as they were written."""
    numbers = {batch_number(Path(name)) for name in wrong if is_chunk(Path(name))}
    return {batch for number, batch in enumerate(spans(plan["members"])) if number in numbers}


def _take_away_if_no_file(path: Path) -> None:
    """Take away a pipe or the like, into which would else be written; a folder is somebody's."""
    if path.exists() and not path.is_file() and not path.is_dir():
        path.unlink()


def _ledger(folder: RunFolder, plan: Plan) -> Ledger | None:
    """Return the ledger, made again from the files where it is lost or has no checksums; None if that cannot be."""
    with suppress(DamagedError):
        ledger = folder.ledger()
        if ledger.is_sealed:
            return ledger
    sums = {batch: checksums_of(folder.path, folder.batch_files(batch)) for batch in spans(plan["members"])}
    found = Ledger(plan, sums, checksums_of(folder.path, folder.laid_out_files()))
    return found if _promised(folder) == digest(found.checksums) else None


def _promised(folder: RunFolder) -> str | None:
    """Return the checksum that the manifest has of the ledger's."""
    try:
        return read_sealed(folder.path / MANIFEST)[0].get("checksums")
    except DamagedError:
        return None
