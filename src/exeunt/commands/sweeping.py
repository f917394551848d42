"""The command `sweep`: what came of it, as a short table and where the long one lies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exeunt.commands.printing import number, print_left_out, print_table, records, span
from exeunt.errors import typed
from exeunt.wording import capitalised, plural

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.api import Sweep

ALL = "all"  # the kind of a sum over all countries or places
MOST_POINTS = 24


def print_sweep(found: Sweep) -> None:
    """Print what all come to at each point, or what moves it, and where the tables lie."""
    manifest = found.manifest
    print(f"{found!r}; {plural(manifest['computed'], 'point')} computed now.")
    if found.learned_in_words:
        print(f"{capitalised(found.learned_in_words)}.")
    print()
    if found.indices is None:
        _print_points(found)
    else:
        _print_indices(found.indices)
        if found._too_few_points:
            print(typed(found._too_few_points))
    print(f"\nEvery country and gate: {found.path}/table.csv ({plural(len(found.table), 'row')})")
    if found.indices is not None:
        print(f"What moves each of them: {found.path}/indices.csv")


def sweep_json(found: Sweep) -> dict[str, Any]:
    """Return what `exeunt sweep --json` prints."""
    manifest = found.manifest
    told = {name: manifest[name] for name in ("points", "computed", "members", "seed", "vary", "sobol", "seconds")}
    if found.indices is not None:
        told["sobol_needed"] = manifest["sobol_needed"]
    return {
        "sweep": str(found.path),
        **told,
        "table": records(_in_all(found.table)),
        "indices": None if found.indices is None else records(_in_all(found.indices)),
    }


def _in_all(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["kind"] == ALL]


def _print_points(found: Sweep) -> None:
    names = list(found.manifest["vary"])
    arrivals = _in_all(found.table)
    arrivals = arrivals[arrivals["variable"] == "arrivals"]
    rows = [
        [
            *(f"{row[name]:g}" for name in names),
            number(row["mean"]),
            number(row["median"]),
            span(row["q05"], row["q95"]),
        ]
        for row in records(arrivals.head(MOST_POINTS))
    ]
    print_table("Arrivals in all", [*names, "mean", "median", "90 % band"], rows, left=0)
    print_left_out(len(arrivals) - MOST_POINTS, "point", "points")


def _print_indices(indices: pd.DataFrame) -> None:
    rows = [
        [
            row["variable"],
            row["parameter"],
            f"{row['first']:.2f} ± {row['first_conf']:.2f}",
            f"{row['total']:.2f} ± {row['total_conf']:.2f}",
        ]
        for row in records(_in_all(indices))
    ]
    title = "Share of the variance of the mean over members, in all"
    print_table(title, ["of", "by", "alone", "with others"], rows, left=2)
