"""Ways home: how those who go back get there, and how far each place is from others."""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.compile.directed import Directed

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# What a way home weighs, in utility: an hour, 100 EUR, and a third country on the way.
HOUR, HUNDRED = 0.08, 0.45
STAND_OFF = 5.0  # utility: those who go home avoid a third country by this much


class Homeward(NamedTuple):
    """Each place's way home: its last link (-1: none), the hours until then, and the borders passed before it.

    The last link leads into the country of a home; `inside` are the hours from places there to the nearest home. Place
    `p` passes the links `through[first[p] : first[p + 1]]` from one country abroad into another.
    """

    link: Ints
    hours: Floats
    inside: Floats
    first: Ints
    through: Ints


def spread(weights: list[list[tuple[int, float]]], sources: dict[int, float]) -> tuple[Floats, Ints]:
    """Return least costs from any source along `weights[node] = [(next, cost)]`, and the node each came from."""
    cost = np.full(len(weights), math.inf)
    came = np.full(len(weights), -1)
    queue = [(c, node) for node, c in sources.items()]
    for c, node in queue:
        cost[node] = min(cost[node], c)
    heapq.heapify(queue)
    while queue:
        c, node = heapq.heappop(queue)
        if c > cost[node]:
            continue
        for other, step in weights[node]:
            if c + step < cost[other]:
                cost[other] = c + step
                came[other] = node
                heapq.heappush(queue, (c + step, other))
    return cost, came


def ways_home(links: Sequence[Directed], *, works: Bools, country: Ints, abroad: Bools, is_home: Bools) -> Homeward:
    """Find each foreign place's way home, over links that let somebody through."""
    behind, inside = _inside(links, works=works, abroad=abroad, is_home=is_home)
    last, direct, inwards, step = _steps_home(links, works=works, country=country, abroad=abroad, behind=behind)
    total, came = spread(inwards, direct)
    hours = np.zeros(len(country))
    through: list[list[int]] = [[] for _ in country]
    final = np.full(len(country), -1, np.int64)
    for p in np.flatnonzero(np.isfinite(total)):
        here = int(p)
        while came[here] >= 0:
            there = int(came[here])
            hours[p] += links[step[here, there]].hours
            if country[here] != country[there]:
                through[p].append(step[here, there])
            here = there
        final[p] = last[here]
        hours[p] += links[last[here]].hours
    first = np.cumsum([0] + [len(t) for t in through]).astype(np.int64)
    return Homeward(final, hours, inside, first, np.array(list(itertools.chain.from_iterable(through)), np.int64))


def _inside(links: Sequence[Directed], *, works: Bools, abroad: Bools, is_home: Bools) -> tuple[Floats, Floats]:
    """Return what it costs from each place to the nearest home of the country people fled, and the hours it takes."""
    inwards: list[list[tuple[int, float]]] = [[] for _ in abroad]
    step: dict[tuple[int, int], Directed] = {}
    for k, link in enumerate(links):
        if works[k] and not (abroad[link.start] or abroad[link.end]):
            inwards[link.end].append((link.start, _cost(link)))
            known = step.setdefault((link.start, link.end), link)
            if _cost(link) < _cost(known):
                step[link.start, link.end] = link
    cost, came = spread(inwards, dict.fromkeys(np.flatnonzero(is_home).tolist(), 0.0))
    hours = np.zeros(len(abroad))
    for place in np.argsort(cost, kind="stable"):  # whoever is nearer is known before
        if came[place] >= 0:
            hours[place] = step[int(place), int(came[place])].hours + hours[came[place]]
    return cost, hours


def _cost(link: Directed) -> float:
    return HOUR * link.hours + HUNDRED * float(np.nan_to_num(link.price)) / 100.0


def _steps_home(
    links: Sequence[Directed], *, works: Bools, country: Ints, abroad: Bools, behind: Floats
) -> tuple[Ints, dict[int, float], list[list[tuple[int, float]]], dict[tuple[int, int], int]]:
    """Return each place's best link straight home with its cost, and the best links between places abroad."""

    def cost(link: Directed) -> float:
        third = country[link.start] != country[link.end] and abroad[link.end]
        return _cost(link) + STAND_OFF * third

    last = np.full(len(country), -1, np.int64)
    direct: dict[int, float] = {}
    inwards: list[list[tuple[int, float]]] = [[] for _ in country]
    step: dict[tuple[int, int], int] = {}
    for k, link in enumerate(links):
        if not (works[k] and abroad[link.start]):
            continue
        if abroad[link.end]:
            inwards[link.end].append((link.start, cost(link)))
            known = step.get((link.start, link.end))
            if known is None or cost(link) < cost(links[known]):
                step[link.start, link.end] = k
        elif cost(link) + behind[link.end] < direct.get(link.start, math.inf):
            direct[link.start], last[link.start] = cost(link) + behind[link.end], k
    return last, direct, inwards, step
