"""Ticks in UTC, days in local time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pandas.api.typing import NaTType

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Clock:
    """The ticks of a run: `count` of them, `hours` long, the first at `start` (UTC).

    They cover every local day of the period for every offset between `east` and `west` hours from UTC.
    """

    start: pd.Timestamp
    hours: int
    count: int
    first_day: date
    days: int

    @classmethod
    def over(cls, first_day: date, days: int, hours: int, *, east: float, west: float) -> Clock:
        """Lay ticks over `days` local days for offsets from `west` to `east` hours."""
        before = math.ceil(east / hours) * hours
        after = math.ceil((days * 24 - west) / hours) * hours
        start = pd.Timestamp(first_day) - pd.Timedelta(hours=before)
        return cls(start, hours, (after + before) // hours, first_day, days)

    def starts(self) -> NDArray[np.datetime64]:
        """Return the UTC starts of the ticks, datetime64[h]."""
        first = self.start.to_datetime64().astype("datetime64[h]")
        return np.asarray(first + self.hours * np.arange(self.count).astype("timedelta64[h]"))

    def utc_days(self) -> NDArray[np.int64]:
        """Return the day of UTC in which each tick lies, that of the first tick 0: none has a part of two."""
        day = self.starts().astype("datetime64[D]")
        return np.asarray((day - day[0]).astype(np.int64))

    def day_numbers(self, offsets: Floats) -> NDArray[np.int64]:
        """Return the local day in which each tick begins, the first 0, at each offset, shape (ticks + 1, offsets)."""
        return np.floor(self._local(offsets) / 24.0).astype(np.int64)

    def local_days(self, offsets: Floats) -> NDArray[np.int64]:
        """Return the day of the record in which each tick begins, likewise; -1 outside."""
        day = self.day_numbers(offsets)
        return np.where((day >= 0) & (day < self.days), day, -1)

    def tick_of(self, local: pd.Timestamp, offset: float, *, end: bool = False) -> int:
        """Return the first tick that starts at or after a local time (0 or `count` beyond the run).

        A missing time is the beginning of time, or its end with `end`.
        """
        if pd.isna(local):
            return self.count if end else 0
        since = (local - self.start) / pd.Timedelta(hours=1) - offset
        return min(max(math.ceil(since / self.hours - 1e-9), 0), self.count)

    def covered(
        self,
        since: pd.Timestamp | NaTType,
        until: pd.Timestamp | NaTType,
        offset: float,
        weekdays: Sequence[int] = range(7),
        *,
        beyond: bool = False,
    ) -> tuple[slice, Floats]:
        """Return the ticks that count for a local period, and how much of it each does, in lengths of a tick.

        A day is recorded by the ticks that begin in it, and the first of these may begin after midnight: by so much
        later all that is given for its hours acts. Each recorded day then has just as much of the period as lies in
        it, spread as the period is, and days that are not recorded have none of it, unless they are to have theirs too
        (`beyond`: what holds from the first day on held before, what holds on the last one goes on). A missing time
        is the beginning of time, or its end; days of the week count from Monday, 0.
        """
        start = float(self.hours) * math.floor((self._since_first_day(self.start) + offset) / self.hours + 1e-9)
        low, high = start, start + self.hours * self.count
        if isinstance(since, pd.Timestamp) and not (beyond and self._since_first_day(since) <= 0.0):
            low = max(low, self._since_first_day(since))
        if isinstance(until, pd.Timestamp) and not (beyond and self._since_first_day(until) >= 24.0 * self.days):
            high = min(high, self._since_first_day(until))
        first = max(math.floor((low - start) / self.hours + 1e-9), 0)
        last = max(math.ceil((high - start) / self.hours - 1e-9), first)
        ticks = slice(first, min(last, self.count))
        begins = start + self.hours * np.arange(ticks.start, ticks.stop)
        day = begins // 24
        on = np.isin((day + self.first_day.weekday()) % 7, list(weekdays))
        if not beyond:
            on &= (day >= 0) & (day < self.days)
        inside = np.minimum(begins + self.hours, high) - np.maximum(begins, low)
        return ticks, np.maximum(inside, 0.0) * on / self.hours

    def weekdays(self, offsets: Floats) -> NDArray[np.int64]:
        """Return the local day of the week (0 = Monday) at each tick's start, shape (ticks, offsets)."""
        return np.asarray((self.day_numbers(offsets)[:-1] + self.first_day.weekday()) % 7)

    def first_in_each(self, hours: float) -> NDArray[np.bool_]:
        """Say of each tick whether it is the first to start within one of the intervals of so many hours."""
        since = self.start.hour + self.hours * np.arange(self.count)
        return np.asarray(since % hours < self.hours)

    def _local(self, offsets: Floats) -> Floats:
        """Return the hours from the first local day's midnight to each tick's start, shape (ticks + 1, offsets)."""
        since = self._since_first_day(self.start)
        return np.asarray(since + self.hours * np.arange(self.count + 1)[:, None] + offsets[None, :])

    def _since_first_day(self, moment: pd.Timestamp) -> float:
        return float((moment - pd.Timestamp(self.first_day)) / pd.Timedelta(hours=1))
