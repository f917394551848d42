"""What drives what, in words."""

import re

import numpy as np

from exeunt.scenario.parameters import constants as engine_constants
from exeunt.show.charts.evidence import constants, in_words, influence


def test_every_constant_of_the_package_has_words_of_its_own():
    words = [in_words(str(name)) for name in engine_constants()["name"]]
    assert len(set(words)) == len(words)
    assert not [each for each in words if "_" in each or "=" in each]
    assert in_words("my_own") == "my own"


def test_the_table_says_words_and_keeps_the_name(subject):
    found = constants(subject)[0]
    assert (found.called, found.name) == ("pull of an easier way out", "reach")


def test_a_constant_that_a_scenario_fixes_has_no_range_of_the_package(subject_of):
    fixed = "name, value, prior, low, high, unit, meaning, claim\nreach, 0.5, fixed, , , , , law"
    found = constants(subject_of(parameters=fixed))[0]
    assert (found.name, found.prior, found.claims) == ("reach", "fixed", ("law",))
    assert np.isnan([found.low, found.high]).all()
    package = engine_constants().set_index("name").loc["reach"]
    assert (found.meaning, found.unit) == (package["meaning"], package["unit"])  # said by nobody else


def test_a_constant_that_is_read_in_several_ways_is_told_by_its_readings(subject):
    subject.run.manifest["readings"] = {"reach": {"law": 0.75, "rumour": 0.25}}
    found = constants(subject)[0]
    assert (found.prior, found.claims) == ("by readings", ("law", "rumour"))
    assert np.isnan([found.low, found.high]).all(), "nothing is drawn from the range of the package"


def test_the_picture_of_what_the_result_follows_speaks_in_words(subject):
    many = np.arange(12)
    data = subject.run.dataset.isel(member=[0] * 12).assign_coords(member=many)
    data["parameter_value"] = (("member", "parameter"), many[:, np.newaxis].astype(float))
    data["arrivals"] = data["arrivals"] + many[:, np.newaxis, np.newaxis]
    moved = type(subject.run)(data, {**subject.run.manifest, "members": 12}, subject.world)
    picture = influence(type(subject)(moved))
    assert "pull of an easier way out +" in picture.said
    assert not re.search(r"\breach\b", picture.said)
