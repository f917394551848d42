"""Whatever rules say from day to day: what they leave of ordinary traffic."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import worlds
from exeunt.engine.members import Simulator
from exeunt.engine.ordinary import come, exempt_shares

TRAITS = """trait, value, share
    papers, visa, 0.5
    papers, kin, 0.3
    papers, none, 0.2
    car, yes, 0.4
    car, no, 0.6"""
LINKS = """from, to, mode, hours, gate, both_ways
    home, town, road, 0.1, gate, yes
    home, town, foot, 0.2, gate, no"""
ROWS = """name, where, from, until, value
    ordinary_in, gate, , 2024-01-04, 1000
    ordinary_in, gate, 2024-01-05, , 700
    ordinary_out, gate, , , 900
    others_in, gate, , , 300
    others_out, gate, 2024-01-03, , 300"""
WHO = ["", "papers = visa", "papers != none", "car = yes", "papers = kin and car = no"]

rule = st.tuples(
    st.integers(1, 8), st.integers(0, 8), st.sampled_from(WHO), st.sampled_from(["enter", "leave"]),
    st.sampled_from(["", "road", "foot"]), st.sampled_from(["deny", "deny", "allow"]),
)  # fmt: skip


def arrays_of(rules, tick=6):
    rows = ["id, from, until, who, act, where, mode, effect", "open, , , papers != none, enter, BBB, , allow"]
    for k, (first, days, who, act, mode, effect) in enumerate(rules):
        where = "AAA" if act == "leave" else "BBB"
        last = min(first + days, 9)
        rows.append(f"r{k}, 2024-01-0{first}, 2024-01-0{last}, {who}, {act}, {where}, {mode}, {effect}")
    return Simulator(
        worlds.corridor(rules="\n".join(rows), traits=TRAITS, links=LINKS, drivers=ROWS, days=9, tick=tick)
    )


def left(simulator, *, exempt=0.5, **held):
    """Return what is left of the traffic: (ticks, in | out | on foot, citizens | others)."""
    arrays = simulator.arrays
    theta = {**simulator.parameters(0), **held}
    shares = exempt_shares(exempt, np.zeros(len(arrays.unknown["exempt_unseen"].ids)))
    ordinary, afoot = come(arrays, theta, shares, arrays.times.tick["epoch"])
    return np.concatenate([ordinary[:, 0], afoot[:, 0, None]], axis=1)


@settings(max_examples=60)
@given(st.lists(rule, max_size=4), st.floats(0, 1), st.floats(0, 1), st.sampled_from([0.0, 1.0, 2.25, 7.0]))
def test_rules_only_take_and_take_less_where_more_are_exempt(rules, one, other, stay):
    simulator = arrays_of(rules)
    full = simulator.arrays.times.ordinary[:, 0]
    few, many = sorted((one, other))
    less, more = (left(simulator, exempt=share, ordinary_stay=stay) for share in (few, many))
    for found in (less, more):
        assert (found >= -1e-9).all()
        assert (found[:, 0] + found[:, 2] <= full[:, 0] + 1e-9).all()
        assert (found[:, 1] <= full[:, 1] + 1e-9).all()
    assert (less[:, 0] + less[:, 2] <= more[:, 0] + more[:, 2] + 1e-9).all()
    assert (less[:, 1] <= more[:, 1] + 1e-9).all()
    np.testing.assert_array_equal(less[..., 1], more[..., 1], err_msg="others need no grounds")


@settings(max_examples=30)
@given(st.lists(rule, max_size=4))
def test_who_may_not_drive_is_shared_out_between_the_road_and_home(rules):
    simulator = arrays_of(rules)
    none, some, every = (left(simulator, ordinary_walks=share) for share in (0.0, 0.4, 1.0))
    np.testing.assert_array_equal(none[:, 0], every[:, 0])
    np.testing.assert_allclose(some[:, 2], 0.6 * none[:, 2] + 0.4 * every[:, 2], atol=1e-9)


@settings(max_examples=30)
@given(st.lists(rule, max_size=4), st.sampled_from([2, 3, 12]))
def test_days_are_the_same_whatever_the_tick(rules, tick):
    one, other = (left(arrays_of(rules, tick=hours)).reshape(9, 24 // hours, 3, 2).sum(axis=1) for hours in (1, tick))
    np.testing.assert_allclose(one, other, atol=1e-9)
