"""How a forecast moved when figures were taken in: what is said of tomorrow and of the rest, before and after."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from exeunt.errors import InputError, quoted
from exeunt.outcome.bands import Band
from exeunt.outcome.forecast import whole_quantiles
from exeunt.outcome.layout import BY_NAME
from exeunt.outcome.measures import Numbers
from exeunt.outcome.run import Run
from exeunt.wording import FEW_PEOPLE


def revised(before: Run, after: Run) -> pd.DataFrame:
    """Return the forecasts of two runs of the same days side by side, each a median with its 90 % band.

    Of each country with entries that is no home, largest first: those of the first day that is not known, and of all
    days from then on. Of each gate at which a line stands then: the most people in it on any of these days.

    Returns
    -------
    DataFrame
        `where`, its `name`, `measure`, `from`, `until` (first and last day), and `before`, `after` each with `_q05` and
        `_q95`; no row if the runs end before that day.

    Raises
    ------
    InputError
        If the runs are not of the same days, countries and gates, or the second learned from nothing.

    """
    _require_revision(before, after)
    return pd.DataFrame(list(_rows(before, after)))


def _require_revision(before: Run, after: Run) -> None:
    indexes = [run.variables.indexes for run in (before, after)]
    if any(not indexes[0][kind].equals(indexes[1][kind]) for kind in ("time", "country", "gate")):
        titles = " and ".join(quoted(str(run.manifest["title"])) for run in (before, after))
        raise InputError(
            f"The two runs ({titles}) have different days, countries or gates, so one is no revision of the other; "
            "give a run of the same scenario and days."
        )
    if after.learned_until is None:
        raise InputError(
            "A revision says what figures changed: ask it of the run that knew less, and give the one into which "
            "figures were taken later."
        )


def _rows(before: Run, after: Run) -> Iterator[dict[str, Any]]:
    days = pd.DatetimeIndex(before.variables["time"].values)
    until, names = after.learned_until, after.world.names
    first = 0 if until is None else int((days <= until).sum())
    if first == len(days):
        return
    tomorrow, rest = slice(first, first + 1), slice(first, None)
    one, other = (_values(run, "country_crossings_in") for run in (before, after))
    homes = set(before.world.homes["country"])
    totals = np.median(other[:, rest].sum(axis=1), axis=0)
    for k in np.argsort(-totals, kind="stable"):
        country = str(before.variables["country"].values[k])
        if totals[k] > 0.0 and country not in homes:
            for span in (tomorrow, rest) if len(days[rest]) > 1 else (rest,):
                pair = (
                    whole_quantiles(run, BY_NAME["country_crossings_in"], values[:, span, k], first=first)
                    for run, values in ((before, one), (after, other))
                )
                yield _row(country, names.country(country), "crossings_in", days[span], *pair)
    pairs = [
        whole_quantiles(run, BY_NAME["queue_people"], _values(run, "queue_people")[:, rest], first=first)
        for run in (before, after)
    ]
    longest = pairs[1][0]
    for k in np.argsort(-longest, kind="stable"):
        if longest[k] >= FEW_PEOPLE:
            pair = (found[:, k] for found in pairs)
            gate = str(before.variables["gate"].values[k])
            yield _row(gate, names.gate(gate), "queue_people", days[rest], *pair)


def _values(run: Run, name: str) -> Numbers:
    return np.asarray(run.variables[name].transpose("member", "time", ...).values, np.float64)


def _row(
    where: str, name: str, measure: str, days: pd.DatetimeIndex, before: Numbers, after: Numbers
) -> dict[str, Any]:
    row: dict[str, Any] = {"where": where, "name": name, "measure": measure, "from": days[0], "until": days[-1]}
    for when, found in (("before", Band(*before)), ("after", Band(*after))):
        row |= {when: found.median, f"{when}_q05": found.q05, f"{when}_q95": found.q95}
    return row
