"""The ways that people choose among: from each place where anybody decides, chains of links to where they can settle.

Ways are told apart by their end and by the *doors* they pass, links at which there is a line or a rule; between doors
the cheapest chain serves. A *leg* is such a chain and the door behind it, or the end. From each place to each end those
ways are kept that cost little more than the best, the cheapest so many. What is left of a way after its first leg is a
way from there: so the ways form a forest that grows from their ends, and a way is its first leg and the rest.

The search is for the K shortest paths without a repeated place (Yen 1971) over a network of doors, backwards from
each end, with the true distance to it as a bound.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST = 4  # ways from one place to one end, and from one door to it
DEARER = 3.0  # utility: a way that costs so much more than the best to the same end is not kept
LEAST_COST = 1e-9  # of a link, so that going round is never free


class Forest(NamedTuple):
    """Ways by number, the rest of each before it: a way takes `leg` and goes on with `rest` (-1: it is at its `end`).

    `start` is the place it leaves from, `legs` the links of each leg, of which the last may be a door.
    """

    leg: Ints
    rest: Ints
    start: Ints
    end: Ints
    legs: list[tuple[int, ...]]


class _Door(NamedTuple):
    """A way to an end that begins with a door: what it costs from there, the door, and the next one's way (-1)."""

    cost: float
    door: int
    next: int
    places: frozenset[int]


class _Plain:
    """Cheapest chains of links that are no doors, towards some places."""

    def __init__(self, begin: Ints, end: Ints, cost: Floats, doors: Bools, places: int, towards: Sequence[int]) -> None:
        self.row = {place: i for i, place in enumerate(towards)}
        self.link: dict[tuple[int, int], int] = {}
        for k in np.flatnonzero(~doors):
            pair = int(begin[k]), int(end[k])
            if pair not in self.link or cost[k] < cost[self.link[pair]]:
                self.link[pair] = int(k)
        self.distance, self._next = _distances(self.link, cost, places, towards)

    def chain(self, here: int, towards: int) -> list[int]:
        """Return the links from a place to another."""
        links, after = [], self._next[self.row[towards]]
        while here != towards:
            links.append(self.link[here, int(after[here])])
            here = int(after[here])
        return links


def _distances(
    link: dict[tuple[int, int], int], cost: Floats, places: int, towards: Sequence[int]
) -> tuple[Floats, Ints]:
    """Return the least cost from every place to some, shape (towards, places), and the next place on that way."""
    if not towards:
        return np.zeros((0, places)), np.zeros((0, places), np.int64)
    pairs = np.array(list(link), np.int64).reshape(-1, 2)
    weights = np.maximum(cost[list(link.values())], LEAST_COST)
    graph = csr_array((weights, (pairs[:, 1], pairs[:, 0])), shape=(places, places))
    distance, after = dijkstra(graph, indices=list(towards), return_predecessors=True)
    return np.asarray(distance), np.asarray(after, np.int64)


def find_ways(
    begin: Ints, end: Ints, cost: Floats, *, doors: Bools, starts: Sequence[int], ends: Sequence[int], places: int
) -> Forest:
    """Return the ways from some places to others.

    Parameters
    ----------
    begin, end, cost
        The places each link leads from and to, and what it costs people in general, in utility.
    doors
        Which links tell ways apart.
    starts, ends
        Where people decide, and where they can settle.
    places
        How many places there are.

    """
    at_door = np.flatnonzero(doors)
    towards = sorted({*ends, *(int(begin[k]) for k in at_door)})
    plain = _Plain(begin, end, cost, doors, places, towards)
    shortest: dict[tuple[int, int], int] = {}
    for k in range(len(begin)):
        pair = int(begin[k]), int(end[k])
        if pair not in shortest or cost[k] < cost[shortest[pair]]:
            shortest[pair] = k
    best, _ = _distances(shortest, cost, places, ends)
    legs: dict[tuple[int, ...], int] = {}
    grown: dict[tuple[int, int, int], int] = {}  # (leg, rest, end) -> way

    def grow(links: Sequence[int], rest: int, target: int) -> int:
        leg = legs.setdefault(tuple(links), len(legs))
        return grown.setdefault((leg, rest, target), len(grown))

    for row, target in enumerate(ends):
        found = list(_from_doors(plain, begin, end, cost, at_door, target, best[row]))

        def behind(number: int, target: int = target, found: list[_Door] = found) -> int:
            """Return the way that is left once one is through the first door of another."""
            here, following = int(end[found[number].door]), found[number].next
            if following < 0:
                return grow(plain.chain(here, target), -1, target) if here != target else -1
            door = found[following].door
            return grow([*plain.chain(here, int(begin[door])), door], behind(following), target)

        tails = [plain.row[target], *(plain.row[int(begin[label.door])] for label in found)]
        after = np.array([0.0, *(label.cost for label in found)])
        totals = plain.distance[np.ix_(tails, starts)] + after[:, None]  # (directly and by each door, starts)
        for at, start in enumerate(starts):
            total = totals[:, at]
            limit, kept = best[row, start] + DEARER, 0
            if start == target or math.isinf(limit):
                continue
            likely = np.flatnonzero(total <= limit)
            for choice in likely[np.argsort(total[likely], kind="stable")].tolist():
                if kept == MOST:
                    break
                number = choice - 1
                first = target if number < 0 else int(begin[found[number].door])
                links = plain.chain(start, first)
                passed = {start, *(int(end[k]) for k in links)}
                if number >= 0 and (target in passed or not (passed - {first}).isdisjoint(found[number].places)):
                    continue
                if number < 0:
                    grow(links, -1, target)
                else:
                    grow([*links, found[number].door], behind(number), target)
                kept += 1
    ways = np.array(list(grown), np.int64).reshape(-1, 3)
    chains = list(legs)
    first = np.array([chain[0] for chain in chains], np.int64)
    return Forest(ways[:, 0], ways[:, 1], begin[first[ways[:, 0]]], ways[:, 2], chains)


def _from_doors(
    plain: _Plain, begin: Ints, end: Ints, cost: Floats, doors: Ints, target: int, best: Floats
) -> Iterator[_Door]:
    """Yield ways to an end that begin with a door, the cheapest first; each names the next one's by its number."""
    kept: dict[int, int] = {}
    found: list[_Door] = []
    queue: list[tuple[float, int, int]] = []

    here, there, price, limit = begin[doors], end[doors], cost[doors], best[begin[doors]] + DEARER

    def push(onward: Floats, after: float, following: int) -> None:
        total = price + onward[there] + after
        for i in np.flatnonzero((total <= limit) & (total < math.inf)).tolist():
            heapq.heappush(queue, (float(total[i]), int(doors[i]), following))

    push(plain.distance[plain.row[target]], 0.0, -1)
    while queue:
        total, door, following = heapq.heappop(queue)
        if kept.get(door, 0) == MOST:
            continue
        onward = target if following < 0 else int(begin[found[following].door])
        passed = [int(begin[door]), int(end[door])]
        passed += [int(end[k]) for k in plain.chain(passed[1], onward)]
        later = found[following].places if following >= 0 else frozenset[int]()
        new = set(passed) - ({onward} if following >= 0 else set())
        if len(set(passed)) < len(passed) or not new.isdisjoint(later) or (following >= 0 and target in new):
            continue
        kept[door] = kept.get(door, 0) + 1
        label = _Door(total, door, following, later.union(passed))
        found.append(label)
        yield label
        push(plain.distance[plain.row[passed[0]]], total, len(found) - 1)
