"""Measure by how much the run of expectations differs from the average of members that have the same constants.

Choices are logits and lines have corners, so the two differ, and more the more people stand in line.

    python benchmarks/mean_gap.py [MEMBERS]
"""

from __future__ import annotations

import sys
from dataclasses import replace

import exeunt
from exeunt.engine.members import Simulator

SCENARIO = "mobilisation-2022"


def main(members: int = 20) -> None:
    """Print arrivals by country and people in line, both ways."""
    world = exeunt.load(SCENARIO)
    expected = world.run(mean=True)
    held = replace(world, fixed=Simulator(world, mean=True).parameters(0))
    drawn = held.run(members=members)
    print(f"{SCENARIO}, all constants central: the run of expectations and the average of {members} members")
    print(f"{'':24}{'expected':>12}{'average':>12}{'gap':>9}{'noise':>9}")
    arrivals = drawn.arrivals.sum("time").astype(float)
    line = drawn.queue_people.mean("time").sum("gate")
    rows = {"people in line": (float(expected.queue_people.mean("time").sum()), line)}
    for country in map(str, arrivals.country.values):
        both = float(expected.arrivals.sel(country=country).sum()), arrivals.sel(country=country)
        if float(both[1].mean()) > 1000:
            rows[f"arrivals in {country}"] = both
    for name, (mean, values) in rows.items():
        average, noise = float(values.mean()), float(values.std() / members**0.5)
        print(f"{name:24}{mean:12,.0f}{average:12,.0f}{mean / average - 1:9.1%}{noise / average:9.1%}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
