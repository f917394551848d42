"""The ways that people choose among, as arrays, in nests of the countries where they end."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour import settling
from exeunt.behaviour.choice import Choices
from exeunt.engine.compile.access import Access
from exeunt.engine.compile.columns import find_columns
from exeunt.engine.compile.network import Network
from exeunt.engine.compile.wayfinding import Ends, Forest, Leg, Roads, find_ways
from exeunt.engine.kernel.records import SEATS
from exeunt.scenario.parameters import parameter_table

if TYPE_CHECKING:
    from exeunt.scenario.world import World

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

DEAR = 1.0  # utility: where a rule costs more, the ways round it are looked for too


class Ways(NamedTuple):
    """The ways, in nests, the links of each leg, and of these the ones before its door, filled up with -1."""

    choices: Choices
    legs: list[Leg]
    plain: Ints


def compile_ways(world: World, net: Network, access: Access, alike: Sequence[NDArray[np.generic]]) -> Ways:
    """Find the ways of a world and put them into nests; ways into one country from one place are a nest.

    `alike` is what classes weigh by besides rules: see `columns.find_columns`.
    """
    taken = np.flatnonzero(net.works & ~net.returns)
    doors = (net.line >= 0) | (access.row >= 0)
    table = parameter_table(world.parameters)["value"]
    central = dict(zip(map(str, table.index), map(float, table), strict=True)) | dict(world.fixed)
    open_ = _open_together(central, net, access)[:, taken]
    roads = Roads(net.begin[taken], net.end[taken], _cost(central, net)[taken], doors[taken], open_, len(net.place_ids))
    ends = _ends(central, net)
    # whoever is turned back, or finds a door shut, chooses again before it
    starts = sorted({*net.home_place.tolist(), *ends.place.tolist(), *roads.begin[roads.doors].tolist()})
    forest = _in_order(find_ways(roads, starts, ends), taken)
    legs = list(dict.fromkeys([*(way.leg for way in forest.ways), *(leg for fan in forest.fans for leg in fan.legs)]))
    plain = _filled([leg[:-1] if leg and doors[leg[-1]] else leg for leg in legs])
    choices = _choices(net, forest, legs, doors)
    columns = find_columns(net, access, _links_into(net, choices, legs), _ever_open(net, access, choices), alike)
    kept = np.diff(choices.way_first) * columns.how_many[choices.country_of]
    choices = choices._replace(
        column=columns.of_class,
        columns=columns.how_many,
        stands_for=columns.stands_for,
        kept_first=np.concatenate([[0], np.cumsum(kept)]),
    )
    return Ways(choices, legs, plain)


def _filled(chains: Sequence[Leg]) -> Ints:
    """Return chains of links as rows of one length, filled up with -1."""
    longest = max(map(len, chains), default=0)
    rows = [[*chain, *[-1] * (longest - len(chain))] for chain in chains]
    return np.array(rows, np.int64).reshape(len(chains), longest)


def _open_together(central: dict[str, float], net: Network, access: Access) -> Bools:
    """Return which links are open to whom at some time, each combination once, shape (combinations, links).

    Besides, which are open without a rule that makes them dear, by a risk or otherwise; and of all these, which are
    with no seats left. In the first all are: of the rules that a traveller meets some may be left out (`ways.known`).
    """
    seats = np.isin(net.line, np.flatnonzero(net.line_kind == SEATS))
    open_ = _open_by_rules(central, net, access)
    return np.concatenate([open_, open_ & ~seats]) if seats.any() else open_


def _open_by_rules(central: dict[str, float], net: Network, access: Access) -> Bools:
    if not access.open.shape[1]:
        return np.ones((1, len(access.row)), np.bool_)
    fare = np.zeros(access.open.shape[1])
    fare[access.row[access.row >= 0]] = (np.nan_to_num(net.price) + np.nan_to_num(net.road_price))[access.row >= 0]
    dearer = central["risk_cost"] * access.risk + central["price_cost"] / 100.0 * fare[:, None] * (access.price - 1.0)
    dearer += central["wait_cost"] * np.minimum(access.delay, central["wait_cap"])
    every = np.concatenate([access.open, access.open & (dearer <= DEAR)])
    every = every.transpose(0, 2, 1).reshape(-1, access.open.shape[1])
    different = dict.fromkeys([np.ones(every.shape[1], np.bool_).tobytes(), *(row.tobytes() for row in every)])
    open_ = np.frombuffer(b"".join(different), np.bool_).reshape(len(different), -1)
    return np.append(open_, np.ones((len(open_), 1), np.bool_), axis=1)[:, access.row]


def _cost(central: dict[str, float], net: Network) -> Floats:
    """Return what each link costs people in general at the central constants, in utility.

    An hour costs what it is felt as, and what is lost of the worth of arriving by arriving later.
    """
    hour = central["time_cost"] + central["discount"] * max(central["settle_base"], 0.0)
    money = central["price_cost"] / 100.0 * np.nan_to_num(net.price + net.road_price)
    return np.asarray(hour * net.hours + central["border_cost"] * net.crosses + money, np.float64)


def _ends(central: dict[str, float], net: Network) -> Ends:
    """Return where people can settle, and how much less than the best of its country each is worth in general."""
    worth = settling.standing(
        central,
        population=net.population,
        language=net.language,
        rent=net.rent,
        tied=np.zeros((len(net.place_ids), 1), np.bool_),
        price_sensitivity=np.ones(1),
        terms=np.zeros(1),
    )[:, 0]
    place = np.flatnonzero(net.settles)
    country = net.place_country[place]
    best = np.full(len(net.countries), -np.inf)
    np.maximum.at(best, country, worth[place])
    return Ends(place, country, best[country] - worth[place])


def _in_order(forest: Forest, taken: Ints) -> Forest:
    """Return a forest in the order of its places and countries, its links by their numbers in the network."""
    order = np.lexsort(
        (np.arange(len(forest.ways)), np.array(forest.country, np.int64), np.array(forest.start, np.int64))
    ).tolist()
    number = {old: new for new, old in enumerate(order)} | {-1: -1}

    def links(leg: Leg) -> Leg:
        return tuple(int(taken[k]) for k in leg)

    ways = [forest.ways[old] for old in order]
    return Forest(
        [way._replace(leg=links(way.leg), rest=number[way.rest]) for way in ways],
        [forest.start[old] for old in order],
        [forest.country[old] for old in order],
        [fan._replace(legs=tuple(map(links, fan.legs))) for fan in forest.fans],
    )


def _choices(net: Network, forest: Forest, legs: Sequence[Leg], doors: Bools) -> Choices:
    start, country = np.array(forest.start, np.int64), np.array(forest.country, np.int64)
    new = np.ones(len(start), np.bool_)
    new[1:] = (start[1:] != start[:-1]) | (country[1:] != country[:-1])
    first = np.flatnonzero(new)
    number = {leg: i for i, leg in enumerate(legs)}
    tails = _tails(forest, number, doors)
    ways = Choices(
        nest_first=np.searchsorted(start[first], np.arange(len(net.place_ids) + 1)).astype(np.int64),
        place_of=start[first],
        country_of=country[first],
        way_first=np.append(first, len(start)).astype(np.int64),
        leg=np.array([number[way.leg] for way in forest.ways], np.int64),
        tail=tails.of_way,
        rest=np.array([way.rest for way in forest.ways], np.int64),
        fan_of=_fan_of(forest),
        size=np.zeros(len(start), np.float32),
        door=tails.door,
        tail_leg=tails.leg,
        after=tails.after,
        fan=tails.fan,
        end=tails.end,
        tail_country=tails.country,
        fan_first=np.cumsum([0, *(len(fan.ends) for fan in forest.fans)]).astype(np.int64),
        fan_country=np.array([net.place_country[fan.ends[0]] for fan in forest.fans], np.int64),
        fan_leg=np.array([number[leg] for fan in forest.fans for leg in fan.legs], np.int64),
        fan_end=np.array([end for fan in forest.fans for end in fan.ends], np.int64),
        column=np.zeros((0, 0), np.int64),
        columns=np.zeros(0, np.int64),
        stands_for=np.zeros((0, 0), np.int64),
        kept_first=np.zeros(1, np.int64),
    )
    return ways._replace(size=_path_size(net.hours, ways, legs))


class _Tails(NamedTuple):
    """What lies behind the first legs of ways, each tail after the one behind it, and which is that of each way."""

    door: Ints
    leg: Ints
    after: Ints
    fan: Ints
    end: Ints
    country: Ints
    of_way: Ints


def _tails(forest: Forest, number: dict[Leg, int], doors: Bools) -> _Tails:
    """Return the different tails of ways."""
    found: dict[tuple[int, ...], int] = {}
    of_way = np.full(len(forest.ways), -1, np.int64)

    def tail_of(way: int) -> int:
        if of_way[way] < 0:
            leg, rest, fan, end = forest.ways[way]
            door = leg[-1] if doors[leg[-1]] else -1
            onward = (number[forest.ways[rest].leg], tail_of(rest)) if rest >= 0 else (-1, -1)
            key = (door, *onward, fan, end, forest.country[way])
            of_way[way] = found.setdefault(key, len(found))
        return int(of_way[way])

    for way in range(len(forest.ways)):
        tail_of(way)
    door, leg, after, fan, end, country = np.array(list(found), np.int64).reshape(-1, 6).T.copy()
    return _Tails(door, leg, after, fan, end, country, of_way)


def _links_into(net: Network, ways: Choices, legs: Sequence[Leg]) -> list[set[int]]:
    """Return for each country the links that ways into it take."""
    links: list[set[int]] = [set() for _ in net.countries]
    for nest, country in enumerate(ways.country_of.tolist()):
        for leg in set(ways.leg[ways.way_first[nest] : ways.way_first[nest + 1]].tolist()):
            links[country].update(legs[leg])
    for fan, country in enumerate(ways.fan_country.tolist()):
        for leg in ways.fan_leg[ways.fan_first[fan] : ways.fan_first[fan + 1]].tolist():
            links[country].update(legs[leg])
    return links


def _ever_open(net: Network, access: Access, ways: Choices) -> Bools:
    """Return whether any way into a country may ever be open to a class, shape (countries, classes)."""
    ruled, ends = np.asarray(access.open.any(axis=0)), np.asarray(access.settle.any(axis=0))
    passes = np.concatenate([ruled, np.ones((1, ruled.shape[1]), np.bool_)])[access.row]
    fans = np.array(
        [ends[ways.fan_end[a:b]].any(axis=0) for a, b in zip(ways.fan_first[:-1], ways.fan_first[1:], strict=True)]
    ).reshape(-1, ends.shape[1])
    tails = np.zeros((len(ways.end), ends.shape[1]), np.bool_)
    for tail, (door, after, fan, end) in enumerate(zip(ways.door, ways.after, ways.fan, ways.end, strict=True)):
        behind = tails[after] if after >= 0 else (fans[fan] if fan >= 0 else ends[end])
        tails[tail] = behind & passes[door] if door >= 0 else behind
    found = np.zeros((len(net.countries), ends.shape[1]), np.bool_)
    np.logical_or.at(found, ways.tail_country, tails)
    return found


def _fan_of(forest: Forest) -> Ints:
    """Return the fan at the end of each way, -1 where it leads to one place."""
    fans = np.array([way.fan for way in forest.ways], np.int64)
    rest = np.array([way.rest for way in forest.ways], np.int64)
    while (rest >= 0).any():
        onward = rest >= 0
        fans[onward], rest[onward] = fans[rest[onward]], rest[rest[onward]]
    return fans


def _path_size(hours: Floats, ways: Choices, legs: Sequence[Leg]) -> Singles:
    """Return the logarithm of each way's path size among the ways of its place by doors into the same country.

    PS = sum over links of (hours of the link / hours of the way) / (ways that take the link): Ben-Akiva & Bierlaire
    1999, equation 27, with travel time as length, up to the last door; links of no hours count as a minute.
    """
    size, length = np.zeros(len(ways.leg), np.float32), np.maximum(hours, 1.0 / 60.0)
    for first, last in zip(ways.way_first[:-1], ways.way_first[1:], strict=True):
        alike = [way for way in range(first, last) if ways.fan_of[way] >= 0]
        if len(alike) < 2:
            continue
        chains = [links_of(ways, legs, way) for way in alike]
        takers: dict[int, int] = {}
        for chain in chains:
            for link in chain:
                takers[link] = takers.get(link, 0) + 1
        for way, chain in zip(alike, chains, strict=True):
            total = sum(length[link] for link in chain)
            size[way] = np.log(sum(length[link] / takers[link] for link in chain) / total)
    return size


def links_of(ways: Choices, legs: Sequence[Leg], way: int) -> list[int]:
    """Return the links of a way, from the first to the last, or to the last door where a fan lies behind it."""
    links: list[int] = []
    while way >= 0:
        links += legs[ways.leg[way]]
        way = int(ways.rest[way])
    return links
