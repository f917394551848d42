"""Each sort of fault, with the file, row and column it is reported at, and nothing else reported."""

import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from exeunt.api import load
from exeunt.errors import Fault, InputError, ScenarioError
from exeunt.scenario.csvfile import MOST_ROWS
from exeunt.scenario.new import create
from exeunt.scenario.reading import read
from exeunt.scenario.sheets import sheets, typed_in
from exeunt.scenario.world import World

pytestmark = pytest.mark.slow  # a whole scenario is read for each case


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "says"),
    [
        # cells by themselves
        ("rules", 2, "id", "../../etc/passwd", "taken for a path"),
        ("claims", 2, "id", "C:\\secret", "taken for a path"),
        ("places", 2, "lat", "north", "not a number"),
        ("places", 2, "lat", "nan", "not a number"),
        ("places", 2, "lat", "inf", "not a number"),
        ("places", 2, "lat", "1e999", "too large"),
        ("places", 2, "lat", "91", "from -90 to 90"),
        ("places", 2, "lat", "", "is blank"),
        ("places", 2, "lon", "-181", "from -180 to 180"),
        ("places", 2, "utc_offset", "15", "from -12 to 14"),
        ("places", 2, "population", "-5", "out of range"),
        ("places", 2, "population", "2.5", "whole number"),
        ("places", 2, "population", "12.000", "two ways; write 12000 if the point stands between thousands"),
        ("places", 2, "capacity", "19.300", None),  # latitudes tell what a point is there
        ("places", 2, "capacity", "1.930.000", "not a number; write 1930000"),
        ("gates", 2, "vehicles_per_day", "6.000", None),
        ("gates", 2, "people_per_vehicle", "2.125", None),
        ("observations", 2, "value", "19.345", "write 19345 if the point stands between thousands, else 19.3450"),
        ("observations", 2, "hi", "5.000", "can be read in two ways"),
        ("drivers", 2, "value", "1.250", None),  # a level of threat
        ("claims", 2, "value", "1.250", None),
        ("rules", 2, "effect", "quota 6.000/day", "'6.000' can be read in two ways; write 6000 if the point"),
        ("rules", 2, "effect", "delay 1.250 h", None),
        ("places", 2, "population", "12 000", "not a number"),
        ("places", 2, "kind", "hoem", "did you mean home?"),
        ("places", 3, "id", "cap@ital", "the signs + > @"),
        ("places", 5, "country", "Germany", "write DEU"),
        ("places", 5, "language", "1.5", "from 0 to 1"),
        ("links", 4, "hours", "0", "above 0"),
        ("links", 4, "hours", "-3", "above 0"),
        ("links", 4, "mode", "bus", "road, rail, air, sea, foot"),
        ("links", 4, "both_ways", "False", "write yes or no"),
        ("gates", 2, "opening_hours", "8-20", "write hours as 08:00-20:00, over midnight as 22:00-06:00"),
        ("gates", 2, "opening_hours", "Mo-Fr 08:00-12:00, PH off", "or 24/7 or off; blank means always"),
        ("rules", 2, "effect", "open PH off", "behind open, write hours as 08:00-20:00"),
        ("gates", 2, "vehicles_per_day", "-1", "from 0 to"),
        ("gates", 2, "people_per_vehicle", "1e5", "above 0, at most 10000"),
        ("places", 2, "rent", "1e308", "from 0 to"),
        ("links", 4, "hours", "1e9", "a number above 0, at most 8784"),
        ("links", 4, "hours", "1e308", "a number above 0, at most 8784"),
        ("links", 4, "km", "1e7", "from 0 to 100000"),
        ("links", 4, "price", "-1", "from 0 to"),
        ("links", 4, "seats_per_day", "1e300", "from 0 to"),
        ("rules", 2, "effect", "delay 9999 h", "9999 is out of range for delay; write a number from 0 to 8784 (hours)"),
        ("drivers", 2, "value", "1e300", "out of range for"),
        ("traits", 2, "value", "and", "a condition can name"),
        ("rules", 2, "effect", "quota many/day", "quota N/day"),
        ("rules", 2, "effect", "risk 2", "2 is out of range for risk; write a number from 0 to 1 (share)"),
        ("rules", 2, "act", "entre", "did you mean enter?"),
        ("rules", 3, "from", "2024-02-30", "a day that exists"),
        ("drivers", 2, "from", "9999-12-31", "in a year from 1900 to 2199"),
        ("rules", 3, "from", "10.03.2024", "2022-09-21"),
        ("rules", 3, "announced", "soon", "not a date"),
        ("drivers", 13, "weekday", "saturday", "mon to sun"),
        ("claims", 2, "stance", "offical", "did you mean official?"),
        ("observations", 2, "kind", "roughly", "at_least"),
        ("observations", 2, "aggregate", "total", "sum"),
        ("parameters", 2, "prior", "gaussian", "lognormal"),
        # names defined elsewhere
        ("links", 4, "to", "westprt", "did you mean westport?"),
        ("links", 4, "gate", "west_gate", "did you mean west-gate or east-gate?"),
        ("links", 4, "claim", "nobody-said", "is not known"),
        ("aliases", 2, "place", "nowhere", "is not known"),
        ("areas", 2, "members", "west-gate+nowhere", "'nowhere' is not known"),
        ("rules", 3, "where", "BBX", "did you mean BBB"),
        ("rules", 3, "where", "capital>westport:rail@west-gate", "did you mean capital>westport:road@west-gate"),
        ("drivers", 4, "where", "capitol", "did you mean capital"),
        ("drivers", 4, "name", "drft", "did you mean draft?"),
        ("drivers", 8, "where", "capital", "cannot be said of 'capital'; name a gate"),
        ("drivers", 8, "where", "", "cannot be said of everywhere"),
        ("drivers", 8, "who", "liable = yes", "looks at no condition"),
        ("drivers", 8, "value", "-1", "out of range for"),
        ("observations", 2, "where", "nowhere", "is not known"),
        ("observations", 2, "measure", "crossing_in", "did you mean crossings_in"),
        ("observations", 2, "measure", "stock", "cannot be said of 'west-gate'"),
        ("traits", 2, "place", "atlantis", "is not known"),
        ("traits", 2, "place", "westport", "not a home"),
        ("parameters", 2, "term", "", "is not known"),
        # names used twice
        ("claims", 3, "id", "said-bbb-open", "already used in row 2"),
        ("rules", 3, "id", "bbb-open", "already used in row 2"),
        ("aliases", 3, "name", "Oldtown", "already used in row 2"),
        ("areas", 2, "id", "capital", "already the id of a place"),
        ("areas", 2, "id", "AAA", "already the id of a country"),
        # conditions
        ("rules", 3, "who", "liabel = yes", "did you mean liable?"),
        ("rules", 3, "who", "liable = maybe", "'maybe' at character 10 is no value of liable"),
        ("rules", 3, "who", "__import__('os')", "is no part of a condition"),
        ("rules", 3, "who", "liable = yes and liable = no", "names no one"),
        ("drivers", 3, "who", "liable = ", "the end at character"),
        ("observations", 2, "who", "everybody", "is no trait here"),
        ("parameters", 2, "who", "liable == yes", "single ="),
        # periods and bands
        ("rules", 3, "until", "2024-03-09", "ends before it begins"),
        ("drivers", 3, "until", "2024-03-02", "ends before it begins"),
        ("observations", 2, "until", "2024-03-01", "ends before it begins"),
        ("observations", 2, "until", "2024-03-04", "at one moment write it in both with its time"),
        ("observations", 2, "until", "2024-03-05T00:00", "at one moment write it in both with its time"),
        ("rules", 3, "from", "2024-03-15", "2024-03-01 to 2024-03-14"),
        ("drivers", 2, "from", "2024-04-01", "after the scenario's end"),
        ("observations", 2, "lo", "4300", "lies outside its own band"),
        ("observations", 2, "hi", "", None),
        # counts
        ("observations", 2, "value", "-4200", "-4200 is below 0, which nothing counts"),
        ("observations", 2, "aggregate", "share_men", "4200 is no share; write a number from 0 to 1, as 0.6 for 60 %"),
        ("observations", 2, "published", "2024-03-04", "2024-03-04 is before the last day counted, 2024-03-05"),
        ("observations", 2, "published", "2024-03-05", None),
        ("parameters", 2, "high", "", "is blank; write it"),
        # ways
        ("links", 4, "gate", "east-gate", "from AAA to BBB, but gate 'east-gate' from AAA to CCC"),
        ("links", 2, "to", "capital", "to itself"),
    ],
)
def test_a_broken_cell_is_named(copy, at, table, row, column, value, says):
    copy.put(table, row, column, value)
    if says is None:
        read(copy.folder, World)
        return
    faults = copy.faults()
    told_at = {f"{table}.csv:{row}:{name}" for name in (column, "value", "where", "name")}
    here = [fault for fault in faults if at(fault) in told_at]
    assert here, [str(fault) for fault in faults]
    assert says in str(here[0])


