"""Roads: links with what they cost people in general, and the cheapest chains of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Leg = tuple[int, ...]

LEAST_COST = 1e-9  # of a link, so that going round is never free


class Roads(NamedTuple):
    """Links with what they cost people in general, in utility, and which of them are doors; links by number.

    Each row of `open` (at least one) says which links somebody finds open at some time, and that of `dearer` what rules
    make him pay besides, in utility, on each road of `ruled`. Only doors and these roads are ever shut.
    """

    begin: Ints
    end: Ints
    cost: Floats
    doors: Bools
    gates: Bools  # which of these are gates, before which lines may grow
    open: Bools  # (times, links)
    places: int  # how many there are
    ruled: Ints
    dearer: Floats  # (times, ruled)

    def at(self, time: int) -> Roads:
        """Return the roads with what they cost at a time."""
        cost = self.cost.copy()
        cost[self.ruled] += self.dearer[time]
        return self._replace(cost=cost)


class Cheapest:
    """Cheapest chains of some links towards some places.

    `distance` (towards, places) is what they cost, infinite where there is none, and `row` (places,) tells which row is
    that of a place.
    """

    def __init__(self, roads: Roads, links: Ints, towards: Ints) -> None:
        self.row = np.full(roads.places, -1, np.int64)
        self.row[towards] = np.arange(len(towards))
        self._places = roads.places
        self._pair, self._link = self._between(roads, links)
        begin, end = np.divmod(self._pair, roads.places)
        weights = np.maximum(roads.cost[self._link], LEAST_COST)
        graph = csr_array((weights, (end, begin)), shape=(roads.places, roads.places))
        self.distance = np.zeros((0, roads.places))
        self.following = np.zeros((0, roads.places), np.int64)
        if len(towards):
            distance, following = dijkstra(graph, indices=towards, return_predecessors=True)
            self.distance, self.following = np.asarray(distance), np.asarray(following, np.int64)

    def _between(self, roads: Roads, links: Ints) -> tuple[Ints, Ints]:
        """Return each pair of places with a link between them, as one number, and the cheapest such link."""
        cheapest_first = links[np.argsort(-roads.cost[links], kind="stable")][::-1]
        pairs = roads.begin[cheapest_first] * roads.places + roads.end[cheapest_first]
        found, first = np.unique(pairs, return_index=True)
        return found, cheapest_first[first]

    def places(self, here: int, towards: int) -> list[int]:
        """Return the places of a chain, from the first to the last."""
        passed, following = [here], self.following[self.row[towards]]
        while here != towards:
            here = int(following[here])
            passed.append(here)
        return passed

    def steps(self, here: Ints, towards: Ints) -> Iterator[tuple[Ints, Ints, Ints]]:
        """Go along several chains at once: yield which of them go on, from where, and to where, step by step."""
        here, going = here.copy(), np.flatnonzero(here != towards)
        while len(going):
            begin = here[going]
            here[going] = self.following[self.row[towards[going]], begin]
            yield going, begin, here[going]
            going = going[here[going] != towards[going]]

    def links(self, here: Ints, towards: Ints) -> list[Leg]:
        """Return the links of several chains."""
        steps, length = [], np.zeros(len(here), np.int64)
        for going, begin, end in self.steps(here, towards):
            steps.append(np.zeros(len(here), np.int64))
            steps[-1][going] = self._link[np.searchsorted(self._pair, begin * self._places + end)]
            length[going] += 1
        if not steps:
            return [()] * len(here)
        return [tuple(row[:n]) for row, n in zip(np.stack(steps, axis=1).tolist(), length.tolist(), strict=True)]


class Links(NamedTuple):
    """The links of legs, one leg after the other: those of leg k are `link[first[k] : first[k + 1]]`."""

    first: Ints
    link: Ints

    @classmethod
    def of(cls, legs: Sequence[Leg]) -> Self:
        """Put the links of legs in a row."""
        first = np.cumsum([0, *map(len, legs)]).astype(np.int64)
        return cls(first, np.fromiter(chain.from_iterable(legs), np.int64, int(first[-1])))

    def along(self, legs: Ints) -> tuple[Ints, Ints]:
        """Return the links of some legs, in order, and for each the position of its leg among these."""
        begin, length = self.first[legs], self.first[legs + 1] - self.first[legs]
        position = np.repeat(np.arange(len(legs)), length)
        ahead = np.cumsum(length) - length
        return self.link[(begin - ahead)[position] + np.arange(len(position))], position

    def last(self) -> Ints:
        """Return the last link of each leg, -1 where it has none."""
        return np.where(np.diff(self.first) > 0, np.append(self.link, -1)[self.first[1:] - 1], -1)

    def rows(self, length: Ints) -> Ints:
        """Return the first links of each leg, so many, as rows of one length filled up with -1."""
        place = np.arange(int(length.max(initial=0)))
        taken = place < length[:, None]
        rows = np.full(taken.shape, -1, np.int64)
        rows[taken] = self.link[(self.first[:-1, None] + place)[taken]]
        return rows

    def total(self, of_link: Floats) -> Floats:
        """Return the sum over the links of each leg."""
        length, total = np.diff(self.first), np.zeros(len(self.first) - 1)
        for n in np.unique(length).tolist():
            alike = np.flatnonzero(length == n)
            total[alike] = of_link[self.link[self.first[alike, None] + np.arange(n)]].sum(axis=1)
        return total
