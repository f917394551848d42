"""Whatever is killed, whenever: nothing half-written is taken for whole, and it ends in the same bits."""

import json
import random
import shutil
import subprocess
import sys
from contextlib import suppress
from datetime import date

import pytest

import exeunt
import worlds
from exeunt.ensemble.posterior import Posterior
from exeunt.ensemble.run_folder import RunFolder
from exeunt.scenario.writing import write
from typed_apart import KILLED, typed
from written_runs import digests

MEMBERS = 24
HURT = 4  # times that each run is killed
FIGURES = """id, from, until, where, measure, value, published, split
    one, 2024-01-01, 2024-01-02, BBB, arrivals, 900, 2024-01-03, fit
    two, 2024-01-01, 2024-01-03, CCC, arrivals, 700, 2024-01-04, fit"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a scenario, a run of it that nothing disturbed and what was learned of it."""
    folder = tmp_path_factory.mktemp("killed")
    world = worlds.two_countries(
        people=100_000, hold={}, first_day=date(2024, 1, 1), observations=FIGURES, claims="id, stance\nx, assumption"
    )
    write(world, folder / "world")
    loaded = exeunt.load(folder / "world")
    loaded.run(members=MEMBERS, seed=1, out=folder / "whole", progress=False)
    loaded.fit(members=20, seed=1, out=folder / "learned", progress=False)
    (folder / "figures.csv").write_text(
        "id,from,until,where,measure,value,published\nnew,2024-01-01,2024-01-04,BBB,arrivals,1200,2024-01-05\n"
    )
    return folder


def stamps(folder):
    """Return when each chunk of the finished members was written, and as which file."""
    files = [file for batch in RunFolder(folder).ledger().batches for file in RunFolder(folder).batch_files(batch)]
    return {str(file): (file.stat().st_ino, file.stat().st_mtime_ns) for file in files}


def finished(folder):
    """Return how many members are stored; require that the run is whole, or refused as what it is."""
    if (folder / "run.json").exists():
        assert len(exeunt.open(folder).dataset["member"]) == MEMBERS
    elif (folder / "progress.json").exists():
        with pytest.raises(exeunt.InputError, match="is unfinished"):
            exeunt.open(folder)
    else:
        with pytest.raises(exeunt.InputError, match=r"There is no run|is not a run|holds nothing yet"):
            exeunt.open(folder)
        return 0
    return len(RunFolder(folder).finished_members())


def killed_or_done(words, folder, kill_at):
    """Type a command that is killed at some moment, and return whether it was done before that came."""
    code, said = typed(words, folder=folder, at=kill_at)
    assert code in (KILLED, 0), said
    return code == 0


@pytest.mark.parametrize("seed", range(9))
def test_a_run_that_is_killed_again_and_again_ends_in_the_same_bits(place, tmp_path, seed):
    draw, folder = random.Random(seed), tmp_path / "run"
    ledger = folder / "progress.json"
    for _ in range(HURT):
        before, kept = finished(folder), stamps(folder) if ledger.exists() else {}
        asked = ["--resume"] if ledger.exists() else ["--members", MEMBERS, "--seed", 1]
        words = ["run", place / "world", "--out", folder, "--jobs", 1 + seed % 2, *asked]
        done = killed_or_done(words, tmp_path, draw.randint(1, 200 if before or not ledger.exists() else 350))
        assert finished(folder) >= before
        assert not kept or kept.items() <= stamps(folder).items()
        if done:
            break
    before, kept = finished(folder), stamps(folder) if ledger.exists() else {}
    asked = {"resume": True} if ledger.exists() else {"members": MEMBERS, "seed": 1}
    exeunt.load(place / "world").run(out=folder, progress=False, **asked)
    assert json.loads((folder / "run.json").read_text())["computed"] == MEMBERS - before
    assert kept.items() <= stamps(folder).items()
    assert digests(folder) == digests(place / "whole")


