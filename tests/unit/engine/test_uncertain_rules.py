"""Rules that begin on a day nobody knows: each member draws its own, and is under the rule from then on."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

import worlds
from exeunt.engine.members import Simulator
from exeunt.errors import InputError
from worlds import corridor

STEADY = "name, where, value\ndepartures, home, 2400"
ROAD = "from, to, mode, hours, gate, both_ways\nhome, town, road, 1, gate, yes"
HEAD = "id, from, until, act, where, effect, from_latest\nopen, , , enter, BBB, allow,\n"
SHUT = "shut, 2024-01-03, , enter, BBB, deny, 2024-01-06"  # one of four days


def world(*rules, days=9, tick=6):
    return corridor(drivers=STEADY, links=ROAD, rules=HEAD + "\n".join(rules), days=days, tick=tick)


def last_day(run):
    """Return the last local day on which anybody crossed, the first of January 1."""
    return int(np.flatnonzero(run["crossings_in"][:, 0])[-1]) + 1


def same(one, other):
    return all(np.array_equal(one[name], other[name], equal_nan=one[name].dtype.kind == "f") for name in one)


def table(**numbers):
    return {"rule_unseen": pd.DataFrame(numbers)}


def test_members_draw_different_days_all_alike():
    simulator = Simulator(world(SHUT))
    days = [last_day(simulator.run(member)) for member in range(64)]
    # nobody passes on the day it begins: the last to cross did so the day before
    assert sorted(set(days)) == [2, 3, 4, 5]
    counts = np.bincount(days, minlength=6)[2:]
    assert counts.min() >= 6, "16 each are expected; fewer than 6 of 64 happens once in some 500 times"
    again = Simulator(world(SHUT))
    assert days[:4] == [last_day(again.run(member)) for member in range(4)]


@pytest.mark.parametrize(("u", "day"), [(0.01, 3), (0.24, 3), (0.26, 4), (0.49, 4), (0.51, 5), (0.76, 6), (0.99, 6)])
def test_a_given_number_is_the_quantile_of_the_day(u, day):
    """A member is to the bit under a rule that begins on that day."""
    given = Simulator(world(SHUT), unseen=table(shut=[float(ndtri(u))])).run(0)
    certain = Simulator(world(f"shut, 2024-01-0{day}, , enter, BBB, deny,")).run(0)
    assert same(given, certain)


def test_a_mean_run_takes_the_middle_day():
    certain = Simulator(world("shut, 2024-01-05, , enter, BBB, deny,"), mean=True).run(0)
    assert same(Simulator(world(SHUT), mean=True).run(0), certain)
    three = SHUT.replace("2024-01-06", "2024-01-05")
    middle = Simulator(world("shut, 2024-01-04, , enter, BBB, deny,"), mean=True).run(0)
    assert same(Simulator(world(three), mean=True).run(0), middle)


def test_without_spread_every_member_takes_the_middle_day():
    simulator = Simulator(world(SHUT).with_parameter("rule_unseen", 0.0))
    assert {last_day(simulator.run(member)) for member in range(6)} == {4}


@pytest.mark.parametrize(("z", "day"), [(-3.0, 3), (3.0, 6)])
def test_ordinary_travellers_obey_it_from_the_day_that_is_drawn(z, day):
    ordinary = f"{STEADY}\nordinary_in, gate, 500\nordinary_out, gate, 500\nothers_in, gate, 100"
    scenarios = [
        corridor(drivers=ordinary, links=ROAD, rules=HEAD + rule, days=9, tick=6)
        for rule in (SHUT, f"shut, 2024-01-0{day}, , enter, BBB, deny,")
    ]
    one, other = Simulator(scenarios[0], unseen=table(shut=[z])), Simulator(scenarios[1])
    crossed = one.run(0)
    assert same(crossed, other.run(0))
    came = crossed["ordinary_ledger"][:, 0]  # so far
    before, after = came[4 * (day - 1)] / (day - 1), (came[-1] - came[4 * day]) / (9 - day)
    assert after < before, "half of those going out have other grounds to"


def test_a_rule_that_ends_is_over_whenever_it_began():
    ends = SHUT.replace("2024-01-03, ", "2024-01-03, 2024-01-07")
    for z in (-3.0, 3.0):
        crossed = Simulator(world(ends), unseen=table(shut=[z])).run(0)["crossings_in"][:, 0]
        assert crossed[7:].all()
        assert not crossed[5:7].any()


def test_two_rules_each_begin_on_their_own_day():
    slow = "slow, 2024-01-02, , enter, BBB, delay 30 h, 2024-01-04"
    fixed = ["shut, 2024-01-0{}, , enter, BBB, deny,", "slow, 2024-01-0{}, , enter, BBB, delay 30 h,"]
    for shut, shut_day in ((-3.0, 3), (3.0, 6)):
        for late, slow_day in ((-3.0, 2), (3.0, 4)):
            run = Simulator(world(SHUT, slow), unseen=table(shut=[shut], slow=[late])).run(0)
            assert same(run, Simulator(world(fixed[0].format(shut_day), fixed[1].format(slow_day))).run(0))


def test_rules_about_staying_may_be_uncertain_too():
    stay = "stay, 2024-01-02, , stay, town, deny, 2024-01-04"
    for z, day in ((-3.0, 2), (3.0, 4)):
        run = Simulator(world(stay), unseen=table(stay=[z])).run(0)
        assert same(run, Simulator(world(f"stay, 2024-01-0{day}, , stay, town, deny,")).run(0))


def test_it_begins_at_midnight_by_the_clock_of_where_it_holds():
    gate = "gate, 2024-01-02, , leave, gate, deny, 2024-01-03"
    east = corridor(gate=", , , , 5", drivers=STEADY, links=ROAD, rules=HEAD + gate, days=4, tick=1)
    simulator = Simulator(east, unseen=table(gate=[3.0]))
    crossed = simulator.run(0)["tick_crossings_in"][:, 0]
    shut = simulator.labels.ticks >= np.datetime64("2024-01-02T19")
    assert not crossed[shut].any()
    assert crossed[~shut][-1] > 0


def test_a_rule_of_another_name_moves_no_day():
    """Luck is that of the rule's name, so that another scenario with more rules meets the same."""
    more = world(SHUT, "slow, 2024-01-02, , enter, BBB, delay 1 h, 2024-01-04")
    alone, beside = Simulator(world(SHUT)), Simulator(more)
    for member in range(8):
        assert last_day(alone.run(member)) == pytest.approx(last_day(beside.run(member)), abs=1)
    days = [[int(s.arrays.unknown["rule_unseen"].hash[0]) for s in (alone, beside)]]
    assert all(one == other for one, other in days)


def test_a_table_can_name_uncertain_rules_only():
    with pytest.raises(InputError, match="open"):
        Simulator(world(SHUT), unseen=table(open=[0.0]))


def test_a_world_without_such_rules_has_no_more_epochs_than_its_rules_have():
    access = Simulator(world("shut, 2024-01-03, , enter, BBB, deny,")).arrays.access
    assert (access.begins, len(access.open)) == ((), 2)
    assert len(Simulator(world(SHUT)).arrays.access.open) == 2 * 2


def test_as_the_days_pass_the_rest_of_them_is_as_likely_each():
    """By the end of a day on which it has not begun, a rule is uncertain between the days that are left."""
    whole = world(SHUT.replace("shut,", "shut,", 1))
    chances = []
    for day in ("2024-01-02", "2024-01-03", "2024-01-04", "2024-01-05"):
        known = whole.with_rule("BBB", "enter", "delay 1 h", since="2024-01-01", announced="2024-01-01")
        rules = known.rules.assign(announced=pd.Timestamp("2024-01-01"))
        left = worlds.replace(known, rules=rules).as_of(day)
        chances.append(len(Simulator(left).arrays.access.begins[0]))
    assert chances == [4, 3, 2, 1]
    assert all(before > after for before, after in pairwise(chances))
