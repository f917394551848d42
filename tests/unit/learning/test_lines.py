"""A line is one, in whatever it is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

import worlds
from exeunt.api import Outcome
from exeunt.learning.lines import AFOOT, put_together, taken_apart

HEAD = "id,from,until,where,measure,aggregate,who,value,lo,hi,unit,kind,published,split,claim"
UNITS = {"queue_people": "people", "queue_vehicles": "vehicles", "queue_km": "km"}


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    """Return a run with a gate of cars and walkers, two to a car."""
    return worlds.everything(hold={"leave_base": -3.0, "push_walk": 0.5, "gate_unseen": 0.3}).run(members=40, seed=1)


def update(run: Outcome, folder: Path, measure: str, value: float) -> Outcome:
    row = f"a,2024-01-04,2024-01-04,gate,{measure},mean,citizens,{value},,,{UNITS[measure]},about,2024-01-05,fit,"
    (folder / "figures.csv").write_text(f"{HEAD}\n{row}\n", encoding="utf-8")
    return run.update(folder / "figures.csv").outcome


def at_the_gate(run: Outcome, name: str) -> xr.DataArray:
    return run.dataset[name].sel(gate="gate")


def middle(run: Outcome, name: str) -> float:
    return float(at_the_gate(run, name).sel(time="2024-01-04").median())


@pytest.mark.slow
@pytest.mark.parametrize("measure", UNITS)
@pytest.mark.parametrize("times", [0.0, 0.5, 2.0])
def test_whichever_measure_of_a_line_a_figure_is_of_all_of_them_agree(outcome, tmp_path, measure, times):
    after = update(outcome, tmp_path, measure, times * middle(outcome, measure))
    people, vehicles, km = (at_the_gate(after, name).values for name in UNITS)
    np.testing.assert_allclose(km, vehicles * 7.0 / 1000.0, rtol=1e-9, atol=1e-9)
    assert (people >= 2.0 * vehicles - 1e-6).all(), "who walks stands there too"
    assert (people > 2.0 * vehicles + 1.0).any()
    for name in UNITS:
        assert (middle(after, name) < middle(outcome, name)) is (times < 1.0)


def test_a_line_that_did_not_move_keeps_its_bits(outcome):
    apart = taken_apart(outcome.dataset, outcome.world)
    assert float(apart[AFOOT].sel(gate="gate").max()) > 0.0
    assert put_together(apart, apart.copy(), outcome.world).identical(outcome.dataset)


def test_people_and_kilometres_follow_vehicles_and_walkers(outcome):
    apart = taken_apart(outcome.dataset, outcome.world)
    moved = apart.assign(queue_vehicles=apart["queue_vehicles"] + 10.0, **{AFOOT: apart[AFOOT] + 3.0})
    after = put_together(apart, moved, outcome.world)
    for name, more in (("queue_people", 2 * 10.0 + 3.0), ("queue_km", 0.07)):
        np.testing.assert_allclose((after[name] - outcome.dataset[name]).sel(gate="gate"), more, atol=1e-9)
