"""The sampler against the exact laws: by drawing ten million times, and without luck, by its distribution function."""

import numpy as np
import pytest
from numba import njit
from scipy import stats

from exeunt.engine.kernel import draws

BINOMIAL, POISSON, HYPERGEOMETRIC = 0, 1, 2

# The largest error of a distribution function at any k. Chop-down search is exact to rounding; the expansion is worst
# at the smallest means it serves, `draws.SMALL`. Measured at SMALL = 20: 1.23e-6, 1.23e-6 and 8.86e-5.
SEARCHED = 1e-11
EXPANDED = {BINOMIAL: 1.5e-6, POISSON: 1.5e-6, HYPERGEOMETRIC: 1e-4}

# All chi-square tests together reject a right sampler with at most this probability (Bonferroni).
ERROR_RATE = 1e-3
DRAWS = 10_000_000


@njit
def quantile(law, u, a, b, c):
    if law == BINOMIAL:
        return draws.binomial(u, a, b)
    if law == POISSON:
        return draws.poisson(u, a)
    return draws.hypergeometric(u, a, b, c)


@njit
def count_draws(law, key, number, edges, a, b, c):
    """Count draws k by the first of the ascending edges with k <= edge."""
    counts = np.zeros(len(edges), np.int64)
    for i in range(number):
        k = quantile(law, draws.uniform(draws.join(key, np.uint64(i))), a, b, c)
        counts[np.searchsorted(edges, k)] += 1
    return counts


@njit
def implied(law, ks, a, b, c):
    """Return the probability that the sampler gives to at most k: the u at which it steps over k, by bisection."""
    out = np.empty(len(ks))
    for i in range(len(ks)):
        low, high = 0.0, 1.0
        for _ in range(56):
            middle = 0.5 * (low + high)
            if quantile(law, middle, a, b, c) <= ks[i]:
                low = middle
            else:
                high = middle
        out[i] = low
    return out


def moments(law, a, b, c):
    """Return mean, standard deviation and the ends of the support."""
    if law == BINOMIAL:
        return a * b, np.sqrt(a * b * (1 - b)), 0, a
    if law == POISSON:
        return a, np.sqrt(a), 0, np.inf
    mean = b * c / a
    return mean, np.sqrt(mean * (1 - b / a) * (a - c) / max(a - 1, 1)), max(0, b + c - a), min(b, c)


def exact(law, a, b, c):
    """Return (ks, distribution function) within ten deviations, from ratios of neighbouring masses.

    SciPy's own functions are off by up to 2e-6 for the largest arguments here, so they serve where they are good.
    """
    mean, deviation, low, high = moments(law, a, b, c)
    first = max(low, np.floor(mean - 10 * deviation - 25))
    last = min(high, np.ceil(mean + 10 * deviation + 25))
    ks = np.arange(first, last + 1)
    if law == BINOMIAL:
        ratio = (a - ks) / (ks + 1) * (b / (1 - b))
    elif law == POISSON:
        ratio = a / (ks + 1)
    else:
        ratio = (b - ks) * (c - ks) / ((ks + 1) * (a - b - c + ks + 1))
    mode = int(np.argmax(ratio[:-1] < 1)) if (ratio[:-1] < 1).any() else len(ks) - 1
    up, down = np.cumprod(ratio[mode:-1]), np.cumprod(1 / ratio[:mode][::-1])
    mass = np.concatenate([down[::-1], [1.0], up])
    return ks, np.cumsum(mass) / mass.sum()


def error(law, a, b=0.0, c=0.0):
    """Return the largest error of the distribution function, at every k or at 300 of them."""
    ks, cdf = exact(law, a, b, c)
    if len(ks) > 400:
        mean, deviation, *_ = moments(law, a, b, c)
        near = np.searchsorted(ks, np.linspace(mean - 8 * deviation, mean + 8 * deviation, 300))
        at = np.unique(np.clip(near, 0, len(ks) - 2))
    else:
        at = np.arange(len(ks) - 1)
    return np.abs(implied(law, ks[at], a, b, c) - cdf[at]).max() if len(at) else 0.0


