"""Local times as people write them: a day, or a day and a time.

A `from` that names a day begins at its midnight. An `until` is kept as the moment the period is over: a day counts to
its end, so the next midnight, and a minute such as ``2022-09-29T23:59`` counts to its end, so one minute more. Only
what was *counted* until a moment (observations) ends exactly there.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Literal

import pandas as pd

Edge = Literal["from", "until", "until exactly"]

RIGHT = "write a day that exists as 2022-09-21, or with a time as 2022-09-21T18:00"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = r"(?:19|20|21)\d\d-[01]\d-[0-3]\d"
_TIME = r"T[0-2]\d:[0-5]\d"


def parse_times(texts: pd.Series[str], edge: Edge = "from") -> pd.Series[pd.Timestamp]:
    """Read local times; what is blank or not a time becomes NaT.

    Parameters
    ----------
    texts
        Times as text.
    edge
        Whether the times begin a period (``from``), end it with the day or minute included (``until``), or end it at
        the very moment named (``until exactly``, which still includes a day named without a time).

    """
    is_day = texts.str.fullmatch(_DAY, flags=re.ASCII)
    is_minute = texts.str.fullmatch(_DAY + _TIME, flags=re.ASCII)
    days = pd.to_datetime(texts.where(is_day), format="%Y-%m-%d", errors="coerce")
    minutes = pd.to_datetime(texts.where(is_minute), format="%Y-%m-%dT%H:%M", errors="coerce")
    if edge != "from":
        days = days + pd.Timedelta(days=1)
    if edge == "until":
        minutes = minutes + pd.Timedelta(minutes=1)
    return days.fillna(minutes).astype("datetime64[s]")


def written(moment: str | date | datetime | None) -> str:
    """Write a moment given in Python the way a file would have it; None is blank."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        return moment.strftime("%Y-%m-%dT%H:%M")
    return moment.isoformat() if isinstance(moment, date) else moment


def weekdays(text: str) -> list[int] | None:
    """Read days of the week joined by ``+`` as numbers, 0 for Monday, or None if one of them is none."""
    days = text.split("+")
    return [WEEKDAYS.index(day) for day in days] if set(days) <= set(WEEKDAYS) else None
