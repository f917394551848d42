"""How many a quota lets through in each hour: never more than its number in a local day."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.compile.clock import Clock
from exeunt.engine.compile.network import Network
from exeunt.engine.compile.opening import Opening, open_hours
from exeunt.engine.kernel.records import QUOTA_HOUR, Records

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def passable(net: Network, quota_link: NDArray[np.bool_], opening: Opening, clock: Clock) -> Floats:
    """Return which part of each hour people can pass on one of a quota's links at least, (quotas, hours).

    A seat passes at any hour, and where there is no gate none is shut.
    """
    gated = (net.link_gate >= 0) & (net.line >= 0) & ~net.on_seats
    hours = np.ones((len(quota_link), clock.count * clock.hours))
    for quota, links in enumerate(quota_link):
        if links.any() and gated[links].all():
            hours[quota] = open_hours(opening, np.unique(net.link_gate[links]), clock)
    return hours


def quota_hours(clock: Clock, rate: Floats, start: Ints, end: Ints, offset: Floats, hours: Floats) -> Records:
    """Return by quota and hour how many more it lets through from then on, and whether it begins to count anew.

    A local day that is wholly in force has the quota's number, another as much of it as it has ticks in force. Whole
    people are let through; a fraction left over at the end of a day is kept for the next. Within its day the number
    becomes free evenly over the hours in which people can pass, hour by hour whatever the tick, rounded up: a quota of
    one lets somebody in from the morning on.

    A local day is made of the ticks that begin in it, as that of the record is: so that no recorded day has more than
    the number. Where a clock is ahead of UTC by no multiple of the tick, it begins later than midnight.

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
    hours
        The part of each hour in which people can pass, shape (quotas, hours).

    """
    found, days = np.zeros((len(rate), clock.count * clock.hours), QUOTA_HOUR), clock.day_numbers(offset)[:-1]
    for quota in range(len(rate)):
        in_force = slice(start[quota], end[quota])
        _, begins, length = np.unique(days[in_force, quota], return_index=True, return_counts=True)
        begins += start[quota]
        found["anew"][quota, begins * clock.hours] = True  # of each day the first tick in force
        so_far = np.floor(rate[quota] * (np.cumsum(length) * clock.hours) / 24.0 + 1e-9)
        for begin, count, number in zip(begins, length, np.diff(so_far, prepend=0.0), strict=True):
            day = slice(begin * clock.hours, (begin + count) * clock.hours)
            found["allows"][quota, day] = _steps(number, hours[quota, day])
    return found


def _steps(number: float, hours: Floats) -> Floats:
    """Return what of a day's number becomes free in each of its hours."""
    by_now = np.cumsum(hours if hours.any() else np.ones(len(hours)))
    return np.diff(np.ceil(number * by_now / by_now[-1] - 1e-9), prepend=0.0)
