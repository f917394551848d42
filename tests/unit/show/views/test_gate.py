"""What a page is told of a gate."""

import pytest

from exeunt.show.views.gate import gate_card

GATES = """id, name, country_from, country_to, people_per_day, foot_per_day, lanes
one, First gate, AAA, BBB, , , 2
two, Second gate, AAA, BBB, 500, 0, 2"""


@pytest.mark.parametrize(("gate", "limits"), [("one", {}), ("two", {"people a day": 500, "people on foot a day": 0})])
def test_what_limits_a_gate_is_people_and_vehicles_and_never_its_lanes(subject_of, gate, limits):
    card = gate_card(subject_of(gates=GATES), gate)
    assert {each.what: each.number for each in card.capacities} == limits


LINKS = """from, to, mode, hours, gate, seats_per_day
home, town, air, 1, one, 50
home, town, rail, 1, two, 50
home, town, road, 2, two,"""


def test_a_gate_says_whether_nobody_passes_without_a_seat(subject_of):
    subject = subject_of(gates=GATES, links=LINKS)
    assert [gate_card(subject, gate).seats for gate in ("one", "two")] == [True, False]
