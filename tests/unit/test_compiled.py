"""Compiled code is kept apart for each state of its sources, also where the user says where it is kept."""

import os
import subprocess
import sys

import pytest

from exeunt import compiled

COMPILES = """
import numba
from exeunt.behaviour.travelling import Travelling, fare
fare(Travelling(1.0, 1.0, 1.0, 1.0, 1.0), 1.0)
print(numba.config.CACHE_DIR)
"""


@pytest.fixture
def run(tmp_path):
    """Run code with the cache of numba in an empty folder, and return what it prints."""

    def run(code):
        env = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}
        found = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
        return found.stdout.strip()

    return run


def kept(folder):
    return {file.relative_to(folder).parts[0] for file in folder.rglob("*.nbi")}


@pytest.mark.slow
def test_a_folder_of_the_users_own_holds_one_for_each_state_of_the_sources(run, tmp_path):
    run(COMPILES)
    assert kept(tmp_path) == {compiled.fingerprint()}


@pytest.mark.slow
def test_what_others_compile_stays_where_they_want_it(run, tmp_path):
    assert run(COMPILES) == str(tmp_path)


@pytest.mark.slow
def test_a_setting_of_numba_that_changes_on_the_way_moves_nothing(run, tmp_path):
    """Numba reads its settings anew, that of the folder too, when any of them changes in the environment."""
    run("import os\nfrom exeunt.behaviour.leaving import hazard\nos.environ['NUMBA_NUM_THREADS'] = '1'\n" + COMPILES)
    assert kept(tmp_path) == {compiled.fingerprint()}


def test_the_sources_that_count_are_all_that_is_compiled_and_this_files(tmp_path):
    names = {file.relative_to(compiled._HERE.parent).as_posix() for file in compiled._SOURCES}
    assert {"compiled.py", "handed.py", "behaviour/settling.py", "engine/kernel/tick.py"} <= names
    assert not any("compile/" in name for name in names)
