"""What the page says of its pictures."""

import pytest

from exeunt.show.page.page import _coded
from exeunt.show.page.part import Part
from exeunt.show.sources import sources

GATES = "id, name, country_from, country_to, lat, lon\none, One, AAA, BBB, {}\ntwo, Two, AAA, BBB, ,"


def part(subject):
    return Part(subject, "", sources([subject]))


@pytest.mark.parametrize(("at", "gates"), [("10.5, 22", {"gate"}), (",", set())])
def test_the_key_of_the_map_explains_what_is_drawn(subject_of, at, gates):
    assert part(subject_of(gates=GATES.format(at))).on_map - {"assumed", "counted"} == gates


def test_names_of_constants_are_shown_as_code_and_nothing_as_markup():
    assert _coded("equals `reach_reference`, <b>") == "equals <code>reach_reference</code>, &lt;b&gt;"


@pytest.mark.parametrize(("members", "said"), [(1, "gone by"), (3, "half gone by")])
def test_of_several_courses_a_table_says_by_when_half_of_the_lines_are_gone(subject_of, members, said):
    assert part(subject_of(members=members)).gone_by == said
