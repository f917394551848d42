"""What was made of the same things is handed out again, and of no others."""

from __future__ import annotations

import gc
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from exeunt.remembered import remembered


@pytest.fixture
def made():
    """What was made, one after the other."""
    return []


@pytest.fixture
def total(made):
    @remembered(2)
    def total(table: pd.DataFrame, name: str) -> list[float]:
        made.append(name)
        return [float(table[name].sum())]

    return total


def test_of_a_table_like_one_before_it_is_made_once(total, made):
    table = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]})
    first = total(table, "a")
    assert total(table.copy(), "".join(["a"])) is first
    assert total(table, "b") == [7.0]
    assert made == ["a", "b"]


def test_a_table_that_is_changed_in_place_is_another(total):
    table = pd.DataFrame({"a": [1.0, 2.0]})
    assert total(table, "a") == [3.0]
    table.loc[0, "a"] = 5.0
    assert total(table, "a") == [7.0]
    assert total(pd.DataFrame({"a": [1.0, 2.0]}), "a") == [3.0]


def test_what_was_made_does_not_change_with_what_it_was_made_of():
    @remembered(2)
    def row(table: np.ndarray) -> np.ndarray:
        return table[0]

    table = np.zeros((2, 2))
    made = row(table)
    table[:] = 1.0
    assert made.tolist() == [0.0, 0.0]
    assert row(np.zeros((2, 2))).tolist() == [0.0, 0.0]


def test_only_the_last_few_are_kept(total, made):
    tables = [pd.DataFrame({"a": [float(number)]}) for number in range(3)]
    for number in (0, 1, 0, 2, 0, 1):
        assert total(tables[number], "a") == [number]
    assert len(made) == 4, "the one that was asked for longest ago was forgotten"


class Made(NamedTuple):
    """Something made here, which cannot be compared."""

    numbers: np.ndarray


def test_what_comes_to_lie_where_another_lay_is_not_taken_for_it():
    made = []

    @remembered(2)
    def number(thing: Made) -> int:
        made.append(thing)
        return len(made)

    gc.freeze()  # what the other tests hold is not gone through each time
    first = Made(np.zeros(1))
    assert number(first) == number(first) == 1
    for count in range(2, 50):
        assert number(Made(np.zeros(1))) == count
        made[-1] = None
        gc.collect()
    gc.unfreeze()
    gc.freeze()  # as it was for the other tests, and what these made


def test_arrays_and_lists_are_told_apart_by_their_content(made):
    @remembered(4)
    def length(*things: object) -> int:
        made.append(things)
        return len(things)

    array, names = np.zeros(2), ["a"]
    assert length(array, names) == length(np.zeros(2), ["a"]) == length(array, ["b"]) == length(np.ones(2), names) == 2
    assert length(np.zeros(2, np.int64), names) == 2
    assert len(made) == 4
