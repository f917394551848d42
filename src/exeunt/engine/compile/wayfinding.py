"""The ways that people choose among: from each place where anybody decides, chains of links to where they can settle.

Ways are told apart by the *doors* they pass, links at which there is a line or a rule, and by their end; between doors
the cheapest chain serves. A *leg* is such a chain and the door behind it. Behind the last door of a way lies a *fan*:
the ends in one country that can be reached from there without another, and without coming back to before it. From each
place into each country those chains of doors are kept that cost little more than the best, the cheapest few by each
last door, each with all its fan; and every end in the country that can be reached with no door at all. Doors shut and
open: a chain is kept if it is among the best for somebody at some time, by the doors that are open to him then. What is
left of a way after its first leg is a way from there: so the ways form a forest that grows from their last doors, and a
way is its first leg and the rest.

The search is for the K shortest paths without a repeated place (Yen 1971) over a network of doors, backwards from
each country, with the true distance to it as a bound.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Leg = tuple[int, ...]

MOST = 3  # chains of doors from one place, or from one door, by one last door
DEARER = 4.0  # utility: a chain that costs so much more than the best into the same country is not kept
LEAST_COST = 1e-9  # of a link, so that going round is never free


class Roads(NamedTuple):
    """Links with what they cost people in general, in utility, and which of them are doors; links by number.

    Each row of `open` (at least one) says which links somebody finds open at some time; only doors are ever shut.
    """

    begin: Ints
    end: Ints
    cost: Floats
    doors: Bools
    open: Bools  # (times, links)
    places: int  # how many there are


class Ends(NamedTuple):
    """Where people can settle: places, countries, and how much less than the best of its country each is worth."""

    place: Ints
    country: Ints
    cost: Floats


class Way(NamedTuple):
    """The links of a first leg, and what follows: another way, or a fan, or (-1 both) the end that was reached."""

    leg: Leg
    rest: int
    fan: int
    end: int


class Fan(NamedTuple):
    """Ends that can be reached from behind a door, each with the links to it (none where it is there)."""

    legs: tuple[Leg, ...]
    ends: tuple[int, ...]


class Forest(NamedTuple):
    """Ways by number, the rest of each before it, each with the place it leaves from and the country it leads into."""

    ways: list[Way]
    start: list[int]
    country: list[int]
    fans: list[Fan]


class _Chain(NamedTuple):
    """A chain of doors into a country, with its cost from the first of them on."""

    cost: float
    door: int  # the first
    next: int  # the chain behind it, or -1
    last: int  # the last door
    places: frozenset[int]
    open: Bools  # (times,): whether all its doors are open


class _Few:
    """Counts how many chains by a last door have been kept, at each time; times are the bits of a number."""

    def __init__(self) -> None:
        self._so_many: dict[tuple[int, ...], list[int]] = {}  # times with at least one, two, ... MOST

    def add(self, which: tuple[int, ...], times: int) -> None:
        """Count one more at some times."""
        counts = self._so_many.setdefault(which, [0] * MOST)
        for k in range(MOST - 1, 0, -1):
            counts[k] |= counts[k - 1] & times
        counts[0] |= times

    def wanted(self, which: tuple[int, ...], times: int) -> bool:
        """Say whether there are too few at any of some times."""
        return bool(times & ~self._so_many[which][-1]) if which in self._so_many else times > 0


class _Plain:
    """Cheapest chains of links that are no doors, towards some places."""

    def __init__(self, roads: Roads, towards: Sequence[int]) -> None:
        self.row = {place: i for i, place in enumerate(towards)}
        self.link = _cheapest(roads, np.flatnonzero(~roads.doors))
        self.distance, self._next = _distances(self.link, roads, towards)

    def chain(self, here: int, towards: int) -> Leg:
        """Return the links from a place to another."""
        links, after = [], self._next[self.row[towards]]
        while here != towards:
            links.append(self.link[here, int(after[here])])
            here = int(after[here])
        return tuple(links)


def _cheapest(roads: Roads, links: Ints) -> dict[tuple[int, int], int]:
    """Return for each pair of places the cheapest of some links between them."""
    dearest_first = links[np.argsort(-roads.cost[links], kind="stable")]
    return {(int(roads.begin[k]), int(roads.end[k])): int(k) for k in dearest_first}


def _distances(link: dict[tuple[int, int], int], roads: Roads, towards: Sequence[int]) -> tuple[Floats, Ints]:
    """Return the least cost from every place to some, shape (towards, places), and the next place on that way."""
    if not towards:
        return np.zeros((0, roads.places)), np.zeros((0, roads.places), np.int64)
    pairs = np.array(list(link), np.int64).reshape(-1, 2)
    weights = np.maximum(roads.cost[list(link.values())], LEAST_COST)
    graph = csr_array((weights, (pairs[:, 1], pairs[:, 0])), shape=(roads.places, roads.places))
    distance, after = dijkstra(graph, indices=list(towards), return_predecessors=True)
    return np.asarray(distance), np.asarray(after, np.int64)


def find_ways(roads: Roads, starts: Sequence[int], ends: Ends) -> Forest:
    """Return the ways from some places into all countries in which there are ends."""
    at_door = np.flatnonzero(roads.doors)
    towards = sorted({*ends.place.tolist(), *roads.begin[at_door].tolist()})
    plain = _Plain(roads, towards)
    everywhere = [
        _distances(_cheapest(roads, np.flatnonzero(now)), roads, ends.place.tolist())[0] for now in roads.open
    ]
    forest = _Growing(roads, plain)
    for country in sorted(set(ends.country.tolist())):
        mine = np.flatnonzero(ends.country == country)
        here = Ends(ends.place[mine], ends.country[mine], ends.cost[mine])
        best = np.array([(distance[mine] + here.cost[:, None]).min(axis=0) for distance in everywhere])
        # no limit where there is no way
        forest.grow(country, here, starts, np.where(best < math.inf, best + DEARER, -math.inf))
    return forest.forest


class _Growing:
    """A forest as it grows, country by country."""

    def __init__(self, roads: Roads, plain: _Plain) -> None:
        self.roads, self.plain = roads, plain
        self.forest = Forest([], [], [], [])
        self._ways: dict[Way, int] = {}
        self._fans: dict[Fan, int] = {}

    def grow(self, country: int, ends: Ends, starts: Sequence[int], limit: Floats) -> None:
        """Add the ways from some places into a country that cost no more than `limit`, (times, places)."""
        rows = [self.plain.row[int(end)] for end in ends.place]
        direct = self.plain.distance[rows]  # (ends, places)
        behind_last = self._behind(ends, direct)
        chains = self._chains((behind_last + ends.cost[:, None]).min(axis=0), limit)
        doors = np.array([chain.door for chain in chains], np.int64)
        behind = np.array([chain.cost for chain in chains])
        open_ = np.array([chain.open for chain in chains], np.bool_).reshape(-1, len(limit)).T
        rows = [self.plain.row[int(place)] for place in self.roads.begin[doors]]
        to_door = np.ascontiguousarray(self.plain.distance[rows].T)  # (places, chains)
        then: dict[int, tuple[int, int]] = {}

        def follow(number: int) -> tuple[int, int]:
            """Return what follows the first door of a chain: another way, or a fan."""
            if number not in then:
                here, following = int(self.roads.end[chains[number].door]), chains[number].next
                if following < 0:
                    then[number] = -1, self._fan(chains[number].door, ends, behind_last)
                else:
                    onward = self._leg(here, chains[following].door)
                    then[number] = self._add(Way(onward, *follow(following), -1), country), -1
            return then[number]

        for start in starts:
            for i in np.flatnonzero(np.isfinite(direct[:, start])).tolist():
                if ends.place[i] != start:
                    self._add(Way(self.plain.chain(start, int(ends.place[i])), -1, -1, int(ends.place[i])), country)
            total, kept = to_door[start] + behind, _Few()
            some = np.flatnonzero(total <= limit[:, start].max())
            some = some[np.argsort(total[some], kind="stable")]
            each_time = _bits((total[some] <= limit[:, [start]]) & open_[:, some])
            for number, times in zip(some.tolist(), each_time, strict=True):
                if not kept.wanted((chains[number].last,), times):
                    continue
                leg = self._leg(start, chains[number].door)
                passed = {start, *(int(self.roads.end[k]) for k in leg[:-1])}
                if (passed - {int(self.roads.begin[leg[-1]])}).isdisjoint(chains[number].places):
                    self._add(Way(leg, *follow(number), -1), country)
                    kept.add((chains[number].last,), times)

    def _leg(self, start: int, door: int) -> Leg:
        return (*self.plain.chain(start, int(self.roads.begin[door])), door)

    def _behind(self, ends: Ends, direct: Floats) -> Floats:
        """Return the least cost to ends from behind each door, (ends, doors): infinite if that leads back before it."""
        roads, plain = self.roads, self.plain
        doors = np.flatnonzero(roads.doors)
        begin, here = roads.begin[doors], roads.end[doors]
        behind, back = direct[:, here], plain.distance[[plain.row[int(place)] for place in begin], here]
        for i, k in np.argwhere((back + direct[:, begin] <= behind + LEAST_COST) & (behind < math.inf)).tolist():
            chain = plain.chain(int(here[k]), int(ends.place[i]))
            if begin[k] in (here[k], *roads.end[list(chain)]):
                behind[i, k] = math.inf
        return behind

    def _fan(self, door: int, ends: Ends, behind: Floats) -> int:
        place, number = int(self.roads.end[door]), int(self.roads.doors[:door].sum())
        reached = [int(ends.place[i]) for i in np.flatnonzero(np.isfinite(behind[:, number]))]
        fan = Fan(tuple(self.plain.chain(place, end) for end in reached), tuple(reached))
        if fan not in self._fans:
            self._fans[fan] = len(self._fans)
            self.forest.fans.append(fan)
        return self._fans[fan]

    def _add(self, way: Way, country: int) -> int:
        if way not in self._ways:
            self._ways[way] = len(self._ways)
            self.forest.ways.append(way)
            self.forest.start.append(int(self.roads.begin[way.leg[0]]))
            self.forest.country.append(country)
        return self._ways[way]

    def _chains(self, onward: Floats, limit: Floats) -> list[_Chain]:
        """Return chains of doors into a country, the cheapest first; `onward` is the least cost from behind a door."""
        roads, doors = self.roads, np.flatnonzero(self.roads.doors)
        there, price, open_there = roads.end[doors], roads.cost[doors], roads.open[:, doors]
        limit = limit[:, roads.begin[doors]]
        highest = limit.max(axis=0)
        kept = _Few()
        found: list[_Chain] = []
        queue: list[tuple[float, int, int, int]] = []

        def push(onward: Floats, after: float, following: int, then: Bools) -> None:
            total = price + onward + after
            some = np.flatnonzero(total <= highest)
            times = _bits((total[some] <= limit[:, some]) & open_there[:, some] & then[:, None])
            for cost, door, at in zip(total[some].tolist(), doors[some].tolist(), times, strict=True):
                if at:
                    heapq.heappush(queue, (cost, door, following, at))

        push(onward, 0.0, -1, np.ones(len(roads.open), np.bool_))
        while queue:
            total, door, following, times = heapq.heappop(queue)
            last = found[following].last if following >= 0 else door
            if not kept.wanted((door, last), times):
                continue
            passed = [int(roads.begin[door]), int(roads.end[door])]
            later: frozenset[int] = frozenset()
            open_ = roads.open[:, door]
            if following >= 0:
                later, open_ = found[following].places, open_ & found[following].open
                passed += [int(roads.end[k]) for k in self._leg(passed[1], found[following].door)[:-1]]
            new = set(passed) - ({int(roads.begin[found[following].door])} if following >= 0 else set())
            if len(set(passed)) < len(passed) or not new.isdisjoint(later):
                continue
            kept.add((door, last), times)
            found.append(_Chain(total, door, following, last, later.union(passed), open_))
            push(self.plain.distance[self.plain.row[passed[0]], there], total, len(found) - 1, open_)
        return found


def _bits(times: Bools) -> list[int]:
    """Return the columns of an array, (times, n), each as the bits of a number."""
    width, text = -(-len(times) // 8), np.packbits(times, axis=0).T.tobytes()
    return [int.from_bytes(text[at : at + width], "big") for at in range(0, len(text), width)]
