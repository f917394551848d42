"""Points and commas between digits are read by one convention of the file, or asked about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exeunt.exchange.arrivals.grid import Cell
from exeunt.exchange.arrivals.numbers import At, read_numbers


def read(*texts: str, told: str | None = None):
    return read_numbers([At(line, "n", Cell(text)) for line, text in enumerate(texts, start=2)], "f.csv", told)


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1234", "1 234", "1'234", "1\u202f234", "0"], [1234, 1234, 1234, 1234, 0]),
        (["1,234", "1,234,567"], [1234, 1234567]),
        (["1,234", "0.5"], [1234, 0.5]),
        (["1.234", "12,5"], [1234, 12.5]),
        (["1.234", "1.234,5"], [1234, 1234.5]),
        (["1.234", "1,234.5"], [1.234, 1234.5]),
    ],
)
def test_a_number_that_can_be_read_in_one_way_decides_for_the_file(texts, values):
    numbers = read(*texts)
    assert not numbers.faults
    assert [numbers.values[line, "n"] for line in range(2, 2 + len(texts))] == pytest.approx(values)


def test_a_convention_that_nothing_tells_is_asked_about_once():
    (fault,) = read("1,234", "5,678").faults
    assert str(fault) == (
        "f.csv:2:n: '1,234' may be 1234 or 1.234, and no number of the file tells; "
        "say which: numbers=1,234.5 or numbers=1.234,5"
    )
    assert read("1,234", told="1,234.5").values == {(2, "n"): 1234}
    assert read("1,234", told="1.234,5").values == {(2, "n"): 1.234}


def test_two_conventions_in_one_file_are_a_fault():
    (fault,) = read("1,234,567", "1.234,5").faults
    assert "'1.234,5' and '1,234,567' in row 2 part thousands differently" in str(fault)
    (fault,) = read("12,5", told="1,234.5").faults
    assert "'12,5' is no number as 1,234.5 is one" in str(fault)


@pytest.mark.parametrize("text", ["over 300", "-5", "12 34", "1,23,456", "*", "~400", "1e5", "4-5", "10%"])
def test_what_is_no_number_of_people_is_a_fault(text):
    (fault,) = read(text).faults
    assert str(fault).startswith(f"f.csv:2:n: '{text}' is not a number of people")


def test_blanks_are_no_figures_and_a_workbook_tells_its_own():
    assert read("", "-", "n/a", "N/A", "..").values == {}
    assert read_numbers([At(2, "n", Cell("1.234", 1.234))], "f.csv", None).values == {(2, "n"): 1.234}


@given(st.lists(st.integers(0, 10**9), min_size=1), st.sampled_from(["1,234.5", "1.234,5"]))
def test_numbers_with_thousands_read_back(numbers, convention):
    texts = [f"{number:,}".replace(",", convention[1]) for number in numbers]
    values = read(*texts, told=convention).values
    assert [values[line, "n"] for line in range(2, 2 + len(numbers))] == numbers
