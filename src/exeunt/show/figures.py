"""Counted figures with who counted them, beside what the run says to the same question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from exeunt.outcome.bands import Band
from exeunt.outcome.forecast import band_of, said_to
from exeunt.outcome.measures import Answers
from exeunt.outcome.targets import Target, from_table
from exeunt.scenario.rows import pairs
from exeunt.scenario.tables import LEVELS
from exeunt.scenario.units import unit_counted
from exeunt.wording import AGGREGATES, BEFORE, OVER_TIME, decimals, exact, measured, when

if TYPE_CHECKING:
    from exeunt.outcome.run import Run


@dataclass(frozen=True)
class Figure:
    """One counted figure, its claim, and what the run says to it (None if it cannot say).

    `with_year` is whether its days must say of which year they are, as they must in a run of several.
    """

    target: Target
    claim: str
    said_by: str
    stance: str
    answer: Band | None
    with_year: bool = False

    @property
    def id(self) -> str:
        """Its id in the scenario."""
        return self.target.id

    @property
    def per_day(self) -> bool:
        """Whether it can be drawn as a level a day."""
        flows = ("sum", "per_day", "mean")
        levels = ("mean", "per_day", "max_per_day", "sum")
        return self.target.aggregate in (levels if self.target.measure in LEVELS else flows) and self.scale > 0

    @property
    def scale(self) -> float:
        """What turns it into a level a day."""
        is_sum = self.target.aggregate == "sum" and self.target.measure not in LEVELS
        return 1.0 if not is_sum else 1 / self.target.days if self.target.days > 0 else 0.0

    @property
    def digits(self) -> int:
        """How many decimals it is written with."""
        is_whole = self.target.value == round(self.target.value)
        return max(decimals(self.target.unit, self.target.aggregate), 0 if is_whole else 1)

    def value(self) -> str:
        """Write the figure."""
        return f"{BEFORE.get(self.target.kind, '')}{exact(self.target.value, self.digits)}"

    def told(self) -> str:
        """Write the figure beside others: with its unit, where that is not people, and whether it is of a day."""
        is_bare = not self.target.unit or unit_counted(self.target.unit) in ("people", "share")
        unit = "" if is_bare else f" {self.target.unit}"
        is_of_days = self.target.aggregate == "sum" and self.target.measure not in LEVELS and self.target.days > 1
        over = f" {OVER_TIME['sum']}" if is_of_days else AGGREGATES.get(self.target.aggregate, "")
        return f"{self.value()}{unit}{over}"

    def period(self) -> str:
        """Write its period."""
        return when(self.target.start, self.target.end, year=self.with_year)

    def what(self) -> str:
        """Say what was counted."""
        target = self.target
        return measured(target.measure, target.who, target.aggregate)

    def range(self) -> str:
        """Write the range that the source allows; nothing if it is as good as the figure."""
        low, high = self._ends()
        return "" if low == high else f"{exact(low, self.digits)} to {exact(high, self.digits)}"

    def beside(self) -> str:
        """Say where the run lies against the figure, one-sided figures only on their side."""
        if self.answer is None:
            return "cannot say"
        low, high = self._ends()
        if self.target.lies_between(self.answer.lowest, self.answer.highest):
            return "count inside the band" if self.answer.has_ends else "as counted"
        too_high = self.target.value < self.answer.lowest
        if self.answer.lowest <= high and self.answer.highest >= low:
            return "within the source's range"
        if not self.answer.has_ends:  # a single course misses every count, and that alone is no fault
            return "above the count" if too_high else "below the count"
        return "too high" if too_high else "too low"

    def _ends(self) -> tuple[float, float]:
        low, high = self.target.lo, self.target.hi
        return self.target.value if np.isnan(low) else low, self.target.value if np.isnan(high) else high


def figures_of(run: Run, speaker: Answers) -> tuple[Figure, ...]:
    """Return the scenario's observations with their claims and the run's answers."""
    world, with_year = run.world, run.spans_years
    claims = world.claims.set_index("id")
    cited = pairs(world.observations, "id", "claim")
    found = []
    for target in from_table(world.observations):
        claim = str(cited[target.id] or "")
        known = claim in claims.index
        said_by, stance = (str(claims.at[claim, each]) for each in ("said_by", "stance")) if known else ("", "")
        said = said_to(run, speaker, target)
        found.append(Figure(target, claim, said_by, stance, None if said is None else band_of(said), with_year))
    return tuple(found)
