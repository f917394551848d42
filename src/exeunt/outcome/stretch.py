"""Days of a run that somebody asks for: from one to another, both included, and weeks of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from exeunt.errors import InputError, Option
from exeunt.scenario.times import Day, as_day
from exeunt.wording import day

if TYPE_CHECKING:
    from exeunt.outcome.run import Run

WEEK = 7


def stretch(run: Run, start: Day | None, until: Day | None) -> slice:
    """Return which days of a run lie from one to another, both included; its first and last if not given.

    Raises
    ------
    InputError
        If one is no day or not of the run, or the last comes before the first.

    """
    days = pd.DatetimeIndex(run.variables["time"].values)
    first = 0 if start is None else _place(days, start, "start")
    last = len(days) - 1 if until is None else _place(days, until, "until")
    if last < first:
        raise InputError(Option("until"), " is before ", Option("start"), ": name the later day there.")
    return slice(first, last + 1)


def written(run: Run) -> list[str]:
    """Return the days of a run as a file has them."""
    return [str(each) for each in np.datetime_as_string(run.variables["time"].values, unit="D")]


def weeks(days: slice) -> Iterator[slice]:
    """Cut days into weeks that follow one another from the first; the last may be shorter."""
    for first in range(days.start, days.stop, WEEK):
        yield slice(first, min(first + WEEK, days.stop))


def _place(days: pd.DatetimeIndex, asked: Day, name: str) -> int:
    """Return which day of a run was asked for."""
    moment = pd.Timestamp(as_day(asked))
    if moment not in days:
        ends = f"{day(days[0], year=True)} to {day(days[-1], year=True)}"
        raise InputError(Option(name), f": {day(moment, year=True)} is no day of the run, which goes from {ends}.")
    return int(days.searchsorted(moment))
