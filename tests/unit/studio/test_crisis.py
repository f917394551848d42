"""The crisis page: what builds worlds is asked, into a folder of the studio's own naming; tables checked as typed."""

import shutil

import pytest

from exeunt import api
from exeunt.scenario.catalogue import find


def test_the_folder_of_a_crisis_has_a_name_of_the_studios_own(browser, tab, folder, monkeypatch):
    made = []
    monkeypatch.setattr(api, "new_country", lambda *asked, since, progress: made.append((*asked, since)))
    answer = browser.post("/api/crisis", headers=tab, json={"country": "../../Süd-Sudan/..", "since": "2023-04-15"})
    assert answer.json()["name"] == "crisis-sdsudan-1"
    assert made == [(folder / "crisis-sdsudan-1", "../../Süd-Sudan/..", "2023-04-15")]
    assert browser.post("/api/crisis", headers=tab, json={"country": " "}).status_code == 400


@pytest.fixture
def own(browser, tab, folder):
    """The id of a scenario of somebody's own, and its folder."""
    place = shutil.copytree(find("smallest"), folder / "mine")
    yield next(each["id"] for each in browser.get("/api/choices", headers=tab).json() if each["is_own"]), place
    shutil.rmtree(place)


def tables(browser, tab, id_):
    return browser.get("/api/crisis/tables", headers=tab, params={"id": id_})


def typed(told, line, column, text):
    gates = next(each for each in told["sheets"] if each["name"] == "gates")
    at = [each["name"] for each in gates["columns"]].index(column)
    rows = [list(row) for row in gates["rows"]]
    rows[line - 2][at] = text
    return {"tables": {"gates": rows}, "marks": {"gates": gates["mark"]}}


def test_tables_come_with_their_map_and_what_each_column_means(browser, tab, own):
    told = tables(browser, tab, own[0]).json()
    assert told["name"] == "mine"
    assert told["faults"] == []
    assert told["map"]["spec"]
    gates = next(each for each in told["sheets"] if each["name"] == "gates")
    assert all(each["meaning"] for each in gates["columns"])
    assert str(own[1].parent) not in str(told), "where it lies is nobody's business"


def test_a_fault_is_told_while_one_types_and_only_what_has_none_is_written(browser, tab, own):
    id_, place = own
    told, before = tables(browser, tab, id_).json(), (place / "gates.csv").read_text(encoding="utf-8")
    wrong = {"id": id_, **typed(told, 2, "people_per_day", "many")}
    for action in ("check", "save"):
        answer = browser.post(f"/api/crisis/{action}", headers=tab, json=wrong).json()
        assert [(each["file"], each["row"], each["column"]) for each in answer["faults"]] == [
            ("gates.csv", 2, "people_per_day")
        ]
        assert not answer["written"]
    right = {"id": id_, **typed(told, 2, "people_per_day", "77")}
    assert browser.post("/api/crisis/check", headers=tab, json=right).json()["map"]
    assert (place / "gates.csv").read_text(encoding="utf-8") == before
    assert browser.post("/api/crisis/save", headers=tab, json=right).json()["written"]
    assert api.load(place).gates["people_per_day"].iloc[0] == 77


def test_what_was_written_elsewhere_is_not_overwritten_and_who_saves_is_told(browser, tab, own):
    id_, place = own
    asked = {"id": id_, **typed(tables(browser, tab, id_).json(), 2, "people_per_day", "77")}
    elsewhere = (place / "gates.csv").read_text(encoding="utf-8").replace("6000", "9999")
    (place / "gates.csv").write_text(elsewhere, encoding="utf-8")
    for action in ("check", "save"):
        answer = browser.post(f"/api/crisis/{action}", headers=tab, json=asked)
        assert answer.status_code == 400
        assert "gates.csv has changed since the rows were read" in answer.json()["error"]
    assert (place / "gates.csv").read_text(encoding="utf-8") == elsewhere


def test_what_is_saved_comes_back_as_it_lies_and_can_be_saved_again(browser, tab, own):
    id_, _ = own
    told = tables(browser, tab, id_).json()
    for column, text in (("utc_offset", "3"), ("people_per_day", "79")):  # the first had no column in its file
        told = browser.post("/api/crisis/save", headers=tab, json={"id": id_, **typed(told, 2, column, text)}).json()
        assert told["written"]
    assert told["sheets"] == tables(browser, tab, id_).json()["sheets"]


def test_only_scenarios_of_ones_own_can_be_corrected(browser, tab, run):
    for id_ in ("smallest", run, "../mine", ""):
        assert tables(browser, tab, id_).status_code == 400
        assert browser.post("/api/crisis/save", headers=tab, json={"id": id_, "tables": {}}).status_code == 400


@pytest.mark.parametrize("marks", ["marks", [1]])
def test_marks_that_are_none_are_refused_in_a_sentence(browser, tab, own, marks):
    answer = browser.post("/api/crisis/check", headers=tab, json={"id": own[0], "tables": {}, "marks": marks})
    assert answer.status_code == 400
    assert answer.json()["error"]


@pytest.mark.parametrize("typed_in", ["rows", {"gates": 1}, {"gates": [1]}, {"../gates": []}])
def test_what_is_no_table_is_refused_in_a_sentence(browser, tab, own, typed_in):
    answer = browser.post("/api/crisis/check", headers=tab, json={"id": own[0], "tables": typed_in})
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_run_of_what_a_scenario_was_is_not_shown_once_its_tables_are_others(browser, tab, own):
    id_, place = own
    api.load(place).run(members=5, out=place.parent / "runs" / "mine-1", progress=False)
    try:
        assert browser.post("/api/open", headers=tab, json={"choice": id_}).json()["run"]
        told = tables(browser, tab, id_).json()
        browser.post("/api/crisis/save", headers=tab, json={"id": id_, **typed(told, 2, "people_per_day", "78")})
        assert browser.post("/api/open", headers=tab, json={"choice": id_}).json()["run"] is None
    finally:
        shutil.rmtree(place.parent / "runs" / "mine-1")
