"""What a member draws before it runs: its constants, and what is not known of the world.

A constant comes from its prior, or from a table with one row a member where it has a column there. What is not known
of a place, a gate, a country or a day is a standard normal number, whose spread is a constant (see `compile.unknown`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from exeunt.engine.kernel.draws import id_hash, join_all, uniform, uniform_all
from exeunt.errors import InputError, quoted
from exeunt.scenario.parameters import parameter_table
from exeunt.scenario.ranges import reflected, value_fault
from exeunt.scenario.spelling import suggestion
from exeunt.wording import capitalised

if TYPE_CHECKING:
    from exeunt.engine.compile.unknown import Unknown
    from exeunt.scenario.world import World

# The luck in what is not known: a number for each of its ids.
Unseen = Callable[["Unknown"], NDArray[np.float64]]

_Z95 = NormalDist().inv_cdf(0.95)  # `low` and `high` of a parameter bound its central 90 %


def member_key(seed: int, member: int) -> np.uint64:
    """Return the key of a member's luck."""
    key = id_hash("exeunt")
    for word in (seed, member):
        key = _refine(key, np.uint64(word))
    return key


def _refine(key: np.uint64, word: np.uint64) -> np.uint64:
    return np.uint64(join_all(key, np.array([word], np.uint64))[0])


class Prior(NamedTuple):
    """What is known of a parameter; the hash is that of its name."""

    name: str
    hash: np.uint64
    kind: str
    value: float
    low: float
    high: float

    def at(self, u: float) -> float:
        """Return the quantile of this prior at u."""
        low, high = self.low, self.high
        if self.kind == "uniform":
            return low + (high - low) * u
        if self.kind == "normal":
            return (low + high) / 2 + NormalDist().inv_cdf(u) * (high - low) / (2 * _Z95)
        middle, spread = math.log(low * high) / 2, math.log(high / low) / (2 * _Z95)
        return math.exp(middle + NormalDist().inv_cdf(u) * spread)


def priors(world: World) -> list[Prior]:
    """Return what is known of every parameter of a world."""
    table = parameter_table(world.parameters)[["prior", "value", "low", "high"]]
    return [Prior(name, id_hash("parameter", name), *known) for name, *known in table.itertuples()]


def sample(known: Sequence[Prior], world: World, key: np.uint64 | None) -> dict[str, float]:
    """Return one value for each parameter: drawn from its prior, or central without a key.

    A parameter that is a contested quantity takes the value of a claim, the chosen one or one drawn by the weights of
    the readings. What the world fixes is fixed.
    """
    theta = {
        prior.name: float(prior.value)
        if key is None or prior.kind == "fixed"
        else reflected(prior.name, prior.at(uniform(_refine(key, prior.hash))))
        for prior in known
    }
    values = dict(zip(world.claims["id"], world.claims["value"], strict=True))
    for quantity, weights in world.readings.items():
        claims = list(weights)
        if key is None:
            claim = max(claims, key=lambda c: weights[c])
        else:
            u = uniform(_refine(key, id_hash("reading", quantity)))
            claim = claims[min(int(np.searchsorted(np.cumsum([weights[c] for c in claims]), u)), len(claims) - 1)]
        theta[quantity] = float(values[claim])
    return {**theta, **world.fixed}


def no_unseen(unknown: Unknown) -> NDArray[np.float64]:
    """Return what is not known where nothing is left to luck: 0 each."""
    return np.zeros(len(unknown.hashes))


