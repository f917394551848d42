"""Fans and the figures drawn on them."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from exeunt.outcome.bands import Band
from exeunt.outcome.targets import Target
from exeunt.show.charts.fan import KEY_OF_FORECAST, fan, fan_spec, key_of
from exeunt.show.figures import Figure

DAYS = pd.date_range("2024-01-01", periods=2)


def figure(**changes):
    day = pd.Timestamp
    known = {
        "id": "f", "start": day("2024-01-01"), "end": day("2024-01-03"), "where": "BBB", "measure": "crossings_in",
        "aggregate": "sum", "who": "citizens", "value": 200.0, "lo": np.nan, "hi": 260.0, "unit": "people",
        "kind": "about", "published": day("2024-01-04"), "split": "fit",
    }  # fmt: skip
    return Figure(Target(**{**known, **changes}), "law", "A ministry", "official", None)


def test_quantiles_over_members_and_gaps_where_nobody_speaks():
    rows = fan(DAYS, np.array([[1.0, np.nan], [3.0, np.nan]]))
    assert rows[0]["median"] == 2
    assert rows[0]["day"] == "2024-01-01T12:00:00"
    assert rows[1]["median"] is None


@pytest.mark.parametrize(("days", "bands", "level"), [(1, "rule", "tick"), (2, "area", "line")])
def test_a_single_day_is_drawn_though_it_has_no_line_and_no_area(days, bands, level):
    within = fan(DAYS[:days], np.ones((3, days)))
    spec = fan_spec(fan(DAYS[:days], np.arange(3.0)[:, None] + np.ones(days)), unit="people a day", within=within)
    drawn = [layer["mark"]["type"] for layer in spec["layer"] if layer["data"]["name"] in ("simulated", "within")]
    assert drawn == [bands, bands, level, level, "bar"]


def test_a_fan_of_one_course_is_a_line():
    def of(values):
        spec = fan_spec(fan(DAYS, values), unit="people a day")
        marks = [layer["mark"]["type"] for layer in spec["layer"]]
        (told,) = [layer for layer in spec["layer"] if layer["mark"]["type"] == "bar"]
        return marks.count("area"), marks.count("line"), [each["field"] for each in told["encoding"]["tooltip"]]

    ends = ["q05", "q25", "q75", "q95"]
    assert of(np.array([[1.0, 2.0], [3.0, np.nan]])) == (2, 2, ["day", "median", *ends])
    assert of(np.array([[1.0, 2.0]])) == (0, 2, ["day", "median"])
    (row, _) = fan(DAYS, np.array([[1.0, 2.0]]))
    assert [row[name] for name in ("median", *ends)] == [1.0, None, None, None, None]


def test_a_sum_is_drawn_as_a_mean_a_day_with_the_range_its_source_allows():
    spec = fan_spec(fan(DAYS, np.ones((3, 2))), [figure()], unit="people a day")
    (row,) = spec["datasets"]["periods"]
    assert (row["value"], row["low"], row["high"]) == (100, 100, 130)
    assert row["counted"] == "about 200 people"
    assert row["who"] == "A ministry"
    assert spec["datasets"]["top"] == [{"top": 130}]


def test_an_instant_is_a_point():
    moment = pd.Timestamp("2024-01-01T06:00")
    counted = figure(start=moment, end=moment, measure="queue_vehicles", aggregate="mean", unit="vehicles")
    spec = fan_spec(fan(DAYS, np.ones((3, 2))), [counted], unit=None)
    assert spec["datasets"]["instants"][0]["value"] == 200
    assert spec["datasets"]["periods"] == []


def test_what_cannot_be_a_level_a_day_is_not_drawn():
    assert not figure(aggregate="share_men").per_day
    assert not figure(aggregate="change").per_day
    assert figure(aggregate="per_day").scale == 1


def test_a_long_run_is_thinned_and_the_file_stays_small():
    days = pd.date_range("2024-01-01", periods=3660)
    spec = fan_spec(fan(days, np.full((3, 3660), 12345.6789)), [figure()] * 400, unit="people a day")
    assert len(spec["datasets"]["simulated"]) <= 366
    assert len(spec["datasets"]["periods"]) <= 200
    assert len(json.dumps(spec)) < 150_000


def test_a_figure_is_missed_only_beyond_what_its_source_allows():
    def said(q05, q95, **changes):
        return replace(figure(lo=150.0, **changes), answer=Band(q05, q05, q95)).beside()

    def alone(number):
        return replace(figure(lo=150.0), answer=Band(number, np.nan, np.nan)).beside()

    assert said(190, 210) == "count inside the band"
    assert said(210, 220) == "within the source's range"
    assert said(300, 400) == "too high"
    assert said(1, 2) == "too low"
    assert said(300, 400, kind="at_least") == "count inside the band"
    assert figure().beside() == "cannot say"
    assert said(200 + 1e-9, 300) == "count inside the band"  # as `score` has it: numbers are reckoned
    assert [alone(each) for each in (200, 240, 300, 1)] == [
        "as counted", "within the source's range", "above the count", "below the count",
    ]  # fmt: skip
    assert figure(lo=150.0).range() == "150 to 260"


def test_an_upright_line_parts_what_was_learned_from_what_is_forecast():
    forecast = fan_spec(fan(DAYS, np.ones((3, 2))), unit=None, known_until=DAYS[0].normalize())
    assert [row["day"][:10] for row in forecast["datasets"]["learned"]] == [f"{DAYS[1]:%Y-%m-%d}"]
    assert fan_spec(fan(DAYS, np.ones((3, 2))), unit=None)["datasets"]["learned"] == []


@pytest.mark.parametrize(("before", "lines"), [(0, 1), (1, 0), (9, 0)])
def test_where_no_day_that_is_drawn_was_known_no_line_parts_them(before, lines):
    known = DAYS[0] - pd.Timedelta(days=before)
    spec = fan_spec(fan(DAYS, np.ones((3, len(DAYS)))), unit="people a day", known_until=known)
    assert len(spec["datasets"]["learned"]) == lines


@pytest.mark.parametrize(("known", "is_told"), [(None, False), (0, True), (-1, False)])
def test_the_upright_line_is_explained_where_one_is_drawn(subject, known, is_told):
    if known is not None:
        until = f"{subject.days[0] + pd.Timedelta(days=known):%Y-%m-%d}"
        subject.run.manifest.update(posterior={"until": until, "figures": []})
    assert (KEY_OF_FORECAST in key_of(subject, [])) == is_told
    days = fan(subject.days, np.ones((3, len(subject.days))))
    spec = fan_spec(days, unit=None, known_until=subject.run.known_until)
    assert bool(spec["datasets"]["learned"]) == is_told
