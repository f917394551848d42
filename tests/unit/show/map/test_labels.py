"""The names on the map."""

from exeunt.show.map import labels
from exeunt.show.map.flows import flows

PLACES = """id, name, country, kind, population, lat, lon
home, , AAA, home, 1000, 10, 20
town, , BBB, town, , 18, 44"""


def test_few_homes_are_named_and_many_are_not(subject_of, monkeypatch):
    found = flows(subject_of(places=PLACES))
    assert [row["name"] for row in labels._few_homes(found)] == ["home"]
    monkeypatch.setattr(labels, "MOST_HOMES", 0)
    assert labels._few_homes(found) == []
