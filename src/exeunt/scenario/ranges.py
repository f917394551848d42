"""Ranges of numbers as the schema writes them: ``number``, ``number > 0``, ``whole >= 0``, ``number 0..1``.

What a constant of behaviour may be is asked here, whatever door a number comes in by.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from exeunt.errors import quoted
from exeunt.scenario.tables import parameter_ranges

TERM = "number -100..100"  # of what a group differs in: it works by its exponential


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


def out_of_range(numbers: NDArray[np.float64], type_: str) -> NDArray[np.bool_]:
    """Mark the numbers outside the range of a type; NaN is never marked."""
    low, high, closed = range_of(type_)
    return (numbers < low if closed else numbers <= low) | (numbers > high)


def range_words(type_: str) -> str:
    """Say in words what a number's type allows."""
    low, high, closed = range_of(type_)
    if math.isinf(high):
        return "a number" if math.isinf(low) else f"a number {'of at least' if closed else 'above'} {low:g}"
    return f"a number from {low:g} to {high:.12g}" if closed else f"a number above {low:g}, at most {high:.12g}"


def value_fault(name: str, value: float) -> tuple[str, str] | None:
    """Say why a number cannot be the value of a parameter, and what would be right; None if it can.

    This is asked of every number that becomes one: a row's value and the ends of its band, `--set`, a claim that is
    believed, a table of one row a member. A name that is no constant of the engine is that of a group's term.
    """
    type_ = parameter_ranges().get(name, TERM)
    low, high, closed = range_of(type_)
    if low <= value <= high and (closed or value > low):
        return None
    return f"{quoted(f'{value:g}')} is out of range for {name}", f"give {range_words(type_)}"


def reflected(name: str, value: float) -> float:
    """Return a draw as it is inside the range of its parameter, mirrored at the end that it passes."""
    low, high, _ = range_of(parameter_ranges().get(name, TERM))
    if low <= value <= high:
        return value
    return min(max(2.0 * low - value if value < low else 2.0 * high - value, low), high)
