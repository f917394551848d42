"""A place, a gate or a country is found by what people call it."""

from dataclasses import replace

import pandas as pd
import pytest

import exeunt
from exeunt.errors import InputError
from exeunt.scenario.finding import find_country, find_gate, find_place, sound
from worlds import build


@pytest.fixture
def russia(mobilisation):
    return mobilisation


@pytest.mark.parametrize(
    "name",
    ["RU-MOW", "ru_mow", "Moscow", "  moscow ", "MOSCOW", "Москва", "москва", "Moskva"],
)
def test_moscow_whatever_it_is_called(russia, name):
    assert find_place(russia, name) == "RU-MOW"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Moskwa", r"did you mean .*\(Moscow\)"),
        ("Moscou", "did you mean Moscow"),
        ("Sankt Petersburg", "Saint Petersburg"),
        ("Krasnoyarks", "Krasnoyarsk"),
        ("Krasnodr", r"did you mean Krasnodar \(Krasnodar Krai\)"),
        ("Mosco", "did you mean Moscow or Moscow Oblast"),
    ],
)
def test_what_a_person_would_suggest(russia, name, meant):
    with pytest.raises(InputError, match=meant):
        find_place(russia, name)


def test_what_may_be_meant_is_called_by_its_name_where_its_id_is_spelled_alike(russia):
    with pytest.raises(InputError, match=r"did you mean Stepanakert\?$"):
        find_place(exeunt.load("karabakh-2023"), "Stepanakrt")
    with pytest.raises(InputError, match="did you mean West Gate"):
        find_gate(exeunt.load("smallest"), "vest gate")


def test_a_country_is_no_place_and_no_gate(russia):
    with pytest.raises(InputError, match=r"^Georgia \(GEO\) is a country, not a place; its places are .*Tbilisi"):
        find_place(russia, "Georgia")
    with pytest.raises(InputError, match=r"^Georgia \(GEO\) is a country, not a gate; the gates into it are .*[lL]ars"):
        find_gate(russia, "georgia")


def test_the_very_code_of_a_country_goes_before_an_alias(russia):
    there = pd.DataFrame({"name": ["GEO"], "place": ["RU-MOW"]})
    named = replace(russia, aliases=pd.concat([russia.aliases, there]))
    with pytest.raises(InputError, match=r"Georgia \(GEO\) is a country, not a place"):
        find_place(named, "GEO")
    assert find_place(named, "geo") == "RU-MOW"


def test_nothing_alike_lists_what_there_is(russia):
    with pytest.raises(
        InputError, match=r"There is no place 'Qwxyzzyplugh' in mobilisation-2022; none of its 232 places"
    ):
        find_place(russia, "Qwxyzzyplugh")
    with pytest.raises(InputError, match=r"There is no place ''"):
        find_place(russia, "")


def test_countries_by_code_and_name():
    codes = ["GEO", "KAZ", "CIV", "XQZ"]
    assert [find_country(codes, name, scenario="a") for name in ("geo", "Kazakhstan", "cote d'ivoire", "xqz")] == codes
    assert find_country(codes, "Kasachstan", scenario="a") == "KAZ"
    with pytest.raises(InputError, match=r"There is no country 'Kasakstann' in a; did you mean Kazakhstan \(KAZ\)\?"):
        find_country(codes, "Kasakstann", scenario="a")
    with pytest.raises(InputError, match=r"its countries are Georgia \(GEO\), K"):
        find_country(codes, "Brazil", scenario="a")


def test_names_that_sound_alike():
    assert sound("moskva") == sound("moskwa") == sound("москва")
    assert sound("rostow") == sound("ростов")


def test_a_name_that_several_have_is_refused_with_their_ids():
    world = build(
        places="id, country, kind, population\nil, AAA, home, 100\nma, AAA, home, 100\nspringfield-2, AAA, home, 1\n"
        "town, BBB, town,",
        links="from, to, mode, hours\nil, town, road, 3\nma, town, road, 3\nspringfield-2, town, road, 3",
        aliases="name, place\nEagle Rock, il\nMA, il",
        gates="id, country_from, country_to\none, AAA, BBB\ntwo, AAA, BBB",
    )
    called = ["Springfield", "springfield", "Springfield 2", "Town"]
    world = replace(world, places=world.places.assign(name=called), gates=world.gates.assign(name="The Bridge"))
    several = "Several places in unnamed are called 'SPRINGFIELD': il and ma. Give the id of the one that is meant."
    with pytest.raises(InputError, match=f"^{several}$"):
        find_place(world, "SPRINGFIELD")
    assert [find_place(world, name) for name in ("il", "ma", "Springfield 2", "eagle rock")] == [
        "il",
        "ma",
        "springfield-2",
        "il",
    ]
    with pytest.raises(InputError, match="Several gates in unnamed are called 'the bridge': one and two"):
        find_gate(world, "the bridge")
