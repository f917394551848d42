"""Ways as a forest: numbered, with the legs and fans that they share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.compile.chains import Chains, Doors
from exeunt.engine.compile.roads import Cheapest, Leg

Ints = NDArray[np.int64]


class Forest(NamedTuple):
    """Ways by number, in the order of the places they leave from and, from each, of the countries they lead into.

    A way takes the links of its leg, and then another way (`rest`), or a fan, or (-1 both) it is at its `end`. The ends
    of fan f are `fan_end[fan_first[f] : fan_first[f + 1]]`, each with the leg to it, of no links if it is there.
    """

    start: Ints
    country: Ints
    leg: Ints
    rest: Ints
    fan: Ints
    end: Ints
    fan_first: Ints
    fan_leg: Ints
    fan_end: Ints
    legs: list[Leg]


class Fan(NamedTuple):
    """A place behind a door, and the ends that can be reached from it."""

    place: int
    ends: tuple[int, ...]


class Grown(NamedTuple):
    """The ways into a country as they were found; `towards` is where a first leg leads: a place, or (beyond) a door."""

    country: int
    start: Ints
    towards: Ints
    rest: Ints
    fan: Ints
    end: Ints
    fans: list[Fan]


def each_once(
    doors: Doors, chains: Chains, country: int, start: Ints, chain: Ints, end: Ints, fan_of: Ints, fans: list[Fan]
) -> Grown:
    """Return ways into a country, each once: from a start by a chain of doors, or (-1) without a door to an end.

    Of all ways what is left of them is there too; `fan_of` (doors,) is the fan behind a last door.
    """
    count = len(chains.door)
    key = start * (count + len(doors.row)) + np.where(chain >= 0, chain, count + end)
    order = np.sort(np.unique(key, return_index=True)[1])
    start, chain, end, key = start[order], chain[order], end[order], key[order]
    door, following = np.append(chains.door, -1)[chain], np.append(chains.next, -1)[chain]
    onward = np.append(doors.end, 0)[door] * (count + len(doors.row)) + following
    by_key = np.argsort(key)
    at = np.searchsorted(key, onward, sorter=by_key)
    return Grown(
        country=country,
        start=start,
        towards=np.where(chain >= 0, len(doors.row) + door, end),
        rest=np.where(following >= 0, by_key[np.minimum(at, len(key) - 1)], -1),
        fan=np.where((chain >= 0) & (following < 0), np.append(fan_of, -1)[door], -1),
        end=end,
        fans=fans,
    )


def joined(grown: Sequence[Grown], doors: Doors, plain: Cheapest) -> Forest:
    """Return the ways into all countries as one forest."""
    start, end, towards = (_together(getattr(each, name) for each in grown) for name in ("start", "end", "towards"))
    country = _together(np.full(len(each.start), each.country) for each in grown)
    ahead = np.cumsum([0, *(len(each.start) for each in grown)]).tolist()
    fans_ahead = np.cumsum([0, *(len(each.fans) for each in grown)]).tolist()
    rest = _together(_shifted(each.rest, by) for each, by in zip(grown, ahead, strict=False))
    fan = _together(_shifted(each.fan, by) for each, by in zip(grown, fans_ahead, strict=False))
    order = np.lexsort((country, start))  # stable: from each place into each country as they were found
    fans = [fan for each in grown for fan in each.fans]
    fan_first = np.cumsum([0, *(len(fan.ends) for fan in fans)]).astype(np.int64)
    behind = np.repeat(np.array([fan.place for fan in fans], np.int64), np.diff(fan_first))
    fan_end = np.array([end for fan in fans for end in fan.ends], np.int64)
    leg, legs = _legs(doors, plain, np.append(start[order], behind), np.append(towards[order], fan_end))
    return Forest(
        start=start[order],
        country=country[order],
        leg=leg[: len(start)],
        rest=np.append(np.argsort(order), -1)[rest[order]],
        fan=fan[order],
        end=end[order],
        fan_first=fan_first,
        fan_leg=leg[len(start) :],
        fan_end=fan_end,
        legs=legs,
    )


def _together(parts: Iterable[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, np.int64), *parts])


def _shifted(numbers: Ints, by: int) -> Ints:
    """Return numbers raised by as much, but -1, which stands for nothing."""
    return np.where(numbers >= 0, numbers + by, -1)


def numbered(keys: Ints) -> tuple[Ints, Ints]:
    """Return the different keys in the order in which they first come, and the number of each among them."""
    found, first, which = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    return found[order], np.argsort(order)[which]


def _legs(doors: Doors, plain: Cheapest, start: Ints, towards: Ints) -> tuple[Ints, list[Leg]]:
    """Return the number of each leg, and the links of the different ones."""
    count = len(doors.row) + len(doors.link)
    key = np.where(start == towards, 0, start * count + towards)  # legs of no links are one
    found, number = numbered(key)
    start, towards = np.divmod(found, count)
    door = np.append(np.full(len(doors.row), -1), doors.link)[towards].tolist()
    to = np.append(np.arange(len(doors.row)), doors.begin)[towards]
    chains = plain.links(start, to)
    return number, [(*chain, last) if last >= 0 else chain for chain, last in zip(chains, door, strict=True)]
