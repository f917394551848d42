"""A scenario of somebody's own is never read as that of the same name which comes with the package."""

import shutil
from pathlib import Path

import pytest

from exeunt import api
from exeunt.errors import InputError, Notice
from exeunt.scenario.catalogue import LIBRARY, find, name_of
from exeunt.scenario.new import create


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("folder", ["smallest", "./smallest"])
def test_no_folder_is_called_as_a_scenario_that_comes_with_the_package(here, folder):
    with pytest.raises(InputError, match=r"is the name of a scenario that comes.*such as my-smallest; nothing"):
        api.new(folder, "smallest")
    with pytest.raises(InputError, match="smallest is the name of a scenario that comes"):
        api.new_country(folder, "Sudan", progress=False)
    with pytest.raises(InputError, match="smallest is the name of a scenario that comes"):
        api.import_flee(here, folder)
    assert list(here.iterdir()) == []
    api.new("mine/smallest", "smallest")


def test_which_of_two_with_one_name_is_read_is_said_and_either_can_be_named(here):
    shutil.copytree(LIBRARY / "smallest", here / "smallest")
    with pytest.warns(Notice, match=r"read as the scenario that comes with.*for the folder write ./smallest"):
        assert find("smallest") == LIBRARY / "smallest"
    assert find("./smallest") == find(Path("smallest")) == Path("smallest")
    assert find(here / "smallest") == here / "smallest"


def test_a_folder_of_that_name_which_is_no_scenario_changes_nothing(here):
    (here / "smallest").mkdir()
    assert find("smallest") == find(Path("smallest")) == LIBRARY / "smallest"


def test_the_folder_of_a_run_is_no_scenario_and_says_where_that_is(tmp_path):
    create(tmp_path / "run" / "scenario", "smallest")
    with pytest.raises(InputError, match=r"run is no scenario but holds one, as runs do: name .*run.scenario\.$"):
        find(tmp_path / "run")


def test_a_folder_is_named_so_that_loading_it_does_not_take_the_scenario_of_the_library(here):
    shutil.copytree(LIBRARY / "smallest", "smallest")
    assert (name_of(LIBRARY / "smallest"), name_of(Path("smallest")), name_of(here)) == (
        "smallest", "./smallest", str(here)
    )  # fmt: skip
    assert find(name_of(Path("smallest"))).resolve() == (here / "smallest").resolve()
