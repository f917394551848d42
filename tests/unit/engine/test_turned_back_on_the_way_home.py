"""Who is turned back on his way home stands there for a while; then he goes elsewhere or tries again."""

import numpy as np
import pytest

from exeunt.engine.members import Simulator
from worlds import build


def shut_on_the_way(*, back, effect="deny", tick=1, kind="hub"):
    """Return a run of people who settle in b and go home over k, whose gate is shut for four days."""
    world = build(
        places=f"id, country, kind, population\nh, AAA, home, 100000\nb, BBB, town, 20000\nk, BBB, {kind},",
        links="from, to, mode, hours, gate, both_ways\n"
        f"h, b, road, 20, ,\nb, k, road, 1, , {back}\nk, h, road, 15, g, yes",
        gates="id, country_from, country_to\ng, BBB, AAA",
        rules="id, from, until, act, where, effect\n"
        f"in, , , enter, BBB, allow\nshut, 2024-01-03, 2024-01-06, enter, g, {effect}",
        drivers="name, from, until, where, value\ndepartures, , 2024-01-02, h, 5000",
        days=30,
        tick=tick,
        hold={"return": 0.1, "onward": 0, "give_up": 0},
    )
    return Simulator(world, seed=1).run(0)


@pytest.mark.parametrize("tick", [1, 6])
@pytest.mark.parametrize("effect", ["deny", "quota 100/day", "risk 0.9"])
@pytest.mark.parametrize("back", ["yes", "no"])
def test_nobody_stands_for_ever_at_a_crossroads_before_the_gate(back, effect, tick):
    ran = shut_on_the_way(back=back, effect=effect, tick=tick)
    standing = ran["ledger"][24 // tick - 1 :: 24 // tick, 3]
    assert standing[3:6].max() > 0
    assert (standing[8:] == 0).all()
    assert (ran["ledger"].sum(axis=1) == ran["ledger"][0].sum()).all()


def test_with_no_other_way_all_wait_there_and_go_home_once_it_opens():
    ran = shut_on_the_way(back="no")
    standing, returned = ran["ledger"][23::24, 3], ran["returned"].sum(axis=1)
    assert (np.diff(standing[1:6]) > 0).all()
    assert returned[2:6].sum() == 0
    assert returned[6] > standing[5]


def test_with_a_road_back_they_may_settle_again():
    ran = shut_on_the_way(back="yes")
    assert ran["ledger"][23::24, 3][5] < shut_on_the_way(back="no")["ledger"][23::24, 3][5] / 2
