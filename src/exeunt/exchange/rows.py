"""The rows of other people's CSV files, without comments, hashtags, byte order marks and blank rows; cells understood.

What comes to light on the way (faults, oddities, what is left out) is noted as findings.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from exeunt.errors import Fault, printable, quoted
from exeunt.scenario.csvfile import RIGHT_SEPARATOR, is_too_long, separator
from exeunt.scenario.hxl import is_tag_row
from exeunt.scenario.textfile import UnreadableError, read_text
from exeunt.scenario.thousands import has_commas, has_points
from exeunt.scenario.times import FIRST_YEAR, LAST_YEAR
from exeunt.wording import few

BYTE_ORDER_MARK = "\ufeff"
LARGEST = 10**9  # more than any count of people, days or kilometres, so that sums of some fit into tables

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", re.ASCII)


@dataclass
class Findings:
    """Everything found so far, in the order in which it was found."""

    faults: list[Fault] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    def fault(self, file: str, row: int, column: str, wrong: str, right: str) -> None:
        """Note what makes the folder unusable."""
        self.faults.append(Fault(file, row, column, wrong, right))

    def say_odd(self, file: str, row: int, sentence: str) -> None:
        """Note what is odd and how it is read."""
        self.odd.append(printable(f"{file}:{row}: {sentence}."))

    def say_unused(self, file: str, sentence: str) -> None:
        """Note what is left out."""
        self.unused.append(printable(f"{file}: {sentence}."))


def listed(words: Iterable[str]) -> str:
    """Write quoted words as in a sentence, the first few of many."""
    return few([quoted(word) for word in words])


@dataclass(frozen=True)
class Row:
    """A line's number, the first being 1, and its cells without the spaces around them."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """The rows of a file, and its header if it has one."""

    file: str
    header: Row | None
    rows: list[Row]

    def column(self, position: int) -> str:
        """Name a column: by the header if it does, else by its number."""
        named = cell(self.header.cells, position) if self.header else ""
        return named or f"column {position + 1}"


def read_or_note(path: Path, folder: Path | None, findings: Findings, *, missing: str) -> str | None:
    """Read a text file; if that cannot be done note the fault and give None.

    Parameters
    ----------
    path, folder
        The file, and the folder that it must lie in, if in any.
    findings
        Where faults are noted.
    missing
        What to do if there is no such file; blank if it need not exist.

    """
    if not missing and not path.exists() and not path.is_symlink():
        return None
    try:
        return read_text(path, folder, missing=missing)
    except UnreadableError as error:
        findings.faults += error.faults
        return None


def read_table(
    path: Path,
    folder: Path,
    findings: Findings,
    *,
    is_header: Callable[[list[str]], bool],
    missing: str = "",
    least: int = 3,
) -> Table | None:
    """Read the rows of a file; None if it is missing or cannot be read.

    Parameters
    ----------
    path, folder, findings, missing
        As for `read_or_note`.
    is_header
        Whether the first row that is no comment is a header nevertheless.
    least
        How many cells the first comment must have to be the header.

    """
    text = read_or_note(path, folder, findings, missing=missing)
    if text is None:
        return None
    opening: Row | None = None
    header: Row | None = None
    rows: list[Row] = []
    for row in _rows(text, path.name, findings):
        if is_tag_row(row.cells):
            continue
        opening = opening or row
        comment = row.cells[0].startswith("#")
        if not rows and header is None and (len(row.cells) >= least if comment else is_header(row.cells)):
            header = Row(row.line, [row.cells[0].strip('#" '), *row.cells[1:]])
        elif not comment:
            rows.append(row)
    first = next(iter(rows), opening)
    sign = separator(opening.cells) if opening else ""
    if opening and first and sign and separator([",".join(first.cells)]) == sign:
        findings.fault(path.name, opening.line, "", f"has its cells separated by {sign}", RIGHT_SEPARATOR)
        return None
    return Table(path.name, header, rows)


def _rows(text: str, file: str, findings: Findings) -> list[Row]:
    rows = []
    for line, content in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if BYTE_ORDER_MARK in content:
            findings.say_odd(file, line, "the byte order mark inside the file is taken out")
            content = content.replace(BYTE_ORDER_MARK, "")
        try:
            # Line by line, because no cell goes over several: an open quotation mark is found where it stands.
            cells = [cell.strip() for cell in next(csv.reader([content], strict=True), [])]
        except csv.Error as error:
            right = "close every quotation mark on its own line, and see whether the file was cut short"
            if is_too_long(error):
                right = "shorten its cells, or close the quotation mark that was left open"
            findings.fault(file, line, "", f"cannot be read as a row of cells ({error})", right)
            continue
        if any(cells) and not cells[0].lower().startswith("#sep="):
            rows.append(Row(line, cells))
    return rows


def number(text: str) -> float | None:
    """Read a number with a decimal point, with or without commas between the thousands; None if it is none."""
    return plain_number(text.replace(",", "") if has_commas(text) else text)


def plain_number(text: str) -> float | None:
    """Read a number as it is written where no thousands are to be expected, such as degrees; None if it is none."""
    value = float(text) if _NUMBER.fullmatch(text) else math.inf
    return value if abs(value) <= LARGEST else None


def whole(text: str) -> int | None:
    """Read a whole number; None if it is none, or if a point may stand between its thousands: ``12.000``."""
    value = number(text)
    return int(value) if value is not None and value.is_integer() and not has_points(text) else None


def with_a_point(text: str, right: str) -> str:
    """Say what would be right, with the number that was probably meant where it has a decimal comma."""
    return f"write {text.replace(',', '.')} with a point; {right}" if _DECIMAL_COMMA.fullmatch(text) else right


def day_of(text: str) -> date | None:
    """Read a date as 2022-09-21 or 2022-9-21; None if it is none, or none of a time that has counts."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    try:
        day = date(*map(int, match.groups()))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def cell(cells: list[str], position: int) -> str:
    """Give a cell, blank if the row ends before it."""
    return cells[position] if position < len(cells) else ""
