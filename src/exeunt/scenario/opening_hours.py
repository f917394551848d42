"""When a gate is open: the hours of a week, as OpenStreetMap writes them.

====================================================  ==================================================
``08:00-20:00``                                       every day
``22:00-06:00``                                       over midnight, until six on the morning after
``Mo-Fr 08:00-12:00,13:00-18:00; Sa 09:00-12:00``     by days of the week, and with a break at noon
``24/7``, ``off``                                     always, never; ``Su off`` says it of a day
====================================================  ==================================================

Breaks may also be written with a blank (``08:00-12:00 13:00-18:00``). After a semicolon, what is said of a day takes
the place of all that was said of it before, from midnight to midnight, the end of the night before included.
Holidays, seasons and the sun are not understood.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
from numpy.typing import NDArray

Week = NDArray[np.bool_]  # for each minute of a week from Monday, 00:00, whether it is open

DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
DAY, WEEK = 24 * 60, 7 * 24 * 60  # minutes
RIGHT = (
    "write hours as 08:00-20:00, over midnight as 22:00-06:00, by days of the week and with breaks as "
    "Mo-Fr 08:00-12:00,13:00-18:00; Sa 09:00-12:00, or 24/7 or off"
)

_DAY = f"(?:{'|'.join(DAYS)})"
_DAYS = f"{_DAY}(?:-{_DAY})?"
_TIME = r"(?:[01]\d|2[0-4]):[0-5]\d"
_SPAN = f"{_TIME}-{_TIME}"
_RULE = re.compile(f"(?:({_DAYS}(?:,{_DAYS})*) )?({_SPAN}(?:[, ]{_SPAN})*|off|closed)", re.ASCII)


@cache
def opening_hours(text: str) -> Week | None:
    """Read hours of the week, or give None if they are not written in that form; the array is not to be changed."""
    week = np.zeros(WEEK, np.bool_)
    rules = [_tidy(rule) for rule in text.split(";")]
    for rule in rules:
        if rule == "24/7":
            week[:] = True
            continue
        match = _RULE.fullmatch(rule)
        spans = [_span(span) for span in re.split("[, ]", match[2]) if "-" in span] if match else [None]
        if match is None or None in spans:
            return None
        days = _days(match[1]) if match[1] else range(7)
        for day in days:
            week[day * DAY : (day + 1) * DAY] = False
        for day in days:
            for begins, minutes in filter(None, spans):
                week[(day * DAY + begins + np.arange(minutes)) % WEEK] = True
    week.setflags(write=False)
    return week


def week_of(text: str) -> Week:
    """Return the hours of the week that a checked text says; blank is always."""
    week = opening_hours(text or "24/7")
    assert week is not None, text
    return week


def longest_day(week: Week) -> int:
    """Return for how many minutes it is open on the day of the week with most of them."""
    return int(week.reshape(7, DAY).sum(axis=1).max())


def _tidy(rule: str) -> str:
    """Write a rule in small letters, with single blanks and none beside a comma or a dash."""
    return re.sub(" ?([,-]) ?", r"\1", " ".join(rule.lower().split()))


def _span(text: str) -> tuple[int, int] | None:
    """Return the minute of the day at which a span of time begins and how many it has, or None if it cannot be."""
    hours = [int(hour) * 60 + int(minute) for hour, minute in re.findall(r"(\d\d):(\d\d)", text)]
    begins, ends = hours
    if begins == ends or begins >= DAY or ends > DAY:
        return None
    return begins, (ends - begins - 1) % DAY + 1


def _days(text: str) -> list[int]:
    """Return the numbers of days of the week, 0 for Monday; ``Sa-Mo`` runs over the end of the week."""
    days = list[int]()
    for part in text.split(","):
        first, last = DAYS.index(part[:2]), DAYS.index(part[-2:])
        days += [(first + i) % 7 for i in range((last - first) % 7 + 1)]
    return days