@pytest.mark.parametrize(("table", "column", "row"), [("places", "country", 2), ("gates", "country_from", 2)])
def test_a_country_that_cannot_be_read_is_no_fault_of_the_links(copy, table, column, row):
    copy.put(table, row, column, "aaa")
    assert [(fault.file, fault.row, fault.column) for fault in copy.faults()] == [(f"{table}.csv", row, column)]


def test_a_fault_prints_as_promised():
    assert str(Fault("links.csv", 4, "hours", "is 0", "write more")) == "links.csv:4:hours: is 0; write more"
    assert str(Fault("links.csv", 1, "", "is empty", "fill it")) == "links.csv:1: is empty; fill it"
    assert str(Fault("a\x1b[2J.csv", 1, "b\nc", "x", "y")) == "a\\x1b[2J.csv:1:b\\nc: x; y"


def test_all_faults_come_at_once_in_order(copy, at):
    copy.put("links", 5, "hours", "0")
    copy.put("links", 3, "mode", "bus")
    copy.put("gates", 2, "lanes", "none")
    copy.settings("tick_hours = 3", "tick_hours = 5")
    with pytest.raises(ScenarioError) as caught:
        read(copy.folder, World)
    lines = str(caught.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "gates.csv:2:lanes",
        "links.csv:3:mode",
        "links.csv:5:hours",
        "scenario.toml:4:tick_hours",
    ]


