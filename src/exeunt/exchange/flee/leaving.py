"""Who leaves where and when, by a FLEE folder's conflict, counts and settings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import numpy as np

from exeunt.exchange.flee.folder import FleeFolder
from exeunt.exchange.flee.table_rows import by_name, driver
from exeunt.exchange.rows import listed
from exeunt.exchange.steady import Days, steady
from exeunt.scenario.assembled import Row

SPAWNING = "spawn_rules.conflict_driven_spawning"


def threat(folder: FleeFolder, ids: Mapping[str, str], homes: Collection[str]) -> Iterator[Row]:
    """Yield the levels of conflict at each place that people leave, by the highest of all where that is above 1."""
    full = max(1.0, highest(folder, homes))
    for home in homes:
        for first, last, level in steady(folder.intensity[home].to_numpy(np.float64) / full):
            yield driver(folder, "threat", ids[home], first, last, level, "flee-conflicts")


def highest(folder: FleeFolder, homes: Collection[str]) -> float:
    """Return the highest level of conflict in any place that people leave."""
    return float(folder.intensity[list(homes)].to_numpy(np.float64).max())


def newly_displaced(folder: FleeFolder) -> Days | None:
    """Return how many are newly displaced each day: the growth of the total; whoever leaves the count stays away."""
    if folder.counts is None:
        return None
    total = folder.counts.total.to_numpy(np.float64)
    return np.asarray(np.maximum(np.diff(total, prepend=total[0]), 0.0))


def told_to_leave(folder: FleeFolder, homes: Collection[str]) -> dict[str, Days]:
    """Return how many leave each place a day where no totals are given and the settings say so.

    They are so many for a level of 1, `pop_ratio` being a share of who lives there. Where they are taken from the
    population it is a share of who is left, and nobody leaves once all have; else it is one of all, every day.
    """
    mode = folder.settings[f"{SPAWNING}.spawn_mode"]
    given = folder.settings[f"{SPAWNING}.displaced_per_conflict_day"]
    if not mode and given is None:
        return {}
    by_share = mode == "pop_ratio"
    a_day = float(given) if isinstance(given, int | float) else (0.01 if by_share else 500.0)
    taken = bool(folder.settings["spawn_rules.take_from_population"])
    at = by_name(folder)
    return {
        home: _leave(
            folder.intensity[home].to_numpy(np.float64) * a_day,
            float(at[home].number or 0),
            by_share=by_share,
            taken=taken,
        )
        for home in homes
    }


def _leave(rate: Days, people: float, *, by_share: bool, taken: bool) -> Days:
    """Return how many of so many people leave each day at a daily rate, of people or a share of them."""
    if not taken:
        return rate * people if by_share else rate
    left = people * np.cumprod(1 - rate.clip(max=1)) if by_share else (people - np.cumsum(rate)).clip(min=0)
    return -np.diff(left.round(), prepend=people)


def nobody_there(folder: FleeFolder, spawned: Mapping[str, Days]) -> Iterator[str]:
    """Say from which places nobody leaves because nobody lives there."""
    at = by_name(folder)
    if empty := [home for home, leave in spawned.items() if not leave.any() and not at[home].number]:
        row, names = at[empty[0]].row, listed(empty)
        yield f"locations.csv:{row}: nobody leaves {names}: no population is given, of which they would be taken."


def leaving(displaced: Days | None, spawned: Mapping[str, Days], homes: Collection[str]) -> dict[str, int]:
    """Return how many may have to leave each place; anybody's share of the displaced may be all of them."""
    everybody = 0 if displaced is None else int(np.ceil(displaced.sum()))
    return {home: int(np.ceil(spawned[home].sum())) if home in spawned else everybody for home in homes}


def given(folder: FleeFolder, name: str, where: str, numbers: Days | None, claim: str) -> Iterator[Row]:
    """Yield rows of a driver that tells people in numbers to leave; that nobody leaves is a number too."""
    if numbers is not None:
        for first, last, a_day in list(steady(numbers)) or [(0, folder.days - 1, 0.0)]:
            yield driver(folder, name, where, first, last, a_day, claim)
