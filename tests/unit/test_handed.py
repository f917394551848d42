"""What is handed to compiled code by where it lies is read there as it is in Python."""

from typing import Any, NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from exeunt.handed import Handed

KINDS = np.dtype([("open", "?"), ("rate", "f8"), ("to", "i4")], align=True)


class Inner(NamedTuple):
    some: Any
    rate: float


class Alike(NamedTuple):
    """All of one type: numba has another type for such tuples."""

    low: float
    high: float


class Outer(NamedTuple):
    first: Any
    inner: Inner
    number: int
    flag: bool
    alike: Alike
    table: Any
    kinds: Any


@njit
def read(of):
    total = 0.0
    for i in range(of.table.shape[0]):
        for j in range(of.table.shape[1]):
            total += (i + 1) * (j + 2) * of.table[i, j]
    for row in of.kinds:
        total += row["rate"] * row["to"] if row["open"] else 0.5
    several = (of.first[-1], len(of.first), of.inner.some.sum(), of.inner.rate, of.number, of.flag)
    return several, (of.alike.low, of.alike.high, of.table.size, total)


@njit
def write(of):
    of.table[0, -1] = 7.0
    of.kinds[0]["to"] = 9
    of.inner.some[:] = 3


def outer(numbers, number, flag, low, high, rows, columns):
    kinds = np.zeros(3, KINDS)
    kinds["open"], kinds["rate"], kinds["to"] = [True, False, True], 1.5, [4, 5, 6]
    table = np.arange(rows * columns, dtype=float).reshape(rows, columns)
    inner = Inner(np.arange(5, dtype=np.int32), low)
    return Outer(np.array(numbers), inner, number, flag, Alike(low, high), table, kinds)


finite = st.floats(allow_nan=False, allow_infinity=True)


@settings(deadline=None)
@given(
    st.lists(finite, min_size=1, max_size=4), st.integers(-(2**63), 2**63 - 1), st.booleans(), finite, finite,
    st.integers(1, 4), st.integers(1, 4), st.booleans(),
)  # fmt: skip
def test_compiled_code_reads_every_member(numbers, number, flag, low, high, rows, columns, turned):
    of = outer(numbers, number, flag, low, high, rows, columns)
    if turned:  # not side by side in memory
        of = of._replace(table=of.table.T, first=np.repeat(of.first, 2)[::2])
    assert read(Handed(of)) == read.py_func(of)


def test_compiled_code_writes_into_the_arrays_that_were_handed():
    of = outer([1.0], 1, True, 1.0, 2.0, 2, 2)
    write(Handed(of))
    assert of.table.tolist() == [[0.0, 7.0], [2.0, 3.0]]
    assert of.kinds["to"].tolist() == [9, 5, 6]
    assert of.inner.some.tolist() == [3] * 5


def test_a_tuple_of_other_types_is_another_type():
    of = outer([1.0], 1, True, 1.0, 2.0, 2, 2)
    assert read(Handed(of._replace(first=np.array([1], np.int64))))[0][0] == 1
    assert read(Handed(of._replace(number=1.5)))[0][4] == 1.5
