"""What stands at a gate: lines as queueing theory has them, first come first served, within the gate's limits."""

from __future__ import annotations

import numpy as np
import pytest

import worlds
from worlds import corridor, run

# An hour to the gate: many who set out in an hour do so in its middle, and stand there in the middle of the next.
ROAD = "from, to, mode, hours, gate, both_ways\nhome, town, road, 1, gate, yes"
SEATS = "from, to, mode, hours, seats_per_day, gate\nhome, town, rail, 1, 1200, gate"
BOTH = "from, to, mode, hours, gate\nhome, town, road, 1, gate\nhome, town, foot, 1, gate"
HEAD = "name, from, until, where, value\n"
BURST = HEAD + "departures, 2024-01-01T{0:02d}:00, 2024-01-01T{0:02d}:59, home, {1}"
STEADY = HEAD + "departures, , , home, {}"


def by_tick(out: dict[str, np.ndarray], name: str) -> np.ndarray:
    """Return a gate's numbers by tick; the first tick is the first hour of the first day."""
    return out[name][:, 0].astype(float)


def at_work(came: np.ndarray, pace: float) -> np.ndarray:
    """Return when those pass who come at given hours to a gate that takes so many hours for each (Lindley 1952)."""
    number = np.arange(len(came))
    return np.maximum.accumulate(came - pace * number) + pace * number


