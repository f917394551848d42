"""The lines of the map: where they begin, which gates they pass, and how many they stand for."""

import json
import re

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from exeunt.show.map.flows import flows
from exeunt.show.map.flows_map import flows_map
from exeunt.show.map.legs import by_region, spread

PLACES = """id, country, kind, population, lat, lon
home, AAA, home, 1000, 10, 20
town, BBB, town, , 10, 24"""
GATES = """id, name, country_from, country_to, lat, lon
one, First <gate>, AAA, BBB, 10.5, 22
two, Second gate, AAA, BBB, 9, 22"""


@pytest.fixture
def placed(subject_of):
    """The run on a map."""
    return subject_of(places=PLACES, gates=GATES)


def test_homes_and_gates_keep_their_numbers():
    km = np.array([[10.0, 900.0], [900.0, 10.0], [500.0, 500.0]])
    set_out, passed = np.array([100.0, 300.0, 200.0]), np.array([150.0, 450.0])
    found = spread(set_out, passed, km)
    assert found.sum(axis=0) == pytest.approx(passed)
    assert found.sum(axis=1) == pytest.approx(set_out, rel=1e-3)
    assert found[0, 0] / 150 > 2 * found[0, 1] / 450  # the nearer is likelier
    assert spread(np.zeros(3), passed, km).sum() == 0


def test_lines_begin_at_homes_and_pass_gates(placed):
    found = flows(placed)
    lines = found.lines
    into = lines[lines["end"] == "BBB"]
    assert set(into["start"]) == {"First <gate> (into BBB)", "Second gate (into BBB)"}
    first = lines[(lines["start"] == "home") & (lines["end"] != "AAA")]  # the test's numbers have arrivals at home
    assert set(first["end"]) == set(into["start"])
    assert first["people"].sum() == pytest.approx(into["people"].sum())
    assert set(zip(first["lon"], first["lat"], strict=True)) == {(20.0, 10.0)}


def test_a_gate_without_coordinates_is_named_and_its_people_go_straight(subject_of):
    there = subject_of(places=PLACES, gates=GATES.replace("BBB, 10.5, 22", "BBB, ,"))
    lines = flows(there).lines
    assert {"home", "Second gate (into BBB)"} == set(lines.loc[lines["end"] == "BBB", "start"])
    assert "Not on the map, for want of coordinates: First <gate>." in flows_map(there).note


def test_a_thin_line_is_seen(placed):
    drawn = [
        layer["encoding"]["strokeWidth"]
        for layer in flows_map(placed).spec["layer"]
        if "strokeWidth" in layer["encoding"]
    ]
    assert drawn[0]["scale"]["range"][0] >= 1


def test_homes_of_no_region_have_their_part_of_the_arrivals_too(subject_of):
    """A run by origin keeps those of no region as `elsewhere`."""
    subject = subject_of(places=PLACES, gates=GATES)
    came = subject.run.variables["arrivals"]
    subject.run.variables["arrivals_by_origin"] = came.expand_dims(origin=["west", "elsewhere"], axis=3) * xr.DataArray(
        [0.25, 0.75], dims="origin"
    )
    homes = pd.DataFrame({"region": ["west", "elsewhere"], "people": [5.0, 5.0]})
    (west, of_west), (rest, of_rest) = by_region(subject, homes)
    assert (list(west["region"]), list(rest["region"])) == (["west"], ["elsewhere"])
    assert of_west[1] == pytest.approx(0.25)
    assert of_rest[1] == pytest.approx(0.75)
    assert set(flows(subject).homes["region"]) == {"elsewhere"}


def test_tooltips_have_whole_people(placed):
    formats = set(re.findall(r'"field": "people", "format": "([^"]*)"', json.dumps(flows_map(placed).spec)))
    assert formats == {",.0f"}
