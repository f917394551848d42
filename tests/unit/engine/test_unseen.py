"""What is not known of countries, homes and gates, and what walks from day to day: each acts as it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

import worlds
from exeunt.engine.members import Simulator
from exeunt.engine.parameters import drawn_unseen
from exeunt.engine.unseen import gate_capacity, not_known, times, walk
from exeunt.errors import InputError

STILL = {"onward": 0.0, "return": 0.0, "reach": 0.0}
WALKS = ["push_walk", "region_walk", "country_walk", "ordinary_walk", "gate_walk"]
ONCE = ["settle_unseen", "displaced_unseen", "country_unseen", "region_unseen", "gate_unseen", "gate_country_unseen",
        "exempt_unseen"]  # fmt: skip
LIMITED = "2400, , , , "  # people a day, and nothing else
TOO_MANY = "name, where, value\ndepartures, home, 10000"


def same(one, other):
    return all(np.array_equal(one[name], other[name], equal_nan=one[name].dtype.kind == "f") for name in one)


def table(**numbers):
    """Return a table of one member."""
    return pd.DataFrame({id_: [z] for id_, z in numbers.items()})


def days(name, *steps, first="2024-01-01"):
    """Return a table of one member with the steps of a walk from a day on."""
    dates = np.datetime64(first) + np.arange(len(steps))
    return pd.DataFrame({f"{name} {day}": [step] for day, step in zip(dates, steps, strict=True)})


def given(world, **unseen):
    return Simulator(world, mean=True, unseen=unseen)


def theta_of(simulator, **held):
    return {**simulator.parameters(0), **held}


@pytest.fixture(scope="module")
def world():
    return worlds.everything()


# -- all of them


@pytest.mark.parametrize("spread", [*ONCE, *WALKS])
def test_a_table_of_zeros_is_as_good_as_no_spread(world, spread):
    plain, unknown = Simulator(world), Simulator(world).arrays.unknown[spread]
    zeros = {spread: pd.DataFrame(np.zeros((2, len(unknown.ids))), columns=unknown.ids)}
    spreads = world.with_parameter(spread, 0.8)
    expected = plain.run(1)
    assert same(Simulator(spreads, unseen=zeros).run(1), expected)
    assert not same(Simulator(spreads).run(1), expected)
    much = {spread: pd.DataFrame(np.full((2, len(unknown.ids)), 3.0), columns=unknown.ids)}
    assert same(Simulator(world, unseen=much).run(1), expected), "without a spread a table says nothing"


@pytest.mark.parametrize("spread", [*ONCE, *WALKS])
def test_a_table_of_what_is_drawn_gives_the_same_bits(world, spread):
    drawn = Simulator(world.with_parameter(spread, 0.8))
    unknown = drawn.arrays.unknown[spread]
    rows = [drawn_unseen(1, member)(unknown) for member in range(2)]
    told = Simulator(drawn.world, unseen={spread: pd.DataFrame(rows, columns=unknown.ids)})
    assert same(told.run(1), drawn.run(1))


@pytest.mark.parametrize("spread", [*ONCE, *WALKS])
def test_pairs_of_members_mirror_each_other(world, spread):
    unknown = Simulator(world).arrays.unknown[spread]
    first, second, third = (drawn_unseen(3, member)(unknown) for member in (4, 5, 6))
    np.testing.assert_array_equal(first, -second)
    assert (first != third).all()
    assert (first != drawn_unseen(4, 4)(unknown)).all()


def test_no_two_of_them_have_the_same_luck(world):
    """A home and a country, a gate and a day: whatever two of them share, it is no number."""
    numbers = [drawn_unseen(1, 0)(unknown) for unknown in Simulator(world).arrays.unknown.values()]
    assert len(np.unique(np.concatenate(numbers))) == sum(map(len, numbers))


def test_a_mean_run_knows_of_nothing_unknown(world):
    spreads = dict.fromkeys((*ONCE, *WALKS), 0.8)
    spread_out = Simulator(worlds.everything(hold=spreads), mean=True)
    assert same(spread_out.run(0), Simulator(worlds.everything(hold=dict.fromkeys(spreads, 0.0)), mean=True).run(0))


def test_nobody_is_lost_whatever_is_not_known(world):
    """With spreads far beyond what anybody means: gates that shut or let a thousand times as many through."""
    simulator = Simulator(worlds.everything(hold=dict.fromkeys([*ONCE, *WALKS], 1.0)))
    everybody = worlds.run(world)["ledger"][0].sum()
    for member in range(8):
        out = simulator.run(member)
        assert (out["ledger"].sum(axis=1) == everybody).all()
        come, gone, present = out["ordinary_ledger"].T
        assert (come == gone + present).all()


def test_with_the_luck_of_another_a_member_keeps_what_is_not_known():
    simulator = Simulator(worlds.everything(hold=dict.fromkeys([*ONCE, *WALKS], 0.8)))
    one, other = simulator.course(1).preferences, simulator.course(1, seed_member=7).preferences
    for name in ("worth", "home_term", "gate_capacity"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_what_no_walk_moves_is_not_copied():
    simulator = Simulator(worlds.everything(rules=worlds.EVERY_RULE.replace(", deny,", ", delay 1 h,")))
    drawn, given_ = drawn_unseen(1, 0), simulator.arrays.times
    still = times(simulator.arrays, theta_of(simulator), drawn)
    assert still is given_, "nor is it where no rule bars anybody"
    pushed = times(simulator.arrays, theta_of(simulator, push_walk=0.1), drawn)
    assert pushed.ordinary is given_.ordinary
    assert (pushed.push is given_.push, pushed.tick is given_.tick) == (True, False)
    travelled = times(simulator.arrays, theta_of(simulator, ordinary_walk=0.1), drawn)
    assert (travelled.push is given_.push, travelled.tick is given_.tick) == (True, True)


# -- countries and homes

TWO_COUNTRIES = """id, country, kind, population
    home, AAA, home, 1000000000
    one, BBB, refuge,
    two, BBB, refuge,
    far, CCC, refuge,"""


def test_a_country_worth_twice_as_much_takes_twice_as_many_in_all_its_places_alike():
    world = worlds.build(
        places=TWO_COUNTRIES,
        links="from, to, mode, hours\nhome, one, road, 1\nhome, two, road, 1\nhome, far, road, 1",
        rules="id, act, where, effect\nb, enter, BBB, allow\nc, enter, CCC, allow",
        drivers="name, value\ndisplaced, 10000000\nthreat, 1",
        hold={**STILL, "discount": 1e-9, "country_unseen": 0.5, "settle_full": 0.0},
    )
    one, two, far = given(world).run(0)["stock"][-1, 1:]
    assert one == pytest.approx(two, rel=1e-3)
    more = given(world, country_unseen=table(BBB=np.log(2) / 0.5)).run(0)["stock"][-1, 1:]
    assert more[0] == pytest.approx(more[1], rel=1e-3)
    assert (more[0] + more[1]) / more[2] == pytest.approx(2 * (one + two) / far, rel=1e-3)


def test_what_is_not_known_of_a_country_adds_to_that_of_its_places(world):
    both = worlds.everything(hold={"country_unseen": 0.5, "settle_unseen": 2.0})
    place, net = table(near=1.0), Simulator(both).arrays.net
    told = given(both, settle_unseen=place, country_unseen=table(BBB=-3.0, CCC=1.0)).course(0).preferences.worth
    added = (told - given(both).course(0).preferences.worth)[:, 0]
    by_place = dict(zip(net.place_ids, added, strict=True))
    assert by_place == pytest.approx(
        {**dict.fromkeys(net.place_ids, 0.0), "near": 2.0 - 1.5, "camp": -1.5, "far": 0.5}, abs=1e-12
    )


TWO_HOMES = """id, country, kind, population
    one, AAA, home, 10000000000
    two, AAA, home, 10000000000
    town, BBB, town,"""


def leaving(**more):
    """Return a world of two alike homes in which nothing but the push makes people leave."""
    hold = {**STILL, "leave_base": -12.0, "leave_threat": 2.0, "news_hours": 8784.0, **more.pop("hold", {})}
    return worlds.build(
        places=TWO_HOMES,
        links="from, to, mode, hours\none, town, road, 1\ntwo, town, road, 1",
        hold=hold,
        **{"threat": 1.0, **more},
    )


def test_a_region_is_left_by_so_many_more():
    left = given(leaving(hold={"region_unseen": 0.5}), region_unseen=table(two=2.0)).run(0)["departures"]
    assert left[:, 1] / left[:, 0] == pytest.approx(np.full(4, np.e), rel=0.015)


# -- gates

TWO_GATES = """id, country_from, country_to, people_per_day, claim
    known, AAA, BBB, 2400, said
    guess, AAA, BBB, 2400, guessed
    blank, AAA, BBB, 2400,
    rumour, AAA, BBB, 2400, rumoured
    other, AAA, CCC, 2400, guessed
    free, AAA, BBB, ,"""


def gates(**more):
    return worlds.build(
        places="id, country, kind, population\nhome, AAA, home, 1000\ntown, BBB, town,\nfar, CCC, town,",
        links="""from, to, mode, hours, gate
            home, town, road, 1, known
            home, far, road, 1, other""",
        gates=TWO_GATES,
        claims=worlds.CLAIMS,
        **more,
    )


def test_only_gates_whose_figure_is_assumed_are_unknown():
    simulator = Simulator(gates())
    unknown = simulator.arrays.unknown
    assert unknown["gate_unseen"].ids == ["guess", "blank", "other"], "free has no figure at all"
    assert unknown["gate_country_unseen"].ids == ["BBB", "CCC"]
    assert list(unknown["gate_walk"].names) == ["known", "guess", "blank", "rumour", "other"]
    held = theta_of(simulator, gate_capacity=1.5, gate_unseen=0.5, gate_country_unseen=0.25)
    told = given(gates(), gate_unseen=table(guess=1.0), gate_country_unseen=table(BBB=2.0, CCC=-1.0))
    capacity = gate_capacity(told.arrays, held, told.given.overriding(0, lambda u: np.zeros(len(u.ids))))
    assert (capacity == capacity[0]).all(), "the same on every day"
    by_gate = dict(zip(told.labels.gates, np.log(capacity[0] / 1.5), strict=True))
    wanted = {"known": 0.0, "guess": 1.0, "blank": 0.5, "rumour": 0.0, "other": -0.25, "free": 0.0}
    assert by_gate == pytest.approx(wanted, abs=1e-12)


def test_a_gate_lets_through_by_its_factor():
    world = worlds.corridor(gate=LIMITED, drivers=TOO_MANY, hold={"gate_unseen": 1.0, "gate_country_unseen": 1.0})
    run = given(world, gate_unseen=table(gate=np.log(0.25)), gate_country_unseen=table(BBB=np.log(2.0))).run(0)
    assert run["crossings_in"][1:, 0] == pytest.approx([1200] * 3, abs=1), "once there is a line"


def test_a_gate_lets_through_by_its_walk_and_its_wait_is_told_by_the_day():
    world = worlds.corridor(gate=LIMITED, drivers=TOO_MANY, hold={"gate_walk": 0.5})
    run = given(world, gate_walk=days("gate", 0.0, -np.log(2.0) / 0.5, 0.0, np.log(8.0) / 0.5)).run(0)
    assert run["crossings_in"][1:, 0] == pytest.approx([1200, 1200, 9600], abs=1)
    for day, pace in enumerate([2400, 1200, 1200, 9600]):
        tick = 24 * day + 22  # before the step of midnight
        line = run["tick_queue_vehicles"][tick, 0]  # one in a vehicle
        assert run["tick_wait_hours"][tick, 0] == pytest.approx(24 * line / pace, rel=1e-3, abs=0.02)


# -- walks


def test_a_walk_spreads_as_the_root_of_its_steps_from_the_crisis_on():
    world = leaving(threat=0.0, days=12, drivers="name, from, value\nthreat, 2024-01-04, 1")
    simulator = Simulator(world)
    held, members = theta_of(simulator, push_walk=0.3), 4000
    paths = np.array([walk(simulator.arrays, held, drawn_unseen(1, m), "push_walk")[:, 0] for m in range(members)])
    assert (paths[:, :3] == 0.0).all(), "before the crisis nothing moves"
    steps = np.diff(paths, axis=1)[:, 2:]
    n = np.arange(1, paths.shape[1] - 2)
    # of 2000 mirrored pairs: four standard errors of a variance
    assert paths[:, 3:].var(axis=0) / (0.09 * n) == pytest.approx(np.ones(len(n)), abs=4 * np.sqrt(2 / 2000))
    chance = np.corrcoef(steps[::2].T) - np.eye(steps.shape[1])
    assert abs(chance).max() < 4.5 / np.sqrt(2000), "each step is one of its own"


@pytest.mark.parametrize("tick", [1, 3, 6, 24])
@pytest.mark.parametrize("offset", [-9, 0, 5])
def test_ticks_of_any_length_see_the_same_walk(tick, offset):
    """By the day of UTC, wherever the places are: at each moment the factor is that of the finest ticks."""

    def at(hours):
        world = worlds.corridor(gate=f"2400, , , , {offset}", tick=hours, threat=1.0, first_day=date(2024, 2, 27),
                                drivers="name, where, value\nordinary_in, gate, 240", days=5)  # fmt: skip
        simulator = Simulator(world)
        held = theta_of(simulator, push_walk=0.2, region_walk=0.1, ordinary_walk=0.3, gate_walk=0.4)
        arrays, drawn = simulator.arrays, drawn_unseen(2, 3)
        moved, starts = times(arrays, held, drawn), arrays.clock.starts()
        capacity = gate_capacity(arrays, held, drawn)[arrays.times.tick["day"], 0]
        with np.errstate(invalid="ignore"):
            travel = (moved.ordinary / arrays.times.ordinary)[:, 0, 0, 0]
        return {moment: (urge, more, work) for moment, urge, more, work in
                zip(starts.tolist(), moved.urge[moved.tick["day"], 0], travel, capacity, strict=True)}  # fmt: skip

    finest, coarser = at(1), at(tick)
    common = sorted(finest.keys() & coarser.keys())
    assert len(common) >= 5 * 24 // tick - 1
    for moment in common:
        one, other = finest[moment], coarser[moment]
        assert one[0] == other[0]
        assert one[2] == other[2]
        assert np.isnan(one[1]) or np.isnan(other[1]) or one[1] == pytest.approx(other[1], rel=1e-12)


def test_a_run_that_ends_later_or_differs_elsewhere_meets_the_same_walk():
    short, long = Simulator(gates(days=4)), Simulator(gates(days=9, rules=f"{worlds.OPEN}\nc, enter, CCC, allow"))
    held = theta_of(short, gate_walk=0.2, gate_unseen=0.3)
    one, other = (gate_capacity(simulator.arrays, held, drawn_unseen(1, 6)) for simulator in (short, long))
    np.testing.assert_array_equal(one, other[: len(one)])
    assert len(other) == len(one) + 5


def test_the_push_is_heard_on_the_day_on_which_it_moves():
    """Its logarithm walks, so its ratio from day to day is known; no news comes in between."""
    steps = [0.0, 0.5, -1.0, 2.0]
    left = given(leaving(hold={"push_walk": 0.2}), push_walk=days("everywhere", *steps)).run(0)["departures"]
    assert left[1:, 0] / left[:-1, 0] == pytest.approx(np.exp(0.2 * np.array(steps[1:])), rel=0.015)


def test_the_homes_of_an_area_move_together_and_each_that_is_in_none_by_itself():
    """Beside the push of all: two homes of one area, two of their own."""
    places = """id, country, kind, population, admin
                one, AAA, home, 10000000000, N
                two, AAA, home, 10000000000, N
                three, AAA, home, 10000000000,
                four, AAA, home, 10000000000,
                town, BBB, town,,"""
    links = "\n".join(f"{home}, town, road, 1" for home in ("one", "two", "three", "four"))
    hold = {**STILL, "leave_base": -12.0, "push_walk": 0.2, "region_walk": 0.5, "news_hours": 8784.0}
    world = worlds.build(places=places, links=f"from, to, mode, hours\n{links}", threat=1.0, hold=hold)
    moved = days("everywhere", 0.0, 1.0, 0.0, 0.0)
    regions = days("N", 0.0, 1.0, 1.0, 0.0).join(days("three", 0.0, -1.0, 0.0, 1.0)).join(days("four", 0.0))
    regions = regions.join(days("four", 0.0, 0.0, 0.0, first="2024-01-02"))
    left = given(world, push_walk=moved, region_walk=regions).run(0)["departures"][:, :4]
    north, alone, still = [0.2 + 0.5, 0.5, 0.0], [0.2 - 0.5, 0.0, 0.5], [0.2, 0.0, 0.0]
    assert left[1:] / left[:-1] == pytest.approx(np.exp(np.array([north, north, alone, still]).T), rel=0.02)


def test_a_step_that_does_not_stay_falls_to_an_e_th_and_the_walk_keeps_its_spread():
    simulator = Simulator(leaving(days=300))
    held, members = theta_of(simulator, region_walk=0.2), 2000
    luck = given(leaving(days=300), region_walk=days("one", 1.0, *np.zeros(20))).given.overriding(0, drawn_unseen(1, 0))
    at = walk(simulator.arrays, held, luck, "region_walk", hold=10.0)[:21, 0]
    assert at[10] / at[0] == pytest.approx(np.exp(-1.0))
    ends = [walk(simulator.arrays, held, drawn_unseen(1, m), "region_walk", hold=10.0)[-1, 0] for m in range(members)]
    kept = 0.2**2 / (1.0 - np.exp(-2.0 / 10.0))  # the sum of squares of what is left of all steps
    assert np.var(ends) / kept == pytest.approx(1.0, abs=4 * np.sqrt(2 / (members / 2)))


def test_what_a_country_is_worth_walks_and_is_heard_of_with_the_news():
    """Two like towns in two countries, nests of their own: the odds go by the difference of the worths."""
    world = worlds.build(
        places="id, country, kind, population\nhome, AAA, home, 100000000\ntown, BBB, town,\nfar, CCC, town,",
        links="from, to, mode, hours\nhome, town, road, 0.01\nhome, far, road, 0.01",
        rules=f"{worlds.OPEN}\nc, enter, CCC, allow",
        drivers="name, where, value\ndepartures, home, 1000000",
        tick=24,
        hold={**STILL, "country_walk": 0.5, "news_hours": 24.0, "discount": 1e-9, "scale": 1.0, "nest_scale": 1.0},
    )
    run = given(world, country_walk=days("BBB", 0.0, 1.0, 1.0, -3.0)).run(0)
    come = dict(zip(Simulator(world).labels.countries, run["arrivals"].T, strict=True))
    odds = np.log(come["BBB"] / come["CCC"])
    assert odds == pytest.approx([0.0, 0.5, 1.0, -0.5], abs=0.01)


def test_the_urge_fades_from_the_crisis_on_and_the_fading_adds_to_its_walk():
    hold = {"push_walk": 0.2, "push_fade": 0.1}
    left = given(leaving(hold=hold), push_walk=days("everywhere", 0.0, 1.0, 0.0, -1.0)).run(0)["departures"]
    ratio = left[1:, 0] / left[:-1, 0]
    assert ratio == pytest.approx(np.exp([0.1, -0.1, -0.3]), rel=0.015)


def test_ordinary_traffic_moves_by_country_both_ways_and_for_all():
    drivers = "\n".join(f"{name}, {gate}, 100000000" for gate in ("free", "known", "other")
                        for name in ("ordinary_in", "ordinary_out", "others_in", "others_out"))  # fmt: skip
    world = worlds.build(
        places="id, country, kind, population\nhome, AAA, home, 1000\ntown, BBB, town,\nfar, CCC, town,",
        links="from, to, mode, hours, gate\nhome, town, road, 1, free\nhome, far, road, 1, other",
        gates="id, country_from, country_to\nfree, AAA, BBB\nknown, AAA, BBB\nother, AAA, CCC",
        drivers=f"name, where, value\n{drivers}",
        days=3,
        hold={"ordinary_walk": 0.5},
    )
    run = given(world, ordinary_walk=days("BBB", 1.0, -3.0)).run(0)
    factor = np.exp([0.5, -1.0, -1.0])
    for name in ("crossings_in", "crossings_out", "others_in", "others_out"):
        assert run[name][:, 0] == pytest.approx(1e8 * factor, rel=2e-3), name
        assert run[name][:, 1] == pytest.approx(1e8 * factor, rel=2e-3), name
        assert run[name][:, 2] == pytest.approx(np.full(3, 1e8), rel=2e-3), name


def test_the_past_of_a_walk_can_be_given_while_its_future_is_drawn():
    simulator = Simulator(gates(days=6))
    learned = Simulator(gates(days=6), unseen={"gate_walk": days("other", 1.0, 2.0, 3.0)})
    held, drawn, other = theta_of(simulator, gate_walk=0.5), drawn_unseen(1, 0), 4
    free = walk(simulator.arrays, held, drawn, "gate_walk")
    past = walk(learned.arrays, held, learned.given.overriding(0, drawn), "gate_walk")
    assert past[:3, other] == pytest.approx([0.5, 1.5, 3.0])
    np.testing.assert_allclose(np.diff(past[2:], axis=0), np.diff(free[2:], axis=0), rtol=0, atol=1e-12)
    np.testing.assert_array_equal(np.delete(past, other, axis=1), np.delete(free, other, axis=1))


def test_a_crisis_after_the_last_day_moves_nothing():
    world = leaving(threat=0.0, days=9, drivers="name, from, value\nthreat, 2024-01-08, 1", hold={"push_walk": 1.0})
    world = replace(world, settings=replace(world.settings, days=5))
    simulator = Simulator(world)
    assert simulator.arrays.unknown["push_walk"].ids == []
    assert (walk(simulator.arrays, theta_of(simulator), drawn_unseen(1, 0), "push_walk") == 0.0).all()
    assert same(simulator.run(0), Simulator(world.with_parameter("push_walk", 0.0)).run(0))


def test_a_day_after_the_run_may_be_given_and_one_before_the_crisis_not():
    world = leaving(threat=0.0, days=6, drivers="name, from, value\nthreat, 2024-01-03, 1", hold={"push_walk": 0.1})
    later = Simulator(world, unseen={"push_walk": days("everywhere", 3.0, first="2024-02-01")})
    assert same(later.run(0), Simulator(world).run(0))
    for wrong in ("everywhere 2024-01-02", "everywhere 2024-1-5", "everywhere", "nowhere 2024-01-04", "2024-01-04"):
        with pytest.raises(InputError, match=f"'{wrong}' is a column of the table of push_walk"):
            Simulator(world, unseen={"push_walk": pd.DataFrame({wrong: [1.0]})})


@pytest.mark.parametrize(
    ("spread", "column", "said"),
    [
        ("country_unseen", "BB", "did you mean BBB"),
        ("gate_unseen", "gaet", "did you mean gate"),
        ("region_unseen", "near", "homes"),
        ("gate_walk", "gate 2024-01-32", "did you mean gate 2024-01-0"),
    ],
)
def test_a_column_about_nothing_is_refused_with_what_could_be_meant(world, spread, column, said):
    with pytest.raises(InputError, match=said):
        Simulator(world, unseen={spread: pd.DataFrame({column: [1.0]})})


def test_what_is_not_known_is_nothing_of_what_it_is_not_about(world):
    simulator = Simulator(world)
    held = theta_of(simulator, gate_country_unseen=1.0, country_unseen=1.0)
    drawn, countries = drawn_unseen(1, 0), simulator.labels.countries
    of_gates = not_known(simulator.arrays, held, drawn, "gate_country_unseen")
    assert (of_gates != 0.0).tolist() == [country == "BBB" for country in countries]
    assert (not_known(simulator.arrays, held, drawn, "country_unseen") != 0.0).all()
