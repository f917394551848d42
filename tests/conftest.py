"""Shared by all tests; pytest puts this folder on the path, so that a test can `import worlds`."""

import gc
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

import exeunt
from exeunt import compiled
from exeunt.machine import cores

# Tests compile drivers of their own, and what numba notes of these in its cache cannot be read without the tests:
# they keep away from the cache that people use, and workers that run side by side from each other's. What lies there
# already they begin with: each would compile the whole engine, all at once.
WORKER, PEOPLES = os.environ.get("PYTEST_XDIST_WORKER", ""), compiled.cache_folder
compiled.cache_folder = PEOPLES.with_name(f"{compiled.fingerprint()}-tests{WORKER}")
if WORKER and PEOPLES.is_dir() and not compiled.cache_folder.exists():
    shutil.copytree(PEOPLES, compiled.cache_folder)

# No test is timed: on a busy machine any example may take long. Otherwise as Hypothesis is set up, in CI too.
settings.register_profile("untimed", parent=settings(), deadline=None)
settings.load_profile("untimed")

HERE = Path(__file__).parent
# folders whose tests are all of one cost; elsewhere each slow test says so itself
COSTS = {
    "browser": ["browser", "slow"],
    "integration": ["slow"],
    "property": ["slow"],
    "statistical": ["slow", "statistical"],
}


@pytest.fixture(scope="session")
def smallest() -> exeunt.World:
    """The smallest scenario of the library, to read only: each derivation is a world of its own."""
    return exeunt.load("smallest")


@pytest.fixture(scope="session")
def mobilisation() -> exeunt.World:
    """The scenario mobilisation-2022, to read only."""
    return exeunt.load("mobilisation-2022")


def pytest_configure(config: pytest.Config) -> None:
    """Compile the engine once before workers begin, as whoever first runs something does."""
    if not WORKER and getattr(config.option, "numprocesses", None):
        first = "import exeunt; exeunt.load('smallest').run(members=1, progress=False)"
        subprocess.run([sys.executable, "-c", first], check=True, capture_output=True)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run one worker more than there are cores: tests wait for browsers, processes and disks half of their time."""
    return cores() + 1


def pytest_collection_finish() -> None:
    """Let the collector pass over what is there for good: with all tests and libraries a pass takes a second."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of a folder by what it costs to run them."""
    for item in items:
        for mark in COSTS.get(item.path.relative_to(HERE).parts[0], ()):
            item.add_marker(mark)
