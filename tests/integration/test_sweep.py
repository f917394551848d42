"""A sweep: the members of a run at each point, one table, and nothing computed twice."""

import json
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import exeunt
from exeunt.cli import app
from exeunt.commands.sweeping import print_sweep
from exeunt.ensemble import made_by
from exeunt.ensemble.claim import LOCK
from exeunt.errors import InputError
from exeunt.sweeps import sweep
from exeunt.sweeps.folder import INDICES, MANIFEST, PLAN, POINTS, TABLE

VARY = {"reach": (0.1, 0.5, 3), "give_up": (0.0, 0.02, 2)}
TYPED = ["--vary", "reach=0.1:0.5:3", "--vary", "give_up=0:0.02:2", "--members", "4"]


@pytest.fixture(scope="module")
def whole(smallest: exeunt.World, tmp_path_factory):
    return smallest.sweep(VARY, members=4, jobs=1, out=tmp_path_factory.mktemp("sweep") / "whole")


def _table(folder):
    return (folder / TABLE).read_bytes()


def test_a_point_is_a_run_in_which_its_constants_are_held(smallest, whole):
    for point, held in whole.table.groupby("point"):
        reach, give_up = held[["reach", "give_up"]].iloc[0]
        run = smallest.with_parameter("reach", reach).with_parameter("give_up", give_up).run(members=4)
        rows = held.set_index(["variable", "id"])
        arrived = run.arrivals.sum("time").to_pandas()
        assert rows.loc[("arrivals", "all"), "mean"] == arrived.sum(axis=1).mean(), point
        assert rows.loc[("arrivals", "CCC"), "mean"] == arrived["CCC"].mean()
        longest = run.queue_people.max("time").to_pandas()["west-gate"]
        assert rows.loc[("queue_people", "west-gate"), "mean"] == longest.mean()
        assert rows.loc[("queue_people", "west-gate"), "q95"] == np.rint(longest.quantile(0.95))


def test_the_table_on_disk_is_the_one_returned(whole):
    read = pd.read_csv(whole.path / TABLE)
    pd.testing.assert_frame_equal(read, whole.table, check_dtype=False, check_exact=True)
    told = json.loads((whole.path / MANIFEST).read_text())
    assert told == dict(whole.manifest)
    assert (told["points"], told["computed"], told["members"], told["sobol"]) == (6, 6, 4, None)
    assert not (whole.path / INDICES).exists()


@pytest.mark.parametrize("jobs", [2, 5])
def test_threads_change_nothing(smallest, whole, jobs):
    pd.testing.assert_frame_equal(smallest.sweep(VARY, members=4, jobs=jobs).table, whole.table)


def test_a_cluster_changes_nothing(smallest, whole):
    distributed = pytest.importorskip("distributed", reason="the extra exeunt[cluster] is not installed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, protocol="tcp://", dashboard_address=":0", silence_logs=60
    ) as local:
        found = smallest.sweep(VARY, members=4, cluster=local.scheduler_address)
    pd.testing.assert_frame_equal(found.table, whole.table)


def test_an_interrupted_sweep_goes_on_to_the_same_bits(smallest, whole, tmp_path):
    folder = tmp_path / "cut"

    def stop(stage: str, done: int, total: int) -> None:
        if done == 13:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match=r"of 6 points are kept in .*; resume=True"):
        smallest.sweep(VARY, members=4, jobs=1, out=folder, progress=stop)
    assert not (folder / MANIFEST).exists()
    assert not (folder / TABLE).exists()
    kept = {file: file.stat().st_mtime_ns for file in (folder / POINTS).iterdir()}
    resumed = smallest.sweep(VARY, members=4, jobs=2, out=folder, resume=True)
    assert resumed.manifest["computed"] == 6 - len(kept) == 3
    assert {file: file.stat().st_mtime_ns for file in kept} == kept
    assert _table(folder) == _table(whole.path)
    assert smallest.sweep(VARY, members=4, out=folder, resume=True).manifest["computed"] == 0
    assert _table(folder) == _table(whole.path)


