"""What a spreadsheet would work out is written as text, and comes back as it was; hashtags are no rows."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

import exeunt
from exeunt.scenario.formulas import SIGNS, as_meant, kept_as_text
from exeunt.scenario.hxl import is_tag_row
from exeunt.scenario.writing import write


@given(st.text(alphabet="'=+-@a1. ", max_size=6))
def test_any_text_comes_back_and_none_is_a_formula(text):
    cell = kept_as_text(text)
    assert as_meant(cell) == text
    if cell.startswith(SIGNS):
        float(cell)


@pytest.mark.parametrize("number", ["-5.25", "+3", "-1e-05", "-.5"])
def test_numbers_stay_numbers(number):
    assert kept_as_text(number) == number == as_meant(number)


@pytest.mark.parametrize("name", ["=1+1", "@SUM(A1)", "-2+3", "+49 30", "'=x", "''-y", '=HYPERLINK("a","b")'])
def test_a_name_is_written_as_text_and_read_as_it_was(smallest, tmp_path, name):
    places = smallest.places.copy()
    write(smallest, tmp_path / "one")
    with (tmp_path / "one" / "places.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    rows[1][rows[0].index("name")] = kept_as_text(name)
    with (tmp_path / "one" / "places.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    world = exeunt.load(tmp_path / "one")
    assert world.places["name"].iloc[0] == name != places["name"].iloc[0]
    write(world, tmp_path / "two")
    with (tmp_path / "two" / "places.csv").open(newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert kept_as_text(name) in cells
    assert exeunt.load(tmp_path / "two").hash == world.hash


def test_hashtags_under_or_over_the_header_of_any_table_are_no_rows(copy):
    hash_ = exeunt.load(copy.folder).hash
    for position, table in enumerate(["places", "links", "traits", "rules", "drivers", "observations", "claims"]):
        header, *rows = copy.rows(table)
        tags = ["#meta + x", *["#loc+code"] * (len(header) - 2), ""]
        copy.write(table, [tags, header, *rows] if position % 2 else [header, tags, *rows])
    assert exeunt.load(copy.folder).hash == hash_


@pytest.mark.parametrize(
    ("cells", "are"),
    [
        (["#adm1+name", "#affected +f"], True),
        (["", "#date", ""], True),
        (["#Day", "Capital"], False),
        (["# a comment"], False),
        (["", ""], False),
        (["#1", "#2"], False),
    ],
)
def test_what_hashtags_are(cells, are):
    assert is_tag_row(cells) is are
