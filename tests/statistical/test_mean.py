"""Expected numbers against the average of members, where the model is linear and they must be the same."""

from __future__ import annotations

import numpy as np
from scipy import stats

import worlds

MEMBERS = 120


def test_expected_numbers_are_the_average_of_the_members():
    """No capacities, no returns, fixed parameters: each figure within a z-test at 0.001 for all together."""
    world = worlds.build(
        places="""id, country, kind, population
            one, AAA, home, 50000
            two, AAA, home, 300
            x, AAA, hub,
            b, BBB, town,
            c, CCC, town,
            d, CCC, town,""",
        links="""from, to, mode, hours, price, both_ways
            one, two, road, 4, 20, yes
            one, x, road, 2.5, 10, yes
            two, x, road, 7, 25, yes
            x, b, road, 5, 10, no
            x, c, road, 8, 15, no
            two, d, air, 2, 150, no
            b, d, road, 9.5, 20, yes""",
        rules="""id, act, where, effect, who
            b, enter, BBB, allow,
            c, enter, CCC, allow,
            r, enter, BBB, risk 0.1, car = yes""",
        traits="trait, value, share\ncar, yes, 0.4\ncar, no, 0.6",
        drivers="name, value, until, where\nthreat, 1, ,\nthreat, 2, 2024-01-03,\ndraft, 400, , one",
        days=6,
        tick=3,
        hold={"leave_base": -5.0, "onward": 0.1, "return": 0.0},
    )
    expected, drawn = worlds.run(world, mean=True), worlds.many(world, MEMBERS)
    found = {}
    for name in (
        "departures",
        "stock",
        "drafted",
        "arrivals",
        "country_crossings_in",
        "country_crossings_out",
        "ledger",
    ):
        mean, spread = drawn[name].mean(axis=0), drawn[name].std(axis=0, ddof=1)
        # small counts are not normal: only figures of ten people and more are tested
        for where in zip(*np.nonzero((expected[name] > 10) & (spread > 0)), strict=True):
            z = (mean[where] - expected[name][where]) / (spread[where] / np.sqrt(MEMBERS))
            found[name, *map(int, where)] = 2 * stats.t.sf(abs(z), MEMBERS - 1)
    assert len(found) > 150
    assert {test: p for test, p in found.items() if p < 0.001 / len(found)} == {}
    assert drawn["returned"].max() == expected["returned"].max() == 0
