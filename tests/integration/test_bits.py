"""A member's bits depend on the scenario, the seed and the member, and on nothing else."""

from __future__ import annotations

import dataclasses
import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import worlds
from exeunt.api import World
from exeunt.engine.kernel.records import BLOCK
from exeunt.engine.members import Simulator

Outputs = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def world(smallest: World) -> World:
    return smallest


def digest(out: Outputs) -> str:
    hashed = hashlib.sha256()
    for name in sorted(out):
        hashed.update(name.encode())
        hashed.update(np.ascontiguousarray(out[name]).tobytes())
    return hashed.hexdigest()


def same(one: Outputs, other: Outputs) -> bool:
    return digest(one) == digest(other)


def test_one_worker_or_two_give_the_same_run(world):
    alone = world.run(members=6, jobs=1).dataset
    shared = world.run(members=6, jobs=2).dataset
    assert alone.identical(shared)


def test_the_first_members_do_not_depend_on_how_many_follow(world):
    few = world.run(members=3, jobs=2).dataset
    more = world.run(members=6, jobs=2).dataset
    assert few.equals(more.isel(member=slice(3)))


def test_members_differ_from_each_other_and_seeds_from_seeds(world):
    runs = [digest(Simulator(world, seed=seed).run(member)) for seed in (1, 2) for member in (0, 1)]
    assert len(set(runs)) == 4


def test_members_may_be_run_in_any_order_and_at_once(world):
    simulator = Simulator(world)
    in_order = [simulator.run(member) for member in range(4)]
    backwards = [simulator.run(member) for member in reversed(range(4))][::-1]
    with ThreadPoolExecutor(4) as pool:
        at_once = list(pool.map(simulator.run, range(4)))
    assert all(same(a, b) and same(a, c) for a, b, c in zip(in_order, backwards, at_once, strict=True))


def test_another_process_gives_the_same_bits(world):
    code = (
        "import exeunt, sys; sys.path[:0] = sys.argv[1:]; from test_bits import digest;"
        "from exeunt.engine.members import Simulator; print(digest(Simulator(exeunt.load('smallest')).run(3)))"
    )
    here = [str(Path(__file__).parent), str(Path(worlds.__file__).parent)]
    another = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"  # of two that hash words alike nothing is seen
    words, env = [sys.executable, "-c", code, *here], {**os.environ, "PYTHONHASHSEED": another}
    found = subprocess.run(words, env=env, capture_output=True, text=True, check=True).stdout.strip()
    assert found == digest(Simulator(world).run(3))


@pytest.mark.parametrize("mean", [False, True], ids=["drawn", "expected"])
def test_memory_that_runs_short_changes_nothing(mean):
    """Lines of many entries that are served and left a few at a time, with room at first for no more than two blocks.

    Each time that this is too little the member begins again with twice the room.
    """
    world = worlds.build(
        places="""id, country, kind, population
            a, AAA, home, 5000
            b, AAA, home, 5000
            town, BBB, town,
            city, BBB, town,""",
        gates="id, country_from, country_to, people_per_day, people_per_vehicle\ngate, AAA, BBB, 120, 1",
        links="""from, to, mode, hours, gate
            a, town, road, 1, gate
            b, town, road, 1, gate
            a, city, road, 2, gate""",
        drivers="""name, where, value
            departures, a, 140
            departures, b, 50
            ordinary_in, gate, 30
            others_in, gate, 20""",
        traits="trait, value, share\nk, x, 0.5\nk, y, 0.3\nk, z, 0.2",
        days=30,
        hold={"give_up": 0.5},
    )
    plenty, little = Simulator(world, mean=mean), Simulator(world, mean=mean)
    little.room = 2 * BLOCK
    assert same(plenty.run(0), little.run(0))
    assert 2 * BLOCK * 2**4 <= little.room < plenty.room, "it was short of room less than four times"


def test_no_figure_to_compare_with_reaches_a_run(world):
    altered = world.observations.assign(value=7.0)
    assert same(Simulator(world).run(0), Simulator(dataclasses.replace(world, observations=altered)).run(0))


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_lucks_of_a_mean_run_go_on_side_by_side_to_the_same_bits(world, jobs):
    expected = Simulator(world, seed=4, mean=True).run(0)
    run = world.run(mean=True, seed=4, jobs=jobs)
    for name in ("arrivals", "ledger", "wait_hours"):
        np.testing.assert_array_equal(run.dataset[name].to_numpy()[0], expected[name])
