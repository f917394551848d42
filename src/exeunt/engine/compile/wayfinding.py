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

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.compile.chains import Chains, Doors, choose, find_chains
from exeunt.engine.compile.forest import Fan, Forest, Grown, each_once, joined
from exeunt.engine.compile.roads import LEAST_COST, Cheapest, Roads

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

DEARER = 4.0  # utility: a chain that costs so much more than the best into the same country is not kept


class Ends(NamedTuple):
    """Where people can settle: places, countries, and how much less than the best of its country each is worth."""

    place: Ints
    country: Ints
    cost: Floats


class _Asked:
    """What ways are asked for: the same if all numbers are."""

    def __init__(self, roads: Roads, starts: Ints, ends: Ends) -> None:
        self.roads, self.starts, self.ends = roads, starts, ends
        self._numbers = tuple(np.asarray(part).tobytes() for part in (*roads, starts, *ends))

    def __hash__(self) -> int:
        return hash(self._numbers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self._numbers == other._numbers


def find_ways(roads: Roads, starts: Sequence[int], ends: Ends) -> Forest:
    """Return the ways from some places into all countries in which there are ends.

    They are kept in memory for the next who asks for the same: a world that differs in something else, or as it was
    known at another moment, mostly has the same ways.
    """
    return _found(_Asked(roads, np.array(starts, np.int64), ends))


@lru_cache(maxsize=4)
def _found(asked: _Asked) -> Forest:
    roads, starts, ends = asked.roads, asked.starts, asked.ends
    plain = Cheapest(roads, np.flatnonzero(~roads.doors), np.union1d(ends.place, roads.begin[roads.doors]))
    doors = doors_among(roads, plain)
    everywhere = [Cheapest(roads, np.flatnonzero(now), ends.place).distance for now in roads.open]
    grown = []
    for country in np.unique(ends.country).tolist():
        mine = np.flatnonzero(ends.country == country)
        here = Ends(ends.place[mine], ends.country[mine], ends.cost[mine])
        best = np.array([(distance[mine] + here.cost[:, None]).min(axis=0) for distance in everywhere])
        # no limit where there is no way
        limit = np.where(best < math.inf, best + DEARER, -math.inf).T.copy()
        grown.append(_grow(doors, plain, country, here, starts, limit))
    return joined(grown, doors, plain)


def doors_among(roads: Roads, plain: Cheapest) -> Doors:
    """Return the doors among roads, `plain` being the cheapest chains of the others."""
    link = np.flatnonzero(roads.doors)
    end, cost = roads.end[link], roads.cost[link]
    return Doors(
        link=link,
        begin=roads.begin[link],
        end=end,
        cost=cost,
        open=np.ascontiguousarray(roads.open[:, link].T),
        row=plain.row,
        distance=plain.distance,
        following=plain.following,
        before=np.ascontiguousarray(cost + plain.distance[:, end]),
    )


def _grow(doors: Doors, plain: Cheapest, country: int, ends: Ends, starts: Ints, limit: Floats) -> Grown:
    """Return the ways from some places into a country that cost no more than `limit`, (places, times)."""
    direct = doors.distance[doors.row[ends.place]]  # (ends, places)
    behind = _behind(doors, plain, ends, direct)
    chains, start_of, kept = _chains(doors, (behind + ends.cost[:, None]).min(axis=0), starts, limit)
    taken = _first_taken(chains, kept)
    at, end = np.nonzero((direct.T[starts] < math.inf) & (ends.place != starts[:, None]))
    left = np.flatnonzero((taken < len(kept)) & (chains.next >= 0))
    # from each start the ends without a door, then by the chains; and from behind doors what is left of these
    start = np.concatenate([starts[at], doors.end[chains.door[left]], starts[start_of]])
    chain = np.concatenate([np.full(len(at), -1), chains.next[left], kept])
    end = np.append(ends.place[end], np.full(len(left) + len(kept), -1))
    turn = np.concatenate([np.searchsorted(start_of, at), taken[left], np.arange(len(kept))])
    # as they come to who takes them in turn, and of each first what is left of it, from its last door on
    order = np.lexsort((np.append(chains.length, 0)[chain], turn))
    last = np.flatnonzero((taken < len(kept)) & (chains.next < 0))
    fan_of, fans = _fans(doors, ends, behind, chains.door[last[np.argsort(taken[last])]])
    return each_once(doors, chains, country, start[order], chain[order], end[order], fan_of, fans)


def _chains(doors: Doors, onward: Floats, starts: Ints, limit: Floats) -> tuple[Chains, Ints, Ints]:
    """Return the chains of doors into a country, and which are kept (last) from which start.

    Where there is no door nothing is searched for, and the search need not be compiled.
    """
    if not len(doors.link):
        none = np.zeros(0, np.int64)
        passes, open_ = (np.zeros((0, many), np.bool_) for many in limit.shape)
        return Chains(np.zeros(0), none, none, none, none, passes, open_), none, none
    chains = find_chains(doors, onward, limit)
    return chains, *choose(doors, chains, starts, limit)


def _first_taken(chains: Chains, kept: Ints) -> Ints:
    """Return for each chain the first of those kept that ends with it, or how many are kept."""
    first = np.full(len(chains.door), len(kept))
    np.minimum.at(first, kept, np.arange(len(kept)))
    for length in range(int(chains.length.max(initial=0)), 1, -1):
        longer = np.flatnonzero(chains.length == length)
        np.minimum.at(first, chains.next[longer], first[longer])
    return first


def _behind(doors: Doors, plain: Cheapest, ends: Ends, direct: Floats) -> Floats:
    """Return the least cost to ends from behind each door, (ends, doors): infinite if that leads back before it."""
    begin, here = doors.begin, doors.end
    behind, back = direct[:, here], doors.distance[doors.row[begin], here]
    for i, k in np.argwhere((back + direct[:, begin] <= behind + LEAST_COST) & (behind < math.inf)).tolist():
        if int(begin[k]) in plain.places(int(here[k]), int(ends.place[i])):
            behind[i, k] = math.inf
    return behind


def _fans(doors: Doors, ends: Ends, behind: Floats, last: Ints) -> tuple[Ints, list[Fan]]:
    """Return the number of the fan behind each of some doors, -1 behind others, and the different fans."""
    found: dict[Fan, int] = {}
    number = np.full(len(doors.link), -1)
    for door in last.tolist():
        reached = ends.place[np.isfinite(behind[:, door])]
        number[door] = found.setdefault(Fan(int(doors.end[door]), tuple(reached.tolist())), len(found))
    return number, list(found)
