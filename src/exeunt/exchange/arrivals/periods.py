"""Columns called a week, a period or a month, and others that hold dates but do not say of what.

A month or a week that is numbered with its year (`2022-03`, `2022-W09`) has a first and a last day. A single date may
be either end of a week: which, is never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain

from exeunt.exchange.arrivals.days import month_after, readings_of
from exeunt.exchange.arrivals.grid import Cell, Line
from exeunt.exchange.arrivals.headers import Column, Header
from exeunt.exchange.arrivals.words import BLANKS, Each

PERIODS = ("period", "month")  # roles of columns that may hold whole periods


def with_periods(header: Header, rows: Iterable[Line]) -> Header:
    """Return a header in which a column of whole periods says the days, where no other does."""
    if header.having("day", "year"):
        return header
    rows = list(rows)
    spans = [each.position for each in header.having(*PERIODS) if _all(rows, each, _is_span)]
    columns = (replace(each, role="day") if each.position in spans[:1] else each for each in header.columns)
    return replace(header, columns=tuple(columns))


def holds_dates(header: Header, rows: Iterable[Line]) -> Column | None:
    """Return a column that is called a week or month, or holds days and is not read, where none says the day."""
    if header.having("day"):
        return None
    if header.having("year"):
        return next(iter(header.having("period")), None)
    rows = list(rows)
    unread = (each for each in header.having("unread") if _all(rows, each, _is_day))
    return next(chain(header.having(*PERIODS), unread), None)


def what_is_open(column: Column, rows: Iterable[Line]) -> tuple[str, str]:
    """Say what such a column leaves open, and how to say it."""
    cell = next((cell for row in rows if (cell := row.at(column.position)).text.casefold() not in BLANKS), Cell(""))
    if _is_day(cell):
        wrong = f"holds dates ({cell.text}), but does not say whether they begin or end what was counted"
        if column.tag:
            return wrong, "tag it #date if figures count to that day, or #date+start if they count from it"
        return wrong, "call it Week start, Week ending, or Date if figures count to that day"
    wrong = f"holds {cell.text or 'nothing'}, which names no days"
    if column.role == "month":
        return wrong, "write the year too, as 2022-03, or in a column Year"
    return wrong, "write the last days in a column Week ending, or the first in a column Week start"


def last_day(first: date, each: Each) -> date | None:
    """Return the last day of what is counted from a day on; None if it is not said how long."""
    lengths: dict[Each, date] = {
        "day": first,
        "week": first + timedelta(days=6),
        "month": month_after(first) - timedelta(days=1),
    }
    return lengths.get(each)


def _all(rows: list[Line], column: Column, holds: Callable[[Cell], bool]) -> bool:
    cells = [cell for row in rows if (cell := row.at(column.position)).text.casefold() not in BLANKS]
    return bool(cells) and all(map(holds, cells))


def _is_span(cell: Cell) -> bool:
    return any(span.first != span.last for span in readings_of(cell).values())


def _is_day(cell: Cell) -> bool:
    """Say whether a cell holds a day; a bare number may be one as spreadsheets count them, but is more likely none."""
    is_number = cell.text.replace(".", "", 1).isdigit() and not isinstance(cell.value, date)
    return not is_number and any(span.first == span.last for span in readings_of(cell).values())
