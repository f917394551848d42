"""Whom a rule names, in words."""

import pytest

from exeunt.scenario.whom import whom

TRAITS = {"papers": ("internal", "foreign", "schengen"), "car": ("yes", "no")}


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("", "everyone"),
        ("car = yes", "those with car yes"),
        ("papers in (foreign, schengen)", "those with papers foreign or schengen"),
        ("papers != schengen", "those with papers internal or foreign"),
        ("papers = schengen and car = no", "those with papers schengen and car no"),
    ],
)
def test_a_condition_is_said_without_signs(who, words):
    assert whom(who, TRAITS) == words
