"""Who came to a line at one moment has no turn before another: as many of each group pass as luck has it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from exeunt.engine.members import Simulator
from worlds import corridor

MEMBERS, A_DAY, LIABLE = 30, 1000, 0.3


@pytest.mark.parametrize("tick", [1, 6])
def test_of_a_crowd_that_waits_for_days_every_day_has_its_share_of_each_group(tick):
    """240,000 set out in an hour for a gate of 1,000 a day: of these 300 are liable, not all or none; 5 sigma."""
    world = corridor(
        gate=f"{A_DAY}, , , , 0",
        people=1_000_000,
        days=6,
        tick=tick,
        traits=f"trait, value, share\nliable, yes, {LIABLE}\nliable, no, {1 - LIABLE}",
        drivers="name, from, until, where, value\ndepartures, 2024-01-01, 2024-01-01T00:59, home, 240000",
    )
    simulator = Simulator(world)
    runs = [simulator.run(member) for member in range(MEMBERS)]
    liable = np.array([each["arrivals_liable"][1:, 1] for each in runs])
    came = np.array([each["arrivals"][1:, 1] for each in runs])
    assert (came == A_DAY).all()
    sigma = math.sqrt(A_DAY * LIABLE * (1 - LIABLE))
    assert abs(liable.mean() - A_DAY * LIABLE) < 5 * sigma / math.sqrt(liable.size)
    # the variance of a sample of n: its own standard error is sqrt(2 / n) of it; never more than of a binomial
    assert liable.var() < sigma**2 * (1 + 5 * math.sqrt(2 / liable.size))
    assert len(np.unique(liable[:, 0])) > MEMBERS / 3
