"""What countries, gates, areas and places are called."""

import pycountry

from exeunt.scenario.names import Names, country_names

NAMES = Names(
    gates={"GEO-LAR": "Verkhny Lars"},
    into={"GEO-LAR": "GEO"},
    areas={"SOUTH": "the south"},
    places={"RU-MOS": "Moscow", "camp": "camp"},
)


def test_a_name_has_its_code_beside_it_and_what_has_none_is_its_code_alone():
    assert [NAMES.coded(id_) for id_ in ("GEO", "GEO-LAR", "SOUTH", "RU-MOS", "camp", "ZZZ")] == [
        "Georgia (GEO)", "Verkhny Lars (GEO-LAR)", "the south (SOUTH)", "Moscow (RU-MOS)", "camp", "ZZZ",
    ]  # fmt: skip


def test_several_are_named_one_by_one():
    assert NAMES.coded("GEO + GEO-LAR+ZZZ") == "Georgia (GEO), Verkhny Lars (GEO-LAR) and ZZZ"
    assert NAMES.where("GEO+SOUTH") == "Georgia and the south"


def test_every_country_has_a_name_those_included_that_no_map_shows():
    assert {each.alpha_3 for each in pycountry.countries} <= country_names().keys()
    assert NAMES.coded("MYT+GIB") == "Mayotte (MYT) and Gibraltar (GIB)"
