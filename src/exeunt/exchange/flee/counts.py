"""The people counted in the camps, day by day: which file holds whose counts, and how they are corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path, PureWindowsPath

import numpy as np
import pandas as pd

from exeunt.errors import quoted
from exeunt.exchange.flee.folder import Counts, Location
from exeunt.exchange.rows import Findings, Row, cell, day_of, listed, number, read_table, with_a_point
from exeunt.scenario.spelling import all_meant
from exeunt.scenario.thousands import has_points

LAYOUT = "data_layout.csv"
CORRECTIONS = "registration_corrections.csv"
SPIKE, SPIKE_PEOPLE = 3.0, 1000.0  # so many times above or below both neighbours, and by so many people, is said


@dataclass(frozen=True)
class Layout:
    """The files of each camp and of the total, and all files that are named."""

    camps: Mapping[str, tuple[str, ...]]
    total: tuple[str, ...]
    named: frozenset[str]


def read_layout(
    folder: Path, locations: Iterable[Location], names: frozenset[str], findings: Findings
) -> Layout | None:
    """Read which files there are; None if there is no layout.

    FLEE takes the first row for the total whatever its name; here it is a camp if a place has its name.
    """
    missing = "write one with rows such as total,refugees.csv and then camp,file.csv"
    table = read_table(folder / LAYOUT, folder, findings, missing=missing, is_header=lambda cells: False)
    if table is None:
        return None
    places = {location.name: location for location in locations}
    written = {row.cells[0] for row in table.rows}
    asked = all_meant((row.cells[0] for row in table.rows if row.cells[0] not in names), sorted(names - written))
    camps: dict[str, tuple[str, ...]] = {}
    total: tuple[str, ...] = ()
    named: set[str] = set()
    for position, row in enumerate(table.rows):
        name, files = row.cells[0], tuple(text for text in row.cells[1:] if text)
        named.update(files)
        if not _is_sound(row, files, findings):
            continue
        if name in names:
            if position == 0:
                findings.say_odd(
                    LAYOUT, row.line, f"the first row is the camp {quoted(name)}, and is read as it, not as a total"
                )
            if name in camps:
                findings.say_odd(
                    LAYOUT, row.line, f"{quoted(name)} is there twice; this last row is read, and once only"
                )
            elif name in places and not places[name].is_camp:
                sentence = f"{quoted(name)} is a {places[name].kind}, not a camp; its counts are read all the same"
                findings.say_odd(LAYOUT, row.line, sentence)
            camps[name] = files
        elif position == 0 or name.lower() == "total":
            total = files
        elif names:
            sentence = f"{quoted(name)} is not in locations.csv{asked[name]}; its counts are not read"
            findings.say_odd(LAYOUT, row.line, sentence)
    unobserved = [place.name for place in places.values() if place.is_camp and place.name not in camps]
    if unobserved:
        findings.say_odd(LAYOUT, 1, f"no counts are named for {listed(unobserved)}, which so cannot be compared")
    return Layout(camps, total, frozenset(named))


def _is_sound(row: Row, files: tuple[str, ...], findings: Findings) -> bool:
    if not row.cells[0] or not files:
        wrong = "names no camp" if not row.cells[0] else f"names no file for {quoted(row.cells[0])}"
        findings.fault(LAYOUT, row.line, "", wrong, "write the camp and its file: camp,file.csv")
        return False
    # As Windows understands it, because that covers both kinds of slash and drives.
    outside = [file for file in files if PureWindowsPath(file).anchor or ".." in PureWindowsPath(file).parts]
    here = [file for file in files if PureWindowsPath(file).name == ""]
    for file in here:
        findings.fault(LAYOUT, row.line, "", f"{quoted(file)} is a folder", "write the name of a file")
    for file in outside:
        right = "write the name of a file in the folder of counts"
        findings.fault(LAYOUT, row.line, "", f"{quoted(file)} is outside the folder", right)
    return not outside and not here


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

    def begun(self, ordinal: int, known: float = 0.0) -> Series:
        """Begin on a date with the last count up to it, so that no later one reaches back to it.

        Where there is none those are there who are known of otherwise, until the first count.
        """
        later = self.dates > ordinal
        if later.all():
            dates = np.array(sorted({ordinal, int(self.dates[0]) - 1}))
            counts = np.full(len(dates), known)
        else:
            dates, counts = np.array([ordinal]), self.counts[~later][-1:]
        return Series(np.concatenate([dates, self.dates[later]]), np.concatenate([counts, self.counts[later]]))


def read_series(path: Path, folder: Path, findings: Findings) -> Series | None:
    """Read a series; None if it is missing or faulty."""
    before = len(findings.faults)
    missing = "put the file of counts here, or take its name out of data_layout.csv"
    table = read_table(path, folder, findings, missing=missing, is_header=_has_no_digits)
    if table is None:
        return None
    file = path.name
    by_date: dict[date, float] = {}
    lines: dict[date, int] = {}
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
        if has_points(text):
            right = f"write {text.replace('.', '')} if points stand between the thousands, else a further digit"
            findings.fault(file, row.line, "count", f"is {quoted(text)}, which can be read in two ways", right)
        elif count is None or count < 0:
            right = with_a_point(text, "write how many people were counted")
            findings.fault(file, row.line, "count", f"is {quoted(text)}", right)
        if day is None or count is None:
            continue
        if by_date.get(day, count) != count:
            findings.say_odd(file, row.line, f"there are two counts of {day}; the last is read")
        if by_date and day < next(reversed(by_date)):
            unordered.append(row.line)
        by_date[day], lines[day] = count, row.line
    if without:
        findings.say_odd(file, without[0], f"rows without a count are passed over: {len(without)}, this one first")
    if unordered:
        findings.say_odd(file, unordered[0], "this row is older than the one before it; rows are put in order of date")
    if not by_date and len(findings.faults) == before:
        findings.fault(file, 1, "", "holds no counts", "write rows such as 2022-09-21,1200")
    if len(findings.faults) > before:
        return None
    ordered = sorted(by_date.items())
    _say_outliers(file, ordered, lines, findings)
    _say_gone(file, ordered, lines, findings)
    return Series(np.array([day.toordinal() for day, _ in ordered]), np.array([count for _, count in ordered]))


def _say_outliers(file: str, ordered: list[tuple[date, float]], lines: Mapping[date, int], findings: Findings) -> None:
    """Say which counts stand far above, or far below, the one before and the one after.

    Of a digit too many all would be displaced, and of one too few most would be taken away.
    """
    for (_, before), (day, count), (_, after) in zip(ordered, ordered[1:], ordered[2:], strict=False):
        lowest, highest = sorted((before, after))
        high = count > SPIKE * highest and count - highest > SPIKE_PEOPLE
        low = 0 < SPIKE * count < lowest and lowest - count > SPIKE_PEOPLE
        if high or low:
            sentence = f"{count:,.0f} people on {day}, between {before:,.0f} before and {after:,.0f} after; "
            sentence += "they are read as they stand, so look whether they are right"
            findings.say_odd(file, lines[day], sentence)


def _say_gone(file: str, ordered: list[tuple[date, float]], lines: Mapping[date, int], findings: Findings) -> None:
    """Say where nobody is in a camp that had people and has some again: 0 may stand for a day without a count.

    Nobody at first, before a camp opens, and nobody at the end, when it has closed, is as it should be.
    """
    stretches = [list(some) for _, some in groupby(ordered, key=lambda counted: counted[1] == 0)]
    for before, gone, after in zip(stretches, stretches[1:], stretches[2:], strict=False):
        (first, count), (last, _) = gone[0], gone[-1]
        if count == 0:
            when = f"on {first}" if first == last else f"from {first} to {last}"
            sentence = f"nobody {when}, between {before[-1][1]:,.0f} people before and {after[0][1]:,.0f} after; "
            sentence += "if they were not counted then, leave the count blank, and it is passed over"
            findings.say_odd(file, lines[first], sentence)


def added(series: list[Series]) -> Series:
    """Add up series on the dates of any of them."""
    dates = np.unique(np.concatenate([one.dates for one in series]))
    return Series(dates, np.sum([one.on(dates) for one in series], axis=0))


def timestamps(series: Series) -> pd.DatetimeIndex:
    """Give the dates of a series."""
    return pd.DatetimeIndex([date.fromordinal(int(ordinal)) for ordinal in series.dates])


def _has_no_digits(cells: list[str]) -> bool:
    """Tell a header, in whatever language, by its having no digit where the date belongs."""
    return not any(sign.isdigit() for sign in cells[0])


@dataclass(frozen=True)
class Correction:
    """A line of the file: the camp and the date of its better registration."""

    row: int
    camp: str
    day: date


def read_corrections(folder: Path, findings: Findings) -> tuple[Correction, ...]:
    """Read the corrections; there may be no such file."""
    table = read_table(folder / CORRECTIONS, folder, findings, is_header=_names_a_date)
    corrections = []
    for row in table.rows if table else []:
        day = day_of(cell(row.cells, 1))
        if not row.cells[0]:
            findings.fault(CORRECTIONS, row.line, "", "names no camp", "write the camp and the date: camp,2015-10-04")
        elif day is None:
            right = "write the day as 2022-09-21, a day that exists"
            findings.fault(CORRECTIONS, row.line, "date", f"is {quoted(cell(row.cells, 1))}", right)
        else:
            corrections.append(Correction(row.line, row.cells[0], day))
    return tuple(corrections)


def corrected(series: Series, corrections: list[Correction], first_day: date, findings: Findings) -> Series:
    """Scale the counts before each date so that there is no jump at it.

    They are multiplied by the count of the date over the count before it. What cannot be applied is said and left out.
    """
    counts = series.counts.copy()
    for correction in corrections:
        place = int(np.searchsorted(series.dates, correction.day.toordinal()))
        why = ""
        if correction.day < first_day:
            why = "the date is before the first day"
        elif place == len(series.dates) or series.dates[place] != correction.day.toordinal():
            why = "there is no count of that date"
        elif place == 0:
            why = "there is no count before that date"
        elif counts[place - 1] < 1:  # as in FLEE; dividing by it would make the earlier counts endless
            why = "nobody was counted before that date"
        if why:
            what = f"the correction of {quoted(correction.camp)} on {correction.day} is not applied"
            findings.say_odd(CORRECTIONS, correction.row, f"{what}: {why}")
            continue
        counts[:place] *= counts[place] / counts[place - 1]
    return Series(series.dates, counts)


def _names_a_date(cells: list[str]) -> bool:
    return cell(cells, 1).lower() == "date"


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
    tables, daily, begun, inside = [], {}, {}, {}
    for camp, files in layout.camps.items():
        series = _of_files(folder, files, findings)
        if series is None:
            continue
        right = corrected(series, [one for one in corrections if one.camp == camp], first_day, findings)
        columns = {"date": timestamps(series), "count": series.counts, "corrected": right.counts}
        tables.append(pd.DataFrame({"camp": camp, **columns}))
        daily[camp] = right.on(period)
        begun[camp] = right.begun(first_day.toordinal()).on(period)
        inside[camp] = (period >= right.dates[0]) & (period <= right.dates[-1])
    camps = pd.Index(list(daily), dtype="str")
    unforeseen = pd.DataFrame(begun, index=index, columns=camps, dtype="float64")
    there = float(unforeseen.iloc[0].sum())
    own = _of_files(folder, layout.total, findings)
    if not sum_from_camps and not layout.total:
        mend = "write a first row total,file.csv, or set sum_from_camps to true in simsetting.yml"
        findings.fault(LAYOUT, 1, "total", "there is no series of the total", mend)
    # begun as those of the camps are: else who came between is in neither
    own_total = None if own is None else pd.Series(own.begun(int(period[0]), there).on(period), name="total")
    rows = pd.concat(tables, ignore_index=True) if tables else _no_rows()
    last = rows["date"].max() if own is None or sum_from_camps else timestamps(own)[-1]
    return Counts(
        rows=rows,
        daily=pd.DataFrame(daily, index=index, columns=camps, dtype="float64"),
        unforeseen=unforeseen,
        inside=pd.DataFrame(inside, index=index, columns=camps, dtype="bool"),
        total=unforeseen.sum(axis=1).rename("total") if own_total is None or sum_from_camps else own_total,
        own_total=own_total,
        last_day=None if pd.isna(last) else pd.Timestamp(last).date(),
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


def _say_unknown(corrections: tuple[Correction, ...], layout: Layout, findings: Findings) -> None:
    unknown = [correction for correction in corrections if correction.camp not in layout.camps]
    asked = all_meant((correction.camp for correction in unknown), layout.camps)
    for correction in unknown:
        camp = f"{quoted(correction.camp)}{asked[correction.camp]}"
        sentence = f"{camp} has no counts, so the correction on {correction.day} is not applied"
        findings.say_odd(CORRECTIONS, correction.row, sentence)


def _no_rows() -> pd.DataFrame:
    kinds = {"camp": "str", "date": "datetime64[ns]", "count": "float64", "corrected": "float64"}
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in kinds.items()})
