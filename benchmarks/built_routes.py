"""Replace the hand-made routes of conflicts by those that `exeunt new --country` would draw: writes `built_routes.csv`.

    python benchmarks/built_routes.py FOLDER

FOLDER is that of `conflicts.py`. Places, camps, capacities, levels of conflict and counts are kept; routes, forced
redirection and closures are not read: the roads are the Gabriel graph over the places, great circle times the builder's
detour factor, without what crosses water or a third country. Constants are those learned without the conflict's
country, with routes made by hand. Nothing is chosen by conflict. Half a minute on one core; `conflicts.py` then writes
the page.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

import splits
from conflicts import BUILT, LEFT_OUT, NUMBERS, forecast, never_seen, read_conflict
from exeunt.atlas.roads import draw, road_km
from exeunt.exchange.countries import country_codes
from exeunt.exchange.flee import FleeFolder, Route

LEAST_KM = 1.0


def built(folder: FleeFolder) -> FleeFolder:
    """Return a conflict with the builder's routes in the place of its own, and nothing closed."""
    places = [place for place in folder.locations if not np.isnan(place.lat)]
    codes = country_codes(place.country for place in folder.locations)
    drawn = draw(
        np.array([place.lon for place in places]),
        np.array([place.lat for place in places]),
        np.array([codes[place.country] for place in places]),
    )
    routes = tuple(
        Route(0, places[a].name, places[b].name, max(road_km(line), LEAST_KM), None, {})
        for (a, b), line in zip(drawn.pairs.tolist(), drawn.lines, strict=True)
    )
    return replace(folder, routes=routes, closures=())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    baselines = pd.read_csv(folder / "baselines.csv").set_index("conflict")
    constants = pd.read_csv(LEFT_OUT).set_index("left_out")
    by_hand = pd.read_csv(NUMBERS)
    by_hand = by_hand[(by_hand["capacities"] == "given") & (by_hand["informative"] == "yes")].set_index("conflict")
    rows = []
    for name in by_hand.index.astype(str):
        conflict = read_conflict(folder / name, baselines.loc[name])
        conflict = replace(conflict, folder=built(conflict.folder))
        known = constants.loc[never_seen(name, constants)]
        found = forecast(conflict, known.astype(float).to_dict(), capacities=True)
        rows.append(
            {
                "conflict": name,
                "places": len(conflict.folder.locations),
                "routes": len(conflict.folder.routes),
                "built": round(float(splits.ard(found.median, conflict.data, conflict.inside, rescaled=True)), 6),
                "by_hand": round(float(str(by_hand.at[name, "median"])), 6),
                "flee_best": float(str(by_hand.at[name, "flee_best"])),
                "coverage90": round(float(found.covers(conflict.data)[conflict.near].mean()), 3),
            }
        )
        print(rows[-1], flush=True)
    pd.DataFrame(rows).to_csv(BUILT, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
