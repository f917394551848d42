"""Members on a Dask cluster are those of one core, whatever becomes of the workers; what is lost is said."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from threading import Thread, Timer
from typing import Any, cast

import pytest
import xarray as xr
from typer.testing import CliRunner

import exeunt
from elsewhere import dask
from exeunt.cli import app
from exeunt.engine import members
from exeunt.ensemble import cluster as clusters
from exeunt.ensemble.pool import LostError
from exeunt.ensemble.posterior import Posterior
from exeunt.errors import InputError, Notice
from typed_apart import server

distributed = pytest.importorskip("distributed", reason="the extra exeunt[cluster] is not installed")

dask_config = pytest.importorskip("dask.config")
cloudpickle = pytest.importorskip("cloudpickle")
cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers cannot import the tests

QUIET = {"dashboard_address": ":0", "silence_logs": 60}
MEMBERS = 40


@pytest.fixture(scope="module")
def here() -> Iterator[str]:
    """The address of a cluster within this process: two workers of two threads."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=2, processes=False, protocol="tcp://", **QUIET
    ) as local:
        yield local.scheduler_address


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Any]:
    """A cluster of two processes, forked from one that has loaded what they need."""
    server()
    with (
        dask_config.set({"distributed.worker.multiprocessing-method": "forkserver"}),
        distributed.LocalCluster(n_workers=2, threads_per_worker=2, **QUIET) as local,
    ):
        yield local


@pytest.fixture(scope="module")
def alone(smallest: exeunt.World) -> exeunt.Outcome:
    return smallest.run(members=MEMBERS, jobs=1)


@pytest.fixture(scope="module")
def hundred_alone(smallest: exeunt.World) -> exeunt.Outcome:
    return smallest.run(members=100, jobs=1)


@pytest.fixture(scope="module")
def learned_alone(smallest: exeunt.World) -> Posterior:
    return smallest.fit(members=20, jobs=1)


def same(one: exeunt.Outcome, other: exeunt.Outcome) -> None:
    xr.testing.assert_identical(one.dataset.load().drop_attrs(), other.dataset.load().drop_attrs())


@contextmanager
def started(program: str, *words: str) -> Iterator[int]:
    """Start one of Dask's programs, and kill it: one that is asked to end waits for a scheduler that is gone."""
    process = server().Process(target=dask, args=(program, list(words)))
    process.start()
    try:
        yield cast("int", process.pid)
    finally:
        process.kill()
        process.join()


@contextmanager
def scheduler(folder: Path) -> Iterator[tuple[int, str]]:
    """Start a scheduler and a worker, each a process of its own; give the scheduler's number and its address."""
    file = folder / "scheduler.json"
    with started("scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)) as pid:
        while not (file.exists() and file.read_text().endswith("}")):
            time.sleep(0.05)
        address = json.loads(file.read_text())["address"]
        with started(
            "worker", address, "--nthreads", "2", "--no-dashboard", "--no-nanny",
            "--death-timeout", "5", "--local-directory", str(folder),
        ):  # fmt: skip
            with distributed.Client(address, set_as_default=False) as client:
                client.wait_for_workers(1)
            yield pid, address  # with no client open, which would wait for a scheduler that is gone


def test_a_cluster_makes_the_bits_of_one_thread(smallest, here, elsewhere, alone):
    same(smallest.run(members=MEMBERS, cluster=here), alone)
    same(smallest.run(members=MEMBERS, cluster=elsewhere.scheduler_address), alone)


def test_a_stored_run_goes_on_where_it_likes(smallest, here, alone, tmp_path):
    def stop(stage: str, done: int, total: int) -> None:
        if done == 25:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="stored in"):
        smallest.run(members=MEMBERS, cluster=here, out=tmp_path / "run", progress=stop)
    resumed = smallest.run(members=MEMBERS, jobs=1, out=tmp_path / "run", resume=True)
    same(resumed, alone)
    assert 0 < resumed.manifest["computed"] < MEMBERS


def test_what_was_learned_is_the_same_on_a_cluster(smallest, here, learned_alone):
    assert smallest.fit(members=20, cluster=here).hash == learned_alone.hash


def made() -> tuple[int, int]:
    """Return, on a worker, how many packages it has unpacked and how many simulators made."""
    return clusters._unpacked.cache_info().misses, clusters._simulator.cache_info().misses


