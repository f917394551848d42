"""Whether people travel who do not flee."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from exeunt.scenario.world import World

OF_CITIZENS = ("ordinary_in", "ordinary_out", "seat_load")
OF_OTHERS = ("others_in", "others_out", "seat_load_others")


def has_ordinary(world: World, drivers: tuple[str, ...] = OF_CITIZENS) -> bool:
    """Say whether citizens travel in a scenario who do not flee (or others, with `OF_OTHERS`)."""
    found = world.drivers
    return bool((found["name"].isin(drivers) & (found["value"] > 0)).any())
