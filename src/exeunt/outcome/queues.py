"""The longest lines: at which gate, when, how long, and when each is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from exeunt.outcome.bands import band, bands, peak
from exeunt.outcome.measures import Numbers

if TYPE_CHECKING:
    from exeunt.outcome.outcome import Outcome

NEVER = "not before the end"
FEW_PEOPLE = 50.0
SMALL_SHARE = 0.05
SIZES = {"people": "queue_people", "vehicles": "queue_vehicles", "km": "queue_km", "hours": "wait_hours"}


def queue_table(outcome: Outcome, *, fewest: float = FEW_PEOPLE) -> pd.DataFrame:
    """Return each gate's longest line, longest first; gates with fewer people in line at the worst are left out.

    `by` is the modes of travel that pass it; by air the line is of those waiting for a seat. `people`, `vehicles`,
    `km` are the mean of the worst day, `hours` the mean wait of those who passed on the worst day for that: medians
    over members with their 90 % band (`_q05`, `_q95`). `date` is the day on which the line of the median member was
    longest; `clears` the first day after it on which the median line is below 5 % of the median peak or below 50
    people.
    """
    days = np.datetime_as_string(outcome.dataset["time"].values, unit="D")
    peaks = {size: peak(_daily(outcome, name), axis=1) for size, name in SIZES.items() if name in outcome.dataset}
    people = _daily(outcome, "queue_people")
    ways = _ways(outcome)
    rows = []
    for place, gate in enumerate(map(str, outcome.dataset["gate"].values)):
        longest = band(peaks["people"][:, place]).median
        if not longest >= fewest:
            continue
        day = worst_day(people[:, :, place])
        row: dict[str, object] = {"gate": gate, "by": ways.get(gate, ""), "date": str(days[day])}
        for size, values in peaks.items():
            row[size], row[f"{size}_q05"], row[f"{size}_q95"] = band(values[:, place])
        cleared = clearing_day(bands(people[:, :, place])[0], day, longest)
        row["clears"] = NEVER if cleared is None else str(days[cleared])
        rows.append(row)
    columns = [
        "gate", "by", "date",
        *(column for size in SIZES for column in (size, f"{size}_q05", f"{size}_q95")),
        "clears",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["people", "gate"], ascending=[False, True], ignore_index=True)


def worst_day(people: Numbers) -> int:
    """Return the day on which the line was longest in the member whose longest line is the median one."""
    longest = people.max(axis=1)
    middle = int(np.argsort(longest, kind="stable")[(len(longest) - 1) // 2])
    return int(people[middle].argmax())


def clearing_day(median: Numbers, worst: int, longest: float) -> int | None:
    """Return the first day after the worst on which the median line is gone, or None."""
    gone = np.flatnonzero(median[worst + 1 :] < max(FEW_PEOPLE, SMALL_SHARE * longest))
    return worst + 1 + int(gone[0]) if len(gone) else None


def _ways(outcome: Outcome) -> dict[str, str]:
    links = outcome.world.links
    modes = links[links["gate"] != ""].groupby("gate")["mode"].unique()
    return {str(gate): "+".join(sorted(found)) for gate, found in modes.items()}


def _daily(outcome: Outcome, name: str) -> Numbers:
    return outcome.dataset[name].transpose("member", "time", "gate").values.astype(np.float64)
