"""Wherever a path is named, `~` is the home folder."""

from pathlib import Path

import pytest

from exeunt import api
from exeunt.errors import InputError, ScenarioError
from exeunt.paths import path_of


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "home").mkdir()
    (tmp_path / "here").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path / "here")
    yield tmp_path / "home"
    assert not list((tmp_path / "here").iterdir()), "nothing is called ~"


def test_only_what_begins_with_the_sign_itself_lies_at_home(home):
    assert path_of("~/x") == home / "x"
    assert path_of("~") == home
    for name in ("x", "~x", "~$x.xlsx", "x/~", ""):
        assert path_of(name) == Path(name)


def test_what_is_written_at_home_is_found_there(home):
    api.new("~/mine", "smallest")
    world = api.load("~/mine")
    run = world.run(members=2, out="~/run", progress=False)
    run.save("~/again")
    assert api.open("~/again").manifest == run.manifest
    run.export("~/run.csv")
    assert run.score("~/mine/observations.csv")
    (home / "added.csv").write_text("id,act,where,effect\nshut,enter,BBB,deny\n", encoding="utf-8")
    assert "shut" in set(world.with_rules("~/added.csv").rules["id"])
    api.flee_example("~/river")
    api.import_flee("~/river/input", "~/flee")
    assert {path.name for path in home.iterdir()} == {"mine", "run", "again", "run.csv", "added.csv", "river", "flee"}
    with pytest.raises(ScenarioError, match="nowhere"):
        api.load("~/nowhere")


def test_a_name_that_no_disk_can_hold_is_refused_wherever_it_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    world, long = api.load("smallest"), "x" * 300
    run = world.run(members=2, progress=False)
    for named in (
        api.load,
        api.open,
        api.folders,
        api.sheets,
        api.said_of,
        api.flee_example,
        run.save,
        run.export,
        run.report,
        run.update,
        run.score,
        world.with_rules,
        lambda path: api.new(path, "smallest"),
        lambda path: world.run(members=2, out=path),
        lambda path: world.run(members=2, posterior=path),
        lambda path: world.sweep({"reach": [0.1]}, out=path),
    ):
        with pytest.raises(InputError, match=r"^'x{60}…' cannot be opened \(.*\); name another file or folder\.$"):
            named(long)
    with pytest.raises(InputError, match=r"cannot be opened \(.*null"):
        path_of("a\0b")
    assert not list(tmp_path.iterdir())


def test_what_is_not_there_yet_can_be_named(tmp_path):
    (tmp_path / "file").touch()
    for path in (tmp_path / "new", tmp_path / "new" / "deeper", tmp_path / "file", tmp_path / "file" / "below"):
        assert path_of(path) == path


def test_a_home_that_is_not_known_is_said(monkeypatch):
    def unknown(path):
        raise RuntimeError

    monkeypatch.setattr("pathlib.Path.expanduser", unknown)
    with pytest.raises(InputError, match="It is not known where the home folder of ~/x lies; write the whole path"):
        path_of("~/x")
