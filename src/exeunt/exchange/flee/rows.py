"""The rows of one CSV file as FLEE's authors write them: comments, byte order marks and blank rows taken out."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from exeunt.exchange.flee.cells import cell
from exeunt.exchange.flee.findings import Findings

BYTE_ORDER_MARK = "\ufeff"

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # they could disturb the terminals that show names


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


def read_text(path: Path, folder: Path | None, findings: Findings, *, missing: str) -> str | None:
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
    file = path.name
    try:
        if folder is not None and not path.resolve().is_relative_to(folder.resolve()):
            findings.fault(file, 1, "", "lies outside the folder", "put the file itself into the folder")
            return None
        raw = path.read_bytes()
    except FileNotFoundError:
        if missing:
            findings.fault(file, 1, "", "is missing", missing)
        return None
    except (OSError, RuntimeError, ValueError) as error:  # links that go in circles, names that are too long
        reason = getattr(error, "strerror", None) or str(error)
        findings.fault(file, 1, "", f"cannot be opened ({reason})", "put a plain text file here that may be read")
        return None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        findings.fault(file, 1, "", "is UTF-16 text", "save the file as UTF-8 (in Excel: CSV UTF-8)")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        findings.fault(file, line, "", "is not UTF-8 text", "save the file as UTF-8 (in Excel: CSV UTF-8)")
        return None
    if control := _CONTROL.search(text):
        line = text.count("\n", 0, control.start()) + 1
        findings.fault(file, line, "", f"holds the control character {control[0]!r}", "save it as plain UTF-8 text")
        return None
    return text


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
        As for `read_text`.
    is_header
        Whether the first row that is no comment is a header nevertheless.
    least
        How many cells the first comment must have to be the header.

    """
    text = read_text(path, folder, findings, missing=missing)
    if text is None:
        return None
    header: Row | None = None
    rows: list[Row] = []
    for row in _rows(text, path.name, findings):
        comment = row.cells[0].startswith("#")
        if not rows and header is None and (len(row.cells) >= least if comment else is_header(row.cells)):
            header = Row(row.line, [row.cells[0].strip('#" '), *row.cells[1:]])
        elif not comment:
            rows.append(row)
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
            findings.fault(file, line, "", f"cannot be read as a row of cells ({error})", right)
            continue
        if any(cells) and not cells[0].lower().startswith("#sep="):
            rows.append(Row(line, cells))
    return rows
