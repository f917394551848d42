"""Ticks in UTC, days in local time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray


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

    def local_days(self, offsets: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the day number of each tick's start at each offset, shape (ticks + 1, offsets); -1 outside."""
        since = (self.start - pd.Timestamp(self.first_day)) / pd.Timedelta(hours=1)
        hours = since + self.hours * np.arange(self.count + 1)[:, None] + offsets[None, :]
        day = np.floor(hours / 24.0).astype(np.int64)
        return np.asarray(np.where((day >= 0) & (day < self.days), day, -1))

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
        since: pd.Timestamp,
        until: pd.Timestamp,
        offset: float,
        weekdays: Sequence[int] = range(7),
        *,
        on_its_day: bool = False,
    ) -> tuple[slice, NDArray[np.float64]]:
        """Return the ticks that a local period touches, and the part of each that it covers on its days of the week.

        A missing time is the beginning of time, or its end; days of the week count from Monday, 0. A tick counts for
        the local day on which it begins: with `on_its_day` the part of one that begins on the evening before the first
        of some days goes to the next tick, if the period covers some of that.
        """
        start = self._since_first_day(self.start) + offset
        low, high = start, start + self.hours * self.count
        if not pd.isna(since):
            low = max(low, self._since_first_day(since))
        if not pd.isna(until):
            high = min(high, self._since_first_day(until))
        first = max(math.floor((low - start) / self.hours + 1e-9), 0)
        last = max(math.ceil((high - start) / self.hours - 1e-9), first)
        begins = start + self.hours * np.arange(first, last)
        ends = np.minimum(begins + self.hours, high)
        midnight = np.floor(begins / 24.0) * 24.0

        def within(day: NDArray[np.float64]) -> NDArray[np.float64]:
            on = np.isin((day / 24.0 + self.first_day.weekday()) % 7, list(weekdays))
            inside = np.minimum(ends, day + 24.0) - np.maximum(np.maximum(begins, day), low)
            return np.asarray(np.maximum(inside, 0.0) * on)

        before, after = within(midnight), within(midnight + 24.0)  # a tick is at most a day long
        if on_its_day:
            early = np.zeros(len(begins), np.bool_)
            early[:-1] = (before[:-1] == 0.0) & (before[1:] > 0.0)
            before[1:] += np.where(early, after, 0.0)[:-1]
            after = np.where(early, 0.0, after)
        return slice(first, last), (before + after) / self.hours

    def first_tick(self, offset: float) -> int:
        """Return the first tick that begins in the first local day."""
        return self.tick_of(pd.Timestamp(self.first_day), offset)

    def _since_first_day(self, moment: pd.Timestamp) -> float:
        return float((moment - pd.Timestamp(self.first_day)) / pd.Timedelta(hours=1))

    def local_hours(self, offsets: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the local hour of day at each tick's start, shape (ticks, offsets)."""
        first = self.start.hour + self.hours * np.arange(self.count)[:, None]
        return np.asarray((first + offsets[None, :]) % 24.0)

    def first_in_each(self, hours: float) -> NDArray[np.bool_]:
        """Say of each tick whether it is the first to start within one of the intervals of so many hours."""
        since = self.start.hour + self.hours * np.arange(self.count)
        return np.asarray(since % hours < self.hours)

    def weekdays(self, offsets: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the local day of the week (0 = Monday) at each tick's start, shape (ticks, offsets)."""
        since = (self.start - pd.Timestamp(self.first_day)) / pd.Timedelta(hours=1)
        hours = since + self.hours * np.arange(self.count)[:, None] + offsets[None, :]
        return np.asarray((np.floor(hours / 24.0).astype(np.int64) + self.first_day.weekday()) % 7)
