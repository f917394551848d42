"""Learn `mobilisation-2022` up to earlier evenings, forecast on, and score the figures that came later.

    python benchmarks/evenings.py [--members 200] [--evening 2022-09-24 ...]

Every evening is a state of knowledge (`World.as_of`). Written are `evenings.csv`, one row a figure that was published
after the evening, and on the terminal what they come to by days ahead, beside naive forecasts that know as much. About
six minutes an evening on two cores.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

import exeunt
from exeunt.outcome.score import Scores, summed_up
from exeunt.outcome.targets import from_table

EVENINGS = ("2022-09-24", "2022-09-25", "2022-09-26")
COLUMNS = ["evening", "id", "split", "lead", "observed", "q05", "median", "q95", "inside90", "inside50", "crps", "pit"]


def main() -> None:
    """Score every evening and write what came of it."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--members", type=int, default=200)
    asked.add_argument("--evening", nargs="*", default=EVENINGS)
    options = asked.parse_args()
    world = exeunt.load("mobilisation-2022")
    last = world.last_published()
    days = (last - world.settings.first_day).days + 1
    tables = []
    for evening in options.evening:
        learned = world.fit(evening, members=options.members, progress=False)
        run = world.lasting(days).run(posterior=learned, members=options.members, seed=7, progress=False)
        scores = run.score(from_table(world.observations))
        later = [each for each in scores.targets if each.target.published.normalize() > pd.Timestamp(evening)]
        tables.append(Scores(tuple(later)).table().assign(evening=evening))
        counted = [each for each in later if each.target.split != "check"]
        print(evening, learned.in_words(), summed_up(counted), Scores(tuple(counted)).naive, sep="\n  ", flush=True)
    table = pd.concat(tables)[COLUMNS]
    table.to_csv(Path(__file__).with_suffix(".csv"), index=False, float_format="%.4g")
    fitted = table[table["split"] != "check"]
    relative = (fitted["median"] - fitted["observed"]).abs() / fitted["observed"]
    crps = fitted["crps"] / fitted["observed"]
    inside = fitted[["inside90", "inside50"]].astype(float).mean().to_dict()
    print(f"{len(fitted)} figures: {inside}, CRPS {crps.mean():.3f}, median error {relative.median():.3f}")


if __name__ == "__main__":
    main()
