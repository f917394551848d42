"""A file as analysts have it, as cells: whatever separates them, however its letters are coded, and of a workbook."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice, zip_longest
from pathlib import Path

from exeunt.errors import Fault, Option, Placeholder, Question, quoted
from exeunt.scenario.csvfile import MOST_COLUMNS, MOST_ROWS, lines
from exeunt.scenario.textfile import ABSENT, UnreadableError, controls, read_bytes, utf16_of
from exeunt.scenario.xlsxfile import ENDING, Unnamed, values

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}
EMPTY = ("is empty", "give a file with a header and rows")
LOOKED_AT = 200  # records by which the separator is told
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}

Unseen = tuple[tuple[int, tuple[str, str]], ...]  # cells that are not what they seem: where, what is wrong, and right
# a row: its number, its text, what a workbook keeps of it, and its cells that are not what they seem
Record = tuple[int, list[str], tuple[object, ...], Unseen]


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, and the number, day or moment that a workbook keeps in it; None in other files."""

    text: str
    value: float | date | None = None


@dataclass(frozen=True)
class Line:
    """A row that is not blank: the line of the file, or the row of the sheet, and its cells.

    In a workbook some may be `unseen`: merged with others, or formulas that came to nothing. They are wrong if read.
    """

    number: int
    cells: tuple[Cell, ...]
    unseen: Unseen = ()

    def at(self, position: int) -> Cell:
        """Return a cell, blank if the row ends before it."""
        return self.cells[position] if position < len(self.cells) else Cell("")

    @property
    def texts(self) -> list[str]:
        """What stands in its cells."""
        return [cell.text for cell in self.cells]

    def unseen_in(self, file: str, read: Container[int] | None = None) -> list[Fault]:
        """Return what is wrong with its cells that are not what they seem, in columns that are read, or in all."""
        return [Fault(file, self.number, "", *why) for place, why in self.unseen if read is None or place in read]


@dataclass(frozen=True)
class Grid:
    """The rows of a file, and how it was read, in words."""

    file: str
    lines: tuple[Line, ...]
    said: str

    def unseen(self) -> list[Fault]:
        """Return what is wrong with all cells that are not what they seem."""
        return [fault for line in self.lines for fault in line.unseen_in(self.file)]


def read_grid(path: Path, sheet: str | None) -> Grid:
    """Read a file as cells.

    Raises
    ------
    UnreadableError
        If it is no table, or a workbook with several sheets of which none is asked for.

    """

    def unnamed(names: list[str]) -> Question:
        has = _has_sheets(names)
        wrong = has if sheet is None else f"{has}, none of which is named {quoted(sheet)}"
        return Question(path.name, 1, "", wrong, "say which is to be read:", (Option("sheet", Placeholder("NAME")),))

    records, said = _records(path, sheet or "", unnamed)
    rows = [
        Line(
            number,
            tuple(Cell(text.strip(), _value(value)) for text, value in zip_longest(texts, kept[: len(texts)])),
            unseen,
        )
        for number, texts, kept, unseen in records
    ]
    return Grid(path.name, _checked(rows, path.name), said)


def read_lines(path: Path, table: str) -> list[Line]:
    """Read the rows of a file: of a workbook those of the only sheet, or of the one that is called so.

    Raises
    ------
    UnreadableError
        If it is no table, or a workbook with several sheets of which none is called so.

    """

    def unnamed(names: list[str]) -> Fault:
        wrong = f"{_has_sheets(names)}, none of which is named {quoted(table)}"
        return Fault(path.name, 1, "", wrong, f"name the sheet that is to be read {quoted(table)}")

    records, _ = _records(path, table, unnamed)
    if not records:
        raise UnreadableError(Fault(path.name, 1, "", *EMPTY))
    return [Line(number, tuple(Cell(text.strip()) for text in texts), unseen) for number, texts, _, unseen in records]


