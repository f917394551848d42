"""Paired differences of two runs: the same members, the same luck, another world."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from exeunt.errors import InputError
from exeunt.outcome.bands import band, peak
from exeunt.outcome.measures import Numbers

if TYPE_CHECKING:
    from exeunt.outcome.outcome import Outcome

TOTALS = {
    "country": ("arrivals", "country_crossings_in", "country_crossings_out"),
    "gate": ("crossings_in", "crossings_out"),
}
PEAKS = {"gate": ("queue_people", "queue_vehicles", "queue_km", "wait_hours")}
COLUMNS = ("kind", "id", "variable", "over_time", "unit", "before", "after", "difference", "q05", "q95")


def compare(before: Outcome, after: Outcome) -> pd.DataFrame:
    """Return what changes from one run to another, `after` less `before`.

    Flows are added up over the period, lines and waits taken at their highest day. `difference`, `q05` and `q95` are
    the median and the 90 % band of the differences member by member, which share their luck; the difference of the
    medians may be another number. Countries and gates that only one of the runs has are left out.
    """
    _require_pairs(before, after)
    rows = [
        row
        for kinds, over_time in ((TOTALS, "sum"), (PEAKS, "max"))
        for kind, names in kinds.items()
        for name in names
        for row in _rows(before, after, kind, name, over_time)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _require_pairs(before: Outcome, after: Outcome) -> None:
    for key, what in (
        ("seed", "seeds"),
        ("members", "numbers of members"),
        ("mean", "ways to draw (--mean)"),
        ("period", "periods"),
    ):
        ours, theirs = before.manifest[key], after.manifest[key]
        if ours != theirs:
            raise InputError(
                f"The two runs have different {what} ({_say(ours)} and {_say(theirs)}), so their members do not "
                f"pair; run one of them again like the other."
            )


def _rows(before: Outcome, after: Outcome, kind: str, name: str, over_time: str) -> list[dict[str, object]]:
    ids = [id_ for id_ in before.dataset.indexes[kind] if id_ in after.dataset.indexes[kind]]
    ours, theirs = (_over_time(run, kind, name, ids, over_time) for run in (before, after))
    rows = []
    for place, id_ in enumerate(ids):
        difference = band(theirs[:, place] - ours[:, place])
        rows.append(
            {
                "kind": kind,
                "id": id_,
                "variable": name,
                "over_time": over_time,
                "unit": before.dataset[name].attrs["units"],
                "before": band(ours[:, place]).median,
                "after": band(theirs[:, place]).median,
                "difference": difference.median,
                "q05": difference.q05,
                "q95": difference.q95,
            }
        )
    return rows


def _over_time(run: Outcome, kind: str, name: str, ids: list[str], over_time: str) -> Numbers:
    values = run.dataset[name].sel({kind: ids}).values
    return np.asarray(values.sum(axis=1) if over_time == "sum" else peak(values, axis=1), dtype=np.float64)


def _say(value: object) -> str:
    if isinstance(value, dict):
        return f"{value['days']} days from {value['first_day']}, ticks of {value['tick_hours']} h"
    return str(value)
