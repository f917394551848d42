"""The level of conflict in each place on each day."""

import pytest

from exeunt.exchange.flee.importing import world_of
from exeunt.exchange.flee.scenario import convert
from flee_folders import changed, fault, faults, read


def levels(folder):
    return {name: column.tolist() for name, column in folder.intensity.items()}


def test_levels_are_read_for_places_that_are_ever_in_conflict(tmp_path):
    folder = read(tmp_path, {"conflicts.csv": "#Day,Capital,Village,Hub\n0,1,0,0\n1,0.5,0,0\n2,1.6,2,0\n"})
    assert levels(folder) == {"Capital": [1, 0.5, 1.6], "Village": [0, 0, 2]}
    assert folder.intensity.index.tolist() == [0, 1, 2]
    assert folder.odd == ()


@pytest.mark.parametrize(
    "content",
    [
        "#Day, Capital, Village\n0, 1, 0\n1, 1, 0\n2, 1, 1\n",  # spaces
        "Day,Capital,Village\n0,1,0\n1,1,0\n2,1,1\n",  # no #
        "\ufeff#Day,Capital,Village\r\n0,1,0\r\n1,1,0\r\n2,1,1\r\n",  # byte order mark, line ends
        "#Day,Capital,Village,\n0,1,0\n1,1,0\n2,1,1\n",  # the last header blank, the rows shorter
        "#Day,Capital,Village,,\n0,1,0,,\n1,1,0,\n2,1,1\n",
        "#Day,Capital,Village\n0,1,0\n1,1,0\n2,1,1\n3,1,1\n",  # longer than the period
        "# made by hand\n#Day,Capital,Village\n0,1,0\n\n1,1,0\n,,\n2,1,1\n",
    ],
)
def test_how_levels_are_written_does_not_change_them(tmp_path, content):
    folder = read(tmp_path, {"conflicts.csv": content})
    assert (levels(folder), folder.odd) == ({"Capital": [1, 1, 1], "Village": [0, 0, 1]}, ())


def test_the_last_level_is_kept_where_the_file_is_too_short(tmp_path):
    folder = read(tmp_path, {"conflicts.csv": "#Day,Capital,Village\n0,1,0\n1,0.5,1\n"})
    assert levels(folder) == {"Capital": [1, 0.5, 0.5], "Village": [0, 1, 1]}
    assert folder.odd == (
        "conflicts.csv:3: there are rows for 2 of 3 days; the level of the last is kept for the rest.",
    )


def test_columns_of_no_place_are_not_read(tmp_path):
    folder = read(tmp_path, {"conflicts.csv": "#Day,\ufeff#name,Capital,Isale\n0,9,1,9\n1,9,1,x\n2,9,1,9\n"})
    assert levels(folder) == {"Capital": [1, 1, 1]}
    assert folder.odd == (
        "conflicts.csv:1: the byte order mark inside the file is taken out.",
        "conflicts.csv:1: these columns are of no place in locations.csv, and are not read: '#name' and 'Isale'.",
    )


def test_a_column_whose_name_is_misspelt_is_asked_about(tmp_path):
    folder = read(tmp_path, {"conflicts.csv": "#Day,Capital,Vilage,Capitol\n0,1,0,1\n1,1,0,1\n2,1,1,1\n"})
    assert levels(folder) == {"Capital": [1, 1, 1]}
    sentence = "these columns are of no place in locations.csv, and are not read"
    assert folder.odd == (f"conflicts.csv:1: {sentence}: 'Vilage' (did you mean Village?) and 'Capitol'.",)


@pytest.mark.parametrize("content", [None, "", "#Day,Capital\n"])
def test_without_levels_conflict_lasts_from_the_date_on(tmp_path, content):
    files = {"conflicts.csv": content, **changed("locations.csv", "zone,0,", "zone,1,")}
    folder = read(tmp_path, files, settings="default_conflict_intensity: 0.5\n")
    assert levels(folder) == {"Capital": [0, 0.5, 0.5]}
    assert folder.odd == (
        "conflicts.csv:1: there are no levels, so conflict goes by conflict_date in locations.csv, from then on.",
    )


def test_a_place_of_conflict_without_a_column_goes_by_its_date(tmp_path):
    files = {"conflicts.csv": "#Day,Village\n0,0\n1,1\n2,0\n", **changed("locations.csv", "zone,0,", "zone,2,")}
    folder = read(tmp_path, files)
    assert levels(folder) == {"Capital": [0, 0, 1], "Village": [0, 1, 0]}
    sentence = "'Capital' has no column in conflicts.csv: it is in conflict from its conflict_date on"
    assert folder.odd == (f"locations.csv:2: {sentence}.",)


