"""One place, gate or every country, day by day, by weeks, or over some days or all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from exeunt.errors import InputError, Option
from exeunt.outcome.bands import Band, whole, whole_band
from exeunt.outcome.forecast import daily_quantiles, whole_quantiles
from exeunt.outcome.layout import BY_NAME, VARIABLES, Variable
from exeunt.outcome.stretch import stretch, weeks, written
from exeunt.scenario.finding import find_gate, find_place
from exeunt.scenario.times import Day
from exeunt.wording import OVER_TIME

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from exeunt.outcome.run import Run


def named(run: Run, *, place: str | None = None, gate: str | None = None) -> str:
    """Return what a place or gate that was asked for is called, its id beside it."""
    return run.world.names.coded(_spot(run, place, gate)[1])


def by_day(
    run: Run, *, place: str | None = None, gate: str | None = None, start: Day | None = None, until: Day | None = None
) -> pd.DataFrame:
    """Return one row a day: each variable's median and 90 % band at a place or gate, or arrivals by country."""
    days = stretch(run, start, until)
    columns: dict[str, object] = {"day": written(run)[days]}
    for name, (variable, values) in _columns(run, place, gate).items():
        found = daily_quantiles(run, variable.name, values)[:, days]
        columns |= _three(name, [[whole(number, variable.unit) for number in numbers] for numbers in found])
    return pd.DataFrame(columns)


def by_week(
    run: Run, *, place: str | None = None, gate: str | None = None, start: Day | None = None, until: Day | None = None
) -> pd.DataFrame:
    """Return one row for every seven days from the first: what they come to, as `in_all` has it of the whole period.

    Its days stand in `from` and `until`, both included; the last row may have fewer.
    """
    spans = list(weeks(stretch(run, start, until)))
    days = written(run)
    columns: dict[str, object] = {
        "from": [days[span.start] for span in spans],
        "until": [days[span.stop - 1] for span in spans],
    }
    for name, (variable, values) in _columns(run, place, gate).items():
        found = [_come_to(run, variable, values, span) for span in spans]
        columns |= _three(name, list(zip(*found, strict=True)))
    return pd.DataFrame(columns)


def in_all(
    run: Run, *, place: str | None = None, gate: str | None = None, start: Day | None = None, until: Day | None = None
) -> pd.DataFrame:
    """Return one row a variable over the whole period, or from one day to another, both included.

    Flows are added up, counts are those at the end, lines at their highest.
    """
    days = stretch(run, start, until)
    rows = []
    for name, (variable, values) in _columns(run, place, gate).items():
        median, q05, q95 = _come_to(run, variable, values, days)
        how = OVER_TIME[variable.over_time]
        rows.append(
            {"variable": name, "over_time": how, "unit": variable.unit, "median": median, "q05": q05, "q95": q95}
        )
    return pd.DataFrame(rows)


def _come_to(run: Run, variable: Variable, values: NDArray[np.float64], days: slice) -> Band:
    """Return what some days of each member (member, day) come to, and then the band of that."""
    return whole_band(whole_quantiles(run, variable, values[:, days], first=days.start), variable.unit)


def _three(name: str, numbers: Sequence[object]) -> dict[str, object]:
    """Return the columns of a median and the ends of its band."""
    return dict(zip((name, f"{name}_q05", f"{name}_q95"), numbers, strict=True))


def _columns(run: Run, place: str | None, gate: str | None) -> dict[str, tuple[Variable, NDArray[np.float64]]]:
    """Return the daily variables (member, day) that were asked for."""
    dataset = run.variables
    if place is None and gate is None:
        arrivals = dataset["arrivals"].transpose("country", "member", "time").values.astype(np.float64)
        order = np.argsort(-np.median(arrivals.sum(axis=2), axis=1), kind="stable")
        countries = [str(name) for name in dataset["country"].values]
        return {countries[i]: (BY_NAME["arrivals"], arrivals[i]) for i in order if arrivals[i].any()}
    kind, id_ = _spot(run, place, gate)
    if id_ not in dataset.indexes[kind]:
        raise InputError(f"Nothing is recorded at the {kind} {id_}.")
    return {
        variable.name: (variable, dataset[variable.name].sel({kind: id_}).values.astype(np.float64))
        for variable in VARIABLES
        if variable.dims == ("time", kind) and variable.name in dataset
    }


def _spot(run: Run, place: str | None, gate: str | None) -> tuple[str, str]:
    """Return the kind and the id of what was asked for, however it was spelt."""
    if place is not None and gate is not None:
        raise InputError(Option("place"), " and ", Option("gate"), " cannot be shown at once; choose one.")
    return ("place", find_place(run.world, place)) if place is not None else ("gate", find_gate(run.world, str(gate)))
