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
    engine = constants().drop(columns="range").assign(term="", who="")
    kept = engine[~engine["name"].isin(own["name"])]
    return pd.concat([kept, own] if len(own) else [kept], ignore_index=True).set_index("name")
