"""What was made of the very same things is handed out again, and of no others."""

from __future__ import annotations

import gc

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


def test_of_the_very_same_table_it_is_made_once_and_of_one_that_is_like_it_anew(total, made):
    table = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]})
    first = total(table, "a")
    assert total(table, "".join(["a"])) is first, "a word is the same as one that is like it"
    assert total(table.copy(), "a") is not first
    assert total(table, "b") == [7.0]
    assert made == ["a", "a", "b"]


def test_only_the_last_few_are_kept(total, made):
    tables = [pd.DataFrame({"a": [float(number)]}) for number in range(3)]
    for number in (0, 1, 0, 2, 0, 1):
        assert total(tables[number], "a") == [number]
    assert len(made) == 4, "the one that was asked for longest ago was forgotten"


def test_a_table_that_comes_to_lie_where_another_lay_is_not_taken_for_it(total):
    for number in range(50):
        assert total(pd.DataFrame({"a": [float(number)]}), "a") == [number]
        gc.collect()


def test_arrays_and_lists_are_told_apart_by_what_they_are(made):
    @remembered(4)
    def length(*things: object) -> int:
        made.append(things)
        return len(things)

    array, names = np.zeros(2), ["a"]
    assert length(array, names) == length(array, names) == length(array, ["a"]) == length(np.zeros(2), names) == 2
    assert len(made) == 3
