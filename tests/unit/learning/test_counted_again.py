"""People who are counted again are missed again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from exeunt.learning.assimilation import assimilate
from exeunt.learning.counted_again import Told, told_again
from exeunt.learning.discrepancy import misses
from exeunt.learning.transforms import counted
from exeunt.luck import normals
from exeunt.outcome.discrepancy import JUDGED, STOCKS_MISS
from exeunt.outcome.targets import DAY, Target

FIRST = pd.Timestamp(2024, 1, 1)


def count(day: int, value: float = 1000.0, *, measure: str = "stock", since: int | None = None) -> Target:
    start, end = FIRST + (day if since is None else since) * DAY, FIRST + (day + 1) * DAY
    band = 0.99 * value, 1.01 * value
    return Target(f"d{day}", start, end, "camp", measure, "sum", "", value, *band, "people", "about", end, "fit")


def told(figure: Target, learned: list[Target], says: dict[str, list[float]], day: int) -> Told:
    return told_again(figure, learned, lambda each: np.array(says[each.id], float), FIRST + day * DAY)


def test_a_count_of_a_stock_is_expected_to_be_missed_as_the_last_one_was():
    says = {"d1": [900.0, 1000.0], "d2": [1800.0, 2000.0], "d0": [1.0, 1.0]}
    found = told(count(2), [count(0), count(1)], says, 1)
    assert found.said[1] == pytest.approx(2000.0), "this one misses nothing"
    assert 1960.0 < found.said[0] < 2000.0, "sharp as the last was nearly all of what it missed lasts"
    assert STOCKS_MISS.growth < found.missed < 1.1 * STOCKS_MISS.growth, "a step of a day, and little more"


def test_a_vague_count_tells_little_of_what_is_missed():
    says = {"d1": [900.0, 1000.0], "d2": [1800.0, 2000.0]}
    vague = replace(count(1), lo=300.0, hi=3000.0)
    found = told(count(2), [vague], says, 1)
    assert found.said[0] < 1820.0
    assert found.missed > 0.98 * STOCKS_MISS.sd(1.0)


def test_what_is_missed_by_far_has_a_cause_of_its_own():
    says = {"d1": [1.0, 1000.0], "d2": [2000.0, 2000.0]}
    assert told(count(2), [count(1)], says, 1).said[0] < 2000.0 * np.exp(3.1 * STOCKS_MISS.base)


def test_who_were_never_counted_are_missed_as_is_judged():
    says = {"d1": [900.0, 1000.0], "d2": [1800.0, 2000.0]}
    one = count(1)
    others = [replace(one, where="other"), replace(one, kind="at_least"), replace(one, aggregate="change")]
    found = told(count(2), others, says, 1)
    np.testing.assert_array_equal(found.said, says["d2"])
    assert found.missed == pytest.approx(STOCKS_MISS.sd(1.0))


def test_of_a_total_only_the_days_ahead_are_missed_as_a_forecast():
    says = {"d9": [1000.0, 1000.0], "over": [900.0, 900.0]}
    total = count(9, measure="arrivals", since=0)

    def said(figure: Target) -> np.ndarray:
        return np.array(says["over" if figure.end < total.end else "d9"])

    found = told_again(total, [], said, FIRST + 8 * DAY)
    assert JUDGED["flows"].base < found.missed < 0.09, "a tenth is missed by a third"
    learned = replace(total, id="d8", end=total.end - DAY, value=900.0)
    assert told_again(total, [learned], said, FIRST + 8 * DAY).missed < 0.6 * found.missed


@pytest.mark.statistical
def test_members_told_of_a_stock_on_ten_evenings_hold_the_truth():
    """300 worlds: nine tenths lie in bands of 90 % to 5.2 % at three standard errors; half of them did before."""
    members, inside = 200, 0
    missed = normals([f"miss {k}" for k in range(300)], 1, "worlds")[0] * STOCKS_MISS.base
    truth = normals([f"truth {k}" for k in range(300)], 1, "worlds")[0]
    for k in range(300):
        z = normals([f"members {k}"], members, "worlds")
        learned: list[Target] = []
        for day in range(10):
            now = 1e4 * np.exp(z[:, 0])
            figure = replace(count(day, float(1e4 * np.exp(truth[k] + missed[k]))), id=f"{k} {day}")
            of = told_again(figure, learned, lambda _, now=now: now, FIRST + day * DAY)
            scaled = np.log1p(of.said / 10.0)[:, None]
            z = assimilate(z, scaled, counted([figure], misses([figure], {figure.id: of.missed})), 1.0, "taken")
            learned.append(figure)
        inside += bool(np.quantile(z, 0.05) <= truth[k] <= np.quantile(z, 0.95))
    assert abs(inside / 300 - 0.9) < 0.052