def forget() -> None:
    clusters._unpacked.cache_clear()
    clusters._simulator.cache_clear()


def test_a_worker_is_given_the_scenario_once_and_makes_it_ready_once(smallest, elsewhere):
    with distributed.Client(elsewhere) as client:
        client.run(forget)
        smallest.run(members=MEMBERS, cluster=elsewhere.scheduler_address)
        assert list(client.run(made).values()) == [(1, 1), (1, 1)]
        client.run(forget)
        smallest.fit(members=20, cluster=elsewhere.scheduler_address)
        passes = 5  # each with other numbers for its members, in the same world
        assert all(packages <= passes and worlds == 1 for packages, worlds in client.run(made).values())


def test_whoever_has_others_run_the_members_makes_no_arrays_and_compiles_nothing(
    smallest, elsewhere, alone, monkeypatch
):
    def never(*_: Any) -> None:
        raise AssertionError("it was done here")

    stages = set()
    monkeypatch.setattr(members, "compile_world", never)
    monkeypatch.setattr(members.tick, "run", never)  # numba compiles it when it is called
    address = elsewhere.scheduler_address
    same(smallest.run(members=MEMBERS, cluster=address, progress=lambda stage, *_: stages.add(stage)), alone)
    smallest.fit(members=20, cluster=address, progress=lambda stage, *_: stages.add(stage))
    assert "compiling" not in stages
    with pytest.raises(AssertionError, match="done here"):
        smallest.run(members=1, jobs=1)


def test_a_lost_worker_costs_no_member(smallest, elsewhere, alone):
    before = [worker.pid for worker in elsewhere.workers.values()]

    def kill(stage: str, done: int, total: int) -> None:
        if done == 5:
            for pid in before:
                os.kill(pid, signal.SIGKILL)

    same(smallest.run(members=MEMBERS, cluster=elsewhere.scheduler_address, progress=kill), alone)
    assert not set(before) & {worker.pid for worker in elsewhere.workers.values()}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_lost_scheduler_is_told_and_what_was_finished_is_kept(smallest, hundred_alone, tmp_path, how):
    folder = tmp_path / "run"
    with scheduler(tmp_path) as (pid, address):

        def kill(stage: str, done: int, total: int) -> None:
            if done == 25:
                os.kill(pid, how)

        with pytest.raises(LostError, match=f"The Dask scheduler at {address} has gone away") as told:
            smallest.run(members=100, cluster=address, out=folder, progress=kill)
        assert "members are stored in" in str(told.value)
        assert "resume=True" in str(told.value)
    resumed = smallest.run(members=100, jobs=1, out=folder, resume=True)
    same(resumed, hundred_alone)
    assert resumed.manifest["computed"] < 100


