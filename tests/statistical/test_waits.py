"""Waits of those who come by chance, against the formula for a line with one server and a constant pace."""

from __future__ import annotations

import numpy as np
import pytest

from worlds import corridor, many

MEMBERS, DAYS, SETTLED = 40, 330, 30


@pytest.mark.parametrize("tick", [1, 6, 24])
@pytest.mark.parametrize("share", [0.5, 0.8])
def test_ordinary_travellers_wait_as_long_as_the_formula_says(tick, share):
    """M/D/1: Poisson arrivals, half of them citizens, wait share / (2 (1 - share)) times the time that one takes.

    (Pollaczek 1930, Khinchine 1932.) Days before the line has settled are left out. Members are independent, so their
    means have a Student distribution: beyond five deviations with 39 degrees of freedom lies one run in 80,000. Three
    and more who come within an hour, if no more than 25, do so together, which lengthens the wait by less than a
    hundredth of an hour.
    """
    each, a_day = 24 / 15, 15 * share
    drivers = f"name, where, value\nordinary_in, gate, {a_day / 2}\nothers_in, gate, {a_day / 2}"
    out = many(corridor(gate="15, , , ,", drivers=drivers, days=DAYS, tick=tick), MEMBERS)
    waits, passed = out["wait_hours"][:, SETTLED:, 0], (out["crossings_in"] + out["others_in"])[:, SETTLED:, 0]
    assert abs(passed.sum() / (MEMBERS * (DAYS - SETTLED) * a_day) - 1) < 5 / np.sqrt(passed.sum())
    by_member = (np.nan_to_num(waits) * passed).sum(axis=1) / passed.sum(axis=1)
    expected = each * share / (2 * (1 - share))
    deviation = by_member.std(ddof=1) / np.sqrt(MEMBERS)
    assert deviation < 0.05 * expected
    assert abs(by_member.mean() - expected) < 5 * deviation + 0.01
