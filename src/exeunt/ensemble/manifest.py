"""What a run was asked to be (its plan) and what it became (its manifest)."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from exeunt.scenario.catalogue import LIBRARY
from exeunt.versions import __version__, versions

if TYPE_CHECKING:
    from exeunt.ensemble.posterior import Posterior
    from exeunt.scenario.world import World


def make_plan(
    world: World,
    *,
    members: int | None,
    seed: int | None,
    mean: bool | None,
    by_origin: bool | None,
    posterior: Posterior | None = None,
) -> dict[str, Any]:
    """Return what decides a run's bits, in the words of JSON: a run is resumed only under the same plan."""
    settings = world.settings
    if members is None:
        members = 1 if mean else settings.members
    return {
        "scenario": world.name,
        "source": _source(world),
        "title": settings.title,
        "scenario_hash": world.hash,
        "version": __version__,
        "seed": settings.seed if seed is None else seed,
        "members": members,
        "mean": bool(mean),
        "by_origin": bool(by_origin),
        "fixed": {name: float(value) for name, value in sorted(world.fixed.items())},
        "chosen": dict(sorted(world.chosen.items())),
        **({"posterior": posterior.said()} if posterior else {}),
        "period": {
            "first_day": settings.first_day.isoformat(),
            "days": settings.days,
            "tick_hours": settings.tick_hours,
        },
    }


def make_manifest(
    world: World, plan: Mapping[str, Any], dataset: xr.Dataset, *, computed: int, seconds: Mapping[str, float]
) -> dict[str, Any]:
    """Return what a finished run says of itself.

    `parameters` are the medians of the constants over its members; `fixed` and `chosen` say which were set by hand.
    """
    medians = np.median(dataset["parameter_value"].values, axis=0)
    names = (str(name) for name in dataset["parameter"].values)
    return {
        **plan,
        "computed": computed,
        "parameters": {name: float(value) for name, value in zip(names, medians, strict=True)},
        "readings": world.readings,
        "people_days": (int(world.people.sum()) + int(world.places["settled"].sum()))
        * world.settings.days
        * int(plan["members"]),
        "seconds": {stage: round(spent, 3) for stage, spent in seconds.items()},
        "platform": {"system": platform.platform(), "machine": platform.machine()},
        "versions": versions(),
    }


def _source(world: World) -> str:
    """Return what names the scenario on the command line: its id if it came with the package, else its folder."""
    is_listed = world.folder is None or world.folder.parent == LIBRARY
    return world.name if is_listed else str(world.folder)
