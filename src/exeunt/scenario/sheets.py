"""The tables of a scenario's folder as text, to be corrected by hand: what is typed is checked before it is written.

Only tables that lie as CSV are corrected here; those of a workbook are where their author keeps them. Tables that would
lose something are left out too: where a row has more or fewer cells than the header, or two columns have one name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TypeGuard

import pandas as pd

from exeunt.asked import text
from exeunt.errors import InputError, Option, quoted
from exeunt.scenario.csvfile import Ragged, content_of, table_of
from exeunt.scenario.csvtext import Record, csv_of, header_at, mark_of, names_in, records_of, without_blank_end
from exeunt.scenario.formulas import kept_as_text
from exeunt.scenario.hxl import is_tag_row
from exeunt.scenario.spelling import suggestion
from exeunt.scenario.tables import NAMES, REQUIRED, Column, columns
from exeunt.scenario.textfile import Unread, UnreadableError
from exeunt.scenario.xlsxfile import ENDING
from exeunt.whole_files import whole_file

Rows = Sequence[Sequence[str]]
ABSENT = ""  # the mark of a file that is not there
FIRST = 2  # the line of the first row, below the header


@dataclass(frozen=True)
class Sheet:
    """A table as text: the columns of its file, those it could have after them, and its rows, cell by cell.

    By `mark` it is known whether its file is still the one that was read.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    mark: str

    @property
    def columns(self) -> tuple[Column | None, ...]:
        """What each column may hold; None for one of the author's own."""
        known = {column.name: column for column in columns(self.name)}
        return tuple(known.get(name) for name in self.header)


def sheets(folder: Path) -> tuple[Sheet, ...]:
    """Return the tables of a scenario's folder that can be corrected, those without a file as empty ones.

    Raises
    ------
    InputError
        If there is no such folder.

    """
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder} with the tables of a scenario; name one, such as `new` writes.")
    return tuple(found for name in NAMES if (found := _sheet(folder, name)) is not None)


def _sheet(folder: Path, name: str) -> Sheet | None:
    path = _file(folder, name)
    if (folder / f"{name}{ENDING}").exists():
        return None
    known = [column.name for column in columns(name)]
    if not path.exists():
        return Sheet(name, tuple(known), (), ABSENT)
    try:
        content = content_of(path, folder)
        text, faults = table_of(content, path.name, name)
    except UnreadableError:
        return None
    if any(isinstance(fault, Unread | Ragged) for fault in faults):
        return None  # what cannot be read, or has no place below the header, would be lost
    names = _Frame.of(content).names
    if len(text.columns) < len(names if "" in text else without_blank_end(names)):
        return None  # of two columns with one name only the first is read
    lacking = [column for column in known if column not in text]
    rows = (tuple(row) + ("",) * len(lacking) for row in text.itertuples(index=False, name=None))
    return Sheet(name, (*map(str, text.columns), *lacking), tuple(rows), _mark_of(content))


def cells_typed(changed: object) -> dict[str, Rows]:
    """Return tables that somebody typed, with all their rows.

    Raises
    ------
    InputError
        If they are not named with rows of cells, or a cell is no text.

    """
    if not isinstance(changed, Mapping) or not all(_are_rows(rows) for rows in changed.values()):
        raise InputError("Tables are named with all their rows, cell by cell, such as {'rules': sheet.rows}.")
    return {name: [[text(cell, f"a cell of {name}") for cell in row] for row in rows] for name, rows in changed.items()}


def _are_rows(rows: object) -> bool:
    return _are_several(rows) and all(map(_are_several, rows))


def _are_several(found: object) -> TypeGuard[Sequence[object]]:
    return isinstance(found, Sequence) and not isinstance(found, str)


def require_as_read(folder: Path, tables: Iterable[str], marks: Mapping[str, str], *, all_marked: bool) -> None:
    """Refuse tables whose files are others than the marked ones, which were read; all of them must be marked, or some.

    Raises
    ------
    InputError
        If a file was written since, so that what is typed into what stood there would undo it, or lacks its mark.

    """
    tables = list(tables)
    others = [name for name in tables if name in marks and marks[name] != _mark(folder, name)]
    if others:
        files = " and ".join(f"{name}.csv" for name in others) + (" has" if len(others) == 1 else " have")
        raise InputError(
            f"{files} changed since the rows were read. Nothing was written, so that nothing is lost: "
            "read again what stands there now, and type into that."
        )
    if all_marked and (unmarked := [name for name in tables if name not in marks]):
        raise InputError(
            "Say which files the rows were typed into, so that nothing which was written since is lost: give ",
            Option("marks"),
            f" with the `mark` of each `Sheet`, here of {' and '.join(unmarked)}.",
        )


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.csv"


