"""A file of figures before it is taken in: how each column is read, and every fault."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from exeunt.errors import Fault, ScenarioError
from exeunt.outcome.added_figures import added_figures
from exeunt.scenario.csvfile import read_table
from exeunt.scenario.tables import columns
from exeunt.scenario.textfile import ABSENT, UnreadableError

if TYPE_CHECKING:
    from exeunt.scenario.world import World

OWN = "not read: a column of the author's own"


@dataclass(frozen=True)
class Column:
    """A column of a file, what it is read as, and what stands in its first cell."""

    column: str
    read_as: str
    example: str


@dataclass(frozen=True)
class Dropped:
    """What stands in a file of figures: its columns, its rows as text, and its faults."""

    columns: tuple[Column, ...]
    rows: pd.DataFrame
    faults: tuple[Fault, ...]


def dropped(file: Path, world: World) -> Dropped:
    """Read a file with the columns of `observations` as far as it goes, for a world that it is to speak of.

    Raises
    ------
    ScenarioError
        If the file is no table at all.

    """
    try:
        text, _ = read_table(file, file.parent, "observations", missing=ABSENT)
    except UnreadableError as error:
        raise ScenarioError(error.faults) from error
    known = {column.name: column.meaning for column in columns("observations")}
    found = tuple(
        Column(str(name), known.get(str(name), OWN), next((cell for cell in text[name] if cell), "")) for name in text
    )
    return Dropped(found, text, _faults(file, world))


def _faults(file: Path, world: World) -> tuple[Fault, ...]:
    try:
        added_figures(file, world)
    except ScenarioError as error:
        return error.faults
    return ()
