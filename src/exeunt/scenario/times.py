"""Local times as people write them: a day, or a day and a time.

A `from` that names a day begins at its midnight. An `until` is kept as the moment the period is over: a day counts to
its end, so the next midnight, and a minute such as ``2022-09-29T23:59`` counts to its end, so one minute more. Only
what was *counted* until a moment (observations) ends exactly there.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Literal

import pandas as pd

from exeunt.errors import InputError, quoted

Edge = Literal["from", "until", "until exactly"]

RIGHT = "write a day that exists as 2022-09-21, or with a time as 2022-09-21T18:00"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
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


def written(moment: str | date | datetime | None) -> str:
    """Write a day or minute given in Python the way a file would have it; None and NaT are blank.

    A `datetime` at midnight is that day, since a frame holds days so.

    Raises
    ------
    InputError
        If it has a time zone.

    """
    is_day = isinstance(moment, datetime) and not pd.isna(moment) and moment.time() == time()
    return written_to_the_minute(moment)[: len("2022-09-21") if is_day else None]


def written_to_the_minute(moment: str | date | datetime | None) -> str:
    """Write a moment as `written`, but midnight as the minute it is."""
    if moment is None or pd.isna(moment):
        return ""
    if not isinstance(moment, datetime):
        return moment.isoformat() if isinstance(moment, date) else moment
    if moment.tzinfo is not None:
        raise InputError(f"{quoted(str(moment))} has a time zone, but times are local: give it without one")
    return moment.strftime("%Y-%m-%dT%H:%M")


def weekdays(text: str) -> list[int] | None:
    """Read days of the week joined by ``+`` as numbers, 0 for Monday, or None if one of them is none."""
    days = text.split("+")
    return [WEEKDAYS.index(day) for day in days] if set(days) <= set(WEEKDAYS) else None


def as_day(day: str | date) -> date:
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
