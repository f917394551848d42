"""Rows of rules and drivers that come to nothing are said, and refuse nothing."""

from __future__ import annotations

from functools import partial

import pytest

from worlds import build

GATES = "id, country_from, country_to\nbridge, AAA, BBB"
LIMITED = "id, country_from, country_to, people_per_day\nbridge, AAA, BBB, 50"
LINKS = "from, to, mode, hours, gate\nhome, town, road, 3, bridge"
RULES = "id, act, where, effect, from\nopen, enter, {}, allow,"
DRIVERS = "name, where, value\nthreat, AAA, 1"


PLACES = "id, country, kind, population, lat, lon\nhome, AAA, home, 100, 50, 30\ntown, BBB, town, , 51, 30"


def odd(
    *,
    places: str = PLACES,
    gates: str = GATES,
    links: str = LINKS,
    rules: str = RULES.format("BBB"),
    drivers: str = DRIVERS,
) -> list[str]:
    world = build(
        places=places,
        gates=gates,
        links=links,
        rules=rules,
        drivers=drivers,
        areas="id, members\nboth, town+bridge",
        days=5,
    )
    return [str(each) for each in world.oddities()]


def test_nothing_is_odd_in_a_whole_scenario():
    assert odd() == []


PERIOD = "the period is 2024-01-01 to 2024-01-05: change first_day or days in scenario.toml, or the date"


@pytest.mark.parametrize(
    ("table", "first", "row"),
    [
        ("rules", "id, act, where, effect, from, until\nopen, enter, BBB, allow, ,", "shut, enter, BBB, deny"),
        ("drivers", "name, where, value, from, until\nthreat, AAA, 1, ,", "threat, AAA, 2"),
    ],
)
def test_a_row_that_is_over_before_the_period_begins(table, first, row):
    assert odd(**{table: f"{first}\n{row}, 2023-12-01, 2024-01-01"}) == []
    assert odd(**{table: f"{first}\n{row}, 2023-12-01, 2023-12-31"}) == [
        f"{table}.csv:3:until: odd: this {table.removesuffix('s')} is over before the period begins, "
        f"so it never acts; {PERIOD}"
    ]


def test_nothing_that_makes_anybody_set_out():
    said = "drivers.csv:1:name: odd: no row makes anybody set out, so nobody flees; "
    said += "write a row of threat, rumour, departures or displaced"
    assert odd(drivers="") == odd(drivers="name, where, value\ndraft, AAA, 5\nthreat, AAA, 0") == [said]
    for name in ("threat", "rumour", "departures", "displaced"):
        assert odd(drivers=f"name, where, value\n{name}, {'home' if name == 'departures' else 'AAA'}, 1") == []


@pytest.mark.parametrize("name", ["threat", "rumour", "draft", "departures", "displaced"])
def test_people_are_driven_where_nobody_is_at_home(name):
    assert odd(drivers=f"{DRIVERS}\n{name}, town, 5") == [
        f"drivers.csv:3:where: odd: no home lies in 'town', so this {name} moves nobody; "
        "name places of kind home in places.csv, or their country"
    ]


def test_of_several_parts_those_without_a_home_are_named():
    (said,) = odd(drivers=f"{DRIVERS}\nthreat, home + BBB, 5")
    assert "no home lies in 'BBB'" in said


@pytest.mark.parametrize("where", ["BBB", "bridge", "home>town:road@bridge"])
def test_a_load_of_seats_where_there_are_none(where):
    row = f"{DRIVERS}\nseat_load, {where}, 0.5"
    assert odd(drivers=row) == [
        f"drivers.csv:3:where: odd: no link of '{where}' has seats, so this seat_load does nothing; "
        "write seats_per_day in links.csv, or delete the row"
    ]
    assert odd(drivers=row.replace(":road", ":air"), links=SEATS) == []


def test_a_rule_of_a_mode_by_which_no_link_leads_there():
    rules = "id, act, where, mode, effect\nopen, enter, BBB, , allow\nrule, enter, {}, {}, {}"
    assert odd(rules=rules.format("BBB", "road", "quota 5/day")) == []
    for where in ("BBB", "town", "bridge", "both"):
        assert odd(rules=rules.format(where, "rail", "quota 5/day")) == [
            f"rules.csv:3:mode: odd: no link of '{where}' is travelled by rail, so this rule does nothing there; "
            "write the mode of a link there, or leave it blank"
        ]
    assert odd(rules=rules.format("BBB", "rail", "deny")) == []  # it is shut by rail, as it says
    assert len(odd(rules=rules.format("bridge", "rail", "deny"))) == 1


