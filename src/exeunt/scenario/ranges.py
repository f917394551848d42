"""What the constants of behaviour may be: one check, whatever door a number comes in by."""

from __future__ import annotations

from exeunt.errors import quoted
from exeunt.scenario.columns import range_of, range_words
from exeunt.scenario.tables import parameter_ranges

TERM = "number -100..100"  # of what a group differs in: it works by its exponential


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
