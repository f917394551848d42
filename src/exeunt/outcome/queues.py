"""The longest lines: at which gate, when, how long, and when each is gone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.asked import table_of
from exeunt.outcome.bands import UNTOLD, Band, band, peak, share, whole, whole_band
from exeunt.outcome.compare import require_pairs, shared, values
from exeunt.outcome.forecast import missed_on, most_of
from exeunt.outcome.layout import BY_NAME
from exeunt.outcome.measures import Numbers
from exeunt.outcome.stretch import written
from exeunt.wording import FEW_PEOPLE

if TYPE_CHECKING:
    from exeunt.outcome.run import Run

NEVER = "not before the end"
PEOPLE, HOURS = "people", "hours"
SMALL_SHARE = 0.05
SIZES = {"people": "queue_people", "vehicles": "queue_vehicles", "km": "queue_km", "hours": "wait_hours"}


def queue_table(run: Run) -> pd.DataFrame:
    """Return each gate's longest line, longest first; gates with fewer than 50 people at the worst are left out.

    `by` is the modes of travel that pass it; with `seats` the line is of those waiting for one (see `of_seats`).
    `people`, `vehicles`, `km` are the mean of each member's worst day, that with most people in line, `hours` the mean
    wait of those who passed on that day, of the members in which anybody did, and of no line for seats: those who pass
    have sat down, and how long they waited for that nobody knows. Medians over members with their 90 % band (`_q05`,
    `_q95`). Longest is the line that is so on average over the members: a gate that holds in half of them and
    breaks down in the others has a median of nobody, and is the one to know of. `date` and `clears` are of the members
    that have a line of 50 people or more: the middle one of their worst days, and the day by which half of them are rid
    of it for good (see `long_line`).
    """
    daily = {size: _daily(run, name) for size, name in SIZES.items()}
    ways, seats, days = _ways(run), of_seats(run), written(run)
    expected = daily[PEOPLE].max(axis=1).mean(axis=0)
    rows: list[tuple[float, dict[str, object]]] = []
    for place, gate in enumerate(map(str, run.variables["gate"].values)):
        if not expected[place] >= FEW_PEOPLE:
            continue
        courses = {size: values[:, :, place] for size, values in daily.items()}
        line = _long_line(run, courses, days, FEW_PEOPLE)
        row: dict[str, object] = {"gate": gate, "name": run.world.names.gate(gate)}
        row |= {"by": ways.get(gate, ""), "seats": gate in seats, "date": line.worst if line else ""}
        for size, found in _bands(run, courses).items():
            told = UNTOLD if size == HOURS and gate in seats else whole_band(found, BY_NAME[SIZES[size]].unit)
            row[size], row[f"{size}_q05"], row[f"{size}_q95"] = told
        row["clears"] = line.gone if line else ""
        rows.append((expected[place], row))
    columns = [
        "gate", "name", "by", "seats", "date",
        *(column for size in SIZES for column in (size, f"{size}_q05", f"{size}_q95")),
        "clears",
    ]  # fmt: skip
    return pd.DataFrame([row for _, row in sorted(rows, key=lambda found: -found[0])], columns=columns)


class LongLine(NamedTuple):
    """A line that reaches some number of people in some of the members, and how it goes in those.

    `members` in how many; `longest` the people on the worst day, `vehicles`, `km` and `hours` those of the same day
    (see `on_worst_day`): median and 90 % band over these members. `worst` is the middle one of their worst days, `gone`
    the day by which half of them are rid of it for good (see `clearing_day`).
    """

    members: int
    longest: Band
    vehicles: Band
    km: Band
    hours: Band
    worst: str
    gone: str


def long_line(run: Run, gate: str, fewest: float = FEW_PEOPLE) -> LongLine | None:
    """Return how the line at a gate goes in the members in which its worst day has `fewest` people or more.

    None if there is no such member. Members without a line have no worst day and no day on which it is gone.
    """
    place = [str(each) for each in run.variables["gate"].values].index(gate)
    courses = {size: _daily(run, name)[:, :, place] for size, name in SIZES.items()}
    return _long_line(run, courses, written(run), fewest)


def _long_line(run: Run, courses: Mapping[str, Numbers], days: list[str], fewest: float) -> LongLine | None:
    long = courses[PEOPLE].max(axis=1) >= fewest
    if not long.any():
        return None
    members = int(long.sum())
    courses = {size: course[long] for size, course in courses.items()}
    sizes = _bands(run, courses)
    # the same member in the middle as that of those who are rid of it, which each is after its worst day
    worst = days[int(_middle(courses[PEOPLE].argmax(axis=1)))]
    gone = _half_by(_cleared(courses[PEOPLE], np.ones(members, np.bool_)), days)
    return LongLine(members, sizes[PEOPLE], sizes["vehicles"], sizes["km"], sizes["hours"], worst, gone)


def on_worst_day(courses: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """Return each size (member) of a line on its member's worst day: the first with most people in it.

    `courses` has the sizes day by day (member, day), as `SIZES` names them. `hours` are the wait of those who passed on
    that day, NaN where nobody did: a wait that is longer on another day is not that of the worst. Who comes where no
    line is on any day waits for none: that is 0, so that all sizes are of the same members.
    """
    worst = courses[PEOPLE].argmax(axis=1)
    sizes = {size: course[np.arange(len(worst)), worst] for size, course in courses.items()}
    return sizes | {HOURS: np.where(sizes[PEOPLE] > 0.0, sizes[HOURS], 0.0)}


def _bands(run: Run, courses: Mapping[str, Numbers]) -> dict[str, Band]:
    """Return the band of each size of a line on its members' worst days, as forecasts miss on those."""
    worst = courses[PEOPLE].argmax(axis=1)
    missed = {size: missed_on(run, name) for size, name in SIZES.items()}
    return {
        size: band(found, None if (by_day := missed[size]) is None else by_day[worst], most_of(run, SIZES[size]))
        for size, found in on_worst_day(courses).items()
    }


