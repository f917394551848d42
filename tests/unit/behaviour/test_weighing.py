"""Ways are weighed again after news of them only, and whatever their utilities."""

from __future__ import annotations

import numpy as np
import pytest

from choice_cases import (
    CLASSES,
    CLOSE,
    STARTS,
    Tail,
    Way,
    after_news,
    by_hand,
    chances,
    hear,
    told,
    weigh_each,
    weighed,
)
from written_out import written_out


@pytest.mark.parametrize("seed", range(20))
def test_ways_weigh_after_news_what_they_would_weigh_anew(seed):
    """Nearly: sums of weights are corrected."""
    for rng, case, w in after_news(seed):
        # others look at their ways again after later news only
        here = rng.choice(STARTS, 2, replace=False)
        weigh_each(case.ways, w, here, case.legs, case.mu, case.ratio)
        anew = weighed(case)
        for p in here:
            for c in range(CLASSES):
                found, stays = chances(case, w, p, c)
                expected, stay = chances(case, anew, p, c)
                np.testing.assert_allclose(found, expected, rtol=CLOSE, atol=CLOSE / 100)
                assert stays == pytest.approx(stay, rel=CLOSE)
                assert told(case, w, p, c) == pytest.approx(told(case, anew, p, c), abs=CLOSE)


@pytest.mark.parametrize("worth", [-1e4, -300.0, 0.0, 300.0, 1e4])
def test_no_utility_is_too_small_or_too_large(worth):
    tails = [Tail(0, end=1), Tail(0, end=2), Tail(1, end=3), Tail(1, end=4)]
    ways = [Way(0, tail.country, 0, i) for i, tail in enumerate(tails)]
    case = by_hand(ways, tails, worth=[worth, worth, worth + 1, worth + 0.5, worth - 500], ratio=0.5)
    found, stay = chances(case, weighed(case), 0, 0)
    expected, stays, value = written_out(case, 0, 0)
    np.testing.assert_allclose(found, expected, atol=2e-3)  # 1e-7 of ten thousand, over a scale of a half
    assert stay == pytest.approx(stays, abs=2e-3)
    assert told(case, weighed(case), 0, 0) == pytest.approx(value, abs=1e-2)


@pytest.mark.parametrize("nest", [0, 1, 2])
def test_nests_of_one_place_keep_apart_what_is_weighed_after_news_of_one_of_them(nest):
    """Two of one way, and between them one of many."""
    sizes = (1, 16, 1)
    tails = [Tail(country, end=1 + end) for end, country in enumerate(np.repeat(range(3), sizes).tolist())]
    ways = [Way(0, tail.country, 0, i) for i, tail in enumerate(tails)]
    worth = np.random.default_rng(nest).normal(size=1 + len(tails))
    case = by_hand(ways, tails, worth=worth, ratio=0.5)
    w, first = weighed(case), 1 + sum(sizes[:nest])
    worth[first : first + sizes[nest]] += 1.5
    after = by_hand(ways, tails, worth=worth, ratio=0.5)
    hear(after, w, case)
    weigh_each(after.ways, w, np.array([0]), after.legs, after.mu, after.ratio)
    (found, stays), (expected, stay) = chances(after, w, 0, 0), chances(after, weighed(after), 0, 0)
    np.testing.assert_allclose(found, expected, rtol=CLOSE)
    assert stays == pytest.approx(stay, rel=CLOSE)
    np.testing.assert_allclose(found, written_out(after, 0, 0)[0], rtol=CLOSE)


@pytest.mark.parametrize("many", [1, 2, 16, 53])
def test_a_nest_may_hold_any_number_of_ways(many):
    ends = np.random.default_rng(many).normal(size=many).tolist()
    tails = [Tail(0, end=1 + i) for i in range(many)]
    case = by_hand([Way(0, 0, 0, i) for i in range(many)], tails, worth=[0.0, *ends], ratio=0.5)
    found, stay = chances(case, weighed(case), 0, 0)
    expected, stays, value = written_out(case, 0, 0)
    np.testing.assert_allclose(found, expected, rtol=CLOSE)
    assert stay == pytest.approx(stays, rel=CLOSE)
    assert told(case, weighed(case), 0, 0) == pytest.approx(value, abs=CLOSE)