# Files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["places.csv", "links.csv", "traits.csv", "scenario.toml"])
def test_a_missing_file(copy, name):
    (copy.folder / name).unlink()
    assert str(copy.only_fault()).startswith(f"{name}:1: is missing; ")


@pytest.mark.parametrize("name", ["places.csv", "rules.csv", "scenario.toml"])
def test_an_empty_file(copy, name):
    (copy.folder / name).write_text("\n")
    assert str(copy.faults()[-1]).startswith(f"{name}:1: is empty; ")


@pytest.mark.parametrize("name", ["places", "links", "traits"])
def test_a_table_that_is_required_and_has_a_header_alone_is_told(copy, name):
    copy.write(name, copy.rows(name)[:1])
    assert f"{name}.csv" in {fault.file for fault in copy.faults()}


def test_a_header_without_rows(copy):
    copy.write("traits", copy.rows("traits")[:1])
    assert any(str(fault).startswith("traits.csv:1: has a header but no rows") for fault in copy.faults())


def test_optional_files_may_be_absent(copy):
    for name in ("aliases", "areas", "observations", "parameters"):
        (copy.folder / f"{name}.csv").unlink()
    world = read(copy.folder, World)
    assert world.observations.empty
    assert world.observations["from"].dtype.kind == "M"
    assert world.parameters["value"].dtype == np.float64


def test_a_file_cut_short_inside_a_quotation(copy):
    path = copy.folder / "claims.csv"
    text = path.read_text()
    path.write_text(text[: text.index('"Invented') + 20])
    fault = copy.only_fault()
    assert fault.file == "claims.csv"
    assert fault.row == 9
    assert "cut short" in fault.right


def test_a_file_cut_short_inside_a_row(copy, at):
    path = copy.folder / "places.csv"
    path.write_text(path.read_text()[:-40])
    assert at(copy.faults()[0]) == "places.csv:6:lon"


@pytest.mark.parametrize("cells", [4, 11])
def test_a_ragged_row(copy, cells):
    rows = copy.rows("links")
    rows[3] = (rows[3] + ["more"] * 9)[:cells]
    copy.write("links", rows)
    faults = [fault for fault in copy.faults() if fault.file == "links.csv"]
    assert [fault.row for fault in faults] == [4]
    assert f"has {cells} cells where the header has 10" in faults[0].wrong


