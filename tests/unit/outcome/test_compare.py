"""Paired differences of two runs."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from exeunt.api import Outcome
from exeunt.errors import InputError
from exeunt.outcome.compare import compare, moved


def _changed(outcome: Outcome, **manifest: object) -> Outcome:
    dataset = outcome.dataset.copy(deep=True)
    dataset["arrivals"][:, :, 0] += np.array([10, 20, 30])[:, None]
    return Outcome(dataset, {**outcome.manifest, **manifest}, outcome.world)


def test_differences_are_taken_member_by_member(outcome):
    table = compare(outcome, _changed(outcome)).set_index(["variable", "id"])
    row = table.loc[("arrivals", "FIN")]
    assert row["difference"] == 4 * 20
    assert row["q05"] == pytest.approx(4 * 11)
    assert row["after"] - row["before"] == 80
    assert table.loc[("arrivals", "all"), "difference"] == 80
    assert (table.drop(index=[("arrivals", "FIN"), ("arrivals", "all")])["difference"] == 0).all()
    assert set(table["kind"]) == {"all", "country", "gate"}


def test_differences_of_single_days_and_of_what_is_named(outcome):
    days = compare(outcome, _changed(outcome), by="day", country=["fin"], gate=["first gate"])
    assert set(days["id"]) == {"FIN", "G1"}
    arrivals = days[days["variable"] == "arrivals"]
    assert list(arrivals["day"]) == ["2022-09-20", "2022-09-21", "2022-09-22", "2022-09-23"]
    assert list(arrivals["difference"]) == [20] * 4
    assert list(arrivals["before"]) == [1001, 1101, 1201, 1301]
    assert (days[days["id"] == "G1"]["difference"] == 0).all()
    place = compare(outcome, _changed(outcome), place=["heim"]).set_index("variable")
    assert list(place.index) == ["departures", "stock", "drafted", "returned"]
    assert place.loc["stock", "over_time"] == "last"
    assert place.loc["stock", "before"] == 1301
    table = outcome.compare(_changed(outcome), "day", country="FIN")
    assert len(table) == 3 * 4
    with pytest.raises(InputError, match="no country 'FRA'"):
        compare(outcome, _changed(outcome), country=["FRA"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"variables": "arrival"}, "no variable 'arrival' to compare; did you mean arrivals"),
        ({"variables": ["arrivals", "people"]}, "no variable 'people' to compare; "),
        ({"by": "week"}, "no table by 'week'; write by='day', or leave it out"),
        ({"by": ""}, "no table by ''; write by='day'"),
    ],
)
def test_a_variable_or_step_that_there_is_none_of_is_refused(outcome, asked, said):
    with pytest.raises(InputError, match=said):
        outcome.compare(_changed(outcome), **asked)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"gate": "G1", "variables": "arrivals"},
            "'arrivals' is told of a country, and none is named: name one with country=, or compare crossings_in, ",
        ),
        (
            {"country": "FIN", "variables": ["arrivals", "stock"]},
            "'stock' is told of a place, .* or compare arrivals, ",
        ),
        ({"place": "home", "variables": "queue_km"}, "gate=, or compare departures, stock, drafted or returned"),
        ({"variables": "stock"}, "name one with place=, or compare departures, arrivals, "),
        (
            {"gate": "G1", "variables": "arival", "by": "day"},
            "no variable 'arival' to compare; the known variables are c",
        ),
    ],
)
def test_a_variable_that_nothing_named_has_is_refused(outcome, asked, said):
    with pytest.raises(InputError, match=said):
        outcome.compare(_changed(outcome), **asked)


def test_of_several_kinds_that_are_named_each_tells_what_it_has(outcome):
    asked = ["arrivals", "queue_km"]
    table = outcome.compare(_changed(outcome), country="FIN", gate="G1", variables=asked)
    assert list(table["id"] + " " + table["variable"]) == ["FIN arrivals", "G1 queue_km"]


def test_a_mean_run_does_not_pair_with_one_of_members_and_is_told_by_that(outcome):
    mean = _changed(outcome, mean=True, members=1)
    for before, after in ((outcome, mean), (mean, outcome)):
        with pytest.raises(InputError, match=r"^One of the two runs is a mean run \(mean=True\) and the other has"):
            before.compare(after)


@pytest.mark.parametrize(("key", "value", "what"), [("seed", 2, "seeds"), ("members", 4, "numbers of members")])
def test_runs_that_do_not_pair_are_refused(outcome, key, value, what):
    with pytest.raises(InputError, match=what):
        compare(outcome, _changed(outcome, **{key: value}))


def test_only_a_run_of_the_same_days_and_gates_that_learned_is_a_revision(outcome):
    later = {"updated": {"until": "2022-09-22", "figures": ["one"]}}
    after = _changed(outcome, **later)
    others = outcome.dataset.assign_coords(gate=["A", "B", "C"])
    other = Outcome(others, {**outcome.manifest, **later, "title": "Other"}, outcome.world)
    with pytest.raises(InputError, match=r"\('Tiny' and 'Other'\) have different days, countries or gates"):
        outcome.revision(other)
    for before in (outcome, after):
        with pytest.raises(InputError, match="ask it of the run that knew less"):
            before.revision(outcome)
    last, corrected = ({"updated": {"until": f"2022-12-{day}", "figures": ["one"]}} for day in (31, 30))
    assert _changed(outcome, **last).revision(_changed(outcome, **corrected)).empty, "it came out a day before, no more"


def test_three_members_cannot_tell_a_change_from_chance(outcome):
    table = compare(outcome, _changed(outcome))
    assert table["clear"].isna().all()


def test_members_that_say_nothing_of_a_row_do_not_help_to_tell_it_from_chance(outcome):
    """Nobody passes a gate in four of eight members, so that there is no wait: four are too few, eight are not."""
    many = Outcome(xr.concat([outcome.dataset] * 3, "member").isel(member=slice(8)), outcome.manifest, outcome.world)
    waits = many.dataset["wait_hours"].copy(deep=True)
    waits[:4, :, list(many.dataset["gate"].values).index("G1")] = np.nan
    before = Outcome(many.dataset.assign(wait_hours=waits), many.manifest, many.world)
    after = Outcome(many.dataset.assign(wait_hours=waits + 9.0), many.manifest, many.world)
    table = compare(before, after, variables=["wait_hours"]).set_index("id")
    assert dict(table["clear"]) == {"G1": None, "G2": True, "AIR": True}


def test_what_moved_is_what_changed_in_any_of_the_middle_members():
    names = ["difference", "q05", "q95"]
    table = pd.DataFrame([(0, 0, 0), (0, 0, 1), (2, 1, 3), (np.nan,) * 3], columns=names, index=list("abcd"))
    assert list(moved(table.assign(unit="people")).index) == ["b", "c"]


def test_what_no_table_would_tell_is_no_change():
    """As the runs' last bits differ, waits do by parts of a second; a picture of these alone was drawn."""
    told = {"difference": [0.0002, 0.06, 0.06, 0.5], "unit": ["hours", "hours", "people", "people"]}
    table = pd.DataFrame(told | {"q05": np.nan, "q95": np.nan}, index=list("abcd"))
    assert list(moved(table).index) == ["b", "d"]


def test_what_is_no_run_or_no_name_is_told_so(outcome):
    for verb in (outcome.compare, outcome.deflection, outcome.compare_queues, outcome.revision, outcome.difference):
        with pytest.raises(InputError, match="'runs/a' is no run: give an outcome"):
            verb("runs/a")
    with pytest.raises(InputError, match="'runs/a' is no run: give an outcome"):
        outcome.report("report.html", against="runs/a")
    with pytest.raises(InputError, match="A country is given as text"):
        outcome.compare(outcome, country=outcome.country)
    with pytest.raises(InputError, match="A place is given as text"):
        outcome.by_day(place=3)


def test_runs_of_which_one_keeps_regions_apart_do_not_pair(outcome):
    by_origin = Outcome(outcome.dataset, {**outcome.manifest, "by_origin": True}, outcome.world)
    with pytest.raises(InputError, match="ways to keep regions apart"):
        outcome.compare(by_origin)
