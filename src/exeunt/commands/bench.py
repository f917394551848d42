"""How fast it is, as measured here and now: `exeunt bench`."""

from __future__ import annotations

import json as json_text
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from statistics import median
from typing import Any

from exeunt.api import World, load
from exeunt.engine.members import Simulator
from exeunt.ensemble.manifest import make_plan
from exeunt.ensemble.simulate import simulator_of
from exeunt.ensemble.taken import taken
from exeunt.machine import cores

SCENARIO = "mobilisation-2022"
MEMBERS = 8
SHORT = 30  # days of the runs in which the population is scaled, by priors

Figure = tuple[str, float, str]


def scaled(world: World, factor: int) -> World:
    """Return a world with `factor` times the people, the capacities and the ordinary traffic."""
    gates, links, drivers = world.gates.copy(), world.links.copy(), world.drivers.copy()
    for column in ("people_per_day", "vehicles_per_day", "foot_per_day"):
        gates[column] *= factor
    links["seats_per_day"] *= factor
    counts = drivers["name"].str.startswith(("ordinary", "others", "draft", "departures"))
    drivers.loc[counts, "value"] *= factor
    return replace(world, gates=gates, links=links, drivers=drivers, people=world.people * factor)


def _as_run(world: World, *, members: int | None = None, mean: bool = False) -> Simulator:
    """Return what runs the members that `exeunt run` would: those that learned, where the scenario ships that."""
    posterior, known = taken(world, None, prior=False)
    plan = make_plan(known, members=members, seed=None, mean=mean, by_origin=None, posterior=posterior)
    return simulator_of(known, plan, posterior)


def _seconds(simulator: Simulator, member: int) -> float:
    begun = time.thread_time()
    simulator.run(member)
    return time.thread_time() - begun


def figures() -> Iterator[Figure]:
    """Measure everything, and give (what, value, unit) as soon as it is known."""
    world = load(SCENARIO)
    begun = time.perf_counter()
    simulator = _as_run(world, members=MEMBERS)
    simulator.run(0)
    yield "first member, compiling the engine if it was not cached", time.perf_counter() - begun, "s"
    each = [_seconds(simulator, member) for member in range(MEMBERS)]
    yield "a member, median", median(each), "core-seconds"
    yield "a member, slowest", max(each), "core-seconds"
    yield "200 members at that median on this machine's cores", 200 * median(each) / cores(), "s"
    people_days = float(world.people.sum()) * world.settings.days
    yield "people-days a core-second", people_days / median(each), "people-days/s"
    begun = time.perf_counter()
    world.run(members=2 * MEMBERS)
    yield f"{2 * MEMBERS} members, really run", time.perf_counter() - begun, "s"
    expected = _as_run(world, mean=True)
    expected.run(0)
    yield "the mean run, in one thread", _seconds(expected, 0), "core-seconds"
    short = world.lasting(SHORT)
    by_population = {}
    for factor in (1_000, 100_000):
        many = Simulator(scaled(short, factor))
        many.run(0)
        by_population[factor] = _seconds(many, 0)
        yield f"population x{factor:,}, {SHORT} days", by_population[factor], "s"
    yield "the second against the first", by_population[100_000] / by_population[1_000], "times"
    yield from _memory()


def _memory() -> list[Figure]:
    """Return the most memory that this process ever held; nothing on Windows, which does not say."""
    if find_spec("resource") is None:
        return []
    import resource

    return [("peak memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024.0, "MB")]


def main(json: bool = False) -> None:
    """Print the figures as a table, each as soon as it is measured, or as JSON."""
    if json:
        rows: list[dict[str, Any]] = [{"figure": w, "value": v, "unit": u} for w, v, u in figures()]
        print(json_text.dumps(rows, indent=2))
        return
    for what, value, unit in figures():
        print(f"{what:60} {value:>16,.2f} {unit}", flush=True)
