"""Who leaves where and when, by a FLEE folder's conflict, counts and settings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np

from exeunt.exchange.flee.folder import FleeFolder
from exeunt.exchange.flee.table_rows import Days, Row, by_name, driver, steady


def threat(folder: FleeFolder, ids: Mapping[str, str], homes: Collection[str]) -> Iterator[Row]:
    """Yield the levels of conflict at each place that people leave."""
    for home in homes:
        for first, last, level in steady(folder.intensity[home].to_numpy(np.float64)):
            yield driver(folder, "threat", ids[home], first, last, level, "flee-conflicts")


def newly_displaced(folder: FleeFolder) -> Days | None:
    """Return how many are newly displaced each day: the growth of the total; whoever leaves the count stays away."""
    if folder.counts is None:
        return None
    total = folder.counts.total.to_numpy(np.float64)
    return np.asarray(np.maximum(np.diff(total, prepend=total[0]), 0.0))


def told_to_leave(folder: FleeFolder, homes: Collection[str]) -> dict[str, Days]:
    """Return how many leave each place a day where no totals are given and the settings say so."""
    mode = folder.settings["spawn_rules.conflict_driven_spawning.spawn_mode"]
    given = folder.settings["spawn_rules.conflict_driven_spawning.displaced_per_conflict_day"]
    if not mode:
        return {}
    a_day = float(given) if isinstance(given, int | float) else (0.01 if mode == "pop_ratio" else 500.0)
    of_each = {
        name: float(place.number or 0) if mode == "pop_ratio" else 1.0 for name, place in by_name(folder).items()
    }
    return {home: folder.intensity[home].to_numpy(np.float64).clip(0, 1) * a_day * of_each[home] for home in homes}


def leaving(displaced: Days | None, spawned: Mapping[str, Days], homes: Collection[str]) -> dict[str, int]:
    """Return how many may have to leave each place; anybody's share of the displaced may be all of them."""
    everybody = 0 if displaced is None else int(np.ceil(displaced.sum()))
    return {home: int(np.ceil(spawned[home].sum())) if home in spawned else everybody for home in homes}


def given(folder: FleeFolder, name: str, where: str, numbers: Days | None, claim: str) -> Iterator[Row]:
    """Yield rows of a driver that tells people in numbers to leave; that nobody leaves is a number too."""
    if numbers is not None:
        for first, last, a_day in list(steady(numbers)) or [(0, folder.days - 1, 0.0)]:
            yield driver(folder, name, where, first, last, a_day, claim)
