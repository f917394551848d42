"""A rule that says when a gate is open does what the gate's own opening hours would."""

import numpy as np
import pytest

from exeunt.api import World
from exeunt.engine.compile.arrays import compile_world
from exeunt.errors import ScenarioError
from worlds import build, corridor, run

HEAD = "id, from, act, where, effect, who, mode"
DEPART = "name, from, where, value\ndepartures, 2024-01-02, home, 4800\nothers_in, , gate, 100"


def rules(*lines: str) -> str:
    return "\n".join([HEAD, "open, , enter, BBB, allow, , ", *lines])


@pytest.mark.parametrize("where", ["gate", "BBB", "home>town:road@gate"])
@pytest.mark.parametrize("hours", ["08:00-20:00", "06:30-07:15"])
def test_a_gate_lets_through_what_its_own_hours_would(where, hours):
    given = run(corridor(gate=f"2400, , , {hours}, 3", drivers=DEPART))
    ruled = run(
        corridor(gate="2400, , , , 3", drivers=DEPART, rules=rules(f"hours, , enter, {where}, open {hours}, , "))
    )
    assert given["crossings_in"].sum() > 0
    for name in given:
        np.testing.assert_array_equal(given[name], ruled[name], err_msg=name)


def test_it_acts_from_the_day_it_begins_by_the_clock_of_the_gate():
    always = compile_world(corridor(gate=", , , , 3")).space.gate_open
    ruled = compile_world(
        corridor(gate=", , , , 3", rules=rules("hours, 2024-01-03, leave, gate, open 08:00-20:00, , "))
    )
    hours = compile_world(corridor(gate=", , , 08:00-20:00, 3")).space.gate_open
    begins = int(np.flatnonzero(ruled.clock.starts() == np.datetime64("2024-01-02T21"))[0])
    np.testing.assert_array_equal(ruled.space.gate_open[:begins], always[:begins])
    np.testing.assert_array_equal(ruled.space.gate_open[begins:], hours[begins:])


def test_several_must_all_be_open():
    def share(gate: str, *lines: str) -> np.ndarray:
        return compile_world(corridor(gate=f", , , {gate}, 0", rules=rules(*lines))).space.gate_open

    narrowed = share("08:00-20:00", "a, , enter, gate, open 06:00-18:00, , ", "b, , enter, BBB, open 10:00-24:00, , ")
    np.testing.assert_array_equal(narrowed, share("10:00-18:00"))
    assert not share("08:00-12:00", "a, , enter, gate, open 12:00-18:00, , ").any()


@pytest.mark.parametrize(
    ("line", "column", "wrong"),
    [
        ("x, , enter, gate, open 08:00-20:00, kind = plain, ", "who", "to everybody or to nobody"),
        ("x, , enter, gate, open 08:00-20:00, , road", "mode", "every way of travelling"),
        ("x, , transit, gate, open 08:00-20:00, , ", "act", "'transit' cannot be said"),
        ("x, , leave, town, open 08:00-20:00, , ", "where", "no gate is known at 'town'"),
        ("x, , enter, gate+town+home>town:air, open 08:00-20:00, , ", "where", "no gate is known at 'home>town:air'"),
        ("x, , enter, gate, open 20:00-08:00, , ", "effect", "is not a known effect"),
    ],
)
def test_what_it_cannot_be_said_of(line, column, wrong):
    links = "from, to, mode, hours, gate, both_ways\nhome, town, road, 1, gate, no\nhome, town, air, 1, , no"
    with pytest.raises(ScenarioError) as error:
        corridor(rules=rules(line), links=links)
    assert [(f.file, f.column) for f in error.value.faults] == [("rules.csv", column)]
    assert wrong in error.value.faults[0].wrong


def test_a_gate_inside_a_country_is_none_at_its_border():
    """The engine shuts the gates that a rule on a place is about, and those at the border of a country named."""

    def world(where: str) -> World:
        return build(
            places="id, country, kind, population\nhome, AAA, home, 100\nmid, AAA, hub,\ntown, BBB, town,",
            gates="id, country_from, country_to\ninner, AAA, AAA",
            links="from, to, mode, hours, gate\nhome, mid, road, 1, inner\nmid, town, road, 1,",
            rules=rules(f"x, , leave, {where}, open 08:00-20:00, , "),
        )

    assert compile_world(world("home")).space.gate_open[:, 0].min() == 0.0
    for where in ("AAA", "mid"):
        with pytest.raises(ScenarioError, match=f"no gate is known at '{where}'"):
            world(where)
