"""What a place is worth to settle in: by hand."""

import numpy as np
import pytest

from exeunt.behaviour.settling import LEAST_ROOM, Settling, standing, worth

THETA = {"settle_base": 4.0, "settle_size": 0.5, "settle_language": 1.0, "settle_rent": 0.2, "settle_tie": 2.0}


def of(*, population=1e5, language=0.0, rent=np.nan, tied=False, price_sensitivity=1.0, terms=0.0):
    """Return the worth of one place to one class."""
    one = np.array([1.0])
    s = standing(
        THETA,
        population=population * one,
        language=language * one,
        rent=rent * one,
        tied=np.array([[tied]]),
        price_sensitivity=price_sensitivity * one,
        terms=terms * one,
    )
    assert s.shape == (1, 1)
    return s[0, 0]


@pytest.mark.parametrize("population", [1e5, np.nan, 0.0])
def test_a_place_of_which_nothing_is_known_is_a_town_of_100_000(population):
    assert of(population=population) == 4.0


def test_ten_times_the_people_are_worth_size_more():
    assert of(population=1e6) == pytest.approx(4.5)
    assert of(population=1e3) == pytest.approx(3.0)


def test_language_and_ties_add():
    assert of(language=0.8, tied=True) == pytest.approx(6.8)


def test_rent_costs_by_means():
    assert of(rent=500.0) == pytest.approx(3.0)
    assert of(rent=500.0, price_sensitivity=2.0) == pytest.approx(2.0)
    assert of(rent=np.nan, price_sensitivity=2.0) == 4.0


def test_a_scenarios_own_terms_add():
    assert of(terms=-0.7) == pytest.approx(3.3)


def test_every_place_is_weighed_for_every_class():
    s = standing(
        THETA,
        population=np.array([1e5, 1e6, 1e5]),
        language=np.array([0.0, 0.0, 1.0]),
        rent=np.array([100.0, np.nan, 0.0]),
        tied=np.array([[False, True], [False, False], [True, False]]),
        price_sensitivity=np.array([1.0, 3.0]),
        terms=np.array([0.0, 0.1]),
    )
    np.testing.assert_allclose(s, [[3.8, 5.5], [4.5, 4.6], [7.0, 5.1]])


CONSTANTS = Settling(settle_stay=0.6, settle_full=2.0, settle_room=1.5)


def at_a_moment(*, pull=0.0, filled=0.0, days=0.0):
    return worth(CONSTANTS, 4.0, pull, filled, days)


def test_at_a_moment_of_which_nothing_is_known_a_place_is_worth_what_it_always_is():
    assert at_a_moment() == 4.0


def test_pull_adds_and_leave_to_stay_is_worth_the_logarithm_of_its_months():
    assert at_a_moment(pull=-1.5) == 2.5
    assert at_a_moment(days=60.0) == pytest.approx(4.0 + 0.6 * np.log(3.0))


def test_a_fuller_place_is_worth_less_by_its_share_filled_and_by_the_logarithm_of_its_room():
    assert at_a_moment(filled=0.5) == pytest.approx(4.0 - 1.0 + 1.5 * np.log(0.5))


@pytest.mark.parametrize("filled", [1.0, 1.3])
def test_a_full_place_still_has_a_little_room(filled):
    assert at_a_moment(filled=filled) == pytest.approx(4.0 - 2.0 * filled + 1.5 * np.log(LEAST_ROOM))
