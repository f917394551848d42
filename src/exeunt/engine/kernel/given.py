"""Given numbers: how many set out from each home in a tick because they were told to, and from where instead."""

from __future__ import annotations

import numpy as np

from exeunt.compiled import inner, step
from exeunt.engine.kernel.draws import join
from exeunt.engine.kernel.records import GIVEN, INSTEAD, Space, State, Times, add_up, draw


@inner
def tell(tm: Times, s: State, t: int) -> None:
    """Note how many are told to set out from each home in a tick, be they there or not."""
    for h in range(len(s.told)):
        if tm.is_given[h]:
            s.told[h] = own_number(tm, t, h) + displaced(tm, t, h)


@step
def hand_on(sp: Space, tm: Times, s: State, t: int) -> None:
    """Have nobody told to set out in a tick who is not there any more.

    Whom numbers of displaced name and a call-up has taken, others of the area are displaced instead of.
    """
    somebody_is_missing = False
    for h in range(len(s.told)):
        if tm.is_given[h]:
            s.left[h] = add_up(s.home[h]) - s.told[h]
            somebody_is_missing |= s.left[h] < 0.0
    if not somebody_is_missing:
        return
    key_t = join(join(tm.tick[t].key, GIVEN), INSTEAD)
    for h in range(len(s.told)):
        if tm.is_given[h] and s.left[h] < 0.0:
            missing = min(-s.left[h], displaced(tm, t, h))  # the home's own number goes first
            s.told[h] += s.left[h]
            s.left[h] = 0.0
            ask_areas(sp, tm, s, t, h, missing, join(key_t, sp.place[sp.home_place[h]].hash))


@inner
def own_number(tm: Times, t: int, h: int) -> float:
    """Return how many a home's own number tells to set out in a tick.

    The difference of running sums, so that fractions of a person do not get lost.
    """
    return np.floor(tm.given[t + 1, h] + 1e-9) - np.floor(tm.given[t, h] + 1e-9)


@inner
def displaced(tm: Times, t: int, h: int) -> float:
    """Return how many of the displaced of its areas are to come from a home in a tick."""
    return tm.displaced[t + 1, h] - tm.displaced[t, h]


@inner
def ask_areas(sp: Space, tm: Times, s: State, t: int, h: int, missing: float, key: np.uint64) -> None:
    """Ask for those whom a home cannot give in each of its areas: of as many as the area had told it to give."""
    areas, by_all, alike = len(tm.displaced_by), 0.0, False
    for k in range(areas):
        by_all += weight(tm, t, k, h, alike)
    if by_all <= 0.0:  # whoever is told now was part of a person before
        alike = True
        for k in range(areas):
            by_all += weight(tm, t, k, h, alike)
    for k in range(areas):
        by = weight(tm, t, k, h, alike)
        if by > 0.0 and missing > 0.0:
            key_k = join(key, tm.area_hash[k])
            some = draw(key_k, missing, by / by_all)
            by_all -= by
            missing -= some
            ask_others(sp, tm, s, t, k, some, key_k)


@inner
def weight(tm: Times, t: int, k: int, h: int, alike: bool) -> float:
    """Return what a home of an area counts for: as many as it is told, or as all others of it."""
    return np.float64(tm.displaced_from[k, h]) if alike else tm.displaced_by[k, t, h]


@inner
def ask_others(sp: Space, tm: Times, s: State, t: int, k: int, missing: float, key: np.uint64) -> None:
    """Have so many more set out from the homes of an area where anybody is left, in proportion to what each is told.

    Where these are told nothing, from all alike. By luck, as always the same home would be asked for the last one
    otherwise.
    """
    homes = len(s.told)
    for turn in range(homes + 1):  # in each all are found, or a home is emptied
        of_all, alike = 0.0, False
        for j in range(homes):
            of_all += weight(tm, t, k, j, alike) if s.left[j] > 0.0 else 0.0
        if of_all <= 0.0:
            alike = True
            for j in range(homes):
                of_all += weight(tm, t, k, j, alike) if s.left[j] > 0.0 else 0.0
        if of_all <= 0.0:
            return
        key_turn, asked = join(key, np.uint64(turn)), missing
        for j in range(homes):
            of_one = weight(tm, t, k, j, alike)
            if s.left[j] > 0.0 and of_one > 0.0 and asked > 0.0:
                some = draw(join(key_turn, sp.place[sp.home_place[j]].hash), asked, of_one / of_all)
                of_all -= of_one
                asked -= some
                some = min(some, s.left[j])
                s.told[j] += some
                s.left[j] -= some
                missing -= some
        if missing <= 0.0:
            return
