"""What may be chosen where, as arrays: stances, their nests and the options in them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.choice import Choices

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# A journey to where ways lead into several countries belongs to no country.
SEVERAL = -1


def lay_options(
    ends: Sequence[tuple[int, int]],
    *,
    offered: Bools,
    journey: Bools,
    back: Sequence[int],
    country: Ints,
    distance: NDArray[np.float64],
) -> tuple[Choices, list[tuple[int, int]]]:
    """Group the offered links into nests, and return them with the (stance, country or `SEVERAL`) of each nest.

    `ends[l]` are the places a link leads from and to, `back[l]` the link straight back or -1, `distance` how far each
    place is from where people settle. A place at which a journey ends is a stance of its own for those who came by
    one: they take an exit there. A journey to exits into one country is in the nest of that country: it is a road
    there like any other, so a crossroads drawn into a road changes nothing.
    """
    places = len(country)
    exits: dict[int, list[int]] = {}
    for k in map(int, np.flatnonzero(offered & ~journey)):
        exits.setdefault(ends[k][0], []).append(k)
    passed = sorted({ends[k][1] for k in map(int, np.flatnonzero(journey))})
    passing = {p: places + i for i, p in enumerate(passed)}
    serves = {p: {int(country[ends[k][1]]) for k in exits[p]} for p in passed}
    place = [*range(places), *passed]
    end = [passing[q] if journey[k] else q for k, (_, q) in enumerate(ends)]

    nests: list[dict[int, list[int]]] = [{} for _ in place]
    for k in map(int, np.flatnonzero(offered)):
        start, to = ends[k]
        towards = int(country[to])
        if journey[k]:
            towards = next(iter(serves[to])) if len(serves[to]) == 1 else SEVERAL
        nests[start].setdefault(towards, []).append(k)
        if start in passing and not journey[k]:
            nests[passing[start]].setdefault(towards, []).append(k)
    listed = [(stance, towards) for stance, at in enumerate(nests) for towards in sorted(at)]
    options = [nests[stance][towards] for stance, towards in listed]
    link = list(itertools.chain.from_iterable(options))
    nest_of = [n for n, members in enumerate(options) for _ in members]
    option = {(listed[n][0], k): o for o, (n, k) in enumerate(zip(nest_of, link, strict=True))}
    into: list[set[int]] = [set() for _ in place]
    for n, taken in zip(nest_of, link, strict=True):
        into[end[taken]].add(listed[n][0])
    return (
        Choices(
            nest_first=_starts(len(at) for at in nests),
            stance_of=np.array([stance for stance, _ in listed], np.int64),
            option_first=_starts(len(members) for members in options),
            link=np.array(link, np.int64),
            nest_of=np.array(nest_of, np.int64),
            end=np.array(end, np.int64),
            back=np.array([option.get((end[k], back[k]), -1) for k in range(len(ends))], np.int64),
            place=np.array(place, np.int64),
            table_first=_starts(len(at) + sum(map(len, at.values())) for at in nests),
            into_first=_starts(len(at) for at in into),
            into=np.array([s for at in into for s in sorted(at)], np.int64),
            order=np.array(sorted(range(len(place)), key=lambda s: (distance[place[s]], s < places, s)), np.int64),
        ),
        listed,
    )


def _starts(sizes: Iterable[int]) -> Ints:
    return np.cumsum([0, *sizes]).astype(np.int64)