SIZES = [1, 2, 3, 5, 10, 20, 39, 41, 60, 100, 200, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]
MEANS = [1e-6, 1e-3, 0.1, 1, 5, 15, 19.9, 20.1, 21, 25, 35, 50, 100, 1e3, 1e4]
SHARES = [1e-3, 0.01, 0.1, 0.25, 0.4, 0.49, 0.5, 0.51, 0.75, 0.99]


def binomials():
    pairs = [(n, m / n) for n in SIZES for m in MEANS if m < n] + [(n, p) for n in SIZES for p in SHARES]
    return [(n, q) for n, p in pairs for q in {p, 1 - p} if 0 < q < 1]


def hypergeometrics():
    shares = [1e-3, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.95, 0.999]
    totals = [2, 3, 5, 10, 20, 50, 80, 82, 100, 160, 200, 500, 1e3, 1e4, 1e5, 1e6, 1e8]
    cases = [(t, round(t * f), round(t * h)) for t in totals for f in shares for h in shares]
    return sorted({(t, g, d) for t, g, d in cases if 0 < g < t and 0 < d < t})


def searched(law, a, b=0.0, c=0.0):
    """Say whether the smallest mean that reflection leaves is inverted by exact search."""
    if law == BINOMIAL:
        return a * min(b, 1 - b) < draws.SMALL
    return (a if law == POISSON else min(b, a - b) * min(c, a - c) / a) < draws.SMALL


CASES = {
    BINOMIAL: binomials(),
    POISSON: [(m,) for m in [*MEANS, 22, 30, 40, 1e5, 1e6, 1e7, 1e8, 1e9]],
    HYPERGEOMETRIC: hypergeometrics(),
}
LAWS = pytest.mark.parametrize(
    "law", [BINOMIAL, POISSON, HYPERGEOMETRIC], ids=["binomial", "poisson", "hypergeometric"]
)


@LAWS
def test_the_distribution_function_is_exact_where_it_is_searched(law):
    worst = max((error(law, *case), case) for case in CASES[law] if searched(law, *case))
    # the probability of the other outcome, 1 - p, is known to one unit of rounding of 1: n times that is not more
    assert worst[0] < SEARCHED, worst


@LAWS
def test_the_distribution_function_is_within_the_stated_bound_where_it_is_expanded(law):
    worst = max((error(law, *case), case) for case in CASES[law] if not searched(law, *case))
    assert worst[0] < EXPANDED[law], worst


@pytest.mark.parametrize(
    ("law", "case", "scipy_law"),
    [
        (BINOMIAL, (1000, 0.3, 0.0), stats.binom(1000, 0.3)),
        (POISSON, (50.0, 0.0, 0.0), stats.poisson(50.0)),
        (HYPERGEOMETRIC, (1000, 300, 200), stats.hypergeom(1000, 300, 200)),
        (HYPERGEOMETRIC, (100, 80, 60), stats.hypergeom(100, 80, 60)),
    ],
)
def test_the_exact_law_used_here_is_the_one_of_scipy(law, case, scipy_law):
    ks, cdf = exact(law, *case)
    np.testing.assert_allclose(cdf, scipy_law.cdf(ks), atol=1e-12)


