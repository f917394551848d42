"""A world put together from rows that a program has made, as if they had been read from a folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from exeunt.errors import Fault, ScenarioError
from exeunt.scenario.columns import empty, typed
from exeunt.scenario.examine import examine
from exeunt.scenario.settings import Settings
from exeunt.scenario.tables import NAMES, columns
from exeunt.scenario.thousands import decimal
from exeunt.scenario.world import World

Row = dict[str, object]  # of a table, by column, as a program makes it: cells are text, numbers, or not there


def assembled(settings: Settings, rows: Mapping[str, Sequence[Row]]) -> World:
    """Return the world of some settings and the rows of its tables; tables without rows are left empty.

    Raises
    ------
    ScenarioError
        With every fault, by the lines that the rows would have in their files.

    """
    tables, faults = {}, list[Fault]()
    for name in NAMES:
        given = rows.get(name)
        if not given:
            tables[name] = empty(name)
            continue
        text = pd.DataFrame(given, dtype=object)
        for column in columns(name):
            if column.name not in text:
                text[column.name] = ""
        text.index = pd.RangeIndex(2, 2 + len(text))
        tables[name], wrong = typed(name, text.fillna("").map(_written).astype("str"), file=f"{name}.csv")
        faults += wrong
    people, found = examine(settings, tables, cell_faults=faults)
    if found or people is None:
        raise ScenarioError(found)
    return World.of(folder=None, settings=settings, tables=tables, people=people)


def _written(cell: object) -> str:
    """Write a cell; the point of a number is a decimal one, which nobody is to take for another."""
    return decimal(str(cell)) if isinstance(cell, float) else str(cell)
