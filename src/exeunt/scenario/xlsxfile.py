"""Reading the sheet of a workbook (xlsx) as the text that a person sees in it, every record with its row."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from exeunt.errors import Fault, quoted
from exeunt.scenario.shown import shown_otherwise
from exeunt.scenario.textfile import CONTROL, OtherForm, UnreadableError

if TYPE_CHECKING:
    from openpyxl import Workbook

ENDING = ".xlsx"
LARGEST = 10**9  # bytes, unpacked
MOST_ROWS = 2**20  # what a sheet can have
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*\bref=["\']([A-Z]+[0-9]+:[A-Z]+[0-9]+)["\']')

Record = tuple[int, list[str]]
Wrong = dict[int, tuple[str, str]]  # what is wrong with cells, and what would be right, by their places in a row
Checked = tuple[int, list[str], Wrong]
Values = tuple[int, list[str], tuple[Any, ...], Wrong]
Unnamed = Callable[[list[str]], Fault]


class Merged(NamedTuple):
    """Cells that are shown as one: rows from 1 on, columns from 0."""

    row: int
    last_row: int
    column: int
    last_column: int


def records(raw: bytes, file: str, table: str) -> list[Checked]:
    """Return the rows of a table's sheet that are not blank, as text without the blank cells at their ends.

    Beside each stands what is wrong with cells that are not what they seem, as numbers shown as others. The sheet is
    the one that has the table's name, or the only one. Dates are ISO 8601, numbers are written with the 15 digits that
    a spreadsheet keeps, and a formula is what it came to.

    Raises
    ------
    UnreadableError
        If it is no workbook, unpacks to more than 1 GB, has no such sheet, or openpyxl is not installed.

    """

    def unnamed(names: list[str]) -> Fault:
        wrong = f"has {len(names)} sheets, none of which is named {quoted(table)}"
        return OtherForm(file, 1, "", wrong, f"name the sheet that is to be read {quoted(table)}")

    return [(row, cells, wrong) for row, cells, _, wrong in values(raw, file, table, unnamed, is_ours=True)]


def values(raw: bytes, file: str, sheet: str, unnamed: Unnamed, *, is_ours: bool = False) -> list[Values]:
    """Return these rows, as text and as the numbers, dates and texts that a workbook keeps apart.

    `unnamed` says what is wrong where there are several sheets (it is given their names) and none has the name asked
    for. Of a table that is ours all merged cells below the header are wrong but for titles, texts over columns of
    one row, and each area is told once. Of others those are that hold a number or a date over several rows (titles,
    headings and notes are merged there), and each area is told once in each of its columns, of which some may not be
    read. The rest is as for `records`.
    """
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        right = "install it with: pip install 'exeunt[export]', or save the sheet as CSV"
        raise UnreadableError(Fault(file, 1, "", "needs openpyxl to be read", right)) from error
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
        if unpacked > LARGEST:
            wrong = f"unpacks to more than {LARGEST // 10**9} GB"
            raise UnreadableError(Fault(file, 1, "", wrong, "leave out what is not needed, or split it"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and other things that do not concern the cells
            shown, written = (
                load_workbook(io.BytesIO(raw), read_only=True, data_only=came_to) for came_to in (True, False)
            )
            name = _sheet(shown, sheet, unnamed)
            merged = _merged(raw, shown[name]._worksheet_path)
            return list(_rows(shown[name], written[name], file, merged, is_ours=is_ours))
    except UnreadableError:
        raise
    except Exception as error:  # what a broken workbook makes of its library is of many kinds
        right = "save it anew as an Excel workbook (.xlsx) without a password, or as CSV"
        raise UnreadableError(Fault(file, 1, "", "is no workbook that can be read", right)) from error


def _rows(shown: Any, written: Any, file: str, merged: list[Merged], *, is_ours: bool) -> Iterator[Values]:
    """Go through a sheet twice at once: as its cells are shown, and as they were written, formulas included."""
    for each in (shown, written):
        each.reset_dimensions()  # programs write wrong ones
    spread: list[tuple[Merged, str]] = []
    header = 0
    pairs = zip(shown.iter_rows(), written.iter_rows(values_only=True), strict=True)
    for row, (seen, formulas) in enumerate(pairs, start=1):
        values = tuple(cell.value for cell in seen)
        if row > MOST_ROWS:
            raise UnreadableError(Fault(file, row, "", f"has more than {MOST_ROWS:,} rows", "split it"))
        cells = [_text(value) for value in values]
        while cells and not cells[-1].strip():
            cells.pop()
        wrong = {**dict(_unseen(values, formulas, cells)), **dict(_shown_otherwise(seen))}
        header = header or (row if cells else 0)
        while merged and merged[-1].row <= row:
            area = merged.pop()
            value = values[area.column] if area.column < len(values) else None
            is_text = isinstance(value, str)
            is_title = area.row == area.last_row and (is_text or not is_ours)
            if not (is_title or (is_text and (not is_ours or row == header))):
                spread.append((area, _text(value)))
        if cells:
            told = {area: found for area, text in spread if (found := _covered(row, area, text))}
            for found in told.values():
                wrong |= dict(found[:1] if is_ours else found)
            untold = [(_untold(area, row, is_ours=is_ours) if area in told else area, text) for area, text in spread]
            spread = [(area, text) for area, text in untold if area and row < area.last_row]
        if cells or wrong:
            yield row, cells, values, wrong


def _merged(raw: bytes, path: str) -> list[Merged]:
    """Return the merged cells of the sheet that lies at a path in a workbook, the first last."""
    from openpyxl.utils import range_boundaries

    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        found = [range_boundaries(span.decode()) for span in _MERGED.findall(packed.read(path.lstrip("/")))]
    areas = [Merged(row, last_row, column - 1, last - 1) for column, row, last, last_row in found]
    return sorted(areas, reverse=True)


def _covered(row: int, area: Merged, text: str) -> list[tuple[int, tuple[str, str]]]:
    """Return the cells of a row that are seen to hold what stands in another one with which they are merged."""
    with_ = f"is merged with that of row {area.row}, column {area.column + 1}, which holds {quoted(text)}"
    right = "undo the merge, and write into each cell what it is to hold"
    covered = range(area.column + (row == area.row), area.last_column + 1) if text.strip() else ()
    return [(place, (f"the cell in column {place + 1} {with_}", right)) for place in covered]


def _untold(area: Merged, row: int, *, is_ours: bool) -> Merged | None:
    """Return what is left of merged cells of which some were told in a row: the first column, which holds the value."""
    return None if is_ours or row > area.row else area._replace(last_column=area.column)


def _sheet(book: Workbook, sheet: str, unnamed: Unnamed) -> str:
    names = [each.title for each in book.worksheets]
    named = [name for name in names if name.strip().lower() == sheet.strip().lower()]
    if named or len(names) == 1:
        return str(named[0] if named else names[0])
    raise UnreadableError(unnamed(names))


def _unseen(
    values: tuple[Any, ...], formulas: tuple[Any, ...], cells: list[str]
) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield which cells of a row are not what they seem, what is wrong with them, and what would be right."""
    for place, cell in enumerate(cells):
        if control := CONTROL.search(cell):
            yield place, (f"holds the control character {control[0]!r}", "write the cell anew")
    for place, (value, formula) in enumerate(zip(values, formulas, strict=True)):
        if value is None and isinstance(formula, str) and formula.startswith("="):
            wrong = f"the formula in column {place + 1} has not been worked out"
            yield place, (wrong, "open the file, let it calculate, save it")
        elif isinstance(value, str) and value in ERRORS:
            yield place, (f"the formula in column {place + 1} came to {value}", "put it right, or write the value")


def _shown_otherwise(cells: Iterable[Any]) -> Iterator[tuple[int, tuple[str, str]]]:
    """Yield which numbers of a row are shown as others, what is wrong with them, and what would be right."""
    for place, cell in enumerate(cells):
        number = cell.value
        if not isinstance(number, int | float) or isinstance(number, bool) or cell.number_format == "General":
            continue
        if seen := shown_otherwise(number, cell.number_format):
            wrong = f"the cell in column {place + 1} holds {number:.15g}, which its format shows as {seen}"
            yield place, (wrong, "give the cell a plain number format, and write the number that is meant in full")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else _minutes(value)
    if isinstance(value, timedelta):
        return f"{value // timedelta(hours=1):02}:{value % timedelta(hours=1) // timedelta(minutes=1):02}"
    if isinstance(value, time):
        return _minutes(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _minutes(value: datetime | time) -> str:
    return value.isoformat(timespec="seconds" if value.second else "minutes")
