"""What is odd is said and refuses nothing: countries nobody knows, and what is shorter than a tick."""

from __future__ import annotations

import pandas as pd
import pytest

from exeunt.api import load
from exeunt.learning.figures import known_figures
from exeunt.scenario.codes import is_free, known_codes, nearest
from worlds import build

THREAT = "name, where, value\nthreat, home, 1"


def countries(*codes: str) -> list[str]:
    places = "id, country, kind, population\nhome, {}, home, 100\n" + "\n".join(
        f"t{i}, {{}}, town," for i in range(1, 4)
    )
    links = "from, to, mode, hours\n" + "\n".join(f"home, t{i}, road, 3" for i in range(1, 4))
    rules = "id, act, where, effect\n" + "\n".join(f"open{i}, enter, t{i}, allow" for i in range(1, 4))
    world = build(places=places.format(*codes), links=links, rules=rules, drivers=THREAT)
    return [str(each) for each in world.check()]


def test_a_misspelt_country_is_odd_and_the_one_meant_is_named():
    assert countries("RUS", "KAS", "FIN", "KAS") == [
        "places.csv:3:country: odd: 'KAS' is the code of no country; did you mean KAZ (Kazakhstan)? "
        "A country of one's own is called QMA to QZZ or XAA to XZZ"
    ]


@pytest.mark.parametrize(
    "codes",
    [
        ("AAA", "BBB", "CCC", "DDD"),  # a made-up world
        ("RUS", "XKX", "GIB", "SUN"),  # Kosovo in the data of the UN, a country few lists have, one that was
        ("RUS", "QMA", "QZZ", "ZZZ"),  # left to users
    ],
)
def test_countries_of_this_world_or_of_another_are_not_odd(codes):
    assert countries(*codes) == []


def test_a_gate_to_a_country_nobody_knows_is_odd():
    world = build(
        places="id, country, kind, population\nhome, RUS, home, 100\ntown, GEO, town,",
        gates="id, country_from, country_to\ng, RUS, GEO\nh, RUS, JPM",
        links="from, to, mode, hours, gate\nhome, town, road, 3, g",
        rules="id, act, where, effect\nopen, enter, GEO, allow",
    )
    odd = [each for each in world.oddities() if "code of no country" in each.wrong]
    assert [(each.file, each.row, each.column) for each in odd] == [("gates.csv", 3, "country_to")]
    assert "did you mean JPN (Japan)?" in str(odd[0])


@pytest.mark.parametrize(
    ("wrong", "meant"), [("PLO", "POL"), ("GER", "DEU"), ("UKA", "UKR"), ("MON", "MNG"), ("POA", "POL"), ("QQQ", None)]
)
def test_the_nearest_code(wrong, meant):
    assert nearest(wrong, {"RUS", "POL", "MNG"}) == meant


def test_an_hour_to_the_minute_is_said_as_people_say_it():
    """`until 13:00` holds for that minute too: three hours and a minute are three hours."""
    (said,) = short("2024-01-02T10:00", "2024-01-02T13:00", tick=24)
    assert " lasts 3 h, " in said


def test_codes_left_to_users():
    assert [code for code in ("AAA", "QMA", "QLZ", "QZZ", "XAA", "XZZ", "ZZA", "ZYZ") if is_free(code)] == [
        "AAA", "QMA", "QZZ", "XAA", "XZZ", "ZZA",
    ]  # fmt: skip
    assert len(known_codes()) > 249


def test_an_id_that_one_cell_names_twice_is_odd_in_every_table():
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 100\ntown, BBB, town,",
        gates="id, country_from, country_to\ng, AAA, BBB\nh, AAA, BBB",
        links="from, to, mode, hours, gate\nhome, town, road, 3, g\nhome, town, foot, 3, h",
        rules="id, act, where, effect\nopen, enter, BBB + BBB, allow",
        drivers="name, where, value\nthreat, AAA+AAA, 1",
        areas="id, members\nboth, g + h + g",
        observations="id, from, until, where, measure, value\nf, 2024-01-02, 2024-01-02, h+g+h, crossings_in, 9",
    )
    told = "is named twice, and counts once; write which other is meant, or leave one out"
    assert [str(each) for each in world.oddities()] == [
        f"areas.csv:2:members: odd: 'g' {told}",
        f"drivers.csv:2:where: odd: 'AAA' {told}",
        f"observations.csv:2:where: odd: 'h' {told}",
        f"rules.csv:2:where: odd: 'BBB' {told}",
    ]


@pytest.mark.parametrize("name", ["smallest", "mobilisation-2022", "karabakh-2023", "sudan-2023", "ukraine-2022"])
def test_the_library_has_nothing_odd(name):
    assert load(name).check() == []


