"""A run is written whole or not at all, and finished later to the same bits."""

import errno
import json
import os
import shutil
import threading
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import exeunt
from exeunt.ensemble import claim, laying_out, made_by, store
from exeunt.ensemble.checksums import read_sealed, write_sealed
from exeunt.ensemble.folders import folders
from exeunt.ensemble.pool import Threads
from exeunt.ensemble.posterior import Posterior
from exeunt.ensemble.run_folder import BATCH, RunFolder, batches
from exeunt.ensemble.simulate import run_members
from exeunt.errors import InputError

pytestmark = pytest.mark.usefixtures("engine")


def _same(one, other) -> None:
    xr.testing.assert_identical(one.dataset.load().drop_attrs(), other.dataset.load().drop_attrs())


def test_a_stored_run_is_the_run_in_memory(world, tmp_path):
    stored = world.run(members=12, seed=3, out=tmp_path / "run")
    _same(stored, world.run(members=12, seed=3))
    _same(stored, exeunt.open(tmp_path / "run"))


def test_it_opens_with_xarray_alone(world, tmp_path):
    world.run(members=3, out=tmp_path / "run")
    found = xr.open_zarr(tmp_path / "run" / "outcome.zarr")
    assert found["arrivals"].dims == ("member", "time", "country")
    assert found["arrivals"].dtype == np.int64
    assert found["arrivals"].attrs["units"] == "people"
    assert found["wait_hours"].attrs["long_name"]
    assert np.issubdtype(found["time"].dtype, np.datetime64)
    assert list(found["gate"].values) == ["west-gate", "east-gate"]


def test_the_manifest_says_what_was_run(world, tmp_path):
    world.with_parameter("reach", 0.5).reading("draft_total", "draft-official").run(members=3, out=tmp_path / "r")
    manifest = json.loads((tmp_path / "r" / "run.json").read_text())
    assert manifest["seed"] == 1
    assert manifest["members"] == manifest["computed"] == 3
    assert manifest["parameters"]["reach"] == 0.5
    assert manifest["fixed"] == {"reach": 0.5}
    assert manifest["chosen"] == {"draft_total": "draft-official"}
    assert manifest["readings"]["draft_total"] == {"draft-official": 1.0}
    assert manifest["people_days"] == 22_000_000 * 14 * 3
    assert set(manifest["seconds"]) == {"compile", "simulate"}
    assert manifest["version"] == exeunt.__version__
    assert {"platform", "versions", "scenario_hash", "period", "engine"} <= set(manifest)


def test_a_run_is_scored_by_what_was_published_later_too_and_knows_nothing_of_it(world, tmp_path):
    known = world.as_of("2024-03-05")
    assert known.observations.empty
    assert known.later["id"].tolist() == ["west-0305"]
    run = known.run(members=2, out=tmp_path / "run")
    again = exeunt.open(tmp_path / "run")
    assert again.world.observations.empty
    for each in (run, again):
        assert [scored.target.id for scored in each.score().targets] == ["west-0305"]
    assert world.later.empty
    assert exeunt.load(tmp_path / "run" / "scenario").observations.empty


def test_a_run_says_as_of_when_it_knew_and_knows_no_more_when_it_is_opened(world, tmp_path):
    known = world.as_of("2024-03-05")
    assert known.hash != world.hash
    run = known.run(members=2, out=tmp_path / "run")
    assert run.manifest["as_of"] == "2024-03-05"
    again = exeunt.open(tmp_path / "run")
    assert again.world.known_by == known.known_by
    assert again.world.hash == known.hash
    assert world.run(members=1).manifest["as_of"] is None
    with pytest.raises(InputError, match="state of knowledge"):
        world.run(members=2, out=tmp_path / "run", resume=True)


