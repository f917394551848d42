import csv
import gc
import json
import re

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xarray as xr

from exeunt.errors import InputError
from exeunt.exchange import export as module
from exeunt.exchange.export import export, quantiles, tidy
from exeunt.scenario.formulas import SIGNS, as_meant
from full_disks import NO_ROOM, no_room


@pytest.fixture
def table(outcome):
    return tidy(outcome)


def test_the_tidy_table(table):
    row = table[(table["variable"] == "crossings_in") & (table["id"] == "G2") & (table["time"] == "2022-09-21")]
    assert row["median"].item() == 2101
    assert row["q05"].item() == pytest.approx(2100.1)
    assert row["unit"].item() == "people"
    assert set(table["kind"]) == {"country", "gate", "place"}


def test_names_stand_beside_ids(table):
    assert table.groupby("id")["name"].unique().map(list).to_dict() == {
        "FIN": ["Finland"],
        "RUS": ["Russia"],
        "G1": ["First Gate"],
        "G2": ["Second Gate"],
        "AIR": ["Airport"],
        "home": ["Home"],
        "town": ["Town"],
    }
    assert [*table.columns][4:6] == ["id", "name"]


def test_of_a_single_member_the_columns_of_the_band_are_blank(alone, tmp_path):
    written = pd.read_csv(export(alone, tmp_path / "out.csv"), skiprows=[1])
    assert written["median"].notna().all()
    assert written[["q05", "q95"]].isna().all(axis=None)
    totals = json.loads(export(alone, tmp_path / "out.geojson").read_text())["features"][0]["properties"]
    assert totals["departures_median"] == tidy(alone).query("variable == 'departures' and id == 'home'")["median"].sum()
    assert totals["departures_q05"] is None


def test_csv_carries_hxl_tags(outcome, table, tmp_path):
    path = export(outcome, tmp_path / "out.csv")
    tags = pd.read_csv(path, nrows=1).iloc[0]
    assert tags["time"] == "#date"
    assert tags["median"].startswith("#indicator+value")
    pd.testing.assert_frame_equal(pd.read_csv(path, skiprows=[1]), table, check_dtype=False)


def test_parquet(outcome, table, tmp_path):
    pd.testing.assert_frame_equal(pd.read_parquet(export(outcome, tmp_path / "out.parquet")), table, check_dtype=False)


def test_netcdf(outcome, tmp_path):
    with xr.open_dataset(export(outcome, tmp_path / "out.nc"), decode_timedelta=False) as stored:
        assert list(stored["quantile"].values) == [0.05, 0.5, 0.95]
        assert stored["stock"].sel(quantile=0.5, place="town", time="2022-09-21").item() == 2101
        assert stored["stock"].attrs["units"] == "people"
        assert stored["country_name"].sel(country="FIN").item() == "Finland"
        assert stored["gate_name"].dims == ("gate",)
    assert quantiles(outcome)["arrivals"].dims == ("quantile", "time", "country")


def test_geojson(outcome, tmp_path):
    outcome.variables["wait_hours"].values[:, :, 2] = np.nan
    content = json.loads(export(outcome, tmp_path / "out.geojson").read_text())
    features = {feature["id"]: feature for feature in content["features"]}
    assert set(features) == {"home", "town", "G1", "AIR"}  # the second gate has no coordinates
    assert features["G1"]["geometry"]["coordinates"] == [28.0, 60.0]
    assert features["home"]["properties"]["departures_median"] == 4604
    assert features["AIR"]["properties"]["wait_hours_median"] is None


def test_workbook(outcome, tmp_path):
    sheets = pd.read_excel(export(outcome, tmp_path / "out.xlsx"), sheet_name=None)
    assert set(sheets) == {"country", "gate", "place"}
    assert sheets["gate"].iloc[0]["time"] == "#date"
    assert len(sheets["country"]) == 1 + 5 * 4 * 2


@pytest.mark.parametrize("name", ["=A1", "-2*3", "town"])
@pytest.mark.parametrize(("column", "was"), [("id", "town"), ("name", "Town")])
def test_no_name_is_a_formula(outcome, table, tmp_path, monkeypatch, name, column, was):
    monkeypatch.setattr(module, "tidy", lambda _: table.replace({column: {was: name}}))
    with (export(outcome, tmp_path / "out.csv")).open(newline="") as file:
        said = {row[column] for row in csv.DictReader(file)}
    assert name in {as_meant(each) for each in said}
    assert not any(each.startswith(SIGNS) for each in said)
    book = openpyxl.load_workbook(export(outcome, tmp_path / "out.xlsx"))
    at = [*table.columns].index(column) + 1
    cells = [cell for (cell,) in book["place"].iter_rows(min_row=3, min_col=at, max_col=at)]
    assert name in {cell.value for cell in cells}
    assert {cell.data_type for cell in cells} == {"s"}


@pytest.mark.parametrize("form", module.WRITERS)
def test_where_there_is_no_room_every_format_says_so_and_leaves_what_was_there(outcome, form, tmp_path):
    file = tmp_path / "out"
    file.write_text("before")
    with no_room(), pytest.raises(OSError, match=rf"{NO_ROOM}: '{re.escape(str(file))}'"):
        export(outcome, file, form)
    gc.collect()  # and nothing tries again when it is thrown away
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]


def test_the_format_may_be_named(outcome, tmp_path):
    assert export(outcome, tmp_path / "out.txt", "csv").read_text().startswith("variable,")


def test_an_unknown_format_is_refused(outcome, tmp_path):
    with pytest.raises(InputError, match=r"'\.txt'.*use csv, parquet, .*xlsx, hub or"):
        export(outcome, tmp_path / "out.txt")
    with pytest.raises(InputError, match="'word'"):
        export(outcome, tmp_path / "out.csv", "word")


def test_a_missing_library_says_how_to_get_it(outcome, tmp_path, monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(InputError, match=r"pip install 'exeunt\[export\]'"):
        export(outcome, tmp_path / "out.parquet")
