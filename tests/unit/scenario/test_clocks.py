"""One gate, one clock, whoever asks for it."""

import pandas as pd
import xarray as xr

from exeunt.engine.compile.arrays import compile_world
from exeunt.exchange.arrivals.wheres import Wheres
from exeunt.outcome.measures import Answers, Spot
from exeunt.scenario.clocks import Clocks, country_clocks, gate_clocks
from exeunt.ways.known import known_world
from worlds import build

PLACES = """id, country, kind, population, utc_offset
    home, AAA, home, 100, 3
    east, AAA, home, 100, 9
    town, BBB, town, , 5"""
GATES = """id, country_from, country_to, utc_offset
    own, AAA, BBB, -2.5
    plain, AAA, BBB,
    inwards, BBB, AAA,
    only-in, AAA, BBB,
    unused, AAA, BBB,
    from-afar, ZZZ, BBB,
    far, ZZZ, YYY,"""
LINKS = """from, to, mode, hours, gate, both_ways
    home, town, road, 1, own, yes
    town, home, road, 1, plain, yes
    east, town, rail, 9, plain, yes
    home, town, rail, 1, inwards, yes
    town, east, foot, 1, only-in, no"""


def test_a_gate_has_its_own_clock_or_that_at_the_near_end_of_its_first_link():
    world = build(places=PLACES, gates=GATES, links=LINKS)
    clocks = {"own": -2.5, "plain": 3.0, "inwards": 5.0}
    clocks |= {"only-in": 9.0, "unused": 3.0, "from-afar": 5.0}  # none of them has that of UTC
    assert gate_clocks(world.tables) == clocks
    net = compile_world(world).net
    assert dict(zip(net.gate_ids, net.gate_offset, strict=True)) == {**clocks, "far": 0.0}


def test_whoever_asks_has_the_same_clock_and_none_is_made_up():
    world = build(places=PLACES, gates=GATES, links=LINKS)
    speaker = Answers(xr.Dataset(coords={"gate": list(world.gates["id"])}), world)
    assert [speaker.clock(Spot("gate", id_)) for id_ in ("own", "only-in", "unused")] == [-2.5, 9.0, 3.0]
    assert [speaker.clock(Spot("country", code)) for code in ("AAA", "BBB", "ZZZ")] == [3.0, 5.0, 5.0]
    assert [speaker.clock(spot) for spot in (Spot("gate", "far"), Spot("country", "YYY"))] == [None, None]
    assert country_clocks(world.tables) == {"AAA": 3.0, "BBB": 5.0, "ZZZ": 5.0}
    wheres = Wheres(world, {})
    assert [wheres.clock(id_) for id_ in ("own", "only-in", "unused", "far")] == [-2.5, 9.0, 3.0, None]
    clocks = Clocks(world.tables)
    assert clocks.of_border("only-in", "enter", "deny") == {9.0}


def test_what_begins_at_a_gate_is_known_when_it_begins_there_and_not_by_the_most_easterly_clock():
    rules = "id, from, act, where, effect\nopen, , enter, BBB, allow\nshut, 2024-01-02T12:00, enter, plain, deny"
    world = build(places=PLACES, gates=GATES, links=LINKS, rules=rules)

    def known(moment: str) -> set[str]:
        return set(known_world(world, pd.Timestamp(moment)).rules["id"])

    assert known("2024-01-02T08:59") == {"open"}
    assert known("2024-01-02T09:00") == {"open", "shut"}
