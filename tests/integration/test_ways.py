"""Travellers of September 2022: what was reported of such people in that week, and what must not reach an answer.

Each case says what was reported; the rules stand in the scenario's `rules.csv` with who said them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

import exeunt
from exeunt.cli import app

ENGINEER = {
    "start": "Krasnodar",
    "traits": {"liable": "official", "means": "middle", "papers": "foreign", "car": "yes"},
}
WORKER = {"start": "Cherepovets", "traits": {"papers": "internal", "means": "low", "car": "no"}, "budget": 250}
TRADER = {"start": "Rostov-on-Don", "traits": {"papers": "foreign", "means": "high", "car": "yes"}}
OFFICER = {"start": "Murmansk", "traits": {"liable": "official", "papers": "schengen", "car": "yes", "tie": "none"}}
# Enough where no wait is looked at. Where another test asks all members at that moment, theirs is the crowd: tests of
# one moment stand beside each other, as few crowds are kept.
FEW = {"members": 2}
STUDENT = {"start": "Novosibirsk", "traits": {"papers": "foreign", "means": "low", "car": "no"}, "budget": 100}


@pytest.fixture
def world(mobilisation):
    return mobilisation


def to(answer):
    return {way.country: way for way in answer.ways}


def shut(answer):
    return {each.country: each.said for each in answer.shut}


def gates(way):
    return [step.gate for step in way.steps if step.gate]


def test_the_engineer_of_krasnodar_goes_by_road_over_verkhny_lars(world):
    """A served engineer with a foreign passport and a car, on the 24th: Georgia by Verkhny Lars.

    People told of waits of a day and more by car that week; walkers were let through from the 26th. The worse of the
    simulated courses come to most of a day by the 26th, when up to 45 hours were counted: the priors know of no figure,
    and ordinary travellers who hear of a line stay at home.
    """
    answer = world.ways(on="2022-09-24", **ENGINEER)
    best = answer.ways[0]
    assert best.country == "GEO"
    assert gates(best) == ["GEO-LAR"]
    assert {step.mode for step in best.steps} == {"road"}
    on_the_26th = to(world.ways(on="2022-09-26", to="GEO", **ENGINEER))["GEO"]
    assert on_the_26th.wait[2] > max(best.wait[2], 18), "most of a day in the worse of the simulated courses"
    assert not best.counted, "of the count of the 23rd it was told on the 24th, and at noon that day was not over"
    on_the_25th = to(world.ways(on="2022-09-25", to="GEO", **ENGINEER))["GEO"]
    assert any("1,715 vehicles" in said.text for said in on_the_25th.counted), "as the customs counted on the 23rd"
    assert {"GEO-enter", "GEO-stay"} <= {said.rule for said in best.rules}
    assert "RUS-register-risk" in {said.rule for said in best.risks}, "the law forbids him to leave his town"
    assert not any(step.mode == "foot" for way in answer.ways for step in way.steps)


def test_with_no_money_one_may_walk_from_vladikavkaz_once_walkers_pass(world):
    asked = {"start": "Vladikavkaz", "traits": {"papers": "foreign"}, "budget": 0}
    assert not world.ways(on="2022-09-24", **asked).ways
    answer = world.ways(on="2022-09-26", **asked)
    assert [way.country for way in answer.ways] == ["GEO"]
    assert answer.ways[0].price == 0
    assert {step.mode for step in answer.ways[0].steps} == {"foot"}
    assert "only what costs nothing and walks of up to 50 km are reckoned with" in str(answer)


def test_walkers_pass_lars_from_the_26th(world):
    """Georgia let walkers and cyclists through from 26 September: where cars are kept out, one may walk then."""
    without = {**ENGINEER, "traits": {**ENGINEER["traits"], "car": "no"}, "to": "GEO"}
    no_cars = world.with_rule(where="GEO-LAR", act="enter", effect="deny", mode="road", claim="policy-GEO-2022-09-26")
    on_foot = to(no_cars.ways(on="2022-09-26", **without))["GEO"]
    assert [step.mode for step in on_foot.steps if step.gate == "GEO-LAR"] == ["foot"]
    by_car = to(world.ways(on="2022-09-26", **without))["GEO"]
    assert on_foot.wait[1] <= by_car.wait[1], "less on foot"
    told = to(world.ways(on="2022-09-28", **{**ENGINEER, **FEW, "to": "GEO"}))["GEO"]
    assert [text.partition(",")[0] for text in told.also] == ["on foot over Verkhny Lars - Dariali (Kazbegi)"]
    assert not to(world.ways(on="2022-09-25", **{**ENGINEER, "to": "GEO"}))["GEO"].also
    before = no_cars.ways(on="2022-09-25", **without, **FEW)
    if "GEO" in to(before):
        assert "GEO-LAR" not in gates(to(before)["GEO"])


def test_the_worker_of_cherepovets_has_kazakhstan_and_belarus(world):
    """An internal passport and little money: Kazakhstan and Belarus, not Finland and not Turkey.

    An internal passport is enough for Kyrgyzstan and, by air, for Armenia too. But seats to both are sold out, and
    dear; the way by road to Kyrgyzstan, two days through Kazakhstan, costs about as much as he has.
    """
    answer = world.ways(on="2022-09-24", **WORKER)
    assert {"KAZ", "BLR"} <= set(to(answer)) <= {"KAZ", "BLR", "KGZ"}
    assert shut(answer)["FIN"].rule == "FIN-enter"
    assert "papers schengen" in shut(answer)["FIN"].text
    assert shut(answer)["TUR"].rule == "TUR-enter"
    assert "papers foreign or schengen" in shut(answer)["TUR"].text
    assert all(way.price <= WORKER["budget"] for way in answer.ways)
    beyond = {each.country: each.price for each in answer.beyond}
    assert set(beyond) == {"ARM", "KGZ"} - set(to(answer)), "with an internal passport, if he could pay"
    assert beyond["ARM"] > 2 * WORKER["budget"]
    road = to(world.ways(on="2022-09-24", to="KGZ", **{**WORKER, "budget": 300}))["KGZ"]
    assert road.price < 300
    assert "almaty" in {step.start for step in road.steps}
    assert road.steps[-1].mode == "road"


def test_the_trader_of_rostov_has_georgia_by_road_and_the_south_by_air(world):
    """A foreign passport and savings: Georgia by road; Turkey, the Emirates, Serbia by air at the week's fares."""
    answer = world.ways(on="2022-09-24", **TRADER)
    found = to(answer)
    assert {step.mode for step in found["GEO"].steps} == {"road"}
    for country in ("TUR", "ARE", "SRB"):
        assert found[country].steps[-1].mode == "air" or any(step.mode == "air" for step in found[country].steps)
    assert found["TUR"].price > 1.3 * found["TUR"].usual, "fares were up threefold and more"


