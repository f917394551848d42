"""The unit of a figure is read: one that is not that of its measure is a fault, not passed over."""

from __future__ import annotations

import pandas as pd
import pytest

from exeunt.errors import ScenarioError
from exeunt.outcome.targets import read_figures
from exeunt.scenario.case import Case
from exeunt.scenario.units import unit_faults, unit_meant


def faults(measure: str, aggregate: str, unit: str) -> list[str]:
    rows = pd.DataFrame({"measure": measure, "aggregate": aggregate, "unit": unit}, index=[2])
    return [str(each) for each in unit_faults(Case(None, {"observations": rows}, frozenset()))]


@pytest.mark.parametrize(
    ("measure", "aggregate", "unit"),
    [
        ("arrivals", "sum", ""),
        ("arrivals", "sum", "People"),
        ("departures_air", "sum", "passengers"),
        ("crossings_in", "per_day", "people/day"),
        ("crossings_in", "per_day", "people"),
        ("crossings_in", "share_men", "share"),
        ("queue_vehicles", "mean", "cars"),
        ("queue_km", "mean", "kilometres"),
        ("wait_hours", "mean", "h"),
    ],
)
def test_units_of_the_measure_are_taken(measure, aggregate, unit):
    assert faults(measure, aggregate, unit) == []


@pytest.mark.parametrize(
    ("measure", "aggregate", "unit", "told"),
    [
        ("arrivals", "sum", "families", "arrivals are not counted in 'families'; write people, and the figure in it"),
        ("arrivals", "sum", "thousands", "arrivals are not counted in 'thousands'; write people,"),
        ("crossings_in", "sum", "people/day", "'people/day' is so many a day, but the figure is the sum of its period"),
        ("wait_hours", "mean", "days", "wait_hours are not counted in 'days'; write hours,"),
        ("crossings_in", "share_men", "people", "crossings_in are not counted in 'people'; write share,"),
    ],
)
def test_another_unit_is_a_fault(measure, aggregate, unit, told):
    (fault,) = faults(measure, aggregate, unit)
    assert fault.startswith(f"observations.csv:2:unit: {told}")


def test_what_people_and_families_are_called():
    assert [unit_meant(word) for word in ("HH", "Households", "pers.", "Individuals", "parsecs")] == [
        "families", "families", "people", "people", None,
    ]  # fmt: skip


def told_of(tmp_path, measure, aggregate, value):
    head = "id,from,until,where,measure,aggregate,value"
    (tmp_path / "f.csv").write_text(f"{head}\na,2022-09-21,2022-09-21,FIN,{measure},{aggregate},{value}\n", "utf-8")
    try:
        read_figures(tmp_path / "f.csv")
    except ScenarioError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("measure", "aggregate", "value"),
    [
        ("arrivals", "sum", "19.300"),
        ("arrivals", "change", "-1.250"),
        ("crossings_in", "per_day", "+9.000"),
        ("queue_vehicles", "mean", "1.250"),
    ],
)
def test_a_point_that_may_stand_between_thousands_of_people_or_vehicles_is_a_fault(tmp_path, measure, aggregate, value):
    bare = value.replace(".", "")
    told = f"f.csv:2:value: '{value}' can be read in two ways; write {bare} if the point stands between thousands, else"
    assert told_of(tmp_path, measure, aggregate, value).startswith(told)


@pytest.mark.parametrize(
    ("measure", "aggregate", "value"),
    [
        ("arrivals", "sum", "19300"),
        ("arrivals", "sum", "19.3"),
        ("arrivals", "per_day", "19.3450"),
        ("arrivals", "per_day", "0.125"),
        ("crossings_in", "share_men", "0.625"),
        ("wait_hours", "mean", "1.250"),
        ("queue_km", "mean", "12.500"),
    ],
)
def test_a_point_that_can_only_be_a_decimal_one_is_read(tmp_path, measure, aggregate, value):
    assert told_of(tmp_path, measure, aggregate, value) == ""


def test_figures_to_compare_with_are_held_to_it_too(tmp_path):
    head = "id,from,until,where,measure,aggregate,value,unit"
    (tmp_path / "f.csv").write_text(f"{head}\na,2022-09-21,2022-09-21,FIN,crossings_in,sum,9,families\n", "utf-8")
    with pytest.raises(ScenarioError, match=r"f\.csv:2:unit: crossings_in are not counted in 'families'"):
        read_figures(tmp_path / "f.csv")


def test_another_number_of_the_file_says_that_points_are_decimal_ones(tmp_path):
    head = "id,from,until,where,measure,aggregate,value"
    rows = [f"{id_},2022-09-21,2022-09-21,FIN,arrivals,sum,{value}" for id_, value in (("a", "19.300"), ("b", "97.25"))]
    (tmp_path / "f.csv").write_text("\n".join([head, *rows]) + "\n", "utf-8")
    assert read_figures(tmp_path / "f.csv")["value"].tolist() == [19.3, 97.25]
