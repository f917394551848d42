"""Who sets out in given numbers while every way is shut stands from the moment at which he set out, at any tick."""

import pytest

from exeunt.engine.members import Simulator
from worlds import CALM, build, run


@pytest.mark.parametrize("tick", [1, 3, 6, 12, 24])
@pytest.mark.parametrize("shut", [2, 10])
def test_they_choose_again_half_a_day_after_they_set_out_each(tick, shut):
    """100 an hour, always; the border opens after days of each of which 200 then try in each hour, as do 100 new ones.

    The road takes twenty hours: those who set out in the first four arrive that day, all others the next.
    """
    assert run(opening_after(shut, tick))["arrivals"][:, 1].tolist() == [
        *[0] * shut,
        4 * (200 * shut + 100),
        8 * 200 * shut + 2400,
    ]


@pytest.mark.parametrize("tick", [1, 6, 24])
def test_however_long_the_border_is_shut_they_stand_in_as_many_crowds(tick):
    """Apart they would be five times as many after ten days as after two, and all of them choose anew twice a day."""
    room = {shut: Simulator(opening_after(shut, tick)).course(0).state.used[0] for shut in (2, 10)}
    assert room[10] <= 1.5 * room[2]


def opening_after(shut, tick):
    return build(
        places="id, country, kind, population\nhome, AAA, home, 100000\ntown, BBB, town,",
        links="from, to, mode, hours\nhome, town, road, 20",
        rules=f"id, until, act, where, effect\nopen, , enter, BBB, allow\nshut, 2024-01-{shut:02}, enter, BBB, deny",
        drivers="name, where, value\ndepartures, home, 2400",
        days=shut + 2,
        tick=tick,
        hold=dict(CALM),
    )
