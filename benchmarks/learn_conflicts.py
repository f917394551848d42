"""Learn the constants for imported conflicts, each country left out in turn: writes `learned_without.csv`.

    python benchmarks/learn_conflicts.py FOLDER [--evaluations 220]

FOLDER holds conflicts in FLEE's format (`NAME/input`, `NAME/observed`, `NAME/simsetting.yml`) and `baselines.csv` with
FLEE's own error on each. For every country, and for none, it minimises over the other countries' conflicts

    mean of (our error / FLEE's) + 0.1 x the largest of them + 0.01 x squared distance from the start, in ranges,

with mean runs, by CMA-ES (Hansen 2016, "The CMA Evolution Strategy: A Tutorial", arXiv:1604.00772).
The error is the rescaled averaged relative difference on days inside the observed range. The last term keeps what no
conflict speaks of where it was. Conflicts with fewer than twenty dates counted take no part. It needs `pip install cma`
and about twenty minutes on two cores.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from exeunt.engine.members import Simulator
from exeunt.exchange.flee import read_folder
from exeunt.exchange.flee.importing import world_of
from exeunt.exchange.flee.scenario import convert
from splits import ard, observed_range

# name: lowest, highest, start
RANGES = {
    "discount": (0.006, 0.06, 0.02),
    "time_cost": (0.0, 0.06, 0.005),
    "nest_scale": (0.1, 0.7, 0.25),
    "settle_base": (3.0, 9.0, 5.9),
    "settle_room": (0.3, 3.0, 1.5),
    "displaced_size": (0.0, 1.0, 0.1),
    "border_cost": (0.0, 2.0, 0.5),
}
LOW, HIGH, START = (np.array(column) for column in zip(*RANGES.values(), strict=True))
COUNTRIES = {
    "burundi": ("burundi2015",),
    "car": ("car2013",),
    "mali": ("mali2012", "mali2017"),
    "ssudan": ("ssudan2013",),
    "syria": ("syria2013",),
    "tigray": ("tigray2020",),
}
NONE = "none"


@dataclass(frozen=True)
class Conflict:
    """A conflict compiled, what was counted in it, and FLEE's error."""

    simulator: Simulator
    camps: list[int]
    daily: np.ndarray
    inside: np.ndarray
    flee: float

    def error(self, constants: dict[str, float]) -> float:
        """Return our error with these constants."""
        run = self.simulator.with_parameters(pd.DataFrame([constants])).run(0)
        stock = np.asarray(run["stock"], np.float64)[:, self.camps]
        return ard(stock, self.daily, self.inside)


@cache
def conflict(folder: Path, name: str) -> Conflict:
    """Read and compile a conflict, up to its last observed day."""
    source = folder / name
    read = read_folder(source / "input", observed=source / "observed", settings=source / "simsetting.yml")
    assert read.counts is not None
    world = world_of(convert(read, name=name))
    dates = (pd.to_datetime(read.counts.rows["date"]) - pd.Timestamp(read.first_day)).dt.days
    inside = observed_range(dates, read.days)
    days = int(np.flatnonzero(inside)[-1]) + 1
    simulator = Simulator(world.lasting(days), mean=True)
    camps = [simulator.labels.places.index(str(camp)) for camp in read.counts.daily]
    baselines = pd.read_csv(folder / "baselines.csv").set_index("conflict")
    flee = float(str(baselines.at[name, "flee_best"]))
    return Conflict(simulator, camps, read.counts.daily.to_numpy(np.float64)[:days], inside[:days], flee)


def learn(folder: Path, left_out: str, evaluations: int) -> dict[str, float]:
    """Return the constants that do best on the conflicts of all countries but one."""
    import cma

    names = [name for country, ones in COUNTRIES.items() if country != left_out for name in ones]

    def loss(u: np.ndarray) -> float:
        inside = np.clip(u, 0.0, 1.0)
        constants = dict(zip(RANGES, LOW + (HIGH - LOW) * inside, strict=True))
        ratios = [found.error(constants) / found.flee for found in (conflict(folder, name) for name in names)]
        away = np.mean((inside - (START - LOW) / (HIGH - LOW)) ** 2)
        return float(np.mean(ratios) + 0.1 * max(ratios) + 0.01 * away + np.sum((inside - u) ** 2))

    options = {"verbose": -9, "maxfevals": evaluations, "seed": 1, "popsize": 10}
    search = cma.CMAEvolutionStrategy((START - LOW) / (HIGH - LOW), 0.15, options)
    search.optimize(loss)
    best = LOW + (HIGH - LOW) * np.clip(search.result.xbest, 0.0, 1.0)
    constants = dict(zip(RANGES, map(float, best), strict=True))
    held = {
        name: round(conflict(folder, name).error(constants) / conflict(folder, name).flee, 3)
        for name in COUNTRIES.get(left_out, ())
    }
    print(left_out, {name: round(value, 4) for name, value in constants.items()}, "error / FLEE's:", held, flush=True)
    return constants


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--evaluations", type=int, default=220)
    given = parser.parse_args()
    left_out = [NONE, *COUNTRIES]
    with ProcessPoolExecutor(2) as pool:
        found = list(pool.map(learn, [given.folder] * len(left_out), left_out, [given.evaluations] * len(left_out)))
    table = pd.DataFrame(found, index=pd.Index(left_out, name="left_out")).round(4)
    table.to_csv(Path(__file__).parent.parent / "src/exeunt/atlas/learned_without.csv")


if __name__ == "__main__":
    main()
