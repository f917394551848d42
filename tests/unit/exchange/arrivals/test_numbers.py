"""Points and commas between digits are read by one convention of the file, or asked about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exeunt.exchange.arrivals.grid import Cell
from exeunt.exchange.arrivals.numbers import At, read_numbers


def read(*texts: str, told: str | None = None, scale: str | None = None):
    return read_numbers([At(line, "n", Cell(text), scale) for line, text in enumerate(texts, start=2)], "f.csv", told)


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1234", "1 234", "1'234", "1\u202f234", "0"], [1234, 1234, 1234, 1234, 0]),
        (["1,234", "1,234,567"], [1234, 1234567]),
        (["1.234", "1.234.567"], [1234, 1234567]),
    ],
)
def test_a_number_that_can_be_read_in_one_way_decides_for_the_file(texts, values):
    numbers = read(*texts)
    assert not numbers.faults
    assert [numbers.values[line, "n"] for line in range(2, 2 + len(texts))] == pytest.approx(values)


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1,234", "0.5"], [1_234_000, 500]),
        (["1.234", "12,5"], [1_234_000, 12_500]),
        (["377.401", "1,234.5"], [377_401, 1_234_500]),
        (["2"], [2000]),
    ],
)
def test_figures_in_thousands_are_multiplied_and_their_decimals_decide(texts, values):
    numbers = read(*texts, scale="thousands")
    assert not numbers.faults
    assert [numbers.values[line, "n"] for line in range(2, 2 + len(texts))] == values
    assert read("2.0159", scale="millions").values == {(2, "n"): 2_015_900}


def test_a_fraction_of_a_person_is_no_count_and_proves_no_convention():
    spoilt, unclear = read("98.200", "97.5").faults
    assert str(spoilt) == (
        "f.csv:3:n: '97.5' is a fraction of a person, which is no count; "
        "write 97500 if a spreadsheet took its thousands for decimals; "
        "if figures are in thousands (or millions), say so in the header: n (thousands)"
    )
    assert "'98.200' may be 98200 or 98.2" in str(unclear) or "'98.200' may be 98.2 or 98200" in str(unclear)
    (fault,) = read("1234.5").faults
    assert "write a whole number; if figures are in thousands" in str(fault)
    (fault,) = read("97.2504", scale="thousands").faults
    assert "'97.2504' in thousands is 97250.4 people, and a fraction of a person is no count" in str(fault)
    (fault,) = read_numbers([At(2, "n", Cell("97.5", 97.5))], "f.csv", None).faults
    assert "'97.5' is a fraction of a person" in str(fault)


def test_a_convention_that_nothing_tells_is_asked_about_once():
    (fault,) = read("1,234", "5,678").faults
    assert str(fault) == (
        "f.csv:2:n: '1,234' may be 1234 or 1.234, and no number of the file tells; "
        "say which: numbers='1,234.5' or numbers='1.234,5'"
    )
    assert read("1,234", told="1,234.5").values == {(2, "n"): 1234}
    (fault,) = read("1,234", told="1.234,5").faults
    assert "'1,234' is a fraction of a person, which is no count; write 1234 if" in str(fault)


def test_two_conventions_in_one_file_are_a_fault():
    (fault,) = read("1,234,567", "1.234.567").faults
    assert "'1.234.567' and '1,234,567' in row 2 part thousands differently" in str(fault)
    (fault,) = read("12,5", told="1,234.5", scale="thousands").faults
    assert "'12,5' is no number as 1,234.5 is one" in str(fault)


@pytest.mark.parametrize("text", ["over 300", "-5", "12 34", "1,23,456", "*", "~400", "1e5", "4-5", "10%"])
def test_what_is_no_number_of_people_is_a_fault(text):
    (fault,) = read(text).faults
    assert str(fault).startswith(f"f.csv:2:n: '{text}' is not a number of people")


@pytest.mark.parametrize(
    ("text", "is_qualified"),
    [
        *(
            (text, True)
            for text in ("> 4,500", "at least 1,700", "3 000 - 3 500", "~1,400", "ca. 900", "4,500+", "5 to 6")
        ),
        *((text, False) for text in ("12oo", "-5", "12 34", "*", "1e5", "10%", "no day", "2022-09-25", "Total12")),
    ],
)
def test_bounds_and_ranges_are_told_where_they_go(text, is_qualified):
    (fault,) = read(text).faults
    assert ("columns called low and high" in str(fault)) == is_qualified
    assert ("at_least or at_most" in str(fault)) == is_qualified


def test_blanks_are_no_figures_and_a_workbook_tells_its_own():
    assert read("", "-", "n/a", "N/A", "..").values == {}
    assert read_numbers([At(2, "n", Cell("1.234", 1234.0))], "f.csv", None).values == {(2, "n"): 1234}


@given(st.lists(st.integers(0, 10**9), min_size=1), st.sampled_from(["1,234.5", "1.234,5"]))
def test_numbers_with_thousands_read_back(numbers, convention):
    texts = [f"{number:,}".replace(",", convention[1]) for number in numbers]
    values = read(*texts, told=convention).values
    assert [values[line, "n"] for line in range(2, 2 + len(numbers))] == numbers
