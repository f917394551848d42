"""Over which gates people came: in every member no more than passed there, nor all of them more than came."""

import json

import numpy as np
import pytest

from exeunt.show.map.flows import flows
from exeunt.show.map.flows_map import flows_map
from exeunt.show.map.over_gates import laid_over, over_gates

PLACES = "id, country, kind, population, lat, lon\nhome, AAA, home, 1000, 10, 20\ntown, BBB, town, , 10, 24"
GATES = """id, name, country_from, country_to, lat, lon
one, First gate, AAA, BBB, 10.5, 22
two, Second gate, AAA, BBB, 9, 22"""
BY_GATES = "from, to, mode, hours, gate\nhome, town, road, 1, one\nhome, town, road, 2, two"
ALSO_WITHOUT = f"{BY_GATES}\nhome, town, rail, 9,"
ORDINARY = "name, where, value\nordinary_in, one, 100\nordinary_in, two, 40"


def run_of(subject_of, passed, fled, entered=None, **tables):
    """Return a run of two gates: passed (member, day, gate), fled and entered (member, day) into BBB."""
    passed, fled = np.asarray(passed, dtype=float), np.asarray(fled, dtype=float)
    entered = passed.sum(axis=2) if entered is None else np.asarray(entered, dtype=float)
    into = {"arrivals": fled, "country_crossings_in": entered}
    return subject_of(
        members=len(passed),
        days=passed.shape[1],
        recorded={
            "crossings_in": passed,
            "departures": np.stack([fled, np.zeros_like(fled)], axis=2),
            **{name: np.stack([np.zeros_like(values), values], axis=2) for name, values in into.items()},
        },
        places=PLACES,
        gates=GATES,
        **{"links": BY_GATES, **tables},
    )


def test_where_nobody_travels_but_those_who_flee_whoever_passed_fled(subject_of):
    """What came without a gate is put on none: nothing is spread over the gates, and nothing estimated."""
    passed = [[[30, 10], [0, 20]], [[5, 0], [5, 0]]]
    subject = run_of(subject_of, passed, [[50, 30], [5, 9]], [[60, 30], [5, 9]], links=ALSO_WITHOUT)
    found = over_gates(subject)
    assert found.people[:, :, 1].tolist() == [[30, 30], [10, 0]]
    assert not found.is_estimated.any()
    lines = flows(subject).lines
    straight = lines[(lines["start"] == "home") & (lines["end"] == "BBB")]
    assert straight["people"].tolist() == [(80 - 60 + 14 - 10) / 2]
    assert "as the run kept them" in flows_map(subject).note


def test_who_passed_through_the_country_and_on_did_not_come_there_twice(subject_of):
    found = over_gates(run_of(subject_of, [[[30, 10], [0, 20]]], [[20, 10]]))
    assert found.people[0, :, 1] == pytest.approx([15, 15])


def test_a_later_fall_of_ordinary_travel_takes_nothing_from_the_rise(subject_of):
    """The last days are far below the usual 100 and 40, as after a closing: they are no rise, and no loss."""
    subject = run_of(
        subject_of, [[[100, 40], [160, 50], [0, 0], [0, 5]]], [[0, 70, 0, 0]], drivers=ORDINARY, links=BY_GATES
    )
    found = over_gates(subject)
    assert found.people[0, :, 1] == pytest.approx([60, 10])
    assert found.is_estimated[:, 1].all()
    assert "is estimated" in flows_map(subject).note
    assert flows(subject).lines["estimated"].all()


def test_the_rise_comes_first_and_then_the_others_let_through(subject_of):
    """Those who flee may take the places of ordinary travellers: of 130 that came 70 are a rise, 60 of 140 others."""
    subject = run_of(subject_of, [[[100, 40], [160, 50]]], [[0, 130]], drivers=ORDINARY)
    assert over_gates(subject).people[0, :, 1] == pytest.approx([60 + 60 * 100 / 140, 10 + 60 * 40 / 140])


@pytest.mark.parametrize(("by_rail", "over"), [(60, 70), (20, 110)])
def test_with_a_way_in_without_a_gate_only_those_come_over_gates_who_cannot_have_come_there(subject_of, by_rail, over):
    entered = [[140, 210 + by_rail]]
    subject = run_of(subject_of, [[[100, 40], [160, 50]]], [[0, 130]], entered, drivers=ORDINARY, links=ALSO_WITHOUT)
    assert over_gates(subject).people[0, :, 1].sum() == pytest.approx(over)


def test_of_fewer_than_the_rise_each_gate_has_its_part(subject_of):
    subject = run_of(subject_of, [[[100, 40], [160, 50]]], [[0, 35]], drivers=ORDINARY)
    assert over_gates(subject).people[0, :, 1] == pytest.approx([30, 5])


def test_a_country_with_one_way_in_has_all_that_came_and_nothing_is_estimated(subject_of):
    subject = run_of(
        subject_of, [[[100, 40], [160, 50]]], [[0, 90]], drivers=ORDINARY, links="from, to, mode, hours, gate\nhome, "
        "town, road, 1, one",
    )  # fmt: skip
    found = over_gates(subject)
    assert found.people[0, :, 1] == pytest.approx([90, 0])
    assert not found.is_estimated.any()


def test_over_an_airport_came_its_part_of_all_that_it_let_through(subject_of):
    """Seats are full before and after: one lets through its usual 100, all of whom may have fled."""
    subject = run_of(
        subject_of, [[[100, 40], [100, 90]]], [[0, 60]], drivers=ORDINARY, links="from, to, mode, hours, gate\nhome, "
        "town, air, 1, one\nhome, town, road, 2, two",
    )  # fmt: skip
    assert over_gates(subject).people[0, :, 1] == pytest.approx([40, 20])


def test_the_lines_have_the_median_and_the_band_of_their_members(subject_of):
    subject = run_of(subject_of, [[[10, 50]], [[20, 20]], [[60, 0]]], [[60], [40], [60]])
    lines = flows(subject).lines.set_index(["start", "end"])
    first, second = (lines.loc[(f"{name} gate (into BBB)", "BBB")] for name in ("First", "Second"))
    assert (first["people"], first["q05"], first["q95"]) == pytest.approx((20, 11, 56))
    assert (second["people"], second["q05"], second["q95"]) == pytest.approx((20, 2, 47))
    from_home = lines.loc["home"]
    assert from_home.loc["First gate (into BBB)", "people"] == pytest.approx(20)
    assert from_home.loc["Second gate (into BBB)", "people"] == pytest.approx(20)


def test_whatever_is_recorded_no_gate_has_more_than_passed_and_all_came():
    draw = np.random.default_rng(5)
    for _ in range(200):
        passed = draw.integers(0, 50, (4, 3)).astype(float)
        rise = passed * draw.random((4, 3))
        arrived = draw.integers(0, 150, 4).astype(float)
        by_none = np.maximum(arrived - passed.sum(axis=1), 0) + draw.integers(0, 2) * draw.integers(0, 40, 4)
        people = laid_over(arrived, rise, passed, by_none)
        assert (people <= passed + 1e-9).all()
        assert (people.sum(axis=1) <= arrived + 1e-9).all()
        assert (arrived - people.sum(axis=1) <= by_none + 1e-9).all()


def test_a_single_course_has_no_median_nor_band(subject_of):
    picture = flows_map(run_of(subject_of, [[[30, 10]]], [[40]]))
    told = json.dumps(picture.spec["layer"]) + picture.said + picture.note
    assert '"title": "people who fled"' in told
    assert '"median"' not in told
    assert "median" not in picture.said + picture.note
    assert "90 % band" not in told