def test_a_fit_whose_scheduler_is_lost_goes_on(smallest, learned_alone, tmp_path):
    with scheduler(tmp_path) as (pid, address):

        def kill(stage: str, done: int, total: int) -> None:
            if done == 45:
                os.kill(pid, signal.SIGKILL)

        with pytest.raises(LostError, match="resume=True, with the options it was started with, goes on"):
            smallest.fit(members=20, cluster=address, out=tmp_path / "fit", progress=kill)
    resumed = smallest.fit(members=20, jobs=1, out=tmp_path / "fit", resume=True)
    assert resumed.hash == learned_alone.hash


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{free}", "nowhere.invalid:8786", "odd://x", ""])
def test_nobody_at_the_address_is_one_sentence(address, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clusters, "CONNECT_SECONDS", 0.2)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        named = address.format(free=free.getsockname()[1])
    done = CliRunner().invoke(app, ["run", "smallest", "--cluster", named])
    assert done.exit_code == 1
    assert done.stderr.startswith(f"No Dask scheduler answers at {named}")
    assert done.stderr.count("\n") == 1
    assert list((tmp_path / "runs").iterdir()) == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nonsense", "No Dask scheduler answers at nonsense. `dask scheduler` starts one"),
        ("tls://127.0.0.1:1", "Dask is not set up to connect to tls://127.0.0.1:1: TLS expects"),
    ],
)
def test_who_cannot_connect_leaves_nothing_open_that_complains_at_the_end(address, said):
    words = ["run", "smallest", "--members", "1", "--cluster", address]
    done = subprocess.run([sys.executable, "-m", "exeunt.cli", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


def test_a_worker_with_another_version_is_refused(smallest, here, monkeypatch):
    real = clusters.installed()
    there = {"tcp://there:1": (("exeunt", "0.0.9"), *real[1:])}
    monkeypatch.setattr(distributed.Client, "run", lambda *_, **__: there)
    with pytest.raises(InputError, match=r"tcp://there:1 has exeunt 0\.0\.9, here it is"):
        smallest.run(members=2, cluster=here)


@pytest.mark.parametrize("wrong", [ModuleNotFoundError("No module named 'exeunt'"), PermissionError(13, "denied")])
def test_a_worker_that_cannot_run_what_is_here_is_refused(smallest, here, monkeypatch, wrong):
    monkeypatch.setattr(distributed.Client, "run", lambda *_, **__: {"tcp://there:1": wrong})
    with pytest.raises(InputError, match=r"The worker at tcp://there:1 cannot run exeunt .*: install there what is"):
        smallest.run(members=2, cluster=here)


def test_a_worker_that_is_lost_while_it_is_compared_costs_no_member(smallest, elsewhere, alone, monkeypatch):
    real, doomed = clusters.installed(), next(iter(elsewhere.workers.values())).pid

    def installed() -> clusters.Installed:
        if os.getpid() == doomed:
            os.kill(doomed, signal.SIGKILL)
        return real

    monkeypatch.setattr(clusters, "installed", installed)
    same(smallest.run(members=MEMBERS, cluster=elsewhere.scheduler_address), alone)


def test_members_wait_for_the_first_worker(smallest, alone):
    with distributed.LocalCluster(n_workers=0, processes=False, protocol="tcp://", **QUIET) as local:
        timer = Timer(1.0, local.scale, [1])
        timer.start()
        with pytest.warns(Notice, match="has no worker yet; members wait for one"):
            same(smallest.run(members=MEMBERS, cluster=local.scheduler_address), alone)
        timer.join()


def test_a_worker_that_comes_later_is_compared_too():
    package = clusters.Package("", clusters._packed(abs), (("exeunt", "0.0.9"), *clusters.installed()[1:]))
    with pytest.raises(InputError, match="came later has exeunt"):
        clusters._run(package, 1)


def test_an_error_of_a_member_is_that_of_one_thread(here):
    with pytest.raises(ValueError, match="negative"), clusters.joined(here) as pool:
        pool.executor().submit(_fails, 1).result()


def _fails(member: int) -> None:
    raise ValueError("negative")


def test_threads_here_and_a_cluster_are_one_too_many(smallest, here):
    with pytest.raises(InputError, match="choose one"):
        smallest.run(members=2, jobs=2, cluster=here)


def test_without_the_extra_it_is_said_how_to_get_it(smallest, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"pip install 'exeunt\[cluster\]'"):
        smallest.run(members=2, cluster="tcp://head:8786")


class OnItsWay:
    """A promise whose result never arrives, as of a client that was closed meanwhile."""

    status = "finished"

    def result(self, timeout: float) -> None:
        time.sleep(timeout)
        raise TimeoutError


class Leaving:
    def cancel(self, promises: list[Any]) -> None:
        """Cancel nothing."""


def test_a_result_that_never_arrives_keeps_nobody_waiting_once_a_run_is_over(monkeypatch):
    """Dask tells all runs of a process in one thread: the next run would never hear of its members."""
    monkeypatch.setattr(clusters, "FETCH_SECONDS", 0.05)
    leaving, never = cast("distributed.Client", Leaving()), cast("distributed.Future", OnItsWay())
    workers = clusters._Workers(leaving, "tcp://nowhere:1")
    found: Future[Any] = Future()
    thread = Thread(target=workers._tell, args=(found, never))
    thread.start()
    thread.join(0.3)
    assert thread.is_alive(), "as long as it is under way it may come"
    workers.shutdown()
    thread.join(10)
    assert not thread.is_alive()
    with pytest.raises(LostError):
        found.result(0)


class Full:
    """A member whose worker had no room left."""

    status = "error"

    def result(self, timeout: float) -> None:
        raise OSError(28, "No space left on device")


def test_what_a_worker_s_own_system_refuses_is_told_as_that():
    workers = clusters._Workers(cast("distributed.Client", Leaving()), "tcp://nowhere:1")
    found: Future[Any] = Future()
    workers._tell(found, cast("distributed.Future", Full()))
    with pytest.raises(LostError, match=r"could not run a member: .*No space left on device"):
        found.result(0)
