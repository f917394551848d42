"""Fans and tails: valued as from where they begin, and after news as they would be anew."""

from __future__ import annotations

import math

import numpy as np
import pytest

from choice_cases import (
    CLASSES,
    NOT_HERE,
    Tail,
    Way,
    after_news,
    by_hand,
    chances,
    random_case,
    weighed,
)
from exeunt.behaviour.choice import SHUT
from exeunt.behaviour.tails import see_what_is_open
from written_out import ahead, written_out


@pytest.mark.parametrize("seed", range(20))
def test_a_tail_is_worth_what_is_written_out(seed):
    case = random_case(seed)
    w = weighed(case)
    for tail, country in enumerate(case.ways.tail_country):
        for k in range(case.ways.columns[country]):
            expected = ahead(case, tail, k)
            found = float(w.value[tail, k])
            assert (found > SHUT) == (expected > -math.inf)
            if found > SHUT:
                assert found == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_valued_after_news_is_to_the_bit_what_would_be_valued_anew(seed):
    """What cannot have changed is passed over."""
    for _, case, w in after_news(seed):
        anew = weighed(case)
        for name in ("fan", "value", "ends_up"):
            np.testing.assert_array_equal(getattr(w, name), getattr(anew, name), err_msg=name)


@pytest.mark.parametrize("seed", range(20))
def test_where_any_way_is_open_is_noted(seed):
    case = random_case(seed)
    w = weighed(case)
    see_what_is_open(case.ways, w)
    for p in range(len(case.worth)):
        for c in range(CLASSES):
            assert w.leads[p, c] == (written_out(case, p, c)[2] > -math.inf)


def fan_behind(hours_before, ratio=0.6, delta=0.05):
    """Return a way over a door to a near and a far town, and one to another country, all from so far away."""
    rows = [(0, 0, 0, 1), (-0.1 * hours_before, 0, 0, math.exp(-delta * hours_before)), (-1, 0, 0, 0.8)]
    tails = [Tail(0, door=0, fan=0), Tail(1, end=3)]
    ways = [Way(0, 0, 1, 0), Way(0, 1, 1, 1)]
    return by_hand(ways, tails, [(0, [(0, 1), (2, 2)])], worth=[NOT_HERE, 4, 6, 5], utility=[-2], fade=[0.9],
                   rows=rows, mu=1.3, ratio=ratio)  # fmt: skip


@pytest.mark.parametrize("hours", [0, 10, 60])
def test_of_the_towns_behind_a_border_one_is_chosen_as_from_there(hours):
    case = fan_behind(hours)
    scale = case.mu * case.ratio
    near, far = 4.0, -1 + 0.8 * 6
    found, _ = chances(case, weighed(case), 0, 0)
    share = 1 / (1 + math.exp((far - near) / scale))
    assert found[0, 0] / found[0].sum() == pytest.approx(share, abs=1e-6)
    # felt from afar: the log-sum at the door, not its parts, is discounted
    door = -2 + 0.9 * scale * np.logaddexp(near / scale, far / scale)
    felt = math.exp(-0.05 * hours)
    assert found[0].sum() / found[1].sum() == pytest.approx(math.exp(felt * (door - 5) / case.mu), rel=1e-5)
