"""Who went where, as points and lines: homes, gates, countries, and how many people between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from exeunt.outcome.queues import NEVER
from exeunt.outcome.summary import ASSUMED
from exeunt.show.map.globe import centre
from exeunt.show.map.legs import legs

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

ELSEWHERE = "elsewhere"  # as a run calls the homes that no region has


@dataclass(frozen=True)
class Flows:
    """What the map shows.

    `lines`: from homes to gates and on to countries, people (median and band), both ends. `countries`: where a line
    ends. `gates`: the worst queue of each gate. `homes`: how many set out.
    """

    lines: pd.DataFrame
    countries: pd.DataFrame
    gates: pd.DataFrame
    homes: pd.DataFrame

    @property
    def kinds(self) -> frozenset[str]:
        """What is drawn, and so must be explained: lines of either basis, gates, airports, homes."""
        lines = {"assumed" if basis == ASSUMED else "counted" for basis in self.lines["basis"]}
        gates = {"airport" if by == "air" else "gate" for by in self.gates["by"]}
        set_out = self.homes[self.homes["people"] > 0].dropna(subset=["lat", "lon"])
        return frozenset(lines | gates | ({"home"} if len(set_out) else set()))


def flows(subject: Subject) -> Flows:
    """Return the flows of a run."""
    homes = _homes(subject)
    countries = _countries(subject)
    return Flows(legs(subject, homes, countries), countries, _gates(subject), homes)


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
    frame["region"] = [
        region.get(str(i), region.get(str(a), ELSEWHERE)) for i, a in zip(frame["id"], codes, strict=True)
    ]
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
        rows.append({**row, "lon": lon, "lat": lat})
    columns = [*subject.table.columns, "lon", "lat"]
    return pd.DataFrame(rows, columns=columns)


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
