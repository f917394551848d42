"""The folder of a sweep: what every member came to at each point that is finished, and the tables when all are.

SWEEP/plan.json      what was asked for
SWEEP/points/        a file for each finished point, whose name ends in the checksum of what it holds
SWEEP/table.csv      one row for each point and quantity
SWEEP/indices.csv    of a Sobol sample: which constant moves a quantity how much
SWEEP/sweep.json     what the sweep says of itself, written last
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from exeunt.ensemble.claim import LOCK, OUT, held
from exeunt.ensemble.made_by import require_same_engine
from exeunt.ensemble.manifest import differences
from exeunt.errors import InputError, Option
from exeunt.luck import Floats
from exeunt.scenario.formulas import rows_kept_as_text
from exeunt.whole_files import whole_file, write_json

if TYPE_CHECKING:
    import pandas as pd

PLAN, POINTS, TABLE, INDICES, MANIFEST = "plan.json", "points", "table.csv", "indices.csv", "sweep.json"


@dataclass(frozen=True)
class SweepFolder:
    """A folder that holds one sweep, finished or not.

    Parameters
    ----------
    path
        The folder.
    plan
        What was asked for, its constants in the order in which they were named when the sweep was begun: points are
        numbered by it.

    """

    path: Path
    plan: Mapping[str, Any]

    def get(self, point: int) -> Floats | None:
        """Return what members came to at a point, shape (members, quantities); None if it is not there whole."""
        for file in self._points.glob(f"{point:07}-*.npy"):
            content = file.read_bytes() if file.is_file() else b""
            if file == self._file(point, content):
                found: Floats = np.load(BytesIO(content))
                return found
        return None

    def put(self, point: int, numbers: Floats) -> None:
        """Keep what members came to at a point."""
        packed = BytesIO()
        np.save(packed, numbers)
        with whole_file(self._file(point, packed.getvalue())) as fresh:
            fresh.write_bytes(packed.getvalue())

    def finish(self, table: pd.DataFrame, indices: pd.DataFrame | None, manifest: Mapping[str, Any]) -> None:
        """Write the tables, and what makes the sweep complete."""
        for name, rows in ((TABLE, table), (INDICES, indices)):
            if rows is not None:
                with whole_file(self.path / name) as fresh:
                    rows_kept_as_text(rows).to_csv(fresh, index=False)
        write_json(self.path / MANIFEST, manifest)

    @property
    def _points(self) -> Path:
        return self.path / POINTS

    def _file(self, point: int, content: bytes) -> Path:
        return self._points / f"{point:07}-{hashlib.blake2b(content, digest_size=8).hexdigest()}.npy"


@contextmanager
def occupied(path: Path, plan: Mapping[str, Any], *, resume: bool) -> Iterator[SweepFolder]:
    """Hold a folder for one sweep; one that stores nothing leaves nothing behind.

    Raises
    ------
    InputError
        If another process holds it, it holds something else, or there is no such sweep to resume.

    """
    if resume and not (path / PLAN).is_file():
        raise InputError(f"There is no sweep at {path} to resume; begin one without ", Option("resume"), ".")
    with held(path, "storing a sweep in", keeps_lock=lambda folder: (folder / PLAN).exists()):
        if resume:
            plan = {**plan, "vary": _same(path, plan)["vary"]}
        else:
            _require_free(path)
        write_json(path / PLAN, plan)
        yield SweepFolder(path, plan)


def _require_free(path: Path) -> None:
    there = {entry.name for entry in path.iterdir()} - {LOCK}
    if PLAN in there:
        raise InputError(
            f"{path} holds a sweep already; ", Option("resume", True), " goes on with it, ", OUT, " names another."
        )  # fmt: skip
    if there:
        raise InputError(f"{path} holds something already; name another folder with ", OUT, ".")


def _same(path: Path, plan: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plan that a sweep was begun with, if it asks for the same, in whatever order of its constants."""
    try:
        stored: dict[str, Any] = json.loads((path / PLAN).read_text(encoding="utf-8"))
    except ValueError:
        raise InputError(
            f"{path / PLAN} is garbled, so what the sweep was asked to be is not known any more."
        ) from None
    require_same_engine(path, stored, replaceable=False)
    if found := differences(stored, plan):
        raise InputError(
            f"{path} cannot be resumed so: ", *found, ". Ask for the same, or take another folder with ", OUT, "."
        )  # fmt: skip
    return stored
