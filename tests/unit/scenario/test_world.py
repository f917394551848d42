import pickle
from copy import deepcopy
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from exeunt.api import load, scenarios
from exeunt.errors import InputError, ScenarioError
from exeunt.scenario.new import EXPLAINED, create
from exeunt.scenario.reading import read
from exeunt.scenario.tables import NAMES, columns
from exeunt.scenario.world import World


@pytest.fixture
def world(smallest):
    return smallest


@pytest.mark.parametrize("listed", scenarios(), ids=lambda listed: listed.id)
def test_every_scenario_of_the_library_passes_its_check(listed):
    world = load(listed.id)
    assert world.check() == []
    assert world.name == listed.id
    assert (len(world.places), len(world.observations)) == (listed.places, listed.figures)
    assert world.settings.period == listed.period
    assert world.people.sum() == world.homes["population"].sum()


def test_tables_are_a_worlds_own(tmp_path):
    create(tmp_path / "mine", "smallest")
    first = read(tmp_path / "mine", World).gates
    first["people_per_day"] = 1.0
    assert (read(tmp_path / "mine", World).gates["people_per_day"] != 1.0).all()


def test_columns_have_the_promised_types(world):
    for name, table in world.tables.items():
        for column in columns(name):
            dtype = table[column.name].dtype
            kind = column.type.split()[0]
            if kind in ("number", "whole"):
                assert dtype == np.float64, (name, column.name)
            elif kind in ("from", "until", "date"):
                assert dtype == np.dtype("datetime64[s]"), (name, column.name)
            elif kind == "yes/no":
                assert dtype == np.dtype(bool)
            else:
                assert not table[column.name].isna().any()
    assert list(world.rules.index) == [2, 3, 4, 5]
    assert world.rules["effect_kind"].tolist() == ["allow", "deny", "allow", "allow"]
    assert world.rules.at[3, "from"] == pd.Timestamp("2024-03-10")
    assert world.drivers.at[3, "until"] == pd.Timestamp("2024-03-09")
    assert world.links["id"].iloc[2] == "capital>westport:road@west-gate"
    assert world.gates["opening_hours"].tolist()[:2] == ["", "06:00-22:00"]


def test_defaults_and_blanks(copy):
    rows = copy.rows("links")
    copy.write(
        "links", [[*cells[:3], cells[4], cells[7], cells[8]] for cells in rows]
    )  # km, price, seats, claim left out
    copy.put("links", 2, "hours", "0.05")
    world = read(copy.folder, World)
    assert world.links["price"].eq(0).all()
    assert world.links["km"].isna().all()
    assert world.links["hours"].iloc[0] == 0.1
    assert world.gates["people_per_vehicle"].eq(3).all()


def test_the_hash_is_of_the_content(world, copy):
    assert read(copy.folder, World).hash == world.hash
    copy.put("places", 2, "remark", "a column of one's own")
    assert read(copy.folder, World).hash == world.hash
    copy.put("places", 2, "population", "12000001")
    assert read(copy.folder, World).hash != world.hash
    assert len({world.hash, world.without_rule("bbb-open").hash, world.with_parameter("reach", 1).hash}) == 3
    assert world.reading("draft_total", "draft-estimate").hash != world.hash


@pytest.mark.parametrize("last", ["2024-03-06", pd.Timestamp("2024-03-06"), date(2024, 3, 6)])
def test_the_last_day_of_a_rule_is_included_however_it_is_given(world, last):
    closed = world.with_rule("BBB", "enter", "deny", since=None, until=last)
    assert closed.rules.iloc[-1]["until"] == pd.Timestamp("2024-03-07")
    assert pd.isna(closed.rules.iloc[-1]["from"])


