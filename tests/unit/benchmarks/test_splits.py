"""The splits that need no model, and FLEE's difference, on cases that can be worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from splits import SPLITS, ard, observed_range

# two camps; the total goes 0, 40, 80
EMPTY_AT_FIRST = np.array([[0.0, 0.0], [10.0, 30.0], [40.0, 40.0]])
# two camps; the total goes 40, 60, 20
PEOPLE_AT_FIRST = np.array([[30.0, 10.0], [30.0, 30.0], [5.0, 15.0]])
CAPACITY = np.array([300.0, 100.0])
ALL_DAYS = np.ones(3, dtype=np.bool_)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("uniform", [[20, 20], [30, 30], [10, 10]]),
        ("capacity_share", [[30, 10], [45, 15], [15, 5]]),
        ("day0_plus_uniform", [[30, 10], [40, 20], [20, 0]]),
        ("day0_plus_capacity", [[30, 10], [45, 15], [15, 5]]),
        ("day0_share", [[30, 10], [45, 15], [15, 5]]),
        ("oracle_share", [[20, 20], [30, 30], [10, 10]]),  # the first camp holds 3/4, 1/2 and 1/4: 1/2 on average
    ],
)
def test_a_split_by_hand(name: str, expected: list[list[float]]) -> None:
    assert SPLITS[name](PEOPLE_AT_FIRST, CAPACITY) == pytest.approx(np.array(expected, dtype=float))


def test_the_increments_go_by_capacity_and_the_first_people_do_not() -> None:
    assert SPLITS["day0_plus_capacity"](PEOPLE_AT_FIRST, CAPACITY[::-1])[1] == pytest.approx([30 + 20 / 4, 10 + 15])


@pytest.mark.parametrize("name", SPLITS)
def test_a_split_keeps_the_total(name: str) -> None:
    for daily in (PEOPLE_AT_FIRST, EMPTY_AT_FIRST):
        assert SPLITS[name](daily, CAPACITY).sum(axis=1) == pytest.approx(daily.sum(axis=1))


def test_with_nobody_at_first_the_first_shares_are_even() -> None:
    assert SPLITS["day0_share"](EMPTY_AT_FIRST, CAPACITY) == pytest.approx(np.array([[0, 0], [20, 20], [40, 40]]))


def test_without_capacities_the_capacity_split_is_even() -> None:
    split = SPLITS["capacity_share"](EMPTY_AT_FIRST, np.zeros(2))
    assert split == pytest.approx(SPLITS["uniform"](EMPTY_AT_FIRST, np.zeros(2)))


def test_the_oracle_passes_over_days_without_anyone() -> None:
    # 1/4 and 1/2, not 0, 1/4 and 1/2
    assert SPLITS["oracle_share"](EMPTY_AT_FIRST, CAPACITY)[2] == pytest.approx([80 * 3 / 8, 80 * 5 / 8])


def test_the_oracle_of_nothing_is_nothing() -> None:
    assert not SPLITS["oracle_share"](np.zeros((2, 2)), CAPACITY).any()


def test_the_difference_by_hand() -> None:
    uniform = SPLITS["uniform"](PEOPLE_AT_FIRST, CAPACITY)
    assert ard(uniform, PEOPLE_AT_FIRST, ALL_DAYS) == pytest.approx((20 / 40 + 0 + 10 / 20) / 3)


def test_only_the_days_inside_count() -> None:
    uniform = SPLITS["uniform"](PEOPLE_AT_FIRST, CAPACITY)
    assert ard(uniform, PEOPLE_AT_FIRST, np.array([False, True, False])) == 0.0
    assert math.isnan(ard(uniform, PEOPLE_AT_FIRST, ~ALL_DAYS))


def test_rescaled_forgives_a_wrong_total_and_the_other_does_not() -> None:
    assert ard(PEOPLE_AT_FIRST * 3, PEOPLE_AT_FIRST, ALL_DAYS) == pytest.approx(0.0)
    assert ard(PEOPLE_AT_FIRST * 3, PEOPLE_AT_FIRST, ALL_DAYS, rescaled=False) == pytest.approx(2.0)


def test_everyone_in_the_wrong_camp_is_two_and_nobody_anywhere_is_one() -> None:
    data = np.array([[40.0, 0.0]])
    assert ard(np.array([[0.0, 7.0]]), data, np.array([True])) == pytest.approx(2.0)
    assert ard(np.zeros((1, 2)), data, np.array([True])) == pytest.approx(1.0)


def test_days_without_anyone_counted_are_left_out() -> None:
    sim = np.array([[5.0, 5.0], [20.0, 20.0], [40.0, 40.0]])
    assert ard(sim, EMPTY_AT_FIRST, ALL_DAYS) == pytest.approx((20 / 40 + 0) / 2)


def test_less_than_one_person_divides_by_one() -> None:
    assert ard(np.array([[0.2, 0.2]]), np.array([[0.4, 0.0]]), np.array([True])) == pytest.approx(0.4)


def test_people_are_not_rounded() -> None:
    assert ard(np.array([[1.5, 1.5]]), np.array([[1.2, 1.8]]), np.array([True])) == pytest.approx(0.2)


def test_the_observed_range_ends_with_the_last_count_that_is_simulated() -> None:
    # counts on days before the first and after the last simulated day are there, but do not widen the range
    assert observed_range([-44, 1, 3, 1401], 6).tolist() == [False, True, True, True, False, False]
    assert observed_range([0, 2, 2], 3).all()
    assert not observed_range([-1, 3], 3).any()
