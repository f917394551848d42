"""What was counted, one figure at a time: the scenario's observations, or a file of the same form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from exeunt.errors import Fault, Importing, OtherSheet, ScenarioError, quoted
from exeunt.scenario.columns import typed
from exeunt.scenario.counts import SAYS, impossible_counts, published, says, told_again
from exeunt.scenario.csvfile import read_table
from exeunt.scenario.periods import ENDS_EARLY
from exeunt.scenario.rows import records
from exeunt.scenario.tables import columns, vocabulary
from exeunt.scenario.textfile import ABSENT, OtherForm, UnreadableError
from exeunt.scenario.units import wrong_units
from exeunt.scenario.where import Areas
from exeunt.wording import BOUNDED, decimals, joined

DAY = pd.Timedelta(days=1)
ENDS = {"from": "start", "until": "end"}  # what the table calls the ends of a period
ROUNDING = 1e-9  # of a number that is reckoned, 22 vehicles as so many kilometres say


@dataclass(frozen=True)
class Target:
    """One figure that was counted, in the words of the table `observations`.

    `start` and `end` are local times, the end not included; an instant has `start == end`.
    """

    id: str
    start: pd.Timestamp
    end: pd.Timestamp
    where: str
    measure: str
    aggregate: str
    who: str
    value: float
    lo: float
    hi: float
    unit: str
    kind: str
    published: pd.Timestamp
    split: str

    @property
    def days(self) -> float:
        """How many days it covers."""
        return (self.end - self.start) / DAY

    @property
    def whole_days(self) -> bool:
        """Whether it runs from midnight to midnight."""
        return bool(self.start < self.end and self.start == self.start.normalize() and self.end == self.end.normalize())

    @property
    def series(self) -> tuple[str, str, str]:
        """What it is a figure of: figures of one series differ in their period only."""
        return self.where, self.measure, self.who

    @property
    def bounds(self) -> str:
        """Which side it bounds, if one only: `at_least` or `at_most`; blank for what was counted."""
        return self.kind if self.kind in BOUNDED else ""

    @property
    def as_told(self) -> dict[str, Any]:
        """What it says, in the columns `SAYS` of its table."""
        return {name: getattr(self, ENDS.get(name, name)) for name in SAYS}

    def counts_the_same(self, other: Target) -> bool:
        """Whether another figure says as much of the same thing and period."""
        names = ("where", "measure", "aggregate", "who", "start", "end", "value")
        return all(getattr(self, name) == getattr(other, name) for name in names)

    @property
    def told(self) -> tuple[object, ...]:
        """All that is learned of it, and its name, by which its luck is keyed; None where its source allows no band."""
        band = (None if pd.isna(each) else each for each in (self.lo, self.hi))
        return self.id, self.start, self.end, *self.series, self.aggregate, self.value, *band, self.kind

    def lies_between(self, low: float, high: float) -> bool:
        """Whether it lies in a band, as both are written; a bound on one side is missed from the other only."""
        return bool(lie_between(self.value, self.kind, low, high, is_whole(self.unit, self.aggregate)))

    def written(self) -> tuple[str, str]:
        """Return its period as a file has it, both ends included."""
        if self.whole_days:
            return f"{self.start:%Y-%m-%d}", f"{self.end - DAY:%Y-%m-%d}"
        return f"{self.start:%Y-%m-%dT%H:%M}", f"{self.end:%Y-%m-%dT%H:%M}"


Targets = Iterable[Target]


def is_whole(unit: str, aggregate: str) -> bool:
    """Whether figures are counted, and written, in whole numbers: people and vehicles, but no shares of them."""
    return decimals(unit, aggregate) == 0


def lie_between(
    values: ArrayLike, kinds: ArrayLike, low: ArrayLike, high: ArrayLike, whole: ArrayLike
) -> NDArray[np.bool_]:
    """Say which figures of these kinds lie in their bands; one that bounds one side only is missed from the other only.

    Where they are `whole`, figures and bands are as they are written: nobody counts a fifth of a person, so a line of
    nobody lies in a band from 0.2 people on, which tables have as 0. A band may be no wider than the figure, so that
    rounding is forgiven.
    """
    told = (np.asarray(each, np.float64) for each in (values, low, high))
    figures, lows, highs = (np.where(whole, np.rint(each), each) for each in told)
    kind, slack = np.asarray(kinds), ROUNDING * np.abs(figures)
    is_high, is_low = figures >= lows - slack, figures <= highs + slack
    return np.asarray((is_high | (kind == "at_least")) & (is_low | (kind == "at_most")))


def from_table(observations: pd.DataFrame) -> list[Target]:
    """Return the figures of a typed table `observations`."""
    figures = observations.assign(published=published(observations))
    return [_target(row) for row in records(figures)]


def repeated(figures: Iterable[Target], areas: Areas, before: Iterable[Target] = ()) -> dict[str, str]:
    """Return which figures say the same of the same as an earlier one of another name, and that one's name."""
    told = [*before, *figures]
    all_say = ((figure.id, says(figure.as_told, areas)) for figure in told)
    return {told[place].id: first for place, first in told_again(all_say)}


def read_figures(path: Path) -> pd.DataFrame:
    """Read a file with the columns of `observations` as such a table; every fault is named at once."""
    table, faults = figures_and_faults(path)
    if faults:
        raise ScenarioError(faults)
    return table


def figures_and_faults(path: Path) -> tuple[pd.DataFrame, list[Fault]]:
    """Read such a file as far as it goes, with all that is wrong with it by itself."""
    try:
        text, faults = read_table(path, path.parent, "observations", missing=ABSENT)
    except UnreadableError as error:
        other = any(isinstance(fault, OtherForm) for fault in error.faults)
        perhaps = [_brought_in(path, "may be no table of observations")] if other else []
        raise ScenarioError([*error.faults, *perhaps]) from error
    _require_its_columns(text, path)
    table, bad_cells = typed("observations", text, file=path.name)
    faults += [*bad_cells, *_unknown_measures(table, path.name), *_backward(table, path.name)]
    faults += [*wrong_units(table, path.name), *impossible_counts(table, path.name)]
    return table, faults


def _require_its_columns(text: pd.DataFrame, path: Path) -> None:
    """Refuse a sheet that has hardly a column of `observations`: analysts have such, or it is no table of figures.

    Of a file that lacks a column or two each is named; of such a sheet that would say nothing that helps.
    """
    needed = [column.name for column in columns("observations") if column.required == "yes"]
    missing = [name for name in needed if name not in text]
    if 2 * len(missing) <= len(needed):
        return
    wrong = f"has not the columns of observations ({joined(missing)} are missing)"
    raise ScenarioError([_brought_in(path, wrong)])


def _brought_in(path: Path, wrong: str) -> OtherSheet:
    right = "a sheet of arrivals as analysts have them is brought into a scenario, whose observations.csv is then read:"
    return OtherSheet(path.name, 1, "", wrong, right, Importing(path))


def _target(row: dict[str, Any]) -> Target:
    values = {**row, **{end: row[column] for column, end in ENDS.items()}}
    return Target(**{each.name: values[each.name] for each in fields(Target)})


def _unknown_measures(table: pd.DataFrame, file: str) -> Iterator[Fault]:
    known = vocabulary("measures")
    for line, measure in table["measure"].items():
        if measure and measure not in known:
            yield Fault(file, int(str(line)), "measure", f"{quoted(measure)} is not known", f"use {', '.join(known)}")


def _backward(table: pd.DataFrame, file: str) -> Iterator[Fault]:
    for line in table.index[table["until"] < table["from"]]:
        yield Fault(file, int(line), "until", *ENDS_EARLY)