def compare_queues(before: Run, after: Run) -> pd.DataFrame:
    """Return what happens to each gate's line and when it clears, in two runs whose members pair.

    The gates that have a line of 50 people or more in either run, those whose line changes most first. In both
    runs (`before_`, `after_`): `people`, the longest line (mean of the worst day) on average over the members;
    `stands`, the share of members in which it reaches 50, NaN of a single member; `clears`, the day by which half
    of these members are rid of it for good (see `clearing_day`), blank where none has it.
    `difference`, `q05`, `q95`: the median and 90 % band of the paired differences in the longest line; `on_average`
    their mean. `days_later`: the median of by how many days it clears later, in members that are rid of it in both.

    Raises
    ------
    InputError
        If the members of the runs do not pair.

    """
    require_pairs(before, after)
    gates = shared(before, after, "gate")
    days = written(before)
    lines = [values(run, "queue_people", "gate", gates) for run in (before, after)]
    ways, seats = _ways(before), of_seats(before) & of_seats(after)
    rows: list[tuple[float, dict[str, object]]] = []
    for place, gate in enumerate(gates):
        courses = [line[:, :, place] for line in lines]
        peaks = [peak(course, axis=1) for course in courses]
        if not max(found.mean() for found in peaks) >= FEW_PEOPLE:
            continue
        difference = whole_band(band(peaks[1] - peaks[0]), PEOPLE)
        row: dict[str, object] = {"gate": gate, "name": before.world.names.gate(gate)}
        row |= {"by": ways.get(gate, ""), "seats": gate in seats}
        cleared = [_cleared(course, longest >= FEW_PEOPLE) for course, longest in zip(courses, peaks, strict=True)]
        for name, longest, clearing in zip(("before", "after"), peaks, cleared, strict=True):
            row[f"{name}_people"] = whole(longest.mean(), PEOPLE)
            row[f"{name}_stands"] = share(longest >= FEW_PEOPLE)
            row[f"{name}_clears"] = _half_by(clearing, days)
        on_average = float((peaks[1] - peaks[0]).mean())
        gone = np.isfinite(cleared[0]) & np.isfinite(cleared[1])
        later = cleared[1][gone] - cleared[0][gone]
        row |= {
            "on_average": whole(on_average, PEOPLE),
            "days_later": float(np.median(later)) if len(later) else np.nan,
        }
        row |= {"difference": difference.median, "q05": difference.q05, "q95": difference.q95}
        rows.append((-abs(on_average), row))
    columns = [
        "gate", "name", "by", "seats", "before_people", "after_people", "on_average", "difference", "q05", "q95",
        "before_stands", "after_stands", "before_clears", "after_clears", "days_later",
    ]  # fmt: skip
    return pd.DataFrame([row for _, row in sorted(rows, key=lambda found: found[0])], columns=columns)


def _cleared(courses: Numbers, stands: NDArray[np.bool_]) -> Numbers:
    """Return the day on which each member's line is gone for good: infinite if never, NaN where none stands."""
    found = np.full(len(courses), np.nan)
    for member in np.flatnonzero(stands):
        day = clearing_day(courses[member])
        found[member] = np.inf if day is None else day
    return found


def _half_by(cleared: Numbers, days: list[str]) -> str:
    standing = cleared[~np.isnan(cleared)]
    if not len(standing):
        return ""
    half = _middle(standing)
    return NEVER if np.isinf(half) else days[int(half)]


def _middle(days: NDArray[Any]) -> float:
    """Return the day by which half have come, the earlier of two in the middle."""
    return float(np.quantile(days, 0.5, method="lower"))


def changing(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `compare_queues` whose line changes by 50 people or more on average over the members."""
    return table[table_of(table, ["on_average"], "compare_queues")["on_average"].abs() >= FEW_PEOPLE]


def clearing_day(course: Numbers) -> int | None:
    """Return the first day from which on a line is gone for good, or None where it stands on the last day.

    It is gone while it is below 5 % of its longest or below 50 people. A line may come back, so the first such day
    would say too little: who is told that it is gone by a day goes on a later one.
    """
    standing = np.flatnonzero(course >= max(FEW_PEOPLE, SMALL_SHARE * course.max()))
    gone = int(standing[-1]) + 1 if len(standing) else 0
    return gone if gone < len(course) else None


def of_seats(run: Run) -> set[str]:
    """Return the gates with a line of those who wait for a seat alone: no vehicle ever stands there, nobody walks."""
    links = run.world.links[run.world.links["gate"] != ""]
    seated = links["seats_per_day"].notna()
    walked = links.loc[~seated & (links["mode"] == "foot"), "gate"]
    driven = run.variables["gate"].values[(_daily(run, "queue_vehicles") > 0.0).any(axis=(0, 1))]
    return set(links.loc[seated, "gate"]) - {*walked, *map(str, driven)}


def _ways(run: Run) -> dict[str, str]:
    links = run.world.links
    modes = links[links["gate"] != ""].groupby("gate")["mode"].unique()
    return {str(gate): "+".join(sorted(found)) for gate, found in modes.items()}


def _daily(run: Run, name: str) -> Numbers:
    return run.variables[name].transpose("member", "time", "gate").values.astype(np.float64)
