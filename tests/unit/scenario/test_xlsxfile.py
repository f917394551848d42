"""Tables as workbooks: the same world as from CSV, and the same sort of faults."""

import builtins
import csv
import io
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from exeunt.errors import ScenarioError
from exeunt.outcome.targets import from_table, read_figures
from exeunt.scenario import xlsxfile
from exeunt.scenario.csvfile import table_of
from exeunt.scenario.new import create
from exeunt.scenario.reading import read
from exeunt.scenario.textfile import UnreadableError
from exeunt.scenario.world import World


def _cell(text: str) -> object:
    for kind in (int, float, datetime.fromisoformat):
        try:
            return kind(text)
        except ValueError:
            continue
    return text or None


def _workbook(path: Path, rows: list[list[object]], sheet: str = "Sheet1") -> Path:
    book = openpyxl.Workbook()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def _turned(path: Path) -> Path:
    """Turn a CSV file into a workbook with numbers and dates as a spreadsheet would hold them."""
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    path.unlink()
    return _workbook(path.with_suffix(".xlsx"), [header, *([_cell(cell) for cell in row] for row in rows)])


def _records(*rows: list[object]) -> list[tuple[int, list[str]]]:
    book, raw = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(raw)
    return [(row, cells) for row, cells, _ in xlsxfile.records(raw.getvalue(), "places.xlsx", "places")]


def _fault(raw: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        xlsxfile.records(raw, "places.xlsx", "places")
    return str(caught.value)


def test_a_scenario_of_workbooks_is_the_same_world(copy):
    as_csv = read(copy.folder, World)
    for path in list(copy.folder.glob("*.csv")):
        _turned(path)
    as_xlsx = read(copy.folder, World)
    assert not list(copy.folder.glob("*.csv"))
    assert as_xlsx.hash == as_csv.hash
    assert (as_xlsx.people == as_csv.people).all()


def test_a_cell_is_the_text_that_is_seen():
    row = ["a", 12000.0, 0.1 + 0.2, True, date(2022, 9, 21), datetime(2022, 9, 21, 18), time(8, 30), 7]
    assert _records(row) == [(1, ["a", "12000", "0.3", "TRUE", "2022-09-21", "2022-09-21T18:00", "08:30", "7"])]
    assert _records([timedelta(hours=30, minutes=5)])[0][1] == ["30:05"]


def test_rows_are_those_of_the_sheet_and_blank_ones_are_passed_over():
    assert _records([None], ["id", "name", None], [" ", None], ["a"]) == [(2, ["id", "name"]), (4, ["a"])]


def test_a_fault_names_the_workbook_and_its_row(copy, at):
    copy.put("places", 3, "lat", "north")
    _turned(copy.folder / "places.csv")
    assert at(copy.only_fault()) == "places.xlsx:3:lat"
    copy.put("links", 4, "to", "nowhere-at-all")
    _turned(copy.folder / "links.csv")
    assert {"places.xlsx", "links.xlsx"} == {fault.file for fault in copy.faults()}


def test_a_row_longer_than_the_header_is_a_fault_and_a_shorter_is_not(copy, at):
    path = _turned(copy.folder / "aliases.csv")
    book = openpyxl.load_workbook(path)
    book.active.cell(2, book.active.max_column + 1, "more")
    book.save(path)
    assert at(copy.only_fault()).startswith("aliases.xlsx:2:")


def test_two_files_for_one_table_are_a_fault(copy):
    kept = (copy.folder / "gates.csv").read_bytes()
    _turned(copy.folder / "gates.csv")
    (copy.folder / "gates.csv").write_bytes(kept)
    assert str(copy.only_fault()) == "gates.xlsx:1: there is gates.csv too; keep one of the two"


def test_a_misspelt_workbook_is_not_passed_over(copy):
    (copy.folder / "observations.csv").unlink(missing_ok=True)
    (copy.folder / "observation.xlsx").touch()
    (copy.folder / "~$places.xlsx").touch()  # what Excel leaves while a file is open
    assert copy.only_fault().right == "rename it observations.xlsx, if that is meant"


def test_the_sheet_of_the_tables_name_is_read_among_several(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["notes"])
    book.create_sheet("Places").append(["id"])
    raw = io.BytesIO()
    book.save(raw)
    assert xlsxfile.records(raw.getvalue(), "places.xlsx", "places") == [(1, ["id"], {})]
    with pytest.raises(UnreadableError, match="has 2 sheets, none of which is named 'links'"):
        xlsxfile.records(raw.getvalue(), "links.xlsx", "links")


def test_what_is_no_workbook_is_one_clear_fault():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as other:
        other.writestr("letter.txt", "no sheet")
    for raw in (b"", b"id,name\n", b"\xd0\xcf\x11\xe0 an old or a locked one", packed.getvalue()):
        assert _fault(raw).startswith("places.xlsx:1: is no workbook that can be read; save it anew")


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch, tmp_path):
    raw = _workbook(tmp_path / "a.xlsx", [["id"]] + [["a"]] * 100).read_bytes()
    monkeypatch.setattr(xlsxfile, "LARGEST", 1000)
    assert "unpacks to more than" in _fault(raw)