def test_a_line_grows_and_clears_as_the_formula_says():
    """D/D/1: 200 an hour for a day, then 50 an hour, at a gate that lets 100 an hour through."""
    rush = HEAD + "departures, , 2024-01-01, home, 4800\ndepartures, 2024-01-02, , home, 1200"
    out = run(corridor(gate="2400, , , ,", drivers=rush, links=ROAD, days=5))
    came = np.concatenate([np.repeat(np.arange(24), 200), np.repeat(np.arange(24, 120), 50)]) + 1.5
    left = at_work(came, 1 / 100)
    hour = np.arange(120)
    by_the_end = np.searchsorted(came, hour + 1), np.searchsorted(left, hour + 1 - 1e-9)
    assert (by_tick(out, "tick_queue_vehicles") == by_the_end[0] - by_the_end[1]).all()
    assert (by_tick(out, "tick_crossings_in") == np.diff(by_the_end[1], prepend=0)).all()
    waits = [(left - came)[left // 24 == day].mean() for day in range(5)]
    assert out["wait_hours"][:, 0] == pytest.approx(waits, abs=1e-6)


def test_a_line_before_seats_is_read_as_one_at_a_gate_is():
    rush = HEAD + "departures, , 2024-01-01, home, 4800"
    gate, seats = (
        run(corridor(gate=gate, drivers=rush, links=links, days=5))
        for gate, links in (("1200, , , ,", ROAD), (", , , ,", SEATS))
    )
    assert (gate["queue_people"][:, 0] > 0).all()
    assert seats["queue_people"] == pytest.approx(gate["queue_people"])


@pytest.mark.parametrize(
    ("gate", "links"),
    [("1200, , , ,", ROAD), ("900, , , 08:00-20:00,", ROAD), ("1500, 700, 1100, ,", BOTH)],
    ids=["one line", "opening hours", "cars and walkers"],
)
def test_hours_stood_in_line_are_the_waits_of_those_who_passed(gate, links):
    """Little's law without a rate: both count every hour of every person, when the line is empty at the end.

    A line is read as each tick ends, and taken to be even in between: people come in the middle of an hour.
    """
    rush = HEAD + "departures, , 2024-01-02, home, 1600\nordinary_in, , 2024-01-03, gate, 300"
    out = run(corridor(gate=gate, drivers=rush, links=links, days=8))
    assert out["ledger"][-1, 2] == out["ordinary_ledger"][-1, 2] == 0
    stood = 24 * out["queue_people"][:, 0].sum()
    waited = (np.nan_to_num(out["wait_hours"]) * out["crossings_in"])[:, 0].sum()
    assert stood > 10_000
    assert waited == pytest.approx(stood, rel=1e-3)


def test_who_comes_later_never_passes_earlier():
    """A day's travellers from one town all pass before the next day's from another."""
    world = worlds.build(
        places="id, country, kind, population\nfirst, AAA, home, 900\nsecond, AAA, home, 900\ntown, BBB, town,",
        gates="id, country_from, country_to, people_per_day\ngate, AAA, BBB, 500",
        links="from, to, mode, hours, gate\nfirst, town, road, 1, gate\nsecond, town, road, 1, gate",
        drivers=HEAD + "departures, , 2024-01-01T22:59, first, 1000\ndepartures, 2024-01-01T23:00, , second, 1000",
        tick=1,
        days=5,
        hold=worlds.CALM,
        origins={"first": ["first"], "second": ["second"]},
    )
    out = worlds.Simulator(world, origins=True).run(0)["arrivals_by_origin"].sum(axis=1).cumsum(axis=0)
    first, second = out.T
    assert second[-1] > 0
    assert first[-1] == 900
    assert (first[second > 0] == 900).all()
    assert out.sum(axis=1).tolist() == [469, 969, 1469, 1800, 1800]  # the gate is idle in the first hour and a half


def test_walkers_do_not_wait_for_cars():
    out = run(corridor(gate=", 24, , ,", drivers=STEADY.format(4800), links=BOTH))
    cars = by_tick(out, "tick_queue_vehicles")
    assert cars[-1] > 1000
    over_ticks = cars - np.diff(cars, prepend=0.0) / 2  # from what it was to what it is
    assert 24 * out["queue_people"].sum() == pytest.approx(over_ticks.sum(), rel=1e-9), (
        "somebody stands who is not in a car"
    )
    assert (out["crossings_in"][1:, 0] > 24 + 100).all()


def test_cars_do_not_wait_for_walkers():
    out = run(corridor(gate=", , 24, ,", drivers=STEADY.format(4800), links=BOTH))
    assert not by_tick(out, "tick_queue_vehicles").any()
    assert out["queue_people"][-1, 0] > 500


def test_cars_and_walkers_share_the_total():
    out = run(corridor(gate="480, 300, 1000, ,", drivers=STEADY.format(9600), links=BOTH))
    passed = by_tick(out, "tick_crossings_in")
    assert passed[2] == 21, "the first of each line passes at once"
    assert (passed[3:] == 20).all()
    assert np.diff(by_tick(out, "tick_queue_vehicles")).mean() > 100  # at least 12 cars an hour are left to wait


@pytest.mark.parametrize("tick", [1, 3, 24])
@pytest.mark.parametrize(
    ("total", "cars", "walkers", "passes"),
    [
        ("", 960, 480, 1440), (10000, 960, 480, 1440), (2400, 960, 480, 1440), (1440, 960, 480, 1440),
        (1200, 960, 480, 1200), (4000, 3600, 1000, 4000), (6000, 4800, 4000, 6000), (1000, 960, 960, 1000),
        (2400, "", 480, 2400), (2400, 960, "", 2400), (2400, "", "", 2400), (2400, 2390, "", 2400),
        (1000, 999, "", 1000), (1000, "", 980, 1000), (1000, 900, 950, 1000),
    ],
)  # fmt: skip
def test_while_both_lines_stand_nothing_of_the_total_is_lost(total, cars, walkers, passes, tick):
    """Half of the people may only drive and half only walk, and far more come than can pass."""
    world = corridor(
        gate=f"{total}, {cars}, {walkers}, ,",
        people=1_000_000,
        traits="trait, value, share\ncar, yes, 0.5\ncar, no, 0.5",
        rules="id, act, where, mode, effect, who\na, enter, BBB, , allow,\n"
        "b, leave, AAA, foot, deny, car = yes\nc, leave, AAA, road, deny, car = no",
        drivers=STEADY.format(20_000),
        links=BOTH,
        tick=tick,
        days=6,
    )
    through = run(world)["crossings_in"][1:, 0]
    assert through == pytest.approx(np.full(5, passes), rel=0.0015)
    assert through.sum() <= 5 * passes + 2


@pytest.mark.parametrize("tick", [1, 24])
@pytest.mark.parametrize(
    ("total", "cars", "walkers", "drive", "walk"),
    [(1000, 990, "", 600, 100), (1000, "", 990, 300, 400), (1000, 999, "", 100, 600), (1000, 950, 500, 600, 300)],
)
def test_where_fewer_come_than_may_pass_hardly_anybody_stands(total, cars, walkers, drive, walk, tick):
    """One who passes in the little that the other line leaves held up his own for hours after that was gone."""
    world = worlds.build(
        places="id, country, kind, population\ndrive, AAA, home, 100000\nwalk, AAA, home, 100000\ntown, BBB, town,",
        gates=f"id, country_from, country_to, people_per_day, vehicles_per_day, foot_per_day, people_per_vehicle\n"
        f"gate, AAA, BBB, {total}, {cars}, {walkers}, 1",
        links="from, to, mode, hours, gate\ndrive, town, road, 0.1, gate\nwalk, town, foot, 0.1, gate",
        drivers=HEAD + f"departures, , , drive, {drive}\ndepartures, , , walk, {walk}",
        tick=tick,
        days=6,
        hold=worlds.CALM,
    )
    out = run(world)
    assert out["crossings_in"][1:, 0] == pytest.approx(np.full(5, drive + walk), abs=0.02 * (drive + walk))
    assert out["queue_people"].max() < 60


def test_of_the_other_line_as_many_go_before_one_as_its_own_pace_lets_through():
    """Walkers stand for days behind their own limit; whoever comes by car passes at once, and is told so."""
    world = worlds.build(
        places="id, country, kind, population\ndrive, AAA, home, 100000\nwalk, AAA, home, 100000\ntown, BBB, town,",
        gates="id, country_from, country_to, people_per_day, vehicles_per_day, foot_per_day, people_per_vehicle\n"
        "gate, AAA, BBB, 200, 80, 60, 1",
        links="from, to, mode, hours, gate\ndrive, town, road, 0.1, gate\nwalk, town, foot, 0.1, gate",
        drivers=HEAD + "departures, , , walk, 144\ndepartures, 2024-01-05, , drive, 48",
        days=6,
        hold=worlds.CALM,
    )
    out = run(world)
    assert out["queue_people"][3, 0] > 200
    assert not out["queue_vehicles"][:4].any()
    assert out["queue_vehicles"].max() < 2
    assert by_tick(out, "tick_wait_hours").max() < 1


def test_a_car_counts_its_people():
    gates = (
        "id, country_from, country_to, vehicles_per_day, people_per_vehicle, metres_per_vehicle, lanes\n"
        "gate, AAA, BBB, 24, 4, 6, 3"
    )
    world = corridor(drivers=STEADY.format(4800), links=ROAD, gates=gates)
    out = run(world)
    assert (by_tick(out, "tick_crossings_in")[1:] == [2] + [4] * 94).all()
    assert out["queue_vehicles"] == pytest.approx(out["queue_people"] / 4)
    assert out["queue_km"] == pytest.approx(out["queue_vehicles"] * 6 / 3 / 1000)


@pytest.mark.parametrize("limit", ["240", ""], ids=["limited", "unlimited"])
@pytest.mark.parametrize(("offset", "opens_utc"), [("0", 6), ("5", 1), ("-3", 9)])
def test_a_gate_works_in_its_opening_hours_only(limit, offset, opens_utc):
    gate = f"{limit}, , , 06:00-14:00, {offset}"
    world = corridor(gate=gate, drivers=STEADY.format(2400), links=ROAD, days=3)
    simulator = worlds.Simulator(world)
    out, hour = simulator.run(0), simulator.labels.ticks.astype("datetime64[h]").astype(int) % 24
    at_work = (hour >= opens_utc) & (hour < opens_utc + 8)
    passed = by_tick(out, "tick_crossings_in")
    assert not passed[~at_work].any()
    assert (passed[at_work][2:] > 0).all()
    if limit:  # what is let through a day is let through in the hours of work
        assert (passed[at_work][8:] == 30).all()


def test_a_gate_that_opens_at_half_past_lets_half_through():
    out = run(corridor(gate="220, , , 06:30-17:30,", drivers=STEADY.format(9600), links=ROAD, days=2))
    passed = by_tick(out, "tick_crossings_in")[24:]
    assert passed[[5, 6, 7, 16, 17, 18]].tolist() == [0, 10, 20, 20, 10, 0]


@pytest.mark.parametrize("tick", [1, 3, 24])
def test_half_a_person_is_carried_over_while_a_line_stands(tick):
    """The first who comes passes at once, the next 2.4 hours later, and so on."""
    out = run(corridor(gate="10, , , ,", drivers=STEADY.format(4800), links=ROAD, tick=tick))
    expected = np.floor((tick * np.arange(1, 96 // tick + 1) - 1.5) / 2.4 - 1e-9) + 1
    assert by_tick(out, "tick_crossings_in").cumsum().tolist() == np.maximum(expected, 0).tolist()


def test_a_gate_saves_nothing_up_while_nobody_stands():
    """One and a half an hour: ten who come at ten o'clock, after hours of nobody, pass 1, 2, 1, 2 and so on."""
    out = run(corridor(gate="36, , , ,", drivers=BURST.format(9, 240), links=ROAD))
    assert by_tick(out, "tick_crossings_in")[9:18].tolist() == [0, 1, 2, 1, 2, 1, 2, 1, 0]


@pytest.mark.parametrize("gate", ["0, , , ,", ", 0, , ,", ", , , off,"], ids=["all together", "cars", "hours"])
def test_zero_lets_nobody_through(gate):
    out = run(corridor(gate=gate, links=ROAD, threat=4))
    assert not out["crossings_in"].any()
    assert not out["departures"].any(), "people set out towards a gate that lets nobody through"


def test_where_cars_are_shut_out_people_walk():
    out = run(corridor(gate=", 0, 240, ,", drivers=STEADY.format(4800), links=BOTH))
    assert not out["queue_vehicles"].any()
    assert (by_tick(out, "tick_crossings_in")[1:] == [5] + [10] * 94).all()


def test_blank_is_limited_by_the_total_only():
    out = run(corridor(gate="48, , , ,", drivers=STEADY.format(4800), links=BOTH))
    assert (by_tick(out, "tick_crossings_in")[1:] == [1] + [2] * 94).all()
    free = run(corridor(drivers=STEADY.format(4800), links=BOTH))
    assert not free["queue_people"].any()


def test_each_direction_has_the_capacity_to_itself():
    full = STEADY.format(4800) + "\nordinary_out, , , gate, 4800"
    out = run(corridor(gate="480, , , ,", drivers=full, links=ROAD))
    assert (out["crossings_in"][1:, 0] == 480).all()
    assert (out["crossings_out"][1:, 0] == 480).all()


def test_ordinary_traffic_stands_in_the_same_line():
    """Two thirds of those who stand are ordinary travellers, so two thirds of those who pass are."""
    both = STEADY.format(4800) + "\nordinary_in, , , gate, 4800\nothers_in, , , gate, 4800"
    out = run(corridor(gate="960, , , ,", drivers=both, links=ROAD, days=10))
    all_in = out["crossings_in"][:, 0] + out["others_in"][:, 0]
    assert (all_in[1:] == 960).all()
    arrived = out["arrivals"].sum(axis=1)
    flight, ordinary, others = (
        x.sum() / all_in.sum() for x in (arrived, out["crossings_in"][:, 0] - arrived, out["others_in"][:, 0])
    )
    # 9600 of some 144 000, hypergeometric within hours: 5 sigma is 0.02
    assert [flight, ordinary, others] == pytest.approx([1 / 3] * 3, abs=0.025)


@pytest.mark.parametrize("tick", [1, 6])
def test_where_a_gate_has_room_thousands_a_day_make_no_line(tick):
    """They come over the hour, not at once: a handful are at the gate at a time."""
    busy = HEAD + "ordinary_in, , , gate, 5000\nothers_in, , , gate, 2000"
    out = run(corridor(gate="11000, , , ,", drivers=busy, links=ROAD, tick=tick, days=8))
    assert 45_000 < (out["crossings_in"] + out["others_in"]).sum() < 65_000
    assert out["queue_people"].max() < 20
    assert np.nanmax(out["wait_hours"]) < 0.1


def test_seats_sell_by_the_day_and_not_at_the_gate():
    links = "from, to, mode, hours, gate, seats_per_day\nhome, town, air, 1, gate, 72"
    out = run(corridor(gate="24, , , ,", drivers=STEADY.format(4800), links=links))
    assert (by_tick(out, "tick_crossings_in")[1:] == [2] + [3] * 94).all()


def test_where_no_vehicle_is_let_through_ordinary_traffic_walks():
    ordinary = HEAD + "ordinary_in, , , gate, 2400"
    out = run(corridor(gate=", 0, 4800, ,", drivers=ordinary, links=BOTH))
    passed, present = out["crossings_in"].sum(), out["ordinary_ledger"][-1, 2]
    assert passed > 9000
    assert present == 0, "somebody stands in a line that never moves"