def test_a_run_carries_its_scenario(world, tmp_path):
    changed = world.with_rule(where="BBB", act="enter", effect="deny", since="2024-03-05").with_parameter("reach", 0.2)
    changed.run(members=2, out=tmp_path / "run")
    again = exeunt.open(tmp_path / "run")
    assert again.world.hash == changed.hash
    assert again.world.name == "smallest"
    assert again.world.fixed == {"reach": 0.2}


@pytest.mark.parametrize("trouble", [KeyboardInterrupt(), RuntimeError("a fault in the engine")])
def test_an_interrupted_run_is_resumed_to_the_same_bits(world, tmp_path, engine, trouble):
    folder = tmp_path / "run"
    engine.trouble[27] = trouble
    with pytest.raises(type(trouble)):
        world.run(members=35, jobs=1, out=folder)
    assert not (folder / "run.json").exists()
    with pytest.raises(InputError, match=r"unfinished \(20 of 35 members\).*resume=True"):
        exeunt.open(folder)
    engine.trouble.clear()
    engine.ran.clear()
    resumed = world.run(out=folder, resume=True)
    assert sorted(engine.ran) == list(range(20, 35))
    assert resumed.manifest["computed"] == 15
    assert resumed.manifest["members"] == 35
    _same(resumed, world.run(members=35))


def test_resuming_a_finished_run_computes_nothing(world, tmp_path, engine):
    world.run(members=4, out=tmp_path / "run")
    engine.ran.clear()
    assert world.run(out=tmp_path / "run", resume=True).manifest["computed"] == 0
    assert engine.ran == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"members": 5}, "its members is 4, not 5"),
        ({"seed": 9}, "its seed is 1, not 9"),
        ({"mean": True}, "its mean is False, not True"),
    ],
)
def test_resuming_something_else_is_refused(world, tmp_path, words, said):
    world.run(members=4, out=tmp_path / "run")
    with pytest.raises(InputError, match=said):
        world.run(out=tmp_path / "run", resume=True, **words)


def test_resuming_another_world_is_refused(world, tmp_path):
    world.with_parameter("reach", 0.2).run(members=4, out=tmp_path / "run")
    with pytest.raises(InputError, match=r"its with_parameter is reach=0.2, not none"):
        world.run(out=tmp_path / "run", resume=True)
    its_own = r"lie in .*run/scenario: `load\('.*run/scenario'\)\.run\(out='.*run', resume=True\)`"
    with pytest.raises(InputError, match=its_own):
        world.without_rule(world.rules["id"].iloc[0]).run(out=tmp_path / "run", resume=True)
    with pytest.raises(InputError, match="to resume; begin one without resume"):
        world.run(out=tmp_path / "other", resume=True)
    (tmp_path / "killed").mkdir()
    (tmp_path / "killed" / ".lock").touch()
    with pytest.raises(InputError, match="for it was cut short before anything was stored; begin one without resume"):
        world.run(out=tmp_path / "killed", resume=True)
    with pytest.raises(InputError, match="name its folder"):
        world.run(resume=True)


@pytest.fixture
def half(world, tmp_path, engine):
    """Return the folder of a run of 20 members of which 10 are stored."""
    engine.trouble[15] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        world.run(members=20, jobs=1, out=tmp_path / "half")
    engine.trouble.clear()
    engine.ran.clear()
    return tmp_path / "half"


def test_what_another_engine_has_begun_is_not_gone_on_with(world, half, engine, monkeypatch):
    before = (half / "progress.json").read_bytes()
    with monkeypatch.context() as patch:
        patch.setitem(made_by._HERE, "engine", "0123456789abcdef")
        with pytest.raises(InputError, match=r"made by another engine .*Go on with the exeunt that began it, or begin"):
            world.run(out=half, resume=True)
    with monkeypatch.context() as patch:
        patch.setitem(made_by._HERE, "version", "9.9.9")
        with pytest.raises(InputError, match=rf"made by exeunt {exeunt.__version__}, this is 9\.9\.9, so its members"):
            world.run(out=half, resume=True)
    with monkeypatch.context() as patch:
        patch.setitem(made_by._HERE, "numpy", "9.9.9")
        with pytest.raises(
            InputError, match=r"made with numpy .*, here it is 9\.9\.9, .*with force=True, which replaces"
        ):
            world.run(out=half, resume=True)
        with pytest.raises(
            InputError, match=r"unfinished \(10 of 20 .*was made with numpy .*go on with the exeunt that"
        ):
            exeunt.open(half)
    assert engine.ran == []
    assert (half / "progress.json").read_bytes() == before
    assert world.run(out=half, resume=True).manifest["computed"] == 10


