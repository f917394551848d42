"""Places and the routes between them."""

import math

import pytest

from exeunt.exchange.flee.scenario import convert
from flee_folders import INPUT, changed, fault, faults, read


def place(folder, name="Camp"):
    return next(location for location in folder.locations if location.name == name)


def test_a_place_is_read_with_all_its_columns(tmp_path):
    capital = read(tmp_path).locations[0]
    assert (capital.row, capital.name, capital.region, capital.country) == (2, "Capital", "North", "Home")
    assert (capital.lat, capital.lon, capital.kind) == (2.75, 32.75, "conflict")
    assert (capital.conflict_day, capital.number, capital.attributes) == (0, 1000, {})


def test_longitude_comes_first_where_the_header_says_so(tmp_path):
    folder = read(tmp_path, changed("locations.csv", "latitude,longitude", "Lon,Lat"))
    assert (place(folder).lat, place(folder).lon) == (33, 3)
    (said,) = folder.odd
    assert said == "locations.csv:1: 'Lon' and 'Lat' stand elsewhere than in FLEE, and are read by their names."


PLACES = [line.split(",") for line in INPUT["locations.csv"].strip("#\n").split("\n")]


def in_order_of(*names: str, header: tuple[str, ...] = ()) -> dict[str, str]:
    """Give the places with their columns in another order, below a header of these or other names."""
    at = [PLACES[0].index(name) for name in names]
    rows = [header or names, *([row[position] for position in at] for row in PLACES[1:])]
    return {"locations.csv": "".join(",".join(row) + "\n" for row in rows)}


@pytest.mark.parametrize(
    "names",
    [
        ("name", "country", "region", "latitude", "longitude", "location_type", "conflict_date", "population"),
        ("name", "region", "country", "latitude", "longitude", "location_type", "population", "conflict_date"),
        ("name", "location_type", "region", "country", "latitude", "longitude", "conflict_date", "population"),
        ("country", "name", "region", "longitude", "latitude", "conflict_date", "population", "location_type"),
    ],
)
def test_the_header_is_followed_where_it_names_columns_elsewhere(tmp_path, names):
    told = read(tmp_path / "told", in_order_of(*names))
    assert told.locations == read(tmp_path / "usual").locations
    (said,) = told.odd
    assert said.startswith("locations.csv:1: ")
    assert said.endswith(" stand elsewhere than in FLEE, and are read by their names.")


def test_a_population_beyond_further_columns_is_read(tmp_path):
    header = "name,region,country,latitude,longitude,location_type,conflict_date,IPC,population\n"
    rows = "".join(",".join([*row[:7], "3.5", row[7]]) + "\n" for row in PLACES[1:])
    folder = read(tmp_path, {"locations.csv": header + rows})
    assert (place(folder).number, place(folder).attributes) == (500, {"IPC": "3.5"})


def test_a_column_where_another_belongs_that_is_named_nowhere_is_a_fault(tmp_path):
    names = ("name", "country", "latitude", "longitude", "location_type", "conflict_date", "population")
    files = {**in_order_of(*names), "routes.csv": "#a,b,km\n"}
    found = [one for one in faults(tmp_path, files) if one.column == "country"]
    assert [(one.file, one.row) for one in found] == [("locations.csv", 1)]
    assert found[0].wrong == "stands where region belongs, and no column is called that"
    assert found[0].right.endswith(f"in this order: {','.join(PLACES[0])}")


def test_a_name_twice_is_read_where_it_belongs(tmp_path):
    folder = read(tmp_path, changed("locations.csv", "#name,region", "#name,name"))
    assert (place(folder).region, folder.odd) == ("East", ())


def test_gps_x_is_the_latitude_as_in_all_real_files(tmp_path):
    folder = read(tmp_path, changed("locations.csv", "latitude,longitude", "gps_x,gps_y"))
    assert (place(folder).lat, place(folder).lon) == (3, 33)


def test_blank_cells_of_a_place_are_unknown(tmp_path):
    folder = read(tmp_path, changed("locations.csv", "Camp,East,Away,3,33,camp,,500", "Camp,,,,,camp"))
    camp = place(folder)
    assert (camp.region, camp.country, camp.number, camp.conflict_day) == ("", "", None, None)
    assert math.isnan(camp.lat)
    assert math.isnan(camp.lon)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("conflict_zone", "conflict"),
        ("conflict", "conflict"),
        ("town", "town"),
        ("default", "town"),
        ("camp", "camp"),
        ("Camp", "camp"),
        ("idpcamp", "idpcamp"),
        ("forward", "forward"),
        ("forwarding_hub", "forward"),
        ("marker", "marker"),
        ("flood_zone", "flood_zone"),
    ],
)
def test_the_words_for_kinds(tmp_path, word, kind):
    assert place(read(tmp_path, changed("locations.csv", "3,33,camp,,", f"3,33,{word},,"))).kind == kind


def test_a_population_with_commas_is_that_number(tmp_path):
    folder = read(tmp_path, changed("locations.csv", ",1000", ',"22,849"'))
    assert folder.locations[0].number == 22849
    assert folder.odd == ("locations.csv:2: the population '22,849' is read as 22849.",)


