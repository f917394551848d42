"""Whole people from shares: every home's total, every cell and every column of the table stay true."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

UNIT = 1_000_000_000  # fractions of a person are counted in these, so that sums are exact in any order


def controlled(shares: NDArray[np.float64], totals: Ints) -> Ints:
    """Round shares of whole totals to whole numbers: each cell up or down, so that rows and columns hold.

    Rows add up to their totals, and each column to within one of what it is before rounding. Such a rounding always
    exists (Bacharach 1966, *Matrix rounding problems*, Management Science 12; Cox 1987, *A constructive procedure for
    unbiased controlled rounding*, Journal of the American Statistical Association 82). Here nothing is drawn: row by
    row those columns are rounded up to which most is owed by now, of equal ones the first. What a column is then still
    out by is mended along a chain of swaps within rows, which the theorem says there is.

    Parameters
    ----------
    shares
        Shape (rows, columns), none below 0 and in each row some above.
    totals
        Shape (rows,).

    """
    exact = shares / shares.sum(axis=1, keepdims=True) * totals[:, None]
    down = np.floor(exact + 1.0 / UNIT).astype(np.int64)
    part = np.maximum(np.rint((exact - down) * UNIT), 0.0).astype(np.int64)
    up = _carried(part, totals - down.sum(axis=1))
    _mend(up, part)
    return np.asarray(down + up, np.int64)


def _carried(part: Ints, missing: Ints) -> Bools:
    """Round up the missing number of cells in each row, those in whose columns most is due by now."""
    up = np.zeros(part.shape, np.bool_)
    columns = np.arange(part.shape[1])
    due = part.cumsum(axis=0)
    done = np.zeros(part.shape[1], np.int64)
    last = np.iinfo(np.int64).max
    for row in np.flatnonzero(missing > 0).tolist():
        order = np.where(part[row] > 0, columns - (due[row] - done) * len(columns), last)
        first = order.argpartition(missing[row] - 1)[: missing[row]]
        up[row, first] = True
        done[first] += UNIT
    return up


def _mend(up: Bools, part: Ints) -> None:
    """Swap cells within rows until every column has what is due to it, up to less than one."""
    owed = part.sum(axis=0)
    least, most = owed // UNIT, -(-owed // UNIT)
    while True:
        has = up.sum(axis=0)
        if (over := np.flatnonzero(has > most)).size:
            chain = _chain(up, part, int(over[0]), has < most)
        elif (under := np.flatnonzero(has < least)).size:
            chain = _chain(~up & (part > 0), part, int(under[0]), has > least)
        else:
            return
        if not chain:  # only if fractions too small to be seen stand in the way
            return
        for row, a, b in chain:
            up[row, [a, b]] = up[row, [b, a]]


def _chain(gives: Bools, part: Ints, start: int, goal: Bools) -> list[tuple[int, int, int]]:
    """Return the shortest chain of swaps (row, column, column) from a column to one of the goals; empty without one."""
    can_take = (part > 0) & ~gives
    came: dict[int, tuple[int, int]] = {start: (-1, -1)}
    reached = [start]
    for column in reached:
        rows = np.flatnonzero(gives[:, column])
        row_of = can_take[rows].argmax(axis=0)
        for other in np.flatnonzero(can_take[rows].any(axis=0)).tolist() if rows.size else ():
            if other in came:
                continue
            came[other] = (int(rows[row_of[other]]), column)
            reached.append(other)
            if goal[other]:
                return _back(came, other)
    return []


def _back(came: dict[int, tuple[int, int]], column: int) -> list[tuple[int, int, int]]:
    chain = []
    while came[column][0] >= 0:
        row, before = came[column]
        chain.append((row, before, column))
        column = before
    return chain
