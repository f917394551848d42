"""The vectorised exponential and logarithm beside NumPy's."""

import numpy as np
import pytest

from exeunt.behaviour.elementary import NEVER, exp32, exp64, gone64, higher, log64
from exeunt.compiled import plain

SINGLES = np.concatenate(
    [np.linspace(-79.9, 79.9, 100_001), np.linspace(-1, 1, 10_001), [0.0, -0.0, 1e-30, 1e-45]]
).astype(np.float32)  # fmt: skip


@plain
def exp_all(x, out):
    for i in range(len(x)):
        out[i] = exp64(x[i])


@plain
def gone_all(x, out):
    for i in range(len(x)):
        out[i] = gone64(x[i])


@plain
def log_all(x, out):
    for i in range(len(x)):
        out[i] = log64(x[i])


@plain
def exp_single(x, out):
    for i in range(len(x)):
        out[i] = exp32(x[i])


@plain
def higher_all(x, y, out):
    for i in range(len(x)):
        out[i] = higher(x[i], y[i])


def applied(function, x, kind=np.float64):
    x = np.array(x, kind)
    out = np.empty_like(x)
    function(x, out)
    return out


def test_exponentials_are_numpys():
    x = np.concatenate([np.linspace(-599, 599, 100_001), np.linspace(-1, 1, 10_001), [0.0, -0.0, 1e-300, 5e-324]])
    np.testing.assert_allclose(applied(exp_all, x), np.exp(x), rtol=3e-13)
    near = np.abs(x) < 50
    np.testing.assert_allclose(applied(exp_all, x[near]), np.exp(x[near]), rtol=2e-14)


def test_the_chance_of_what_has_a_hazard_is_numpys_however_small_it_is():
    x = np.concatenate([np.linspace(0, 2, 100_001), np.logspace(-300, 2.8, 10_001), [5e-324, np.inf]])
    np.testing.assert_allclose(applied(gone_all, x), -np.expm1(-x), rtol=3e-14)


def test_logarithms_are_numpys():
    x = np.concatenate([np.logspace(-300, 300, 100_001), np.linspace(0.5, 2.0, 10_001)])
    np.testing.assert_allclose(applied(log_all, x), np.log(x), rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("x", [-np.inf, NEVER, 10 * NEVER, -601.0])
def test_the_exponential_of_nothing_is_nothing(x):
    assert applied(exp_all, [x, 1.0])[0] == 0.0


def test_the_exponential_of_0_is_1():
    assert applied(exp_all, [0.0])[0] == 1.0


def test_the_exponential_does_not_overflow():
    assert np.isfinite(applied(exp_all, [601.0, 1e300, np.inf])).all()


def test_the_logarithm_of_nothing_is_never():
    assert applied(log_all, [0.0, 1.0, -1.0]).tolist() == [NEVER, 0.0, NEVER]


def test_one_undoes_the_other():
    x = np.linspace(-500, 500, 10_001)
    np.testing.assert_allclose(applied(log_all, applied(exp_all, x)), x, rtol=1e-13, atol=1e-14)


def test_a_place_without_any_way_on_stays_so():
    """NEVER times a share of a fade, plus a utility, is still nothing."""
    log = applied(log_all, [0.0])
    assert applied(exp_all, 0.01 * log + 500.0).tolist() == [0.0]


def test_exponentials_of_singles_are_numpys():
    expected = np.exp(SINGLES.astype(float))
    np.testing.assert_allclose(applied(exp_single, SINGLES, np.float32), expected, rtol=2.0**-22)
    near = np.abs(SINGLES) < 1
    np.testing.assert_allclose(applied(exp_single, SINGLES[near], np.float32), expected[near], rtol=2.0**-23)


def test_the_exponential_of_one_single_is_that_of_many():
    one_by_one = [exp32(x) for x in SINGLES]
    np.testing.assert_allclose(one_by_one, applied(exp_single, SINGLES, np.float32), rtol=2.0**-23)


@pytest.mark.parametrize("x", [-np.inf, -2e30, -1000.0, -80.0])
def test_the_exponential_of_no_single_is_nothing(x):
    assert applied(exp_single, [x, 1.0], np.float32)[0] == 0.0
    assert exp32(np.float32(x)) == 0.0


def test_the_exponential_of_0_is_1_in_singles():
    assert applied(exp_single, [0.0], np.float32)[0] == exp32(np.float32(0.0)) == 1.0


def test_the_exponential_of_singles_does_not_overflow():
    assert np.isfinite(applied(exp_single, [81.0, 1e30, np.inf], np.float32)).all()


def test_the_higher_of_two_is_numpys():
    x, y = np.meshgrid(np.array([-2e30, -1.0, -0.0, 0.0, 1e-45, 3.5, 1e30], np.float32), SINGLES[::1000])
    out = np.empty(x.size, np.float32)
    higher_all(x.ravel(), y.ravel(), out)
    assert (out == np.maximum(x, y).ravel()).all()
