"""Forecasts of who is in which camp that need no model: the day's true total, split by a rule of thumb.

A simulation driven by the counted total has only the split to add, so these are what it has to beat. All take a table
of people counted, one row a day and one column a camp, and the camps' capacities in people; each returns a table like
the first. All but `oracle_share` use the day's true total and the first row only.

`uniform`, `capacity_share`: the total, split evenly or by capacity. `day0_plus_uniform`, `day0_plus_capacity`: the
first day's people, and what the total has grown by since, split so. `day0_share`: the total, by the first day's shares.
`oracle_share`: the total, by the mean share of all days; nobody can know it beforehand, so it is no forecast but what a
split that never changes can reach at about best.

Where nobody has been counted on the first day, or no capacity is known, an even split stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from exeunt.outcome.measures import Numbers

Days = NDArray[np.bool_]
Split = Callable[[Numbers, Numbers], Numbers]


def uniform(daily: Numbers, capacity: Numbers) -> Numbers:
    """Split each day's total evenly over the camps."""
    return _by(_total(daily), _even(daily))


def capacity_share(daily: Numbers, capacity: Numbers) -> Numbers:
    """Split each day's total in proportion to capacity."""
    return _by(_total(daily), _shares(capacity))


def day0_plus_uniform(daily: Numbers, capacity: Numbers) -> Numbers:
    """Leave the first day's people where they are, and split what the total has grown by evenly."""
    return np.asarray(daily[0] + _by(_growth(daily), _even(daily)), dtype=np.float64)


def day0_plus_capacity(daily: Numbers, capacity: Numbers) -> Numbers:
    """Leave the first day's people where they are, and split what the total has grown by in proportion to capacity."""
    return np.asarray(daily[0] + _by(_growth(daily), _shares(capacity)), dtype=np.float64)


def day0_share(daily: Numbers, capacity: Numbers) -> Numbers:
    """Split each day's total in the proportions of the first day."""
    return _by(_total(daily), _shares(daily[0]))


def oracle_share(daily: Numbers, capacity: Numbers) -> Numbers:
    """Split each day's total by the camps' mean shares over all days on which anyone was counted."""
    total = _total(daily)
    anyone = total > 0
    if not anyone.any():
        return np.zeros_like(daily)
    return _by(total, (daily[anyone] / total[anyone, np.newaxis]).mean(axis=0))


SPLITS: dict[str, Split] = {
    "uniform": uniform,
    "capacity_share": capacity_share,
    "day0_plus_uniform": day0_plus_uniform,
    "day0_plus_capacity": day0_plus_capacity,
    "day0_share": day0_share,
    "oracle_share": oracle_share,
}


def observed_range(counted: Iterable[int], days: int) -> Days:
    """Say of each day whether it lies from the first to the last of the days on which a camp was counted.

    `counted` are the days of all camps together, the first simulated one being 0. Those that are not simulated do not
    widen the range: from the last simulated count on, a camp's figure leans on one that no run reaches.
    """
    inside = np.zeros(days, dtype=np.bool_)
    simulated = [day for day in counted if 0 <= day < days]
    if simulated:
        inside[min(simulated) : max(simulated) + 1] = True
    return inside


def ard(sim: Numbers, data: Numbers, inside: Days, *, rescaled: bool = True) -> float:
    """Return FLEE's averaged relative difference of two tables of people, one row a day and one column a camp.

    A day's is the sum over camps of |sim - data|, divided by the day's total of `data`, or by 1 where less than one
    person was counted; the result is the mean over the days `inside` (Suleimenova, Bell & Groen 2017). `rescaled`: a
    day's `sim` is first brought to the day's total of `data`, so that only the shares count, from 0 to 2; with nobody
    simulated in any camp it stays 0. Days on which nobody was counted are left out, for they have no shares to meet;
    FLEE counts them in. People are not rounded. Without any day it is NaN.
    """
    scored = inside & (_total(data) > 0)
    if not scored.any():
        return float("nan")
    simulated, counted = sim[scored], data[scored]
    total = _total(counted)
    if rescaled:
        present = _total(simulated)
        scale = np.divide(total, present, out=np.zeros_like(total), where=present > 0)
        simulated = simulated * scale[:, np.newaxis]
    return float((np.abs(simulated - counted).sum(axis=1) / np.maximum(total, 1.0)).mean())


def _by(total: Numbers, shares: Numbers) -> Numbers:
    return np.outer(total, shares).astype(np.float64)


def _total(daily: Numbers) -> Numbers:
    return np.asarray(daily.sum(axis=1), dtype=np.float64)


def _growth(daily: Numbers) -> Numbers:
    total = _total(daily)
    return np.asarray(total - total[0], dtype=np.float64)


def _even(daily: Numbers) -> Numbers:
    return np.full(daily.shape[1], 1.0 / daily.shape[1])


def _shares(people: Numbers) -> Numbers:
    total = people.sum()
    if total <= 0:
        return np.full(people.shape, 1.0 / people.size)
    return np.asarray(people / total, dtype=np.float64)
