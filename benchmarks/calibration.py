"""Learn in worlds whose truth is known, and see whether what is said with certainty is as often true.

    python benchmarks/calibration.py [--worlds 40] [--members 80]

Each world is `smallest` with its constants held: what nobody knows is the worth of its two countries, what its two
gates let through, and the daily walk of the push. A truth is drawn from the prior, one run of it gives entries by
country and day, each with an error as a source allows and with the model's discrepancy, and a fit learns from them.
Written is `calibration.csv`: how even the ranks of the truth are among the members (`ranks.py`), and how
often bands of 90 % hold it. It takes about ten minutes on two cores.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import exeunt
from exeunt.engine.members import Simulator
from exeunt.learning.fitting import fit
from exeunt.learning.latents import draw, latents_of
from exeunt.luck import Floats, normals
from exeunt.outcome.discrepancy import discrepancy_of
from exeunt.outcome.scales import HALF_BAND, scale_of
from exeunt.scenario.columns import typed
from exeunt.scenario.parameters import parameter_table
from exeunt.scenario.world import World
from ranks import chance_of, lean, ranks

SPREADS = {"country_unseen": 1.0, "gate_unseen": 0.4, "push_walk": 0.3}
COUNTRIES = ("BBB", "CCC")
COUNTED = 6  # days from the second on
ERROR = 0.03  # of each count, in the logarithm
OUT_OF_SIGHT = 10_000  # members whose luck no fit meets


def main() -> None:
    """Fit every world and write what came of it."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--worlds", type=int, default=40)
    asked.add_argument("--members", type=int, default=80)
    options = asked.parse_args()
    world = unsure()
    simulator = Simulator(world, seed=77)
    latents = latents_of(simulator)
    truths = draw(latents, simulator, options.worlds)
    names, learned = latents.names, []
    for number, truth in enumerate(truths):
        at = simulator.with_parameters(latents.constants(truth[None]), latents.unseen(truth[None]))
        entered = np.asarray(at.run(0, seed_member=OUT_OF_SIGHT + number)["country_crossings_in"], np.float64)
        figures = counted(world, entered, simulator.labels.countries, number)
        until = figures["published"].max().normalize()
        fitted = fit(replace(world, observations=figures), until, members=options.members, seed=1000 + number)
        names = [name for name in names if name in fitted.latents.names]  # a fit knows no day after its last
        learned.append({name: fitted.after.latents[:, k] for k, name in enumerate(fitted.latents.names)})
        print(f"{number + 1} of {options.worlds}", flush=True)
    truth = truths[:, [latents.names.index(name) for name in names]]
    members = np.stack([np.stack([each[name] for name in names], axis=1) for each in learned])
    table = evenness(truth, members, names)
    table.to_csv(Path(__file__).with_suffix(".csv"), index=False, float_format="%.3f")
    print(table.to_string(index=False, float_format="%.2f"))


def unsure() -> World:
    """Return the world in which nothing but what is to be learned is unknown."""
    world = exeunt.load("smallest").reading("draft_total", "draft-official")
    central = {str(name): float(value) for name, value in parameter_table(world.parameters)["value"].items()}
    return replace(world, fixed={**central, **world.fixed, **SPREADS})


def counted(world: World, entered: Floats, countries: list[str], number: int) -> pd.DataFrame:
    """Return the entries of a run as they would be counted, as a table of observations."""
    scale, sd = scale_of("crossings_in", "sum"), np.hypot(ERROR, discrepancy_of("crossings_in").base)
    rows = []
    for country in COUNTRIES:
        for day in range(1, 1 + COUNTED):
            came = scale.there(float(entered[day, countries.index(country)]))
            value = came + sd * normals([f"{country}-{day}"], number + 1, "counted")[number, 0]
            rows.append(entries(world, country, day, float(scale.back(value)), ERROR))
    return observed(rows)


def entries(world: World, country: str, day: int, value: float, error: float) -> dict[str, Any]:
    """Return a row of observations: entries into a country on a day, with an error of the logarithm."""
    scale = scale_of("crossings_in", "sum")
    lo, hi = (float(scale.back(scale.there(value) + side * HALF_BAND * error)) for side in (-1, 1))
    date = pd.Timestamp(world.settings.first_day) + pd.Timedelta(days=day)
    row = {"id": f"{country}-{day}", "from": date, "until": date, "where": country, "measure": "crossings_in"}
    row |= {"kind": "about", "aggregate": "sum", "who": "citizens", "value": value, "lo": lo, "hi": hi}
    return {**row, "unit": "people", "published": date + pd.Timedelta(days=1), "split": "fit"}


def observed(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Return rows as a table of observations."""
    text = pd.DataFrame(rows, index=range(2, 2 + len(rows)))
    for column in ("from", "until", "published"):
        text[column] = text[column].dt.strftime("%Y-%m-%d")
    table, faults = typed("observations", text.astype(str), file="observations.csv")
    assert not faults, faults
    return table


def evenness(truth: Floats, members: Floats, names: list[str]) -> pd.DataFrame:
    """Return one row a latent: whether its ranks are even, which way they lean, and how often bands of 90 % hold it."""
    found, many = ranks(truth, members, names, "calibration"), members.shape[1]
    low, high = np.quantile(members, [0.05, 0.95], axis=1)
    leaning = lean(found, many)
    return pd.DataFrame(
        {
            "latent": names,
            "worlds": len(truth),
            "members": many,
            "by_chance": chance_of(found, many),
            "bias": leaning.bias,
            "width": leaning.width,
            "held_by_90": ((low <= truth) & (truth <= high)).mean(axis=0),
            "spread_left": members.std(axis=1).mean(axis=0),
        }
    )


if __name__ == "__main__":
    main()
