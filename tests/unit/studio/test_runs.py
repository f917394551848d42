"""Runs from the page: told of as they go on, apart from those of others, and no crash takes the studio with it."""

import itertools
import json
import shutil
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

import exeunt
import studio_benches
import studio_workers
from exeunt.errors import InputError
from exeunt.studio.jobs import BusyError, Worker, Workshop
from exeunt.studio.worker import Recipe
from full_disks import NO_ROOM, no_room

pytestmark = pytest.mark.slow


def events(browser, tab, job):
    answer = browser.get(f"/api/jobs/{job}/events", headers=tab)
    assert answer.headers["content-type"].startswith("text/event-stream")
    return [json.loads(line.removeprefix("data: ")) for line in answer.text.splitlines() if line]


def start(browser, tab, run, **asked):
    return browser.post("/api/jobs", headers=tab, json={"run": run, **asked})


def test_a_changed_run_is_compared_with_that_it_began_from(browser, tab, run):
    rule = browser.get("/api/view/knobs", headers=tab, params={"run": run}).json()["rules"]
    shut = next(each for each in rule if each["kind"] == "deny")
    started = start(browser, tab, run, changes={"without": shut["ids"]}).json()
    assert events(browser, tab, started["job"])[-1]["kind"] == "done"
    found = browser.get("/api/difference", headers=tab, params={"run": run, "against": started["run"]}).json()
    assert found["pictures"]
    assert found["members"] == 24
    assert any(shut["ids"][0] in said for said in found["asked"])


def test_what_may_be_asked_next_is_made_ahead_and_only_once(folder):
    workshop = studio_benches.Inline()
    with studio_benches.client(folder, workshop) as browser:
        tab = studio_benches.tab(browser)
        run = next(each["id"] for each in browser.get("/api/choices", headers=tab).json() if each["is_run"])
        rules = browser.get("/api/view/knobs", headers=tab, params={"run": run}).json()["rules"]
        asked = {"changes": {"without": rules[0]["ids"]}, "mean": True}
        ahead = start(browser, tab, run, ahead=True, **asked).json()
        assert start(browser, tab, run, **asked).json() == {"run": ahead["run"], "job": None}
        assert len(workshop.recipes) == 1
        other = studio_benches.tab(browser)
        assert start(browser, other, run, **asked).json()["run"] != ahead["run"], "each tab has its own"
        workshop.is_busy = True
        asked = {"changes": {"without": rules[1]["ids"]}, "mean": True}
        assert start(browser, tab, run, ahead=True, **asked).json() == {"run": None, "job": None}
        assert start(browser, tab, run, **asked).json()["job"]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"without": ["no-such-rule"]}, "no-such-rule"),
        ({"constants": {"no_such": 1}}, "no_such"),
        ({"added": [{"where": "BBB", "act": "enter", "effect": "explode"}]}, "explode"),
    ],
)
def test_what_cannot_be_changed_is_refused_in_a_sentence(browser, tab, run, changes, word):
    started = start(browser, tab, run, changes=changes, mean=True).json()
    last = events(browser, tab, started["job"])[-1]
    assert last["kind"] == "refused"
    assert word in last["error"]


def test_dates_readings_constants_and_new_rules_reach_the_run(browser, tab, run):
    knobs = browser.get("/api/view/knobs", headers=tab, params={"run": run}).json()
    assert {len(each["sources"]) for each in knobs["constants"] if each["prior"] == "by readings"} == {2}
    assert all(len(each["sources"]) == len(each["claims"]) for each in knobs["constants"])
    moved = next(each for each in knobs["rules"] if each["kind"] == "deny")["ids"][0]
    changes = {
        "moved": {moved: ["", ""]},
        "added": [{"where": "BBB", "act": "enter", "effect": "quota 10/day", "since": knobs_day(browser, tab, run)}],
        "constants": {knobs["constants"][0]["name"]: knobs["constants"][0]["ran_low"]},
    }
    started = start(browser, tab, run, changes=changes, mean=True).json()
    assert events(browser, tab, started["job"])[-1] == {"kind": "done"}
    after = browser.get("/api/view/knobs", headers=tab, params={"run": started["run"]}).json()
    ids = [id_ for rule in after["rules"] for id_ in rule["ids"]]
    assert ids.count(moved) == 1
    assert any("10" in rule["what"] for rule in after["rules"])


