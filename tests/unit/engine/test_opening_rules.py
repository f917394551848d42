"""A rule that says when a gate is open, or what it lets through, does what the gate's own row would."""

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


def opening(world: World) -> list[tuple[float, float, float]]:
    """Return when the gate of a world is open: from one hour to another since the first tick began, at which pace."""
    space = compile_world(world).space
    return list(zip(space.open_from.tolist(), space.open_until.tolist(), space.open_pace.tolist(), strict=True))


@pytest.mark.parametrize(
    ("where", "clock"), [("gate", 3), ("BBB", 0), ("home>town:road@gate", 3)], ids=["gate", "country", "link"]
)
@pytest.mark.parametrize("hours", ["08:00-20:00", "06:30-07:15", "22:00-06:00", "Mo-Tu 08:00-12:00 13:00-18:00"])
def test_a_gate_lets_through_what_its_own_hours_would(where, clock, hours):
    given = run(corridor(gate=f"2400, , , {hours}, {clock}", drivers=DEPART))
    ruled = run(
        corridor(gate=f"2400, , , , {clock}", drivers=DEPART, rules=rules(f"hours, , enter, {where}, open {hours}, , "))
    )
    assert given["crossings_in"].sum() > 0
    for name in given:
        np.testing.assert_array_equal(given[name], ruled[name], err_msg=name)


def test_it_acts_from_the_day_it_begins_by_the_clock_of_the_gate():
    line = "hours, 2024-01-03, leave, gate, open 08:00-20:00, , "
    ruled = corridor(gate=", , , , 3", rules=rules(line))
    start = compile_world(ruled).clock.start
    begins = (np.datetime64("2024-01-02T21") - start.to_datetime64()) / np.timedelta64(1, "h")
    hours = [each for each in opening(corridor(gate=", , , 08:00-20:00, 3")) if each[0] >= begins]
    assert opening(ruled) == [(-np.inf, begins, 1.0), *hours]
    assert hours[0] == (begins + 8, begins + 20, 2.0)


def test_a_rule_of_hours_that_ends_gives_the_gate_its_own_back():
    line = "hours, 2024-01-02, 2024-01-03, leave, gate, open off, , "
    head = HEAD.replace("from", "from, until")
    shut = corridor(gate=", , , , 0", rules=f"{head}\nopen, , , enter, BBB, allow, , \n{line}")
    assert opening(shut) == [(-np.inf, 24.0, 1.0), (72.0, np.inf, 1.0)]


def test_several_must_all_be_open():
    def share(gate: str, *lines: str) -> list[tuple[float, float, float]]:
        return opening(corridor(gate=f", , , {gate}, 0", rules=rules(*lines)))

    narrowed = share("08:00-20:00", "a, , enter, gate, open 06:00-18:00, , ", "b, , enter, BBB, open 10:00-24:00, , ")
    assert narrowed == share("10:00-18:00")
    assert not share("08:00-12:00", "a, , enter, gate, open 12:00-18:00, , ")


@pytest.mark.parametrize("where", ["gate", "BBB", "home>town:road@gate"])
@pytest.mark.parametrize("hours", ["", "08:00-20:00"])
def test_twice_the_capacity_lets_through_what_a_gate_of_twice_the_figure_would(where, hours):
    given = run(corridor(gate=f"4800, , , {hours}, 3", drivers=DEPART))
    line = f"staff, , enter, {where}, capacity x 2, , "
    ruled = run(corridor(gate=f"2400, , , {hours}, 3", drivers=DEPART, rules=rules(line)))
    less = run(corridor(gate=f"2400, , , {hours}, 3", drivers=DEPART))
    for name in given:
        np.testing.assert_array_equal(given[name], ruled[name], err_msg=name)
    assert given["wait_hours"].max() < less["wait_hours"].max()


def test_the_capacity_changes_on_the_day_of_the_rule_and_several_multiply():
    ruled = corridor(
        gate="2400, , , , 0",
        rules=rules("a, 2024-01-02, leave, gate, capacity x 3, , ", "b, 2024-01-03, enter, BBB, capacity x 0.5, , "),
    )
    arrays = compile_world(ruled)
    starts = arrays.clock.starts()
    expected = np.where(starts < np.datetime64("2024-01-02"), 1, np.where(starts < np.datetime64("2024-01-03"), 3, 1.5))
    assert arrays.gate_factor[:, 0].tolist() == expected.tolist()


def test_nobody_knows_of_a_capacity_before_it_changes():
    def waits(*lines: str) -> np.ndarray:
        return run(corridor(gate="2400, , , , 0", drivers=DEPART, rules=rules(*lines)))["tick_wait_hours"][:, 0]

    usual, more = waits(), waits("staff, 2024-01-03, enter, gate, capacity x 2, , ")
    changed = int(np.argmax(usual != more))
    clock = compile_world(corridor()).clock
    assert clock.starts()[changed] == np.datetime64("2024-01-03")
    assert usual[changed] > 1.8 * more[changed]


@pytest.mark.parametrize(
    ("line", "hours"),
    [
        ("leave, AAA", "08:00-20:00"),
        ("enter, AAA", "08:00-20:00"),
        ("enter, BBB", "06:00-18:00"),  # two hours ahead: eight in BBB is six in AAA
        ("leave, BBB", "06:00-18:00"),
        ("enter, gate", "08:00-20:00"),
        ("enter, home>town:road@gate", "08:00-20:00"),
    ],
)
def test_the_hours_of_a_country_are_by_its_own_clock_on_either_side_of_a_gate(line, hours):
    def world(hours: str, *lines: str) -> World:
        return build(
            places="id, country, kind, population, utc_offset\nhome, AAA, home, 100, 3\ntown, BBB, town, , 5",
            gates=f"id, country_from, country_to, opening_hours\ngate, AAA, BBB, {hours}",
            links="from, to, mode, hours, gate, both_ways\nhome, town, road, 1, gate, yes",
            rules=rules(*lines),
        )

    assert opening(world("", f"x, , {line}, open 08:00-20:00, , ")) == opening(world(hours))


@pytest.mark.parametrize(
    ("line", "column", "wrong"),
    [
        ("x, , enter, gate, open 08:00-20:00, kind = plain, ", "who", "to everybody or to nobody"),
        ("x, , enter, gate, open 08:00-20:00, , road", "mode", "every way of travelling"),
        ("x, , transit, gate, open 08:00-20:00, , ", "act", "'transit' cannot be said"),
        ("x, , leave, town, open 08:00-20:00, , ", "where", "no gate is known at 'town'"),
        ("x, , enter, gate+town+home>town:air, open 08:00-20:00, , ", "where", "no gate is known at 'home>town:air'"),
        ("x, , enter, gate, open PH off, , ", "effect", "is not a known effect"),
        ("x, , enter, gate, capacity x 2, kind = plain, ", "who", "changes for everybody"),
        ("x, , enter, gate, capacity x 2, , road", "mode", "every way of travelling"),
        ("x, , stay, gate, capacity x 2, , ", "act", "'stay' cannot be said of the capacity"),
        ("x, , leave, town, capacity x 2, , ", "where", "no gate is known at 'town'"),
        ("x, , enter, gate, capacity x 0, , ", "effect", "0 is out of range for capacity"),
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

    assert {pace for *_, pace in opening(world("home"))} == {2.0}
    for where in ("AAA", "mid"):
        with pytest.raises(ScenarioError, match=f"no gate is known at '{where}'"):
            world(where)
