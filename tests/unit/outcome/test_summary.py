"""Arrivals and people present, beside what was counted."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from exeunt.outcome.measures import Answers
from exeunt.outcome.summary import ASSUMED, CountedIn, arrivals_table, counted_in, counted_table, present_table

CRISIS = pd.Timestamp("2022-09-21")


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
    assert finland["counted_period"] == "21–23 Sep"
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


def test_arrivals_of_all_are_arrivals_and_entries_of_all_are_not_those_of_citizens(outcome, target, monkeypatch):
    """The run answers arrivals of `all` as those of `citizens`; what a border counts of all it does not."""
    entries = target("FIN", since="2022-09-21", until="2022-09-23", who="all", value=5000.0)
    arrivals = target("FIN", "arrivals", since="2022-09-22", who="all", value=900.0)
    monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _: [entries, arrivals])
    finland = arrivals_table(outcome).set_index("country").loc["FIN"]
    assert (finland["counted_measure"], finland["counted_who"], finland["counted"]) == ("arrivals", "all", 900)
    assert finland["simulated"] == outcome.arrivals.sel(country="FIN", time="2022-09-22").median()
    monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _: [entries])
    assert pd.isna(arrivals_table(outcome).set_index("country").loc["FIN", "counted"])


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
    assert counted.period() == "21–23 Sep"


def test_what_bounds_arrivals_is_added_to_no_count_and_goes_before_none(outcome, target, monkeypatch):
    speaker = Answers(outcome.dataset, outcome.world)
    bounds = [
        target("FIN", "arrivals", since="2022-09-21", value=5000.0, kind="at_most"),
        target("FIN", "arrivals", since="2022-09-22", value=100.0, kind="at_least"),
        target("FIN", "arrivals", since="2022-09-23", value=10.0, kind="at_least"),
    ]
    alone = counted_in("FIN", speaker, bounds, CRISIS)
    assert (alone.value, alone.kind, alone.period()) == (110.0, "at_least", "22–23 Sep")
    assert alone.is_bound
    entries = target("G1", since="2022-09-21", value=7.0, kind="exact")
    assert counted_in("FIN", speaker, [*bounds, entries], CRISIS).figures == (entries,)
    counts = [entries, target("G1", since="2022-09-22", value=8.0)]
    of_gate = counted_in("FIN", speaker, [*bounds, *counts], CRISIS)
    assert (of_gate.value, of_gate.kind, of_gate.is_bound) == (15.0, "about", False)
    monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _: bounds)
    finland = arrivals_table(outcome).set_index("country").loc["FIN"]
    assert (finland["counted"], finland["counted_kind"]) == (110.0, "at_least")
    assert list(counted_table(outcome)["kind"]) == ["at_most", "at_least"], "two series, each by its last figure"
    assert list(counted_table(outcome)["counted"]) == [5000.0, 10.0]


def test_of_two_sources_of_the_same_days_the_first_is_taken_and_what_else_is_said_told(outcome, target, monkeypatch):
    days = ["2022-09-21", "2022-09-22"]
    first = [target("FIN", "arrivals", since=day, value=100.0) for day in days]
    other = [target("FIN", "arrivals", since=day, value=120.0) for day in days]
    lower = target("FIN", "arrivals", since=days[0], value=80.0)
    agreed = target("FIN", "arrivals", since=days[0], value=100.0, kind="exact")
    fewer = target("FIN", "arrivals", since=days[1], value=60.0)
    bound = target("FIN", "arrivals", since=days[0], value=9000.0, kind="at_most")
    for figures, told in (
        ([*first, *other], (240.0, 240.0)),
        ([*first, other[1], bound], (220.0, 220.0)),
        ([*first, other[0], lower], (180.0, 220.0)),
        ([*first, other[0], agreed, fewer], (160.0, 180.0)),
        ([*first, agreed], (np.nan, np.nan)),
        ([*first, bound, *first], (np.nan, np.nan)),
        ([*first, target("FIN", "arrivals", since=days[0], until=days[1], value=230.0, who="all")], (np.nan, np.nan)),
    ):
        monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _, figures=figures: figures)
        finland = arrivals_table(outcome).set_index("country").loc["FIN"]
        assert tuple(finland[["otherwise_low", "otherwise_high"]]) == pytest.approx(told, nan_ok=True)
        assert finland["counted"] == 200.0


def test_the_last_count_of_people_present_goes_before_what_bounds_them_later(outcome, target, monkeypatch):
    bound = target("town", "stock", since="2022-09-22", aggregate="mean", value=1.0, kind="at_least")
    figures = [bound, target("town", "stock", since="2022-09-21", aggregate="mean", value=5.0)]
    monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _: figures)
    row = present_table(outcome).iloc[0]
    assert (row["counted"], row["counted_on"], row["counted_kind"]) == (5.0, "2022-09-21", "about")
    monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _: [bound])
    row = present_table(outcome).iloc[0]
    assert (row["counted"], row["counted_kind"]) == (1.0, "at_least")


def test_counts_of_a_gate_stand_in_and_gaps_are_said(outcome, target):
    figures = [target("G1", since="2022-09-21", value=1.0), target("G1", since="2022-09-23", value=2.0)]
    counted = counted_in("FIN", Answers(outcome.dataset, outcome.world), figures, CRISIS)
    assert counted.where == "G1"
    assert counted.period() == "2 days of 21–23 Sep"
    assert counted_in("RUS", Answers(outcome.dataset, outcome.world), figures, CRISIS) is None


def test_of_gates_counted_equally_long_that_of_most_people_stands_in_however_the_rows_stand(outcome, target):
    names = [gate.id for gate in Answers(outcome.dataset, outcome.world).gates_of("FIN", "country_to")]
    assert len(names) > 1
    figures = [target(name, since="2022-09-21", value=value) for value, name in enumerate(names, 1)]
    for rows in (figures, figures[::-1]):
        assert counted_in("FIN", Answers(outcome.dataset, outcome.world), rows, CRISIS).where == names[-1]


def test_of_two_last_counts_of_one_day_the_first_is_taken(outcome, target, monkeypatch):
    two = [target("town", "stock", since="2022-09-22", aggregate="mean", value=value) for value in (5.0, 6.0)]
    monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _: two)
    assert present_table(outcome).iloc[0]["counted"] == 5.0


def test_periods_of_counts_keep_their_hours_and_their_year(outcome, target, monkeypatch):
    figures = [
        target("FIN", since="2022-09-22T06:00", until="2022-09-22T18:00", value=1.0),
        target("G1", "queue_km", since="2022-09-22T00:00", until="2022-09-22T00:00", aggregate="mean", value=4.0),
    ]
    monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _: figures)
    periods = counted_table(outcome).set_index("where")["counted_period"]
    assert dict(periods) == {"FIN": "22 Sep 06:00 – 22 Sep 18:00", "G1": "22 Sep, 00:00"}
    long = CountedIn("FIN", "arrivals", "citizens", (target("FIN", since="2021-03-01", until="2022-03-02"),))
    assert long.period() == "1 Mar 2021 – 2 Mar 2022"


def test_a_change_of_people_present_is_not_how_many_are_present(outcome, target, monkeypatch):
    figures = [
        target("town", "stock", since="2022-09-21", aggregate="mean", value=5.0),
        target("town", "stock", since="2022-09-22", aggregate="change", value=-3.0),
    ]
    monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _: figures)
    assert list(present_table(outcome)["counted"]) == [5.0]


def test_periods_of_a_run_over_new_year_say_of_which_year_they_are(outcome, target, monkeypatch):
    figures = [target("FIN", "arrivals", since="2022-12-31", value=2.0), target("FIN", since="2023-01-01", value=3.0)]
    monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _: figures)
    days = outcome.dataset["time"] + np.timedelta64(101, "D")  # 30 December to 2 January
    run = replace(outcome, variables=outcome.dataset.assign_coords(time=days))
    assert list(counted_table(run)["counted_period"]) == ["31 Dec 2022", "1 Jan 2023"]
    assert arrivals_table(run).set_index("country").loc["FIN", "counted_period"] == "31 Dec 2022"
    monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _: [target("FIN", since="2022-09-21")])
    assert list(counted_table(outcome)["counted_period"]) == ["21 Sep"]


def test_names_stand_beside_ids_in_every_table(outcome, target, monkeypatch):
    figures = [target("BOTH", "queue_km", aggregate="mean"), target("home+G1", "stock"), target("town", "stock")]
    monkeypatch.setattr("exeunt.outcome.summary.from_table", lambda _: figures)
    tables = {
        "country": outcome.table(),
        "place": outcome.present(),
        "where": outcome.counted(),
        "gate": outcome.queues(),
        "id": outcome.compare(outcome, place="town"),
    }
    named = {id_: dict(zip(table[id_], table["name"], strict=True)) for id_, table in tables.items()}
    assert named == {
        "country": {"RUS": "Russia", "FIN": "Finland"},
        "place": {"town": "Town"},
        "where": {"BOTH": "Both Gates", "home+G1": "Home and First Gate", "town": "Town"},
        "gate": {"AIR": "Airport", "G2": "Second Gate", "G1": "First Gate"},
        "id": {"town": "Town"},
    }
    assert sorted(outcome.compare_queues(outcome)["name"]) == ["Airport", "First Gate", "Second Gate"]
    assert [*outcome.compare(outcome, by="day", gate="G1")["name"].unique()] == ["First Gate"]
