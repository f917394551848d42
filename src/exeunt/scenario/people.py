"""Who lives where: from shares of traits to whole numbers of people by home and group.

A trait's shares may differ by home (`place`) and depend on other traits (`given`). For one home and one combination
of the traits it depends on, the rows that hold are the first of these that exist:

1. rows of that place whose condition fits, 2. rows of that place without a condition,
3. rows of every place whose condition fits, 4. rows of every place without a condition;

and the shares of these must add up to 1. Traits are taken in the order of what they depend on, so that the shares
multiply to a joint distribution: a Bayesian network small enough to be written out.

Numbers are rounded so that shares hold over all homes together, see `rounding.py`: a hundred villages
of which none has a whole person of some rare group have as many between them as their shares say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from exeunt.errors import Fault
from exeunt.scenario.rounding import controlled
from exeunt.scenario.who import Who, parse

FILE = "traits.csv"
MOST_GROUPS = 300
TOLERANCE = 1e-6

Group = dict[str, str]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class People:
    """The people of a scenario before anything happens.

    Parameters
    ----------
    groups
        The combinations of trait values that occur, in a fixed order.
    counts
        How many of each group live at each home, shape (homes, groups).

    """

    groups: tuple[Group, ...]
    counts: NDArray[np.int64]


def values_of(traits: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Give every trait with its values, both in the order of their first rows."""
    values: dict[str, list[str]] = {}
    for trait, value in dict.fromkeys(zip(traits["trait"].tolist(), traits["value"].tolist(), strict=True)):
        values.setdefault(trait, []).append(value)
    return {trait: tuple(known) for trait, known in values.items()}


def people_of(
    traits: pd.DataFrame, homes: Sequence[str], population: Sequence[int]
) -> tuple[People | None, list[Fault]]:
    """Spread the population of each home over the groups.

    Shares must be numbers and conditions must parse, as the checks before see to.

    Parameters
    ----------
    traits
        The table of traits, as read.
    homes
        The ids of the homes.
    population
        How many people live at each.

    Returns
    -------
    tuple
        The people, or None with the faults that stand in the way.

    """
    values = values_of(traits)
    rows = [_Row(*cells) for cells in traits[["trait", "value", "share", "place", "given"]].itertuples()]
    conditions = {given: parse(given, values) for given in {row.given for row in rows}}
    try:
        order = _order(rows, conditions)
    except CycleError as error:
        return None, [_circle(rows, list(error.args[1]))]
    tables = {
        trait: _Shares(trait, [row for row in rows if row.trait == trait], known, conditions, homes)
        for trait, known in values.items()
    }
    groups, joint, faults = _joint([tables[trait] for trait in order], homes)
    if faults:
        return None, faults
    # in the order of the file, whatever the traits depend on
    rank = [tuple(values[trait].index(group[trait]) for trait in values) for group in groups]
    by_rank = sorted(range(len(groups)), key=rank.__getitem__)
    ordered = tuple({trait: groups[i][trait] for trait in values} for i in by_rank)
    return People(ordered, controlled(joint[:, by_rank], np.asarray(population, dtype=np.int64))), []


class _Row(NamedTuple):
    """A row of `traits` and the line it stands on."""

    line: int
    trait: str
    value: str
    share: float
    place: str
    given: str


def _order(rows: Sequence[_Row], conditions: Mapping[str, Who]) -> list[str]:
    # lists, not sets: the order of multiplication must not depend on how Python hashes names in this process
    depends: dict[str, list[str]] = {}
    for trait, given in dict.fromkeys((row.trait, row.given) for row in rows):
        depends.setdefault(trait, []).extend(sorted(conditions[given].traits()))
    return list(TopologicalSorter(depends).static_order())


def _circle(rows: Sequence[_Row], circle: Sequence[str]) -> Fault:
    line = next(row.line for row in rows if row.trait == circle[0] and row.given)
    wrong = "these traits depend on each other in a circle: " + " on ".join(reversed(circle))
    return Fault(FILE, line, "given", wrong, "let one of them be given without the others")


