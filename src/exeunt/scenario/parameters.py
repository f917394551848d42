"""The constants of behaviour: those the engine knows, and what a scenario makes of them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pandas as pd

from exeunt.errors import quoted
from exeunt.scenario.ranges import range_of, range_words

TERM = "number -100..100"  # of what a group differs in: it works by its exponential


@cache
def constants() -> pd.DataFrame:
    """Return the constants that the engine knows, one a row, as `vocabulary/parameters.csv` has them; read only."""
    with files("exeunt.scenario").joinpath("vocabulary/parameters.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file)


def parameter_table(own: pd.DataFrame) -> pd.DataFrame:
    """Return every parameter of a scenario with such a table `parameters`, the engine's and its own, by name."""
    engine = constants().drop(columns="range").assign(term="", who="")
    kept = engine[~engine["name"].isin(own["name"])]
    return pd.concat([kept, own] if len(own) else [kept], ignore_index=True).set_index("name")


@cache
def ranges() -> dict[str, str]:
    """Return what each constant may be, written like a column's type."""
    return {str(name): str(type_) for name, type_ in constants().set_index("name")["range"].items()}


def value_fault(name: str, value: float) -> tuple[str, str] | None:
    """Say why a number cannot be the value of a parameter, and what would be right; None if it can.

    This is asked of every number that becomes one: a row's value and the ends of its band, `--set`, a claim that is
    believed, a table of one row a member. A name that is no constant of the engine is that of a group's term.
    """
    type_ = ranges().get(name, TERM)
    low, high, closed = range_of(type_)
    if low <= value <= high and (closed or value > low):
        return None
    return f"{quoted(f'{value:g}')} is out of range for {name}", f"give {range_words(type_)}"


def reflected(name: str, value: float) -> float:
    """Return a draw as it is inside the range of its parameter, mirrored at the end that it passes."""
    low, high, _ = range_of(ranges().get(name, TERM))
    if low <= value <= high:
        return value
    return min(max(2.0 * low - value if value < low else 2.0 * high - value, low), high)
