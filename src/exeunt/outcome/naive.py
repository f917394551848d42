"""Forecasts that need no model, to be beaten.

Each uses only what was counted, and published before the day it speaks of. What bounds a number from one side only
(`at_least`, `at_most`) is no count of it, and is not carried on.

`ordinary`: the last level counted before the crisis goes on. `persistence`: the last figure of the same kind goes on.
Sums of those who come or go are carried over as so many a day, times the days; how many are somewhere, and how long a
line or a wait is, as that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from exeunt.outcome.discrepancy import is_total, kind_of

if TYPE_CHECKING:
    from exeunt.outcome.targets import Target

SUMS = ("sum", "per_day")

Forecast = Callable[["Target", Sequence["Target"], pd.Timestamp], float | None]


def ordinary(target: Target, history: Sequence[Target], crisis: pd.Timestamp) -> float | None:
    """Carry on the last level of a period that lies, by its middle, before the crisis."""
    before = [figure for figure in history if figure.start + (figure.end - figure.start) / 2 <= crisis]
    return persistence(target, before, crisis)


def persistence(target: Target, history: Sequence[Target], crisis: pd.Timestamp) -> float | None:
    """Carry on the last count of the same place, measure, people and aggregate."""
    known = [figure for figure in history if _is_known(figure, target) and _is_alike(figure, target)]
    if not known or _is_of_nobody(target):
        return None
    last = max(known, key=lambda figure: (figure.published, figure.end, figure.start))
    a_day = last.value / last.days if is_total(last) else last.value
    return a_day * target.days if is_total(target) else a_day


NAIVE: dict[str, Forecast] = {"ordinary": ordinary, "persistence": persistence}


def _is_known(figure: Target, target: Target) -> bool:
    """Whether a figure was out on an earlier day than the one on which the target's period begins."""
    return figure.published.normalize() < target.start.normalize()


def _is_alike(figure: Target, target: Target) -> bool:
    if figure.bounds or figure.series != target.series or _is_of_nobody(figure):
        return False
    both_sums = figure.aggregate in SUMS and target.aggregate in SUMS
    return both_sums or figure.aggregate == target.aggregate


def _is_of_nobody(figure: Target) -> bool:
    """Whether it counts who comes or goes in an instant, in which nobody does."""
    return kind_of(figure.measure) == "flows" and figure.days == 0
