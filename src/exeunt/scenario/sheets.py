"""The tables of a scenario's folder as text, to be corrected by hand: what is typed is checked before it is written.

Only tables that lie as CSV are corrected here; those of a workbook are where their author keeps them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from exeunt.errors import InputError
from exeunt.scenario.csvfile import read_table
from exeunt.scenario.formulas import kept_as_text
from exeunt.scenario.tables import NAMES, REQUIRED, Column, columns
from exeunt.scenario.textfile import UnreadableError
from exeunt.scenario.xlsxfile import ENDING
from exeunt.whole_files import write_text

Rows = Sequence[Sequence[str]]
FIRST = 2  # the line of the first row, below the header


@dataclass(frozen=True)
class Sheet:
    """A table as text: the columns of its file, those it could have after them, and its rows, cell by cell."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def columns(self) -> tuple[Column | None, ...]:
        """What each column may hold; None for one of the author's own."""
        known = {column.name: column for column in columns(self.name)}
        return tuple(known.get(name) for name in self.header)


def sheets(folder: Path) -> tuple[Sheet, ...]:
    """Return the tables of a scenario's folder that can be corrected, those without a file as empty ones."""
    return tuple(found for name in NAMES if (found := _sheet(folder, name)) is not None)


def _sheet(folder: Path, name: str) -> Sheet | None:
    path = folder / f"{name}.csv"
    known = [column.name for column in columns(name)]
    if (folder / f"{name}{ENDING}").exists():
        return None
    if not path.exists():
        return Sheet(name, tuple(known), ())
    try:
        text, _ = read_table(path, folder, name)
    except UnreadableError:
        return None
    lacking = [column for column in known if column not in text]
    rows = (tuple(row) + ("",) * len(lacking) for row in text.itertuples(index=False, name=None))
    return Sheet(name, (*map(str, text.columns), *lacking), tuple(rows))


def typed_in(folder: Path, changed: Mapping[str, Rows]) -> dict[str, pd.DataFrame]:
    """Return tables that somebody typed rows into as text, numbered as below a header; rows left blank are none.

    Raises
    ------
    InputError
        If there is no such table, or a row has not as many cells as the table has columns.

    """
    known = {sheet.name: sheet for sheet in sheets(folder)}
    found = {}
    for name, rows in changed.items():
        if name not in known:
            raise InputError(f"There is no table {name!r} to correct.")
        header = known[name].header
        if any(len(row) != len(header) for row in rows):
            raise InputError(f"A row of {name} has not the {len(header)} cells of its header.")
        filled = {line: list(row) for line, row in enumerate(rows, start=FIRST) if any(map(str.strip, row))}
        lines = pd.Index(list(filled), dtype="int64")
        found[name] = pd.DataFrame(list(filled.values()), columns=list(header), index=lines, dtype="str")
    return found


def write_sheets(folder: Path, given: Mapping[str, pd.DataFrame]) -> None:
    """Write tables of text over the files of a folder, each whole or not at all; those left without rows go.

    Columns that the file did not have are written only where something stands in them.
    """
    for name, text in given.items():
        path = folder / f"{name}.csv"
        if text.empty and name not in REQUIRED:
            path.unlink(missing_ok=True)
            continue
        kept = set(read_table(path, folder, name)[0].columns) if path.exists() else set()
        needed = {column.name for column in columns(name) if column.required != "no"}
        shown = [column for column in text if column in kept | needed or text[column].str.strip().any()]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(shown)
        writer.writerows([kept_as_text(cell) for cell in row] for row in text[shown].itertuples(index=False, name=None))
        write_text(path, out.getvalue())
