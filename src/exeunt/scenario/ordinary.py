"""Whether citizens travel who do not flee."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exeunt.scenario.world import World

ORDINARY = ("ordinary_in", "ordinary_out", "seat_load")
OTHERS = ("others_in", "others_out", "seat_load_others")


def has_ordinary(world: World) -> bool:
    """Say whether citizens travel in a scenario who do not flee."""
    return _has(world, ORDINARY)


def has_travellers(world: World) -> bool:
    """Say whether anybody travels in a scenario who does not flee, of whatever nationality."""
    return _has(world, ORDINARY + OTHERS)


def _has(world: World, names: tuple[str, ...]) -> bool:
    drivers = world.drivers
    return bool((drivers["name"].isin(names) & (drivers["value"] > 0)).any())
