"""Opening hours in the form of OpenStreetMap, as hours of the week."""

from __future__ import annotations

import numpy as np
import pytest

from exeunt.scenario import effects
from exeunt.scenario.opening_hours import DAY, DAYS, longest_day, opening_hours

EVERY = range(7)


def hours(*spans: tuple[object, float, float]) -> np.ndarray:
    """Return a week open on days (a number, or several) from one hour of the day to another, beyond 24 the next day."""
    week = np.zeros(7 * DAY, np.bool_)
    for days, begins, ends in spans:
        for day in [days] if isinstance(days, int) else days:
            week[np.arange(int((day * 24 + begins) * 60), int((day * 24 + ends) * 60)) % len(week)] = True
    return week


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("08:00-20:00", hours((EVERY, 8, 20))),
        ("00:00-24:00", hours((EVERY, 0, 24))),
        ("08:30-09:15", hours((EVERY, 8.5, 9.25))),
        ("22:00-06:00", hours((EVERY, 22, 30))),
        ("Su 22:00-06:00", hours((6, 22, 24), (0, 0, 6))),
        ("24/7", hours((EVERY, 0, 24))),
        ("off", hours()),
        ("24/7; Su off", hours((range(6), 0, 24))),
        ("Mo-Fr 08:00-12:00,13:00-18:00; Sa 09:00-12:00", hours((range(5), 8, 12), (range(5), 13, 18), (5, 9, 12))),
        ("Mo-Fr 08:00-12:00 13:00-18:00", hours((range(5), 8, 12), (range(5), 13, 18))),
        ("Fr-Mo 08:00-12:00", hours(([4, 5, 6, 0], 8, 12))),
        ("Mo,We-Th 08:00-12:00", hours(([0, 2, 3], 8, 12))),
        ("08:00-20:00; Sa, Su off", hours((range(5), 8, 20))),
        ("mo - fr  08:00 - 20:00 ;sa closed", hours((range(5), 8, 20))),
        ("08:00-20:00; Mo 10:00-11:00", hours((0, 10, 11), (range(1, 7), 8, 20))),
        # what is said of a day holds from midnight to midnight; a night that is said of later stays whole
        ("22:00-06:00; Sa off", hours(([6, 0, 1, 2, 3], 22, 30), (4, 22, 24), (6, 0, 6))),
        ("Sa off; Fr 22:00-06:00", hours((4, 22, 30))),
    ],
)
def test_a_week(text, week):
    found = opening_hours(text)
    assert found is not None
    wrong = [(DAYS[minute // DAY], minute % DAY / 60) for minute in np.flatnonzero(found != week)]
    assert not wrong


@pytest.mark.parametrize(
    "text",
    [
        *("", ";", "08:00-20:00;", "8:00-20:00", "08:00-08:00", "08:00-24:01", "24:00-06:00", "08:00", "08:60-09:00"),
        *("Mo-Fr", "Mo Fr 08:00-12:00", "Mo-Fr 24/7", "Mon 08:00-12:00", "Mo-Fr 08:00-12:00,Sa 09:00-12:00", "always"),
        *("PH off", "sunrise-sunset", "Jan-Mar 08:00-20:00", "08:00+", '"by appointment"', "08:00-12:00 || off"),
        "٠٨:٠٠-٢٠:٠٠",
    ],
)
def test_what_is_not_understood(text):
    assert opening_hours(text) is None


def test_the_longest_day():
    assert longest_day(opening_hours("Mo-Fr 08:00-12:00,13:00-18:00; Sa 09:00-12:00")) == 9 * 60
    assert longest_day(opening_hours("22:00-06:00")) == 8 * 60
    assert longest_day(opening_hours("off")) == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("open  08:30-20:00", "at 08:30-20:00 only"),
        ("open Mo-Fr 08:00-12:00 13:00-18:00; Sa off", "at Mo-Fr 08:00-12:00 13:00-18:00; Sa off only"),
        ("open 24/7", "at all hours"),
        ("open off", "at no hour"),
        ("deny", ""),
    ],
)
def test_the_hours_of_an_effect(text, said):
    effect = effects.parse(text)
    assert effect
    assert effects.hours_said(text) == said
    if effect.kind == "open":
        assert (effects.hours_of(text) == opening_hours(" ".join(text.split()[1:]))).all()


@pytest.mark.parametrize("text", ["open 20:00-20:00", "open 08:00-25:00", "open", "open PH off"])
def test_what_is_no_effect_of_hours(text):
    assert effects.parse(text) is None
    if text != "open":
        assert effects.fault(text)[1].startswith("behind open, write hours as 08:00-20:00")
