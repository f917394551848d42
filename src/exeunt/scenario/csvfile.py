"""Reading one CSV file as text, every record with the line it stands on."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from exeunt.errors import Fault, quoted
from exeunt.scenario.spelling import near
from exeunt.scenario.tables import REQUIRED, columns

Record = tuple[int, list[str]]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # they could disturb the terminals that show names


class UnreadableError(Exception):
    """A file so broken that nothing in it can be checked further."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def read_text(path: Path, folder: Path) -> str:
    """Read a file of the scenario as text.

    Raises
    ------
    UnreadableError
        If it is missing, empty, no plain file, outside the folder, or not UTF-8.

    """

    def unreadable(wrong: str, right: str, row: int = 1) -> UnreadableError:
        return UnreadableError(Fault(path.name, row, "", wrong, right))

    if not path.resolve().is_relative_to(folder.resolve()):
        raise unreadable("is a link to a file outside the scenario's folder", "put the file itself here")
    if not path.exists():
        raise unreadable("is missing", "a scenario needs this file: `exeunt new` writes one to start from")
    if not path.is_file():
        raise unreadable("is not a file", "put a plain text file here")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise unreadable(f"cannot be opened ({error.strerror})", "allow it to be read") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        raise unreadable("is not UTF-8 text", "save the file as UTF-8 (in Excel: CSV UTF-8)", row) from error
    if not text.strip():
        raise unreadable("is empty", "write a header and rows, or delete the file if it is optional")
    if control := _CONTROL.search(text):
        row = text.count("\n", 0, control.start()) + 1
        raise unreadable(f"holds the control character {control[0]!r}", "save the file as plain UTF-8 text", row)
    return text


def read_table(path: Path, folder: Path, table: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Read a table as text, indexed by line.

    Ragged rows are reported and padded or cut, so that the rest of the file can still be checked; unknown columns
    are kept, for they are the author's own.

    Raises
    ------
    UnreadableError
        If the file is not a table at all.

    """
    records = _records(read_text(path, folder), path.name)
    header_line, names = next(records, (1, []))
    if not names:
        raise UnreadableError(Fault(path.name, 1, "", "holds only blank cells", "write a header and rows"))
    header = [name.strip() for name in names]
    faults = _header_faults(path.name, header_line, header, table)
    lines: list[int] = []
    rows: list[list[str]] = []
    width = len(header)
    for line, cells in records:
        if len(cells) != width:
            faults.append(_ragged(path.name, line, cells, header))
            cells = (cells + [""] * width)[:width]
        lines.append(line)
        rows.append(cells)
    if not rows and table in REQUIRED:
        faults.append(Fault(path.name, header_line, "", "has a header but no rows", f"write the {table} below it"))
    text = pd.DataFrame(rows, columns=header, index=pd.Index(lines, dtype="int64"), dtype="str")
    return text.loc[:, ~text.columns.duplicated()], faults


def _records(text: str, file: str) -> Iterator[Record]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        wrong = f"cannot be read as a table from here on ({error})"
        right = 'close every quotation mark, write "" for one inside a cell, and see whether the file was cut short'
        raise UnreadableError(Fault(file, line, "", wrong, right)) from error


def _header_faults(file: str, line: int, header: list[str], table: str) -> list[Fault]:
    known = {column.name: column for column in columns(table)}
    missing = [name for name, column in known.items() if column.required != "no" and name not in header]
    absent = [name for name in known if name not in header]
    faults = []
    for position, name in enumerate(header):
        if name in known and name in header[:position]:
            faults.append(Fault(file, line, name, "is there twice", "keep one of the two columns"))
        elif not name:
            faults.append(Fault(file, line, "", f"column {position + 1} has no name", "name it or delete it"))
        elif name not in known and (meant := near(name, absent, how_near=0.75)):
            faults.append(Fault(file, line, name, "is no column of this table", f"did you mean {meant[0]}?"))
    hint = "; the cells are to be separated by commas" if len(header) == 1 and missing else ""
    faults += [
        Fault(file, line, name, "this column is missing", f"add it: {known[name].meaning}{hint}") for name in missing
    ]
    return faults


def _ragged(file: str, line: int, cells: list[str], header: list[str]) -> Fault:
    column = header[len(cells)] if len(cells) < len(header) else header[-1]
    wrong = f"the row has {len(cells)} cells where the header has {len(header)}"
    right = f"write {len(header)} cells, and put a cell that holds a comma in quotation marks"
    last = f" (the last cell is {quoted(cells[-1])})"
    return Fault(file, line, column, wrong + last, right)