def test_a_rule_added_and_taken_away(world):
    closed = world.with_rule("BBB", "enter", "deny", since="2024-03-05", until=date(2024, 3, 6), who="liable = yes")
    row = closed.rules.iloc[-1]
    assert (row["id"], row["where"], row["effect_kind"]) == ("added-1", "BBB", "deny")
    assert (row["from"], row["until"]) == (pd.Timestamp("2024-03-05"), pd.Timestamp("2024-03-07"))
    assert closed.rules.index.is_unique
    assert closed.with_rule("BBB", "enter", "allow").rules["id"].iloc[-1] == "added-2"
    assert len(world.rules) == 4
    assert closed.without_rule("added-1").hash == world.hash
    assert closed.check() == []
    for rule in world.rules["id"]:
        closed = closed.without_rule(rule)
    assert closed.without_rule("added-1").with_rule("BBB", "enter", "allow").rules["effect_kind"].tolist() == ["allow"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"where": "BBX"}, "with_rule:1:where: 'BBX' is not known; did you mean BBB"),
        ({"act": "go"}, "with_rule:1:act: 'go' is not a known word"),
        ({"effect": "close"}, "with_rule:1:effect: 'close' is not a known effect"),
        ({"who": "liable = maybe"}, "with_rule:1:who: 'maybe' at character 10"),
        ({"who": "car = yes and car = no"}, "names no one"),
        ({"since": "2024-03-32"}, "with_rule:1:from: '2024-03-32' is not a date"),
        ({"since": "2025-01-01"}, "is after the scenario's end"),
        ({"since": "2024-03-05", "until": "2024-03-04"}, "with_rule:1:until: the period ends before it begins"),
        ({"since": "2024-03-05T10:00", "until": "2024-03-05T09:59"}, "the period ends before it begins"),
        ({"mode": "bus"}, "with_rule:1:mode:"),
        ({"id": "bbb-open"}, "'bbb-open' is already the id of a rule"),
    ],
)
def test_a_rule_that_cannot_be(world, change, says):
    with pytest.raises(ScenarioError) as caught:
        world.with_rule(**{"where": "BBB", "act": "enter", "effect": "deny", **change})
    assert len(caught.value.faults) == 1
    assert says in str(caught.value)


def test_rules_of_a_file(world, tmp_path):
    path = tmp_path / "more.csv"
    path.write_text("id,act,where,effect\nshut,enter,CCC,deny\ncap,enter,BBB,quota 100/day\n")
    assert world.with_rules(path).rules["effect_value"].iloc[-1] == 100
    path.write_text("id,act,where,effect\nshut,enter,CCX,deny\nbbb-open,enter,BBB,shut\n")
    with pytest.raises(ScenarioError) as caught:
        world.with_rules(path)
    assert [f"{f.file}:{f.row}:{f.column}" for f in caught.value.faults] == [
        "more.csv:2:where",
        "more.csv:3:effect",
        "more.csv:3:id",
    ]
    with pytest.raises(ScenarioError, match=r"none\.csv:1: is missing; give the path of a file"):
        world.with_rules(tmp_path / "none.csv")


def test_parameters_and_readings(world):
    assert world.with_parameter("reach", 2).with_parameter("leave_liable", 0).fixed == {"reach": 2, "leave_liable": 0}
    assert world.reading("draft_total", "draft-estimate").chosen == {"draft_total": "draft-estimate"}
    assert world.lasting(3).settings.last_day == date(2024, 3, 3)
    for change, says in [
        (lambda: world.with_parameter("raech", 1), "did you mean reach"),
        (lambda: world.with_parameter("reach", float("nan")), "finite number"),
        (lambda: world.with_parameter("reach", "many"), "finite number"),
        (lambda: world.without_rule("bbb-opne"), "did you mean bbb-open"),
        (lambda: world.reading("draft", "draft-official"), "draft_total"),
        (lambda: world.reading("draft_total", "draft-unofficial"), "did you mean draft-official"),
        (lambda: world.reading("draft_total", "west-count"), "is about 'crossings_in'"),
        (lambda: world.lasting(0), "from 1 to"),
    ]:
        with pytest.raises(InputError, match=says):
            change()


def test_what_is_said_last_of_a_constant_holds_alone(world):
    read, held = world.reading("draft_total", "draft-estimate"), world.with_parameter("draft_total", 400_000)
    apart = world.with_parameter("reach", 2).reading("draft_total", "draft-official")
    assert read.with_parameter("draft_total", 400_000).hash == held.hash
    assert held.reading("draft_total", "draft-estimate").hash == read.hash
    assert "believing" not in repr(read.with_parameter("draft_total", 400_000))
    assert "held at" not in repr(held.reading("draft_total", "draft-estimate"))
    assert (apart.fixed, apart.chosen) == ({"reach": 2}, {"draft_total": "draft-official"})


