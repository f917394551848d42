"""Ways through a country: how long they take, what rules on them do, and that nobody gets lost on them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from worlds import CALM, build, run

ONCE = "name, from, until, where, value\ndepartures, 2024-01-01, 2024-01-01T00:59, home, 240000"


def chain(rules: str = "", **more: object) -> dict[str, np.ndarray]:
    """Let ten thousand set out at midnight over two crossroads and a border: 2 + 3 + 4 hours."""
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 10000\na, AAA, hub,\nb, AAA, hub,\ntown, BBB, town,",
        links="from, to, mode, hours, both_ways\nhome, a, road, 2, yes\na, b, road, 3, yes\nb, town, road, 4, no",
        rules="id, act, where, effect, from\nopen, enter, BBB, allow,\n" + rules,
        drivers=ONCE,
        tick=1,
        days=3,
        hold=CALM,
        **more,
    )
    return run(world)


def test_a_journey_takes_the_hours_of_its_links():
    ledger = chain()["ledger"]
    assert ledger[:9, 1].tolist() == [10_000] * 9
    assert ledger[9, 4] == 10_000


@pytest.mark.parametrize(("hours", "there"), [(5.25, 5), (5.49, 5), (5.51, 6), (6.25, 6)])
def test_people_arrive_at_moments_within_a_tick(hours, there):
    """Many set out in the middle of an hour, and are there their hours later."""
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 10000\ntown, BBB, town,",
        links=f"from, to, mode, hours\nhome, town, road, {hours}",
        drivers=ONCE,
        tick=1,
    )
    settled = run(world)["ledger"][:, 4]
    assert settled[there - 1] == 0
    assert settled[there] == 10_000


def test_a_border_shut_while_people_are_on_the_way_stops_them():
    out = chain("shut, leave, b, deny, 2024-01-01T03:00")
    assert not out["arrivals"].any()


def test_a_risk_within_the_country_turns_people_back():
    """A check on the road between two crossroads stops half of those who try."""
    out = chain("check, leave, a>b:road, risk 0.5,")
    assert 0 < out["ledger"][10, 4] < 6000


def test_a_quota_within_the_country_holds():
    out = chain("convoy, leave, a>b:road, quota 100/day,")
    assert out["arrivals"].sum() <= 302


def test_a_road_shut_within_the_country_is_not_taken():
    assert not chain("shut, leave, a>b:road, deny,")["arrivals"].any()


def test_people_pass_through_a_town_where_others_live():
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 10000\nmid, AAA, home, 0\ntown, BBB, town,",
        links="from, to, mode, hours, both_ways\nhome, mid, road, 2, yes\nmid, town, road, 2, no",
        drivers=ONCE,
        tick=1,
        hold=CALM,
    )
    out = run(world)
    assert out["ledger"][4, 4] == 10_000
    assert out["departures"][:, 1].sum() == 0


def test_nobody_turns_round_at_a_crossroads():
    """On a ring of crossroads without doors but one, who comes to the door does not go back the way he came."""
    world = build(
        places="""id, country, kind, population
            home, AAA, home, 10000
            a, AAA, hub,
            b, BBB, hub,
            town, BBB, town,""",
        links="from, to, mode, hours, both_ways\nhome, a, road, 1, yes\na, b, road, 1, yes\nb, town, road, 1, yes",
        drivers=ONCE,
        tick=1,
        hold=CALM,
    )
    assert run(world)["ledger"][3, 4] == 10_000


def test_crossings_along_a_road_are_used_the_less_the_farther_they_are():
    """Five into one country: of the nested logit with path sizes; wrong by chance in one of ten thousand."""
    doors = range(5)
    places = "\n".join(f"door{i}, AAA, hub,\nout{i}, BBB, town," for i in doors)
    roads = "\n".join(f"door{i}, door{i + 1}, road, 2, yes" for i in range(4))
    out = "\n".join(f"door{i}, out{i}, road, 1, no" for i in doors)
    world = build(
        places=f"id, country, kind, population\nhome, AAA, home, 10000\n{places}",
        links=f"from, to, mode, hours, both_ways\nhome, door0, road, 1, yes\n{roads}\n{out}",
        drivers=ONCE,
        tick=1,
        hold=CALM,
    )
    towns = [i for i, p in enumerate(world.places["id"]) if p.startswith("out")]
    stock = run(world)["stock"][-1, towns]
    assert stock.sum() == 10_000
    t = world.fixed
    before = np.array([1 + 2 * i for i in doors])
    fade = np.exp(-t["discount"] * (before + 1))
    u = fade * t["settle_base"] - t["time_cost"] * (1 - fade) / t["discount"]
    u -= t["border_cost"] * np.exp(-t["discount"] * before)
    # one in five has the first hour to itself, one in four the road to the second, ..., and each its last hour
    size = [(1 / 5 + sum(2 / (4 - k) for k in range(i)) + 1) / (2 + 2 * i) for i in doors]
    weight = size * np.exp((u - u[0]) / t["nest_scale"])
    expected = 10_000 * weight / weight.sum()
    assert (np.diff(expected) < 0).all()
    assert expected[-1] > 5
    assert stats.chisquare(stock, expected).pvalue > 1e-4


@pytest.mark.parametrize("tick", [1, 3, 6])
def test_everybody_has_arrived_when_the_longest_way_is_over(tick):
    """Ways with cycles and crossroads: with nothing in the way nobody wanders about for days."""
    places = "\n".join(f"x{i}{j}, AAA, hub," for i in range(4) for j in range(4))
    pairs = [((i, j), (i + a, j + b)) for i in range(4) for j in range(4) for a, b in ((0, 1), (1, 0))]
    roads = "\n".join(f"x{a[0]}{a[1]}, x{b[0]}{b[1]}, road, 1.5, yes" for a, b in pairs if max(b) < 4)
    world = build(
        places=f"id, country, kind, population\nhome, AAA, home, 10000\n{places}\none, BBB, town,\ntwo, BBB, town,",
        links=f"from, to, mode, hours, both_ways\nhome, x00, road, 1, yes\n{roads}\n"
        "x30, one, road, 1, no\nx33, two, road, 1, no",
        drivers=ONCE.replace("T00:59", "T05:59"),
        tick=tick,
        days=3,
        hold=CALM,
    )
    out = run(world)
    # at most 4 h to set out, 11 h to the farther door and, from there, 4.5 h to the other and 1 h out, each rounded up
    hours = tick * np.arange(len(out["ledger"]))
    assert (out["ledger"][hours >= 30, 1] == 0).all()
    assert out["ledger"][-1, 4] == 10_000
