"""The crossings where roads leave the country."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from exeunt.atlas.roads import Road
from exeunt.atlas.towns import Places
from exeunt.scenario.assembled import Row
from exeunt.scenario.sphere import kilometres

ONE_GATE_KM = 30.0  # crossings into one country that are nearer to each other are one
PEOPLE_PER_DAY = 5_000  # what is assumed to be let through, with the spread below (standard deviation of its logarithm)
SPREAD, SPREAD_OF_COUNTRY = 1.0, 0.5


@dataclass(frozen=True)
class Gate:
    """A crossing into a neighbour; `roads` are the positions of the roads that lead over it."""

    id: str
    name: str
    lon: float
    lat: float
    country: str
    roads: tuple[int, ...]


def gates_of(roads: Sequence[Road], places: Places) -> list[Gate]:
    """Put a gate where roads cross the border, one for those that cross near each other into one country."""
    groups: list[list[int]] = []
    for i, road in enumerate(roads):
        if road.crossing:
            near = next((group for group in groups if _is_near(road, roads[group[0]], places)), None)
            if near is None:
                groups.append([i])
            else:
                near.append(i)
    return list(_gates(groups, roads, places))


def _is_near(road: Road, other: Road, places: Places) -> bool:
    assert road.crossing is not None
    assert other.crossing is not None
    if places.towns[road.end].country != places.towns[other.end].country:
        return False
    points = [np.array([value]) for value in (*road.crossing, *other.crossing)]
    return float(kilometres(*points)[0]) < ONE_GATE_KM


def _gates(groups: Sequence[Sequence[int]], roads: Sequence[Road], places: Places) -> Iterator[Gate]:
    number: dict[str, int] = {}
    for group in groups:
        shortest = min(group, key=lambda i: roads[i].km)
        road = roads[shortest]
        assert road.crossing is not None
        country = places.towns[road.end].country
        number[country] = number.get(country, 0) + 1
        yield Gate(
            id=f"{places.country.code}-{country}-{number[country]}",
            name=f"{places.towns[road.start].name} – {places.towns[road.end].name}",
            lon=road.crossing[0],
            lat=road.crossing[1],
            country=country,
            roads=tuple(group),
        )


def gate_rows(gates: Sequence[Gate], country: str) -> Iterator[Row]:
    """Yield the rows of `gates`."""
    for gate in gates:
        yield {
            "id": gate.id,
            "name": gate.name,
            "lat": round(gate.lat, 3),
            "lon": round(gate.lon, 3),
            "country_from": country,
            "country_to": gate.country,
            "people_per_day": PEOPLE_PER_DAY,
            "claim": "assumed-gates",
        }


def road_rows(roads: Sequence[Road], crossings: Sequence[Gate], places: Places) -> Iterator[Row]:
    """Yield the rows of `links` for roads and ways by sea, each with the gate that it leads over."""
    gate_of = {road: gate.id for gate in crossings for road in gate.roads}
    for i, road in enumerate(roads):
        yield {
            "from": places.ids[road.start],
            "to": places.ids[road.end],
            "mode": "sea" if road.by_sea else "road",
            "km": round(road.km, 1),
            "hours": round(road.hours, 2),
            "gate": gate_of.get(i, ""),
            "both_ways": "yes",
            "claim": "assumed-sea" if road.by_sea else "assumed-roads",
        }
