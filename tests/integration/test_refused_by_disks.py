"""A full disk, one that may only be read, rights that are lost, a wrong clock: a sentence, and nothing is lost."""

import os
import shutil
import subprocess
import time

import pytest

import exeunt
import worlds
from exeunt.scenario.writing import write
from typed_apart import locked_up, no_large_files, typed
from written_runs import digests

MEMBERS = 24
FIGURES = """id, from, until, where, measure, value, published, split
    one, 2024-01-01, 2024-01-02, BBB, arrivals, 900, 2024-01-03, fit"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a scenario and a run of it that nothing disturbed."""
    folder = tmp_path_factory.mktemp("disks")
    write(worlds.two_countries(people=100_000, hold={}, observations=FIGURES), folder / "world")
    exeunt.load(folder / "world").run(members=MEMBERS, seed=1, out=folder / "whole", progress=False)
    return folder


@pytest.fixture(scope="module")
def learned(place):
    """What is learned under the right clock."""
    return exeunt.load(place / "world").fit(members=20, seed=1, progress=False)


@pytest.fixture
def disk(tmp_path):
    """A function that mounts a small disk of so many kB, or changes it, and returns its folder."""
    mounted = tmp_path / "disk"
    mounted.mkdir()

    def mount(kilobytes, how="rw"):
        again = "remount," if mounted.is_mount() else ""
        words = ["mount", "-t", "tmpfs", "-o", f"{again}size={kilobytes}k,{how}", "tmpfs", mounted]
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
        return mounted

    if not shutil.which("mount") or os.geteuid():
        pytest.skip("only root can mount a small disk")
    yield mount
    if mounted.is_mount():
        subprocess.run(["umount", mounted], check=True)


def ended(place, folder):
    """Finish a run, or begin it again where nothing of it is stored, and require the bits of the undisturbed one."""
    asked = {"resume": True} if (folder / "progress.json").exists() else {"members": MEMBERS, "seed": 1}
    exeunt.load(place / "world").run(out=folder, progress=False, **asked)
    exeunt.open(folder)
    assert digests(folder) == digests(place / "whole")


def run(place, out, **options):
    return typed(["run", place / "world", "--members", MEMBERS, "--seed", 1, "--out", out], **options)


@pytest.mark.parametrize("kilobytes", [20, 160, 260, 340, 420])
def test_a_full_disk_is_told_and_the_run_ends_in_the_same_bits_once_there_is_room(place, disk, tmp_path, kilobytes):
    folder = disk(kilobytes) / "run"
    code, said = run(place, folder, folder=tmp_path)
    assert code == 1
    assert "The disk is full: " in said
    assert "Traceback" not in said
    assert ("go on with --resume" in said) == (folder / "progress.json").exists()
    assert not (folder / "run.json").exists()
    disk(5_000)
    ended(place, folder)


def test_a_report_that_finds_no_room_does_not_cost_the_run(place, disk, tmp_path):
    folder = disk(1_000) / "run"
    code, said = run(place, folder, folder=tmp_path)
    assert code == 0
    assert "The run is whole" in said
    assert not (folder / "report.html").exists()
    ended(place, folder)


@pytest.mark.parametrize(("name", "left"), [("a.nc", 0), ("a.nc", 4), ("a.xlsx", 4), ("a.parquet", 4), ("a.csv", 4)])
def test_a_file_that_finds_no_room_is_told_in_one_line_whatever_writes_it(place, disk, tmp_path, name, left):
    folder = disk(40)
    (folder / "others").write_bytes(bytes((40 - left) * 1024))
    code, said = typed(["export", place / "whole", "--to", folder / name], folder=tmp_path)
    assert (code, said) == (1, f"{folder / name}: No space left on device\n")
    assert os.listdir(folder) == ["others"]


def test_a_file_that_becomes_too_large_is_told(place, tmp_path):
    code, said = run(place, tmp_path / "run", folder=tmp_path, happens=no_large_files)
    assert code == 1
    assert "cannot be written (File too large)" in said
    ended(place, tmp_path / "run")


@pytest.mark.parametrize("command", ["run", "fit", "new", "update", "import arrivals", "report", "export"])
def test_a_disk_that_may_only_be_read_is_told_by_every_command_that_writes(place, disk, tmp_path, command):
    folder = disk(5_000)
    shutil.copytree(place, folder / "there")
    table = tmp_path / "unhcr.csv"
    table.write_text("Date,Country,Cumulative arrivals\n2024-01-03,BBB,4000\n", encoding="utf-8")
    there = folder / "there"
    given = {
        "run": [there / "world", "--out", folder / "x"],
        "fit": [there / "world", "--members", 20, "--out", folder / "x"],
        "new": [folder / "x"],
        "update": [there / "whole", place / "world" / "observations.csv", "--out", folder / "x"],
        "import arrivals": [table, "--scenario", there / "world", "--source", "UNHCR"],
        "report": [there / "whole"],
        "export": [there / "whole", "--to", folder / "x.csv"],
    }[command]
    disk(5_000, "ro")
    code, said = typed([*command.split(), *given], folder=tmp_path)
    assert code == 1
    assert "Read-only file system" in said
    assert str(folder) in said
    assert "Traceback" not in said
    exeunt.open(there / "whole")
    assert exeunt.load(there / "world").hash == exeunt.load(place / "world").hash


@pytest.mark.parametrize("at", [10, 70, 120, 220])
def test_rights_that_are_lost_on_the_way_are_told_and_the_run_ends_when_they_are_back(place, tmp_path, at):
    folder = tmp_path / "run"
    code, said = run(place, "run", folder=tmp_path, at=at, happens=locked_up)
    assert code == 1
    assert "run cannot be written (Permission denied): " in said
    assert "Traceback" not in said
    if (folder / "progress.json").exists():
        code, said = typed(["run", place / "world", "--out", "run", "--resume"], folder=tmp_path, happens=locked_up)
        assert code == 1
        assert "Permission denied" in said
    ended(place, folder)


@pytest.mark.parametrize("now", [0.0, 1_000_000_000.0, 4_000_000_000.0])
def test_a_clock_that_is_wrong_changes_nothing(place, learned, tmp_path, monkeypatch, now):
    folder, world = tmp_path / "run", exeunt.load(place / "world")
    monkeypatch.setattr(time, "time", lambda: now)
    stop = {"left": 15}

    def told(stage, done, total):
        stop["left"] -= 1
        if not stop["left"]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.run(members=MEMBERS, seed=1, jobs=1, out=folder, progress=told)
    for file in folder.rglob("*"):
        os.utime(file, (4_000_000_000, 4_000_000_000))  # written long after they are read
    assert world.run(out=folder, resume=True, progress=False).manifest["computed"] == MEMBERS - 10
    ended(place, folder)
    assert world.fit(members=20, seed=1, out=tmp_path / "learned", progress=False).hash == learned.hash
    exeunt.open(folder).report()
    exeunt.open(folder).export(tmp_path / "all.csv")


def test_a_workbook_is_not_dated_before_there_were_any(place, tmp_path, monkeypatch):
    monkeypatch.setattr(time, "localtime", lambda _=None: time.gmtime(0.0))
    with pytest.raises(exeunt.InputError, match=r"clock .* 1970"):
        exeunt.open(place / "whole").export(tmp_path / "all.xlsx")
    assert list(tmp_path.iterdir()) == []
