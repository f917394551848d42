"""A run as forecast hubs take it: model output of the hubverse, a row for each quantile of a number on a day.

The format is that of https://docs.hubverse.io ("model output"). Only days from the reference date on are told: before
it nothing is forecast.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from exeunt.errors import InputError
from exeunt.outcome.forecast import daily_quantiles
from exeunt.outcome.layout import Variable

if TYPE_CHECKING:
    from exeunt.outcome.run import Run

# The levels that forecast hubs ask for: of the COVID-19, influenza and RSV hubs, among others.
LEVELS = (0.01, 0.025, *(round(0.05 * step, 2) for step in range(1, 20)), 0.975, 0.99)
# Which share of the members lies beyond a level, on the side where there are fewer.
BEYOND = np.array([round(min(level, 1 - level), 3) for level in LEVELS])


def model_output(run: Run, variables: Iterable[Variable]) -> pd.DataFrame:
    """Return a row for each variable, day from the reference date on, id and quantile level that members tell.

    A level is told where at least one member lies beyond it: 100 members tell all 23, 40 all but the outermost two.

    Raises
    ------
    InputError
        If the run has no quantiles, or ends before the reference date.

    """
    if not run.has_band:
        raise InputError(
            f"Forecast hubs take quantiles, and {run.course_in_words} has none."
            " Run at least 2 members; 100 tell all levels that hubs ask for."
        )
    known, days = reference_date(run), pd.DatetimeIndex(run.variables.indexes["time"])
    if days[-1] < known:
        raise InputError(
            f"The run ends on {days[-1]:%Y-%m-%d}, before {known:%Y-%m-%d}, until when things are known: it forecasts "
            "nothing. Let the scenario run on: set days in scenario.toml."
        )
    return pd.concat([_rows(run, variable, known) for variable in variables], ignore_index=True)


def reference_date(run: Run) -> pd.Timestamp:
    """Return until when things are known to a run: what its members learned from, else what its scenario knew.

    That is its first day where it looks at everything that is known today.
    """
    told = run.learned_until or run.manifest.get("as_of") or run.manifest["period"]["first_day"]
    return pd.Timestamp(told)


def _rows(run: Run, variable: Variable, known: pd.Timestamp) -> pd.DataFrame:
    days = pd.DatetimeIndex(run.variables.indexes["time"])
    forecast = days >= known
    values = run.variables[variable.name].transpose("member", *variable.dims).values[:, forecast]
    speaking = (~np.isnan(values)).sum(axis=0)
    day, at, level = np.nonzero(speaking[..., np.newaxis] * BEYOND >= 1)
    horizons = (days[forecast] - known).days.to_numpy()
    return pd.DataFrame(
        {
            "reference_date": f"{known:%Y-%m-%d}",
            "target": variable.name,
            "horizon": horizons[day],
            "target_end_date": np.datetime_as_string(days[forecast].to_numpy(), unit="D")[day],
            "location": run.variables.indexes[variable.dims[1]].to_numpy()[at],
            "output_type": "quantile",
            "output_type_id": np.array(LEVELS)[level],
            "value": daily_quantiles(run, variable.name, values, LEVELS, moments=days[forecast])[level, day, at],
        }
    )
