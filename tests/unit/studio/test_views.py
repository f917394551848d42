"""What the page is told of a run."""

import csv
import io
import json
import logging
from dataclasses import replace
from functools import partial

import pytest

from exeunt.outcome.summary import ASSUMED
from exeunt.scenario.first_source import FirstSource
from exeunt.show.charts.drawing import Picture
from exeunt.studio.changes import Changes
from exeunt.studio.views_change import dated_rule, knobs
from exeunt.studio.views_map import movement
from exeunt.studio.views_pictures import figure_told
from exeunt.studio.views_tables import arrivals, evenings
from exeunt.wording import FEW_PEOPLE

VIEWS = ["overview", "movement", "arrivals", "lines", "evenings", "pairs", "evidence", "knobs", "traveller"]


def view(browser, tab, run, name):
    answer = browser.get(f"/api/view/{name}", headers=tab, params={"run": run})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("name", VIEWS)
def test_every_view_of_a_run_is_answered(browser, tab, run, name):
    assert view(browser, tab, run, name)


def test_people_on_the_ways_are_those_who_arrive(browser, tab, run):
    found = view(browser, tab, run, "movement")
    into = {}
    for way in found["ways"]:
        if way["gate"] or way["mode"] == "air":  # the one way abroad that leads through no gate
            into[way["towards"]] = into.get(way["towards"], 0) + sum(way["people"])
    for country in found["countries"]:
        assert into[country["name"]] == pytest.approx(country["arrivals"], rel=0.15)
    assert all(len(way["people"]) == len(found["days"]) for way in found["ways"])


def test_the_map_is_told_whether_its_countries_are_real_and_of_how_many_people_a_line_is(browser, tab, run):
    found = view(browser, tab, run, "movement")
    assert (found["real"], found["few"]) == (False, FEW_PEOPLE)


def test_a_picture_says_itself_that_it_is_assumed(browser, tab, run):
    found = view(browser, tab, run, "arrivals")
    assumed = {row["name"] for row in found["table"] if row["assumed"]}
    drawn = [*found["leading"], *found["others"]]
    said = [(each["title"], each["assumed"]) for each in drawn]
    assert said == [(title, title.endswith(f" – {ASSUMED}")) for title, _ in said]
    assert {title.split(" – ")[0] for title, is_assumed in said if is_assumed} == assumed != set()
    assert not all(is_assumed for _, is_assumed in said)


def test_whom_a_rule_concerns_is_sent_of_those_alone_that_are_not_for_everyone(browser, tab, run):
    asked = {"run": run, "where": "BBB", "act": "enter", "effect": "deny"}
    tell = partial(browser.get, "/api/rule", headers=tab)
    assert tell(params=asked).json()["only"] == ""
    assert tell(params={**asked, "who": "car = yes"}).json()["only"] == "those with car yes"


def test_how_many_members_may_be_asked_for_is_sent_with_what_can_be_changed(browser, tab, run):
    bounds = view(browser, tab, run, "knobs")["ensemble"]
    assert bounds["least"] <= bounds["usual"] <= bounds["most"]
    for members in (bounds["least"] - 1, bounds["most"] + 1):
        refused = browser.post("/api/jobs", headers=tab, json={"run": run, "changes": {}, "members": members})
        assert refused.status_code == 400
        assert "number of members" in refused.json()["error"]


def test_the_key_of_evenings_says_what_is_red_where_any_picture_has_counts(browser, tab, run, monkeypatch):
    views = browser.app.state.bench.views(browser.app.state.bench.tabs.of(tab["X-Exeunt-Tab"]), run)
    drawn = tuple(Picture(name, name, "", {"datasets": {"came": came}}) for name, came in (("one", []), ("two", [{}])))
    monkeypatch.setitem(views.part.__dict__, "evenings", drawn)
    assert evenings(views)["key"].endswith("Red: counted.")
    monkeypatch.setitem(views.part.__dict__, "evenings", drawn[:1])
    assert not evenings(views)["key"].endswith("Red: counted.")


def test_what_a_run_says_to_a_share_is_told_in_as_many_decimals_as_the_share(browser, tab, run):
    views = browser.app.state.bench.views(browser.app.state.bench.tabs.of(tab["X-Exeunt-Tab"]), run)
    figure = views.subject.figures[0]
    share = replace(figure, target=replace(figure.target, unit="share", value=0.45))
    assert (figure_told(views, figure)["digits"], figure_told(views, share)["digits"]) == (0, 2)


@pytest.mark.parametrize("day", ["", "NaT", "2024-03-02T00:00+03:00", "2024-13-01", "x"])
def test_a_day_that_is_none_is_refused_in_words(browser, tab, run, day):
    refused = browser.get("/api/acting", headers=tab, params={"run": run, "on": "BBB", "day": day})
    assert (refused.status_code, "is no day; write one as 2022-09-28" in refused.json()["error"]) == (400, True)


def test_a_gate_says_who_counted_what_and_which_rules_act(browser, tab, run):
    card = browser.get("/api/gate", headers=tab, params={"run": run, "id": "west-gate"}).json()
    assert card["capacities"]
    assert card["figures"]
    assert card["figures"][0]["said_by"]
    assert card["pictures"]
    days = view(browser, tab, run, "overview")["days"]
    acting = browser.get("/api/acting", headers=tab, params={"run": run, "on": "BBB", "day": days[-1]}).json()
    assert acting
    assert browser.get("/api/acting", headers=tab, params={"run": run, "on": "BBB", "day": "x"}).status_code == 400


