"""Figures that lie too far off pull less, all others as they did."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exeunt.learning.assimilation import AT_LEAST, AT_MOST, EXACT, Counted, assimilate
from exeunt.learning.doubted import FAR, doubted
from exeunt.luck import Floats, normals

PASSES = 4


def figures(values: list[float], errors: list[float], bounds: list[int] | None = None) -> Counted:
    sides = None if bounds is None else np.array(bounds, np.int8)
    return Counted([f"f{k}" for k in range(len(values))], np.array(values), np.array(errors), sides)


def learned(told: Counted, *, members: int = 4000) -> Floats:
    """Return what members say who drew one standard normal number and learned it from figures that each count it."""
    z = normals(["z"], members, "doubted")
    z -= z.mean()
    for turn in range(PASSES):
        said = np.repeat(z, len(told.ids), axis=1)
        z = assimilate(z, said, doubted(told, said), float(PASSES), 1, turn)
    return z[:, 0]


sizes = st.floats(1e-3, 1e3)


@given(
    rows=st.lists(
        st.tuples(
            st.floats(-1e4, 1e4), sizes, st.floats(0.0, 1e3), st.floats(-1e3, 1e3),
            st.sampled_from([EXACT, AT_LEAST, AT_MOST]),
        ),
        min_size=1,
        max_size=6,
    )
)  # fmt: skip
def test_errors_are_raised_to_three_deviations_at_most_and_figures_that_lie_nearer_keep_their_bits(rows):
    values, errors, spreads, means, bounds = map(list, zip(*rows, strict=True))
    predicted = np.array(means) + np.array(spreads) * normals(list("abcdef")[: len(rows)], 30, "any")
    told = figures(values, errors, bounds)
    now = doubted(told, predicted)
    gap = np.abs(told.values - predicted.mean(axis=0))
    one, other = (FAR * np.hypot(predicted.std(axis=0, ddof=1), each.errors) for each in (told, now))
    beyond = (told.values < predicted.min(axis=0)) | (told.values > predicted.max(axis=0))
    exact = (np.array(bounds) == EXACT) & beyond
    keeps = ~exact | (gap <= one * (1.0 - 1e-9))
    np.testing.assert_array_equal(now.errors[keeps], told.errors[keeps])
    assert (now.errors >= told.errors).all()
    assert (other[~keeps] <= gap[~keeps] * (1.0 + 1e-9)).all()
    if len(rows) == 1:
        np.testing.assert_allclose(other[exact & ~keeps], gap[exact & ~keeps], rtol=1e-9)
    assert (now.ids, now.values.tolist()) == (told.ids, told.values.tolist())


@given(far=st.floats(5.0, 1e6), error=st.floats(0.01, 1.0))
def test_the_further_off_a_single_figure_lies_the_less_it_pulls(far, error):
    """In each pass it pulls by 9 s^2 / d at most; four come to little more than that of one whole figure."""
    near, further = (abs(learned(figures([off], [error]), members=200).mean()) for off in (far, 2.0 * far))
    assert further < near < 15.0 / far


def test_one_that_is_wrong_among_many_changes_little_of_what_they_tell():
    right, errors = [0.5] * 6, [0.3] * 6
    without, with_it = learned(figures(right, errors)), learned(figures([*right, 7.0], [*errors, 0.3]))
    assert with_it.mean() == pytest.approx(without.mean(), abs=0.15)
    assert with_it.std() == pytest.approx(without.std(), rel=0.1)


@pytest.mark.parametrize("off", [3.0, 4.5, 6.0, -6.0, 12.0])
@pytest.mark.parametrize("many", [2, 6])
def test_a_surprise_of_which_several_tell_is_learned_as_ever(off, many, monkeypatch):
    told = figures([off] * many, [0.25] * many)
    now = learned(told)
    monkeypatch.setattr(sys.modules[__name__], "doubted", lambda told, said: told)
    assert now.mean() == pytest.approx(learned(told).mean(), rel=1e-6)


def test_figures_in_another_order_have_the_same_errors_to_the_bit():
    goes_with = np.array([[1.0, 0.5, 0.0, 0.0], [0.0, 1.0, 0.5, 0.0], [0.0, 0.0, 1.0, 0.0], [0.0, 1.0, 0.0, 1.0]])
    predicted = normals(list("abcd"), 30, "any") @ goes_with
    told, order = figures([0.1, 9.0, -0.3, 7.0], [0.3, 0.2, 0.1, 0.4]), np.array([2, 0, 3, 1])
    now, other = doubted(told, predicted), doubted(told.taken(order), predicted[:, order])
    assert (now.errors > told.errors).any()
    np.testing.assert_array_equal(now.errors[order], other.errors)


def test_what_bounds_one_side_only_may_lie_as_far_off_as_it_likes():
    told = figures([1000.0, -1000.0], [0.1, 0.1], [AT_LEAST, AT_MOST])
    np.testing.assert_array_equal(doubted(told, normals(["a", "b"], 30, "any")).errors, told.errors)


def test_a_line_that_a_few_members_have_is_believed_as_it_was():
    lines = np.where(np.arange(100) < 3, 5.0, 0.0)[:, None] + 0.01 * normals(["a"], 100, "any")
    told = figures([4.9], [0.3])
    assert abs(told.values - lines.mean(axis=0)) > FAR * np.hypot(lines.std(axis=0, ddof=1), 0.3)
    np.testing.assert_array_equal(doubted(told, lines).errors, told.errors)
    assert (doubted(figures([9.0], [0.3]), lines).errors > 0.3).all(), "no member has one so long"
