"""Learn how readily people left in each conflict: writes `war_priors.csv` of `exeunt.atlas`.

    python benchmarks/war_priors.py FOLDER

FOLDER holds conflicts in FLEE's format (`NAME/input`, `NAME/observed`, `NAME/simsetting.yml`). Nobody is told to leave
in numbers here: the levels of conflict are the threat, and for each conflict that `leave_base` is found with which as
many have come to the camps on the last day that was counted as were counted (the median of members, whose constants are
those that have not seen the country). `push_walk` is how much the logarithm of counted over simulated growth moves from
one four weeks to the next, a day. Half a minute on one core.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from exeunt.atlas.priors import WITHOUT, constants
from exeunt.engine.members import Simulator
from exeunt.exchange.flee import FleeFolder, read_folder
from exeunt.exchange.flee.importing import world_of
from exeunt.exchange.flee.scenario import convert
from exeunt.scenario.world import World
from splits import observed_range

CONFLICTS = {
    "burundi2015": "BDI",
    "car2013": "CAF",
    "mali2012": "MLI",
    "mali2017": "MLI",
    "ssudan2013": "SSD",
    "syria2013": "SYR",
    "tigray2020": "ETH",
}
TABLE = Path(__file__).parent.parent / "src" / "exeunt" / "atlas" / "war_priors.csv"
MEMBERS, SEED = 24, 1
RANGE = (-16.0, 2.0)
WEEKS_4, SOME = 28, 0.005  # a window, and the share of all growth that it must have to be told by
SPREADS = {"region_unseen": 1.0, "country_unseen": 1.2}  # as in a world that is built


def world(folder: FleeFolder, name: str, country: str) -> World:
    """Return a conflict in which the threat alone makes people leave, and homes have the people that the file says."""
    converted = convert(folder, name=name, capacities=False)
    places = [{**row, "population": row.get("weight", row.get("population", ""))} for row in converted.tables["places"]]
    drivers = [row for row in converted.tables["drivers"] if row["name"] not in ("displaced", "departures")]
    found = world_of(replace(converted, tables={**converted.tables, "places": places, "drivers": drivers}))
    for constant, value in {**constants()[WITHOUT[country]], **SPREADS}.items():
        found = found.with_parameter(constant, value)
    return found


def learned(folder: Path, name: str, country: str) -> dict[str, object]:
    """Return how readily people left in a conflict."""
    source = folder / name
    read = read_folder(source / "input", observed=source / "observed", settings=source / "simsetting.yml")
    assert read.counts is not None
    dates = (pd.to_datetime(read.counts.rows["date"]) - pd.Timestamp(read.first_day)).dt.days
    days = int(np.flatnonzero(observed_range(dates, read.days))[-1]) + 1
    counted = read.counts.daily.to_numpy(np.float64)[:days].sum(axis=1)
    made = world(read, name, country).lasting(days)
    simulator = Simulator(made, seed=SEED)
    camps = [simulator.labels.places.index(str(camp)) for camp in read.counts.daily]

    def simulated(base: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        table = pd.DataFrame([{"leave_base": base}] * MEMBERS)
        of_base = simulator.with_parameters(table)
        runs = [np.asarray(of_base.run(member)["stock"], np.float64) for member in range(MEMBERS)]
        return np.asarray(np.median([stock[:days, camps].sum(axis=1) for stock in runs], axis=0))

    growth = float(counted[-1] - counted[0])

    def missed(base: float) -> float:
        found = simulated(base)
        return float(np.log1p(max(found[-1] - found[0], 0.0)) - math.log1p(growth))

    low, high = RANGE
    people = int(made.places["population"].sum())
    base = brentq(missed, low, high, xtol=0.01) if missed(high) > 0 else high
    walk = _walk(counted, simulated(base))
    return {
        "conflict": name,
        "country": country,
        "leave_base": round(base, 3),
        "push_walk": round(walk, 4),
        "days": days,
        "people_in_conflict": people,
        "fled": round(growth),
    }


def _walk(counted: np.ndarray, simulated: np.ndarray) -> float:
    """Return how much counted over simulated growth moves a day."""
    edges = np.arange(0, len(counted), WEEKS_4)
    one, other = np.diff(counted[edges]), np.diff(simulated[edges])
    total = counted[-1] - counted[0]
    told = (one > SOME * total) & (other > SOME * total)
    ratio = np.where(told, np.log(np.where(told, one, 1.0) / np.where(told, other, 1.0)), np.nan)
    steps = np.diff(ratio)
    return float(np.sqrt(np.nanmean(steps**2)) / math.sqrt(WEEKS_4))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    found = []
    for name, country in CONFLICTS.items():
        found.append(learned(given.folder, name, country))
        print(found[-1], flush=True)
    pd.DataFrame(found).to_csv(TABLE, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
