"""How much faster two workers of a Dask cluster are than one, beside what two plain processes are on this machine.

    python benchmarks/cluster.py [--members 24] [--rounds 1] [--scenario mobilisation-2022]

A job is what its user waits for: connecting, sending the scenario, making it ready on each worker, running its members
and handing the results back; only the engine is loaded before. The plain processes make the scenario ready and run the
same members, and hand nothing back: faster than they are nothing can be here. All four are timed in turns, and what
does the work of one is started before it and ended after it. Where other programs run meanwhile, the CPU seconds that a
job took in all say more than its time.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import product
from multiprocessing import get_context
from statistics import median

import dask
from distributed import LocalCluster
from psutil import Process

import exeunt
from exeunt.ensemble.manifest import make_plan
from exeunt.ensemble.posterior import shipped
from exeunt.ensemble.simulate import simulator_of

WARMING = "smallest"

# As docs/how-to/many-machines.md sets workers up. Otherwise Dask watches itself a hundred times a second, which takes
# an eighth of a core from two workers on two cores.
QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "2s",
    "distributed.worker.memory.monitor-interval": "2s",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--members", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--scenario", default="mobilisation-2022")
    options = parser.parse_args()
    taken, cost = defaultdict[tuple[str, int], list[float]](list), defaultdict[tuple[str, int], list[float]](list)
    for _ in range(options.rounds):
        for what, count in product(("workers", "processes"), (1, 2)):
            with JOBS[what](options.scenario, options.members, count) as run:
                begun, spent = time.perf_counter(), _cpu_seconds()
                run()
                taken[what, count].append(time.perf_counter() - begun)
                cost[what, count].append(_cpu_seconds() - spent)
    print(f"{options.members} members of {options.scenario}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for what in ("workers", "processes"):
        one, two = (median(taken[what, count]) for count in (1, 2))
        cpu_one, cpu_two = (median(cost[what, count]) for count in (1, 2))
        print(
            f"{what:10} one {one:6.1f} s (CPU {cpu_one:.1f})   two {two:6.1f} s (CPU {cpu_two:.1f})   "
            f"{one / two:.2f} times as fast"
        )


def _cpu_seconds() -> float:
    """Return what this process and all it has started have used of the processors."""
    here = Process()
    each = [process.cpu_times() for process in (here, *here.children(recursive=True))]
    return float(sum(times.user + times.system for times in each))


@contextmanager
def _workers(scenario: str, members: int, count: int) -> Iterator[Callable[[], object]]:
    """Start a cluster of so many workers, load the engine there, and yield the job."""
    world = exeunt.load(scenario)
    with (
        dask.config.set(QUIET),
        LocalCluster(n_workers=count, threads_per_worker=1, dashboard_address=":0", silence_logs=50) as cluster,
    ):
        address = cluster.scheduler_address
        exeunt.load(WARMING).run(members=2 * count, cluster=address, progress=False)
        yield partial(world.run, members=members, cluster=address, progress=False)


@contextmanager
def _processes(scenario: str, members: int, count: int) -> Iterator[Callable[[], object]]:
    """Start so many processes, load the engine there, and yield the job."""
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        _side_by_side(pool, WARMING, 2 * count, count)
        yield partial(_side_by_side, pool, scenario, members, count)


JOBS = {"workers": _workers, "processes": _processes}


def _side_by_side(pool: Executor, scenario: str, members: int, count: int) -> None:
    """Run members in so many processes, every so many-th in each."""
    list(pool.map(partial(_run_some, scenario, members), [range(first, members, count) for first in range(count)]))


def _run_some(scenario: str, members: int, some: range) -> None:
    world = exeunt.load(scenario)
    learned = shipped(world)
    known = world if learned is None else world.as_of(learned.until)
    plan = make_plan(known, members=members, seed=None, mean=None, by_origin=None)
    simulator = simulator_of(known, plan, learned)
    for member in some:
        simulator.run(member)


if __name__ == "__main__":
    main()