def drawn_unseen(seed: int, member: int) -> Unseen:
    """Return a member's luck in what is not known: members come in pairs whose luck is each other's mirror.

    So the median over few members is not carried off by the luck of a few places or days (antithetic variates;
    Hammersley & Morton 1956). Each member by itself is as likely as any.
    """
    pair, sign = member_key(seed, member // 2), 1.0 - 2.0 * (member % 2)

    def unseen(unknown: Unknown) -> NDArray[np.float64]:
        key = _refine(pair, id_hash(unknown.word))
        return np.asarray(sign * ndtri(uniform_all(join_all(key, unknown.hashes))), np.float64)

    return unseen


class Given(NamedTuple):
    """What members are given instead of drawing it, one row a member by position.

    `constants` has a column for each constant; `unseen`, by the constant that is the spread, one for each of the ids
    of what is not known, in standard normal numbers. What has no column is drawn.
    """

    constants: pd.DataFrame | None = None
    unseen: Mapping[str, pd.DataFrame] = {}

    def checked(self, names: Sequence[str], unknown: Mapping[str, Unknown]) -> Given:
        """Return this, if every column is one of these constants or of what is not known, and every value a number.

        Raises
        ------
        InputError
            For a column of another name, or a value that is missing, no finite number or out of range.

        """
        for spread in self.unseen:
            if spread not in unknown:
                right = suggestion(spread, list(unknown), what="spreads")
                raise InputError(f"{quoted(spread)} is no spread of what is not known; {right}")
        if self.constants is not None:
            known = frozenset(names)
            _check_names(self.constants, "the table of parameters", known.__contains__, names, "parameters")
            _check_numbers(self.constants, "the table of parameters")
            _check_ranges(self.constants)
        for spread, table in self.unseen.items():
            of = unknown[spread]
            _check_names(table, f"the table of {spread}", of.has, of.ids, of.what)
            _check_numbers(table, f"the table of {spread}")
        return self

    def override(self, member: int, theta: Mapping[str, float]) -> dict[str, float]:
        """Return the constants of a member, those that are given in place of those drawn."""
        if self.constants is None:
            return dict(theta)
        row = _row(self.constants, member, "the table of parameters")
        return {**theta, **dict(zip(map(str, self.constants.columns), row.tolist(), strict=True))}

    def overriding(self, member: int, drawn: Unseen) -> Unseen:
        """Return the luck of a member in what is not known, that which is given in place of that drawn."""

        def unseen(unknown: Unknown) -> NDArray[np.float64]:
            if unknown.spread not in self.unseen:
                return drawn(unknown)
            table = self.unseen[unknown.spread]
            row = _row(table, member, f"the table of {unknown.spread}")
            names = pd.Index([*map(str, table.columns)])
            numbers, column = drawn(unknown), pd.Index(unknown.ids).get_indexer(names)
            numbers[column[column >= 0]] = row[column >= 0]  # of the others, days after the run, nothing is asked
            return numbers

        return unseen


def _check_names(
    table: pd.DataFrame, called: str, known: Callable[[str], bool], names: Sequence[str], what: str
) -> None:  # fmt: skip
    columns = [str(name) for name in table.columns]
    for name in columns:
        if not known(name):
            raise InputError(f"{quoted(name)} is a column of {called}; {suggestion(name, names, what=what)}")
    if len(set(columns)) < len(columns):
        twice = next(name for k, name in enumerate(columns) if name in columns[:k])
        raise InputError(f"{quoted(twice)} is a column of {called} twice; keep one of them")


def _check_numbers(table: pd.DataFrame, called: str) -> None:
    is_text = len(table.select_dtypes(exclude="number").columns) > 0
    read = table.apply(pd.to_numeric, errors="coerce") if is_text else table  # column by column: slow where many
    numbers = read.to_numpy(np.float64).reshape(table.shape)
    for row, column in np.argwhere(~np.isfinite(numbers)):
        name, value = str(table.columns[column]), str(table.iat[row, column])
        raise InputError(f"{quoted(value)} is no value for {name} of member {row} in {called}; give a finite number")


def _check_ranges(table: pd.DataFrame) -> None:
    for name in map(str, table.columns):
        for member, value in enumerate(table[name]):
            if wrong := value_fault(name, float(value)):
                raise InputError(f"{wrong[0]} of member {member}; {wrong[1]}")


def _row(table: pd.DataFrame, member: int, called: str) -> NDArray[np.float64]:
    if member >= len(table):
        raise InputError(f"{capitalised(called)} has {len(table)} rows, none for member {member}; add rows")
    return table.iloc[member].to_numpy(np.float64)
