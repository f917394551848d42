"""How many ordinary travellers come, by the rules, the threat and the waits: exactly, and then at the gate."""

from __future__ import annotations

import numpy as np
import pytest

import worlds
from exeunt.engine.members import Simulator
from exeunt.engine.ordinary import exempt_shares
from exeunt.engine.parameters import drawn_unseen, no_unseen
from exeunt.engine.unseen import times
from exeunt.luck import MEAN_OF

TRAITS = """trait, value, share
    papers, visa, 0.5
    papers, kin, 0.3
    papers, none, 0.2"""
OPEN = "open, , , papers != none, enter, BBB, , allow"
BAN = "ban, 2024-01-03, , papers = visa, enter, BBB, , deny"
SHUT = "shut, 2024-01-03, 2024-01-04, , enter, BBB, , deny"
CARS = "cars, 2024-01-03, , , enter, BBB, road, deny"
CARS_FOR_TWO_DAYS = CARS.replace("2024-01-03, ,", "2024-01-03, 2024-01-04,")
MANY = 1e8  # so many a day that luck is below one in a thousand
ROAD = "from, to, mode, hours, gate, both_ways\nhome, town, road, 0.1, gate, yes"
BOTH = """from, to, mode, hours, gate, both_ways
    home, town, road, 0.1, gate, yes
    home, town, foot, 0.2, gate, no"""
ALL = tuple(f"{name}, gate, , , {MANY}" for name in ("ordinary_in", "ordinary_out", "others_in", "others_out"))


def world(*rules, drivers=ALL, **more):
    table = "\n".join(["id, from, until, who, act, where, mode, effect", OPEN, *rules])
    given = "\n".join(["name, where, from, until, value", *drivers])
    return worlds.corridor(rules=table, drivers=given, **{"traits": TRAITS, "days": 12, "people": 1000, **more})


def given(*rules, held=None, unseen=no_unseen, **more):
    """Return travellers by day as they are handed to the tick: (days, in | out | on foot, citizens | others)."""
    simulator = Simulator(world(*rules, **more))
    arrays = simulator.arrays
    moved = times(arrays, {**simulator.parameters(0), **(held or {})}, unseen)
    each = np.concatenate([moved.ordinary[:, 0], moved.afoot[:, 0, None]], axis=1)
    day = arrays.times.gate_day[:-1, 0]
    return np.array([each[day == d].sum(axis=0) for d in range(day.max() + 1)]) / MANY


def lagged(share, days=7):
    """Return the mean of daily shares over so many days before, seen from all moments of a day: 1 before the first."""
    path = np.repeat(np.concatenate([np.ones(days + 1), share]), 240)
    whole = np.concatenate([[0.0], np.cumsum(path)])
    at = (days + 1) * 240 + np.arange(240 * len(share)) + 0.5
    mean = (
        np.interp(at, np.arange(len(whole)), whole) - np.interp(at - days * 240, np.arange(len(whole)), whole)
    ) / 240
    return mean.reshape(len(share), 240).mean(axis=1) / days


# -- rules

BANNED = 1 - 5 / 8 * 0.5  # of eight in ten let in, five have a visa, and half of these are exempt


def test_a_ban_takes_its_share_of_citizens_but_for_those_exempt():
    found = given(BAN)
    assert found[:, 0, 0] == pytest.approx([1.0] * 2 + [BANNED] * 10)
    assert given(BAN, held={"ordinary_exempt": 0.0})[-1, 0, 0] == pytest.approx(3 / 8)
    assert given(BAN, held={"ordinary_exempt": 1.0})[-1, 0, 0] == pytest.approx(1.0)
    assert found[:, 0, 1] == pytest.approx(np.ones(12)), "others have no visa to lose"
    assert (found[:, 2] == 0.0).all()


def test_a_ban_that_ends_lets_all_come_again_and_an_opening_not_more():
    found = given(BAN.replace(", ,", ", 2024-01-05,", 1), "wide, 2024-01-07, , papers = none, enter, BBB, , allow")
    assert found[:, 0, 0] == pytest.approx([1.0] * 2 + [BANNED] * 3 + [1.0] * 7)