def test_where_nothing_is_to_be_computed_any_engine_finishes(world, tmp_path, engine, monkeypatch):
    """It stays a run of the engine that made its members."""
    manifest = world.run(members=10, out=tmp_path / "run").manifest
    engine.ran.clear()
    monkeypatch.setitem(made_by._HERE, "engine", "0123456789abcdef")
    for lost in (None, "run.json", "scenario/places.csv", "outcome.zarr/.zmetadata", "progress.json"):
        if lost:
            (tmp_path / "run" / lost).write_bytes(b"")
        found = world.run(out=tmp_path / "run", resume=True)
        assert (found.manifest["computed"], found.manifest["engine"]) == (0, manifest["engine"])
        assert exeunt.open(tmp_path / "run").manifest["engine"] == manifest["engine"]
    assert engine.ran == []


def test_what_does_not_tell_its_engine_opens_and_is_not_gone_on_with(world, half):
    """As the first versions stored it."""
    whole = world.run(members=10, out=half.parent / "whole")
    for file in (half / "progress.json", whole.path / "progress.json", whole.path / "run.json"):
        content, _ = read_sealed(file)
        content.get("plan", content).pop("engine")
        write_sealed(file, content)
    assert exeunt.open(whole.path).compare(world.run(members=10))["difference"].eq(0).all()
    with pytest.raises(
        InputError, match="made by an engine that it does not name, as runs of the first versions did not, so"
    ):
        world.run(out=half, resume=True)


@pytest.mark.parametrize(
    ("asked", "words", "said"),
    [
        ("run", {"posterior": "learned", "prior": True}, "posterior takes what was learned and prior does not"),
        ("sweep", {"posterior": "learned", "prior": True}, "posterior takes what was learned and prior does not"),
        ("run", {"resume": True, "force": True}, "resume finishes a run and force replaces it"),
    ],
)
def test_what_is_asked_against_each_other_is_refused(world, tmp_path, asked, words, said):
    vary = {"vary": {"reach": (0.1, 0.5, 2)}} if asked == "sweep" else {}
    with pytest.raises(InputError, match=f"{said}: choose one"):
        getattr(world, asked)(**vary, members=2, out=tmp_path / "run", **words)
    assert not (tmp_path / "run").exists()


def test_a_run_whose_scenario_was_edited_is_finished_from_its_own_copy(tmp_path, engine):
    exeunt.new(tmp_path / "mine")
    engine.trouble[15] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        exeunt.load(tmp_path / "mine").run(members=20, jobs=1, out=tmp_path / "run")
    engine.trouble.clear()
    begun = exeunt.load(tmp_path / "mine").rules
    with (tmp_path / "mine" / "rules.csv").open("a", encoding="utf-8") as rules:
        rules.write("added,,,,enter,BBB,,deny,,\n")
    with pytest.raises(InputError, match="cannot be resumed so"):
        exeunt.load(tmp_path / "mine").run(out=tmp_path / "run", resume=True)
    exeunt.load(tmp_path / "run" / "scenario").run(out=tmp_path / "run", resume=True)
    finished = exeunt.open(tmp_path / "run")
    assert finished.manifest["members"] == 20
    pd.testing.assert_frame_equal(finished.world.rules, begun)


