"""By how much members that had learned missed what came later, beyond what they differed by.

    python benchmarks/missed.py

Read are the forecasts of `other_exoduses.csv` (*learned*) and those of earlier evenings in the posterior that ships
with `mobilisation-2022`: figures of periods that began after the last day that was known (after the evening,
where `other_exoduses.csv` does not tell that day), as sums that had begun tell
of both (all of `sudan-2023` do). `missed.csv` has for each kind of figure, exodus and discrepancy the CRPS on the scale
on which figures are learned from and how many lie in bands of 90 %, each figure counting once, of normal laws: nearly
what `exeunt score` gives. `outcome.discrepancy.ELSEWHERE` is read from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm

import exeunt
from conflicts import HERE
from exeunt.ensemble.posterior import shipped
from exeunt.learning.discrepancy import residuals
from exeunt.outcome.discrepancy import JUDGED, Discrepancy, past_of
from exeunt.outcome.evenings import FIGURE, as_read
from exeunt.outcome.scales import HALF_BAND
from exeunt.outcome.targets import from_table

FORECASTS, NUMBERS = HERE / "other_exoduses.csv", HERE / "missed.csv"
SHIPPED = "mobilisation-2022"
TRIED = {
    "flows": [JUDGED["flows"], *(Discrepancy(base, 0.1) for base in (0.15, 0.2, 0.3, 0.4, 0.5))],
    "lines": [JUDGED["lines"], *(Discrepancy(base, 0.3) for base in (0.5, 0.7, 1.0, 1.5))],
}


def said() -> Iterator[tuple[str, pd.DataFrame]]:
    """Return what was said on evenings of figures that came later, exodus by exodus."""
    told = pd.read_csv(FORECASTS).query("forecast == 'learned'")
    for name, rows in told.rename(columns={"figure": "id"}).groupby("scenario"):
        written = rows.assign(about=FIGURE)
        yield str(name), as_read({str(column): written[column].tolist() for column in written})
    posterior = shipped(exeunt.load(SHIPPED))
    assert posterior is not None, f"{SHIPPED} ships no posterior"
    yield SHIPPED, posterior.evenings


def missed() -> pd.DataFrame:
    """Return the residuals of forecasts of what began later, and the variance each has without a discrepancy."""
    tables = []
    for name, rows in said():
        figures = {figure.id: figure for figure in from_table(exeunt.load(name).observations)}
        table = residuals(rows, list(figures.values()))
        told = zip(table["id"], table["known_until"], strict=True)
        begun = [past_of(figures[id_], until) is not None for id_, until in told]
        tables.append(table[(table["days"] > 0.0) & ~np.array(begun)].assign(exodus=name))
    return pd.concat(tables, ignore_index=True)


def scored(table: pd.DataFrame, by: Discrepancy) -> dict[str, float]:
    """Return the CRPS of normal laws (Gneiting & Raftery 2007, p. 367), and the share in their bands."""
    once = 1.0 / table.groupby("id")["id"].transform("size")
    sd = np.sqrt(table["variance"] + by.sd(table["days"].to_numpy()) ** 2)
    z = table["residual"] / sd
    crps = sd * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi))
    inside = z.abs() < HALF_BAND
    return {
        "crps": float(np.average(crps, weights=once)),
        "inside90": float(np.average(inside, weights=once)),
    }


def rows() -> Iterator[dict[str, Any]]:
    """Return a line for each kind, exodus and discrepancy."""
    for (kind, exodus), mine in missed().groupby(["kind", "exodus"]):
        told = {"kind": kind, "exodus": exodus, "forecasts": len(mine), "figures": mine["id"].nunique()}
        for each in TRIED[str(kind)]:
            yield {**told, "base": each.base, "growth": each.growth, **scored(mine, each)}


def main() -> None:
    """Write the numbers, and print them."""
    table = pd.DataFrame(rows())
    table.to_csv(NUMBERS, index=False, float_format="%.4g")
    print(table.round(3).to_string(index=False))


if __name__ == "__main__":
    main()
