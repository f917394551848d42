"""Ways as a forest: numbered, with the legs and fans that they share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.compile.chains import Doors
from exeunt.engine.compile.roads import LEAST_COST, Cheapest, Leg

Ints = NDArray[np.int64]


class Forest(NamedTuple):
    """Ways by number, in the order of the places they leave from and, from each, of the countries they lead into.

    A way takes the links of its leg, and then another way (`rest`), or a fan, or (-1 both) it is at its `end`. The ends
    of fan f are `fan_end[fan_first[f] : fan_first[f + 1]]`, each with the leg to it, of no links if it is there. Leg k
    is by one of the `chains[k]`, lists of links by their numbers in `legs`, first by k itself; from `ruled` on legs
    are such as have roads with rules.
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
    chains: list[list[int]]
    ruled: int


class Kept(NamedTuple):
    """Chains of doors by number, each after what is left of it behind its first door, and which are kept from where.

    A chain has so many doors (`length`), the first by its number among doors, and then the chain `next`, or none (-1).
    From the places numbered `start`, in order, the chains `kept` are kept: of each state of the roads with rules those
    that none before had, the cheapest first.
    """

    door: Ints
    next: Ints
    length: Ints
    start: Ints
    kept: Ints


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
    doors: Doors, chains: Kept, country: int, start: Ints, chain: Ints, end: Ints, fan_of: Ints, fans: list[Fan]
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


def united(found: Sequence[Kept]) -> Kept:
    """Return the chains that were found in several states of the roads, each once: those of the first state first."""
    if len(found) == 1:
        return found[0]
    number: dict[tuple[int, int], int] = {}
    length: list[int] = []
    kept: dict[tuple[int, int], None] = {}
    for each in found:
        own: list[int] = []
        for door, following, long in zip(each.door.tolist(), each.next.tolist(), each.length.tolist(), strict=True):
            key = (door, own[following] if following >= 0 else -1)
            if key not in number:
                number[key] = len(number)
                length.append(long)
            own.append(number[key])
        kept |= dict.fromkeys((start, own[k]) for start, k in zip(each.start.tolist(), each.kept.tolist(), strict=True))
    start, chain = np.array(sorted(kept, key=itemgetter(0)), np.int64).reshape(-1, 2).T
    door, following = np.array([*number], np.int64).reshape(-1, 2).T
    return Kept(door, following, np.array(length, np.int64), start, chain)


def joined(grown: Sequence[Grown], doors: Doors, plain: Sequence[Cheapest], ruled: Ints) -> Forest:
    """Return the ways into all countries as one forest.

    `plain` are the cheapest chains of roads in each state of those with rules, which are `ruled`, all open first.
    """
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
    leg, legs = _legs(doors, plain, ruled, np.append(start[order], behind), np.append(towards[order], fan_end))
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
        legs=legs.links,
        chains=legs.chains,
        ruled=legs.ruled,
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


class _Legs(NamedTuple):
    """See `Forest`."""

    links: list[Leg]
    chains: list[list[int]]
    ruled: int


def _legs(doors: Doors, plain: Sequence[Cheapest], ruled: Ints, start: Ints, towards: Ints) -> tuple[Ints, _Legs]:
    """Return the number of each leg, and the links of the different ones."""
    count = len(doors.row) + len(doors.link)
    key = np.where(start == towards, 0, start * count + towards)  # legs of no links are one
    found, number = numbered(key)
    start, towards = np.divmod(found, count)
    door = np.append(np.full(len(doors.row), -1), doors.link)[towards].tolist()
    to = np.append(np.arange(len(doors.row)), doors.begin)[towards]
    by = [[chain] for chain in plain[0].links(start, to)]
    rules = set(ruled.tolist())
    has_rules = np.array([not rules.isdisjoint(chain) for [chain] in by], np.bool_)
    cost = plain[0].distance[plain[0].row[to], start]
    for other in plain[1:]:  # a leg without rules stays the best until others become cheaper
        now = other.distance[other.row[to], start]
        there = np.flatnonzero((has_rules & (now < np.inf)) | (now < cost - LEAST_COST))
        for k, chain in zip(there.tolist(), other.links(start[there], to[there]), strict=True):
            by[k] += [chain] if chain not in by[k] else []
    has_rules |= np.array([len(chains) > 1 for chains in by], np.bool_)
    order = np.argsort(has_rules, kind="stable")
    legs = [(*by[k][0], door[k]) if door[k] >= 0 else by[k][0] for k in order.tolist()]
    chains = []
    for leg, k in enumerate(order.tolist()):
        chains.append([leg, *range(len(legs), len(legs) + len(by[k]) - 1)])
        legs += [(*chain, door[k]) if door[k] >= 0 else chain for chain in by[k][1:]]
    return np.argsort(order)[number], _Legs(legs, chains, int((~has_rules).sum()))
