"""What the figure of a count can be, and when it can have been known."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from exeunt.errors import Fault
from exeunt.scenario.case import Case
from exeunt.scenario.ranges import digits, within
from exeunt.scenario.rows import rows

DAY = pd.Timedelta(days=1)


def count_faults(case: Case) -> Iterator[Fault]:
    """Report figures that nobody can have counted, or have published when they say."""
    if "observations" not in case.broken:
        yield from impossible_counts(case.tables["observations"], "observations.csv")


def impossible_counts(figures: pd.DataFrame, file: str) -> Iterator[Fault]:
    """Report these in a table with the columns of `observations`."""
    numbers = ("value", "lo", "hi")
    for row, aggregate, *cells in rows(figures, "aggregate", *numbers):
        for column, number in zip(numbers, cells, strict=True):
            if not math.isnan(number) and (wrong := _impossible(aggregate, number)):
                yield Fault(file, row, column, *wrong)
    last = (figures["until"] - pd.Timedelta(seconds=1)).dt.normalize()  # a figure may be told on its evening
    for row in figures.index[figures["published"] < last]:
        wrong_date = f"{figures['published'][row]:%Y-%m-%d} is before the last day counted, {last[row]:%Y-%m-%d}"
        right = "write the day on which the figure became known; blank means the day after the count ended"
        yield Fault(file, int(row), "published", wrong_date, right)


def published(figures: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """Return when each figure of a table was published: where that is blank, on the day after its count ended.

    That is where the end of a whole day is; a count that ends within a day is taken as published when it ends.
    """
    return figures["published"].fillna(figures["until"])


def known_by(figures: pd.DataFrame, moment: pd.Timestamp) -> pd.Series[bool]:
    """Say which figures of a table were known at a moment: one published on a day is at its end, at an hour at once."""
    told = published(figures)
    return told.where(told != told.dt.normalize(), told + DAY) <= moment


def _impossible(aggregate: str, number: float) -> tuple[str, str] | None:
    """Say why a number is no figure of that aggregate, and what would be right; None if it can be one."""
    if aggregate == "share_men" and not within(number, "number 0..1"):
        return f"{digits(number)} is no share", "write a number from 0 to 1, as 0.6 for 60 %"
    if aggregate != "change" and number < 0:
        return f"{digits(number)} is below 0, which nothing counts", "write 0 or more; only a change can be below 0"
    return None
