"""Days are read as they come, and the order of day and month is never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exeunt.exchange.arrivals.days import Span, read_days, readings_of
from exeunt.exchange.arrivals.grid import Cell

ONE = date(2023, 4, 15)


@pytest.mark.parametrize(
    "text",
    [
        "2023-04-15", "2023/4/15", "20230415", "2023-04-15T00:00:00Z", "2023-04-15 23:59:59", "15 Apr 2023",
        "15-Apr-23", "15. April 2023", "15th April 2023", "April 15, 2023", "Sat, 15 April 2023", "15 avril 2023",
        "15 de abril de 2023", "15 апреля 2023", "15 Nisan 2023", "45031", "15/04/2023", "04/15/2023",
        "15 апреля 2023 г.", "15.04.2023г.", "15 квітня 2023 р.",
        "15.04.23", "15/04/2023 00:00", "15/04/2023 12:00 AM", "15 April 2023 24:00",
    ],
)  # fmt: skip
def test_days_in_every_usual_writing(text):
    assert set(readings_of(Cell(text)).values()) == {Span.of(ONE)}


@pytest.mark.parametrize("text", ["45031 р.", "45031р", "20230415 р.", "2023 р.", "15.04.23 р."])
def test_a_number_with_a_letter_behind_it_is_no_day(text):
    """It may be roubles."""
    assert not readings_of(Cell(text))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("апрель 2023 г.", date(2023, 4, 1), date(2023, 4, 30)),
        ("April 2023", date(2023, 4, 1), date(2023, 4, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023-W16", date(2023, 4, 17), date(2023, 4, 23)),
    ],
)
def test_months_and_years_are_spans(text, first, last):
    assert set(readings_of(Cell(text)).values()) == {Span(first, last)}


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("2023-04-15T07:00", "07:00:00"),
        ("2023-04-15 10:30:59", "10:30:00"),
        ("15/04/2023, 7:05 PM", "19:05:00"),
        ("15 April 2023 12:00 pm", "12:00:00"),
        ("2023-04-15T23:30:00Z", "23:30:00+00:00"),
        ("2023-04-15T23:30:00.000+0200", "23:30:00+02:00"),
        ("2023-04-15 06:00 UTC-3", "06:00:00-03:00"),
    ],
)
def test_a_time_of_day_is_kept_with_its_zone(text, clock):
    for span in readings_of(Cell(text)).values():
        assert (span.first, span.time.isoformat(), span.said) == (ONE, clock, text)


def test_a_moment_that_a_workbook_keeps_has_its_time():
    (span,) = set(readings_of(Cell("2023-04-15T07:00", datetime(2023, 4, 15, 7))).values())
    assert (span.first, span.time) == (ONE, time(7))
    assert set(readings_of(Cell("2023-04-15", datetime(2023, 4, 15))).values()) == {Span.of(ONE)}


@pytest.mark.parametrize(
    "text",
    ["2023-04-15 25:00", "2023-04-15 10:75", "2023-04-15 13:00 PM", "April 2023 10:00", "2023-04-15 10:00+99:00"],
)
def test_a_time_that_is_none_is_no_day(text):
    assert readings_of(Cell(text)) == {}


@pytest.mark.parametrize("text", ["", "2023-W54", "31/02/2023", "2023-02-30", "Total", "12", "15 Foo 2023", "Apr-23"])
def test_what_is_no_day_is_none(text):
    assert readings_of(Cell(text)) == {}


def read(*texts: str, told: str | None = None):
    return read_days([(line, Cell(text)) for line, text in enumerate(texts, start=2)], "f.csv", "Date", told)


@pytest.mark.parametrize("text", ["15 April", "Apr-15", "29.02.", "31/12", "15 апреля"])
def test_a_day_without_a_year_is_told_what_it_lacks(text):
    (fault,) = read_days([(2, Cell(text))], "figures.csv", "Date", None).faults
    assert f"'{text}' does not say its year; write a day as" in str(fault)


@pytest.mark.parametrize("text", ["32 April", "31/13", "May?", "15", "30 Feb"])
def test_what_is_no_day_of_any_year_is_called_that(text):
    (fault,) = read_days([(2, Cell(text))], "figures.csv", "Date", None).faults
    assert f"'{text}' is not a day that exists" in str(fault)


def test_another_row_of_the_column_decides_the_order():
    days = read("03/04/2023", "15/04/2023")
    assert days.spans[2] == Span.of(date(2023, 4, 3))
    assert days.said == "day-first, as row 3 shows"
    assert read("03/04/2023", "04/15/2023").spans[2] == Span.of(date(2023, 3, 4))


def test_an_order_that_nothing_tells_is_asked_about_once():
    (fault,) = read("03/04/2023", "05/04/2023", "2023-04-05").faults
    assert str(fault) == (
        "f.csv:2:Date: '03/04/2023' may be 3 April 2023 or 4 March 2023, and no row of this column tells; "
        "say it: dates='day-first' or dates='month-first'"
    )
    assert read("03/04/2023", told="month-first").spans[2] == Span.of(date(2023, 3, 4))


def test_where_day_and_month_are_the_same_there_is_nothing_to_ask():
    assert read("04/04/2023").spans[2] == Span.of(date(2023, 4, 4))


def test_an_order_that_the_column_contradicts_is_a_fault():
    (fault,) = read("15/04/2023", "04/16/2023").faults
    assert "cannot both be read in one order" in str(fault)
    (fault,) = read("15/04/2023", told="month-first").faults
    assert str(fault) == "f.csv:2:Date: '15/04/2023' is no day that exists, month-first; write a day as 2022-09-21"


@given(
    st.dates(date(1960, 1, 1), date(2090, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d %B %Y", "%B %d, %Y", "%d-%b-%Y"])
)
def test_a_day_in_words_or_iso_reads_back(day, written):
    assert set(readings_of(Cell(day.strftime(written))).values()) == {Span.of(day)}


@given(st.text(max_size=20))
def test_whatever_a_cell_holds_is_a_day_or_none(text):
    assert set(readings_of(Cell(text))) <= {"day-first", "month-first"}


@pytest.mark.parametrize("text", ["13/05/98", "13 May 98", "13-May-98 10:00", "05/04/98"])
def test_a_year_in_two_digits_that_lies_ahead_is_asked_for_in_four(text):
    days = read("12/05/2023", text)
    assert 3 not in days.spans
    assert f"f.csv:3:Date: '{text}' may be of 1998 or of 2098; write the year in four digits" in str(days.faults[0])


def test_a_year_in_two_digits_is_of_this_century_up_to_the_next_year():
    soon = datetime.now(UTC).date() + timedelta(days=300)
    days = read(f"{soon:%d %B %y}", "13/05/03", "13/05/2098")
    assert days.faults == ()
    assert [days.spans[line].last for line in (2, 3, 4)] == [soon, date(2003, 5, 13), date(2098, 5, 13)]
