"""The command `run`: the world as it was asked for, the progress bar, the report of what was done."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exeunt.commands.exits import first
from exeunt.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from exeunt.api import Outcome, World


MOST_RULES = 6


def changed(
    world: World,
    *,
    days: int | None = None,
    parameters: Mapping[str, str] | None = None,
    readings: Mapping[str, str] | None = None,
    without: Sequence[str] | None = None,
    added: Sequence[Path] | None = None,
) -> World:
    """Return the world with everything that was asked to be different."""
    if days is not None:
        world = world.lasting(days)
    for name, value in (parameters or {}).items():
        world = world.with_parameter(name, _number(name, value))
    for quantity, claim in (readings or {}).items():
        world = world.reading(quantity, claim)
    for rule in dict.fromkeys(without or ()):  # to leave one out twice is to leave it out
        world = world.without_rule(rule)
    for path in added or ():
        world = world.with_rules(path)
    return world


def say_what_is_odd(world: World, checked: str | None, *, days: int = 0) -> None:
    """Say on standard error what is odd in a world that is about to be run.

    `checked` is its scenario, None where it was changed so that `exeunt check` would find something else; `days` is how
    long it lasts there: what lies beyond a period that was cut short for this run is not odd.
    """
    uncut = world.lasting(days) if days > world.settings.days else world
    for line in first([str(each) for each in uncut.oddities()], checked):
        print(line, file=sys.stderr)


def say_what_is_not_known(world: World, until: pd.Timestamp | None) -> None:
    """Say on standard error of which rules of a scenario a forecast knows nothing, since they were announced later.

    `until` is the last day from which its members learned; None if they drew from the priors.
    """
    from exeunt.wording import few

    if until is None:
        return
    unknown = sorted(set(world.rules["id"]) - set(world.as_of(until).rules["id"]))
    if unknown:
        print(
            f"Announced after {until:%Y-%m-%d} and so no part of this forecast: the rules "
            f"{few(unknown, MOST_RULES)}; --prior asks of all.",
            file=sys.stderr,
        )


def run_json(outcome: Outcome) -> dict[str, Any]:
    """Return what `exeunt run --json` prints."""
    manifest = outcome.manifest
    return {
        "run": str(outcome.path),
        "members": manifest["members"],
        "seed": manifest["seed"],
        "seconds": manifest["seconds"],
        "people_days": manifest["people_days"],
    }


def _number(name: str, value: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise InputError(f"--set {name}={value}: {value!r} is not a number.") from None
