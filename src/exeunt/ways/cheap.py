"""The cheap ways into every country, those that the crowd passes over too: who has little money may have no other.

Links are followed from the start, the cheapest way so far first (Dijkstra 1959). Of the ways to a place those are kept
to which no other is both as cheap and as early (Martins 1984): a dearer one may be in time for a door.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

from exeunt.ways.search import Chain, Found, Means, follow, valued

if TYPE_CHECKING:
    from exeunt.ways.crowd import Crowd
    from exeunt.ways.doors import Doors
    from exeunt.ways.legs import Leg


def cheap_ways(crowd: Crowd, doors: Doors, means: Means, start: int) -> tuple[dict[int, Found], dict[int, float]]:
    """Return by country the cheap way worth most within the budget, and what the cheapest of all costs."""
    net = crowd.arrays.net
    best: dict[int, Found] = {}
    least: dict[int, float] = {}
    for chain in _chains(doors, means, start):
        found = valued(crowd, doors, means.him, chain)
        country = int(net.place_country[chain.place])
        if found is None or country == net.place_country[start]:
            continue
        least.setdefault(country, chain.spent)
        if chain.spent <= means.budget and (country not in best or found.worth > best[country].worth):
            best[country] = found
    return best, least


def _chains(doors: Doors, means: Means, start: int) -> Iterator[Chain]:
    """Yield the ways to every place, the cheapest first, of those that are as cheap the earliest."""
    onward: defaultdict[int, list[Leg]] = defaultdict(list)
    for leg in {leg: None for legs in means.legs for leg in legs.values()}:
        onward[leg.begin].append(leg)
    earliest: dict[int, float] = {}
    order = count()
    ahead = [(0.0, 0.0, next(order), Chain(place=start, cost=0.0, fade=1.0, hour=0.0, spent=0.0, usual=0.0))]
    while ahead:
        chain = heappop(ahead)[-1]
        if chain.hour >= earliest.get(chain.place, math.inf):
            continue
        earliest[chain.place] = chain.hour
        yield chain
        for leg in onward[chain.place]:
            there = follow(doors, means.him, means.waits, chain, leg)
            if there is not None and there.hour < earliest.get(there.place, math.inf):
                heappush(ahead, (there.spent, there.hour, next(order), there))
