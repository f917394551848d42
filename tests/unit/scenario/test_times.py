import math
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from exeunt.engine.compile.access import COMBINED
from exeunt.errors import InputError
from exeunt.scenario import effects
from exeunt.scenario.times import as_day, parse_time, written, written_to_the_minute
from exeunt.show.charts.rules import COLOURS
from exeunt.ways.question import find_moment


def parsed(text: str, edge: str) -> str:
    return str(parse_time(text, edge))


@pytest.mark.parametrize(
    ("text", "begins", "ends", "exactly"),
    [
        ("2022-09-29", "2022-09-29 00:00:00", "2022-09-30 00:00:00", "2022-09-30 00:00:00"),
        ("2022-09-29T23:59", "2022-09-29 23:59:00", "2022-09-30 00:00:00", "2022-09-29 23:59:00"),
        ("2022-09-23T06:00", "2022-09-23 06:00:00", "2022-09-23 06:01:00", "2022-09-23 06:00:00"),
        ("2024-02-29", "2024-02-29 00:00:00", "2024-03-01 00:00:00", "2024-03-01 00:00:00"),
    ],
)
def test_edges(text, begins, ends, exactly):
    assert parsed(text, "from") == begins
    assert parsed(text, "until") == ends
    assert parsed(text, "until exactly") == exactly


@pytest.mark.parametrize(
    "text",
    [
        *("", "2023-02-29", "2022-13-01", "2022-9-1", "22-09-01", "0001-01-01", "9999-01-01", "٢٠٢٢-٠٩-٠١"),
        *("2022-09-01T24:00", "2022-09-01T12", "2022-09-01 12:00", "2022-09-01T12:00Z", "today", "44825"),
    ],
)
def test_what_is_no_time(text):
    assert parse_time(text) is None


def test_times_given_in_python():
    assert written(None) == ""
    assert written(date(2022, 9, 21)) == "2022-09-21"
    assert written(datetime(2022, 9, 21, 18, 30)) == "2022-09-21T18:30"
    assert written("2022-09-21T00:00") == "2022-09-21T00:00"


def test_midnight_is_a_day_where_days_are_asked_for_as_a_frame_holds_them():
    assert written(pd.Timestamp("2022-09-21")) == written(datetime(2022, 9, 21)) == "2022-09-21"
    assert written_to_the_minute(pd.Timestamp("2022-09-21")) == "2022-09-21T00:00"


@pytest.mark.parametrize("aware", [pd.Timestamp("2022-09-21", tz="UTC"), datetime(2022, 9, 21, 18, tzinfo=UTC)])
@pytest.mark.parametrize("write", [written, written_to_the_minute, as_day])
def test_a_time_with_a_zone_is_refused(write, aware):
    with pytest.raises(InputError, match="has a time zone, but times are local: give it without one"):
        write(aware)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("quota 500/day", "quota", 500),
        ("quota  500 / day", "quota", 500),
        ("quota 0/day", "quota", 0),
        ("delay 2.5 h", "delay", 2.5),
        ("price x 3", "price", 3),
        ("price × 1.5", "price", 1.5),
        ("stay 30 days", "stay", 30),
        ("stay 1 day", "stay", 1),
        ("risk 0.2", "risk", 0.2),
    ],
)
def test_effects(text, kind, value):
    assert effects.parse(text) == (kind, value)


@pytest.mark.parametrize(
    "text", ["", "Deny", "quota", "quota -5/day", "quota nan/day", "delay 5", "price 3", "allow 5"]
)
def test_what_is_no_effect(text):
    assert effects.parse(text) is None


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("delay -3 h", "-3 is out of range for delay", "write a number from 0 to 8784 (hours)"),
        ("delay 1e9 h", "1000000000 is out of range for delay", "write a number from 0 to 8784 (hours)"),
        ("quota  -5 / day", "-5 is out of range for quota", "write a number of at least 0 (people/day)"),
        ("price x 1001", "1001 is out of range for price", "write a number from 0 to 1000 (factor)"),
        ("risk 1.5", "1.5 is out of range for risk", "write a number from 0 to 1 (share)"),
        ("stay -1 day", "-1 is out of range for stay", "write a number above 0, at most 36600 (days)"),
        (
            "stay 0 days",
            "0 is out of range for stay",
            "write a number above 0, at most 36600 (days); where nobody may stay, write deny, with act stay",
        ),
        (
            "capacity x 0.0",
            "0 is out of range for capacity",
            "write a number above 0, at most 1000 (factor); where nobody is let through, write open off",
        ),
    ],
)
def test_an_effect_whose_number_cannot_be_is_told_its_range(text, wrong, right):
    assert effects.parse(text) is None
    assert effects.fault(text) == (wrong, right)


