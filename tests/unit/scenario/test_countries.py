"""Countries are known by whatever they are usually called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exeunt.api import load
from exeunt.exchange.countries import country_codes
from exeunt.scenario.countries import country_called, country_meant, country_of_people, like_countries, spellings
from exeunt.scenario.finding import find_country
from exeunt.scenario.names import country_names

USUAL = """
AFG Afghanistan, ARE UAE, ARE U.A.E., BHS Bahamas (the), BIH Bosnia & Herzegovina, BOL Bolivia (Plurinational State
of), CAF CAR, CAF Central African Rep., CAF République centrafricaine, CIV Côte d'Ivoire, CIV Côte d’Ivoire, CIV
Cote D Ivoire, CIV Ivory Coast, COD DRC, COD D.R. Congo, COD Dem. Rep. of the Congo, COD Democratic Republic of the
Congo, COD Congo (Kinshasa), COG Congo, COG Congo (Brazzaville), COG Republic of the Congo, CPV Cape Verde, CZE
Czechia, CZE Czech Rep., DEU Deutschland, EGY Égypte, FSM Micronesia (Federated States of), GBR UK, GMB The Gambia,
GNB Guinea Bissau, GNQ Equatorial Guinea, IRN Iran (Islamic Republic of), IRN Islamic Rep. of Iran, KGZ Kyrgyz
Republic, KOR Republic of Korea, LAO Lao People's Democratic Republic, LAO Lao PDR, MDA Republic of Moldova, MKD
North Macedonia, MKD The former Yugoslav Republic of Macedonia, MMR Burma, PRK Democratic People's Republic of
Korea, PSE State of Palestine, POL Польша, RUS Russian Federation, RUS Россия, SDN Sudan (the), SDN السودان, SRB
Serbia, SSD South_Sudan, SSD S. Sudan, SSD Soudan du Sud, SVK Slovak Republic, SWZ Swaziland, SYR Syrian Arab
Republic, TCD Tchad, TLS East Timor, TUR Türkiye, TUR Turkey, TUR TÜRKIYE, TZA United Republic of Tanzania, USA USA,
USA U.S., VEN Venezuela (Bolivarian Republic of), VNM Viet Nam, XKX Kosovo, TTO Trinidad
"""


@pytest.mark.parametrize("line", [line.strip() for line in USUAL.replace("\n", " ").split(",")])
def test_usual_spellings_are_known(line):
    code, name = line.split(" ", 1)
    assert country_called(name) == code


def test_every_spelling_is_of_one_country_and_its_own():
    assert {(code, name) for code, name in spellings() if country_called(name) != code} == set()


@pytest.mark.parametrize("name", ["", "Total", "Atlantis", "Korea", "E. Guinea", "Various", "Unknown", "-", "Ethopia"])
def test_what_no_country_is_called_or_several_is_none(name):
    assert country_called(name) is None


def test_codes_are_read_where_they_are_capital_letters():
    assert [country_meant(text) for text in ("TCD", " TD", "tcd", "Chad", "GIB", "ZZ")] == [
        "TCD", "TCD", None, "TCD", "GIB", None,
    ]  # fmt: skip


def test_what_was_meant_is_suggested():
    assert like_countries("Ethopia")[0] == "Ethiopia (ETH)"
    assert like_countries("Xyzzy") == []


def test_countries_of_a_scenario_are_found_by_any_of_these_spellings():
    world = load("mobilisation-2022")
    codes = world.places["country"]
    assert find_country(codes, "Türkiye", scenario=world.name) == "TUR"
    assert find_country(codes, "Republic of Kazakhstan", scenario=world.name) == "KAZ"


def test_a_country_is_not_taken_for_an_invented_one_and_a_thousand_invented_ones_have_codes():
    codes = country_codes(["Syrian Arab Republic", "Atlantis", *(f"land {place}" for place in range(1_000))])
    assert codes["Syrian Arab Republic"] == "SYR"
    assert codes["Atlantis"] == "QMA"
    assert len(set(codes.values())) == len(codes)
    assert "XKX" not in codes.values()


@given(st.text(max_size=30))
def test_whatever_is_asked_is_a_country_or_none(name):
    assert country_called(name) is None or len(country_called(name)) == 3


def test_the_names_that_are_shown_are_read():
    assert {code for code, name in country_names().items() if country_called(name) != code} == set()


@pytest.mark.parametrize(
    ("people", "code"),
    [
        ("South Sudanese", "SSD"),
        ("sudanese", "SDN"),
        ("Nigerian", "NGA"),
        ("Ukrainian", "UKR"),
        ("TCD", "TCD"),
        ("x", None),
    ],
)
def test_a_people_is_known_by_the_name_of_its_country(people, code):
    assert country_of_people(people) == code