def test_bytes_that_are_not_utf8(copy):
    path = copy.folder / "places.csv"
    path.write_bytes(path.read_bytes().replace(b"Westport", b"Westp\xf6rt"))
    assert str(copy.only_fault()).startswith("places.csv:5: is not UTF-8 text")


def test_utf16_is_no_table(copy):
    path = copy.folder / "places.csv"
    path.write_text(path.read_text(), encoding="utf-16")
    assert str(copy.only_fault()).startswith("places.csv:1: is not UTF-8 text")


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
def test_utf16_is_named_without_its_mark_too(copy, coding):
    path = copy.folder / "places.csv"
    path.write_text(path.read_text(), encoding=coding)
    assert str(copy.only_fault()).startswith("places.csv:1: is not UTF-8 text but UTF-16")


def test_the_line_that_speaks_to_excel_is_one_fault(copy):
    path = copy.folder / "places.csv"
    path.write_text("sep=,\n" + path.read_text())
    assert str(copy.only_fault()).endswith("'sep=,', which speaks to Excel alone; delete that line")


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x7f", "\x85", "\u202e", "\u2066"])
def test_a_control_character(copy, sign):
    path = copy.folder / "places.csv"
    path.write_text(path.read_text().replace("Westport", f"West{sign}port"))
    assert str(copy.only_fault()).startswith("places.csv:5:name: holds the control character")


def test_cells_that_cannot_be_read_hide_no_other_fault(copy):
    copy.put("places", 3, "lat", "95")
    copy.put("places", 2, "name", "Low\x0bhaven")
    copy.put("places", 5, "id", "west\x1b")
    assert [str(fault).split(";")[0].split(" '")[0] for fault in copy.faults() if fault.file == "places.csv"] == [
        "places.csv:2:name: holds the control character",
        "places.csv:3:lat:",
        "places.csv:5:id: holds the control character",
    ]


def test_bytes_that_are_no_text_hide_no_other_fault(copy):
    copy.put("places", 3, "lat", "95")
    copy.put("places", 4, "lon", "zz")
    path = copy.folder / "places.csv"
    path.write_bytes(path.read_bytes().replace(b"Westport", b"Westp\xf6rt").replace(b"zz", b"\xe9st"))
    first, second = copy.faults()
    assert str(first).startswith("places.csv:3:lat: ")
    assert str(second).startswith("places.csv:4: is not UTF-8 text here and in 1 more row; save the file as UTF-8")


def test_a_table_that_breaks_off_hides_no_fault_above(copy):
    copy.put("places", 3, "lat", "95")
    copy.put("places", 5, "name", "x" * 200_000)
    above, broken = copy.faults()
    assert str(above).startswith("places.csv:3:lat:")
    assert "places.csv:5: cannot be read as a table from here on (a cell has more than 131,072 letters)" in str(broken)
    assert "shorten it, or close the quotation mark that was left open before it" in broken.right


@pytest.mark.parametrize("name", ["areas", "areas.ods", "Areas.txt", "areas.xls"])
def test_a_table_that_another_program_wrote_is_not_passed_over(copy, name):
    (copy.folder / "areas.csv").rename(copy.folder / name)
    (copy.folder / "links.ods").touch()  # there is a links.csv
    (copy.folder / "areas.py").touch()
    fault = next(fault for fault in copy.faults() if fault.file == name)
    assert str(fault) == f"{name}:1: '{name}' is no file of a scenario; " + fault.right
    assert "areas.csv" in fault.right


def test_a_table_in_a_folder_below_is_odd(copy):
    (copy.folder / "parameters.csv").unlink()
    for below in ("old", "variant", ".hidden", "posterior"):
        (copy.folder / below).mkdir()
        (copy.folder / below / "parameters.csv").touch()
        (copy.folder / below / "links.csv").touch()
    (copy.folder / "variant" / "scenario.toml").touch()
    told = [str(each) for each in read(copy.folder, World).oddities() if "folder below" in each.wrong]
    assert told == [
        "old/parameters.csv:1: odd: lies in a folder below and is not read; put it beside scenario.toml, if it is meant"
    ]
    (copy.folder / "traits.csv").unlink()
    with pytest.raises(ScenarioError) as refused:
        read(copy.folder, World)
    assert told == [str(each) for each in refused.value.oddities if "folder below" in each.wrong]