def test_a_folder_that_cannot_be_made_is_told_where_none_was_named(tmp_path):
    (tmp_path / "runs").write_text("mine")
    with pytest.raises(InputError, match=r"deeper cannot be written \(.*name another folder with out="):
        claim.next_free("smallest", runs=tmp_path / "runs" / "deeper")


def test_a_name_that_is_too_long_is_refused():
    for read in (exeunt.open, exeunt.load):
        with pytest.raises(InputError, match="cannot be opened"):
            read("x" * 300)


def test_a_folder_that_holds_a_lock_alone_is_said_to_hold_nothing_yet(world, tmp_path):
    (tmp_path / ".lock").touch()
    for read in (exeunt.open, Posterior.read):
        with pytest.raises(InputError, match="was cut short before anything was stored; do the same again"):
            read(tmp_path)
    world.run(members=2, out=tmp_path)
    exeunt.open(tmp_path)


def test_an_existing_folder_is_refused_without_force(world, tmp_path):
    folder = tmp_path / "run"
    world.run(members=2, out=folder)
    with pytest.raises(InputError, match="resume=True finishes it, force=True replaces it, out= names another"):
        world.run(members=3, out=folder)
    assert world.run(members=3, out=folder, force=True).manifest["members"] == 3
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("keep me")
    with pytest.raises(InputError, match="is not a run"):
        world.run(members=2, out=tmp_path / "mine", force=True)
    assert (tmp_path / "mine" / "letter.txt").exists()


def test_a_run_that_was_replaced_since_it_was_opened_is_not_read_as_the_new_one(world, tmp_path):
    folder = tmp_path / "run"
    made = world.run(members=2, seed=1, out=folder)
    opened, seen = exeunt.open(folder), exeunt.open(folder)
    before = seen.arrivals.values.sum()
    world.run(members=2, seed=9, out=folder, force=True)
    for held in (made, opened):
        with pytest.raises(InputError, match="was replaced or taken away since it was opened; open it again"):
            held.table()
    assert seen.arrivals.values.sum() == before, "what was read is kept"
    assert exeunt.open(folder).manifest["seed"] == 9


def test_a_run_that_was_taken_away_since_it_was_opened_is_not_read_as_zeros(world, tmp_path):
    opened = world.run(members=2, out=tmp_path / "run")
    shutil.rmtree(tmp_path / "run")
    with pytest.raises(InputError, match="open it again"):
        opened.arrivals.load()


