"""Cheapest chains of links, and the links of legs in a row, in a network small enough to see through."""

from __future__ import annotations

import numpy as np
import pytest

from exeunt.engine.compile.forest import numbered
from exeunt.engine.compile.roads import Cheapest, Links, Roads
from exeunt.engine.compile.wayfinding import Ends, find_ways
from road_cases import without_rules

LEGS = [(4, 2), (), (0,), (1, 2, 3)]


@pytest.fixture
def roads() -> Roads:
    """From 0 to 1 by two links side by side, on to 2, there also straight but dearer; nothing leads to or from 3."""
    begin, end = np.array([0, 0, 1, 0]), np.array([1, 1, 2, 2])
    doors, open_ = np.zeros(4, np.bool_), np.ones((1, 4), np.bool_)
    return Roads(begin, end, np.array([2.0, 1.0, 1.0, 2.5]), doors, doors, open_, 4, *without_rules(1))


def test_a_chain_takes_the_cheaper_of_two_links_side_by_side(roads):
    cheapest = Cheapest(roads, np.arange(4), np.array([2, 1]))
    assert cheapest.distance.tolist() == [[2.0, 1.0, 0.0, np.inf], [1.0, 0.0, np.inf, np.inf]]
    assert cheapest.places(0, 2) == [0, 1, 2]
    assert cheapest.links(np.array([0, 2, 1, 0]), np.array([2, 2, 2, 1])) == [(1, 2), (), (2,), (1,)]


def test_only_the_links_asked_for_are_taken(roads):
    cheapest = Cheapest(roads, np.array([0, 3]), np.array([2]))
    assert cheapest.links(np.array([0]), np.array([2])) == [(3,)]


def test_the_links_of_some_legs_are_told_in_order_each_with_its_leg():
    link, position = Links.of(LEGS).along(np.array([3, 1, 0, 3]))
    assert link.tolist() == [1, 2, 3, 4, 2, 1, 2, 3]
    assert position.tolist() == [0, 0, 0, 2, 2, 3, 3, 3]


def test_the_last_link_of_a_leg_is_told_where_it_has_any():
    assert Links.of(LEGS).last().tolist() == [2, -1, 0, 3]
    assert Links.of([()]).last().tolist() == [-1]
    assert Links.of([]).last().tolist() == []


def test_the_first_links_of_legs_are_rows_filled_up_with_none():
    links = Links.of(LEGS)
    assert links.rows(np.array([2, 0, 1, 3])).tolist() == [[4, 2, -1], [-1, -1, -1], [0, -1, -1], [1, 2, 3]]
    assert links.rows(np.array([1, 0, 0, 2])).tolist() == [[4, -1], [-1, -1], [-1, -1], [1, 2]]
    assert Links.of([]).rows(np.zeros(0, np.int64)).shape == (0, 0)


def test_what_links_add_up_to_is_told_leg_by_leg():
    assert Links.of(LEGS).total(np.array([1.0, 2.0, 4.0, 8.0, 16.0])).tolist() == [20.0, 0.0, 1.0, 14.0]
    assert Links.of([]).total(np.ones(3)).tolist() == []


def test_keys_are_numbered_as_they_first_come():
    found, number = numbered(np.array([7, 3, 7, 9, 3]))
    assert found.tolist() == [7, 3, 9]
    assert number.tolist() == [0, 1, 0, 2, 1]


def test_who_asks_for_the_same_ways_again_is_given_the_same_and_who_asks_for_others_is_not(roads):
    ends = Ends(np.array([2]), np.array([0]), np.array([0.0]))
    first = find_ways(roads, [0], ends)
    assert [first.legs[leg] for leg in first.leg] == [(1, 2)]
    assert find_ways(roads._replace(cost=roads.cost.copy()), [0], ends) is first
    dearer = find_ways(roads._replace(cost=np.array([2.0, 2.0, 1.0, 2.5])), [0], ends)
    assert [dearer.legs[leg] for leg in dearer.leg] == [(3,)]
