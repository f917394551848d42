"""What a figure is counted in, in the words that people use for it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files

import pandas as pd

from exeunt.errors import Fault, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.rows import rows
from exeunt.scenario.tables import columns, parameter_units, vocabulary

FAMILIES = "families"
HEADS = ("people", "vehicles")
_A_DAY = re.compile(r"\s*(?:/|\bper\b|\ba\b)\s*day$|\s+daily$")
_DAILY = ("per_day", "max_per_day")


@cache
def words() -> dict[str, str]:
    """Return the units there are by the words for them, in small letters."""
    text = (files("exeunt.scenario") / "vocabulary/units.csv").read_text(encoding="utf-8")
    return {row["written"]: row["unit"] for row in csv.DictReader(text.splitlines())}


def unit_meant(text: str) -> str | None:
    """Return which unit is meant by a word; None if no unit is called so."""
    return words().get(text.strip().strip(".").casefold())


def unit_counted(text: str) -> str | None:
    """Return in which unit is counted, in all or a day; None if no unit is called so."""
    return unit_meant(_A_DAY.sub("", text.casefold()))


def counts_heads(unit: str) -> bool:
    """Say whether people or vehicles are counted in a unit, or so many of them a day."""
    return unit_counted(unit) in HEADS


def counting(table: str, cells: Mapping[str, Sequence[str]]) -> dict[str, list[bool]]:
    """Say of each column with numbers in which rows of a table it counts people or vehicles.

    What a column counts in is said by the schema; where it says nothing, by what the row is about.
    """
    numbers = [each for each in columns(table) if each.type.split()[0] in ("number", "whole")]
    by_row = [counts_heads(unit) for unit in _units_of_rows(table, cells)]
    return {each.name: [counts_heads(each.unit)] * len(by_row) if each.unit else by_row for each in numbers}


def _units_of_rows(table: str, cells: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the unit of what each row of a table is about; blank where nothing is said of it."""
    match table:
        case "observations":
            return [_unit_of_figure(*row) for row in zip(cells["measure"], cells["aggregate"], strict=True)]
        case "drivers":
            terms = vocabulary("drivers")
            return [terms[name].unit if name in terms else "" for name in cells["name"]]
        case "parameters":
            return [parameter_units().get(name, "") for name in cells["name"]]
        case "claims":
            return list(cells["unit"])
        case _:
            return [""] * len(next(iter(cells.values())))


def _unit_of_figure(measure: str, aggregate: str) -> str:
    term = vocabulary("measures").get(measure)
    return "" if term is None else "share" if aggregate == "share_men" else term.unit


def unit_faults(case: Case) -> Iterator[Fault]:
    """Report figures in another unit than that of what was counted, which would be read as if they were in it."""
    if "observations" not in case.broken:
        yield from wrong_units(case.tables["observations"], "observations.csv")


def wrong_units(figures: pd.DataFrame, file: str) -> Iterator[Fault]:
    """Report these in a table with the columns of `observations`."""
    for row, measure, aggregate, unit in rows(figures, "measure", "aggregate", "unit"):
        needed = _unit_of_figure(measure, aggregate)
        if not needed or not unit:
            continue
        bare, a_day = _A_DAY.subn("", unit.casefold())
        if unit_meant(bare) == needed and (not a_day or aggregate in _DAILY):
            continue
        said = f"{needed} (a day)" if aggregate in _DAILY else needed
        wrong = f"{measure} are not counted in {quoted(unit)}"
        if a_day and unit_meant(bare) == needed:
            wrong = f"{quoted(unit)} is so many a day, but the figure is the {aggregate} of its period"
        yield Fault(file, row, "unit", wrong, f"write {said}, and the figure in it; blank means that too")
