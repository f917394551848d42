"""The lines of the map: from homes to gates, and from gates to the countries people came to.

A run records who set out from each home, who passed each gate and who arrived in each country, but not who did which.
What lies between is estimated from these margins. Arrivals in a country are split over the gates that lead there from
home by how much their crossings rose, at airports by all crossings since; those of a gate with ways to several
countries by the seats to each. Which homes
they came from is the doubly constrained gravity model of Wilson (1967, *A statistical theory of spatial distribution
models*): both margins hold, and of what is left open the nearer is likelier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from exeunt.outcome.bands import bands
from exeunt.scenario.sphere import Numbers, kilometres

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
    """Return the lines, those of most people first; where people are no more than `estimated` they have no band.

    `homes`: id, name, region, lon, lat, people who set out. `countries`: country, name, basis, lon, lat, arrivals.
    """
    share = gate_shares(subject)  # gate, country
    codes = subject.labels("country")
    median, q05, q95 = bands(subject.daily("arrivals").sum(axis=1))
    gates = _gates(subject)
    rows: list[dict[str, Any]] = []
    for row in countries.to_dict("records"):
        at = codes.index(str(row["country"]))
        end = _Point(str(row["name"]), row["lon"], row["lat"])
        whole = {"people": median[at], "q05": q05[at], "q95": q95[at], "estimated": False, "basis": row["basis"]}
        passed = [(place, share[place, at]) for place in gates if share[place, at] > 0]
        known = sum(part for _, part in passed)
        for place, part in passed:
            rows.append(_leg(gates[place], end, {**whole, **{k: whole[k] * part for k in ("people", "q05", "q95")}}))
        if known < 0.999:  # no gate, or none that lies anywhere
            for start, people in _starts(homes, whole["people"] * (1 - known)):
                rows.append(_leg(start, end, _estimated(people, row["basis"])))
    rows += _to_gates(
        subject, homes, share, gates, {str(row["country"]): str(row["basis"]) for _, row in countries.iterrows()}
    )
    found = pd.DataFrame(rows, columns=COLUMNS)
    finest = FINEST * float(median.sum())
    is_largest = found.groupby("end")["people"].transform("max") == found["people"]
    return found[(found["people"] >= finest) | (is_largest & (found["people"] >= 1))].sort_values(
        "people", ascending=False, ignore_index=True
    )


def gate_shares(subject: Subject) -> Numbers:
    """Return which share of a country's arrivals came over each gate (gate, country); all 0 where no gate leads."""
    weight = _rise(subject)[:, np.newaxis] * _leads(subject)
    total = weight.sum(axis=0)
    return np.asarray(np.divide(weight, total, out=np.zeros_like(weight), where=total > 0))


def spread(set_out: Numbers, passed: Numbers, km: Numbers) -> Numbers:
    """Return how many went from each home over each gate (home, gate), as many over each gate as `passed`."""
    found = np.exp(-km / LENGTH_KM) * set_out[:, np.newaxis]
    wanted = set_out * passed.sum() / set_out.sum() if set_out.sum() > 0 else set_out
    for _ in range(ROUNDS):
        found *= _ratio(wanted, found.sum(axis=1))[:, np.newaxis]
        found *= _ratio(passed, found.sum(axis=0))
    return found


def _to_gates(
    subject: Subject, homes: pd.DataFrame, share: Numbers, gates: dict[int, _Point], basis: dict[str, str]
) -> list[dict[str, Any]]:
    """Return the lines from homes to border gates; who flies sets out at the airport as far as the map goes."""
    codes, air = subject.labels("country"), by_air(subject)
    rows = []
    for region, amounts in by_region(subject):
        start = homes[homes["region"] == region] if region else homes
        start = start[start["people"] > 0]
        if start.empty or not gates:
            continue
        places = list(gates)
        lon, lat = (np.array([getattr(gates[place], axis) for place in places]) for axis in ("lon", "lat"))
        km = kilometres(
            start["lon"].to_numpy(float)[:, np.newaxis], start["lat"].to_numpy(float)[:, np.newaxis], lon, lat
        )
        found = spread(start["people"].to_numpy(float), share[places] @ amounts, km)
        main = {place: codes[int((share[place] * amounts).argmax())] for place in places}
        for home, row in enumerate(start.to_dict("records")):
            point = _Point(str(row["name"]), row["lon"], row["lat"])
            for at, place in enumerate(places):
                if found[home, at] > 0 and subject.labels("gate")[place] not in air:
                    rows.append(_leg(point, gates[place], _estimated(found[home, at], basis.get(main[place], ""))))
    return rows


