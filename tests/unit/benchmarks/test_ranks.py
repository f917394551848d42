"""Ranks by hand, and which way they lean."""

from __future__ import annotations

import numpy as np
import pytest

from ranks import chance_of, lean, ranks, uneven


def test_the_rank_is_how_many_members_lie_below():
    members = np.arange(4.0)[None, :, None].repeat(3, axis=0)
    assert ranks(np.array([[-1.0], [1.5], [9.0]]), members, ["x"], 1).ravel().tolist() == [0, 2, 4]


def test_ties_are_parted_by_luck_over_all_ranks_that_they_might_have():
    members = np.zeros((4000, 4, 1))
    members[:, 0] = -1.0
    found = ranks(np.zeros((4000, 1)), members, ["queue"], 1).ravel()
    # 1000 expected at each of 1..4; 5 standard deviations of a binomial
    assert np.bincount(found)[1:] == pytest.approx([1000] * 4, abs=140)
    assert found.min() == 1


def test_ranks_as_even_as_can_be_are_chance():
    even = np.tile(np.arange(10), 40)[:, None]
    assert chance_of(even, 9) == pytest.approx([1.0])


def test_only_what_is_off_is_said_to_be():
    even = np.tile(np.arange(10), 20)
    ends = np.where(even < 5, 0, 9)
    assert uneven(np.stack([even, ends, even], axis=1), 9).tolist() == [False, True, False]


def test_few_worlds_are_refused():
    with pytest.raises(ValueError, match="20 or more"):
        chance_of(np.zeros((19, 1), np.int64), 9)


def test_the_lean_tells_too_sure_from_off_to_one_side():
    even = np.tile(np.arange(10), 20)
    found = lean(np.stack([even, np.where(even < 5, 0, 9), np.maximum(even, 5)], axis=1), 9)
    assert found.bias == pytest.approx([0.0, 0.0, 0.15])
    assert found.width[0] == pytest.approx(1.0)
    assert found.width[1] > 2.0
    assert found.width[2] < 1.0