def test_what_two_runs_differ_in_is_told_by_the_names_that_rules_have(browser, tab, run):
    started = start(browser, tab, run, changes={"moved": {"bbb-closes": [knobs_day(browser, tab, run), ""]}}, mean=True)
    assert events(browser, tab, started.json()["job"])[-1] == {"kind": "done"}
    base = start(browser, tab, run, changes={}, mean=True).json()["run"]
    asked = {"run": base, "against": started.json()["run"]}
    told = " ".join(browser.get("/api/difference", headers=tab, params=asked).json()["asked"])
    assert "(the rule bbb-closes)" in told
    assert "bbb-closes-" not in told


def knobs_day(browser, tab, run):
    return browser.get("/api/view/overview", headers=tab, params={"run": run}).json()["days"][3]


def test_two_people_do_not_see_each_others_scenario(browser, tab, run):
    mine = start(browser, tab, run, mean=True).json()
    other = studio_benches.tab(browser)
    assert browser.get("/api/view/overview", headers=tab, params={"run": mine["run"]}).status_code == 200
    assert browser.get("/api/view/overview", headers=other, params={"run": mine["run"]}).status_code == 400
    assert browser.get(f"/api/jobs/{mine['job']}/events", headers=other).status_code == 400
    assert browser.delete(f"/api/jobs/{mine['job']}", headers=other).status_code == 400


def test_a_scenario_with_a_stored_run_opens_on_it(browser, tab, run):
    assert browser.post("/api/open", headers=tab, json={"choice": "smallest"}).json()["run"] == run
    fresh = browser.post("/api/open", headers=tab, json={"choice": "karabakh-2023"}).json()
    assert fresh["run"] is None
    assert fresh["members"] > 1


