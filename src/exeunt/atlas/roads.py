"""The roads between the towns of a world, and where they cross its border."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from exeunt.atlas.borders import WATER, Course, courses
from exeunt.atlas.graph import gabriel
from exeunt.atlas.towns import Places
from exeunt.scenario.sphere import kilometres

# Road km per km as the crow flies, and what it mostly lies between: of a network all of whose roads are drawn. The few
# that are assumed in a FLEE folder keep to what its constants were learned with (`exchange/flee/network.py`).
DETOUR, DETOUR_LOW, DETOUR_HIGH = 1.35, 1.15, 1.7
ELSEWHERE_KM = 25.0  # a longer stretch over water, or through a third country, is no road
KM_A_DAY = 400.0  # rests included, as in the conflicts that the constants of behaviour were learned on
SEA_KM_H = 20.0

Pairs = NDArray[np.int64]
Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Road:
    """A way between two towns, by their positions; `crossing` is where it leaves the country, if it does (lon, lat)."""

    start: int
    end: int
    km: float
    by_sea: bool = False
    crossing: tuple[float, float] | None = None

    @property
    def hours(self) -> float:
        """How long it takes."""
        return self.km / (SEA_KM_H if self.by_sea else KM_A_DAY / 24)


@dataclass(frozen=True)
class Roads:
    """The roads of a world, and what was left out of the graph: over water, through a third country, too far to tie."""

    roads: tuple[Road, ...]
    over_water: int
    through_others: int


def roads_of(places: Places) -> Roads:
    """Join the towns: the Gabriel graph without what crosses water, third countries, or borders between neighbours.

    Parts of the country that are then cut off from every way out on land are tied to the rest by sea, over the shortest
    way, for people do live there.
    """
    country = np.array([town.country for town in places.towns])
    drawn = draw(places.lon, places.lat, country)
    kept = (drawn.pairs[:, 0] < places.homes) | (country[drawn.pairs[:, 0]] == country[drawn.pairs[:, 1]])
    roads = [
        _road(start, end, line, places)
        for (start, end), line, ours in zip(drawn.pairs.tolist(), drawn.lines, kept.tolist(), strict=True)
        if ours
    ]
    roads += _ties(roads, places)
    return Roads(tuple(roads), drawn.over_water, drawn.through_others)


@dataclass(frozen=True)
class Drawn:
    """Which of some points are joined by a road, its course, and how many were left out for what they cross."""

    pairs: Pairs
    lines: tuple[Course, ...]
    over_water: int
    through_others: int


def draw(lon: Numbers, lat: Numbers, country: NDArray[np.str_]) -> Drawn:
    """Join points by the Gabriel graph, without what crosses water or a country that neither end lies in."""
    pairs = gabriel(lon, lat)
    one, other = pairs.T
    lines = courses(lon[one], lat[one], lon[other], lat[other])
    water = np.array([line.longest(line.country == WATER) > ELSEWHERE_KM for line in lines], np.bool_)
    own = country[pairs].tolist()
    through = np.array([_strays(line, ends) for line, ends in zip(lines, own, strict=True)], np.bool_)
    kept = ~water & ~through
    chosen = tuple(line for line, is_kept in zip(lines, kept.tolist(), strict=True) if is_kept)
    return Drawn(np.asarray(pairs[kept]), chosen, int(water.sum()), int((through & ~water).sum()))


def road_km(line: Course) -> float:
    """Return how long the road along a course is taken to be."""
    return line.km * DETOUR


def _strays(line: Course, own: list[str]) -> bool:
    return line.longest(~np.isin(line.country, [*own, WATER])) > ELSEWHERE_KM


def _road(start: int, end: int, line: Course, places: Places) -> Road:
    here, there = places.towns[start].country, places.towns[end].country
    crossing = None if here == there else line.crossing(here, there)
    return Road(start, end, road_km(line), crossing=crossing)


def _ties(roads: Sequence[Road], places: Places) -> list[Road]:
    """Tie by sea the parts of the country that no road leads out of to the nearest other part."""
    ties: list[Road] = []
    while True:
        part = parts([(road.start, road.end) for road in (*roads, *ties)], len(places.towns))
        home = part[: places.homes]
        away = set(part[places.homes :].tolist())
        cut_off = [one for one in dict.fromkeys(home.tolist()) if one not in away]
        others = len(set(home.tolist())) > 1
        if not cut_off or not others:
            return ties
        inside, outside = np.flatnonzero(home == cut_off[-1]), np.flatnonzero(home != cut_off[-1])
        km = kilometres(
            places.lon[inside][:, np.newaxis], places.lat[inside][:, np.newaxis],
            places.lon[outside][np.newaxis], places.lat[outside][np.newaxis],
        )  # fmt: skip
        a, b = np.unravel_index(int(np.argmin(km)), km.shape)
        start, end = sorted((int(inside[a]), int(outside[b])))
        ties.append(Road(start, end, max(float(km[a, b]), 1.0), by_sea=True))


def parts(ways: Sequence[tuple[int, int]], count: int) -> NDArray[np.int32]:
    """Return the part that each town belongs to, of those that no way joins; ways are pairs of positions."""
    ends = np.array(ways, np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(ends)), ends.T), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1])


def leads_out(found: Roads, home: int, places: Places) -> bool:
    """Whether a road leads from a home into another country, with no boat on the way."""
    part = parts([(road.start, road.end) for road in found.roads if not road.by_sea], len(places.towns))
    return bool((part[places.homes :] == part[home]).any())


def reached_only(found: Roads, reached: NDArray[np.bool_]) -> Roads:
    """Leave out the roads between towns that cannot be reached, which a world does not have."""
    return replace(found, roads=tuple(road for road in found.roads if reached[road.start]))


def within_reach(roads: Sequence[Road], flights: Sequence[tuple[int, int]], places: Places) -> NDArray[np.bool_]:
    """Whether each town can be reached from any home, or left for one."""
    part = parts([*((road.start, road.end) for road in roads), *flights], len(places.towns))
    return np.isin(part, part[: places.homes])
