"""The lines of the map: where they begin, which gates they pass, and how many they stand for."""

from dataclasses import replace

import numpy as np
import pytest

from exeunt.show.map.flows import flows
from exeunt.show.map.flows_map import flows_map
from exeunt.show.map.legs import gate_shares, spread


def placed(subject, **gates):
    """Return the run with coordinates: two homes' worth of map."""
    world = subject.world
    places = world.places.assign(lat=[10.0, 10.0], lon=[20.0, 24.0])
    known = world.gates.assign(lat=[gates.get("one", 10.5), 9.0], lon=[22.0, 22.0])
    object.__setattr__(world, "tables", {**world.tables, "places": places, "gates": known})
    return replace(subject, run=subject.run)


def test_arrivals_are_split_over_the_gates_by_their_crossings(subject):
    passed = subject.daily("crossings_in").mean(axis=0).sum(axis=0)
    shares = gate_shares(subject)
    assert shares[:, 1] == pytest.approx(passed / passed.sum())
    assert shares[:, 0] == pytest.approx(0)  # nobody flees into the country that people leave


def test_homes_and_gates_keep_their_numbers():
    km = np.array([[10.0, 900.0], [900.0, 10.0], [500.0, 500.0]])
    set_out, passed = np.array([100.0, 300.0, 200.0]), np.array([150.0, 450.0])
    found = spread(set_out, passed, km)
    assert found.sum(axis=0) == pytest.approx(passed)
    assert found.sum(axis=1) == pytest.approx(set_out, rel=1e-3)
    assert found[0, 0] / 150 > 2 * found[0, 1] / 450  # the nearer is likelier
    assert spread(np.zeros(3), passed, km).sum() == 0


def test_lines_begin_at_homes_and_pass_gates(subject):
    found = flows(placed(subject))
    lines = found.lines
    into = lines[lines["end"] == "BBB"]
    assert set(into["start"]) == {"First <gate> (into BBB)", "Second gate (into BBB)"}
    assert into["people"].sum() == pytest.approx(found.countries.set_index("country").loc["BBB", "arrivals"])
    first = lines[lines["start"] == "home"]
    assert set(first["end"]) == set(into["start"])
    assert first["people"].sum() == pytest.approx(into["people"].sum())
    assert set(zip(first["lon"], first["lat"], strict=True)) == {(20.0, 10.0)}


def test_a_gate_without_coordinates_is_named_and_its_people_go_straight(subject):
    there = placed(subject, one=np.nan)
    lines = flows(there).lines
    assert {"home", "Second gate (into BBB)"} == set(lines.loc[lines["end"] == "BBB", "start"])
    assert "Not on the map, for want of coordinates: First <gate>." in flows_map(there).note


def test_a_thin_line_is_seen(subject):
    drawn = [
        layer["encoding"]["strokeWidth"]
        for layer in flows_map(placed(subject)).spec["layer"]
        if "strokeWidth" in layer["encoding"]
    ]
    assert drawn[0]["scale"]["range"][0] >= 1