def _mark(folder: Path, name: str) -> str:
    """Return the mark of a file as it is now."""
    path = _file(folder, name)
    try:
        return _mark_of(content_of(path, folder)) if path.exists() else ABSENT
    except UnreadableError as error:
        return str(error)  # no mark of what could be read


def _mark_of(content: str | bytes) -> str:
    return sha256(content.encode(errors="surrogateescape") if isinstance(content, str) else content).hexdigest()


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
            unknown = f"There is no table {quoted(name)} to correct; {suggestion(name, NAMES, what='tables')}"
            raise InputError(_NOT_BY_CELLS.format(name) if name in NAMES else unknown)
        header = known[name].header
        if any(len(row) != len(header) for row in rows):
            raise InputError(f"A row of {name} has not the {len(header)} cells of its header.")
        filled = {line: list(row) for line, row in enumerate(rows, start=FIRST) if any(map(str.strip, row))}
        lines = pd.Index(list(filled), dtype="int64")
        text = pd.DataFrame(list(filled.values()), columns=list(header), index=lines, dtype="str")
        kept = {*_frame(folder, name).names, *_needed(name)}
        found[name] = text[[column for column in text if column in kept or text[column].str.strip().any()]]
    return found


_NOT_BY_CELLS = (
    "The table {} cannot be corrected by cells: it lies in a workbook, or not all that its file holds has a place "
    "below a column of its own. Put that right in the file."
)


def _needed(name: str) -> Iterator[str]:
    return (column.name for column in columns(name) if column.required != "no")


def write_sheets(folder: Path, given: Mapping[str, pd.DataFrame], marks: Mapping[str, str]) -> None:
    """Write tables of text over the files of a folder, all of them or none; those left without rows go.

    Rows of hashtags stay, above or below the header.

    Raises
    ------
    InputError
        If one of the files is another by now than the one that was read, or they cannot be written.

    """
    gone = [name for name, text in given.items() if text.empty and name not in REQUIRED]
    try:
        with ExitStack() as files:
            for name in [name for name in given if name not in gone]:
                fresh = files.enter_context(whole_file(_file(folder, name)))
                fresh.write_text(_written(folder, name, given[name]), encoding="utf-8", newline="")
            # all are complete; none has taken its place yet
            require_as_read(folder, given, marks, all_marked=True)
        for name in gone:
            _file(folder, name).unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be written ({error.strerror}); put that right, and write it again."
        ) from error


def _written(folder: Path, name: str, text: pd.DataFrame) -> str:
    """Return a table as its file has it."""
    frame, header = _frame(folder, name), [str(column) for column in text]
    above, below = ([frame.tags(record, header) for record in some] for some in (frame.above, frame.below))
    rows = ([kept_as_text(cell) for cell in row] for row in (header, *text.itertuples(index=False, name=None)))
    return mark_of(_file(folder, name)) + csv_of([*above, next(rows), *below, *rows])


@dataclass(frozen=True)
class _Frame:
    """What a file holds besides its rows: the names in its header, and the hashtags above and below it."""

    names: list[str]
    above: list[Record]
    below: list[Record]

    @classmethod
    def of(cls, content: str | bytes) -> _Frame:
        """Return that of a table that can be read; nothing where it has no header."""
        records = records_of(content) if isinstance(content, str) else []
        at = header_at(records)
        tags = [(place, record) for place, record in enumerate(records) if is_tag_row(record.cells)]
        if at is None:
            return cls([], [], [])
        above, below = ([record for place, record in tags if (place < at) is first] for first in (True, False))
        return cls(names_in(records[at]), above, below)

    def tags(self, record: Record, header: Sequence[str]) -> list[str]:
        """Return hashtags below the columns that they are of, in a header that may have more; stray ones come last."""
        of = dict(zip(self.names, record.cells, strict=False))
        return [*(of.get(name, "") for name in header), *record.cells[len(self.names) :]]


def _frame(folder: Path, name: str) -> _Frame:
    """Return what the file of a table holds besides its rows; nothing where there is none."""
    path = _file(folder, name)
    return _Frame.of(content_of(path, folder) if path.exists() else "")
