"""The roads between the towns of a world, and where they cross its border."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from exeunt.atlas.borders import WATER, Course, courses
from exeunt.atlas.graph import gabriel
from exeunt.atlas.towns import Places
from exeunt.scenario.sphere import kilometres

DETOUR, DETOUR_LOW, DETOUR_HIGH = 1.35, 1.15, 1.7  # road km per km as the crow flies, and what it mostly lies between
ELSEWHERE_KM = 25.0  # a longer stretch over water, or through a third country, is no road
KM_A_DAY = 400.0  # rests included, as in the conflicts that the constants of behaviour were learned on
SEA_KM_H = 20.0

Pairs = NDArray[np.int64]


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
    pairs = _between_neighbours_left_out(gabriel(places.lon, places.lat), places)
    lines = _courses(pairs, places)
    water = np.array([line.longest(line.country == WATER) > ELSEWHERE_KM for line in lines], np.bool_)
    through = np.array([_through_others(line, pair, places) for line, pair in zip(lines, pairs, strict=True)], np.bool_)
    kept = ~water & ~through
    roads = [
        _road(start, end, line, places)
        for (start, end), line in zip(pairs[kept].tolist(), _chosen(lines, kept), strict=True)
    ]
    roads += _ties(roads, places)
    return Roads(tuple(roads), int(water.sum()), int((through & ~water).sum()))


def _between_neighbours_left_out(pairs: Pairs, places: Places) -> Pairs:
    """Keep ways that have an end in the country, or both in one neighbour."""
    country = np.array([town.country for town in places.towns])[pairs]
    return np.asarray(pairs[(pairs[:, 0] < places.homes) | (country[:, 0] == country[:, 1])])


def _courses(pairs: Pairs, places: Places) -> list[Course]:
    one, other = pairs.T
    return courses(places.lon[one], places.lat[one], places.lon[other], places.lat[other])


def _through_others(line: Course, pair: NDArray[np.int64], places: Places) -> bool:
    own = [places.towns[end].country for end in pair.tolist()]
    return line.longest(~np.isin(line.country, [*own, WATER])) > ELSEWHERE_KM


def _chosen(lines: Sequence[Course], which: NDArray[np.bool_]) -> list[Course]:
    return [lines[i] for i in np.flatnonzero(which).tolist()]


def _road(start: int, end: int, line: Course, places: Places) -> Road:
    here, there = places.towns[start].country, places.towns[end].country
    km = line.step * (len(line.lon) - 1) * DETOUR
    return Road(start, end, km, crossing=None if here == there else line.crossing(here, there))


def _ties(roads: Sequence[Road], places: Places) -> list[Road]:
    """Tie by sea the parts of the country that no road leads out of to the nearest other part."""
    ties: list[Road] = []
    while True:
        part = _parts([*roads, *ties], len(places.towns))
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


def _parts(roads: Sequence[Road], count: int) -> NDArray[np.int32]:
    ends = np.array([(road.start, road.end) for road in roads], np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(ends)), ends.T), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1])


def within_reach(roads: Sequence[Road], flights: Sequence[tuple[int, int]], places: Places) -> NDArray[np.bool_]:
    """Whether each town can be reached from any home, or left for one."""
    ways = [*roads, *(Road(start, end, 1.0) for start, end in flights)]
    part = _parts(ways, len(places.towns))
    return np.isin(part, part[: places.homes])