def test_further_columns_are_kept_as_attributes_and_said(tmp_path):
    content = INPUT["locations.csv"].replace("population\n", "population,IPC,\n").replace(",500\n", ",500,3.5,\n")
    folder = read(tmp_path, {"locations.csv": content})
    assert place(folder).attributes == {"IPC": "3.5"}
    assert folder.unused == ("locations.csv: the further columns IPC have no equivalent.",)


def test_without_a_header_further_columns_have_their_number(tmp_path):
    content = INPUT["locations.csv"].partition("\n")[2].replace(",500\n", ",500,high\n")
    assert place(read(tmp_path, {"locations.csv": content})).attributes == {"column 9": "high"}


def test_a_trailing_column_without_a_name_is_no_attribute(tmp_path):
    folder = read(tmp_path, {"locations.csv": INPUT["locations.csv"].replace("\n", ",\n")})
    assert (place(folder).attributes, folder.unused) == ({}, ())


def test_of_two_rows_of_a_name_the_last_is_read(tmp_path):
    folder = read(tmp_path, changed("locations.csv", "Tents,", "Village,Far,Home,2.81,32.81,town,,77\nTents,"))
    assert [location.name for location in folder.locations] == ["Capital", "Village", "Hub", "Camp", "Tents"]
    assert (place(folder, "Village").row, place(folder, "Village").number) == (6, 77)
    assert folder.odd == (
        "locations.csv:6: 'Village' is there twice; this last row is read, row 3 is not; routes to the name lead here.",
    )


def test_a_date_of_conflict_means_nothing_but_for_places_of_conflict(tmp_path):
    folder = read(tmp_path, changed("locations.csv", "32.8,town,,", "32.8,town,5,"))
    assert place(folder, "Village").conflict_day is None
    assert folder.odd == ("locations.csv:3: the conflict_date '5' of a town means nothing, as in FLEE.",)


@pytest.mark.parametrize(
    ("old", "new", "row", "column"),
    [
        ("Hub,East", ",East", 4, "name"),
        ("3,33,camp,,500", "3,33,castle,,500", 5, "location_type"),
        ("3,33,camp,,500", "3,33,,,500", 5, "location_type"),
        ("Away,3,33", "Away,93,33", 5, "latitude"),
        ("Away,3,33", "Away,3,nan", 5, "longitude"),
        ("Away,3,33", "Away,3,east", 5, "longitude"),
        (",,500", ",,-500", 5, "population"),
        (",,500", ",,NaN", 5, "population"),
        (",,500", ",,1e999", 5, "population"),
        (",,500", ",,1_000", 5, "population"),
        (",,500", ",,many", 5, "population"),
        (",,500", ",,22,849", 5, ""),
        ("zone,0,", "zone,-1,", 2, "conflict_date"),
        ("zone,0,", "zone,soon,", 2, "conflict_date"),
        ("Tents,West,Other,3.1,33,camp,,", "Tents,West,Other,3.1", 6, ""),
    ],
)
def test_a_wrong_cell_of_a_place_is_a_fault_there(tmp_path, old, new, row, column):
    found = [one for one in faults(tmp_path, changed("locations.csv", old, new)) if one.file == "locations.csv"]
    assert [(one.row, one.column) for one in found] == [(row, column)]


# Routes ---------------------------------------------------------------------------------------------------------------


def route(folder, row):
    return next(one for one in folder.routes if one.row == row)


def test_a_route_is_read_with_all_its_columns(tmp_path):
    folder = read(tmp_path)
    assert [(one.row, one.a, one.b, one.km) for one in folder.routes] == [
        (2, "Capital", "Village", 10),
        (3, "Village", "Hub", 20),
        (4, "Hub", "Camp", 30.5),
        (5, "Village", "Tents", 40),
    ]


@pytest.mark.parametrize(
    ("cell", "redirect"),
    [
        ("", None),
        (",", None),
        (",0", None),
        (",1", ("Camp", "Hub")),  # from name2 to name1
        (",2", ("Hub", "Camp")),  # from name1 to name2
        (",2.0", ("Hub", "Camp")),
    ],
)
def test_who_is_sent_on(tmp_path, cell, redirect):
    assert route(read(tmp_path, changed("routes.csv", "30.5,2", f"30.5{cell}")), 4).redirect == redirect


@pytest.mark.parametrize("word", ["drive", "walk", "crossing"])
def test_a_type_of_route_where_the_redirect_belongs_is_kept_and_redirects_nobody(tmp_path, word):
    folder = read(tmp_path, changed("routes.csv", "30.5,2", f"30.5,{word}"))
    assert (route(folder, 4).redirect, route(folder, 4).attributes) == (None, {"link_type": word})
    sentence = "routes with a type in place of a redirection redirect nobody: 1, this one first"
    assert folder.odd == (f"routes.csv:4: {sentence}.",)
    assert folder.unused == ("routes.csv: the further columns link_type have no equivalent.",)


