"""Ranges of numbers as the schema writes them: ``number``, ``number > 0``, ``whole >= 0``, ``number 0..1``.

What a constant of behaviour may be is asked here, whatever door a number comes in by.
"""

from __future__ import annotations

import math
from typing import overload

import numpy as np
from numpy.typing import NDArray

from exeunt.errors import quoted
from exeunt.scenario.tables import parameter_ranges

TERM = "number -100..100"  # of what a group differs in: it works by its exponential


def range_of(type_: str) -> tuple[float, float, bool]:
    """Read the range of a number's type: lowest, highest, and whether the lowest itself is allowed."""
    match type_.split():
        case ["number" | "whole"]:
            return -math.inf, math.inf, True
        case ["number" | "whole", ">", low]:
            return float(low), math.inf, False
        case ["number" | "whole", ">", low, "<=", high]:
            return float(low), float(high), False
        case ["number" | "whole", ">=", low]:
            return float(low), math.inf, True
        case ["number" | "whole", span] if ".." in span:
            low, high = span.split("..")
            return float(low), float(high), True
        case _:
            raise ValueError(f"{type_!r} is no range of numbers; see the forms at the top of ranges.py")


@overload
def within(value: float, type_: str) -> bool: ...
@overload
def within(value: NDArray[np.float64], type_: str) -> NDArray[np.bool_]: ...
def within(value: float | NDArray[np.float64], type_: str) -> bool | NDArray[np.bool_]:
    """Whether a number, or each of an array, is in the range of a type; NaN never is."""
    low, high, closed = range_of(type_)
    return (value >= low if closed else value > low) & (value <= high)


def out_of_range(numbers: NDArray[np.float64], type_: str) -> NDArray[np.bool_]:
    """Mark the numbers outside the range of a type; NaN is never marked."""
    return np.asarray(~within(numbers, type_) & ~np.isnan(numbers))


def range_words(type_: str) -> str:
    """Say in words what a number's type allows."""
    low, high, closed = range_of(type_)
    if math.isinf(high):
        return "a number" if math.isinf(low) else f"a number {'of at least' if closed else 'above'} {digits(low)}"
    return f"a number {f'from {digits(low)} to' if closed else f'above {digits(low)}, at most'} {digits(high)}"


def example(type_: str) -> str:
    """Give numbers that a type allows, to show how one is written."""
    fit = [text for text in ("12", "3.5", "0.25") if within(float(text), type_)]
    whole = [text for text in fit if "." not in text]
    return " or ".join((whole if type_.startswith("whole") else fit)[:2])


def digits(value: float) -> str:
    """Write a number with as many digits as tell it from every other."""
    return repr(float(value)).removesuffix(".0")


def value_fault(name: str, value: float) -> tuple[str, str] | None:
    """Say why a number cannot be the value of a parameter, and what would be right; None if it can.

    This is asked of every number that becomes one: a row's value and the ends of its band, `--set`, a claim that is
    believed, a table of one row a member. A name that is no constant of the engine is that of a group's term.
    """
    type_ = parameter_ranges().get(name, TERM)
    if within(value, type_):
        return None
    return f"{quoted(digits(value))} is out of range for {name}", f"give {range_words(type_)}"


def reflected(name: str, value: float) -> float:
    """Return a draw as it is inside the range of its parameter, mirrored at the end that it passes.

    What is then still outside becomes the nearest number that is allowed.
    """
    type_ = parameter_ranges().get(name, TERM)
    if within(value, type_):
        return value
    low, high, closed = range_of(type_)
    lowest = low if closed else math.nextafter(low, math.inf)
    return min(max(2.0 * low - value if value <= low else 2.0 * high - value, lowest), high)
