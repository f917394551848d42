"""Who came to a line at one moment has no turn before another: as many of each group pass as luck has it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from exeunt.engine.members import Simulator
from worlds import build, corridor

MEMBERS = 30


@pytest.mark.parametrize(("tick", "a_day", "share", "crowd"), [(1, 1000, 0.3, 10_000), (6, 1000, 0.3, 10_000),
                                                               (1, 48, 0.02, 500), (6, 240, 0.01, 2400)])  # fmt: skip
def test_of_a_crowd_that_waits_for_days_every_day_has_its_share_of_each_group(tick, a_day, share, crowd):
    """10,000 set out in an hour for a gate of 1,000 a day: of these 300 are liable, not all or none; 5 sigma.

    So it is of a few among many, of whom hardly any passes at a time.
    """
    world = corridor(
        gate=f"{a_day}, , , , 0",
        people=1_000_000,
        days=6,
        tick=tick,
        traits=f"trait, value, share\nliable, yes, {share}\nliable, no, {1 - share}",
        drivers=f"name, from, until, where, value\ndepartures, 2024-01-01, 2024-01-01T00:59, home, {24 * crowd}",
    )
    simulator = Simulator(world)
    runs = [simulator.run(member) for member in range(MEMBERS)]
    liable = np.array([each["arrivals_liable"][1:, 1] for each in runs])
    came = np.array([each["arrivals"][1:, 1] for each in runs])
    assert (came == a_day).all()
    sigma = math.sqrt(a_day * share * (1 - share))
    # on every day, as on the last, when whoever is passed over again and again would come
    assert abs(liable.mean(axis=0) - a_day * share).max() < 5 * sigma / math.sqrt(MEMBERS)
    # the variance of a sample of n: its own standard error is sqrt(2 / n) of it; never more than of a binomial
    assert liable.var() < sigma**2 * (1 + 5 * math.sqrt(2 / liable.size))


def test_a_gate_goes_on_when_those_who_came_at_once_with_others_are_shut_out():
    """All who wait for y at the first moment may have passed when x is shut: those who came later have their turn."""
    a_day, days = 48, 6
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 1000000\nx, BBB, town,\ny, BBB, town,",
        links="from, to, mode, hours, price, gate\nhome, x, road, 2, , g\nhome, y, road, 2, 100, g",
        gates=f"id, country_from, country_to, people_per_day\ng, AAA, BBB, {a_day}",
        rules="id, act, where, effect, from\nopen, enter, BBB, allow,\n"
        "shut, enter, home>x:road@g, deny, 2024-01-02T06:00",
        drivers="name, from, until, where, value\ndepartures, 2024-01-01, 2024-01-01T00:59, home, 1440\n"
        "departures, 2024-01-01T01:00, 2024-01-01T01:59, home, 72000",
        days=days,
        tick=1,
    )
    simulator = Simulator(world)
    for member in range(MEMBERS):
        assert (simulator.run(member)["crossings_in"][1:, 0] == a_day).all()