@pytest.fixture
def own(folder, tmp_path, monkeypatch):
    """A studio over a folder of one's own with the stored run, started elsewhere; its browser, a tab, and the run."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(folder, tmp_path / "root")
    with studio_benches.client(tmp_path / "root") as browser:
        tab = studio_benches.tab(browser)
        run = next(each["id"] for each in browser.get("/api/choices", headers=tab).json() if each["is_run"])
        yield browser, tab, run


def test_a_run_is_kept_once_below_the_folder_of_the_studio(own, tmp_path):
    browser, tab, run = own

    def save(key):
        return browser.post("/api/save", headers=tab, json={"run": key}).json()

    assert save(run) == {"folder": str(Path("runs", "smallest-1")), "before": True}
    assert [each.name for each in (tmp_path / "root" / "runs").iterdir()] == ["smallest-1"]
    changed = start(browser, tab, run, mean=True).json()["run"]
    kept = {"folder": str(Path("runs", "smallest-2"))}
    assert save(changed) == {**kept, "before": False}
    assert save(changed) == {**kept, "before": True}
    shutil.rmtree(tmp_path / "root" / "runs" / "smallest-2")
    assert save(changed) == {**kept, "before": False}
    assert [each.name for each in tmp_path.iterdir()] == ["root"]


@contextmanager
def refusing():
    """Refuse to store any run, before anything is written."""

    def refuse(*asked, **more):
        raise InputError(NO_ROOM)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(exeunt.api.Outcome, "save", refuse)
        yield


@pytest.mark.parametrize("failing", [refusing, no_room], ids=["before it is begun", "while it is written"])
def test_a_run_that_cannot_be_kept_leaves_nothing(own, tmp_path, failing):
    browser, tab, run = own
    changed = start(browser, tab, run, mean=True).json()["run"]
    before = sorted((tmp_path / "root").rglob("*"))
    with failing():
        refused = browser.post("/api/save", headers=tab, json={"run": changed})
    assert refused.status_code == 400
    assert NO_ROOM in refused.json()["error"]
    assert sorted((tmp_path / "root").rglob("*")) == before
    kept = browser.post("/api/save", headers=tab, json={"run": changed}).json()
    assert kept == {"folder": str(Path("runs", "smallest-2")), "before": False}


def test_a_run_of_a_changed_world_is_not_taken_for_its_scenario(browser, tab, run, folder):
    world = exeunt.load("smallest")
    rule = world.rules["id"].iloc[0]
    changed = [world.without_rule(rule), world.with_parameter("reach", 0.5)]
    places = [folder / "runs" / f"smallest-{number}" for number in (2, 3)]
    try:
        for each, place in zip(changed, places, strict=True):
            each.run(members=2, out=place, progress=False)
        assert browser.post("/api/open", headers=tab, json={"choice": "smallest"}).json()["run"] == run
    finally:
        for place in places:
            shutil.rmtree(place)


def test_a_process_that_dies_leaves_a_sentence_and_the_studio_up(folder):
    with studio_benches.client(folder, Workshop(studio_workers.dies)) as browser:
        tab = studio_benches.tab(browser)
        run = next(each["id"] for each in browser.get("/api/choices", headers=tab).json() if each["is_run"])
        for _ in range(2):
            last = events(browser, tab, start(browser, tab, run).json()["job"])[-1]
            assert last["kind"] == "failed"
            assert "The studio goes on" in last["error"]
        assert browser.get("/api/view/overview", headers=tab, params={"run": run}).status_code == 200


def test_a_run_that_breaks_in_the_middle_leaves_a_sentence_and_the_next_one_its_process(folder):
    with studio_benches.client(folder, Workshop(studio_workers.breaks)) as browser:
        tab = studio_benches.tab(browser)
        run = next(each["id"] for each in browser.get("/api/choices", headers=tab).json() if each["is_run"])
        for _ in range(2):
            told = events(browser, tab, start(browser, tab, run).json()["job"])
            assert [each["kind"] for each in told] == ["progress", "failed"]
            assert "in the middle of the run" in told[-1]["error"]
            assert "The studio goes on" in told[-1]["error"]


def test_a_run_can_be_stopped(folder):
    with studio_benches.client(folder, Workshop(studio_workers.idles)) as browser:
        tab = studio_benches.tab(browser)
        run = next(each["id"] for each in browser.get("/api/choices", headers=tab).json() if each["is_run"])
        job = start(browser, tab, run).json()["job"]
        known = browser.app.state.bench.tabs.of(tab["X-Exeunt-Tab"]).jobs[job]
        while not known.told:
            time.sleep(0.02)
        assert browser.delete(f"/api/jobs/{job}", headers=tab).status_code == 200
        assert events(browser, tab, job)[-1]["kind"] == "stopped"


def test_the_process_that_simulates_answers_one_recipe_after_another(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("EXEUNT_STUDIO_COLD", "yes")
    workshop = Workshop()
    try:
        for number in range(2):
            out = tmp_path / str(number)
            job = workshop.start(Recipe(str(folder / "runs" / "smallest-1"), True, out, mean=True))
            while not job.ended:
                time.sleep(0.02)
            assert job.told[-1]["kind"] == "done"
            assert exeunt.open(out).manifest["mean"]
    finally:
        workshop.close()


@pytest.mark.parametrize(
    ("asked", "same"),
    [((True, False, True), [0, 0, 0]), ((False, True, False, True), [0, 1, 0, 1])],
    ids=["what somebody waits for, by any that is free", "what is made ahead, only by one that gives way"],
)
def test_which_process_does_a_run(tmp_path, asked, same):
    workshop = Workshop(studio_workers.tells_its_number)
    try:
        numbers = []
        for ahead in asked:
            job = workshop.start(Recipe("a", True, tmp_path), ahead=ahead)
            while not job.ended:
                time.sleep(0.02)
            numbers.append(job.told[-1]["error"])
            job.stop()  # too late, and another's by now
        assert [numbers.index(number) for number in numbers] == same
    finally:
        workshop.close()


def test_nothing_is_made_ahead_while_somebody_waits(tmp_path):
    workshop = Workshop(studio_workers.idles)
    job = workshop.start(Recipe("a", True, tmp_path))
    with pytest.raises(BusyError):
        workshop.start(Recipe("b", True, tmp_path), ahead=True)
    while job.worker is None:
        time.sleep(0.02)
    job.stop()
    while not job.ended:
        time.sleep(0.02)
    workshop.close()


@pytest.mark.parametrize("started", [0, 1], ids=["at first", "in the place of one that died"])
def test_a_process_that_cannot_be_started_leaves_a_sentence(tmp_path, monkeypatch, started):
    start, numbers = Worker.start, itertools.count()

    def refuse(*asked, **more):
        if next(numbers) < started:
            return start(*asked, **more)
        raise OSError("Cannot allocate memory")

    monkeypatch.setattr(Worker, "start", refuse)
    workshop = Workshop(studio_workers.dies)
    job = workshop.start(Recipe("a", True, tmp_path))
    while not job.ended:
        time.sleep(0.02)
    assert job.told[-1]["kind"] == "failed"
    assert ("Cannot allocate memory" in job.told[-1]["error"]) == (started == 0)
    assert "The studio goes on" in job.told[-1]["error"]
    assert workshop.start(Recipe("b", True, tmp_path), ahead=True), "nothing is under way any more"
