"""The constants of behaviour: those the engine knows, and what a scenario makes of them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pandas as pd


@cache
def constants() -> pd.DataFrame:
    """Return the constants that the engine knows, one a row, as `vocabulary/parameters.csv` has them; read only."""
    with files("exeunt.scenario").joinpath("vocabulary/parameters.csv").open(encoding="utf-8") as file:
        return pd.read_csv(file)


def parameter_table(own: pd.DataFrame) -> pd.DataFrame:
    """Return every parameter of a scenario with such a table `parameters`, the engine's and its own, by name."""
    engine = _of_the_engine()
    if len(own):
        engine = pd.concat([engine[~engine["name"].isin(own["name"])], own], ignore_index=True)
    return engine.set_index("name")


@cache
def _of_the_engine() -> pd.DataFrame:
    return constants().drop(columns="range").assign(term="", who="")