def test_it_prints_itself(world):
    text = repr(world.with_parameter("reach", 2).reading("draft_total", "draft-estimate"))
    assert "  1 figure to compare with, " in text
    assert "2024-03-01 to 2024-03-14" in text
    assert "reach held at 2" in text
    assert "believing draft-estimate about draft_total" in text
    assert world._repr_html_().startswith("<div>")


def test_new_writes_a_scenario_that_passes(tmp_path):
    written = create(tmp_path / "mine")
    assert {path.name for path in written} == {"scenario.toml", EXPLAINED, *(f"{name}.csv" for name in NAMES)}
    assert read(tmp_path / "mine", World).name == "mine"
    explained = (tmp_path / "mine" / EXPLAINED).read_text()
    for name in NAMES:
        for column in columns(name):
            assert f"| `{column.name}` |" in explained
            assert column.meaning.endswith(".")
    create(tmp_path / "again", str(tmp_path / "mine"))
    assert read(tmp_path / "again", World).hash == read(tmp_path / "mine", World).hash


def test_new_overwrites_nothing(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(InputError, match="not an empty folder"):
        create(tmp_path / "mine")
    with pytest.raises(InputError, match="not an empty folder"):
        create(tmp_path / "mine" / "letter.txt")
    with pytest.raises(ScenarioError, match="no such scenario"):
        create(tmp_path / "other", "nothing-like-this")
    assert not (tmp_path / "other").exists()


def test_a_table_changed_in_place_reaches_neither_world_nor_fingerprint(smallest: World) -> None:
    before = smallest.rules
    for change in (_deny, _deny_all):
        with pytest.warns(pd.errors.ChainedAssignmentError, match="on a copy"):
            change(smallest)
    taken = smallest.drivers
    taken["value"] = 5.0  # a table of one's own, which pandas lets anybody change
    assert smallest.rules.equals(before)
    assert not smallest.drivers.equals(taken)
    assert smallest.with_parameter("reach", 0.2).drivers.equals(smallest.drivers)
    assert replace(smallest).hash == smallest.hash


def _deny(world: World) -> None:
    world.rules.loc[world.rules["id"] == "ccc-open", "effect"] = "deny"


def _deny_all(world: World) -> None:
    world.rules["effect"] = "deny"


def test_a_table_changed_after_a_world_took_it_stays_as_it_was_taken(smallest: World) -> None:
    drivers = smallest.drivers
    world = replace(smallest, drivers=drivers)
    drivers.loc[:, "value"] = 5.0
    assert world.drivers.equals(smallest.drivers)


def test_choices_people_and_readings_changed_in_place_reach_nothing(smallest: World) -> None:
    world = smallest.with_parameter("reach", 0.2).reading("draft_total", "draft-official")
    shown = repr(world)
    world.fixed["reach"] = 0.9
    world.chosen["draft_total"] = "draft-estimate"
    world.settings.readings["draft_total"]["draft-official"] = 1.0
    world.settings.origins["North"].append("south")
    with pytest.raises(ValueError, match="read-only"):
        world.people[0, 0] = 0
    assert repr(world) == shown
    assert (world.settings, replace(world).hash) == (smallest.settings, world.hash)


def test_a_group_cannot_be_changed_in_place_and_a_copy_can(smallest: World) -> None:
    group = smallest.groups[0]
    for change in (
        lambda: group.__setitem__("papers", "none"),
        lambda: group.update(papers="none"),
        lambda: group.pop("papers"),
        group.clear,
    ):
        with pytest.raises(TypeError, match=r"change a copy, dict\(...\)"):
            change()
    assert {**group, "papers": "none"} != group
    for again in (pickle.loads(pickle.dumps(smallest)), deepcopy(smallest), replace(smallest)):
        assert again.groups == smallest.groups
        with pytest.raises(TypeError, match="change a copy"):
            again.groups[0]["papers"] = "none"


def test_what_is_odd_of_an_added_rule_is_told_by_its_name(world):
    before = [str(each) for each in world.check()]
    added = world.with_rule("BBB", "enter", "deny", since="1999-01-01", until="1999-01-02", id="long-over")
    (odd,) = [each for each in added.check() if str(each) not in before]
    assert str(odd).startswith("rule long-over:until: odd: ")
    assert (odd.file, odd.rule, odd.column) == ("", "long-over", "until")
    assert added.odd_about("long-over") == [odd]
    assert added.odd_about("long-ov") == []
