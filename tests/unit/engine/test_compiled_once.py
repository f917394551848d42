"""The kernel compiled from nothing: by two processes, each step once, and by one if the other fails.

It is told to look whether each index lies within its array, as it does not where it runs for users (see `compiled`):
what is compiled here then serves to see that none lies outside.
"""

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from numba import typeof
from numba.core.dispatcher import Dispatcher

import exeunt
import worlds
from exeunt.engine import members
from exeunt.engine.kernel import tick
from exeunt.engine.members import Simulator

SAYS = """
import exeunt
from exeunt.engine import compiled_once
from exeunt.engine.members import Simulator
from exeunt.ensemble.compiling import compilation
{before}
with compilation(lambda: None) as watch:
    ran = Simulator(exeunt.load("smallest"), seed=1).run(0)
here = sum(bool(step.stats.cache_misses) for step in compiled_once.Steps())
print(watch.seconds > 0, int(ran["departures"].sum()), here)
"""
BREAKS_OFF = """
compiled_once.cores = lambda: 2
helps = compiled_once._HELP
compiled_once._HELP = helps.replace("compile_steps(kinds", "compile_steps(kinds.clear() or kinds")
assert compiled_once._HELP != helps
begun = compiled_once._Helper.__init__
def breaks_off(helper, kinds):
    begun(helper, kinds)
    helper.process.wait()
    assert (helper.taken / "{name}").exists()
compiled_once._Helper.__init__ = breaks_off
"""

KIND = "everybody_is_somewhere"  # by several clocks, also of gates
WORLDS = Path(__file__).parents[2] / "property" / "test_conservation.py"
BEYOND = """
import numpy as np
from exeunt.compiled import plain

@plain
def read(numbers, index):
    return numbers[index]

for index in (-1, 3):
    try:
        read(np.zeros(3), index)
    except IndexError:
        print(index)
"""


def looking(folder):
    """Return what a process is told that looks at indices and keeps in a folder what it compiles."""
    return os.environ | {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(folder), "PYTEST_XDIST_WORKER": "looking"}


def say(folder, before=""):
    """Run a member in a process that keeps in a folder what it compiles; return what it says and what lies there."""
    command = [sys.executable, "-c", SAYS.format(before=before)]
    said = subprocess.run(command, env=looking(folder), capture_output=True, text=True, check=True).stdout
    return said.split(), Counter(file.name.split("-")[0].split(".")[-1] for file in folder.rglob("*.nbc"))


@pytest.fixture(scope="module")
def cold(tmp_path_factory):
    """A folder in which nothing had been compiled, what the first process that ran said, and what it kept there."""
    folder = tmp_path_factory.mktemp("cold")
    return folder, *say(folder, "compiled_once.cores = lambda: 2")


def names():
    return [step.py_func.__name__ for step in tick.Steps()]


def test_a_tick_calls_each_step_by_where_it_lies_and_nothing_else_that_is_not_put_into_it():
    called = set(tick.run.py_func.__code__.co_names)
    by_name = [each for name in called - set(names()) if isinstance(each := getattr(tick, name, None), Dispatcher)]
    assert set(names()) <= called
    assert len(set(names())) == len(names())
    assert all(each.targetoptions.get("forceinline") for each in by_name)


@pytest.mark.parametrize("name", ["smallest", "everything", "mobilisation-2022", "karabakh-2023"])
@pytest.mark.parametrize("walks", [0.0, 0.1])
def test_the_least_world_is_handed_over_like_any_other(name, walks):
    """So what is compiled for it, while another is made ready, is compiled for that too, and once for all worlds."""
    world = worlds.everything() if name == "everything" else exeunt.load(name)
    for constant in ("push_walk", "region_walk", "country_walk", "ordinary_walk"):
        world = world.with_parameter(constant, walks)
    another = Simulator(world, origins=bool(world.settings.origins))
    handed = another._begun(*another._met_by(0, None, 0), room=1)[1]
    assert [typeof(each) for each in members._of_least_world()] == [typeof(each) for each in handed]


@pytest.mark.slow
def test_each_step_is_compiled_once_between_them_and_the_next_process_finds_it(cold):
    folder, (compiled, left, here), kept = cold
    assert compiled == "True"
    assert 0 < int(here) < len(names()), "each process compiles some"
    assert {name: kept[name] for name in names()} == dict.fromkeys(names(), 1)
    assert kept["run"] == 1
    assert say(folder) == (["False", left, "0"], kept)


@pytest.mark.slow
def test_what_the_other_process_took_and_did_not_compile_this_one_does(cold, tmp_path):
    """It begins at the back, and breaks off at the first step that it takes."""
    folder, (_, left, _), kept = cold
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    lost = [*names()[-2:], "run"]
    for file in [file for name in lost for file in tmp_path.rglob(f"*.{name}-*.nb?")]:
        file.unlink()
    assert say(tmp_path, BREAKS_OFF.replace("{name}", names()[-1])) == (["True", left, "2"], kept)


@pytest.mark.slow
def test_an_index_outside_its_array_is_seen_one_below_0_included(tmp_path):
    """So that none counts from an array's end."""
    script = tmp_path / "beyond.py"  # numba keeps nothing of what is in no file
    script.write_text(BEYOND)
    seen = subprocess.run([sys.executable, script], env=looking(tmp_path), capture_output=True, text=True, check=True)
    assert seen.stdout.split() == ["-1", "3"], seen.stderr


@pytest.mark.slow
def test_no_index_lies_outside_its_array_in_any_of_some_worlds(cold, tmp_path):
    """It would end at the first that does."""
    shutil.copytree(cold[0], tmp_path, dirs_exist_ok=True)
    tests = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", WORLDS, "-k", KIND]
    ran = subprocess.run(tests, env=looking(tmp_path), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "1 passed" in ran.stdout
