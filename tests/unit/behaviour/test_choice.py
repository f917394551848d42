"""The choice among ways: against all ways and ends written out in plain NumPy, and against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from choice_cases import (
    CLASSES,
    CLOSE,
    NOT_HERE,
    STARTS,
    Tail,
    Way,
    by_hand,
    chances,
    random_case,
    told,
    weighed,
)
from exeunt.behaviour.choice import SHUT
from exeunt.behaviour.elementary import NEVER
from written_out import along, ends_of, open_or_not, written_out


@pytest.mark.parametrize("seed", range(40))
def test_ways_ends_and_staying_have_the_chances_that_are_written_out(seed):
    case = random_case(seed)
    w = weighed(case)
    for p in range(STARTS):
        for c in range(CLASSES):
            expected, stay, value = written_out(case, p, c)
            found, stays = chances(case, w, p, c)
            np.testing.assert_allclose(found, expected, atol=CLOSE)
            assert stays == pytest.approx(stay, abs=CLOSE)
            assert (found[expected == 0] == 0).all(), "a way that is shut weighs nothing"
            assert told(case, w, p, c) == pytest.approx(value, abs=10 * CLOSE)
            if expected.any() or stay:
                assert found.sum() + stays == pytest.approx(1)


@pytest.mark.parametrize("seed", range(10))
def test_without_discount_a_way_and_its_end_weigh_their_summed_utility(seed):
    """Then a fan within a nest is no more than its ends: each way to each end is an alternative of the nest."""
    case = random_case(seed, fading=False)
    ways, w, scale = case.ways, weighed(case), case.mu * case.ratio
    for nest, (p, country) in enumerate(zip(ways.place_of, ways.country_of, strict=True)):
        for c in range(CLASSES):
            k = ways.column[country, c]
            if k < 0:
                continue
            weight = np.zeros((len(ways.leg), len(ways.fan_end) + 1))
            for way in range(ways.way_first[nest], ways.way_first[nest + 1]):
                before, tail = along(case, ways.leg[way], country, k, 0.0), int(ways.tail[way])
                while True:
                    if ways.door[tail] >= 0:
                        before += open_or_not(case.utility[ways.door[tail], c])
                    if ways.after[tail] < 0:
                        break
                    before += along(case, ways.tail_leg[tail], country, k, 0.0)
                    tail = int(ways.after[tail])
                if (fan := ways.fan[tail]) >= 0:
                    weight[way, ways.fan_first[fan] : ways.fan_first[fan + 1]] = before + ends_of(case, fan, k)
                else:
                    weight[way, -1] = before + open_or_not(case.worth[ways.end[tail], c])
                some = weight[way] != 0
                weight[way, some] = np.exp(weight[way, some] / scale + ways.size[way])
            if weight.sum() > 0:
                found, _ = chances(case, w, p, c)
                mine = found[ways.way_first[nest] : ways.way_first[nest + 1]]
                expected = weight[ways.way_first[nest] : ways.way_first[nest + 1]] / weight.sum()
                np.testing.assert_allclose(mine / mine.sum() if mine.sum() else mine, expected * bool(mine.sum()),
                                           atol=CLOSE)  # fmt: skip


# Closed forms ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ratio", [1.0, 0.5, 0.1])
def test_many_ways_into_one_country_count_for_less_than_as_many_countries(ratio):
    tails = [Tail(0, end=1), Tail(0, end=2), Tail(0, end=3), Tail(1, end=4)]
    ways = [Way(0, tail.country, 0, i) for i, tail in enumerate(tails)]
    case = by_hand(ways, tails, worth=[NOT_HERE, 5, 5, 5, 5], ratio=ratio)
    w = weighed(case)
    assert chances(case, w, 0, 0)[0][3].sum() == pytest.approx(1 / (1 + 3**ratio), abs=1e-6)
    assert told(case, w, 0, 0) == pytest.approx(5 + math.log(1 + 3**ratio), abs=1e-5)


def test_thirty_ways_that_share_all_count_as_one():
    tails = [Tail(0, end=1), Tail(1, end=2)]
    ways = [*(Way(0, 0, 0, 0, -math.log(30)) for _ in range(30)), Way(0, 1, 0, 1)]
    case = by_hand(ways, tails, worth=[NOT_HERE, 5, 5], ratio=0.7)
    found, _ = chances(case, weighed(case), 0, 0)
    assert found[30].sum() == pytest.approx(0.5, abs=1e-6)
    assert found[:30].sum(axis=1) == pytest.approx(np.full(30, 1 / 60), abs=1e-6)


def test_where_nothing_is_open_nobody_is_told_of_anything():
    tails = [Tail(0, door=0, fan=0), Tail(1, end=2)]
    case = by_hand([Way(0, 0, 0, 0), Way(0, 1, 0, 1)], tails, [(0, [(0, 1)])], worth=[NOT_HERE, 5, NOT_HERE],
                   utility=[2 * SHUT], fade=[1])  # fmt: skip
    w = weighed(case)
    assert w.place[0, 0] == w.stay[0, 0] == 0
    assert w.told[0, 0] == NEVER
    # at the town nobody has a way, and may stay
    assert w.place[1, 0] == 0
    assert w.stay[1, 0] > 0
    assert w.told[1, 0] == NEVER


def test_who_may_stay_weighs_that_beside_the_ways():
    case = by_hand([Way(0, 0, 0, 0)], [Tail(0, end=1)], worth=[3, 5], mu=2.0)
    w = weighed(case)
    assert chances(case, w, 0, 0)[1] == pytest.approx(1 / (1 + math.e), abs=1e-6)
    assert told(case, w, 0, 0) == pytest.approx(5, abs=1e-5), "the worth of leaving is that of the ways alone"
