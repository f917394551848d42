"""What files look like, whatever they hold: encodings, comments, blank rows, missing and further files."""

import pytest

from exeunt.errors import ScenarioError
from exeunt.exchange.flee import read_folder
from exeunt.exchange.flee.period import FILE, read_period
from exeunt.exchange.rows import Findings
from flee_folders import INPUT, OBSERVED, changed, fault, faults, read

PLAIN = ["Capital", "Village", "Hub", "Camp", "Tents"]
LOCATIONS = INPUT["locations.csv"]


def names(folder):
    return [location.name for location in folder.locations]


def test_a_sound_folder_has_nothing_odd_and_leaves_nothing_out(tmp_path):
    folder = read(tmp_path)
    assert (str(folder.first_day), folder.days) == ("2020-01-01", 3)
    assert (names(folder), folder.odd, folder.unused) == (PLAIN, (), ())


@pytest.mark.parametrize(
    "content",
    [
        LOCATIONS.replace("\n", "\r\n"),
        LOCATIONS.replace("\n", "\r"),
        "\ufeff" + LOCATIONS,
        "#sep=,\t\n" + LOCATIONS,
        "\n\n" + LOCATIONS.replace("Hub,", "\n,,,,,\n# said by many\n#Gone,North,Home,1,2,town,,\nHub,"),
        LOCATIONS.replace("#name", '#"name"'),
        LOCATIONS.replace("#name", "name"),
        LOCATIONS.replace("#name,region", "#name,#name"),
        LOCATIONS.partition("\n")[2],
        LOCATIONS.replace("Hub,", '"Hub",'),
        LOCATIONS.replace("Hub,East,", "Hub , East ,"),
        LOCATIONS.rstrip("\n"),
    ],
)
def test_how_a_file_is_written_does_not_change_what_it_says(tmp_path, content):
    folder = read(tmp_path, {"locations.csv": content})
    assert names(folder) == PLAIN
    assert {(place.region, place.country) for place in folder.locations if place.name == "Hub"} == {("East", "Away")}
    assert folder.odd == ()


TAGS = {
    "locations.csv": "#loc+name,#adm1+name,#country+name,#geo+lat,#geo+lon,#loc+type,,#population",
    "routes.csv": ",#loc+dest,#indicator + km,",
    "conflicts.csv": "#date+day,#affected,#affected",
    "closures.csv": "#loc+type,#loc,#loc,#date+start,#date+end",
    "sim_period.csv": "#meta,#date",
    "camp.csv": "#date,#affected+refugees",
    "data_layout.csv": "#loc,#meta+file",
    "registration_corrections.csv": ",#date",
}


@pytest.mark.parametrize("file", TAGS)
@pytest.mark.parametrize("row", [0, 1])
def test_hashtags_in_any_table_are_no_data(tmp_path, file, row):
    content = {**INPUT, **OBSERVED, "registration_corrections.csv": "Camp,2020-01-03\n"}[file].splitlines()
    tagged = {file: "\n".join([*content[:row], TAGS[file], *content[row:], ""])}
    plain = {file: "\n".join([*content, ""])}
    of_counts = file in OBSERVED
    one = read(tmp_path / "a", **({"counts": tagged} if of_counts else {"files": tagged}))
    two = read(tmp_path / "b", **({"counts": plain} if of_counts else {"files": plain}))
    assert one.odd == two.odd == ()
    assert (names(one), [route.km for route in one.routes]) == (names(two), [route.km for route in two.routes])
    assert one.intensity.equals(two.intensity)
    assert one.counts.daily.equals(two.counts.daily)


@pytest.mark.parametrize(("sign", "word"), [(";", "semicolons"), ("\t", "tabs"), ("|", "upright strokes")])
@pytest.mark.parametrize("file", ["locations.csv", "routes.csv", "conflicts.csv", "camp.csv"])
def test_cells_that_other_signs_separate_are_one_fault(tmp_path, file, sign, word):
    content = {**INPUT, **OBSERVED}[file].replace(",", sign).replace(".", ",")
    changes = {"counts": {file: content}} if file in OBSERVED else {"files": {file: content}}
    (only,) = faults(tmp_path, **changes)
    assert (only.file, only.row, only.wrong) == (file, 1, f"has its cells separated by {word}")


def test_a_comment_may_hold_a_semicolon(tmp_path):
    assert read(tmp_path, {"routes.csv": "# by road; some by foot\n" + INPUT["routes.csv"]}).odd == ()


def test_a_byte_order_mark_inside_a_file_is_taken_out_and_said(tmp_path):
    folder = read(tmp_path, changed("locations.csv", "Hub,East", "\ufeffHub,East"))
    assert names(folder) == PLAIN
    assert folder.odd == ("locations.csv:4: the byte order mark inside the file is taken out.",)


@pytest.mark.parametrize("file", ["locations.csv", "routes.csv", "sim_period.csv"])
def test_a_missing_file_is_a_fault(tmp_path, file):
    assert (file, 1, "") in {(one.file, one.row, one.column) for one in faults(tmp_path, {file: None})}


