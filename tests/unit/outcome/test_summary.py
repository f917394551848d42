from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from exeunt.api import Outcome
from exeunt.errors import InputError
from exeunt.outcome.bands import band, bands, peak, whole, whole_band
from exeunt.outcome.compare import compare
from exeunt.outcome.days import by_day, in_all
from exeunt.outcome.measures import Answers
from exeunt.outcome.queues import NEVER, clearing_day, compare_queues, queue_table
from exeunt.outcome.summary import ASSUMED, arrivals_table, counted_in, counted_table, present_table

CRISIS = pd.Timestamp("2022-09-21")


def test_bands_pass_over_members_without_a_value():
    assert band(np.array([1.0, 2.0, 3.0, np.nan])).median == 2
    found = bands(np.array([[1.0, np.nan], [3.0, np.nan]]))
    assert found[0, 0] == 2
    assert np.isnan(found[:, 1]).all()
    np.testing.assert_array_equal(peak(np.array([[1.0, np.nan, 5.0], [np.nan] * 3]), axis=1), [5.0, np.nan])


def test_arrivals_beside_what_was_counted(outcome, target, monkeypatch):
    figures = [
        target("FIN", since="2022-09-21", value=1100.0),
        target("FIN", since="2022-09-22", until="2022-09-23", value=2000.0),
    ]
    monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _: figures)
    table = arrivals_table(outcome).set_index("country")
    assert list(table.index) == ["RUS", "FIN"]  # most arrivals first
    finland = table.loc["FIN"]
    assert finland["arrivals"] == 4 * 1000 + 600 + 4  # the median member is the second, which adds one a day
    assert finland["counted"] == 3100
    assert finland["counted_period"] == "21-23 Sep"
    assert finland["simulated"] == 1101 + 1201 + 1301
    assert finland["basis"] == "observed"
    assert table.loc["RUS", "basis"] == ASSUMED
    assert table.loc["RUS", "counted_where"] is None or pd.isna(table.loc["RUS", "counted_where"])


def test_counted_arrivals_stand_beside_the_arrivals_and_go_before_entries(outcome, target, monkeypatch):
    figures = [
        target("FIN", since="2022-09-21", until="2022-09-23", value=5000.0),
        target("FIN", "arrivals", since="2022-09-22", value=900.0),
    ]
    monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _: figures)
    finland = arrivals_table(outcome).set_index("country").loc["FIN"]
    assert finland["counted"] == 900
    assert finland["counted_measure"] == "arrivals"
    assert finland["counted_period"] == "22 Sep"
    assert finland["simulated"] == outcome.arrivals.sel(country="FIN", time="2022-09-22").median()
    assert finland["basis"] == "observed"


def test_a_figure_that_the_run_cannot_answer_does_not_make_a_country_observed(outcome, target, monkeypatch):
    monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _: [target("town", "arrivals", value=9.0)])
    assert arrivals_table(outcome).set_index("country").loc["FIN", "basis"] == ASSUMED


def test_every_series_of_figures_is_told_beside_what_was_simulated_of_it(outcome, target, monkeypatch):
    figures = [
        target("FIN", "arrivals", since="2022-09-21", value=1.0),
        target("FIN", "arrivals", since="2022-09-22", value=2.0),
        target("town", "arrivals", since="2022-09-22", value=3.0),
        target("G1", "queue_km", since="2022-09-22", aggregate="mean", value=4.0),
    ]
    monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _: figures)
    table = counted_table(outcome).set_index(["where", "measure"])
    assert list(table["figures"]) == [2, 1, 1]
    assert list(table["counted"]) == [2.0, 3.0, 4.0]
    assert (
        table.loc[("FIN", "arrivals"), "simulated"] == outcome.arrivals.sel(country="FIN", time="2022-09-22").median()
    )
    assert np.isnan(table.loc[("town", "arrivals"), "simulated"]), "a run keeps no arrivals by place"
    assert table.loc[("G1", "queue_km"), "simulated"] == outcome.queue_km.sel(gate="G1", time="2022-09-22").median()


