"""How far a model misses what it forecasts, and what it does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from exeunt.outcome.discrepancy import (
    ELSEWHERE,
    JUDGED,
    Discrepancy,
    days_ahead,
    dressed,
    missed_by,
    missing_in_words,
    past_of,
)

UNTIL = pd.Timestamp("2022-09-28")


def target(figure, start: str, end: str, **said: object):
    return figure(start=pd.Timestamp(start), end=pd.Timestamp(end), **said)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2022-09-21", "2022-09-28", 0.0),  # over
        ("2022-09-29", "2022-09-30", 1.0),  # tomorrow
        ("2022-10-03", "2022-10-04", 5.0),  # a day, five days ahead
        ("2022-10-02T06:00", "2022-10-02T06:00", 3.25),  # an instant
        ("2022-09-29", "2022-10-06", 3.0),  # a week from tomorrow on
        ("2022-09-21", "2022-10-06", 3.0),  # the same with days that were over
    ],
)
def test_a_sum_stands_as_far_ahead_as_the_mean_of_its_days(figure, start, end, days):
    assert days_ahead(target(figure, start, end), UNTIL) == pytest.approx(days)


def test_what_was_over_is_not_missed_as_a_forecast(figure):
    whole = target(figure, "2022-09-01", "2022-10-29", id="since then")
    past = past_of(whole, UNTIL)
    assert past is not None
    assert past.end == UNTIL + pd.Timedelta(days=1)
    assert past_of(target(figure, "2022-09-01", "2022-09-29"), UNTIL) is None
    assert past_of(target(figure, "2022-09-29", "2022-10-29"), UNTIL) is None
    assert past_of(replace(whole, measure="stock"), UNTIL) is None
    answers, known = np.full(4000, 11_000.0), np.full(4000, 10_000.0)
    taught = {**JUDGED, "flows": Discrepancy(0.3, 0.3)}
    alone = np.std(np.log(dressed(answers, whole, UNTIL, taught)))
    parted = np.std(np.log(dressed(answers, whole, UNTIL, taught, past=known)))
    of_rest = 1_000 * missed_by(replace(whole, start=UNTIL + pd.Timedelta(days=1)), UNTIL, taught)
    assert parted == pytest.approx(np.hypot(10_000 * JUDGED["flows"].base, of_rest) / 11_000, rel=0.01)
    assert parted < alone / 5
    assert missed_by(past, UNTIL, taught) == JUDGED["flows"].base


def test_it_is_said_by_how_much_forecasts_miss_and_whose_misses_these_are():
    said = missing_in_words(ELSEWHERE, is_taught=False)
    assert "flows by 30 % on the day and 40 % a week ahead" in said
    assert "lines by 70 % on the day" in said
    assert said.endswith("as those of other exoduses did.")
    taught = {**ELSEWHERE, "flows": Discrepancy(0.2, 0.0)}
    assert missing_in_words(taught, is_taught=True).endswith("as earlier evenings did.")


def test_without_evenings_of_its_own_a_forecast_is_missed_as_other_exoduses_were(figure):
    over, ahead = target(figure, "2022-09-21", "2022-09-28"), target(figure, "2022-09-29", "2022-09-30")
    assert missed_by(over, UNTIL) == JUDGED["flows"].base
    assert missed_by(ahead, UNTIL) == ELSEWHERE["flows"].sd(1.0) > JUDGED["flows"].sd(1.0)
    members = np.full(4000, 10_000.0)
    bands = [np.ptp(np.log(np.quantile(dressed(members, each, UNTIL), [0.05, 0.95]))) for each in (over, ahead)]
    assert bands == pytest.approx([2 * 1.645 * missed_by(each, UNTIL) for each in (over, ahead)], rel=0.01)


@pytest.mark.parametrize("aggregate", ["sum", "mean", "max_per_day", "change", "share_men"])
def test_what_a_figure_is_called_says_nothing_of_how_it_is_missed(figure, aggregate):
    ahead = target(figure, "2022-09-29", "2022-09-30", aggregate=aggregate)
    members = np.random.default_rng(1).uniform(0.1, 0.9, 24)
    first, second = (dressed(members, replace(ahead, id=id_), UNTIL) for id_ in ("first", "second"))
    np.testing.assert_array_equal(first, second)
    assert np.ptp(first) > np.ptp(members)


def test_a_change_is_missed_to_both_sides_and_a_share_stays_one(figure):
    change = target(figure, "2022-09-29", "2022-09-30", aggregate="change")
    low, high = np.quantile(dressed(np.zeros(100), change, UNTIL), [0.05, 0.95])
    assert low == pytest.approx(-high, rel=0.05)
    assert high > 1.0
    share = target(figure, "2022-09-29", "2022-09-30", aggregate="share_men")
    parts = dressed(np.array([0.02, 0.5, 0.99]), share, UNTIL)
    assert parts.min() >= 0.0
    assert parts.max() <= 1.0
    assert len(np.unique(parts)) > 3
