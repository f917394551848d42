"""What is learned from how earlier evenings missed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtri

from exeunt.learning.discrepancy import BEFORE, Discrepancy, learned, missed, misses
from exeunt.luck import normals
from exeunt.outcome.discrepancy import discrepancy_of
from exeunt.outcome.evenings import FIGURE, SINCE
from exeunt.outcome.targets import Target

# As even as normal numbers can be.
NORMAL = ndtri((np.arange(200) + 0.5) / 200)


def test_it_grows_with_the_days_ahead():
    assert Discrepancy(0.3, 0.4).sd(np.array([-1.0, 0.0, 1.0, 4.0])) == pytest.approx(
        [0.3, 0.3, 0.5, np.hypot(0.3, 0.8)]
    )


def figure(measure: str, where: str, day: int) -> Target:
    at = pd.Timestamp(2024, 1, day)
    end = at + pd.Timedelta(days=1)
    return Target(f"{where}{day}", at, end, where, measure, "mean", "", 9.0, 8.0, 10.0, "people", "about", end, "fit")


def test_counts_of_the_same_people_day_after_day_tell_as_much_as_one():
    counts = [figure("stock", "camp", day) for day in (1, 2, 3, 4)]
    other, entries = figure("stock", "other", 1), [figure("crossings_in", "camp", day) for day in (1, 2)]
    miss = misses([*counts, other, *entries])
    of_one, of_entries = discrepancy_of("stock").base, discrepancy_of("crossings_in").base
    assert sum(miss(each) ** -2 for each in counts) == pytest.approx(of_one**-2)
    assert miss(other) == of_one
    assert [miss(each) for each in entries] == [of_entries, of_entries], "each day others enter"


def entered(first: int, last: int, id_: str = "", aggregate: str = "sum") -> Target:
    """Return a count of all who came on some days of January."""
    days = pd.Timestamp(2024, 1, first), pd.Timestamp(2024, 1, last) + pd.Timedelta(days=1)
    of_one = figure("arrivals", "BBB", 1)
    return replace(of_one, id=id_ or f"{first}-{last}", start=days[0], end=days[1], aggregate=aggregate)


def told_by(figures: list[Target]) -> float:
    """Return how many figures that count nobody twice tell as much of how the model misses as these do."""
    miss = misses(figures)
    return sum((discrepancy_of("arrivals").base / miss(each)) ** 2 for each in figures)


def test_the_same_people_counted_again_in_other_totals_tell_hardly_more_than_once():
    assert told_by([entered(1, 9, id_) for id_ in "abcdef"]) == pytest.approx(1.0)
    assert told_by([entered(1, 9), entered(1, 9, "rate", "per_day")]) == pytest.approx(1.0)
    assert told_by([entered(1, day) for day in range(1, 11)]) == pytest.approx(1.42, abs=0.01)
    assert told_by([entered(1, 10), entered(2, 11), entered(3, 12)]) < 1.2
    days = [entered(day, day) for day in range(1, 11)]
    assert told_by(days) == pytest.approx(10.0), "each day others come"
    assert 7.0 < told_by([*days, entered(1, 10)]) < 10.0, "their total tells nothing that they do not"


def test_without_residuals_it_is_what_was_thought_before():
    found = learned(np.array([]), np.array([]), np.array([]))
    assert found.base == pytest.approx(BEFORE.base, rel=1e-4)
    assert found.growth == pytest.approx(BEFORE.growth, rel=1e-4)


def test_what_was_not_seen_days_ahead_says_nothing_of_growth():
    found = learned(0.5 * NORMAL, np.zeros(200), np.zeros(200))
    assert found.base == pytest.approx(0.5, rel=0.05)
    assert found.growth == pytest.approx(BEFORE.growth, rel=1e-3)


def test_a_few_that_are_missed_by_far_tell_of_something_else():
    residuals = np.concatenate([0.3 * NORMAL, [5.0] * 10])
    found = learned(residuals, np.zeros(210), np.zeros(210))
    assert 0.3 < found.base < 0.4, "where their root mean square is 1.1"


@pytest.mark.statistical
def test_many_residuals_give_it_back():
    """2000 residuals: standard errors of 4 % at most; 4 of them, wrong less than once in 10^4."""
    truth, days = Discrepancy(0.2, 0.25), np.tile(np.arange(1.0, 6.0), 400)
    known = np.full(2000, 0.1**2)
    residuals = normals([str(i) for i in range(2000)], 2, "residuals")[0] * np.sqrt(known + truth.sd(days) ** 2)
    found = learned(residuals, days, known)
    assert found.growth == pytest.approx(truth.growth, rel=0.16)
    assert found.base == pytest.approx(truth.base, rel=0.35)  # the day before is the nearest that is seen
    assert found.sd(3.0) == pytest.approx(truth.sd(3.0), rel=0.08)


def test_evenings_that_went_well_by_luck_do_not_make_it_nought():
    found = learned(np.zeros(10), np.ones(10), np.full(10, 0.05**2))
    assert 0.01 < found.base < BEFORE.base
    assert 0.01 < found.growth < BEFORE.growth


def test_how_earlier_evenings_missed_is_learned_by_kind_and_a_figure_tells_once():
    """Forty figures of entries missed by a half in the logarithm, each foretold on one evening or on five."""
    figures = [
        replace(figure("crossings_in", "gate", 9), id=f"g{n}", value=1e4 * np.exp(0.5 * z))
        for n, z in enumerate(NORMAL[2::5])
    ]
    rows = [
        {
            "evening": pd.Timestamp(2024, 1, 8),
            "known_until": pd.Timestamp(2024, 1, 8),
            "about": FIGURE,
            "id": f"g{n}",
            **dict.fromkeys(("q05", "q25", "median", "q75", "q95"), 10000.0),
        }
        for n in range(40)
    ]
    once, often = missed(pd.DataFrame(rows), figures), missed(pd.DataFrame(rows * 5), figures)
    assert set(once) == {"flows"}
    assert float(once["flows"].sd(1.0)) == pytest.approx(0.5, rel=0.1)
    assert often["flows"].sd(1.0) == pytest.approx(once["flows"].sd(1.0), rel=1e-3)
    assert missed(pd.DataFrame(rows), [replace(each, kind="at_least") for each in figures]) == {}


def test_a_total_is_judged_by_what_it_adds_to_the_one_before_it():
    """The same days, missed by 30 %, each written by itself or as a total of which nine tenths were over."""
    evening, day = pd.Timestamp(2024, 1, 8), 1e5
    names, rows, figures = ("q05", "q25", "median", "q75", "q95"), [], {"days": [], "totals": []}
    for n, z in enumerate(0.3 * NORMAL[2::5]):
        for how, first, over in (("days", 9, 0.0), ("totals", 1, 9.0 * day)):
            value = over + day * np.exp(z)
            total = replace(entered(first, 9, f"{how}{n}"), where=str(n), value=value, lo=value - 100, hi=value + 100)
            figures[how].append(total)
            said_on = {"evening": evening, "known_until": evening, "id": total.id}
            rows.append({**said_on, "about": FIGURE, **dict.fromkeys(names, over + day)})
            if over:  # which members say to the man
                before = replace(total, id=f"before{n}", end=total.end - pd.Timedelta(days=1), value=over)
                figures[how].append(replace(before, lo=over - 100, hi=over + 100))
                added = {"about": SINCE, "start": before.end, **dict.fromkeys(names, day)}
                rows.append({**said_on, **added})
    by_day, by_total = (missed(pd.DataFrame(rows), figures[how])["flows"] for how in ("days", "totals"))
    assert float(by_day.sd(1.0)) == pytest.approx(0.3, rel=0.15)
    assert by_total.sd(1.0) == pytest.approx(by_day.sd(1.0), rel=0.05)


def test_a_total_that_was_taken_back_judges_nothing():
    names, end = ("q05", "q25", "median", "q75", "q95"), pd.Timestamp(2024, 1, 9)
    evening = dict.fromkeys(("evening", "known_until"), pd.Timestamp(2024, 1, 8))
    row = {**evening, "about": SINCE, "id": "1-9", "start": end, **dict.fromkeys(names, 1.0)}
    assert missed(pd.DataFrame([row]), [entered(1, 9)]) == {}
