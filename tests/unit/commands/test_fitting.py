"""What `fit` prints of the figures that it learned from."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from exeunt.commands.fitting import print_posterior


def said_after(*values, low=500.0, high=900.0, kind="about"):
    """Return what members that learned say to figures: the same band to each."""
    rows = [{"id": f"f{k}", "value": value, "kind": kind} for k, value in enumerate(values)]
    ends = {
        "before": 700.0,
        "before_q05": 100.0,
        "before_q95": 9000.0,
        "after": 700.0,
        "after_q05": low,
        "after_q95": high,
    }
    return pd.DataFrame(rows).assign(**ends, inside90=[low <= value <= high for value in values])


@pytest.fixture
def printed(capsys):
    """Print what was learned, of which this much is known."""

    def of(said, members=200):
        learned = SimpleNamespace(
            told={"title": "Tiny"}, members=members, in_words=lambda: "learned", predicted=lambda: said, deaf=(),
            repeated={}, doubtful={}, chance=0.1, evenings=(),
            summary=lambda: pd.DataFrame(columns=["latent", "of", "moved", "told_apart"]),
        )  # fmt: skip
        print_posterior(learned, None, "world", Path("folder"))
        return capsys.readouterr().out

    return of


def test_a_figure_far_outside_what_members_say_once_they_learned_is_named(printed):
    right = [600.0] * 9
    told = printed(said_after(*right, 5110.0, 1000.0, 450.0))
    assert "Look whether f9 is right: it is 5,110, where members that learned say 500..900." in told
    assert told.count("Look whether") == 1, "1,000 and 450 lie outside, but near"
    assert "poor fit" not in told
    told = printed(said_after(*right, 40.0))
    assert "Look whether f9 is right: it is 40.0, where members that learned say 500.0..900.0." in told
    assert "Look whether" not in printed(said_after(*[0.0] * 9, 1.0, low=0.0, high=0.0)), "one is soon too many"
    told = printed(said_after(600.0, 5110.0))
    assert "moves these figures, if no figure is wrong." in told
    told = printed(said_after(*[5110.0] * 4))
    assert "Look whether" not in told, "so many are no slips"
    assert "moves these figures.\n" in told


def test_a_poor_fit_of_few_members_may_come_of_them(printed):
    said = said_after(600.0, 1000.0)
    few = "It may also come of few members, 24 here: fit with `--members 200` first."
    assert few in printed(said, members=24)
    told = printed(said)
    assert "That is a poor fit" in told
    assert "few members" not in told


def test_what_bounds_a_number_is_said_in_what_members_say(printed):
    told = printed(said_after(600.0, kind="at_least"))
    assert "at least 600.0" in told
