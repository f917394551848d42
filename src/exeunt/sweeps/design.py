"""At which values of its constants a world is run: a grid of them, or a sample for Sobol indices."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import product
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from exeunt.asked import given_whole
from exeunt.errors import InputError, Option, RangeOf, quoted

if TYPE_CHECKING:
    from exeunt.scenario.world import World

MOST_POINTS = 1_000_000
OF_A_GRID = "(low, high, number of values), such as (0.1, 0.5, 5)"
SUCH = "{'reach': (0.1, 0.5, 5)}"
MISSING = "Sobol indices are worked out by SALib: pip install 'exeunt[sweep]', then try again."


@dataclass(frozen=True)
class Range:
    """From where to where a constant is varied, and over how many values of a grid (None in a sample)."""

    name: str
    low: float
    high: float
    count: int | None = None


def ranges_of(world: World, asked: Mapping[str, Sequence[float]], *, sobol: int | None) -> list[Range]:
    """Return what is varied, each `(low, high, count)`; in a sample `(low, high)`.

    Raises
    ------
    InputError
        If a name is no constant of the world or is held already, a range is none, empty or out of the constant's own,
        or there are too many points, or too few.

    """
    if not isinstance(asked, Mapping):
        raise InputError(f"What is varied is named with its range, such as {SUCH}, not {asked!r}.")
    if not asked:
        raise InputError("Nothing is varied; name a constant and its range: ", Option("vary", RangeOf("NAME")), ".")
    found = [_range(world, name, bounds, is_grid=sobol is None) for name, bounds in asked.items()]
    if sobol is not None:
        given_whole(sobol, "number of base points", least=2)
        if sobol & (sobol - 1):
            near = 1 << (sobol.bit_length() - 1)
            raise InputError(
                f"A Sobol sequence is even only in powers of two: give {near} or {2 * near}, not {sobol}."
            )  # fmt: skip
        if not find_spec("SALib"):
            raise InputError(MISSING)
    points = math.prod(each.count or 1 for each in found) if sobol is None else sobol * each_base(len(found))
    if points > MOST_POINTS:
        raise InputError(f"That makes {points:,} points; a sweep has {MOST_POINTS:,} at the most.")
    return found


def each_base(constants: int) -> int:
    """Return how many points a base point of a Sobol sample makes: itself, another, and one for each constant."""
    return constants + 2


def _range(world: World, name: str, bounds: Sequence[float], *, is_grid: bool) -> Range:
    low, high, *more = _parts(name, bounds, is_grid=is_grid)
    for end in (low, high):
        world.with_parameter(name, end)
    low, high = float(low), float(high)
    if name in world.fixed:
        raise InputError(f"{name} is held at {world.fixed[name]:g}, so it cannot be varied; do one or the other.")
    if name in world.chosen:
        raise InputError(f"{name} is what {world.chosen[name]} claims, so it cannot be varied; do one or the other.")
    if not low < high:
        raise InputError(f"{name} is varied from {low:g} to {high:g}, an empty range; the first must be the smaller.")
    if not is_grid:
        return Range(name, low, high)
    if not more:
        raise InputError(f"How many values is {quoted(name)} to take? Write ", Option("vary", RangeOf(name)), ".")
    if not isinstance(more[0], Integral):
        raise InputError(f"{quoted(str(more[0]))} is no number of values for {name}: a range is {OF_A_GRID}.")
    return Range(name, low, high, given_whole(more[0], f"number of values for {name}", least=2))


def _parts(name: str, bounds: Any, *, is_grid: bool) -> list[Any]:
    """Return what a range is given as: its ends, and of a grid how many values, if that is said."""
    parts = list(bounds) if isinstance(bounds, Iterable) and not isinstance(bounds, str) else []
    if len(parts) == 3 and not is_grid:
        raise InputError(
            f"A Sobol sample takes no number of values: leave out the {parts[2]} of {name}, or ", Option("sobol"), "."
        )  # fmt: skip
    if len(parts) not in (2, 3):
        right = OF_A_GRID if is_grid else "(low, high), such as (0.1, 0.5)"
        raise InputError(f"{bounds!r} is no range for {name}; give {right}.")
    return parts


def written(ranges: Sequence[Range]) -> dict[str, list[float | None]]:
    """Return what is varied as JSON has it, in its order."""
    return {each.name: [each.low, each.high, each.count] for each in ranges}


def as_read(said: Mapping[str, Sequence[Any]]) -> list[Range]:
    """Return what is varied from what `written` gave."""
    return [Range(name, *bounds) for name, bounds in said.items()]


def grid(ranges: Sequence[Range]) -> pd.DataFrame:
    """Return every combination of evenly spaced values, one row a point; the last constant changes quickest."""
    values = [np.linspace(each.low, each.high, each.count or 2).tolist() for each in ranges]
    return pd.DataFrame(list(product(*values)), columns=[each.name for each in ranges])


def sample(ranges: Sequence[Range], base: int, seed: int) -> pd.DataFrame:
    """Return a sample of `base * (ranges + 2)` points, one row a point, of which first and total indices follow.

    Two scrambled Sobol sequences and their crossings: Saltelli et al. 2010, *Computer Physics Communications* 181.
    """
    from SALib.sample import sobol

    points = sobol.sample(problem(ranges), base, calc_second_order=False, seed=seed)
    return pd.DataFrame(points, columns=[each.name for each in ranges])


def problem(ranges: Sequence[Range]) -> dict[str, Any]:
    """Return what is varied as SALib has it."""
    return {
        "num_vars": len(ranges),
        "names": [each.name for each in ranges],
        "bounds": [[each.low, each.high] for each in ranges],
    }
