"""``conflicts.csv``: the level of conflict in each place on each day."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from exeunt.errors import quoted
from exeunt.exchange.flee.folder import Location
from exeunt.exchange.rows import Findings, Row, Table, listed, number, plain_number, read_table, whole, with_a_point
from exeunt.scenario.spelling import all_meant
from exeunt.wording import few

FILE = "conflicts.csv"


def read_intensity(
    folder: Path, locations: Iterable[Location], names: frozenset[str], days: int, level: float, findings: Findings
) -> pd.DataFrame:
    """Read the levels of conflict: days down, places that are ever in conflict across.

    Parameters
    ----------
    folder
        The folder of input.
    locations, names
        The places, and the names of all rows of their file.
    days
        How many days there are.
    level
        The level where only the day on which conflict starts is known.
    findings
        Where faults and oddities are noted.

    """
    table = read_table(folder / FILE, folder, findings, is_header=lambda cells: number(cells[0]) is None, least=2)
    columns = _columns(table, names, findings) if table else {}
    if table is None or not table.rows:
        findings.say_odd(
            FILE, 1, "there are no levels, so conflict goes by conflict_date in locations.csv, from then on"
        )
        columns = {}
    known = {} if table is None else _levels(table, columns, days, findings)
    levels: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
    differing = []
    undated = []
    for place in locations:
        if place.name in known:
            levels[place.name] = known[place.name]
            if place.conflict_day is not None and _first_day(known[place.name]) != place.conflict_day:
                differing.append(place.name)
        elif place.kind == "conflict":
            if place.conflict_day is None:
                undated.append(place)
            elif columns:
                sentence = f"{quoted(place.name)} has no column in {FILE}: it is in conflict from its conflict_date on"
                findings.say_odd("locations.csv", place.row, sentence)
            levels[place.name] = np.where(np.arange(days) >= (place.conflict_day or 0), level, 0.0)
    if differing:
        sentence = f"the conflict_date of {listed(differing)} in locations.csv is another; {FILE} is followed"
        findings.say_odd(FILE, 1, sentence)
    for place in undated:
        sentence = (
            f"{quoted(place.name)} has neither a conflict_date nor levels in {FILE}: it is in conflict from day 0"
        )
        findings.say_odd("locations.csv", place.row, sentence)
    ever = {name: column for name, column in levels.items() if column.any()}
    return pd.DataFrame(ever, index=pd.RangeIndex(days), columns=pd.Index(list(ever), dtype="str"), dtype="float64")


def _columns(table: Table, names: frozenset[str], findings: Findings) -> dict[str, int]:
    """Find each place's column."""
    if table.header is None:
        if table.rows:
            right = "write a first row that names the places: #Day,name,name"
            findings.fault(FILE, table.rows[0].line, "", "the places of the columns are not named", right)
        return {}
    columns: dict[str, int] = {}
    strangers = []
    for position, name in enumerate(table.header.cells[1:], start=1):
        if name in columns:
            findings.say_odd(FILE, table.header.line, f"{quoted(name)} has two columns; the last is read")
        if name in names:
            columns[name] = position
        elif name:
            strangers.append(name)
    if strangers and names:
        free = sorted(names - columns.keys())
        asked = [f"{quoted(name)}{question}" for name, question in all_meant(strangers, free).items()]
        sentence = f"these columns are of no place in locations.csv, and are not read: {few(asked)}"
        findings.say_odd(FILE, table.header.line, sentence)
    return columns


def _levels(
    table: Table, columns: dict[str, int], days: int, findings: Findings
) -> dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]:
    """Read the levels of every column that is a place's; the row counts, not the day that it names."""
    if not columns or table.header is None:
        return {}
    last = max(position for position, name in enumerate(table.header.cells) if name)
    kept = table.rows[:days]
    levels = np.zeros((days, len(columns)))
    blank: list[int] = []
    for day, row in enumerate(kept):
        if len(row.cells) <= last:
            wrong = f"the row has {len(row.cells)} cells where the header names {last + 1} columns"
            findings.fault(FILE, row.line, "", wrong, "write a level for every column; was the file cut short?")
            continue
        if any(row.cells[len(table.header.cells) :]):
            wrong = f"the row has {len(row.cells)} cells where the header has {len(table.header.cells)}"
            findings.fault(FILE, row.line, "", wrong, "name every column in the header, or delete the further cells")
            continue
        for place, (name, position) in enumerate(columns.items()):
            levels[day, place] = _level(row, name, row.cells[position], findings)
            if not row.cells[position]:
                blank.append(row.line)
    if blank:
        findings.say_odd(FILE, blank[0], f"blank levels are read as 0: {len(blank)}, the first in this row")
    _say_about_days(kept, days, findings)
    levels[len(kept) :] = levels[len(kept) - 1]
    return {name: levels[:, place] for place, name in enumerate(columns)}


def _level(row: Row, name: str, text: str, findings: Findings) -> float:
    if text in ("0", ""):  # nearly all cells
        return 0.0
    level = plain_number(text)
    if level is None or level < 0:
        right = with_a_point(text, "write the level of conflict, 0 for none and 1 for full")
        findings.fault(FILE, row.line, name, f"is {quoted(text)}", right)
        return 0.0
    return level


def _say_about_days(rows: list[Row], days: int, findings: Findings) -> None:
    if len(rows) < days:
        sentence = f"there are rows for {len(rows)} of {days} days; the level of the last is kept for the rest"
        findings.say_odd(FILE, rows[-1].line, sentence)
    for day, row in enumerate(rows):
        if whole(row.cells[0]) != day:
            sentence = f"the row of day {day} calls it {quoted(row.cells[0])}; rows are counted from day 0, as in FLEE"
            findings.say_odd(FILE, row.line, sentence)
            return


def _first_day(levels: np.ndarray[tuple[int], np.dtype[np.float64]]) -> int | None:
    return int(np.argmax(levels > 0)) if levels.any() else None
