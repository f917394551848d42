"""How many people have been told to set out from each home: given numbers, and those of displaced, shared out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from exeunt.engine.parameters import Unseen
from exeunt.engine.unseen import not_known

if TYPE_CHECKING:
    from exeunt.engine.compile.arrays import Arrays


def given_numbers(arrays: Arrays, theta: Mapping[str, float], unseen: Unseen) -> NDArray[np.float64]:
    """Return how many people have been told to set out from each home before each tick, shape (ticks + 1, homes).

    Numbers of displaced given for an area come from its homes in proportion to

        threat x weight^displaced_size x exp(displaced_unseen z),

    the weight that of the home, its population where none is given, and z a standard normal number of the home and the
    member; with no threat anywhere in the area, to the rest of it, and where all weights are 0 to the threat alone.
    """
    p, net = arrays.drivers, arrays.net
    homes = net.home_place
    size = net.weight[homes] ** theta["displaced_size"]
    size *= np.exp(not_known(arrays, theta, unseen, "displaced_unseen"))
    flow = p.given.copy()
    for numbers, area in zip(p.displaced, p.displaced_from, strict=True):
        anywhere = (p.danger[:, area] > 0).any(axis=1, keepdims=True)
        danger = np.where(anywhere, p.danger, 1.0)
        weighed = danger * size * area
        weight = np.where(weighed.any(axis=1, keepdims=True), weighed, danger * area)
        flow += numbers * weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
    return np.concatenate([np.zeros((1, len(homes))), np.cumsum(flow, axis=0)])
