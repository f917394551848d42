"""Who went where, as points and lines: homes, gates, countries, and how many people between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from exeunt.outcome.bands import bands
from exeunt.outcome.queues import NEVER
from exeunt.show.map.globe import centre

if TYPE_CHECKING:
    from exeunt.show.subject import Subject


@dataclass(frozen=True)
class Flows:
    """What the map shows.

    `lines`: origin, country, people (median and band), both ends. `countries`: where a line ends. `gates`: the worst
    queue of each gate. `homes`: how many set out.
    """

    lines: pd.DataFrame
    countries: pd.DataFrame
    gates: pd.DataFrame
    homes: pd.DataFrame


def flows(subject: Subject) -> Flows:
    """Return the flows of a run."""
    homes = _homes(subject)
    countries = _countries(subject)
    return Flows(_lines(subject, homes, countries), countries, _gates(subject), homes)


def _homes(subject: Subject) -> pd.DataFrame:
    homes = subject.world.homes
    where = subject.labels("place")
    left = np.median(subject.daily("departures").sum(axis=1), axis=0)
    people = dict(zip(where, left, strict=True))
    region = {id_: name for name, ids in subject.world.settings.origins.items() for id_ in ids}
    frame = homes[["id", "name", "country", "lat", "lon"]].reset_index(drop=True)
    frame["people"] = [float(people.get(str(id_), 0.0)) for id_ in frame["id"]]
    # a region is named by its places or by their administrative codes
    codes = homes["admin"].tolist() if "admin" in homes else [""] * len(homes)
    frame["region"] = [region.get(str(i), region.get(str(a), "")) for i, a in zip(frame["id"], codes, strict=True)]
    return frame


def _countries(subject: Subject) -> pd.DataFrame:
    """Return where in each country people are at the end: there its line ends."""
    stock = dict(zip(subject.labels("place"), np.median(subject.daily("stock")[:, -1], axis=0), strict=True))
    places = subject.world.places
    rows = []
    for row in subject.table.to_dict("records"):
        there = places[places["country"] == row["country"]]
        weight = np.array([float(stock.get(str(id_), 0.0)) for id_ in there["id"]])
        lon, lat = centre(there["lon"].to_numpy(float), there["lat"].to_numpy(float), weight)
        rows.append({**row, "lon": lon, "lat": lat, "name": subject.names.country(str(row["country"]))})
    columns = [*subject.table.columns, "lon", "lat", "name"]
    return pd.DataFrame(rows, columns=columns)


def _lines(subject: Subject, homes: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    regions = subject.labels("origin") if "arrivals_by_origin" in subject.outcome.dataset else []
    if regions:
        amounts = subject.daily("arrivals_by_origin").sum(axis=1)  # member, country, origin
    else:
        regions, amounts = [subject.origins], subject.daily("arrivals").sum(axis=1)[:, :, np.newaxis]
    median, q05, q95 = bands(amounts)
    at = {code: place for place, code in enumerate(subject.labels("country"))}
    rows = []
    for place, region in enumerate(regions):
        start = homes[homes["region"] == region] if len(regions) > 1 else homes
        lon, lat = centre(start["lon"].to_numpy(float), start["lat"].to_numpy(float), start["people"].to_numpy(float))
        for _, end in countries.iterrows():
            cell = (at[str(end["country"])], place)
            row = {"origin": region, "country": end["country"], "name": end["name"], "basis": end["basis"]}
            row |= {"people": median[cell], "q05": q05[cell], "q95": q95[cell]}
            rows.append({**row, "lon": lon, "lat": lat, "to_lon": end["lon"], "to_lat": end["lat"]})
    columns = ["origin", "country", "name", "basis", "people", "q05", "q95", "lon", "lat", "to_lon", "to_lat"]
    return pd.DataFrame(rows, columns=columns).sort_values("people", ascending=False, ignore_index=True)


def _gates(subject: Subject) -> pd.DataFrame:
    """Return every gate where the map can show it, with its worst queue if it had one."""
    gates = subject.world.gates[["id", "lat", "lon"]].dropna().reset_index(drop=True)
    gates["name"] = [subject.names.gate_into(str(id_)) for id_ in gates["id"]]
    queues = {str(row["gate"]): row for row in subject.queues.to_dict("records")}
    for column in ("people", "people_q05", "people_q95", "vehicles", "hours"):
        gates[column] = [float(queues[id_][column]) if id_ in queues else 0.0 for id_ in gates["id"]]
    for column in ("date", "clears", "by"):
        gates[column] = [str(queues[id_][column]) if id_ in queues else "" for id_ in gates["id"]]
    gates["clears"] = gates["clears"].replace(NEVER, "not in this run")
    return gates
