"""Countries and gates that nobody can ever enter or pass are said, and refuse nothing."""

from __future__ import annotations

import pytest

from worlds import build

PLACES = """id, country, kind, population
    home, AAA, home, 100
    town, BBB, town,
    far, CCC, town,"""
LINKS = """from, to, mode, hours, gate, seats_per_day, both_ways
    home, town, road, 3, bridge, , yes
    home, far, air, 3, , 50, yes"""
GATES = """id, country_from, country_to, opening_hours, people_per_day, vehicles_per_day, foot_per_day
    bridge, AAA, BBB, {}, {}"""
FAR = "far, enter, CCC, , allow"


def odd(*rules: str, gate: str = ", ,", hours: str = "", links: str = LINKS, places: str = PLACES) -> list[str]:
    world = build(
        places=places,
        links=links,
        gates=GATES.format(hours, gate),
        rules="\n".join(["id, act, where, mode, effect", *rules]) if rules else "",
        areas="id, members\nboth, BBB+CCC",
        threat=1.0,
    )
    return [str(each) for each in world.oddities()]


def shut(row: int, country: str) -> str:
    return (
        f"places.csv:{row}:country: odd: no rule lets anybody into {country}, so nobody arrives there; "
        f"write a row in rules.csv: act enter, where {country}, effect allow"
    )


@pytest.mark.parametrize("where", ["BBB", "town", "bridge", "home>town:road@bridge"])
def test_a_rule_may_open_a_country_in_any_way(where):
    assert odd(f"open, enter, {where}, , allow", FAR) == []
    assert odd(f"open, enter, {where}, road, allow", FAR) == []
    assert odd("open, enter, both, , allow") == []
    assert odd("through, transit, BBB, , allow", FAR) == []


@pytest.mark.parametrize(
    "rule",
    [
        "quota, enter, BBB, , quota 50/day",
        "wrong, enter, home, , allow",
        "out, leave, bridge, , risk 0.1",
        "back, enter, town>home:road@bridge, , allow",
        "shut, enter, town, , deny",
    ],
)
def test_what_is_said_of_a_country_does_not_open_it(rule):
    assert shut(3, "BBB") in odd(rule, FAR)


def test_a_country_to_fly_to_that_no_rule_opens():
    assert odd("open, enter, BBB, , allow") == [shut(4, "CCC")]


def test_without_a_rule_every_country_is_named_but_that_which_people_flee():
    assert odd() == [shut(3, "BBB"), shut(4, "CCC")]


def test_a_place_with_the_id_of_its_country_is_meant_as_the_place():
    places = PLACES + "\n    BBB, BBB, town,"
    links = LINKS + "\n    town, BBB, road, 1, , , yes"
    assert odd("open, enter, BBB, , allow", FAR, places=places, links=links) == [shut(3, "BBB")]
    assert odd("open, enter, town, , allow", FAR, places=places, links=links) == []


OPEN = ("open, enter, both, , allow",)
ON_FOOT = LINKS + "\nhome, town, foot, 5, bridge, , yes"
ON_FOOT_ALONE = LINKS.replace("road", "foot")
ON_SEATS = LINKS + "\nhome, town, rail, 5, bridge, 30, yes"


@pytest.mark.parametrize(
    ("gate", "links", "column"),
    [
        ("0, ,", LINKS, "people_per_day"),
        ("0, 50, 50", ON_FOOT, "people_per_day"),
        (", 0,", LINKS, "vehicles_per_day"),
        (", 0, 50", LINKS, "vehicles_per_day"),
        (", 0, 0", ON_FOOT, "vehicles_per_day"),
        (", , 0", ON_FOOT_ALONE, "foot_per_day"),
    ],
)
def test_a_gate_that_lets_nobody_through(gate, links, column):
    (said,) = odd(*OPEN, gate=gate, links=links)
    assert said.startswith(f"gates.csv:2:{column}: odd: {column} is 0")
    assert said.endswith(
        "so nobody who flees gets through 'bridge'; "
        "write how many are let through, or leave it blank where there is no limit, or delete its links"
    )


@pytest.mark.parametrize(
    ("gate", "links"),
    [(", 0,", ON_FOOT), (", , 0", ON_FOOT), (", , 0", LINKS), ("0, 0, 0", ON_SEATS), (", 0,", ON_FOOT_ALONE)],
)
def test_a_gate_that_somebody_can_pass_is_not_odd(gate, links):
    assert odd(*OPEN, gate=gate, links=links) == []


def test_a_gate_that_is_open_at_no_hour():
    wrong = "'off' is open at no hour, so nobody who flees gets through 'bridge'"
    right = "write when it is open, or leave it blank if always, or delete its links"
    assert odd(*OPEN, hours="off") == [f"gates.csv:2:opening_hours: odd: {wrong}; {right}"]
    assert odd(*OPEN, hours="off", links=ON_SEATS) == odd(*OPEN, hours="08:00-09:00") == []
