"""What somebody asks for in numbers, from Python: refused in a sentence that says what would do."""

import math
import re

import numpy as np
import pytest

import exeunt
from exeunt.asked import amount, whole


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"members": 1.5}, "'1.5' is no number of members; give a whole number of 1 or more"),
        ({"members": 0}, "'0' is no number of members"),
        ({"members": True}, "'True' is no number of members"),
        ({"members": "3"}, "The text '3' is no number of members"),
        ({"seed": -1}, "'-1' is no seed; give a whole number from 0 to 18446744073709551615"),
        ({"seed": 2**64}, "'18446744073709551616' is no seed"),
        ({"jobs": 0}, "'0' is no number of threads"),
    ],
)
def test_a_run_says_what_it_cannot_be_asked_for(smallest, asked, said):
    with pytest.raises(exeunt.InputError, match=re.escape(said)):
        smallest.run(**asked)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"budget": "300"}, "The text '300' is no budget in EUR; give a number from 0 upwards"),
        ({"budget": math.nan}, "'nan' is no budget in EUR"),
        ({"budget": -5}, "'-5' is no budget in EUR"),
        ({"members": 2.5}, "'2.5' is no number of members"),
        ({"seed": "one"}, "The text 'one' is no seed"),
        ({"seed": 2**64}, "'18446744073709551616' is no seed"),
    ],
)
def test_a_traveller_is_told_what_cannot_be_asked(smallest, asked, said):
    with pytest.raises(exeunt.InputError, match=re.escape(said)):
        smallest.ways(start="capital", on="2024-03-04", **asked)


@pytest.mark.parametrize(("verb", "asked"), [("fit", {}), ("sweep", {"vary": {"reach": (0, 1, 2)}})])
def test_who_learns_or_varies_is_told_what_is_no_seed(smallest, verb, asked):
    with pytest.raises(exeunt.InputError, match="'18446744073709551616' is no seed"):
        getattr(smallest, verb)(**asked, seed=2**64)


def test_the_greatest_seed_is_a_seed(smallest):
    assert smallest.run(members=1, seed=2**64 - 1, progress=False).manifest["seed"] == 2**64 - 1


def test_numbers_of_other_libraries_are_numbers():
    assert whole(np.int64(7), "members", least=1) == 7
    assert whole(None, "members", least=1) is None
    assert amount(np.float32(2.5), "budget") == 2.5
    assert amount(None, "budget") == math.inf
