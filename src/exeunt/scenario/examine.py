"""Checking tables against each other: everything that is wrong between them, and who lives where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from exeunt.errors import Fault, in_order
from exeunt.scenario.beliefs import belief_faults, earlier, layers, today
from exeunt.scenario.case import Case
from exeunt.scenario.checks import check
from exeunt.scenario.csvfile import Ragged
from exeunt.scenario.people import People
from exeunt.scenario.settings import Settings, Source


def examine(
    settings: Settings | None,
    tables: Mapping[str, pd.DataFrame],
    *,
    source: Source | None = None,
    broken: Iterable[str] = (),
    cell_faults: Iterable[Fault] = (),
) -> tuple[People | None, tuple[Fault, ...]]:
    """Check tables against each other, telling nothing twice.

    What was believed earlier is checked in the place of what is known today.

    Parameters
    ----------
    settings
        The settings, or None if they are at fault themselves.
    tables
        Every table, typed.
    source
        The settings file, to find lines in.
    broken
        The tables that could not be read.
    cell_faults
        What is known to be wrong in single cells; it is part of the answer, and nothing else is said of these cells.

    Returns
    -------
    tuple
        The people by home and group, and all faults in order.

    """
    known = list(cell_faults)
    at_fault = {fault.file.removesuffix(".csv") for fault in known} | set(broken)
    sound = set(tables) - at_fault

    def checked(tables: Mapping[str, pd.DataFrame]) -> tuple[People | None, list[Fault]]:
        return check(Case(settings, tables, frozenset(broken), source or Source({})), sound=sound)

    people, found = checked(today(tables))
    before = {(f"{name}.csv", row) for name, table in earlier(tables).items() for row in table.index}
    if before:
        faults = [*belief_faults(tables), *(fault for layer in layers(tables) for fault in checked(layer)[1])]
        found += [fault for fault in faults if (fault.file, fault.row) in before]
    told = {(fault.file, fault.row, fault.column) for fault in known}
    ragged = {(fault.file, fault.row) for fault in known if isinstance(fault, Ragged)}
    new = [
        fault
        for fault in found
        if (fault.file, fault.row, fault.column) not in told and (fault.file, fault.row) not in ragged
    ]
    return people, in_order([*known, *new])
