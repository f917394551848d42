"""Columns at the end of a file in which nothing stands, as spreadsheets write them: they are none."""

import pytest

import exeunt
from exeunt.errors import ScenarioError
from exeunt.scenario.csvtext import with_rows
from exeunt.scenario.new import create


@pytest.fixture
def folder(tmp_path):
    """The smallest scenario with commas at the end of every row."""
    create(tmp_path / "mine", "smallest")
    for file in (tmp_path / "mine").glob("*.csv"):
        file.write_text("".join(f"{line},,\n" for line in file.read_text(encoding="utf-8").splitlines()))
    return tmp_path / "mine"


def test_they_say_nothing(folder, smallest):
    assert exeunt.load(folder).hash == smallest.hash


def test_rows_may_have_more_or_fewer_of_them_than_the_header(folder, smallest):
    header, first, *rest = (folder / "gates.csv").read_text().splitlines()
    (folder / "gates.csv").write_text("\n".join([header, first.removesuffix(",,"), *(f"{row},," for row in rest), ""]))
    assert exeunt.load(folder).hash == smallest.hash


@pytest.mark.parametrize(("cells", "nameless"), [("lost,", [0]), (",lost", [1]), ("lost,lost", [0, 1])])
def test_one_in_which_something_stands_needs_a_name(folder, cells, nameless):
    gates = folder / "gates.csv"
    header, first, *rest = gates.read_text().splitlines()
    gates.write_text("\n".join([header, f"{first.removesuffix(',')}{cells}", *rest, ""]))
    with pytest.raises(ScenarioError) as refused:
        exeunt.load(folder)
    assert [(fault.row, fault.wrong) for fault in refused.value.faults] == [
        (1, f"column {header.count(',') + place} has no name") for place in nameless
    ]


def test_their_table_can_be_corrected_and_has_none_of_them_afterwards(folder, smallest):
    (header, *_) = (folder / "gates.csv").read_text().splitlines()
    gates = next(sheet for sheet in exeunt.api.sheets(folder) if sheet.name == "gates")
    assert "" not in gates.header
    exeunt.api.correct(folder, {"gates": gates.rows}, marks={"gates": gates.mark}, write=True)
    assert (folder / "gates.csv").read_text().splitlines()[0] == header.removesuffix(",,")
    assert exeunt.load(folder).hash == smallest.hash


def test_a_new_column_comes_before_them():
    text = "a,b,,\n1,2,,\n,3\n"
    assert with_rows(text, [{"a": "4", "c": "5"}], known=["a", "b", "c"]) == "a,b,c\n1,2,\n,3,\n4,,5\n"
    assert with_rows(text, [{"a": "4"}], known=["a", "b", "c"]) == f"{text}4,\n"
