"""Bands of what is forecast: they hold what members differ by, and by how much such forecasts miss besides.

Members that learned agree too well with one another (`outcome.discrepancy`). Where people look at a number, its band is
that of what would be counted: each member misses it by the discrepancy of its kind, that of what was over when they
learned or, ahead of that, of forecasts. The median stays that of the members, and so do differences of two runs, which
miss alike. Members that drew from the priors are wide enough by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from exeunt.outcome.bands import QUANTILES, Band, Missed, held, quantiles
from exeunt.outcome.discrepancy import dressed, missed_in_all, past_of, sd_of, walked
from exeunt.outcome.period import over_period
from exeunt.outcome.targets import DAY
from exeunt.scenario.counts import OF_THOSE_WHO_FLEE
from exeunt.scenario.ordinary import has_travellers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from exeunt.outcome.layout import Variable
    from exeunt.outcome.measures import Answers, Numbers
    from exeunt.outcome.run import Run
    from exeunt.outcome.targets import Target

FLEEING = (*OF_THOSE_WHO_FLEE, "arrivals_liable", "arrivals_by_origin", "drafted", "returned")
# What counts each of those who flee once, and travellers with them; `crossings_both` counts who comes back twice.
CROSSING = (
    "country_crossings_in", "country_crossings_out", "men_in", "crossings_in", "crossings_out", "departures_air",
    "queue_people", "tick_country_in", "tick_country_out", "tick_crossings_in",
)  # fmt: skip


def missed_on(run: Run, measure: str, moments: pd.DatetimeIndex | None = None) -> Missed:
    """Return by how much a measure is missed on each day of a run, or at moments: standard deviations of its logarithm.

    None where members did not learn.
    """
    if run.known_until is None:
        return None
    days = pd.DatetimeIndex(run.variables["time"].values) if moments is None else moments
    ahead = np.asarray((days.normalize() - run.known_until.normalize()) / DAY, np.float64)
    measure = measure.removeprefix("tick_")
    return np.where(ahead > 0.0, sd_of(measure, ahead, run.missing), sd_of(measure, 0.0))


def daily_quantiles(
    run: Run, measure: str, daily: NDArray[Any], at: Sequence[float] = QUANTILES, *,
    moments: pd.DatetimeIndex | None = None,
) -> Numbers:  # fmt: skip
    """Return the quantiles (quantile, day, ...) of what would be counted each day; `daily` is (member, day, ...)."""
    missed = missed_on(run, measure, moments)
    by_day = None if missed is None else missed.reshape(-1, *[1] * (daily.ndim - 2))
    return quantiles(daily, at, by_day, most_of(run, measure))


def whole_quantiles(run: Run, variable: Variable, daily: NDArray[Any], *, first: int = 0) -> Numbers:
    """Return the median and the ends of the band (3, ...) of what the days of a run, from its `first` on, come to."""
    missed = missed_over(run, variable, daily, first=first)
    return quantiles(over_period(daily, variable), QUANTILES, missed, most_of(run, variable.name))


def most_of(run: Run, measure: str) -> float:
    """Return how many there are at most of those whom a measure counts: all people of the world, if nobody else is.

    Whoever flees or crosses again counts again. Members say so then, and a band never ends before they do
    (`bands.held`). Where others travel there is no bound: nobody says how many of them there are.
    """
    fled = measure in FLEEING or (measure in CROSSING and not has_travellers(run.world))
    return float(run.world.everybody) if fled else np.inf


def missed_over(run: Run, variable: Variable, daily: NDArray[Any], *, first: int = 0) -> Missed:
    """Return by how much each member (member, ...) misses what days (member, day, ...) come to, as `missed_on` does.

    A count at the end as on the last day, a line as on its member's highest. Of a sum what was over when members
    learned and what came later are missed apart, the latter by the mean of a walk.
    """
    by_day = missed_on(run, variable.name)
    if by_day is None or run.known_until is None:
        return None
    values = np.asarray(daily, np.float64)
    by_day = by_day[first : first + values.shape[1]]
    if variable.over_time == "last":
        return by_day[-1:]
    if variable.over_time == "max":
        return np.asarray(by_day[np.where(np.isnan(values), -np.inf, values).argmax(axis=1)])
    begins = pd.Timestamp(run.variables["time"].values[first])
    over = int(np.clip((run.known_until.normalize() + DAY - begins) / DAY, 0, values.shape[1]))
    ahead = (begins - run.known_until.normalize()) / DAY - 1.0 + over  # full days until what comes later begins
    days = walked(ahead, ahead + values.shape[1] - over)
    by_past, by_later = float(sd_of(variable.name, 0.0)), float(sd_of(variable.name, days, run.missing))
    return missed_in_all(values[:, :over].sum(axis=1), values[:, over:].sum(axis=1), by_past, by_later)


class Said(NamedTuple):
    """What members say to a figure, NaN where they say nothing, and what they would count: the same if none learned."""

    members: Numbers
    counted: Numbers


def said_to(run: Run, speaker: Answers, *figures: Target) -> Said | None:
    """Return what a run says to a figure; None if it cannot say.

    Sums of one series that follow one another are taken as the one figure that they add up to: a model that misses one
    day misses the next alike, and luck does not even that out.
    """
    answers = [speaker.to(each) for each in figures]
    known = [each for each in answers if each is not None]
    if len(known) < len(answers):
        return None
    members, until = np.sum(known, axis=0), run.known_until
    if until is None:
        return Said(members, members)
    whole = replace(figures[0], end=figures[-1].end)
    past = None if past_of(whole, until) is None else _over_by(until, speaker, figures)
    return Said(members, dressed(members, whole, until, run.missing, past, most_of(run, whole.measure)))


def _over_by(until: pd.Timestamp, speaker: Answers, figures: Sequence[Target]) -> Numbers | None:
    """Return what members say to the days of figures that were over on an evening; None if they cannot say."""
    begun = [each for each in figures if each.start < until + DAY]
    known = [speaker.to(past_of(each, until) or each) for each in begun]
    return None if any(each is None for each in known) else np.sum([each for each in known if each is not None], axis=0)


def band_of(said: Said) -> Band:
    """Return the band of what is said to a figure: the median of the members, the ends of what they would count."""
    return Band(*held(said.members, said.counted))
