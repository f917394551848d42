"""Scores worked out by hand."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from exeunt.errors import InputError, ScenarioError
from exeunt.outcome.bands import Band
from exeunt.outcome.naive import ordinary, persistence
from exeunt.outcome.score import crps, score, score_target, summed_up
from exeunt.outcome.targets import Target, from_table, read_figures
from exeunt.scenario.crisis import crisis_begins

CRISIS = pd.Timestamp("2022-09-21")


def test_one_target(target):
    scored = score_target(target(value=12.0), np.array([10.0, 11.0, 12.0, 20.0]))
    assert scored.band.median == 11.5
    assert scored.bias == -0.5
    assert scored.inside90
    assert scored.pit == pytest.approx(0.5 + 0.25 / 2)
    # mean |x - y| = (2 + 1 + 0 + 8) / 4; mean |x - x'| over all 16 pairs = 2 (1+2+10+1+9+8) / 16
    assert scored.crps == pytest.approx(11 / 4 - 62 / 16 / 2)


def test_the_score_of_an_ensemble_is_its_mean_distance_less_half_that_of_its_pairs():
    draw = np.random.default_rng(1)
    members, counted = draw.gamma(2.0, 1000.0, (7, 4, 3)), draw.gamma(2.0, 1000.0, (4, 3))
    pairs = np.abs(members[:, None] - members[None, :]).mean(axis=(0, 1))
    assert crps(members, counted) == pytest.approx(np.abs(members - counted).mean(axis=0) - pairs / 2)


def test_what_cannot_be_said_is_null(target):
    scored = score_target(target(), None)
    row = scored.as_json()
    assert row["median"] is None
    assert row["q05"] is None
    assert row["inside90"] is None
    assert row["lo"] is None
    summary = summed_up([scored])
    assert summary.pop("n") == 0
    assert set(summary.values()) == {None}


def test_a_single_number_has_a_distance_and_no_band_to_lie_in(target):
    row = score_target(target(value=12.0, lo=11.0, hi=13.0), np.array([np.nan, 10.0])).as_json()
    assert (row["median"], row["bias"], row["crps"]) == (10.0, -2.0, 2.0)
    assert {row[name] for name in ("q05", "q95", "inside90", "inside50", "pit", "log_score")} == {None}


def test_bounds_are_missed_from_one_side_only(target):
    above = score_target(target(value=10.0, kind="at_least"), np.array([9.0, 15.0, 20.0]))
    assert above.bias == 0
    assert above.band == Band(15.0, pytest.approx(9.6), pytest.approx(19.5)), "what the run says stands as it is"
    assert (above.inside90, above.inside50) == (True, True)
    assert above.crps == pytest.approx(1 / 3 - 2 * 2 / 9 / 2)
    below = score_target(target(value=10.0, kind="at_most"), np.array([9.0, 15.0, 20.0]))
    assert below.bias == 5


def test_of_the_scores_only_the_logarithmic_one_takes_the_band_of_a_source(target):
    members, blank = np.array([9.0, 15.0, 20.0]), {"lo": np.nan, "hi": np.nan}
    bands = [blank, {"lo": 9.5, "hi": 10.5}, {"lo": 8.0, "hi": 12.0}]
    rows = [score_target(target(value=10.0, **band), members).as_json() for band in bands]
    assert len({row["log_score"] for row in rows}) == 3
    assert rows[0]["log_score"] is None
    alike = [{name: row[name] for name in ("bias", "crps", "pit", "inside90", "inside50")} for row in rows]
    assert alike[0] == alike[1] == alike[2]
    assert score_target(target(value=10.0, kind="at_least", **blank), members).log_score is not None


def test_overall(target):
    found = [
        score_target(target("FIN", value=100.0), np.array([80.0])),
        score_target(target("EST", value=300.0), np.array([320.0])),
        score_target(target("FIN", since="2022-09-21", value=50.0), np.array([100.0])),
        score_target(target("FIN", since="2022-09-22", value=0.0), np.array([1.0])),
    ]
    whole = summed_up(found)
    assert whole["n"] == 4
    assert whole["ard"] == pytest.approx((0.2 + 20 / 300 + 1.0) / 3)  # nothing is relative to 0
    assert whole["crps"] == pytest.approx(whole["ard"])  # of a single member, the CRPS is the distance
    assert whole["coverage90"] is None  # a single number has no interval to lie in
    # only the first two share a period; they have the same total, so nothing is rescaled: (20 + 20) / 400
    assert whole["ard_rescaled"] == pytest.approx(0.1)


def test_rescaling_forgives_the_level_and_keeps_the_shares(target):
    found = [
        score_target(target("FIN", value=100.0), np.array([10.0])),
        score_target(target("EST", value=300.0), np.array([10.0])),
    ]
    assert summed_up(found)["ard_rescaled"] == pytest.approx((100 + 100) / 400)
    nobody = [score_target(each.target, np.array([0.0])) for each in found]
    assert summed_up(nobody)["ard_rescaled"] == 1.0


def test_naive_forecasts_carry_levels_over(target):
    base = target("FIN", since="2022-09-14", until="2022-09-20", value=700.0)
    first = target("FIN", since="2022-09-21", value=150.0)
    later = target("FIN", since="2022-09-23", until="2022-09-24")
    assert ordinary(later, [base, first], CRISIS) == 200
    assert persistence(later, [base, first], CRISIS) == 300
    per_day = target("FIN", since="2022-09-23", aggregate="per_day")
    assert persistence(per_day, [base, first], CRISIS) == 150
    assert ordinary(target("EST", since="2022-09-23"), [base, first], CRISIS) is None


def test_naive_forecasts_see_nothing_published_later(target):
    late = target("FIN", since="2022-09-14", until="2022-09-20", value=700.0, published=pd.Timestamp("2022-09-27"))
    on_the_day = target("FIN", since="2022-09-21", published=pd.Timestamp("2022-09-23"))
    asked = target("FIN", since="2022-09-23")
    assert ordinary(asked, [late, on_the_day], CRISIS) is None
    assert persistence(asked, [late, on_the_day], CRISIS) is None


@pytest.mark.parametrize("kind", ["at_least", "at_most"])
def test_naive_forecasts_carry_on_what_was_counted_and_not_what_bounds_it(target, kind):
    """Of "at least 5,000 a day" nobody knows how many came: neither next to a count nor where there is none."""
    base = target("G1", "crossings_in", "2022-09-05", value=200)
    bound = target("G1", "crossings_in", "2022-09-21", value=5000, kind=kind)
    asked = target("G1", "crossings_in", "2022-09-23", value=280)
    assert persistence(asked, [base, bound], CRISIS) == 200
    assert persistence(asked, [bound], CRISIS) is None
    early = target("G1", "crossings_in", "2022-09-07", value=5000, kind=kind)
    assert ordinary(asked, [base, early], CRISIS) == 200
    assert persistence(target("G1", "crossings_in", "2022-09-23", kind=kind), [base], CRISIS) == 200


def test_persistence_compares_like_with_like(target):
    queue = target("G1", "queue_vehicles", "2022-09-20", aggregate="mean", value=80.0)
    asked = target("G1", "queue_vehicles", "2022-09-23", until="2022-09-23", aggregate="mean")
    assert persistence(asked, [queue], CRISIS) == 80
    assert persistence(target("G1", "queue_people", "2022-09-23", aggregate="mean"), [queue], CRISIS) is None
    assert persistence(target("G1", "queue_vehicles", "2022-09-23", aggregate="change"), [queue], CRISIS) is None


def test_a_level_is_carried_over_as_it_is_and_nobody_comes_in_an_instant(target):
    def at(moment: str, measure: str, **words: object) -> Target:
        return target("G1", measure, moment, until=moment, **words)

    line = at("2022-09-21T06:00", "queue_vehicles", value=80.0, unit="vehicles")
    assert persistence(at("2022-09-23T18:00", "queue_vehicles"), [line], CRISIS) == 80
    present = target("home", "stock", "2022-09-21", value=500.0)
    assert persistence(target("home", "stock", "2022-09-23", until="2022-09-23T08:00"), [present], CRISIS) == 500
    came = target("G1", "crossings_in", "2022-09-21", value=700.0)
    assert persistence(at("2022-09-23T18:00", "crossings_in"), [came], CRISIS) is None


def test_the_crisis_begins_with_the_first_threat(world):
    assert crisis_begins(world) == CRISIS  # the threat is of 09:00 that day
    always = pd.DataFrame({"name": ["threat"], "from": [pd.NaT], "value": [0.5]})
    world.drivers = pd.concat([world.drivers, always], ignore_index=True)
    assert crisis_begins(world) == pd.Timestamp("2022-09-20")
    world.drivers = world.drivers.iloc[:0]
    assert crisis_begins(world) == pd.Timestamp("2022-09-20")


def test_score_of_an_outcome_and_its_json(outcome, target):
    targets = [
        target("FIN", since="2022-09-21", value=1101.0),
        target("FIN", since="2022-09-22", value=2000.0, split="check"),
        target("NOWHERE", since="2022-09-21"),
    ]
    scores = score(outcome, targets)
    assert scores.overall["n"] == 1
    assert scores.overall["coverage90"] == 1.0
    assert scores.overall["ard"] == 0
    assert [each.target.split for each in scores.check] == ["check"]
    found = scores.as_json()
    assert set(found) == {"overall", "naive", "by_lead", "targets", "repeated", "unscored"}
    assert set(found["naive"]) == {"ordinary", "persistence"}
    scores_ = {"ard_rescaled", "ard", "ard_median", "crps", "coverage90", "coverage50", "log_score", "n"}
    assert set(found["overall"]) == scores_
    keys = {"id", "where", "measure", "from", "until", "observed", "kind", "lo", "hi"}
    keys |= {"median", "q05", "q95", "inside90", "split", "inside50", "crps", "log_score", "pit", "bias", "lead"}
    assert set(found["targets"][0]) == keys
    assert found["targets"][0]["until"] == "2022-09-21"
    json.dumps(found, allow_nan=False)
    assert "run" in repr(scores)
    assert len(scores.table()) == 3


def test_a_figure_that_goes_by_two_names_is_scored_once(outcome, world, target):
    """What was taken in on an evening stands in the scenario's own figures too, once these are known."""
    evening, later = target(since="2022-09-21", id="evening"), target(since="2022-09-22", id="later")
    same, other = replace(evening, id="same", published=later.published), replace(evening, id="other", value=999.0)
    rows = [
        {**vars(each), "from": each.start, "until": each.end, "claim": ""} for each in (evening, later, same, other)
    ]
    world.observations, world.later = pd.DataFrame(rows[:1]), pd.DataFrame(rows[1:])
    scores = score(outcome)
    assert [each.target.id for each in scores.targets] == ["evening", "later", "other"]
    assert scores.as_json()["repeated"] == {"same": "evening"}
    assert scores.overall["n"] == 3


