"""Who has no way out of the country on some days, as the rules of a built world have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exeunt.atlas.air import Flight
from exeunt.atlas.roads import Road, parts
from exeunt.atlas.towns import Places, residents


@dataclass(frozen=True)
class ShutIn:
    """The days on which somebody has no way out, by their positions, and how many have none on the worst of them."""

    first: int
    last: int
    days: int
    people: int


def shut_in(
    roads: Sequence[Road], flights: Sequence[Flight], grounded: NDArray[np.bool_], places: Places
) -> ShutIn | None:
    """Return who has no way out while some flights are grounded, shape (days, flights); None if all always have one."""
    people = np.array(residents(places))
    patterns, at = np.unique(grounded, axis=0, return_inverse=True)
    without = np.array([int(people[~_leads_out(roads, flights, pattern, places)].sum()) for pattern in patterns])
    days = np.flatnonzero(without[at.ravel()])
    if not len(days):
        return None
    return ShutIn(int(days[0]), int(days[-1]), len(days), int(without.max()))


def _leads_out(
    roads: Sequence[Road], flights: Sequence[Flight], grounded: NDArray[np.bool_], places: Places
) -> NDArray[np.bool_]:
    """Whether a way leads out of the country from each home."""
    fly = [(flight.start, flight.end) for flight, stays in zip(flights, grounded.tolist(), strict=True) if not stays]
    part = parts([*((road.start, road.end) for road in roads), *fly], len(places.towns))
    return np.isin(part[: places.homes], part[places.homes :])
