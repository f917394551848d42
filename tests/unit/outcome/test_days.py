"""One place, gate or every country, day by day and in all."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from exeunt.api import Outcome
from exeunt.errors import InputError
from exeunt.outcome.days import by_day, by_week, in_all
from exeunt.outcome.layout import BY_NAME
from exeunt.outcome.period import over_period


def test_days_of_a_gate_and_totals_of_a_place(outcome):
    days = by_day(outcome, gate="first gate")
    assert list(days["day"]) == ["2022-09-20", "2022-09-21", "2022-09-22", "2022-09-23"]
    assert list(days["crossings_in"]) == [1001, 1101, 1201, 1301]
    whole = in_all(outcome, place="heim").set_index("variable")
    assert whole.loc["departures", "median"] == 4604
    assert whole.loc["stock", "median"] == 1301
    assert whole.loc["stock", "over_time"] == "at the end"
    line = in_all(outcome, gate="G1").set_index("variable").loc["queue_people"]
    assert (line["median"], line["over_time"]) == (1301, "on the highest day")
    assert list(by_day(outcome).columns[:2]) == ["day", "RUS"]


@pytest.mark.parametrize("told", [by_day, in_all])
def test_a_place_and_a_gate_at_once_are_refused(outcome, told):
    with pytest.raises(InputError, match="place and gate cannot be shown at once; choose one"):
        told(outcome, place="heim", gate="nonsense")


def test_weeks_count_from_the_first_day_that_is_asked_for_and_the_last_may_be_shorter(outcome):
    weeks = by_week(outcome, gate="first gate")
    assert weeks[["from", "until", "crossings_in"]].values.tolist() == [["2022-09-20", "2022-09-23", 4604]]
    longer = Outcome(outcome.dataset.isel(time=[0, 1, 2, 3] * 3), outcome.manifest, outcome.world)
    days = pd.date_range("2022-09-20", periods=12)
    longer = Outcome(longer.dataset.assign_coords(time=days), outcome.manifest, outcome.world)
    weeks = by_week(longer, gate="first gate", start="2022-09-21")
    assert weeks[["from", "until"]].values.tolist() == [["2022-09-21", "2022-09-27"], ["2022-09-28", "2022-10-01"]]
    assert list(weeks["crossings_in"]) == [1101 + 1201 + 1301 + 1001 + 1101 + 1201 + 1301, 4604]


def test_days_that_are_asked_for_come_to_what_each_member_has_of_them(outcome):
    asked = {"gate": "first gate", "start": "2022-09-21", "until": "2022-09-22"}
    some = in_all(outcome, **asked).set_index("variable")
    assert some.loc["crossings_in", "median"] == 1101 + 1201
    assert some.loc["queue_people", "median"] == 1201
    members = outcome.dataset["crossings_in"].sel(gate="G1").values[:, 1:3].sum(axis=1)
    assert some.loc["crossings_in", "q95"] == round(float(np.quantile(members, 0.95)))
    assert list(by_day(outcome, **asked)["day"]) == ["2022-09-21", "2022-09-22"]


def test_days_of_a_forecast_are_missed_as_their_sum_is_and_not_day_by_day(outcome):
    learned = Outcome(
        outcome.dataset, {**outcome.manifest, "updated": {"until": "2022-09-20", "takings": []}}, outcome.world
    )
    asked = {"gate": "first gate", "start": "2022-09-21", "until": "2022-09-23"}
    row = in_all(learned, **asked).set_index("variable").loc["crossings_in"]
    assert row["q95"] > in_all(outcome, **asked).set_index("variable").loc["crossings_in", "q95"]
    days = by_day(learned, **asked)["crossings_in_q95"]
    assert row["q95"] < days.sum()


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"start": "2022-09-22", "until": "2022-09-21"}, "until is before start"),
        (
            {"until": "2023-09-21"},
            "until: 21 September 2023 is no day of the run, which goes from 20 September 2022",
        ),
        ({"start": "soon"}, "'soon' is no day; write one as 2022-09-28"),
    ],
)
def test_days_that_the_run_has_not_are_refused_in_words(outcome, asked, wrong):
    for told in (by_day, by_week, in_all):
        with pytest.raises(InputError, match=wrong):
            told(outcome, **asked)


def test_many_countries_make_no_warning(outcome, recwarn):
    countries = [f"C{n:02}" for n in range(60)]
    arrivals = xr.DataArray(np.ones((3, 4, 60)), {"country": countries}, ("member", "time", "country"))
    dataset = outcome.dataset.drop_dims("country").assign(arrivals=arrivals)
    table = by_day(Outcome(dataset, outcome.manifest, outcome.world))
    assert list(table.columns) == ["day", *(f"{code}{end}" for code in countries for end in ("", "_q05", "_q95"))]
    assert not recwarn.list


@pytest.mark.parametrize(("name", "said"), [("arrivals", 6.0), ("stock", 3.0), ("wait_hours", 4.0)])
def test_several_days_come_to_a_sum_a_last_day_or_a_worst_day(name, said):
    daily = np.array([[np.nan, 4.0, 3.0]]) if name == "wait_hours" else np.array([[1, 2, 3]])
    assert over_period(daily, BY_NAME[name]).tolist() == [said]
