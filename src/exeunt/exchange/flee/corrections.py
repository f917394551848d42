"""``registration_corrections.csv``: from which dates on the counts of a camp come from a better registration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from exeunt.errors import quoted
from exeunt.exchange.flee.cells import cell, day_of
from exeunt.exchange.flee.findings import Findings
from exeunt.exchange.flee.rows import read_table
from exeunt.exchange.flee.series import Series

FILE = "registration_corrections.csv"


@dataclass(frozen=True)
class Correction:
    """A line of the file: the camp and the date of its better registration."""

    row: int
    camp: str
    day: date


def read_corrections(folder: Path, findings: Findings) -> tuple[Correction, ...]:
    """Read the corrections; there may be no such file."""
    table = read_table(folder / FILE, folder, findings, is_header=_is_header)
    corrections = []
    for row in table.rows if table else []:
        day = day_of(cell(row.cells, 1))
        if not row.cells[0]:
            findings.fault(FILE, row.line, "", "names no camp", "write the camp and the date: camp,2015-10-04")
        elif day is None:
            right = "write the day as 2022-09-21, a day that exists"
            findings.fault(FILE, row.line, "date", f"is {quoted(cell(row.cells, 1))}", right)
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
            findings.say_odd(FILE, correction.row, f"{what}: {why}")
            continue
        counts[:place] *= counts[place] / counts[place - 1]
    return Series(series.dates, counts)


def _is_header(cells: list[str]) -> bool:
    return cell(cells, 1).lower() == "date"
