"""Evening by evening: what was said of the days after, as a table, and beside what was counted later.

Rows are kept in what was learned and in a run's `run.json`, one row a question:

    evening             members learned from what was known then
    known_until         the last day of which a figure that they learned from counts anything (`run.known_until`)
    about               `tomorrow`, `to the end` (all days since it began, to the month's end), `figure`, or `since`:
                        what a total adds to the one before it
    id, where, measure  of a figure its id; a country, gate or area; what is counted there
    start, end          local time, the end not included
    q05 to q95          quantiles of what would be counted if each member missed it as the model does
                        (`outcome.discrepancy`); the median that of the members
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from exeunt.outcome.targets import is_whole, lie_between
from exeunt.wording import percent, plural

TOMORROW, TO_THE_END, FIGURE, SINCE = "tomorrow", "to the end", "figure", "since"
QUANTILES = {"q05": 0.05, "q25": 0.25, "median": 0.5, "q75": 0.75, "q95": 0.95}
COLUMNS = ["evening", "known_until", "about", "id", "where", "measure", "start", "end", *QUANTILES]
MOMENTS = ("evening", "known_until", "start", "end")


def beside_counts(said: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Return what was said of figures with the `value` that came, and whether it lay `inside90`."""
    counted = observations.set_index("id")[["value", "kind", "unit", "aggregate"]].rename_axis(None)
    rows = said[(said["about"] == FIGURE) & said["id"].isin(counted.index)].join(counted, on="id")
    whole = [is_whole(*told) for told in rows[["unit", "aggregate"]].itertuples(index=False)]
    inside = lie_between(rows["value"], rows["kind"], rows["q05"], rows["q95"], whole)
    return rows.drop(columns=["unit", "aggregate"]).assign(inside90=inside).reset_index(drop=True)


def in_words(beside: pd.DataFrame) -> str:
    """Say how often what was said of figures held."""
    if beside.empty:
        return "No figure came later."
    evenings, figures = beside["evening"].nunique(), beside["id"].nunique()
    return (
        f"On {plural(evenings, 'evening')} {plural(len(beside), 'forecast')} were made of {plural(figures, 'figure')} "
        f"that came later: {percent(float(beside['inside90'].mean()))} of them lie in the 90 % band."
    )


def as_written(said: pd.DataFrame) -> dict[str, list[Any]]:
    """Return rows as JSON has them: a list a column, numbers with as many digits as they can bear."""
    days = {name: [f"{moment.isoformat()}" for moment in said[name]] for name in MOMENTS}
    numbers = {name: [float(f"{number:.5g}") for number in said[name]] for name in QUANTILES}
    return {**{name: said[name].tolist() for name in COLUMNS if name not in (*days, *numbers)}, **days, **numbers}


def as_read(written: Mapping[str, list[Any]]) -> pd.DataFrame:
    """Return rows from what `as_written` gave.

    Rows of before say nothing of `known_until`: their bands were made as if all was known up to the evening.
    """
    told = dict(written)
    table = pd.DataFrame({"known_until": told.get("evening", []), **told}, columns=COLUMNS)
    return table.assign(**{name: pd.to_datetime(table[name]) for name in MOMENTS})