def test_a_file_in_the_place_of_a_folder_is_told_what_it_is(copy, tmp_path):
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", copy.folder)
    for given, says in (
        (packed, "is a file, and a scenario is a folder; unpack it, and name the folder with scenario.toml in it"),
        (Path(os.__file__), "is a file, and a scenario is a folder"),
        (copy.folder / "places.csv", "is a file, and a scenario is a folder; name the folder with scenario.toml in it"),
        (copy.folder / "scenario.toml", f"is the settings of a scenario, which is a folder; name .*: {copy.folder}"),
    ):
        with pytest.raises(ScenarioError, match=says):
            load(given)


def test_a_folder_that_is_no_scenario_is_not_copied(tmp_path):
    (tmp_path / "letters").mkdir()
    with pytest.raises(
        ScenarioError, match=r"letters:1: is no scenario: it has no scenario\.toml; name the folder of a"
    ):
        create(tmp_path / "mine", str(tmp_path / "letters"))
    assert not (tmp_path / "mine").exists()


def test_what_is_typed_with_a_control_character_is_a_fault(copy, at):
    rows = next(each.rows for each in sheets(copy.folder) if each.name == "places")
    typed = [[f"{cells[0]}\x0b", *cells[1:]] if line == 1 else list(cells) for line, cells in enumerate(rows)]
    with pytest.raises(ScenarioError, match=r"places\.csv:3:id: holds the control character"):
        read(copy.folder, World, typed_in(copy.folder, {"places": typed}))


@pytest.mark.slow
def test_a_byte_order_mark_and_windows_lines_are_fine(copy):
    before = read(copy.folder, World).hash
    for path in copy.folder.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read(copy.folder, World).hash == before


def test_rows_are_lines_even_after_a_quoted_line_break(copy, at):
    copy.put("claims", 3, "note", "one\ntwo\nthree")
    copy.put("claims", 4, "stance", "loud")
    assert at(copy.only_fault()) == "claims.csv:6:stance"


def test_a_link_out_of_the_folder_is_refused(copy, tmp_path):
    outside = tmp_path / "elsewhere.csv"
    (copy.folder / "aliases.csv").rename(outside)
    (copy.folder / "aliases.csv").symlink_to(outside)
    assert "lies outside the folder" in copy.only_fault().wrong


def test_a_pipe_is_not_opened(copy):
    (copy.folder / "areas.csv").unlink()
    os.mkfifo(copy.folder / "areas.csv")
    assert copy.faults()[0].wrong == "is not a file"


def test_links_that_go_in_circles_or_nowhere(copy):
    areas, aliases = copy.folder / "areas.csv", copy.folder / "aliases.csv"
    for path in (areas, aliases):
        path.unlink()
    areas.symlink_to("areas.csv")
    aliases.symlink_to("lost.csv")
    wrong = {fault.file: fault.wrong for fault in copy.faults()}
    assert wrong["areas.csv"].startswith("cannot be opened (")
    assert wrong["aliases.csv"] == "is a link to nothing"


def test_more_rows_or_columns_than_are_read(copy):
    path = copy.folder / "observations.csv"
    text = path.read_text()
    path.write_text(text + f"{text.splitlines()[1]}\n" * MOST_ROWS)
    assert copy.only_fault().wrong == "has more than 200,000 rows, which is as many as are read"
    header, rest = text.split("\n", 1)
    path.write_text(header + "," * 1_000_000 + "\n" + rest)
    assert re.fullmatch(r"has 1,000,0\d\d columns; at most 1,000 are read", copy.only_fault().wrong)


def test_a_misspelt_file_is_noticed(copy):
    (copy.folder / "observations.csv").rename(copy.folder / "observation.csv")
    assert str(copy.only_fault()).startswith("observation.csv:1: 'observation.csv' is no file of a scenario; rename")


def test_a_folder_that_is_none(tmp_path):
    with pytest.raises(ScenarioError, match="is not a folder"):
        read(tmp_path / "nothing", World)


# Headers --------------------------------------------------------------------------------------------------------


