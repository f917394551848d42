"""Rules on roads without gate, seats or border: they act where and while they hold, and tell no ways apart."""

from __future__ import annotations

import math

import numpy as np
import pytest

from worlds import CALM, build, run

# Two towns behind one border, another country beside it; to the border by a short road or by a longer one.
PLACES = """id, country, kind, population
    home, AAA, home, 10000000
    fork, AAA, hub,
    edge, BBB, hub,
    x, BBB, town,
    y, BBB, town,
    c, CCC, town,"""
LINKS = """from, to, mode, hours
    home, fork, road, 2
    home, fork, rail, 5
    fork, edge, road, 1
    edge, x, road, 1
    edge, y, road, 3
    x, y, road, 4
    home, c, road, 8"""
OPEN = "id, act, where, effect, who, from, until\no, enter, BBB, allow, , ,\noc, enter, CCC, allow, , ,\n"
STEADY = "name, where, value\ndepartures, home, 24000"
SHORT, BEHIND = "home>fork:road", "edge>x:road"


def out(rules: str = "", *, days: int = 6, tick: int = 1, traits: str = "", links: str = LINKS, **hold: float):
    more = {"traits": traits} if traits else {}
    world = build(
        places=PLACES, links=links, rules=OPEN + rules, drivers=STEADY, days=days, tick=tick,
        hold={**CALM, **hold}, **more,
    )  # fmt: skip
    found = run(world)
    assert (found["ledger"].sum(axis=1) == found["ledger"][0].sum()).all(), "nobody is lost on the way"
    return found


def came(of, country: int = 1) -> np.ndarray:
    """Return how many entered a country tick by tick."""
    return of["tick_country_in"][:, country]


@pytest.mark.parametrize("where", [SHORT, BEHIND])
@pytest.mark.parametrize("effect", ["deny", "delay 9 h", "price x 40", "risk 0.4"])
def test_a_rule_that_begins_later_changes_nothing_before(effect, where):
    links = "\n".join(row + ", price" if not k else row + ", 10" for k, row in enumerate(LINKS.splitlines()))
    before = out(links=links)
    after = out(f"r, leave, {where}, {effect}, , 2024-01-04,", links=links)
    begins = 3 * 24
    for name in ("tick_country_in", "ledger"):
        assert after[name][:begins].tolist() == before[name][:begins].tolist()
    assert after["stock"][:3].tolist() == before["stock"][:3].tolist()
    assert after["stock"][-1].tolist() != before["stock"][-1].tolist()


def test_while_a_road_is_shut_people_go_round_it_and_after_that_by_it_again():
    """Three hours longer. Who is on it as it shuts stands before it for half a day, and then goes round too."""
    only = LINKS.replace("home, c, road, 8", "home, c, road, 5000")
    hold = {"stand_hours": 12.0}
    found = came(out(f"r, leave, {SHORT}, deny, , 2024-01-03T00:00, 2024-01-03T23:59", links=only, days=5, **hold))
    usual = came(out(links=only, days=5, **hold))
    hour, shut, opens = 1000, 48, 72
    assert found[: shut + 1].tolist() == usual[: shut + 1].tolist()  # who was through it is an hour from the border
    assert found[shut + 1 : shut + 6].sum() == 0
    expected = np.full(len(found), hour)
    expected[shut + 12 + 6 : shut + 12 + 8] += 2 * hour // 2  # those of two hours, who found it shut
    expected[opens + 3 : opens + 6] += hour  # by the short road and by the long one at once
    assert found[shut + 6 : 110] == pytest.approx(expected[shut + 6 : 110], abs=3)


def test_who_may_not_take_the_only_road_is_sent_elsewhere_by_no_way_that_leads_over_it():
    links = LINKS.replace("home, fork, rail, 5\n", "")
    shut = out(f"r, leave, {SHORT}, deny, , ,", links=links)
    assert shut["arrivals"][:, 1].sum() == 0
    assert shut["arrivals"][:, 2].sum() > 0.9 * 24_000 * 5


def test_a_rule_about_some_sends_only_these_round():
    traits = "trait, value, share\npapers, yes, 0.5\npapers, no, 0.5"
    only = LINKS.replace("home, c, road, 8", "home, c, road, 5000")
    some = out(f"r, leave, {SHORT}, deny, papers=no, ,", traits=traits, links=only)
    none = out(traits=traits, links=only)
    early = came(some)[:6].sum(), came(none)[:6].sum()
    assert early[0] / early[1] == pytest.approx(0.5, abs=5 * 0.5 / math.sqrt(early[1]))
    assert came(some)[9:100].sum() == pytest.approx(came(none)[9:100].sum(), rel=0.02)


@pytest.mark.parametrize("tick", [1, 3, 6])
def test_of_two_roads_in_a_row_each_keeps_its_rule(tick):
    """A tenth is stopped on each and tries again; four hours of delay on one come on top."""
    links = LINKS.replace("home, fork, rail, 5\n", "").replace("home, c, road, 8", "home, c, road, 5000")
    rules = f"a, leave, {SHORT}, risk 0.1, , ,\nb, leave, {BEHIND}, risk 0.1, , ,\nd, leave, {BEHIND}, delay 4 h, , ,"
    both = out(rules, links=links.replace("edge, y, road, 3\n", ""), tick=tick, risk_cost=0.0, stand_hours=500.0)
    settled, left = both["stock"][-1, 3:5].sum(), both["departures"].sum()
    late = 24_000 * (2 + 1 + 1 + 4) / 24  # who sets out in the last hours is not there yet
    share = settled / (left - late)
    assert share == pytest.approx(0.81, abs=4 * math.sqrt(0.81 * 0.19 / left) + 0.3 * tick / 144)


def test_what_a_road_costs_by_rules_is_weighed_against_the_way_round():
    """A delay shorter than the way round is waited for, a longer one is not."""
    only = LINKS.replace("home, c, road, 8", "home, c, road, 5000")
    hold = {"wait_cost": 0.05, "time_cost": 0.05, "discount": 1e-9}
    first = [
        int(np.argmax(came(out(f"r, leave, {SHORT}, delay {hours} h, , ,", links=only, **hold)) > 0))
        for hours in (1, 2, 4, 20)
    ]
    assert first == [first[0], first[0] + 1, first[0] + 2, first[0] + 2]


@pytest.mark.parametrize(("whole", "cut"), [(24, 22), (22, 24)])
def test_of_two_like_roads_people_take_that_of_the_shorter_delay_also_if_one_is_drawn_in_two_pieces(whole, cut):
    """Delays are met at the ends of roads: felt at their start, that of a long one would seem the less."""
    links = LINKS.replace("home, fork, rail, 5", "home, mid, road, 9.5\n    mid, fork, road, 0.5")
    links = links.replace("home, fork, road, 2", "home, fork, road, 10").replace(
        "home, c, road, 8", "home, c, road, 999"
    )
    rules = f"w, leave, {SHORT}, delay {whole} h, , ,\nm, leave, mid>fork:road, delay {cut} h, , ,"
    world = build(
        places=f"{PLACES}\nmid, AAA, hub,", links=links, rules=OPEN + rules, drivers=STEADY, days=4, tick=1,
        hold={**CALM, "discount": 0.025, "wait_cost": 0.06},
    )  # fmt: skip
    found, first = came(run(world)), 10 + 22 + 1
    assert found[:first].sum() == 0
    assert found[first + 1 : 90] == pytest.approx(1000, abs=10)
