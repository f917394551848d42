"""How far off a model is whose constants are right: an error of its own, which grows with lead time.

Without it many sharp figures make a wrong model certain (Kennedy & O'Hagan 2001, *JRSS B* 63; Brynjarsdóttir &
O'Hagan 2014, *Inverse Problems* 30). In transformed units its variance after h days is

    base^2 + growth^2 h

as if what is left out went for a random walk. A figure inside what was learned from has h = 0, and is missed as is
judged: a flow by a twelfth. What comes later is missed as forecasts of other exoduses were (`benchmarks/missed.py`),
stocks as those of the camps of seven conflicts. A fit that looks back at earlier evenings learns both numbers from how
these missed (`learning.discrepancy`), and forecasts made with it are moved off by them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from exeunt.luck import Floats
from exeunt.outcome.bands import moved_off
from exeunt.outcome.scales import Scale, StartedLog, scale_of
from exeunt.outcome.targets import DAY, Target
from exeunt.scenario.tables import LINES
from exeunt.wording import joined, percent

STOCKS = ("stock",)


@dataclass(frozen=True)
class Discrepancy:
    """Standard deviations in transformed units: on the day, and of a day's step; both above 0."""

    base: float
    growth: float

    def sd(self, days: Floats | float) -> Floats:
        """Return the standard deviation so many days after what was learned from ended."""
        return np.sqrt(self.base**2 + self.growth**2 * np.maximum(days, 0.0))


# Of how many are somewhere: as forecasts of the camps of seven conflicts missed (`benchmarks/first_days.py`).
STOCKS_MISS = Discrepancy(base=0.1, growth=0.05)


# No line was counted more days ahead where members had learned (`benchmarks/other_exoduses.csv`): how they are missed
# is taken to grow no further. A line goes up and down about what a gate lets through; by a walk without end it might be
# twenty times as long after a month.
LINES_SEEN = 7.0

# By kind of what is counted: flows over a border or gate, lines and waits there, and how many are somewhere.
Missing = Mapping[str, Discrepancy]
# What was over when members learned.
JUDGED: Missing = {
    "flows": Discrepancy(base=0.08, growth=0.06),
    "lines": Discrepancy(base=0.3, growth=0.15),
    "stocks": STOCKS_MISS,
}
# What came later: near the least CRPS of each of two exoduses in which members had learned (`benchmarks/missed.py`).
ELSEWHERE: Missing = {
    "flows": Discrepancy(base=0.3, growth=0.1),
    "lines": Discrepancy(base=0.7, growth=0.3),
    "stocks": STOCKS_MISS,
}


def kind_of(measure: str) -> str:
    """Return of which kind a measure is: flows, lines or stocks."""
    return "stocks" if measure in STOCKS else "lines" if measure in LINES else "flows"


def discrepancy_of(measure: str, missing: Missing = JUDGED) -> Discrepancy:
    """Return the discrepancy of figures of a measure."""
    return missing[kind_of(measure)]


def sd_of(measure: str, days: Floats | float, missing: Missing = JUDGED) -> Floats:
    """Return the standard deviation of what is missed of a measure so many days ahead; of lines it stops to grow."""
    within = np.minimum(days, LINES_SEEN) if kind_of(measure) == "lines" else days
    return discrepancy_of(measure, missing).sd(within)


def missing_in_words(missing: Missing, *, is_taught: bool) -> str:
    """Say by how much a model misses: one standard deviation, on the day and a week ahead."""
    told = [
        f"{kind} by {percent(float(each.sd(0.0)))} on the day and {percent(float(each.sd(7.0)))} a week ahead"
        for kind, each in missing.items()
    ]
    like = "as earlier evenings did" if is_taught else "as those of other exoduses did"
    return f"Besides what members differ by, bands hold that forecasts miss {joined(told)}, {like}."


def is_total(target: Target) -> bool:
    """Whether a figure adds up those who came, left or passed on the days of its period."""
    return kind_of(target.measure) == "flows" and target.aggregate == "sum"