@pytest.mark.parametrize(
    ("cell", "said"),
    [("=1+1", "places.xlsx:2:id: the formula in column 1 has not been worked out"), ("#REF!", "came to #REF!")],
)
def test_a_formula_without_a_value_is_not_taken_for_blank(tmp_path, cell, said):
    raw = _workbook(tmp_path / "a.xlsx", [["id"], [cell]]).read_bytes()
    assert any(said in str(fault) for fault in table_of(raw, "places.xlsx", "places")[1])
    with pytest.raises(UnreadableError, match="the formula in column 1 "):  # of a header nothing more can be said
        table_of(_workbook(tmp_path / "b.xlsx", [[cell], ["a"]]).read_bytes(), "places.xlsx", "places")


def test_all_faults_of_a_workbook_are_told_at_once(copy):
    path = _turned(copy.folder / "gates.csv")
    book = openpyxl.load_workbook(path)
    at = [cell.value for cell in book.active[1]].index
    book.active.cell(2, at("people_per_day") + 1, "#N/A")
    book.active.cell(3, at("vehicles_per_day") + 1, "#REF!")
    book.active.cell(3, at("foot_per_day") + 1, "many")
    book.save(path)
    assert [str(fault).split(";")[0] for fault in copy.faults()] == [
        "gates.xlsx:2:people_per_day: the formula in column 7 came to #N/A",
        "gates.xlsx:3:vehicles_per_day: the formula in column 8 came to #REF!",
        "gates.xlsx:3:foot_per_day: 'many' is not a number",
    ]


def test_without_openpyxl_it_is_said_what_to_install(copy, monkeypatch):
    copy.put("places", 3, "name", "Read nowhere else")  # what was read before need not be read again
    _turned(copy.folder / "places.csv")
    real = builtins.__import__

    def lacking(name, *rest, **more):
        if name == "openpyxl":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", lacking)
    fault = copy.only_fault()
    assert (fault.file, fault.wrong) == ("places.xlsx", "needs openpyxl to be read")
    assert "pip install 'exeunt[export]'" in fault.right


def test_rules_and_observations_are_read_from_workbooks(copy, tmp_path):
    world = read(copy.folder, World)
    rules = [["id", "from", "act", "where", "effect"], ["shut", datetime(2024, 3, 3), "enter", "BBB", "deny"]]
    added = world.with_rules(_workbook(tmp_path / "shut.xlsx", rules)).rules
    assert added.iloc[-1]["id"] == "shut"
    assert str(added.iloc[-1]["from"]) == "2024-03-03 00:00:00"
    rules[1][2] = "entre"
    with pytest.raises(ScenarioError, match=r"shut\.xlsx:2:act: "):
        world.with_rules(_workbook(tmp_path / "shut.xlsx", rules))
    counts = copy.folder / "observations.csv"
    as_csv = from_table(read_figures(counts))
    assert as_csv
    assert [vars(each) for each in from_table(read_figures(_turned(counts)))] == [vars(each) for each in as_csv]


def test_a_scenario_of_workbooks_is_copied_whole(copy, tmp_path):
    _turned(copy.folder / "places.csv")
    create(tmp_path / "mine", str(copy.folder))
    assert read(tmp_path / "mine", World).hash == read(copy.folder, World).hash


def _merging(path: Path, *areas: str) -> None:
    book = openpyxl.load_workbook(path)
    for area in areas:
        book.active.merge_cells(area)
    book.save(path)