def test_of_two_names_that_one_is_scored_which_counts(outcome, target):
    witness, counted = target(id="witness", split="check"), target(id="counted")
    scores = score(outcome, [witness, counted])
    assert [each.target.id for each in scores.targets] == ["counted"]
    assert scores.repeated == {"witness": "counted"}


def test_scoring_against_nothing_is_refused(outcome):
    with pytest.raises(InputError, match="nothing to score against"):
        score(outcome)


def test_scoring_against_no_figures_says_that_there_are_none_there(outcome):
    with pytest.raises(InputError, match="what was given has no figures"):
        score(outcome, [])


def test_a_file_of_targets(tmp_path):
    path = tmp_path / "targets.csv"
    path.write_text(
        "id,from,until,where,measure,aggregate,who,value,lo,hi,unit,published,split,quality,note,figures\n"
        "A,2022-09-21,2022-09-22,FIN,crossings_in,sum,citizens,5,4,6,people,2022-09-23,fit,A,a note,F1\n"
        "B,2022-09-22T08:00,2022-09-23T08:00,G1,crossings_in,sum,citizens,7,,,people,,check,A,,\n"
        "C,2022-09-23T06:00,2022-09-23T06:00,G1,queue_vehicles,mean,all,80,75,85,vehicles,2022-09-24,fit,A,,\n"
    )
    first, second, third = from_table(read_figures(path))
    assert first.whole_days
    assert first.days == 2
    assert first.written() == ("2022-09-21", "2022-09-22")
    assert second.days == 1
    assert not second.whole_days
    assert second.published == pd.Timestamp("2022-09-23T08:00")
    assert third.start == third.end
    assert third.written() == ("2022-09-23T06:00", "2022-09-23T06:00")


