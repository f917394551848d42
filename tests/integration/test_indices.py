"""Compiled code reaches for nothing outside its arrays: where it runs for users it does not look (see `compiled`)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

KIND = "everybody_is_somewhere"  # by several clocks, also of gates
WORLDS = Path(__file__).parents[1] / "property" / "test_conservation.py"
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


def test_no_index_lies_outside_its_array_in_any_of_some_worlds(tmp_path):
    """Told to look, it ends at the first that does, one below 0 included: here none counts from an array's end."""
    looking = os.environ | {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    script = tmp_path / "beyond.py"
    script.write_text(BEYOND)
    seen = subprocess.run([sys.executable, script], env=looking, capture_output=True, text=True, check=True)
    assert seen.stdout.split() == ["-1", "3"], seen.stderr
    tests = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", WORLDS, "-k", KIND]
    ran = subprocess.run(tests, env=looking, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "1 passed" in ran.stdout
