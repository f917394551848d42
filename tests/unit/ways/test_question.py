"""Good answers to bad questions, and what an unnamed trait is taken to be."""

from __future__ import annotations

import math
from datetime import date, datetime

import pandas as pd
import pytest

from exeunt.errors import InputError
from exeunt.ways.question import ask, find_place


@pytest.fixture
def world(mobilisation):
    return mobilisation


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("RU-KDA", "RU-KDA"),
        ("krasnodar", "RU-KDA"),
        ("Краснодар", "RU-KDA"),
        ("rostov on don", "RU-ROS"),
        ("Cherepovets", "RU-VLG"),
        ("  MURMANSK ", "RU-MUR"),
        ("Орел", "RU-ORL"),  # written Орёл
    ],
)
def test_a_place_is_found_by_id_name_or_alias_however_it_is_spelled(world, name, place):
    assert find_place(world, name) == place


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"start": "Krasnodr"}, "did you mean Krasnodar"),
        ({"start": "Rostov"}, "Rostov"),
        ({"start": "Lisbon", "on": "2022-09-24"}, "There is no place 'Lisbon'"),
        ({"start": ""}, "There is no place ''"),
        ({"on": "2022-08-31"}, "which goes from 2022-09-01 to 2022-10-31"),
        ({"on": "2022-11-01"}, "which goes from 2022-09-01 to 2022-10-31"),
        ({"on": "2022-09-31"}, "is not a day; write one as 2022-09-24"),
        ({"on": "tomorrow"}, "is not a day; write one as 2022-09-24"),
        ({"traits": {"paper": "foreign"}}, "There is no trait 'paper'; did you mean papers?"),
        ({"traits": {"papers": "foreign", "Papers": "internal"}}, "The trait 'papers' is named twice; name it once."),
        ({"traits": {"papers": "biometric"}}, "internal, foreign, schengen"),
        ({"budget": -1}, "give a number from 0 upwards"),
        ({"budget": math.nan}, "give a number from 0 upwards"),
        ({"to": "Gorgia"}, "did you mean Georgia (GEO)?"),
        ({"to": "Brazil"}, "Georgia (GEO)"),
        ({"to": "Tbilisi"}, "'Tbilisi' lies in Georgia (GEO); ways are told by country, so ask for that: to='GEO'"),
        ({"start": "Qqqqxx"}, "Give one nearby; most people live in Moscow, Moscow Oblast and Krasnodar Krai."),
    ],
)
def test_a_bad_question_is_told_what_would_be_good(world, asked, said):
    with pytest.raises(InputError) as caught:
        ask(world, **{"start": "Krasnodar", "on": "2022-09-24", **asked})
    assert said in str(caught.value)


def test_a_day_is_asked_at_noon_of_the_place_and_an_hour_at_that_hour(world):
    def utc(on):
        return ask(world, start="Vladivostok", on=on).utc

    assert utc("2022-09-24") == utc(date(2022, 9, 24)) == pd.Timestamp("2022-09-24T02:00")
    assert utc("2022-09-24T00:00") == utc(pd.Timestamp("2022-09-24")) == pd.Timestamp("2022-09-23T14:00")
    assert utc("2022-09-24T18:30") == utc(datetime(2022, 9, 24, 18, 30)) == pd.Timestamp("2022-09-24T08:30")


def test_unnamed_traits_take_their_most_common_value_there(world):
    assert ask(world, start="Vladikavkaz", on="2022-09-24").traits["tie"] == "none"
    village = ask(world, start="Cherepovets", on="2022-09-24", traits={"Car": "YES"})
    assert village.traits["papers"] == "internal"
    assert village.traits["car"] == "yes"
    assert village.assumed == {"liable", "means", "papers", "tie"}


def test_a_country_is_found_by_code_or_name(world):
    for name in ("GEO", "geo", "Georgia"):
        assert ask(world, start="Krasnodar", on="2022-09-24", to=name).to == "GEO"
