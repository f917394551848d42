"""Streams that are closed, or full, and an interrupt while the command line is loading: a sentence, no traceback."""

import json
import os
import signal
import subprocess
import sys

import pytest

from exeunt.scenario.new import create
from full_disks import IN_A_SHELL, NO_ROOM


def typed(words, redirected, *, before="", **options):
    """Type a command in a shell that redirects its streams, and return its status and what it said."""
    line = before + " ".join([sys.executable, "-m", "exeunt", *map(str, words), redirected])
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False, **options)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("command", ["show", "compare", "scenarios"])
def test_output_that_was_closed_goes_nowhere(ran_once, command):
    runs = {"show": [ran_once], "compare": [ran_once, ran_once], "scenarios": []}[command]
    assert typed([command, *runs], ">&-") == (0, "", "")


def test_signs_that_output_cannot_hold_are_written_by_number(tmp_path):
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    status, said, wrong = typed(["new", "--help"], "", env=env, cwd=tmp_path)
    assert (status, wrong) == (0, "")
    assert "auto|ISO3,\\u2026" in said


def test_json_is_json_in_any_encoding(tmp_path):
    create(tmp_path / "mine", "smallest")
    places = tmp_path / "mine" / "places.csv"
    places.write_text(places.read_text(encoding="utf-8").replace("AAA,50.00", "Yaoundé,50.00"), encoding="utf-8")
    told = [
        typed(["check", "mine", "--json"], "", env={**os.environ, "PYTHONIOENCODING": encoding}, cwd=tmp_path)
        for encoding in ("cp1251", "utf-8")
    ]
    assert [status for status, *_ in told] == [1, 1]
    escaped, written = (json.loads(said) for _, said, _ in told)
    assert escaped == written
    assert "Yaoundé" in written[0]["wrong"]


def test_what_is_wrong_is_not_printed_as_if_it_were_the_answer(tmp_path):
    assert typed(["show", tmp_path / "none"], "2>&-") == (1, "", "")


@pytest.mark.parametrize("words", ["--help", "scenarios", "--version"])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_output_for_which_there_is_no_room_is_named(words, unbuffered, tmp_path):
    env = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    said = f"standard output: {NO_ROOM}\n"
    assert typed([words], ">out", before=IN_A_SHELL, cwd=tmp_path, env=env) == (1, "", said)


def test_a_command_that_is_interrupted_while_it_loads_says_so():
    begins = "import sys, exeunt.__main__ as begin\nclass Stop:\n def find_spec(*_): raise KeyboardInterrupt\n"
    code = f"{begins}sys.meta_path.insert(0, Stop)\nbegin.main()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (128 + signal.SIGINT, "", "interrupted\n")
