"""The names on the map."""

import re

import pytest

from exeunt.show.map import labels
from exeunt.show.map.flows import flows
from exeunt.show.map.flows_map import flows_map

PLACES = """id, name, country, kind, population, lat, lon
home, , AAA, home, 1000, 10, 20
town, , BBB, town, , 18, 44"""


def test_few_homes_are_named_and_many_are_not(subject_of, monkeypatch):
    found = flows(subject_of(places=PLACES))
    assert [row["name"] for row in labels._few_homes(found)] == ["home"]
    monkeypatch.setattr(labels, "MOST_HOMES", 0)
    assert labels._few_homes(found) == []


@pytest.mark.parametrize(("dy", "fits"), [(0.0, False), (-20.0, True), (20.0, False)])
def test_a_name_of_two_lines_at_the_lower_edge_is_moved_up(dy, fits):
    frame = labels._Frame(left=0.0, bottom=0.0, top=0.6)
    label = labels._Label(x=0.5, y=0.01, wide=80.0, tall=30.0, dx=0.0, dy=dy, needs=0)
    assert label.fits([], frame, 1000) is fits


def test_a_country_whose_name_has_no_room_is_in_the_note(subject_of, monkeypatch):
    subject = subject_of(places=PLACES)
    assert "if at all" not in flows_map(subject).note
    monkeypatch.setattr(labels._Label, "fits", lambda *_: False)
    said = r"Named only where the map is wider, if at all: BBB \(\d+\) and AAA \(\d+\)\."
    assert re.search(said, flows_map(subject).note)
