"""Which stored run is that of a scenario as it stands, and when a scenario is another."""

import json
import os

import pytest

import exeunt
from exeunt.ensemble.claim import MANIFEST
from exeunt.ensemble.folders import folders
from exeunt.ensemble.manifest import make_plan
from exeunt.ensemble.taken import taken
from exeunt.studio.choices import choices, state_of


@pytest.fixture
def is_run_of(tmp_path):
    """Say whether a run that was asked to be so is that of a world as it stands."""

    def is_so(world, ran, **asked):
        plan = make_plan(ran, **{"members": 24, "seed": None, "mean": None, "by_origin": None, **asked})
        (tmp_path / MANIFEST).write_text(json.dumps(plan), encoding="utf-8")
        (folder,) = folders(tmp_path)
        return folder.is_of(world)

    return is_so


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, True),
        ({"members": 200}, True),
        ({"members": None, "mean": True}, True),
        ({"members": 1}, False),
        ({"seed": 7}, False),
    ],
)
def test_a_run_of_a_world_as_it_stands_is_its_run(smallest, is_run_of, asked, expected):
    assert is_run_of(smallest, smallest, **asked) == expected


def test_what_was_known_on_an_earlier_day_is_not_the_world_as_it_stands(smallest, is_run_of):
    assert not is_run_of(smallest, smallest.as_of("2024-03-06"))


def test_a_run_of_other_members_than_those_a_scenario_ships_is_not_its_run(mobilisation, is_run_of):
    learned, known = taken(mobilisation, None, prior=False)
    other = taken(exeunt.load("sudan-2023"), None, prior=False)[0]
    assert is_run_of(mobilisation, known, posterior=learned)
    assert not is_run_of(mobilisation, mobilisation)
    assert not is_run_of(mobilisation, known)
    assert not is_run_of(mobilisation, known, posterior=other)


@pytest.fixture
def mine(tmp_path):
    exeunt.api.new(tmp_path / "mine", "smallest")
    return tmp_path / "mine"


def with_what_was_learned(folder):
    (folder / "posterior").mkdir()
    (folder / "posterior" / "posterior.json").write_text("{}", encoding="utf-8")


def without_a_table(folder):
    (folder / "aliases.csv").unlink()


def with_a_file_of_long_ago(folder):
    gates = folder / "gates.csv"
    gates.write_text(gates.read_text(encoding="utf-8").replace("0", "9"), encoding="utf-8")
    os.utime(gates, (1, 1))


@pytest.mark.parametrize("change", [with_what_was_learned, without_a_table, with_a_file_of_long_ago])
def test_a_scenario_whose_files_are_others_is_another(mine, change):
    def state():
        return state_of(next(each for each in choices(mine.parent) if each.is_own))

    before = state()
    (mine / "runs").mkdir()
    (mine / "~$gates.xlsx").touch()
    assert state() == before, "what is no file of it"
    change(mine)
    assert state() != before
