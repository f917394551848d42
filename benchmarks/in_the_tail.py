"""Learn from one sharp figure in the tail of what members say, beside members weighed by what they say.

    python benchmarks/in_the_tail.py [--members 200] [--fits 4] [--weighed 20000]

The world is that of `calibration.py`. What is right is what many members from the prior say, each weighed by how likely
the figure is where it is right. Written is `in_the_tail.csv`: for figures within the prior and beyond it what these say
in the mean, and what a fit comes to as it is and with all correlations believed (no taper). Seven minutes on two cores.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd

from calibration import entries, observed, unsure
from exeunt.engine.members import Simulator
from exeunt.ensemble.pool import Threads, map_members
from exeunt.learning import fitting
from exeunt.learning.fitting import fit
from exeunt.learning.latents import draw, latents_of
from exeunt.learning.localisation import taper
from exeunt.luck import Floats
from exeunt.outcome.discrepancy import discrepancy_of
from exeunt.outcome.scales import scale_of
from exeunt.scenario.world import World

ERROR = 0.02  # of the figure, in the logarithm
FIGURES = (("BBB", 2, 1.0), ("BBB", 2, 1.6), ("CCC", 3, 1.6))  # where, day, times what 95 % of members stay below
SCALE = scale_of("crossings_in", "sum")


def main() -> None:
    """Weigh members, fit to each figure, and write what came of it."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--members", type=int, default=200)
    asked.add_argument("--fits", type=int, default=4)
    asked.add_argument("--weighed", type=int, default=20_000)
    options = asked.parse_args()
    table = pd.DataFrame(found(unsure(), options.members, options.fits, options.weighed))
    table.to_csv(Path(__file__).with_suffix(".csv"), index=False, float_format="%.3f")
    print(table.to_string(index=False, float_format="%.2f"))


def found(world: World, members: int, fits: int, weighed: int) -> Iterator[dict[str, Any]]:
    """Return a row for each figure."""
    simulator = Simulator(world, seed=77)
    entered = prior(simulator, weighed)
    for country, day, far in FIGURES:
        said = SCALE.there(entered[:, day, simulator.labels.countries.index(country)])
        figure = far * float(SCALE.back(np.quantile(said, 0.95)))
        off = (said - SCALE.there(figure)) / np.hypot(ERROR, discrepancy_of("crossings_in").base)
        weights = np.exp(-0.5 * off**2)
        weights /= weights.sum()
        right = float(weights @ said)
        row = {"country": country, "day": day, "beyond_95": far, "figure": figure, "right": float(SCALE.back(right))}
        told = replace(world, observations=observed([entries(world, country, day, figure, ERROR)]))
        for name, believed in (("fitted", taper), ("no_taper", all_of_it)):
            with patch.object(fitting, "taper", believed):
                learned = np.stack([said_after(told, members, seed) for seed in range(fits)])
            row[name] = float(SCALE.back(learned.mean()))
            row[f"{name}_off"] = float(learned.mean() - right)
            row[f"{name}_width"] = float(learned.std(axis=1).mean() / np.sqrt(weights @ (said - right) ** 2))
        yield {**row, "worth_of": 1.0 / float((weights**2).sum())}  # as many members of one weight


def prior(simulator: Simulator, members: int) -> Floats:
    """Return entries of members from the prior, shape (members, days, countries)."""
    latents = latents_of(simulator)
    drawn = draw(latents, simulator, members)
    at = simulator.with_parameters(latents.constants(drawn), latents.unseen(drawn))
    ran = dict(map_members(partial(entries_of, at), range(members), Threads()))
    return np.stack([ran[member] for member in range(members)])


def entries_of(simulator: Simulator, member: int) -> Floats:
    """Return entries of a member, shape (days, countries)."""
    return np.asarray(simulator.run(member)["country_crossings_in"], np.float64)


def all_of_it(latents: Floats, predicted: Floats) -> Floats:
    """Believe every correlation."""
    return np.ones((latents.shape[1], predicted.shape[1]))


def said_after(world: World, members: int, seed: int) -> Floats:
    """Return what learned members say to the only figure, as it is learned, shape (members,)."""
    learned = fit(world, world.observations["published"].max().normalize(), members=members, seed=100 + seed)
    return np.asarray(SCALE.there(learned.after.predicted.answers[:, 0]))


if __name__ == "__main__":
    main()
