"""Coming home, being called up: where people are afterwards and how often they are counted."""

from __future__ import annotations

import math

import numpy as np
import pytest

import worlds
from exeunt.luck import MEAN_OF
from worlds import CALM, build, run

PAIR = "id, country, kind, population\none, AAA, home, 30000\ntwo, AAA, home, 10000\ntown, BBB, town,"
WITH_EDGE = "id, country, kind, population, settled\nhome, AAA, home, 1000,\nedge, AAA, hub,,\ntown, BBB, town,, 1000"
ROADS = "from, to, mode, hours, both_ways\none, town, road, 3, yes\ntwo, town, road, 3, yes"
BOTH = "name, until, where, value\ndepartures, 2024-01-01, one, {}\ndepartures, 2024-01-01, two, {}"
BACK = {**CALM, "return": 1.0}


def pair(one: float, two: float, **more: object) -> worlds.World:
    return build(**{"places": PAIR, "links": ROADS, "drivers": BOTH.format(one, two), "days": 8, "hold": BACK, **more})


def test_who_comes_home_is_at_home_again():
    out = run(pair(9000, 0))
    home, way, queued, standing, settled, drafted = out["ledger"][-1]
    assert out["returned"].sum() > 8900
    assert home == 40_000 - 9000 + out["returned"].sum()
    assert way + queued + standing + settled + drafted == 9000 - out["returned"].sum()


def test_nobody_comes_home_to_a_place_he_did_not_leave():
    out = run(pair(9000, 0))
    assert out["returned"][:, 0].sum() > 8900
    assert not out["returned"][:, 1:].any()


def test_those_who_come_home_are_spread_over_the_homes_they_left():
    """Two thirds left the one and a third the other; of some 1400 who came in a day, 5 sigma is 6 percent."""
    out = run(pair(4000, 2000))
    back = out["returned"]
    some_day = int(np.flatnonzero(back.sum(axis=1) > 1000)[0])
    assert back[some_day, 0] / back[some_day].sum() == pytest.approx(2 / 3, abs=0.06)
    assert back[:, 0].sum() <= 4000
    assert back[:, 1].sum() <= 2000


def test_each_group_comes_home_to_its_own():
    """All who left the one are of one group, all who left the other of another."""
    traits = "trait, value, share, place\npapers, red, 1, one\npapers, blue, 1, two"
    who = {"terms": "name, value, term, who\nstay, -60, return, papers = blue"}
    out = run(pair(4000, 4000, traits=traits, parameters=who["terms"]))
    assert out["returned"][:, 0].sum() > 3900
    assert not out["returned"][:, 1].any()


@pytest.mark.parametrize(("before", "behind"), [(1, 48), (48, 1), (24.5, 24.5)])
def test_the_way_home_goes_on_behind_the_border(before, behind):
    """Whoever turned back was at home, and could flee or be called up again, once over the border."""
    world = build(
        places=WITH_EDGE,
        links=f"from, to, mode, hours, both_ways\nhome, edge, road, {behind}, yes\nedge, town, road, {before}, yes",
        days=5,
        hold={**CALM, "return": 1000.0},
    )
    out = run(world)
    assert out["returned"][:, 0].tolist() == [0, 0, 1000, 0, 0]
    assert out["country_crossings_in"][:, 0].tolist() == [1000 if day == before // 24 else 0 for day in range(5)]
    assert (out["ledger"].sum(axis=1) == 2000).all()


def test_nobody_goes_home_where_no_way_leads_to_a_home():
    world = build(
        places=WITH_EDGE,
        links="from, to, mode, hours, both_ways\nhome, edge, road, 1, no\nedge, town, road, 1, yes",
        days=5,
        hold={**CALM, "return": 1000.0},
    )
    out = run(world)
    assert not out["returned"].any()
    assert not out["country_crossings_in"].any()


def test_a_return_is_not_another_arrival():
    out = run(pair(4000, 2000))
    assert out["arrivals"].sum() == out["departures"].sum() == 6000
    assert out["country_crossings_in"][:, 1].sum() == 6000
    assert out["country_crossings_in"][:, 0].sum() == out["country_crossings_out"][:, 1].sum() == out["returned"].sum()


def test_who_leaves_again_arrives_again():
    out = run(pair(0, 0, drivers="name, value\nthreat, 8", days=20))
    assert out["arrivals"].sum() > 45_000
    gone, back = out["departures"].sum(), out["returned"].sum()
    assert gone - back == out["ledger"][-1, 1:5].sum()


def test_the_settled_go_home_at_the_rate_given():
    """Of those who settled in one tick, for half of it on average, exp(-h (k + 1/2) dt) are left k ticks later."""
    drivers = "name, until, where, value\ndepartures, 2024-01-01T05:59, one, 100000"
    roads = "from, to, mode, hours, both_ways\none, town, road, 6, yes\ntwo, town, road, 6, yes"
    out = run(pair(0, 0, drivers=drivers, links=roads))
    settled = out["ledger"][:, 4]
    peak = int(settled.argmax())
    assert settled[peak] == 25_000, "all of them arrive in one tick"
    for k in range(1, 8):
        share = math.exp(-1.0 * (k + 0.5) * 6 / 24)
        tolerance = 5 * math.sqrt(settled[peak] * share * (1 - share))
        assert abs(settled[peak + k] - settled[peak] * share) < tolerance


def test_leave_to_stay_that_runs_out_sends_people_on():
    rules = "id, act, where, effect\nopen, enter, BBB, allow\nshort, stay, BBB, stay 2 days"
    hold = {**CALM, "return": 1e-9}
    out = run(pair(9000, 0, hold=hold, rules=rules))
    # they are abroad from the first day on; after six days exp(-3) of them or a few more are left
    assert out["stock"][-1, 2] / 9000 == pytest.approx(math.exp(-3), abs=0.03)
    assert out["returned"].sum() > 7500


def test_the_way_home_leads_through_the_gate_and_its_line():
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 10000\ntown, BBB, town,",
        gates="id, country_from, country_to, people_per_day, people_per_vehicle\ngate, AAA, BBB, 480, 1",
        links="from, to, mode, hours, gate, both_ways\nhome, town, road, 1, gate, yes",
        drivers="name, until, where, value\ndepartures, 2024-01-03, home, 480",
        tick=1,
        days=9,
        hold={**CALM, "return": 20.0},
    )
    out = run(world)
    assert out["crossings_out"][:, 0].max() <= 480
    assert out["crossings_out"].sum() == out["returned"].sum() == 1440