@LAWS
def test_draws_by_keys_pass_chi_square_tests(law):
    drawn = [
        (1, 0.3),
        (3, 0.9),
        (10, 0.5),
        (41, 0.5),
        (100, 0.01),
        (100, 0.99),
        (1e3, 0.0199),
        (1e3, 0.021),
        (1e4, 0.3),
    ]
    drawn += [(1e6, 2.1e-5), (1e6, 0.7), (1e9, 1e-9), (1e9, 3e-8), (1e9, 1e-3), (1e9, 0.5)]
    cases = {
        BINOMIAL: drawn,
        POISSON: [(0.1,), (3.0,), (19.9,), (20.1,), (1e3,), (1e7,)],
        HYPERGEOMETRIC: [(10, 3, 5), (100, 50, 50), (100, 80, 70), (1e3, 400, 60), (1e5, 100, 2e4), (1e6, 3e5, 2e5)],
    }[law]
    each = DRAWS // 3 // len(cases)
    level = ERROR_RATE / 3 / len(cases)
    for number, case in enumerate(cases):
        a, b, c = (*case, 0.0, 0.0)[:3]
        ks, cdf = exact(law, a, b, c)
        # about fifty cells, each with at least 25 draws expected
        wanted = np.linspace(0, 1, 51)[1:-1]
        edges = np.unique(ks[np.searchsorted(cdf, wanted)])
        shares = np.diff(np.concatenate([[0.0], cdf[np.searchsorted(ks, edges)], [1.0]]))
        enough = np.flatnonzero(shares[:-1] * each >= 25)
        edges = np.append(edges[enough], np.inf)
        shares = np.diff(np.concatenate([[0.0], cdf[np.searchsorted(ks, edges[:-1])], [1.0]]))
        if shares[-1] * each < 25:
            edges, shares = np.delete(edges, -2), np.append(shares[:-2], shares[-2:].sum())
        counts = count_draws(law, draws.id_hash("chi-square", str(law), str(number)), each, edges, a, b, c)
        assert counts.sum() == each
        if len(counts) > 1:
            assert stats.chisquare(counts, shares * each).pvalue > level, case


# Uniforms -------------------------------------------------------------------------------------------------------------


@njit
def uniforms(keys):
    out = np.empty(len(keys))
    for i in range(len(keys)):
        out[i] = draws.uniform(keys[i])
    return out


def by_one_word(seed, number):
    return draws.join_all(draws.id_hash("word", str(seed)), np.arange(number, dtype=np.uint64))


@pytest.mark.parametrize("bit", range(0, 64, 7))
def test_keys_that_differ_in_one_bit_give_unrelated_uniforms(bit):
    keys = by_one_word(bit, 100_000)
    a, b = uniforms(keys), uniforms(keys ^ np.uint64(1 << bit))
    assert stats.kstest(a, "uniform").pvalue > 1e-4
    assert stats.kstest((b - a) % 1.0, "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(a, b)[0, 1]) < 4.5 / np.sqrt(len(a))


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_keys_that_differ_in_one_word_give_unrelated_uniforms(depth):
    """The word that differs may be the last, or come before others that are the same."""

    def key(word):
        words = [word, *range(depth - 1)]
        keys = draws.join_all(draws.id_hash("depth"), np.array([words[0]], np.uint64))
        for each in words[1:]:
            keys = draws.join_all(keys[0], np.array([each], np.uint64))
        return keys[0]

    u = uniforms(np.array([key(word) for word in range(20_000)], np.uint64))
    assert stats.kstest(u, "uniform").pvalue > 1e-4
    assert stats.kstest((u[1:] - u[:-1]) % 1.0, "uniform").pvalue > 1e-4


def test_neighbouring_keys_are_not_correlated():
    """A serial test (Knuth 1997, 3.3.2 B): pairs of neighbours over 32 x 32 cells, and the correlation at ten lags."""
    number = 2_000_000
    u = uniforms(by_one_word("serial", number))
    cell = np.floor(32 * u).astype(int)
    pairs = np.bincount(32 * cell[0::2] + cell[1::2], minlength=1024)
    assert stats.chisquare(pairs).pvalue > 1e-4
    for lag in range(1, 11):
        assert abs(np.corrcoef(u[:-lag], u[lag:])[0, 1]) < 4.5 / np.sqrt(number)


def test_plain_numbers_serve_as_keys():
    u = uniforms(np.arange(1_000_000, dtype=np.uint64))
    assert stats.kstest(u, "uniform").pvalue > 1e-4
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 4.5 / 1000
