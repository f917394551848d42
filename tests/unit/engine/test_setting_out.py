"""People set out over all the hours of a tick, many of them as few."""

from __future__ import annotations

import pytest

from worlds import CALM, build, run


@pytest.mark.parametrize("tick", [1, 3, 6, 24])
@pytest.mark.parametrize("a_day", [2_400, 24_000])
@pytest.mark.parametrize("hours", [20.4, 20.6, 23.4])
def test_on_the_first_day_those_arrive_who_set_out_early_enough(tick, a_day, hours):
    """Of a day's people (24 - h)/24 over a road of h hours, to an eighth of an hour's flow: they go in four parties."""
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 1000000\nfar, BBB, town,",
        links=f"from, to, mode, hours\nhome, far, road, {hours}",
        drivers=f"name, where, value\ndepartures, home, {a_day}",
        tick=tick,
        days=2,
        hold=CALM,
    )
    assert run(world)["arrivals"][0].sum() == pytest.approx(a_day * (24 - hours) / 24, abs=a_day / 24 / 8)
