"""Ids made of the names of places: unique, sound, and the names kept beside them."""

import pytest

import exeunt
from exeunt.exchange.flee.importing import import_flee, world_of
from exeunt.exchange.flee.scenario import convert
from exeunt.scenario.codes import is_free
from flee_folders import INPUT, OBSERVED, read


def named(tmp_path, camp="Camp", tents="Tents", country="Away"):
    """Give the conflict with other names for its camps and the country of one."""

    def renamed(text):
        return text.replace("Camp,", f"{camp},").replace("Tents,", f"{tents},")

    files = {name: renamed(INPUT[name]).replace("Away", country) for name in ("locations.csv", "routes.csv")}
    return convert(read(tmp_path, files, counts={"data_layout.csv": renamed(OBSERVED["data_layout.csv"])}), name="test")


def places(converted):
    return {row["name"]: row["id"] for row in converted.tables["places"]}


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Itas/Gadau", "Itas_Gadau"),
        ("a\\b", "a_b"),
        ("A+B>C@D", "A_B_C_D"),
        ("=1*2", "_1*2"),
        ("-dash", "_dash"),
        ("Umm Dukhun", "Umm Dukhun"),
        ("N'Djaména", "N'Djaména"),
        ("Camp (2): new", "Camp (2): new"),
    ],
)
def test_a_name_with_any_sign_is_kept_beside_a_sound_id(tmp_path, name, id_):
    converted = named(tmp_path, camp=name)
    assert places(converted)[name] == id_
    world = world_of(converted)
    assert world.places.set_index("id").at[id_, "name"] == name
    assert id_ in set(world.observations["where"])
    said = [line for line in converted.odd if "the id of" in line]
    assert said == (
        [f"locations.csv: no id can be as these names are, which are kept beside it: the id of '{name}' is {id_}."]
        if id_ != name
        else []
    )


def test_names_that_would_give_one_id_give_two(tmp_path):
    found = places(named(tmp_path, camp="A/B", tents="A_B"))
    assert (found["A/B"], found["A_B"]) == ("A_B_2", "A_B")
    found = places(named(tmp_path, camp="A/B", tents="A@B"))
    assert (found["A/B"], found["A@B"]) == ("A_B", "A_B_2")


def test_a_place_with_the_code_of_a_country_is_not_taken_for_it(tmp_path):
    converted = named(tmp_path, tents="SSD", country="South Sudan")
    assert places(converted)["SSD"] == "SSD_2"
    assert world_of(converted).places["country"].tolist().count("SSD") == 2
    assert places(named(tmp_path, camp="SSD", country="South Sudan"))["SSD"] == "SSD_2"


def test_the_names_come_back_from_the_folder_that_is_written(tmp_path):
    named(tmp_path, camp='="A"&1/2'.replace('"', ""))
    import_flee(tmp_path / "input", tmp_path / "out", observed=tmp_path / "observed")
    places = exeunt.load(tmp_path / "out").places.set_index("id")
    assert places.at["_A&1_2", "name"] == "=A&1/2"


def in_countries(tmp_path, many):
    """Give the conflict with so many more places, each in a country of its own that no list knows."""
    places = "".join(f"T{i},,Land {i},2.8,32.8,town,,\n" for i in range(many))
    routes = "".join(f"T{i},Village,1,\n" for i in range(many))
    files = {name: INPUT[name] + rows for name, rows in (("locations.csv", places), ("routes.csv", routes))}
    return convert(read(tmp_path, files), name="test")


def test_four_hundred_countries_that_no_list_knows_have_codes_left_to_users(tmp_path):
    converted = in_countries(tmp_path, 400)
    world = world_of(converted)
    assert world.places["country"].nunique() == 403
    assert not {code for code in world.places["country"] if not is_free(code)}
    (said,) = [line for line in converted.odd if "no list knows" in line]
    assert said.endswith("'Land 0' is QMD, 'Land 1' is QME and 398 more.")


def test_more_countries_than_codes_are_refused_in_words(tmp_path):
    with pytest.raises(exeunt.InputError, match=r"There are more than 1,0\d\d countries that no list knows"):
        in_countries(tmp_path, 1100)


def test_rules_of_places_whose_names_join_alike_are_told_apart(tmp_path):
    """From A nobody goes on to B-C, and from A-B nobody to C."""
    places = "".join(f"{name},,Home,2.85,32.85,marker,,\n" for name in ("A", "A-B", "C", "B-C"))
    routes = "A,B-C,10,\nA-B,C,10,\nA,Hub,10,2\nA-B,Hub,10,2\nVillage,A,10,\nVillage,A-B,10,\n"
    files = {name: INPUT[name] + rows for name, rows in (("locations.csv", places), ("routes.csv", routes))}
    rules = world_of(convert(read(tmp_path, files), name="test")).rules.set_index("id")["where"]
    assert (rules["sent-on-A-B-C-0"], rules["sent-on-A-B-C-0_2"]) == ("A>B-C:road", "A-B>C:road")