def test_the_country_one_leaves_is_none_to_go_to(world):
    with pytest.raises(exeunt.InputError, match="Russia is no country to go to from Krasnodar Krai"):
        world.ways(on="2022-09-24", **ENGINEER, to="RUS")


def test_more_money_never_removes_a_way(world):
    found = [set(to(world.ways(on="2022-09-24", **{**TRADER, "budget": b}))) for b in (0, 5, 20, 100, 300, 1000)]
    assert found[0] == set()
    assert all(less <= more for less, more in pairwise(found))
    assert found[-1] <= set(to(world.ways(on="2022-09-24", **TRADER)))


def test_the_shape_that_scripts_rely_on(world):
    answer = world.ways(on="2022-09-24", share=True, **TRADER).as_json()
    assert {"on", "from", "ways", "shut", "unknown"} <= set(answer)
    assert (answer["on"], answer["from"]) == ("2022-09-24", "RU-ROS")
    for way in answer["ways"]:
        assert set(way) == {
            "steps",
            "destination",
            "hours",
            "wait_hours",
            "price",
            "rules",
            "risks",
            "closing",
            "counted",
            "waits_counted",
            "also",
            "usual_price",
            "price_known",
            "share",
            "forbidden_by",
        }
        assert set(way["destination"]) == {"place", "country"}
        assert set(way["wait_hours"]) == {"median", "q05", "q95"}
        assert way["wait_hours"]["q05"] <= way["wait_hours"]["median"] <= way["wait_hours"]["q95"]
        assert all(set(step) == {"from", "to", "mode", "gate", "hours", "price"} for step in way["steps"])
        assert way["steps"][0]["from"] == "RU-ROS"
        assert way["steps"][-1]["to"] == way["destination"]["place"]
        assert all({"id", "text", "claim"} <= set(rule) for rule in way["rules"])
        assert 0 <= way["share"] <= 1
    countries = [way["destination"]["country"] for way in answer["ways"]]
    assert len(countries) == len(set(countries))
    assert sum(way["share"] for way in answer["ways"]) == pytest.approx(1, abs=0.02)
    assert all({"country", "rule", "claim"} <= set(each) for each in answer["shut"])
    assert not {each["country"] for each in answer["shut"]} & set(countries)
    assert all(way["share"] is None for way in world.ways(on="2022-09-24", **TRADER).as_json()["ways"])