def test_each_ban_has_an_exempt_share_of_its_own():
    kin = "kin, 2024-01-06, , papers = kin, enter, BBB, , deny"
    z = {"ban": 1.5, "kin": -2.0}
    found = given(BAN, kin, held={"exempt_unseen": 0.8}, unseen=lambda u: np.array([z[id_] for id_ in u.ids]))
    by = {rule: 1 / (1 + np.exp(-0.8 * z[rule])) for rule in z}
    assert found[3, 0, 0] == pytest.approx(1 - 5 / 8 * (1 - by["ban"]))
    assert found[-1, 0, 0] == pytest.approx(5 / 8 * by["ban"] + 3 / 8 * by["kin"])


def test_the_luck_of_a_ban_is_that_of_its_id():
    one, other = Simulator(world(BAN)), Simulator(world("more, , , papers = none, enter, BBB, , deny", BAN))
    luck = [drawn_unseen(1, 4)(simulator.arrays.unknown["exempt_unseen"])[-1] for simulator in (one, other)]
    assert luck[0] == luck[1]


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99, 1.0])
def test_exempt_shares_move_on_the_logit_and_stay_shares(share):
    shares = exempt_shares(share, np.array([-50.0, -1.0, 0.0, 1.0, 50.0]))
    assert ((shares >= 0.0) & (shares <= 1.0)).all()
    assert (np.diff(shares[:-1]) >= 0.0).all()
    assert shares[2] == shares[-1] == pytest.approx(share)


def test_nobody_comes_to_a_gate_that_is_shut_to_all_exempt_or_not():
    found = given(SHUT, held={"ordinary_exempt": 1.0})
    closed = np.array([1.0] * 2 + [0.0] * 2 + [1.0] * 8)
    np.testing.assert_array_equal(found[:, 0, 0] == 0.0, closed == 0.0)
    assert found[:, 0] == pytest.approx(np.stack([closed, closed], axis=1)), "others as little as citizens"
    run = worlds.run(world(SHUT))
    assert (run["crossings_in"][2:4, 0].tolist(), run["others_in"][2:4, 0].tolist()) == ([0, 0], [0, 0])


@pytest.mark.parametrize("tick", [1, 6, 24])
@pytest.mark.parametrize(("rule", "links"), [(SHUT, ROAD), (SHUT, BOTH), (CARS_FOR_TWO_DAYS, BOTH)])
def test_who_stands_in_line_when_a_gate_is_shut_to_all_stands_there_until_it_opens(rule, links, tick):
    """More come than pass, citizens and others: a line stands there when the gate is shut for two days."""
    traffic = tuple(f"{name}, gate, , 2024-01-02, 400" for name in ("ordinary_in", "others_in"))
    still = {"ordinary_wait": 0.0, "give_up": 0.0, "ordinary_walks": 0.0}
    run = worlds.run(world(rule, drivers=traffic, gate="600, , , ,", links=links, tick=tick, days=8, hold=still))
    passed = (run["crossings_in"] + run["others_in"])[:, 0]
    assert passed[:2].sum() == pytest.approx(2 * 600, rel=0.05)
    assert passed[2:4].tolist() == [0, 0]
    assert passed[4:].sum() + passed[:2].sum() == run["ordinary_ledger"][-1, 0], "all of them pass in the end"
    assert run["wait_hours"][4, 0] > 48.0


def test_a_number_counted_under_a_ban_is_not_cut_by_it_again():
    before, after = f"ordinary_in, gate, , 2024-01-02, {MANY}", f"ordinary_in, gate, 2024-01-03, , {0.5 * MANY}"
    back = f"ordinary_out, gate, 2024-01-03, , {MANY}"
    found = given(BAN, drivers=(before, after, back))
    assert found[:, 0, 0] == pytest.approx([1.0] * 2 + [0.5] * 10)
    assert found[:, 1, 0] == pytest.approx([0.0] * 2 + [1.0] * 10), "nor is the way back by what was before it"


