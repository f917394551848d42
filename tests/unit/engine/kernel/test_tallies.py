"""Days are local: a flow belongs to the day on which, by the clock of its place, the tick began."""

from __future__ import annotations

import numpy as np
import pytest

import worlds
from worlds import build, corridor, run

OFFSETS = [-3, 0, 5.5, 12]


def utc(simulator: worlds.Simulator) -> np.ndarray:
    """Return the hours from the first midnight UTC to the start of each tick."""
    since = simulator.labels.ticks - np.datetime64("2024-01-01", "h")
    return since.astype(int)


def around_the_world(drivers: str, **more: object) -> worlds.Simulator:
    """Four homes in four zones and a refuge an hour away in a fifth."""
    homes = "\n".join(f"home{o}, AAA, home, 5000, {o}" for o in OFFSETS)
    links = "\n".join(f"home{o}, town, road, 1" for o in OFFSETS)
    world = build(
        places=f"id, country, kind, population, utc_offset\n{homes}\ntown, BBB, town, , 8",
        links="from, to, mode, hours\n" + links,
        drivers=drivers,
        tick=1,
        hold=worlds.CALM,
        **more,
    )
    return worlds.Simulator(world)


def test_who_sets_out_is_counted_on_the_local_day():
    rows = "\n".join(f"departures, 2024-01-02, 2024-01-02, home{o}, 2400" for o in OFFSETS)
    out = around_the_world("name, from, until, where, value\n" + rows).run(0)
    assert (out["departures"][:, :-1] == [[0] * 4, [2400] * 4, [0] * 4, [0] * 4]).all()


def test_who_arrives_is_counted_on_the_day_of_the_place_he_enters():
    """A day's travellers from each zone, an hour on the way, towards a clock eight hours ahead of UTC."""
    for number, offset in enumerate([-3, 0, 12]):
        rows = f"departures, 2024-01-02, 2024-01-02, home{offset}, 2400"
        out = around_the_world("name, from, until, where, value\n" + rows).run(0)
        start = 24 - offset  # of the local day of those who set out, in hours UTC since the first midnight
        arrival = start + 1 + np.arange(24) + 8  # by the clock of the town
        expected = np.bincount(arrival // 24, minlength=4)[:4] * 100
        assert out["arrivals"][:, 1].tolist() == expected.tolist(), number
        left = np.bincount((start + 1 + np.arange(24) + offset) // 24, minlength=4)[:4] * 100
        assert out["country_crossings_out"][:, 0].tolist() == left.tolist()


def test_a_call_up_is_counted_on_the_local_day():
    out = around_the_world("name, from, until, where, value\ndraft, 2024-01-03, 2024-01-03, AAA, 1000").run(0)
    taken = out["drafted"][:, :-1]
    assert (taken[2] > 800).all()
    assert taken.sum() == taken[2].sum() == out["ledger"][-1, 5]


def test_a_push_that_lasts_a_day_lasts_the_local_day():
    drivers = "name, from, until, value\nthreat, 2024-01-02, 2024-01-02, 4"
    out = around_the_world(drivers).run(0)
    assert (out["departures"][1, :-1] > 50).all()
    assert not out["departures"][[0, 2, 3]].any()


def test_a_stock_is_that_at_the_end_of_the_local_day():
    simulator = around_the_world("name, where, value\ndepartures, home0, 2400")
    out = simulator.run(0)
    by_hour = dict(zip(utc(simulator).tolist(), out["ledger"][:, 4].tolist(), strict=True))
    assert out["stock"][:, -1].tolist() == [by_hour[24 * day + 23 - 8] for day in range(4)]


@pytest.mark.parametrize("offset", [-3, 0, 12])
def test_a_gate_counts_by_its_own_day(offset):
    world = corridor(
        gate=f", , , , {offset}",
        drivers="name, from, until, where, value\ndepartures, 2024-01-02T10:00, 2024-01-02T10:59, home, 24000",
        links="from, to, mode, hours, gate\nhome, town, road, 4, gate",
    )
    day = (24 + 14 + offset) // 24  # set out at ten, there at two in the afternoon, UTC
    out = run(world)
    assert out["crossings_in"][:, 0].tolist() == [1000 * (d == day) for d in range(4)]
    assert out["arrivals"].sum(axis=1).tolist() == [0, 1000, 0, 0], "a country counts by the clock of the place entered"


def test_the_ticks_cover_every_local_day():
    simulator = around_the_world("name, where, value\ndepartures, home0, 2400")
    hours = utc(simulator)
    assert hours[0] <= -12
    assert hours[-1] >= 4 * 24 + 3 - 1
    assert (np.diff(hours) == 1).all()


def test_ordinary_traffic_keeps_to_the_weekdays_of_the_gate():
    """Ten times as many on Tuesdays, by a clock twelve hours ahead; a Poisson day of 2400 has a deviation of 49."""
    drivers = "name, where, value, weekday\nordinary_in, gate, 2400,\nweekday, gate, 10, tue"
    out = run(corridor(gate=", , , , 12", drivers=drivers))
    assert out["crossings_in"][:, 0] == pytest.approx([2400, 24000, 2400, 2400], abs=6 * 155)


def test_the_mean_line_of_a_day_is_that_of_its_own_hours():
    drivers = "name, from, until, where, value\ndepartures, 2024-01-01, 2024-01-01T11:59, home, 4800"
    world = corridor(
        gate="24, , , , 0", drivers=drivers, links="from, to, mode, hours, gate\nhome, town, road, 1, gate"
    )
    out = run(world)
    line = out["tick_queue_vehicles"][:, 0].astype(float)
    over_ticks = (np.append(0.0, line[:-1]) + line) / 2  # from what it was to what it is
    assert out["queue_people"][:, 0] == pytest.approx(over_ticks.reshape(4, 24).mean(axis=1))
