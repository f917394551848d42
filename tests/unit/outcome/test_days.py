"""One place, gate or every country, day by day and in all."""

import numpy as np
import pytest
import xarray as xr

from exeunt.api import Outcome
from exeunt.errors import InputError
from exeunt.outcome.days import by_day, in_all
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
