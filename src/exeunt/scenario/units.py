"""What a figure is counted in, in the words that people use for it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import pandas as pd

from exeunt.errors import Fault, quoted
from exeunt.scenario.case import Case
from exeunt.scenario.rows import rows
from exeunt.scenario.tables import vocabulary

FAMILIES = "families"
_A_DAY = re.compile(r"\s*(?:/|\bper\b|\ba\b)\s*day$|\s+daily$")
_DAILY = ("per_day", "max_per_day")


@cache
def words() -> dict[str, str]:
    """Return the units there are by the words for them, in small letters."""
    text = (files("exeunt.scenario") / "vocabulary/units.csv").read_text(encoding="utf-8")
    return {row["written"]: row["unit"] for row in csv.DictReader(text.splitlines())}


def unit_of(text: str) -> str | None:
    """Return which unit is meant by a word; None if no unit is called so."""
    return words().get(text.strip().strip(".").casefold())


def unit_faults(case: Case) -> Iterator[Fault]:
    """Report figures in another unit than that of what was counted, which would be read as if they were in it."""
    if "observations" not in case.broken:
        yield from wrong_units(case.tables["observations"], "observations.csv")


def wrong_units(figures: pd.DataFrame, file: str) -> Iterator[Fault]:
    """Report these in a table with the columns of `observations`."""
    for row, measure, aggregate, unit in rows(figures, "measure", "aggregate", "unit"):
        term = vocabulary("measures").get(measure)
        if term is None or not unit:
            continue
        needed = "share" if aggregate == "share_men" else term.unit
        bare, a_day = _A_DAY.subn("", unit.casefold())
        if unit_of(bare) == needed and (not a_day or aggregate in _DAILY):
            continue
        said = f"{needed} (a day)" if aggregate in _DAILY else needed
        wrong = f"{measure} are not counted in {quoted(unit)}"
        if a_day and unit_of(bare) == needed:
            wrong = f"{quoted(unit)} is so many a day, but the figure is the {aggregate} of its period"
        yield Fault(file, row, "unit", wrong, f"write {said}, and the figure in it; blank means that too")