def test_a_second_question_at_a_moment_is_answered_by_the_same_crowd(world, monkeypatch):
    world.ways(on="2022-09-24", **ENGINEER)
    monkeypatch.setattr("exeunt.ways.crowd.map_members", None)  # whoever would run members again fails
    assert to(world.ways(on="2022-09-24", **TRADER))


def test_each_way_rests_on_rules_that_somebody_vouches_for(world):
    claims = world.claims.set_index("id")
    for asked in (ENGINEER, WORKER, TRADER, OFFICER, STUDENT):
        noon = "2022-09-28T16:00" if asked is STUDENT else "2022-09-28"  # in Moscow, so that one crowd serves all
        for way in world.ways(on=noon, **asked, **FEW).ways:
            entries = [said for said in way.rules if "stay" not in said.rule]
            assert entries
            for said in entries:
                assert claims.loc[said.claim, "stance"] != "assumption"
                assert claims.loc[said.claim, "url"]


def test_the_officer_of_the_north_has_finland_until_the_29th(world):
    """A Schengen visa: Finland until 29 September 23:59 and not after, Norway by Storskog after; the Baltics shut."""
    for on, members, dated in (("2022-09-24", {}, False), ("2022-09-28", FEW, False), ("2022-09-29T06:00", FEW, True)):
        answer = world.ways(on=on, **OFFICER, **members)
        assert "FIN" in to(answer), on
        (closing,) = to(answer)["FIN"].closing
        assert closing.rule == "FIN-shut"
        assert ("expected" in closing.text) is not dated, "announced on the 23rd without a day, on the 29th with one"
    late = world.ways(on="2022-09-29T23:00", **OFFICER, **FEW)
    assert "before you could be there" in shut(late)["FIN"].text, "hours by road, one until it shuts"
    after = world.ways(on="2022-09-30T00:00", **OFFICER, **FEW)
    assert shut(after)["FIN"].rule == "FIN-shut"
    assert "authorities of Finland, official" in shut(after)["FIN"].source
    norway = to(after)["NOR"]
    assert gates(norway) == ["NOR-STO"]
    for country, who in (("LVA", "Latvia"), ("EST", "Estonia"), ("LTU", "Lithuania"), ("POL", "Poland")):
        assert shut(after)[country].rule == f"{country}-shut"
        assert f"authorities of {who}, official, 2022-09-19, https://" in shut(after)[country].source


def test_a_rule_taken_away_opens_its_door_and_a_day_before_it_is_open(world):
    after = {**OFFICER, "on": "2022-09-30T00:00"}
    assert "FIN" not in to(world.ways(**after, **FEW))
    assert "FIN" in to(world.without_rule("FIN-shut").ways(**after, **FEW))
    assert "EST" in to(world.ways(**{**OFFICER, **FEW, "on": "2022-09-18"}))
    assert "EST" not in to(world.ways(**{**OFFICER, **FEW, "on": "2022-09-19"}))


def test_no_later_knowledge_reaches_an_answer(world):
    """What was announced after the question, began unannounced, or was counted later, changes nothing."""
    asked = {**OFFICER, **FEW, "on": "2022-09-27"}
    as_it_was = world.ways(**asked).as_json()
    told = json.dumps(as_it_was)
    assert "policy-FIN-2022-09-30" not in told, "the day was told on the 29th, on the 23rd that it would come"
    other = replace(world, rules=world.rules[world.rules["id"] != "FIN-shut"])
    other = other.without_rule("LVA-PED-shut").without_rule("KAZ-OZI-risk").without_rule("RU-SE-cars")
    other = other.with_rule(where="KAZ", act="enter", effect="deny", since="2022-09-28")
    other = other.with_rule(where="NOR", act="enter", effect="deny", since="2022-10-05", announced="2022-09-28")
    drivers = other.drivers
    late = drivers["from"] > "2022-09-28"
    assert late.any()
    changed = drivers.assign(value=drivers["value"].where(~late, 9 * drivers["value"]))
    observations = other.observations
    counted = observations.assign(value=observations["value"].where(observations["published"] <= "2022-09-27", 1.0))
    other = replace(other, drivers=changed, observations=counted)
    assert other.hash != world.hash
    assert other.ways(**asked).as_json() == as_it_was


