"""Figures that were counted at gates, areas and places."""

import numpy as np
import pytest

from exeunt.show.charts.fans import at_places, counts, entries, fans, present

OBSERVATIONS = """id, from, until, where, measure, aggregate, who, value
camp, 2024-01-02, 2024-01-02, town, stock, sum, citizens, 40
country, 2024-01-03, 2024-01-03, BBB, stock, mean, citizens, 50
gates, 2024-01-02, 2024-01-03, one+two, crossings_in, sum, citizens, 300
all, 2024-01-02, 2024-01-03, one, crossings_out, sum, all, 90"""


@pytest.fixture
def counted(subject_of):
    return subject_of(observations=OBSERVATIONS)


def test_people_present_are_drawn_where_they_were_counted(counted):
    pictures = {picture.title: picture for picture in present(counted)}
    assert set(pictures) == {"Town, people present", "BBB, people present"}
    (row,) = pictures["Town, people present"].spec["datasets"]["periods"]
    assert row["value"] == 40
    stock = counted.daily("stock")[:, :, 1]
    assert np.array_equal(at_places(counted, "BBB", "stock"), stock)
    assert at_places(counted, "one", "stock") is None


def test_gates_are_added_up_and_other_nationalities_only_where_they_were_counted(counted):
    citizens = counted.daily("crossings_in").sum(axis=2)
    assert np.array_equal(entries(counted, "one+two", "crossings_in", others=False), citizens)
    everyone = counted.daily("crossings_out")[:, :, 0] + counted.daily("others_out")[:, :, 0]
    assert np.array_equal(entries(counted, "one", "crossings_out", others=True), everyone)
    assert entries(counted, "BBB", "crossings_in", others=True) is None
    assert entries(counted, "mars", "crossings_in", others=False) is None
    (picture,) = counts(counted, "one", [figure for figure in counted.figures if figure.id == "all"])
    assert picture.title == "First <gate>, leaving again, all nationalities"


def test_counted_arrivals_are_drawn_on_a_fan_of_those_who_fled(subject_of):
    observations = """id, from, until, where, measure, aggregate, who, value
        fled, 2024-01-02, 2024-01-03, BBB, arrivals, sum, citizens, 60
        both, 2024-01-02, 2024-01-03, AAA+BBB, arrivals, sum, citizens, 70"""
    subject = subject_of(observations=observations)
    drawn = {picture.name: picture for picture in fans(subject)}
    assert [figure.id for figure in drawn["fled-BBB"].figures] == ["fled"]
    assert [figure.id for figure in drawn["fled-AAA-BBB"].figures] == ["both"]
    assert not drawn["fan-BBB"].figures, "it counts all citizens entering"
    data = drawn["fled-BBB"].spec["datasets"]
    assert [row["value"] for row in data["periods"]] == [30.0], "60 in two days"
    place = subject.labels("country").index("BBB")
    fled = np.median(subject.daily("arrivals")[:, :, place], axis=0)
    assert [row["median"] for row in data["simulated"]] == fled.tolist()
    both = np.median(subject.daily("arrivals").sum(axis=2), axis=0)
    assert [row["median"] for row in drawn["fled-AAA-BBB"].spec["datasets"]["simulated"]] == both.tolist()


def test_where_only_those_who_fled_enter_they_are_one_picture_with_what_was_counted(subject_of):
    observations = """id, from, until, where, measure, aggregate, who, value
        fled, 2024-01-02, 2024-01-03, BBB, arrivals, sum, citizens, 60"""
    fled = np.full((3, 4, 2), 50)
    subject = subject_of(observations=observations, recorded={"arrivals": fled, "country_crossings_in": fled})
    drawn = {picture.name: picture for picture in fans(subject)}
    assert "fan-BBB" not in drawn
    assert "Red: counted." in drawn["fled-BBB"].key
    assert "Red" not in drawn["fan-AAA"].key, "nothing was counted there"


def test_arrivals_of_all_and_of_citizens_are_one_picture(subject_of):
    observations = """id, from, until, where, measure, aggregate, who, value
        some, 2024-01-02, 2024-01-02, AAA+BBB, arrivals, sum, citizens, 60
        all, 2024-01-03, 2024-01-03, AAA+BBB, arrivals, sum, all, 70"""
    subject = subject_of(observations=observations)
    (drawn,) = [picture for picture in fans(subject) if picture.name == "fled-AAA-BBB"]
    assert [figure.id for figure in drawn.figures] == ["some", "all"]
