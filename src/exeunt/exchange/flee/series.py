"""One series of counts: a date and a number of people a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from exeunt.errors import quoted
from exeunt.exchange.flee.cells import cell, day_of, number
from exeunt.exchange.flee.findings import Findings
from exeunt.exchange.flee.rows import read_table


@dataclass(frozen=True)
class Series:
    """Counts in the order of their dates, each date once.

    Parameters
    ----------
    dates
        The dates as ordinals, which can be counted on.
    counts
        How many were counted.

    """

    dates: np.ndarray[tuple[int], np.dtype[np.int64]]
    counts: np.ndarray[tuple[int], np.dtype[np.float64]]

    def on(self, ordinals: np.ndarray[tuple[int], np.dtype[np.int64]]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        """Interpolate between the dates; before the first and after the last hold the count."""
        return np.interp(ordinals, self.dates, self.counts)


def read_series(path: Path, folder: Path, findings: Findings) -> Series | None:
    """Read a series; None if it is missing or faulty."""
    before = len(findings.faults)
    missing = "put the file of counts here, or take its name out of data_layout.csv"
    table = read_table(path, folder, findings, missing=missing, is_header=_is_header)
    if table is None:
        return None
    file = path.name
    by_date: dict[date, float] = {}
    without: list[int] = []
    unordered: list[int] = []
    for row in table.rows:
        text = cell(row.cells, 1)
        if not text:
            without.append(row.line)
            continue
        day, count = day_of(row.cells[0]), number(text)
        if day is None:
            right = "write the day as 2022-09-21, a day that exists"
            findings.fault(file, row.line, "date", f"is {quoted(row.cells[0])}", right)
        if count is None or count < 0:
            findings.fault(file, row.line, "count", f"is {quoted(text)}", "write how many people were counted")
        if day is None or count is None:
            continue
        if by_date.get(day, count) != count:
            findings.say_odd(file, row.line, f"there are two counts of {day}; the last is read")
        if by_date and day < next(reversed(by_date)):
            unordered.append(row.line)
        by_date[day] = count
    if without:
        findings.say_odd(file, without[0], f"rows without a count are passed over: {len(without)}, this one first")
    if unordered:
        findings.say_odd(file, unordered[0], "this row is older than the one before it; rows are put in order of date")
    if not by_date and len(findings.faults) == before:
        findings.fault(file, 1, "", "holds no counts", "write rows such as 2022-09-21,1200")
    if len(findings.faults) > before:
        return None
    ordered = sorted(by_date.items())
    return Series(np.array([day.toordinal() for day, _ in ordered]), np.array([count for _, count in ordered]))


def added(series: list[Series]) -> Series:
    """Add up series on the dates of any of them."""
    dates = np.unique(np.concatenate([one.dates for one in series]))
    return Series(dates, np.sum([one.on(dates) for one in series], axis=0))


def timestamps(series: Series) -> pd.DatetimeIndex:
    """Give the dates of a series."""
    return pd.DatetimeIndex([date.fromordinal(int(ordinal)) for ordinal in series.dates])


def _is_header(cells: list[str]) -> bool:
    """Tell a header, in whatever language, by its having no digit where the date belongs."""
    return not any(sign.isdigit() for sign in cells[0])
