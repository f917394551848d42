"""Who moves where on which day, along the ways of the scenario: what a map that is played shows.

A run keeps who set out from each home, who passed each gate and who arrived in each country, not who did which; what
lies between is estimated as in `legs`, and laid along the quickest links of the scenario, by land where land leads
there. Numbers of a day are means over the members, so that they add up, and stand on the day of arrival.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from exeunt.outcome.forecast import daily_quantiles
from exeunt.outcome.summary import ASSUMED
from exeunt.scenario.links import directed
from exeunt.scenario.rows import pairs, records, rows
from exeunt.scenario.sphere import Numbers, kilometres
from exeunt.show.map.flows import flows
from exeunt.show.map.flows_map import view_of
from exeunt.show.map.globe import Window
from exeunt.show.map.legs import by_region, spread
from exeunt.show.map.over_gates import abroad, by_air, over_gates

if TYPE_CHECKING:
    from exeunt.show.subject import Subject

FINEST = 0.001  # of all who fled: a way of fewer is not drawn
FEWEST = 0.004  # of those who pass a gate: homes of fewer are not followed
AT_GATES = {"line": "queue_people", "vehicles": "queue_vehicles", "km": "queue_km", "wait": "wait_hours"}

Point = tuple[float, float]


@dataclass(frozen=True)
class Way:
    """A link of the scenario that people took, and how many on each day; `gate` is blank where it leads through none.

    `towards` is the country most of them arrive in, `assumed` whether no figure speaks of it.
    """

    id: str
    mode: str
    gate: str
    start: str
    end: str
    towards: str
    assumed: bool
    points: tuple[Point, ...]
    people: Numbers


@dataclass(frozen=True)
class Movement:
    """What the map shows: the ways, and for gates, countries and homes a series a day.

    `gates`: median and band of the line, medians of the rest. `countries`: median and band of the arrivals.
    """

    days: tuple[str, ...]
    view: Window
    ways: tuple[Way, ...]
    gates: tuple[dict[str, Any], ...]
    countries: tuple[dict[str, Any], ...]
    homes: tuple[dict[str, Any], ...]


def movement(subject: Subject) -> Movement:
    """Return the movement of a run."""
    found = flows(subject)
    ways = _Network(subject, found.homes).ways()
    return Movement(
        days=tuple(f"{day:%Y-%m-%d}" for day in subject.days),
        view=view_of(found),
        ways=ways,
        gates=tuple(_gates(subject, found.gates)),
        countries=tuple(_countries(subject, found.countries)),
        homes=tuple(_homes(subject, found.homes)),
    )


def _gates(subject: Subject, gates: pd.DataFrame) -> Iterator[dict[str, Any]]:
    at = {gate: place for place, gate in enumerate(subject.labels("gate"))}
    flown = by_air(subject)
    into = subject.world.names.into
    for row in gates.to_dict("records"):
        place = at.get(str(row["id"]))
        if place is None:
            continue
        median, q05, q95 = daily_quantiles(subject.run, "queue_people", subject.daily("queue_people")[:, :, place])
        series = {
            name: np.median(subject.daily(variable)[:, :, place], axis=0)
            for name, variable in AT_GATES.items()
            if name != "line"
        }
        yield {
            "id": str(row["id"]), "name": subject.names.gate(str(row["id"])), "country": into.get(str(row["id"]), ""),
            "into": subject.names.country(into.get(str(row["id"]), "")), "lon": row["lon"], "lat": row["lat"],
            "air": str(row["id"]) in flown, "line": median, "low": q05, "high": q95, **series,
        }  # fmt: skip


def _countries(subject: Subject, countries: pd.DataFrame) -> Iterator[dict[str, Any]]:
    codes = subject.labels("country")
    for row in countries.to_dict("records"):
        arrivals = subject.daily("arrivals")[:, :, codes.index(str(row["country"]))]
        median, q05, q95 = daily_quantiles(subject.run, "arrivals", arrivals)
        yield {
            "id": str(row["country"]), "name": row["name"], "lon": row["lon"], "lat": row["lat"],
            "assumed": row["basis"] == ASSUMED, "arrivals": row["arrivals"], "q05": row["q05"], "q95": row["q95"],
            "day": median, "low": q05, "high": q95,
        }  # fmt: skip


def _homes(subject: Subject, homes: pd.DataFrame) -> Iterator[dict[str, Any]]:
    at = {place: number for number, place in enumerate(subject.labels("place"))}
    left = subject.daily("departures").mean(axis=0)
    for row in homes.to_dict("records"):
        if row["people"] > 0 and str(row["id"]) in at:
            series = left[:, at[str(row["id"])]]
            yield {"id": str(row["id"]), "name": row["name"], "lon": row["lon"], "lat": row["lat"], "day": series}


@dataclass
class _Network:
    """The links of a scenario, and how many took each on each day towards each country."""

    subject: Subject
    homes: pd.DataFrame
    taken: dict[int, Numbers] = field(default_factory=dict)  # link: (day, country)

    @cached_property
    def links(self) -> pd.DataFrame:
        return directed(self.subject.world.links).reset_index(drop=True)

    @cached_property
    def country(self) -> dict[str, str]:
        return pairs(self.subject.world.places, "id", "country")

    @cached_property
    def abroad(self) -> Numbers:
        """Arrivals (day, country), mean over the members."""
        return np.asarray(self.subject.daily("arrivals").mean(axis=0))

    @cached_property
    def place(self) -> dict[str, int]:
        return {id_: at for at, id_ in enumerate(self.country)}

    def ways(self) -> tuple[Way, ...]:
        """Return the links that enough people took."""
        share = over_gates(self.subject).shares(self.abroad.sum(axis=0))
        ends = self._over_gates(share)
        self._to_gates(share, ends)
        self._elsewhere(share, ends)
        finest = FINEST * float(self.abroad.sum())
        found = [self._way(link, people) for link, people in self.taken.items() if people.sum() > max(finest, 0.5)]
        return tuple(sorted(found, key=lambda way: -float(way.people.sum())))

    def _take(self, link: int, people: Numbers) -> None:
        self.taken[link] = self.taken[link] + people if link in self.taken else people

    def _over_gates(self, share: Numbers) -> dict[int, list[tuple[int, float]]]:
        """Lay arrivals over the links through each gate; return by gate the places these set out from, with a share."""
        gates = {gate: place for place, gate in enumerate(self.subject.labels("gate"))}
        codes = {code: place for place, code in enumerate(self.subject.labels("country"))}
        through: dict[tuple[int, int], list[tuple[int, float]]] = {}
        for link, gate_id, into, seats in rows(abroad(self.subject, self.links), "gate", "into", "seats"):
            if gate_id in gates:
                through.setdefault((gates[gate_id], codes[into]), []).append((link, seats))
        starts: dict[int, dict[int, float]] = {}
        for (gate, code), links in through.items():
            passed = share[gate, code] * self.abroad[:, code]
            whole = sum(seats for _, seats in links)
            if not passed.any() or not whole:
                continue
            for link, seats in links:
                towards = np.zeros_like(self.abroad)
                towards[:, code] = passed * seats / whole
                self._take(link, towards)
                place = self.place[str(self.links.at[link, "from"])]
                of_gate = starts.setdefault(gate, {})
                of_gate[place] = of_gate.get(place, 0.0) + float(towards.sum())
        return {
            gate: [(start, people / sum(found.values())) for start, people in found.items()]
            for gate, found in starts.items()
        }

    def _to_gates(self, share: Numbers, starts: dict[int, list[tuple[int, float]]]) -> None:
        """Lay those who pass a border gate along the quickest links from home; who flies begins at the airport."""
        labels, flown = self.subject.labels("gate"), by_air(self.subject)
        gates = [gate for gate in starts if labels[gate] not in flown]
        within = [self._routes(lambda row: row["gate"] == "" and row["mode"] != "air")]
        within.append(self._routes(lambda row: row["gate"] == ""))
        points = self.subject.world.gates.set_index("id").reindex([labels[gate] for gate in starts])
        known = [gate for gate, at in zip(starts, points["lat"], strict=True) if not pd.isna(at)]
        for homes, part in by_region(self.subject, self.homes) if known else ():
            lon, lat = (points.loc[[labels[gate] for gate in known], axis].to_numpy(float) for axis in ("lon", "lat"))
            km = kilometres(
                homes["lon"].to_numpy(float)[:, np.newaxis], homes["lat"].to_numpy(float)[:, np.newaxis], lon, lat
            )
            found = spread(homes["people"].to_numpy(float), share[known] @ (part * self.abroad.sum(axis=0)), km)
            for column, gate in enumerate(known):
                if gate not in gates or not found[:, column].sum():
                    continue
                passed = self.abroad * part * share[gate]
                of_home = found[:, column] / found[:, column].sum()
                for home, weight in zip(homes["id"].map(str), of_home, strict=True):
                    if weight < FEWEST:
                        continue
                    for start, some in starts[gate]:
                        for link in next(filter(None, (each.path(self.place[home], start) for each in within)), ()):
                            self._take(link, passed * weight * some)

    def _elsewhere(self, share: Numbers, starts: dict[int, list[tuple[int, float]]]) -> None:
        """Lay those who came over no known gate along the quickest links to the nearest place of the country."""
        known = np.zeros_like(share, dtype=np.bool_)
        known[list(starts)] = True
        rest = 1.0 - np.where(known, share, 0.0).sum(axis=0)
        rest[rest < 1e-3] = 0.0
        if not (rest * self.abroad.sum(axis=0)).any() or not len(self.links):
            return
        everywhere = self._routes(lambda row: True)
        set_out = self.homes["people"] / max(float(self.homes["people"].sum()), 1e-9)
        codes = self.subject.labels("country")
        goals = {code: [self.place[id_] for id_, where in self.country.items() if where == code] for code in codes}
        for place, code in enumerate(codes):
            towards = np.zeros_like(self.abroad)
            towards[:, place] = rest[place] * self.abroad[:, place]
            if not towards.any():
                continue
            for home, weight in zip(self.homes["id"].map(str), set_out, strict=True):
                if weight > 0:
                    for link in everywhere.nearest(self.place[home], goals[code]):
                        self._take(link, towards * weight)

    def _routes(self, wanted: Any) -> _Routes:
        return _Routes.over(self.links, self.place, wanted)

    def _way(self, link: int, taken: Numbers) -> Way:
        row = records(self.links.loc[[link]])[0]
        code = self.subject.labels("country")[int(taken.sum(axis=0).argmax())]
        names = self.subject.names
        return Way(
            id=str(row["id"]),
            mode=str(row["mode"]),
            gate=str(row["gate"]),
            start=names.where(str(row["from"])),
            end=names.where(str(row["to"])),
            towards=names.country(code),
            assumed=self.subject.is_assumed(code),
            points=tuple(self._points(row)),
            people=taken.sum(axis=1),
        )

    def _points(self, row: dict[str, Any]) -> Iterator[Point]:
        places = self._located
        yield places[str(row["from"])]
        if row["gate"] in self._gates and row["mode"] != "air":
            yield self._gates[row["gate"]]
        yield places[str(row["to"])]

    @cached_property
    def _located(self) -> dict[str, Point]:
        return _points_of(self.subject.world.places)

    @cached_property
    def _gates(self) -> dict[str, Point]:
        return _points_of(self.subject.world.gates.dropna(subset=["lat", "lon"]))


@dataclass(frozen=True)
class _Routes:
    """The quickest ways between places, by hours."""

    hours: Numbers
    before: Any
    link: dict[tuple[int, int], int]

    @classmethod
    def over(cls, links: pd.DataFrame, place: dict[str, int], wanted: Any) -> _Routes:
        """Look for them over those links that are wanted."""
        best: dict[tuple[int, int], tuple[float, int]] = {}
        for at, row in enumerate(links.to_dict("records")):
            ends = place.get(str(row["from"])), place.get(str(row["to"]))
            if ends[0] is not None and ends[1] is not None and wanted(row):
                hours = float(row["hours"])
                if (ends[0], ends[1]) not in best or hours < best[ends[0], ends[1]][0]:
                    best[ends[0], ends[1]] = hours, at
        ends_of = np.array(list(best), dtype=np.intp).reshape(-1, 2)
        hours_of = np.array([hours for hours, _ in best.values()])
        graph = csr_array((hours_of, (ends_of[:, 0], ends_of[:, 1])), shape=(len(place), len(place)))
        hours, before = dijkstra(graph, return_predecessors=True)
        return cls(hours, before, {ends: at for ends, (_, at) in best.items()})

    def path(self, start: int, end: int) -> list[int]:
        """Return the links from one place to another, the last first; none where no way leads there."""
        found: list[int] = []
        while end != start and np.isfinite(self.hours[start, end]):
            previous = int(self.before[start, end])
            found.append(self.link[previous, end])
            end = previous
        return found

    def nearest(self, start: int, goals: list[int]) -> list[int]:
        """Return the links to the nearest of some places."""
        return self.path(start, goals[int(np.argmin(self.hours[start, goals]))]) if goals else []


def _points_of(table: pd.DataFrame) -> dict[str, Point]:
    columns = (table[name].tolist() for name in ("id", "lon", "lat"))
    return {str(id_): (float(lon), float(lat)) for id_, lon, lat in zip(*columns, strict=True)}