def test_a_missing_column(copy):
    rows = copy.rows("links")
    copy.write("links", [cells[:4] + cells[5:] for cells in rows])
    assert str(copy.only_fault()).startswith("links.csv:1:hours: this column is missing; add it")


def test_a_misspelt_column(copy):
    rows = copy.rows("gates")
    rows[0][rows[0].index("opening_hours")] = "opening_hour"
    copy.write("gates", rows)
    fault = copy.only_fault()
    assert str(fault) == "gates.csv:1:opening_hour: is no column of this table; did you mean opening_hours?"


def test_a_column_of_ones_own_is_kept(copy):
    copy.put("places", 2, "remark", "mine")
    world = read(copy.folder, World)
    assert world.places.at[2, "remark"] == "mine"


def test_a_column_there_twice_or_nameless(copy, at):
    copy.put("areas", 1, "name2", "name")
    copy.put("gates", 2, "none", "something")
    copy.put("gates", 1, "none", "")
    assert [at(fault) for fault in copy.faults()] == ["areas.csv:1:name", "gates.csv:1:"]


def test_semicolons_are_explained(copy):
    path = copy.folder / "areas.csv"
    path.write_text(path.read_text().replace(",", ";"))
    fault = copy.only_fault()
    assert (fault.file, fault.wrong) == ("areas.csv", "has its cells separated by semicolons")
    assert "separated by commas" in fault.right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("50,25", "write 50.25"),
        ("50 %", "write 0.5"),
        ("5 0", "write 50"),
        ("north", "write a number from -90 to 90, such as 12 or 3.5"),
        ("1,234", "write 1.234"),  # as a thousand it would be off the globe
    ],
)
def test_a_number_in_the_signs_of_another_tongue(copy, text, right):
    copy.put("places", 2, "lat", text)
    assert copy.only_fault().right == right


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("1,234,567", "write 1234567"),
        ("12 000", "write 12000"),
        ("many", "write a number from 0 to 10000000000, such as 12"),
    ],
)
def test_a_whole_number_in_other_signs(copy, text, right):
    copy.put("places", 2, "population", text)
    assert copy.only_fault().right == right


def test_an_example_of_a_number_is_in_its_range(copy):
    copy.put("traits", 2, "share", "half")
    assert copy.only_fault().right == "write a number from 0 to 1, such as 0.25"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("Mauritania", "write MRT"),
        ("MR", "write MRT"),
        ("mrt", "write MRT"),
        ("Nowhereland", "write its three capital letters (ISO 3166-1 alpha-3), such as FIN"),
    ],
)
def test_a_country_named_in_another_way_is_one_fault(copy, at, text, right):
    copy.put("places", 4, "country", text)
    (fault,) = [each for each in copy.faults() if each.file == "places.csv"]
    assert (at(fault), fault.right) == ("places.csv:4:country", right)


# Between rows ---------------------------------------------------------------------------------------------------


def test_two_links_of_one_name(copy, at):
    row = copy.add("links", **{"from": "westport", "to": "capital", "mode": "road", "hours": "5", "gate": "west-gate"})
    fault = copy.only_fault()
    assert at(fault) == f"links.csv:{row}:from"
    assert "'westport>capital:road@west-gate' is already there in row 4" in fault.wrong


def test_a_gate_called_like_a_place(copy, at):
    copy.put("gates", 2, "id", "capital")
    assert "gates.csv:2:id" in [at(fault) for fault in copy.faults()]


def test_a_gate_to_any_country_fits_every_link_out(copy):
    copy.put("gates", 3, "country_to", "")
    assert read(copy.folder, World).check() == []


def test_low_over_high(copy, at):
    copy.put("parameters", 2, "low", "2")
    fault = copy.only_fault()
    assert at(fault) == "parameters.csv:2:low"
    assert fault.wrong == "low 2 is over high 1.3"


def test_a_place_nobody_can_reach_and_a_home_nobody_can_leave(copy, at):
    cells = {"country": "CCC", "lat": "0", "lon": "0"}
    town = copy.add("places", id="island", name="Island", kind="refuge", **cells)
    home = copy.add("places", id="cell", name="Cell", kind="home", population="10", **cells)
    copy.add("links", **{"from": "island", "to": "cell", "mode": "sea", "hours": "5"})
    assert [(at(fault), fault.wrong) for fault in copy.faults()] == [
        (f"places.csv:{town}:id", "nobody can reach 'island'"),
        (f"places.csv:{home}:id", "nobody can leave 'cell'"),
    ]