# What is shorter than a tick -------------------------------------------------------------------------------------


def short(since: str, until: str, *, tick: int, offset: str = "0", drivers: str = THREAT) -> list[str]:
    world = build(
        places="id, country, kind, population, utc_offset\n"
        f"home, AAA, home, 100, {offset}\ntown, BBB, town, , {offset}",
        links="from, to, mode, hours\nhome, town, road, 3",
        rules="id, from, until, act, where, effect\nopen, , , enter, BBB, allow\n"
        f"shut, {since}, {until}, enter, BBB, deny",
        drivers=drivers,
        tick=tick,
        days=5,
    )
    return [str(each) for each in world.oddities()]


@pytest.mark.parametrize(
    ("tick", "offset", "says"),
    [
        (24, "0", "lasts 3 h, and no tick of 24 h begins in it: it never acts; write tick_hours = 3"),
        (8, "0", "lasts 3 h, and no tick of 8 h begins in it: it never acts; write tick_hours = 3"),
        (6, "0", "lasts 3 h, but acts for a whole tick of 6 h; write tick_hours = 3"),
        (24, "11", "lasts 3 h, but acts for a whole tick of 24 h; write tick_hours = 3"),
        (24, "10", "lasts 3 h, but acts for a whole tick of 24 h; write tick_hours = 3"),
        (24, "13", "lasts 3 h, and no tick of 24 h begins in it: it never acts; write tick_hours = 3"),
        (3, "0", None),
        (1, "0", None),
    ],
)
def test_a_closure_shorter_than_a_tick_is_named(tick, offset, says):
    """Shut from ten to one: a tick of a day begins at midnight UTC, and so at eleven where clocks are eleven ahead."""
    found = short("2024-01-02T10:00", "2024-01-02T12:59", tick=tick, offset=offset)
    assert [each.removeprefix("rules.csv:3:until: odd: ").removesuffix(" in scenario.toml") for each in found] == (
        [says] if says else []
    )


@pytest.mark.parametrize(
    ("until", "offset", "before"),
    [
        ("2024-01-02T15:00", "0", "2024-01-02T14:59"),
        ("2024-01-03T00:00", "0", "2024-01-02T23:59"),
        ("2024-01-02T15:00", "2", None),  # its clock is at 14:00 and 17:00 as ticks begin
        ("2024-01-02T17:30", "2.5", "2024-01-02T17:29"),
        ("2024-01-02T14:59", "0", None),
        ("2024-01-02T15:01", "0", None),
        ("2024-01-02", "0", None),
        ("2024-02-02T15:00", "0", None),  # long after the last day
    ],
)
def test_a_rule_that_ends_in_the_first_minute_of_a_tick_is_named(until, offset, before):
    found = short("2024-01-02T06:00", until, tick=3, offset=offset)
    says = f"{until} is its last minute, and it acts for the 3 h that begin then; write {before} if it is over by then"
    assert found == ([f"rules.csv:3:until: odd: {says}"] if before else [])


def test_less_than_an_hour_is_never_enough():
    (said,) = short("2024-01-02T10:15", "2024-01-02T10:44", tick=1)
    assert "lasts 30 min, and no tick of 1 h begins in it: it never acts; let it last an hour at least" in said


def test_levels_are_named_and_numbers_a_day_are_not():
    rows = """name, from, until, where, value
        threat, 2024-01-02T10:00, 2024-01-02T15:59, home, 1
        departures, 2024-01-02T10:00, 2024-01-02T15:59, home, 50
        pull, 2024-01-02T01:00, 2024-01-02T01:59, town, 1"""
    found = short("2024-01-02", "2024-01-03", tick=24, drivers=rows)
    assert [each.split(" odd: ")[0] for each in found] == ["drivers.csv:2:until:", "drivers.csv:4:until:"]
    assert "write tick_hours = 6" in found[0]


def test_whole_days_are_never_odd():
    assert short("2024-01-02", "2024-01-02", tick=24, offset="5.5") == []