def _has_sheets(names: list[str]) -> str:
    return f"has {len(names)} sheets ({', '.join(map(quoted, islice(names, 12)))})"


def _records(path: Path, sheet: str, unnamed: Unnamed) -> tuple[list[Record], str]:
    """Return the rows of a file, as text and as what a workbook keeps, and how it was read, in words."""
    raw = read_bytes(path, None, missing=ABSENT)
    if path.suffix.lower() == ENDING or raw.startswith(b"PK\x03\x04"):
        read = values(raw, path.name, sheet, unnamed)
        return [(row, texts, kept, tuple(wrong.items())) for row, texts, kept, wrong in read], "a workbook"
    if path.suffix.lower() == ".xls" or raw.startswith(b"\xd0\xcf\x11\xe0"):
        wrong = "is a workbook of the kind before 2007"
        raise UnreadableError(Fault(path.name, 1, "", wrong, "save it as an Excel workbook (.xlsx), or as CSV"))
    text, coded = _text(raw, path.name)
    text, separator = _separator(text, path.name)
    records: list[Record] = [(number, cells, (), ()) for number, cells in lines(text, path.name, separator=separator)]
    return records, f"{coded}, cells separated by {SEPARATORS[separator]}"


def _value(value: object) -> float | date | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    return value if isinstance(value, date) else None


def _checked(rows: list[Line], file: str) -> tuple[Line, ...]:
    if not rows:
        raise UnreadableError(Fault(file, 1, "", *EMPTY))
    if len(rows) > MOST_ROWS:
        raise UnreadableError(Fault(file, 1, "", f"has more than {MOST_ROWS:,} rows", "keep those that matter"))
    if (width := max(len(row.cells) for row in rows)) > MOST_COLUMNS:
        raise UnreadableError(Fault(file, 1, "", f"has {width:,} columns", f"keep {MOST_COLUMNS:,} at most"))
    return tuple(rows)


def _text(raw: bytes, file: str) -> tuple[str, str]:
    """Return the text of a file, and how its letters are coded: by its first bytes, or by the zeros between them."""
    coding = next((coding for mark, coding in _MARKS.items() if raw.startswith(mark)), "")
    coding = coding or utf16_of(raw) or "utf-8"
    try:
        text = raw.decode(coding).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        row = raw.count(b"\n", 0, error.start) + 1
        wrong, right = "is neither UTF-8 nor UTF-16 text", "save the file as UTF-8 (in Excel: CSV UTF-8)"
        raise UnreadableError(Fault(file, row, "", wrong, right)) from error
    if faults := list(controls(text, file)):
        raise UnreadableError(*faults)
    return text, coding.upper().removesuffix("-SIG").removesuffix("-LE").removesuffix("-BE")


def _separator(text: str, file: str) -> tuple[str, str]:
    """Return the text without the line that Excel takes the separator from, and what separates its cells.

    That is the sign by which most rows have as many cells as each other, and more than one: notes around a small table
    have one cell each, and may be the most. Of two signs that do as well it is the one with more cells, for notes have
    few; then the one that is no comma, for commas stand inside of dates, numbers and names too.
    """
    first, _, rest = text.partition("\n")
    if (said := first.strip('\r" ')).lower()[:4] == "sep=" and said[4:] in SEPARATORS:
        return "\n" + rest, said[4:]

    def fit(separator: str) -> tuple[float, int, bool]:
        widths = list(_widths(text, file, separator))
        apart = Counter(width for width in widths if width > 1)
        width, rows = max(apart.items(), key=lambda each: (each[1], each[0]), default=(0, 0))
        return (rows / len(widths) if rows else 0.0), width, rows > 0 and separator != ","

    return text, max(SEPARATORS, key=fit)


def _widths(text: str, file: str, separator: str) -> Iterator[int]:
    try:
        for _, cells in islice(lines(text, file, separator=separator), LOOKED_AT):
            yield len(cells)
    except UnreadableError:
        return