def test_people_present_beside_the_last_count(outcome, target, monkeypatch):
    places = list(outcome.dataset["place"].values)
    here, there = places[-1], places[0]
    figures = [
        target(here, "stock", since="2022-09-22", aggregate="mean", value=7.0),
        target(here, "stock", since="2022-09-21", aggregate="mean", value=5.0),
        target(there, "departures", since="2022-09-21", value=5.0),
    ]
    monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _: figures)
    table = present_table(outcome)
    assert list(table["place"]) == [here]
    row = table.iloc[0]
    assert (row["counted"], row["counted_on"]) == (7.0, "2022-09-22")
    stock = outcome.dataset["stock"].sel(place=here)
    assert row["present"] == np.median(stock.isel(time=-1))
    assert row["simulated"] == np.median(stock.sel(time="2022-09-22"))


def test_counts_do_not_overlap_nor_precede_the_crisis(outcome, target):
    figures = [
        target("FIN", since="2022-09-20", value=1.0),
        target("FIN", since="2022-09-21", until="2022-09-22", value=10.0),
        target("FIN", since="2022-09-22", value=100.0),
        target("FIN", since="2022-09-23", value=1000.0),
        target("G1", since="2022-09-21", until="2022-09-23", value=5.0),
        target("FIN", since="2022-09-23", value=7.0, aggregate="per_day"),
    ]
    counted = counted_in("FIN", Answers(outcome.dataset, outcome.world), figures, CRISIS)
    assert counted.value == 1010
    assert counted.period() == "21-23 Sep"


def test_counts_of_a_gate_stand_in_and_gaps_are_said(outcome, target):
    figures = [target("G1", since="2022-09-21", value=1.0), target("G1", since="2022-09-23", value=2.0)]
    counted = counted_in("FIN", Answers(outcome.dataset, outcome.world), figures, CRISIS)
    assert counted.where == "G1"
    assert counted.period() == "2 days of 21-23 Sep"
    assert counted_in("RUS", Answers(outcome.dataset, outcome.world), figures, CRISIS) is None


def test_a_queue_clears_when_it_is_nearly_gone():
    assert clearing_day(np.array([10.0, 2000.0, 900.0, 99.0, 0.0]), 1) == 3  # below 5 %
    assert clearing_day(np.array([10.0, 200.0, 60.0, 49.0, 0.0]), 1) == 3  # below 50 people
    assert clearing_day(np.array([10.0, 200.0, 150.0, 120.0]), 1) is None


def test_the_longest_lines_come_first(outcome):
    table = queue_table(outcome)
    assert list(table["gate"]) == ["AIR", "G2", "G1"]
    assert list(table["by"]) == ["air", "road", "road"]
    row = table.set_index("gate").loc["G1"]
    assert row["people"] == 1301
    assert row["date"] == "2022-09-23"
    assert row["clears"] == NEVER
    assert list(queue_table(outcome, fewest=2000)["gate"]) == ["AIR", "G2"]


def test_a_gate_that_breaks_down_in_one_run_of_three_is_not_left_out(outcome):
    line = outcome.dataset["queue_people"].copy(deep=True)
    line.loc[{"gate": "G1"}] = 0.0
    line[{"member": -1, "time": 1, "gate": list(outcome.dataset["gate"].values).index("G1")}] = 50_000.0
    changed = replace(outcome, dataset=outcome.dataset.assign(queue_people=line))
    row = queue_table(changed).iloc[0]
    assert (row["gate"], row["people"], row["date"]) == ("G1", 0.0, "2022-09-21")


def test_days_of_a_gate_and_totals_of_a_place(outcome):
    days = by_day(outcome, gate="first gate")
    assert list(days["day"]) == ["2022-09-20", "2022-09-21", "2022-09-22", "2022-09-23"]
    assert list(days["crossings_in"]) == [1001, 1101, 1201, 1301]
    whole = in_all(outcome, place="heim").set_index("variable")
    assert whole.loc["departures", "median"] == 4604
    assert whole.loc["stock", "median"] == 1301
    assert whole.loc["stock", "over_time"] == "at the end"
    assert in_all(outcome, gate="G1").set_index("variable").loc["queue_people", "median"] == 1301
    assert list(by_day(outcome).columns[:2]) == ["day", "RUS"]


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


