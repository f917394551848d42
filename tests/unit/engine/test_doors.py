"""Who comes to a door from another one in the same tick passes in his turn, however long ticks are."""

from __future__ import annotations

import numpy as np
import pytest

from exeunt.engine.compile.arrays import compile_world
from exeunt.engine.members import Simulator
from exeunt.scenario.world import World
from worlds import CALM, build, corridor, many, run

TICKS = (1, 3, 6, 12, 24)
PLACES = """id, country, kind, population
    h1, AAA, home, 100000
    h2, AAA, home, 100000
    hub, AAA, hub,
    far, CCC, town,"""
BY_TRAIN_AND_STRAIGHT = """from, to, mode, hours, seats_per_day, gate
    h1, hub, rail, 0.1, 100000,
    hub, far, road, 0.1, , {gate}
    h2, far, road, 0.1, , {gate}"""
GATE = "id, country_from, country_to, people_per_day, opening_hours\ng, AAA, CCC, 600, {}"
OPEN = "id, act, where, effect\nopen, enter, CCC, allow"


def two_homes(tick: int, *drivers: str, gate: str = "", rules: str = OPEN, days: int = 8, **more: str) -> World:
    """Build two homes, from one of which a train with seats enough leads to where the other's people come straight."""
    return build(
        places=more.pop("places", PLACES),
        links=more.pop("links", BY_TRAIN_AND_STRAIGHT.format(gate=gate)),
        rules=rules,
        drivers="\n".join(["name, from, until, where, value", *drivers]),
        origins={"one": ["h1"], "two": ["h2"]},
        threat=1.0,
        tick=tick,
        days=days,
        hold={**CALM, "stand_hours": 12.0},
        **more,
    )


def into_ccc(world: World, members: int) -> np.ndarray:
    """Return who arrived in CCC, (members, days, origins)."""
    simulator = Simulator(world, origins=True)
    return np.stack([simulator.run(member)["arrivals_by_origin"] for member in range(members)])[:, :, 1]


@pytest.mark.parametrize("tick", TICKS)
def test_a_quota_lets_in_who_came_by_train_as_readily_as_who_came_straight(tick):
    """Of 300 a day it lets in 100, half of them from either home: sd 0.8 of a mean over 24 days, 5 of which are 4."""
    rules = f"{OPEN}\nquota, enter, CCC, quota 100/day"
    each_day = "departures, , , h1, 150", "departures, , , h2, 150"
    by_train, straight = into_ccc(two_homes(tick, *each_day, rules=rules, days=4), 6).mean(axis=(0, 1))
    assert by_train + straight == 100
    assert by_train == pytest.approx(50, abs=4)


@pytest.mark.parametrize("tick", [1, 3, 6])
@pytest.mark.parametrize("hours", [0.1, 12])
def test_who_was_turned_back_and_has_stood_is_as_likely_to_be_let_in_as_a_newcomer(tick, hours):
    """A thousand come on the first day and a hundred more on each: of those who stand, a quota takes any.

    Each tries twice a day, so of those there the thousand are 10 in 11, then some 92 in 100 less those let in. An
    event-by-event reckoning of the same lets in 86, 77 and 70 of them on days two to four (sd of a day's mean: 1.3).
    """
    links = f"from, to, mode, hours\nh1, far, road, {hours}\nh2, far, road, {hours}"
    drivers = "departures, , 2024-01-01, h1, 1000", "departures, , , h2, 100"
    rules = f"{OPEN}\nquota, enter, CCC, quota 100/day"
    places = PLACES.replace("    hub, AAA, hub,\n", "")
    came = into_ccc(two_homes(tick, *drivers, places=places, links=links, rules=rules, days=4), 8)
    assert (came.sum(axis=2) == 100).all()
    assert came[:, 1:, 0].mean(axis=0) == pytest.approx([86, 77, 70], abs=7)


@pytest.mark.parametrize("tick", TICKS)
def test_a_gate_that_is_nearly_idle_makes_nobody_wait_who_comes_from_a_train(tick):
    """Of 600 a day 300 come: hourly parties of six wait while the first of them pass, a quarter of an hour at most."""
    made = two_homes(tick, "departures, , , h1, 150", "departures, , , h2, 150", gate="g", gates=GATE.format(""))
    found = run(made)
    assert np.nanmax(found["wait_hours"]) < 0.25
    assert found["crossings_in"].sum() >= 8 * 300 - 7


@pytest.mark.parametrize("opening", ["", "08:00-20:00"])
def test_what_comes_of_two_doors_does_not_depend_on_how_long_ticks_are(opening):
    on_one_day = "departures, 2024-01-02, 2024-01-02, h1, 250", "departures, 2024-01-02, 2024-01-02, h2, 250"
    each = [into_ccc(two_homes(tick, *on_one_day, gate="g", gates=GATE.format(opening), days=4), 1) for tick in TICKS]
    assert each[0].sum() == 500
    assert all(np.abs(found - each[0]).max() <= 1 for found in each[1:]), "a party is cut where the gate closes"


def steps(links: str, *, rules: str = OPEN, tick: int = 24) -> dict[str, int]:
    """Return the step of each seat line, by its link."""
    world = build(
        places="id, country, kind, population\n"
        + "".join(f"p{k}, AAA, home, 10\n" for k in range(3))
        + "far, CCC, town,",
        links=links,
        rules=rules,
        drivers="name, where, value\nthreat, , 1",
        tick=tick,
    )
    arrays = compile_world(world)
    ids, line = np.array(arrays.net.link_ids), arrays.space.line
    return {str(ids[link]): int(step) for link, step in zip(line["link"], line["step"], strict=True) if link >= 0}


