"""Tables for people: ruled on a terminal that has room for them, else plain text as in a pipe; JSON for programs."""

from __future__ import annotations

import json
import math
import re
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from datetime import datetime, time
from shlex import join
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

OF_MANY = ("90 % band", "in members")  # what a single course does not have
LISTED = re.compile(r"(\d+\.|\[\d+\]) ")  # what begins a line of a list
# where cells may be broken
NOWHERE, WORDS, BAND = re.compile("$"), re.compile(" "), re.compile(r" |(?<=\.\.)(?=[-\d])")
BETWEEN = (3, 2, 1)  # how far apart ruled columns are, and how near where there is no room


def print_table(title: str, headers: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1) -> None:
    """Print a table whose first `left` columns are text and whose others are numbers; bands that no row has are not."""
    kept = [place for place, header in enumerate(headers) if header not in OF_MANY or any(row[place] for row in rows)]
    headers, rows = [headers[place] for place in kept], [[row[place] for place in kept] for row in rows]
    if sys.stdout.isatty() and _print_ruled(title, headers, rows, left):
        return
    widths = [max(len(cell) for cell in column) for column in zip(headers, *rows, strict=True)]
    print(title)
    for row in (headers, *rows):
        cells = (
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join(cells).rstrip())


def print_left_out(count: int, one: str = "", many: str = "", rest: str = "") -> None:
    """Print below a table how many rows it leaves out: what each is called, if anything, and `rest`, such as where."""
    if count > 0:
        print(f"and {count:,} more{f' {one if count == 1 else many}' if one else ''}{rest}")


def print_lines(text: str) -> None:
    """Print lines of prose: on a terminal wrapped between words, what a line goes on with below its first word."""
    for line in text.splitlines():
        is_cut = sys.stdout.isatty() and line
        print("\n".join(_wrapped(line, shutil.get_terminal_size().columns, _below(line))) if is_cut else line)


def print_by_reason(did: str, reasons: Mapping[str, str]) -> None:
    """Print what was not done with some figures, reason by reason."""
    from exeunt.wording import by_reason

    for ids, reason in by_reason(reasons):
        print_lines(f"{did}, for {reason}: {ids}.")


def _below(line: str) -> int:
    number = LISTED.match(line.lstrip())
    return _indent(line) + (number.end() if number else 0)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _wrapped(line: str, width: int, indent: int) -> list[str]:
    return textwrap.wrap(line, width, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False)


def command(*words: object) -> str:
    """Write a command as it can be typed, whatever its folders are called."""
    return f"`{join(['exeunt', *map(str, words)])}`"


def print_json(content: object) -> None:
    """Print JSON; what is not a number becomes null, a moment is written as in a scenario.

    Where output is not in Unicode letters are escaped as JSON does, not as the stream would (see `streams`).
    """
    escaped = not (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    print(json.dumps(_plain(content), indent=2, ensure_ascii=escaped, allow_nan=False, default=_moment))


def _moment(content: object) -> str:
    if not isinstance(content, datetime):
        raise TypeError(f"{content!r} cannot be written as JSON")
    return f"{content:%Y-%m-%d}" if content.time() == time() else f"{content:%Y-%m-%dT%H:%M}"


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON has them."""
    return [{str(name): _plain(cell) for name, cell in row.items()} for row in table.to_dict("records")]


def number(value: float | None, digits: int = 0) -> str:
    """Write a number with thousands apart; nothing for what is unknown."""
    if value is None or math.isnan(value):
        return ""
    return f"{round(value, digits) + 0.0:,.{digits}f}"  # no -0


def span(low: float | None, high: float | None, digits: int = 0) -> str:
    """Write a band; nothing where there is none."""
    return f"{number(low, digits)}..{number(high, digits)}" if number(low) and number(high) else ""


def with_span(text: str, low: float | None, high: float | None, digits: int = 0) -> str:
    """Write a band in brackets after what it belongs to; that alone where there is none."""
    ends = span(low, high, digits)
    return f"{text} ({ends})" if ends else text


def _print_ruled(title: str, headers: Sequence[str], rows: Sequence[Sequence[str]], left: int) -> bool:
    """Print a table ruled, if a terminal has room for it where it is wrapped; return whether it has."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    columns = [list(column) for column in zip(headers, *rows, strict=True)]
    found = (
        (apart, fitted(columns, console.width - apart * (len(columns) - 1), bands=bands))
        for bands in (False, True)
        for apart in BETWEEN
    )
    apart, widths = next((each for each in found if each[1]), (0, []))
    if not widths:
        return False
    table = Table(
        title=Text(title, style="bold"), title_justify="left", box=SIMPLE_HEAD, show_edge=False, pad_edge=False,
        padding=(0, apart - 1, 0, 0),
    )  # fmt: skip
    for place, (column, width) in enumerate(zip(columns, widths, strict=True)):
        columns[place] = [_in_lines(cell, width) for cell in column]
        table.add_column(Text(columns[place][0]), justify="left" if place < left else "right", width=width)
    for row in list(zip(*columns, strict=True))[1:]:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)
    return True


def _in_lines(cell: str, width: int) -> str:
    lines = _wrapped(cell, width, _indent(cell))
    return "\n".join("\n".join(BAND.split(line)) if len(line) > width else line for line in lines)


def fitted(columns: Sequence[Sequence[str]], room: int, *, bands: bool = False) -> list[int]:
    """Return how wide columns are in so much room, the widest narrowed first; nothing if they cannot be so narrow.

    Cells are broken between words; with `bands`, of columns that are as narrow as words let them be, bands are too.
    """
    widths, least, ends = (
        [max(_indent(cell) + max(map(len, parted.split(cell.lstrip()))) for cell in column) for column in columns]
        for parted in (NOWHERE, WORDS, BAND)
    )
    if bands:
        widths, least = least, ends
    while sum(widths) > room and widths != least:
        wider = (place for place, width in enumerate(widths) if width > least[place])
        widths[max(wider, key=widths.__getitem__)] -= 1
    return widths if sum(widths) <= room else []


def _plain(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    if hasattr(content, "item"):  # a numpy scalar
        content = content.item()
    return None if isinstance(content, float) and not math.isfinite(content) else content
