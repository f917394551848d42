"""The ways that people choose among: from each place where anybody decides, chains of links to where they can settle.

Ways are told apart by the *doors* they pass, links with a line, a border or a quota, and by their end; between doors
the cheapest chain serves. A *leg* is such a chain and the door behind it. Behind the last door of a way lies a *fan*:
the ends in one country that can be reached from there without another, and without coming back to before it. From each
place into each country those chains of doors are kept that cost little more than the best, the cheapest few by each
last door and the cheapest through each gate, each with all its fan; and every end in the country that can be reached
with no door at all. Doors shut and open: a chain is kept if it is among the best for somebody at some time, by the
doors that are open to him then. What is left of a way after its first leg is a way from there: so the ways form a
forest that grows from their last doors, and a way is its first leg and the rest.

A road that is no door may have rules too. Then a leg has as many chains as are cheapest in some *state* of these roads,
and people take the best of the moment: that a road will be shut one day tells no ways apart before.

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

from exeunt.engine.compile.chains import Doors, choose, find_chains
from exeunt.engine.compile.forest import Fan, Forest, Grown, Kept, each_once, joined, united
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
    states = _states(roads, np.union1d(ends.place, roads.begin[roads.doors]))
    everywhere = [
        Cheapest(roads.at(time), np.flatnonzero(now), ends.place).distance for time, now in enumerate(roads.open)
    ]
    grown = []
    for country in np.unique(ends.country).tolist():
        mine = np.flatnonzero(ends.country == country)
        here = Ends(ends.place[mine], ends.country[mine], ends.cost[mine])
        best = np.array([(distance[mine] + here.cost[:, None]).min(axis=0) for distance in everywhere])
        # no limit where there is no way
        limit = np.where(best < math.inf, best + DEARER, -math.inf).T
        grown.append(_grow(states, country, here, starts, limit))
    towards = np.flatnonzero(states[0].plain.row >= 0)
    chains = [*(state.plain for state in states), *(_without(roads, road, towards) for road in roads.ruled.tolist())]
    return joined(grown, states[0].doors, chains, roads.ruled)


def _without(roads: Roads, road: int, towards: Ints) -> Cheapest:
    """Return the cheapest chains where one road is shut: a traveller may be let pass where nobody of the crowd is."""
    others = np.flatnonzero(~roads.doors)
    return Cheapest(roads, others[others != road], towards)


class _State(NamedTuple):
    """The times at which roads with rules are in one state, the cheapest chains of roads then, and the doors."""

    times: Ints
    plain: Cheapest
    doors: Doors


def _states(roads: Roads, towards: Ints) -> list[_State]:
    """Return the different states of the roads with rules, that of the first time first."""
    costs = np.where(roads.open[:, roads.ruled], roads.dearer, math.inf)
    every = [row.tobytes() for row in costs]
    found = []
    for state in dict.fromkeys(every):
        times = np.array([time for time, row in enumerate(every) if row == state])
        now = roads.at(times[0])
        plain = Cheapest(now, np.flatnonzero(~roads.doors & roads.open[times[0]]), towards)
        found.append(_State(times, plain, doors_among(now._replace(open=now.open[times]), plain)))
    return found


def doors_among(roads: Roads, plain: Cheapest) -> Doors:
    """Return the doors among roads, `plain` being the cheapest chains of the others."""
    link = np.flatnonzero(roads.doors)
    end, cost = roads.end[link], roads.cost[link]
    return Doors(
        link=link,
        begin=roads.begin[link],
        end=end,
        cost=cost,
        gates=roads.gates[link],
        open=np.ascontiguousarray(roads.open[:, link].T),
        row=plain.row,
        distance=plain.distance,
        following=plain.following,
        before=np.ascontiguousarray(cost + plain.distance[:, end]),
    )


def _grow(states: Sequence[_State], country: int, ends: Ends, starts: Ints, limit: Floats) -> Grown:
    """Return the ways from some places into a country that cost no more than `limit`, (places, times)."""
    found, direct, reached = [], np.zeros((), np.bool_), np.zeros((), np.bool_)
    for times, plain, doors in states:
        distance = doors.distance[doors.row[ends.place]]  # (ends, places)
        behind = _behind(doors, plain, ends, distance)
        onward = (behind + ends.cost[:, None]).min(axis=0)
        found.append(_chains(doors, onward, starts, np.ascontiguousarray(limit[:, times])))
        direct, reached = direct | (distance < math.inf), reached | (behind < math.inf)
    doors, chains = states[0].doors, united(found)
    taken = _first_taken(chains)
    at, end = np.nonzero(direct.T[starts] & (ends.place != starts[:, None]))
    left = np.flatnonzero((taken < len(chains.kept)) & (chains.next >= 0))
    # from each start the ends without a door, then by the chains; and from behind doors what is left of these
    start = np.concatenate([starts[at], doors.end[chains.door[left]], starts[chains.start]])
    chain = np.concatenate([np.full(len(at), -1), chains.next[left], chains.kept])
    end = np.append(ends.place[end], np.full(len(left) + len(chains.kept), -1))
    turn = np.concatenate([np.searchsorted(chains.start, at), taken[left], np.arange(len(chains.kept))])
    # as they come to who takes them in turn, and of each first what is left of it, from its last door on
    order = np.lexsort((np.append(chains.length, 0)[chain], turn))
    last = np.flatnonzero((taken < len(chains.kept)) & (chains.next < 0))
    fan_of, fans = _fans(doors, ends, reached, chains.door[last[np.argsort(taken[last])]])
    return each_once(doors, chains, country, start[order], chain[order], end[order], fan_of, fans)


def _chains(doors: Doors, onward: Floats, starts: Ints, limit: Floats) -> Kept:
    """Return the chains of doors into a country, and which are kept from which start.

    Where there is no door nothing is searched for, and the search need not be compiled.
    """
    none = np.zeros(0, np.int64)
    if not len(doors.link):
        return Kept(none, none, none, none, none)
    chains = find_chains(doors, onward, limit)
    return Kept(chains.door, chains.next, chains.length, *choose(doors, chains, starts, limit))


def _first_taken(chains: Kept) -> Ints:
    """Return for each chain the first of those kept that ends with it, or how many are kept."""
    first = np.full(len(chains.door), len(chains.kept))
    np.minimum.at(first, chains.kept, np.arange(len(chains.kept)))
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


def _fans(doors: Doors, ends: Ends, reached: Bools, last: Ints) -> tuple[Ints, list[Fan]]:
    """Return the number of the fan behind each of some doors, -1 behind others, and the different fans.

    `reached` (ends, doors) says which ends are ever reached from behind a door.
    """
    found: dict[Fan, int] = {}
    number = np.full(len(doors.link), -1)
    for door in last.tolist():
        mine = ends.place[reached[:, door]]
        number[door] = found.setdefault(Fan(int(doors.end[door]), tuple(mine.tolist())), len(found))
    return number, list(found)