def test_every_fault_of_such_a_file_is_named(tmp_path):
    path = tmp_path / "figures.csv"
    path.write_text(
        "id,from,until,where,measure,aggregate,value\n"
        "A,2022-09-21,2022-09-31,FIN,crossings_in,sum,5\n"
        "B,2022-09-21,2022-09-21,FIN,crosings,sum,five\n"
        "C,2022-09-21,2022-09-19,FIN,crossings_in,sum,5\n"
        "D,2022-09-21,2022-09-20,G1,queue_people,mean,5\n"
    )
    with pytest.raises(ScenarioError) as refused:
        from_table(read_figures(path))
    found = {(fault.file, fault.row, fault.column) for fault in refused.value.faults}
    assert found == {
        ("figures.csv", 2, "until"),
        ("figures.csv", 3, "measure"),
        ("figures.csv", 3, "value"),
        ("figures.csv", 4, "until"),
        ("figures.csv", 5, "until"),
    }
    with pytest.raises(ScenarioError, match=r"missing.csv:1: is missing"):
        from_table(read_figures(tmp_path / "missing.csv"))


def test_a_run_of_one_member_has_no_interval_and_misses_nothing_by_it(outcome, target):
    one = replace(outcome, variables=outcome.dataset.isel(member=[0]), manifest={**outcome.manifest, "members": 1})
    scores = score(one, [target("FIN", since="2022-09-21", value=7.0)])
    assert scores.targets[0].inside90 is None
    assert scores.overall["coverage90"] is None
    assert scores.as_json()["targets"][0]["inside90"] is None
    assert score(outcome, [target("FIN", since="2022-09-21", value=7.0)]).targets[0].inside90 is False


