"""How many people are told to set out from each home: given numbers, and those of displaced, shared out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.kernel.whole import whole_people
from exeunt.engine.parameters import Unseen
from exeunt.engine.unseen import not_known

if TYPE_CHECKING:
    from exeunt.engine.compile.arrays import Arrays
    from exeunt.engine.compile.drivers import Drivers

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SO_LITTLE = 1e-6  # of a person: nobody


class Told(NamedTuple):
    """Who is told to set out from each home; nobody can be told who is not there (see `kernel.given`).

    `given` (ticks + 1, homes) people told before each tick by numbers of the home itself; `displaced` likewise by those
    of its areas, in whole people; `displaced_by` (areas, ticks, homes) what each area says of it in a tick.
    """

    given: Floats
    displaced: Floats
    displaced_by: Floats


def given_numbers(arrays: Arrays, theta: Mapping[str, float], unseen: Unseen) -> Told:
    """Return how many people are told to set out from each home.

    Numbers of displaced given for an area come from its homes in proportion to

        threat x weight^displaced_size x exp(displaced_unseen z),

    the weight that of the home, its population where none is given, and z a standard normal number of the home and the
    member; with no threat anywhere in the area, to the rest of it, and where all weights are 0 to the threat alone.
    What homes cannot give because nobody is left there comes from the others likewise, at last from all alike. Homes
    of an area are told whole people, and nobody is missing of their sum.
    """
    p, net = arrays.drivers, arrays.net
    homes = net.home_place
    size = net.weight[homes] ** theta["displaced_size"]
    size *= np.exp(not_known(arrays, theta, unseen, "displaced_unseen"))
    shared = []
    for numbers, area in zip(p.displaced, p.displaced_from, strict=True):
        anywhere = (p.danger[:, area] > 0).any(axis=1, keepdims=True)
        danger = np.where(anywhere, p.danger, 1.0)
        weighed = danger * size * area
        weight = np.where(weighed.any(axis=1, keepdims=True), weighed, danger * area)
        shared.append(Shared(numbers, weight, area.astype(np.float64)))
    by_area = np.zeros(p.displaced.shape)
    for k, each in enumerate(shared):
        by_area[k] = each.numbers * _parts(each.weight)
    people = arrays.people.sum(axis=1).astype(np.float64)
    if shared and ((p.given + by_area.sum(axis=0)).sum(axis=0) > people).any():
        by_area = _of_those_left(p.given, shared, people)
    displaced = _running(by_area.sum(axis=0))
    for some in p.displaced_apart:
        displaced[:, some] = whole_people(displaced[:, some])
    return Told(_running(p.given), displaced, by_area)


def told_in_all(p: Drivers) -> list[tuple[Bools, float]]:
    """Return how many are told to set out in all: from the homes that share areas together, from any other by itself.

    Which homes these are is told by masks. Nobody is told of a home for which no numbers are given. By clocks that
    differ, what an area is told is a mean over its homes.
    """
    own = np.floor(p.given.sum(axis=0) + 1e-9)
    alone = p.is_given & ~p.displaced_from.any(axis=0)
    told = [(np.arange(len(own)) == h, float(own[h])) for h in np.flatnonzero(alone)]
    for some in p.displaced_apart:
        areas = np.flatnonzero(p.displaced_from[:, some].any(axis=1))
        by_area = sum(float(p.displaced[k][:, p.displaced_from[k]].sum(axis=0).mean()) for k in areas)
        told.append((some, float(own[some].sum()) + by_area))
    return told


def _running(flow: Floats) -> Floats:
    """Return running totals before each tick (ticks + 1, homes) of what comes in each."""
    return np.concatenate([np.zeros((1, flow.shape[1])), np.cumsum(flow, axis=0)])


class Shared(NamedTuple):
    """Numbers of displaced by the clock of each home and its weight, (ticks, homes) both, and the homes of the area."""

    numbers: Floats
    weight: Floats
    area: Floats  # 1 of its homes, 0 of others


def _parts(weight: Floats) -> Floats:
    """Return the parts of homes by their weights, 0 where none has any, over the last axis."""
    return np.asarray(weight / np.maximum(weight.sum(axis=-1, keepdims=True), 1e-300))


def _of_those_left(given: Floats, shared: Sequence[Shared], people: Floats) -> Floats:
    """Return whom each area tells to set out in each tick (areas, ticks, homes) where some homes run empty.

    `given` are numbers of the homes themselves. Of an area those homes count that have anybody left, and where none of
    them weighs anything all alike. Once nobody is left of whom this knows, those who have come home again may be told.
    """
    out, left = np.zeros((len(shared), *given.shape)), people.copy()
    for tick in range(len(given)):
        left = np.maximum(left - given[tick], 0.0)
        for k, each in enumerate(shared):
            missing = each.numbers[tick] * _parts(each.weight[tick])
            while missing.any():
                gone = np.minimum(missing, left)
                out[k, tick] += gone
                left -= gone
                somebody = left > SO_LITTLE
                if not (each.area * somebody).any():
                    out[k, tick] += missing - gone
                    break
                weight = each.weight[tick] * somebody
                missing = (missing - gone).sum() * _parts(weight if weight.any() else each.area * somebody)
    return out
