"""What is heard with the news is heard with nothing else: rules that do nothing change no number."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from worlds import CALM, build, run

IDLE = ("\n"
    "idle, enter, CCC, price x 1, 2024-01-02T03:00\n"
    "late, enter, CCC, delay 2 h, 2024-01-02T06:00\n"
    "dear, enter, CCC, price x 2, 2024-01-02T09:00"
)  # fmt: skip


def camps(rules: str, **hold: float) -> np.ndarray:
    """Return how many are in each of two camps of which one is small, day by day; nobody is let into the rest."""
    world = build(
        places="id, country, kind, population, capacity\nhome, AAA, home, 10000000,\n"
        "a, BBB, refuge, , 40000\nb, BBB, refuge, ,\nfar, CCC, town, ,",
        links="from, to, mode, hours, price\nhome, a, road, 1,\nhome, b, road, 1,\nhome, far, road, 1, 10",
        rules="id, act, where, effect, from\nopen, enter, BBB, allow,\nother, enter, CCC, allow,\n"
        f"shut, enter, CCC, deny,{rules}",
        drivers="name, from, until, where, value\ndepartures, 2024-01-02, 2024-01-03, home, 480000",
        tick=1,
        days=4,
        hold={**CALM, "settle_room": 1.0, **hold},
    )
    return run(world)["stock"][:, 1:3]


def test_how_full_a_camp_is_is_heard_with_the_news_and_not_when_rules_change_elsewhere():
    assert camps(IDLE).tolist() == camps("").tolist()


def test_what_draws_to_a_country_is_heard_with_the_news_and_not_when_rules_change_elsewhere():
    walks = {"country_walk": 0.5, "news_hours": 48.0}
    assert camps(IDLE, **walks).tolist() == camps("", **walks).tolist()
    assert camps("", **walks).tolist() != camps("").tolist()


@pytest.mark.parametrize("first_day", [date(2024, 1, 1), date(2023, 12, 29)])
@pytest.mark.parametrize("tick", [1, 3])
def test_that_a_gate_is_shut_at_night_is_known_from_the_first_hour_on(first_day, tick):
    """Half the day are 3 hours of waiting in the mean, and 0.06 an hour leave 45.5 % of the choices of two."""
    days = 3 + (date(2024, 1, 1) - first_day).days
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 10000000\nb, BBB, town,\nc, CCC, town,",
        links="from, to, mode, hours, gate\nhome, b, road, 2, g\nhome, c, road, 2,",
        gates="id, country_from, country_to, opening_hours\ng, AAA, BBB, 06:00-18:00",
        rules="id, act, where, effect\nob, enter, BBB, allow\noc, enter, CCC, allow",
        drivers="name, where, from, value\ndepartures, home, 2024-01-01, 240000",
        first_day=first_day,
        days=days,
        tick=tick,
        hold={**CALM, "wait_cost": 0.06},
    )
    came = run(world)["country_crossings_in"][-3:, 2]
    share = 1.0 - came[0] / (240_000 * 22 / 24)  # who set out in the last two hours is not there yet
    assert share == pytest.approx(1.0 / (1.0 + math.exp(0.06 * 3.0)), abs=0.006)


EDGE = """id, country, kind, population
    home, AAA, home, 10000000
    edge, BBB, hub,
    x, BBB, town,
    y, BBB, town,
    c, CCC, town,"""


@pytest.mark.parametrize(
    "idle",
    [
        "i, enter, edge>x:road, price x 1",
        "i, enter, edge>x:road, delay 0 h\nj, enter, y, risk 0",
        "i, enter, x, allow",
        "i, leave, home>edge:road, price x 1",
    ],
)
def test_a_rule_that_does_nothing_changes_no_number_on_a_road_without_a_gate_either(idle):
    def stock(rules: str) -> list[list[float]]:
        world = build(
            places=EDGE,
            links="from, to, mode, hours\nhome, edge, road, 20\nedge, x, road, 1\nedge, y, road, 3\nhome, c, road, 22",
            rules=f"id, act, where, effect\no, enter, BBB, allow\noc, enter, CCC, allow\n{rules}",
            drivers="name, where, until, value\ndepartures, home, 2024-01-01, 1000000",
            days=5,
            tick=6,
        )
        return run(world)["stock"].tolist()

    assert stock(idle) == stock("")
