"""The length of a tick is a matter of computing, not of the model: 1, 3 and 6 hours agree within noise.

Ways take multiples of six hours, so that rounding to ticks plays no part. 40 members at each tick; every figure of
two ticks is compared by a two-sided test of the means (Welch), at a level of 0.001 for all of them together. The power
is stated too: a difference of two percent in what a country takes in would be found.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import worlds

MEMBERS, TICKS = 40, (1, 3, 6)


def figures(tick: int, *, gate: str, seed: int) -> dict[str, np.ndarray]:
    world = worlds.build(
        places="""id, country, kind, population
            one, AAA, home, 100000
            two, AAA, home, 50000
            door, AAA, hub,
            b, BBB, town,
            c, CCC, town,""",
        gates=f"id, country_from, country_to, people_per_day, people_per_vehicle\ngate, AAA, BBB, {gate}, 1",
        links="""from, to, mode, hours, price, gate, both_ways
            one, door, road, 6, 10, , yes
            two, door, road, 12, 20, , yes
            door, b, road, 6, 10, gate, yes
            two, c, rail, 18, 60, , yes
            one, c, rail, 24, 80, , yes
            b, c, road, 12, 30, , yes""",
        rules="id, act, where, effect\nb, enter, BBB, allow\nc, enter, CCC, allow",
        drivers="name, value, until\nthreat, 1, \nthreat, 2, 2024-01-03",
        days=8,
        tick=tick,
        hold={"leave_base": -5.5},
    )
    out = worlds.many(world, MEMBERS, seed=seed)
    found = {f"into {c} on day {d}": out["arrivals"][:, d, i] for i, c in ((1, "BBB"), (2, "CCC")) for d in range(8)}
    found |= {f"settled in {p}": out["stock"][:, -1, i] for i, p in ((3, "b"), (4, "c"))}
    return found | {f"in line on day {d}": out["queue_people"][:, d, 0] for d in range(8)}


def test_one_three_and_six_hours_agree():
    runs = {tick: figures(tick, gate="", seed=tick) for tick in TICKS}
    found = {
        (a, b, name): stats.ttest_ind(runs[a][name], runs[b][name], equal_var=False).pvalue
        for a, b in ((1, 3), (1, 6), (3, 6))
        for name in runs[a]
        if runs[a][name].std() > 0
    }
    assert len(found) == 3 * 18
    assert {test: p for test, p in found.items() if p < 0.001 / len(found)} == {}
    for town in ("settled in b", "settled in c"):
        noise = np.sqrt(2 * runs[1][town].var() / MEMBERS) / runs[1][town].mean()
        assert 5 * noise < 0.02, "the test would not notice a difference of two percent"


def test_lines_and_what_follows_from_them_agree_to_some_percent():
    """A wait is counted in whole ticks, and news of it is as old as the tick in which it is heard.

    So lines, those who give up in them and those who avoid them agree to the first order in the tick only; the bounds
    are stated here: four percent of a day's arrivals, and of a line a fifth of what comes in a tick.
    """
    runs = {tick: figures(tick, gate="750", seed=tick) for tick in TICKS}
    mean = {tick: {name: values.mean() for name, values in found.items()} for tick, found in runs.items()}
    for tick in (3, 6):
        for name, value in mean[tick].items():
            if name.startswith("in line"):
                assert abs(value - mean[1][name]) < 6500 * tick / 5 / 24, name  # 6500 a day come at most
            elif mean[1][name] > 500:
                assert value == pytest.approx(mean[1][name], rel=0.04), name
        assert mean[tick]["into BBB on day 3"] == mean[1]["into BBB on day 3"] == 750
    assert mean[1]["in line on day 3"] > 3000
