"""Exponentials and logarithms that the compiler turns into vector instructions where they stand in a loop.

The choice model spends its time in them, and the library's functions take four times as long. A product and a sum may
become one instruction (`contract`) where the processor has it. Both are good to about 1e-14 of the result over the
range of weights, in single precision to 1e-7; tests compare them with NumPy's.
"""

from __future__ import annotations

import numpy as np

from exeunt.compiled import formula, kept

# Adding 1.5 x 2^52 to a double rounds it to a whole number and leaves that number in its lowest bits.
_ROUND = np.float64(6755399441055744.0)
_MANTISSA, _ONE = 0x000FFFFFFFFFFFFF, 0x3FF0000000000000
_TWO_52 = 0x4330000000000000

NEVER = -1e300  # the logarithm of nothing
_LOWEST = -600.0

# In single precision: 1.5 x 2^23, log2(e), log(2) in two parts, and the series of exp (Moshier 1989, Cephes).
_ROUND_SINGLE, _LOG2_E = np.float32(12582912.0), np.float32(1.4426950408889634)
_LOG_2, _LOG_2_REST = np.float32(0.693359375), np.float32(-2.12194440e-4)
_LOWEST_SINGLE, _HIGHEST_SINGLE, _ZERO = np.float32(-80.0), np.float32(80.0), np.float32(0.0)
_P0, _P1, _P2 = np.float32(1.9875691500e-4), np.float32(1.3981999507e-3), np.float32(8.3334519073e-3)
_P3, _P4, _P5, _P6 = np.float32(4.1665795894e-2), np.float32(1.6666665459e-1), np.float32(0.5), np.float32(1.0)

_in_loops = kept(forceinline=True, no_cfunc_wrapper=True, fastmath={"contract"})


@_in_loops
def exp64(x: float) -> float:
    """Return exp(x), 0 below exp(-600); x is split into k log 2 + r and 2^k written into the exponent."""
    v = min(max(x, _LOWEST), 600.0)
    k = np.float64(v * 1.4426950408889634 + _ROUND)
    power = k.view(np.int64) << 52
    k -= _ROUND
    r = v - k * 0.6931471803691238
    r -= k * 1.9082149292705877e-10
    p = 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    p = p * r + 1.0
    bits = np.int64(np.float64(p * r + 1.0).view(np.int64) + power)
    return bits.view(np.float64) if x > _LOWEST else 0.0


@_in_loops
def gone64(x: float) -> float:
    """Return 1 - exp(-x) for x >= 0, to 3e-14 of it however small it is: the chance of what has a hazard in a time."""
    if x > 0.34:
        return 1.0 - exp64(-x)
    p = 1.0 / 479001600.0
    p = p * -x + 1.0 / 39916800.0
    p = p * -x + 1.0 / 3628800.0
    p = p * -x + 1.0 / 362880.0
    p = p * -x + 1.0 / 40320.0
    p = p * -x + 1.0 / 5040.0
    p = p * -x + 1.0 / 720.0
    p = p * -x + 1.0 / 120.0
    p = p * -x + 1.0 / 24.0
    p = p * -x + 1.0 / 6.0
    p = p * -x + 0.5
    p = p * -x + 1.0
    return p * x


@_in_loops
def log64(x: float) -> float:
    """Return log(x), `NEVER` where x is not above 0; the mantissa's logarithm is 2 artanh((m - 1) / (m + 1))."""
    bits = np.float64(x).view(np.int64)
    k = np.int64(((bits >> 52) & 0x7FF) + _TWO_52).view(np.float64) - 4503599627370496.0 - 1023.0
    m = np.int64((bits & _MANTISSA) | _ONE).view(np.float64)
    big = m > 1.4142135623730951
    m = m * 0.5 if big else m
    k = k + 1.0 if big else k
    f = (m - 1.0) / (m + 1.0)
    s = f * f
    p = 1.0 / 19.0
    p = p * s + 1.0 / 17.0
    p = p * s + 1.0 / 15.0
    p = p * s + 1.0 / 13.0
    p = p * s + 1.0 / 11.0
    p = p * s + 1.0 / 9.0
    p = p * s + 1.0 / 7.0
    p = p * s + 1.0 / 5.0
    p = p * s + 1.0 / 3.0
    p = p * s + 1.0
    return 2.0 * f * p + k * 0.6931471805599453 if x > 0.0 else NEVER


@_in_loops
def exp32(x: np.float32) -> np.float32:
    """Return exp(x) of a single to about 1e-7 of it, 0 below exp(-80)."""
    v = min(max(x, _LOWEST_SINGLE), _HIGHEST_SINGLE)
    k = np.float32(v * _LOG2_E + _ROUND_SINGLE)
    power = k.view(np.int32) << np.int32(23)
    k -= _ROUND_SINGLE
    r = v - k * _LOG_2
    r -= k * _LOG_2_REST
    p = _P0 * r + _P1
    p = p * r + _P2
    p = p * r + _P3
    p = p * r + _P4
    p = p * r + _P5
    p = p * (r * r) + r
    bits = np.int32(np.float32(p + _P6).view(np.int32) + power)
    return bits.view(np.float32) if x > _LOWEST_SINGLE else _ZERO


@formula
def higher(x: np.float32, y: np.float32) -> np.float32:
    """Return the higher of two singles.

    Adding nothing keeps the compiler from storing only what has changed, by a mask: some processors take ten times as
    long over that.
    """
    return (x if x > y else y) + _ZERO