def test_further_columns_of_a_route_are_attributes(tmp_path):
    content = INPUT["routes.csv"].replace("redirection\n", "redirection,max_move_speed\n").replace("5,2", "5,2,60")
    folder = read(tmp_path, {"routes.csv": content})
    assert (route(folder, 4).attributes, route(folder, 4).redirect) == ({"max_move_speed": "60"}, ("Hub", "Camp"))


@pytest.mark.parametrize("first", ["", "name1,name2,distance\n", "#name2,name1,distance\n", "\n,,\n# a\n"])
def test_routes_are_read_with_any_header_or_none(tmp_path, first):
    content = first + INPUT["routes.csv"].partition("\n")[2]
    assert [one.a for one in read(tmp_path, {"routes.csv": content}).routes] == ["Capital", "Village", "Hub", "Village"]


def test_of_two_routes_of_a_pair_the_shortest_is_the_road(tmp_path):
    folder = read(tmp_path, changed("routes.csv", "Hub,Camp", "Village,Capital,12\nHub,Camp"))
    assert [one.km for one in folder.routes] == [10, 20, 12, 30.5, 40]
    pair = "'Capital' and 'Village' (rows 2 and 4)"
    sentence = f"there is more than one route between {pair}; the shortest of each is the road"
    assert folder.odd == (f"routes.csv:2: {sentence}.",)
    links = convert(folder, name="test").tables["links"]
    assert [row["km"] for row in links if {row["from"], row["to"]} == {"Capital", "Village"}] == [10]


def test_one_place_without_a_route_is_said_to_be_left_out(tmp_path):
    routes = "#name1,name2,distance,forced_redirection\nCapital,Village,10,\nVillage,Camp,30,\nVillage,Tents,40,\n"
    assert (
        "1 place with no route to any camp or conflict is left out: Hub"
        in convert(read(tmp_path, {"routes.csv": routes}), name="test").odd
    )


def test_a_route_to_where_it_begins_is_left_out(tmp_path):
    folder = read(tmp_path, changed("routes.csv", "Hub,Camp", "Hub,Hub,1\nHub,Camp"))
    assert [one.row for one in folder.routes] == [2, 3, 5, 6]
    assert folder.odd == ("routes.csv:4: the route from 'Hub' to itself is left out.",)


def test_a_route_of_no_length_is_kept_and_said(tmp_path):
    folder = read(tmp_path, changed("routes.csv", "30.5,2", "0,2"))
    assert route(folder, 4).km == 0
    assert folder.odd == ("routes.csv:4: the route from 'Hub' to 'Camp' is 0 km long.",)


def test_a_route_to_an_unknown_place_is_a_fault_that_names_the_nearest(tmp_path):
    (only,) = faults(tmp_path, changed("routes.csv", "Hub,Camp", "Hub,Kamp"))
    assert (only.file, only.row, only.column) == ("routes.csv", 4, "name2")
    assert only.right == "did you mean Camp?"


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ("Hub,Camp,30.5,2", "Hub,Camp", ""),
        ("Hub,Camp,30.5,2", "Hub,,30.5", "name2"),
        ("30.5,2", "-3,2", "distance"),
        ("30.5,2", ",2", "distance"),
        ("30.5,2", "nan,2", "distance"),
        ("30.5,2", "30.5,3", "forced_redirection"),
        ("30.5,2", "30.5,yes", "forced_redirection"),
    ],
)
def test_a_wrong_cell_of_a_route_is_a_fault_there(tmp_path, old, new, column):
    assert fault(tmp_path, changed("routes.csv", old, new)) == ("routes.csv", 4, column)


# People who are there on the first day --------------------------------------------------------------------------------


def with_idps(idps):
    """Give the places with a column of people who are there on the first day, by name."""
    header, *rows = INPUT["locations.csv"].splitlines()
    further = [f"{row},{idps.get(row.partition(',')[0], '')}" for row in rows]
    return {"locations.csv": "\n".join([f"{header},initial_idps", *further, ""])}


def test_people_who_are_in_camps_on_the_first_day_are_added_to_those_who_are_counted(tmp_path):
    folder = read(tmp_path, with_idps({"Camp": "40", "Tents": 0, "Hub": 7}))
    assert (place(folder).initial_idps, place(folder, "Tents").initial_idps, folder.unused) == (40, 0, ())
    converted = convert(folder, name="test")
    settled = {row["id"]: row.get("settled") for row in converted.tables["places"]}
    assert (settled["Camp"], settled["Tents"], settled["Hub"]) == (100 + 40, 0, None)
    left_out = "the initial_idps of 'Hub' are not read: FLEE looks at those of camps only, and nobody stays elsewhere."
    assert folder.odd == (f"locations.csv:4: {left_out}",)
    added = "the initial_idps of 'Camp' are added to who is counted on the first day."
    assert f"locations.csv:5: {added}" in converted.odd


@pytest.mark.parametrize("number", ["-1", "some", "2.5", "1.250"])
def test_people_of_the_first_day_that_are_no_number_are_a_fault(tmp_path, number):
    assert fault(tmp_path, with_idps({"Camp": number})) == ("locations.csv", 5, "initial_idps")
