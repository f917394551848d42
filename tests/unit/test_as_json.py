"""What pages and pictures are told, as JSON has it."""

import math

import numpy as np
import pytest

from exeunt.as_json import plain
from exeunt.show.charts import drawing


@pytest.mark.parametrize("number", [1_294_903.0, 1_294_902.5, 12_345.47, -1_294_903.0, 0.0, 350.5])
def test_people_are_told_to_the_last(number):
    assert plain(number) == number


@pytest.mark.parametrize(
    ("number", "told"), [(0.123456789, 0.123457), (12.3456789012, 12.345679), (math.nan, None), (math.inf, None)]
)
def test_numbers_are_cut_where_no_table_tells(number, told):
    assert plain(number) == told


def test_a_picture_tells_people_to_the_last_too():
    row = {"people": np.float64(1_234_567.0), "day": np.datetime64("2024-03-01T06:00", "ns"), "none": np.nan}
    assert drawing.rows([row]) == [{"people": 1_234_567.0, "day": "2024-03-01T06:00:00", "none": None}]
