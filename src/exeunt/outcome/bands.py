"""The median and the 90 % band over members, with members that have nothing to say left out.

A single number, such as a run of one member or a mean run gives, has no band: its ends are NaN, blank in tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

MEDIAN = 0.5
QUANTILES = (MEDIAN, 0.05, 0.95)
COUNTED_IN_WHOLE = frozenset({"people", "vehicles"})


class Band(NamedTuple):
    """The median over members and the ends of their central 90 %, NaN of a single number."""

    median: float
    q05: float
    q95: float

    @property
    def has_ends(self) -> bool:
        """Whether there is a band at all."""
        return bool(np.isfinite(self.q05))

    @property
    def lowest(self) -> float:
        """The lower end; the number itself where it is alone."""
        return self.q05 if self.has_ends else self.median

    @property
    def highest(self) -> float:
        """The upper end; the number itself where it is alone."""
        return self.q95 if self.has_ends else self.median


def band(values: NDArray[Any]) -> Band:
    """Return the band of one number per member; all NaN if no member has one."""
    median, q05, q95 = bands(values)
    return Band(float(median), float(q05), float(q95))


def bands(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return (3, ...) medians and band ends over the first axis of `values`, as `quantiles` does."""
    return quantiles(values, QUANTILES)


def quantiles(values: NDArray[Any], at: Sequence[float]) -> NDArray[np.float64]:
    """Return the quantiles (quantile, ...) over the first axis of `values`, of the members that have a value.

    NaN where none has one; where only one has, all but the median are.
    """
    numbers = np.asarray(values, dtype=np.float64)
    if len(numbers) == 1:  # NumPy would go through it number by number
        return np.array([numbers[0] if q == MEDIAN else np.full_like(numbers[0], np.nan) for q in at])
    missing = np.isnan(numbers)
    if len(numbers) and not missing.any():
        return np.quantile(numbers, at, axis=0)
    found = np.full((len(at), *numbers.shape[1:]), np.nan)
    speaking = (~missing).sum(axis=0)
    if (speaking > 0).any():
        found[:, speaking > 0] = np.nanquantile(numbers[:, speaking > 0], at, axis=0)
    ends = np.not_equal(at, MEDIAN)
    found[ends] = np.where(speaking > 1, found[ends], np.nan)
    return found


def share(holds: NDArray[np.bool_]) -> float:
    """Return in which share of the members something holds; NaN of a single one, which has no share."""
    return float(holds.mean()) if len(holds) > 1 else np.nan


def whole(number: float, unit: str) -> float:
    """Return a number of people or vehicles as a whole one, half to even; of other units as it is."""
    return round(float(number)) if unit in COUNTED_IN_WHOLE and np.isfinite(number) else float(number)


def whole_band(found: Iterable[float], unit: str) -> Band:
    """Return a band of whole people or vehicles, as tables have it."""
    return Band(*(whole(number, unit) for number in found))


def peak(values: NDArray[Any], axis: int) -> NDArray[np.float64]:
    """Return the highest value along an axis, NaN only where there is none."""
    return np.asarray(np.fmax.reduce(np.asarray(values, dtype=np.float64), axis=axis))
