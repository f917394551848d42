"""Figures of a file set beside those of a scenario, and what is wrong with them there."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from exeunt.errors import Notice, Oddity, ScenarioError, in_order, quoted
from exeunt.outcome.targets import figures_and_faults
from exeunt.scenario.additions import Addition
from exeunt.scenario.case import Case
from exeunt.scenario.columns import empty, typed
from exeunt.scenario.counts import odd_counts
from exeunt.scenario.csvfile import read_table
from exeunt.scenario.odd_figures import odd_figures
from exeunt.scenario.spelling import suggestion
from exeunt.scenario.textfile import ABSENT, UnreadableError
from exeunt.wording import plural

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.scenario.world import World

MOST_ODD = 5  # figures of a file that are said to be odd


def added_figures(file: Path, world: World) -> Addition:
    """Read a file with the columns of `observations` beside a scenario's own.

    Raises
    ------
    ScenarioError
        With every fault of the file, by itself or in this scenario: a gate that there is none of, a day after its end.

    """
    world = replace(world, claims=with_claims(world.claims, claims_beside(file)))
    table, faults = figures_and_faults(file)
    addition = Addition.after("observations", world.observations, table)
    rows, said = addition.rows, set(world.claims["id"])
    unknown = (rows["claim"] != "") & ~rows["claim"].isin(said)
    addition = replace(addition, rows=rows.assign(claim=rows["claim"].mask(unknown, "")))
    told = {(fault.row, fault.column) for fault in faults}
    tables = {**world.tables, "observations": beside(world, addition)}
    faults += [f for f in addition.faults(world.settings, tables, file.name) if (f.row, f.column) not in told]
    if faults:
        raise ScenarioError(faults)
    case = Case(world.settings, tables)
    _tell_odd(addition.by_line((*odd_counts(case), *odd_figures(case)), file.name))
    if unknown.any():
        _tell_unknown_claims(addition, rows.loc[unknown, "claim"], said, file.name)
    return addition


def _tell_odd(found: Sequence[Oddity]) -> None:
    """Say what is odd of the figures, which are read all the same."""
    left = len(found) - MOST_ODD
    more = [f"{found[0].file}: {plural(left, 'more is', 'more are')} told once these are put right"] if left > 0 else []
    for line in (*map(str, in_order(found)[:MOST_ODD]), *more):
        warnings.warn(line, Notice, stacklevel=3)


def claims_beside(file: Path) -> pd.DataFrame:
    """Return the claims in the folder that a file lies in, a scenario's; none where they cannot be read."""
    try:
        text, faults = read_table(file.with_name("claims.csv"), file.parent, "claims", missing=ABSENT)
    except UnreadableError:
        return empty("claims")
    table, bad_cells = typed("claims", text, file="claims.csv")
    return empty("claims") if faults or bad_cells else table


def with_claims(there: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Return claims, and of others those whose ids are not among them, each once."""
    fresh = others[~others["id"].isin(there["id"])].drop_duplicates("id")
    return Addition.after("claims", there, fresh).beside(there) if len(fresh) else there


def _tell_unknown_claims(addition: Addition, claims: pd.Series[str], known: set[str], file: str) -> None:
    """Say which rows name a source that the scenario has not: they count, but their source cannot be shown."""
    first = int(claims.index[0])
    more = f" (and {len(claims) - 1} more)" if len(claims) > 1 else ""
    warnings.warn(
        f"{file}, row {addition.line[first]}{more}: {quoted(claims[first])} is no claim of the scenario, so the figure "
        f"is read without its source; {suggestion(claims[first], sorted(known), what='claims')}",
        Notice,
        stacklevel=2,
    )


def beside(world: World, addition: Addition) -> pd.DataFrame:
    """Return the figures of a world and those that are added; one of an id that is there already replaces it."""
    kept = world.observations[~world.observations["id"].isin(addition.rows["id"])]
    return addition.beside(kept)
