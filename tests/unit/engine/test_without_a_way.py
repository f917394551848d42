"""Who sets out in given numbers while every way is shut stands from the moment at which he set out, at any tick."""

import pytest

from worlds import CALM, build, run


@pytest.mark.parametrize("tick", [1, 3, 6, 12, 24])
def test_they_choose_again_half_a_day_after_they_set_out_each(tick):
    """100 an hour, always; the border opens after two days, of which 400 then try in each hour, as do 100 new ones.

    The road takes twenty hours: those who set out in the first four arrive that day, all others the next.
    """
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 100000\ntown, BBB, town,",
        links="from, to, mode, hours\nhome, town, road, 20",
        rules="id, until, act, where, effect\nopen, , enter, BBB, allow\nshut, 2024-01-02, enter, BBB, deny",
        drivers="name, where, value\ndepartures, home, 2400",
        days=4,
        tick=tick,
        hold=dict(CALM),
    )
    assert run(world)["arrivals"][:, 1].tolist() == [0, 0, 4 * 500, 8 * 400 + 2400]
