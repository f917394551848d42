"""Every measure and aggregate against numbers worked out by hand (see conftest for the rule that makes them)."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from exeunt.outcome.measures import Answers, answers
from exeunt.scenario.case import Case
from exeunt.scenario.columns import empty
from exeunt.scenario.odd_figures import odd_figures
from exeunt.scenario.tables import NAMES, vocabulary


@pytest.fixture
def say(outcome, target):
    speaker = Answers(outcome.dataset, outcome.world)

    def first_member(*args, **words):
        answer = speaker.to(target(*args, **words))
        return None if answer is None else float(answer[0])

    return first_member


@pytest.mark.parametrize(
    ("aggregate", "expected"),
    [("sum", 3300), ("per_day", 1100), ("mean", 1100), ("max_per_day", 1200), ("change", 200)],
)
def test_aggregates_of_a_flow_into_a_country(say, aggregate, expected):
    assert say("FIN", "crossings_in", "2022-09-20", until="2022-09-22", aggregate=aggregate) == expected


def test_members_stay_apart(outcome, target):
    answer = Answers(outcome.dataset, outcome.world).to(target("FIN", "crossings_in", "2022-09-20"))
    np.testing.assert_array_equal(answer, [1000, 1001, 1002])


def test_flows_at_gates_areas_and_joined_gates(say):
    assert say("G2", "crossings_in") == 2000
    assert say("BOTH", "crossings_in") == 3000
    assert say("G1+G2", "crossings_out") == 3000
    assert say("G1", "crossings_both") == 2000


def test_all_nationalities_add_the_others(say):
    assert say("G1", "crossings_in", who="all") == 2000
    # the country's citizens (1000) and the others through its two gates (1000 + 2000)
    assert say("FIN", "crossings_in", who="all") == 4000
    # into Russia come those who leave Finland; out of it those who enter Finland or fly (1000 + 2000 + 3000)
    assert say("RUS", "crossings_out", who="all") == 2000 + 6000


def test_departures_by_air_are_those_through_airports(say):
    assert say("RUS", "departures_air") == 3000
    assert say("AIR", "departures_air", who="all") == 6000
    assert say("G1", "departures_air") is None
    assert say("FIN", "departures_air") is None


def test_flows_at_places_and_arrivals(say):
    assert say("home", "departures", until="2022-09-21") == 2100
    assert say("RUS", "drafted") == 1000
    assert say("FIN", "arrivals") == 1000
    assert say("home", "arrivals") is None


@pytest.mark.parametrize(
    ("aggregate", "expected"), [("mean", 1050), ("max_per_day", 1100), ("change", 100), ("sum", None)]
)
def test_aggregates_of_a_queue(say, aggregate, expected):
    words = {"until": "2022-09-21", "aggregate": aggregate, "who": "all"}
    assert say("G1", "queue_vehicles", "2022-09-20", **words) == expected


def test_the_sum_of_a_level_is_the_level_on_a_single_day(say):
    assert say("G1", "queue_people", "2022-09-21") == 1100
    assert say("FIN", "queue_km", "2022-09-21") == 1100 + 2100


def test_a_stock_is_counted_at_the_end_of_the_day(say):
    assert say("town", "stock", "2022-09-21", aggregate="mean") == 2100
    assert say("town", "stock", "2022-09-21", until="2022-09-23", aggregate="change") == 300
    assert say("town", "stock", "2022-09-20", aggregate="change") is None  # what was there before is not known


def test_waits_are_averaged_over_people(say):
    # a gate weighs by citizens and others: 2000 people waited 1000 h, 4000 waited 2000 h
    assert say("BOTH", "wait_hours", aggregate="mean") == pytest.approx((2 * 1000 + 4 * 2000) / 6)
    days = say("G1", "wait_hours", until="2022-09-21", aggregate="mean")
    assert days == pytest.approx((2000 * 1000 + 2200 * 1100) / 4200)
    assert say("G1", "wait_hours", until="2022-09-21", aggregate="max_per_day") == pytest.approx(1100)


def test_a_wait_of_nobody_is_passed_over(outcome, target):
    outcome.variables["wait_hours"].values[:, 0, 0] = np.nan
    answers = Answers(outcome.dataset, outcome.world)
    two_days = answers.to(target("G1", "wait_hours", until="2022-09-21", aggregate="mean"))
    assert two_days[0] == pytest.approx(1100)
    assert answers.to(target("G1", "wait_hours", aggregate="mean")) is None


def test_men_are_known_by_country_only(say):
    assert say("G1", "crossings_in", aggregate="share_men", until="2022-09-22", who="all") == 1.0
    assert say("G1", "queue_people", aggregate="share_men") is None


@pytest.mark.parametrize(("one", "other"), [("home", "town"), ("town", "home")])
def test_parts_of_days_are_read_by_the_clock_of_the_near_side_whichever_way_the_link_is_written(say, world, one, other):
    world.links[["from", "to"]] = one, other
    # G2 has no clock of its own, and its near side is at UTC+5: 05:00-11:00 there is the tick of 00:00 UTC, number 1
    assert say("G2", "crossings_in", "2022-09-20T05:00", until="2022-09-20T11:00") == pytest.approx(2100)


def test_parts_of_days_are_read_from_ticks_by_the_gates_clock(say):
    # G1 is at UTC+3, so 09:00-12:00 there is 06:00-09:00 UTC: half of the tick that starts at 06:00, tick number 2
    assert say("G1", "crossings_in", "2022-09-20T09:00", until="2022-09-20T12:00") == pytest.approx(1200 / 2)
    # 21:00 on the 19th to 09:00: the ticks 0 and 1, from 18:00 and 00:00 UTC
    day = say("G1", "crossings_in", "2022-09-20T03:00", until="2022-09-20T15:00")
    assert day == pytest.approx(1100 + 1200)
    # G2 is at UTC+5: 08:00-11:00 there is 03:00-06:00 UTC, half of tick 1
    assert say("G2", "crossings_in", "2022-09-20T08:00", until="2022-09-20T11:00") == pytest.approx(2100 / 2)
    assert say("BOTH", "crossings_in", "2022-09-20T09:00", until="2022-09-20T11:00") == pytest.approx(
        1200 / 3 + 2100 / 3
    )


def test_a_mixed_period_is_cut_at_its_hour(say):
    whole = say("G1", "crossings_in", "2022-09-20", until="2022-09-21T12:00")
    # UTC 21:00 on the 19th to 09:00 on the 21st: half of tick 0, ticks 1 to 5, half of tick 6
    assert whole == pytest.approx(1000 / 2 + sum(1000 + 100 * t for t in range(1, 6)) + 1600 / 2)


def test_per_day_of_a_part_of_a_day(say):
    words = {"until": "2022-09-20T15:00", "aggregate": "per_day"}
    assert say("G1", "crossings_in", "2022-09-20T03:00", **words) == pytest.approx(2300 * 2)


def test_an_instant_is_the_tick_that_holds_it(say):
    words = {"until": "2022-09-20T06:00", "aggregate": "mean", "who": "all"}
    assert say("G1", "queue_vehicles", "2022-09-20T06:00", **words) == 1100  # 03:00 UTC lies in tick 1
    assert say("G1", "wait_hours", "2022-09-20T06:00", **words) == 1100
    for measure in ("queue_vehicles", "wait_hours"):  # its sum is the level itself, as it is of a single day
        assert say("G1", measure, "2022-09-20T06:00", **{**words, "aggregate": "sum"}) == 1100
    assert say("G1", "crossings_in", "2022-09-20T06:00", until="2022-09-20T06:00") is None


def test_a_level_in_part_of_a_day_is_weighed_by_time(say):
    words = {"until": "2022-09-20T12:00", "aggregate": "mean", "who": "all"}
    # 00:00-09:00 UTC at UTC+3: the whole of tick 1, half of tick 2
    assert say("G1", "queue_vehicles", "2022-09-20T03:00", **words) == pytest.approx((1100 + 1200 / 2) / 1.5)


@pytest.mark.parametrize("measure", ["crossings_in", "crossings_out"])
def test_a_flow_into_a_country_in_part_of_a_day_comes_from_its_ticks(say, measure):
    # 03:00-09:00 UTC at UTC+3: half of tick 1, half of tick 2
    assert say("FIN", measure, "2022-09-20T06:00", until="2022-09-20T12:00") == (1100 + 1200) / 2


@pytest.mark.parametrize(
    "asked",
    [
        {"where": "NOWHERE"},
        {"since": "2022-09-19"},
        {"since": "2022-09-23", "until": "2022-09-24"},
        {"measure": "queue_people", "since": "2022-09-20T06:00", "until": "2022-09-20T06:00"},
        {"where": "G1", "measure": "crossings_out", "since": "2022-09-20T06:00", "until": "2022-09-20T12:00"},
        {"where": "G1", "who": "all", "since": "2022-09-20T06:00", "until": "2022-09-20T12:00"},
        {"where": "home"},
        {"where": "home", "measure": "queue_people"},
        {"where": "G1", "measure": "stock"},
        {"who": "car = yes"},
        {"where": "G1", "who": "liable = yes"},
        {"measure": "arrivals", "who": "liable = yes"},
        {"where": "home", "measure": "departures", "who": "car = yes"},
        {"where": "G1", "measure": "wait_hours", "aggregate": "mean", "who": "car = yes"},
        {"aggregate": "share_men", "who": "car = yes"},
    ],
)
def test_what_the_run_does_not_record_is_not_guessed(say, asked):
    assert say(**asked) is None


@pytest.mark.parametrize(
    ("since", "until", "why"),
    [
        ("2022-09-19", "2022-09-19", "its period begins before the run does"),
        ("2022-09-23", "2022-09-29", "its period ends after the run does"),
        ("2022-09-20", "2022-09-20", "no run says stock of a gate, as First Gate (G1) is"),
    ],
)
def test_why_nothing_is_said_is_told(outcome, target, since, until, why):
    asked = target("G1", "stock", since, until=until)
    assert answers(outcome).why_not(asked) == why


def test_why_nothing_is_said_is_told_of_what_a_run_could_record_too(outcome, target):
    outcome.variables["wait_hours"].values[:, 0, 0] = np.nan
    nobody = target("G1", "wait_hours", aggregate="mean")
    assert answers(outcome).why_not(nobody) == "no member has a number for it"
    of_earlier_versions = Answers(outcome.variables.drop_vars("tick_wait_hours"), outcome.world)
    morning = target("G1", "wait_hours", "2022-09-20T06:00", until="2022-09-20T12:00", aggregate="mean")
    assert of_earlier_versions.why_not(morning) == "the run does not record what it counts"


PERIODS = [("2022-09-21", "2022-09-22"), ("2022-09-21T06:00", "2022-09-21T12:00"), ("2022-09-21T06:00",) * 2]
AGGREGATES = ["sum", "per_day", "max_per_day", "mean", "change", "share_men"]


@pytest.mark.parametrize("measure", vocabulary("measures"))
def test_check_names_the_figures_to_which_a_run_has_no_answer(outcome, target, measure):
    speaker, world = Answers(outcome.dataset, outcome.world), outcome.world
    members = {"BOTH": "G1+G2", "LED-INTO": "FIN", "NOT-LED-INTO": "RUS", "EITHER": "FIN+RUS", "BESIDE": "RUS+G1"}
    world.areas = pd.DataFrame({"id": members.keys(), "members": members.values()})
    kinds = {"country": ["FIN", "RUS"], "gate": ["G1", "AIR"], "place": ["home", "town"], "area": list(members)}
    spots = [id_ for kind in sorted(vocabulary("measures")[measure].where) for id_ in kinds[kind]]
    asked = product(spots, PERIODS, AGGREGATES, ["citizens", "all", "liable = yes"])
    figures = [
        target(where, measure, since, until=until, aggregate=aggregate, who=who)
        for where, (since, until), aggregate, who in asked
    ]
    table = pd.DataFrame([vars(figure) for figure in figures]).rename(columns={"start": "from", "end": "until"})
    areas = world.areas.assign(name="")
    tables = {**dict.fromkeys(NAMES, empty("claims")), **world.tables, "areas": areas, "observations": table}
    said = {each.row for each in odd_figures(Case(None, tables)) if "no run can be set beside" in each.wrong}
    silent = {row for row, figure in enumerate(figures) if speaker.to(figure) is None}
    assert [figures[row].told for row in sorted(said ^ silent)] == []