def test_a_price_that_multiplies_nothing():
    rules = f"{RULES.format('BBB')}\ndear, enter, BBB, price x 3,"
    assert odd(rules=rules) == [
        "rules.csv:3:effect: odd: 'price x 3' does nothing at 'BBB', where no link has a price; "
        "write price in links.csv, or delete the rule"
    ]
    assert odd(rules=rules, links="from, to, mode, hours, gate, price\nhome, town, road, 3, bridge, 5") == []


def test_a_capacity_that_multiplies_no_limit():
    rules = f"{RULES.format('BBB')}\nmore, enter, {{}}, capacity x 3,"
    for where in ("BBB", "bridge", "both"):
        assert odd(rules=rules.format(where)) == [
            f"rules.csv:3:where: odd: 'capacity x 3' does nothing at '{where}', where no gate has a limit; "
            "write people_per_day, vehicles_per_day or foot_per_day in gates.csv"
        ]
        assert odd(rules=rules.format(where), gates=LIMITED) == []


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
        ("stay", "stay 5 days", "2024-01-01"),
        ("leave", "stay 5 days", "2024-01-01"),
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


@pytest.mark.parametrize(("links", "drivers"), [(BY_ROAD, DRIVERS), (SEATS, f"{DRIVERS}\nordinary_out, bridge, 100")])
def test_such_a_rule_acts_where_somebody_stands_in_the_line_of_the_gate(links, drivers):
    rules = f"{RULES.format('BBB')}\nwider, enter, bridge, capacity x 2, 2024-01-02"
    assert odd(gates=LIMITED, links=links, rules=rules, drivers=drivers) == []


def test_of_several_gates_that_a_rule_names_those_of_seats_are_told():
    gates = f"{LIMITED}\nairport, AAA, BBB, 50"
    links = BY_ROAD.replace("air, 120, 1, bridge", "air, 120, 1, airport")
    rules = f"{RULES.format('BBB')}\nmore, enter, {{}}, capacity x 2, 2024-01-02"
    (said,) = odd(gates=gates, links=links, rules=rules.format("bridge + airport"))
    assert "does nothing at 'airport', which" in said
    assert odd(gates=gates, links=links, rules=rules.format("BBB")) == []


@pytest.mark.parametrize("effect", ["price x 1", "delay 0 h", "capacity x 1"])
def test_an_effect_whose_number_changes_nothing(effect):
    rules = f"{RULES.format('BBB')}\nidle, enter, bridge, {effect},"
    links = "from, to, mode, hours, gate, price\nhome, town, road, 3, bridge, 10"
    found = odd(rules=rules, gates=LIMITED, links=links)
    assert found == [f"rules.csv:3:effect: odd: '{effect}' changes nothing; write another number, or delete the row"]


def test_drivers_that_name_the_country_fled_where_only_the_other_side_is_meant():
    seats = "from, to, mode, hours, gate, seats_per_day\nhome, town, air, 3, bridge, 50"
    assert odd(links=seats, drivers=f"{DRIVERS}\nseat_load, BBB, 0.5") == []
    assert odd(links=seats, drivers=f"{DRIVERS}\nseat_load, AAA, 0.5") == [
        "drivers.csv:3:where: odd: 'AAA' is at one end of all seats, and a country means those at its own, so this "
        "seat_load does nothing; leave where blank for all seats, or name the country abroad"
    ]
    weekday = "name, weekday, where, value\nthreat, , AAA, 1\nordinary_in, , bridge, 10\nweekday, mon, {}, 2"
    assert odd(drivers=weekday.format("BBB")) == odd(drivers=weekday.format("bridge")) == []
    assert odd(drivers=weekday.format("AAA")) == [
        "drivers.csv:4:where: odd: no gate leads into 'AAA', so this weekday does nothing; leave where blank for all "
        "gates, or name gates or the country_to of some in gates.csv"
    ]


def test_a_factor_on_ordinary_traffic_where_there_is_none():
    factor = DRIVERS + "\nweekday, , 2"
    assert odd(drivers=factor) == [
        "drivers.csv:3:name: odd: no row gives ordinary traffic, so this weekday does nothing; "
        "write a row of ordinary_in, ordinary_out, others_in or others_out"
    ]
    assert odd(drivers=factor + "\nordinary_out, bridge, 9") == []


@pytest.mark.parametrize("effect", ["deny", "stay 9 days"])
def test_a_rule_about_staying_where_nobody_settles(effect):
    for where, named in (("home", "home"), ("AAA", "AAA"), ("home + town", "home")):
        assert odd(rules=f"{RULES.format('BBB')}\nstays, stay, {where}, {effect},") == [
            f"rules.csv:3:where: odd: nobody can settle in '{named}', so '{effect}' does nothing there; "
            "name places of kind town or refuge, or their country"
        ]
    for where in ("town", "BBB", "both", "bridge"):
        assert odd(rules=f"{RULES.format('BBB')}\nstays, stay, {where}, {effect},") == []