@pytest.mark.parametrize("seconds", [2.0, 3.0, 4.0])
def test_a_python_of_its_own_that_is_killed_by_the_clock(place, tmp_path, seconds):
    words = [sys.executable, "-m", "exeunt", "run", place / "world", "--members", MEMBERS, "--seed", 1, "--out", "run"]
    with subprocess.Popen([*map(str, words)], cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()
    folder = tmp_path / "run"
    before = finished(folder)
    asked = {"resume": True} if (folder / "progress.json").exists() else {"members": MEMBERS, "seed": 1}
    ended = exeunt.load(place / "world").run(out=folder, progress=False, **asked)
    assert ended.manifest["computed"] == MEMBERS - before
    assert digests(folder) == digests(place / "whole")


def test_a_fit_that_is_killed_again_and_again_ends_in_the_same_bits(place, tmp_path):
    draw, folder = random.Random(1), tmp_path / "learned"
    resumed, passes = [], {}
    for _ in range(6):
        words = ["fit", place / "world", "--members", 20, "--seed", 1, "--out", folder, *resumed]
        killed_or_done(words, tmp_path, draw.randint(4, 14))
        if (folder / "posterior.json").exists():
            Posterior.read(folder)
        else:
            with pytest.raises(
                exeunt.InputError, match=r"There is no posterior|is an unfinished fit|holds nothing yet"
            ):
                Posterior.read(folder)
        now = {file: file.stat().st_ino for file in folder.rglob("[0-9].npy")}
        assert passes.items() <= now.items()  # none was run again
        passes, resumed = now, ["--resume"] if now else []
    if not (folder / "posterior.json").exists():
        exeunt.load(place / "world").fit(members=20, seed=1, out=folder, resume=bool(passes), progress=False)
    ended, whole = Posterior.read(folder), Posterior.read(place / "learned")
    assert ended.hash == whole.hash
    assert ended.predicted().equals(whole.predicted())


@pytest.mark.parametrize("seed", range(4))
def test_an_update_that_is_killed_is_done_again_in_the_same_folder(place, tmp_path, seed):
    figures, folder = place / "figures.csv", tmp_path / "moved"
    words = ["update", place / "whole", figures, "--out", folder]
    done = killed_or_done(words, tmp_path, random.Random(seed).randint(1, 190))
    if (folder / "progress.json").exists() and not done:
        with pytest.raises(exeunt.InputError, match=r"cut short .*; take the figures in again, which replaces it"):
            exeunt.open(folder)
        with pytest.raises(exeunt.InputError, match="none can be computed; take the figures in again"):
            exeunt.load(place / "world").run(out=folder, resume=True)
    moved = exeunt.open(place / "whole").update(figures).outcome
    assert done or moved.save(folder).path == folder
    assert exeunt.open(folder).dataset.equals(moved.dataset)
    with pytest.raises(exeunt.InputError, match="holds a run already"):
        moved.save(folder)
    (folder / "outcome.zarr" / "arrivals" / "1.0.0").unlink()
    with pytest.raises(exeunt.InputError, match=r"arrivals/1\.0\.0 is lost .*delete it and take the figures in again"):
        exeunt.open(folder)


@pytest.mark.parametrize("moment", [2, 5, 8, 9, 10])
def test_an_import_that_is_killed_leaves_the_tables_whole_and_is_done_again(place, tmp_path, moment):
    table = tmp_path / "unhcr.csv"
    table.write_text("Date,Country,New arrivals\n2024-01-03,BBB,400\n2024-01-04,CCC,500\n", encoding="utf-8")
    words = ["import", "arrivals", table, "--counts", "new", "--each", "day", "--source", "UNHCR", "--scenario"]
    for name in ("once", "killed"):
        shutil.copytree(place / "world", tmp_path / name)
    code, said = typed([*words, tmp_path / "once"], folder=tmp_path)
    assert code == 0, said
    killed_or_done([*words, tmp_path / "killed"], tmp_path, moment)
    exeunt.load(tmp_path / "killed")
    code, said = typed([*words, tmp_path / "killed"], folder=tmp_path)
    assert code == 0, said
    for name in ("observations.csv", "claims.csv"):
        assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / "once" / name).read_bytes()
