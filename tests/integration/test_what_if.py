"""The policies of the page `what-if`: its files and commands are real ones."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest

from exeunt.commands.running import changed

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "how-to" / "what-if"
PAGE = (ROOT / "docs" / "how-to" / "what-if.md").read_text(encoding="utf-8")
FILES = sorted(FOLDER.glob("*.csv"))
COMMANDS = [shlex.split(line) for line in re.findall(r"^    (exeunt .*)$", PAGE, re.M)]
RUNS = [words for words in COMMANDS if words[1] == "run"]


@pytest.fixture(scope="module")
def world(mobilisation):
    return mobilisation


def option(words, name):
    return [value for flag, value in pairwise(words) if flag == name]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_file_of_rules_reads_and_stands_on_the_page(world, path):
    rules = world.with_rules(path).rules
    assert len(rules) == len(world.rules) + 1
    assert f"```csv {path.name}\n{path.read_text(encoding='utf-8')}```" in PAGE


@pytest.mark.parametrize("words", RUNS, ids=lambda words: words[-1])
def test_every_run_of_the_page_can_be_asked_for(world, words):
    asked = changed(
        world,
        readings=dict(text.split("=") for text in option(words, "--reading")),
        without=option(words, "--without"),
        added=[ROOT / path for path in option(words, "--with")],
    )
    assert words[2] == "mobilisation-2022"
    assert (asked.hash == world.hash) == (option(words, "--out") == ["runs/as-it-was"])


def test_every_comparison_of_the_page_has_its_two_runs():
    members = {option(words, "--out")[0]: option(words, "--members") for words in RUNS}
    compared = [words[2:4] for words in COMMANDS if words[1] in ("compare", "report")]
    assert len(compared) >= 6
    assert all(members[before] == members[after] for before, after in compared)
    assert set(members) == {run for pair in compared for run in pair}


def test_two_of_the_policies_do_what_they_say(world):
    """One member of 24 days each, to 24 September."""
    worlds = {
        "as it was": world,
        "passport": world.with_rules(FOLDER / "kazakhstan-foreign-passport.csv"),
        "flights": world.with_rules(FOLDER / "no-flights-to-turkey.csv"),
    }
    last = {
        name: each.lasting(24).run(members=1, seed=1).arrivals.isel(member=0, time=-1).to_pandas()
        for name, each in worlds.items()
    }
    assert last["passport"]["KAZ"] < 0.8 * last["as it was"]["KAZ"]
    assert last["passport"]["BLR"] > last["as it was"]["BLR"]
    assert last["as it was"]["TUR"] > 0
    assert last["flights"]["TUR"] == 0
