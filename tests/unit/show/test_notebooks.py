"""What worlds and outcomes show of themselves in a notebook: pictures that run nothing."""

from __future__ import annotations

import base64
import re
from dataclasses import replace

import pandas as pd
import pytest

import exeunt


@pytest.mark.parametrize("name", ["smallest", "karabakh-2023"])
def test_a_world_shows_a_map_without_a_script(name):
    world = exeunt.load(name)
    shown = world._repr_html_()
    assert f"World {name}" in shown
    assert "<script" not in shown
    (drawn,) = re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', shown)
    svg = base64.b64decode(drawn).decode()
    assert svg.startswith("<svg")
    assert len(re.findall(r'aria-roledescription="circle"', svg)) == len(world.homes)


def test_an_outcome_shows_its_main_fans_above_its_table(subject):
    shown = subject.run._repr_html_()
    before, table = shown.split("<table", 1)
    assert "BBB" in table
    drawn = re.findall(r'alt="([^"]*)" src="data:image/svg\+xml;base64,', before)
    assert len(drawn) == 2, "one for each country"
    assert all("a day" in each for each in drawn)


def drawn(shown):
    return [base64.b64decode(each).decode() for each in re.findall(r'src="data:image/svg\+xml;base64,([^"]+)"', shown)]


def test_a_comparison_shows_paired_differences_above_its_table(subject):
    run = subject.run
    other = replace(run, variables=run.dataset.assign(arrivals=run.dataset["arrivals"] * 2))
    table = run.compare(other)
    before, rows = table._repr_html_().split("<table", 1)
    assert "<script" not in before
    assert len(drawn(before)) == 1, "only arrivals change"
    assert "Paired differences in people who fled there" in before
    assert "arrivals" in rows
    assert type(table[table["kind"] == "country"]) is pd.DataFrame
    assert table.equals(pd.DataFrame(table))
    assert not drawn(run.compare(run)._repr_html_()), "nothing changes"
    assert not drawn(run.compare(other, by="day")._repr_html_())


@pytest.mark.slow
def test_ways_show_themselves_on_a_map_that_names_nobody():
    world = exeunt.load("smallest")
    found = world.ways(start="capital", on="2024-03-05", members=1)
    shown = found._repr_html_()
    (svg,) = drawn(shown)
    for way in found.ways:
        assert found.name(way.country) in svg
    assert "<script" not in shown
    assert not drawn(replace(found, ways=())._repr_html_())
    assert "world" not in found.as_json()