@pytest.mark.parametrize("text", ["Deny", "delay 5", "delay -5", "quota many/day", "price 3", "allow 5", "stay 0"])
def test_what_has_no_known_form_is_told_what_may_be_written(text):
    assert effects.fault(text) == (f"'{text}' is not a known effect", effects.right())


def test_what_may_be_written_is_said_from_the_table():
    assert effects.right() == (
        "write allow, deny, quota N/day, delay N h, price x N, stay N days, risk N, open HOURS or capacity x N, "
        "N a number (at most, of delay 8784, of price 1000, of stay 36600, of risk 1 and of capacity 1000)"
    )


@pytest.mark.parametrize("name", effects.known_effects())
def test_every_effect_has_words_and_a_colour(name):
    known = effects.known_effects()[name]
    said = known.report.format(number="2", most="2", percent="2", hours="at 08:00-20:00 only")
    assert said
    assert "{" not in said
    assert known.colour in COLOURS
    assert known.combines in {"each", "all", *COMBINED}


def test_allow_and_deny_have_no_number():
    assert effects.parse("deny").kind == "deny"
    assert pd.isna(effects.parse("allow").value)


@pytest.mark.parametrize(
    ("moment", "day", "minute"),
    [
        (np.datetime64("2022-09-21"), "2022-09-21", "2022-09-21"),
        (np.datetime64("2022-09-21", "ns"), "2022-09-21", "2022-09-21T00:00"),
        (np.datetime64("2022-09-21T18:30:00"), "2022-09-21T18:30", "2022-09-21T18:30"),
        (np.str_("2022-09-21"), "2022-09-21", "2022-09-21"),
    ],
)
def test_times_are_given_as_numpy_has_them(moment, day, minute):
    assert (written(moment), written_to_the_minute(moment)) == (day, minute)


def test_a_day_of_an_outcome_can_be_asked_for(smallest):
    midnight = np.datetime64("2024-03-05", "ns")
    assert as_day(midnight) == date(2024, 3, 5)
    assert str(smallest.as_of(midnight).known_by) == "2024-03-05"
    added = smallest.with_rule(where="BBB", act="enter", effect="deny", since=midnight).rules
    assert added["from"].iloc[-1] == pd.Timestamp("2024-03-05")
    assert find_moment(smallest, midnight) == pd.Timestamp("2024-03-05T00:00")
    assert find_moment(smallest, np.datetime64("2024-03-05")) == pd.Timestamp("2024-03-05T12:00")


NO_MOMENTS = [20240305, 1.5, True, b"2024-03-05", pd.Period("2024-03-05"), np.datetime64("2024-03"), ["2024-03-05"],
              np.datetime64("90000-01-01T00"), timedelta(days=1), pd.NaT, math.nan, pd.NA, np.datetime64("NaT"),
              np.datetime64("NaT", "D")]  # fmt: skip


@pytest.mark.parametrize("moment", NO_MOMENTS, ids=repr)
@pytest.mark.parametrize("write", [written, written_to_the_minute, as_day])
def test_what_is_no_moment_is_refused_in_a_sentence(write, moment):
    with pytest.raises(InputError, match="is neither a day nor a time; give text such as '2022-09-28'"):
        write(moment)


SECONDS = [
    pd.Timestamp("2024-03-05 10:00:59.9"),
    pd.Timestamp("2024-03-05 00:00:00.000000001"),
    datetime(2024, 3, 5, 10, 0, 0, 1),
    np.datetime64("2024-03-05T10:00:59"),
    np.datetime64("2024-03-05T10:00:00.000000001"),
]


@pytest.mark.parametrize("moment", SECONDS, ids=str)
@pytest.mark.parametrize("write", [written, written_to_the_minute, as_day])
def test_seconds_are_refused_as_they_are_in_text(write, moment):
    with pytest.raises(InputError, match="has seconds, but times are to the minute: give it without them, such as 20"):
        write(moment)


@pytest.mark.parametrize("missing", [pd.NaT, math.nan, pd.NA])
@pytest.mark.parametrize("edge", ["since", "until", "announced", "latest"])
def test_a_date_that_is_missing_is_not_one_that_is_left_out(smallest, edge, missing):
    with pytest.raises(InputError, match="is neither a day nor a time"):
        smallest.with_rule("BBB", "enter", "deny", **{edge: missing})


def test_who_asks_for_ways_says_when(smallest):
    with pytest.raises(InputError, match="'None' is neither a day nor a time"):
        smallest.ways(start="capital", on=None)
