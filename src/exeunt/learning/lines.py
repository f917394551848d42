"""A line at a gate as what it is made of: vehicles, and people who stand in none.

A run tells a line in people, in vehicles and in kilometres, which are one line: so many people sit in a vehicle of the
gate, and each takes so many metres of its lanes. Moved one by one they part. So only what a line is made of is moved,
and what it comes to follows, whichever of the three a figure was of.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from exeunt.scenario.world import World

AFOOT = "queue_afoot"  # people of a line who stand in no vehicle: who walk, and who wait for seats


def taken_apart(dataset: xr.Dataset, world: World) -> xr.Dataset:
    """Return a run's variables with the people of its lines who stand in no vehicle besides."""
    people, vehicles = dataset["queue_people"], dataset["queue_vehicles"]
    rest = people - vehicles * _of_gates(world, dataset, "people_per_vehicle")
    return dataset.assign({AFOOT: rest.clip(min=0.0).round(6).transpose(*people.dims)})  # no chaff of the last digits


def put_together(before: xr.Dataset, moved: xr.Dataset, world: World) -> xr.Dataset:
    """Return moved variables with lines as long as what they are made of; those that did not move keep their bits."""
    more = moved["queue_vehicles"] - before["queue_vehicles"]
    people = more * _of_gates(world, before, "people_per_vehicle") + (moved[AFOOT] - before[AFOOT])
    metres = more * (_of_gates(world, before, "metres_per_vehicle") / _of_gates(world, before, "lanes"))
    lines = {"queue_people": before["queue_people"] + people, "queue_km": before["queue_km"] + metres / 1000.0}
    told = {name: before[name].copy(data=line.clip(min=0.0).values) for name, line in lines.items()}
    return moved.assign(told).drop_vars(AFOOT)


def _of_gates(world: World, dataset: xr.Dataset, column: str) -> xr.DataArray:
    """Return a number of each gate."""
    numbers = world.gates.set_index("id")[column].reindex(dataset["gate"].values)
    return xr.DataArray(numbers.to_numpy(np.float64), dims="gate")
