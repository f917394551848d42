"""``sim_period.csv``: when a conflict starts and how many days it lasts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from exeunt.errors import quoted
from exeunt.exchange.rows import Findings, Row, cell, day_of, read_table, whole
from exeunt.scenario.settings import MOST_DAYS
from exeunt.scenario.spelling import all_meant

FILE = "sim_period.csv"
START, LENGTH = "StartDate", "Length"
RIGHT = {
    START: "write the first day as StartDate,2015-05-01",
    LENGTH: f"write how many days it lasts, from 1 to {MOST_DAYS}, as Length,396",
}


def read_period(folder: Path, findings: Findings) -> tuple[date, int] | None:
    """Read the first day and the number of days; None if a fault hides them."""
    missing = f"{RIGHT[START]}, and in a second row Length,396"
    table = read_table(folder / FILE, folder, findings, missing=missing, is_header=lambda cells: False)
    if table is None:
        return None
    said: dict[str, Row] = {}
    for row in table.rows:
        key = row.cells[0].lower()
        if key in said:
            findings.say_odd(FILE, row.line, f"{quoted(row.cells[0])} is there twice; the last is read")
        said[key] = row
    unknown = {row.cells[0]: row.line for key, row in said.items() if key not in (START.lower(), LENGTH.lower())}
    for written, question in all_meant(unknown, [key for key in RIGHT if key.lower() not in said]).items():
        findings.say_odd(FILE, unknown[written], f"{quoted(written)} is no key of this file{question} and is not read")
    start, length = said.get(START.lower()), said.get(LENGTH.lower())
    first_day = day_of(cell(start.cells, 1)) if start else None
    days = whole(cell(length.cells, 1)) if length else None
    if days is not None and not 1 <= days <= MOST_DAYS:
        days = None
    for key, row_or_none, value in ((START, start, first_day), (LENGTH, length, days)):
        if row_or_none is None:
            findings.fault(FILE, 1, key, "is missing", RIGHT[key])
        elif value is None:
            findings.fault(FILE, row_or_none.line, key, f"cannot be {quoted(cell(row_or_none.cells, 1))}", RIGHT[key])
    return None if first_day is None or days is None else (first_day, days)
