"""Figures are added to a scenario's tables whole or not at all, none twice, and nothing that stood there is lost."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

import exeunt
from exeunt.errors import InputError, MeaningOf, Option, ScenarioError
from exeunt.exchange.arrivals.importing import Arrivals
from exeunt.scenario.one_writer import only_writer

FIGURES = "Date,Country,Cumulative arrivals,Source\n2023-05-04,Chad,1200,UNHCR\n2023-05-05,Egypt,40500,Government\n"


@pytest.fixture
def crisis(sudan, tmp_path) -> Path:
    return Path(shutil.copytree(str(sudan.folder), tmp_path / "crisis"))


@pytest.fixture
def file(tmp_path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        (tmp_path / "figures.csv").write_text(text, encoding="utf-8")
        return tmp_path / "figures.csv"

    return write


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as read:
        return list(csv.DictReader(read))


def test_figures_become_observations_with_claims(crisis, file):
    done = exeunt.import_arrivals(file(FIGURES), crisis)
    assert len(done.rows) == 2
    world = exeunt.load(crisis)
    assert world.check() == []
    seen = world.observations.set_index("where")
    assert seen.loc["TCD", "value"] == 1200
    assert seen.loc["EGY", "measure"] == "arrivals"
    said = {row["id"]: row["said_by"] for row in rows(crisis, "claims")}
    assert [said[row["claim"]] for row in rows(crisis, "observations")] == ["UNHCR", "Government"]


def test_a_claim_that_is_there_already_is_used_and_not_written_twice(crisis, file):
    exeunt.import_arrivals(file(FIGURES), crisis)
    (crisis / "observations.csv").unlink()  # as if the import had been cut short after the claims
    done = exeunt.import_arrivals(file(FIGURES), crisis)
    assert done.claims == ()
    assert [row["id"] for row in rows(crisis, "claims")] == [row["claim"] for row in rows(crisis, "observations")]


def test_the_same_figures_are_not_added_again_and_contradicting_ones_are(crisis, file):
    exeunt.import_arrivals(file(FIGURES), crisis)
    before = {path.name: path.read_bytes() for path in crisis.iterdir()}
    again = exeunt.import_arrivals(file(FIGURES.replace("Chad", "Tchad").replace("UNHCR", "IOM")), crisis)
    assert (again.rows, again.known) == ((), 2)
    assert {path.name: path.read_bytes() for path in crisis.iterdir()} == before
    other = exeunt.import_arrivals(file(FIGURES.replace("1200", "1300")), crisis)
    assert [row["id"] for row in other.rows] == ["TCD-2023-05-04-2"]
    assert [row["value"] for row in rows(crisis, "observations")] == ["1200", "40500", "1300"]
    assert exeunt.load(crisis).check() == []


def test_what_stood_in_the_tables_stays_with_columns_of_ones_own(crisis, file):
    table = 'where,id,value,mine,from,until,measure\r\nTCD,old,5,"a, note",2023-04-20,2023-04-20,arrivals\r\n'
    (crisis / "observations.csv").write_bytes(table.encode())
    exeunt.import_arrivals(file(FIGURES), crisis)
    text = (crisis / "observations.csv").read_bytes().decode()
    first, second, third, _, _ = text.split("\r\n")
    assert first.startswith("where,id,value,mine,from,until,measure,")
    assert second.startswith('TCD,old,5,"a, note",2023-04-20,2023-04-20,arrivals,')
    assert third.startswith("TCD,TCD-2023-05-04,1200,,")
    assert exeunt.load(crisis).check() == []


@pytest.mark.parametrize("above", [",,,,", "#meta+id,#date+start,#date+end,#loc,#indicator", "#meta+id"])
def test_rows_above_the_header_and_hashtags_below_it_stay(crisis, file, above):
    table = f"{above}\nid,from,until,where,measure,value\n#meta+id\nold,2023-04-20,2023-04-20,TCD,arrivals,5\n"
    (crisis / "observations.csv").write_text(table, encoding="utf-8-sig")
    exeunt.import_arrivals(file(FIGURES), crisis)
    assert (crisis / "observations.csv").read_text(encoding="utf-8").startswith(f"\ufeff{above}"), (
        "and the sign of UTF-8, by which Excel reads it"
    )
    assert exeunt.load(crisis).observations["id"].tolist() == ["old", "TCD-2023-05-04", "EGY-2023-05-05"]


def test_what_a_spreadsheet_would_run_is_written_as_text_and_read_as_it_was(crisis, file):
    source = '=HYPERLINK("http://x")'
    text = FIGURES.replace("UNHCR", f'"{source.replace(chr(34), chr(34) * 2)}"')
    exeunt.import_arrivals(file(text), crisis)
    assert [row["said_by"] for row in rows(crisis, "claims")] == [f"'{source}", "Government"]
    assert exeunt.load(crisis).claims["said_by"].tolist() == [source, "Government"]
    assert exeunt.import_arrivals(file(text.replace("1200", "1300")), crisis).claims == (), "the claim is known again"


def test_the_rows_are_a_file_of_their_own_too(crisis, file):
    read = exeunt.read_arrivals(file(FIGURES), crisis)
    (crisis / "observations.csv").write_text(read.text, encoding="utf-8", newline="")
    seen = exeunt.load(crisis).observations
    assert seen["id"].tolist() == ["TCD-2023-05-04", "EGY-2023-05-05"]
    assert set(seen["claim"]) == {""}
    assert replace(read, rows=({**read.rows[0], "id": "=1+1"},)).text.splitlines()[1].startswith("'=1+1,")


def test_a_name_that_several_have_is_asked_about_with_what_answers_it(crisis, file):
    places = (crisis / "places.csv").read_text(encoding="utf-8")
    (crisis / "places.csv").write_text(
        places.replace(",qustul,", ",Same,").replace(",birao,", ",Same,"), encoding="utf-8"
    )
    path = file("Date,Place,Cumulative arrivals,Source\n2023-05-04,Same,9,IOM\n2023-05-05,Same,10,IOM\n")
    (question,) = exeunt.read_arrivals(path, crisis).faults
    assert str(question) == (
        "figures.csv:2:Place: several gates, places or areas are called 'Same'; say which is meant: "
        "means={'Same': 'birao'} or means={'Same': 'qustul'}"
    )
    assert Option("means", MeaningOf("Same", "birao")) in question.parts, "so that the command line writes it --means"
    assert {row["where"] for row in exeunt.read_arrivals(path, crisis, means={"Same": "qustul"}).rows} == {"qustul"}
    with pytest.raises(InputError, match=r"means X=Same: several gates.* are called 'Same'; give the id that is meant"):
        exeunt.read_arrivals(path, crisis, means={"X": "Same"})


def test_nothing_is_written_if_anything_is_wrong(crisis, file):
    before = {path.name: path.read_bytes() for path in crisis.iterdir()}
    with pytest.raises(ScenarioError, match="'Nowhere' is no country"):
        exeunt.import_arrivals(file(FIGURES.replace("Egypt", "Nowhere")), crisis)
    assert {path.name: path.read_bytes() for path in crisis.iterdir()} == before


def test_reading_alone_writes_nothing(crisis, file):
    before = {path.name: path.read_bytes() for path in crisis.iterdir()}
    read = exeunt.read_arrivals(file(FIGURES), crisis, published="2023-05-06")
    assert read.table["published"].tolist() == ["2023-05-06"] * 2
    assert {path.name: path.read_bytes() for path in crisis.iterdir()} == before


def test_what_cannot_be_written_is_left_as_it_was(crisis, file, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    read = exeunt.read_arrivals(file(FIGURES), crisis)
    before = {path.name: path.read_bytes() for path in crisis.iterdir()}
    monkeypatch.setattr("pathlib.Path.write_text", full)
    with pytest.raises(InputError, match=r"cannot be written \(No space left on device\); nothing was added"):
        read.write()
    assert {path.name: path.read_bytes() for path in crisis.iterdir()} == before


def test_what_was_read_is_told_in_lines_where_it_is_looked_at(crisis, file):
    title, *told = repr(exeunt.read_arrivals(file(FIGURES), crisis)).splitlines()
    assert re.fullmatch(rf".*\.csv for {re.escape(str(crisis))}: \d+ figures? to add", title)
    assert told[0] == "Assumed:"
    assert all(line.startswith("  - ") for line in told[1:] if line != "Left out:")
    unread = repr(exeunt.read_arrivals(file("Date,Country,Arrivals\nsoon,CCC,1\n"), crisis)).splitlines()
    assert unread[1] == "Wrong or left open:"


def test_a_scenario_that_is_none_or_has_its_figures_in_a_workbook_is_refused(crisis, file):
    with pytest.raises(InputError, match="is no folder of a scenario"):
        exeunt.read_arrivals(file(FIGURES), "karabagh")
    with pytest.raises(InputError, match=r"^karabakh-2023 comes with the package, and stays as it is"):
        exeunt.read_arrivals(file(FIGURES), "karabakh-2023")
    (crisis / "places.csv").write_text("id\n", encoding="utf-8")
    with pytest.raises(ScenarioError):
        exeunt.read_arrivals(file(FIGURES), crisis)


def test_a_missing_file_is_said(crisis):
    with pytest.raises(ScenarioError, match=r"gone.csv:1: is missing; give the path of a file that is there"):
        exeunt.read_arrivals("gone.csv", crisis)


def test_what_is_written_again_adds_nothing(crisis, file):
    read = exeunt.read_arrivals(file(FIGURES), crisis)
    assert len(read.write()) == 2
    before = {path.name: path.read_bytes() for path in crisis.iterdir()}
    assert read.write() == []
    assert read.added().known == 2
    assert {path.name: path.read_bytes() for path in crisis.iterdir()} == before
    assert exeunt.load(crisis).check() == []


def test_two_files_that_were_read_before_either_was_written_are_both_added(crisis, file):
    one = exeunt.read_arrivals(file(FIGURES), crisis)
    other = exeunt.read_arrivals(file(FIGURES.replace("1200", "1300")), crisis)
    one.write()
    assert [row["id"] for row in other.added().rows] == ["TCD-2023-05-04-2"], "the other figure is there by now"
    assert [row["value"] for row in rows(crisis, "observations")] == ["1200", "40500", "1300"]
    assert len(rows(crisis, "claims")) == 2
    assert exeunt.load(crisis).check() == []


def test_imports_at_the_same_moment_add_all_there_is(crisis, file):
    values = ["1200", "1300", "1400"]
    read = [exeunt.read_arrivals(file(FIGURES.replace("1200", value)), crisis) for value in values]
    together = Barrier(len(read))

    def write(one: Arrivals) -> None:
        together.wait()
        one.write()

    with ThreadPoolExecutor(len(read)) as pool:
        list(pool.map(write, read))
    assert sorted(row["value"] for row in rows(crisis, "observations")) == [*values, "40500"]
    assert exeunt.load(crisis).check() == []
    assert all(path.name[0] != "." for path in crisis.iterdir()), "the lock is taken away"


def test_a_row_that_was_typed_in_meanwhile_stays_and_takes_its_id(crisis, file):
    read = exeunt.read_arrivals(file(FIGURES), crisis)
    own = "id,from,until,where,measure,value\nTCD-2023-05-04,2023-05-01,2023-05-04,TCD,arrivals,7\n"
    (crisis / "observations.csv").write_text(own, encoding="utf-8")
    read.write()
    ids = [row["id"] for row in rows(crisis, "observations")]
    assert ids == ["TCD-2023-05-04", "TCD-2023-05-04-2", "EGY-2023-05-05"]
    assert exeunt.load(crisis).check() == []


def test_what_says_something_else_beside_a_scenario_that_changed_is_to_be_read_again(crisis, file):
    read = exeunt.read_arrivals(file(FIGURES), crisis)
    settings = (crisis / "scenario.toml").read_text(encoding="utf-8")
    (crisis / "scenario.toml").write_text(settings.replace("2023-04-15", "2023-04-16"), encoding="utf-8")
    before = {path.name: path.read_bytes() for path in crisis.iterdir()}
    with pytest.raises(InputError, match=r"figures.csv was read.*Nothing was added; read the file again"):
        read.write()
    assert {path.name: path.read_bytes() for path in crisis.iterdir()} == before


def test_who_waits_too_long_for_another_that_writes_is_told(crisis):
    with (
        only_writer(crisis),
        pytest.raises(InputError, match=r"Another process is writing into .*Nothing was written"),
        only_writer(crisis, patience=0.1),
    ):
        pass
    with only_writer(crisis):
        assert (crisis / ".writing").exists()
    assert not (crisis / ".writing").exists()
