"""A folder has one run at a time, whatever the moment at which another comes, and however the first ends."""

import json
import multiprocessing
import os
import signal

import pytest

import exeunt
from exeunt.ensemble import claim
from exeunt.errors import InputError

pytestmark = pytest.mark.usefixtures("engine")
fork = multiprocessing.get_context("fork")  # so that the other process has the stand-in for the engine as well
HELD = "Another process is storing a run in .* at this moment"


class Blocker:
    """Stops the other process at a moment, until it is let go."""

    def __init__(self):
        self.reached, self.go = fork.Event(), fork.Event()

    def __call__(self, *_):
        self.reached.set()
        self.go.wait(30)


def _blocked(engine, moment, blocker, do):
    """Do something in another process that is stopped at a moment."""

    def work():
        if moment == "compiling":
            before = engine.__init__

            def slow(self, *args, **options):
                blocker()
                before(self, *args, **options)

            engine.__init__ = slow
        else:
            run = engine.run

            def slow_run(self, member):
                if member == (0 if moment == "running" else 12):
                    blocker()
                return run(self, member)

            engine.run = slow_run
        do()
        os._exit(0)

    process = fork.Process(target=work)
    process.start()
    assert blocker.reached.wait(30)
    return process


MOMENTS = ("compiling", "running", "second batch")


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_second_run_is_refused_and_the_first_is_its_own(world, tmp_path, engine, moment):
    folder, blocker = tmp_path / "run", Blocker()
    first = _blocked(engine, moment, blocker, lambda: world.run(members=15, seed=1, jobs=1, out=folder))
    with pytest.raises(InputError, match=HELD):
        world.run(members=15, seed=2, out=folder)
    with pytest.raises(InputError, match=HELD):
        world.run(members=15, seed=2, out=folder, force=True)
    with pytest.raises(InputError, match=HELD):
        world.run(members=2).save(folder, force=True)
    with pytest.raises(InputError, match=HELD if moment != "compiling" else "no run at .* to resume"):
        world.run(out=folder, resume=True)
    blocker.go.set()
    first.join(30)
    assert first.exitcode == 0
    stored = exeunt.open(folder)
    assert stored.manifest["seed"] == 1
    assert stored.dataset.equals(world.run(members=15, seed=1).dataset)


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_run_is_in_nobodys_way(world, tmp_path, engine, moment):
    folder, blocker = tmp_path / "run", Blocker()
    first = _blocked(engine, moment, blocker, lambda: world.run(members=15, seed=1, jobs=1, out=folder))
    os.kill(first.pid, signal.SIGKILL)
    first.join(30)
    if moment == "compiling":
        with pytest.raises(InputError, match=r"no run at .* to resume"):
            world.run(out=folder, resume=True)
        found = world.run(members=15, seed=1, out=folder)
    else:
        found = world.run(out=folder, resume=True)
        assert found.manifest["computed"] == (15 if moment == "running" else 5)
    assert found.dataset.equals(world.run(members=15, seed=1).dataset)


def test_replacing_leaves_the_old_run_until_the_new_one_can_begin(world, tmp_path, engine):
    folder, blocker = tmp_path / "run", Blocker()
    world.run(members=2, seed=7, out=folder)
    first = _blocked(engine, "compiling", blocker, lambda: world.run(members=2, out=folder, force=True))
    os.kill(first.pid, signal.SIGKILL)
    first.join(30)
    assert exeunt.open(folder).manifest["seed"] == 7


def test_two_resumes_at_once(world, tmp_path, engine):
    folder, blocker = tmp_path / "run", Blocker()
    engine.trouble[12] = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        world.run(members=25, jobs=1, out=folder)
    engine.trouble.clear()
    first = _blocked(engine, "second batch", blocker, lambda: world.run(out=folder, resume=True, jobs=1))
    with pytest.raises(InputError, match=HELD):
        world.run(out=folder, resume=True)
    blocker.go.set()
    first.join(30)
    assert exeunt.open(folder).manifest["computed"] == 15


def test_runs_that_start_at_once_take_numbers_of_their_own(tmp_path):
    start, found = fork.Barrier(6), fork.Queue()

    def work():
        start.wait(30)
        for _ in range(5):
            found.put(str(claim.next_free("a", runs=tmp_path / "runs")))

    workers = [fork.Process(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    names = [found.get(timeout=30) for _ in range(30)]
    for worker in workers:
        worker.join(30)
    assert len(set(names)) == 30


def test_a_run_that_stores_nothing_leaves_no_folder(world, tmp_path, engine, monkeypatch):
    monkeypatch.setattr(engine, "parameters", lambda *_: (_ for _ in ()).throw(RuntimeError("no")))
    reserved = claim.next_free("a", runs=tmp_path)
    made = tmp_path / "mine"
    made.mkdir()
    for folder in (reserved, made, tmp_path / "deep" / "new"):
        with pytest.raises(RuntimeError):
            world.run(members=2, out=folder)
    assert not reserved.exists()
    assert list(made.iterdir()) == []
    assert list((tmp_path / "deep").iterdir()) == []


def test_an_interrupt_says_what_is_kept(world, tmp_path, engine, type_in):
    def stop(*_, **__):
        raise KeyboardInterrupt

    engine.trouble[12] = KeyboardInterrupt()
    found = type_in("run", "smallest", "--members", "25", "--jobs", "1", "--out", "run")
    assert found.exit_code == 130
    assert "10 of 25 members are stored in run, and `exeunt run smallest --out run --resume`" in found.stderr
    engine.trouble[0] = KeyboardInterrupt()
    found = type_in("run", "smallest", "--members", "25", "--jobs", "1", "--out", "second")
    assert "0 of 25 members are stored in second" in found.stderr
    engine.trouble.clear()
    engine.__init__, before = stop, engine.__init__
    try:
        found = type_in("run", "smallest", "--members", "25", "--jobs", "1", "--out", "third")
    finally:
        engine.__init__ = before
    assert "interrupted; nothing was stored yet" in found.stderr
    assert not (tmp_path / "third").exists()
    assert json.loads((tmp_path / "run" / "progress.json").read_text())["finished"] == [[0, 10]]
