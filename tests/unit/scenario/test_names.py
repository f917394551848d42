"""What countries, gates, areas and places are called."""

from exeunt.scenario.names import Names

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
