"""The median and the 90 % band over members, with members that have nothing to say left out.

Members that learned are surer than they should be: how much else a forecast misses its band holds too (see `forecast`).
A single number, such as a run of one member or a mean run gives, has no band: its ends are NaN, blank in tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

if TYPE_CHECKING:
    from exeunt.outcome.scales import Scale

MEDIAN = 0.5
QUANTILES = (MEDIAN, 0.05, 0.95)
COUNTED_IN_WHOLE = frozenset({"people", "vehicles"})
GOLDEN = (np.sqrt(5.0) - 1.0) / 2.0
# So many points to a member, and so many in all at least: ends are right to 0.02 standard deviations. With four points
# to a member those of 24 members are right to 0.1 only.
TIMES, POINTS = 4, 800

Missed = NDArray[np.float64] | None  # None: by nothing


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


UNTOLD = Band(np.nan, np.nan, np.nan)


def band(values: NDArray[Any], missed: Missed = None, most: float = np.inf) -> Band:
    """Return the band of one number per member; all NaN if no member has one."""
    median, q05, q95 = quantiles(values, QUANTILES, missed, most)
    return Band(float(median), float(q05), float(q95))


def bands(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return (3, ...) medians and band ends over the first axis of `values`, as `quantiles` does."""
    return quantiles(values, QUANTILES)


def quantiles(
    values: NDArray[Any], at: Sequence[float], missed: Missed = None, most: float = np.inf
) -> NDArray[np.float64]:
    """Return the quantiles (quantile, ...) over the first axis of `values`, of the members that have a value.

    NaN where none has one; where only one has, all but the median are. With `missed` they hold what would be counted if
    each member missed it by so much (see `moved_off` and `held`), which is never more than there are (`most`).
    """
    numbers = np.asarray(values, dtype=np.float64)
    if missed is not None:
        return held(numbers, np.minimum(moved_off(numbers, missed), most), at)
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


def held(
    members: NDArray[np.float64], counted: NDArray[np.float64], at: Sequence[float] = QUANTILES
) -> NDArray[np.float64]:
    """Return the quantiles (quantile, ...) of what would be counted, each at least as far out as that of the members.

    The median is that of the members. The others are no nearer to it by construction and not by the sample: where few
    members lie far out, a law of all of them that each misses can end before they do (of 94 that say 100 and 6 that say
    200, all missing by a third, fewer than 5 in 100 are above 200), and what is missed makes nothing surer.

    Parameters
    ----------
    members, counted
        What members say, and what they would count (`moved_off`), the first axis of any length.
    at
        The levels.

    """
    said, found = quantiles(members, at), quantiles(counted, at)
    level = np.reshape(at, (-1, *[1] * (said.ndim - 1)))
    ends = np.where(level < MEDIAN, np.minimum(said, found), np.maximum(said, found))  # NaN where members say nothing
    return np.where(level == MEDIAN, said, ends)


def moved_off(
    values: NDArray[np.float64], missed: NDArray[np.float64], scale: Scale | None = None
) -> NDArray[np.float64]:
    """Return members in rising order, each some times over and times exp(missed z), where z is normal whoever it is.

    The z of those in order are the multiples of the golden ratio, as even over members and errors together as so few
    points can be: no luck is in the ends (Niederreiter 1992, *Random Number Generation and Quasi-Monte Carlo Methods*,
    section 3.1). A member that says nobody, or nothing, stays so.

    Parameters
    ----------
    values
        What members say, shape (members, ...), 0 or more but on a scale of its own.
    missed
        Standard deviations of the logarithm, of any shape that goes with that of `values`.
    scale
        That on which it is missed in the place of the logarithm: changes and shares have one.

    """
    times = max(TIMES, -(-POINTS // max(len(values), 1)))
    order = np.repeat(np.argsort(values, axis=0, kind="stable"), times, axis=0)  # those that say nothing come last
    z = ndtri(np.arange(1, len(order) + 1) * GOLDEN % 1.0).reshape(-1, *[1] * (values.ndim - 1))
    off = np.take_along_axis(np.broadcast_to(missed, values.shape), order, axis=0)
    said = np.take_along_axis(values, order, axis=0)
    return np.asarray(said * np.exp(off * z) if scale is None else scale.back(scale.there(said) + off * z))


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
