"""Whether citizens travel who do not flee."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exeunt.scenario.world import World

ORDINARY = ("ordinary_in", "ordinary_out", "seat_load")


def has_ordinary(world: World) -> bool:
    """Say whether citizens travel in a scenario who do not flee."""
    drivers = world.drivers
    return bool((drivers["name"].isin(ORDINARY) & (drivers["value"] > 0)).any())
