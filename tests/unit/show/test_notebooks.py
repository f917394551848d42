"""What worlds and outcomes show of themselves in a notebook: pictures that run nothing."""

from __future__ import annotations

import base64
import re

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
