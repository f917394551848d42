"""What comes to nothing is said and refuses nothing: gates, countries, figures, lengths."""

from __future__ import annotations

import pytest

from exeunt.scenario.loose_ends import FASTEST
from worlds import build

GATES = "id, country_from, country_to\nbridge, AAA, BBB"
LINKS = "from, to, mode, km, hours, gate\nhome, town, {mode}, {km}, {hours}, bridge"
RULES = "id, act, where, effect, from\nopen, enter, {}, allow,"


def odd(
    *,
    gates: str = GATES,
    links: str = LINKS,
    km: str = "120",
    hours: str = "3",
    mode: str = "road",
    rule: str = "BBB",
    rules: str = "",
    drivers: str = "",
    observations: str = "",
    lat: str = "51",
    aliases: str = "",
    areas: str = "id, members\nboth, town+bridge",
) -> list[str]:
    world = build(
        places=f"id, country, kind, population, lat, lon\nhome, AAA, home, 100, 50, 30\ntown, BBB, town, , {lat}, 30",
        gates=gates,
        links=links.format(km=km, hours=hours, mode=mode),
        rules=rules or RULES.format(rule),
        drivers=drivers,
        observations=observations,
        aliases=aliases,
        areas=areas,
        days=5,
    )
    return [str(each) for each in world.oddities()]


def test_a_whole_scenario_has_no_loose_end():
    assert odd() == []


def test_a_gate_that_no_link_passes():
    assert odd(gates=GATES + "\nferry, AAA, BBB") == [
        "gates.csv:3:id: odd: no link passes the gate 'ferry'; name it in the column gate of a link, or delete it"
    ]


@pytest.mark.parametrize("where", ["BBB", "town", "bridge", "home>town:road@bridge"])
def test_a_rule_may_open_a_country_in_any_way(where):
    assert odd(rule=where) == []


def test_a_country_behind_a_gate_of_which_no_rule_speaks():
    assert odd(rule="AAA") == [
        "gates.csv:2:country_to: odd: no rule lets anybody into BBB, so nobody arrives there; "
        "write a row in rules.csv: act enter, where BBB, effect allow"
    ]


NOT_OF_STAYING = "write act enter, leave or transit, or else effect deny or stay N days"


@pytest.mark.parametrize(
    ("act", "effect", "right"),
    [
        ("stay", "quota 5/day", NOT_OF_STAYING),
        ("stay", "delay 5 h", NOT_OF_STAYING),
        ("stay", "price x 2", NOT_OF_STAYING),
        ("stay", "risk 0.5", NOT_OF_STAYING),
        ("stay", "allow", "whoever is let in may stay: write act enter to let people in, or stay N days"),
        ("leave", "allow", "all may leave whom no rule denies it: write deny for those who may not"),
    ],
)
def test_a_rule_whose_effect_does_nothing_with_its_act(act, effect, right):
    (said,) = odd(rules=f"{RULES.format('BBB')}\nidle, {act}, BBB, {effect}, 2024-01-02")
    assert said.startswith(f"rules.csv:3:effect: odd: '{effect}' does nothing where act is {act}; {right}")


@pytest.mark.parametrize(
    ("act", "effect", "since"),
    [
        ("stay", "deny", "2024-01-02"),
        ("stay", "stay 5 days", "2024-01-02"),
        ("leave", "stay 5 days", "2024-01-02"),
        ("leave", "deny", "2024-01-02"),
        ("leave", "quota 5/day", "2024-01-02"),
        ("transit", "allow", "2024-01-02"),
        ("leave", "allow", ""),  # that all may leave, always, is so
    ],
)
def test_a_rule_that_acts_or_says_what_is_so_is_not_odd(act, effect, since):
    assert odd(rules=f"{RULES.format('BBB')}\nrule, {act}, BBB, {effect}, {since}") == []


SEATS = "from, to, mode, km, hours, gate, seats_per_day\nhome, town, air, 120, 1, bridge, 50"
BY_ROAD = f"{SEATS}\nhome, town, road, 120, 3, bridge,"
DENY_INSTEAD = "seats go by no gate's hours: write deny for the days on which nobody may travel"
SEATS_INSTEAD = "to change how many travel, write seats_per_day in links.csv, or seat_load in drivers.csv"


