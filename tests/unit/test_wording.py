"""Numbers and dates as people read them."""

import math

import pandas as pd
import pytest

from exeunt import wording


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (301669, "302,000"),
        (1979, "1,980"),
        (421.4, "421"),
        (0, "0"),
        (2.947, "2.9"),
        (17.46, "17.5"),
        (45.0, "45"),
        (0.02, "0"),
        (math.nan, "unknown"),
    ],
)
def test_about_pretends_no_more_than_it_knows(value, said):
    assert wording.about(value) == said


def test_differences_carry_their_sign():
    assert wording.change(1234.4) == "+1,234"
    assert wording.change(-3) == "−3"
    assert wording.change(-0.2) == "0"
    assert wording.change(math.nan) == "–"


def test_a_band_is_written_from_end_to_end_and_as_a_dash_where_there_is_none():
    assert wording.span(1000.0, 2500.4) == "1,000 to 2,500"
    assert wording.span(math.nan, math.nan) == "–"
    assert wording.ends(wording.change(-3), wording.change(2)) == "−3 to +2"
    assert wording.ends(wording.change(math.nan), wording.change(math.nan)) == "–"


def test_periods():
    day = pd.Timestamp
    assert wording.when(day("2022-09-21"), day("2022-09-28")) == "21–27 Sep"
    assert wording.when(day("2022-09-21"), day("2022-09-22")) == "21 Sep"
    assert wording.when(day("2022-09-29"), day("2022-10-02")) == "29 Sep – 1 Oct"
    assert wording.when(day("2022-09-23T06:00"), day("2022-09-23T06:00")) == "23 Sep, 06:00"
    assert wording.when(day("2022-09-30"), day("2022-09-30")) == "30 Sep, 00:00"
    assert wording.when(day("2022-09-23T06:00"), day("2022-09-24")) == "23 Sep 06:00 – 24 Sep 00:00"


def test_periods_say_the_year_where_it_changes():
    day = pd.Timestamp
    assert wording.when(day("2021-03-01"), day("2022-03-03")) == "1 Mar 2021 – 2 Mar 2022"
    assert wording.when(day("2021-12-31"), day("2022-01-01")) == "31 Dec"
    assert wording.when(day("2021-12-31T18:00"), day("2022-01-01T06:00")) == "31 Dec 2021 18:00 – 1 Jan 2022 06:00"


def test_periods_say_the_year_where_they_are_asked_to():
    day = pd.Timestamp
    assert wording.when(day("2022-09-21"), day("2022-09-28"), year=True) == "21–27 Sep 2022"
    assert wording.when(day("2022-09-21"), day("2022-09-22"), year=True) == "21 Sep 2022"
    assert wording.when(day("2022-09-29"), day("2022-10-02"), year=True) == "29 Sep 2022 – 1 Oct 2022"
    assert wording.when(day("2022-09-23T06:00"), day("2022-09-23T06:00"), year=True) == "23 Sep 2022, 06:00"


def test_a_forecast_from_new_year_on_says_of_which_year_its_first_day_is():
    assert wording.forecast_from("2022-12-30") == "from 31 December on it is a forecast"
    assert wording.forecast_from("2022-12-31") == "from 1 January 2023 on it is a forecast"


def test_kilometres_and_hours_have_one_decimal_and_shares_two():
    assert [wording.decimals(unit) for unit in ("people", "vehicles", "km", "hours", "share")] == [0, 0, 1, 1, 2]
    assert wording.decimals("people", "share_men") == 2


def test_lists():
    assert wording.joined([]) == ""
    assert wording.joined(["one"]) == "one"
    assert wording.joined(["one", "two", "three"]) == "one, two and three"
    assert wording.plural(1, "member") == "1 member"
    assert wording.plural(1200, "member") == "1,200 members"
    assert len(wording.short("x" * 500)) == wording.LONGEST


def test_citizens_are_named_where_a_border_counts_them_and_not_of_those_who_fled():
    assert wording.measured("crossings_in", "citizens") == "people entering (citizens)"
    assert wording.measured("arrivals", "citizens") == "people who fled"
    assert wording.measured("stock", "citizens", "change") == "people present, change"
    assert wording.measured("arrivals", "sex = man") == "people who fled (sex = man)"


@pytest.mark.parametrize(
    ("measure", "until", "said"),
    [
        ("crossings_in", "2024-03-08", ("people entering", "8 Mar")),
        ("crossings_in", "2024-03-14", ("people entering", "8–14 Mar")),
        ("queue_people", "2024-03-14", ("people in the queue, at most", "8–14 Mar")),
    ],
)
def test_what_is_foreseen_of_a_day_and_of_all_that_follow_is_told_apart(measure, until, said):
    row = {"measure": measure, "from": pd.Timestamp("2024-03-08"), "until": pd.Timestamp(until)}
    assert wording.foreseen(row) == said


@pytest.mark.parametrize(
    ("outside", "said"),
    [
        ([], "0 of 20 figures, taken in now or learned from before, lie outside the band of the moved run."),
        (["a"], "1 of 20 figures, taken in now or learned from before, lies outside the band of the moved run: a."),
        (
            ["a", "b", "c", "d"],
            "4 of 20 figures, taken in now or learned from before, lie outside the band of the moved run: "
            "a, b and 2 more.",
        ),
    ],
)
def test_figures_outside_the_band_are_named(outside, said):
    assert wording.outside_band(outside, 20, most=2) == said


@pytest.mark.parametrize(
    ("words", "said", "as_clauses"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a and b", "a; b"),
        (["a", "b", "c"], "a, b and c", "a; b; c"),
        (["a", "b", "c", "d"], "a, b and 2 more", "a; b; and 2 more"),
        (["a"] * 2002, "a, a and 2,000 more", "a; a; and 2,000 more"),
    ],
)
def test_of_many_words_the_first_few_are_named_and_never_all_but_one(words, said, as_clauses):
    assert wording.few(words, 2) == said
    assert wording.few(words, 2, are_clauses=True) == as_clauses


@pytest.mark.parametrize(("lines", "shown"), [("ab", "ab"), ("abc", "abc"), ("abcd", ["a", "b", "and 2 more: see X"])])
def test_of_many_lines_the_first_few_stand_above_one_that_says_how_many_more_there_are(lines, shown):
    assert wording.first_lines(list(lines), 2, ": see X") == list(shown)


def test_figures_are_told_reason_by_reason_the_first_few_of_each():
    reasons = {"a": "it is late", "b": "it is a share", **{f"n{k}": "it is late" for k in range(8)}}
    assert wording.by_reason(reasons) == [("a, n0, n1, n2, n3 and 4 more", "it is late"), ("b", "it is a share")]


@pytest.mark.parametrize(("outside", "is_poor"), [([], False), (["a"], False), (["a", "b"], True)])
def test_where_more_than_a_quarter_of_the_figures_lie_outside_the_band_what_helps_is_said(outside, is_poor):
    told, *advice = wording.moved_fit(outside, 4)
    assert told == wording.outside_band(outside, 4)
    assert [each.split(":")[0] for each in advice[:1]] == ["That is a poor fit"] * is_poor
