"""What a `where` may name is the same in every table: accepted, checked and acting alike, alone or joined by `+`."""

import pytest

from exeunt.errors import ScenarioError
from exeunt.scenario.links import Link, directed, far_sides, link_ids, link_of
from exeunt.scenario.where import parts, resolved
from worlds import build, run

AREAS = {"both": ("north", "south")}
NETWORK = {
    "places": """id, country, kind, population
        north, AAA, home, 1000
        south, AAA, home, 3000
        first, BBB, town,
        other, CCC, town,""",
    "links": """from, to, mode, hours, gate
        north, first, road, 1, gate-n
        south, first, road, 1, gate-s
        north, other, air, 1,
        south, other, air, 1,""",
    "gates": "id, country_from, country_to\ngate-n, AAA, BBB\ngate-s, AAA, BBB",
    "areas": "id, members\nboth, north+south\nabroad, BBB+CCC\ngates, gate-n + gate-s",
    "rules": "id, act, where, effect\nopen, enter, BBB + CCC, allow",
}


def test_a_where_is_read_in_parts():
    assert parts("") == []
    assert parts(" north +south ") == ["north", "south"]
    assert resolved("both + far+north", AREAS) == ["north", "south", "far"]


def test_an_id_of_a_link_is_put_together_and_taken_apart():
    for link in (Link("a", "b", "road"), Link("a:1", "b:2", "foot", "g:3")):
        assert link_of(link.id) == link
    assert Link("a", "b", "road", "g").id == "a>b:road@g"
    assert link_of("gate") is None
    assert link_of("a>b") is None


def test_a_link_both_ways_is_followed_by_its_way_back():
    world = build(
        places="id, country, kind, population\nhome, AAA, home, 9\ntown, BBB, town,",
        links="from, to, mode, hours, gate, both_ways\nhome, town, road, 1, gate, yes\nhome, town, air, 1, , no",
        gates="id, country_from, country_to\ngate, AAA, BBB",
    )
    both = directed(world.links)
    assert both["id"].tolist() == ["home>town:road@gate", "town>home:road@gate", "home>town:air"]
    assert link_ids(both).tolist() == both["id"].tolist()


def test_a_gate_to_any_country_leads_into_those_of_its_links():
    world = build(
        places="""id, country, kind, population
            home, AAA, home, 9
            town, BBB, town,
            port, CCC, town,
            isle, CCC, town,""",
        links="""from, to, mode, hours, gate, both_ways
            town, home, air, 1, airport, yes
            home, port, air, 1, airport, no
            isle, home, air, 1, airport, no
            home, isle, road, 1, , no
            home, town, road, 1, gate, yes""",
        gates="id, country_from, country_to\nairport, AAA, \ngate, AAA, BBB\nunused, AAA, ",
    )
    leads = {"airport": {"BBB", "CCC"}, "gate": {"BBB"}, "unused": set()}
    assert far_sides(world.gates, world.links, world.places) == leads


JOINED = {
    "rules": f"{NETWORK['rules']}\nx, leave, {{}}, deny",
    "drivers": "name, where, value\nthreat, {}, 1",
    "observations": "id, from, until, where, measure, value\nx, 2024-01-01, 2024-01-02, {}, departures, 1",
    "areas": "id, members\nx, {}",
}


@pytest.mark.parametrize("table", JOINED)
def test_every_table_accepts_several_places_and_names_each_unknown_one(table):
    build(**{**NETWORK, table: JOINED[table].format("north + south")})
    with pytest.raises(ScenarioError) as error:
        build(**{**NETWORK, table: JOINED[table].format("nort+south+suoth")})
    assert [(f.file, f.wrong) for f in error.value.faults] == [
        (f"{table}.csv", "'nort' is not known"),
        (f"{table}.csv", "'suoth' is not known"),
    ]


def same(one, other) -> bool:
    a, b = run(one), run(other)
    return all(a[name].tobytes() == b[name].tobytes() for name in a)


@pytest.mark.parametrize("where", ["both", "north+south", " south + north", "both+north"])
def test_a_driver_acts_on_each_place_once(where):
    alone = build(**NETWORK, drivers="name, where, value\nthreat, north, 2\nthreat, south, 2")
    assert same(alone, build(**NETWORK, drivers=f"name, where, value\nthreat, {where}, 2"))
    assert run(alone)["departures"].sum() > 0


@pytest.mark.parametrize("where", ["gate-n+gate-s", "gate-s + gate-n+gate-s"])
def test_ordinary_traffic_goes_through_each_gate(where):
    alone = build(**NETWORK, drivers="name, where, value\nothers_in, gate-n, 50\nothers_in, gate-s, 50")
    assert same(alone, build(**NETWORK, drivers=f"name, where, value\nothers_in, {where}, 50"))


@pytest.mark.parametrize(
    ("where", "alone"),
    [
        ("gates", ("gate-n", "gate-s")),
        ("BBB+CCC", ("BBB", "CCC")),
        ("abroad", ("BBB", "CCC")),
        ("north>other:air + gate-s", ("north>other:air", "gate-s")),
    ],
)
def test_a_rule_acts_on_each_place_in_file_and_python(where, alone):
    world = build(**NETWORK, threat=2)
    by_hand = world
    for each in alone:
        by_hand = by_hand.with_rule(each, "enter", "risk 0.5")
    assert same(by_hand, world.with_rule(where, "enter", "risk 0.5"))
    assert not same(world, by_hand)
    with pytest.raises(ScenarioError, match="'BBX' is not known"):
        world.with_rule("CCC + BBX", "enter", "deny")
