"""How much of a local period counts in each tick; numbers a day are spread by it, and each is there on its day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exeunt.engine.compile.arrays import compile_world
from exeunt.engine.compile.clock import Clock
from exeunt.engine.compile.drivers import _Layer
from worlds import build, corridor, run

TICKS = (1, 2, 3, 4, 6, 8, 12, 24)
FIRST = date(2024, 1, 1)  # a Monday


quarters = st.integers(-48, 56).map(lambda quarter: quarter / 4)
some_weekdays = st.sets(st.integers(0, 6), min_size=1)


@given(
    tick=st.sampled_from(TICKS),
    offset=quarters,
    minute=st.integers(-1500, 11 * 1440),
    lasts=st.integers(1, 3000),
    weekdays=some_weekdays,
)
def test_every_minute_of_a_recorded_day_counts_in_a_tick_that_begins_in_it(tick, offset, minute, lasts, weekdays):
    """It counts as much later as the first tick of a day begins after midnight, so that a day's ticks are alike."""
    clock = Clock.over(FIRST, 10, tick, east=max(offset, 0.0), west=min(offset, 0.0))
    since = pd.Timestamp(FIRST) + pd.Timedelta(minutes=minute)
    ticks, part = clock.covered(since, since + pd.Timedelta(minutes=lasts), offset, sorted(weekdays))
    minutes = minute + np.arange(lasts)
    day = minutes // 1440
    minutes = minutes[np.isin(day % 7, sorted(weekdays)) & (day >= 0) & (day < 10)]
    starts = (clock.start - pd.Timestamp(FIRST)) / pd.Timedelta(minutes=1) + offset * 60
    starts += tick * 60 * np.arange(clock.count)
    own = np.searchsorted(starts, minutes + starts[0] % (tick * 60), side="right") - 1
    found = np.zeros(clock.count)
    found[ticks] = part
    assert found * tick * 60 == pytest.approx(np.bincount(own, minlength=clock.count), abs=1e-6)


@given(
    tick=st.sampled_from(TICKS),
    offset=quarters,
    weekdays=some_weekdays,
    first=st.one_of(st.none(), st.integers(0, 9)),
    lasts=st.one_of(st.none(), st.integers(1, 9)),
    factor=st.sampled_from([0.0, 0.5, 2.0]),
    on=some_weekdays,
)
def test_each_recorded_day_has_exactly_its_amount(tick, offset, weekdays, first, lasts, factor, on):
    """Whatever the dates, the days of the week, the clock and the tick; a factor acts on the whole of its days."""
    clock = Clock.over(FIRST, 10, tick, east=14.0, west=-12.0)
    since = pd.NaT if first is None else pd.Timestamp(FIRST) + pd.Timedelta(days=first)
    until = pd.NaT if lasts is None else pd.Timestamp(FIRST) + pd.Timedelta(days=(first or 0) + lasts)
    layer, at = _Layer(clock, np.array([offset])), np.array([0])
    amount, times = np.zeros((clock.count, 1)), np.ones((clock.count, 1))
    layer.amount(amount, {"from": since, "until": until, "weekday": names(weekdays), "value": 24.0}, at)
    layer.factor(times, {"from": pd.NaT, "until": pd.NaT, "weekday": names(on), "value": factor}, at)
    assert (amount >= 0.0).all()
    a_tick = (amount * times)[:, 0] * tick / 24.0
    day = clock.local_days(layer.offsets)[:-1, 0]
    assert (a_tick[day < 0] == 0.0).all()
    over = 10 if lasts is None else (first or 0) + lasts
    expected = [
        24.0 * ((first or 0) <= d < over and d % 7 in weekdays) * (factor if d % 7 in on else 1.0) for d in range(10)
    ]
    assert np.bincount(day[day >= 0], a_tick[day >= 0]) == pytest.approx(expected, abs=1e-9)


def names(weekdays) -> str:
    return "+".join(["mon", "tue", "wed", "thu", "fri", "sat", "sun"][day] for day in sorted(weekdays))