def test_a_killed_sweep_goes_on_to_the_same_bits(whole, tmp_path):
    folder = tmp_path / "killed"
    words = [sys.executable, "-m", "exeunt.cli", "sweep", "smallest", *TYPED, "--out", str(folder)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while not any((folder / POINTS).glob("0*.npy")) and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
    done = CliRunner().invoke(app, [*words[3:], "--resume", "--json"])
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["computed"] < 6
    assert _table(folder) == _table(whole.path)


def test_a_point_that_was_damaged_is_computed_again(smallest, whole, tmp_path):
    folder = tmp_path / "damaged"
    smallest.sweep(VARY, members=4, out=folder)
    flipped, cut, lost = sorted((folder / POINTS).iterdir())[:3]
    content = bytearray(flipped.read_bytes())
    content[-1] ^= 1
    flipped.write_bytes(content)
    cut.write_bytes(cut.read_bytes()[:-8])
    lost.unlink()
    again = smallest.sweep(VARY, members=4, out=folder, resume=True)
    assert again.manifest["computed"] == 3
    assert _table(folder) == _table(whole.path)


def test_another_sweep_is_not_mixed_in(smallest, whole, tmp_path, monkeypatch):
    with pytest.raises(InputError, match="holds a sweep already; resume=True goes on"):
        smallest.sweep(VARY, members=4, out=whole.path)
    with pytest.raises(InputError, match="its members is 4, not 5"):
        smallest.sweep(VARY, members=5, out=whole.path, resume=True)
    with pytest.raises(InputError, match=r"There is no sweep at .* to resume; begin one without resume\."):
        smallest.sweep(VARY, out=tmp_path / "none", resume=True)
    with monkeypatch.context() as patch:
        patch.setitem(made_by._HERE, "engine", "0123456789abcdef")
        with pytest.raises(InputError, match=r"made by another engine .*begin anew in another folder with out=\."):
            smallest.sweep(VARY, members=4, out=whole.path, resume=True)
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="holds something already"):
        smallest.sweep(VARY, out=tmp_path)
    assert {file.name for file in tmp_path.iterdir()} <= {"notes.txt", LOCK}


@pytest.mark.parametrize("sobol", [None, 2])
def test_constants_may_be_named_in_another_order_when_a_sweep_goes_on(smallest, tmp_path, sobol):
    """Points are numbered in the order in which the sweep was begun; numbers stay beside the constants they are of."""
    if sobol:
        pytest.importorskip("SALib", reason="the extra exeunt[sweep] is not installed")
    vary = {name: ends[:2] if sobol else ends for name, ends in VARY.items()}
    begun = smallest.sweep(vary, sobol=sobol, members=2, out=tmp_path / "s")
    before = {name: (tmp_path / "s" / name).read_bytes() for name in (PLAN, TABLE, *([INDICES] if sobol else []))}
    for point in sorted((tmp_path / "s" / POINTS).iterdir())[1::2]:
        point.unlink()  # so that some are kept and some are computed anew
    turned = dict(reversed(vary.items()))
    for computed in (begun.manifest["points"] // 2, 0):
        again = smallest.sweep(turned, sobol=sobol, members=2, out=tmp_path / "s", resume=True)
        assert again.manifest["computed"] == computed
        pd.testing.assert_frame_equal(again.table, begun.table)
        assert {name: (tmp_path / "s" / name).read_bytes() for name in before} == before
        assert list(again.manifest["vary"]) == list(vary)


def test_only_a_stored_sweep_is_resumed(smallest):
    with pytest.raises(InputError, match="Only a stored sweep can be resumed: name its folder with out=DIR"):
        smallest.sweep(VARY, members=1, resume=True)


def test_sobol_indices_come_with_their_table(smallest, tmp_path):
    pytest.importorskip("SALib", reason="the extra exeunt[sweep] is not installed")
    vary = {"reach": (0.1, 0.5), "leave_base": (-9.0, -7.0)}
    found = smallest.sweep(vary, sobol=8, members=3, out=tmp_path / "s")
    assert found.manifest["points"] == 8 * 4
    assert found.indices is not None
    assert list(found.indices) == [
        "variable", "kind", "id", "parameter", "first", "first_conf", "total", "total_conf",
    ]  # fmt: skip
    in_all = found.indices[(found.indices["kind"] == "all") & (found.indices["variable"] == "arrivals")]
    assert in_all.set_index("parameter")["total"].idxmax() == "leave_base"
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "s" / INDICES), found.indices, check_exact=True)
    again = smallest.sweep(vary, sobol=8, members=3)
    pd.testing.assert_frame_equal(again.indices, found.indices)


