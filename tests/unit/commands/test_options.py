"""What is asked for twice, or in two ways at once, on the command line."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from exeunt.api import load
from exeunt.cli import app
from exeunt.commands.running import changed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("run smallest --set reach=0.1 --set reach=0.4", "--set names reach twice: choose one."),
        ("run smallest --reading a=b --reading a=c", "--reading names a twice: choose one."),
        ("sweep smallest --vary reach=0:1:2 --vary reach=0:1:3", "--vary names reach twice: choose one."),
        ("sweep smallest --vary reach=0:1:2 --set scale=1 --set scale=2", "--set names scale twice: choose one."),
        ("ways smallest --from capital --on 2024-03-03 --trait liable=yes --trait liable=no", "names liable twice"),
        ("run smallest --set scale=1 --reading scale=b", "--set and --reading both say what scale is: choose one."),
        (
            "show a --spread --gate b",
            "--spread is of a whole run: leave out --by, --from, --until, --place and --gate.",
        ),
        ("show a --by month", "Invalid value for '--by': 'month' is not one of 'day', 'week'."),
        (
            "compare a b --all --place c",
            "--all prints every country and gate: leave out --country, --gate and --place.",
        ),
        ("import arrivals a.csv --scenario b --means Tchad=x --means Tchad=y", "--means names Tchad twice"),
    ],
)
def test_what_is_named_twice_or_said_against_each_other_is_refused(words, said, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    done = CliRunner().invoke(app, words.split())
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_rule_that_is_left_out_twice_is_left_out():
    world = changed(load("smallest"), parameters={}, readings={}, without=["bbb-closes", "bbb-closes"])
    assert "bbb-closes" not in set(world.rules["id"])
