"""Paired differences of two runs: the same members, the same luck, another world."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from exeunt.errors import InputError
from exeunt.outcome.bands import band, bands, peak
from exeunt.outcome.days import find_country, find_gate, find_place
from exeunt.outcome.layout import VARIABLES
from exeunt.outcome.measures import Numbers

if TYPE_CHECKING:
    from exeunt.outcome.outcome import Outcome

WHOLE = "all"  # the kind and the id of a sum over all countries or places
ADDED_UP = ("departures", "arrivals", "drafted", "returned")
TOTALS = {
    "country": ("arrivals", "country_crossings_in", "country_crossings_out"),
    "gate": ("crossings_in", "crossings_out"),
}
PEAKS = {"gate": ("queue_people", "queue_vehicles", "queue_km", "wait_hours")}
PLACE = ("departures", "stock", "drafted", "returned")
OVER_TIME = {"sum": "sum", "mean": "max", "last": "last"}
COLUMNS = ("kind", "id", "variable", "over_time", "unit", "before", "after", "difference", "q05", "q95")
DAY_COLUMNS = ("kind", "id", "variable", "day", "unit", "before", "after", "difference", "q05", "q95")


@dataclass(frozen=True)
class _Series:
    """One variable at one spot in both runs, as (member, day)."""

    kind: str
    id: str
    variable: str
    over_time: str
    before: Numbers
    after: Numbers


def compare(
    before: Outcome,
    after: Outcome,
    *,
    by: Literal["day"] | None = None,
    country: Sequence[str] = (),
    gate: Sequence[str] = (),
    place: Sequence[str] = (),
) -> pd.DataFrame:
    """Return what changes from one run to another, `after` less `before`.

    Flows are added up over the period, lines and waits taken at their highest day, people present at its end. With
    `by="day"` there is a row for each day instead. `difference`, `q05` and `q95` are the median and the 90 % band of
    the differences member by member, which share their luck; the difference of the medians may be another number.

    Without `country`, `gate` and `place` the table has what all come to (kind `all`: departures, arrivals abroad,
    called up, returned), each country and each gate; with them, only those that are named. Countries, gates and
    places that only one of the runs has are left out.

    Raises
    ------
    InputError
        If the members of the runs do not pair, or if something named is in neither of the runs or only in one.

    """
    require_pairs(before, after)
    series = _named(before, after, country, gate, place) if country or gate or place else _everything(before, after)
    if by == "day":
        days = [str(day) for day in np.datetime_as_string(before.dataset["time"].values, unit="D")]
        rows = [row for each in series for row in _daily(each, days)]
        return pd.DataFrame(rows, columns=list(DAY_COLUMNS))
    return pd.DataFrame([_row(each) for each in series], columns=list(COLUMNS))


def require_pairs(before: Outcome, after: Outcome) -> None:
    """Refuse two runs whose members do not share their luck, day by day.

    Raises
    ------
    InputError
        If they differ in seed, number of members, `--mean` or period.

    """
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


def shared(before: Outcome, after: Outcome, kind: str) -> list[str]:
    """Return the ids of a kind that both runs have, in the order of the first."""
    theirs = set(after.dataset.indexes[kind])
    return [str(id_) for id_ in before.dataset.indexes[kind] if id_ in theirs]


def values(run: Outcome, name: str, kind: str, ids: list[str]) -> Numbers:
    """Return a daily variable as (member, day, id)."""
    chosen = run.dataset[name].sel({kind: ids}).transpose("member", "time", kind)
    return np.asarray(chosen.values, dtype=np.float64)


def _everything(before: Outcome, after: Outcome) -> Iterator[_Series]:
    for name in ADDED_UP:
        ours, theirs = (
            np.asarray(run.dataset[name].transpose("member", "time", ...).values.sum(axis=2), dtype=np.float64)
            for run in (before, after)
        )
        yield _Series(WHOLE, WHOLE, name, "sum", ours, theirs)
    for kinds, over_time in ((TOTALS, "sum"), (PEAKS, "max")):
        for kind, names in kinds.items():
            for name in names:
                yield from _of_kind(before, after, kind, name, over_time, shared(before, after, kind))


def _named(
    before: Outcome, after: Outcome, countries: Sequence[str], gates: Sequence[str], places: Sequence[str]
) -> Iterator[_Series]:
    wanted = {
        "country": [find_country(before, name) for name in countries],
        "gate": [find_gate(before, name) for name in gates],
        "place": [find_place(before, name) for name in places],
    }
    names = {
        "country": TOTALS["country"],
        "gate": (*TOTALS["gate"], *PEAKS["gate"]),
        "place": PLACE,
    }
    how = {variable.name: OVER_TIME[variable.over_time] for variable in VARIABLES}
    for kind, ids in wanted.items():
        both = shared(before, after, kind)
        for id_ in dict.fromkeys(ids):
            if id_ not in both:
                raise InputError(f"Only one of the runs has the {kind} {id_}, so nothing can be compared there.")
            for name in names[kind]:
                yield from _of_kind(before, after, kind, name, how[name], [id_])


def _of_kind(
    before: Outcome, after: Outcome, kind: str, name: str, over_time: str, ids: list[str]
) -> Iterator[_Series]:
    ours, theirs = (values(run, name, kind, ids) for run in (before, after))
    for place, id_ in enumerate(ids):
        yield _Series(kind, id_, name, over_time, ours[:, :, place], theirs[:, :, place])


def _row(series: _Series) -> dict[str, object]:
    ours, theirs = (_over_time(each, series.over_time) for each in (series.before, series.after))
    difference = band(theirs - ours)
    return {
        **_head(series),
        "over_time": series.over_time,
        "before": band(ours).median,
        "after": band(theirs).median,
        "difference": difference.median,
        "q05": difference.q05,
        "q95": difference.q95,
    }


def _daily(series: _Series, days: Sequence[str]) -> Iterator[dict[str, object]]:
    ours, theirs = bands(series.before)[0], bands(series.after)[0]
    difference, q05, q95 = bands(series.after - series.before)
    head = _head(series)
    for n, day in enumerate(days):
        numbers = {"before": ours[n], "after": theirs[n], "difference": difference[n], "q05": q05[n], "q95": q95[n]}
        yield {**head, "day": day, **numbers}


def _head(series: _Series) -> dict[str, object]:
    unit = next(variable.unit for variable in VARIABLES if variable.name == series.variable)
    return {"kind": series.kind, "id": series.id, "variable": series.variable, "unit": unit}


def _over_time(daily: Numbers, how: str) -> Numbers:
    if how == "last":
        return daily[:, -1]
    return daily.sum(axis=1) if how == "sum" else peak(daily, axis=1)


def _say(value: object) -> str:
    if isinstance(value, dict):
        return f"{value['days']} days from {value['first_day']}, ticks of {value['tick_hours']} h"
    return str(value)
