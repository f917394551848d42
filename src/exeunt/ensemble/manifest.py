"""What a run was asked to be (its plan) and what it became (its manifest)."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from exeunt.ensemble.made_by import this_engine
from exeunt.errors import Option, Part
from exeunt.scenario.catalogue import name_of
from exeunt.versions import versions

if TYPE_CHECKING:
    from exeunt.ensemble.posterior import Posterior
    from exeunt.scenario.world import World


_PLAIN_NAMES: dict[str, Part] = {
    "seed": Option("seed"),
    "members": Option("members"),
    "mean": Option("mean"),
    "by_origin": Option("by_origin"),
    "fixed": Option("with_parameter"),
    "chosen": Option("reading"),
    "as_of": "state of knowledge",
    "posterior": Option("posterior"),
    "period": Option("period"),
    "scenario_hash": "scenario (its fingerprint)",
    "vary": Option("vary"),
    "sobol": Option("sobol"),
}


def make_plan(
    world: World,
    *,
    members: int | None,
    seed: int | None,
    mean: bool | None,
    by_origin: bool | None,
    posterior: Posterior | None = None,
) -> dict[str, Any]:
    """Return what decides a run's bits, in the words of JSON: a run is resumed only under the same plan.

    `source` names what was run, and `first_source` what its tables were first read from: of a run that was made of a
    run what those of the first were. `as_of` is the day whose knowledge it stands on; None if that is today's.
    """
    settings = world.settings
    if members is None:
        members = 1 if mean else settings.members
    return {
        "scenario": world.name,
        "source": _source(world),
        **({"first_source": asdict(world.first_source)} if world.first_source else {}),
        "title": settings.title,
        "scenario_hash": world.hash,
        **this_engine(),
        "seed": settings.seed if seed is None else seed,
        "members": members,
        "mean": bool(mean),
        "by_origin": bool(by_origin),
        "fixed": {name: float(value) for name, value in sorted(world.fixed.items())},
        "chosen": dict(sorted(world.chosen.items())),
        "as_of": world.known_by.isoformat() if world.known_by else None,
        **({"posterior": posterior.said()} if posterior else {}),
        "period": {
            "first_day": settings.first_day.isoformat(),
            "days": settings.days,
            "tick_hours": settings.tick_hours,
        },
    }


def differences(stored: Mapping[str, Any], plan: Mapping[str, Any]) -> list[Part]:
    """Say in which of what decides the bits two plans differ; nothing if they are the same."""
    differing: list[Part] = []
    for key, plain in _PLAIN_NAMES.items():
        if stored.get(key) != plan.get(key):
            said = f" is {_say(stored.get(key))}, not {_say(plan.get(key))}"
            differing += ["; its " if differing else "its ", plain, said]
    return differing


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
    """Return what names the scenario on the command line."""
    return world.name if world.folder is None else name_of(world.folder)


def _say(value: Any) -> str:
    if isinstance(value, str) and len(value) == 64:
        return value[:8]
    if isinstance(value, dict) and "until" in value:
        return f"learned until {value['until']} ({value['hash'][:8]})"
    if isinstance(value, dict) and "days" in value:
        return f"{value['days']} days from {value['first_day']}"
    if isinstance(value, dict):
        return " ".join(f"{name}={setting}" for name, setting in value.items()) or "none"
    return str(value)
