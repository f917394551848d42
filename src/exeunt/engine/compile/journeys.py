"""Journeys: inside a country people take the best way to the place where they leave it.

Between places where nobody settles, a network of roads offers no choice of its own, only ways to where choices are:
a crossing, an airport, a town. So such links are closed over into journeys, each a chain of links from one place to an
*exit*, a place that has something else to choose. Who sets out picks a journey or an exit where he is; who comes to
the end of a journey picks an exit there.

This is not only faster. In a recursive logit over crossroads the unseen part of a choice is drawn anew at each of
them, so that going round is an option with a value, and a good part of the people would be on the road for days.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

# From each place, the exits into one country that are considered: the nearest so many.
NEAREST = 3

# What a way weighs where one has to be chosen for people in general, in utility: an hour, and 100 EUR.
HOUR, HUNDRED = 0.08, 0.45


class Step(NamedTuple):
    """A link as far as a journey is concerned."""

    start: int
    end: int
    road: bool
    hours: float
    price: float

    @property
    def cost(self) -> float:
        """What it costs people in general, in utility."""
        return HOUR * self.hours + HUNDRED * self.price / 100.0


class Journey(NamedTuple):
    """A chain of links, by their numbers."""

    start: int
    end: int
    links: tuple[int, ...]


def cheapest(
    ways: Mapping[int, Sequence[tuple[int, float, int]]], source: int
) -> tuple[dict[int, float], dict[int, int]]:
    """Return least costs from a source and the link by which each node is left towards it (Dijkstra 1959).

    `ways[node]` lists (next node, cost, link).
    """
    cost, via = {source: 0.0}, dict[int, int]()
    queue = [(0.0, source)]
    while queue:
        c, node = heapq.heappop(queue)
        if c > cost[node]:
            continue
        for other, step, link in ways.get(node, ()):
            if c + step < cost.get(other, math.inf):
                cost[other], via[other] = c + step, link
                heapq.heappush(queue, (c + step, other))
    return cost, via


def find_journeys(
    steps: Mapping[int, Step], serves: Mapping[int, Iterable[int]], starts: Iterable[int]
) -> list[Journey]:
    """Return the journeys from some places, those where anybody may have to choose, to the nearest exits.

    `steps` are the links that only lead on, by number; `serves` names the countries that each exit leads to. To an
    exit there may be two journeys, by road alone and by the best mix of roads and flights.
    """
    found: dict[tuple[int, int], dict[tuple[int, ...], float]] = {}
    places = sorted(set(starts))
    for road_only in (True, False) if not all(step.road for step in steps.values()) else (True,):
        into: dict[int, list[tuple[int, float, int]]] = {}
        for number, step in steps.items():
            if step.road or not road_only:
                into.setdefault(step.end, []).append((step.start, step.cost, number))
        for exit_ in serves:
            cost, via = cheapest(into, exit_)
            for place in places:
                if place not in cost:
                    continue
                chain, here = [], place
                while here != exit_:
                    chain.append(via[here])
                    here = steps[via[here]].end
                if chain:
                    found.setdefault((place, exit_), {})[tuple(chain)] = cost[place]
    journeys = []
    for place in places:
        nearest: dict[int, list[tuple[float, int]]] = {}
        for exit_, countries in serves.items():
            chains = found.get((place, exit_), {})
            best = 0.0 if exit_ == place else min(chains.values(), default=math.inf)
            for country in countries if best < math.inf else ():
                nearest.setdefault(country, []).append((best, exit_))
        chosen = {exit_ for exits in nearest.values() for _, exit_ in sorted(exits)[:NEAREST]} - {place}
        journeys += [Journey(place, exit_, chain) for exit_ in sorted(chosen) for chain in found[place, exit_]]
    return journeys
