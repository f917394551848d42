"""A run on disk: which files it is made of, what was promised of them, and whether they are as they were written.

RUN/outcome.zarr     every variable, laid out for all members before the first one runs
RUN/scenario/        the scenario as it was simulated, and in `later.csv` the figures that nobody knew then
RUN/progress.json    the ledger: what was asked for, the batches that are finished, the checksum of every file
RUN/run.json         the manifest, written last: a folder without it is unfinished
RUN/unmoved/         of a run that figures moved, the run as it ran, which is a run folder itself
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import xarray as xr
import zarr
from zarr.core.buffer import Buffer

from exeunt.ensemble.checksums import Checksums, DamagedError, broken, checksums_of, digest, read_sealed, write_sealed
from exeunt.ensemble.claim import MANIFEST, PROGRESS, is_run, refuse_begun
from exeunt.ensemble.made_by import made_otherwise
from exeunt.ensemble.unreplaced import Unreplaced
from exeunt.errors import InputError, Notice, Option, Part, Resuming
from exeunt.outcome import layout
from exeunt.outcome.targets import read_figures
from exeunt.scenario.catalogue import is_there
from exeunt.scenario.columns import empty
from exeunt.scenario.first_source import FirstSource
from exeunt.wording import few

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray
    from zarr.core.common import JSON

BATCH = 10
# Zarr's format 2: the third has no settled way yet to write text or to gather the metadata in one file.
ZARR_FORMAT: Literal[2] = 2
COMPRESSOR: dict[str, JSON] = {"id": "blosc", "cname": "zstd", "clevel": 3, "shuffle": 1}
LAID_OUT = "laid out"
MOVED = "updated"  # of a plan or manifest: that figures moved the members, which cannot be computed therefore
OPTIONS = "the options it was started with"
OPTIONS_BESIDE_COPY = f"{OPTIONS} but those of rules added or left out"  # its copy of the scenario has these in it
# Members are made only by the engine that made the others.
WITH_ITS_OWN: tuple[Part, ...] = (
    "go on with the exeunt that began it, or run it anew with ", Option("force", True), ", which replaces it.",
)  # fmt: skip
NEEDED = ("scenario", "scenario_hash", "members", "period", "chosen", "fixed")  # of a manifest, to open the run

Files = dict[str, Buffer]  # of a Zarr store, by name
Result = Mapping[str, "NDArray[Any]"]
Plan = dict[str, Any]


@dataclass
class Ledger:
    """What a run folder is to hold.

    Parameters
    ----------
    plan
        What the run was asked to be.
    batches
        The checksums of the files of every finished batch, by the first member after it and its first.
    laid_out
        The checksums of what was written before the first member ran: scenario, names, metadata.
    is_sealed
        Whether there are checksums at all: the first versions wrote none.

    """

    plan: Plan
    batches: dict[tuple[int, int], Checksums] = field(default_factory=dict)
    laid_out: Checksums = field(default_factory=dict)
    is_sealed: bool = True

    @property
    def checksums(self) -> dict[str, Checksums]:
        """All checksums, as they are written."""
        return {LAID_OUT: self.laid_out, **{_words(batch): sums for batch, sums in sorted(self.batches.items())}}

    @property
    def finished_members(self) -> set[int]:
        """The members whose batch is stored."""
        return {member for first, after in self.batches for member in range(first, after)}


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
    def unmoved(self) -> Path:
        """The run as its members ran, if figures moved them."""
        return self.path / "unmoved"

    @property
    def later(self) -> Path:
        """The figures that were published after the day as of which the scenario was known; it may not be there."""
        return self.scenario / "later.csv"

    def later_figures(self) -> pd.DataFrame:
        """Read them."""
        return read_figures(self.later) if self.later.is_file() else empty("observations")

    @property
    def is_finished(self) -> bool:
        """Whether the manifest is there."""
        return (self.path / MANIFEST).is_file()

    def ledger(self) -> Ledger:
        """Read the ledger.

        Raises
        ------
        DamagedError
            If it is lost or not what was written.

        """
        content, sealed = read_sealed(self.path / PROGRESS)
        try:
            batches = [(int(first), int(after)) for first, after in content["finished"]]
            sums = content["checksums"] if sealed else {LAID_OUT: {}, **{_words(batch): {} for batch in batches}}
            by_batch = {batch: dict(sums[_words(batch)]) for batch in batches}
            return Ledger(dict(content["plan"]), by_batch, dict(sums[LAID_OUT]), sealed)
        except (KeyError, TypeError, ValueError) as error:
            raise DamagedError("is garbled") from error

    def write_ledger(self, ledger: Ledger) -> None:
        """Write the ledger."""
        finished = [list(batch) for batch in sorted(ledger.batches)]
        content = {"plan": ledger.plan, "finished": finished, "checksums": ledger.checksums}
        write_sealed(self.path / PROGRESS, content)

    def stored_plan(self) -> Plan:
        """Return what this run was asked to be, from the ledger or, where that is damaged, from the manifest."""
        try:
            return self.ledger().plan
        except DamagedError as fault:
            try:
                return read_sealed(self.path / MANIFEST)[0]
            except DamagedError:
                raise InputError(
                    f"{self.path / PROGRESS} {fault}, so what the run was asked to be is not known any more; run it "
                    "anew with ",
                    Option("force", True),
                    ", which replaces it.",
                ) from None

    def first_source(self) -> FirstSource | None:
        """Return where the tables of its copy of the scenario first came from.

        None if it does not say so, as the first versions did not, or the copy is not as it was written.
        """
        with suppress(DamagedError):
            ledger = self.ledger()
            sums = {name: sum_ for name, sum_ in ledger.laid_out.items() if self.is_of_scenario(name)}
            there = {file.relative_to(self.path).as_posix() for file in self.scenario_files()}
            if there == set(sums) and not broken(self.path, sums):
                return FirstSource.told(ledger.plan.get("first_source"))
        return None

    def going_on(self, source: str) -> tuple[Resuming, str]:
        """Return how it is finished, and with which options: where what it was run of is gone, with its own copy."""
        if is_there(source) or not self.scenario.is_dir():
            return Resuming(source, self.path), OPTIONS
        return self.going_on_by_copy()

    def going_on_by_copy(self) -> tuple[Resuming, str]:
        """Return how it is finished with the tables that it holds itself, and with which options."""
        return Resuming(str(self.scenario), self.path), OPTIONS_BESIDE_COPY

    def finished_members(self) -> set[int]:
        """Return the members whose batch is stored; none where that is not known any more."""
        try:
            return self.ledger().finished_members
        except DamagedError:
            return set()

    @property
    def is_moved(self) -> bool:
        """Whether the members are to be those of a run that figures moved."""
        try:
            return MOVED in self.stored_plan()
        except InputError:
            return False

    @property
    def is_half_moved(self) -> bool:
        """Whether the storing of such a run was cut short."""
        return not self.is_finished and self.is_moved

    def manifest(self) -> dict[str, Any]:
        """Return `run.json` of a run that is finished and whole, or refuse.

        Every file is read once and compared with its checksum.
        """
        if not self.path.is_dir():
            raise InputError(f"There is no run at {self.path}; a run with ", Option("out", self.path), " makes one.")
        refuse_begun(self.path)
        if not is_run(self.path):
            raise InputError(f"{self.path} is not a run: it holds neither run.json nor progress.json.")
        if self.is_half_moved:
            raise InputError(
                f"{self.path} was cut short while a run that figures moved was stored there; take the figures in "
                "again, which replaces it."
            )
        if not self.is_finished:
            plan = self.stored_plan()
            there, members = len(self.finished_members()), plan["members"]
            unfinished = f"{self.path} is unfinished ({there} of {members} members)"
            if there < members and (made := made_otherwise(plan)):  # what besides is wanting any engine can make
                raise InputError(f"{unfinished}, and was {made}: ", *WITH_ITS_OWN)
            resuming, options = self.going_on(plan["source"])
            raise InputError(f"{unfinished}; finish it with `", resuming, f"` and {options}.")
        try:
            manifest, _ = read_sealed(self.path / MANIFEST)
        except DamagedError as fault:
            raise self._damaged({MANIFEST: str(fault)}) from None
        promised = manifest.pop("checksums", None)
        try:
            ledger = self.ledger()
        except DamagedError as fault:
            raise self._damaged({PROGRESS: str(fault)}) from None
        if promised is None and ledger.is_sealed:
            raise self._damaged({MANIFEST: f"does not belong to {PROGRESS}"})
        if promised is None:
            if not set(NEEDED) <= set(manifest):
                raise self._damaged({MANIFEST: "is garbled"})
            warnings.warn(
                f"{self.path} was stored before runs had checksums: whether its files are whole cannot be checked.",
                Notice,
                stacklevel=2,
            )
            return manifest
        if promised != digest(ledger.checksums):
            raise self._damaged({PROGRESS: f"does not belong to {MANIFEST}"})
        if wrong := self.damage(ledger):
            raise self._damaged(wrong)
        return manifest

    def damage(self, ledger: Ledger) -> dict[str, str]:
        """Return which files are not what the ledger promises, and what is wrong with each."""
        known = {name: sum_ for sums in ledger.checksums.values() for name, sum_ in sums.items()}
        chunks = [file for batch in ledger.batches for file in self.batch_files(batch)]
        there = [file.relative_to(self.path).as_posix() for file in [*chunks, *self.scenario.glob("*.csv")]]
        strange = {name: "is no file of this run" for name in sorted(there) if name not in known}
        return broken(self.path, known) | strange

    def laid_out_files(self) -> list[Path]:
        """Return the files that are there before the first member runs."""
        files = [file for file in self.outcome.rglob("*") if file.is_file() and not is_chunk(file)]
        return [*files, *self.scenario_files()]

    def scenario_files(self) -> list[Path]:
        """Return the files of the scenario's copy."""
        return [file for file in self.scenario.rglob("*") if file.is_file()]

    def is_of_scenario(self, name: str) -> bool:
        """Whether a file, named as checksums name it, belongs to the scenario's copy."""
        return (self.path / name).is_relative_to(self.scenario)

    def batch_files(self, batch: tuple[int, int]) -> list[Path]:
        """Return the files of a batch: the chunks along `member` that hold it."""
        number = batch[0] // BATCH
        return [file for name in layout.BY_NAME for file in (self.outcome / name).glob(f"{number}.*")]

    def write_batch(self, members: Sequence[int], results: Sequence[Result]) -> None:
        """Store the arrays of neighbouring members, then note them as finished.

        A batch is one chunk along `member`, so writers of different batches never touch the same file.
        """
        ledger = self.ledger()
        group = zarr.open_group(self.outcome, mode="r+", zarr_format=ZARR_FORMAT)
        batch = members[0], members[-1] + 1
        for name, array in group.arrays():
            if name in layout.BY_NAME:
                array[slice(*batch)] = np.stack([result[name] for result in results])
        ledger.batches[batch] = checksums_of(self.path, self.batch_files(batch))
        self.write_ledger(ledger)

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest, which makes the run complete."""
        write_sealed(self.path / MANIFEST, {**manifest, "checksums": digest(self.ledger().checksums)})

    def dataset(self) -> xr.Dataset:
        """Return the variables, read from disk when they are looked at."""
        try:
            store = Unreplaced(self.outcome)
            # waits are numbers of hours: some versions of xarray make lengths of time of them, in nanoseconds
            opened: xr.Dataset = xr.open_zarr(
                store, zarr_format=ZARR_FORMAT, consolidated=True, chunks=None, decode_timedelta=False
            )
        except InputError:
            raise
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:  # the last where it vanishes
            raise self._damaged({self.outcome.name: "cannot be opened"}) from error
        return opened

    def _damaged(self, wrong: Mapping[str, str]) -> InputError:
        """Return the refusal of a run whose files are not what they were."""
        try:
            plan = self.stored_plan()
        except InputError:
            plan = {}
        source, members = plan.get("source", "SCENARIO"), plan.get("members", 0)
        said = [f"{name} {why}{_of_members(name, members)}" for name, why in wrong.items()]
        damaged = f"{self.path} is damaged: {few(said, are_clauses=True)}."
        if self.is_moved:
            right = "Figures moved its members, so none can be computed; delete it and take the figures in again."
            return InputError(f"{damaged} {right}")
        if plan and any(is_chunk(Path(name)) for name in wrong) and (made := made_otherwise(plan)):
            return InputError(f"{damaged} It was {made}, so its members may be others here: ", *WITH_ITS_OWN)
        resuming, options = self.going_on(source)
        return InputError(f"{damaged} `", resuming, f"`, with {options}, makes just that again.")


def write_files(store: Path, files: Files) -> None:
    """Write the files of a Zarr store that was filled in memory, which is much quicker than to fill one on disk."""
    for folder in {(store / name).parent for name in files}:
        folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (store / name).write_bytes(content.to_bytes())


def batches(members: int) -> list[range]:
    """Cut the members 0, 1, 2, ... into batches."""
    return [range(first, min(first + BATCH, members)) for first in range(0, members, BATCH)]


def spans(members: int) -> Iterable[tuple[int, int]]:
    """Return each batch as its first member and the one after its last."""
    return [(batch.start, batch.stop) for batch in batches(members)]


def is_chunk(file: Path) -> bool:
    """Whether a file holds numbers of members, by its name."""
    return file.parent.name in layout.BY_NAME and not file.name.startswith(".")


def batch_number(chunk: Path) -> int:
    """Return which batch a chunk belongs to, counted from 0."""
    return int(chunk.name.split(".")[0])


def _of_members(file: str, members: int) -> str:
    """Say which of the members a file holds numbers of, if it is a chunk."""
    path = Path(file)
    if not is_chunk(path):
        return ""
    first = batch_number(path) * BATCH
    return f" (members {first} to {min(first + BATCH, max(members, first + 1)) - 1})"


def _words(batch: tuple[int, int]) -> str:
    return f"members {batch[0]} to {batch[1] - 1}"
