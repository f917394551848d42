"""A risk is weighed by those whom its rule names, and by their families; whom other rules name changes nothing."""

from __future__ import annotations

import numpy as np
import pytest

import worlds

MEN = """trait, value, share
    liable, yes, 0.5
    liable, no, 0.5
    papers, good, 0.5
    papers, bad, 0.5"""
OPEN = "id, from, act, where, effect, who\nb, , enter, BBB, allow,\nc, , enter, CCC, allow,"
STOPPED = f"{OPEN}\nstop, , leave, one, risk 0.3, liable = yes"
TICKS_BEFORE = 8  # of two days
WHOM = ["liable = yes", "liable = no", "papers = good", "liable = yes and papers = bad", ""]


def men(rules: str, **more) -> worlds.World:
    return worlds.two_countries(
        people=20_000, traits=MEN, rules=rules, hold={"risk_cost": 8.0, "leave_base": -2.0}, **more
    )


@pytest.mark.parametrize("families", [(), ("liable",), ("papers",), ("liable", "papers")])
@pytest.mark.parametrize("who", WHOM)
def test_a_rule_that_changes_nothing_changes_nothing_for_anybody(families, who):
    before = worlds.run(men(STOPPED, families_differ_in=families))
    after = worlds.run(men(f"{STOPPED}\nidle, , enter, BBB, price x 1, {who}", families_differ_in=families))
    assert before["departures"].sum() > 1000
    assert all(np.array_equal(before[name], after[name], equal_nan=True) for name in before)


@pytest.mark.parametrize("who", WHOM)
def test_a_rule_of_later_changes_nothing_before(who):
    before = worlds.run(men(STOPPED))
    after = worlds.run(men(f"{STOPPED}\ndear, 2024-01-03, enter, BBB, delay 30 h, {who}"))
    assert np.array_equal(before["tick_crossings_in"][:TICKS_BEFORE], after["tick_crossings_in"][:TICKS_BEFORE])
    assert not np.array_equal(before["tick_crossings_in"], after["tick_crossings_in"])


@pytest.mark.parametrize(
    ("families", "deterred"), [((), {"yes"}), (("liable",), {"yes", "no"}), (("papers",), {"yes"})]
)
def test_a_risk_deters_whom_it_is_for_and_his_family(families, deterred):
    """Of two doors alike, one with a risk: he takes the other who runs it, or whose family may."""
    chosen = {}
    for liable in ("yes", "no"):
        others_stay = f"{STOPPED}\nonly, , leave, AAA, deny, liable != {liable}"
        crossed = worlds.run(men(others_stay, families_differ_in=families))["crossings_in"].sum(axis=0)
        chosen[liable] = crossed[0] / crossed.sum()
    assert {liable for liable, share in chosen.items() if share < 0.1} == deterred