def by_region(subject: Subject) -> list[tuple[str, Numbers]]:
    """Return the median arrivals (country) by region of origin where the run keeps these, else of all."""
    if "arrivals_by_origin" not in subject.run.dataset:
        return [("", np.median(subject.daily("arrivals").sum(axis=1), axis=0))]
    amounts = np.median(subject.daily("arrivals_by_origin").sum(axis=1), axis=0)
    return [(region, amounts[:, place]) for place, region in enumerate(subject.labels("origin"))]


def _rise(subject: Subject) -> Numbers:
    """Return by how much crossings (gate) rose when the crisis began: all of them where no day before is known.

    By air it is all who passed since: seats are full before and after, and only who sits on them changes.
    """
    gates = subject.world.gates.set_index("id")["country_to"].reindex(subject.labels("gate")).fillna("")
    home = set(subject.world.homes["country"])
    outwards = np.array([country not in home for country in gates], dtype=np.bool_)
    passed = np.where(outwards, subject.daily("crossings_in"), subject.daily("crossings_out")).mean(axis=0)
    before = np.asarray(subject.days < subject.crisis)
    if not before.any() or before.all():
        return np.asarray(passed.sum(axis=0))
    flown = np.isin(subject.labels("gate"), list(by_air(subject)))
    usual = np.where(flown, 0.0, passed[before].mean(axis=0))
    return np.asarray(np.maximum((passed[~before] - usual).sum(axis=0), 0.0))


def _leads(subject: Subject) -> Numbers:
    """Return how much of what passes a gate leads from home to each country (gate, country), by the seats."""
    gates, codes = subject.labels("gate"), subject.labels("country")
    country = dict(zip(subject.world.places["id"], subject.world.places["country"], strict=True))
    home = set(subject.world.homes["country"])
    found = np.zeros((len(gates), len(codes)))
    links = subject.world.links
    for link in links[links["gate"] != ""].to_dict("records"):
        ends = country.get(link["from"], ""), country.get(link["to"], "")
        for start, end in (ends, ends[::-1]) if link["both_ways"] else (ends,):
            if start in home and end not in home and end in codes and link["gate"] in gates:
                seats = 1.0 if pd.isna(link["seats_per_day"]) else float(link["seats_per_day"])
                found[gates.index(link["gate"]), codes.index(end)] += seats
    total = found.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(found, total, out=np.zeros_like(found), where=total > 0))


def _gates(subject: Subject) -> dict[int, _Point]:
    """Return where the gates lie, by their place in the run; those without coordinates are left out."""
    at = {gate: place for place, gate in enumerate(subject.labels("gate"))}
    known = subject.world.gates.dropna(subset=["lat", "lon"])
    return {
        at[str(row["id"])]: _Point(subject.names.gate_into(str(row["id"])), float(row["lon"]), float(row["lat"]))
        for row in known.to_dict("records")
        if str(row["id"]) in at
    }


def by_air(subject: Subject) -> set[str]:
    """Return the gates that are passed by air alone."""
    links = subject.world.links
    return set(links.loc[links["mode"] == "air", "gate"]) - set(links.loc[links["mode"] != "air", "gate"])


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


def _ratio(wanted: Numbers, found: Numbers) -> Numbers:
    return np.asarray(np.divide(wanted, found, out=np.zeros_like(found), where=found > 0))
