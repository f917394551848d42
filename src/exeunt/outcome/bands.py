"""The median and the 90 % band over members, with members that have nothing to say left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

QUANTILES = (0.5, 0.05, 0.95)
COUNTED_IN_WHOLE = frozenset({"people", "vehicles"})


class Band(NamedTuple):
    """The median over members and the ends of their central 90 %."""

    median: float
    q05: float
    q95: float


def band(values: NDArray[Any]) -> Band:
    """Return the band of one number per member; all NaN if no member has one."""
    median, q05, q95 = bands(values)
    return Band(float(median), float(q05), float(q95))


def bands(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return (3, ...) medians and band ends over the first axis of `values`, NaN where no member has a value."""
    numbers = np.asarray(values, dtype=np.float64)
    missing = np.isnan(numbers)
    if not missing.any():
        return np.quantile(numbers, QUANTILES, axis=0)
    found = np.full((len(QUANTILES), *numbers.shape[1:]), np.nan)
    spoken = ~missing.all(axis=0)
    found[:, spoken] = np.nanquantile(numbers[:, spoken], QUANTILES, axis=0)
    return found


def whole(number: float, unit: str) -> float:
    """Return a number of people or vehicles as a whole one, half to even; of other units as it is."""
    return round(float(number)) if unit in COUNTED_IN_WHOLE and np.isfinite(number) else float(number)


def whole_band(found: Iterable[float], unit: str) -> Band:
    """Return a band of whole people or vehicles, as tables have it."""
    return Band(*(whole(number, unit) for number in found))


def peak(values: NDArray[Any], axis: int) -> NDArray[np.float64]:
    """Return the highest value along an axis, NaN only where there is none."""
    return np.asarray(np.fmax.reduce(np.asarray(values, dtype=np.float64), axis=axis))
