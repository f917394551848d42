"""The states of a gate, and whom each bars of those whom another lets in."""

from __future__ import annotations

import numpy as np
import pytest

import worlds
from exeunt.engine.compile.passing import denying
from exeunt.engine.members import Simulator

TRAITS = """trait, value, share
    papers, visa, 0.5
    papers, kin, 0.3
    papers, none, 0.2"""
OPEN = "open, , , papers != none, enter, BBB, , allow"
BOTH = """from, to, mode, hours, gate, both_ways
    home, town, road, 0.1, gate, yes
    home, town, foot, 0.2, gate, no"""


def passing(*rules, **more):
    """Return what rules make of the gate of a corridor, and its states by day at noon."""
    table = "\n".join(["id, from, until, who, act, where, mode, effect", OPEN, *rules])
    simulator = Simulator(worlds.corridor(rules=table, **{"traits": TRAITS, **more}))
    arrays = simulator.arrays
    noon = np.flatnonzero(arrays.clock.starts().astype("datetime64[h]").astype(int) % 24 == 12)
    return arrays.passing, arrays.passing.state[arrays.times.tick["epoch"][noon], 0].tolist()


def test_a_ban_bars_the_share_of_those_let_in_before():
    found, state = passing("ban, 2024-01-03, , papers = visa, enter, BBB, , deny")
    before, after = state[0], state[-1]
    assert state == [before, before, after, after]
    # of eight in ten who were let in, five have a visa
    assert found.barred[0, before, after] == pytest.approx([5 / 8, 0.0])
    assert found.barred[0, before, before].sum() == found.barred[0, after, before].sum() == 0.0, "nobody by an opening"
    assert not found.closed[0, :, 0].any()
    assert found.acts.tolist() == [True]


def test_each_group_counts_under_the_first_rule_that_denies_it_or_under_none():
    found, (before, kin, all_of_them, _) = passing(
        "kin, 2024-01-02, , papers = kin, enter, BBB, , deny",
        'more, 2024-01-03, , "papers in (kin, visa)", enter, BBB, , deny',
    )
    assert found.barred[0, before, kin] == pytest.approx([3 / 8, 0.0, 0.0])
    assert found.barred[0, before, all_of_them] == pytest.approx([3 / 8, 5 / 8, 0.0])
    assert found.barred[0, kin, all_of_them] == pytest.approx([0.0, 1.0, 0.0]), "kin were barred already"
    lapsed, state = passing("some, , 2024-01-02, papers = none, enter, BBB, , allow")
    assert lapsed.barred[0, state[0], state[-1]] == pytest.approx([0.2]), "a leave to enter has ended"


def test_only_a_rule_for_everybody_closes_a_gate():
    some, state = passing("visas, 2024-01-03, , papers != none, enter, BBB, , deny")
    assert some.barred[0, state[0], state[-1]].sum() == 1.0
    assert not some.closed[0, :, 0].any(), "all are barred, but by what they are"
    everybody, state = passing("shut, 2024-01-03, , , leave, AAA, , deny")
    assert everybody.closed[0, state].tolist() == [[False, True]] * 2 + [[True, True]] * 2, "nobody walks here at all"


def test_who_may_not_drive_may_walk_where_a_way_leads():
    cars = "cars, 2024-01-03, , , enter, BBB, road, deny"
    found, state = passing(cars, links=BOTH)
    before, after = state[0], state[-1]
    assert found.dismounted[0, before, after] == 1.0
    assert found.walking[0, before, after] == 0.0
    assert found.walking[0, after, after] == 1.0, "given when they walked already"
    assert found.closed[0, [before, after]].tolist() == [[False, False], [True, False]]
    assert found.barred.sum() == 0.0
    no_way, state = passing(cars)
    assert no_way.closed[0, state[-1]].all()


def test_a_gate_by_which_nobody_drives_is_walked_over_as_ever():
    found, _ = passing(gate=", 0, , , ", links=BOTH)
    assert not found.acts.any()
    found, state = passing("feet, 2024-01-03, , papers = kin, enter, BBB, foot, deny", gate=", 0, , , ", links=BOTH)
    assert found.barred[0, state[0], state[-1]].sum() == pytest.approx(3 / 8)
    assert found.dismounted.sum() == found.walking.sum() == 0.0


def test_no_rule_acts_where_no_link_leads_out():
    table = "id, country_from, country_to\ngate, AAA, BBB\nalone, AAA, BBB"
    found, _ = passing("shut, 2024-01-03, , , enter, BBB, , deny", gates=table)
    assert found.acts.tolist() == [True, False]


def test_rules_about_staying_deny_nobody_the_border():
    rules = [{"id": "a", "effect_kind": "deny", "act": "enter"}, {"id": "b", "effect_kind": "deny", "act": "stay"},
             {"id": "c", "effect_kind": "allow", "act": "enter"}]  # fmt: skip
    assert denying(rules) == ["a"]
