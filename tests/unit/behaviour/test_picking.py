"""One by one, people pick ways and ends by what these weigh."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit
from scipy import stats

from choice_cases import CLASSES, STARTS, random_case, weighed
from exeunt.behaviour.picking import pick, pick_end
from exeunt.engine.kernel.draws import join, uniform
from written_out import written_out


@njit
def choose(ways, w, p, c, key, number, out):
    """Count what so many choose one by one; how many stay is returned."""
    stayed, total = 0, w.place[p, c] + w.stay[p, c]
    for i in range(number):
        mine = join(key, np.uint64(i))
        x = uniform(mine) * total - w.stay[p, c]
        if x < 0.0:
            stayed += 1
            continue
        way = pick(ways, w, p, c, x)
        fan = ways.fan_of[way]
        if fan < 0:
            out[way, -1] += 1
        else:
            k = ways.column[ways.fan_country[fan], c]
            out[way, pick_end(ways, w, fan, k, uniform(join(mine, np.uint64(1))))] += 1
    return stayed


@pytest.mark.parametrize("seed", range(8))
def test_one_by_one_people_choose_by_these_chances(seed):
    """Wrong by chance in one of ten thousand places and classes, here of 96."""
    case, number = random_case(seed), 100_000
    w = weighed(case)
    for p in range(STARTS):
        for c in range(CLASSES):
            if w.place[p, c] + w.stay[p, c] <= 0:
                continue
            expected, stay, _ = written_out(case, p, c)
            counts = np.zeros(expected.shape)
            stayed = choose(case.ways, w, p, c, np.uint64(100 * seed + p), number, counts)
            assert counts.sum() + stayed == number
            assert (counts[expected == 0] == 0).all(), "nobody takes a way that is shut"
            found, likely = np.append(counts.ravel(), stayed), np.append(expected.ravel(), stay) * number
            # the rare are taken together, so that the law is close to its limit
            rare = likely < 10
            found = np.append(found[~rare], found[rare].sum())
            likely = np.append(likely[~rare], likely[rare].sum())
            found, likely = found[likely > 0], likely[likely > 0]
            if len(found) > 1:
                assert stats.chisquare(found, likely * number / likely.sum()).pvalue > 1e-4
