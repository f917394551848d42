"""Journeys: the best ways to the places where a country can be left."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exeunt.engine.compile.journeys import HOUR, HUNDRED, NEAREST, Journey, Step, cheapest, find_journeys

ROAD, FLIGHT = True, False


def steps(*rows):
    return {k: Step(a, b, road, hours, price) for k, (a, b, road, hours, price) in enumerate(rows)}


def from_everywhere(ways, serves):
    return find_journeys(ways, serves, {end for step in ways.values() for end in (step.start, step.end)})


def test_the_cost_of_a_step_is_hours_and_money():
    assert Step(0, 1, ROAD, 10.0, 200.0).cost == pytest.approx(10 * HOUR + 2 * HUNDRED)


def test_cheapest_finds_costs_and_the_link_to_take():
    cost, via = cheapest({0: [(1, 1.0, 10), (2, 5.0, 11)], 1: [(2, 1.0, 12), (0, 9.0, 13)]}, 0)
    assert cost == {0: 0.0, 1: 1.0, 2: 2.0}
    assert via == {1: 10, 2: 12}


def test_a_journey_is_the_shortest_chain_of_links_to_an_exit():
    ways = steps((0, 1, ROAD, 5, 0), (1, 2, ROAD, 5, 0), (0, 2, ROAD, 11, 0))
    assert from_everywhere(ways, {2: [7]}) == [Journey(0, 2, (0, 1)), Journey(1, 2, (1,))]


def test_a_flight_that_is_better_is_a_second_journey():
    ways = steps((0, 1, ROAD, 30, 0), (0, 1, FLIGHT, 2, 50))
    assert from_everywhere(ways, {1: [7]}) == [Journey(0, 1, (0,)), Journey(0, 1, (1,))]


def test_a_flight_that_is_worse_is_none():
    ways = steps((0, 1, ROAD, 2, 0), (0, 1, FLIGHT, 2, 500))
    assert from_everywhere(ways, {1: [7]}) == [Journey(0, 1, (0,))]


def test_road_and_flight_mix():
    ways = steps((0, 1, ROAD, 3, 0), (1, 2, FLIGHT, 2, 10), (1, 2, ROAD, 50, 0))
    assert Journey(0, 2, (0, 1)) in from_everywhere(ways, {2: [7]})


def test_only_the_nearest_exits_into_a_country_count():
    exits = range(1, NEAREST + 3)
    ways = steps(*((0, k, ROAD, k, 0) for k in exits))
    assert [j.end for j in from_everywhere(ways, {k: [7] for k in exits})] == list(exits)[:NEAREST]


def test_a_far_exit_counts_that_alone_leads_to_a_country():
    exits = range(1, NEAREST + 3)
    ways = steps(*((0, k, ROAD, k, 0) for k in exits))
    serves = {k: [7, 8] if k == exits[-1] else [7] for k in exits}
    assert [j.end for j in from_everywhere(ways, serves)] == [*list(exits)[:NEAREST], exits[-1]]


def test_an_exit_counts_among_its_own_nearest():
    exits = range(NEAREST + 1)
    ways = steps(*((0, k, ROAD, k, 0) for k in exits[1:]))
    assert [j.end for j in from_everywhere(ways, {k: [7] for k in exits}) if j.start == 0] == list(exits[1:NEAREST])


def test_where_no_road_leads_there_is_no_journey():
    assert from_everywhere(steps((0, 1, ROAD, 1, 0)), {0: [7]}) == []
    assert from_everywhere({}, {0: [7], 1: [7]}) == []


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 6), st.booleans(), st.integers(1, 20), st.integers(0, 300)),
        max_size=25,
    ),
    st.dictionaries(st.integers(0, 6), st.sets(st.integers(7, 9), min_size=1), min_size=1),
)
def test_every_journey_is_a_chain_and_none_could_be_cheaper(rows, serves):
    ways = steps(*(row for row in rows if row[0] != row[1]))
    journeys = from_everywhere(ways, serves)
    best = all_costs(ways)
    for journey in journeys:
        assert journey.start != journey.end
        assert journey.end in serves
        chain = [ways[k] for k in journey.links]
        assert [journey.start, *(step.end for step in chain)] == [*(step.start for step in chain), journey.end]
        road_only = all(step.road for step in chain)
        cost = sum(step.cost for step in chain)
        choices = [best[road_only][journey.start, journey.end], best[False][journey.start, journey.end]]
        assert any(cost == pytest.approx(least) for least in choices)
    assert len({(j.start, j.end, j.links) for j in journeys}) == len(journeys)


def all_costs(ways):
    """Return least costs between all places, by road only or not (Floyd and Warshall)."""
    out = {}
    for road_only in (True, False):
        cost = {(a, b): 0.0 if a == b else math.inf for a in range(7) for b in range(7)}
        for step in ways.values():
            if step.road or not road_only:
                cost[step.start, step.end] = min(cost[step.start, step.end], step.cost)
        for k in range(7):
            for a in range(7):
                for b in range(7):
                    cost[a, b] = min(cost[a, b], cost[a, k] + cost[k, b])
        out[road_only] = cost
    return out


def test_only_the_starts_that_are_asked_for_have_journeys():
    ways = steps((0, 1, ROAD, 5, 0), (1, 2, ROAD, 5, 0))
    assert find_journeys(ways, {2: [7]}, [0]) == [Journey(0, 2, (0, 1))]
