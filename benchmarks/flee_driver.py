"""Run FLEE on one conflict, and print what it simulated as JSON; for an environment that has FLEE, not exeunt.

    python flee_driver.py read|count|run INPUT OBSERVED SETTINGS DAYS SCALE_DOWN SEED

It does what FLEE's users do to run a conflict: read the geography, put the people of day 0 into the camps, then day by
day change the conflict zones, add the newly displaced (the camps' increments), close and open borders, and move
everyone. `read` stops before anybody is added: what it costs is start-up. `count` moves nobody either, but says how
many person-days a run would have. DAYS is the most days to run, 0 for the whole period. People, capacities and counts
are divided by SCALE_DOWN.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from flee import InputGeography, flee, spawning
from flee.datamanager import handle_refugee_data, read_period
from flee.SimulationSettings import SimulationSettings


def counted(counts: Any, camps: list[str], days: int) -> dict[str, float]:
    """Return the person-days of a run without running it: FLEE adds what the counts add, and never removes anybody.

    What the counts fall by is a debt that later arrivals pay off first.
    """
    people, debt, total = sum(int(counts.get_field(camp, 0)) for camp in camps), 0, 0
    for day in range(days):
        arriving = counts.get_daily_difference(day, SumFromCamps=True) - debt if day else 0
        people, debt = people + max(arriving, 0), max(-arriving, 0)
        total += people
    return {"days": days, "people": people, "person_days": total}


def main(
    what: str, folder: str, observed: str, settings: str, days: int, scale_down: int, seed: int
) -> dict[str, float]:
    """Return days, people at the end, and person-days."""
    # FLEE draws from both global generators
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - it is FLEE's generator
    start, length = read_period.read_conflict_period(f"{folder}/sim_period.csv")
    days = length if days == 0 else min(days, length)
    SimulationSettings.ReadFromYML(settings)
    SimulationSettings.optimisations["PopulationScaleDownFactor"] = scale_down
    SimulationSettings.ConflictInputFile = f"{folder}/conflicts.csv"

    ecosystem = flee.Ecosystem()
    geography = InputGeography.InputGeography()
    geography.ReadConflictInputCSV(SimulationSettings.ConflictInputFile)
    geography.ReadLocationsFromCSV(f"{folder}/locations.csv")
    geography.ReadLinksFromCSV(f"{folder}/routes.csv")
    geography.ReadClosuresFromCSV(f"{folder}/closures.csv")
    ecosystem, places = geography.StoreInputGeographyInEcosystem(ecosystem)
    camps = ecosystem.get_camp_names()

    data = handle_refugee_data.RefugeeTable(
        csvformat="generic",
        data_directory=observed,
        start_date=start,
        data_layout="data_layout.csv",
        population_scaledown_factor=scale_down,
    )
    data.ReadL1Corrections(f"{folder}/registration_corrections.csv")
    if what == "count":
        return counted(data, camps, days)
    if what == "read":
        return {"days": 0, "people": 0, "person_days": 0}
    for camp in camps:
        spawning.add_initial_refugees(ecosystem, data, places[camp])
    person_days = 0
    for day in range(days):
        geography.AddNewConflictZones(ecosystem, day)
        spawning.spawn_daily_displaced(ecosystem, day, data, SumFromCamps=True)
        spawning.refresh_spawn_weights(ecosystem)
        ecosystem.enact_border_closures(day)
        ecosystem.evolve()
        person_days += sum(1 for person in ecosystem.agents if person.location is not None)
        # FLEE's users print each camp beside its count every day; the same numbers are asked for here
        for camp in camps:
            _ = places[camp].numAgents, data.get_field(camp, day)
    return {"days": days, "people": ecosystem.numAgents(), "person_days": person_days}


def quietly(run: Callable[[], dict[str, float]]) -> dict[str, float]:
    """Run with both outputs to the null device: FLEE's warnings can come to hundreds of megabytes."""
    errors, report, null = os.dup(2), os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    try:
        return run()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os.dup2(report, 1)
        os.dup2(errors, 2)


if __name__ == "__main__":
    folder, observed, settings = (str(Path(argument).resolve()) for argument in sys.argv[2:5])
    days, scale_down, seed = (int(argument) for argument in sys.argv[5:8])
    print(json.dumps(quietly(lambda: main(sys.argv[1], folder, observed, settings, days, scale_down, seed))))
