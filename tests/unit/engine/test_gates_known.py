"""Whoever passes a second country knows every gate on the way, so that no line grows for want of another."""

from __future__ import annotations

import numpy as np
import pytest

from exeunt.scenario.world import World
from worlds import build, many

SMALL = 50  # people a day


def through_two(small_gates: int, later: str = "") -> World:
    """Build a home, two ways through other countries to the only town: by so many small gates, or a free border."""
    roads = [f"home, east, road, {2 + k / 10}, g{k}" for k in range(small_gates)]
    onward = "home, west, road, 6, free", "east, west, road, 1,", "west, far, road, 1,"
    gates = [f"g{k}, AAA, BBB, {SMALL}" for k in range(small_gates)]
    return build(
        places="""id, country, kind, population
            home, AAA, home, 20000
            east, BBB, hub,
            west, CCC, hub,
            far, DDD, town,""",
        links="\n".join(["from, to, mode, hours, gate", *roads, *onward]),
        gates="\n".join(["id, country_from, country_to, people_per_day", "free, AAA, CCC,", *gates]),
        rules=f"""id, from, act, where, effect
            b, , enter, BBB, allow
            c, , enter, CCC, allow
            d, , enter, DDD, allow
            {later}""",
        drivers="name, where, value\ndepartures, home, 1000",
        days=10,
    )


def crossings(world: World) -> np.ndarray:
    """Return who passed the free border, and the small gates, by day, of three members."""
    return many(world, 3)["crossings_in"].mean(axis=0)


@pytest.mark.parametrize("small_gates", [1, 2, 3, 4, 6])
def test_small_gates_keep_nobody_from_a_free_border(small_gates):
    """Nine days of a thousand: all but a tenth pass who find no room at the small gates, and these are used."""
    passed = crossings(through_two(small_gates)).sum(axis=0)
    assert passed[0] > 0.9 * (10_000 - 1_000 - 10 * SMALL * small_gates)
    assert (passed[1:] > 0.6 * 9 * SMALL).all()


def test_a_rule_of_next_week_brings_no_gate_to_mind_before():
    plain, later = (crossings(through_two(3, rule)) for rule in ("", "later, 2024-01-09, enter, g0, risk 0.5"))
    np.testing.assert_array_equal(plain[:7], later[:7])


BEST_HOLDS_NOBODY_MORE = {
    "a line before the best country": (SMALL, "", {}),
    "a full camp in the best country": (100_000, "2000", {"settle_room": 1.0}),
}


@pytest.mark.parametrize(("into_best", "room", "hold"), BEST_HOLDS_NOBODY_MORE.values(), ids=BEST_HOLDS_NOBODY_MORE)
def test_who_finds_no_room_in_the_best_country_knows_every_gate_into_one_that_few_would_choose(into_best, room, hold):
    """The next country is a day's drive off, by a gate of 50 a day; a free one is eight hours farther."""
    world = build(
        places=f"""id, country, kind, population, capacity
            home, AAA, home, 100000,
            near, BBB, town, 100000, {room}
            far, CCC, town, 100000,""",
        links="""from, to, mode, hours, gate
            home, near, road, 1, best
            home, far, road, 23, small
            home, far, road, 31, free""",
        gates=f"""id, country_from, country_to, people_per_day
            best, AAA, BBB, {into_best}
            small, AAA, CCC, {SMALL}
            free, AAA, CCC, 5000""",
        rules="id, act, where, effect\nb, enter, BBB, allow\nc, enter, CCC, allow",
        drivers="name, value\nthreat, 1",
        days=30,
        hold={"give_up": 0.0, "onward": 0.0, "return": 0.0, "reach": 0.0, "leave_base": -4.0, **hold},
    )
    best, small, free = crossings(world).sum(axis=0)
    assert small > 0.9 * 28 * SMALL
    assert free > 5 * small
    assert free + small + best > 10_000