def test_a_rule_that_somebody_writes_is_told_as_rules_are_and_what_is_odd_about_it(browser, tab, run):
    asked = {"run": run, "where": "BBB", "act": "stay", "effect": "price x 2"}
    told = browser.get("/api/rule", headers=tab, params=asked).json()
    assert (told["country"], told["what"]) == ("BBB", "staying: price times 2")
    assert [each.split(";")[0] for each in told["odd"]] == ["'price x 2' does nothing where act is stay"]
    refused = browser.get("/api/rule", headers=tab, params={**asked, "effect": "banana"})
    assert refused.status_code == 400
    assert refused.json()["error"].startswith("What: 'banana'")


def test_what_is_odd_about_a_rule_sends_nobody_to_a_file_that_a_run_does_not_show(browser, tab, run):
    asked = {"run": run, "where": "BBB", "act": "enter", "effect": "deny", "since": "2020-01-01", "until": "2020-02-01"}
    told = browser.get("/api/rule", headers=tab, params=asked).json()
    assert told["odd"] == ["This rule is over before the period begins, so it never acts."]


@pytest.fixture(scope="module")
def supposing(mobilisation):
    """A rule announced later, and a run that supposes it, of a day on which nobody knew when another would begin."""
    known = mobilisation.as_of("2022-09-28")
    unheard = mobilisation.rules[~mobilisation.rules["id"].isin(known.rules["id"])]
    one = unheard[unheard["effect_kind"] != "risk"]["id"].iloc[0]  # those of risk are told by country, several as one
    return one, Changes(supposed=(one,)).of(known, mobilisation).run(mean=True).views()


def test_a_rule_dated_anew_begins_surely_on_the_day_that_was_typed(supposing):
    _, views = supposing
    told = [dated_rule(views, "FIN-shut", since, "")["what"] for since in ("2022-09-29", "2022-10-03")]
    assert told[0] == f"{told[1]}, from then or from a day until 2022-10-07"


def test_a_rule_announced_later_that_a_run_supposes_stands_once_among_its_rules(supposing):
    one, views = supposing
    told = knobs(views)["rules"]
    assert [rule["later"] for rule in told if one in rule["ids"]] == [False]
    assert any(rule["later"] for rule in told)


def test_it_is_told_why_no_rules_announced_later_are_shown(supposing, monkeypatch):
    _, views = supposing
    assert knobs(views)["unheard"] == ""
    monkeypatch.setattr(FirstSource, "is_there", False)
    told = knobs(views)
    assert not any(rule["later"] for rule in told["rules"])
    assert told["unheard"].startswith("Rules announced after what was learned cannot be shown: the scenario ")


def test_a_fan_has_its_counts_and_a_score(browser, tab, run):
    found = view(browser, tab, run, "arrivals")
    scored = [each for each in found["leading"] + found["others"] if each["score"]]
    assert scored
    assert 0 <= scored[0]["score"]["inside"] <= scored[0]["score"]["figures"]


def test_the_fans_of_arrivals_say_whom_they_count_and_what_is_dashed(browser, tab, run):
    entering = view(browser, tab, run, "arrivals")["entering"]
    assert "shows all citizens entering the country a day, which is what a border counts; ordinary travel" in entering
    assert "The dashed line is the median of those among them who fled" in entering


def test_one_mean_course_has_no_band_anywhere(smallest):
    views = smallest.run(mean=True).views()
    moving, told = movement(views), arrivals(views)
    for row in (*moving["gates"], *moving["countries"]):
        assert set(row["low"]) == set(row["high"]) == {None}
    assert all(each["arrivals"] > 0 and each["q05"] is None for each in moving["countries"])
    assert told["drawn"] == "Line: the mean of 2 members at central constants"
    assert "The dashed line is those among them who fled" in told["entering"]
    assert {row["band"] for row in told["table"]} == {"–"}
    for figure in (figure for each in told["others"] for figure in each["figures"]):
        assert (figure["run"]["low"], figure["run"]["high"], figure["inside90"]) == (None, None, None)
    assert json.dumps([moving, told], allow_nan=False)


@pytest.mark.slow
def test_a_traveller_is_answered_and_leaves_no_trace(browser, tab, run, folder, caplog):
    form = view(browser, tab, run, "traveller")
    asked = {"run": run, "start": form["places"][0]["name"], "on": form["days"][5], "budget": "4321"}
    before = set(folder.rglob("*"))
    with caplog.at_level(logging.DEBUG):
        answer = browser.post("/api/ways", headers=tab, json=asked)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["sections"]
    assert answer.json()["asker"].startswith(f"From {asked['start']}: taken as most common there: ")
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("numba")]  # addresses
    assert "4321" not in "".join(logged).replace(answer.text, "")
    assert set(folder.rglob("*")) == before
    assert browser.get("/api/ways", headers=tab, params=asked).status_code == 405


def test_a_question_that_cannot_be_answered_says_what_could(browser, tab, run):
    answer = browser.post("/api/ways", headers=tab, json={"run": run, "start": "Capitol", "on": "2030-01-01"})
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_tables_and_the_report_are_sent_as_files(browser, tab, run):
    table = browser.get("/api/export", headers=tab, params={"run": run, "form": "csv"})
    assert 'filename="smallest.csv"' in table.headers["content-disposition"]
    assert len(list(csv.reader(io.StringIO(table.text)))) > 2
    assert browser.get("/api/export", headers=tab, params={"run": run, "form": "../x"}).status_code == 400
