"""Ranges of numbers as the schema writes them: ``number``, ``number > 0``, ``whole >= 0``, ``number 0..1``."""

from __future__ import annotations

import math

import pandas as pd


def range_of(type_: str) -> tuple[float, float, bool]:
    """Read the range of a number's type: lowest, highest, and whether the lowest itself is allowed."""
    match type_.split()[1:]:
        case [">", low]:
            return float(low), math.inf, False
        case [">", low, "<=", high]:
            return float(low), float(high), False
        case [">=", low]:
            return float(low), math.inf, True
        case [span]:
            low, high = span.split("..")
            return float(low), float(high), True
        case _:
            return -math.inf, math.inf, True


def out_of_range(numbers: pd.Series[float], type_: str) -> pd.Series[bool]:
    """Mark the numbers outside the range of a type; NaN is never marked."""
    low, high, closed = range_of(type_)
    return (numbers < low if closed else numbers <= low) | (numbers > high)


def range_words(type_: str) -> str:
    """Say in words what a number's type allows."""
    low, high, closed = range_of(type_)
    if math.isinf(high):
        return "a number" if math.isinf(low) else f"a number {'of at least' if closed else 'above'} {low:g}"
    return f"a number from {low:g} to {high:.12g}" if closed else f"a number above {low:g}, at most {high:.12g}"