def test_every_answer_says_of_what_date_it_is_and_what_it_is_not_for(world):
    answer = world.ways(on="2022-09-24", **STUDENT, **FEW)
    for told in (str(answer), answer._repr_html_(), answer.as_json()["note"]):
        assert "A reconstruction for 2022-09-24, 12:00" in told
        assert "not for travel now, and not legal advice" in told
        assert "Protection may still be asked for at a shut door" in told
    assert str(answer).splitlines()[0].startswith("A reconstruction for 2022-09-24")
    assert "[1] " in str(answer)


def test_nothing_is_written_and_nothing_logged(tmp_path):
    """Every file opened to write but the compiler's own, and everything logged, ends the process.

    Somebody asks first, since whoever does may have the kernel compiled, with a folder for those who share the work.
    """
    code = """
import logging, sys
import exeunt, exeunt.compiled
cache = str(exeunt.compiled.cache_folder)
def watch(event, args):
    if event == "open" and isinstance(args[0], str) and not args[0].startswith(cache):
        mode, flags = args[1] or "", args[2] or 0
        if set(mode) & set("wax+") or flags & 3:
            print("WROTE", args[0]); raise SystemExit(3)
    if event in ("os.mkdir", "os.rename") and not str(args[0]).startswith(cache):
        print("WROTE", args[0]); raise SystemExit(3)
class Loud(logging.Handler):
    def emit(self, record):
        if not record.name.startswith("numba"):
            print("LOGGED", record.getMessage()); raise SystemExit(4)
logging.basicConfig(level=0, handlers=[Loud()])
world = exeunt.load("smallest")
world.ways(start="Capital", on="2024-03-08", share=True, members=2)
sys.addaudithook(watch)
answer = world.ways(start="Oldtown", on="2024-03-08", traits={"papers": "foreign"}, budget=300, share=True, members=2)
print(len(str(answer)) > 100 and answer.ways != ())
"""
    here = {**os.environ, "PYTHONPATH": str(Path(exeunt.__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], capture_output=True, text=True, cwd=tmp_path, env=here, check=False
    )
    assert done.stdout.strip() == "True", done.stdout + done.stderr
    assert not re.sub(r"^compiling the engine, once.*\n", "", done.stderr)  # said by whoever runs first
    assert not list(tmp_path.iterdir())


@pytest.fixture
def type_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *words, **more: CliRunner().invoke(app, ["ways", "smallest", *map(str, words)], **more)


def test_the_command(type_in):
    asked = ["--from", "capital", "--on", "2024-03-08", "--members", 2]
    found = type_in(*asked, "--trait", "papers=foreign")
    assert found.exit_code == 0
    assert found.stdout.startswith("A reconstruction for 2024-03-08, 12:00 at Capital")
    assert "Ways that are open, best first (2)" in found.stdout
    answer = json.loads(type_in(*asked, "--trait", "papers=internal", "--json").stdout)
    assert [way["destination"]["country"] for way in answer["ways"]] == ["CCC"]
    assert answer["shut"][0]["rule"] == "bbb-open"
    only = json.loads(type_in(*asked, "--to", "BBB", "--trait", "papers=foreign", "--budget", 500, "--json").stdout)
    assert [way["destination"]["country"] for way in only["ways"]] == ["BBB"]


def test_asking_at_a_prompt_keeps_traits_off_the_command_line(type_in):
    """The prompt goes to standard error, so that standard output stays clean; what is misspelt is asked again."""
    found = type_in("--from", "capital", "--on", "2024-03-08", "--members", 2, "--ask", "--json",
                    input="no\nforein\nforeign\n\n")  # fmt: skip
    assert found.exit_code == 0
    assert "did you mean foreign?" in found.stderr
    assert {way["destination"]["country"] for way in json.loads(found.stdout)["ways"]} == {"BBB", "CCC"}


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["--from", "capitol", "--on", "2024-03-08"], 1, "did you mean Capital?"),
        (["--from", "capital", "--on", "2025-03-08"], 1, "which goes from 2024-03-01 to 2024-03-14"),
        (["--from", "capital", "--on", "2024-03-08", "--trait", "papers=none"], 1, "foreign, internal"),
        (["--from", "capital", "--on", "2024-03-08", "--budget", -3], 1, "give a number from 0 upwards"),
        (["--from", "capital", "--on", "2024-03-08", "--trait", "papers"], 2, ""),
        (["--from", "capital", "--on", "2024-03-08", "--budget", "much"], 2, ""),
        (["--from", "capital"], 2, ""),
        (["--on", "2024-03-08"], 2, ""),
    ],
)
def test_bad_questions_at_the_command_line(type_in, words, status, said):
    found = type_in(*words)
    assert found.exit_code == status
    assert said in found.stderr
    assert found.stdout == ""