@pytest.mark.parametrize("where", ["bridge", "home>town:air@bridge", "BBB", "town", "both"])
@pytest.mark.parametrize(
    ("effect", "right"),
    [("open 08:00-20:00", DENY_INSTEAD), ("open off", DENY_INSTEAD), ("capacity x 2", SEATS_INSTEAD)],
)
def test_a_rule_about_a_gate_that_is_passed_on_seats_only(where, effect, right):
    rules = f"{RULES.format('BBB')}\nidle, enter, {where}, {effect}, 2024-01-02"
    assert odd(links=SEATS, rules=rules) == [
        f"rules.csv:3:where: odd: '{effect}' does nothing at '{where}', which everybody passes on a seat; {right}"
    ]


@pytest.mark.parametrize(
    ("links", "drivers"), [(BY_ROAD, ""), (SEATS, "name, where, value\nordinary_out, bridge, 100")]
)
def test_such_a_rule_acts_where_somebody_stands_in_the_line_of_the_gate(links, drivers):
    rules = f"{RULES.format('BBB')}\nwider, enter, bridge, capacity x 2, 2024-01-02"
    assert odd(links=links, rules=rules, drivers=drivers) == []


def test_of_several_gates_that_a_rule_names_those_of_seats_are_told():
    gates = f"{GATES}\nairport, AAA, BBB"
    links = BY_ROAD.replace("air, 120, 1, bridge", "air, 120, 1, airport")
    rules = f"{RULES.format('BBB')}\nmore, enter, {{}}, capacity x 2, 2024-01-02"
    (said,) = odd(gates=gates, links=links, rules=rules.format("bridge + airport"))
    assert "does nothing at 'airport', which" in said
    assert odd(gates=gates, links=links, rules=rules.format("BBB")) == []


def test_a_link_much_shorter_than_its_ends_are_apart():
    """A degree of latitude is 111 km: latitude and longitude that were swapped show."""
    assert odd(km="56") == odd(km="111") == []
    assert odd(km="", lat=20, hours="50") == []
    (said,) = odd(km="55")
    assert said.startswith("links.csv:2:km: odd: 55 km, but 'home' and 'town' are 111 km apart as the crow flies; look")


def test_an_alias_that_is_the_id_of_another_place():
    assert odd(aliases="name, place\nTown, town\nHamlet, town") == []
    (said,) = odd(aliases="name, place\nTOWN, home")
    assert said.startswith("aliases.csv:2:name: odd: 'TOWN' is the id of another place, so nobody who asks")


@pytest.mark.parametrize(("mode", "hours"), [("foot", 0.6), ("road", 0.6), ("sea", 1), ("rail", 0.4), ("air", 0.2)])
def test_a_link_on_which_nobody_can_be_as_quick(mode, hours):
    """Hours that were written as minutes, or days as hours, show."""
    assert odd(mode=mode, hours=hours) == odd(mode=mode, hours=hours, km="") == []
    (said,) = odd(mode=mode, hours=hours / 2)
    assert said.startswith(f"links.csv:2:hours: odd: 120 km in {hours / 2:g} h are {240 / hours:,.0f} km/h, and ")
    assert f"{mode} is at most {FASTEST[mode]:g}; look at hours and km" in said
    (unsaid,) = odd(mode=mode, hours=hours / 2, km="")
    assert unsaid.startswith("links.csv:2:hours: odd: 111 km in ")


def figures(row: str) -> list[str]:
    return odd(observations="id, from, until, where, measure, aggregate, value\nn, " + row)


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


FIGURE = "id, from, until, where, measure, value\nf, 2024-01-01, 2024-01-02, {}, {}, 9"
WIDE = "id, members\nwide, bridge"


@pytest.mark.parametrize(
    ("where", "measure", "named"),
    [
        ("BBB+bridge", "crossings_in", "bridge"),
        ("bridge+BBB", "crossings_out", "bridge"),
        ("AAA+bridge", "crossings_both", "bridge"),
        ("town+BBB", "arrivals", "town"),
        ("AAA+home", "departures", "home"),
        ("BBB+wide", "crossings_in", "bridge"),
    ],
)
def test_a_figure_that_counts_the_same_people_twice(where, measure, named):
    country = "AAA" if "AAA" in where else "BBB"
    assert odd(observations=FIGURE.format(where, measure), areas=WIDE) == [
        f"observations.csv:2:where: odd: '{named}' is part of '{country}', so that its people are counted twice; "
        f"name {country}, or what was counted in it"
    ]


@pytest.mark.parametrize(
    ("where", "measure"),
    [("AAA+BBB", "arrivals"), ("AAA+bridge", "crossings_in"), ("wide+bridge", "crossings_in"), ("BBB", "crossings_in")],
)
def test_places_that_share_nobody_or_are_named_again_are_counted_once(where, measure):
    assert odd(observations=FIGURE.format(where, measure), areas=WIDE) == []
