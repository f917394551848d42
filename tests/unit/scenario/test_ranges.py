"""No constant goes out of its range, by whatever door it comes in."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exeunt.engine.members import Simulator
from exeunt.engine.parameters import Given
from exeunt.errors import InputError, ScenarioError
from exeunt.scenario.parameters import constants
from exeunt.scenario.ranges import out_of_range, range_of, reflected, value_fault, within
from exeunt.scenario.tables import parameter_ranges
from worlds import build

PLACES = "id, country, kind, population\nhome, AAA, home, 100\ntown, BBB, town,"
LINKS = "from, to, mode, hours\nhome, town, road, 3"


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("scale", 0, "a number from 0.01 to 100"),
        ("scale", -1, "a number from 0.01 to 100"),
        ("discount", -1, "a number from 1e-09 to 10"),
        ("gate_capacity", -1, "a number from 0 to 1000"),
        ("news_hours", 0, "a number above 0, at most 8784"),
        ("stand_hours", 1e9, "a number from 0 to 8784"),
        ("leave_liable", 1e4, "a number from -100 to 100"),
    ],
)
def test_held_out_of_range(smallest, name, value, right):
    with pytest.raises(InputError, match=f"is out of range for {name}; give {right}"):
        smallest.with_parameter(name, value)


def test_every_constant_has_a_range_that_holds_its_own_values():
    for _, row in constants().iterrows():
        for column in ("value", "low", "high"):
            assert value_fault(row["name"], row[column]) is None, row["name"]
        low, high, _ = range_of(row["range"])
        assert math.isfinite(low), row["name"]
        assert math.isfinite(high), row["name"]


@pytest.mark.parametrize("column", ["value", "low", "high"])
def test_a_row_out_of_range_is_named_with_its_cell(column):
    cells = {"value": 1.0, "low": 0.5, "high": 1.5, column: {"value": -1, "low": -1, "high": 500}[column]}
    rows = f"name, value, low, high, prior\nscale, {cells['value']}, {cells['low']}, {cells['high']}, normal"
    with pytest.raises(ScenarioError) as caught:
        build(places=PLACES, links=LINKS, parameters=rows)
    assert any(fault.column == column and "out of range for scale" in fault.wrong for fault in caught.value.faults)


CLAIM = "id, stance, quantity, value\nmad, estimate, gate_capacity, -3\ngood, estimate, gate_capacity, 0.5"


def test_a_claim_out_of_range_is_not_believed():
    world = build(places=PLACES, links=LINKS, claims=CLAIM)
    with pytest.raises(InputError, match="Claim 'mad': '-3' is out of range for gate_capacity"):
        world.reading("gate_capacity", "mad")
    assert world.reading("gate_capacity", "good").chosen == {"gate_capacity": "good"}


def test_a_table_of_constants_out_of_range_is_refused():
    world = build(places=PLACES, links=LINKS)
    names = list(Simulator(world).parameters(0))
    with pytest.raises(InputError, match="'-1' is out of range for scale of member 1"):
        Given(pd.DataFrame({"scale": [1.0, -1.0]})).checked(names, {})


@given(st.sampled_from(sorted(parameter_ranges())), st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_draw_stays_in_its_range(name, draw):
    low, high, _ = range_of(parameter_ranges()[name])
    inside = reflected(name, draw)
    assert value_fault(name, inside) is None
    assert low <= inside <= high
    assert inside == draw or value_fault(name, draw) is not None


def test_a_draw_that_passes_the_end_is_mirrored():
    assert reflected("settle_full", -0.25) == 0.25
    assert reflected("fare_cap", 0.75) == 1.25
    assert reflected("displaced_unseen", 11.0) == 9.0


@pytest.mark.parametrize(("name", "draw"), [("news_hours", 0.0), ("news_hours", -1e5), ("news_hours", -8784.0 * 2)])
def test_a_draw_never_becomes_an_end_that_is_not_allowed(name, draw):
    assert value_fault(name, reflected(name, draw)) is None


@pytest.mark.parametrize("type_", ["number < 5", "number > 0 < 5", "number 3", "text", "numbers", "number 0-1", ""])
def test_a_range_that_cannot_be_read_is_not_taken_for_none(type_):
    with pytest.raises(ValueError, match="no range of numbers"):
        range_of(type_)


def test_what_is_refused_is_written_so_that_one_sees_why(smallest):
    wrong = "'1000.0000001' is out of range for gate_capacity; give a number from 0 to 1000"
    with pytest.raises(InputError, match=f"^{wrong}$"):
        smallest.with_parameter("gate_capacity", 1000.0000001)


@pytest.mark.parametrize(
    ("type_", "inside", "outside"),
    [
        ("number", [-1e300, 0.0], [math.nan]),
        ("whole >= 0", [0.0, 1e300], [-1.0]),
        ("number > 0", [5e-324], [0.0]),
        ("number > 0 <= 9", [9.0], [0.0, 9.1]),
        ("number 0..1", [0.0, 1.0], [-0.1, 1.1, math.nan]),
    ],
)
def test_a_number_and_a_column_are_in_a_range_alike(type_, inside, outside):
    assert [within(each, type_) for each in (*inside, *outside)] == [True] * len(inside) + [False] * len(outside)
    column = pd.Series([*inside, *outside])
    assert within(column, type_).tolist() == [True] * len(inside) + [False] * len(outside)
    assert out_of_range(column, type_).tolist() == [False] * len(inside) + [not math.isnan(each) for each in outside]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "end"), [(name, end) for name in parameter_ranges() for end in (0, 1)])
def test_the_ends_of_a_range_can_be_run(name, end):
    """Nobody is lost, whatever is allowed."""
    low, high, closed = range_of(parameter_ranges()[name])
    value = high if end else low if closed else low + 1e-6
    world = build(
        places="id, country, kind, population, capacity\nhome, AAA, home, 900,\nmid, AAA, hub, ,\n"
        "one, BBB, town, , 50\ntwo, CCC, town, ,",
        links="from, to, mode, hours, price, seats_per_day, gate, both_ways\nhome, mid, road, 2, 10, , , yes\n"
        "mid, one, road, 3, 20, , gate, yes\nmid, two, rail, 4, 60, 40, , yes\none, two, road, 9, 30, , , yes",
        gates="id, country_from, country_to, people_per_day\ngate, AAA, BBB, 300",
        rules="id, act, where, effect\nb, enter, BBB, allow\nc, enter, CCC, allow\nr, enter, BBB, risk 0.1",
        threat=3,
        days=3,
        hold={name: value, **({"nest_scale": 0.25} if name != "nest_scale" else {})},
    )
    ledger = Simulator(world).run(0)["ledger"]
    assert (ledger.sum(axis=1) == 900).all()
    assert (ledger >= 0).all()
