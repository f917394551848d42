"""What comes to nothing is said and refuses nothing: gates, countries, figures, lengths."""

from __future__ import annotations

import pytest

from exeunt.scenario.loose_ends import FASTEST
from worlds import build

GATES = "id, country_from, country_to\nbridge, AAA, BBB"
LINKS = "from, to, mode, km, hours, gate\nhome, town, {mode}, {km}, {hours}, bridge"
DRIVERS = "name, where, value\nthreat, AAA, 1"
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
    drivers: str = DRIVERS,
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


@pytest.mark.parametrize(
    ("citizens", "others", "is_odd"),
    [
        (", , , , 0.6", ", , , , 0.7", True),
        (", , , , 0.6", ", , , , 0.4", False),
        ("town, , , , 0.6", "BBB, , , , 0.7", False),  # the closer row counts, for each
        ("BBB, , , sat+sun, 0.9", "BBB, , , sat, 0.7", True),
        ("BBB, , , sat+sun, 0.9", "BBB, , , mon, 0.7", False),
        (", 2024-01-02, 2024-01-03, , 0.9", ", 2024-01-03, , , 0.7", True),
        (", 2024-01-02, 2024-01-03, , 0.9", ", 2024-01-04, , , 0.7", False),
    ],
)
def test_more_than_all_seats_are_taken(citizens, others, is_odd):
    seats = "from, to, mode, hours, gate, seats_per_day\nhome, town, rail, 3, bridge, 50"
    rows = [f"seat_load, {citizens}", f"seat_load_others, {others}"]
    drivers = "\n".join(["name, where, from, until, weekday, value", "threat, AAA, , , , 1", *rows])
    said = odd(links=seats, drivers=drivers.replace("town,", "home>town:rail@bridge,"))
    taken, load = citizens.split()[-1], others.split()[-1]
    told = f"drivers.csv:4:value: odd: {load} of the seats beside {taken} that citizens take: others get what is left; "
    assert said == [f"{told}let seat_load and seat_load_others add up to 1 at most"] * is_odd


@pytest.mark.parametrize(("country", "is_odd"), [("BBB", True), ("AAA", False)])
def test_a_way_between_two_countries_that_people_flee(country, is_odd):
    """Nobody is kept at such a border, and nobody arrives behind it: once said, however many ways there are."""
    world = build(
        places=f"""id, country, kind, population, lat, lon
            home, AAA, home, 100, 50, 30
            other, {country}, home, 100, 51, 30
            near, {country}, town, , 51, 31
            far, CCC, town, , 52, 30""",
        links="from, to, mode, hours\nhome, other, road, 3\nhome, near, road, 3\nother, far, road, 3",
        rules="id, act, where, effect\nopen, enter, CCC, allow",
        drivers=DRIVERS,
        days=5,
    )
    said = [str(each) for each in world.oddities()]
    told = "links.csv:2:to: odd: there are homes in 'AAA' and in 'BBB', so that people pass between the two "
    told += "whatever the rules, and are in no arrivals there; "
    told += "keep homes in one country, or take this for a world whose countries are fled alike"
    assert said == [told] * is_odd


STAYS = "id, act, where, effect, from, until\nopen, enter, BBB, allow, ,\n"


@pytest.mark.parametrize(
    ("stays", "row", "day"),
    [
        ("s, stay, BBB, stay 90 days, 2024-01-03,", 3, 3),
        ("s, stay, town, stay 90 days, 2024-01-03,", 3, 3),
        ("s, stay, BBB, stay 90 days, ,", None, None),
        ("s, stay, BBB, stay 90 days, 2024-01-01,", None, None),
        ("a, stay, BBB, stay 365 days, , 2024-01-02\ns, stay, BBB, stay 90 days, 2024-01-03,", None, None),
        ("a, stay, BBB, stay 365 days, , 2024-01-01\ns, stay, BBB, stay 90 days, 2024-01-03,", 4, 3),
        ("a, stay, BBB, stay 9 days, 2024-01-02T12:00, 2024-01-02\ns, stay, BBB, stay 90 days, 2024-01-03,", 3, 2),
        ("a, stay, BBB, stay 365 days, 2024-01-04,\ns, stay, BBB, stay 90 days, ,", None, None),
    ],
)
def test_a_first_limit_of_stay_in_mid_period_is_named(stays, row, day):
    """Without one no leave is known, which counts less than any: the limit would draw people."""
    told = (
        f"rules.csv:{row}:from: odd: before 2024-01-0{day} no leave to stay in BBB is known: any draws more there; "
        "write a row for the time before too, such as `stay 365 days`, with the day before as its `until`"
    )
    assert odd(rules=STAYS + stays) == ([told] if row else [])