def test_what_happens_to_queues_and_when_they_clear(outcome):
    line = outcome.dataset["queue_people"].copy(deep=True)
    line.loc[{"gate": "G1"}] = np.array([0.0, 300.0, 10.0, 0.0])
    line.loc[{"gate": "G2"}] = 0.0
    shorter = replace(outcome, dataset=outcome.dataset.assign(queue_people=line))
    table = compare_queues(outcome, shorter).set_index("gate")
    assert list(table.index) == ["G2", "G1", "AIR"]  # the line that changes most comes first
    one = table.loc["G1"]
    assert (one["before_people"], one["after_people"], one["difference"]) == (1301, 300, -1001)
    assert (one["before_stands"], one["after_stands"]) == (1, 1)
    assert (one["before_clears"], one["after_clears"]) == (NEVER, "2022-09-22")
    assert np.isnan(one["days_later"])  # it clears in one of the runs only
    assert (table.loc["G2", "after_stands"], table.loc["G2", "after_clears"]) == (0, "")
    later = outcome.dataset["queue_people"].copy(deep=True)
    later.loc[{"gate": "G1"}] = np.array([[300.0, 0, 0, 0], [300.0, 10, 0, 0], [300.0, 300, 300, 300]])
    slower = replace(outcome, dataset=outcome.dataset.assign(queue_people=later))
    one = compare_queues(slower, shorter).set_index("gate").loc["G1"]
    assert (one["before_clears"], one["after_clears"], one["days_later"]) == ("2022-09-21", "2022-09-22", 1)
    assert compare_queues(outcome, shorter, fewest=2500).index.size == 1


@pytest.mark.parametrize(("key", "value", "what"), [("seed", 2, "seeds"), ("members", 4, "numbers of members")])
def test_runs_that_do_not_pair_are_refused(outcome, key, value, what):
    with pytest.raises(InputError, match=what):
        compare(outcome, _changed(outcome, **{key: value}))


def test_an_outcome_shows_itself(outcome):
    assert "3 members, seed 1" in repr(outcome)
    assert "<table" in outcome._repr_html_()
    assert outcome.arrivals.dims == ("member", "time", "country")
    with pytest.raises(AttributeError, match="its variables are"):
        _ = outcome.arivals


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        (25981.2, "people", "25981"),
        (0.5, "people", "0"),
        (1.5, "vehicles", "2"),
        (2.5, "people", "2"),  # half to even
        (-0.4, "people", "0"),
        (2.5, "hours", "2.5"),
        (2.5, "km", "2.5"),
        (0.25, "share", "0.25"),
    ],
)
def test_people_and_vehicles_are_whole_and_other_units_are_not(number, unit, said):
    assert str(whole(number, unit)) == said
    assert str(whole_band((number, 1.0, 2.0), unit).median) == said
    assert np.isnan(whole(np.nan, unit))


def test_no_table_speaks_of_parts_of_people(outcome):
    """Of two members, so that medians and band ends lie between them."""
    two = Outcome(outcome.dataset.isel(member=slice(2)), {**outcome.manifest, "members": 2}, outcome.world, None)
    arrived = arrivals_table(two)
    assert {str(arrived[name].dtype) for name in ("arrivals", "q05", "q95")} == {"int64"}
    daily = by_day(two, gate="G1")
    for name in ("crossings_in", "queue_people", "queue_vehicles_q95"):
        assert str(daily[name].dtype) == "int64"
    lines = queue_table(two, fewest=0.0)
    assert (lines[["people", "people_q05", "people_q95", "vehicles"]] % 1 == 0).all(axis=None)
    for table, columns in (
        (in_all(two, gate="G1"), ["median", "q05", "q95"]),
        (compare(two, two), ["before", "after"]),
    ):
        people = table[table["unit"].isin(["people", "vehicles"])]
        assert len(people)
        assert (people[columns].dropna() % 1 == 0).all(axis=None)


def test_a_table_is_printed_whole(outcome):
    """Whatever the width of the terminal and pandas' own limits."""
    with pd.option_context("display.max_columns", 2, "display.max_rows", 1, "display.width", 20):
        for shown in (repr(outcome), outcome._repr_html_()):
            assert all(column in shown for column in arrivals_table(outcome).columns)
            assert all(code in shown for code in arrivals_table(outcome)["country"])
            assert "..." not in shown


def test_three_members_cannot_tell_a_change_from_chance(outcome):
    table = compare(outcome, _changed(outcome))
    assert table["clear"].isna().all()
