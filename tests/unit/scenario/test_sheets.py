"""Tables as text: what is typed is checked before it is written, and what was not touched stays as it was."""

import csv
import shutil

import pytest

from exeunt import api
from exeunt.errors import InputError, ScenarioError
from exeunt.scenario.catalogue import find


@pytest.fixture
def folder(tmp_path):
    """A scenario of somebody's own, with a column of the author's and a name that a spreadsheet would run."""
    place = shutil.copytree(find("smallest"), tmp_path / "mine")
    claims = (place / "claims.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{claims[0]},mine", *(f"{line},'=1+1" for line in claims[1:])]
    (place / "claims.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


def marks(folder):
    return {each.name: each.mark for each in api.sheets(folder)}


def sheet(folder, name):
    return next(each for each in api.sheets(folder) if each.name == name)


def typed(folder, name, line, column, text):
    """The rows of a table with one cell typed over."""
    found = sheet(folder, name)
    rows = [list(row) for row in found.rows]
    rows[line - 2][found.header.index(column)] = text
    return {name: rows}


def test_a_table_has_the_columns_of_its_file_and_those_it_could_have(folder):
    (folder / "areas.csv").unlink()
    claims, areas = sheet(folder, "claims"), sheet(folder, "areas")
    assert "mine" in claims.header
    assert claims.rows[0][claims.header.index("mine")] == "=1+1"
    assert claims.columns[claims.header.index("mine")] is None
    assert claims.columns[0].name == "id"
    assert areas.rows == ()
    assert areas.header[0] == "id"


def test_a_folder_that_is_not_there_has_no_empty_tables(folder):
    with pytest.raises(InputError, match=r"There is no folder .*nowhere with the tables of a scenario"):
        api.sheets(folder / "nowhere")


def test_a_fault_is_told_at_its_row_and_column_and_nothing_is_written(folder):
    before = (folder / "gates.csv").read_bytes()
    with pytest.raises(ScenarioError) as refused:
        api.correct(folder, typed(folder, "gates", 2, "people_per_day", "many"), marks=marks(folder), write=True)
    (fault,) = refused.value.faults
    assert (fault.file, fault.row, fault.column) == ("gates.csv", 2, "people_per_day")
    assert (folder / "gates.csv").read_bytes() == before


def test_faults_between_tables_are_found_too(folder):
    found = sheet(folder, "places")
    with pytest.raises(ScenarioError) as refused:
        api.correct(folder, {"places": found.rows[1:]})
    assert any(fault.file == "links.csv" for fault in refused.value.faults)


def test_what_is_written_is_read_back_and_says_only_what_was_typed(folder):
    world = api.correct(folder, typed(folder, "gates", 2, "people_per_day", "123"), marks=marks(folder), write=True)
    again = api.load(folder)
    assert world.gates["people_per_day"].iloc[0] == again.gates["people_per_day"].iloc[0] == 123
    header = (folder / "gates.csv").read_text(encoding="utf-8").splitlines()[0]
    assert "utc_offset" not in header, "columns that nobody filled are not written"


def test_an_authors_column_and_what_a_spreadsheet_would_run_stay_as_they_were(folder):
    def cells():
        return list(csv.reader((folder / "claims.csv").read_text(encoding="utf-8").splitlines()))

    before = cells()
    api.correct(folder, {"claims": sheet(folder, "claims").rows}, marks=marks(folder), write=True)
    assert cells() == before


def test_a_row_left_blank_is_none_and_those_below_keep_their_numbers(folder):
    found = sheet(folder, "gates")
    blank = [""] * len(found.header)
    wrong = [cell if name != "lat" else "north" for name, cell in zip(found.header, found.rows[0], strict=True)]
    with pytest.raises(ScenarioError) as refused:
        api.correct(folder, {"gates": [blank, *found.rows[1:], wrong]})
    assert {(fault.row, fault.column) for fault in refused.value.faults} == {(len(found.rows) + 2, "lat")}
    api.correct(folder, {"gates": [*found.rows, blank]})


def test_a_table_that_must_have_rows_cannot_lose_them(folder):
    with pytest.raises(ScenarioError) as refused:
        api.correct(folder, {"traits": []}, marks=marks(folder), write=True)
    assert any(fault.file == "traits.csv" and "no rows" in fault.wrong for fault in refused.value.faults)
    assert (folder / "traits.csv").exists()


def test_a_table_without_rows_goes(folder):
    api.correct(folder, {"observations": []}, marks=marks(folder), write=True)
    assert not (folder / "observations.csv").exists()


@pytest.mark.parametrize("changed", [{"no-such": []}, {"../gates": []}, {"gates": [["x"]]}])
def test_what_fits_no_table_is_refused(folder, changed):
    with pytest.raises(InputError):
        api.correct(folder, changed)


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_was_written_meanwhile_is_not_overwritten(folder):
    seen, rows = marks(folder), typed(folder, "gates", 2, "people_per_day", "123")
    api.correct(folder, typed(folder, "gates", 2, "people_per_day", "9999"), marks=seen, write=True)
    before = contents(folder)
    for write in (False, True):
        with pytest.raises(InputError, match=r"gates.csv has changed since the rows were read.*read again what stands"):
            api.correct(folder, rows, marks=seen, write=write)
    assert contents(folder) == before
    api.correct(folder, rows, marks=marks(folder), write=True)
    assert api.load(folder).gates["people_per_day"].iloc[0] == 123


def test_a_file_that_came_or_went_meanwhile_has_changed_too(folder):
    areas = {"areas": sheet(folder, "areas").rows}
    seen = marks(folder)
    (folder / "areas.csv").unlink()
    with pytest.raises(InputError, match=r"areas.csv has changed"):
        api.correct(folder, areas, marks=seen, write=True)
    seen = marks(folder)
    (folder / "areas.csv").write_text("id,name,members\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"areas.csv has changed"):
        api.correct(folder, areas, marks=seen, write=True)


def test_a_file_that_changes_while_it_is_checked_has_changed_too(folder, monkeypatch):
    seen, rows = marks(folder), typed(folder, "gates", 2, "people_per_day", "123")
    written = (folder / "gates.csv").read_text(encoding="utf-8").replace("6000", "9999")

    def read(*asked):
        (folder / "gates.csv").write_text(written, encoding="utf-8")
        return world

    world = api.load(folder)
    monkeypatch.setattr("exeunt.scenario.reading.read", read)
    with pytest.raises(InputError, match=r"gates.csv has changed"):
        api.correct(folder, rows, marks=seen, write=True)
    assert (folder / "gates.csv").read_text(encoding="utf-8") == written


def test_who_does_not_say_what_was_read_cannot_write(folder):
    before, rows = contents(folder), typed(folder, "gates", 2, "people_per_day", "123")
    with pytest.raises(InputError, match=r"give marks with the `mark` of each `Sheet`, here of gates"):
        api.correct(folder, rows, write=True)
    assert contents(folder) == before


def test_several_tables_are_written_all_or_none(folder, monkeypatch):
    rows = typed(folder, "gates", 2, "people_per_day", "123") | typed(folder, "places", 2, "name", "Elsewhere")
    before, write = contents(folder), type(folder).write_text

    def full(path, text, **said):
        if "Elsewhere" in text:
            raise OSError(28, "No space left on device")
        return write(path, text, **said)

    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(InputError, match=r"cannot be written \(No space left on device\)"):
        api.correct(folder, rows, marks=marks(folder), write=True)
    assert contents(folder) == before


def spoil(folder, name, change):
    """Write a file of the folder anew, its lines changed."""
    path = folder / f"{name}.csv"
    path.write_text("\n".join(change(path.read_text(encoding="utf-8").splitlines())) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [*lines[:2], f"{lines[2]},one too many", *lines[3:]],
        lambda lines: [*lines[:2], lines[2].rsplit(",", 1)[0], *lines[3:]],
        lambda lines: [f"{lines[0]},mine,mine", *(f"{line},a,b" for line in lines[1:])],
        lambda lines: [f"{lines[0]},,", *(f"{line},a,b" for line in lines[1:])],
    ],
)
def test_a_table_of_which_something_would_be_lost_is_corrected_in_its_file(folder, change):
    rows = sheet(folder, "gates").rows
    spoil(folder, "gates", change)
    before = contents(folder)
    assert "gates" not in {each.name for each in api.sheets(folder)}
    with pytest.raises(InputError, match=r"There is no table 'gatess' to correct; did you mean gates\?$"):
        api.correct(folder, {"gatess": [["a"]]})
    with pytest.raises(InputError, match=r"The table gates cannot be corrected by cells: .* right in the file"):
        api.correct(folder, {"gates": rows})
    assert contents(folder) == before


def test_rows_of_hashtags_stay_where_they_were_with_the_sign_of_utf_8(folder):
    def tagged(lines):
        return ["#meta+title", lines[0], "#loc+id,,#loc+name", *lines[1:]]

    spoil(folder, "gates", tagged)
    path = folder / "gates.csv"
    path.write_text(path.read_text(encoding="utf-8"), encoding="utf-8-sig")
    api.correct(folder, typed(folder, "gates", 2, "utc_offset", "2"), marks=marks(folder), write=True)
    first, header, tags, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    assert first[0] == "\ufeff#meta+title"
    assert header[-1] == "utc_offset"
    assert tags == ["#loc+id", "", "#loc+name", *[""] * (len(header) - 3)]
    assert rows[0][-1] == "2"
    assert api.load(folder).gates["utc_offset"].iloc[0] == 2


def test_what_is_wrong_with_a_header_is_not_hidden_by_what_is_typed(folder):
    spoil(folder, "gates", lambda lines: [f"{lines[0]},utc_ofset", *(f"{line}," for line in lines[1:])])
    rows = {"gates": sheet(folder, "gates").rows}
    with pytest.raises(ScenarioError, match=r"gates.csv:1:utc_ofset: is no column of this table; did you mean"):
        api.correct(folder, rows, marks=marks(folder), write=True)
    api.correct(folder, typed(folder, "gates", 2, "utc_offset", "2"), marks=marks(folder), write=True)
    assert api.load(folder).gates["utc_offset"].iloc[0] == 2


def test_a_cell_may_hold_an_end_of_a_line_of_any_kind(folder):
    api.correct(folder, typed(folder, "gates", 2, "name", "West\rgate"), marks=marks(folder), write=True)
    assert api.load(folder).gates["name"].iloc[0] == "West\rgate"