@pytest.mark.parametrize(
    ("content", "row", "says"),
    [
        (LOCATIONS.encode().replace(b"Hub", b"H\xfcb"), 4, "not UTF-8"),
        (LOCATIONS.encode("utf-16"), 1, "UTF-16"),
        (LOCATIONS.replace("Hub", "H\x00b"), 4, "control character"),
        (LOCATIONS.replace("Hub", "H\x1bb"), 4, "control character"),
        (LOCATIONS.replace("Hub", '"Hub'), 4, "row of cells"),
        (LOCATIONS.replace("500\n", '"500'), 5, "row of cells"),
        ("#name\n", 1, "holds no places"),
        ("", 1, "holds no places"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_fault_with_its_row(tmp_path, content, row, says):
    found = [one for one in faults(tmp_path, {"locations.csv": content}) if one.file == "locations.csv"]
    assert [one.row for one in found] == [row]
    assert says in found[0].wrong


def test_of_a_file_without_places_each_column_is_named(tmp_path):
    (found,) = (one for one in faults(tmp_path, {"locations.csv": ""}) if one.file == "locations.csv")
    assert found.right.endswith(": name,region,country,latitude,longitude,location_type,conflict_date,population")


def test_a_file_that_leads_out_of_the_folder_is_a_fault(tmp_path):
    read(tmp_path)
    (tmp_path / "elsewhere.csv").write_text(LOCATIONS)
    (tmp_path / "input" / "locations.csv").unlink()
    (tmp_path / "input" / "locations.csv").symlink_to(tmp_path / "elsewhere.csv")
    with pytest.raises(ScenarioError, match=r"locations\.csv:1: lies outside the folder"):
        read_folder(tmp_path / "input", observed=None, settings=None)


def test_a_folder_that_is_none_is_a_fault(tmp_path):
    with pytest.raises(ScenarioError, match="nowhere:1: is not a folder; give the folder of input"):
        read_folder(tmp_path / "nowhere", observed=None, settings=None)


def test_all_faults_are_said_at_once(tmp_path):
    wrong = {
        **changed("locations.csv", "camp,,500", "castle,,-5"),
        **changed("routes.csv", "10,", "far,"),
        **changed("sim_period.csv", "3", "0"),
    }
    places = {(one.file, one.row, one.column) for one in faults(tmp_path, wrong)}
    assert places == {
        ("locations.csv", 5, "location_type"),
        ("locations.csv", 5, "population"),
        ("routes.csv", 2, "distance"),
        ("sim_period.csv", 2, "Length"),
    }


@pytest.mark.parametrize(
    ("content", "row", "column"),
    [
        ("StartDate,2020-01-01\n", 1, "Length"),
        ("Length,3\n", 1, "StartDate"),
        ("StartDate,2020-02-30\nLength,3\n", 1, "StartDate"),
        ("StartDate,01/02/2020\nLength,3\n", 1, "StartDate"),
        ("StartDate,0001-01-01\nLength,3\n", 1, "StartDate"),
        ("StartDate,2020-01-01\nLength,0\n", 2, "Length"),
        ("StartDate,2020-01-01\nLength,-1\n", 2, "Length"),
        ("StartDate,2020-01-01\nLength,2.5\n", 2, "Length"),
        ("StartDate,2020-01-01\nLength,99999999\n", 2, "Length"),
        ("StartDate,2020-01-01\nLength,nan\n", 2, "Length"),
    ],
)
def test_a_period_that_cannot_be_is_a_fault(tmp_path, content, row, column):
    assert fault(tmp_path, {"sim_period.csv": content}) == ("sim_period.csv", row, column)


def test_days_and_months_may_have_one_digit_everywhere(tmp_path):
    folder = read(
        tmp_path,
        {"sim_period.csv": "StartDate,2020-1-1\nLength,3\n", "registration_corrections.csv": "Camp,2020-1-3\n"},
        counts={"camp.csv": "2020-1-1,100\n2020-01-3,200\n"},
    )
    assert str(folder.first_day) == "2020-01-01"
    assert folder.counts.daily["Camp"].tolist() == [200, 200, 200]
    assert folder.odd == ()


@pytest.mark.parametrize("day", ["3/4/2020", "2020/03/04", "04.03.2020", "20-3-4", "2020-13-1", "2020-2-30", "43894"])
def test_a_date_in_another_order_or_that_does_not_exist_is_a_fault(tmp_path, day):
    found = faults(tmp_path, counts={"camp.csv": f"2020-01-01,100\n{day},200\n"})
    assert [(one.file, one.row, one.column) for one in found] == [("camp.csv", 2, "date")]


def test_the_keys_of_the_period_are_read_in_capitals_or_not(tmp_path):
    folder = read(tmp_path, {"sim_period.csv": "startdate,2020-01-01\r\nLENGTH, 2\r\nEnd,9\r\n"})
    assert (str(folder.first_day), folder.days) == ("2020-01-01", 2)
    assert folder.odd == ("sim_period.csv:3: 'End' is no key of this file and is not read.",)


def test_a_key_of_the_period_that_is_misspelt_is_asked_about(tmp_path):
    findings = Findings()
    (tmp_path / FILE).write_text("StartDate,2020-01-01\nLenght,2\n")
    assert read_period(tmp_path, findings) is None
    assert findings.odd == ["sim_period.csv:2: 'Lenght' is no key of this file (did you mean Length?) and is not read."]


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("demographics_age.csv", "the attributes of people have no equivalent"),
        ("flood_level.csv", "levels of flood have no equivalent"),
        ("region_attributes_IPC.csv", "the attributes of regions have no equivalent"),
        ("location_attributes_rain.csv", "the attributes of places have no equivalent"),
        ("location_changes.csv", "changes of a place's type have no equivalent"),
        ("major_routes.csv", "major routes have no equivalent"),
        ("agents.csv", "single people given by hand have no equivalent"),
        ("closures - old.csv", "FLEE reads no file of this name"),
    ],
)
def test_a_file_that_is_not_read_is_said_to_be_left_out(tmp_path, file, why):
    assert read(tmp_path, {file: "a,b\n"}).unused == (f"{file}: {why}.",)


def test_files_beside_the_counts_are_said_to_be_left_out(tmp_path):
    folder = read(tmp_path, counts={"religion.csv": "a", "chad.csv": "b"})
    assert folder.unused == ("data_layout.csv: the files chad.csv, religion.csv beside it are not named in it.",)