def test_a_sobol_sweep_of_too_few_points_says_how_many_to_ask_for(tmp_path, monkeypatch):
    pytest.importorskip("SALib", reason="the extra exeunt[sweep] is not installed")
    monkeypatch.chdir(tmp_path)
    words = ["sweep", "smallest", "--vary", "leave_base=-9:-7", "--members", "1", "--out", "few", "--sobol", "4"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.stderr
    told = json.loads((tmp_path / "few" / MANIFEST).read_text())
    needed = told["sobol_needed"]
    assert needed >= 8
    assert "These points are too few to tell: some shares lie below 0, above 1" in done.stdout
    assert f"ask for --sobol {needed}, which takes {needed * 3:,} points.\n" in done.stdout
    as_json = CliRunner().invoke(app, [*words, "--resume", "--json"])
    assert json.loads(as_json.stdout)["sobol_needed"] == needed


@pytest.mark.parametrize("needed", [None, 8, 512])
def test_a_sobol_sweep_says_of_its_points_only_that_they_are_too_few(smallest, tmp_path, monkeypatch, capsys, needed):
    pytest.importorskip("SALib", reason="the extra exeunt[sweep] is not installed")
    monkeypatch.setattr(sweep, "base_needed", lambda *_: needed)
    found = smallest.sweep({"reach": (0.1, 0.5)}, sobol=8, members=1, out=tmp_path / "s")
    assert found.manifest["sobol_needed"] == needed
    print_sweep(found)
    advice = {8: "a sweep has no more, so vary fewer constants.", 512: "ask for sobol=512, which takes 1,536 points."}
    assert found.too_few_points().endswith(advice.get(needed, ""))
    assert bool(found.too_few_points()) == (needed is not None)
    for shown in (capsys.readouterr().out, found._repr_html_()):
        assert ("too few to tell" in shown) == (needed is not None)


def test_the_command_prints_a_row_a_point_and_names_its_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, ["sweep", "smallest", *TYPED])
    assert done.exit_code == 0, done.stderr
    assert "6 points of 4 members; 6 points computed now" in done.stdout
    assert "sweeps/smallest-1/table.csv (72 rows)" in done.stdout
    refused = CliRunner().invoke(app, ["sweep", "smallest", "--vary", "rech=0:1:2"])
    assert (refused.exit_code, refused.stderr) == (1, "There is no parameter 'rech'; did you mean reach?\n")
    assert [folder.name for folder in (tmp_path / "sweeps").iterdir()] == ["smallest-1"]


@pytest.mark.parametrize("vary", ["reach", "reach=1", "reach=a:b:3", "reach=0:1:2.5", "reach=0:1:2:3"])
def test_a_range_that_cannot_be_read_is_wrong_usage(vary, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    done = CliRunner().invoke(app, ["sweep", "smallest", "--vary", vary])
    assert done.exit_code == 2
    assert f"--vary wants NAME=LOW:HIGH:N, not '{vary}'" in done.stderr


def test_a_learned_posterior_is_swept_with_its_members(smallest, tmp_path):
    learned = smallest.fit(members=20)
    held = smallest.sweep({"reach": (0.2, 0.4, 2)}, members=4, posterior=learned).table
    run = smallest.with_parameter("reach", 0.4).run(members=4, posterior=learned)
    rows = held[held["point"] == 1].set_index(["variable", "id"])
    assert rows.loc[("arrivals", "all"), "mean"] == run.arrivals.sum(("time", "country")).values.mean()
