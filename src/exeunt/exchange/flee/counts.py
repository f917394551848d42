"""The people counted in the camps, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from exeunt.errors import quoted
from exeunt.exchange.flee.corrections import Correction, corrected
from exeunt.exchange.flee.findings import Findings
from exeunt.exchange.flee.folder import Counts, Location
from exeunt.exchange.flee.layout import FILE as LAYOUT
from exeunt.exchange.flee.layout import Layout
from exeunt.exchange.flee.series import Series, added, read_series, timestamps


def read_counts(
    folder: Path,
    layout: Layout,
    corrections: Iterable[Correction],
    first_day: date,
    days: int,
    *,
    sum_from_camps: bool,
    findings: Findings,
) -> Counts:
    """Read the series of every camp and of the total, correct them, and give them by day."""
    period = np.arange(days) + first_day.toordinal()
    index = pd.RangeIndex(days)
    corrections = tuple(corrections)
    _say_unknown(corrections, layout, findings)
    tables, daily, inside = [], {}, {}
    for camp, files in layout.camps.items():
        series = _of_files(folder, files, findings)
        if series is None:
            continue
        right = corrected(series, [one for one in corrections if one.camp == camp], first_day, findings)
        columns = {"date": timestamps(series), "count": series.counts, "corrected": right.counts}
        tables.append(pd.DataFrame({"camp": camp, **columns}))
        daily[camp] = right.on(period)
        inside[camp] = (period >= right.dates[0]) & (period <= right.dates[-1])
    camps = pd.Index(list(daily), dtype="str")
    frame = pd.DataFrame(daily, index=index, columns=camps, dtype="float64")
    return Counts(
        rows=pd.concat(tables, ignore_index=True) if tables else _no_rows(),
        daily=frame,
        inside=pd.DataFrame(inside, index=index, columns=camps, dtype="bool"),
        total=_total(folder, layout, frame, period, sum_from_camps, findings),
    )


def say_leaks(locations: Iterable[Location], counts: Counts, findings: Findings) -> None:
    """Say which capacities are the largest count of their own camp: they give away what is to be found out."""
    largest = counts.rows.groupby("camp")[["count", "corrected"]].max().round()
    for place in locations:
        if place.is_camp and place.number and place.name in largest.index:
            known = largest.loc[place.name]
            if place.number in (known["count"], known["corrected"]):
                sentence = f"the capacity {place.number} of {quoted(place.name)} is the largest count of its own series"
                findings.say_odd("locations.csv", place.row, f"{sentence}: it gives away the answer")


def _of_files(folder: Path, files: tuple[str, ...], findings: Findings) -> Series | None:
    series = [read_series(folder / file, folder, findings) for file in files]
    sound = [one for one in series if one is not None]
    return added(sound) if sound and len(sound) == len(series) else None


def _total(
    folder: Path,
    layout: Layout,
    daily: pd.DataFrame,
    period: np.ndarray[tuple[int], np.dtype[np.int64]],
    sum_from_camps: bool,
    findings: Findings,
) -> pd.Series[float]:
    series = _of_files(folder, layout.total, findings)
    if not sum_from_camps and not layout.total:
        right = "write a first row total,file.csv, or set sum_from_camps to true in simsetting.yml"
        findings.fault(LAYOUT, 1, "total", "there is no series of the total", right)
    if sum_from_camps or series is None:
        return daily.sum(axis=1).rename("total")
    return pd.Series(series.on(period), index=daily.index, name="total")


def _say_unknown(corrections: tuple[Correction, ...], layout: Layout, findings: Findings) -> None:
    for correction in corrections:
        if correction.camp not in layout.camps:
            sentence = f"{quoted(correction.camp)} has no counts, so the correction on {correction.day} is not applied"
            findings.say_odd("registration_corrections.csv", correction.row, sentence)


def _no_rows() -> pd.DataFrame:
    kinds = {"camp": "str", "date": "datetime64[ns]", "count": "float64", "corrected": "float64"}
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in kinds.items()})
