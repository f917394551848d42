"""The ways that people choose among, as arrays, in nests of the countries where they end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour import settling
from exeunt.behaviour.choice import Choices
from exeunt.engine.compile.access import Access
from exeunt.engine.compile.columns import find_columns
from exeunt.engine.compile.forest import Forest, numbered
from exeunt.engine.compile.network import Network
from exeunt.engine.compile.roads import Leg, Links, Roads
from exeunt.engine.compile.wayfinding import Ends, find_ways
from exeunt.remembered import remembered
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
    taken = _taken(net)
    doors = (net.line >= 0) | ((access.row >= 0) & (net.crosses | access.quota_link.any(axis=0)))
    ruled = taken[(access.row[taken] >= 0) & ~doors[taken]]
    table = parameter_table(world.parameters)["value"]
    central = dict(zip(map(str, table.index), map(float, table), strict=True)) | dict(world.fixed)
    open_, dearer = _open_together(central, net, access, ruled)
    cost, ends = _cost(central, net), _ends(central, net)
    roads = Roads(
        begin=net.begin[taken],
        end=net.end[taken],
        cost=cost[taken],
        doors=doors[taken],
        gates=((net.line >= 0) & ~net.on_seats)[taken],
        open=open_[:, taken],
        places=len(net.place_ids),
        ruled=np.searchsorted(taken, ruled),
        dearer=dearer,
    )
    # whoever is turned back, or finds a link shut, chooses again before it
    homeward = np.flatnonzero(net.works & net.returns & (access.row >= 0))
    held_up = net.begin[taken[doors[taken]]], net.begin[ruled], net.begin[homeward]
    starts = sorted({*net.home_place.tolist(), *ends.place.tolist(), *np.concatenate(held_up).tolist()})
    ways, links_into = _nested(net, find_ways(roads, starts, ends), doors.tobytes(), cost.tobytes())
    choices = ways.choices
    columns = find_columns(net, access, links_into, _ever_open(net, access, choices), alike)
    kept = np.diff(choices.way_first) * columns.how_many[choices.country_of]
    choices = choices._replace(
        column=columns.of_class,
        columns=columns.how_many,
        stands_for=columns.stands_for,
        kept_first=np.concatenate([[0], np.cumsum(kept)]),
    )
    return ways._replace(choices=choices)


@remembered(4)
def _nested(net: Network, forest: Forest, doors: bytes, cost: bytes) -> tuple[Ways, list[Ints]]:
    """Put the ways of a forest into nests, and tell for each country the links that ways into it take.

    `doors` are bytes that tell for each link whether it is one, `cost` those of what it costs people in general.
    """
    number = _taken(net).tolist()
    legs = [tuple(map(number.__getitem__, leg)) for leg in forest.legs]
    links = Links.of(legs)
    last = links.last()
    door_of = np.where(np.append(np.frombuffer(doors, np.bool_), False)[last], last, -1)
    plain = links.rows(np.diff(links.first) - (door_of >= 0))
    choices = _choices(net, forest, links, door_of, np.frombuffer(cost))
    return Ways(choices, legs, plain), _links_into(net, choices, links)


def _taken(net: Network) -> Ints:
    """Return the links that lead out and that somebody can take."""
    return np.flatnonzero(net.works & ~net.returns)


def _open_together(central: dict[str, float], net: Network, access: Access, ruled: Ints) -> tuple[Bools, Floats]:
    """Return which links are open to whom at some time, and what rules make people pay besides on some of them.

    Each combination comes once, shapes (combinations, links) and (combinations, ruled). Besides, which are open without
    a rule that makes them dear, by a risk or otherwise; and of all these, which are with no seats left. In the first
    all are: of the rules that a traveller meets some may be left out (`ways.known`).
    """
    open_, dearer = _open_by_rules(central, net, access, ruled)
    if not net.on_seats.any():
        return open_, dearer
    return np.concatenate([open_, open_ & ~net.on_seats]), np.concatenate([dearer, dearer])


def _open_by_rules(central: dict[str, float], net: Network, access: Access, ruled: Ints) -> tuple[Bools, Floats]:
    if not access.open.shape[1]:
        return np.ones((1, len(access.row)), np.bool_), np.zeros((1, 0))
    fare = np.zeros(access.open.shape[1])
    fare[access.row[access.row >= 0]] = (np.nan_to_num(net.price) + np.nan_to_num(net.road_price))[access.row >= 0]
    dearer = central["risk_cost"] * access.risk + central["price_cost"] / 100.0 * fare[:, None] * (access.price - 1.0)
    dearer += central["wait_cost"] * np.minimum(access.delay, central["wait_cap"])
    every = np.concatenate([access.open, access.open & (dearer <= DEAR)])
    mine = access.row[ruled]
    # what differs by less is one state
    paid = np.where(every[:, mine], np.concatenate([dearer[:, mine]] * 2).round(6), 0.0)
    every = every.transpose(0, 2, 1).reshape(-1, access.open.shape[1])
    paid = paid.transpose(0, 2, 1).reshape(len(every), len(ruled))
    every = np.concatenate([np.ones((1, every.shape[1]), np.bool_), every])
    paid = np.concatenate([np.zeros((1, len(ruled))), paid])
    first: dict[tuple[bytes, bytes], int] = {}
    for k, (row, cost) in enumerate(zip(every, paid, strict=True)):
        first.setdefault((row.tobytes(), cost.tobytes()), k)
    some = [*first.values()]
    open_ = every[some]
    return np.append(open_, np.ones((len(open_), 1), np.bool_), axis=1)[:, access.row], paid[some]


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


def _choices(net: Network, forest: Forest, links: Links, door_of: Ints, cost: Floats) -> Choices:
    """Put ways into nests; which classes weigh them alike is left open."""
    chains, roads = Links.of([tuple(each) for each in forest.chains]), _roads(forest, links, door_of)
    start, country = forest.start, forest.country
    new = np.ones(len(start), np.bool_)
    new[1:] = (start[1:] != start[:-1]) | (country[1:] != country[:-1])
    first = np.flatnonzero(new)
    parts = _parts(forest.rest)
    tails = _tails(forest, parts, door_of)
    fan_of = forest.fan[parts.way[np.cumsum(np.bincount(parts.of)) - 1]]  # behind the last leg
    return Choices(
        nest_first=np.searchsorted(start[first], np.arange(len(net.place_ids) + 1)).astype(np.int64),
        place_of=start[first],
        country_of=country[first],
        way_first=np.append(first, len(start)).astype(np.int64),
        leg=forest.leg.astype(np.int32),
        tail=tails.of_way.astype(np.int32),
        rest=forest.rest,
        fan_of=fan_of.astype(np.int32),
        size=_path_size(net.hours, parts, forest.leg, links, np.where(fan_of >= 0, np.cumsum(new) - 1, -1)),
        door=tails.door,
        tail_leg=tails.leg,
        after=tails.after,
        fan=tails.fan,
        end=tails.end,
        tail_country=tails.country,
        fan_first=forest.fan_first,
        fan_country=net.place_country[forest.fan_end[forest.fan_first[:-1]]],
        fan_leg=forest.fan_leg,
        fan_end=forest.fan_end,
        ruled=forest.ruled,
        chain_first=chains.first,
        chain=chains.link,
        chain_cost=links.total(cost)[chains.link],
        road_first=roads.first,
        road=roads.link,
        column=np.zeros((0, 0), np.int64),
        columns=np.zeros(0, np.int64),
        stands_for=np.zeros((0, 0), np.int64),
        kept_first=np.zeros(1, np.int64),
    )


def _roads(forest: Forest, links: Links, door_of: Ints) -> Links:
    """Return the links of each chain of the legs that have roads with rules, without its door."""
    every = [
        links.link[links.first[k] : links.first[k + 1] - (door_of[k] >= 0)].tolist() if leg >= forest.ruled else ()
        for leg, chains in enumerate(forest.chains)
        for k in chains
    ]
    return Links.of([tuple(each) for each in every])


class _Parts(NamedTuple):
    """What ways are made of: each way by itself, then its rest, the rest of that and so on, way by way."""

    of: Ints
    way: Ints


def _parts(rest: Ints) -> _Parts:
    of = way = np.arange(len(rest))
    found = [_Parts(of, way)]
    while len(of):
        goes_on = rest[way] >= 0
        of, way = of[goes_on], rest[way[goes_on]]
        found.append(_Parts(of, way))
    of, way = (np.concatenate(each) for each in zip(*found, strict=True))
    order = np.argsort(of, kind="stable")
    return _Parts(of[order], way[order])


def legs_left(rest: Ints) -> Ints:
    """Return how many legs each way has."""
    return np.bincount(_parts(rest).of)


class _Tails(NamedTuple):
    """What lies behind the first legs of ways, each tail after the one behind it, and which is that of each way."""

    door: Ints
    leg: Ints
    after: Ints
    fan: Ints
    end: Ints
    country: Ints
    of_way: Ints


def _tails(forest: Forest, parts: _Parts, door_of: Ints) -> _Tails:
    """Return the different tails of ways; `door_of` (legs,) is the door at the end of a leg, or -1."""
    door, leg = door_of[forest.leg], np.append(forest.leg, -1)[forest.rest]
    left = np.bincount(parts.of)
    same = np.full(len(door) + 1, -1)  # and none, at -1
    for legs in range(1, int(left.max(initial=0)) + 1):
        ways = np.flatnonzero(left == legs)
        columns = (door, leg, same[forest.rest], forest.fan, forest.end, forest.country)
        same[ways] = same.max() + 1 + _alike([column[ways] for column in columns])
    # as one comes to them who takes way by way, and of each first what is left of it, from its end on
    from_end = np.lexsort((left[parts.way], parts.of))
    found, _ = numbered(same[parts.way[from_end]])
    of_way, one = np.argsort(found)[same[:-1]], np.zeros(len(found), np.int64)
    one[of_way] = np.arange(len(door))
    return _Tails(
        door=door[one],
        leg=leg[one],
        after=np.append(of_way, -1)[forest.rest[one]],
        fan=forest.fan[one],
        end=forest.end[one],
        country=forest.country[one],
        of_way=of_way,
    )


def _alike(columns: Sequence[Ints]) -> Ints:
    """Return a number for each row of some columns of numbers from -1: the same for the same rows."""
    which = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        which = np.unique(which * (int(column.max()) + 2) + column + 1, return_inverse=True)[1]
    return which


def _path_size(hours: Floats, parts: _Parts, leg: Ints, links: Links, nest: Ints) -> Singles:
    """Return the logarithm of each way's path size among the ways of its place by doors into the same country.

    PS = sum over links of (hours of the link / hours of the way) / (ways that take the link): Ben-Akiva & Bierlaire
    1999, equation 27, with travel time as length, up to the last door; links of no hours count as a minute. `nest`
    (ways,) says which ways are compared, -1 those that are not.
    """
    compared = nest[parts.of] >= 0
    link, part = links.along(leg[parts.way[compared]])
    way, length = parts.of[compared][part], np.maximum(hours, 1.0 / 60.0)[link]
    _, which, takers = np.unique(nest[way] * len(hours) + link, return_inverse=True, return_counts=True)
    size = np.zeros(len(nest), np.float32)
    total = np.bincount(way, length, len(nest))
    shared = np.bincount(way, length / takers[which], len(nest))
    some = np.flatnonzero(total)
    size[some] = np.log(shared[some] / total[some])
    return size


def _links_into(net: Network, ways: Choices, links: Links) -> list[Ints]:
    """Return for each country the links that ways into it take."""
    of_ways = np.repeat(ways.country_of, np.diff(ways.way_first))
    country = np.append(of_ways, np.repeat(ways.fan_country, np.diff(ways.fan_first)))
    count, legs = len(net.link_ids), len(ways.chain_first) - 1
    country, leg = np.divmod(np.unique(country * legs + np.append(ways.leg, ways.fan_leg)), max(legs, 1))
    chains, by = Links(ways.chain_first, ways.chain).along(leg)
    link, position = links.along(chains)
    taken = np.unique(country[by][position] * count + link)
    first = np.searchsorted(taken, np.arange(len(net.countries) + 1) * count).tolist()
    return [taken[a:b] % count for a, b in pairwise(first)]


def _ever_open(net: Network, access: Access, ways: Choices) -> Bools:
    """Return whether any way into a country may ever be open to a class, shape (countries, classes)."""
    ruled, ends = np.asarray(access.open.any(axis=0)), np.asarray(access.settle.any(axis=0))
    always = np.ones((1, ruled.shape[1]), np.bool_)
    passes = np.concatenate([np.concatenate([ruled, always])[access.row], always])  # the last where there is no door
    fans = np.array([ends[ways.fan_end[a:b]].any(axis=0) for a, b in pairwise(ways.fan_first)], np.bool_)
    behind = np.concatenate([fans.reshape(-1, ends.shape[1]), ends])
    tails = passes[ways.door] & behind[np.where(ways.fan >= 0, ways.fan, len(fans) + ways.end)]
    left = legs_left(ways.after)
    for legs in range(2, int(left.max(initial=0)) + 1):  # each after what is behind it
        some = np.flatnonzero(left == legs)
        tails[some] = passes[ways.door[some]] & tails[ways.after[some]]
    found = np.zeros((len(net.countries), ends.shape[1]), np.bool_)
    np.logical_or.at(found, ways.tail_country, tails)
    return found


def links_of(ways: Choices, legs: Sequence[Leg], way: int) -> Iterator[list[int]]:
    """Yield the links of a way, from the first to the last, or to the last door where a fan lies behind it.

    They are several lists where it has legs that may be gone by several chains of links.
    """
    chains = []
    while way >= 0:
        chains.append(chains_of(ways, legs, int(ways.leg[way])))
        way = int(ways.rest[way])
    return (list(chain.from_iterable(each)) for each in product(*chains))


def chains_of(ways: Choices, legs: Sequence[Leg], leg: int) -> list[Leg]:
    """Return the chains of links by which a leg may be gone."""
    return [legs[k] for k in ways.chain[ways.chain_first[leg] : ways.chain_first[leg + 1]]]
