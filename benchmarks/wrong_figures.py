"""Learn from twelve figures of which one is plainly wrong, in worlds whose truth is known, with and without doubt.

    python benchmarks/wrong_figures.py [--worlds 8] [--members 60]

The worlds and their figures are those of `calibration.py`. In each one figure of the twelve is made ten or a thousand
times as large, or nought. Written is `wrong_figures.csv`: by how much what members say of the days after misses what
came (the mean of absolute differences of logarithms, of the next day and of all), and how often bands of 90 % of the
members, without the model's discrepancy, hold it; as `learning/doubted.py` has it (`doubted`), and with every figure
believed. Six minutes on two cores.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import xarray as xr

from calibration import COUNTED, COUNTRIES, OUT_OF_SIGHT, counted, unsure
from exeunt.engine.members import Simulator
from exeunt.ensemble.simulate import simulate
from exeunt.learning import doubted
from exeunt.learning.fitting import fit
from exeunt.learning.latents import draw, latents_of
from exeunt.learning.learned import as_posterior
from exeunt.luck import Floats
from exeunt.outcome.run import Run
from exeunt.outcome.scales import scale_of
from exeunt.scenario.world import World

WRONG = {"all right": 1.0, "ten times": 10.0, "a thousand times": 1000.0, "nought": 0.0}
HOW = {"doubted": doubted.FAR, "believed": np.inf}


def main() -> None:
    """Fit every world with each wrong figure, and write what came of it."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--worlds", type=int, default=8)
    asked.add_argument("--members", type=int, default=60)
    options = asked.parse_args()
    rows = pd.DataFrame(found(options.worlds, options.members))
    table = rows.groupby(["figure", "how"], sort=False)[["next_day", "later_days", "held_by_90"]].mean().reset_index()
    table.insert(2, "worlds", options.worlds)
    table.to_csv(Path(__file__).with_suffix(".csv"), index=False, float_format="%.3f")
    print(table.to_string(index=False, float_format="%.2f"))


def found(worlds: int, members: int) -> Iterator[dict[str, Any]]:
    """Return a row for each world, wrong figure and way of learning."""
    world = unsure()
    simulator = Simulator(world, seed=77)
    latents, countries = latents_of(simulator), simulator.labels.countries
    for number, truth in enumerate(draw(latents, simulator, worlds)):
        at = simulator.with_parameters(latents.constants(truth[None]), latents.unseen(truth[None]))
        came = np.asarray(at.run(0, seed_member=OUT_OF_SIGHT + number)["country_crossings_in"], np.float64)
        right = counted(world, came, countries, number)
        for figure, factor in WRONG.items():
            figures = right.copy()
            figures.loc[right.index[number % len(right)], ["value", "lo", "hi"]] *= factor
            for how, far in HOW.items():
                with patch.object(doubted, "FAR", far):
                    said = learned(replace(world, observations=figures), members, 1000 + number)
                after = came[:, [countries.index(each) for each in COUNTRIES]]
                yield {"figure": figure, "how": how, **missed(said, after)}
        print(f"{number + 1} of {worlds}", flush=True)


def learned(world: World, members: int, seed: int) -> Floats:
    """Return entries into the countries in members that learned from the figures, (members, days, countries)."""
    until = world.observations["published"].max().normalize()
    posterior = as_posterior(fit(world, until, members=members, seed=seed), {})
    run = simulate(world, members=members, seed=seed, posterior=posterior, build=Run)
    return entered(run.variables["country_crossings_in"])


def entered(crossed: xr.DataArray) -> Floats:
    """Return entries into the countries that are counted, (members, days, countries)."""
    return np.asarray(crossed.sel(country=list(COUNTRIES)).transpose("member", "time", "country"), np.float64)


def missed(said: Floats, came: Floats) -> dict[str, float]:
    """Return by how much members miss what came on the days after the last that was counted, and how many they hold."""
    scale = scale_of("crossings_in", "sum")
    after = slice(COUNTED + 1, None)
    members, truth = np.asarray(scale.there(said[:, after])), np.asarray(scale.there(came[after]))
    off = np.abs(np.median(members, axis=0) - truth)
    low, high = np.quantile(members, [0.05, 0.95], axis=0)
    held = (low <= truth) & (truth <= high)
    return {"next_day": float(off[0].mean()), "later_days": float(off.mean()), "held_by_90": float(held.mean())}


if __name__ == "__main__":
    main()
