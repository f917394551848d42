"""From a folder of files to a `World`, or to the list of everything that is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pandas as pd

from exeunt.errors import Fault, ScenarioError, quoted
from exeunt.scenario import tables as schema
from exeunt.scenario.columns import empty, typed
from exeunt.scenario.csvfile import read_table
from exeunt.scenario.examine import examine
from exeunt.scenario.oddities import oddities
from exeunt.scenario.settings import FILE, Settings, Source, read_source, settings_from
from exeunt.scenario.spelling import near
from exeunt.scenario.textfile import UnreadableError
from exeunt.scenario.world import World

W = TypeVar("W", bound=World)


def read(folder: Path | str, build: type[W]) -> W:
    """Read a scenario's folder as a world of the class `build`.

    Raises
    ------
    ScenarioError
        With every fault at once, each naming file, row, column and what would be right.

    """
    folder = Path(folder)
    if not folder.is_dir():
        fault = Fault(str(folder), 1, "", "is not a folder", "name the folder of a scenario")
        raise ScenarioError([fault])
    source, settings, faults = _settings(folder)
    read_tables = {name: _table(folder, name) for name in schema.NAMES}
    faults += [fault for table in read_tables.values() for fault in table.faults]
    faults += _misnamed(folder)
    tables = {name: table.rows for name, table in read_tables.items()}
    broken = {name for name, table in read_tables.items() if table.broken}
    people, found = examine(settings, tables, source=source, broken=broken, cell_faults=faults)
    if found or settings is None or people is None:
        raise ScenarioError(found, oddities(settings, tables, broken))
    return build.of(folder=folder, settings=settings, tables=tables, people=people)


@dataclass(frozen=True)
class _Table:
    rows: pd.DataFrame
    faults: list[Fault]
    broken: bool = False


def _settings(folder: Path) -> tuple[Source, Settings | None, list[Fault]]:
    try:
        source = read_source(folder)
    except UnreadableError as error:
        return Source({}), None, [error.fault]
    return source, *settings_from(source)


def _table(folder: Path, name: str) -> _Table:
    path = folder / f"{name}.csv"
    if name not in schema.REQUIRED and not path.exists() and not path.is_symlink():
        return _Table(empty(name), [])
    return read_one(path, folder, name)


def read_one(path: Path, folder: Path, name: str) -> _Table:
    """Read one file as the table of that name."""
    try:
        text, shape_faults = read_table(path, folder, name)
    except UnreadableError as error:
        return _Table(empty(name), [error.fault], broken=True)
    rows, cell_faults = typed(name, text, file=path.name)
    needed = {column.name for column in schema.columns(name) if column.required != "no"}
    ragged = {fault.row for fault in shape_faults}
    cell_faults = [fault for fault in cell_faults if fault.row not in ragged]
    return _Table(rows, shape_faults + cell_faults, broken=not needed <= set(text.columns))


def _misnamed(folder: Path) -> list[Fault]:
    """Report files that look like a table but would be passed over."""
    absent = [f"{name}.csv" for name in schema.NAMES if not (folder / f"{name}.csv").exists()]
    if not (folder / FILE).exists():
        absent.append(FILE)
    known = {f"{name}.csv" for name in schema.NAMES} | {FILE}
    strangers = [path.name for path in folder.iterdir() if path.name not in known]
    return [
        Fault(name, 1, "", f"{quoted(name)} is no file of a scenario", f"rename it {meant[0]}, if that is meant")
        for name in sorted(strangers)
        if (meant := near(name, absent, how_near=0.85))
    ]