@pytest.mark.parametrize(("gate", "place"), [(0, 0), (3, 4), (2, 3), (-5, -6), (7, 6)])
def test_the_clock_of_a_rule_may_be_the_gates_or_that_of_the_place_behind_it(gate, place):
    after = f"ordinary_in, gate, 2024-01-03, , {MANY}"
    places = f"""id, country, kind, population, utc_offset
        home, AAA, home, 1000, {gate}
        town, BBB, town, , {place}"""
    rules = f"id, from, until, who, act, where, mode, effect\n{OPEN}\n{BAN}"
    table = f"id, country_from, country_to, utc_offset\ngate, AAA, BBB, {gate}"
    told = worlds.build(
        places=places,
        links="from, to, mode, hours, gate\nhome, town, road, 1, gate",
        gates=table,
        rules=rules,
        traits=TRAITS,
        drivers=f"name, where, from, until, value\n{after}",
        tick=1,
    )
    simulator = Simulator(told)
    moved = times(simulator.arrays, simulator.parameters(0), no_unseen)
    np.testing.assert_array_equal(moved.ordinary, simulator.arrays.times.ordinary)


def test_the_way_back_falls_with_the_way_in_over_the_days_of_a_stay():
    found = given(BAN)
    assert found[:, 1, 0] == pytest.approx(lagged(found[:, 0, 0]), abs=1e-4)
    assert found[-3:, 1, 0] == pytest.approx(np.full(3, BANNED), abs=1e-12), "a week later it is as low"
    at_once = given(BAN, held={"ordinary_stay": 0.0})
    assert at_once[:, 1, 0] == pytest.approx(at_once[:, 0, 0])
    shut = given(SHUT, held={"ordinary_stay": 3.0})
    assert shut[:, 1] == pytest.approx(np.stack([lagged(shut[:, 0, 0], 3)] * 2, axis=1), abs=1e-4)


@pytest.mark.parametrize("tick", [3, 6, 12])
def test_ticks_of_any_length_bring_the_same_days(tick):
    assert given(BAN, SHUT, tick=tick) == pytest.approx(given(BAN, SHUT, tick=1), abs=1e-12)


def test_a_number_by_weekday_is_cut_like_any_other():
    rows = f"name, where, weekday, value\nordinary_in, gate, wed, {MANY}\nweekday, gate, wed, 0.5"
    rules = f"id, from, until, who, act, where, mode, effect\n{OPEN}\n{BAN}"
    simulator = Simulator(worlds.corridor(rules=rules, drivers=rows, traits=TRAITS, days=10))
    moved = times(simulator.arrays, simulator.parameters(0), no_unseen).ordinary[:, 0, 0, 0]
    wednesdays = np.isin(np.arange(10), [2, 9])
    assert moved.reshape(10, 24).sum(axis=1) / MANY == pytest.approx(0.5 * BANNED * wednesdays)


# -- on foot


def test_who_may_not_drive_walks_or_stays_at_home():
    found = given(CARS, links=BOTH, held={"ordinary_walks": 0.4})
    drives = np.array([1.0] * 2 + [0.0] * 10)
    assert found[:, 0] == pytest.approx(np.stack([drives, drives], axis=1))
    assert found[:, 2] == pytest.approx(0.4 * (1 - found[:, 0])), "others as citizens, where the rule is for all"
    some = given(CARS.replace(", , ,", ", , papers = visa,", 1), links=BOTH, held={"ordinary_walks": 0.4})
    assert some[-1, 0] == pytest.approx([3 / 8, 1.0])
    assert some[-1, 2] == pytest.approx([5 / 8 * 0.4, 0.0])


def test_walkers_join_the_line_of_walkers():
    slow = ", , 2400, , "  # on foot
    run = worlds.run(world(CARS, links=BOTH, gate=slow, drivers=("ordinary_in, gate, , , 4800",)))
    assert run["crossings_in"][:2, 0] == pytest.approx([4800] * 2, rel=0.05)
    assert run["crossings_in"][3:, 0] == pytest.approx([2400] * 9, abs=1), "as many as may walk"


# -- the threat


