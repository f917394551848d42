"""Figures that no run can be set beside are said, and why, and those in which people are counted twice."""

from __future__ import annotations

import pytest

from worlds import build

GATES = "id, country_from, country_to\nbridge, AAA, BBB\nfield, AAA, BBB"
LINKS = """from, to, mode, km, hours, gate
    home, town, road, 120, 3, bridge
    home, town, air, 120, 1, field"""
DRIVERS = "name, where, value\nthreat, AAA, 1"
KEPT = ", so no run can be set beside it; "
STOCK = "{}name a country, or write stock for those who are there"


def odd(observations: str, links: str = LINKS, areas: str = "bridge") -> list[str]:
    world = build(
        places="id, country, kind, population, lat, lon\nhome, AAA, home, 100, 50, 30\ntown, BBB, town, , 51, 30",
        gates=GATES,
        links=links,
        rules="id, act, where, effect\nopen, enter, BBB, allow",
        drivers=DRIVERS,
        observations=observations,
        areas=f"id, members\nwide, {areas}",
        days=5,
    )
    return [str(each) for each in world.oddities() if each.file == "observations.csv"]


def figures(row: str) -> list[str]:
    return odd("id, from, until, where, measure, aggregate, value\nn, " + row)


@pytest.mark.parametrize(
    ("since", "until", "column"),
    [
        ("2024-01-01", "2024-01-05", None),
        ("2023-12-20", "2023-12-31", None),  # the last word before the crisis, from which naive forecasts go on
        ("2023-12-31", "2024-01-01", "from"),
        ("2024-01-05", "2024-01-06", "until"),
    ],
)
def test_a_figure_counted_partly_outside_the_period(since, until, column):
    found = figures(f"{since}, {until}, BBB, arrivals, sum, 5")
    assert [each.split(" odd: ")[0] for each in found] == ([f"observations.csv:2:{column}:"] if column else [])
    assert all("no run can be set beside it; the period is 2024-01-01 to 2024-01-05" in each for each in found)


def test_a_sum_of_what_is_a_level():
    assert figures("2024-01-02, 2024-01-02, town, stock, sum, 5") == []
    assert figures("2024-01-02, 2024-01-03, town, stock, mean, 5") == []
    (said,) = figures("2024-01-02, 2024-01-03, town, stock, sum, 5")
    assert said.startswith("observations.csv:2:aggregate: odd: stock is a level")
    assert "write mean" in said


FIGURE = "id, from, until, where, measure, aggregate, value\nf, 2024-01-01, 2024-01-02, {}, {}, mean, 9"


@pytest.mark.parametrize(
    ("where", "measure", "named"),
    [
        ("BBB+bridge", "crossings_in", "bridge"),
        ("bridge+BBB", "crossings_out", "bridge"),
        ("AAA+bridge", "crossings_both", "bridge"),
        ("town+BBB", "stock", "town"),
        ("AAA+home", "departures", "home"),
        ("BBB+wide", "crossings_in", "bridge"),
    ],
)
def test_a_figure_that_counts_the_same_people_twice(where, measure, named):
    country = "AAA" if "AAA" in where else "BBB"
    assert odd(FIGURE.format(where, measure)) == [
        f"observations.csv:2:where: odd: '{named}' is part of '{country}', so that its people are counted twice; "
        f"name {country}, or what was counted in it"
    ]


@pytest.mark.parametrize(
    ("where", "measure"),
    [("AAA+BBB", "arrivals"), ("AAA+bridge", "crossings_in"), ("wide+bridge", "crossings_in"), ("BBB", "crossings_in")],
)
def test_places_that_share_nobody_or_are_named_again_are_counted_once(where, measure):
    assert odd(FIGURE.format(where, measure)) == []


BEHIND = """from, to, mode, km, hours, gate
    home, town, road, 120, 3, bridge
    town, far, road, 120, 3,"""


