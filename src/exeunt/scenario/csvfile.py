"""Reading one file as a table of text, every record with the line it stands on."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pandas as pd

from exeunt.errors import Fault, quoted
from exeunt.scenario import xlsxfile
from exeunt.scenario.csvtext import without_blank_end
from exeunt.scenario.formulas import as_meant
from exeunt.scenario.hxl import is_tag_row
from exeunt.scenario.spelling import near
from exeunt.scenario.tables import REQUIRED, columns
from exeunt.scenario.textfile import (
    CONTROL,
    EMPTY,
    MISSING,
    NO_UTF8,
    PLAIN,
    UNKNOWN,
    OtherForm,
    Unread,
    UnreadableError,
    not_utf8,
    read_as_it_is,
    read_bytes,
)
from exeunt.wording import plural

MOST_ROWS = 200_000  # far more than any scenario has; they are checked within a minute
MOST_COLUMNS = 1_000
_SAYS_SEPARATOR = re.compile(r"(?i)sep=.?")
RIGHT_SEPARATOR = "save the file with its cells separated by commas (and numbers with a point)"


@dataclass(frozen=True)
class Ragged(Fault):
    """A row with more or fewer cells than the header: what stands in which column is not known."""


def read_table(path: Path, folder: Path, table: str, *, missing: str = MISSING) -> tuple[pd.DataFrame, list[Fault]]:
    """Read a table as text, indexed by line: CSV, or the sheet of a workbook where the file ends in `.xlsx`.

    Ragged rows are reported and padded or cut, and cells that cannot be read are reported with what is left of them, so
    that the rest of the file can still be checked; unknown columns are kept, for they are the author's own. Rows of
    HXL's hashtags are passed over, and so is what is blank in all rows at the end of CSV, where spreadsheets write
    commas for columns in which nothing stands. `missing` says what to do if there is no such file.

    Raises
    ------
    UnreadableError
        If the file is not a table at all.

    """
    return table_of(content_of(path, folder, missing=missing), path.name, table)


def content_of(path: Path, folder: Path, *, missing: str = MISSING) -> str | bytes:
    """Return what stands in the file of a table: bytes of a workbook, else text as it is; raises as `read_table`."""
    if path.suffix.lower() == xlsxfile.ENDING:
        return read_bytes(path, folder, missing=missing)
    return read_as_it_is(path, folder, missing=missing, empty=EMPTY)


def table_of(content: str | bytes, file: str, table: str) -> tuple[pd.DataFrame, list[Fault]]:
    """Return what stands in a file of that name as a table of text, and the faults of its form, as `read_table` does.

    Raises
    ------
    UnreadableError
        If it is not a table at all.

    """
    is_workbook = isinstance(content, bytes)
    faults = [*not_utf8(content, file)] if isinstance(content, str) else []
    found = _records_of(content, file, faults) if isinstance(content, str) else xlsxfile.records(content, file, table)
    records = (
        (line, [as_meant(cell) for cell in cells], wrong) for line, cells, wrong in found if not is_tag_row(cells)
    )
    header_line, names, wrong_names = next(records, (1, [], {}))
    unreadable = [*faults, *(Fault(file, header_line, "", *each) for each in wrong_names.values())]
    if unreadable and (not names or wrong_names or any(UNKNOWN in name for name in names)):
        raise UnreadableError(*unreadable)
    if not names:
        raise UnreadableError(Fault(file, 1, "", "holds only blank cells", "write a header and rows"))
    if len(names) > MOST_COLUMNS:
        wrong = f"has {len(names):,} columns; at most {MOST_COLUMNS:,} are read"
        raise UnreadableError(Fault(file, header_line, "", wrong, f"keep those of the table {table}"))
    header = [name.strip() for name in names]
    if not is_workbook and _SAYS_SEPARATOR.fullmatch(",".join(header)):
        wrong = f"holds no header but {quoted(','.join(header))}, which speaks to Excel alone"
        raise UnreadableError(Fault(file, header_line, "", wrong, "delete that line"))
    if not is_workbook and (sign := separator(header)):
        raise UnreadableError(OtherForm(file, header_line, "", f"has its cells separated by {sign}", RIGHT_SEPARATOR))
    below = list(islice(records, MOST_ROWS + 1))  # at most one row too many, which is refused
    named = len(without_blank_end(header))
    nameless = {place for place in range(named, len(header)) if any(_stands_at(place, cells) for _, cells, _ in below)}
    header = header[: max(nameless, default=named - 1) + 1]
    faults += header_faults(file, header_line, header[:named], table)
    faults += [_nameless(file, header_line, place) for place in sorted(nameless)]
    places: list[int] = []
    rows: list[list[str]] = []
    width = len(header)
    for line, cells, unseen in below:
        cells = cells if any(map(str.strip, cells[width:])) else cells[:width]
        faults += [Fault(file, line, header[place] if place < width else "", *each) for place, each in unseen.items()]
        if len(cells) > width or (len(cells) < width and not is_workbook):
            faults.append(_ragged(file, line, cells, header))
        if len(rows) == MOST_ROWS:
            right = "keep those that matter, or add up rows that differ in little"
            wrong = f"has more than {MOST_ROWS:,} rows, which is as many as are read"
            raise UnreadableError(Fault(file, line, "", wrong, right))
        places.append(line)
        rows.append(cells if len(cells) == width else (cells + [""] * width)[:width])
    text = pd.DataFrame(rows, columns=header, index=pd.Index(places, dtype="int64"), dtype="str")
    if not any(isinstance(fault, Unread) for fault in faults):
        faults += rowless(file, header_line, table, text)
    text = text if text.columns.is_unique else text.loc[:, ~text.columns.duplicated()]
    if isinstance(content, str) and CONTROL.search(content):
        faults += unseen_signs(file, text)
    return text, faults


def unseen_signs(file: str, text: pd.DataFrame) -> Iterator[Fault]:
    """Yield the faults of cells of a table of text with control characters."""
    for name in text:
        found = [control[0] if (control := CONTROL.search(cell)) else "" for cell in text[name]]
        for line, sign in zip(text.index, found, strict=True):
            if sign:
                yield Fault(file, int(line), str(name), f"holds the control character {sign!r}", PLAIN)


def _records_of(text: str, file: str, faults: list[Fault]) -> Iterator[xlsxfile.Checked]:
    """Yield the records of a text as far as it can be read; what ends it too early is noted."""
    is_header = True
    try:
        for line, cells in lines(NO_UTF8.sub(UNKNOWN, text), file):
            hidden = [control[0] for cell in cells if is_header and (control := CONTROL.search(cell))]
            is_header = False
            yield line, cells, {0: (f"holds the control character {hidden[0]!r}", PLAIN)} if hidden else {}
    except UnreadableError as error:
        faults += error.faults


def rowless(file: str, header_line: int, table: str, text: pd.DataFrame) -> list[Fault]:
    """Return the fault of a table that must have rows and has none."""
    if len(text) or table not in REQUIRED:
        return []
    return [Fault(file, header_line, "", "has a header but no rows", f"write the {table} below it")]


def lines(text: str, file: str, *, separator: str = ",") -> Iterator[xlsxfile.Record]:
    """Yield the cells of each record that is not blank, and the line that it begins on.

    Raises
    ------
    UnreadableError
        If a quotation mark is left open, or stands where none can.

    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=separator)
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        why, right = str(error), 'write "" for one inside a cell, and see whether the file was cut short'
        right = f"close every quotation mark, {right}"
        if is_too_long(error):
            why = f"a cell has more than {csv.field_size_limit():,} letters"
            right = "shorten it, or close the quotation mark that was left open before it"
        wrong = f"cannot be read as a table from here on ({why})"
        raise UnreadableError(Unread(file, line, "", wrong, right)) from error


