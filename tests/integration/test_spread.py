"""What a spread is made of, by running the engine."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner

import exeunt
from exeunt.cli import app
from exeunt.engine.members import Simulator

MEMBERS = 80


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    return exeunt.load("smallest").run(members=MEMBERS, seed=1, out=tmp_path_factory.mktemp("runs") / "spread")


def test_a_member_keeps_its_constants_and_meets_anothers_luck():
    simulator = Simulator(exeunt.load("smallest"), seed=1)
    own, same, other = (simulator.run(3, seed_member=luck)["arrivals"] for luck in (None, 3, 99))
    np.testing.assert_array_equal(own, same)
    assert not np.array_equal(own, other)


def test_chance_is_bounded_then_measured_and_kept(stored):
    bounded = stored.spread()
    assert set(bounded["source"]) == {"readings", "behaviour", "rest"}
    assert bounded.groupby("of")["share"].sum().to_numpy() == pytest.approx(1)
    measured = stored.spread(again=6)
    assert set(measured["source"]) == {"readings", "behaviour", "chance"}
    assert measured.groupby("of")["share"].sum().to_numpy() == pytest.approx(1)
    shares = [each.set_index(["of", "source"])["share"] for each in (bounded, measured)]
    # 4 standard errors of a variance known from 6 pairs, upwards
    assert shares[1]["all", "chance"] < shares[0]["all", "rest"] * (1 + 4 * np.sqrt(2 / 6))
    assert len(json.loads((stored.path / "again.json").read_text())["arrivals"]) == 6
    again = exeunt.open(stored.path).spread()
    assert again.equals(measured)


def test_the_terminal_and_the_report_say_it(stored):
    stored.spread(again=6)
    found = CliRunner().invoke(app, ["show", str(stored.path), "--spread"])
    assert found.exit_code == 0
    assert "Of the spread in how many flee abroad" in found.stdout
    assert "disagreement among sources" in found.stdout
    rows = json.loads(CliRunner().invoke(app, ["show", str(stored.path), "--spread", "--json"]).stdout)
    assert {row["source"] for row in rows} == {"readings", "behaviour", "chance"}
    assert "Of the spread in how many flee abroad" in stored.report().read_text(encoding="utf-8")
    assert CliRunner().invoke(app, ["show", str(stored.path), "--again", "3"]).exit_code == 2


def test_too_few_members_and_runs_that_cannot_be_run_again(stored, tmp_path):
    few = exeunt.load("smallest").run(members=5, seed=1, out=tmp_path / "few")
    assert few.spread() is None
    refused = CliRunner().invoke(app, ["show", str(few.path), "--spread"])
    assert refused.exit_code == 1
    assert "too few" in refused.stderr
    old = exeunt.Outcome(stored.dataset, {**stored.manifest, "version": "0.0.1"}, stored.world)
    with pytest.raises(exeunt.InputError, match=r"made by exeunt 0\.0\.1"):
        old.spread(again=3)
    other = exeunt.Outcome(stored.dataset, {**stored.manifest, "engine": "0123456789abcdef"}, stored.world)
    with pytest.raises(exeunt.InputError, match="made by another engine"):
        other.spread(again=3)
    with pytest.raises(exeunt.InputError, match="keeps no members"):
        exeunt.load("smallest").run(mean=True).spread(again=3)
