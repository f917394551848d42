"""What a member costs of worlds that grow up to all countries and 3,600 places, built as `exeunt new --country` does.

    python benchmarks/scale.py [--members 4] [--only WORLD]

Each world is built and run in a process of its own, so that its peak of memory is its own: the people of one country
may leave for the towns of others. The largest has every country of GeoNames that a road or a flight leads to. Results,
what is stored and what storing takes are of one member.
"""

from __future__ import annotations

import argparse
import pickle
import resource
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from psutil import Process

from exeunt.atlas.building import Wanted, build
from exeunt.atlas.gazetteer import countries
from exeunt.engine.members import Simulator
from exeunt.ensemble.laying_out import lay_out
from exeunt.ensemble.manifest import make_plan
from exeunt.ensemble.run_folder import Result, RunFolder
from exeunt.scenario.world import World

GIGA, MEGA = 1e9, 1e6
FIRST_DAY = date(2026, 1, 1)


class Size(NamedTuple):
    """A world to build: who leaves, in how many other countries they may arrive, the people of a town that counts."""

    country: str
    others: int
    min_population: int


SIZES = {
    "SDN-19": Size("SDN", 20, 20_000),
    "SDN-all": Size("SDN", 300, 20_000),
    "IND-all-100k": Size("IND", 300, 100_000),
    "IND-all-40k": Size("IND", 300, 40_000),
    "IND-all-15k": Size("IND", 300, 15_000),
}
HEADERS = (
    "world", "countries", "places", "homes", "links", "ways", "tables MB", "made s", "made GB", "peak GB",
    "member s (CPU)", "peak GB running", "result MB", "stored MB", "storing s",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--members", type=int, default=4)
    parser.add_argument("--only", choices=list(SIZES), action="append")
    options = parser.parse_args()
    print(f"| {' | '.join(HEADERS)} |\n|{'---|' * len(HEADERS)}")
    for name in options.only or SIZES:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            cells = pool.submit(measured, SIZES[name], options.members).result()
        print(f"| {' | '.join([name, *cells])} |", flush=True)


def measured(size: Size, members: int) -> list[str]:
    """Return the cells of a world's row."""
    world = built(size)
    begun = time.process_time()
    simulator = Simulator(world)
    _ = simulator.arrays
    made, making = time.process_time() - begun, _peak()
    held = Process().memory_info().rss
    simulator.course(0, ticks=1)  # loads the engine
    seconds, results = [], []
    for member in range(members):
        begun = time.process_time()
        constants = np.array(list(simulator.parameters(member).values()))
        results.append({**simulator.run(member), "parameter_value": constants})
        seconds.append(time.process_time() - begun)
    running = _peak()
    writing, size_on_disk = stored(simulator, results)
    numbers = [
        world.places["country"].nunique(), len(world.places), int((world.places["kind"] == "home").sum()),
        len(world.links), len(simulator.arrays.ways.leg),
    ]  # fmt: skip
    return [
        *(f"{number:,}" for number in numbers),
        f"{len(pickle.dumps(world)) / MEGA:.1f}",
        f"{made:.1f}",
        f"{held / GIGA:.2f}",
        f"{making / GIGA:.2f}",
        f"{np.mean(seconds):.2f} ({min(seconds):.2f} to {max(seconds):.2f})",
        f"{running / GIGA:.2f}",
        f"{sum(values.nbytes for values in results[0].values()) / MEGA:.1f}",
        f"{size_on_disk / members / MEGA:.2f}",
        f"{writing / members:.3f}",
    ]


def built(size: Size) -> World:
    """Return a world of that size: neighbours first, then the other countries as GeoNames lists them."""
    bordering = [code for code in countries()[size.country].neighbours if code in countries()]
    codes = dict.fromkeys([*bordering, *(code for code in countries() if code != size.country)])
    asked = Wanted(
        size.country,
        since=FIRST_DAY,
        neighbours=tuple(codes)[: size.others],
        min_population=size.min_population,
    )
    return build(asked).world


def stored(simulator: Simulator, results: Sequence[Result]) -> tuple[float, int]:
    """Store members, and return the CPU seconds that took and the bytes they take on disk."""
    plan = make_plan(simulator.world, members=len(results), seed=None, mean=None, by_origin=None)
    with TemporaryDirectory() as path:
        folder = RunFolder(Path(path))
        lay_out(folder, simulator.world, plan, simulator.labels, list(simulator.parameters(0)))
        before = _bytes(folder.outcome)
        begun = time.process_time()
        folder.write_batch(range(len(results)), results)
        return time.process_time() - begun, _bytes(folder.outcome) - before


def _bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def _peak() -> int:
    """Return the most memory that this process has had, in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


if __name__ == "__main__":
    main()