class _Shares:
    """The shares of one trait: for each condition, of every place and of each home that has rows of its own."""

    def __init__(
        self,
        trait: str,
        rows: Sequence[_Row],
        values: tuple[str, ...],
        conditions: Mapping[str, Who],
        homes: Sequence[str],
    ) -> None:
        self.trait = trait
        self.values = values
        self.row = rows[0].line
        self.everywhere: list[tuple[str, Who, Floats, int]] = []
        self.own: list[tuple[str, Who, Floats, NDArray[np.int64]]] = []
        value_at = {value: i for i, value in enumerate(values)}
        home_at = {home: i for i, home in enumerate(homes)}
        for given in dict.fromkeys(row.given for row in rows):
            some = [row for row in rows if row.given == given]
            wide = [row for row in some if not row.place]
            if wide:
                shares = np.zeros(len(values))
                for row in wide:
                    shares[value_at[row.value]] += row.share
                self.everywhere.append((given, conditions[given], shares, wide[0].line))
            local = [row for row in some if row.place in home_at]
            if local:
                table = np.zeros((len(homes), len(values)))
                first = np.zeros(len(homes), dtype=np.int64)
                for row in local:
                    home = home_at[row.place]
                    table[home, value_at[row.value]] += row.share
                    first[home] = first[home] or row.line
                self.own.append((given, conditions[given], table, first))

    def given(self, group: Group, n_homes: int) -> tuple[Floats, NDArray[np.int64]]:
        """Give the shares by home and value for people of a group so far, and the row they begin at (0 = none)."""
        shares = np.zeros((n_homes, len(self.values)))
        row = np.zeros(n_homes, dtype=np.int64)
        for conditional in (True, False):
            fresh = row == 0
            for given, condition, table, first in self.own:
                if bool(given) == conditional and condition.matches(group):
                    shares[fresh] += table[fresh]
                    row = np.where(fresh & (row == 0), first, row)
        for conditional in (True, False):
            fresh = row == 0
            for given, condition, everywhere, begins in self.everywhere:
                if bool(given) == conditional and condition.matches(group):
                    shares[fresh] += everywhere
                    row = np.where(fresh & (row == 0), begins, row)
        return shares, row


def _joint(tables: Sequence[_Shares], homes: Sequence[str]) -> tuple[list[Group], Floats, list[Fault]]:
    groups: list[Group] = [{}]
    joint = np.ones((len(homes), 1))
    faults: list[Fault] = []
    for position, table in enumerate(tables):
        grown: list[Group] = []
        weights: list[Floats] = []
        told: set[int] = set()
        for i, group in enumerate(groups):
            shares, row = table.given(group, len(homes))
            faults += _sum_faults(table, group, shares, row, joint[:, i] > 0, homes, told)
            weight = joint[:, i, None] * shares
            for j in np.flatnonzero((weight > 0).any(axis=0)):
                grown.append({**group, table.trait: table.values[j]})
                weights.append(weight[:, j])
        if not grown or len(grown) > MOST_GROUPS:
            return groups, joint, [*faults, *_too_many(grown, tables[: position + 1], tables[position + 1 :])]
        groups, joint = grown, np.column_stack(weights)
    return groups, joint, faults


def _sum_faults(
    table: _Shares,
    group: Group,
    shares: Floats,
    row: NDArray[np.int64],
    occurs: NDArray[np.bool_],
    homes: Sequence[str],
    told: set[int],
) -> Iterator[Fault]:
    """Report shares that do not add up, each set of rows once (`told` remembers the row it begins at)."""
    total = shares.sum(axis=1)
    everywhere = {begins for *_, begins in table.everywhere}
    for home in np.flatnonzero(occurs & (abs(total - 1) > TOLERANCE)).tolist():
        begins = int(row[home])
        if begins in told:
            continue
        told.add(begins)
        place = "" if begins in everywhere else f" at {homes[home]}"
        about = f"{table.trait}{place}{_given_words(table, group)}"
        if begins:
            wrong = f"the shares of {about} add up to {total[home]:.6g}"
            yield Fault(FILE, begins, "share", wrong, "let them add up to 1")
        else:
            right = "write rows for it, or rows without a place and a condition for the rest"
            yield Fault(FILE, table.row, "share", f"there is no share of {about}", right)


def _given_words(table: _Shares, group: Group) -> str:
    asked = {trait for _, condition, *_ in [*table.everywhere, *table.own] for trait in condition.traits()}
    parts = [f"{trait} = {value}" for trait, value in group.items() if trait in asked]
    return " given " + " and ".join(parts) if parts else ""


def _too_many(groups: Sequence[Group], done: Sequence[_Shares], left: Sequence[_Shares]) -> Iterator[Fault]:
    """Report more groups than allowed, and the trait whose merging would leave the fewest."""
    if not groups:
        return

    def without(trait: str) -> int:
        return len({tuple(value for name, value in group.items() if name != trait) for group in groups})

    factors = [(len(groups) / without(table.trait), table) for table in done]
    factors += [(len(table.values), table) for table in left]
    factor, worst = max(factors, key=lambda pair: pair[0])
    more = " before all are counted" if left else ""
    wrong = f"the traits make {len(groups)} groups{more}, more than {MOST_GROUPS}"
    right = f"merge values of '{worst.trait}' ({', '.join(worst.values)}): it multiplies them by {factor:.3g}"
    yield Fault(FILE, worst.row, "trait", wrong, right)
