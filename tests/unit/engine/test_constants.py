"""A constant acts by the value that is recorded for the member, whether drawn, held or given in a table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import worlds
from exeunt.engine.kernel.records import QUEUED
from exeunt.engine.members import Simulator
from exeunt.errors import InputError
from exeunt.scenario.parameters import constants
from exeunt.scenario.ranges import value_fault

CENTRAL = {str(row["name"]): float(row["value"]) for _, row in constants().iterrows()}


def same(one, other):
    return all(np.array_equal(one[name], other[name], equal_nan=one[name].dtype.kind == "f") for name in one)


def uncertain(name):
    """Return a world in which one constant has a prior and all others are held."""
    value = CENTRAL[name]
    low, high = sorted((0.6 * value, 1.4 * value)) if value else (0.0, 1.0)
    high = value if value_fault(name, high) else high
    row = {"name": name, "value": value, "low": low, "high": high, "prior": "uniform"}
    # held too, so that each matters in the first days: what is spread, what full places lose, what a step stays of
    spread = {"settle_unseen": 0.5, "displaced_unseen": 0.5}
    if name.endswith("_hold"):
        spread |= {name.replace("_hold", "_walk"): 0.5}
    hold = {k: v for k, v in spread.items() if k != name}
    world = worlds.everything(parameters=[row], hold=hold)
    if name == "rule_unseen":
        world = world.with_rule("gate", "leave", "deny", since="2022-11-26", latest="2024-07-17")
    return replace(world, fixed={k: v for k, v in world.fixed.items() if k != name})


@pytest.fixture(scope="module")
def world():
    """A world in which everything that has a prior is drawn, what is not known of places too."""
    return replace(worlds.everything(), fixed={"settle_unseen": 0.8, "displaced_unseen": 0.6})


@pytest.mark.slow
@pytest.mark.parametrize("name", CENTRAL)
def test_what_is_drawn_acts_as_if_it_were_held_at_it(name):
    world = uncertain(name)
    drawn = Simulator(world)
    value = drawn.parameters(1)[name]
    assert value != CENTRAL[name]
    run = drawn.run(1)
    assert same(run, Simulator(world.with_parameter(name, value)).run(1))
    assert not same(run, Simulator(world.with_parameter(name, CENTRAL[name])).run(1)), "it changes nothing here"


@pytest.mark.parametrize("hours", [-5.0, 0.0, 1.0, 9.0, 1e9])
@pytest.mark.parametrize("name", ["stand_hours", "news_hours"])
def test_any_number_of_hours_can_be_stood_and_waited_for_news(name, hours):
    out = Simulator(replace(worlds.everything(), fixed={**worlds.everything().fixed, name: hours})).run(0)
    assert len(set(out["ledger"].sum(axis=1))) == 1, "nobody is lost"


def test_people_lose_patience_by_the_hours_whatever_the_tick():
    """News cannot come more often than once a tick; who waited a day gives up as often as with news by the day."""
    gate = worlds.corridor(gate="0", drivers="name, where, value\ndepartures, home, 1000", days=6, tick=24,
                           hold={"give_up": 0.2, "stand_hours": 8784})  # fmt: skip
    often, daily = (Simulator(gate.with_parameter("news_hours", h), mean=True).run(0) for h in (1.0, 24.0))
    assert often["ledger"][-1, 3] > 0
    np.testing.assert_array_equal(often["ledger"], daily["ledger"])


def test_lines_that_many_give_up_take_no_more_room_by_the_day():
    """Who gives up stands with the others of his group, and chooses with them: as many entries as there are ways."""

    def blocks(days):
        world = worlds.corridor(gate="1000", people=50_000_000, days=days, tick=24, threat=1.0,
                                hold={"give_up": 1.0, "stand_hours": 12.0, "news_hours": 24.0})  # fmt: skip
        course = Simulator(world).course(0)
        assert course.tallies.ledger[-1].sum() == 50_000_000
        assert course.state.elsewhere[QUEUED] > 300_000, "a long line"
        return int(course.state.used[0])

    assert blocks(40) <= 2 * blocks(20) + 2


def table_of(simulator, members):
    return pd.DataFrame([simulator.parameters(member) for member in range(members)])


def test_a_table_of_what_the_priors_draw_gives_the_same_bits(world):
    drawn = Simulator(world, seed=4)
    given = Simulator(world, seed=4, parameters=table_of(drawn, 4))
    for member in range(4):
        assert given.parameters(member) == drawn.parameters(member)
        assert same(given.run(member), drawn.run(member))


def test_a_column_that_is_missing_is_drawn_and_one_that_is_there_is_not(world):
    drawn = Simulator(world, seed=4)
    given = Simulator(world, seed=4, parameters=pd.DataFrame({"give_up": [0.5, 0.7]}))
    for member, value in enumerate((0.5, 0.7)):
        assert given.parameters(member) == {**drawn.parameters(member), "give_up": value}
        assert same(given.run(member), Simulator(world.with_parameter("give_up", value), seed=4).run(member))


def test_a_table_goes_before_what_the_world_fixes(world):
    held = world.with_parameter("give_up", 0.1)
    assert Simulator(held, parameters=pd.DataFrame({"give_up": [0.5]})).parameters(0)["give_up"] == 0.5


def test_expectations_follow_the_table_row_by_row(world):
    table = pd.DataFrame({"reach": [0.1, 0.5]})
    given = Simulator(world, mean=True, parameters=table)
    for row, value in enumerate(table["reach"]):
        assert same(given.run(row), Simulator(world.with_parameter("reach", value), mean=True).run(0))


def test_another_table_needs_no_other_world(world):
    one = Simulator(world, parameters=pd.DataFrame({"reach": [0.1]}))
    other = one.with_parameters(pd.DataFrame({"reach": [0.5]}))
    assert (one.parameters(0)["reach"], other.parameters(0)["reach"]) == (0.1, 0.5)
    assert other.arrays is one.arrays


def test_what_is_not_known_of_places_can_be_given_too(world):
    """With the spread as one, what is not known of a place is what is added to its worth."""
    one = world.with_parameter("settle_unseen", 1.0).with_parameter("displaced_unseen", 0.0)
    given = Simulator(one, mean=True, unseen={"settle_unseen": pd.DataFrame({"far": [3.0], "near": [-3.0]})})
    plain = Simulator(one, mean=True)
    net = given.arrays.net
    added = (given.course(0).preferences.worth - plain.course(0).preferences.worth)[:, 0]
    assert dict(zip(net.place_ids, added, strict=True)) == pytest.approx({**dict.fromkeys(net.place_ids, 0.0),
                                                                        "far": 3.0, "near": -3.0})  # fmt: skip


def test_the_displaced_come_from_where_the_table_says(world):
    drawn = Simulator(world)
    table = pd.DataFrame({"east": [2.0, -2.0], "west": [-2.0, 2.0]})
    given = Simulator(world, unseen={"displaced_unseen": table})
    east, west = (given.labels.places.index(home) for home in ("east", "west"))
    first, second = (given.run(member)["departures"].sum(axis=0) for member in range(2))
    assert first[east] > second[east]
    assert first[west] < second[west]
    # of places without a column what is not known is drawn
    some = Simulator(world, unseen={"settle_unseen": pd.DataFrame(index=range(2))})
    assert same(some.run(1), drawn.run(1))


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"parameters": pd.DataFrame({"raech": [1.0]})}, "did you mean reach"),
        ({"parameters": pd.DataFrame({"reach": [0.1, np.nan]})}, "member 1"),
        ({"parameters": pd.DataFrame({"reach": ["much"]})}, "'much' is no value for reach"),
        ({"unseen": {"settle_unsene": pd.DataFrame()}}, "did you mean settle_unseen"),
        ({"unseen": {"settle_unseen": pd.DataFrame({"nera": [1.0]})}}, "did you mean near"),
        ({"unseen": {"displaced_unseen": pd.DataFrame({"east": [np.inf]})}}, "finite number"),
        ({"unseen": {"displaced_unseen": pd.DataFrame({"east": ["much"]})}}, "'much' is no value for east"),
        ({"unseen": {"displaced_unseen": pd.DataFrame({"near": [1.0]})}}, "'near' is a column of .* homes"),
        ({"unseen": {"settle_unseen": pd.DataFrame([[1.0, 2.0]], columns=["far", "far"])}}, "'far' .* twice; keep one"),
        ({"parameters": pd.DataFrame([[1.0, 2.0]], columns=["reach", "reach"])}, "'reach' .* twice; keep one"),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused(world, tables, said):
    with pytest.raises(InputError, match=said):
        Simulator(world, **tables)


def test_a_member_beyond_the_table_has_no_constants(world):
    given = Simulator(world, parameters=pd.DataFrame({"reach": [0.1, 0.2]}))
    unseen = Simulator(world, unseen={"settle_unseen": pd.DataFrame({"near": [0.1, 0.2]})})
    given.run(1)
    with pytest.raises(InputError, match="2 rows, none for member 2"):
        given.parameters(2)
    with pytest.raises(InputError, match="2 rows, none for member 2"):
        unseen.run(2)


CLAIMS = "id, stance, quantity, value\nlow, estimate, risk_cost, 6\nhigh, estimate, risk_cost, 30"


@pytest.mark.parametrize("mean", [False, True])
@pytest.mark.parametrize("weighed", [{}, {"risk_cost": {"low": 1.0, "high": 0.0}}])
def test_a_claim_that_is_believed_acts_whether_the_settings_weigh_it_or_not(weighed, mean):
    plain = replace(worlds.corridor(claims=CLAIMS), fixed={})
    world = replace(plain, settings=replace(plain.settings, readings=weighed)).reading("risk_cost", "high")
    assert world.readings == {"risk_cost": {"high": 1.0}}
    assert Simulator(world, mean=mean).parameters(0)["risk_cost"] == 30.0
    assert Simulator(world.with_parameter("risk_cost", 7.0), mean=mean).parameters(0)["risk_cost"] == 7.0
