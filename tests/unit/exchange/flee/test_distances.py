"""Distances that are no kilometres: set beside the way as the crow flies, and signs between digits."""

import pytest

from flee_folders import INPUT, changed, faults, read

# as the crow flies the routes of the conflict are 8, 16, 16 and 40 km long
DISTANCES = ("10", "20", "30.5", "40")


def routes(*distances):
    """Give the routes of the conflict with other distances."""
    content = INPUT["routes.csv"]
    for old, new in zip(DISTANCES, distances, strict=True):
        content = content.replace(f",{old},", f',"{new}",')
    return {"routes.csv": content}


def spread(*distances):
    """Give the conflict with its places ten times as far apart: the routes are 79, 157, 157 and 401 km."""
    places = INPUT["locations.csv"]
    for old, new in (("2.75,32.75", "0.5,30.5"), ("2.8,32.8", "1,31"), ("2.9,32.9", "2,32"), ("3.1,33", "4,33")):
        places = places.replace(old, new)
    return {"locations.csv": places, **routes(*distances)}


def of_distances(found):
    return [(one.row, one.wrong, one.right) for one in found if one.column == "distance"]


def test_the_routes_of_the_conflict_are_sound(tmp_path):
    assert read(tmp_path).odd == ()
    assert read(tmp_path, spread("80", "160", "160", "400")).odd == ()


def test_one_route_shorter_than_the_crow_flies_is_said(tmp_path):
    folder = read(tmp_path, spread("80", "40", "160", "400"))
    sentence = (
        "1 route is shorter than the way as the crow flies: here 40 km, where 'Village' and 'Hub' lie 157 km apart"
    )
    assert folder.odd == (f"routes.csv:3: {sentence}; a distance or a place is wrong.",)


def test_a_file_of_routes_shorter_than_the_crow_flies_is_a_fault(tmp_path):
    ((row, wrong, right),) = of_distances(faults(tmp_path, spread("80", "40", "60", "100")))
    assert row == 3
    assert wrong.endswith("here 40 km, where 'Village' and 'Hub' lie 157 km apart")
    assert right.startswith("write kilometres, and see in locations.csv whether latitude")


@pytest.mark.parametrize("slip", ["0.157", "1.57"])
def test_a_tiny_part_of_the_way_is_a_fault_of_its_row(tmp_path, slip):
    ((row, wrong, _),) = of_distances(faults(tmp_path, spread("80", slip, "160", "400")))
    assert (row, wrong) == (3, f"is {slip} km, where 'Village' and 'Hub' lie 157 km apart")


def test_metres_are_noticed(tmp_path):
    folder = read(tmp_path, spread("80000", "160000", "160000", "400000"))
    (said,) = folder.odd
    assert said.startswith("routes.csv:2: 4 routes are more than 10 times as long as the way as the crow flies: here 8")
    assert said.endswith("over 1,018 times as long: divide by 1,000 if they are metres.")


def test_one_route_far_longer_than_the_crow_flies_is_said(tmp_path):
    folder = read(tmp_path, spread("8000", "160", "160", "400"))
    sentence = "1 route is more than 10 times as long as the way as the crow flies: here 8000 km"
    apart = "where 'Capital' and 'Village' lie 79 km apart; what is written is read as kilometres"
    assert folder.odd == (f"routes.csv:2: {sentence}, {apart}.",)


def test_commas_stand_between_thousands_and_that_is_said(tmp_path):
    far = {"locations.csv": INPUT["locations.csv"].replace("2.8,32.8", "8,37"), **routes("1,250", "900", "31", "900")}
    folder = read(tmp_path, far)
    assert folder.routes[0].km == 1250
    assert folder.odd == ("routes.csv:2: the distance '1,250' is read as 1250 km.",)


def test_a_comma_that_can_only_be_a_decimal_one_is_a_fault(tmp_path):
    ((row, wrong, right),) = of_distances(faults(tmp_path, routes("10,500", "20", "30.5", "40")))
    assert (row, wrong) == (2, "is 10500 km, where 'Capital' and 'Village' lie 8 km apart")
    assert right == "write 10.5 if the comma is a decimal one, else look at the places"


@pytest.mark.parametrize("text", ["10,5", "0,125", "1250,75"])
def test_a_decimal_comma_is_a_fault_that_says_how_it_is_written(tmp_path, text):
    ((row, wrong, right),) = of_distances(faults(tmp_path, routes(text, "20", "30.5", "40")))
    assert (row, wrong) == (2, f"is '{text}'")
    assert right.startswith(f"write {text.replace(',', '.')} with a point; ")


@pytest.mark.parametrize(
    ("file", "old", "new", "column"),
    [
        ("locations.csv", "2.75,32.75", '"2,75",32.75', "latitude"),
        ("locations.csv", "2.75,32.75", '2.75,"32,750"', "longitude"),
        ("locations.csv", ",1000", ",1.000", "population"),
        ("conflicts.csv", "1,1,0", '1,"0,125",0', "Capital"),
        ("conflicts.csv", "1,1,0", '1,"1,125",0', "Capital"),
        ("sim_period.csv", "Length,3", "Length,3.000", "Length"),
    ],
)
def test_no_sign_between_digits_is_guessed_at(tmp_path, file, old, new, column):
    assert [(one.file, one.column) for one in faults(tmp_path, changed(file, old, new))] == [(file, column)]


@pytest.mark.parametrize("text", ["1.200", '"1,5"', "12.345.678"])
def test_a_count_that_can_be_read_in_two_ways_is_a_fault(tmp_path, text):
    (only,) = faults(tmp_path, counts={"camp.csv": f"2020-01-01,100\n2020-01-03,{text}\n"})
    assert (only.file, only.row, only.column) == ("camp.csv", 2, "count")
