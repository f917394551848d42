"""Tables for people: ruled on a terminal, plain text in a pipe, and JSON for programs."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from datetime import datetime, time
from shlex import join
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

OF_MANY = ("90 % band", "in members")  # what a single course does not have


def print_table(title: str, headers: Sequence[str], rows: Sequence[Sequence[str]], *, left: int = 1) -> None:
    """Print a table whose first `left` columns are text and whose others are numbers; bands that no row has are not."""
    kept = [place for place, header in enumerate(headers) if header not in OF_MANY or any(row[place] for row in rows)]
    headers, rows = [headers[place] for place in kept], [[row[place] for place in kept] for row in rows]
    if sys.stdout.isatty():
        _print_ruled(title, headers, rows, left)
        return
    widths = [max(len(cell) for cell in column) for column in zip(headers, *rows, strict=True)]
    print(title)
    for row in (headers, *rows):
        cells = (
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  ".join(cells).rstrip())


def command(*words: object) -> str:
    """Write a command as it can be typed, whatever its folders are called."""
    return f"`{join(['exeunt', *map(str, words)])}`"


def print_json(content: object) -> None:
    """Print JSON; what is not a number becomes null, a moment is written as in a scenario."""
    print(json.dumps(_plain(content), indent=2, ensure_ascii=False, allow_nan=False, default=_moment))


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


def _print_ruled(title: str, headers: Sequence[str], rows: Sequence[Sequence[str]], left: int) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=Text(title, style="bold"), title_justify="left", box=SIMPLE_HEAD)
    for place, header in enumerate(headers):
        table.add_column(Text(header), justify="left" if place < left else "right")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)


def _plain(content: Any) -> Any:
    if isinstance(content, dict):
        return {key: _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(value) for value in content]
    if hasattr(content, "item"):  # a numpy scalar
        content = content.item()
    return None if isinstance(content, float) and not math.isfinite(content) else content
