"""The studio among many visitors, one of them hostile: `benchmarks/studio_load.py`, short."""

import subprocess
import sys
from pathlib import Path

PROGRAM = Path(__file__).parents[2] / "benchmarks" / "studio_load.py"


def test_it_stays_up_gives_nothing_away_and_does_not_break(tmp_path):
    words = [sys.executable, PROGRAM, "--visitors", "8", "--seconds", "6"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "gave nothing away" in done.stdout
