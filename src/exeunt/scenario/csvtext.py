"""A CSV file as it stands, record by record and letter for letter, and rows as they are written into one."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from exeunt.scenario.formulas import as_meant, kept_as_text
from exeunt.scenario.hxl import is_tag_row

ENDS = "\r\n"  # the letters that end a line
BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class Record:
    """A record of a file: its letters with the end of its line, and its cells; none of a line with nothing in it."""

    letters: str
    cells: tuple[str, ...]

    @property
    def is_row(self) -> bool:
        """Whether it is the header or a row, and neither blank nor a row of hashtags."""
        return any(map(str.strip, self.cells)) and not is_tag_row(self.cells)

    def with_cells(self, cells: Iterable[str], end: str, *, after: int) -> str:
        """Return its letters with more cells after so many of its own, on a line that ends as it did, or else so.

        Blank ones beyond these are no columns, and make room.
        """
        bare = self.letters.rstrip(ENDS)
        has_more = len(without_blank_end(self.cells)) > after
        kept = bare if has_more or len(self.cells) <= after else csv_of([self.cells[:after]], "")
        return kept + csv_of([["", *cells]], "") + (self.letters[len(bare) :] or end)


def records_of(text: str) -> list[Record]:
    """Return the records of a text that has been read as a table."""
    return list(_records(text))


def _records(text: str) -> Iterator[Record]:
    letters: list[str] = []

    def lines() -> Iterator[str]:
        for line in io.StringIO(text, newline=""):
            letters.append(line)
            yield line

    for cells in csv.reader(lines()):
        yield Record("".join(letters), tuple(cells))
        letters.clear()


def header_at(records: Sequence[Record]) -> int | None:
    """Return which record is the header, as tables are read: blank ones and hashtags may stand above it."""
    return next((place for place, record in enumerate(records) if record.is_row), None)


def names_in(record: Record) -> list[str]:
    """Return the names of the columns that a header has, as tables are read."""
    return [as_meant(name).strip() for name in record.cells]


def without_blank_end(cells: Sequence[str]) -> list[str]:
    """Return cells without the blank ones after the last in which something stands, as tables are read."""
    filled = [place for place, cell in enumerate(cells) if cell.strip()]
    return list(cells[: filled[-1] + 1 if filled else 0])


def csv_of(rows: Iterable[Iterable[str]], end: str = "\n") -> str:
    """Return rows as lines of CSV, each of which ends so."""
    lines: list[str] = []
    writer = csv.writer(_Lines(lines.append), lineterminator=ENDS)  # up to Python 3.12 only what ends lines is quoted
    writer.writerows(rows)
    return "".join(line.removesuffix(ENDS) + end for line in lines)


class _Lines(NamedTuple):
    """What lines are written to, each as a whole."""

    write: Callable[[str], object]


def with_rows(text: str, rows: Sequence[Mapping[str, str]], *, known: Sequence[str]) -> str:
    """Return the text of a table with rows at its end; what stands there stays, letter for letter.

    Columns that the rows need and the table lacks come last, in the order of those `known`; a text without a header is
    given one of all of these.
    """
    records, end = records_of(text), ENDS if ENDS in text else "\n"
    at = header_at(records)
    header = list(known) if at is None else without_blank_end(names_in(records[at]))
    lacking = [name for name in known if name not in header and any(row.get(name) for row in rows)]
    if lacking:
        blank = [""] * len(lacking)
        text = "".join(
            record.with_cells(lacking if place == at else blank, end, after=len(header))
            if record.cells
            else record.letters
            for place, record in enumerate(records)
        )
    before = text if not text or text.endswith(tuple(ENDS)) else text + end
    below = [header] if at is None else []
    added = [[kept_as_text(row.get(name, "")) for name in [*header, *lacking]] for row in rows]
    return before + csv_of([*below, *added], end)


def mark_of(path: Path) -> str:
    """Return the sign with which a file says that it is UTF-8, without which Excel takes it for something else."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return BYTE_ORDER_MARK if file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8 else ""
