"""From a folder of files to a `World`, or to the list of everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import pandas as pd

from exeunt.errors import Fault, ScenarioError
from exeunt.remembered import remembered
from exeunt.scenario import tables as schema
from exeunt.scenario.beliefs import today
from exeunt.scenario.columns import empty, typed
from exeunt.scenario.csvfile import Ragged, content_of, header_faults, rowless, table_of, unseen_signs
from exeunt.scenario.examine import examine
from exeunt.scenario.first_source import FirstSource
from exeunt.scenario.oddities import oddities
from exeunt.scenario.settings import Settings, Source, read_source, settings_from
from exeunt.scenario.strays import misnamed, out_of_reach
from exeunt.scenario.textfile import UNKNOWN, Unread, UnreadableError
from exeunt.scenario.world import World
from exeunt.scenario.xlsxfile import ENDING

W = TypeVar("W", bound=World)

REMEMBERED = 300_000  # letters or bytes: what is made of larger files is not kept for the next who reads the same


def read(folder: Path | str, build: type[W], given: Mapping[str, pd.DataFrame] = MappingProxyType({})) -> W:
    """Read a scenario's folder as a world of the class `build`, with the tables `given` as text for their files.

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
    read_tables = {
        name: _typed(name, given[name], _form_faults(f"{name}.csv", name, given[name]), file=f"{name}.csv")
        if name in given
        else _table(folder, name)
        for name in schema.NAMES
    }
    faults += [fault for table in read_tables.values() for fault in table.faults]
    faults += misnamed(folder)
    tables = {name: table.rows for name, table in read_tables.items()}
    broken = {name for name, table in read_tables.items() if table.broken}
    people, found = examine(settings, tables, source=source, broken=broken, cell_faults=faults)
    if found or settings is None or people is None:
        workbooks = {f"{name}.csv": f"{name}{ENDING}" for name in schema.NAMES if _file(folder, name).suffix == ENDING}
        named = [replace(fault, file=workbooks.get(fault.file, fault.file)) for fault in found]
        odd = [
            replace(each, file=workbooks.get(each.file, each.file))
            for each in oddities(settings, today(tables), broken)
        ]
        raise ScenarioError(named, [*odd, *out_of_reach(folder)], folder=folder)
    first_source = None if given else FirstSource.of(folder)  # what is typed lies nowhere yet
    return build.of(folder=folder, settings=settings, tables=tables, people=people, first_source=first_source)


@dataclass(frozen=True)
class _Table:
    rows: pd.DataFrame
    faults: list[Fault]
    broken: bool = False


def _settings(folder: Path) -> tuple[Source, Settings | None, list[Fault]]:
    try:
        source = read_source(folder)
    except UnreadableError as error:
        return Source({}), None, list(error.faults)
    return source, *settings_from(source)


def _table(folder: Path, name: str) -> _Table:
    path = _file(folder, name)
    if name not in schema.REQUIRED and not _is_there(path):
        return _Table(empty(name), [])
    table = read_one(path, folder, name)
    if path.suffix != ENDING:
        return table
    faults = [replace(fault, file=f"{name}.csv") for fault in table.faults]  # as checks name tables
    if _is_there(folder / f"{name}.csv"):
        faults.append(Fault(f"{name}.csv", 1, "", f"there is {name}.csv too", "keep one of the two"))
    return replace(table, faults=faults)


def _file(folder: Path, name: str) -> Path:
    """Return where a table lies: a workbook if there is one, else CSV."""
    workbook = folder / f"{name}{ENDING}"
    return workbook if _is_there(workbook) else folder / f"{name}.csv"


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def read_one(path: Path, folder: Path, name: str) -> _Table:
    """Read one file as the table of that name."""
    try:
        content = content_of(path, folder)
        make = _table_of if len(content) > REMEMBERED else _small_table_of
        found = make(content, path.name, name)
    except UnreadableError as error:
        return _Table(empty(name), list(error.faults), broken=True)
    return replace(found, rows=found.rows.copy())  # the tables of a world are its own


def _table_of(content: str | bytes, file: str, name: str) -> _Table:
    return _typed(name, *table_of(content, file, name), file=file)


_small_table_of = remembered(24)(_table_of)


def _typed(name: str, text: pd.DataFrame, shape_faults: Sequence[Fault], *, file: str) -> _Table:
    rows, cell_faults = typed(name, text, file=file)
    needed = {column.name for column in schema.columns(name) if column.required != "no"}
    is_cut = any(isinstance(fault, Unread) for fault in shape_faults)
    ragged = {fault.row for fault in shape_faults if isinstance(fault, Ragged)}
    told = {(fault.row, fault.column) for fault in shape_faults}
    cell_faults = [
        fault
        for fault in cell_faults
        if fault.row not in ragged
        and (fault.row, fault.column) not in told
        and not (is_cut and _is_garbled(text, fault))
    ]
    return _Table(rows, [*shape_faults, *cell_faults], broken=is_cut or not needed <= set(text.columns))


def _is_garbled(text: pd.DataFrame, fault: Fault) -> bool:
    """Say whether a fault is of a cell with bytes that are no text: what it says may be right in UTF-8."""
    is_cell = fault.column in text and fault.row in text.index
    return is_cell and UNKNOWN in str(text.at[fault.row, fault.column])


def _form_faults(file: str, name: str, text: pd.DataFrame) -> list[Fault]:
    """Return what is wrong with the form of a table that is given as text."""
    header = [str(column) for column in text]
    return [*header_faults(file, 1, header, name), *rowless(file, 1, name, text), *unseen_signs(file, text)]