@pytest.mark.parametrize(("tick", "offset"), [(3, "5"), (6, "5"), (6, "-3.5"), (12, "5.75"), (24, "0")])
def test_what_comes_all_day_long_comes_evenly_whatever_the_clock(tick, offset):
    """A gate at 95 % of its load has no line to speak of: none is made where a tick holds the end of a day."""
    rows = "name, where, value\nordinary_in, gate, 9500\ndepartures, home, 2400"
    world = build(
        places=f"id, country, kind, population, utc_offset\nhome, AAA, home, 100000, {offset}\n"
        f"town, BBB, town, , {offset}",
        links="from, to, mode, hours, gate\nhome, town, road, 3, gate",
        gates=f"id, country_from, country_to, people_per_day, utc_offset\ngate, AAA, BBB, 12500, {offset}",
        rules="id, act, where, effect\nopen, enter, BBB, allow",
        drivers=rows,
        tick=tick,
        days=6,
    )
    arrays = compile_world(world)
    recorded = arrays.times.gate_day[:-1, 0] >= 0
    assert arrays.drivers.ordinary[recorded, 0, 0].sum(axis=1) == pytest.approx(9500 * tick / 24)
    assert arrays.drivers.given[recorded, 0] == pytest.approx(2400 * tick / 24)
    assert run(world)["wait_hours"][1:, 0].max() < 0.2


@pytest.mark.parametrize(("tick", "offset"), [(3, "5"), (6, "3"), (24, "-5"), (8, "5.75"), (3, "0")])
@pytest.mark.parametrize("name", ["departures", "displaced"])
def test_given_numbers_set_out_on_their_own_days(tick, offset, name):
    """24 a day are 24 on every day: with no dates, on two days, on the days of a weekend and on one Tuesday."""
    assert setting_out(f"{name}, , , , home, 24", tick=tick, offset=offset).tolist() == [24] * 6
    two = f"{name}, 2024-01-02, 2024-01-03, , home, 24"
    assert setting_out(two, tick=tick, offset=offset).tolist() == [0, 24, 24, 0, 0, 0]
    weekend = setting_out(f"{name}, , , sat+sun, home, 24", tick=tick, offset=offset, days=7)
    assert weekend.tolist() == [0, 0, 0, 0, 0, 24, 24]
    tuesday = setting_out(f"{name}, , , tue, home, 24", tick=tick, offset=offset, first_day=date(2024, 1, 2))
    assert tuesday.tolist() == [24, 0, 0, 0, 0, 0]


def test_a_factor_on_a_day_of_the_week_acts_on_the_whole_of_it_and_on_no_other():
    """Twice 24 on Saturday are 48, and Friday keeps its 24, although a tick begins on Friday at nine in the evening."""
    rows = "name, weekday, where, value\nordinary_in, , gate, 24\nweekday, sat, gate, 2"
    world = corridor(drivers=rows, gate=", , , , 3", tick=6, days=7)
    arrays = compile_world(world)
    day, ordinary = arrays.times.gate_day[:-1, 0], arrays.drivers.ordinary[:, 0].sum(axis=(1, 2))
    assert np.bincount(day[day >= 0], ordinary[day >= 0]) == pytest.approx([24, 24, 24, 24, 24, 48, 24])


def setting_out(rows: str, *, tick: int, offset: str = "0", days: int = 6, first_day: date = FIRST) -> np.ndarray:
    world = build(
        places=f"id, country, kind, population, utc_offset\nhome, AAA, home, 100000, {offset}\n"
        f"town, BBB, town, , {offset}",
        links="from, to, mode, hours, both_ways\nhome, town, road, 3, yes",
        drivers="name, from, until, weekday, where, value\n" + rows,
        tick=tick,
        days=days,
        first_day=first_day,
    )
    return run(world)["departures"].sum(axis=1)


@pytest.mark.slow
@pytest.mark.parametrize("tick", TICKS)
@pytest.mark.parametrize("offset", ["0", "3", "-5", "5.5"])
@pytest.mark.parametrize("name", ["departures", "displaced"])
def test_six_hours_of_departures_are_a_quarter_of_a_day_whatever_the_tick(tick, offset, name):
    """1,200 a day from ten to four are 300."""
    row = f"{name}, 2024-01-03T10:00, 2024-01-03T15:59, , home, 1200"
    assert setting_out(row, tick=tick, offset=offset).sum() == 300


@pytest.mark.parametrize("tick", TICKS)
def test_days_of_the_week_count_whatever_the_tick(tick):
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