@pytest.mark.parametrize(
    ("where", "measure", "is_odd"),
    [
        ("CCC", "arrivals", True),
        ("behind", "arrivals", True),
        ("BBB", "arrivals", False),
        ("BBB + CCC", "arrivals", False),
        ("CCC", "crossings_in", False),
        ("CCC", "crossings_out", False),
    ],
)
def test_arrivals_counted_where_nobody_comes_straight_from_home(where, measure, is_odd):
    world = build(
        places="""id, country, kind, population, lat, lon
            home, AAA, home, 100, 50, 30
            town, BBB, town, , 51, 30
            far, CCC, town, , 52, 30""",
        gates=GATES,
        links=BEHIND,
        rules="id, act, where, effect\nopen, enter, BBB+CCC, allow",
        drivers=DRIVERS,
        observations=FIGURE.format(where, measure),
        areas="id, members\nbehind, CCC",
        days=5,
    )
    said = [str(each) for each in world.oddities() if each.file == "observations.csv"]
    told = f"observations.csv:2:measure: odd: nobody comes straight from home to '{where}', and arrivals are counted "
    told += "in the first country abroad; write stock for those who are there, or crossings_in for all who enter"
    assert said == [told] * is_odd


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "2024-01-02, 2024-01-02, town, arrivals, sum, citizens",
            "where: odd: no run says arrivals of a place, as town is" + STOCK,
        ),
        (
            "2024-01-02, 2024-01-02, BBB + town, arrivals, sum, citizens",
            "where: odd: no run says arrivals of a place, as town is" + STOCK,
        ),
        (
            "2024-01-02, 2024-01-02, home, departures_air, sum, citizens",
            "where: odd: no run says departures_air of a place, as home is{}name a country or a gate",
        ),
        (
            "2024-01-02, 2024-01-02, bridge, departures_air, sum, citizens",
            "where: odd: no way by air from bridge passes a gate, and there they are counted{}"
            "make its airport a gate, and name that in links.csv",
        ),
        (
            "2024-01-02, 2024-01-02, BBB, crossings_in, sum, kind = plain",
            "who: odd: a run keeps nobody apart by traits{}write citizens or all, if it counts them",
        ),
        (
            "2024-01-02T06:00, 2024-01-02T12:00, BBB, arrivals, sum, citizens",
            "from: odd: no run says arrivals of a part of a day here{}write it without hours, if it is of whole days",
        ),
        (
            "2024-01-02T06:00, 2024-01-02T12:00, BBB, crossings_in, sum, all",
            "who: odd: of a part of a day a run counts citizens only{}write whole days, or citizens",
        ),
        (
            "2024-01-02T06:00, 2024-01-02T12:00, bridge, queue_vehicles, sum, all",
            "aggregate: odd: of a part of a day no run says sum{}write mean or per_day",
        ),
        (
            "2024-01-02T06:00, 2024-01-02T06:00, bridge, crossings_in, sum, citizens",
            "from: odd: nobody comes or goes in a moment{}write from when until when they were counted",
        ),
        (
            "2024-01-02, 2024-01-02, BBB, crossings_out, share_men, citizens",
            "measure: odd: men are counted as they enter only{}write crossings_in, if it is of those who enter",
        ),
        (
            "2024-01-01, 2024-01-03, town, stock, change, citizens",
            "from: odd: no run knows how many were there on the evening before its first day{}begin a day later",
        ),
    ],
)
def test_a_figure_of_what_no_run_records(row, said):
    value = "0.5" if "share_men" in row else "9"
    found = odd(f"id, from, until, where, measure, aggregate, who, value\nn, {row}, {value}")
    assert found == [f"observations.csv:2:{said.format(KEPT)}"]


@pytest.mark.parametrize("measure", ["queue_people", "queue_vehicles", "queue_km", "wait_hours"])
@pytest.mark.parametrize(("members", "is_odd"), [("AAA", True), ("BBB", False), ("AAA+BBB", None)])
def test_lines_of_a_country_into_which_no_gate_leads(measure, members, is_odd):
    """Of several countries lines are added up, but who waits does so at the gates that there are."""
    if is_odd is None:
        is_odd = measure != "wait_hours"
    found = odd(FIGURE.format("wide", measure), areas=members)
    told = f"observations.csv:2:where: odd: no gate leads into AAA, and lines stand at gates{KEPT}name the gate"
    assert found == [told] * is_odd


@pytest.mark.parametrize("where", ["AAA", "field"])
def test_flights_are_counted_where_a_way_by_air_passes_a_gate(where):
    assert odd(FIGURE.format(where, "departures_air")) == []
    assert len(odd(FIGURE.format(where, "departures_air"), links=LINKS.replace("air", "sea"))) == 1


def test_shares_of_a_gate_and_its_country_are_of_the_country():
    assert odd(FIGURE.format("BBB+bridge", "crossings_in").replace("mean, 9", "share_men, 0.5")) == []