def test_the_threat_moves_citizens_by_its_mean_over_people_and_others_not():
    push = "threat, home, 2024-01-03, , 2"
    found = given(drivers=(*ALL, push), held={"ordinary_threat": -0.25})
    assert found[:, 0, 0] == pytest.approx([1.0] * 2 + [np.exp(-0.5)] * 10)
    assert found[:, 0, 1] == pytest.approx(np.ones(12))
    assert found[:, 1, 0] == pytest.approx(lagged(found[:, 0, 0]), abs=1e-4)
    more = given(drivers=(*ALL, push), held={"ordinary_threat": 0.25})
    assert more[-1, :2, 0] == pytest.approx([np.exp(0.5)] * 2)


def test_what_is_rumoured_moves_them_as_far_as_it_is_believed():
    rumour = "rumour, home, 2024-01-03, , 2"
    found = given(drivers=(*ALL, rumour), held={"ordinary_threat": -0.25, "rumour": 0.5})
    assert found[:, 0, 0] == pytest.approx([1.0] * 2 + [np.exp(-0.25)] * 10)


# -- waits

SLOW = "1200, , , , "


def test_a_line_settles_where_as_many_come_as_pass():
    """At exp(-wait/day) = a half, so that 1200 of the 2400 come: the wait is log 2 days, half a day late."""
    rows = ("ordinary_in, gate, , , 2400", "ordinary_out, gate, , , 240")
    told = world(gate=SLOW, drivers=rows, days=60, hold={"ordinary_wait": 1.0, "news_hours": 1.0, "ordinary_stay": 7.0})
    run = Simulator(told, mean=True).run(0)
    assert run["tick_wait_hours"][-240:, 0].mean() == pytest.approx(24 * np.log(2), rel=0.03)
    error = np.sqrt(120 / 20 / MEAN_OF)
    assert run["crossings_out"][-20:, 0].mean() == pytest.approx(120, abs=4 * error), "as many set out"


def test_without_the_elasticity_a_line_keeps_nobody_at_home():
    rows = ("ordinary_in, gate, , , 2400",)
    run = worlds.run(world(gate=SLOW, drivers=rows))
    come = run["ordinary_ledger"][-1, 0]
    assert come == pytest.approx(2400 * 12, abs=4 * np.sqrt(2400 * 12))


