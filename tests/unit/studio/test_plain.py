"""What rooms below answer, as JSON has it."""

import math

import pytest

from exeunt.studio.plain import plain


@pytest.mark.parametrize("number", [1_294_903.0, 1_294_902.5, 12_345.47, -1_294_903.0, 0.0, 350.5])
def test_people_are_told_to_the_last(number):
    assert plain(number) == number


@pytest.mark.parametrize(
    ("number", "told"), [(0.123456789, 0.123457), (12.3456789012, 12.345679), (math.nan, None), (math.inf, None)]
)
def test_numbers_are_cut_where_no_table_tells(number, told):
    assert plain(number) == told