def lead_days(target: Target, until: pd.Timestamp) -> float:
    """Return how many days after what was learned from a figure's period ends, 0 for what lies before."""
    return max((target.end - (until + DAY)) / DAY, 0.0)


def days_ahead(target: Target, until: pd.Timestamp) -> float:
    """Return after how many days of a random walk a figure stands, 0 for what lies before.

    That of an instant or a single day is its lead. The mean of a walk over n days that begin a days ahead has the
    variance of a walk of a + 1 + (n - 1) / 3 days, nearly.
    """
    return walked(max((target.start - (until + DAY)) / DAY, 0.0), lead_days(target, until))


def walked(first: float, last: float) -> float:
    """Return the days of a walk that has the variance of the mean of one, from its first days to its last, nearly."""
    whole = max(last - first, 0.0)
    return first + whole if whole <= 1.0 else first + 1.0 + (whole - 1.0) / 3.0


def missed_by(target: Target, until: pd.Timestamp, missing: Missing = ELSEWHERE) -> float:
    """Return the standard deviation by which a figure is missed, in transformed units.

    How forecasts of earlier evenings missed says nothing of a period that had ended when members learned.
    """
    days = days_ahead(target, until)
    return float(sd_of(target.measure, days, missing if days > 0.0 else JUDGED))


def past_of(target: Target, until: pd.Timestamp) -> Target | None:
    """Return the part of a sum that had ended when members learned; None where it is no sum, or none or all of it."""
    over = until + DAY
    return replace(target, end=over) if is_total(target) and target.start < over < target.end else None


def share_of(part: Floats, whole: Floats) -> float:
    """Return which part of what members say to a figure they say to a part of it, in the middle of the members."""
    shares = np.divide(part, whole, out=np.zeros(whole.shape), where=whole > 0.0)
    return float(np.clip(np.median(shares), 0.0, 1.0))


def missed_in_all(past: Floats, later: Floats, by_past: float, by_later: float) -> Floats:
    """Return by how much a sum is missed of which what was over and what came later are missed apart, each in its part.

    Parameters
    ----------
    past, later
        What members say to the two parts, shape (members, ...).
    by_past, by_later
        By how much these are missed, standard deviations of the logarithm.

    """
    whole = past + later
    off = np.hypot(past * by_past, later * by_later)
    return np.asarray(np.divide(off, whole, out=np.zeros(whole.shape), where=whole > 0.0))


def dressed(
    answers: Floats,
    target: Target,
    until: pd.Timestamp,
    missing: Missing = ELSEWHERE,
    past: Floats | None = None,
    most: float = np.inf,
) -> Floats:
    """Return what would be counted if members that learned until a day missed a figure as the model does.

    There are several such numbers to a member (`bands.moved_off`), the same whatever the figure is called: what it is
    called says nothing of how it is missed. Numbers are moved off by their logarithm, as they are wherever they stand;
    changes and shares, which may be of either sign or full, on their scales. Of a sum that began before, the part that
    was over is missed as what was over, and only the rest as a forecast.

    Parameters
    ----------
    answers
        What each member says, shape (members), NaN where it says nothing.
    target, until
        The figure, and the last day from which members learned.
    missing
        By how much the model misses what it forecasts.
    past
        What each member says to `past_of(target, until)`; None: the whole is taken as ahead.
    most
        How many there are at most (`forecast.most_of`).

    """
    if (~np.isnan(answers)).sum() < 2:  # a number that is alone has no band
        return answers
    if past is None:
        off, scale = np.asarray(missed_by(target, until, missing)), _scale_of_its_own(target)
    else:
        over, rest = replace(target, end=until + DAY), replace(target, start=until + DAY)
        off, scale = missed_in_all(past, answers - past, missed_by(over, until), missed_by(rest, until, missing)), None
    return np.minimum(moved_off(answers, off, scale), most)


def _scale_of_its_own(target: Target) -> Scale | None:
    scale = scale_of(target.measure, target.aggregate)
    return None if isinstance(scale, StartedLog) else scale