def test_no_home_at_all(copy):
    for row in (2, 3, 4):
        copy.put("places", row, "kind", "town")
    assert any(fault.wrong == "no place is a home" for fault in copy.faults())


def test_a_broken_table_is_not_blamed_on_others(copy):
    (copy.folder / "places.csv").write_bytes(b"\xff\xfe")
    assert copy.only_fault().file == "places.csv"


# Traits ---------------------------------------------------------------------------------------------------------


def test_shares_that_do_not_add_up(copy, at):
    copy.put("traits", 6, "share", "0.6")
    copy.put("traits", 8, "share", "0.7")
    assert [str(fault) for fault in copy.faults()] == [
        "traits.csv:6:share: the shares of papers at capital add up to 1.1; let them add up to 1",
        "traits.csv:8:share: the shares of car given papers = foreign add up to 1.1; let them add up to 1",
    ]


def test_shares_that_are_missing_for_some(copy):
    copy.write("traits", [cells for cells in copy.rows("traits") if cells[0] != "car" or cells[4]])
    fault = copy.only_fault()
    assert fault.wrong == "there is no share of car at capital given papers = internal"


def test_traits_in_a_circle(copy, at):
    copy.put("traits", 4, "given", "car = yes")
    copy.put("traits", 5, "given", "car = yes")
    fault = copy.only_fault()
    assert fault.column == "given"
    assert "depend on each other in a circle" in fault.wrong


def test_a_trait_that_depends_on_itself(copy):
    copy.put("traits", 8, "given", "car = no")
    assert "in a circle: car on car" in copy.only_fault().wrong


def test_a_row_there_twice(copy, at):
    row = copy.add("traits", trait="liable", value="yes", share="0.25")
    assert at(copy.only_fault()) == f"traits.csv:{row}:value"


@pytest.mark.slow
def test_too_many_groups_name_the_trait_to_merge(copy, at):
    first = len(copy.rows("traits")) + 1
    for i in range(50):
        copy.add("traits", trait="tie", value=f"t{i}", share="0.02")
    fault = copy.only_fault()
    assert at(fault) == f"traits.csv:{first}:trait"
    assert "400 groups, more than 300" in fault.wrong
    assert fault.right.startswith("merge values of 'tie'")