def test_a_place_of_conflict_without_column_and_date_is_in_conflict_from_the_first_day(tmp_path):
    files = {"conflicts.csv": "#Day,Village\n0,0\n1,1\n2,0\n", **changed("locations.csv", "zone,0,", "zone,,")}
    folder = read(tmp_path, files)
    assert levels(folder)["Capital"] == [1, 1, 1]
    sentence = "'Capital' has neither a conflict_date nor levels in conflicts.csv: it is in conflict from day 0"
    assert folder.odd == (f"locations.csv:2: {sentence}.",)


def test_levels_are_followed_where_the_date_is_another(tmp_path):
    folder = read(tmp_path, {"conflicts.csv": "#Day,Capital\n0,0\n1,1\n2,1\n"})
    assert levels(folder) == {"Capital": [0, 1, 1]}
    sentence = "the conflict_date of 'Capital' in locations.csv is another; conflicts.csv is followed"
    assert folder.odd == (f"conflicts.csv:1: {sentence}.",)


def test_rows_are_counted_whatever_they_call_the_day(tmp_path):
    folder = read(tmp_path, {"conflicts.csv": "#Day,Capital\n1,1\n2,0.5\n3,1\n"})
    assert levels(folder) == {"Capital": [1, 0.5, 1]}
    assert folder.odd == ("conflicts.csv:2: the row of day 0 calls it '1'; rows are counted from day 0, as in FLEE.",)


def test_a_blank_level_is_none(tmp_path):
    folder = read(tmp_path, {"conflicts.csv": "#Day,Capital\n0,1\n1,\n2,1\n"})
    assert levels(folder) == {"Capital": [1, 0, 1]}
    assert folder.odd == ("conflicts.csv:3: blank levels are read as 0: 1, the first in this row.",)


def test_of_two_columns_of_a_place_the_last_is_read(tmp_path):
    folder = read(tmp_path, {"conflicts.csv": "#Day,Capital,Capital\n0,0,1\n1,0,1\n2,0,1\n"})
    assert levels(folder) == {"Capital": [1, 1, 1]}
    assert folder.odd == ("conflicts.csv:1: 'Capital' has two columns; the last is read.",)


@pytest.mark.parametrize(
    ("content", "row", "column"),
    [
        ("#Day,Capital,Village\n0,1,0\n1,1\n2,1,1\n", 3, ""),  # cut short
        ("#Day,Capital,Village\n0,1,0\n1,1,0,1\n2,1,1\n", 3, ""),
        ("#Day,Capital,Village\n0,1,0\n1,-1,0\n2,1,1\n", 3, "Capital"),
        ("#Day,Capital,Village\n0,1,0\n1,nan,0\n2,1,1\n", 3, "Capital"),
        ("#Day,Capital,Village\n0,1,0\n1,1,war\n2,1,1\n", 3, "Village"),
        ("0,1,0\n1,1,0\n2,1,1\n", 1, ""),  # no header
    ],
)
def test_a_wrong_level_is_a_fault_there(tmp_path, content, row, column):
    assert fault(tmp_path, {"conflicts.csv": content}) == ("conflicts.csv", row, column)


def test_a_folder_without_any_conflict_has_no_columns(tmp_path):
    assert faults(tmp_path, changed("locations.csv", "conflict_zone,0", "town,")) == ()
    folder = read(tmp_path, {"conflicts.csv": None, **changed("locations.csv", "conflict_zone,0", "town,")})
    assert folder.intensity.shape == (3, 0)


def threats(converted):
    return {(row["where"], str(row["from"])[-2:]): row["value"] for row in converted.tables["drivers"]
            if row["name"] == "threat"}  # fmt: skip


def test_levels_above_one_are_set_against_the_highest_and_that_is_said(tmp_path):
    folder = read(tmp_path, {"conflicts.csv": "#Day,Capital,Village\n0,250,0\n1,100,0\n2,100,50\n"})
    converted = convert(folder, name="test")
    assert threats(converted) == {("Capital", "01"): 1, ("Capital", "02"): 0.4, ("Village", "03"): 0.2}
    (said,) = [line for line in converted.odd if "levels go up to 250 ('Capital' on day 0)" in line]
    assert said.startswith("conflicts.csv: ")
    world_of(converted)


def test_levels_up_to_one_stay_as_they_are(tmp_path):
    folder = read(tmp_path, {"conflicts.csv": "#Day,Capital\n0,0.5\n1,0.25\n2,0\n"})
    assert threats(convert(folder, name="test")) == {("Capital", "01"): 0.5, ("Capital", "02"): 0.25}