@pytest.mark.parametrize(
    ("rule", "gate", "acts"),
    [
        ("enter, town", "", False),  # by the clock of the town, where no tick begins
        ("leave, AAA", "", True),  # by that of the home that is left
        ("leave, home", "", True),
        ("enter, home>town:road", "", False),
        ("leave, home>town:road", "", True),
        ("enter, town>home:road", "", True),  # the way back ends at home
        ("leave, town>home:road", "", False),
        ("enter, town", "gate", False),  # a country's rules hold by its own clock on either side of a gate
        ("enter, BBB", "gate", False),
        ("leave, BBB", "gate", False),
        ("leave, AAA", "gate", True),
        ("enter, home>town:road", "gate", True),  # the gate has the clock of its near end
        ("enter, gate", "gate", True),
        ("stay, town", "gate", False),  # who stays is at the place
    ],
)
def test_a_rule_is_read_by_the_clock_of_what_it_acts_on(rule, gate, acts):
    """Shut from ten to one: a tick of a day begins at eleven at home, and at one in the afternoon in the town."""
    world = build(
        places="id, country, kind, population, utc_offset\nhome, AAA, home, 100, 11\ntown, BBB, town, , 13",
        gates="id, country_from, country_to\ngate, AAA, BBB" if gate else "",
        links=f"from, to, mode, hours, gate, both_ways\nhome, town, road, 3, {gate}, yes",
        rules="id, from, until, act, where, effect\nopen, , , enter, BBB, allow\n"
        f"shut, 2024-01-02T10:00, 2024-01-02T12:59, {rule.replace('road', 'road@gate' if gate else 'road')}, deny",
        tick=24,
        drivers=THREAT,
        days=5,
    )
    (said,) = [str(each) for each in world.oddities()]
    assert ("acts for a whole tick" in said) == acts
    assert ("never acts" in said) != acts
    assert "some of the clocks" not in said


def test_how_full_seats_are_is_read_where_they_set_out():
    rows = """name, from, until, where, value
        threat, , , home, 1
        seat_load, 2024-01-02T10:00, 2024-01-02T12:59, BBB, 0.5"""
    world = build(
        places="id, country, kind, population, utc_offset\nhome, AAA, home, 100, 11\ntown, BBB, town, , 13",
        links="from, to, mode, hours, seats_per_day\nhome, town, rail, 3, 40",
        tick=24,
        days=5,
        drivers=rows,
    )
    assert ["acts for a whole tick" in str(each) for each in world.oddities()] == [True]


def test_a_report_that_is_told_under_two_ids_is_odd():
    head = "id, from, until, where, measure, aggregate, who, value, unit, kind, split"
    one = "2024-01-02, 2024-01-02, BBB, arrivals, sum, citizens"
    ends = ["10, people, about, fit"] * 2 + ["11, people, about, fit", "10, people, about, check"]
    told = [f"{id_}, {one}, {end}" for id_, end in zip("abcde", [*ends, "10, people, at_least, fit"], strict=True)]
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 100\ntown, BBB, town,",
        links="from, to, mode, hours\nhome, town, road, 3",
        drivers=THREAT,
        observations="\n".join([head, *told]),
    )
    odd = [each for each in world.oddities() if each.file == "observations.csv"]
    assert [(each.row, each.wrong) for each in odd] == [
        (3, "'b' says the same of the same as 'a', and is learned from once")
    ]


def test_a_report_that_is_told_in_other_words_is_odd():
    """A sum of four days is four times so many a day, an area its country, and one day's sum its mean and most."""
    long, day = "2024-01-01, 2024-01-04", "2024-01-02, 2024-01-02"
    told = {
        "first": f"{long}, BBB, arrivals, sum, 3000, people",
        "a-day": f"{long}, BBB, arrivals, per_day, 750, people",
        "mean": f"{long}, BBB, arrivals, mean, 750, people",
        "area": f"{long}, all, arrivals, sum, 3000, people",
        "other": f"{long}, BBB, arrivals, per_day, 751, people",
        "most": f"{long}, BBB, arrivals, max_per_day, 750, people",
        "of-a-day": f"{day}, BBB, arrivals, sum, 800, people",
        "most-of-it": f"{day}, BBB, arrivals, max_per_day, 800, people",
        "stock": f"{long}, BBB, stock, mean, 750, people",
    }
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 100\ntown, BBB, town,",
        links="from, to, mode, hours\nhome, town, road, 3",
        areas="id, members\nall, BBB",
        drivers=THREAT,
        observations="\n".join(
            ["id, from, until, where, measure, aggregate, value, unit", *(f"{id_}, {row}" for id_, row in told.items())]
        ),
    )
    again = {each.row: each.wrong for each in world.oddities() if "same of the same" in each.wrong}
    assert again == {
        row: f"'{id_}' says the same of the same as '{of}', and is learned from once"
        for row, (id_, of) in {
            3: ("a-day", "first"), 4: ("mean", "first"), 5: ("area", "first"), 9: ("most-of-it", "of-a-day"),
        }.items()
    }  # fmt: skip
    until = pd.Timestamp("2024-01-09")
    learned = [figure.id for figure in known_figures(world, until)]
    assert learned == ["first", "other", "most", "of-a-day", "stock"]