def test_nothing_is_left_when_the_world_cannot_be_laid_out(world, tmp_path, monkeypatch):
    monkeypatch.setattr(laying_out, "write", lambda *_: (_ for _ in ()).throw(RuntimeError("no")))
    with pytest.raises(RuntimeError):
        world.run(members=2, out=tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_a_sentence_and_keeps_what_was_finished(world, tmp_path, monkeypatch):
    real, folder = RunFolder.write_batch, tmp_path / "run"

    def full(self, members, results):
        if members[0] == 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(self, members, results)

    with monkeypatch.context() as patch:
        patch.setattr(RunFolder, "write_batch", full)
        with pytest.raises(InputError, match=r"disk is full.*resume=True"):
            world.run(members=30, jobs=1, out=folder)
    assert RunFolder(folder).finished_members() == set(range(20))
    assert world.run(out=folder, resume=True).manifest["computed"] == 10


def test_a_disk_that_is_full_while_a_run_is_saved_is_left_without_it(world, tmp_path, monkeypatch):
    outcome, real, folder = world.run(members=12, seed=3), RunFolder.write_batch, tmp_path / "run"

    def full(self, members, results):
        if members[0] == 10:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(self, members, results)

    world.run(members=2, out=tmp_path / "taken")
    with monkeypatch.context() as patch:
        patch.setattr(RunFolder, "write_batch", full)
        for path, left in ((folder, "stored yet"), (tmp_path / "taken", "stored, and the run that was there is gone")):
            with pytest.raises(InputError, match=rf"disk is full: nothing was {left}; make room and start again\.$"):
                outcome.save(path, force=True)
    assert list(tmp_path.iterdir()) == []
    _same(outcome.save(folder), outcome)


def test_a_run_that_cannot_be_read_as_it_is_saved_is_named_and_not_where_it_was_to_lie(world, tmp_path, monkeypatch):
    outcome = world.run(members=2, out=tmp_path / "run")

    def denied(_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("xarray.Dataset.load", denied)
    with pytest.raises(InputError, match=r"run cannot be read \(Permission denied\); put that right and save again\.$"):
        outcome.save(tmp_path / "other")
    assert [each.name for each in tmp_path.iterdir()] == ["run"]


def test_of_a_moved_run_nothing_is_left_where_its_saving_is_interrupted(world, tmp_path, monkeypatch):
    outcome, before = world.run(members=2), world.run(members=2)

    def cut(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "unmoved_of", lambda _: before)
    monkeypatch.setattr(RunFolder, "write_batch", cut)
    with pytest.raises(KeyboardInterrupt):
        outcome.save(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_left_by_a_run_that_was_killed_as_it_was_taken_away_is_used_again(world, tmp_path):
    (tmp_path / "run" / "unmoved" / "scenario").mkdir(parents=True)
    (tmp_path / "run" / ".lock").touch()
    world.run(members=2, out=tmp_path / "run")
    assert not (tmp_path / "run" / "unmoved").exists()


def test_a_disk_that_is_full_while_a_run_is_mended_is_a_sentence_too(world, tmp_path, monkeypatch):
    world.run(members=12, out=tmp_path / "run")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(RunFolder, "write_ledger", full)
    with pytest.raises(InputError, match=r"disk is full.*resume=True"):
        world.run(out=tmp_path / "run", resume=True)


def test_a_run_whose_folder_is_taken_away_says_so(world, tmp_path, engine):
    def gone(stage, done, total):
        if done == 5:
            shutil.rmtree(tmp_path / "run")

    with pytest.raises(InputError, match="taken away or changed while the run was written to it; run it anew"):
        world.run(members=12, jobs=1, out=tmp_path / "run", progress=gone)


def test_a_saving_that_is_cut_short_is_resumed(world, tmp_path, monkeypatch, engine):
    outcome, folder, real = world.run(members=12, seed=3), tmp_path / "run", RunFolder.write_batch

    def cut(self, members, results):
        if members[0] == 10:
            raise KeyboardInterrupt
        real(self, members, results)

    with monkeypatch.context() as patch:
        patch.setattr(RunFolder, "write_batch", cut)
        with pytest.raises(KeyboardInterrupt):
            outcome.save(folder)
    engine.ran.clear()
    _same(world.run(out=folder, resume=True), outcome)
    assert sorted(engine.ran) == [10, 11]


def test_results_do_not_depend_on_the_number_of_jobs(world):
    _same(world.run(members=23, jobs=1), world.run(members=23, jobs=7))


def test_memory_does_not_grow_with_the_members(engine):
    """However slow one member is, no more than jobs + 1 batches wait in memory."""
    jobs, alive, most, lock = 3, 0, 0, threading.Lock()
    release = threading.Event()

    class Slow:
        parts = 1

        def parameters(self, member):
            return {}

        def run_part(self, member, part, seed_member):
            nonlocal alive, most
            if member == 0:
                release.wait(10)
            if member == 150:
                release.set()
            with lock:
                alive += 1
                most = max(most, alive)
            return {}

    def taken(members, results):
        nonlocal alive
        with lock:
            alive -= len(results)

    run_members(Slow(), batches(300), pool=Threads(jobs), on_batch=taken)
    assert alive == 0
    assert most <= (jobs + 1) * BATCH


def test_a_mean_run_needs_one_member(world, tmp_path):
    outcome = world.run(mean=True, out=tmp_path / "run")
    assert outcome.manifest["members"] == 1
    assert outcome.dataset["arrivals"].dtype == np.float64


def test_arrivals_by_origin_only_where_asked(world):
    assert "arrivals_by_origin" not in world.run(members=1).dataset
    outcome = world.run(members=1, by_origin=True)
    assert outcome.arrivals_by_origin.dims == ("member", "time", "country", "origin")
    assert list(outcome.dataset["origin"].values) == ["North", "South"]


def test_a_run_in_memory_can_be_saved(world, tmp_path):
    outcome = world.run(members=12, by_origin=True)
    _same(outcome.save(tmp_path / "run"), outcome)
    with pytest.raises(InputError, match=r"holds a run already; force=True replaces it, path= names another\.$"):
        outcome.save(tmp_path / "run")
    (tmp_path / "mine").touch()
    with pytest.raises(InputError, match=r"mine exists and is not a run; give another folder with path=\.$"):
        outcome.save(tmp_path / "mine")


def test_a_stored_run_saved_onto_itself_is_refused_and_stays(world, tmp_path):
    folder = tmp_path / "run"
    world.run(members=12, out=folder)
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    (folder / "inside").mkdir()
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    for onto in (folder, tmp_path / "link", folder / ".." / "run", folder / "inside" / "run"):
        for force in (True, False):
            with pytest.raises(InputError, match="cannot replace itself; save it elsewhere"):
                exeunt.open(folder).save(onto, force=force)
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


def test_a_run_is_not_saved_onto_a_folder_it_lies_in(world, tmp_path):
    world.run(members=2, out=tmp_path / "around")
    world.run(members=2, seed=5, out=tmp_path / "around" / "run")
    with pytest.raises(InputError, match="cannot replace itself"):
        exeunt.open(tmp_path / "around" / "run").save(tmp_path / "around", force=True)
    assert exeunt.open(tmp_path / "around" / "run").manifest["seed"] == 5


def test_a_stored_run_is_saved_elsewhere(world, tmp_path):
    world.run(members=2, out=tmp_path / "taken")
    stored = world.run(members=12, out=tmp_path / "run")
    _same(stored.save(tmp_path / "taken", force=True), exeunt.open(tmp_path / "run"))


@pytest.mark.parametrize("words", [{"mean": True}, {"by_origin": True}, {"by_origin": True, "members": 2}])
def test_what_a_run_was_asked_to_be_is_not_said_again_to_resume_it(world, tmp_path, engine, words):
    folder = tmp_path / "run"
    engine.trouble[0] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        world.run(out=folder, jobs=1, **{"members": 1, **words})
    engine.trouble.clear()
    resumed = world.run(out=folder, resume=True)
    assert {key: resumed.manifest[key] for key in words} == words
    for key in set(words) - {"members"}:
        with pytest.raises(InputError, match=f"{key} is True, not False"):
            world.run(out=folder, resume=True, **{key: False})


def test_a_folder_that_may_not_be_looked_into_keeps_none_from_being_listed(world, tmp_path, monkeypatch):
    """Permissions do not hold back whoever may do all: what they do is played here."""
    world.run(members=2, out=tmp_path / "run")
    exeunt.new(tmp_path / "closed" / "mine")
    allowed = os.stat

    def stat(path, **words):
        if tmp_path / "closed" in Path(os.fsdecode(path)).parents:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return allowed(path, **words)

    monkeypatch.setattr(os, "stat", stat)
    assert [folder.path for folder in folders(tmp_path)] == [tmp_path / "run"]


def test_default_folders_are_numbered(tmp_path):
    for name in ("a-1", "a-7", "a-b-9", "a-x"):
        (tmp_path / name).mkdir()
    assert claim.latest("a", runs=tmp_path).name == "a-7"
    assert claim.next_free("a", runs=tmp_path).name == "a-8"
    assert claim.next_free("a", runs=tmp_path).name == "a-9"
    assert claim.next_free("new", runs=tmp_path / "none").name == "new-1"
    with pytest.raises(InputError, match="no run of new"):
        claim.latest("new", runs=tmp_path)
