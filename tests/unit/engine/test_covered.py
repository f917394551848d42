"""What part of each tick a local period covers; numbers a day are spread by it, and none is lost."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exeunt.engine.compile.arrays import compile_world
from exeunt.engine.compile.clock import Clock
from worlds import build, corridor, run

TICKS = (1, 2, 3, 4, 6, 8, 12, 24)
FIRST = date(2024, 1, 1)  # a Monday


@given(
    tick=st.sampled_from(TICKS),
    offset=st.sampled_from([-9.5, -3.0, 0.0, 3.0, 5.75, 13.0]),
    minute=st.integers(0, 6 * 1440),
    lasts=st.integers(1, 3000),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
)
def test_the_parts_add_up_to_the_hours_of_the_period(tick, offset, minute, lasts, weekdays):
    clock = Clock.over(FIRST, 10, tick, east=max(offset, 0.0), west=min(offset, 0.0))
    since = pd.Timestamp(FIRST) + pd.Timedelta(minutes=minute)
    ticks, part = clock.covered(since, since + pd.Timedelta(minutes=lasts), offset, sorted(weekdays))
    assert ((part >= 0) & (part <= 1 + 1e-12)).all()
    minutes = minute + np.arange(lasts)
    on = np.isin((minutes // 1440) % 7, sorted(weekdays))
    assert part.sum() * tick * 60 == pytest.approx(on.sum(), abs=1e-6)
    starts = (clock.start - pd.Timestamp(FIRST)) / pd.Timedelta(minutes=1) + offset * 60 + tick * 60 * np.arange(999)
    of_tick = np.searchsorted(starts, minutes + 0.5) - 1
    counted = np.bincount(of_tick[on], minlength=ticks.stop)[ticks]
    assert part * tick * 60 == pytest.approx(counted, abs=1e-6)


def test_a_period_without_ends_covers_everything():
    clock = Clock.over(FIRST, 3, 6, east=5.0, west=0.0)
    ticks, part = clock.covered(pd.NaT, pd.NaT, 5.0)
    assert (ticks, part.tolist()) == (slice(0, clock.count), [1.0] * clock.count)


def setting_out(rows: str, *, tick: int, offset: str = "0", weekday: str = "") -> np.ndarray:
    world = build(
        places=f"id, country, kind, population, utc_offset\nhome, AAA, home, 100000, {offset}\n"
        f"town, BBB, town, , {offset}",
        links="from, to, mode, hours, both_ways\nhome, town, road, 3, yes",
        drivers="name, from, until, weekday, where, value\n" + rows,
        tick=tick,
        days=6,
    )
    return run(world)["departures"].sum(axis=1)


@pytest.mark.parametrize("tick", TICKS)
@pytest.mark.parametrize("offset", ["0", "3", "-5", "5.5"])
@pytest.mark.parametrize("name", ["departures", "displaced"])
def test_six_hours_of_departures_are_a_quarter_of_a_day_whatever_the_tick(tick, offset, name):
    """1,200 a day from ten to four are 300."""
    row = f"{name}, 2024-01-03T10:00, 2024-01-03T15:59, , home, 1200"
    assert setting_out(row, tick=tick, offset=offset).sum() == 300


@pytest.mark.parametrize("tick", TICKS)
@pytest.mark.parametrize("offset", ["0", "3", "-5", "5.5"])
def test_no_departure_of_the_first_day_is_lost_or_late(tick, offset):
    by_day = setting_out("departures, 2024-01-01, 2024-01-02, , home, 1200", tick=tick, offset=offset)
    assert by_day.sum() == 2400
    assert by_day[3:].sum() == 0


@pytest.mark.parametrize("tick", TICKS)
def test_days_of_the_week_count_by_the_hour(tick):
    """From Monday to Saturday there are two of the days named, whatever of them a tick holds."""
    assert setting_out("departures, , , tue+thu, home, 1200", tick=tick, offset="5.5").sum() == 2400


@pytest.mark.parametrize("tick", [1, 6, 24])
def test_ordinary_traffic_and_its_factors_keep_their_numbers(tick):
    rows = """name, from, until, weekday, where, value
        ordinary_in, 2024-01-02T06:00, 2024-01-02T17:59, , gate, 800
        ordinary_out, , , , gate, 100
        weekday, , , wed, gate, 3
        weekday, 2024-01-05, 2024-01-05, , gate, 0"""
    world = corridor(drivers=rows, tick=tick, days=5)
    ordinary = compile_world(world).drivers.ordinary.sum(axis=(0, 3))
    assert ordinary[0].tolist() == pytest.approx([400, 100 + 100 + 300 + 100 + 0])


@pytest.mark.parametrize("tick", [1, 6, 24])
def test_a_call_up_of_six_hours_is_a_quarter_of_one_of_a_day(tick):
    rows = "name, from, until, where, value\ndraft, 2024-01-02T06:00, 2024-01-02T11:59, home, 4000"
    hazard = compile_world(corridor(drivers=rows, tick=tick)).drivers.draft
    assert hazard.sum() * tick / 24 == pytest.approx(1000 / 100_000)
