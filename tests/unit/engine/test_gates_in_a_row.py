"""Gates one after the other, as an exit post and an entry post: what the first lets out is no crowd at the next."""

from itertools import pairwise

import numpy as np
import pytest

from exeunt.engine.members import Simulator
from worlds import CALM, build

FIRST = 250.0  # people an hour that the first lets through


def row(gates, *, second=6000, tick=3, departures=24000):
    """Return a run of a home from which gates follow one another, with links of six minutes."""
    countries = [3 * letter for letter in "ABCDEFGH"[: gates + 1]]
    stops = ["h", *(f"k{i}" for i in range(1, gates)), "z"]
    places = "".join(f"{k}, {c}, hub,\n" for k, c in zip(stops[1:-1], countries[1:], strict=False))
    links = "".join(f"{a}, {b}, road, .1, g{i}\n" for i, (a, b) in enumerate(pairwise(stops)))
    paces = [24 * FIRST, *[second] * (gates - 1)]
    rows = zip(pairwise(countries), paces, strict=True)
    world = build(
        places=f"id, country, kind, population\nh, AAA, home, 1000000\n{places}z, {countries[-1]}, town,",
        links=f"from, to, mode, hours, gate\n{links}",
        gates="id, country_from, country_to, people_per_day\n"
        + "".join(f"g{i}, {a}, {b}, {pace}\n" for i, ((a, b), pace) in enumerate(rows)),
        rules="id, act, where, effect\n" + "".join(f"to-{c}, enter, {c}, allow\n" for c in countries[1:]),
        drivers=f"name, where, value\ndepartures, h, {departures}",
        days=4,
        tick=tick,
        hold=dict(CALM),
    )
    return Simulator(world, seed=1).run(0)


@pytest.mark.parametrize("tick", [1, 3, 6, 24])
@pytest.mark.parametrize("second", [6000, 12000])
def test_a_gate_that_is_no_slower_than_the_one_before_has_no_line(tick, second):
    ran = row(2, second=second, tick=tick)
    assert ran["wait_hours"][2, 0] > 24
    assert ran["wait_hours"][2, 1] < 0.1
    assert ran["queue_people"][2, 1] < FIRST / 10


@pytest.mark.parametrize("tick", [1, 3, 6, 24])
def test_seven_gates_let_out_what_one_does_and_no_later(tick):
    """The first come after half an hour, as crowds go then, and 0.7 hours of roads; then 250 an hour."""
    arrived = row(7, tick=tick)["stock"][:, -1]
    assert arrived[-1] == pytest.approx(4 * 24 * FIRST - FIRST * (0.5 + 0.7), rel=0.01)
    assert np.diff(arrived) == pytest.approx(24 * FIRST, abs=2)


def test_a_slower_gate_has_the_line_of_what_it_cannot_pass():
    """It grows by 125 people an hour from when the first come, after 0.6 hours; told is the mean of the third day."""
    ran = row(2, second=3000)
    assert ran["queue_people"][2, 1] == pytest.approx(125 * (60 - 0.6), rel=0.005)
    assert np.diff(ran["stock"][:, -1]) == pytest.approx(3000, abs=2)


@pytest.mark.parametrize("tick", [1, 3, 24])
def test_a_gate_behind_a_train_has_no_line_if_it_is_no_slower_than_there_are_seats(tick):
    world = build(
        places="id, country, kind, population\nh, AAA, home, 1000000\nk, AAA, hub,\nz, BBB, town,",
        links="from, to, mode, hours, gate, seats_per_day\nh, k, rail, .1, , 6000\nk, z, road, .1, g,",
        gates="id, country_from, country_to, people_per_day\ng, AAA, BBB, 6000",
        rules="id, act, where, effect\nopen, enter, BBB, allow",
        drivers="name, where, value\ndepartures, h, 24000",
        days=4,
        tick=tick,
        hold=dict(CALM),
    )
    ran = Simulator(world, seed=1).run(0)
    assert ran["wait_hours"][2, 0] < 0.1
    assert np.diff(ran["stock"][:, -1]) == pytest.approx(24 * FIRST, abs=2)
