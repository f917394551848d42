"""Figures of a file beside a scenario's own: all that is wrong at once, and what is read without its source."""

from __future__ import annotations

import warnings

import openpyxl
import pytest

import exeunt
from arrivals_files import bulletin
from exeunt.errors import Notice, ScenarioError
from exeunt.outcome.added_figures import added_figures

HEAD = "id,from,until,where,measure,value,claim"


@pytest.fixture
def read(tmp_path):
    """Read a file of figures beside those of the smallest scenario."""

    def rows(*lines: str):
        file = tmp_path / "evening.csv"
        file.write_text("\n".join([HEAD, *lines]) + "\n")
        return added_figures(file, exeunt.load("smallest")).rows

    return rows


def test_a_cell_that_cannot_be_read_and_a_gate_that_there_is_none_of_are_told_at_once(read):
    with pytest.raises(ScenarioError) as refused:
        read(
            "a,2024-03-06,2024-03-06,west-gat,crossings_in,oops,",
            "b,2024-03-06,2024-03-06,west-gate,crossings_in,1200,",
            "c,2024-03-06,2024-03-06,easst-gate,crossings_in,800,",
        )
    assert [(fault.row, fault.column) for fault in refused.value.faults] == [(2, "value"), (2, "where"), (4, "where")]


def test_a_source_that_the_scenario_has_not_is_told_and_the_figure_counts(read):
    says = r"^evening\.csv, row 3 \(and 1 more\): 'west-cuont' .* did you mean west-count"
    with pytest.warns(Notice, match=says) as told:
        rows = read(
            "a,2024-03-06,2024-03-06,west-gate,crossings_in,1200,west-count",
            "b,2024-03-07,2024-03-07,west-gate,crossings_in,1200,west-cuont",
            "c,2024-03-08,2024-03-08,west-gate,crossings_in,1200,elsewhere",
        )
    assert len(told) == 1
    assert rows["claim"].tolist() == ["west-count", "", ""]
    assert rows["value"].tolist() == [1200.0] * 3


def test_what_is_odd_of_a_figure_is_told_by_its_line_in_the_file_and_the_figure_counts(read):
    twice = [f"n{day},2024-03-0{day},2024-03-0{day},west-gate + BBB,crossings_in,1200," for day in range(3, 9)]
    with pytest.warns(Notice) as told:
        rows = read("a,2024-03-06,2024-03-06,westport,arrivals,1200,", *twice)
    first, *others = [str(each.message) for each in told]
    assert first.startswith(
        "evening.csv:2:where: odd: no run says arrivals of a place, as Westport (westport) is, so no "
    )
    assert others[0].startswith(
        "evening.csv:3:where: odd: 'west-gate' is part of 'BBB', so that its people are counted"
    )
    assert others[-1] == "evening.csv: 2 more are told once these are put right"
    assert len(rows) == 7


def test_the_claims_in_the_folder_of_the_file_are_known(read, tmp_path):
    (tmp_path / "claims.csv").write_text("id,said_by,stance,quantity\nmine,A ministry,reported,arrivals_new\n")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        rows = read("a,2024-03-06,2024-03-06,west-gate,crossings_in,1200,mine")
    assert rows["claim"].tolist() == ["mine"]


def test_a_sheet_as_analysts_have_it_is_one_fault_that_says_what_reads_it(tmp_path):
    file = bulletin(tmp_path)
    with pytest.raises(ScenarioError) as refused:
        added_figures(file, exeunt.load("smallest"))
    (fault,) = refused.value.faults
    missing = "(id, from, until, where, measure and value are missing)"
    assert str(fault).startswith(f"bulletin.csv:1: has not the columns of observations {missing}; ")
    assert str(fault).endswith(f"import_arrivals('{file}', SCENARIO)")


def test_a_sheet_of_another_form_is_told_what_reads_it_besides_what_is_wrong(tmp_path):
    """As a spreadsheet saves it where commas are decimal, and as a workbook of several sheets."""
    separated, book = tmp_path / "bulletin.csv", tmp_path / "bulletin.xlsx"
    separated.write_text("Date;Country;New arrivals\n26.09.2023;Armenia;15.000\n")
    pages = openpyxl.Workbook()
    pages.create_sheet("Arrivals")
    pages.save(book)
    told = {separated: "has its cells separated by semicolons; ", book: "has 2 sheets, none of which is "}
    for file, wrong in told.items():
        with pytest.raises(ScenarioError) as refused:
            added_figures(file, exeunt.load("smallest"))
        form, reader = map(str, refused.value.faults)
        assert form.startswith(f"{file.name}:1: {wrong}")
        assert reader.startswith(f"{file.name}:1: may be no table of observations; a sheet of arrivals as analysts")
        assert reader.endswith(f"import_arrivals('{file}', SCENARIO)")


def test_nothing_is_told_of_figures_whose_sources_are_known_or_not_said(read):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read(
            "a,2024-03-06,2024-03-06,west-gate,crossings_in,1200,west-count",
            "b,2024-03-07,2024-03-07,west-gate,crossings_in,1200,",
        )