# Settings -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ('title = "The', 'title = "\\u001b[2J', "title", "not a line of text"),
        ("days = 14", "days = 0", "days", "from 1 to"),
        ("days = 14", "days = 99999999999999999999", "days", "from 1 to"),
        ("days = 14", "days = true", "days", "from 1 to"),
        ("days = 14", 'days = "14"', "days", "'14' in quotation marks is out of place; write a whole number from 1 to"),
        ("tick_hours = 3", 'tick_hours = "3"', "tick_hours", "'3' in quotation marks does not divide a day"),
        ("tick_hours = 3", "tick_hours = 5", "tick_hours", "a divisor of 24"),
        ("tick_hours = 3", "tick_hours = 0", "tick_hours", "a divisor of 24"),
        ("tick_hours = 3", "tick_hours = 3.0", "tick_hours", "a divisor of 24"),
        ("tick_hours = 3", "tick_hours = true", "tick_hours", "a divisor of 24"),
        ("tick_hours = 3", "tick_hours = [3]", "tick_hours", "a divisor of 24"),
        ("days = 14", "days = 14.0", "days", "a whole number"),
        ("days = 14", "days = nan", "days", "a whole number"),
        ("first_day = 2024-03-01", 'first_day = "2023-02-29"', "first_day", "a day that exists"),
        ("first_day = 2024-03-01", "first_day = 2024-03-01T00:00:00", "first_day", "not a day"),
        ("first_day = 2024-03-01", "first_day = 9999-12-31", "first_day", "'9999-12-31' is out of range"),
        ("first_day = 2024-03-01", 'first_day = "1899-12-31"', "first_day", "in a year from 1900 to 2199"),
        ("draft-official = 0.6", "draft-official = 0.7", "readings.draft_total", "add up to 1.1"),
        ("draft-official = 0.6", "draft-official = nan", "readings.draft_total.draft-official", "not a weight"),
        (
            "draft-official = 0.6",
            'draft-official = "0.6"',
            "readings.draft_total.draft-official",
            "'0.6' in quotation marks is not a weight",
        ),
        ("draft-official = 0.6", "west-count = 0.6", "readings.draft_total.west-count", "is about 'crossings_in'"),
        ("draft-official = 0.6", "assumed-ways = 0.6", "readings.draft_total.assumed-ways", "has no value"),
        ("draft-official = 0.6", "draft-offical = 0.6", "readings.draft_total.draft-offical", "did you mean draft-off"),
        ("[readings.draft_total]", "[readings.draft_totl]", "readings.draft_totl", "did you mean draft_total"),
        ('North = ["north"]', 'North = ["westport"]', "origins.North", "'westport' is no home"),
        ('North = ["north"]', 'North = ["south"]', "origins.South", "already in 'North'"),
        ('North = ["north"]', 'North = "north"', "origins.North", "not a list"),
        (
            "tick_hours = 3",
            'tick_hours = 3\nfamilies_differ_in = ["liabel"]',
            "families_differ_in",
            "did you mean liable",
        ),
        (
            "tick_hours = 3",
            'tick_hours = 3\nfamilies_differ_in = "liable"',
            "families_differ_in",
            "not a list of traits",
        ),
        ("members = 50", "members = 0", "run.members", "from 1 to"),
        ("members = 50", "menbers = 50", "run.menbers", "did you mean members"),
        ("days = 14", "days = 14\ntick_hour = 3", "tick_hour", "did you mean tick_hours"),
    ],
)
def test_a_broken_setting(copy, old, new, key, says):
    row = copy.settings(old, new)
    fault = next(fault for fault in copy.faults() if fault.file == "scenario.toml")
    assert fault.column == key
    assert abs(fault.row - row) <= 1
    assert says in str(fault)


@pytest.mark.parametrize("key", ["title", "first_day", "days", "tick_hours"])
def test_a_missing_setting(copy, key):
    path = copy.folder / "scenario.toml"
    path.write_text(re.sub(rf"(?m)^{key} = .*$", "", path.read_text()))
    assert str(copy.only_fault()).startswith(f"scenario.toml:1:{key}: is missing")


def test_settings_that_are_not_toml(copy):
    row = copy.settings("days = 14", "days = = 14")
    fault = copy.only_fault()
    assert (fault.file, fault.row) == ("scenario.toml", row)


def test_more_than_ten_regions_of_origin(copy):
    copy.settings('North = ["north"]', "\n".join(f'r{i} = ["north"]' for i in range(11)))
    assert any("at most 10" in fault.right for fault in copy.faults())


# Large tables ---------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("broken", [False, True])
def test_a_hundred_thousand_rows(copy, broken):
    rows = copy.rows("drivers")
    many = [
        ["threat", "2024-03-03", "", "", f"nowhere{i}" if broken else "capital", "liable = yes", "0.1", ""]
        for i in range(100_000)
    ]
    copy.write("drivers", [*rows, *many])
    if broken:
        assert len(copy.faults()) == 100_000
    else:
        assert len(read(copy.folder, World).drivers) == 100_000 + len(rows) - 1


@pytest.mark.slow
def test_a_hundred_thousand_ids_twice(copy):
    rows = copy.rows("aliases")
    copy.write("aliases", [*rows, *([f"a{i % 50_000}", "capital"] for i in range(100_000))])
    assert len(copy.faults()) == 50_000


def test_a_scenario_without_a_name():
    with pytest.raises(InputError, match=r"one of .*mobilisation-2022, smallest.*, but not by a blank name\.$"):
        load("")


@pytest.mark.parametrize("name", ["smalest", "../../nowhere", "a\0b"])
def test_a_scenario_nobody_knows(name):
    with pytest.raises(ScenarioError, match=r"mobilisation-2022, smallest") as caught:
        load(name)
    if name == "smalest":
        assert "did you mean smallest?" in str(caught.value)


def test_a_library_scenario_does_not_depend_on_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("smallest").mkdir()
    assert load("smallest").name == "smallest"
    with pytest.raises(ScenarioError, match="is missing"):
        load("./smallest")