def is_too_long(error: csv.Error) -> bool:
    """Say whether a row is not read for a cell that is longer than any may be."""
    return str(error).startswith("field larger than field limit")


def header_faults(file: str, line: int, header: list[str], table: str) -> list[Fault]:
    """Return what is wrong with the names of a table's columns."""
    known = {column.name: column for column in columns(table)}
    missing = [name for name, column in known.items() if column.required != "no" and name not in header]
    absent = [name for name in known if name not in header]
    faults = []
    for position, name in enumerate(header):
        if name in known and name in header[:position]:
            faults.append(Fault(file, line, name, "is there twice", "keep one of the two columns"))
        elif not name:
            faults.append(_nameless(file, line, position))
        elif name not in known and (meant := near(name, absent, how_near=0.75)):
            faults.append(Fault(file, line, name, "is no column of this table", f"did you mean {meant[0]}?"))
    faults += [Fault(file, line, name, "this column is missing", f"add it: {known[name].meaning}") for name in missing]
    return faults


def _nameless(file: str, line: int, place: int) -> Fault:
    return Fault(file, line, "", f"column {place + 1} has no name", "name it or delete it")


def _stands_at(place: int, cells: list[str]) -> bool:
    """Say whether anything stands in a cell of a row."""
    return place < len(cells) and bool(cells[place].strip())


def separator(header: list[str]) -> str:
    """Return what separates the cells of a header that commas do not; blank if they do."""
    signs = {";": "semicolons", "\t": "tabs", "|": "upright strokes"}
    return next((word for sign, word in signs.items() if len(header) == 1 and sign in header[0]), "")


def _ragged(file: str, line: int, cells: list[str], header: list[str]) -> Ragged:
    column = header[len(cells)] if len(cells) < len(header) else header[-1]
    wrong = f"the row has {len(cells)} cells where the header has {len(header)}"
    right = f"write {plural(len(header), 'cell')}"
    right += "" if file.endswith(xlsxfile.ENDING) else ", and put a cell that holds a comma in quotation marks"
    last = f" (the last cell is {quoted(cells[-1])})"
    return Ragged(file, line, column, wrong + last, right)
