"""Exponentials and logarithms of whole arrays, written so that the compiler turns them into vector instructions.

The choice model spends its time in them, and the library's scalar functions take four times as long. A product and a
sum may become one instruction (`contract`) where the processor has it. Both are good to about 1e-14 of the result over
the range of weights; tests compare them with NumPy's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from exeunt.compiled import kept

Floats = NDArray[np.float64]

# Adding 1.5 x 2^52 to a double rounds it to a whole number and leaves that number in its lowest bits.
_ROUND = 6755399441055744.0
_MANTISSA, _ONE = 0x000FFFFFFFFFFFFF, 0x3FF0000000000000
_TWO_52 = 0x4330000000000000

Singles = NDArray[np.float32]

NEVER = -1e300  # the logarithm of nothing
_LOWEST = -600.0


@kept(fastmath={"contract"})
def exp_all(x: Floats, out: Floats, spare: Floats) -> None:
    """Fill `out` with exp(x), 0 below exp(-600); x is split into k log 2 + r and 2^k written into the exponent."""
    bits, spare_bits = out.view(np.int64), spare.view(np.int64)
    for i in range(len(x)):
        v = min(max(x[i], _LOWEST), 600.0)
        k = v * 1.4426950408889634 + _ROUND
        spare[i] = k
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
        out[i] = p * r + 1.0
    for i in range(len(x)):
        bits[i] += spare_bits[i] << 52
    for i in range(len(x)):
        out[i] = out[i] if x[i] > _LOWEST else 0.0


@kept(fastmath={"contract"})
def log_all(x: Floats, out: Floats, spare: Floats) -> None:
    """Fill `out` with log(x), `NEVER` where x is 0; the mantissa's logarithm is 2 artanh((m - 1) / (m + 1))."""
    bits, out_bits, spare_bits = x.view(np.int64), out.view(np.int64), spare.view(np.int64)
    for i in range(len(x)):
        b = bits[i]
        out_bits[i] = ((b >> 52) & 0x7FF) + _TWO_52
        spare_bits[i] = (b & _MANTISSA) | _ONE
    for i in range(len(x)):
        k = out[i] - 4503599627370496.0 - 1023.0
        m = spare[i]
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
        out[i] = 2.0 * f * p + k * 0.6931471805599453
    for i in range(len(x)):
        out[i] = out[i] if x[i] > 0.0 else NEVER


# The same in single precision: 1.5 x 2^23, log2(e), log(2) in two parts, and the series of exp (Moshier 1989, Cephes).
_ROUND_SINGLE, _LOG2_E = np.float32(12582912.0), np.float32(1.4426950408889634)
_LOG_2, _LOG_2_REST = np.float32(0.693359375), np.float32(-2.12194440e-4)
_LOWEST_SINGLE, _HIGHEST_SINGLE, _ZERO = np.float32(-80.0), np.float32(80.0), np.float32(0.0)
_P0, _P1, _P2 = np.float32(1.9875691500e-4), np.float32(1.3981999507e-3), np.float32(8.3334519073e-3)
_P3, _P4, _P5, _P6 = np.float32(4.1665795894e-2), np.float32(1.6666665459e-1), np.float32(0.5), np.float32(1.0)


_POWERS_OF_2 = np.ldexp(np.ones(256, np.float32), np.arange(-128, 128))


@kept(fastmath={"contract"})
def exp_single(x: Singles, out: Singles, spare: Singles) -> None:
    """Fill `out` with exp(x) to about 1e-7 of it, 0 below exp(-80)."""
    bits, spare_bits = out.view(np.int32), spare.view(np.int32)
    for i in range(len(x)):
        v = min(max(x[i], _LOWEST_SINGLE), _HIGHEST_SINGLE)
        k = v * _LOG2_E + _ROUND_SINGLE
        spare[i] = k
        k -= _ROUND_SINGLE
        r = v - k * _LOG_2
        r -= k * _LOG_2_REST
        p = _P0 * r + _P1
        p = p * r + _P2
        p = p * r + _P3
        p = p * r + _P4
        p = p * r + _P5
        p = p * (r * r) + r
        out[i] = p + _P6
    for i in range(len(x)):
        bits[i] += spare_bits[i] << np.int32(23)
    for i in range(len(x)):
        out[i] = out[i] if x[i] > _LOWEST_SINGLE else _ZERO


@kept(forceinline=True, no_cfunc_wrapper=True, fastmath={"contract"})
def exp_one(x: np.float32) -> np.float32:
    """Return exp(x) of a single, as `exp_single` does; x is not above 80."""
    if x <= _LOWEST_SINGLE:
        return _ZERO
    k = x * _LOG2_E + _ROUND_SINGLE
    k -= _ROUND_SINGLE
    r = x - k * _LOG_2
    r -= k * _LOG_2_REST
    p = _P0 * r + _P1
    p = p * r + _P2
    p = p * r + _P3
    p = p * r + _P4
    p = p * r + _P5
    p = p * (r * r) + r
    return np.float32((p + _P6) * _POWERS_OF_2[np.int64(k) + 128])