BOTH_WAYS = "from, to, mode, hours, price, gate, both_ways\nhome, town, road, 3, 10, bridge, yes"


@pytest.mark.parametrize("effect", ["delay 9 h", "price x 2"])
@pytest.mark.parametrize(
    ("act", "where"),
    [("enter", "AAA"), ("enter", "home"), ("leave", "BBB"), ("leave", "town"), ("enter", "town>home:road@bridge")],
)
def test_who_goes_home_meets_neither_delays_nor_prices(act, where, effect):
    rules = f"{RULES.format('BBB')}\nslow, {act}, {{}}, {effect},"
    assert odd(links=BOTH_WAYS, rules=rules.format(where)) == [
        f"rules.csv:3:where: odd: '{effect}' does nothing at '{where}': who goes home meets no delay and no price; "
        "name the ways that lead abroad, or delete the rule"
    ]
    for abroad in ("bridge", "home>town:road@bridge", "town" if act == "enter" else "home"):
        assert odd(links=BOTH_WAYS, rules=rules.format(abroad)) == []


def test_of_a_price_on_ways_home_that_have_none_one_thing_is_said():
    rules = f"{RULES.format('BBB')}\nslow, leave, BBB, price x 2,"
    [said] = odd(links=BOTH_WAYS.replace("10", ""), rules=rules)
    assert "who goes home meets no delay and no price" in said


def test_a_rule_on_passing_through_by_a_mode_by_which_no_way_leads_on():
    rules = "id, act, where, mode, effect\nopen, enter, BBB + CCC, , allow\npass, transit, BBB, {}, deny"
    by_rail = "from, to, mode, hours, gate\nhome, town, rail, 3, bridge\ntown, port, road, 3,"
    world = partial(odd, places=THREE_COUNTRIES, links=by_rail)
    assert not [each for each in world(rules=rules.format("road")) if "rules.csv:3" in each]
    [said] = [each for each in world(rules=rules.format("rail")) if "rules.csv:3" in each]
    assert "no way by rail leads on from 'BBB' to a third country, so 'deny' does nothing there" in said


THREE_COUNTRIES = f"{PLACES}\nport, CCC, town, , 52, 30"
ON_AND_BACK = "from, to, mode, hours, gate, both_ways\nhome, town, road, 3, bridge, yes\ntown, port, road, 3, , no"


@pytest.mark.parametrize("effect", ["deny", "quota 5/day", "delay 9 h", "price x 2", "risk 0.1"])
def test_a_rule_on_passing_through_where_no_way_leads_on(effect):
    rules = f"{RULES.format('BBB + CCC')}\npass, transit, {{}}, {effect},"
    world = partial(odd, places=THREE_COUNTRIES, links=ON_AND_BACK)
    for where in ("CCC", "port", "AAA", "home", "home + AAA"):
        assert [each.split(";")[0] for each in world(rules=rules.format(where))] == [
            f"rules.csv:3:where: odd: no way leads on from '{name}' to a third country, "
            f"so '{effect}' does nothing there"
            for name in where.split(" + ")
        ]
    for where in ("BBB", "town", "bridge", "home>town:road@bridge", "town>port:road"):
        told = world(rules=rules.format(where))
        assert [each for each in told if "no link has a price" not in each] == []
        assert len(told) == (effect == "price x 2")
    only_back = world(rules=rules.format("BBB"), links=ON_AND_BACK.replace("town, port", "home, port"))
    assert any("no way leads on from 'BBB' to a third country" in each for each in only_back)


@pytest.mark.parametrize("effect", ["deny", "quota 5/day", "risk 0.1"])
def test_what_turns_people_back_on_their_way_home_is_not_odd(effect):
    assert odd(links=BOTH_WAYS, rules=f"{RULES.format('BBB')}\nback, enter, AAA, {effect},") == []


@pytest.mark.parametrize("people", ["", "0"])
def test_homes_where_nobody_lives(people):
    places = f"id, country, kind, population\nhome, AAA, home, {people}\ntown, BBB, town, 900"
    world = build(places=places, links="from, to, mode, hours\nhome, town, road, 3", drivers=DRIVERS)
    assert [str(each) for each in world.oddities()] == [
        "places.csv:2:population: odd: nobody lives in any home, so nobody flees; write how many people live there"
    ]


def test_what_draws_to_where_nobody_can_settle():
    assert odd(drivers=f"{DRIVERS}\npull, BBB, 1") == odd(drivers=f"{DRIVERS}\npull, town, 1") == []
    assert odd(drivers=f"{DRIVERS}\npull, home, 1") == [
        "drivers.csv:3:where: odd: nobody can settle in 'home', so this pull draws nobody; name places of kind town or "
        "refuge, or their country"
    ]
