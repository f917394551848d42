"""Chains of doors into a country: the search for them, and the choice among them, compiled.

Numba looks only whether this file is as it was when it compiled it: so what is compiled reads no number from another.
"""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.compiled import kept

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Counts = NDArray[np.int8]

MOST = 3  # chains of doors from one place, or from one door, by one last door at one time

_NO_CHAIN = 0  # its number while chains are searched for
_ROOM = 64  # chains there is room for at first

_search = kept(_nrt=True)  # unlike the kernel it makes arrays: nobody knows how many chains there will be


class Doors(NamedTuple):
    """The doors among roads, by number, and the cheapest chains of other links towards some places (`Cheapest`)."""

    link: Ints
    begin: Ints
    end: Ints
    cost: Floats
    gates: Bools
    open: Bools  # (doors, times)
    row: Ints  # (places,): which of the rows is that of a place
    distance: Floats  # (rows, places)
    following: Ints  # (rows, places)
    before: Floats  # (rows, doors): what it costs to pass a door and then to come to the place of a row


class Chains(NamedTuple):
    """Chains of doors into a country, the cheapest first, so each after the one behind its first door."""

    cost: Floats  # from the first door on
    door: Ints  # the first, by its number among doors
    next: Ints  # the chain behind it, or -1
    last: Ints  # the last door
    length: Ints  # how many doors
    passes: Bools  # (chains, places)
    open: Bools  # (chains, times): whether all its doors are open
    through: Bools  # (chains, doors): which gates they pass


@_search
def find_chains(doors: Doors, onward: Floats, limit: Floats) -> Chains:
    """Return the chains of doors into a country that pass no place twice and cost no more than `limit`.

    Of those by one first door these are at each time the cheapest few by one last door, and the cheapest through each
    gate. `onward` (doors,) is the least cost from behind a door without another, `limit` runs over (places, times).
    """
    count, (places, times) = len(doors.link), limit.shape
    highest = [limit[place].max() for place in range(places)]
    ending = np.cumsum(onward < np.inf)  # numbers the doors by which chains end, from 1
    so_many = np.zeros((count, ending[-1] + 1 if count else 0, times), np.int8)
    passed = np.zeros((count, count, times), np.bool_)
    found = [(0.0, -1, _NO_CHAIN, -1, 0)]  # cost, door, next, last, length
    passes, open_ = np.zeros((_ROOM, places), np.bool_), np.ones((_ROOM, times), np.bool_)
    through = np.zeros((_ROOM, count), np.bool_)
    queue = [(doors.cost[door] + onward[door], door, _NO_CHAIN) for door in range(count) if onward[door] < np.inf]
    heapify(queue)
    while queue:
        cost, door, following = heappop(queue)
        begin, number = doors.begin[door], len(found)
        _, next_door, _, last, length = found[following]
        last = door if following == _NO_CHAIN else last
        if number == len(passes):
            passes, open_ = np.concatenate((passes, passes)), np.concatenate((open_, open_))
            through = np.concatenate((through, through))
        for time in range(times):
            open_[number, time] = open_[following, time] and doors.open[door, time]
        for place in range(places):
            passes[number, place] = passes[following, place]
        if not _goes_on(doors, door, next_door, passes[number]):
            continue
        through[number] = through[following]
        through[number, door] = doors.gates[door]
        few = so_many[door, ending[last]]
        if not _is_wanted(few, passed[door], through[number], open_[number] & (cost <= limit[begin])):
            continue
        found.append((cost, door, following, last, length + 1))
        for before, adds in enumerate(doors.before[doors.row[begin]]):
            if adds + cost <= highest[doors.begin[before]]:
                heappush(queue, (adds + cost, before, number))
    some = found[1:]
    return Chains(
        np.array([chain[0] for chain in some]),
        np.array([chain[1] for chain in some]),
        np.array([chain[2] - 1 for chain in some]),
        np.array([chain[3] for chain in some]),
        np.array([chain[4] for chain in some]),
        passes[1 : len(found)],
        open_[1 : len(found)],
        through[1 : len(found)],
    )


@_search
def choose(doors: Doors, chains: Chains, starts: Ints, limit: Floats) -> tuple[Ints, Ints]:
    """Return which chains are kept from which start, by its number among `starts`, from each the cheapest first.

    A chain is kept if at some time it is among the first few by its last door or the first through a gate, and if it
    passes no place that one has passed on the way to its first door.
    """
    chosen = [(0.0, 0, 0) for _ in range(0)]
    for number, start in enumerate(starts):
        highest, queue = limit[start].max(), [(0.0, 0, 0) for _ in range(0)]
        for chain, door in enumerate(chains.door):
            cost = doors.distance[doors.row[doors.begin[door]], start] + chains.cost[chain]
            if cost <= highest:
                queue.append((cost, chain, number))
        heapify(queue)  # to sort it, but with what is compiled for the search already
        so_many = np.zeros((len(doors.link), limit.shape[1]), np.int8)
        passed = np.zeros((len(doors.link), limit.shape[1]), np.bool_)
        while queue:
            cost, chain, _ = heappop(queue)
            if _crosses(doors, start, doors.begin[chains.door[chain]], chains.passes[chain]):
                continue
            now = chains.open[chain] & (cost <= limit[start])
            if _is_wanted(so_many[chains.last[chain]], passed, chains.through[chain], now):
                chosen.append((cost, chain, number))
    return np.array([each[2] for each in chosen]), np.array([each[1] for each in chosen])


@_search
def _is_wanted(so_many: Counts, passed: Bools, through: Bools, now: Bools) -> bool:
    """Say whether a chain is one of the first few at some time, or the first through a gate, and note it.

    `now` (times,) says when it serves, `so_many` (times,) chains did before by its last door, `passed` (doors, times)
    through which gates any did: a line may grow before each, and who knew no other gate would stay in it.
    """
    wanted = False
    for time in range(len(now)):
        if now[time]:
            if so_many[time] < MOST:
                so_many[time] += 1
                wanted = True
            for door in range(len(through)):
                if through[door] and not passed[door, time]:
                    passed[door, time] = wanted = True
    return wanted


@_search
def _goes_on(doors: Doors, door: int, next_door: int, passed: Bools) -> bool:
    """Say whether a door leads to the next (-1: none) by places that are not `passed` behind that, and mark them so."""
    begin, here = doors.begin[door], doors.end[door]
    to = here if next_door < 0 else doors.begin[next_door]
    if passed[begin] or begin == here:
        return False
    passed[begin] = passed[to] = True
    while here != to:
        if passed[here]:
            return False
        passed[here] = True
        here = doors.following[doors.row[to], here]
    return True


@_search
def _crosses(doors: Doors, here: int, to: int, passed: Bools) -> bool:
    """Say whether one has passed a place on the way to another, before that one."""
    while here != to:
        if passed[here]:
            return True
        here = doors.following[doors.row[to], here]
    return False
