"""Keyed random draws: every draw is a pure function of what it decides.

A *key* is a 64-bit hash of (seed, member, kind of decision, ids, tick). One key gives one uniform, one uniform gives
one draw through the inverse of its distribution function. So a draw does not depend on which draws came before it:
members can run anywhere in any order, and two scenarios that share a seed share their luck. Inversion makes a single
draw monotone in its probability.

The hash is the finaliser of SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators",
OOPSLA), used as a counter-based generator: distinct keys are mixed, no state is carried.

Inversion is by chop-down search where the mean is below `SMALL` and by a Cornish-Fisher expansion to fourth order
(Abramowitz & Stegun 1972, 26.2.49) above it. The search is exact to rounding. The expansion inverts the smooth law
of which the integer law is the rounding (Sheppard's correction of the cumulants); the largest error of its
distribution function is stated and measured in `tests/statistical/test_draws.py`.
"""

from __future__ import annotations

import hashlib
import math

import numpy as np
from numpy.typing import NDArray

from exeunt.behaviour.elementary import exp64
from exeunt.compiled import inner, kept, plain

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_ONE = np.uint64(0x3FF0000000000000)  # the bits of the number 1
_S30, _S27, _S31, _S12 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(12)

# Means below this are inverted by exact search, above it by the expansion.
SMALL = 20.0

# Up to this far from 1/2 one rational function gives the normal quantile (Wichura 1988).
MIDDLE = 0.425

Floats = NDArray[np.float64]


