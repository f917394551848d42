"""The ways that people choose among, as arrays, in nests of the countries where they end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.choice import Choices
from exeunt.engine.compile.access import Access
from exeunt.engine.compile.network import Network
from exeunt.engine.compile.wayfinding import Forest, find_ways
from exeunt.scenario.parameters import parameter_table

if TYPE_CHECKING:
    from exeunt.scenario.world import World

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Ways(NamedTuple):
    """The ways, in nests, the links of each leg, and of these the ones before its door."""

    choices: Choices
    legs: list[tuple[int, ...]]
    plain: list[tuple[int, ...]]


def compile_ways(world: World, net: Network, access: Access) -> Ways:
    """Find the ways of a world and put them into nests; ways into one country from one place are a nest."""
    taken = np.flatnonzero(net.works & ~net.returns)
    doors = (net.line[taken] >= 0) | (access.row[taken] >= 0)
    ends = np.flatnonzero(net.settles)
    # whoever is turned back, or finds a door shut, chooses again before it
    starts = sorted({*net.home_place.tolist(), *ends.tolist(), *net.begin[taken][doors].tolist()})
    forest = find_ways(
        net.begin[taken],
        net.end[taken],
        _general_cost(world, net)[taken],
        doors=doors,
        starts=starts,
        ends=ends.tolist(),
        places=len(net.place_ids),
    )
    legs = [tuple(taken[list(leg)].tolist()) for leg in forest.legs]
    has_door = (net.line >= 0) | (access.row >= 0)
    plain = [leg[:-1] if has_door[leg[-1]] else leg for leg in legs]
    return Ways(_in_nests(net, forest._replace(legs=legs), has_door), legs, plain)


def _general_cost(world: World, net: Network) -> Floats:
    """Return what each link costs people in general at the central constants, in utility.

    An hour costs what it is felt as, and what is lost of the worth of arriving by arriving later.
    """
    central = parameter_table(world.parameters)["value"].to_dict() | dict(world.fixed)
    hour = central["time_cost"] + central["discount"] * max(central["settle_base"], 0.0)
    money = central["price_cost"] / 100.0 * np.nan_to_num(net.price + net.road_price)
    return np.asarray(hour * net.hours + central["border_cost"] * net.crosses + money, np.float64)


def _in_nests(net: Network, forest: Forest, has_door: Bools) -> Choices:
    last = np.array([leg[-1] for leg in forest.legs], np.int64)
    country = net.place_country[forest.end]
    order = np.lexsort((np.arange(len(country)), country, forest.start))
    number = np.empty(len(order), np.int64)
    number[order] = np.arange(len(order))
    start, country = forest.start[order], country[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (start[1:] != start[:-1]) | (country[1:] != country[:-1])
    first = np.flatnonzero(new)
    rest = forest.rest[order]
    leg, rest, end = forest.leg[order], np.where(rest >= 0, number[rest], -1), forest.end[order]
    tails = _tails(np.where(has_door[last], last, -1)[leg], rest, end, number)
    ways = Choices(
        nest_first=np.searchsorted(start[first], np.arange(len(net.place_ids) + 1)).astype(np.int64),
        place_of=start[first],
        way_first=np.append(first, len(order)).astype(np.int64),
        leg=leg,
        tail=tails.of_way,
        rest=rest,
        size=np.zeros(len(order), np.float32),
        door=tails.door,
        tail_leg=np.where(tails.rest >= 0, leg[tails.rest], -1),
        after=np.where(tails.rest >= 0, tails.of_way[tails.rest], -1),
        end=tails.end,
    )
    return ways._replace(size=_path_size(net.hours, ways, forest.legs))


class _Tails(NamedTuple):
    """What lies behind the first legs of ways, each after the one behind it, and which one is that of each way."""

    door: Ints
    rest: Ints
    end: Ints
    of_way: Ints


def _tails(door: Ints, rest: Ints, end: Ints, order: Ints) -> _Tails:
    """Return the different tails of ways; `order` holds the ways so that each comes after its rest."""
    several, at, of_way = np.unique(
        np.stack([door, rest, end], axis=1)[order], axis=0, return_index=True, return_inverse=True
    )
    by_need = np.argsort(at)  # a tail comes to be with its first way, whose rest came before
    number = np.empty(len(at), np.int64)
    number[by_need] = np.arange(len(at))
    tail = np.empty(len(door), np.int64)
    tail[order] = number[of_way.ravel()]
    return _Tails(*several[by_need].T, of_way=tail)


def _path_size(hours: Floats, ways: Choices, legs: Sequence[tuple[int, ...]]) -> Singles:
    """Return the logarithm of each way's path size among the ways of its place to the same end.

    PS = sum over links of (hours of the link / hours of the way) / (ways that take the link): Ben-Akiva & Bierlaire
    1999, equation 27, with travel time as length.
    """
    size = np.zeros(len(ways.leg), np.float32)
    end = ways.end[ways.tail]
    for first, last in zip(ways.way_first[:-1], ways.way_first[1:], strict=True):
        by_end: dict[int, list[int]] = {}
        for way in range(first, last):
            by_end.setdefault(int(end[way]), []).append(way)
        for alike in by_end.values():
            if len(alike) == 1:
                continue
            chains = [links_of(ways, legs, way) for way in alike]
            takers: dict[int, int] = {}
            for chain in chains:
                for link in chain:
                    takers[link] = takers.get(link, 0) + 1
            for way, chain in zip(alike, chains, strict=True):
                total = sum(hours[link] for link in chain)
                size[way] = np.log(sum(hours[link] / takers[link] for link in chain) / total)
    return size


def links_of(ways: Choices, legs: Sequence[tuple[int, ...]], way: int) -> list[int]:
    """Return the links of a way, from the first to the last."""
    links: list[int] = []
    while way >= 0:
        links += legs[ways.leg[way]]
        way = int(ways.rest[way])
    return links
