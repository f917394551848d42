"""How many people have been told to set out from each home: given numbers, and those of displaced, shared out."""

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

Floats = NDArray[np.float64]

SO_LITTLE = 1e-6  # of a person: nobody


def given_numbers(arrays: Arrays, theta: Mapping[str, float], unseen: Unseen) -> Floats:
    """Return how many people have been told to set out from each home before each tick, shape (ticks + 1, homes).

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
    flow = p.given + sum(each.numbers * _parts(each.weight) for each in shared)
    people = arrays.people.sum(axis=1).astype(np.float64)
    if shared and (flow.sum(axis=0) > people).any():
        flow = _of_those_left(p.given, shared, people)
    told = np.concatenate([np.zeros((1, len(homes))), np.cumsum(flow, axis=0)])
    for some in p.displaced_apart:
        told[:, some] = whole_people(told[:, some])
    return told


class Shared(NamedTuple):
    """Numbers of displaced by the clock of each home and its weight, (ticks, homes) both, and the homes of the area."""

    numbers: Floats
    weight: Floats
    area: Floats  # 1 of its homes, 0 of others


def _parts(weight: Floats) -> Floats:
    """Return the parts of homes by their weights, 0 where none has any, over the last axis."""
    return np.asarray(weight / np.maximum(weight.sum(axis=-1, keepdims=True), 1e-300))


def _of_those_left(given: Floats, shared: Sequence[Shared], people: Floats) -> Floats:
    """Return who sets out in each tick (ticks, homes) where some homes run empty.

    `given` are numbers of the homes themselves. Of an area those homes count that have anybody left, and where none of
    them weighs anything all alike.
    """
    out, left = np.zeros(given.shape), people.copy()
    for tick in range(len(given)):
        out[tick] = given[tick]
        left = np.maximum(left - given[tick], 0.0)
        for each in shared:
            missing = each.numbers[tick] * _parts(each.weight[tick])
            while missing.any():
                gone = np.minimum(missing, left)
                out[tick] += gone
                left -= gone
                somebody = left > SO_LITTLE
                weight = each.weight[tick] * somebody
                missing = (missing - gone).sum() * _parts(weight if weight.any() else each.area * somebody)
    return out
