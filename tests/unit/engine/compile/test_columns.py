"""Classes that share a column weigh all ways into a country alike; those that do not are told apart by something."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import worlds
from exeunt.behaviour.choice import SHUT
from exeunt.engine.members import Simulator
from exeunt.ways.search import ways_from

TERMS = """name, value, term, who
    thrift, 0.5, price, papers = poor
    friends, 2, settle, tie = DDD"""
LATE = "late, 2024-01-03, , car = yes, enter, CCC, , deny, , said"
WORLDS = {
    "doors": lambda: worlds.doors(rules=LATE),
    "everything": worlds.everything,
    "with terms": lambda: worlds.everything(parameters=TERMS),
}


# with terms no class weighs anything like another
SOME_SHARE = ["doors", "everything"]


@pytest.fixture(scope="module")
def simulator(request: pytest.FixtureRequest) -> Simulator:
    return Simulator(WORLDS[request.param]())


def each_way(simulator: Simulator, country: int) -> list[list[int]]:
    """Return the links of all ways into a country, to each of their ends."""
    net = simulator.arrays.net
    every = [links for place in range(len(net.place_ids)) for links in ways_from(simulator.arrays, place)]
    return [links for links in every if net.place_country[net.end[links[-1]]] == country]


def told_apart_by(simulator: Simulator, country: int, c: int) -> tuple[bytes, ...]:
    """Return all that a class may weigh the ways into a country by: rules on them at any time, and what it is."""
    arrays = simulator.arrays
    net, times = arrays.net, arrays.times
    rows = sorted({arrays.space.link["rule"][link] for links in each_way(simulator, country) for link in links} - {-1})
    ends = np.flatnonzero(net.settles & (net.place_country == country))
    rules, leave = times.ruled[:, rows, c], times.leave[:, ends, c]
    terms = [mask[c] for mask in (*arrays.terms.price_groups, *arrays.terms.settle_groups)]
    parts = [rules[name] for name in ("open", "risk", "delay", "price")] + [leave[name] for name in ("days", "allowed")]
    parts += [arrays.drives[c], arrays.tied[ends, c], np.array(terms)]
    return tuple(np.ascontiguousarray(part).tobytes() for part in parts)


def may_ever(simulator: Simulator, country: int, c: int) -> bool:
    """Return whether all links of some way are open at some time, and somebody may settle at its end at some time."""
    arrays = simulator.arrays
    rule, times = arrays.space.link["rule"], arrays.times
    return any(
        all(rule[link] < 0 or times.ruled[:, rule[link], c]["open"].any() for link in links)
        and bool(times.leave[:, arrays.net.end[links[-1]], c]["allowed"].any())
        for links in each_way(simulator, country)
    )


@pytest.mark.parametrize("simulator", WORLDS, indirect=True)
def test_a_column_is_shared_by_those_whom_nothing_tells_apart_and_by_nobody_else(simulator):
    ways = simulator.arrays.ways
    apart = 0
    for country, column in enumerate(ways.column):
        for c in range(len(column)):
            assert (column[c] >= 0) == may_ever(simulator, country, c)
        inside = np.flatnonzero(column >= 0)
        count = len(set(column[inside].tolist()))
        assert sorted(set(column[inside].tolist())) == list(range(count))
        # filled up to eights with what the first is worth
        assert count <= ways.columns[country] < count + 8
        assert ways.columns[country] % 8 == 0
        for k in range(ways.columns[country] if count else 0):
            assert column[ways.stands_for[country, k]] == (k if k < count else 0)
        by = {c: told_apart_by(simulator, country, c) for c in inside.tolist()}
        for a, b in itertools.combinations(inside.tolist(), 2):
            assert (column[a] == column[b]) == (by[a] == by[b])
            apart += column[a] != column[b]
    assert apart


@pytest.mark.parametrize("simulator", SOME_SHARE, indirect=True)
@pytest.mark.parametrize("ticks", [1, 8, 16])
def test_who_share_a_column_have_the_same_utilities_on_every_way_into_the_country(simulator, ticks):
    ways, net = simulator.arrays.ways, simulator.arrays.net
    course = simulator.course(0, ticks)
    utility, worth = course.state.utility, course.weights.worth
    compared = 0
    for country, column in enumerate(ways.column):
        for a, b in itertools.combinations(np.flatnonzero(column >= 0).tolist(), 2):
            if column[a] != column[b]:
                continue
            for links in each_way(simulator, country):
                np.testing.assert_array_equal(utility[links, a], utility[links, b])
                assert worth[net.end[links[-1]], a] == worth[net.end[links[-1]], b]
                compared += bool(worth[net.end[links[-1]], a] > SHUT)
    assert compared