def id_hash(*parts: str) -> np.uint64:
    """Hash names into 64 bits, the same on every machine and in every session (BLAKE2b)."""
    text = "\x1f".join(parts).encode()
    return np.uint64(int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little"))


@plain
def join(key: np.uint64, word: np.uint64) -> np.uint64:
    """Return the key of `key` refined by `word` (SplitMix64's finaliser over their sum)."""
    z = (key ^ (word * _GOLDEN)) + _GOLDEN
    z = (z ^ (z >> _S30)) * _MIX_1
    z = (z ^ (z >> _S27)) * _MIX_2
    return z ^ (z >> _S31)


@plain
def uniform(key: np.uint64) -> float:
    """Return the uniform on (0, 1) that belongs to a key; never 0 and never 1."""
    z = (key ^ (key >> _S30)) * _MIX_1
    z = (z ^ (z >> _S27)) * _MIX_2
    z = z ^ (z >> _S31)
    # 52 bits behind the point of a number from 1 to 2, and half of the last: 53 and a half could round to 1
    return np.uint64((z >> _S12) | _ONE).view(np.float64) - 1.0 + 1.1102230246251565e-16


@kept(_nrt=True)  # it makes an array
def join_all(key: np.uint64, words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return `key` refined by each of the words."""
    out = np.empty_like(words)
    for i in range(len(words)):
        out[i] = join(key, words[i])
    return out


@kept(_nrt=True)  # it makes an array
def uniform_all(keys: NDArray[np.uint64]) -> Floats:
    """Return the uniform of each key."""
    out = np.empty(len(keys))
    for i in range(len(keys)):
        out[i] = uniform(keys[i])
    return out


@inner
def _middle_quantile(q: float) -> float:
    """Return the standard normal quantile of 1/2 + q for |q| <= `MIDDLE`."""
    r = 0.180625 - q * q
    top = (((((((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
               + 45921.953931549871457) * r + 13731.693765509461125) * r + 1971.5909503065514427) * r
             + 133.14166789178437745) * r + 3.387132872796366608)  # fmt: skip
    low = (((((((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
               + 21213.794301586595867) * r + 5394.1960214247511077) * r + 687.1870074920579083) * r
             + 42.313330701600911252) * r + 1.0)  # fmt: skip
    return q * top / low


@plain
def normal_quantile(u: float) -> float:
    """Return the standard normal quantile (Wichura 1988, algorithm AS 241, PPND16), relative error about 1e-16."""
    q = u - 0.5
    if abs(q) <= MIDDLE:
        return _middle_quantile(q)
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        top = (((((((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
                   + 1.27045825245236838258) * r + 3.64784832476320460504) * r + 5.7694972214606914055) * r
                 + 4.6303378461565452959) * r + 1.42343711074968357734)  # fmt: skip
        low = (((((((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
                   + 0.14810397642748007459) * r + 0.68976733498510000455) * r + 1.6763848301838038494) * r
                 + 2.05319162663775882187) * r + 1.0)  # fmt: skip
    else:
        r -= 5.0
        top = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
                   + 0.026532189526576123093) * r + 0.29656057182850489123) * r + 1.7848265399172913358) * r
                 + 5.4637849111641143699) * r + 6.6579046435011037772)  # fmt: skip
        low = (((((((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
                   + 7.868691311456132591e-4) * r + 0.0148753612908506148525) * r + 0.13692988092273580531) * r
                 + 0.59983220655588793769) * r + 1.0)  # fmt: skip
    return -top / low if q < 0.0 else top / low


@inner
def _expansion(z: float, mean: float, k2: float, k3: float, k4: float, k5: float, k6: float) -> float:
    """Return the quantile of an integer law with these cumulants where that of the normal law is z.

    It is Cornish and Fisher's expansion.
    """
    k2 -= 1.0 / 12.0  # Sheppard: rounding a smooth law adds the cumulants of a uniform on (-1/2, 1/2)
    k4 += 1.0 / 120.0
    k6 -= 1.0 / 252.0
    s = math.sqrt(k2)
    a, b, c, d = k3 / (k2 * s), k4 / (k2 * k2), k5 / (k2 * k2 * s), k6 / (k2 * k2 * k2)
    z2 = z * z
    w = (
        z
        + a * (z2 - 1.0) / 6.0
        + b * z * (z2 - 3.0) / 24.0
        - a * a * z * (2.0 * z2 - 5.0) / 36.0
        + c * ((z2 - 6.0) * z2 + 3.0) / 120.0
        - a * b * ((z2 - 5.0) * z2 + 2.0) / 24.0
        + a * a * a * ((12.0 * z2 - 53.0) * z2 + 17.0) / 324.0
        + d * z * ((z2 - 10.0) * z2 + 15.0) / 720.0
        - b * b * z * ((3.0 * z2 - 24.0) * z2 + 29.0) / 384.0
        - a * c * z * ((2.0 * z2 - 17.0) * z2 + 21.0) / 180.0
        + a * a * b * z * ((14.0 * z2 - 103.0) * z2 + 107.0) / 288.0
        - a * a * a * a * z * ((252.0 * z2 - 1688.0) * z2 + 1511.0) / 7776.0
    )
    return np.ceil(mean + s * w - 0.5)


@inner
def _binomial_expansion(z: float, n: float, p: float) -> float:
    """Return the binomial quantile where that of the normal law is z, for p <= 1/2 and a mean that is not small."""
    q = 1.0 - p
    v = n * p * q
    k = _expansion(
        z,
        n * p,
        v,
        v * (q - p),
        v * (1.0 - 6.0 * p * q),
        v * (q - p) * (1.0 - 12.0 * p * q),
        v * (1.0 - 30.0 * p * q * (1.0 - 4.0 * p * q)),
    )
    return min(max(k, 0.0), n)


@plain
def _power(x: float, n: float) -> float:
    """Return x to a whole power that is not large, by squaring: a few products instead of a logarithm."""
    k = int(n)
    out = 1.0
    while k > 0:
        if k & 1:
            out *= x
        x *= x
        k >>= 1
    return out


@plain
def _binomial_half(u: float, n: float, p: float) -> float:
    """Invert the binomial law for p <= 1/2."""
    if n * p < SMALL:
        if u <= 1.0 - n * p:  # (1 - p)^n >= 1 - n p: most draws from few end here
            return 0.0
        mass = _power(1.0 - p, n) if n <= 1024.0 else exp64(n * math.log1p(-p))
        total = mass
        ratio = p / (1.0 - p)
        k = 0.0
        while u > total and k < n:
            k += 1.0
            mass *= ratio * (n - k + 1.0) / k
            total += mass
            if mass < 1e-18 and k > n * p:
                break  # the rest of the tail is below rounding
        return k
    return _binomial_expansion(normal_quantile(u), n, p)


@plain
def binomial(u: float, n: float, p: float) -> float:
    """Return the u-quantile of the binomial law of n trials with probability p: a whole number in [0, n]."""
    if n <= 0.0 or p <= 0.0:
        return 0.0
    if p >= 1.0:
        return n
    if n == 1.0:
        return 1.0 if u > 1.0 - p else 0.0
    if p > 0.5:
        return n - _binomial_half(1.0 - u, n, 1.0 - p)
    return _binomial_half(u, n, p)


@plain
def poisson(u: float, mean: float) -> float:
    """Return the u-quantile of the Poisson law."""
    if mean <= 0.0:
        return 0.0
    if mean < SMALL:
        mass = exp64(-mean)
        total = mass
        k = 0.0
        while u > total:
            k += 1.0
            mass *= mean / k
            total += mass
            if mass < 1e-18 and k > mean:
                break
        return k
    return max(_expansion(normal_quantile(u), mean, mean, mean, mean, mean, mean), 0.0)


@plain
def _stirling_rest(x: float) -> float:
    """Return log x! less Stirling's leading terms, for x >= 0.

    Loader 2000, "Fast and accurate computation of binomial probabilities", equation 4; from the log-gamma function
    where x is small.
    """
    if x < 16.0:
        if x == 0.0:
            return 0.0
        return math.lgamma(x + 1.0) - (x + 0.5) * math.log(x) + x - 0.9189385332046727
    r = 1.0 / (x * x)
    return (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - r / 1680.0) * r) * r) / x


@plain
def _hypergeometric_none(total: float, good: float, drawn: float) -> float:
    """Return the log probability that none of those drawn is good, for good + drawn <= total."""
    few = min(good, drawn)
    many = max(good, drawn)
    if few <= 24.0:
        product = 1.0
        i = 0.0
        while i < few:
            product *= (total - many - i) / (total - i)
            i += 1.0
        return math.log(product) if product > 0.0 else -math.inf
    a, b, c = total - good, total - drawn, total - good - drawn
    if c == 0.0:
        return math.lgamma(a + 1.0) + math.lgamma(b + 1.0) - math.lgamma(total + 1.0)
    # log a! b! / (c! total!), the leading terms written as differences so that they cancel before rounding does
    return (
        (a + 0.5) * math.log1p(-good / total)
        + (b + 0.5) * math.log1p(-drawn / total)
        - (c + 0.5) * math.log1p(-(good + drawn) / total)
        + _stirling_rest(a) + _stirling_rest(b) - _stirling_rest(c) - _stirling_rest(total)
    )  # fmt: skip


@plain
def _hypergeometric_half(u: float, total: float, good: float, drawn: float) -> float:
    """Invert the hypergeometric law where neither the good nor the drawn are more than half."""
    mean = drawn * good / total
    if mean < SMALL:
        mass = exp64(_hypergeometric_none(total, good, drawn))
        cumulated = mass
        k = 0.0
        top = min(good, drawn)
        while u > cumulated and k < top:
            mass *= (good - k) * (drawn - k) / ((k + 1.0) * (total - good - drawn + k + 1.0))
            k += 1.0
            cumulated += mass
            if mass < 1e-18 and k > mean:
                break
        return k
    p = good / total
    f = drawn / total
    v = drawn * p * (1.0 - p) * (total - drawn) / (total - 1.0)
    k3 = v * (1.0 - 2.0 * p) * (1.0 - 2.0 * f) * total / (total - 2.0)
    # fourth cumulant of sampling without replacement, to the leading order in 1/total (Kendall & Stuart 1977, 5.19)
    pq, fg = p * (1.0 - p), f * (1.0 - f)
    k4 = v * (1.0 - 6.0 * pq - 6.0 * fg + 30.0 * pq * fg)
    return min(max(_expansion(normal_quantile(u), mean, v, k3, k4, 0.0, 0.0), 0.0), min(good, drawn))


@plain
def hypergeometric(u: float, total: float, good: float, drawn: float) -> float:
    """Return the u-quantile of the number of good ones among `drawn` out of `total` of which `good` are good."""
    if good <= 0.0 or drawn <= 0.0:
        return 0.0
    if drawn >= total:
        return good
    if good >= total:
        return drawn
    if drawn == 1.0:
        return 1.0 if u > 1.0 - good / total else 0.0
    many_drawn = drawn > 0.5 * total
    many_good = good > 0.5 * total
    d = total - drawn if many_drawn else drawn
    g = total - good if many_good else good
    k = _hypergeometric_half(1.0 - u if many_drawn != many_good else u, total, g, d)
    # undo the reflections: first the one of the good, then the one of the drawn
    if many_good:
        k = d - k
    return good - k if many_drawn else k
