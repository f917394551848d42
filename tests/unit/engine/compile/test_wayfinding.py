"""Ways: chains of links that pass no place twice, the cheapest between doors, against all of them in small networks."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from typing import NamedTuple

import numpy as np
import pytest

from exeunt.engine.compile.chains import MOST
from exeunt.engine.compile.forest import Forest
from exeunt.engine.compile.roads import Roads
from exeunt.engine.compile.wayfinding import DEARER, Ends, find_ways
from road_cases import without_rules

SEEDS = range(60)


class Asked(NamedTuple):
    roads: Roads
    starts: list[int]
    ends: Ends


def random_network(seed: int, *, dear: float = 2.0) -> Asked:
    """Seven places and some twenty links, a third of them doors; ends in two countries, one perhaps twice."""
    rng = np.random.default_rng(seed)
    places = 7
    pairs = [pair for pair in itertools.permutations(range(places), 2) if rng.random() < 0.4]
    pairs += [pairs[i] for i in rng.integers(len(pairs), size=3)]  # side by side
    begin, end = np.array(pairs).T
    doors = rng.random(len(pairs)) < 0.33
    open_ = np.ones((1, len(pairs)), np.bool_)
    gates = doors & (np.arange(len(doors)) % 2 > 0)
    roads = Roads(begin, end, rng.uniform(0.1, dear, len(pairs)), doors, gates, open_, places, *without_rules(1))
    place = rng.choice(places, 3, replace=False)
    ends = Ends(place, np.array([0, 1, 1]), rng.uniform(0, 1, 3))
    starts = sorted({0, *place.tolist(), *begin[doors].tolist()})
    return Asked(roads, starts, ends)


def found(asked: Asked) -> Forest:
    return find_ways(asked.roads, asked.starts, asked.ends)


def whole(forest: Forest, number: int) -> tuple[list[int], list[tuple[list[int], int]]]:
    """Return the links of a way up to its last door, and each end with the links to it from there."""
    links = list(forest.legs[forest.leg[number]])
    while forest.rest[number] >= 0:
        number = int(forest.rest[number])
        links += forest.legs[forest.leg[number]]
    fan = int(forest.fan[number])
    if fan < 0:
        return links, [([], int(forest.end[number]))]
    ends = range(forest.fan_first[fan], forest.fan_first[fan + 1])
    return links, [(list(forest.legs[forest.fan_leg[i]]), int(forest.fan_end[i])) for i in ends]


def places_of(roads: Roads, start: int, links: list[int]) -> list[int]:
    """Return the places along links, which have to follow on each other."""
    here = [start]
    for link in links:
        assert roads.begin[link] == here[-1]
        here.append(int(roads.end[link]))
    return here


Path = tuple[float, list[int]]


def cheapest(roads: Roads, links: np.ndarray) -> dict[tuple[int, int], Path]:
    """Return the least cost and the places along it between any two, of all paths by some links."""
    least: dict[tuple[int, int], Path] = {}

    def extend(passed: list[int], cost: float) -> None:
        between = passed[0], passed[-1]
        if between not in least or cost < least[between][0]:
            least[between] = cost, passed
        for link in links[roads.begin[links] == passed[-1]]:
            if roads.end[link] not in passed:
                extend([*passed, int(roads.end[link])], cost + float(roads.cost[link]))

    for place in range(roads.places):
        extend([place], 0.0)
    return least


@pytest.mark.parametrize("seed", SEEDS)
def test_a_way_is_a_chain_of_links_to_its_ends_that_passes_no_place_twice(seed):
    asked = random_network(seed)
    forest = found(asked)
    country = dict(zip(asked.ends.place.tolist(), asked.ends.country.tolist(), strict=True))
    for number, start in enumerate(forest.start):
        links, ends = whole(forest, number)
        before = places_of(asked.roads, start, links)
        assert len(set(before)) == len(before)
        assert links
        assert ends
        for leg, end in ends:
            behind = places_of(asked.roads, before[-1], leg)
            assert behind[-1] == end
            assert country[end] == forest.country[number]
            assert len(set(behind)) == len(behind)
            assert before[-2] not in behind, "nobody passes a door to come back to it"
            if not asked.roads.doors[links].any():
                assert end != start


@pytest.mark.parametrize("seed", SEEDS)
def test_between_doors_no_chain_is_cheaper(seed):
    asked = random_network(seed)
    roads, forest = asked.roads, found(asked)
    least = cheapest(roads, np.flatnonzero(~roads.doors))
    legs = [forest.legs[leg] for leg in forest.leg]
    for leg in legs:
        plain = [link for link in leg if not roads.doors[link]]
        assert list(leg[: len(plain)]) == plain, "a door is the last link of a leg"
        assert len(leg) - len(plain) <= 1
        begin, end = roads.begin[leg[0]], roads.begin[leg[-1]] if len(plain) < len(leg) else roads.end[leg[-1]]
        assert roads.cost[plain].sum() == pytest.approx(least[begin, end][0])
    for leg in filter(None, [forest.legs[leg] for leg in forest.fan_leg]):
        assert not roads.doors[list(leg)].any()
        assert roads.cost[list(leg)].sum() == pytest.approx(least[roads.begin[leg[0]], roads.end[leg[-1]]][0])


def every_chain(asked: Asked, start: int, country: int, time: int) -> dict[tuple[int, ...], float]:
    """Return all chains of doors from a place into a country that pass no place twice, with their least costs."""
    roads, ends = asked.roads.at(time), asked.ends
    least = cheapest(roads, np.flatnonzero(~roads.doors & roads.open[time]))
    mine = [(int(e), cost) for e, c, cost in zip(*ends, strict=True) if c == country]
    chains: dict[tuple[int, ...], float] = {}

    def extend(doors: tuple[int, ...], passed: list[int], cost: float) -> None:
        here = passed[-1]
        if doors:
            there = [
                least[here, end][0] + less
                for end, less in mine
                if (here, end) in least and passed[-2] not in least[here, end][1]
            ]
            if there:
                chains[doors] = cost + min(there)
        for door in np.flatnonzero(roads.doors).tolist():
            begin, end = int(roads.begin[door]), int(roads.end[door])
            if (here, begin) in least:
                more, way = least[here, begin]
                onward = [*passed, *way[1:], end]
                if len(set(onward)) == len(onward):
                    extend((*doors, door), onward, cost + more + float(roads.cost[door]))

    extend((), [start], 0.0)
    return chains


def best_of(asked: Asked, start: int, country: int, time: int) -> float:
    """Return the least cost into a country over the links that are open at a time."""
    least = cheapest(asked.roads.at(time), np.flatnonzero(asked.roads.open[time]))
    costs = [
        least[start, e][0] + cost
        for e, c, cost in zip(*asked.ends, strict=True)
        if c == country and (start, e) in least
    ]
    return min(costs, default=math.inf)


def kept_chains(asked: Asked, forest: Forest, start: int, country: int) -> set[tuple[int, ...]]:
    ways = [n for n, where in enumerate(zip(forest.start, forest.country, strict=True)) if where == (start, country)]
    chains = [tuple(link for link in whole(forest, n)[0] if asked.roads.doors[link]) for n in ways]
    assert len({chain for chain in chains if chain}) == sum(map(bool, chains))
    return {chain for chain in chains if chain}


def expected_chains(asked: Asked, start: int, country: int) -> set[tuple[int, ...]]:
    """Return the cheapest few chains by each last door, of those that are open and cost little more than the best.

    And of these the cheapest through each gate that is on none so far.
    """
    expected = set()
    for time, now in enumerate(asked.roads.open):
        chains, best = every_chain(asked, start, country, time), best_of(asked, start, country, time)
        mine = [chain for chain in chains if now[list(chain)].all() and chains[chain] <= best + DEARER]
        so_many, passed = Counter[int](), set[int]()
        for chain in sorted(mine, key=chains.__getitem__):
            gates = {door for door in chain if asked.roads.gates[door]}
            if so_many[chain[-1]] < MOST or gates - passed:
                expected.add(chain)
            so_many[chain[-1]] += 1
            passed |= gates
    return expected


@pytest.mark.parametrize("dear", [2.0, 6.0], ids=["near", "far"])
@pytest.mark.parametrize("seed", SEEDS)
def test_of_all_chains_the_cheapest_few_by_each_last_door_and_the_cheapest_through_each_gate_are_kept(seed, dear):
    asked = random_network(seed, dear=dear)
    forest = found(asked)
    for start, country in itertools.product(asked.starts, (0, 1)):
        assert kept_chains(asked, forest, start, country) == expected_chains(asked, start, country)


@pytest.mark.parametrize("seed", SEEDS)
def test_when_doors_are_shut_the_cheapest_few_of_the_others_are_kept_too(seed):
    asked, rng = random_network(seed, dear=6.0), np.random.default_rng(seed)
    times = rng.integers(1, 12)
    open_ = (rng.random((times, len(asked.roads.cost))) < 0.6) | ~asked.roads.doors
    none, nothing = without_rules(int(times))
    asked = asked._replace(roads=asked.roads._replace(open=open_, ruled=none, dearer=nothing))
    forest = found(asked)
    for start, country in itertools.product(asked.starts, (0, 1)):
        assert kept_chains(asked, forest, start, country) == expected_chains(asked, start, country)


def as_told(roads: Roads, forest: Forest, merged: dict[int, int]) -> set[tuple[object, ...]]:
    """Return all ways, link by link, with pieces of a link as that link (and pieces after the first as nothing)."""

    def links(some: list[int]) -> tuple[int, ...]:
        return tuple(link for link in (merged.get(link, link) for link in some) if link >= 0)

    return {
        (forest.start[number], forest.country[number], links(before), links(leg), end)
        for number in range(len(forest.start))
        for before, ends in [whole(forest, number)]
        for leg, end in ends
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_a_one_way_road_without_a_door_that_is_cut_in_two_changes_nothing(seed):
    asked = random_network(seed)
    roads, rng = asked.roads, np.random.default_rng(seed)
    told = as_told(roads, found(asked), {})
    used = {link for _, _, before, leg, _ in told for link in (*before, *leg)} & set(np.flatnonzero(~roads.doors))
    link, last, middle = int(rng.choice(sorted(used))), len(roads.cost), roads.places
    share = rng.uniform(0.1, 0.9)
    begin, end, cost = roads.begin.copy(), roads.end.copy(), roads.cost.copy()
    end[link], cost[link] = middle, share * cost[link]
    cut = Roads(
        np.append(begin, middle),
        np.append(end, roads.end[link]),
        np.append(cost, (1 - share) * roads.cost[link]),
        np.append(roads.doors, False),
        np.append(roads.gates, False),
        np.ones((1, last + 1), np.bool_),
        middle + 1,
        *without_rules(1),
    )
    assert as_told(cut, found(asked._replace(roads=cut)), {last: -1}) == told


def ruled_network(seed: int) -> Asked:
    """Return a network with rules on some roads: at first none acts, then some shut roads or change what they cost."""
    asked, rng = random_network(seed, dear=4.0), np.random.default_rng(seed)
    roads = asked.roads
    ruled = np.flatnonzero(~roads.doors & (rng.random(len(roads.doors)) < 0.5))
    times = int(rng.integers(2, 6))
    open_ = rng.random((times, len(roads.cost))) < 0.7
    open_[:, ~roads.doors] = True
    open_[:, ruled] = rng.random((times, len(ruled))) < 0.6
    dearer = rng.choice([0.0, 0.0, 0.7, 3.0, -0.05], (times, len(ruled)))
    open_[0], dearer[0] = True, 0.0
    starts = sorted({*asked.starts, *roads.begin[ruled].tolist()})
    return Asked(roads._replace(open=open_, ruled=ruled, dearer=dearer), starts, asked.ends)


@pytest.mark.parametrize("seed", SEEDS)
def test_where_roads_have_rules_the_cheapest_few_chains_of_each_state_are_kept(seed):
    asked = ruled_network(seed)
    forest = found(asked)
    for start, country in itertools.product(asked.starts, (0, 1)):
        assert kept_chains(asked, forest, start, country) == expected_chains(asked, start, country)


@pytest.mark.parametrize("seed", SEEDS)
def test_in_each_state_of_its_roads_a_leg_has_the_cheapest_chain_of_then(seed):
    asked = ruled_network(seed)
    roads, forest = asked.roads, found(asked)
    assert len(forest.chains) > forest.ruled or not set(roads.ruled.tolist()) & {k for leg in forest.legs for k in leg}
    for number, chains in enumerate(forest.chains):
        legs = [forest.legs[k] for k in chains]
        assert len(set(legs)) == len(legs)
        assert legs[0] == forest.legs[number]
        assert (number >= forest.ruled) == any(link in roads.ruled for leg in legs for link in leg)
        plain = [[link for link in leg if not roads.doors[link]] for leg in legs]
        assert len({leg[-1] if roads.doors[leg[-1]] else roads.places + roads.end[leg[-1]] for leg in legs if leg}) <= 1
        for time in range(len(roads.open)):
            if not plain[0]:
                continue
            now, begin, end = roads.at(time), int(roads.begin[plain[0][0]]), int(roads.end[plain[0][-1]])
            least = cheapest(now, np.flatnonzero(~roads.doors & roads.open[time])).get((begin, end), (math.inf, []))[0]
            costs = [float(now.cost[of].sum()) for of in plain if roads.open[time, of].all()]
            assert min(costs, default=math.inf) == pytest.approx(least)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_will_be_shut_one_day_tells_no_ways_apart(seed):
    """Ways that are taken while no rule acts are those of a network without rules.

    Only to an end that is reached from behind a door by coming back to before it one may have to go on from there.
    """
    asked = ruled_network(seed)
    none, nothing = without_rules(1)
    bare = asked.roads._replace(open=asked.roads.open[:1], ruled=none, dearer=nothing)
    ruled = asked.roads._replace(open=asked.roads.open | asked.roads.doors)
    expected, forest = found(asked._replace(roads=bare)), found(asked._replace(roads=ruled))

    def told(forest: Forest) -> dict[tuple[int, int, tuple[int, ...]], list[tuple[list[int], int]]]:
        every = [(number, *whole(forest, number)) for number in range(len(forest.start))]
        return {(int(forest.start[n]), int(forest.country[n]), tuple(links)): ends for n, links, ends in every}

    before, after = told(expected), told(forest)
    assert before.keys() <= after.keys()
    if before.keys() == after.keys():
        assert [*before] == [*after]
    for way, ends in before.items():
        assert [each for each in after[way] if each in ends] == ends
        passed = places_of(bare, way[0], list(way[2]))
        for leg, end in after[way]:
            assert (leg, end) in ends or passed[-2] in places_of(bare, passed[-1], leg)
