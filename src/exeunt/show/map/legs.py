"""The lines of the map: from homes to gates, and from gates to the countries people came to.

A run records who set out from each home, who passed each gate and who arrived in each country, but not who did which.
What lies between is estimated from these margins: how many came over each gate as `over_gates` says, in every member by
itself, so that a line has the median and the band of its members as every number has. Which homes they came from is the
doubly constrained gravity model of Wilson (1967, *A statistical theory of spatial distribution models*): both margins
hold, and of what is left open the nearer is likelier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from exeunt.outcome.bands import QUANTILES, quantiles
from exeunt.outcome.forecast import missed_over, most_of
from exeunt.outcome.layout import BY_NAME
from exeunt.scenario.sphere import Numbers, kilometres
from exeunt.show.map.over_gates import by_air, over_gates, ratio

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

LENGTH_KM = 1000.0  # how far it takes for a home to count e times less
ROUNDS = 60
FINEST = 0.003  # of all who fled: a line of fewer is not drawn
COLUMNS = ["start", "end", "people", "q05", "q95", "estimated", "basis", "lon", "lat", "to_lon", "to_lat"]


class _Point(NamedTuple):
    name: str
    lon: float
    lat: float


def legs(subject: Subject, homes: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    """Return the lines, those of most people first; those from homes, all of them `estimated`, have no band.

    `homes`: id, name, region, lon, lat, people who set out. `countries`: country, name, basis, lon, lat, arrivals.
    """
    over = over_gates(subject)
    codes = subject.labels("country")
    fled = subject.daily("arrivals").sum(axis=1)  # (member, country)
    missed = missed_over(subject.run, BY_NAME["arrivals"], subject.daily("arrivals"))
    by_member = None if missed is None else missed[:, np.newaxis]
    median, q05, q95 = quantiles(over.people, QUANTILES, by_member, most_of(subject.run, "arrivals"))
    gates = _gates(subject)
    basis = {str(row["country"]): str(row["basis"]) for row in countries.to_dict("records")}
    rows: list[dict[str, Any]] = []
    for row in countries.to_dict("records"):
        at = codes.index(str(row["country"]))
        end = _Point(str(row["name"]), row["lon"], row["lat"])
        for place in gates:
            if median[place, at] > 0:
                told = {"people": median[place, at], "q05": q05[place, at], "q95": q95[place, at]}
                is_estimated = bool(over.is_estimated[place, at])
                rows.append(_leg(gates[place], end, {**told, "estimated": is_estimated, "basis": row["basis"]}))
        elsewhere = float(np.median(fled[:, at] - over.people[:, list(gates), at].sum(axis=1)))
        if elsewhere >= 1:  # over no gate, or none that lies anywhere
            for start, people in _starts(homes, elsewhere):
                rows.append(_leg(start, end, _estimated(people, row["basis"])))
    rows += _to_gates(subject, homes, median, gates, basis)
    found = pd.DataFrame(rows, columns=COLUMNS)
    finest = FINEST * float(np.median(fled, axis=0).sum())
    is_largest = found.groupby("end")["people"].transform("max") == found["people"]
    return found[(found["people"] >= finest) | (is_largest & (found["people"] >= 1))].sort_values(
        "people", ascending=False, ignore_index=True
    )


def spread(set_out: Numbers, passed: Numbers, km: Numbers) -> Numbers:
    """Return how many went from each home over each gate (home, gate), as many over each gate as `passed`."""
    found = np.exp(-km / LENGTH_KM) * set_out[:, np.newaxis]
    wanted = set_out * passed.sum() / set_out.sum() if set_out.sum() > 0 else set_out
    for _ in range(ROUNDS):
        found *= ratio(wanted, found.sum(axis=1))[:, np.newaxis]
        found *= ratio(passed, found.sum(axis=0))
    return found


def by_region(subject: Subject, homes: pd.DataFrame) -> list[tuple[pd.DataFrame, Numbers]]:
    """Return the homes of each region of origin where anybody set out, and its part of each country's arrivals.

    Where the run does not keep from which region people came, all homes are one.
    """
    homes = homes[homes["people"] > 0]
    arrived = subject.daily("arrivals").sum(axis=(0, 1))
    if "arrivals_by_origin" not in subject.run.variables:
        return [(homes, np.ones_like(arrived))] if len(homes) else []
    came = subject.daily("arrivals_by_origin").sum(axis=(0, 1))  # (country, origin)
    parts = ratio(came, arrived[:, np.newaxis])
    found = (
        (homes[homes["region"] == region], part) for region, part in zip(subject.labels("origin"), parts.T, strict=True)
    )
    return [(some, part) for some, part in found if len(some)]


def _to_gates(
    subject: Subject, homes: pd.DataFrame, passed: Numbers, gates: dict[int, _Point], basis: dict[str, str]
) -> list[dict[str, Any]]:
    """Return the lines from homes to border gates, which as many passed (gate, country).

    Who flies sets out at the airport as far as the map goes.
    """
    codes, air = subject.labels("country"), by_air(subject)
    places = list(gates)
    lon, lat = (np.array([getattr(gates[place], axis) for place in places]) for axis in ("lon", "lat"))
    main = {place: codes[int(passed[place].argmax())] for place in places}
    by_land = [gate not in air for gate in subject.labels("gate")]
    rows = []
    for some, part in by_region(subject, homes) if places else ():
        km = kilometres(
            some["lon"].to_numpy(float)[:, np.newaxis], some["lat"].to_numpy(float)[:, np.newaxis], lon, lat
        )
        found = spread(some["people"].to_numpy(float), passed[places] @ part, km)
        for home, row in enumerate(some.to_dict("records")):
            point = _Point(str(row["name"]), row["lon"], row["lat"])
            for at, place in enumerate(places):
                if found[home, at] > 0 and by_land[place]:
                    rows.append(_leg(point, gates[place], _estimated(found[home, at], basis.get(main[place], ""))))
    return rows


def _gates(subject: Subject) -> dict[int, _Point]:
    """Return where the gates lie, by their place in the run; those without coordinates are left out."""
    at = {gate: place for place, gate in enumerate(subject.labels("gate"))}
    known = subject.world.gates.dropna(subset=["lat", "lon"])
    return {
        at[str(row["id"])]: _Point(subject.names.gate_into(str(row["id"])), float(row["lon"]), float(row["lat"]))
        for row in known.to_dict("records")
        if str(row["id"]) in at
    }


def _starts(homes: pd.DataFrame, people: float) -> list[tuple[_Point, float]]:
    """Return the homes with the share of `people` that set out from each."""
    total = float(homes["people"].sum())
    return [
        (_Point(str(row["name"]), row["lon"], row["lat"]), people * row["people"] / total)
        for row in homes.to_dict("records")
        if row["people"] > 0
    ]


def _estimated(people: float, basis: str) -> dict[str, Any]:
    return {"people": people, "q05": np.nan, "q95": np.nan, "estimated": True, "basis": basis}


def _leg(start: _Point, end: _Point, told: dict[str, Any]) -> dict[str, Any]:
    ends = {"lon": start.lon, "lat": start.lat, "to_lon": end.lon, "to_lat": end.lat}
    return {"start": start.name, "end": end.name, **told, **ends}
