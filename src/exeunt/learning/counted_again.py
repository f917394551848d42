"""The same people counted again: how much of what a model misses of one count it misses of another.

How many *are* somewhere, and how many came *since the beginning*, count the same people evening after evening; a model
that misses one count misses the next alike. Taken as new evidence each time, a few evenings would make it certain. So
the misses of the figures of one series have correlations: of a stock they are all one; of two periods it is that of
sums over their days, each day missed by itself, so the days they share over the root of the product of the days they
have. Figures of days that no other tells of have nothing in common.

Taken in together, each of n figures has the variance of its miss multiplied by the sum of its correlations, its own
included (the design effect of clusters: Kish 1965, *Survey Sampling*). So n counts of a stock tell as much as one, and
ten totals since the beginning, day after day, as much as 1.4.

Taken in later, a figure is told to members who know by how much they missed the last one: by e, with the error s of
that figure. With b the discrepancy and c the correlation they expect to miss this one by c l e, l = b^2 / (b^2 + s^2),
and of the variance of its miss c^2 l b^2 is known. What is left to be learned is how it went on. (A bias that is
estimated with the state: Dee & da Silva 1998, *Quarterly Journal of the Royal Meteorological Society* 124.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import hypot, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from exeunt.outcome.discrepancy import (
    ELSEWHERE,
    JUDGED,
    Missing,
    discrepancy_of,
    is_total,
    kind_of,
    missed_by,
    past_of,
    share_of,
)
from exeunt.outcome.scales import error_of, scale_of
from exeunt.outcome.targets import DAY

if TYPE_CHECKING:
    from exeunt.luck import Floats
    from exeunt.outcome.targets import Target

EVEN = frozenset({"sum", "per_day", "mean"})  # of the same days they say the same, in other units
FAR = 3.0  # standard deviations: who missed by more did so for a cause of its own, which need not last

Says = Callable[["Target"], "Floats | None"]  # what each member says to a figure, shape (members)


def times_told(figure: Target, figures: Sequence[Target]) -> float:
    """Return by how much the variance of a figure's miss is multiplied among figures of which it is one."""
    return sum(_correlation(figure, other) for other in figures)


def _correlation(one: Target, other: Target) -> float:
    """Return the correlation of the misses of two figures, 0 if they do not count the same people."""
    if one.series != other.series:
        return 0.0
    if kind_of(one.measure) == "stocks":
        return 1.0
    if one.aggregate != other.aggregate and not {one.aggregate, other.aggregate} <= EVEN:
        return 0.0
    if (one.start, one.end) == (other.start, other.end):
        return 1.0
    shared = (min(one.end, other.end) - max(one.start, other.start)) / DAY
    return shared / sqrt(one.days * other.days) if shared > 0.0 else 0.0


@dataclass(frozen=True)
class Told:
    """What a figure is compared with in members that learned before.

    `said` (members) is what they say if they miss its people as they did before, in its unit; `missed` by how much
    they miss it besides, a standard deviation in transformed units.
    """

    said: Floats
    missed: float


def told_again(
    figure: Target, learned: Sequence[Target], says: Says, until: pd.Timestamp, missing: Missing = ELSEWHERE
) -> Told:
    """Return what a figure is compared with in members that learned from others.

    Parameters
    ----------
    figure
        The figure, to which the members can say something.
    learned
        The figures that the members learned from.
    says
        What each member says to a figure now.
    until, missing
        Until when they learned, and how what came later is missed.

    """
    said = says(figure)
    assert said is not None
    base, besides = _missed(figure, said, says, until, missing)
    part = _last(figure, learned)
    now = None if part is None else says(part)
    if part is None or now is None:
        return Told(said, hypot(base, besides))
    alike, error = _correlation(figure, part), error_of(part)
    lasts = alike * base**2 / (base**2 + error**2)
    expected = lasts * _gap(part, now, most=FAR * hypot(base, error))
    scale = scale_of(figure.measure, figure.aggregate)
    return Told(scale.back(scale.there(said) + expected), hypot(base * sqrt(1.0 - alike * lasts), besides))


def _missed(figure: Target, said: Floats, says: Says, until: pd.Timestamp, missing: Missing) -> tuple[float, float]:
    """Return by how much a figure is missed as its people were before, and besides since part of it lay ahead."""
    whole = missed_by(figure, until, missing)
    if not is_total(figure):
        base = discrepancy_of(figure.measure, missing).base
        return (base, sqrt(whole**2 - base**2)) if whole >= base else (whole, 0.0)
    base = discrepancy_of(figure.measure, JUDGED).base
    over = past_of(figure, until)
    past = None if over is None else says(over)
    rest = whole if over is None else missed_by(replace(figure, start=over.end), until, missing)
    ahead = 1.0 if past is None else 1.0 - share_of(past, said)
    return base, ahead * sqrt(max(rest**2 - base**2, 0.0))


def _gap(figure: Target, now: Floats, *, most: float) -> Floats:
    """Return by how much each member misses a figure, at most by so much; not at all where it says nothing."""
    scale = scale_of(figure.measure, figure.aggregate)
    missed = float(scale.there(figure.value)) - scale.there(now)
    return np.asarray(np.clip(np.nan_to_num(missed), -most, most))


def _last(figure: Target, learned: Sequence[Target]) -> Target | None:
    """Return the figure that members learned from of which a later one counts most again, the nearest of these."""
    told = [each for each in learned if not each.bounds and _is_change(each) == _is_change(figure)]
    again = [(-_correlation(figure, each), abs(each.end - figure.end), each.id, each) for each in told]
    nearest = min((entry for entry in again if entry[0] < 0.0), default=None)
    return None if nearest is None else nearest[-1]


def _is_change(figure: Target) -> bool:
    return figure.aggregate == "change"
