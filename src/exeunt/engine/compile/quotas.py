"""How many a quota lets through in each tick: never more than its number in a local day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.compile.clock import Clock
from exeunt.engine.kernel.records import QUOTA_TICK, Records

Ints = NDArray[np.int64]


def quota_ticks(
    clock: Clock, rate: NDArray[np.float64], start: Ints, end: Ints, offset: NDArray[np.float64]
) -> Records:
    """Return by quota and tick how many more it lets through from then on, and whether it begins to count anew.

    A local day that is wholly in force has the rate, another as much of it as it has ticks in force. Whole people are
    let through; a fraction left over at the end of a day is kept for the next. Within its day the number
    becomes free in even steps, rounded up: a quota of one lets somebody in from the morning on.

    Parameters
    ----------
    clock
        The ticks.
    rate
        People a day, shape (quotas,).
    start, end
        The ticks in which each is in force, the end not included.
    offset
        The hours the clock it is read by is ahead of UTC.

    """
    ticks, days = np.zeros((len(rate), clock.count), QUOTA_TICK), clock.day_numbers(offset)[:-1]
    for quota in range(len(rate)):
        span = slice(start[quota], end[quota])
        _, begins, length = np.unique(
            days[span, quota], return_index=True, return_counts=True
        )  # of each day the first tick in force, and how many
        ticks["anew"][quota, start[quota] + begins] = True
        ticks["allows"][quota, span] = _steps(float(rate[quota]), length, clock.hours)
    return ticks


def _steps(rate: float, length: Ints, hours: int) -> NDArray[np.float64]:
    """Return what becomes free in each tick of days of so many ticks in force."""
    so_far = np.floor(rate * (np.cumsum(length) * hours) / 24.0 + 1e-9)
    steps = [
        np.diff(np.ceil(n * np.arange(k + 1) / k)) for n, k in zip(np.diff(so_far, prepend=0.0), length, strict=True)
    ]
    return np.concatenate([np.zeros(0), *steps])
