"""The words by which files and whoever brings them in say how figures were counted and how they are written."""

from __future__ import annotations

from typing import Literal, get_args

Order = Literal["day-first", "month-first"]
Numbers = Literal["1,234.5", "1.234,5"]
Counts = Literal["cumulative", "new", "stock"]
Each = Literal["day", "week", "month", "before"]

EACH: tuple[Each, ...] = get_args(Each)


def each_of(word: str | None) -> Each | None:
    """Return of which time a new figure is said to be; None where nothing is said."""
    return next((each for each in EACH if each == word), None)


# What a cell holds that holds no figure.
BLANKS = frozenset({"", "-", "–", "—", "n/a", "na", "nan", "n.a.", "n/d", "nd", "..", "...", "…", "null", "none"})

# Names of rows and columns that add up others.
TOTALS = frozenset(
    {"total", "totals", "all", "overall", "grand total", "sub total", "subtotal", "sum", "all countries", "summe"}
    | {"gesamt", "insgesamt", "total general", "total refugees", "total arrivals", "regional total", "итого", "всего"}
)
