"""Local times as people write them: a day, or a day and a time.

A `from` that names a day begins at its midnight. An `until` is kept as the moment the period is over: a day counts to
its end, so the next midnight, and a minute such as ``2022-09-29T23:59`` counts to its end, so one minute more. Only
what was *counted* until a moment (observations) ends exactly there.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

import numpy as np
import pandas as pd

from exeunt.errors import InputError, quoted

Edge = Literal["from", "until", "until exactly"]
EXACTLY: Edge = "until exactly"
Day = str | date | np.datetime64
Moment = str | date | datetime | np.datetime64

# The engine counts in 64-bit seconds, and local clocks may reach into the neighbouring days.
FIRST_YEAR, LAST_YEAR = 1900, 2199
YEARS = f"in a year from {FIRST_YEAR} to {LAST_YEAR}"
RIGHT = f"write a day that exists as 2022-09-21, or with a time as 2022-09-21T18:00, {YEARS}"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PERIODS = ("Y", "M", "W")  # what numpy counts in that is longer than a day
_MOMENT = re.compile(r"((?:19|20|21)\d\d)-([01]\d)-([0-3]\d)(?:T([0-2]\d):([0-5]\d))?", re.ASCII)


def parse_time(text: str, edge: Edge = "from") -> datetime | None:
    """Read a local time; None if the text is blank or not a time.

    Parameters
    ----------
    text
        The time as text.
    edge
        Whether it begins a period (``from``), ends it with the day or minute included (``until``), or ends it at the
        very moment named (``until exactly``, which still includes a day named without a time).

    """
    match = _MOMENT.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in match.groups())
    try:
        moment = datetime(year, month, day, hour, minute)
    except ValueError:
        return None
    if match[4] is None:
        return moment if edge == "from" else moment + timedelta(days=1)
    return moment + timedelta(minutes=1) if edge == "until" else moment


def written(moment: Moment | None) -> str:
    """Write a day or minute given in Python the way a file would have it; None is blank.

    A `datetime` at midnight is that day, since a frame holds days so.

    Raises
    ------
    InputError
        If it is neither a day nor a time, as NaT is (a date that is missing is not one that is left out), or has
        seconds or a time zone.

    """
    if moment is None:
        return ""
    plain = _plain(moment)
    is_day = isinstance(plain, datetime) and plain.time() == time()
    return written_to_the_minute(plain)[: len("2022-09-21") if is_day else None]


def written_to_the_minute(moment: Moment) -> str:
    """Write a moment as `written`, but midnight as the minute it is."""
    plain = _plain(moment)
    if not isinstance(plain, datetime):
        return plain.isoformat() if isinstance(plain, date) else plain
    if plain.tzinfo is not None:
        raise InputError(f"{quoted(str(moment))} has a time zone, but times are local: give it without one")
    if plain != plain.replace(second=0, microsecond=0) or getattr(plain, "nanosecond", False):
        raise InputError(
            f"{quoted(str(moment))} has seconds, but times are to the minute: give it without them, such as "
            f"{plain:%Y-%m-%dT%H:%M}"
        )
    return plain.strftime("%Y-%m-%dT%H:%M")


def _plain(moment: Any) -> str | date:
    """Return a moment as text, date or datetime; what is missing, or could be read in two ways, is refused."""
    given = moment
    if isinstance(given, np.datetime64) and np.datetime_data(given)[0] not in _PERIODS:
        is_day = np.datetime_data(given)[0] == "D"
        given = given.item() if is_day else _finer(given)
    if isinstance(given, str | date) and not pd.isna(given):
        return given
    raise InputError(
        f"{quoted(str(moment))} is neither a day nor a time; give text such as '2022-09-28' or '2022-09-28T18:00', or "
        "a date, a datetime or a numpy.datetime64 of a day or finer."
    )


def _finer(given: np.datetime64) -> Any:
    """Return a moment to the nanosecond; a number if no calendar has it."""
    second = given.astype("datetime64[s]").item()
    return pd.Timestamp(given) if isinstance(second, datetime) else second


def weekdays(text: str) -> list[int] | None:
    """Read days of the week joined by ``+`` as numbers, 0 for Monday, or None if one of them is none."""
    days = text.split("+")
    return [WEEKDAYS.index(day) for day in days] if set(days) <= set(WEEKDAYS) else None


def as_day(day: Day) -> date:
    """Return a day that is asked for as it is written or as itself.

    Raises
    ------
    InputError
        If it is none.

    """
    moment = parse_time(written(day))
    if moment is None or moment != datetime(moment.year, moment.month, moment.day):
        raise InputError(f"{quoted(str(day))} is no day; write one as 2022-09-28")
    return moment.date()
