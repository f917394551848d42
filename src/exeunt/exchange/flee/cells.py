"""What the text of a single cell means."""

from __future__ import annotations

import math
import re
from datetime import date

LARGEST = 10**12  # more than any count of people, days or kilometres: beyond it there is a slip
YEARS = range(1900, 2201)

_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def number(text: str) -> float | None:
    """Read a number, with or without commas between the thousands; None if it is none."""
    if _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    elif not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) and abs(value) <= LARGEST else None


def whole(text: str) -> int | None:
    """Read a whole number; None if it is none."""
    value = number(text)
    return int(value) if value is not None and value.is_integer() else None


def has_thousands(text: str) -> bool:
    """Whether commas stand between the thousands of a number."""
    return _THOUSANDS.fullmatch(text) is not None


def day_of(text: str) -> date | None:
    """Read a date as 2022-09-21; None if it is none, or none of a time that has counts."""
    if not _DATE.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def cell(cells: list[str], position: int) -> str:
    """Give a cell, blank if the row ends before it."""
    return cells[position] if position < len(cells) else ""
