"""The kernel is compiled by two processes, each step once, and by one if the other fails."""

import os
import subprocess
import sys
from collections import Counter

import pytest
from numba.core.dispatcher import Dispatcher

from exeunt.engine.kernel import tick

SAYS = """
import exeunt
from exeunt.engine import compiled_once
from exeunt.engine.members import Simulator
from exeunt.ensemble.compiling import compilation
{before}
with compilation(lambda: None) as watch:
    ran = Simulator(exeunt.load("smallest"), seed=1).run(0)
here = sum(bool(step.stats.cache_misses) for step in compiled_once.STEPS)
print(watch.seconds > 0, int(ran["departures"].sum()), here)
"""
BREAKS_OFF = """
helps = compiled_once._HELP
compiled_once._HELP = helps.replace("compile_steps(kinds", "compile_steps(kinds.clear() or kinds")
assert compiled_once._HELP != helps
"""


@pytest.fixture
def cold(tmp_path):
    """Run a member in a process of its own where nothing has been compiled, and return what it says and kept."""

    def run(before=""):
        env = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
        command = [sys.executable, "-c", SAYS.format(before=before)]
        said = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
        return said.split(), Counter(file.name.split("-")[0].split(".")[-1] for file in tmp_path.rglob("*.nbc"))

    return run


def names():
    return [step.py_func.__name__ for step in tick.STEPS]


def test_the_steps_are_what_a_tick_calls_and_is_compiled_by_itself():
    called = {name: getattr(tick, name, None) for name in tick.run.py_func.__code__.co_names}
    steps = {
        name for name, each in called.items()
        if isinstance(each, Dispatcher) and not each.targetoptions.get("forceinline")
    }  # fmt: skip
    assert steps == set(names())
    assert len(names()) == len(steps)


@pytest.mark.slow
def test_each_step_is_compiled_once_between_them_and_the_next_process_finds_it(cold):
    (compiled, left, here), kept = cold("compiled_once.cores = lambda: 2")
    assert compiled == "True"
    assert 0 < int(here) < len(names()), "each process compiles some"
    assert {name: kept[name] for name in names()} == dict.fromkeys(names(), 1)
    assert kept["run"] == 1
    assert cold() == (["False", left, "0"], kept)


@pytest.mark.slow
def test_what_the_other_process_took_and_did_not_compile_this_one_does(cold):
    _, kept = cold(BREAKS_OFF)
    assert {name: kept[name] for name in [*names(), "run"]} == dict.fromkeys([*names(), "run"], 1)
