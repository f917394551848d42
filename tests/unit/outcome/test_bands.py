"""Medians and bands over members, and whole people in every table."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from exeunt.api import Outcome
from exeunt.outcome.bands import QUANTILES, band, bands, moved_off, peak, quantiles, share, whole, whole_band
from exeunt.outcome.compare import compare, moved
from exeunt.outcome.days import by_day, in_all
from exeunt.outcome.queues import compare_queues, queue_table
from exeunt.outcome.summary import arrivals_table


def test_bands_pass_over_members_without_a_value():
    assert band(np.array([1.0, 2.0, 3.0, np.nan])).median == 2
    found = bands(np.array([[1.0, np.nan], [3.0, np.nan]]))
    assert found[0, 0] == 2
    assert np.isnan(found[:, 1]).all()
    np.testing.assert_array_equal(peak(np.array([[1.0, np.nan, 5.0], [np.nan] * 3]), axis=1), [5.0, np.nan])


def test_a_number_that_is_alone_has_no_band():
    for values in (np.array([5.0]), np.array([np.nan, 5.0, np.nan])):
        found = band(values)
        assert (found.median, found.lowest, found.highest, found.has_ends) == (5.0, 5.0, 5.0, False)
        assert np.isnan([found.q05, found.q95]).all()
    either = bands(np.array([[1.0, np.nan], [3.0, 7.0]]))
    assert np.isfinite(either[:, 0]).all()
    np.testing.assert_array_equal(either[:, 1], [7.0, np.nan, np.nan])
    assert not band(np.array([np.nan])).has_ends
    assert share(np.array([True, False])) == 0.5
    assert np.isnan(share(np.array([True])))


def test_ends_hold_what_members_differ_by_and_what_each_misses():
    """A lognormal law times another is one too, and of one known spread."""
    chance = np.random.default_rng(1)
    for differ, miss in ((0.2, 0.3), (0.0, 0.3), (0.3, 0.05), (0.6, 0.6)):
        for members in (100, 1000):
            values = 1000.0 * np.exp(differ * ndtri((np.arange(members) + 0.5) / members))
            values = chance.permutation(values)
            found = band(values, np.array(miss))
            width = 1.6449 * np.hypot(differ, miss)
            assert found.median == np.median(values)
            off = {100: 0.06, 1000: 0.012}[members] * np.hypot(differ, miss)
            assert np.log(found.q05 / 1000.0) == pytest.approx(-width, abs=off)
            assert np.log(found.q95 / 1000.0) == pytest.approx(width, abs=off)


@pytest.mark.parametrize("members", [3, 24, 100])
def test_ends_are_those_of_all_that_could_be_missed_however_few_members_there_are(members):
    """Beside far more points than there is need for, and of members that no law describes."""
    values = np.random.default_rng(members).lognormal(8.0, 1.0, members)
    few, many = (moved_off(each, np.array(0.35)) for each in (values, values.repeat(400)))
    np.testing.assert_allclose(*(np.log(quantiles(each, (0.05, 0.5, 0.95))) for each in (few, many)), atol=0.05)


def test_no_end_is_nearer_than_that_of_the_members():
    """Of a law with a small hump far out less than a twentieth can lie beyond the hump once each is missed."""
    values = np.array([100.0] * 94 + [200.0] * 6)
    levels = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
    assert quantiles(moved_off(values, np.array(0.3)), [0.95]) < 200.0
    for members in (values, 1e4 / values):
        own, found = quantiles(members, levels), quantiles(members, levels, np.array(0.3))
        assert (found[:3] <= own[:3]).all()
        assert found[3] == own[3]
        assert (found[4:] >= own[4:]).all()
        assert (np.diff(found) >= 0.0).all()


def test_what_is_missed_is_missed_alike_whoever_the_members_are():
    values = np.array([[3.0, 0.0], [1.0, 0.0], [np.nan, 0.0], [2.0, 0.0]])
    missed = np.array([0.5, 0.5])
    found = quantiles(values, QUANTILES, missed)
    np.testing.assert_array_equal(quantiles(values[::-1], QUANTILES, missed), found)
    np.testing.assert_allclose(found[:, 0], band(np.array([1.0, 2.0, 3.0]), np.array(0.5)), rtol=0.01)
    np.testing.assert_array_equal(found[:, 1], [0.0, 0.0, 0.0])  # who says that nobody comes misses by nobody
    own = np.array([0.0, 0.0, 9.0, 0.0])  # of each member, of which the one that misses says nothing
    np.testing.assert_array_equal(band(values[:, 0], own), band(values[:, 0], np.array(0.0)))
    alone = quantiles(np.array([[5.0, np.nan], [np.nan, np.nan]]), QUANTILES, missed)
    np.testing.assert_array_equal(alone, [[5.0, np.nan], [np.nan, np.nan], [np.nan, np.nan]])
    assert np.isnan(band(np.array([5.0]), np.array(0.5))[1:]).all()


def test_no_table_of_a_single_member_has_a_band_and_none_lacks_a_row(outcome, alone):
    """Nothing else in the tables changes, so neither do the rows of those where nobody is."""
    alone.variables["arrivals"][:, :, 1] = 0
    doubled = Outcome(alone.dataset.isel(member=[0, 0]), {**alone.manifest, "members": 2}, alone.world)
    tables = (arrivals_table, queue_table, by_day, in_all, lambda run: by_day(run, gate="G1"))
    for table in (*tables, lambda run: compare(run, run), lambda run: compare_queues(run, run)):
        single, many = table(alone), table(doubled)
        ends = [name for name in many if name.endswith(("q05", "q95"))]
        assert single[ends].isna().all(axis=None)
        assert many[ends].notna().any(axis=None)
        rest = single.columns.drop([*ends, *single.columns.intersection(["before_stands", "after_stands"])])
        pd.testing.assert_frame_equal(single[rest], many[rest])
    assert moved(compare(alone, alone)).empty
    assert compare_queues(alone, alone)[["before_stands", "after_stands"]].isna().all(axis=None)


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
    lines = queue_table(two)
    assert (lines[["people", "people_q05", "people_q95", "vehicles"]] % 1 == 0).all(axis=None)
    for table, columns in (
        (in_all(two, gate="G1"), ["median", "q05", "q95"]),
        (compare(two, two), ["before", "after"]),
    ):
        people = table[table["unit"].isin(["people", "vehicles"])]
        assert len(people)
        assert (people[columns].dropna() % 1 == 0).all(axis=None)