@pytest.mark.parametrize("tick", [3, 6])
def test_waits_keep_as_many_at_home_whatever_the_tick(tick):
    """To 2 %, beside four standard errors of a difference of counts."""
    rows = ("ordinary_in, gate, , , 24000", "ordinary_out, gate, , , 24000", "others_out, gate, , , 2000")

    def totals(hours):
        told = world(gate="12000, , , , ", drivers=rows, days=20, tick=hours, hold={"ordinary_wait": 0.8})
        simulator = Simulator(told, mean=True)
        runs = [simulator.run(0, seed_member=luck) for luck in range(16 // MEAN_OF)]
        names = ("crossings_in", "crossings_out", "others_out")
        return np.array([MEAN_OF * sum(run[name][8:, 0].sum() for run in runs) for name in names])

    expected = totals(1)
    assert (np.abs(totals(tick) - expected) < 0.02 * expected + 4 * np.sqrt(2 * expected)).all()


def test_fewer_come_by_the_same_luck_where_more_are_deterred():
    rows = ("ordinary_in, gate, , , 2400",)
    come = [worlds.run(world(gate=SLOW, drivers=rows, hold={"ordinary_wait": w}))["ordinary_ledger"][-1, 0]
            for w in (0.0, 0.5, 1.0, 2.0)]  # fmt: skip
    assert come == sorted(come, reverse=True)
    assert len(set(come)) == 4


# -- nothing


def test_where_no_rule_bars_anybody_the_constants_of_bans_change_no_bit():
    plain = world(drivers=("ordinary_in, gate, , , 300", "ordinary_out, gate, , , 300"), threat=3.0)
    changed = world(drivers=("ordinary_in, gate, , , 300", "ordinary_out, gate, , , 300"), threat=3.0,
                    hold={"ordinary_exempt": 0.1, "exempt_unseen": 2.0, "ordinary_walks": 0.2})  # fmt: skip
    one, other = worlds.run(plain), worlds.run(changed)
    assert all(np.array_equal(one[name], other[name], equal_nan=one[name].dtype.kind == "f") for name in one)


@pytest.mark.parametrize("offset", ["", "5", "-3"])
def test_a_country_counts_its_days_by_its_own_clock_whoever_passes_and_whatever_the_gates_clock(offset):
    """Who flees was counted by the country's clock, and who travels by the gate's: no clock gave its days."""
    told = worlds.build(
        places="id, country, kind, population, utc_offset\nhome, AAA, home, 1000000, 3\ntown, BBB, town, , 2",
        gates=f"id, country_from, country_to, people_per_day, utc_offset\ngate, AAA, BBB, 4000, {offset}",
        links=ROAD,
        drivers="name, where, from, until, value\ndepartures, home, , , 900\n"
        "ordinary_in, gate, , 2024-01-03T21:00, 2400\nordinary_out, gate, , , 1200",
        days=5,
        tick=1,
        hold=worlds.CALM,
    )
    simulator = Simulator(told)
    out, labels = simulator.run(0), simulator.labels
    for country, ahead in (("AAA", 3), ("BBB", 2)):
        at, ticks = labels.countries.index(country), labels.ticks.astype("datetime64[h]")
        day = (ticks + np.timedelta64(ahead, "h")).astype("datetime64[D]")
        for way in ("in", "out"):
            of_ticks = [out[f"tick_country_{way}"][day == each, at].sum() for each in labels.days]
            assert out[f"country_crossings_{way}"][:, at].tolist() == of_ticks


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(("clock", "ahead"), [("6", 7), ("4", 3), ("5", 3)])
def test_of_several_clocks_before_a_gate_its_country_counts_by_that_nearest_to_the_gates(order, clock, ahead):
    roads = ["home, town, road, 0.1, gate, yes", "east, town, road, 0.1, gate, yes"]
    told = worlds.build(
        places="""id, country, kind, population, utc_offset
            home, AAA, home, 1000, 3
            east, AAA, home, 1000, 7
            town, BBB, town, , 2""",
        gates=f"id, country_from, country_to, utc_offset\ngate, AAA, BBB, {clock}",
        links="\n".join(["from, to, mode, hours, gate, both_ways", *roads[::order]]),
        drivers="name, where, from, value\nthreat, , , 1\nordinary_in, gate, 2024-01-03T21:00, 2400",
        days=5,
        tick=1,
        hold={**worlds.CALM, "leave_base": -50.0},
    )
    simulator = Simulator(told)
    out, labels = simulator.run(0), simulator.labels
    at = labels.countries.index("AAA")
    day = (labels.ticks.astype("datetime64[h]") + np.timedelta64(ahead, "h")).astype("datetime64[D]")
    of_ticks = [out["tick_country_out"][day == each, at].sum() for each in labels.days]
    assert out["country_crossings_out"][:, at].tolist() == of_ticks


@pytest.mark.parametrize("tick", [1, 3, 6])
@pytest.mark.parametrize("abroad", [-1, 2, 5.5])
@pytest.mark.parametrize("dates", [", ", "2024-01-01, 2024-01-04", "2023-12-31, 2024-02-01"])
def test_a_country_counts_as_many_on_its_first_and_last_day_as_on_any(tick, abroad, dates):
    """Its days begin and end at other hours than those of the gate."""
    world = worlds.build(
        places=f"id, country, kind, population, utc_offset\nhome, AAA, home, 1000, 3\ntown, BBB, town, , {abroad}",
        links="from, to, mode, hours, gate\nhome, town, road, 3, gate",
        gates="id, country_from, country_to, people_per_day, utc_offset\ngate, AAA, BBB, 1e7, 3",
        rules="id, act, where, effect\nopen, enter, BBB, allow",
        drivers="name, from, until, where, value\n"
        f"ordinary_in, {dates}, gate, 240000\nordinary_out, {dates}, gate, 240000",
        tick=tick,
        days=4,
    )
    ran = Simulator(world, seed=1).run(0)
    for counted in ("country_crossings_in", "country_crossings_out"):
        assert ran[counted] == pytest.approx(240_000, rel=0.01)