CHAIN = """from, to, mode, hours, seats_per_day
    p0, p1, rail, 5, 10
    p1, p2, rail, 5, 10
    p2, far, rail, 5, 10"""


@pytest.mark.parametrize(("tick", "expected"), [(24, [0, 1, 2]), (6, [0, 1, 2]), (3, [0, 0, 0])])
def test_trains_one_behind_the_other_are_dealt_with_in_that_order_where_a_tick_holds_both(tick, expected):
    assert list(steps(CHAIN, tick=tick).values()) == expected


def test_doors_in_a_circle_share_a_step():
    found = steps(f"{CHAIN}\n    p2, p0, rail, 5, 10\n    p1, far, rail, 5, 10\n    p0, far, rail, 5, 10")
    circle = {found["p0>p1:rail"], found["p1>p2:rail"], found["p2>p0:rail"]}
    assert len(circle) == 1
    assert all(found[f"p{k}>far:rail"] > min(circle) for k in range(3))


# -- a door that was slow for a while ---------------------------------------------------------------------------------


@pytest.mark.parametrize("tick", [1, 3])
@pytest.mark.parametrize("factor", [0.1, 0.001])
def test_a_gate_that_was_slow_for_three_hours_goes_on_at_its_pace(tick, factor):
    rules = f"""id, from, until, act, where, effect
        open, , , enter, BBB, allow
        slow, 2024-01-03T00:00, 2024-01-03T02:59, enter, gate, capacity x {factor}"""
    drivers = "name, where, value\nthreat, , 1\ndepartures, home, 120"
    arrived = run(corridor(gate="240, , , , 0", rules=rules, drivers=drivers, tick=tick, days=6))["arrivals"][:, 1]
    assert arrived[2:].tolist() == pytest.approx([120] * 4, abs=1.0)


@pytest.mark.parametrize("load", [0.97, 0.995, 0.999, 1])
def test_a_train_that_was_nearly_full_for_two_days_goes_on_as_before(load):
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 100000\ntown, BBB, town,",
        links="from, to, mode, hours, seats_per_day\nhome, town, rail, 0.1, 40",
        drivers=f"""name, from, until, where, value
            threat, , , , 1
            departures, , , home, 30
            seat_load, , , , 0.2
            seat_load, 2024-01-03, 2024-01-04, , {load}""",
        days=12,
        tick=3,
        hold=CALM,
    )
    arrived = run(world)["arrivals"][:, 1]
    assert arrived[4:].tolist() == pytest.approx([32] * 8, abs=1.0), "32 seats a day, and a line before them"


# -- seats ------------------------------------------------------------------------------------------------------------


def test_ordinary_travellers_take_no_more_seats_than_there_are():
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 100000\ntown, BBB, town,",
        links="from, to, mode, hours, seats_per_day, both_ways\nhome, town, rail, 0.1, 100, yes",
        drivers="name, value\nthreat, 1\nseat_load, 0.6\nseat_load_others, 0.7",
        days=6,
        tick=3,
        hold={**CALM, "leave_base": -20.0},
    )
    ledger = many(world, 3)["ordinary_ledger"]
    assert (ledger[:, -1, 0] == 2 * 6 * 100).all(), "both ways: all seats, every day"


def test_ordinary_travellers_on_seats_leave_and_come_by_the_clocks_of_either_end_as_those_who_flee():
    """A train leaves from UTC+10: what sets out there on Tuesday arrives by the other end's clock on Monday too."""

    def found(seats: int, driver: str) -> dict[str, np.ndarray]:
        world = build(
            places="id, country, kind, population, utc_offset\nhome, AAA, home, 100000, 10\ntown, BBB, town, , 0",
            links=f"from, to, mode, hours, seats_per_day\nhome, town, rail, 0.1, {seats}",
            drivers=f"name, weekday, where, value\nthreat, , , 1\n{driver}",
            days=4,
            tick=1,
            hold={**CALM, "leave_base": -20.0},
        )
        return run(world)

    for each in (found(240, "seat_load, tue, , 1"), found(24_000, "departures, tue, home, 240")):
        assert each["country_crossings_out"][:, 0].tolist() == [0, 240, 0, 0]
        assert each["country_crossings_in"][:, 1].tolist() == [100, 140, 0, 0]


@pytest.mark.parametrize("tick", TICKS)
@pytest.mark.parametrize("effect", ["risk 0.3", "quota 7000/day"])
def test_who_was_turned_back_at_the_first_of_two_gates_may_pass_it_in_the_same_tick(effect, tick):
    """24,000 set out for a gate six minutes off, of whom some are stopped there and come again every seven hours.

    Of those who have come by an hour so many have tried in it, or before. A quota lets in all that it may either way.
    """
    made = build(
        places="id, country, kind, population\nhome, AAA, home, 100000\nhub, BBB, hub,\ntown, CCC, town,",
        links="from, to, mode, hours, gate\nhome, hub, road, 0.1, one\nhub, town, road, 3, two",
        gates="id, country_from, country_to\none, AAA, BBB\ntwo, BBB, CCC",
        rules=f"id, act, where, effect\nb, enter, BBB, allow\nc, enter, CCC, allow\nless, enter, BBB, {effect}",
        drivers="name, until, where, value\ndepartures, 2024-01-01, home, 24000",
        tick=tick,
        days=3,
        hold={**CALM, "stand_hours": 6.9},
    )
    tries = np.ceil((24 - 0.1 - np.arange(0.5, 24)) / 7)
    first = 1000 * (1 - 0.3**tries).sum() if effect == "risk 0.3" else 7000
    assert run(made)["crossings_in"][0, 0] == pytest.approx(first, rel=0.01)
