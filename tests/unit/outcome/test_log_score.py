"""Probabilities of bands by hand."""

import numpy as np
import pytest

from exeunt.outcome.log_score import log_score


def test_members_inside_count_with_the_ends():
    members = np.array([1.0, 2.0, 3.0, 9.0])
    assert log_score(members, 2.0, 3.0) == pytest.approx(-np.log(2.5 / 5))
    assert log_score(members, 20.0, 30.0) == pytest.approx(np.log(10.0))


def test_a_bound_is_a_band_without_an_end():
    members = np.array([[1.0, 1.0], [2.0, 2.0]])
    found = log_score(members, np.array([1.5, -np.inf]), np.array([np.inf, 0.0]))
    assert found == pytest.approx([-np.log(1.5 / 3), -np.log(0.5 / 3)])


def test_of_members_that_are_many_numbers_each_half_a_member_is_added():
    members = np.array([1.0, 2.0, 3.0, 9.0])
    assert log_score(members, 2.0, 3.0, times=2) == pytest.approx(-np.log(1.5 / 3))
