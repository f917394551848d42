"""What every draw keeps to: its bounds, its edge cases, its order."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from exeunt.engine.kernel.draws import (
    binomial,
    hypergeometric,
    id_hash,
    join,
    join_all,
    normal_quantile,
    poisson,
    uniform,
)

LEAST, MOST = 2.0**-53, 1.0 - 2.0**-53  # the ends of what `uniform` can return
us = st.floats(LEAST, MOST)
sizes = st.integers(0, 10**9).map(float)
EDGES = [LEAST, 1e-12, 1e-3, 0.5, 0.999, 1 - 1e-12, MOST]


def key_of(bits):
    """Return the key whose mixed bits are these: `uniform`'s mixing undone."""
    word = 2**64 - 1

    def unshift(z, by):
        out = z
        for _ in range(64 // by + 1):
            out = z ^ (out >> by)
        return out

    z = unshift(bits, 31)
    z = unshift(z * pow(0x94D049BB133111EB, -1, 2**64) & word, 27)
    z = unshift(z * pow(0xBF58476D1CE4E5B9, -1, 2**64) & word, 30)
    return np.uint64(z)


def test_hashes_of_names_are_the_same_everywhere():
    assert id_hash("place", "moscow") == 12191565005269481634
    assert id_hash("a", "b") != id_hash("ab")
    assert id_hash("a", "b") != id_hash("b", "a")


def test_keys_and_uniforms_are_the_same_everywhere():
    key = join(id_hash("exeunt"), np.uint64(7))
    assert key == 9734083728947855042
    assert uniform(key) == pytest.approx(0.7594036511866475, abs=1e-15)


def test_join_all_joins_each():
    words = np.array([0, 1, 2**63, 2**64 - 1], np.uint64)
    key = id_hash("x")
    assert join_all(key, words).tolist() == [join(key, w) for w in words]
    assert len(set(join_all(key, words).tolist())) == 4


def test_the_order_of_words_matters():
    key, a, b = id_hash("x"), np.uint64(1), np.uint64(2)
    assert join(join(key, a), b) != join(join(key, b), a)


@pytest.mark.parametrize("bits", [0, 1, 2**11, 2**63, 2**64 - 2**11, 2**64 - 1])
def test_a_uniform_is_never_0_and_never_1_nor_rounds_to_it(bits):
    u = uniform(key_of(bits))
    assert 0.0 < u < 1.0
    assert 0.0 < 1.0 - u < 1.0
    assert u == pytest.approx(bits / 2**64, abs=2.0**-51)


@given(us)
def test_the_normal_quantile_is_that_of_scipy(u):
    assert normal_quantile(u) == pytest.approx(stats.norm.ppf(u), rel=1e-13, abs=1e-13)


# Bounds and edges -----------------------------------------------------------------------------------------------------


@given(us, sizes, st.floats(0, 1))
def test_a_binomial_is_a_whole_number_of_those_there_are(u, n, p):
    k = binomial(u, n, p)
    assert 0 <= k <= n
    assert k == math.floor(k)


@pytest.mark.slow
@given(us, st.integers(1, 10**9).map(float), st.data())
def test_a_hypergeometric_is_a_number_that_can_be_drawn(u, total, data):
    good = float(data.draw(st.integers(0, int(total))))
    drawn = float(data.draw(st.integers(0, int(total))))
    k = hypergeometric(u, total, good, drawn)
    assert max(0, good + drawn - total) <= k <= min(good, drawn)
    assert k == math.floor(k)


@given(us, st.floats(0, 1e9))
def test_a_poisson_is_a_whole_number(u, mean):
    k = poisson(u, mean)
    assert k >= 0
    assert k == math.floor(k)


@given(us, sizes)
def test_what_is_certain_is_certain(u, n):
    assert binomial(u, n, 0.0) == 0
    assert binomial(u, n, 1.0) == n
    assert binomial(u, 0.0, 0.5) == 0
    assert poisson(u, 0.0) == 0
    if n:
        assert hypergeometric(u, n, 0.0, n) == 0
        assert hypergeometric(u, n, n, 0.0) == 0
        assert hypergeometric(u, n, n, min(n, 3.0)) == min(n, 3.0)
        assert hypergeometric(u, n, min(n, 3.0), n) == min(n, 3.0)


@given(us, st.floats(0, 1))
def test_one_trial_succeeds_where_u_is_beyond_failure(u, p):
    assert binomial(u, 1.0, p) == (1.0 if u > 1.0 - p and p > 0 else 0.0)


@pytest.mark.slow
@given(us, st.integers(2, 10**6).map(float), st.data())
def test_one_drawn_is_good_with_the_share_of_the_good(u, total, data):
    good = float(data.draw(st.integers(1, int(total) - 1)))
    assert hypergeometric(u, total, good, 1.0) == (u > 1.0 - good / total)


# Reflections ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@given(us, sizes, st.floats(2.0**-20, 0.4999))
def test_failures_are_drawn_as_the_successes_of_the_other_outcome(u, n, p):
    p = math.ldexp(round(math.ldexp(p, 30)), -30)  # so that 1 - p is exact
    u = math.ldexp(round(math.ldexp(u, 40)) | 1, -41)
    if n != 1.0:
        assert binomial(u, n, p) == n - binomial(1.0 - u, n, 1.0 - p)


@pytest.mark.parametrize("u", EDGES)
@pytest.mark.parametrize(
    ("total", "good", "drawn"), [(100, 30, 20), (100, 70, 20), (100, 30, 80), (100, 70, 80), (9, 5, 5)]
)
def test_the_reflections_of_a_hypergeometric_are_its_quantiles(u, total, good, drawn):
    """All four are searched exactly here, so that they can be compared with the exact quantile."""
    law = stats.hypergeom(total, good, drawn)
    k = hypergeometric(u, float(total), float(good), float(drawn))
    assert law.cdf(k) >= u * (1 - 1e-9)
    assert law.cdf(k - 1) <= u + 1e-12 if k > 0 else True


# Order ----------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@given(us, st.integers(1, 10**7).map(float), st.lists(st.floats(0, 1), min_size=2, max_size=8))
def test_a_binomial_never_falls_where_its_probability_rises(u, n, ps):
    ks = [binomial(u, n, p) for p in sorted(ps)]
    assert ks == sorted(ks)


@pytest.mark.slow
@given(st.floats(0, 1), st.integers(1, 10**7).map(float), st.lists(us, min_size=2, max_size=8))
def test_a_binomial_never_falls_where_u_rises(p, n, many):
    ks = [binomial(u, n, p) for u in sorted(many)]
    assert ks == sorted(ks)


@pytest.mark.parametrize("n", [40.0, 100.0, 1e4, 1e7])
def test_the_expansion_is_monotone_out_to_the_ends_of_u(n):
    tail = np.concatenate([[LEAST], np.logspace(-15.5, -0.31, 500)])
    for p in (20.01 / n, 0.5):
        for u in (tail, 1.0 - tail[::-1]):
            ks = [binomial(float(x), n, p) for x in u]
            assert ks == sorted(ks)