@pytest.mark.parametrize("limits", ["0, ,", "0, 4800,"])
def test_the_way_home_is_no_road_that_lets_nobody_through(limits):
    """The quick way home is the road, on which no car passes; on foot as many come home as without it."""
    gates = f"id, country_from, country_to, vehicles_per_day, foot_per_day, people_per_day\ngate, AAA, BBB, {limits}"
    both = "home, town, road, 1, gate, yes\nhome, town, foot, 3, gate, yes"
    out = [
        run(
            build(
                places="id, country, kind, population\nhome, AAA, home, 10000\ntown, BBB, town,",
                gates=gates,
                links=f"from, to, mode, hours, gate, both_ways\n{links}",
                drivers="name, until, where, value\ndepartures, 2024-01-02, home, 480",
                hold={**CALM, "return": 2.0},
            )
        )
        for links in (both, both.splitlines()[1])
    ]
    assert out[0]["returned"].sum() > 800
    assert out[0]["returned"].tolist() == out[1]["returned"].tolist()


def test_who_has_no_way_home_but_one_that_lets_nobody_through_stays():
    gates = "id, country_from, country_to, vehicles_per_day, foot_per_day\ngate, AAA, BBB, 0, 4800"
    links = "from, to, mode, hours, gate, both_ways\none, town, foot, 3, gate, no\ntwo, town, road, 3, gate, yes"
    out = run(pair(4000, 0, gates=gates, links=links))
    assert out["ledger"][-1, 2] == 0, "somebody stands in a line that never moves"
    assert out["stock"][-1, 2] == 4000


@pytest.mark.parametrize("tick", [1, 6, 24])
def test_a_call_up_and_a_push_share_people_as_competing_risks(tick):
    """Each takes its part of those whom either reaches, whatever the tick; two clean binomials, 5 sigma."""
    per_day, leave, days = 0.3, 0.2, 5
    world = pair(0, 0, drivers=f"name, value, where\nthreat, 1,\ndraft, {30_000 * per_day}, one\n"
                 f"draft, {10_000 * per_day}, two", hold={**CALM, "leave_base": math.log(leave)}, days=days,
                 tick=tick)  # fmt: skip
    out = run(world)
    both = per_day + leave
    expected = run(world, mean=True)
    for name, rate in (("drafted", per_day), ("departures", leave)):
        share = rate / both * -math.expm1(-both * days)
        sigma = math.sqrt(40_000 * share * (1 - share))
        assert abs(out[name].sum() - 40_000 * share) < 5 * sigma
        assert abs(expected[name].sum() - 40_000 * share) < 5 * sigma / math.sqrt(MEAN_OF)


def test_a_call_up_takes_only_those_it_names():
    traits = "trait, value, share\nliable, yes, 0.25\nliable, no, 0.75"
    drivers = "name, value, where, who\ndraft, 1000000, one, liable = yes"
    out = run(pair(0, 0, traits=traits, drivers=drivers, days=10))
    assert out["drafted"].sum() == out["drafted"][:, 0].sum() == 7500


def test_who_goes_home_through_a_third_country_is_counted_at_every_gate_on_the_way():
    """Whoever leaves CCC leaves it by its only gate, and enters BBB there."""
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 100000\nhub, BBB, hub,\ntown, CCC, town,",
        links="from, to, mode, hours, gate, both_ways\nhome, hub, road, 2, g, yes\nhub, town, road, 2, k, yes",
        gates="id, country_from, country_to, people_per_day\ng, AAA, BBB,\nk, BBB, CCC,",
        rules="id, act, where, effect\nb, enter, BBB, allow\nc, enter, CCC, allow",
        drivers="name, where, value\ndepartures, home, 600",
        days=8,
        hold={**CALM, "return": 0.3},
    )
    out = run(world)
    gates, countries = ["g", "k"], ["AAA", "BBB", "CCC"]
    out_of_k = out["crossings_out"][:, gates.index("k")]
    assert out_of_k.sum() > 500
    assert out_of_k.tolist() == out["country_crossings_out"][:, countries.index("CCC")].tolist()
