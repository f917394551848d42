"""Figures of a file set beside those of a scenario, and what is wrong with them there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from exeunt.errors import ScenarioError
from exeunt.outcome.targets import read_figures
from exeunt.scenario.additions import Addition

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.scenario.world import World


def added_figures(file: Path, world: World) -> Addition:
    """Read a file with the columns of `observations` beside a scenario's own.

    Raises
    ------
    ScenarioError
        With every fault of the file, by itself or in this scenario: a gate that there is none of, a day after its end.

    """
    addition = Addition.after("observations", world.observations, read_figures(file))
    rows, said = addition.rows, set(world.claims["id"])
    addition = replace(addition, rows=rows.assign(claim=rows["claim"].where(rows["claim"].isin(said), "")))
    if faults := addition.faults(world.settings, {**world.tables, "observations": beside(world, addition)}, file.name):
        raise ScenarioError(faults)
    return addition


def beside(world: World, addition: Addition) -> pd.DataFrame:
    """Return the figures of a world and those that are added; one of an id that is there already replaces it."""
    kept = world.observations[~world.observations["id"].isin(addition.rows["id"])]
    return addition.beside(kept)
