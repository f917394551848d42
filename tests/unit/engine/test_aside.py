"""Who stands aside, as rules do not let him pass, keeps nobody else from passing, nor from coming."""

from __future__ import annotations

import math

import numpy as np
import pytest

from worlds import CALM, build, corridor, run

TWO_ROADS = """from, to, mode, hours, gate
    a, t1, road, 2, g
    b, t2, road, 2, g
    b, c, road, 2, k"""


def shares(rule: str, *, of_a: int, tick: int) -> float:
    """Return the share of b's people who went over the gate that they share with a's, after its road was shut."""
    world = build(
        places="id, country, kind, population\na, AAA, home, 100000\nb, AAA, home, 100000\n"
        "t1, BBB, town,\nt2, BBB, town,\nc, CCC, town,",
        links=TWO_ROADS,
        gates="id, country_from, country_to, people_per_day\ng, AAA, BBB, 100\nk, AAA, CCC,",
        rules=f"id, from, act, where, effect\nob, , enter, BBB, allow\noc, , enter, CCC, allow\n{rule}",
        drivers=f"name, until, where, value\ndepartures, 2024-01-03, a, {of_a}\ndepartures, , b, 40",
        days=40,
        tick=tick,
        hold={**CALM, "wait_cost": 0.06},
    )
    stock = run(world)["stock"]
    over, beside = stock[-1, 3] - stock[5, 3], stock[-1, 4] - stock[5, 4]
    return float(over / (over + beside))


@pytest.mark.parametrize("tick", [1, 6])
@pytest.mark.parametrize("rule", ["x, 2024-01-04, enter, a>t1:road@g, deny", "x, 2024-01-04, leave, a, deny"])
def test_a_line_that_stands_aside_is_no_wait_for_who_may_pass(rule, tick):
    """1,360 people choose between two ways alike: half of them, within four standard errors."""
    assert shares(rule, of_a=400, tick=tick) == pytest.approx(0.5, abs=4 * 0.5 / math.sqrt(1360))
    assert shares(rule, of_a=0, tick=tick) == pytest.approx(0.5, abs=4 * 0.5 / math.sqrt(1360))


@pytest.mark.parametrize(("mode", "rates"), [("road", "100, 100, 0"), ("foot", "100, 0, 100")])
def test_a_line_that_stands_aside_is_no_wait_for_ordinary_travellers(mode, rates):
    """Nobody who flees is let in from the fifth day on; whoever crosses every day still is, on wheels or on foot."""
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 100000\ntown, BBB, town,",
        links=f"from, to, mode, hours, gate, both_ways\nhome, town, {mode}, 0.1, gate, yes",
        gates="id, country_from, country_to, people_per_day, vehicles_per_day, foot_per_day, people_per_vehicle\n"
        f"gate, AAA, BBB, {rates}, 1",
        rules="id, until, act, where, effect\nopen, 2024-01-04, enter, BBB, allow",
        drivers="name, until, where, value\ndepartures, 2024-01-03, home, 500\nordinary_in, , gate, 20",
        days=10,
        tick=1,
        hold={**CALM, "ordinary_wait": 1.0},
    )
    found = run(world)
    assert found["queue_people"][-1, 0] > 900
    assert (found["tick_wait_hours"][6 * 24 :, 0] < 1.0).all()
    assert found["crossings_in"][6:, 0].sum() == pytest.approx(40, abs=4 * math.sqrt(40))  # half have other grounds


SEXES = "trait, value, share\nsex, m, 0.5\nsex, f, 0.5"
BAN = (
    "id, from, until, who, act, where, effect\nopen, , , , enter, BBB, allow\n"
    "ban, 2024-01-04, {until}, sex = m, enter, gate, deny"
)


@pytest.mark.parametrize("tick", [1, 6])
def test_whom_a_ban_names_steps_aside_and_the_gate_is_for_the_others(tick):
    """100 a day of 1,500: three days of both, then women alone until those in line are through."""
    world = corridor(
        gate="100, , , , ", drivers="name, until, where, value\ndepartures, 2024-01-03, home, 500",
        rules=BAN.format(until=""), traits=SEXES, days=16, tick=tick,
    )  # fmt: skip
    found = run(world)
    came = found["crossings_in"][:, 0]
    women = found["arrivals"][:, 1]
    assert came[3:8].tolist() == pytest.approx([100] * 5, abs=1)
    assert came.sum() == pytest.approx(300 + 600, abs=4 * math.sqrt(1500) / 2)  # half of 1,200 are women
    assert women.sum() == came.sum()
    assert found["queue_people"][-1, 0] == pytest.approx(1500 - came.sum(), abs=1), "the men stand there still"


def test_when_a_ban_ends_those_it_named_come_back_to_their_places():
    def served(until: str) -> np.ndarray:
        world = corridor(
            gate="100, , , , ", drivers="name, until, where, value\ndepartures, 2024-01-03, home, 500",
            rules=BAN.format(until=until), traits=SEXES, days=24, tick=1,
        )  # fmt: skip
        return run(world)["crossings_in"][:, 0]

    some = served("2024-01-06")
    assert some[:15].tolist() == pytest.approx([100] * 15, abs=2)
    assert some.sum() == 1500


def test_seats_are_for_those_who_may_fly():
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 100000\nt, BBB, town,",
        links="from, to, mode, hours, price, seats_per_day\nhome, t, air, 2, 100, 100",
        rules=BAN.format(until="").replace("gate", "BBB"), traits=SEXES, days=16, tick=3,
        drivers="name, until, where, value\ndepartures, 2024-01-03, home, 500", hold=CALM,
    )  # fmt: skip
    flown = run(world)["country_crossings_in"][:, 1]
    assert flown[4:8].tolist() == pytest.approx([100] * 4, abs=1)


@pytest.mark.parametrize("tick", [1, 3, 6, 12, 24])
def test_a_line_is_as_long_in_the_mean_whatever_the_tick(tick):
    """2,400 a day, evenly, before a gate that is open from 8 to 20 without a limit: Little's law says 300."""
    world = corridor(
        gate=", , , 08:00-20:00, ", drivers="name, where, value\ndepartures, home, 2400", days=8, tick=tick,
        links="from, to, mode, hours, gate, both_ways\nhome, town, road, 0.5, gate, yes",
    )  # fmt: skip
    found = run(world)
    hours = found["wait_hours"][3:7, 0].mean()
    assert found["queue_people"][3:7, 0].mean() == pytest.approx(2400 * hours / 24, rel=0.01)
    assert found["queue_people"][3:7, 0].mean() == pytest.approx(312, rel=0.05)
    assert found["queue_vehicles"][3:7, 0] == pytest.approx(found["queue_people"][3:7, 0])