@pytest.mark.parametrize(("value", "inside"), [(9.275, True), (9.27501, False), (9.27499, False)])
def test_a_figure_lies_in_a_band_that_is_no_wider_than_it(figure, value, inside):
    """Kilometres are reckoned: 2,650 vehicles of seven metres in two lanes are 9.275 of them, but for rounding."""
    band = 2650 * 7 / 2 / 1000 + 1e-15
    assert figure(value=value, measure="queue_km", unit="km").lies_between(band, band) == inside


@pytest.mark.parametrize(
    ("unit", "aggregate", "value", "low", "high", "inside"),
    [
        ("people", "mean", 0.0, 0.2, 300.0, True),
        ("vehicles", "sum", 0.0, 0.2, 300.0, True),
        ("people", "mean", 0.0, 0.6, 300.0, False),
        ("people", "sum", 8.0, 1.0, 7.6, True),
        ("people", "sum", 8.0, 1.0, 7.4, False),
        ("share", "share_men", 0.0, 0.2, 0.3, False),
        ("hours", "mean", 0.0, 0.2, 0.3, False),
    ],
)
def test_a_figure_of_people_lies_in_a_band_as_tables_have_it(figure, unit, aggregate, value, low, high, inside):
    """A line of nobody is counted as 0; who says that a fifth of a person stands there on average says the same."""
    assert figure(value=value, unit=unit, aggregate=aggregate).lies_between(low, high) == inside


@pytest.mark.parametrize(("kind", "below", "above"), [("about", False, False), ("at_least", False, True)])
def test_a_figure_that_bounds_one_side_is_missed_from_the_other_only(figure, kind, below, above):
    target = figure(value=100.0, kind=kind)
    assert target.lies_between(10.0, 20.0) == below
    assert target.lies_between(110.0, 120.0) == above
    assert target.lies_between(90.0, float("inf"))
