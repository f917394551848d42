"""The constants of behaviour: those the engine knows, and what a scenario makes of them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from exeunt.scenario.world import World


@cache
def constants() -> pd.DataFrame:
    """Return the constants that the engine knows, one a row, as `vocabulary/parameters.csv` has them; read only."""
    with files("exeunt.scenario").joinpath("vocabulary/parameters.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file)


def parameter_table(world: World) -> pd.DataFrame:
    """Return every parameter of a world, the engine's and the scenario's, indexed by name."""
    engine = constants().drop(columns="range").assign(term="", who="")
    own = world.parameters
    kept = engine[~engine["name"].isin(own["name"])]
    return pd.concat([kept, own] if len(own) else [kept], ignore_index=True).set_index("name")