def test_what_is_written_over_several_cells_is_not_taken_for_blank_in_the_others(tmp_path):
    create(tmp_path / "world", "smallest")
    file = _turned(tmp_path / "world" / "gates.csv")
    _merging(file, "B2:B3")
    with pytest.raises(ScenarioError) as caught:
        read(tmp_path / "world", World)
    (fault,) = (fault for fault in caught.value.faults if "merged" in fault.wrong)
    assert (fault.file, fault.row, fault.column) == ("gates.xlsx", 3, "name")
    assert fault.wrong.startswith("the cell in column 2 is merged with that of row 2, column 2, which holds ")


@pytest.mark.parametrize(
    ("area", "ours", "others"),
    [
        ("A1:B1", [], []),
        ("A1:A2", [], []),
        ("A2:B2", [(2, 1)], []),
        ("A2:B3", [(2, 1)], [(2, 1), (3, 0)]),
        ("A2:C4", [(2, 1)], [(2, 1), (2, 2), (3, 0)]),
        ("B2:B4", [(3, 1)], [(3, 1)]),
        ("A3:A4", [(4, 0)], []),
        ("A3:B4", [(3, 1)], []),
        ("C1:C4", [], []),
        ("A5:B9", [], []),
        ("D2:D4", [], []),
    ],
)
def test_each_merged_area_is_told_once_but_for_titles_headings_and_notes(tmp_path, area, ours, others):
    """Of files of others in each of its columns, of which not all may be read."""
    rows = [["a", "b", None, None, 0], [1, 2, None, "  ", 1], ["text", 4, None, None, 2], ["d", 5, None, None, 3]]
    file = _workbook(tmp_path / "x.xlsx", rows)
    _merging(file, area)
    read = xlsxfile.records(file.read_bytes(), "x", "x")
    assert [(row, place) for row, _, wrong in read for place in wrong] == ours
    read = xlsxfile.values(file.read_bytes(), "x", "x", lambda _: pytest.fail("it has one sheet"))
    assert [(row, place) for row, _, _, wrong in read for place in wrong] == others


@pytest.mark.parametrize(
    ("number", "form", "seen"),
    [
        (453, '0.0"k"', "453,000"),
        (453, '"$"0" thousand people"', "453,000"),
        (453000, '#,##0.0,"k"', ""),
        (1200, '[>=1000]0.0,"k";0', ""),
        (999, '[>=1000]0.0,"k";0"k"', "999,000"),
        (453000, "#,##0,", "453"),
        (453000, '#,##0,"m"', "453,000,000"),
        (2.5, '0.0" million"', "2,500,000"),
        (2.5, '0.0" млн."', "2,500,000"),
        (2500000, '0.0,,"m"', ""),
        (5, '0"000"', "5000"),
        (5, '0" 000"', "5 000"),
        (5, '"1"0', "15"),
        (7, '0" m"', ""),
        (7, '0" M/F"', ""),
        (0.12, "0%", ""),
        (45, "0\\%", ""),
        (453, '0" families"', ""),
        (453, '#,##0 "réfugiés"', ""),
        (453, '0" est."', ""),
        (2023, '0" г."', ""),
        (16, '"Week "0', ""),
        (16, '"2023, week "0', ""),
        (13.12, '0.00" N"', ""),
        (453, "[$€-407] #,##0", ""),
        (453, "[$-409]#,##0", ""),
        (453, '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)', ""),
        (0, '0;-0;"none"', ""),
        (453, "#\\ ##0", ""),
        (0.375, "# ?/8", ""),
        (1234, "0.00E+00", ""),
        (453, "General", ""),
    ],
)
def test_a_number_that_its_format_shows_as_another_is_wrong(tmp_path, number, form, seen):
    """What stands beside it changes no number; a percentage is seen for the fraction that it is."""
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append(["x", number])
    book.active["B2"].number_format = form
    book.save(tmp_path / "x.xlsx")
    raw = (tmp_path / "x.xlsx").read_bytes()
    of_ours = [wrong for _, _, wrong in xlsxfile.records(raw, "x", "x")]
    of_others = [wrong for _, _, _, wrong in xlsxfile.values(raw, "x", "x", lambda _: pytest.fail("it has one sheet"))]
    for header, row in (of_ours, of_others):
        assert not header
        assert {place: wrong.split(", which ")[-1] for place, (wrong, _) in row.items()} == (
            {1: f"its format shows as {seen}"} if seen else {}
        )
