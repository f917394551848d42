"""Chains of doors into a country: of those by one first and one last door the cheapest few at each time.

Sets of places and of times are the bits of whole numbers.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.compile.roads import Cheapest, Roads

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

MOST = 3  # chains of doors from one place, or from one door, by one last door
ROUNDING = 1e-6  # utility: costs so little above a limit are compared with it as they are added up


class Chains(NamedTuple):
    """Chains of doors into a country, the cheapest first, so each after the one behind its first door."""

    cost: Floats  # from the first door on
    door: Ints  # the first, by its number among doors
    next: Ints  # the chain behind it, or -1
    last: Ints  # the last door
    length: Ints  # how many doors
    passes: Bools  # (chains, places)
    open: Bools  # (chains, times): whether all its doors are open


class Doors:
    """The doors among roads, by number, and the chains of other links between them (`plain`)."""

    def __init__(self, roads: Roads, plain: Cheapest) -> None:
        self.link = np.flatnonzero(roads.doors)
        self.begin, self.end = roads.begin[self.link], roads.end[self.link]
        self.cost, self.plain, self.places = roads.cost[self.link], plain, roads.places
        self.open = _as_numbers(roads.open[:, self.link].T)
        self.times = len(roads.open)
        self._before = self.cost + plain.distance[:, self.end]
        self._passed = cache(self._places_passed)

    def before(self, place: int) -> Floats:
        """Return what it costs to pass each door and then to come to a place, (doors,)."""
        return np.asarray(self._before[self.plain.row[place]])

    def extended(self, door: int, following: int, passed: int) -> int:
        """Return the places passed by a door and the chain behind it, or 0 if that passes one of them twice.

        The chain begins with the door `following` and has `passed` what it passes, 0 if there is none.
        """
        new = self._passed(door, following)
        shared = 0 if following < 0 else 1 << int(self.begin[following])
        return new | passed if new and not new & ~shared & passed else 0

    def _places_passed(self, door: int, following: int) -> int:
        """Return the places from before a door to before one that follows, 0 if one comes twice."""
        begin, end = int(self.begin[door]), int(self.end[door])
        onward = [end] if following < 0 else self.plain.places(end, int(self.begin[following]))
        return 0 if begin in onward else sum(1 << place for place in (begin, *onward))


class _Chain(NamedTuple):
    cost: float
    door: int
    next: int
    last: int
    length: int
    passed: int
    open: int


class _Few:
    """Counts how many chains by a first and a last door have been kept at each time."""

    def __init__(self) -> None:
        self._so_many: dict[tuple[int, int], list[int]] = {}  # times with at least one, two, ... MOST

    def wanted(self, doors: tuple[int, int], times: int) -> bool:
        """Say whether there are too few at any of some times."""
        return bool(times & ~self._so_many[doors][-1]) if doors in self._so_many else times > 0

    def add(self, doors: tuple[int, int], times: int) -> None:
        """Count one more at some times."""
        counts = self._so_many.setdefault(doors, [0] * MOST)
        for k in range(MOST - 1, 0, -1):
            counts[k] |= counts[k - 1] & times
        counts[0] |= times


class _Limit:
    """How much chains may cost from a place on, over (times, places), and which doors can therefore be put before."""

    def __init__(self, doors: Doors, limit: Floats) -> None:
        self._doors, self._limit, self._highest = doors, limit, limit.max(axis=0)[doors.begin]
        self.times, self.before = cache(self._times), cache(self._before)

    def _times(self, place: int) -> tuple[list[float], list[int]]:
        """Return the limits at a place, the lowest first, and for each the times at which it is no lower; then none."""
        order = np.argsort(self._limit[:, place])
        times = [0]
        for time in order[::-1].tolist():
            times.append(times[-1] | 1 << time)
        return self._limit[order, place].tolist(), times[::-1]

    def _before(self, place: int) -> list[tuple[float, float, int]]:
        """Return the doors that can be put before a chain from a place on, each with the most that this may cost.

        The highest first; with each what it adds, and its number.
        """
        adds = self._doors.before(place)
        most = self._highest - adds
        some = np.flatnonzero(most >= -ROUNDING)
        some = some[np.argsort(-most[some])]
        return list(zip(most[some].tolist(), adds[some].tolist(), some.tolist(), strict=True))


def find_chains(doors: Doors, onward: Floats, limit: Floats) -> Chains:
    """Return the chains of doors into a country that pass no place twice and cost no more than `limit`.

    `onward` (doors,) is the least cost from behind a door without another, `limit` runs over (times, places).
    """
    begin, within = doors.begin.tolist(), _Limit(doors, limit)
    kept, found = _Few(), list[_Chain]()
    none = _Chain(0.0, -1, -1, -1, 0, 0, (1 << doors.times) - 1)
    queue: list[tuple[float, int, int, int]] = []

    def push(cost: float, door: int, following: int, times: int) -> None:
        limits, so_high = within.times(begin[door])
        if at := times & doors.open[door] & so_high[bisect_left(limits, cost)]:
            heapq.heappush(queue, (cost, door, following, at))

    for door, cost in enumerate((doors.cost + onward).tolist()):
        push(cost, door, -1, none.open)
    while queue:
        cost, door, following, times = heapq.heappop(queue)
        rest = found[following] if following >= 0 else none._replace(last=door)
        if not kept.wanted((door, rest.last), times):
            continue
        if passed := doors.extended(door, rest.door, rest.passed):
            kept.add((door, rest.last), times)
            open_ = rest.open & doors.open[door]
            found.append(_Chain(cost, door, following, rest.last, rest.length + 1, passed, open_))
            for most, adds, before in within.before(begin[door]):
                if cost > most + ROUNDING:
                    break
                push(adds + cost, before, len(found) - 1, open_)
    return _as_arrays(found, doors)


def _as_arrays(found: Sequence[_Chain], doors: Doors) -> Chains:
    return Chains(
        cost=np.array([chain.cost for chain in found], np.float64),
        door=np.array([chain.door for chain in found], np.int64),
        next=np.array([chain.next for chain in found], np.int64),
        last=np.array([chain.last for chain in found], np.int64),
        length=np.array([chain.length for chain in found], np.int64),
        passes=_as_bools([chain.passed for chain in found], doors.places),
        open=_as_bools([chain.open for chain in found], doors.times),
    )


def _as_numbers(sets: Bools) -> list[int]:
    """Return the rows of an array as the bits of numbers, the first the lowest."""
    packed = np.packbits(sets, axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in packed]


def _as_bools(numbers: Sequence[int], count: int) -> Bools:
    """Return the lowest bits of numbers as the rows of an array."""
    width = -(-count // 8)
    text = b"".join(number.to_bytes(width, "little") for number in numbers)
    packed = np.frombuffer(text, np.uint8).reshape(len(numbers), width)
    return np.unpackbits(packed, axis=1, count=count, bitorder="little").astype(np.bool_)
